//! Points of the calendar, coarse or fine, and steps between them.

use super::Granularity;
use super::slots::{PARTS, SEASONS, Unit};
use jiff::civil::Date;
use std::fmt::Write;

/// A stretch of the calendar that a TIMEX3 value names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Moment {
    /// The year, or the first of a decade or century; BC is negative (there is no year 0).
    pub(super) year: i32,
    pub(super) fine: Fine,
    pub(super) clock: Option<Clock>,
}

/// What of the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fine {
    Century,
    Decade,
    Year,
    Half(i32),
    Quarter(i32),
    /// Index in [`SEASONS`].
    Season(i32),
    Month(i32),
    /// ISO week; the year is the week's.
    Week(i32),
    Weekend(i32),
    Day(i32, i32),
}

/// What of the day.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Clock {
    /// Index in [`PARTS`].
    Part(i32),
    At {
        hour: i32,
        minute: Option<i32>,
        utc: bool,
    },
}

impl Moment {
    pub(super) const fn new(year: i32, fine: Fine) -> Self {
        Self {
            year,
            fine,
            clock: None,
        }
    }

    /// Reads `2025`, `2025-07` or `2025-07-03` (what follows, such as a time, is left aside).
    pub(super) fn parse(value: &str) -> Option<Moment> {
        let day = value.split(['T', ' ']).next()?;
        let mut parts = day.split('-');
        let year: i32 = parts.next().filter(|y| y.len() == 4)?.parse().ok()?;
        let Some(month) = parts.next() else {
            return Some(Moment::new(year, Fine::Year));
        };
        let month: i32 = month.parse().ok().filter(|m| (1..=12).contains(m))?;
        let Some(day) = parts.next() else {
            return Some(Moment::new(year, Fine::Month(month)));
        };
        let day: i32 = day.parse().ok()?;
        Date::new(year as i16, month as i8, day as i8).ok()?;
        Some(Moment::new(year, Fine::Day(month, day)))
    }

    /// The day `date`.
    pub(super) fn of_date(date: Date) -> Moment {
        let fine = Fine::Day(i32::from(date.month()), i32::from(date.day()));
        Moment::new(i32::from(date.year()), fine)
    }

    /// The ISO week of `date`.
    pub(super) fn week_of(date: Date) -> Moment {
        let week = date.iso_week_date();
        Moment::new(i32::from(week.year()), Fine::Week(i32::from(week.week())))
    }

    /// The first day, for reckoning; `None` outside the calendar's range.
    pub(super) fn first_day(&self) -> Option<Date> {
        let (month, day) = match self.fine {
            Fine::Century | Fine::Decade | Fine::Year => (1, 1),
            Fine::Half(h) => (h * 6 - 5, 1),
            Fine::Quarter(q) => (q * 3 - 2, 1),
            Fine::Season(s) => (SEASON_STARTS[s as usize & 3], 1),
            Fine::Month(m) => (m, 1),
            Fine::Day(m, d) => (m, d),
            Fine::Week(w) | Fine::Weekend(w) => {
                let week = jiff::civil::ISOWeekDate::new(
                    i16::try_from(self.year).ok()?,
                    w as i8,
                    jiff::civil::Weekday::Monday,
                );
                return week.ok().map(|w| w.date());
            }
        };
        Date::new(i16::try_from(self.year).ok()?, month as i8, day as i8).ok()
    }

    /// The month, if the moment lies in one.
    pub(super) fn month(&self) -> Option<i32> {
        match self.fine {
            Fine::Month(m) | Fine::Day(m, _) => Some(m),
            Fine::Week(_) | Fine::Weekend(_) => self.first_day().map(|d| i32::from(d.month())),
            Fine::Season(s) => Some(SEASON_STARTS[s as usize & 3] + 1),
            Fine::Quarter(q) => Some(q * 3 - 1),
            Fine::Half(h) => Some(h * 6 - 3),
            Fine::Year | Fine::Decade | Fine::Century => None,
        }
    }

    /// Whether it is a day.
    pub(super) fn is_day(&self) -> bool {
        matches!(self.fine, Fine::Day(..))
    }

