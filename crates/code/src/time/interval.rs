//! Neighbors that belong together: ends of intervals, lists, and the words that open them.

use super::grammar::{Make, TimeGrammar};
use super::lex::Line;
use super::matcher::{Found, Joint, Opening, OpeningKind, Scan};
use super::moment::Moment;
use super::pattern::Class;
use super::slots::Slot;
use super::{Anchor, Timex, TimexKind};
use verbale_text::{Span, TokenIdx};

/// Finds for each expression of one sentence what opens it and how it is joined to the one before; hands the year
/// of a later member of a list to those before ("between March and May 2019").
pub(super) fn join(line: &Line, grammar: &TimeGrammar, found: &mut [Found]) {
    for i in 0..found.len() {
        found[i].opening = opening(line, grammar, found[i].pieces.0 as usize);
        if i > 0 && found[i].joint == Joint::None {
            let gap = found[i - 1].pieces.1 as usize..found[i].pieces.0 as usize;
            found[i].joint = joint(line, grammar, gap);
        }
        if i > 0
            && found[i].joint == Joint::List
            && opens_pair(&found[i - 1])
            && found[i].make == Make::Date
        {
            found[i].joint = Joint::Range;
        }
    }
    for i in (1..found.len()).rev() {
        if found[i].joint != Joint::None {
            share(found, i);
        }
    }
}

fn opens_pair(found: &Found) -> bool {
    matches!(found.opening, Some(o) if o.kind == OpeningKind::OpenPair)
}

fn joint(line: &Line, grammar: &TimeGrammar, gap: std::ops::Range<usize>) -> Joint {
    let is = |i: usize, class: Class| line.is(i, class);
    let s = &grammar.special;
    match gap.len() {
        1 if is(gap.start, s.range) => Joint::Range,
        1 if is(gap.start, s.and) || line.pieces[gap.start].word == s.comma => Joint::List,
        2 if line.pieces[gap.start].word == s.comma && is(gap.start + 1, s.and) => Joint::List,
        _ => Joint::None,
    }
}

fn opening(line: &Line, grammar: &TimeGrammar, first: usize) -> Option<Opening> {
    let s = &grammar.special;
    let kinds = [
        (s.opens, OpeningKind::Open),
        (s.opens_pair, OpeningKind::OpenPair),
        (s.since, OpeningKind::Since),
        (s.until, OpeningKind::Until),
        (s.by, OpeningKind::By),
        (s.before, OpeningKind::Before),
        (s.after, OpeningKind::After),
    ];
    // Opening phrases have up to four words ("from the time of").
    for back in (1..=4.min(first)).rev() {
        let at = first - back;
        for arc in line.arcs(at) {
            if arc.len as usize != back {
                continue;
            }
            if let Some((_, kind)) = kinds.iter().find(|(class, _)| *class == arc.class) {
                let piece = &line.pieces[at];
                return Some(Opening {
                    span: piece.span,
                    token: piece.token,
                    kind: *kind,
                });
            }
        }
    }
    None
}

