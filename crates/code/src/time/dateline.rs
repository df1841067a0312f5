//! The date that a document gives itself.

use super::Timex;
use super::grammar::{Make, TimeGrammar};
use super::matcher::{Found, Scan};
use super::moment::{Fine, Moment};
use super::outcome::absolute;
use super::slots::Slot;
use verbale_text::{Parsed, Span};

/// A dateline stands in the first sentences or not at all.
const SENTENCES: usize = 8;
/// Longer openings ("KUALA LUMPUR, Malaysia, ") are prose.
const MAX_OPENING: usize = 60;

/// The first full date that is a line by itself, follows a note of release, or stands in a dateline.
pub(super) fn read(parsed: &Parsed, grammar: &TimeGrammar, scan: &Scan) -> Option<Moment> {
    let early = scan
        .found
        .iter()
        .take_while(|f| (f.sentence.0 as usize) < SENTENCES);
    for found in early.filter(|f| f.make == Make::Date) {
        if !found.slots.has(Slot::Year) || !found.slots.has(Slot::Month) {
            continue;
        }
        let Some(moment) = absolute(&found.slots) else {
            continue;
        };
        if matches!(moment.fine, Fine::Day(..)) && is_dateline(parsed, grammar, found) {
            return Some(Moment {
                clock: None,
                ..moment
            });
        }
    }
    None
}

fn is_dateline(parsed: &Parsed, grammar: &TimeGrammar, found: &Found) -> bool {
    let text = parsed.document().text();
    let (from, to) = (found.span.start as usize, found.span.end as usize);
    let line_start = text[..from].rfind('\n').map_or(0, |i| i + 1);
    let line_end = text[to..].find('\n').map_or(text.len(), |i| to + i);
    let (before, after) = (&text[line_start..from], &text[to..line_end]);
    let few = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).count() <= 3;
    if (few(before) && few(after)) || noted(parsed, grammar, found) {
        return true;
    }
    // A sentence that is nothing but the date, where lines were lost.
    let sentence = parsed.sentences()[found.sentence.0 as usize].span;
    let rest = Span::new(sentence.start, found.span.start);
    if few(rest.of(text)) && few(Span::new(found.span.end, sentence.end).of(text)) {
        return true;
    }
    before.len() <= MAX_OPENING && is_place(before) && opens_prose(after)
}

/// The first date that stands between a place and a dash at the start of a line.
pub(super) fn opening(parsed: &Parsed, times: &[Timex]) -> Option<Span> {
    let end = parsed
        .sentences()
        .iter()
        .take(SENTENCES)
        .next_back()?
        .span
        .end;
    let text = parsed.document().text();
    let early = times.iter().take_while(|t| t.span.start < end);
    let opens = |t: &&Timex| {
        let (from, to) = (t.span.start as usize, t.span.end as usize);
        let line_start = text[..from].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[to..].find('\n').map_or(text.len(), |i| to + i);
        let (before, after) = (&text[line_start..from], &text[to..line_end]);
        before.len() <= MAX_OPENING && is_place(before) && opens_prose(after)
    };
    early.into_iter().find(opens).map(|t| t.span)
}

/// Whether a word such as "released" stands up to three words before.
fn noted(parsed: &Parsed, grammar: &TimeGrammar, found: &Found) -> bool {
    let first = parsed.sentences()[found.sentence.0 as usize].first;
    let from = found.tokens.0.saturating_sub(3).max(first);
    (from..found.tokens.0).any(|t| {
        let token = &parsed.tokens()[t as usize];
        let form = parsed.strings().get(token.form).to_lowercase();
        grammar.lexicon.word(&form).is_some_and(|w| {
            let mut entries = grammar.lexicon.entries(w).iter();
            entries.any(|e| e.class == grammar.special.dateline)
        })
    })
}

/// "KABUL, " and "Geneva (": capitals at every word's start.
fn is_place(before: &str) -> bool {
    let mut words = before
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .peekable();
    words.peek().is_some() && words.all(|w| w.starts_with(char::is_uppercase))
}

/// "(Reuters) — ", " – ", ": ".
fn opens_prose(after: &str) -> bool {
    let mut rest = after.trim_start();
    if rest.starts_with(')') {
        rest = rest[1..].trim_start();
    }
    if rest.starts_with('(') {
        rest = match rest.find(')') {
            Some(i) => rest[i + 1..].trim_start(),
            None => return false,
        };
        return rest.is_empty()
            || rest.starts_with(['-', '–', '—', ':'])
            || rest.starts_with(char::is_uppercase);
    }
    rest.starts_with(['-', '–', '—', ':', '/'])
}
