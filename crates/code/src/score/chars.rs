//! Classes and foldings of characters as the reference programs have them.

use unicode_normalization::char::is_combining_mark;

/// A letter, a number or `_`: general categories L and N, which leaves out marks and circled letters.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    let circled = matches!(c, '\u{24b6}'..='\u{24e9}' | '\u{1f130}'..='\u{1f149}'
        | '\u{1f150}'..='\u{1f169}' | '\u{1f170}'..='\u{1f189}');
    c.is_alphanumeric() && !is_combining_mark(c) && !circled
}

/// A letter: general category L.
pub(crate) fn is_letter(c: char) -> bool {
    is_word(c) && !c.is_numeric() && c != '_'
}

/// White space, with the four information separators that Unicode leaves out.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Full case folding.
pub(crate) fn casefold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{131}' => out.push(c),
            // Cherokee folds to capitals, because small letters came to Unicode later
            '\u{13a0}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => out.extend(c.to_uppercase()),
            _ => out.extend(
                c.to_lowercase()
                    .flat_map(char::to_uppercase)
                    .flat_map(char::to_lowercase),
            ),
        }
    }
    out
}

/// The words of a text between white space.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_space).filter(|w| !w.is_empty())
}

/// Words joined by single spaces.
pub(crate) fn respace(text: &str) -> String {
    split(text).collect::<Vec<_>>().join(" ")
}

/// Whether a text is white space only.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_space)
}

/// Lines without their ends; `\n`, `\r\n` and `\r` all end one.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split_terminator('\n')
        .flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'))
}

#[cfg(test)]
mod tests {
    use super::{casefold, is_letter, is_word, lines};

    #[test]
    fn marks_and_circled_letters_are_no_word_characters() {
        let word: Vec<bool> = "aé9_²中\u{301}Ⓐ-".chars().map(is_word).collect();
        let t = true;
        assert_eq!(word, [t, t, t, t, t, t, false, false, false]);
        assert!(is_letter('中') && !is_letter('9') && !is_letter('_'));
    }

    #[test]
    fn folding_is_full() {
        assert_eq!(
            casefold("Straße ẞ ΣΑΣ ı İ ꭰ"),
            "strasse ss σασ ı i\u{307} Ꭰ"
        );
    }

    #[test]
    fn every_kind_of_line_end_counts() {
        assert_eq!(
            lines("a\r\nb\rc\n\nd\r").collect::<Vec<_>>(),
            ["a", "b", "c", "", "d"]
        );
    }
}
