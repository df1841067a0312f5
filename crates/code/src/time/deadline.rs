//! Until when: the interval in which something promised, threatened or demanded falls due.

use super::bounds::days;
use super::feast;
use super::grammar::TimeGrammar;
use super::lex::Line;
use super::matcher::{self, Found, OpeningKind};
use super::moment::{Moment, later, months_later};
use super::slots::Slot;
use super::{Timex, TimexKind};
use jiff::civil::Date;
use verbale_text::{Parsed, Span, TokenIdx};

/// When something falls due; all days as `YYYY-MM-DD`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deadline {
    /// The words.
    pub span: Span,
    /// First and last word.
    pub words: (TokenIdx, TokenIdx),
    /// The time expression, by its index in the list of time expressions; `None` for words such as "imminent".
    pub timex: Option<usize>,
    /// How the deadline is given.
    pub kind: DeadlineKind,
    /// Not due before this day.
    pub not_before: Option<String>,
    /// Late after this day.
    pub soft: Option<String>,
    /// Missed after this day; without it the deadline can be kept, never missed.
    pub hard: Option<String>,
}

/// How a deadline is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DeadlineKind {
    /// A date, or a feast.
    Absolute,
    /// A length of time from the utterance.
    Relative,
    /// Words such as "soon", by the table in the pack.
    Fuzzy,
}

/// The deadlines that a document's words can stand for, in text order; `uttered` is the day of the utterance as
/// TIMEX3 value (the document's date). Feasts of which there are two, such as Eid, give two entries with the same
/// words, the nearer one first.
///
/// Past dates and recurring times give none. Whether anything falls due is for the caller to say.
pub fn deadlines(
    parsed: &Parsed,
    grammar: &TimeGrammar,
    timexes: &[Timex],
    uttered: Option<&str>,
) -> Vec<Deadline> {
    let uttered = uttered.and_then(Moment::parse).and_then(|m| m.first_day());
    let scan = matcher::scan(parsed, grammar);
    let mut out = fuzzy(parsed, grammar, uttered);
    let taken: Vec<Span> = out.iter().map(|d| d.span).collect();
    let mut found = scan.found.iter().peekable();
    for (i, timex) in timexes.iter().enumerate() {
        while found.next_if(|f| f.span.start < timex.span.start).is_some() {}
        let found = found.peek().filter(|f| f.span == timex.span);
        let Some(found) = found.filter(|_| !taken.iter().any(|s| s.overlaps(timex.span))) else {
            continue;
        };
        let reading = Reading {
            grammar,
            timex,
            found,
            uttered,
        };
        let due = match timex.kind {
            TimexKind::Duration => reading.length(parsed),
            TimexKind::Set => Vec::new(),
            TimexKind::Date | TimexKind::Time => reading.date(),
        };
        out.extend(due.into_iter().map(|due| Deadline {
            span: timex.span,
            words: timex.words,
            timex: Some(i),
            kind: due.kind,
            not_before: due.not_before.map(|d| d.to_string()),
            soft: due.soft.map(|d| d.to_string()),
            hard: due.hard.map(|d| d.to_string()),
        }));
    }
    out.sort_by_key(|d| d.span.start);
    out
}

struct Due {
    kind: DeadlineKind,
    not_before: Option<Date>,
    soft: Option<Date>,
    hard: Option<Date>,
}

/// "imminent", "in the coming weeks", by the table of the pack.
fn fuzzy(parsed: &Parsed, grammar: &TimeGrammar, uttered: Option<Date>) -> Vec<Deadline> {
    let mut out = Vec::new();
    let mut line = Line::default();
    for sentence in parsed.sentences() {
        line.cut(parsed, grammar, sentence.first, sentence.end);
        line.read(grammar);
        let mut i = 0;
        while i < line.pieces.len() {
            let arcs = line.arcs(i).iter();
            let phrases = arcs.filter(|a| a.class == grammar.special.deadline);
            let Some(arc) = phrases.max_by_key(|a| a.len) else {
                i += 1;
                continue;
            };
            let last = i + arc.len as usize - 1;
            let (first, last) = (&line.pieces[i], &line.pieces[last]);
            let (soft, hard) = grammar.deadline(arc.value);
            let after = |days: Option<i32>| later(uttered?, days?);
            out.push(Deadline {
                span: first.span.cover(last.span),
                words: (TokenIdx(first.token), TokenIdx(last.token)),
                timex: None,
                kind: DeadlineKind::Fuzzy,
                not_before: None,
                soft: after(soft).map(|d| d.to_string()),
                hard: after(hard).map(|d| d.to_string()),
            });
            i += arc.len as usize;
        }
    }
    out
}

