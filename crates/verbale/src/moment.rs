//! Days and hours as people read them; what programs read keeps TIMEX3.

/// A moment as people write it: to the minute, the part of the day in a word; other texts as they are.
///
/// ```
/// assert_eq!(verbale::moment("2025-07-03TNI"), "2025-07-03 night");
/// ```
pub fn moment(text: &str) -> String {
    let day = text
        .get(..10)
        .filter(|d| d.parse::<jiff::civil::Date>().is_ok());
    let Some((day, time)) = day.zip(text.get(10..)).filter(|(_, time)| !time.is_empty()) else {
        return text.to_owned();
    };
    if let Some((_, part)) = PARTS.iter().find(|(name, _)| *name == time) {
        return format!("{day} {part}");
    }
    match time.strip_prefix('T').and_then(|time| time.get(..5)) {
        Some(minute) if text.ends_with('Z') => format!("{day} {minute}"),
        _ => text.to_owned(),
    }
}

/// Parts of a day as TIMEX3 writes them.
const PARTS: [(&str, &str); 5] = [
    ("TMO", "morning"),
    ("TMI", "noon"),
    ("TAF", "afternoon"),
    ("TEV", "evening"),
    ("TNI", "night"),
];

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn people_read_no_timex() {
        for (text, expected) in [
            ("2025-07-03TNI", "2025-07-03 night"),
            ("2025-07-03TMO", "2025-07-03 morning"),
            ("2026-11-30T15:12:33.471180Z", "2026-11-30 15:12"),
            ("2025-07-03", "2025-07-03"),
            ("2025-07", "2025-07"),
            ("2025-13-03TNI", "2025-13-03TNI"),
            ("Tuesday night", "Tuesday night"),
        ] {
            assert_eq!(moment(text), expected);
        }
    }
}
