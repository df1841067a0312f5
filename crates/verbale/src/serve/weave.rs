//! Spans that overlap and nest, as pieces of text that do not.

use verbale_ledger::{Kind, Stored};
use verbale_text::{CharOffsets, Span};

/// A line of the text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// Whether it goes on with the paragraph of the line before.
    pub(crate) is_tight: bool,
    /// Its text, cut wherever a record begins or ends.
    pub(crate) pieces: Vec<Piece>,
}

/// Text over whose whole length the same records lie.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The text.
    pub(crate) text: String,
    /// The records, by their place in the list, the shortest first; separated by blanks.
    pub(crate) records: String,
    /// How many quotations it lies in, at most [`DEEPEST`].
    pub(crate) depth: usize,
    /// Whether it is loaded wording.
    pub(crate) is_loaded: bool,
    /// The kinds to underline, each with its line below the text: 0 is the nearest.
    pub(crate) lines: Vec<(&'static str, usize)>,
}

/// Quotations in quotations that look different.
const DEEPEST: usize = 3;

/// A span of a record.
struct Mark {
    span: Span,
    record: usize,
    kind: Kind,
}

/// Cuts `text` at the spans of `records`.
pub(crate) fn weave(text: &str, offsets: &CharOffsets<'_>, records: &[Stored]) -> Vec<Paragraph> {
    let marks = marks(offsets, records);
    let mut next = 0;
    let mut active: Vec<usize> = Vec::new();
    let mut paragraphs = Vec::new();
    let is_wrapped = is_wrapped(text);
    let mut is_tight = false;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let words = line.trim_end();
        if words.trim().is_empty() {
            is_tight = false;
        } else {
            let span = Span::new(byte(start), byte(start + words.len()));
            while next < marks.len() && marks[next].span.start < span.end {
                active.push(next);
                next += 1;
            }
            active.retain(|&m| marks[m].span.end > span.start);
            let here: Vec<&Mark> = active.iter().map(|&m| &marks[m]).collect();
            let pieces = pieces(text, span, &here);
            paragraphs.push(Paragraph { is_tight, pieces });
            is_tight = is_wrapped;
        }
        start = end;
    }
    paragraphs
}

/// Lines of a text that was broken for a terminal or a letter.
const WRAPPED: usize = 120;

/// Whether the lines of a text are lines of paragraphs, which blank lines part, and not paragraphs themselves.
fn is_wrapped(text: &str) -> bool {
    let mut lines = text.trim().lines();
    let has_blank = text.trim().lines().any(|l| l.trim().is_empty());
    has_blank && lines.all(|l| l.len() <= WRAPPED)
}

fn byte(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The spans of all records in the order of their starts. A statement is marked where its content stands.
fn marks(offsets: &CharOffsets<'_>, records: &[Stored]) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (record, stored) in records.iter().enumerate() {
        let kind = stored.row.kind;
        let content = stored.row.spans.get("content");
        let content = content.and_then(|c| serde_json::from_value(c.clone()).ok());
        let spans: Vec<[u32; 2]> = content
            .filter(|_| kind == Kind::Statement)
            .unwrap_or_else(|| stored.row.evidence.clone());
        let spans = spans.iter().filter_map(|s| offsets.to_bytes(s[0], s[1]));
        marks.extend(spans.map(|span| Mark { span, record, kind }));
    }
    marks.sort_by_key(|m| (m.span.start, m.span.end, m.record));
    marks
}

