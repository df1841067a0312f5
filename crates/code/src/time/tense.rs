//! Whether an expression stands in a clause about the future.

use super::grammar::TimeGrammar;
use super::matcher::Found;
use verbale_text::{Node, Parsed, Rel, TokenIdx, Upos};

/// Whether the clause of the expression is about the future: its verb, or an auxiliary of it, is one of the pack's
/// future cues ("will", "plan", "due"). Without a tree the nearest verb cue before it in the sentence counts.
pub(super) fn is_future(parsed: &Parsed, grammar: &TimeGrammar, found: &Found) -> bool {
    let node = parsed.node(TokenIdx(found.tokens.1));
    let tagged = node.tree().root().upos() != Upos::X;
    if tagged {
        return clause(node, grammar);
    }
    let first = parsed.sentences()[found.sentence.0 as usize].first;
    (first..found.tokens.0).any(|t| cue(parsed.node(TokenIdx(t)), grammar))
}

fn clause(node: Node<'_>, grammar: &TimeGrammar) -> bool {
    let mut at = Some(node);
    let mut steps = 0;
    while let Some(n) = at {
        if cue(n, grammar) || n.children_by(Rel::Aux).any(|a| cue(a, grammar)) {
            return true;
        }
        let is_clause = matches!(n.upos(), Upos::Verb | Upos::Aux);
        // A finite verb ends the clause; an infinitive is as future as what governs it.
        if is_clause && n.feat("VerbForm") == Some("Fin") {
            return false;
        }
        if is_clause && n.children_by(Rel::Aux).next().is_some() {
            return false;
        }
        steps += 1;
        at = n.head().filter(|_| steps < 12);
    }
    false
}

fn cue(node: Node<'_>, grammar: &TimeGrammar) -> bool {
    let is = |word: &str| {
        grammar.lexicon.word(word).is_some_and(|w| {
            let mut entries = grammar.lexicon.entries(w).iter();
            entries.any(|e| e.class == grammar.special.future && e.rest.is_empty())
        })
    };
    is(node.lemma()) || is(node.form())
}