/// One time expression read as a deadline.
struct Reading<'a> {
    grammar: &'a TimeGrammar,
    timex: &'a Timex,
    found: &'a Found,
    uttered: Option<Date>,
}

impl Reading<'_> {
    /// "within 72 hours", "in the next two weeks".
    fn length(&self, parsed: &Parsed) -> Vec<Due> {
        let within = self.found.slots.has(Slot::Shift) || self.opened_by_within(parsed);
        let end = self
            .uttered
            .filter(|_| within)
            .and_then(|u| add(u, &self.timex.value));
        let Some(end) = end else {
            return Vec::new();
        };
        vec![Due {
            kind: DeadlineKind::Relative,
            not_before: None,
            soft: Some(end),
            hard: Some(end),
        }]
    }

    fn opened_by_within(&self, parsed: &Parsed) -> bool {
        let first = parsed.sentences()[self.found.sentence.0 as usize].first;
        let Some(before) = self.found.tokens.0.checked_sub(1).filter(|t| *t >= first) else {
            return false;
        };
        let node = parsed.node(TokenIdx(before));
        let word = self.grammar.lexicon.word(&node.form().to_lowercase());
        word.is_some_and(|w| {
            let mut entries = self.grammar.lexicon.entries(w).iter();
            entries.any(|e| e.class == self.grammar.special.within && e.rest.is_empty())
        })
    }

    fn date(&self) -> Vec<Due> {
        let opening = self.found.opening.map(|o| o.kind);
        let named = self.found.slots.get(Slot::Feast);
        if let Some(feast) = named.filter(|_| !self.found.slots.has(Slot::Year)) {
            return self.feast(feast, opening);
        }
        let Some((first, last)) = self.stretch() else {
            return Vec::new();
        };
        if self.uttered.is_some_and(|u| last < u) {
            return Vec::new();
        }
        let (not_before, hard) = match opening {
            Some(OpeningKind::Before) => (None, first.yesterday().ok()),
            Some(OpeningKind::After | OpeningKind::Since) => (last.tomorrow().ok(), None),
            Some(OpeningKind::Until | OpeningKind::By) => (None, Some(last)),
            _ => (Some(first), Some(last)),
        };
        vec![Due {
            kind: DeadlineKind::Absolute,
            not_before,
            soft: hard,
            hard,
        }]
    }

    fn feast(&self, feast: i32, opening: Option<OpeningKind>) -> Vec<Due> {
        let Some(uttered) = self.uttered else {
            return Vec::new();
        };
        let due = |day: Date| {
            let (not_before, hard) = match opening {
                Some(OpeningKind::After) => (Some(day), later(day, AFTER_FEAST)),
                Some(OpeningKind::Before) => (None, day.yesterday().ok()),
                Some(OpeningKind::Until | OpeningKind::By) => (None, Some(day)),
                _ => (Some(day), Some(day)),
            };
            Due {
                kind: DeadlineKind::Absolute,
                not_before,
                soft: hard,
                hard,
            }
        };
        feast::next_days(feast, uttered)
            .into_iter()
            .map(due)
            .collect()
    }

    /// First and last day; "mid March" is the 10th to the 20th, and its start and end what is left.
    fn stretch(&self) -> Option<(Date, Date)> {
        let (first, last) = days(&self.timex.value)?;
        let length = first.until(last).ok()?.get_days();
        if length < 6 {
            return Some((first, last));
        }
        let day = |n: i32| later(first, n);
        Some(match self.timex.modifier {
            Some("start") => (first, day(length / 3 - 1)?),
            Some("mid") => (day(length * 3 / 10)?, day(length * 2 / 3 - 1)?),
            Some("end") => (day(length * 2 / 3)?, last),
            _ => (first, last),
        })
    }
}

/// Days after a feast until which "after the feast" holds (domain model, §2).
const AFTER_FEAST: i32 = 60;

/// `uttered` and a TIMEX3 duration; hours count as the days they fill.
fn add(uttered: Date, duration: &str) -> Option<Date> {
    let (body, hours) = match duration.strip_prefix("PT") {
        Some(body) => (body, true),
        None => (duration.strip_prefix('P')?, false),
    };
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let n: i32 = body[..digits].parse().ok().filter(|n| *n <= 10_000)?;
    match (&body[digits..], hours) {
        ("H", true) => later(uttered, (n + 23) / 24),
        ("M" | "S", true) => Some(uttered),
        ("D", false) => later(uttered, n),
        ("W", false) => later(uttered, n * 7),
        ("M", false) => months_later(uttered, n),
        ("Q", false) => months_later(uttered, n * 3),
        ("Y", false) => months_later(uttered, n * 12),
        ("DE", false) => months_later(uttered, n * 120),
        _ => None,
    }
}
