//! Whether a thing is said to have happened, to lie ahead, to be possible, supposed or denied.
//!
//! Reads negation, auxiliaries, marks and governing words around an anchor. Values: FactBank (Saurí and Pustejovsky 2009).

mod belief;

pub use belief::{Belief, observations};

use crate::Fault;
use crate::inflection::{is_gerund, is_past, is_past_participle};
use crate::pack::functions::toml_fault;
use crate::pack::sets::{PhraseHead, WordList};
use crate::record::Factuality;
use crate::statement::Stance;
use verbale_text::{Node, Rel, Upos};

/// The words of `english/factuality.toml`.
#[derive(Debug, Default)]
pub struct FactualityWords {
    negated: Group,
    future: Group,
    possible: Group,
    probable: Group,
    hypothetical: Group,
    uncommitted: Group,
    refused: Group,
    ultimatum: Group,
    /// What hangs on them happens if they do: "managed to", "forced to".
    implied: Group,
    /// What hangs on them is taken for granted, whatever is said of them: "regret that".
    factive: Group,
    /// Deeds of somebody that hang on them are taken for granted: "accountable for".
    granted: Group,
    /// What the speaker does by saying so: "would like to thank".
    performed: Group,
    /// The writer says that the words are untrue: "falsely".
    contradicted: Group,
    belief: Belief,
}

#[derive(Debug, Default)]
struct Group {
    auxiliaries: WordList,
    /// Auxiliaries that count only in reported clauses: "said it *would* leave".
    reported: WordList,
    adverbs: WordList,
    determiners: WordList,
    marks: WordList,
    governors: WordList,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawGroup {
    auxiliaries: Vec<String>,
    reported: Vec<String>,
    adverbs: Vec<String>,
    determiners: Vec<String>,
    marks: Vec<String>,
    governors: Vec<String>,
}

#[derive(serde::Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawWords {
    negated: RawGroup,
    future: RawGroup,
    possible: RawGroup,
    probable: RawGroup,
    hypothetical: RawGroup,
    uncommitted: RawGroup,
    refused: RawGroup,
    ultimatum: RawGroup,
    implied: RawGroup,
    factive: RawGroup,
    granted: RawGroup,
    performed: RawGroup,
    contradicted: RawGroup,
}

impl From<RawGroup> for Group {
    fn from(raw: RawGroup) -> Self {
        let list = |words: Vec<String>, head| WordList::new(words.into_iter(), head);
        Group {
            auxiliaries: list(raw.auxiliaries, PhraseHead::Last),
            reported: list(raw.reported, PhraseHead::Last),
            adverbs: list(raw.adverbs, PhraseHead::Either),
            determiners: list(raw.determiners, PhraseHead::Last),
            marks: list(raw.marks, PhraseHead::Either),
            governors: list(raw.governors, PhraseHead::First),
        }
    }
}

impl FactualityWords {
    /// Reads `factuality.toml`.
    ///
    /// # Errors
    /// TOML that does not parse or has other fields.
    pub fn load(path: &str, text: &str) -> Result<FactualityWords, Vec<Fault>> {
        let raw: RawWords = toml::from_str(text).map_err(|e| vec![toml_fault(path, text, &e)])?;
        Ok(FactualityWords {
            negated: raw.negated.into(),
            future: raw.future.into(),
            possible: raw.possible.into(),
            probable: raw.probable.into(),
            hypothetical: raw.hypothetical.into(),
            uncommitted: raw.uncommitted.into(),
            refused: raw.refused.into(),
            ultimatum: raw.ultimatum.into(),
            implied: raw.implied.into(),
            factive: raw.factive.into(),
            granted: raw.granted.into(),
            performed: raw.performed.into(),
            contradicted: raw.contradicted.into(),
            belief: Belief::default(),
        })
    }

    /// The words with the weights of `belief.csv`.
    #[must_use]
    pub fn with_belief(self, belief: Belief) -> FactualityWords {
        FactualityWords { belief, ..self }
    }
}

/// What surrounds an anchor.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Modality {
    /// It did not or will not happen.
    pub negated: bool,
    /// It lies ahead.
    pub future: bool,
    /// It may be.
    pub possible: bool,
    /// It probably is.
    pub probable: bool,
    /// It stands under a condition.
    pub hypothetical: bool,
    /// It is wanted, asked or tried.
    pub uncommitted: bool,
    /// It lies ahead unless somebody yields.
    pub conditional: bool,
}

