//! Values of expressions, from what is known of them.

use super::moment::{Clock, Fine, Moment, write_clock};
use super::slots::{PARTS, Slot, Slots, Unit};
use super::{Anchor, Granularity, TimexKind};

/// What an expression came to.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) value: String,
    pub(super) kind: TimexKind,
    pub(super) granularity: Option<Granularity>,
    pub(super) anchor: Anchor,
    /// The point of the calendar, if it is one.
    pub(super) moment: Option<Moment>,
}

impl Outcome {
    pub(super) fn of(moment: Moment, anchor: Anchor) -> Self {
        Self {
            value: moment.value(),
            kind: match moment.clock {
                Some(_) => TimexKind::Time,
                None => TimexKind::Date,
            },
            granularity: Some(moment.granularity()),
            anchor,
            moment: Some(moment),
        }
    }

    pub(super) fn text(value: String, kind: TimexKind, granularity: Option<Granularity>) -> Self {
        Self {
            value,
            kind,
            granularity,
            anchor: Anchor::None,
            moment: None,
        }
    }
}

/// The moment that the slots name without help from outside.
pub(super) fn absolute(slots: &Slots) -> Option<Moment> {
    let era = slots.get(Slot::Era).unwrap_or(1).signum();
    if slots.has(Slot::Century) {
        let n = slots
            .get(Slot::Ordinal)
            .or(slots.get(Slot::Number).map(|n| n / 10))?;
        let year = (n - 1).checked_mul(100)?;
        return Some(Moment::new(
            if era < 0 { -n.checked_mul(100)? } else { year },
            Fine::Century,
        ));
    }
    let year = slots.get(Slot::Year).or_else(|| full_year(slots))?;
    if slots.has(Slot::Decade) {
        return Some(Moment::new(year.div_euclid(10) * 10, Fine::Decade));
    }
    Some(refined(Moment::new(year * era, Fine::Year), slots))
}

/// Years in two digits mean those nearest to a window that ends 30 years into this century.
fn full_year(slots: &Slots) -> Option<i32> {
    let short = slots.get(Slot::ShortYear)?;
    Some(
        if short <= 30 && !slots.has(Slot::Decade) {
            2000
        } else {
            1900
        } + short,
    )
}

/// `moment` narrowed by month, day, season, quarter, half and clock.
pub(super) fn refined(moment: Moment, slots: &Slots) -> Moment {
    let ordinal = slots
        .get(Slot::Ordinal)
        .or(slots.get(Slot::Number).map(|n| n / 10));
    let fine = match (slots.get(Slot::Month), slots.get(Slot::Day)) {
        (Some(month), Some(day)) => Fine::Day(month, day),
        (Some(month), None) => match nth_weekday(moment.year, month, slots) {
            Some(day) => Fine::Day(month, day),
            None => Fine::Month(month),
        },
        (None, Some(day)) => match moment.month() {
            Some(month) => Fine::Day(month, day),
            None => moment.fine,
        },
        (None, None) => match (slots.get(Slot::Season), ordinal) {
            (Some(season), _) => Fine::Season(season),
            (None, Some(n)) if slots.has(Slot::Quarter) && (1..=4).contains(&n) => Fine::Quarter(n),
            (None, Some(n)) if slots.has(Slot::Half) && (1..=2).contains(&n) => Fine::Half(n),
            _ => moment.fine,
        },
    };
    let moved = Moment { fine, ..moment };
    // The 31st of a short month is no day; the month stands.
    let fine = match fine {
        Fine::Day(month, _) if moved.first_day().is_none() => Fine::Month(month),
        _ => fine,
    };
    let moment = Moment {
        year: moment.year,
        fine,
        clock: clock(slots).or(moment.clock),
    };
    // "the week of July 7"
    let week = slots.get(Slot::Unit) == Some(Unit::Week as i32) && slots.has(Slot::Day);
    match moment.first_day().filter(|_| week) {
        Some(day) => Moment::week_of(day),
        None => moment,
    }
}

