//! Gives each expression its value, in text order.

use super::feast::MOVES;
use super::grammar::{Make, TimeGrammar};
use super::interval;
use super::matcher::{Found, OpeningKind, Scan};
use super::moment::{Fine, Moment, later};
use super::outcome::{Outcome, absolute, refined, unknown, weekday_only, without_year};
use super::slots::{Base, MODIFIERS, REFS, Slot, Slots, Step, Unit};
use super::{Anchor, Granularity, Timex, TimexKind, counted, tense};
use verbale_text::{Parsed, Rel, SentIdx, TokenIdx};

/// Resolves all expressions of a document, whose date is `document` if known.
pub(super) fn resolve(
    parsed: &Parsed,
    grammar: &TimeGrammar,
    scan: &Scan,
    document: Option<Moment>,
) -> Vec<Timex> {
    let mut context = Context {
        document,
        narrative: is_narrative(scan, document),
        told: None,
        told_in: SentIdx(0),
        place: Place::default(),
    };
    let mut out: Vec<Timex> = Vec::with_capacity(scan.found.len());
    let mut moments: Vec<Option<Moment>> = Vec::with_capacity(scan.found.len());
    let mut quoted = Vec::with_capacity(scan.found.len());
    for found in &scan.found {
        context
            .place
            .advance(parsed.document().text(), found.span.start);
        let future = found.make == Make::Date && tense::is_future(parsed, grammar, found);
        let outcome = context.outcome(found, future);
        if let Some(moment) = outcome.moment.filter(|_| found.make == Make::Date) {
            context.tell(moment, out.len(), found.sentence);
        }
        moments.push(outcome.moment);
        quoted.push(context.place.in_quotes);
        out.push(timex(found, outcome));
    }
    for (i, uttered) in utterances(parsed, scan, &moments, &quoted) {
        if out[i].anchor != Anchor::Utterance {
            continue;
        }
        let found = &scan.found[i];
        let context = Context::of_utterance(uttered);
        let outcome = context.outcome(found, tense::is_future(parsed, grammar, found));
        moments[i] = outcome.moment;
        out[i] = timex(found, outcome);
    }
    interval::with_intervals(scan, &moments, out)
}

fn timex(found: &Found, outcome: Outcome) -> Timex {
    Timex {
        span: found.span,
        words: (TokenIdx(found.tokens.0), TokenIdx(found.tokens.1)),
        modifier: modifier(found, &outcome),
        value: outcome.value,
        kind: outcome.kind,
        granularity: outcome.granularity,
        anchor: outcome.anchor,
    }
}

/// Quoted dates with the day on which the quoted words were said, where their sentence tells just one day outside the
/// quotation, and not in a clause about somebody: "We left yesterday," he said on Tuesday.
fn utterances(
    parsed: &Parsed,
    scan: &Scan,
    moments: &[Option<Moment>],
    quoted: &[bool],
) -> Vec<(usize, Moment)> {
    let mut out = Vec::new();
    let mut from = 0;
    while from < scan.found.len() {
        let sentence = scan.found[from].sentence;
        let same = scan.found[from..]
            .iter()
            .take_while(|f| f.sentence == sentence);
        let to = from + same.count();
        let is_date = |i: &usize| scan.found[*i].make == Make::Date;
        let in_main_clause = |i: &usize| {
            let last = parsed.node(TokenIdx(scan.found[*i].tokens.1));
            !last.ancestors().any(|a| a.rel() == Rel::Acl)
        };
        let told = (from..to).filter(is_date).filter(|&i| !quoted[i]);
        let mut days = told
            .filter(in_main_clause)
            .filter_map(|i| moments[i].filter(|m| m.is_day()));
        if let (Some(day), None) = (days.next(), days.next()) {
            let inside = (from..to).filter(is_date).filter(|&i| quoted[i]);
            out.extend(inside.map(|i| (i, day)));
        }
        from = to;
    }
    out
}