impl Modality {
    /// The FactBank value for the voice that reports it.
    pub fn factuality(self) -> Factuality {
        match self {
            Modality {
                hypothetical: true, ..
            }
            | Modality {
                uncommitted: true, ..
            } => Factuality::Uncommitted,
            Modality {
                possible: true,
                negated: false,
                ..
            } => Factuality::PossiblePlus,
            Modality {
                possible: true,
                negated: true,
                ..
            } => Factuality::PossibleMinus,
            Modality {
                probable: true,
                negated: false,
                ..
            } => Factuality::ProbablePlus,
            Modality {
                probable: true,
                negated: true,
                ..
            } => Factuality::ProbableMinus,
            Modality { negated: true, .. } => Factuality::CertainMinus,
            Modality { negated: false, .. } => Factuality::CertainPlus,
        }
    }

    /// PLOVER's auxiliary values that hold.
    pub fn auxiliary_values(self) -> Vec<&'static str> {
        let hypothetical = self.hypothetical || self.possible || self.uncommitted;
        [
            (self.future, "future"),
            (hypothetical, "hypothetical"),
            (self.negated, "negation"),
        ]
        .into_iter()
        .filter_map(|(holds, name)| holds.then_some(name))
        .collect()
    }

    /// Whether it is told as a present or past fact.
    pub fn is_fact(self) -> bool {
        self == Modality {
            probable: self.probable,
            ..Modality::default()
        }
    }
}

/// How far the text itself commits to a predicate.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Commitment {
    /// FactBank value.
    pub value: Factuality,
    /// From about -3 (surely did not happen) to 3 (surely did).
    pub score: f32,
}

/// How far the text commits to the predicate `anchor`.
pub fn commitment(anchor: Node<'_>, words: &FactualityWords) -> Commitment {
    Commitment {
        value: modality(anchor, words).factuality(),
        score: words.belief.score(anchor, words),
    }
}

/// How many words up the tree may still bear on an anchor.
const MAX_CLIMB: usize = 8;

/// Reads the modality of the thing named by `anchor`, a verb or an event noun.
pub fn modality(anchor: Node<'_>, words: &FactualityWords) -> Modality {
    read(anchor, words, &mut |_| {})
}

/// The words that decide on the modality of `anchor`, in text order: auxiliaries, negations, marks, governing words.
pub fn reasons<'t>(anchor: Node<'t>, words: &FactualityWords) -> Vec<Node<'t>> {
    let mut seen = Vec::new();
    read(anchor, words, &mut |node| seen.push(node));
    seen.sort_by_key(|n| n.index());
    seen.dedup();
    seen
}

fn read<'t>(anchor: Node<'t>, words: &FactualityWords, why: &mut dyn FnMut(Node<'t>)) -> Modality {
    let mut found = Modality::default();
    let mut node = anchor;
    own_marks(node, words, &mut found, why);
    // "the capacity to help in *investigating* crimes": what a noun is about need not have happened.
    found.uncommitted |= anchor.rel() == Rel::Acl && is_linked(anchor, words);
    // "Leave now!", "Did they leave?": neither says that anybody left.
    found.uncommitted |= is_order(anchor) || is_asked(anchor);
    for _ in 0..MAX_CLIMB {
        let Some(head) = node.head() else { break };
        let (rel, subtype) = (node.rel(), node.subtype());
        match rel {
            // A conjunct shares the auxiliaries of the first unless it has a subject of its own.
            Rel::Conj => {
                // "was not ready and urged": a past of its own has its own say.
                let helps = |c: Node<'_>| matches!(c.rel(), Rel::Aux | Rel::Cop);
                let is_own = is_past(node) && head.children().any(helps);
                if !is_own && node.child(Rel::Nsubj).is_none() && node.child(Rel::Aux).is_none() {
                    own_marks(head, words, &mut found, why);
                    found.uncommitted |= is_order(head);
                }
            }
            // "They regret that troops left" and "do not know that troops left": troops left.
            Rel::Ccomp | Rel::Csubj if words.factive.governors.has(head) => break,
            Rel::Xcomp | Rel::Ccomp | Rel::Csubj => governed(head, words, &mut found, why),
            // "will help people driven out by rebels": they were driven out.
            // But "prevented a march staged by students": nobody marched.
            Rel::Acl if node == anchor && is_done(node) => {
                found.negated |= modality(head, words).negated;
                break;
            }
            Rel::Acl if subtype.is_empty() => governed(head, words, &mut found, why),
            Rel::Advcl if node.feat("VerbForm") == Some("Inf") => {
                // "came to help": a purpose, not yet a fact; "ready to help": governed by the adjective.
                let implied = governed_is_implied(head, words);
                governed(head, words, &mut found, why);
                // "will come to help": the purpose of what lies ahead lies ahead with it.
                let mut of_head = Modality::default();
                own_marks(head, words, &mut of_head, why);
                found.future |= of_head.future && !of_head.negated && anchor == node;
                found.uncommitted |= !found.future && !implied;
            }
            // "committed to *helping*", "accused of *arming* rebels", "barred from *leaving*": governed like an infinitive.
            Rel::Advcl if is_aim(node, words) || is_linked(node, words) => {
                governed(head, words, &mut found, why);
            }
            // "that the war is a failure": what somebody calls it does not say that it did not happen.
            Rel::Nsubj if head.child(Rel::Cop).is_some() && head.upos() == Upos::Noun => break,
            // "the consequences of X's war", "X's war will cause hunger": the war is taken for granted.
            Rel::Nmod | Rel::Nsubj if node == anchor && is_owned(node, head) => break,
            Rel::Nmod | Rel::Obl if node == anchor && is_granted(node, head, words) => break,
            Rel::Obj | Rel::Nsubj if subtype.is_empty() || subtype == "pass" => {
                governed(head, words, &mut found, why);
                if !governed_is_implied(head, words) {
                    own_marks(head, words, &mut found, why);
                }
            }
            Rel::Obl | Rel::Nmod if node == anchor || node.rel() == Rel::Nmod => {
                governed(head, words, &mut found, why)
            }
            _ => break,
        }
        node = head;
    }
    found
}

