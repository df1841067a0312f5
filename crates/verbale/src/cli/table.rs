//! Records as a table for people: grouped by kind, with the proving words under each.

mod cells;

use super::ink::{Ink, Line};
use cells::Row;
use std::fmt::Write;
use verbale::wire::Listing;
use verbale_code::Record;
use verbale_code::record::Body;
use verbale_code::voice::Share;
use verbale_text::Span;

/// Kinds in the order shown, with their headings.
const GROUPS: &[(&str, &str, &str)] = &[
    ("tie", "tie", "ties"),
    ("meeting", "meeting", "meetings"),
    ("relation", "relation", "relations"),
    ("commitment", "commitment", "commitments"),
    ("demand", "demand", "demands"),
    ("reaction", "reaction", "reactions"),
    ("impact", "impact", "impacts"),
    ("event", "event", "events"),
    ("statement", "statement", "statements"),
    ("voice", "voice", "voices"),
    ("role", "role", "roles"),
    ("actor", "actor", "actors"),
];

/// Lines of proving words a record may take.
const QUOTE_LINES: usize = 3;

/// More of a passage than this is cut before it is laid out, bytes at each end.
const QUOTE_ENDS: usize = 2000;

/// What of a document is shown.
pub(crate) struct Shown<'l> {
    /// Ids and records in text order.
    pub(crate) records: Vec<(&'l str, &'l Record)>,
    /// How many were asked for but are too likely to be wrong.
    pub(crate) n_held_back: usize,
}

/// The records of a document that are shown, laid out for `width` columns; colours as ANSI escapes.
pub(crate) fn document(listing: &Listing<'_>, width: usize, shown: &Shown<'_>) -> String {
    let layout = Layout::new(width);
    let kept = &shown.records;
    let mut out = String::new();
    layout.header(&mut out, listing, shown);
    layout.headings(&mut out, !kept.is_empty());
    let mut is_first = true;
    for (kind, one, many) in GROUPS {
        let group: Vec<_> = kept
            .iter()
            .filter(|(_, r)| r.body.kind() == *kind)
            .collect();
        if group.is_empty() {
            continue;
        }
        let mut heading = Line::new(
            &if group.len() == 1 { *one } else { *many }.to_uppercase(),
            Ink::Title,
        );
        heading.push(&format!(" {}", group.len()), Ink::Quiet);
        if !std::mem::take(&mut is_first) {
            out.push('\n');
        }
        layout.print(&mut out, 0, &heading);
        for (id, record) in group {
            layout.record(&mut out, listing, id, record);
        }
    }
    out
}

/// How much of the document each voice speaks; nothing for a text without words.
pub(crate) fn shares(listing: &Listing<'_>, shares: &[Share], width: usize) -> String {
    /// More voices than this are only counted.
    const SHOWN: usize = 8;
    let layout = Layout::new(width);
    let total: usize = shares.iter().map(|s| s.n_chars).sum();
    if total == 0 {
        return String::new();
    }
    let mut out = String::from("\n");
    layout.print(&mut out, 0, &Line::new("VOICE SHARE", Ink::Title));
    let mut line = Line::default();
    for (i, share) in shares.iter().take(SHOWN).enumerate() {
        if i > 0 {
            line.push(" · ", Ink::Quiet);
        }
        let name = share
            .voice
            .map_or("not named", |v| cells::voice(listing, v));
        line.push(name, Ink::Party);
        let percent = share.n_chars as f64 * 100.0 / total as f64;
        line.push(&format!(" {percent:.0} %"), Ink::Plain);
    }
    if shares.len() > SHOWN {
        line.push(&format!(" · {} more", shares.len() - SHOWN), Ink::Quiet);
    }
    for line in line.wrap(layout.width - 4) {
        layout.print(&mut out, 4, &line);
    }
    out
}

/// The line under the last table.
pub(crate) fn footer(width: usize) -> String {
    let mut out = String::from("\n");
    let text = "--jsonl prints every field with its characters; --explain shows what matched, and why nothing did.";
    for line in Line::new(text, Ink::Quiet).wrap(width) {
        line.write(&mut out);
        out.push('\n');
    }
    out
}

/// Where the columns stand.
struct Layout {
    width: usize,
    /// Columns of number, who, what, when, voice.
    columns: [usize; 5],
}

const GAP: usize = 2;

impl Layout {
    fn new(width: usize) -> Self {
        let width = width.clamp(60, 120);
        let free = width - 2 - 10 - 4 * GAP;
        let who = free * 38 / 100;
        let what = free * 36 / 100;
        Self {
            width,
            columns: [2, who, what, 10, free - who - what],
        }
    }

