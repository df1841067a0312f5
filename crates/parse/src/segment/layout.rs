//! White space between tokens: blanks, line feeds and whether a line was full when it broke.

use super::chars;
use super::stops::Gap;

/// Lines longer than this (in bytes) are not wrapped by hand or by mail programs.
const WRAPPED: usize = 110;

/// Looks at most this far for the end of a line's first word.
const MAX_WORD: usize = 64;

/// Line lengths of a text, and of the block (lines without a blank line between) that is being read.
pub(crate) struct Layout<'a> {
    text: &'a str,
    longest: usize,
    block_longest: usize,
    /// Where the block ends for which `block_longest` holds.
    block_end: usize,
    line_start: usize,
}

impl<'a> Layout<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let longest = text
            .as_bytes()
            .split(|&b| b == b'\n')
            .map(<[u8]>::len)
            .max();
        Layout {
            text,
            longest: longest.unwrap_or(0),
            block_longest: 0,
            block_end: 0,
            line_start: 0,
        }
    }

    /// Passes over white space and invisible characters from `start` on; returns what stood there and the byte
    /// after it.
    pub(crate) fn skip(&mut self, start: usize) -> (Gap, usize) {
        let mut at = start;
        let (mut n_blanks, mut n_feeds) = (0usize, 0usize);
        let mut before = '\0';
        let mut first_feed = start;
        let line_start = self.line_start;
        for c in self.text[start..].chars() {
            if c.is_whitespace() {
                n_blanks += 1;
            } else if !chars::is_invisible(c) {
                break;
            }
            let breaks = matches!(
                c,
                '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{B}' | '\u{C}'
            );
            if breaks && !(c == '\n' && before == '\r') {
                if n_feeds == 0 {
                    first_feed = at;
                }
                n_feeds += if c == '\u{2029}' || c == '\u{C}' {
                    2
                } else {
                    1
                };
            }
            at += c.len_utf8();
            if breaks {
                self.line_start = at;
            }
            before = c;
        }
        if n_feeds == 1 && at < self.text.len() {
            return (self.line_gap(first_feed, line_start, at), at);
        }
        let gap = Gap {
            kind: n_blanks.min(2) as u8,
            is_paragraph: n_feeds > 1 || at >= self.text.len(),
            is_deliberate: n_feeds > 1,
        };
        (gap, at)
    }

    /// The kind of a single line feed at `feed`: would the next word have fitted into the line?
    fn line_gap(&mut self, feed: usize, line_start: usize, next: usize) -> Gap {
        if feed >= self.block_end {
            self.measure_block(line_start);
        }
        let line = feed.saturating_sub(line_start);
        let word = self.text.as_bytes()[next..]
            .iter()
            .take(MAX_WORD)
            .position(u8::is_ascii_whitespace)
            .unwrap_or(MAX_WORD);
        let fits = |longest: usize| line + 1 + word <= longest;
        let (in_block, in_text) = (fits(self.block_longest), fits(self.longest));
        let kind = 3
            + u8::from(in_text)
            + u8::from(in_block)
            + 3 * u8::from(self.longest > WRAPPED)
            + 6 * u8::from(line < 45);
        Gap {
            kind,
            is_paragraph: false,
            is_deliberate: in_text,
        }
    }

    fn measure_block(&mut self, line_start: usize) {
        let bytes = self.text.as_bytes();
        let mut at = line_start;
        self.block_longest = 0;
        for line in bytes[line_start..].split(|&b| b == b'\n') {
            if at > line_start && line.iter().all(u8::is_ascii_whitespace) {
                break;
            }
            self.block_longest = self.block_longest.max(line.len());
            at += line.len() + 1;
        }
        self.block_end = at;
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;

    fn check(text: &str, expected: &[(u8, bool)]) {
        let mut layout = Layout::new(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            let (gap, next) = layout.skip(at + word);
            found.push((gap.kind, gap.is_paragraph));
            at = next;
        }
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn blanks_and_paragraphs() {
        check(
            "a b  c\n\nd\r\n \r\ne",
            &[(1, false), (2, false), (2, true), (2, true), (0, true)],
        );
    }

    #[test]
    fn a_line_that_had_room_was_broken_on_purpose() {
        check(
            "aa\nbbbb bbbb bbbb\ncc",
            &[(11, false), (1, false), (1, false), (9, false), (0, true)],
        );
    }
}