fn modifier(found: &Found, outcome: &Outcome) -> Option<&'static str> {
    let slot = found
        .slots
        .get(Slot::Phase)
        .or(found.slots.get(Slot::Hedge));
    if let Some(m) = slot {
        return Some(MODIFIERS[m as usize % MODIFIERS.len()]);
    }
    let is_date = matches!(outcome.kind, TimexKind::Date | TimexKind::Time);
    match found.opening.filter(|_| is_date)?.kind {
        OpeningKind::Before => Some("before"),
        OpeningKind::After => Some("after"),
        _ => None,
    }
}

/// A text is a narrative if it tells full dates of other years, as an account of a war does, and speaks of neither
/// today nor Tuesday, as news does.
fn is_narrative(scan: &Scan, document: Option<Moment>) -> bool {
    let Some(document) = document else {
        return true;
    };
    let (mut near, mut far) = (0, 0);
    for found in scan.found.iter().filter(|f| f.make == Make::Date) {
        let has = |slot| found.slots.has(slot);
        match found.slots.get(Slot::Year) {
            Some(year) if has(Slot::Month) && year != document.year => far += 1,
            Some(_) if has(Slot::Month) => near += 1,
            None if has(Slot::Deictic) => near += 1,
            None if counts_from_now(&found.slots) => near += 1,
            None if has(Slot::Weekday) && !has(Slot::Day) => near += 1,
            _ => {}
        }
    }
    far >= FAR_DATES && far > 2 * near
}

/// "two months ago", "this year".
fn counts_from_now(slots: &Slots) -> bool {
    let base = |slot| slots.get(slot).map(Step::of);
    match (base(Slot::Offset), base(Slot::Shift)) {
        (Some(step), _) => step.base == Base::Document,
        (None, Some(step)) => step.base == Base::Either && step.n == 0,
        (None, None) => false,
    }
}

/// So many dates of other years make a narrative.
const FAR_DATES: usize = 4;

/// What is known when an expression is reached.
struct Context {
    document: Option<Moment>,
    narrative: bool,
    /// The last date told, with its place in the list.
    told: Option<(Moment, usize)>,
    /// Sentence of that date.
    told_in: SentIdx,
    place: Place,
}

impl Context {
    /// What is known inside a quotation that was uttered then.
    fn of_utterance(uttered: Moment) -> Self {
        let place = Place {
            in_quotes: true,
            ..Place::default()
        };
        Self {
            document: Some(uttered),
            narrative: false,
            told: None,
            told_in: SentIdx(0),
            place,
        }
    }

    fn outcome(&self, found: &Found, future: bool) -> Outcome {
        let slots = &found.slots;
        match found.make {
            Make::Duration => counted::duration(slots),
            Make::Set => counted::set(slots),
            Make::Ref | Make::Ahead => self.reference(slots),
            Make::Date | Make::None => self.date(found, future),
        }
    }

    fn reference(&self, slots: &Slots) -> Outcome {
        let r = slots.get(Slot::Ref).unwrap_or(0);
        let value = REFS[r as usize % REFS.len()].to_string();
        let mut outcome = Outcome::text(value, TimexKind::Date, None);
        outcome.anchor = self.anchor(Base::Document);
        outcome
    }

    fn tell(&mut self, moment: Moment, index: usize, sentence: SentIdx) {
        // An aside does not move the story on: "the treaty (signed in 1978)".
        let aside = self.place.in_brackets && self.told.is_some();
        let coarse = match (moment.fine, self.told) {
            (Fine::Decade | Fine::Century, _) => true,
            // "On December 7, 1941 … of 1941 … in January" is January 1942.
            (Fine::Year, Some((told, _))) => told.year == moment.year,
            _ => false,
        };
        if coarse || aside {
            return;
        }
        self.told = Some((moment, index));
        self.told_in = sentence;
    }

