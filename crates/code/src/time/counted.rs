//! Lengths of time, and times that return.

use super::moment::{Clock, write_clock};
use super::outcome::{Outcome, clock};
use super::slots::{SEASONS, Slot, Slots, Unit};
use super::{Granularity, TimexKind};

/// `P4Y`, `PT72H`, `PXM`.
pub(super) fn duration(slots: &Slots) -> Outcome {
    let unit = slots.get(Slot::Unit).map_or(Unit::Day, Unit::of);
    let value = period(slots, unit, false);
    Outcome::text(value, TimexKind::Duration, Some(granularity(unit)))
}

/// `P1D`, `XXXX-WXX-5`, `XXXX-12-25`.
pub(super) fn set(slots: &Slots) -> Outcome {
    let unit = slots
        .get(Slot::Rate)
        .or(slots.get(Slot::Unit))
        .map(Unit::of);
    let (mut value, granularity) = if let Some(weekday) = slots.get(Slot::Weekday) {
        (format!("XXXX-WXX-{weekday}"), Granularity::Day)
    } else if let Some(month) = slots.get(Slot::Month) {
        match slots.get(Slot::Day) {
            Some(day) => (format!("XXXX-{month:02}-{day:02}"), Granularity::Day),
            None => (format!("XXXX-{month:02}"), Granularity::Month),
        }
    } else if let Some(season) = slots.get(Slot::Season) {
        (
            format!("XXXX-{}", SEASONS[season as usize & 3]),
            Granularity::Season,
        )
    } else if let Some(unit) = unit {
        (period(slots, unit, true), granularity(unit))
    } else {
        ("XXXX-XX-XX".into(), Granularity::Day)
    };
    let clock: Option<Clock> = clock(slots);
    if !value.starts_with('P') {
        let _ = write_clock(clock, &mut value);
    }
    Outcome::text(value, TimexKind::Set, Some(granularity))
}

fn period(slots: &Slots, unit: Unit, one: bool) -> String {
    let count = match slots.get(Slot::Number) {
        Some(tenths) if tenths % 10 == 0 => (tenths / 10).to_string(),
        Some(tenths) => format!("{}.{}", tenths / 10, tenths % 10),
        None if one => "1".into(),
        None => "X".into(),
    };
    let (prefix, letter) = match unit {
        Unit::Second => ("PT", "S"),
        Unit::Minute => ("PT", "M"),
        Unit::Hour => ("PT", "H"),
        Unit::Day => ("P", "D"),
        Unit::Week => ("P", "W"),
        Unit::Weekend => ("P", "WE"),
        Unit::Month => ("P", "M"),
        Unit::Quarter => ("P", "Q"),
        Unit::Season => ("P", "SE"),
        Unit::Year => ("P", "Y"),
        Unit::Decade => ("P", "DE"),
        Unit::Century => ("P", "CE"),
    };
    format!("{prefix}{count}{letter}")
}

fn granularity(unit: Unit) -> Granularity {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Granularity::Day,
        Unit::Week | Unit::Weekend => Granularity::Week,
        Unit::Month => Granularity::Month,
        Unit::Quarter | Unit::Season => Granularity::Season,
        Unit::Year => Granularity::Year,
        Unit::Decade => Granularity::Decade,
        Unit::Century => Granularity::Era,
    }
}
