//! brat standoff annotations and their annotators.

use std::collections::BTreeMap;

use super::measure::{Attribution, PARTS};
use super::text::Text;
use super::{CharSpan, GoldDocument, Reference};
use crate::score::{Error, chars};

/// What one annotator marked in one text.
pub(super) struct Annotation {
    annotator: String,
    /// Source, cue and content of each attribution.
    marked: Vec<[Vec<CharSpan>; 3]>,
    /// Regions that are not judged.
    pub(super) discard: Vec<CharSpan>,
}

impl Annotation {
    pub(super) fn attributions(&self, text: &Text) -> Vec<Attribution> {
        let one = |[source, cue, content]: &[Vec<CharSpan>; 3]| {
            Attribution::new(text, [source, cue, content], None)
        };
        self.marked.iter().map(one).collect()
    }

    /// The part that each token belongs to, the first where there are several.
    fn labels(&self, text: &Text) -> BTreeMap<usize, usize> {
        let mut out = BTreeMap::new();
        for parts in &self.marked {
            for (part, spans) in parts.iter().enumerate() {
                for token in text.tokens(spans) {
                    out.entry(token).or_insert(part);
                }
            }
        }
        out
    }
}

/// Document and annotator of an annotation's name without ending: `report_12_00ff` is `report_12`
/// by `00ff`. A name that is itself a document's has no annotator; ask for that first.
pub fn split_annotation_name(name: &str) -> Option<(&str, &str)> {
    let (doc, annotator) = name.rsplit_once('_')?;
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    (annotator.len() == 4 && annotator.bytes().all(hex)).then_some((doc, annotator))
}

/// The annotations of a document, by annotator.
pub(super) fn read_all(document: &GoldDocument) -> Result<Vec<Annotation>, Error> {
    let mut files: Vec<_> = document.annotations.iter().collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
        .into_iter()
        .map(|(annotator, ann)| read(ann, annotator, &document.doc))
        .collect()
}

/// The lines of an annotation that matter.
#[derive(Default)]
struct Lines<'a> {
    spans: BTreeMap<&'a str, Vec<CharSpan>>,
    /// Line number and arguments.
    events: Vec<(usize, Vec<&'a str>)>,
    discard: Vec<CharSpan>,
}

fn read(ann: &str, annotator: &str, doc: &str) -> Result<Annotation, Error> {
    let fail = |line: usize, problem: &str| {
        let who = if annotator.is_empty() { "" } else { "_" };
        Error::format(&format!("{doc}{who}{annotator}.ann"), line, problem)
    };
    let mut lines = Lines::default();
    for (i, line) in chars::lines(ann).enumerate() {
        let mut columns = line.split('\t');
        let ident = columns.next().unwrap_or_default();
        let Some(middle) = columns.next() else {
            continue;
        };
        if is_ident(ident, 'T') {
            let spans = read_spans(middle.trim_matches(chars::is_space));
            let (label, spans) = spans.ok_or_else(|| {
                fail(
                    i + 1,
                    "bad span; write the label, then start and end, as in Cue 12 16",
                )
            })?;
            if label == "Discard" {
                lines.discard.extend(&spans);
            }
            lines.spans.insert(ident, spans);
        } else if is_ident(ident, 'E') {
            lines.events.push((i + 1, chars::split(middle).collect()));
        }
    }
    let mut marked = Vec::new();
    for (line, arguments) in &lines.events {
        let parts = read_event(arguments, &lines.spans);
        let parts = parts.ok_or_else(|| {
            fail(
                *line,
                "argument without a colon; write the role and the span, as in Cue:T2",
            )
        })?;
        if !parts[1].is_empty() || !parts[2].is_empty() {
            marked.push(parts);
        }
    }
    Ok(Annotation {
        annotator: annotator.into(),
        marked,
        discard: lines.discard,
    })
}

fn is_ident(ident: &str, letter: char) -> bool {
    let digits = ident.strip_prefix(letter);
    digits.is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
}

/// `Content 3 9;12 20` as label and spans.
fn read_spans(text: &str) -> Option<(&str, Vec<CharSpan>)> {
    let (label, offsets) = text.split_once(' ')?;
    let spans = offsets.split(';').map(|part| {
        let mut numbers = chars::split(part);
        let (start, end) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
        Some((start, end))
    });
    Some((label, spans.collect::<Option<_>>()?))
}

/// The three parts of an event, all empty if it is no attribution.
fn read_event(
    arguments: &[&str],
    spans: &BTreeMap<&str, Vec<CharSpan>>,
) -> Option<[Vec<CharSpan>; 3]> {
    let mut parts: [Vec<CharSpan>; 3] = Default::default();
    match arguments.first() {
        Some(first) if first.starts_with("Attribution") => (),
        _ => return Some(parts),
    }
    for argument in &arguments[1..] {
        let (role, ident) = argument.split_once(':')?;
        let role = role
            .trim_end_matches(|c: char| c.is_ascii_digit())
            .to_lowercase();
        if let Some(part) = PARTS.iter().position(|p| *p == role) {
            parts[part].extend(spans.get(ident).into_iter().flatten());
        }
    }
    for part in &mut parts {
        part.sort_unstable();
        part.dedup();
    }
    Some(parts)
}

/// Place of the reference annotator; `read` is not empty.
pub(super) fn pick(text: &Text, read: &[Annotation], reference: &Reference) -> usize {
    match reference {
        Reference::Medoid => {
            let labels: Vec<_> = read.iter().map(|a| a.labels(text)).collect();
            let mut best = (0, f64::NEG_INFINITY);
            for (i, a) in labels.iter().enumerate() {
                let others = labels.iter().enumerate().filter(|(j, _)| *j != i);
                let sum = others.map(|(_, b)| agreement(a, b)).fold(0.0, |x, y| x + y);
                if sum > best.1 {
                    best = (i, sum);
                }
            }
            best.0
        }
        Reference::First => 0,
        Reference::Annotator(name) => {
            let named = read.iter().position(|a| a.annotator == *name);
            named.unwrap_or_default()
        }
    }
}

/// Share of labels that two annotators have in common, 0 to 1.
fn agreement(a: &BTreeMap<usize, usize>, b: &BTreeMap<usize, usize>) -> f64 {
    let same = a.iter().filter(|(i, part)| b.get(i) == Some(part)).count();
    match a.len() + b.len() {
        0 => 1.0,
        n => (2 * same) as f64 / n as f64,
    }
}