    /// The moment that `base` stands for.
    fn base(&self, base: Base) -> (Option<Moment>, Anchor) {
        let told = match self.told {
            Some((moment, index)) => (Some(moment), Anchor::Timex(index)),
            None => (self.document, self.anchor(Base::Document)),
        };
        let document = (self.document, self.anchor(Base::Document));
        match base {
            Base::Document => document,
            Base::Either if self.document.is_some() && !self.narrative => document,
            _ => told,
        }
    }

    fn anchor(&self, base: Base) -> Anchor {
        match base {
            Base::Document if self.place.in_quotes => Anchor::Utterance,
            Base::Document => Anchor::Document,
            _ => self.told.map_or(Anchor::None, |(_, i)| Anchor::Timex(i)),
        }
    }

    fn date(&self, found: &Found, future: bool) -> Outcome {
        let slots = &found.slots;
        if let Some(step) = slots.get(Slot::Offset).map(Step::of) {
            return self.offset(slots, step);
        }
        if let Some(step) = slots.get(Slot::Deictic).map(Step::of) {
            if self.document.is_none() && step.n == 0 {
                return Outcome::text(REFS[0].into(), TimexKind::Date, None);
            }
            return self.step(slots, step, Unit::Day);
        }
        if let Some(step) = slots.get(Slot::Shift).map(Step::of) {
            return self.shift(slots, step);
        }
        let slots = &with_feast(*slots);
        if let Some(moment) = absolute(slots) {
            return Outcome::of(moment, Anchor::None);
        }
        self.inferred(found, future)
    }

    /// "last week", "that day"; what is narrower narrows it ("October of that year").
    fn step(&self, slots: &Slots, step: Step, unit: Unit) -> Outcome {
        let (base, anchor) = self.base(step.base);
        // "Today" in a document of which only the month is known.
        let coarse = base.filter(|b| step.n == 0 && unit == Unit::Day && !b.is_day());
        match coarse.or_else(|| base.and_then(|b| b.shifted(unit, step.n))) {
            Some(moment) => Outcome::of(refined(moment, slots), anchor),
            None => unknown(slots, unit, base, step.n, anchor),
        }
    }

    /// "three weeks ago", "two days later".
    fn offset(&self, slots: &Slots, step: Step) -> Outcome {
        let unit = slots.get(Slot::Unit).map_or(Unit::Day, Unit::of);
        let Some(tenths) = slots.get(Slot::Number).filter(|_| !slots.has(Slot::Vague)) else {
            let value = REFS[if step.n < 0 { 1 } else { 2 }].to_string();
            let mut outcome = Outcome::text(value, TimexKind::Date, None);
            outcome.anchor = self.base(step.base).1;
            return outcome;
        };
        let (unit, n) = match (tenths % 10, unit) {
            (0, _) => (unit, tenths / 10),
            (half, Unit::Year) => (Unit::Month, tenths / 10 * 12 + half * 12 / 10),
            _ => (unit, tenths / 10),
        };
        let n = n.saturating_mul(step.n);
        if unit >= Unit::Year && n.abs() > 3000 {
            return Outcome::text(
                REFS[if n < 0 { 1 } else { 2 }].into(),
                TimexKind::Date,
                None,
            );
        }
        self.step(slots, Step { n, ..step }, unit)
    }

