//! Byte ranges of a text, and their conversion to code points.

use std::fmt;

/// A half-open range of UTF-8 bytes of one document's text, 0-based, on character boundaries.
///
/// The only span type in the workspace. Public formats count Unicode code points instead;
/// [`CharOffsets`] converts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`, in bytes.
    #[inline]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[inline]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Whether `other` lies inside this span (equal spans do).
    #[inline]
    pub const fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[inline]
    pub const fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    ///
    /// ```
    /// use verbale_text::Span;
    /// assert_eq!(Span::new(3, 5).cover(Span::new(8, 9)), Span::new(3, 9));
    /// ```
    #[inline]
    pub fn cover(self, other: Span) -> Span {
        Span::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The characters of `text` that the span covers; empty if the span does not fit the text.
    #[inline]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// The span without white space at its ends.
    pub fn trim(self, text: &str) -> Span {
        let inner = self.of(text);
        let start = self.start + (inner.len() - inner.trim_start().len()) as u32;
        Span::new(start, start + inner.trim().len() as u32)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Converts byte offsets of one text to code points and back.
///
/// Building is linear in the text; each conversion is a table look-up plus at most 64 bytes of counting.
///
/// ```
/// use verbale_text::{CharOffsets, Span};
/// let offsets = CharOffsets::new("é–a");
/// assert_eq!(offsets.to_chars(Span::new(2, 6)), (1, 3));
/// assert_eq!(offsets.to_bytes(1, 3), Some(Span::new(2, 6)));
/// ```
#[derive(Debug)]
pub struct CharOffsets<'a> {
    text: &'a str,
    /// Code points before each block of [`BLOCK`] bytes.
    before: Vec<u32>,
}

const BLOCK: usize = 64;

fn is_lead(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

fn count_leads(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| is_lead(b)).count() as u32
}

impl<'a> CharOffsets<'a> {
    /// Indexes `text`.
    pub fn new(text: &'a str) -> Self {
        let mut before = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut n = 0;
        for block in text.as_bytes().chunks(BLOCK) {
            before.push(n);
            n += count_leads(block);
        }
        before.push(n);
        Self { text, before }
    }

    /// The number of code points before byte `byte` (or in the whole text, if `byte` lies past its end).
    pub fn char_at(&self, byte: u32) -> u32 {
        let byte = (byte as usize).min(self.text.len());
        let block = byte / BLOCK;
        self.before[block] + count_leads(&self.text.as_bytes()[block * BLOCK..byte])
    }

    /// The span as half-open code point offsets.
    pub fn to_chars(&self, span: Span) -> (u32, u32) {
        (self.char_at(span.start), self.char_at(span.end))
    }

    /// The byte span of code points `start..end`, or `None` if they lie outside the text.
    pub fn to_bytes(&self, start: u32, end: u32) -> Option<Span> {
        if start > end {
            return None;
        }
        Some(Span::new(self.byte_at(start)?, self.byte_at(end)?))
    }

    fn byte_at(&self, char_offset: u32) -> Option<u32> {
        let block = self
            .before
            .partition_point(|&n| n <= char_offset)
            .checked_sub(1)?;
        let from = (block * BLOCK).min(self.text.len());
        let mut left = char_offset - self.before[block];
        for (i, &b) in self.text.as_bytes()[from..].iter().enumerate() {
            if is_lead(b) {
                if left == 0 {
                    return Some((from + i) as u32);
                }
                left -= 1;
            }
        }
        (left == 0).then_some(self.text.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::{CharOffsets, Span};

    #[test]
    fn every_offset_of_a_mixed_text_converts_both_ways() {
        let text = "“Ünïcode” — é𝒳 plain ".repeat(20);
        let offsets = CharOffsets::new(&text);
        for (n, (byte, c)) in text.char_indices().enumerate() {
            let span = Span::new(byte as u32, (byte + c.len_utf8()) as u32);
            assert_eq!(offsets.to_chars(span), (n as u32, n as u32 + 1));
            assert_eq!(offsets.to_bytes(n as u32, n as u32 + 1), Some(span));
        }
        let n = text.chars().count() as u32;
        assert_eq!(
            offsets.to_bytes(n, n),
            Some(Span::new(text.len() as u32, text.len() as u32))
        );
        assert_eq!(offsets.to_bytes(n, n + 1), None);
    }
}
