//! What the words of an expression fill: named slots with small numbers.

use crate::error::nearest;

macro_rules! slots {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A part of a time expression. A class of words named after a slot (`MONTH`, `MONTH-SHORT`) fills it.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u8)]
        pub(crate) enum Slot { $($variant),+ }

        const NAMES: &[(&str, Slot)] = &[$(($name, Slot::$variant)),+];
    };
}

slots! {
    Year = "YEAR", ShortYear = "YY", Month = "MONTH", Day = "DAY", Weekday = "WEEKDAY", Season = "SEASON",
    Quarter = "QUARTER", Half = "HALF", Unit = "UNIT", Number = "NUMBER", Vague = "VAGUE", Ordinal = "ORDINAL",
    Part = "PART", Hour = "HOUR", Minute = "MINUTE", Meridiem = "MERIDIEM", Zone = "ZONE", Deictic = "DEICTIC",
    Shift = "SHIFT", Offset = "OFFSET", Phase = "PHASE", Hedge = "HEDGE", Ref = "REF", Rate = "RATE",
    Century = "CENTURY", Decade = "DECADE", Era = "ERA", Feast = "FEAST", Many = "MANY",
}

const N: usize = NAMES.len();

impl Slot {
    /// The slot that a class fills: the part of its name before the first hyphen.
    pub(crate) fn of_class(class: &str) -> Option<Slot> {
        let name = class.split('-').next().unwrap_or(class);
        NAMES.iter().find(|(n, _)| *n == name).map(|(_, s)| *s)
    }

    /// Whether words of the slot can make an expression; numbers and modifiers alone cannot.
    pub(crate) fn is_strong(self) -> bool {
        !matches!(
            self,
            Slot::Number
                | Slot::Vague
                | Slot::Ordinal
                | Slot::Phase
                | Slot::Hedge
                | Slot::Shift
                | Slot::Offset
                | Slot::Many
        )
    }

    /// Reads a word's value for the slot, as the pack spells it.
    pub(crate) fn value(self, text: &str) -> Result<i32, String> {
        let known = |names: &[&str]| -> Result<i32, String> {
            match names.iter().position(|n| *n == text) {
                Some(i) => Ok(i as i32),
                None => Err(match nearest(text, names.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("one of {}", names.join(" ")),
                }),
            }
        };
        match self {
            Slot::Season => known(&SEASONS),
            Slot::Unit | Slot::Rate => known(&UNITS),
            Slot::Part => known(&PARTS),
            Slot::Meridiem => known(&["am", "pm"]),
            Slot::Phase | Slot::Hedge => known(&MODIFIERS),
            Slot::Ref => known(&REFS),
            Slot::Shift | Slot::Offset | Slot::Deictic => shift(text),
            Slot::Number => text
                .parse::<f64>()
                .map(|n| (n * 10.0).round() as i32)
                .map_err(|_| "a number".into()),
            Slot::Feast => super::feast::parse(text),
            _ => text.parse().map_err(|_| "a whole number".into()),
        }
    }
}

/// TIMEX3 seasons.
pub(crate) const SEASONS: [&str; 4] = ["SP", "SU", "FA", "WI"];
/// Units of the calendar, see [`Unit`].
pub(crate) const UNITS: [&str; 12] = [
    "second", "minute", "hour", "day", "week", "weekend", "month", "quarter", "season", "year",
    "decade", "century",
];
/// TIMEX3 parts of the day, and a few fixed hours.
pub(crate) const PARTS: [&str; 9] = ["MO", "AF", "EV", "NI", "DT", "MI", "12:00", "24:00", "DA"];
/// Modifiers of the domain model.
pub(crate) const MODIFIERS: [&str; 6] = ["before", "after", "start", "mid", "end", "approx"];
/// TIMEX3 references.
pub(crate) const REFS: [&str; 3] = ["PRESENT_REF", "PAST_REF", "FUTURE_REF"];

/// A unit of the calendar.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Weekend,
    Month,
    Quarter,
    Season,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The unit with the number of [`UNITS`].
    pub(crate) fn of(number: i32) -> Unit {
        use Unit::{
            Century, Day, Decade, Hour, Minute, Month, Quarter, Season, Second, Week, Weekend, Year,
        };
        const ALL: [Unit; 12] = [
            Second, Minute, Hour, Day, Week, Weekend, Month, Quarter, Season, Year, Decade, Century,
        ];
        ALL.get(number as usize).copied().unwrap_or(Day)
    }
}

/// What a shift counts from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Base {
    /// The date of the document.
    Document,
    /// The last date told.
    Told,
    /// The last date told in a narrative, the date of the document in news.
    Either,
}

const BASES: [(&str, Base); 3] = [
    ("document", Base::Document),
    ("told", Base::Told),
    ("either", Base::Either),
];

/// A step of `n` units from a base, packed in a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub(crate) n: i32,
    pub(crate) base: Base,
}

impl Step {
    /// Unpacks the value of a slot.
    pub(crate) fn of(packed: i32) -> Step {
        Step {
            n: packed.div_euclid(4),
            base: BASES[packed.rem_euclid(4).min(2) as usize].1,
        }
    }
}

fn shift(text: &str) -> Result<i32, String> {
    let wanted = || "a step and a base, such as `-1 document`, `+1 told`, `0 either`".to_string();
    let (n, base) = text.split_once(' ').ok_or_else(wanted)?;
    let n: i32 = n.parse().map_err(|_| wanted())?;
    let base = BASES
        .iter()
        .position(|(name, _)| *name == base)
        .ok_or_else(wanted)?;
    Ok(n * 4 + base as i32)
}

/// The filled slots of one expression.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Slots([i32; N]);

const EMPTY: i32 = i32::MIN;

impl Default for Slots {
    fn default() -> Self {
        Slots([EMPTY; N])
    }
}

impl Slots {
    /// The value of `slot`.
    pub(crate) fn get(&self, slot: Slot) -> Option<i32> {
        let value = self.0[slot as usize];
        (value != EMPTY).then_some(value)
    }

    /// Whether `slot` is filled.
    pub(crate) fn has(&self, slot: Slot) -> bool {
        self.0[slot as usize] != EMPTY
    }

    /// Fills `slot`; a later word wins ("two to three weeks").
    pub(crate) fn put(&mut self, slot: Slot, value: i32) {
        self.0[slot as usize] = value;
    }

    /// Takes from `other` those of `slots` that are empty here.
    pub(crate) fn inherit(&mut self, other: &Slots, slots: &[Slot]) {
        for &slot in slots {
            if let (false, Some(value)) = (self.has(slot), other.get(slot)) {
                self.put(slot, value);
            }
        }
    }
}
