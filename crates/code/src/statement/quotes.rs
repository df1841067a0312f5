//! Quotation marks: which characters of a text stand inside them.
//!
//! Marks never reach over a line end, and an unclosed one runs to it: a quotation over several paragraphs opens
//! each and closes only the last. Two apostrophes or two backquotes are one mark. Single marks count outside
//! double ones if they hold more than one word. Any text can be scanned; an odd number of marks is no fault.

use verbale_text::Span;

/// How far a single mark may stand from its partner, in bytes; it bounds the work on texts full of apostrophes.
const MAX_SINGLE: usize = 2000;

/// One stretch between quotation marks, marks included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Quote {
    /// From the opening to the closing mark, or to the line end.
    pub span: Span,
    /// Whether it has a closing mark.
    pub closed: bool,
    /// Whether the marks are single ones.
    pub single: bool,
}

/// How much of a content stands inside quotation marks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// Every word.
    Direct,
    /// Some words.
    Mixed,
    /// None.
    Indirect,
}

impl Kind {
    /// `direct`, `mixed` or `indirect`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Mixed => "mixed",
            Kind::Indirect => "indirect",
        }
    }
}

/// The quotations of one text, in order and without overlap.
#[derive(Clone, Debug, Default)]
pub struct Quotes {
    /// In text order.
    pub list: Vec<Quote>,
}

impl Quotes {
    /// Scans `text` once.
    ///
    /// ```
    /// use verbale_code::statement::Quotes;
    /// let text = "He called it ''a mess'' and “stayed there.\nNo one's fault";
    /// let quotes = Quotes::scan(text);
    /// let words: Vec<&str> = quotes.list.iter().map(|q| q.span.of(text)).collect();
    /// assert_eq!(words, ["''a mess''", "“stayed there."]);
    /// ```
    pub fn scan(text: &str) -> Quotes {
        let mut list = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let first = list.len();
            double_marks(line, at, &mut list);
            single_marks(line, at, first, &mut list);
            list[first..].sort_by_key(|q: &Quote| q.span.start);
            at += line.len() + 1;
        }
        Quotes { list }
    }

    /// The quotation that holds byte `at`.
    pub fn at(&self, at: u32) -> Option<usize> {
        let next = self.list.partition_point(|q| q.span.start <= at);
        let i = next.checked_sub(1)?;
        (at < self.list[i].span.end).then_some(i)
    }

    /// Direct if all words of `content` stand inside quotation marks, mixed if some do.
    pub fn kind(&self, text: &str, content: &[Span]) -> Kind {
        let (mut inside, mut outside) = (false, false);
        for span in content {
            let mut in_word = false;
            for (i, c) in span.of(text).char_indices() {
                let is_word = c.is_alphanumeric() || c == '_';
                if is_word && !in_word {
                    let quoted = self.at(span.start + i as u32).is_some();
                    inside |= quoted;
                    outside |= !quoted;
                }
                in_word = is_word;
            }
        }
        match (inside, outside) {
            (true, false) => Kind::Direct,
            (true, true) => Kind::Mixed,
            _ => Kind::Indirect,
        }
    }
}

fn double_marks(line: &str, at: usize, list: &mut Vec<Quote>) {
    let mut open: Option<usize> = None;
    let mut skip = 0;
    let mut close = |from: usize, to: usize, closed: bool| {
        list.push(Quote {
            span: Span::new((at + from) as u32, (at + to) as u32),
            closed,
            single: false,
        });
    };
    for (i, c) in line.char_indices() {
        if i < skip {
            continue;
        }
        let end = i + c.len_utf8();
        match c {
            '\u{201c}' | '\u{ab}' | '\u{201e}' => open = open.or(Some(i)),
            '\u{201d}' | '\u{bb}' => {
                if let Some(from) = open.take() {
                    close(from, end, true);
                }
            }
            '"' | '\'' | '`' => {
                let end = match c {
                    '"' => end,
                    _ if line[end..].starts_with(c) => end + 1,
                    _ => continue,
                };
                skip = end;
                match open.take() {
                    Some(from) => close(from, end, true),
                    None => open = Some(i),
                }
            }
            _ => {}
        }
    }
    if let Some(from) = open {
        close(from, line.len(), false);
    }
}

fn is_word(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || c == '_')
}

fn single_marks(line: &str, at: usize, first: usize, list: &mut Vec<Quote>) {
    let n_double = list.len();
    let mut before = None;
    let mut skip = 0;
    for (i, c) in line.char_indices() {
        let opens = (c == '\u{2018}' || c == '\'')
            && i >= skip
            && !is_word(before)
            && !matches!(before, Some('\u{2019}' | '\''))
            && is_word(line[i + c.len_utf8()..].chars().next());
        before = Some(c);
        if !opens {
            continue;
        }
        let Some(end) = single_end(line, i + c.len_utf8()) else {
            continue;
        };
        skip = end;
        let span = Span::new((at + i) as u32, (at + end) as u32);
        let in_double = list[first..n_double].iter().any(|q| q.span.overlaps(span));
        if !in_double && line[i..end].contains(' ') {
            list.push(Quote {
                span,
                closed: true,
                single: true,
            });
        }
    }
}

/// One past the mark that closes a single quotation whose first word starts at byte `from`.
fn single_end(line: &str, from: usize) -> Option<usize> {
    let mut before = None;
    for (i, c) in line[from..].char_indices() {
        if c == '\u{2018}' || i > MAX_SINGLE {
            return None;
        }
        let end = from + i + c.len_utf8();
        let after_word = is_word(before) || matches!(before, Some('.' | ',' | '!' | '?'));
        if matches!(c, '\u{2019}' | '\'') && after_word && !is_word(line[end..].chars().next()) {
            return Some(end);
        }
        before = Some(c);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Kind, Quotes};
    use verbale_text::Span;

    fn check(text: &str, expected: &[&str]) {
        let found = Quotes::scan(text);
        let words: Vec<&str> = found.list.iter().map(|q| q.span.of(text)).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn marks_of_all_kinds_are_read_and_odd_ones_run_to_the_line_end() {
        check("“A b,” she said. \"C d.\"", &["“A b,”", "\"C d.\""]);
        check("Lee ‘Not Happy’ With It", &["‘Not Happy’"]);
        check("the boys' toys and the girls' books", &[]);
        check(
            "“One para.\n“Two para.” He left.",
            &["“One para.", "“Two para.”"],
        );
        check("5\" of rain\nand \"x", &["\" of rain", "\"x"]);
        check("“He said ‘no way’ twice”", &["“He said ‘no way’ twice”"]);
    }

    #[test]
    fn the_kind_follows_the_words_inside_marks() {
        let text = "that taxes would “soar again”";
        let quotes = Quotes::scan(text);
        let all = Span::new(0, text.len() as u32);
        assert_eq!(quotes.kind(text, &[all]), Kind::Mixed);
        assert_eq!(quotes.kind(text, &[quotes.list[0].span]), Kind::Direct);
        assert_eq!(quotes.kind(text, &[Span::new(0, 16)]), Kind::Indirect);
    }
}
