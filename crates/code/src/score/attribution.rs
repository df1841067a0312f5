//! Scores attributions (source, cue, content) against brat standoff gold, as in PolNeAR.
//!
//! - Several annotators for one text: the reference is the medoid, whose token labels agree best on
//!   average with the others'. It does not depend on the system.
//! - Tokens are maximal runs of word characters, or one other character that is no space; a token
//!   belongs to a span if they share a character.
//! - Gold marks no attribution inside another one's content, so a predicted one whose whole cue lies
//!   inside another's content, and which is the shorter, is left out ([`Nested::LeftOut`]).
//! - Direct, mixed, indirect is computed from quotation marks for gold and prediction alike.
//! - Attributions match if their cues share a word that is not light, the words of their contents
//!   overlap by half, and their sources share a word or are both empty; one to one, as many as can be.
//!
//! All offsets are code points of the text, half-open.

mod brat;
mod counts;
mod matching;
mod measure;
mod quotes;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::score::{Error, jsonl};
pub use brat::split_annotation_name;
pub use counts::{AttributionScore, Row};
use measure::Attribution;
use text::Text;

/// Code points from start to end, half-open.
pub type CharSpan = (usize, usize);

/// One document of the gold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldDocument {
    /// Name without ending; predictions refer to it.
    pub doc: String,
    /// Text exactly as in its file.
    pub text: String,
    /// Annotator (may be empty) and brat annotation; a document without any is not scored.
    pub annotations: Vec<(String, String)>,
}

/// One predicted attribution.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Prediction {
    /// Document it belongs to.
    pub doc: String,
    /// Who; empty if the text names nobody.
    pub source: Vec<CharSpan>,
    /// By which words.
    pub cue: Vec<CharSpan>,
    /// What.
    pub content: Vec<CharSpan>,
    /// `direct`, `indirect` or `mixed`, if the system says so.
    pub kind: Option<String>,
}

/// Which annotator is the reference.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Reference {
    /// The one that agrees best with the others.
    #[default]
    Medoid,
    /// The first by name.
    First,
    /// The one of this name where there is one, else the first.
    Annotator(String),
}

/// What happens to attributions inside another one's content.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Nested {
    /// They are not scored.
    #[default]
    LeftOut,
    /// They are scored like any other.
    Kept,
}

/// Reads one attribution a line: `doc`, `source`, `cue`, `content` as lists of `[start, end]`, `kind`.
///
/// # Errors
/// A line that is no JSON object, has no `doc`, or has a bad span.
pub fn read_predicted(jsonl: &str) -> Result<Vec<Prediction>, Error> {
    let mut out = Vec::new();
    for line in jsonl::each_line(jsonl, "predictions") {
        let (line, o) = line?;
        let part = |name: &str| {
            let spans = jsonl::items(&o[name]).iter().map(span).collect();
            Option::<Vec<CharSpan>>::ok_or_else(spans, || {
                let problem = format!("bad span in {name}; give [start, end] with start <= end");
                Error::format("predictions", line, problem)
            })
        };
        out.push(Prediction {
            doc: jsonl::required(&o, "doc", "predictions", line)?.into(),
            source: part("source")?,
            cue: part("cue")?,
            content: part("content")?,
            kind: o["kind"].as_str().filter(|k| !k.is_empty()).map(Into::into),
        });
    }
    Ok(out)
}

fn span(value: &Value) -> Option<CharSpan> {
    let [start, end] = value.as_array()?.as_slice() else {
        return None;
    };
    let span = (start.as_u64()? as usize, end.as_u64()? as usize);
    (span.0 <= span.1).then_some(span)
}

