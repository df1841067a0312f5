//! Sentence by sentence: what matched, what was tried, and why nothing came out.

use super::ink::{Ink, Line};
use std::collections::BTreeMap;
use std::fmt::Write;
use verbale::Pipeline;
use verbale::wire::Listing;
use verbale_code::factuality::reasons;
use verbale_code::pattern::{Match, Tried};
use verbale_code::{Coded, Record};
use verbale_text::{Parsed, Span, TokenIdx};

/// Failed tries shown of a sentence.
const MAX_TRIED: usize = 6;

/// Signs shown of those that moved a confidence.
const MAX_SIGNS: usize = 3;

/// The explanation of a document, laid out for `width` columns.
pub(crate) fn document(
    pipeline: &Pipeline,
    coded: &Coded,
    listing: &Listing<'_>,
    width: usize,
) -> String {
    let page = Page {
        pipeline,
        coded,
        parsed: &coded.parsed,
        listing,
        width: width.clamp(60, 120),
    };
    let sentences = page.sentences(coded);
    let mut out = String::new();
    for (i, sentence) in coded.parsed.sentences().iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let empty = Sentence::default();
        page.sentence(
            &mut out,
            i,
            sentence.span,
            sentences.get(&(i as u32)).unwrap_or(&empty),
        );
    }
    out
}

/// What is known of one sentence.
#[derive(Default)]
struct Sentence<'a> {
    records: Vec<(&'a str, &'a Record)>,
    /// Matches that gave no record.
    idle: Vec<&'a Match>,
    tried: Vec<&'a Tried>,
}

struct Page<'a> {
    pipeline: &'a Pipeline,
    coded: &'a Coded,
    parsed: &'a Parsed,
    listing: &'a Listing<'a>,
    width: usize,
}