/// The modality of a thing that the clause around it takes for granted: only what hangs on `node` itself counts.
pub(crate) fn granted(node: Node<'_>, words: &FactualityWords) -> Modality {
    let mut found = Modality::default();
    own_marks(node, words, &mut found, &mut |_| {});
    found
}

/// The modality of what hangs on `head`: of the clause itself, and of what it governs.
pub(crate) fn below(head: Node<'_>, words: &FactualityWords) -> Modality {
    let mut found = modality(head, words);
    governed(head, words, &mut found, &mut |_| {});
    found
}

/// Whether a deed that is named with its doer is told of as the cause or part of something else.
fn is_owned(node: Node<'_>, head: Node<'_>) -> bool {
    let has_doer = node.children().any(|c| c.is_rel(Rel::Nmod, "poss"));
    let is_cause = node.rel() == Rel::Nmod || head.child(Rel::Obj).is_some();
    node.upos() == Upos::Noun && has_doer && is_cause && head.upos() != Upos::Adj
}

/// A gerund behind one of the prepositions that tell what something is about.
fn is_linked(node: Node<'_>, words: &FactualityWords) -> bool {
    let marks = &words.uncommitted.marks;
    is_gerund(node) && node.children_by(Rel::Mark).any(|m| marks.has(m))
}

/// A bare participle of the past: "driven out by rebels", but not "to be driven out".
fn is_done(node: Node<'_>) -> bool {
    let helps = |c: Node<'_>| matches!(c.rel(), Rel::Aux | Rel::Mark);
    is_past_participle(node) && !node.children().any(helps)
}

/// Whether a deed told as a noun stands where only deeds stand that were done: "after the raid", "accountable for its war".
fn is_granted(node: Node<'_>, head: Node<'_>, words: &FactualityWords) -> bool {
    let group = &words.granted;
    let is_marked = node.children_by(Rel::Case).any(|c| group.marks.has(c));
    // "hold them accountable *for its war*": trees hang the phrase on the verb as well.
    let mut before = head.children().filter(|c| c.index() < node.index());
    let is_led = group.governors.has(head) || before.any(|c| group.governors.has(c));
    node.upos() == Upos::Noun && (is_marked || is_led)
}