    /// "last week", "the previous March", "next Tuesday", "this morning".
    fn shift(&self, slots: &Slots, step: Step) -> Outcome {
        if let Some(unit) = slots.get(Slot::Unit) {
            return self.step(slots, step, Unit::of(unit));
        }
        let (base, anchor) = self.base(step.base);
        let Some(base) = base else {
            return unknown(slots, Unit::Day, None, step.n, anchor);
        };
        let moment = if let Some(weekday) = slots.get(Slot::Weekday) {
            weekday_from(base, weekday, step.n)
        } else if slots.has(Slot::Month) || slots.has(Slot::Season) {
            let named = slots
                .get(Slot::Month)
                .or(slots.get(Slot::Season).map(|s| s * 3 + 4));
            let passed = |m: i32| named.unwrap_or(m).cmp(&m);
            let year = match (base.month().map(passed), step.n.signum()) {
                (Some(std::cmp::Ordering::Less), -1) | (Some(std::cmp::Ordering::Greater), 1) => {
                    base.year
                }
                (Some(_), n) => base.year + n,
                (None, n) => base.year + n,
            };
            Some(Moment::new(year, Fine::Year))
        } else {
            base.shifted(Unit::Day, step.n)
        };
        match moment {
            Some(moment) => Outcome::of(refined(moment, slots), anchor),
            None => unknown(slots, Unit::Day, Some(base), step.n, anchor),
        }
    }

    /// What an expression without year counts from: news may tell a date of another year and go on from it in
    /// the same sentence ("landed on 2 May 1982 and stayed until the end of the month").
    fn nearest(&self, found: &Found, future: bool) -> Base {
        match (self.told, self.document) {
            (Some((told, _)), Some(document))
                if !future
                    && found.sentence == self.told_in
                    && told.month().is_some()
                    && told.year != document.year =>
            {
                Base::Told
            }
            _ => Base::Either,
        }
    }

    /// Expressions that name no year.
    fn inferred(&self, found: &Found, future: bool) -> Outcome {
        let slots = &found.slots;
        if let Some(feast) = slots.get(Slot::Feast) {
            return self.feast(found, feast, future);
        }
        let (base, anchor) = self.base(self.nearest(found, future));
        let month = slots.get(Slot::Month);
        let other = [Slot::Season, Slot::Quarter, Slot::Half]
            .iter()
            .any(|&s| slots.has(s));
        if month.is_some() || other {
            let at = month.or_else(|| refined(Moment::new(2000, Fine::Year), slots).month());
            return match base.map(|b| {
                self.year(
                    b,
                    (at.unwrap_or(6), slots.get(Slot::Day), month.is_none()),
                    &anchor,
                    future,
                )
            }) {
                Some(year) => Outcome::of(refined(Moment::new(year, Fine::Year), slots), anchor),
                None => without_year(slots),
            };
        }
        if let Some(unit) = slots.get(Slot::Unit) {
            let step = Step {
                n: 0,
                base: self.nearest(found, future),
            };
            return self.step(slots, step, Unit::of(unit));
        }
        if let Some(weekday) = slots.get(Slot::Weekday) {
            let direction = if future { 1 } else { -1 };
            let same_day = base.filter(|b| b.is_day() && weekday_of(*b) == Some(weekday));
            let moment = match same_day {
                Some(b) if !future => Some(Moment { clock: None, ..b }),
                _ => base.and_then(|b| {
                    weekday_from(b, weekday, if self.narrative { 1 } else { direction })
                }),
            };
            return match moment {
                Some(moment) => Outcome::of(refined(moment, slots), anchor),
                None => weekday_only(slots, weekday),
            };
        }
        self.of_day(slots, base, anchor)
    }

    /// A bare day of the month, or a time of day.
    fn of_day(&self, slots: &Slots, base: Option<Moment>, anchor: Anchor) -> Outcome {
        let told = match self.told {
            Some((moment, index)) => (Some(moment), Anchor::Timex(index)),
            None => (base, anchor),
        };
        match told {
            (Some(b), anchor) if slots.has(Slot::Day) && b.month().is_some() => {
                let month = Moment::new(b.year, Fine::Month(b.month().unwrap_or(1)));
                Outcome::of(refined(month, slots), anchor)
            }
            (Some(b), anchor) if !slots.has(Slot::Day) && b.is_day() => {
                Outcome::of(refined(Moment { clock: None, ..b }, slots), anchor)
            }
            _ => without_year(slots),
        }
    }