impl<'a> Page<'a> {
    fn sentences(&self, coded: &'a Coded) -> BTreeMap<u32, Sentence<'a>> {
        let mut sentences: BTreeMap<u32, Sentence<'a>> = BTreeMap::new();
        for (id, record) in self.listing.iter() {
            if let Some(sentence) = record.sentences.first() {
                sentences
                    .entry(sentence.0)
                    .or_default()
                    .records
                    .push((id, record));
            }
        }
        let at = |anchor: TokenIdx| self.parsed.sentence_of(anchor).0;
        for &i in &coded.notes.without_record {
            let found = &coded.notes.matches[i];
            sentences
                .entry(at(found.anchor))
                .or_default()
                .idle
                .push(found);
        }
        for tried in &coded.notes.tried {
            sentences
                .entry(at(tried.anchor))
                .or_default()
                .tried
                .push(tried);
        }
        sentences
    }

    fn sentence(&self, out: &mut String, i: usize, span: Span, known: &Sentence<'_>) {
        let text = self.parsed.document().text();
        let number = format!("{:>3}  ", i + 1);
        for (n, line) in Line::new(span.of(text), Ink::Title)
            .fit(self.width - 5, 6)
            .iter()
            .enumerate()
        {
            Line::new(if n == 0 { number.trim_end() } else { "" }, Ink::Quiet).write(out);
            let _ = write!(out, "{:1$}", "", if n == 0 { 2 } else { 5 });
            line.write(out);
            out.push('\n');
        }
        for (id, record) in &known.records {
            self.item(out, "+", self.record(id, record));
        }
        for found in &known.idle {
            self.item(out, "–", self.idle(found));
        }
        for tried in known.tried.iter().take(MAX_TRIED) {
            self.item(out, "–", self.tried(tried));
        }
        if let Some(more) = known.tried.len().checked_sub(MAX_TRIED + 1) {
            self.item(
                out,
                "–",
                Line::new(&format!("and {} more tries", more + 1), Ink::Quiet),
            );
        }
        if known.records.is_empty() && known.idle.is_empty() && known.tried.is_empty() {
            self.item(
                out,
                "·",
                Line::new("no pattern starts from any of these words", Ink::Quiet),
            );
        }
    }

    fn item(&self, out: &mut String, mark: &str, line: Line) {
        for (n, line) in line.fit(self.width - 7, 4).iter().enumerate() {
            let _ = write!(out, "     {} ", if n == 0 { mark } else { " " });
            line.write(out);
            out.push('\n');
        }
    }

    fn record(&self, id: &str, record: &Record) -> Line {
        let mut line = Line::new(id, Ink::Sign);
        line.push(&format!("  {}", record.producer.id), Ink::Quiet);
        for filled in &record.spans {
            let words: Vec<&str> = filled
                .spans
                .iter()
                .map(|s| s.of(self.parsed.document().text()))
                .collect();
            line.push(&format!("  {} ", filled.field), Ink::Quiet);
            line.push(&words.join(" + "), Ink::Plain);
        }
        self.belief(&mut line, record);
        line
    }

    /// How far its voice commits to the record, by which words, and how often such records are right.
    fn belief(&self, line: &mut Line, record: &Record) {
        let is_told = |field: &str| matches!(field, "type" | "cue");
        let anchor = record.spans.iter().find(|f| is_told(f.field));
        let Some(anchor) = anchor.and_then(|f| f.spans.first()) else {
            return;
        };
        let at = self
            .parsed
            .tokens()
            .partition_point(|t| t.span.start < anchor.start);
        if at == self.parsed.tokens().len() {
            return;
        }
        line.push(&format!("  {}", record.factuality.as_str()), Ink::Quiet);
        let anchor = self.parsed.node(TokenIdx(at as u32));
        let words = reasons(anchor, &self.pipeline.packs().factuality);
        if !words.is_empty() {
            let words: Vec<&str> = words.iter().map(|w| w.form()).collect();
            line.push(&format!(" by “{}”", words.join("” “")), Ink::Quiet);
        }
        line.push(
            &format!("  confidence {:.2}", record.confidence),
            Ink::Quiet,
        );
        self.signs(line, record);
    }

    /// The signs that moved the confidence most, with the change of the odds that each brings.
    fn signs(&self, line: &mut Line, record: &Record) {
        let at = self
            .coded
            .records
            .iter()
            .position(|r| std::ptr::eq(r, record));
        let Some(signs) = at.and_then(|i| self.coded.notes.signs.get(i)) else {
            return;
        };
        let table = &self.pipeline.packs().confidence;
        let mut moving = table.moving(record.body.kind(), signs);
        moving.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(b.0)));
        for (i, (sign, weight)) in moving.iter().take(MAX_SIGNS).enumerate() {
            let opens = if i == 0 { " by " } else { ", " };
            line.push(&format!("{opens}{sign} {weight:+.1}"), Ink::Quiet);
        }
    }

    fn idle(&self, found: &Match) -> Line {
        let matcher = &self.pipeline.packs().matcher;
        let mut line = Line::new(&matcher.pattern(found.pattern).place(), Ink::Quiet);
        line.push(
            &format!(" holds at “{}”", self.word(found.anchor)),
            Ink::Plain,
        );
        for (role, words) in matcher.roles(found) {
            let words: Vec<&str> = words.iter().map(|&w| self.word(w)).collect();
            line.push(&format!("  {role} "), Ink::Quiet);
            line.push(&words.join(" + "), Ink::Plain);
        }
        line.push(
            ", but gives no record: a role it needs names no actor of its range",
            Ink::Plain,
        );
        line
    }

    fn tried(&self, tried: &Tried) -> Line {
        let pattern = self.pipeline.packs().matcher.pattern(tried.pattern);
        let mut line = Line::new(&pattern.place(), Ink::Quiet);
        line.push(
            &format!(
                " tried at “{}”: line {} does not hold",
                self.word(tried.anchor),
                tried.line
            ),
            Ink::Plain,
        );
        if let Some(source) = self.pipeline.source_line(&pattern.page, tried.line) {
            line.push("  ", Ink::Plain);
            line.push(source, Ink::Quiet);
        }
        line
    }

    fn word(&self, token: TokenIdx) -> &'a str {
        self.parsed.node(token).form()
    }
}
