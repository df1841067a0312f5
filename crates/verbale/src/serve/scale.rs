//! Days on a line: where a day stands in a drawing, and which days are written below it.

use jiff::civil::{Date, date};
use jiff::{ToSpan, Unit};

/// Days that are drawn, left to right.
#[derive(Clone, Debug)]
pub(crate) struct Scale {
    first: Date,
    last: Date,
    left: f64,
    width: f64,
}

/// A day with a line and a name.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Tick {
    /// Where it stands.
    pub(crate) x: f64,
    /// What is written there.
    pub(crate) name: String,
    /// First day of what is written.
    pub(crate) from: String,
    /// Last day of it.
    pub(crate) to: String,
}

/// Names of months.
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Ticks of a drawing at most.
const MAX_TICKS: i64 = 14;

impl Scale {
    /// The days from `first` to `last`, at least a week, on a line that begins at `left`.
    pub(crate) fn new(first: &str, last: &str, (left, width): (f64, f64)) -> Option<Self> {
        let (first, last): (Date, Date) = (first.parse().ok()?, last.parse().ok()?);
        let (first, last) = (first.min(last), first.max(last));
        let span = days(first, last);
        let pad = if span < 6 { (6 - span + 1) / 2 } else { 0 };
        Some(Self {
            first: first.checked_sub(pad.days()).ok()?,
            last: last.checked_add(pad.days()).ok()?,
            left,
            width,
        })
    }

    /// First and last day.
    pub(crate) fn ends(&self) -> (String, String) {
        (self.first.to_string(), self.last.to_string())
    }

    /// Days from the first to the last.
    pub(crate) fn days(&self) -> i64 {
        days(self.first, self.last)
    }

    /// Where the middle of a day stands; days outside stand at the ends.
    pub(crate) fn x(&self, day: &str) -> Option<f64> {
        let day: Date = day.parse().ok()?;
        let at = days(self.first, day.clamp(self.first, self.last)) as f64 + 0.5;
        let x = self.left + self.width * at / (self.days() + 1) as f64;
        Some((x * 10.0).round() / 10.0)
    }

    /// Whether a day is drawn.
    pub(crate) fn has(&self, day: &str) -> bool {
        let day: Result<Date, _> = day.parse();
        day.is_ok_and(|day| (self.first..=self.last).contains(&day))
    }

    /// The days moved by so many halves of the line, and made that many times wider: `(-1, 1.0)` is half a line earlier.
    pub(crate) fn moved(&self, halves: i64, times: f64) -> Option<(String, String)> {
        let span = self.days().max(1);
        let middle = self.first.checked_add((span / 2).days()).ok()?;
        let middle = middle.checked_add((halves * span / 2).days()).ok()?;
        let half = ((span as f64 * times / 2.0).round() as i64).max(3);
        let first = middle.checked_sub(half.days()).ok()?;
        let last = middle.checked_add(half.days()).ok()?;
        Some((first.to_string(), last.to_string()))
    }

    /// Days, months or years with their names, few enough to be read.
    pub(crate) fn ticks(&self) -> Vec<Tick> {
        let span = self.days() + 1;
        let (unit, every) = match span {
            ..=14 => (Unit::Day, 1),
            15..=60 => (Unit::Day, 7),
            _ if span <= 31 * MAX_TICKS => (Unit::Month, 1),
            _ if span <= 92 * MAX_TICKS => (Unit::Month, 3),
            _ => (Unit::Year, (span / 366 / MAX_TICKS + 1).max(1)),
        };
        let mut ticks = Vec::new();
        let mut at = match unit {
            Unit::Day => self.first,
            Unit::Month => date(self.first.year(), self.first.month(), 1),
            _ => date(self.first.year(), 1, 1),
        };
        while at <= self.last {
            let step = match unit {
                Unit::Day => every.days(),
                Unit::Month => every.months(),
                _ => every.years(),
            };
            let Ok(next) = at.checked_add(step) else {
                break;
            };
            if at >= self.first {
                ticks.push(self.tick(at, next, unit));
            }
            at = next;
        }
        ticks
    }

    fn tick(&self, at: Date, next: Date, unit: Unit) -> Tick {
        let month = MONTHS[usize::from(at.month().unsigned_abs()) - 1];
        let name = match unit {
            Unit::Day => format!("{} {month}", at.day()),
            Unit::Month => format!("{month} {}", at.year()),
            _ => at.year().to_string(),
        };
        Tick {
            x: self.x(&at.to_string()).unwrap_or(self.left),
            name,
            from: at.to_string(),
            to: next.yesterday().unwrap_or(next).to_string(),
        }
    }
}

fn days(first: Date, last: Date) -> i64 {
    first
        .until((Unit::Day, last))
        .map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::Scale;

    #[test]
    fn days_stand_in_order_between_the_ends() {
        let scale = Scale::new("2025-07-01", "2025-07-10", (100.0, 500.0)).unwrap();
        assert_eq!(scale.x("2025-07-01"), Some(125.0));
        assert_eq!(scale.x("2025-07-10"), Some(575.0));
        assert_eq!(scale.x("2024-01-01"), scale.x("2025-07-01"));
        assert!(scale.has("2025-07-05") && !scale.has("2025-07-11"));
    }

    #[test]
    fn ticks_are_as_fine_as_can_be_read() {
        let names = |first, last| {
            let scale = Scale::new(first, last, (0.0, 1000.0)).unwrap();
            let ticks = scale.ticks();
            (ticks.len(), ticks[1].name.clone())
        };
        assert_eq!(names("2025-07-01", "2025-07-07"), (7, "2 Jul".into()));
        assert_eq!(names("2025-01-10", "2025-12-31"), (11, "Mar 2025".into()));
        assert_eq!(names("1990-01-01", "2025-12-31"), (12, "1993".into()));
    }

    #[test]
    fn a_line_can_be_moved_and_widened() {
        let scale = Scale::new("2025-07-01", "2025-07-21", (0.0, 1.0)).unwrap();
        let moved = |halves, times| scale.moved(halves, times).unwrap();
        assert_eq!(moved(-1, 1.0), ("2025-06-21".into(), "2025-07-11".into()));
        assert_eq!(moved(0, 2.0), ("2025-06-21".into(), "2025-07-31".into()));
    }

    #[test]
    fn one_day_is_drawn_as_a_week() {
        let scale = Scale::new("2025-07-05", "2025-07-05", (0.0, 7.0)).unwrap();
        assert!(scale.days() >= 6, "{:?}", scale.ends());
    }
}