/// Gives the expression before `i` the year (and, of bare days, the month) that only `i` names, and the other way.
fn share(found: &mut [Found], i: usize) {
    let (before, rest) = found.split_at_mut(i);
    let (a, b) = (&mut before[i - 1], &mut rest[0]);
    if a.make != Make::Date || b.make != Make::Date {
        return;
    }
    let counted = |f: &Found| {
        f.slots.has(Slot::Shift) || f.slots.has(Slot::Deictic) || f.slots.has(Slot::Offset)
    };
    if counted(a) || counted(b) {
        return;
    }
    let bare_day = |f: &Found| f.slots.has(Slot::Day) && !f.slots.has(Slot::Month);
    if bare_day(a) {
        a.slots.inherit(&b.slots, &[Slot::Month]);
    }
    if bare_day(b) {
        b.slots.inherit(&a.slots, &[Slot::Month]);
    }
    let fine = |f: &Found| f.slots.has(Slot::Month) || f.slots.has(Slot::Season);
    let yearless = |f: &Found| !f.slots.has(Slot::Year) && !f.slots.has(Slot::ShortYear);
    if fine(a) && yearless(a) && fine(b) && b.slots.has(Slot::Year) {
        a.slots.inherit(&b.slots, &[Slot::Year]);
        let wraps = a.slots.get(Slot::Month) > b.slots.get(Slot::Month);
        if let (true, Joint::Range, Some(year)) = (wraps, b.joint, b.slots.get(Slot::Year)) {
            a.slots.put(Slot::Year, year - 1);
        }
    }
    let short = b
        .slots
        .get(Slot::ShortYear)
        .filter(|_| !b.slots.has(Slot::Year));
    if let (Some(year), Some(short)) = (a.slots.get(Slot::Year), short) {
        b.slots.put(Slot::Year, year.div_euclid(100) * 100 + short);
    }
    if a.slots.has(Slot::Century) && b.slots.has(Slot::Century) {
        a.slots.inherit(&b.slots, &[Slot::Era]);
    }
}

/// Adds intervals before their ends, and renumbers the anchors.
pub(super) fn with_intervals(
    scan: &Scan,
    moments: &[Option<Moment>],
    out: Vec<Timex>,
) -> Vec<Timex> {
    let mut all: Vec<(Option<usize>, Timex)> = Vec::with_capacity(out.len());
    for (i, found) in scan.found.iter().enumerate() {
        let Some(moment) = moments[i].filter(|_| found.make == Make::Date) else {
            continue;
        };
        let previous = i.checked_sub(1).and_then(|p| moments[p].map(|m| (p, m)));
        let next_is_end = scan
            .found
            .get(i + 1)
            .is_some_and(|f| f.joint == Joint::Range);
        let kind = found.opening.map(|o| o.kind);
        let (value, span, first) = match (found.joint, previous, kind) {
            (Joint::Range, Some((p, begin)), _) => {
                let a = &scan.found[p];
                let value = format!("{}/{}", begin.value(), moment.value());
                (value, cover(a, found), out[p].words.0)
            }
            (_, _, Some(OpeningKind::Since)) if !next_is_end => {
                let value = format!("{}/..", moment.value());
                (value, found.span, out[i].words.0)
            }
            (_, _, Some(OpeningKind::Until)) => {
                let value = format!("../{}", moment.value());
                (value, found.span, out[i].words.0)
            }
            _ => continue,
        };
        let (span, first) = match (found.joint, found.opening) {
            (Joint::Range, _) | (_, None) => (span, first),
            (_, Some(o)) => (span.cover(o.span), TokenIdx(o.token)),
        };
        all.push((
            None,
            Timex {
                span,
                words: (first, out[i].words.1),
                value,
                kind: TimexKind::Date,
                granularity: out[i].granularity,
                modifier: None,
                anchor: out[i].anchor.clone(),
            },
        ));
    }
    all.extend(out.into_iter().enumerate().map(|(i, t)| (Some(i), t)));
    all.sort_by_key(|(_, t)| (t.span.start, std::cmp::Reverse(t.span.end)));
    let mut place = vec![0; scan.found.len()];
    for (now, (was, _)) in all.iter().enumerate() {
        if let Some(was) = was {
            place[*was] = now;
        }
    }
    let renumber = |(_, mut t): (Option<usize>, Timex)| {
        if let Anchor::Timex(was) = t.anchor {
            t.anchor = Anchor::Timex(place[was]);
        }
        t
    };
    all.into_iter().map(renumber).collect()
}

/// The characters of the interval from `a` to `b`.
fn cover(a: &Found, b: &Found) -> Span {
    let span = a.span.cover(b.span);
    match a.opening {
        Some(o)
            if matches!(
                o.kind,
                OpeningKind::Open | OpeningKind::OpenPair | OpeningKind::Since
            ) =>
        {
            span.cover(o.span)
        }
        _ => span,
    }
}