    fn header(&self, out: &mut String, listing: &Listing<'_>, shown: &Shown<'_>) {
        let kept = &shown.records;
        let document = listing.document();
        let title = document.metadata.title.as_deref().unwrap_or(&document.id.0);
        let mut head = Line::new(title, Ink::Title);
        let known = [&document.metadata.source, &document.metadata.published];
        for known in known.into_iter().flatten() {
            head.push(" · ", Ink::Quiet);
            head.push(known, Ink::Plain);
        }
        for line in head.fit(self.width, 2) {
            self.print(out, 0, &line);
        }
        let mut counts = Vec::new();
        for (kind, one, many) in GROUPS {
            match kept.iter().filter(|(_, r)| r.body.kind() == *kind).count() {
                0 => {}
                1 => counts.push(format!("1 {one}")),
                n => counts.push(format!("{n} {many}")),
            }
        }
        match shown.n_held_back {
            0 if counts.is_empty() => counts.push("nothing found".into()),
            0 => {}
            1 => counts.push("1 weak record held back (--all shows it)".into()),
            n => counts.push(format!("{n} weak records held back (--all shows them)")),
        }
        for line in Line::new(&counts.join(" · "), Ink::Quiet).wrap(self.width) {
            self.print(out, 0, &line);
        }
    }

    /// The names of the columns, once a document.
    fn headings(&self, out: &mut String, is_needed: bool) {
        if !is_needed {
            return;
        }
        let names = ["", "who", "what", "when", "voice"];
        out.push('\n');
        self.cells(out, &names.map(|n| Line::new(n, Ink::Quiet).wrap(10)), 0);
    }

    fn record(&self, out: &mut String, listing: &Listing<'_>, id: &str, record: &Record) {
        let row = Row::of(listing, record);
        let number = id.rsplit('-').next().unwrap_or(id);
        let cells = [
            Line::new(number, Ink::Quiet).wrap(number.len()),
            row.who.wrap(self.columns[1]),
            row.what.wrap(self.columns[2]),
            Line::new(&row.when, Ink::Plain).wrap(self.columns[3]),
            row.voice.wrap(self.columns[4]),
        ];
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for i in 0..height {
            self.cells(out, &cells, i);
        }
        let indent = self.columns[0] + GAP;
        for line in row.more.fit(self.width - indent, 2) {
            self.print(out, indent, &line);
        }
        if matches!(record.body, Body::Actor(_)) {
            return;
        }
        let words = words(listing, record);
        for line in words.fit(self.width - indent - 2, QUOTE_LINES) {
            let _ = write!(out, "{:indent$}", "");
            Line::new("│", Ink::Quiet).write(out);
            self.print(out, 1, &line);
        }
    }

    /// Line `i` of a row of cells.
    fn cells(&self, out: &mut String, cells: &[Vec<Line>; 5], i: usize) {
        let mut pending = 0;
        let mut text = String::new();
        for (cell, &column) in cells.iter().zip(&self.columns) {
            let line = cell.get(i).cloned().unwrap_or_default();
            if !line.is_empty() {
                let _ = write!(text, "{:pending$}", "");
                pending = 0;
                line.write(&mut text);
            }
            pending += (column + GAP).saturating_sub(line.width());
        }
        out.push_str(&text);
        out.push('\n');
    }

    fn print(&self, out: &mut String, indent: usize, line: &Line) {
        let _ = write!(out, "{:indent$}", "");
        line.write(out);
        out.push('\n');
    }
}

/// The proving words, with those that fill a field marked.
fn words(listing: &Listing<'_>, record: &Record) -> Line {
    let text = listing.document().text();
    let mut spans = record.evidence.clone();
    spans.sort();
    let mut line = Line::default();
    for (i, span) in spans.iter().take(3).enumerate() {
        if i > 0 {
            line.push(" … ", Ink::Quiet);
        }
        for part in ends(*span, text) {
            for (at, c) in part.of(text).char_indices() {
                line.push_char(c, ink_at(record, part.start + at as u32));
            }
        }
    }
    if spans.len() > 3 {
        line.push(&format!(" (and {} more)", spans.len() - 3), Ink::Quiet);
    }
    line
}

/// The span, or its two ends if it is very long.
fn ends(span: Span, text: &str) -> Vec<Span> {
    if (span.len() as usize) <= 2 * QUOTE_ENDS {
        return vec![span];
    }
    let boundary = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at += 1;
        }
        at as u32
    };
    vec![
        Span::new(span.start, boundary(span.start as usize + QUOTE_ENDS)),
        Span::new(boundary(span.end as usize - QUOTE_ENDS), span.end),
    ]
}

/// Content fills most of a statement: marking it would mark nothing.
fn ink_at(record: &Record, at: u32) -> Ink {
    let holds = |s: &Span| s.start <= at && at < s.end;
    let marked = record.spans.iter().filter(|f| f.field != "content");
    match marked
        .filter(|f| f.spans.iter().any(holds))
        .min_by_key(|f| f.spans.iter().filter(|s| holds(s)).map(|s| s.len()).min())
    {
        Some(filled) if cells::is_party(filled.field) => Ink::Party,
        Some(_) => Ink::Sign,
        None => Ink::Plain,
    }
}