    /// The stretch of length `unit` that lies `n` such stretches later (earlier if negative).
    ///
    /// `None` if the moment is too coarse for the unit, or the calendar ends.
    pub(super) fn shifted(&self, unit: Unit, n: i32) -> Option<Moment> {
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => self.is_day().then_some(Moment {
                clock: None,
                ..*self
            }),
            Unit::Day => {
                let date = self.first_day().filter(|_| self.is_day())?;
                Some(Moment::of_date(later(date, n)?))
            }
            Unit::Week | Unit::Weekend => {
                let known = self.is_day() || matches!(self.fine, Fine::Week(_) | Fine::Weekend(_));
                let date = self.first_day().filter(|_| known)?;
                let week = Moment::week_of(later(date, n.checked_mul(7)?)?);
                Some(match (unit, week.fine) {
                    (Unit::Weekend, Fine::Week(w)) => Moment::new(week.year, Fine::Weekend(w)),
                    _ => week,
                })
            }
            Unit::Month => {
                let (year, month) = carry(self.year, self.month()? - 1, n, 12)?;
                Some(Moment::new(year, Fine::Month(month + 1)))
            }
            Unit::Quarter => {
                let (year, quarter) = carry(self.year, (self.month()? - 1) / 3, n, 4)?;
                Some(Moment::new(year, Fine::Quarter(quarter + 1)))
            }
            Unit::Season => {
                let season = season_of(self.month()?);
                let (year, season) = carry(self.year, season, n, 4)?;
                Some(Moment::new(year, Fine::Season(season)))
            }
            Unit::Year => Some(Moment::new(self.year.checked_add(n)?, Fine::Year)),
            Unit::Decade => {
                let year = self.year.div_euclid(10).checked_add(n)?.checked_mul(10)?;
                Some(Moment::new(year, Fine::Decade))
            }
            Unit::Century => {
                let year = self.year.div_euclid(100).checked_add(n)?.checked_mul(100)?;
                Some(Moment::new(year, Fine::Century))
            }
        }
    }

    /// TIMEX3 value.
    pub(super) fn value(&self) -> String {
        let mut out = String::with_capacity(12);
        let _ = self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let (era, year) = match self.year {
            y if y < 0 => ("BC", -y),
            y => ("", y),
        };
        match self.fine {
            Fine::Century => return write!(out, "{era}{:02}", year / 100),
            Fine::Decade => return write!(out, "{era}{:03}", year / 10),
            _ => write!(out, "{era}{year:04}")?,
        }
        match self.fine {
            Fine::Century | Fine::Decade | Fine::Year => {}
            Fine::Half(h) => write!(out, "-H{h}")?,
            Fine::Quarter(q) => write!(out, "-Q{q}")?,
            Fine::Season(s) => write!(out, "-{}", SEASONS[s as usize & 3])?,
            Fine::Month(m) => write!(out, "-{m:02}")?,
            Fine::Week(w) => write!(out, "-W{w:02}")?,
            Fine::Weekend(w) => write!(out, "-W{w:02}-WE")?,
            Fine::Day(m, d) => write!(out, "-{m:02}-{d:02}")?,
        }
        write_clock(self.clock, out)
    }

    /// How fine the value is.
    pub(super) fn granularity(&self) -> Granularity {
        match self.fine {
            Fine::Century => Granularity::Era,
            Fine::Decade => Granularity::Decade,
            Fine::Year | Fine::Half(_) => Granularity::Year,
            Fine::Quarter(_) | Fine::Season(_) => Granularity::Season,
            Fine::Month(_) => Granularity::Month,
            Fine::Week(_) | Fine::Weekend(_) => Granularity::Week,
            Fine::Day(..) => Granularity::Day,
        }
    }
}

/// Appends `T…`.
pub(super) fn write_clock(clock: Option<Clock>, out: &mut String) -> std::fmt::Result {
    match clock {
        None => Ok(()),
        Some(Clock::Part(p)) => write!(out, "T{}", PARTS[p as usize % PARTS.len()]),
        Some(Clock::At { hour, minute, utc }) => {
            write!(out, "T{hour:02}")?;
            if let Some(minute) = minute {
                write!(out, ":{minute:02}")?;
            }
            if utc {
                out.push('Z');
            }
            Ok(())
        }
    }
}

/// First months of spring, summer, autumn, winter in the north (domain model, §2: autumn is Sep–Nov).
const SEASON_STARTS: [i32; 4] = [3, 6, 9, 12];

/// The season (index in [`SEASONS`]) of a month.
pub(super) fn season_of(month: i32) -> i32 {
    match month {
        3..=5 => 0,
        6..=8 => 1,
        9..=11 => 2,
        _ => 3,
    }
}

fn carry(year: i32, part: i32, n: i32, per_year: i32) -> Option<(i32, i32)> {
    let sum = part.checked_add(n)?;
    Some((
        year.checked_add(sum.div_euclid(per_year))?,
        sum.rem_euclid(per_year),
    ))
}

/// The day `n` days after `date`; `None` outside the calendar, which ends with the year 9999.
pub(super) fn later(date: Date, n: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(n).ok()?).ok()
}

/// The day `n` months after `date`.
pub(super) fn months_later(date: Date, n: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_months(n).ok()?).ok()
}
