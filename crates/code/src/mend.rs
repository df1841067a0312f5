//! Trees in which a main verb was taken for a participle: "Ana Silva, head of the network, *called* for talks." has no
//! other verb, so the name is its subject and the verb its root. The trees of such sentences are put right before they
//! are read. A gerund right behind a plural noun is that noun's: "met with groups *delivering* aid". No other tree is touched.

use verbale_text::{Node, Parsed, Rel, TokenIdx, Tree, Upos};

/// Tag and features of a verb in the past.
const PAST: (&str, &str) = ("VBD", "Mood=Ind|Tense=Past|VerbForm=Fin");
/// Tag of the participle that looks the same.
const PARTICIPLE: &str = "VBN";

/// A sentence without a main verb, and the participle that is one.
struct Mend {
    noun: TokenIdx,
    verb: TokenIdx,
    /// Words behind the verb that hang on the noun.
    rest: Vec<TokenIdx>,
}

/// Tags of a gerund and of a plural noun.
const GERUND: &str = "VBG";
const PLURAL: &str = "NNS";

/// Gives sentences that lack one their main verb, and gerunds the nouns that they stand behind.
pub(crate) fn mend(parsed: Parsed) -> Parsed {
    let mends: Vec<Mend> = parsed.trees().filter_map(find).collect();
    let gerunds: Vec<(TokenIdx, TokenIdx)> = (1..parsed.tokens().len() as u32)
        .filter_map(|i| owner_of_gerund(parsed.node(TokenIdx(i))))
        .collect();
    if mends.is_empty() && gerunds.is_empty() {
        return parsed;
    }
    parsed.rehung(|tokens, strings| {
        let (tag, features) = (strings.intern(PAST.0), strings.intern(PAST.1));
        let none = strings.intern("");
        for (gerund, noun) in gerunds {
            let token = &mut tokens[gerund.get()];
            (token.head, token.rel, token.subtype) = (noun, Rel::Acl, none);
        }
        for mend in mends {
            let verb = &mut tokens[mend.verb.get()];
            (verb.head, verb.rel, verb.subtype) = (TokenIdx::NONE, Rel::Root, none);
            (verb.xpos, verb.feats) = (tag, features);
            let noun = &mut tokens[mend.noun.get()];
            (noun.head, noun.rel, noun.subtype) = (mend.verb, Rel::Nsubj, none);
            for word in mend.rest {
                tokens[word.get()].head = mend.verb;
            }
        }
    })
}

/// A gerund that a tree hangs on the verb, and the plural noun right before it that it belongs to.
fn owner_of_gerund(gerund: Node<'_>) -> Option<(TokenIdx, TokenIdx)> {
    let is_stray = gerund.is_rel(Rel::Advcl, "")
        && gerund.xpos() == GERUND
        && gerund.child(Rel::Obj).is_some()
        && gerund.edges().0 == gerund;
    let verb = gerund.head().filter(|_| is_stray)?;
    let noun = gerund.previous()?;
    let fits = noun.xpos() == PLURAL
        && matches!(noun.rel(), Rel::Obl | Rel::Nmod | Rel::Conj)
        && noun.subtype().is_empty()
        && noun.is_under(verb);
    fits.then_some((gerund.index(), noun.index()))
}

fn find(tree: Tree<'_>) -> Option<Mend> {
    let noun = tree.root();
    let last = tree.nodes().next_back()?;
    let is_nominal = matches!(noun.upos(), Upos::Noun | Upos::Propn);
    let has_clause = noun.children().any(|c| {
        matches!(c.rel(), Rel::Cop | Rel::Nsubj | Rel::Csubj | Rel::Case)
            || matches!(c.rel(), Rel::Parataxis | Rel::Conj) && c.upos() == Upos::Verb
    });
    if !is_nominal || has_clause || last.upos() != Upos::Punct || last.form() != "." {
        return None;
    }
    let beside = noun.children_by(Rel::Appos).flat_map(Node::children);
    let verb = noun
        .children()
        .chain(beside)
        .find(|c| is_main_verb(*c, noun))?;
    let behind = |c: &Node<'_>| c.index() > verb.index();
    Some(Mend {
        noun: noun.index(),
        verb: verb.index(),
        rest: noun.children().filter(behind).map(Node::index).collect(),
    })
}