fn pieces(text: &str, line: Span, marks: &[&Mark]) -> Vec<Piece> {
    let mut cuts = vec![line.start, line.end];
    for mark in marks {
        cuts.extend([mark.span.start, mark.span.end]);
    }
    cuts.retain(|cut| (line.start..=line.end).contains(cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut kinds: Vec<Kind> = marks
        .iter()
        .map(|m| m.kind)
        .filter(|k| is_line(*k))
        .collect();
    kinds.sort_unstable_by_key(|k| (order(*k), *k));
    kinds.dedup();
    let mut pieces = Vec::new();
    for cut in cuts.windows(2) {
        let span = Span::new(cut[0], cut[1]);
        let over = |m: &&&Mark| m.span.start <= span.start && m.span.end >= span.end;
        let mut over: Vec<&Mark> = marks.iter().filter(over).copied().collect();
        over.sort_by_key(|m| (m.span.end - m.span.start, m.record));
        let lines = kinds.iter().enumerate();
        let lines = lines.filter(|(_, kind)| over.iter().any(|m| m.kind == **kind));
        let ids: Vec<String> = over.iter().map(|m| m.record.to_string()).collect();
        pieces.push(Piece {
            text: span.of(text).to_owned(),
            records: ids.join(" "),
            depth: over
                .iter()
                .filter(|m| m.kind == Kind::Statement)
                .count()
                .min(DEEPEST),
            is_loaded: over.iter().any(|m| m.kind == Kind::Voice),
            lines: lines.map(|(at, kind)| (kind.as_str(), at)).collect(),
        });
    }
    pieces
}

/// Whether a kind is underlined; statements and loaded words have a ground of their own.
fn is_line(kind: Kind) -> bool {
    !matches!(kind, Kind::Statement | Kind::Voice)
}

/// Deeds stand nearest to the text; what is all over it, farthest.
fn order(kind: Kind) -> u8 {
    match kind {
        Kind::Event => 0,
        Kind::Tie | Kind::Meeting => 1,
        Kind::Commitment | Kind::Demand => 2,
        Kind::Reaction | Kind::Impact => 3,
        Kind::Relation => 4,
        Kind::Role => 5,
        Kind::Actor | Kind::Statement | Kind::Voice => 6,
    }
}

#[cfg(test)]
mod tests {
    use super::{Paragraph, Piece, weave};
    use serde_json::{Map, Value, json};
    use verbale_ledger::{Kind, Producer, RecordId, Row, Stored};
    use verbale_text::CharOffsets;

    fn stored(kind: Kind, evidence: &[[u32; 2]], content: Option<[u32; 2]>) -> Stored {
        let mut spans = Map::new();
        if let Some(content) = content {
            spans.insert("content".into(), json!([content]));
        }
        Stored {
            record: 1,
            id: RecordId { kind, hash: 1 },
            document: 1,
            coding: 1,
            row: Row {
                kind,
                number: 1,
                evidence: evidence.to_vec(),
                fields: Map::new(),
                spans,
                voices: Vec::new(),
                views: Vec::new(),
                factuality: String::new(),
                time: Value::Null,
                refs: Map::new(),
                sentences: Vec::new(),
                producer: Producer::default(),
                confidence: 1.0,
            },
        }
    }

    /// Paragraphs in brackets, pieces with records apart by bars: text, records, kinds below, `"` for each quotation, `!` if loaded.
    fn drawn(text: &str, records: &[Stored]) -> String {
        let piece = |p: &Piece| {
            let mut out = p.text.clone();
            if !p.records.is_empty() {
                let lines: Vec<String> = p.lines.iter().map(|(k, at)| format!("{k}{at}")).collect();
                out += &format!("<{}:{}>", p.records, lines.join(","));
            }
            out + &"\"".repeat(p.depth) + if p.is_loaded { "!" } else { "" }
        };
        let paragraph = |p: &Paragraph| {
            let pieces: Vec<String> = p.pieces.iter().map(piece).collect();
            format!(
                "{}[{}]",
                if p.is_tight { "+" } else { "" },
                pieces.join("|")
            )
        };
        let woven = weave(text, &CharOffsets::new(text), records);
        woven.iter().map(paragraph).collect()
    }

    #[test]
    fn spans_that_overlap_are_cut_where_one_begins_or_ends() {
        let records = [
            stored(Kind::Event, &[[0, 6]], None),
            stored(Kind::Tie, &[[3, 9]], None),
        ];
        let expected = "[abc<0:event0>|dèf<0 1:event0,tie1>|ghi<1:tie1>|j]";
        assert_eq!(drawn("abcdèfghij", &records), expected);
    }

    #[test]
    fn quotations_nest_and_loaded_words_have_a_ground() {
        let records = [
            stored(Kind::Statement, &[[0, 10]], Some([2, 8])),
            stored(Kind::Statement, &[[3, 6]], Some([4, 6])),
            stored(Kind::Voice, &[[9, 10]], None),
        ];
        let expected = "[ab|cd<0:>\"|ef<1 0:>\"\"|gh<0:>\"|i|j<2:>!]";
        assert_eq!(drawn("abcdefghij", &records), expected);
    }

    #[test]
    fn a_record_may_reach_over_paragraphs_and_have_several_spans() {
        let text = "abc\n\ndefg";
        let across = [stored(Kind::Event, &[[1, 6]], None)];
        assert_eq!(drawn(text, &across), "[a|bc<0:event0>][d<0:event0>|efg]");
        let apart = [stored(Kind::Event, &[[0, 1], [8, 9]], None)];
        assert_eq!(drawn(text, &apart), "[a<0:event0>|bc][def|g<0:event0>]");
    }

    #[test]
    fn lines_of_a_wrapped_text_belong_together() {
        assert_eq!(drawn("ab\ncd\n\nef\n", &[]), "[ab]+[cd][ef]");
        assert_eq!(
            drawn("ab\ncd\n", &[]),
            "[ab][cd]",
            "lines alone are paragraphs"
        );
    }
}
