//! Text with colours: wrapped to a width, shortened in the middle, safe to print on a terminal.

use anstyle::{AnsiColor, Style};
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// What a piece of text is to the reader.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Ink {
    Plain,
    /// A heading.
    Title,
    /// The words for somebody.
    Party,
    /// The words that carry the record: cue, verb, title.
    Sign,
    /// What stands back.
    Quiet,
    /// What calls for attention.
    Alert,
}

impl Ink {
    fn style(self) -> Style {
        match self {
            Ink::Plain => Style::new(),
            Ink::Title => Style::new().bold(),
            Ink::Party => AnsiColor::Cyan.on_default(),
            Ink::Sign => AnsiColor::Yellow.on_default().bold(),
            Ink::Quiet => Style::new().dimmed(),
            Ink::Alert => AnsiColor::Magenta.on_default(),
        }
    }
}

/// Characters with their ink; white space runs are one blank, and no character moves the cursor.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct Line(Vec<(char, Ink)>);

impl Line {
    pub(crate) fn new(text: &str, ink: Ink) -> Self {
        let mut line = Self::default();
        line.push(text, ink);
        line
    }

    pub(crate) fn push(&mut self, text: &str, ink: Ink) {
        for c in text.chars() {
            self.push_char(c, ink);
        }
    }

    /// Control characters would let a text redraw the reader's screen; marks of writing direction would reorder it.
    pub(crate) fn push_char(&mut self, c: char, ink: Ink) {
        let redirects = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
        if redirects || (c.is_control() && !c.is_whitespace()) {
            return;
        }
        if !c.is_whitespace() {
            self.0.push((c, ink));
        } else if self.0.last().is_some_and(|(last, _)| *last != ' ') {
            self.0.push((' ', ink));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Columns that it takes.
    pub(crate) fn width(&self) -> usize {
        width(&self.0)
    }

    /// The line cut at blanks into lines of at most `columns`; longer words are cut anywhere.
    pub(crate) fn wrap(&self, columns: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line: Vec<(char, Ink)> = Vec::new();
        for word in self.0.split(|(c, _)| *c == ' ').filter(|w| !w.is_empty()) {
            let joint = usize::from(!line.is_empty());
            if joint + width(&line) + width(word) > columns && !line.is_empty() {
                lines.push(Line(std::mem::take(&mut line)));
            }
            if let Some((_, ink)) = line.last().copied() {
                line.push((' ', ink.between(word[0].1)));
            }
            for &(c, ink) in word {
                if width(&line) + c.width().unwrap_or(0) > columns {
                    lines.push(Line(std::mem::take(&mut line)));
                }
                line.push((c, ink));
            }
        }
        if !line.is_empty() {
            lines.push(Line(line));
        }
        lines
    }

    /// At most `n_lines` lines of `columns`. What is too long loses words in the middle: texts say who
    /// speaks at one end or the other.
    pub(crate) fn fit(&self, columns: usize, n_lines: usize) -> Vec<Line> {
        let lines = self.wrap(columns);
        if lines.len() <= n_lines {
            return lines;
        }
        let budget = columns * n_lines - n_lines * columns / 10;
        let words: Vec<&[(char, Ink)]> = self.0.split(|(c, _)| *c == ' ').collect();
        let head = take(words.iter(), budget * 3 / 5);
        let tail = take(words[head..].iter().rev(), budget * 2 / 5);
        let mut short = Vec::new();
        for word in &words[..head] {
            short.extend_from_slice(word);
            short.push((' ', Ink::Plain));
        }
        short.push(('…', Ink::Quiet));
        for word in &words[words.len() - tail..] {
            short.push((' ', Ink::Plain));
            short.extend_from_slice(word);
        }
        let mut lines = Line(short).wrap(columns);
        lines.truncate(n_lines);
        lines
    }

    /// Appends the line to `out` with the escapes of its colours.
    pub(crate) fn write(&self, out: &mut String) {
        let mut current = Ink::Plain;
        for &(c, ink) in &self.0 {
            if ink != current {
                let _ = write!(out, "{:#}{}", current.style(), ink.style());
                current = ink;
            }
            out.push(c);
        }
        let _ = write!(out, "{:#}", current.style());
    }
}

impl Ink {
    /// The ink of the blank between two words.
    fn between(self, next: Ink) -> Ink {
        if self == next { self } else { Ink::Plain }
    }
}

fn width(chars: &[(char, Ink)]) -> usize {
    chars.iter().map(|(c, _)| c.width().unwrap_or(0)).sum()
}

/// How many of `words` fit `budget` columns.
fn take<'a>(words: impl Iterator<Item = &'a &'a [(char, Ink)]>, budget: usize) -> usize {
    let mut used = 0;
    words
        .take_while(|word| {
            used += width(word) + 1;
            used <= budget
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::{Ink, Line};

    fn check(text: &str, columns: usize, n_lines: usize, expected: &[&str]) {
        let lines = Line::new(text, Ink::Plain).fit(columns, n_lines);
        let plain: Vec<String> = lines
            .iter()
            .map(|l| l.0.iter().map(|(c, _)| *c).collect())
            .collect();
        assert_eq!(plain, expected);
    }

    #[test]
    fn lines_break_at_blanks_and_long_texts_lose_their_middle() {
        check("one two\n\tthree", 9, 5, &["one two", "three"]);
        check("abcdefghij", 4, 5, &["abcd", "efgh", "ij"]);
        check("", 4, 5, &[]);
        check(
            "The minister said at length that the talks had gone well, Reuters wrote.",
            20,
            2,
            &["The minister said at", "… wrote."],
        );
    }

    #[test]
    fn a_text_cannot_move_the_cursor() {
        check("a\u{1b}[2Jb\u{0}c\u{202e}d", 20, 1, &["a[2Jbcd"]);
    }
}
