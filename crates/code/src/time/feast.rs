//! Feasts: on a day of the year, or by a calendar of their own.

use icu_calendar::cal::{Hijri, Iso};
use jiff::ToSpan;
use jiff::civil::Date;

/// A day of the Islamic calendar (month, day), or days from Easter Sunday.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Rule {
    Islamic(i32, i32),
    Easter(i32),
}

/// How the pack writes the feast, packed in a slot: `12-25` is 1225; a feast that moves is [`MOVES`] and more, with up
/// to two rules in eleven bits each.
pub(super) const MOVES: i32 = 1 << 22;

/// Reads `12-25`, `islamic 10-1`, `islamic 10-1 12-10`, `easter -2`, or `-` (moves, and nobody says how).
pub(super) fn parse(text: &str) -> Result<i32, String> {
    let wrong = || "a day `12-25`, `islamic 10-1`, `easter -2`, or `-`".to_string();
    let day = |s: &str| -> Option<i32> {
        let (month, day) = s.split_once('-')?;
        let (month, day): (i32, i32) = (month.parse().ok()?, day.parse().ok()?);
        ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(month * 100 + day)
    };
    if text == "-" {
        return Ok(MOVES);
    }
    let mut words = text.split(' ');
    match words.next() {
        Some("islamic") => {
            let first = words.next().and_then(day).ok_or_else(wrong)?;
            let second = match words.next() {
                Some(second) => day(second).ok_or_else(wrong)?,
                None => 0,
            };
            Ok(MOVES | second << 11 | first)
        }
        Some("easter") => {
            let offset: i32 = words
                .next()
                .and_then(|w| w.parse().ok())
                .ok_or_else(wrong)?;
            match offset {
                -100..=100 => Ok(MOVES | (EASTER + offset)),
                _ => Err(wrong()),
            }
        }
        _ => day(text).ok_or_else(wrong),
    }
}

/// Codes around this one are days from Easter; days of months end at 1231.
const EASTER: i32 = 1800;

fn rules(packed: i32) -> impl Iterator<Item = Rule> {
    [packed & 0x7FF, (packed >> 11) & 0x7FF]
        .into_iter()
        .filter(|code| *code > 0)
        .map(|code| match code {
            1..=1231 => Rule::Islamic(code / 100, code % 100),
            _ => Rule::Easter(code - EASTER),
        })
}

/// The next day of each of the feast's rules on or after `from`, earliest first. Islamic dates are those of the
/// Umm al-Qura calendar; where the moon must be seen they may come a day later.
pub(super) fn next_days(packed: i32, from: Date) -> Vec<Date> {
    if packed & MOVES == 0 {
        let in_year = |y: i16| Date::new(y, (packed / 100) as i8, (packed % 100) as i8).ok();
        let years = [from.year(), from.year() + 1];
        return years
            .into_iter()
            .filter_map(in_year)
            .find(|d| *d >= from)
            .into_iter()
            .collect();
    }
    let mut days: Vec<Date> = rules(packed)
        .filter_map(|rule| match rule {
            Rule::Islamic(month, day) => {
                let year = (i32::from(from.year()) - 622) * 33 / 32;
                (year - 1..year + 4)
                    .filter_map(|y| islamic(y, month, day))
                    .find(|d| *d >= from)
            }
            Rule::Easter(offset) => [from.year(), from.year() + 1]
                .into_iter()
                .filter_map(|y| easter(y)?.checked_add(offset.days()).ok())
                .find(|d| *d >= from),
        })
        .collect();
    days.sort_unstable();
    days
}

/// Day of the Umm al-Qura calendar; of years that it does not list, of the tabular one.
fn islamic(year: i32, month: i32, day: i32) -> Option<Date> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let calendar = Hijri::new_umm_al_qura();
    let found = icu_calendar::Date::try_new_hijri_with_calendar(year, month, day, calendar);
    let found = found.ok()?.to_calendar(Iso);
    let year = i16::try_from(found.era_year().extended_year).ok()?;
    let month = i8::try_from(found.month().number()).ok()?;
    Date::new(year, month, found.day_of_month().0 as i8).ok()
}

/// Western Easter Sunday (Meeus, Jones and Butcher).
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, (n / 31) as i8, (n % 31 + 1) as i8).ok()
}

#[cfg(test)]
mod tests {
    use super::{next_days, parse};
    use jiff::civil::date;

    #[test]
    fn feasts_fall_on_their_days() {
        let check = |feast: &str, from, expected: &[jiff::civil::Date]| {
            let packed = parse(feast).expect("feast");
            assert_eq!(next_days(packed, from), expected, "{feast}");
        };
        check("12-25", date(2025, 7, 5), &[date(2025, 12, 25)]);
        check(
            "islamic 10-1 12-10",
            date(2025, 7, 5),
            &[date(2026, 3, 20), date(2026, 5, 27)],
        );
        check("islamic 9-1", date(2024, 1, 1), &[date(2024, 3, 11)]);
        // The tabular calendar has the 31st.
        check("islamic 10-1", date(2025, 1, 1), &[date(2025, 3, 30)]);
        // A month without this day has no feast in that year.
        check("islamic 10-30", date(2025, 7, 5), &[date(2027, 4, 7)]);
        check("easter -2", date(2025, 4, 19), &[date(2026, 4, 3)]);
        check("-", date(2025, 7, 5), &[]);
        assert!(parse("13-1").is_err() && parse("lunar 1").is_err());
    }
}