/// The modality of words of the first person: who says "I would like to thank" thanks, and who says "we must note" notes.
pub(crate) fn performed(cue: Node<'_>, words: &FactualityWords) -> Modality {
    let group = &words.performed;
    // "I would like to greet and *thank* them".
    let first = cue.head().filter(|_| cue.rel() == Rel::Conj);
    let first = first.filter(|_| cue.child(Rel::Nsubj).is_none());
    if let Some(first) = first.filter(|f| f.upos() == cue.upos()) {
        return performed(first, words);
    }
    let helped = |n: Node<'_>| n.children_by(Rel::Aux).any(|a| group.auxiliaries.has(a));
    let head = cue.head().filter(|_| {
        matches!(
            cue.rel(),
            Rel::Xcomp | Rel::Ccomp | Rel::Csubj | Rel::Acl | Rel::Advcl
        )
    });
    let is_polite = head.is_some_and(|h| group.governors.has(h))
        || helped(cue)
        || cue.feat("Mood") == Some("Imp");
    let found = modality(cue, words);
    match is_polite && !found.hypothetical {
        true => Modality {
            negated: found.negated,
            ..Modality::default()
        },
        false => found,
    }
}

fn is_aim(node: Node<'_>, words: &FactualityWords) -> bool {
    is_gerund(node)
        && node
            .children_by(Rel::Mark)
            .any(|m| words.future.marks.has(m))
}

fn is_order(node: Node<'_>) -> bool {
    node.feat("Mood") == Some("Imp") && node.child(Rel::Nsubj).is_none()
}

/// Whether an auxiliary of the clause stands before its subject: a question, or a condition ("should Iran attack").
pub(crate) fn is_inverted(node: Node<'_>) -> bool {
    let subject = node.child(Rel::Nsubj);
    subject.is_some_and(|s| node.children_by(Rel::Aux).any(|a| a.index() < s.index()))
}

/// Whether the clause asks whether it is so. "Who left?" takes it for granted that somebody did.
fn is_asked(node: Node<'_>) -> bool {
    let asks = |n: Node<'_>| n.feat("PronType") == Some("Int");
    let is_main = node.rel() == Rel::Root && node.upos() == Upos::Verb;
    is_main
        && is_inverted(node)
        && node.children_by(Rel::Punct).any(|p| p.form() == "?")
        && !node.children().any(|c| asks(c) || c.children().any(asks))
}

fn governed_is_implied(head: Node<'_>, words: &FactualityWords) -> bool {
    words.implied.governors.has(head) || words.refused.governors.has(head)
}

/// Negation, auxiliaries, adverbs and marks that hang on `node` itself.
fn own_marks<'t>(
    node: Node<'t>,
    words: &FactualityWords,
    found: &mut Modality,
    why: &mut dyn FnMut(Node<'t>),
) {
    for child in node.children() {
        let mut has = |list: &WordList, word: Node<'t>| {
            let has = list.has(word);
            if has {
                why(word);
            }
            has
        };
        match child.rel() {
            Rel::Aux | Rel::Cop if is_reported(node) && has(&words.future.reported, child) => {
                found.future = true;
            }
            Rel::Aux | Rel::Cop => {
                found.future |= has(&words.future.auxiliaries, child);
                found.possible |= has(&words.possible.auxiliaries, child);
                found.probable |= has(&words.probable.auxiliaries, child);
                found.uncommitted |= has(&words.uncommitted.auxiliaries, child);
            }
            Rel::Advmod => {
                found.negated |= has(&words.negated.adverbs, child);
                found.possible |= has(&words.possible.adverbs, child);
                found.probable |= has(&words.probable.adverbs, child);
            }
            Rel::Det => found.negated |= has(&words.negated.determiners, child),
            // "neither confirmed nor denied"
            Rel::Cc => found.negated |= has(&words.negated.marks, child),
            Rel::Nsubj | Rel::Obj => {
                let mut dets = child.children_by(Rel::Det);
                found.negated |= dets.any(|d| has(&words.negated.determiners, d));
            }
            Rel::Advcl => {
                let mut marks = child.children_by(Rel::Mark);
                found.conditional |= marks.any(|m| has(&words.ultimatum.marks, m));
            }
            Rel::Mark => {
                found.hypothetical |= has(&words.hypothetical.marks, child);
                found.negated |= has(&words.refused.marks, child);
            }
            _ => {}
        }
    }
}

/// Whether the clause of `node` is somebody's words: "said it would leave", "It would leave, X said".
fn is_reported(node: Node<'_>) -> bool {
    let follows =
        node.rel() == Rel::Parataxis && node.head().is_some_and(|h| h.index() < node.index());
    let is_stray = node.rel() == Rel::Acl && node.child(Rel::Mark).is_some();
    node.rel() == Rel::Ccomp || follows || is_stray || node.child(Rel::Parataxis).is_some()
}