/// "the first Monday in November".
fn nth_weekday(year: i32, month: i32, slots: &Slots) -> Option<i32> {
    let (nth, weekday) = (slots.get(Slot::Ordinal)?, slots.get(Slot::Weekday)?);
    let first = Moment::new(year, Fine::Month(month)).first_day()?;
    let weekday = jiff::civil::Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let date = first
        .nth_weekday_of_month(i8::try_from(nth).ok()?, weekday)
        .ok()?;
    Some(i32::from(date.day()))
}

/// The time of day that the slots name.
pub(super) fn clock(slots: &Slots) -> Option<Clock> {
    if let Some(hour) = slots.get(Slot::Hour) {
        let hour = match slots.get(Slot::Meridiem) {
            Some(1) if hour < 12 => hour + 12,
            Some(0) if hour == 12 => 0,
            None if hour <= 11 && slots.get(Slot::Part).is_some_and(|p| p == 1 || p == 2) => {
                hour + 12
            }
            _ => hour,
        };
        return Some(Clock::At {
            hour,
            minute: slots.get(Slot::Minute).or(Some(0)),
            utc: slots.get(Slot::Zone) == Some(0),
        });
    }
    let part = slots.get(Slot::Part)?;
    Some(match PARTS[part as usize % PARTS.len()].split_once(':') {
        Some((hour, _)) => Clock::At {
            hour: hour.parse().unwrap_or(12),
            minute: Some(0),
            utc: false,
        },
        None => Clock::Part(part),
    })
}

/// `XXXX-07-03`, `XXXX-SP`, `XXXX-XX-XXTNI`.
pub(super) fn without_year(slots: &Slots) -> Outcome {
    let moment = refined(Moment::new(2000, Fine::Year), slots);
    let (tail, kind) = (moment.value(), moment.clock);
    let value = match (moment.fine, kind) {
        (Fine::Year, Some(_)) => format!("XXXX-XX-XX{}", &tail[4..]),
        _ => format!("XXXX{}", &tail[4..]),
    };
    let is_time = kind.is_some();
    let kind = if is_time {
        TimexKind::Time
    } else {
        TimexKind::Date
    };
    let granularity = if is_time {
        Granularity::Day
    } else {
        moment.granularity()
    };
    Outcome::text(value, kind, Some(granularity))
}

pub(super) fn weekday_only(slots: &Slots, weekday: i32) -> Outcome {
    let mut value = format!("XXXX-WXX-{weekday}");
    let clock = clock(slots);
    let _ = write_clock(clock, &mut value);
    let kind = if clock.is_some() {
        TimexKind::Time
    } else {
        TimexKind::Date
    };
    Outcome::text(value, kind, Some(Granularity::Day))
}

/// A step from a base that is unknown or too coarse for it: what is known of the year, `XX` for the rest.
pub(super) fn unknown(
    slots: &Slots,
    unit: Unit,
    base: Option<Moment>,
    n: i32,
    anchor: Anchor,
) -> Outcome {
    let year = match base {
        Some(b) if b.year > 0 && (n == 0 || b.month().is_some()) => format!("{:04}", b.year),
        _ => "XXXX".into(),
    };
    let month = match base.and_then(|b| b.month()) {
        Some(m) if n == 0 => format!("{m:02}"),
        _ => "XX".into(),
    };
    let mut value = match unit {
        Unit::Year | Unit::Decade | Unit::Century => year,
        Unit::Month | Unit::Quarter | Unit::Season => format!("{year}-XX"),
        Unit::Week | Unit::Weekend => format!("{year}-WXX"),
        _ => format!("{year}-{month}-XX"),
    };
    let clock = clock(slots);
    let _ = write_clock(clock, &mut value);
    let granularity = match unit {
        Unit::Year => Granularity::Year,
        Unit::Decade => Granularity::Decade,
        Unit::Century => Granularity::Era,
        Unit::Month => Granularity::Month,
        Unit::Quarter | Unit::Season => Granularity::Season,
        Unit::Week | Unit::Weekend => Granularity::Week,
        _ => Granularity::Day,
    };
    let kind = if clock.is_some() {
        TimexKind::Time
    } else {
        TimexKind::Date
    };
    let mut outcome = Outcome::text(value, kind, Some(granularity));
    outcome.anchor = anchor;
    outcome
}
