//! Notes of the outlet: disclaimers and editor's notes.

use super::lexicon::{NoteWords, Opening, VoiceLexicon};
use super::{Found, record};
use crate::actor::ActorType;
use crate::reading::Reading;
use crate::record::{ActorIdx, ActorRef, Record};
use verbale_text::{Parsed, Span, Tree};

/// A sentence in the voice of the outlet.
#[derive(Clone, Debug)]
pub(crate) struct Note {
    pub(crate) span: Span,
    pub(super) subtype: &'static str,
    pub(super) label: String,
    /// The kind of text that follows from it.
    pub(super) genre: Option<&'static str>,
}

/// The sentences of `parsed` in which the outlet speaks, in text order.
pub(crate) fn notes(parsed: &Parsed, lexicon: &VoiceLexicon) -> Vec<Note> {
    let n = parsed.sentences().len();
    let mut found = Vec::new();
    for (i, tree) in parsed.trees().enumerate() {
        let is_near = i < lexicon.near_start || i + lexicon.near_end >= n;
        let note = opening(tree, lexicon)
            .map(|o| (o.subtype, &o.label, None))
            .or_else(|| {
                let words = lexicon.notes.iter().filter(|_| is_near);
                let fits = words.into_iter().find(|w| has_all(tree, w))?;
                Some((fits.subtype, &fits.label, fits.genre))
            });
        if let Some((subtype, label, genre)) = note {
            found.push(Note {
                span: tree.span(),
                subtype,
                label: label.clone(),
                genre,
            });
        }
    }
    found
}

fn has_all(tree: Tree<'_>, words: &NoteWords) -> bool {
    words
        .all
        .iter()
        .all(|list| tree.nodes().any(|n| list.has(n)))
}

/// The opening that the sentence begins with, before a colon or dash.
fn opening<'l>(tree: Tree<'_>, lexicon: &'l VoiceLexicon) -> Option<&'l Opening> {
    let text = tree.span().of(tree.root().parsed().document().text());
    lexicon
        .openings
        .iter()
        .find(|o| o.begins.iter().any(|b| begins(text, b)))
}

/// Whether `text` begins with `words` and then a colon or dash; case and the shape of apostrophes make no difference.
pub(super) fn begins(text: &str, words: &str) -> bool {
    let mut rest = text.chars();
    for wanted in words.chars() {
        let Some(c) = rest.next() else { return false };
        let same = c.to_lowercase().eq(wanted.to_lowercase());
        let is_apostrophe = wanted == '\'' && c == '’';
        if !same && !is_apostrophe {
            return false;
        }
    }
    let mut after = rest.skip_while(|c| *c == ' ');
    matches!(after.next(), Some(':' | '–' | '—'))
}

/// One record a note.
pub(super) fn records(reading: &Reading<'_>) -> Vec<Record> {
    let make = |note: &Note| {
        let found = Found {
            subtype: note.subtype,
            voice_chain: vec![ActorRef::Outlet],
            target: body_in(reading, note.span),
            polarity: None,
            label: Some(note.label.clone()),
            evidence: vec![note.span],
            rule: "rule:voice-note",
            confidence: 0.8,
        };
        record(reading, found)
    };
    reading.notes.iter().map(make).collect()
}

/// The first body that the sentence names.
fn body_in(reading: &Reading<'_>, span: Span) -> Option<ActorIdx> {
    let mentions = &reading.actors.mentions;
    let first = mentions.partition_point(|m| m.span.start < span.start);
    mentions[first..]
        .iter()
        .take_while(|m| m.span.start < span.end)
        .map(|m| m.actor)
        .find(|a| {
            let entry = reading.actors.get(*a);
            entry.is_named && entry.actor_type == Some(ActorType::Organisation)
        })
}

#[cfg(test)]
mod tests {
    use super::begins;

    #[test]
    fn an_opening_needs_its_colon() {
        assert!(begins("Editor’s note: This text is new.", "editor's note"));
        assert!(begins("CORRECTION — The name was wrong.", "correction"));
        assert!(!begins("Correction of the course is due.", "correction"));
    }
}