    /// Feasts on a fixed day are days; of those that move, only the direction is known.
    fn feast(&self, found: &Found, feast: i32, future: bool) -> Outcome {
        let (base, anchor) = self.base(Base::Either);
        if feast < MOVES {
            let (month, day) = (feast / 100, feast % 100);
            let slots = with_feast(found.slots);
            return match base.map(|b| self.year(b, (month, Some(day), false), &anchor, future)) {
                Some(year) => Outcome::of(refined(Moment::new(year, Fine::Year), &slots), anchor),
                None => without_year(&slots),
            };
        }
        let ahead = future || matches!(found.opening, Some(o) if o.kind == OpeningKind::After);
        let value = if ahead { REFS[2] } else { "XXXX-XX-XX" };
        let mut outcome = Outcome::text(value.into(), TimexKind::Date, Some(Granularity::Day));
        outcome.anchor = self.anchor(Base::Document);
        outcome
    }

    /// The year of a month that is named without one.
    fn year(
        &self,
        base: Moment,
        date: (i32, Option<i32>, bool),
        anchor: &Anchor,
        future: bool,
    ) -> i32 {
        let (month, day, coarse) = date;
        let Some(now) = base.month() else {
            return base.year;
        };
        if matches!(anchor, Anchor::Timex(_)) {
            return base.year + i32::from(now - month >= WRAP);
        }
        let today = match base.fine {
            Fine::Day(_, d) => d,
            _ => 15,
        };
        let ahead = (month - now) * 30 + day.map_or(0, |d| d - today);
        let later = month > now || (month == now && day.is_some_and(|d| d > today));
        let soon = if coarse { SOON_COARSE } else { SOON };
        match (future, later) {
            (true, false) if ahead < -1 && month != now => base.year + 1,
            (false, true) if ahead > soon => base.year - 1,
            _ => base.year,
        }
    }
}

/// A feast on a fixed day gives month and day.
fn with_feast(mut slots: Slots) -> Slots {
    if let Some(feast) = slots.get(Slot::Feast).filter(|f| *f < MOVES) {
        slots.put(Slot::Month, feast / 100);
        slots.put(Slot::Day, feast % 100);
    }
    slots
}

/// A month this much earlier than the last one told is next year's ("December 5 … in January").
const WRAP: i32 = 9;
/// News without a future verb may still speak of a date this many days ahead.
const SOON: i32 = 45;
/// The same for a season or quarter, counted to its middle ("in the fourth quarter", said in August).
const SOON_COARSE: i32 = 100;

fn weekday_of(moment: Moment) -> Option<i32> {
    let date = moment.first_day()?;
    Some(i32::from(date.weekday().to_monday_one_offset()))
}

/// The first such weekday before (`n` < 0) or after (`n` > 0) a day, or that of its week (`n` = 0).
fn weekday_from(base: Moment, weekday: i32, n: i32) -> Option<Moment> {
    let today = weekday_of(base).filter(|_| base.is_day())?;
    let days = match n.signum() {
        -1 => -((today - weekday - 1).rem_euclid(7) + 1),
        1 => (weekday - today - 1).rem_euclid(7) + 1,
        _ => weekday - today,
    };
    let date = later(base.first_day()?, days)?;
    Some(Moment::of_date(date))
}

/// Whether the text reached so far is inside quotation marks or brackets; a line break ends both.
#[derive(Default)]
struct Place {
    at: usize,
    in_quotes: bool,
    in_brackets: bool,
}

impl Place {
    fn advance(&mut self, text: &str, to: u32) {
        let part = text.get(self.at..to as usize).unwrap_or("");
        for c in part.chars() {
            match c {
                '“' | '«' | '„' => self.in_quotes = true,
                '”' | '»' => self.in_quotes = false,
                '"' => self.in_quotes = !self.in_quotes,
                '(' | '[' => self.in_brackets = true,
                ')' | ']' => self.in_brackets = false,
                '\n' => (self.in_quotes, self.in_brackets) = (false, false),
                _ => {}
            }
        }
        self.at = to as usize;
    }
}
