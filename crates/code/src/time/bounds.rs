//! First and last day of a TIMEX3 value.

use super::moment::{Fine, Moment, later, months_later};
use super::slots::SEASONS;
use jiff::civil::Date;

/// First and last day of `value`, as `YYYY-MM-DD`; an open end of an interval is `None`.
///
/// `None` if the value names no stretch of the calendar (`P4Y`, `FUTURE_REF`, `XXXX-07-03`) or lies before year 1.
///
/// ```
/// use verbale_code::time::bounds;
/// let day = |s: &str| Some(s.to_string());
/// assert_eq!(bounds("2025-02"), Some((day("2025-02-01"), day("2025-02-28"))));
/// assert_eq!(bounds("2021/2025-07"), Some((day("2021-01-01"), day("2025-07-31"))));
/// assert_eq!(bounds("../2025-Q2"), Some((None, day("2025-06-30"))));
/// assert_eq!(bounds("P4Y"), None);
/// ```
pub fn bounds(value: &str) -> Option<(Option<String>, Option<String>)> {
    let text = |date: Date| date.to_string();
    let Some((from, to)) = value.split_once('/') else {
        let (first, last) = days(value)?;
        return Some((Some(text(first)), Some(text(last))));
    };
    let end = |part: &str| match part {
        ".." => Some(None),
        _ => days(part).map(Some),
    };
    let (from, to) = (end(from)?, end(to)?);
    Some((from.map(|d| text(d.0)), to.map(|d| text(d.1))))
}

/// First and last day of a value without `/`.
pub(super) fn days(value: &str) -> Option<(Date, Date)> {
    let moment = read(value)?;
    let first = moment.first_day()?;
    let next = match moment.fine {
        Fine::Century => months_later(first, 1200),
        Fine::Decade => months_later(first, 120),
        Fine::Year => months_later(first, 12),
        Fine::Half(_) => months_later(first, 6),
        Fine::Quarter(_) | Fine::Season(_) => months_later(first, 3),
        Fine::Month(_) => months_later(first, 1),
        Fine::Week(_) | Fine::Weekend(_) => later(first, 7),
        Fine::Day(..) => later(first, 1),
    };
    let last = next?.yesterday().ok()?;
    match moment.fine {
        Fine::Weekend(_) => Some((last.yesterday().ok()?, last)),
        _ => Some((first, last)),
    }
}

/// Reads the values that [`Moment::value`] writes, for years from 1 on.
fn read(value: &str) -> Option<Moment> {
    if let Some(moment) = Moment::parse(value) {
        return Some(moment);
    }
    if !value.is_ascii() {
        return None;
    }
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let number: i32 = value[..digits].parse().ok()?;
    let rest = &value[digits..];
    match (digits, rest.split_at_checked(2)) {
        (2, _) if rest.is_empty() => Some(Moment::new(number * 100, Fine::Century)),
        (3, _) if rest.is_empty() => Some(Moment::new(number * 10, Fine::Decade)),
        (4, Some(("-Q", n))) => part(number, n, 4, Fine::Quarter),
        (4, Some(("-H", n))) => part(number, n, 2, Fine::Half),
        (4, Some(("-W", week))) => match week.strip_suffix("-WE") {
            Some(week) => part(number, week, 53, Fine::Weekend),
            None => part(number, week, 53, Fine::Week),
        },
        (4, _) => {
            let season = SEASONS
                .iter()
                .position(|s| rest.strip_prefix('-') == Some(s))?;
            Some(Moment::new(number, Fine::Season(season as i32)))
        }
        _ => None,
    }
}

fn part(year: i32, n: &str, max: i32, fine: fn(i32) -> Fine) -> Option<Moment> {
    let n: i32 = n.parse().ok()?;
    (1..=max).contains(&n).then(|| Moment::new(year, fine(n)))
}
