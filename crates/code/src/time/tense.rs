//! Whether an expression stands in a clause about the future.

use super::grammar::TimeGrammar;
use super::matcher::Found;
use super::pattern::Class;
use verbale_text::{Node, Parsed, Rel, TokenIdx, Upos};

/// Whether the clause of the expression is about the future: its verb, or an auxiliary of it, is one of the pack's
/// future cues ("will", "plan", "due"). Without a tree the nearest verb cue before it in the sentence counts.
pub(super) fn is_future(parsed: &Parsed, grammar: &TimeGrammar, found: &Found) -> bool {
    let node = parsed.node(TokenIdx(found.tokens.1));
    if node.tree().root().upos() != Upos::X {
        return !follows_past(parsed, found) && clause(node, grammar);
    }
    let first = parsed.sentences()[found.sentence.0 as usize].first;
    let future = grammar.special.future;
    (first..found.tokens.0).any(|t| is(parsed.node(TokenIdx(t)), future, grammar))
}

/// "said on Tuesday it would leave": trees hang such a day on the clause that follows, but it dates the verb before it.
/// "promised in March to leave": what is promised lies ahead, the promise does not.
fn follows_past(parsed: &Parsed, found: &Found) -> bool {
    let node = parsed.node(TokenIdx(found.tokens.0));
    let link = node.previous().filter(|n| n.upos() == Upos::Adp);
    let verb = link.unwrap_or(node).previous();
    let tells = |v: Node<'_>| {
        v.upos() == Upos::Verb
            && v.feat("VerbForm") == Some("Fin")
            && v.feat("Tense") == Some("Past")
            && v.child(Rel::Aux).is_none()
    };
    let last = parsed.node(TokenIdx(found.tokens.1));
    let is_cut = last.head().is_some_and(|h| h.index() > last.index());
    verb.is_some_and(|v| (is_cut || last.head() == Some(v)) && tells(v))
}

/// Longer paths from a date to its verb are parser faults.
const MAX_STEPS: usize = 12;

fn clause(node: Node<'_>, grammar: &TimeGrammar) -> bool {
    let (future, future_to) = (grammar.special.future, grammar.special.future_to);
    let mut infinitive = false;
    for n in std::iter::once(node)
        .chain(node.ancestors())
        .take(MAX_STEPS)
    {
        if n.children_by(Rel::Aux).any(|a| is(a, future, grammar)) {
            return true;
        }
        let governs = matches!(n.upos(), Upos::Verb | Upos::Aux | Upos::Adj);
        if governs && (is(n, future, grammar) || (infinitive && is(n, future_to, grammar))) {
            return true;
        }
        if !matches!(n.upos(), Upos::Verb | Upos::Aux) {
            continue;
        }
        // A finite verb ends the clause; an infinitive is as future as what governs it.
        let finite = n.feat("VerbForm") == Some("Fin") || n.child(Rel::Aux).is_some();
        if finite {
            return false;
        }
        infinitive = n.feat("VerbForm") == Some("Inf");
        // Headlines: "UN to vote on Monday".
        if infinitive && n.head().is_none() {
            return true;
        }
    }
    false
}

fn is(node: Node<'_>, class: Class, grammar: &TimeGrammar) -> bool {
    let listed = |word: &str| {
        grammar.lexicon.word(word).is_some_and(|w| {
            let mut entries = grammar.lexicon.entries(w).iter();
            entries.any(|e| e.class == class && e.rest.is_empty())
        })
    };
    listed(node.lemma()) || listed(node.form())
}