/// What a governing word says of what hangs on it.
fn governed<'t>(
    head: Node<'t>,
    words: &FactualityWords,
    found: &mut Modality,
    why: &mut dyn FnMut(Node<'t>),
) {
    if governed_is_implied(head, words) {
        // "did not manage to", "may refuse to": what holds of the one holds of the other; two negations cancel out.
        let mut of_head = Modality::default();
        own_marks(head, words, &mut of_head, why);
        let refused = words.refused.governors.has(head);
        if refused {
            why(head);
        }
        let negated = found.negated ^ refused ^ of_head.negated;
        *found = Modality {
            negated,
            future: found.future | of_head.future,
            possible: found.possible | of_head.possible,
            probable: found.probable | of_head.probable,
            hypothetical: found.hypothetical | of_head.hypothetical,
            uncommitted: found.uncommitted | of_head.uncommitted,
            conditional: found.conditional | of_head.conditional,
        };
    }
    let before = *found;
    // "not able to", "in no position to", "not likely to": what is denied of the possibility is denied of the deed.
    let is_likely = words.probable.governors.has(head);
    let is_able = words.possible.governors.has(head);
    if (is_able || is_likely) && !governed_is_implied(head, words) {
        let mut of_head = Modality::default();
        own_marks(head, words, &mut of_head, why);
        found.negated ^= of_head.negated;
        if of_head.negated && is_able {
            return;
        }
    }
    found.future |= words.future.governors.has(head);
    found.possible |= words.possible.governors.has(head);
    found.probable |= words.probable.governors.has(head);
    found.hypothetical |= words.hypothetical.governors.has(head);
    found.uncommitted |= words.uncommitted.governors.has(head);
    if *found != before {
        why(head);
    }
}

/// What those commit to who report the words of somebody who commits to `inner`: nothing, unless the cue takes sides
/// ("admitted", "falsely claimed").
pub(crate) fn reported(
    inner: Factuality,
    cue: Node<'_>,
    stance: Stance,
    words: &FactualityWords,
) -> Factuality {
    let adverbs = &words.contradicted.adverbs;
    if cue.children_by(Rel::Advmod).any(|c| adverbs.has(c)) {
        return inner.opposite();
    }
    match stance {
        Stance::Factive => inner,
        Stance::Neutral | Stance::Doubting => Factuality::Uncommitted,
    }
}

#[cfg(test)]
mod tests {
    use super::{FactualityWords, modality};
    use crate::testing::parse;

    fn check(sentence: &str, anchor: &str, expected: &str) {
        let words = FactualityWords::load(
            "factuality.toml",
            include_str!("../../../packs/english/factuality.toml"),
        )
        .unwrap();
        let parsed = parse(sentence);
        let node = parsed
            .trees()
            .next()
            .unwrap()
            .nodes()
            .find(|n| n.form() == anchor)
            .unwrap();
        let found = modality(node, &words);
        assert_eq!(
            format!(
                "{} {:?}",
                found.factuality().as_str(),
                found.auxiliary_values()
            ),
            expected,
            "{sentence}"
        );
    }

    #[test]
    fn a_plain_past_verb_is_a_fact() {
        check(
            "Troops/NOUN/nsubj/2 left/VERB/root/0/leave",
            "left",
            "CT+ []",
        );
    }

    #[test]
    fn negation_future_and_possibility_are_told_apart() {
        check(
            "Troops/NOUN/nsubj/4 did/AUX/aux/4/do not/PART/advmod/4 leave/VERB/root/0",
            "leave",
            "CT- [\"negation\"]",
        );
        check(
            "Troops/NOUN/nsubj/3 will/AUX/aux/3 leave/VERB/root/0",
            "leave",
            "CT+ [\"future\"]",
        );
        check(
            "Troops/NOUN/nsubj/3 could/AUX/aux/3 leave/VERB/root/0",
            "leave",
            "PS+ [\"hypothetical\"]",
        );
    }

    #[test]
    fn what_a_refusal_governs_does_not_happen() {
        check(
            "Troops/NOUN/nsubj/2 refused/VERB/root/0/refuse to/PART/mark/4 leave/VERB/xcomp/2/leave/_/VerbForm=Inf",
            "leave",
            "CT- [\"negation\"]",
        );
    }