/// Scores predictions over all gold documents that have an annotation.
///
/// # Errors
/// A bad annotation, or a predicted span that ends after its text.
pub fn score(
    gold: &[GoldDocument],
    predicted: &[Prediction],
    reference: &Reference,
    nested: Nested,
) -> Result<AttributionScore, Error> {
    let mut by_doc: BTreeMap<&str, Vec<&Prediction>> = BTreeMap::new();
    for p in predicted {
        by_doc.entry(&p.doc).or_default().push(p);
    }
    let mut score = AttributionScore::default();
    let annotated = sorted(gold);
    let known: BTreeSet<&str> = annotated.iter().map(|g| g.doc.as_str()).collect();
    let strays = by_doc.keys().filter(|d| !known.contains(*d));
    score.strays = strays.map(|d| (*d).to_owned()).collect();
    for document in annotated {
        let text = Text::new(&document.text);
        let read = brat::read_all(document)?;
        let reference = &read[brat::pick(&text, &read, reference)];
        let predicted = by_doc
            .get(document.doc.as_str())
            .map_or(&[][..], Vec::as_slice);
        for p in predicted {
            inside(p, text.len())?;
        }
        let predicted: Vec<Attribution> = predicted
            .iter()
            .map(|p| Attribution::new(&text, [&p.source, &p.cue, &p.content], p.kind.clone()))
            .collect();
        let gold = reference.attributions(&text);
        score.document(
            &text,
            &gold,
            left(&text, predicted, &reference.discard, nested),
        );
    }
    Ok(score)
}

/// Whether gold bears out each prediction of one document, with its place among `predicted`: cue, content and source match.
/// Predictions that are not scored are left out.
///
/// # Errors
/// A bad annotation.
pub fn judged(
    document: &GoldDocument,
    predicted: &[Prediction],
) -> Result<Vec<(usize, bool)>, Error> {
    let text = Text::new(&document.text);
    let read = brat::read_all(document)?;
    let reference = &read[brat::pick(&text, &read, &Reference::Medoid)];
    let made = predicted.iter().enumerate().map(|(place, p)| {
        let made = Attribution::new(&text, [&p.source, &p.cue, &p.content], None);
        Attribution { place, ..made }
    });
    let made = left(&text, made.collect(), &reference.discard, Nested::LeftOut);
    let gold = reference.attributions(&text);
    let whole = measure::TESTS[measure::TESTS.len() - 1];
    let pairs = matching::pairs(&gold, &made, whole);
    let is_right = |j: usize| pairs.iter().any(|p| p.1 == j);
    let made = made.iter().enumerate();
    Ok(made.map(|(j, m)| (m.place, is_right(j))).collect())
}

fn inside(p: &Prediction, length: usize) -> Result<(), Error> {
    let spans = p.source.iter().chain(&p.cue).chain(&p.content);
    match spans.map(|s| s.1).max() {
        Some(end) if end > length => Err(Error::SpanOutside {
            doc: p.doc.clone(),
            end,
            length,
        }),
        _ => Ok(()),
    }
}

/// Gold documents with an annotation, by name.
fn sorted(gold: &[GoldDocument]) -> Vec<&GoldDocument> {
    let annotated = gold.iter().filter(|g| !g.annotations.is_empty());
    let mut annotated: Vec<&GoldDocument> = annotated.collect();
    annotated.sort_by(|a, b| a.doc.cmp(&b.doc));
    annotated
}

/// Predictions that are scored.
fn left(
    text: &Text,
    predicted: Vec<Attribution>,
    discard: &[CharSpan],
    nested: Nested,
) -> Vec<Attribution> {
    let gone = text.tokens(discard);
    let kept = predicted.into_iter().filter(|p| {
        let discarded = !p.cue().is_empty() && text::is_subset(p.cue(), &gone);
        !p.content().is_empty() && !discarded
    });
    match nested {
        Nested::LeftOut => measure::drop_nested(kept.collect()),
        Nested::Kept => kept.collect(),
    }
}

/// Agreement between annotators: every ordered pair of one text, one as gold and one as prediction.
///
/// # Errors
/// A bad annotation.
pub fn human(gold: &[GoldDocument]) -> Result<AttributionScore, Error> {
    let mut score = AttributionScore::default();
    for document in sorted(gold) {
        let text = Text::new(&document.text);
        let read = brat::read_all(document)?;
        for (i, a) in read.iter().enumerate() {
            for (_, b) in read.iter().enumerate().filter(|(j, _)| *j != i) {
                let predicted = left(&text, b.attributions(&text), &a.discard, Nested::LeftOut);
                score.document(&text, &a.attributions(&text), predicted);
            }
        }
    }
    Ok(score)
}