/// Whether `verb` is set off from `noun` by a phrase between commas, and has nobody else who does it.
fn is_main_verb(verb: Node<'_>, noun: Node<'_>) -> bool {
    let is_participle = verb.is_rel(Rel::Acl, "") && verb.xpos() == PARTICIPLE;
    if !is_participle || verb.index() < noun.index() {
        return false;
    }
    let is_active = !verb.children().any(|c| {
        c.is_rel(Rel::Obl, "agent") || matches!(c.rel(), Rel::Aux | Rel::Nsubj | Rel::Mark)
    });
    let is_comma = |n: &Node<'_>| n.form() == ",";
    let (start, _) = verb.edges();
    let closes = std::iter::successors(start.previous(), |n| n.previous()).take(1);
    // The comma before the verb may belong to its own subtree.
    let closed = is_comma(&start) || closes.into_iter().any(|n| is_comma(&n));
    let between = noun.tree().nodes().filter(|n| {
        n.index() > noun.index() && n.index().get() + 1 < verb.index().get() && is_comma(n)
    });
    let completed = verb.children().any(|c| {
        c.index() > verb.index() && matches!(c.rel(), Rel::Obj | Rel::Obl | Rel::Ccomp | Rel::Xcomp)
    });
    is_active && closed && completed && between.count() > 0
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::testing::parse;
    use verbale_text::{Parsed, Rel, TokenIdx};

    fn first(parsed: &Parsed) -> (Rel, Option<u32>) {
        let node = parsed.node(TokenIdx(0));
        (node.rel(), node.head().map(|h| h.index().0))
    }

    #[test]
    fn the_only_verb_of_a_sentence_is_its_root() {
        let parsed = mend(parse(
            "Silva/PROPN/root/0 ,/PUNCT/punct/3 head/NOUN/appos/1 ,/PUNCT/punct/5 \
             called/VERB/acl/1/call//VerbForm=Part/VBN for/ADP/case/7 talks/NOUN/obl/5 ./PUNCT/punct/1",
        ));
        assert_eq!(first(&parsed), (Rel::Nsubj, Some(4)));
        let verb = parsed.node(TokenIdx(4));
        assert_eq!(
            (verb.rel(), verb.feat("VerbForm")),
            (Rel::Root, Some("Fin"))
        );
        assert_eq!(parsed.node(TokenIdx(7)).head(), Some(verb));
    }

    #[test]
    fn a_gerund_belongs_to_the_plural_noun_before_it() {
        let parsed = mend(parse(
            "She/PRON/nsubj/2 met/VERB/root/0/meet with/ADP/case/4 groups/NOUN/obl/2/group//Number=Plur/NNS \
             delivering/VERB/advcl/2/deliver//VerbForm=Ger/VBG aid/NOUN/obj/5 ./PUNCT/punct/2",
        ));
        let gerund = parsed.node(TokenIdx(4));
        assert_eq!(
            (gerund.rel(), gerund.head()),
            (Rel::Acl, Some(parsed.node(TokenIdx(3))))
        );
    }

    #[test]
    fn a_participle_with_an_agent_stays() {
        let parsed = mend(parse(
            "Silva/PROPN/root/0 ,/PUNCT/punct/3 head/NOUN/appos/1 ,/PUNCT/punct/5 \
             accused/VERB/acl/1/accuse//VerbForm=Part/VBN by/ADP/case/7 rivals/NOUN/obl:agent/5 ./PUNCT/punct/1",
        ));
        assert_eq!(first(&parsed).0, Rel::Root);
    }
}
