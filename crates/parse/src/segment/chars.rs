//! Classes of characters, as far as cutting text needs them.

/// What a character is to the cutter.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Class {
    /// White space.
    Space,
    /// A letter of a script written with spaces between words.
    Letter,
    /// A decimal digit.
    Digit,
    /// A letter of a script written without spaces: each may be a word of its own.
    Ideograph,
    /// Punctuation, symbols, controls, everything else.
    Symbol,
    /// Extends the character before it and has no width of its own.
    Extend,
}

const fn ascii_classes() -> [Class; 128] {
    let mut table = [Class::Symbol; 128];
    let mut b = 0;
    while b < 128 {
        table[b as usize] = match b as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'0'..=b'9' => Class::Digit,
            b' ' | 9..=13 => Class::Space,
            _ => Class::Symbol,
        };
        b += 1;
    }
    table
}

const ASCII: [Class; 128] = ascii_classes();

/// The class of `c`.
#[inline]
pub(crate) fn class(c: char) -> Class {
    if (c as u32) < 128 {
        ASCII[c as usize]
    } else {
        wide_class(c)
    }
}

fn wide_class(c: char) -> Class {
    if c.is_whitespace() {
        Class::Space
    } else if extends(c) {
        Class::Extend
    } else if is_ideograph(c) {
        Class::Ideograph
    } else if c.is_alphabetic() {
        Class::Letter
    } else if c.is_numeric() && c.to_digit(36).is_none() && is_decimal(c) {
        Class::Digit
    } else {
        Class::Symbol
    }
}

/// Decimal digits of the larger scripts (general category Nd); `char::is_numeric` alone also holds fractions
/// and Roman numerals.
fn is_decimal(c: char) -> bool {
    matches!(c as u32,
        0x0660..=0x0669 | 0x06F0..=0x06F9 | 0x07C0..=0x07C9 | 0x0966..=0x096F | 0x09E6..=0x09EF
        | 0x0A66..=0x0A6F | 0x0AE6..=0x0AEF | 0x0B66..=0x0B6F | 0x0BE6..=0x0BEF | 0x0C66..=0x0C6F
        | 0x0CE6..=0x0CEF | 0x0D66..=0x0D6F | 0x0E50..=0x0E59 | 0x0ED0..=0x0ED9 | 0x0F20..=0x0F29
        | 0x1040..=0x1049 | 0x17E0..=0x17E9 | 0x1810..=0x1819 | 0xFF10..=0xFF19 | 0x1D7CE..=0x1D7FF)
}

/// Combining marks that are not alphabetic, joiners, variation selectors, directional and zero-width characters.
fn extends(c: char) -> bool {
    matches!(c as u32,
        0x00AD | 0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C2
        | 0x05C4..=0x05C5 | 0x0610..=0x061A | 0x061C | 0x0640 | 0x064B..=0x065F | 0x0670
        | 0x06D6..=0x06DC | 0x06DF..=0x06E8 | 0x06EA..=0x06ED | 0x093C | 0x094D | 0x09BC | 0x09CD
        | 0x0A3C | 0x0A4D | 0x0ABC | 0x0ACD | 0x0B3C | 0x0B4D | 0x0BCD | 0x0C4D | 0x0CBC | 0x0CCD
        | 0x0D4D | 0x0E38..=0x0E3A | 0x0E47..=0x0E4E | 0x180B..=0x180F | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064 | 0x2066..=0x206F
        | 0x20D0..=0x20FF | 0xFE00..=0xFE0F | 0xFE20..=0xFE2F | 0xFEFF | 0x1F3FB..=0x1F3FF
        | 0xE0020..=0xE007F | 0xE0100..=0xE01EF)
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32,
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF
        | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
        && c.is_alphanumeric()
}

/// Whether `c` has no width and may fall between tokens.
#[inline]
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c as u32,
        0x00AD | 0x061C | 0x180E | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x2064
        | 0x2066..=0x206F | 0xFEFF)
}

/// The joiner that glues symbols into one (as in pictures of families).
pub(crate) const JOINER: char = '\u{200D}';

/// Whether `c` is one of the two letters that make a flag.
pub(crate) fn is_flag_letter(c: char) -> bool {
    matches!(c as u32, 0x1F1E6..=0x1F1FF)
}

/// Apostrophes as people type them, in one form.
#[inline]
pub(crate) fn plain_apostrophe(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2018}' | '`' | '\u{B4}' | '\u{2BC}' | '\u{2BB}' | '\u{FF07}' => '\'',
        c => c,
    }
}

/// The first lower-case character of `c`.
#[inline]
pub(crate) fn lower(c: char) -> char {
    if c.is_ascii() {
        c.to_ascii_lowercase()
    } else {
        c.to_lowercase().next().unwrap_or(c)
    }
}

/// How a run of letters is cased.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Shape {
    /// No letters.
    None,
    /// All small.
    Small,
    /// One capital letter alone.
    Initial,
    /// A capital, then small letters.
    Title,
    /// Two or more capitals, nothing else.
    Capitals,
    /// Capitals inside.
    Mixed,
    /// Letters without case.
    Caseless,
}

#[cfg(test)]
mod tests {
    use super::{Class, class};

    #[test]
    fn classes_cover_scripts_marks_and_blanks() {
        for (c, expected) in [
            ('a', Class::Letter),
            ('É', Class::Letter),
            ('ح', Class::Letter),
            ('7', Class::Digit),
            ('٣', Class::Digit),
            ('½', Class::Symbol),
            ('中', Class::Ideograph),
            ('\u{301}', Class::Extend),
            ('\u{200B}', Class::Extend),
            ('\u{A0}', Class::Space),
            ('\0', Class::Symbol),
            ('’', Class::Symbol),
        ] {
            assert_eq!(class(c), expected, "{c:?}");
        }
    }
}