    #[test]
    fn two_negations_cancel_out() {
        check(
            "Troops/NOUN/nsubj/4 did/AUX/aux/4/do not/PART/advmod/4 refuse/VERB/root/0 to/PART/mark/6 leave/VERB/xcomp/4/leave/VerbForm=Inf",
            "leave",
            "CT+ []",
        );
        check(
            "Troops/NOUN/nsubj/4 did/AUX/aux/4/do not/PART/advmod/4 manage/VERB/root/0 to/PART/mark/6 leave/VERB/xcomp/4/leave/VerbForm=Inf",
            "leave",
            "CT- [\"negation\"]",
        );
    }

    #[test]
    fn what_is_regretted_happened() {
        check(
            "They/PRON/nsubj/4 do/AUX/aux/4 not/PART/advmod/4 regret/VERB/root/0 that/SCONJ/mark/7 troops/NOUN/nsubj/7 left/VERB/ccomp/4/leave",
            "left",
            "CT+ []",
        );
    }

    #[test]
    fn orders_and_questions_say_nothing_of_what_happened() {
        check(
            "Leave/VERB/root/0/leave//Mood=Imp now/ADV/advmod/1",
            "Leave",
            "Uu [\"hypothetical\"]",
        );
        check(
            "Did/AUX/aux/3/do troops/NOUN/nsubj/3 leave/VERB/root/0 ?/PUNCT/punct/3",
            "leave",
            "Uu [\"hypothetical\"]",
        );
    }

    #[test]
    fn what_follows_a_deed_takes_it_for_granted() {
        check(
            "They/PRON/nsubj/3 will/AUX/aux/3 leave/VERB/root/0 after/ADP/case/6 the/DET/det/6 raid/NOUN/obl/3",
            "raid",
            "CT+ []",
        );
    }

    #[test]
    fn what_nobody_is_able_or_likely_to_do_is_not_done() {
        let line = |governor: &str| {
            format!(
                "They/PRON/nsubj/4 are/AUX/cop/4/be not/PART/advmod/4 {governor}/ADJ/root/0 to/PART/mark/6 leave/VERB/xcomp/4/leave/_/VerbForm=Inf"
            )
        };
        check(&line("able"), "leave", "CT- [\"negation\"]");
        check(&line("likely"), "leave", "PR- [\"negation\"]");
    }

    #[test]
    fn the_purpose_of_what_lies_ahead_lies_ahead() {
        let line = |aux: &str| {
            format!(
                "They/PRON/nsubj/3 {aux}/AUX/aux/3 travel/VERB/root/0 to/PART/mark/5 meet/VERB/advcl/3/meet/_/VerbForm=Inf them/PRON/obj/5"
            )
        };
        check(&line("will"), "meet", "CT+ [\"future\"]");
        check(&line("did"), "meet", "Uu [\"hypothetical\"]");
    }

    #[test]
    fn a_past_verb_does_not_share_the_negation_before_it() {
        check(
            "They/PRON/nsubj/4 were/AUX/cop/4/be not/PART/advmod/4 ready/ADJ/root/0 and/CCONJ/cc/6 \
             left/VERB/conj/4/leave/_/Tense=Past|VerbForm=Fin",
            "left",
            "CT+ []",
        );
    }

    #[test]
    fn people_whom_others_drove_out_were_driven_out() {
        let line = |marks: &str| {
            format!(
                "They/PRON/nsubj/3 will/AUX/aux/3 help/VERB/root/0 people/NOUN/obj/3 {marks}driven/VERB/acl/4/drive//Tense=Past|VerbForm=Part"
            )
        };
        check(&line(""), "driven", "CT+ []");
        let bare = "to/PART/mark/7 be/AUX/aux/7 ";
        check(&line(bare), "driven", "Uu [\"future\", \"hypothetical\"]");
    }

    #[test]
    fn who_would_like_to_thank_thanks() {
        let words = FactualityWords::load(
            "factuality.toml",
            include_str!("../../../packs/english/factuality.toml"),
        )
        .unwrap();
        let parsed = parse(
            "I/PRON/nsubj/3 would/AUX/aux/3 like/VERB/root/0 to/PART/mark/5 thank/VERB/xcomp/3 them/PRON/obj/5",
        );
        let cue = parsed.node(verbale_text::TokenIdx(4));
        assert_eq!(modality(cue, &words).factuality().as_str(), "Uu");
        assert_eq!(super::performed(cue, &words).factuality().as_str(), "CT+");
    }

    #[test]
    fn a_noun_takes_the_modality_of_its_verb() {
        check(
            "They/PRON/nsubj/3 will/AUX/aux/3 hold/VERB/root/0 talks/NOUN/obj/3/talk",
            "talks",
            "CT+ [\"future\"]",
        );
    }
}
