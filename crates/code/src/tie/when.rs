//! When a step was taken, where its own clause does not say.

use super::Ground;
use crate::pattern::Pattern;
use crate::reading::Reading;
use crate::time::{Timex, TimexKind};
use verbale_text::{Node, Rel, SentIdx, Upos};

/// Where the clause has no date of its own: the date of the occasion ("when …"); where parties may be implied, also
/// that of a coordinated clause, the only date of the sentence, or that of the heading.
pub(super) fn loose_time(
    reading: &Reading<'_>,
    pattern: &Pattern,
    anchor: Node<'_>,
    ground: &Ground,
) -> Option<Timex> {
    let sentence = anchor.tree();
    let span = sentence.span();
    let first = reading.times.partition_point(|t| t.span.start < span.start);
    let is_date = |t: &&Timex| {
        matches!(t.kind, TimexKind::Date | TimexKind::Time) && t.is_calendar() && !t.is_interval()
    };
    let dates: Vec<&Timex> = reading.times[first..]
        .iter()
        .take_while(|t| t.span.start < span.end)
        .filter(is_date)
        .collect();
    let under = |rel: Rel| {
        let marked = |c: &Node<'_>| rel == Rel::Advcl && c.child(Rel::Mark).is_some();
        let clause = anchor.children_by(rel).find(|c| !marked(c))?;
        let span = clause.subtree_span();
        dates.iter().find(|t| span.contains(t.span)).copied()
    };
    let dated = under(Rel::Advcl)
        .or_else(|| announced(reading, anchor))
        .or_else(|| pointed_at(reading, anchor));
    // The heading's year, or the day of it that the sentence tells somewhere.
    let heading = || {
        let heading = ground.heading_time(reading, sentence.index())?;
        let is_within =
            |t: &Timex| t.value.len() > heading.value.len() && t.value.starts_with(&heading.value);
        let day = dates.iter().find(|t| is_within(t)).copied();
        Some(day.unwrap_or(heading))
    };
    if dated.is_some() || pattern.fact("implied").is_none() {
        return dated.or_else(heading).cloned();
    }
    let only = || {
        let first = dates.first()?;
        dates
            .iter()
            .all(|t| t.value == first.value)
            .then_some(*first)
    };
    under(Rel::Conj).or_else(only).or_else(heading).cloned()
}

/// "On May 3 the minister announced that …": a step is as old as its announcement.
fn announced<'r>(reading: &'r Reading<'_>, anchor: Node<'_>) -> Option<&'r Timex> {
    let is_told = |n: &Node<'_>| matches!(n.rel(), Rel::Ccomp | Rel::Xcomp);
    let first = if anchor.rel() == Rel::Conj {
        anchor.head()?
    } else {
        anchor
    };
    let teller = Some(first).filter(is_told)?.head()?;
    let announces = reading.packs.announce.has(teller);
    reading.time_of(teller).filter(|_| announces)
}

/// "This date marks …", "This constituted …": the last date of the sentence before.
fn pointed_at<'r>(reading: &'r Reading<'_>, anchor: Node<'_>) -> Option<&'r Timex> {
    let is_pointing = |n: Node<'_>| n.feat("PronType") == Some("Dem");
    let verb = if anchor.upos() == Upos::Verb {
        anchor
    } else {
        anchor.head()?
    };
    let subject = verb.child(Rel::Nsubj)?;
    if !is_pointing(subject) && !subject.children_by(Rel::Det).any(is_pointing) {
        return None;
    }
    let own = anchor.tree().index();
    let before = SentIdx(own.0.checked_sub(1)?);
    if reading.parsed.sentences()[own.0 as usize].opens_paragraph {
        return None;
    }
    let span = reading.parsed.tree(before).span();
    let end = reading.times.partition_point(|t| t.span.start < span.end);
    let told = reading.times[..end].iter().rev();
    told.take_while(|t| t.span.start >= span.start)
        .find(|t| t.kind == TimexKind::Date && t.is_calendar() && !t.is_interval())
}

/// A step is taken at the beginning of a time that has no end; "not until" tells the end of one without beginning.
pub(super) fn begin(mut value: String, is_end: bool) -> String {
    if let Some(start) = value.strip_suffix("/..") {
        value.truncate(start.len());
    } else if is_end && let Some(end) = value.strip_prefix("../") {
        value = end.to_owned();
    }
    value
}
