//! Words of a document cut into pieces, and the classes of each piece.

use super::grammar::{TimeGrammar, builtin};
use super::lexicon::Entry;
use super::pattern::Class;
use verbale_text::{Parsed, Span, Upos};

/// No word of the pack.
pub(super) const NO_WORD: u32 = u32::MAX;

/// A run of letters, a run of digits, or one other character.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) span: Span,
    pub(super) token: u32,
    /// Number of the word in the pack, or [`NO_WORD`].
    pub(super) word: u32,
    /// Value of a run of digits (at most 9 of them), else -1.
    pub(super) number: i32,
    /// How many digits.
    pub(super) digits: u8,
    /// Whether it starts with a capital.
    pub(super) capital: bool,
    /// Whether no white space stands before it.
    pub(super) glued: bool,
    pub(super) shape: Shape,
    pub(super) upos: Upos,
}

/// What a piece is made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shape {
    Letters,
    Digits,
    /// A sign that can stand inside a number: `.` `,` `:` `/`.
    Joint,
    /// A sign that makes a number something else than a date: a currency, `#`, `%`.
    Measure,
    Other,
}

fn shape(first: char) -> Shape {
    match first {
        '0'..='9' => Shape::Digits,
        '.' | ',' | ':' | '/' => Shape::Joint,
        '$' | '€' | '£' | '¥' | '#' | '%' | '°' => Shape::Measure,
        c if c.is_alphabetic() => Shape::Letters,
        _ => Shape::Other,
    }
}

/// A reading of a piece, or of several from it on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) class: Class,
    pub(super) value: i32,
    pub(super) len: u8,
}

/// The pieces of one sentence with their readings.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) pieces: Vec<Piece>,
    arcs: Vec<Arc>,
    /// End of each piece's arcs.
    ends: Vec<u32>,
    /// Whether anything in it can be a time expression.
    pub(super) strong: bool,
}

impl Line {
    /// The readings that begin at piece `i`.
    pub(super) fn arcs(&self, i: usize) -> &[Arc] {
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.arcs[start as usize..self.ends[i] as usize]
    }

    /// Whether a reading of piece `i` by itself is `class`.
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.arcs(i).iter().any(|a| a.class == class)
    }

    /// Cuts the words `first..end` of `parsed`.
    pub(super) fn cut(&mut self, parsed: &Parsed, grammar: &TimeGrammar, first: u32, end: u32) {
        self.pieces.clear();
        self.strong = false;
        let text = parsed.document().text();
        let mut done = 0;
        for token in first..end {
            let t = &parsed.tokens()[token as usize];
            // A later word of a multi-word token can cover the same characters again.
            if t.span.start < done {
                continue;
            }
            let mut at = t.span.start;
            for part in parts(t.span.of(text)) {
                let span = Span::new(at, at + part.len() as u32);
                let glued = self.pieces.last().is_some_and(|p| p.span.end == at);
                at = span.end;
                if part.trim().is_empty() {
                    continue;
                }
                let piece = piece(part, grammar);
                self.strong |= piece.digits > 0
                    || (piece.word != NO_WORD && grammar.lexicon.is_strong(piece.word));
                self.pieces.push(Piece {
                    span,
                    token,
                    glued,
                    upos: t.upos,
                    ..piece
                });
            }
            done = t.span.end;
        }
    }

    /// Looks up the readings of all pieces.
    pub(super) fn read(&mut self, grammar: &TimeGrammar) {
        self.arcs.clear();
        self.ends.clear();
        for i in 0..self.pieces.len() {
            let p = self.pieces[i];
            if p.word != NO_WORD {
                for entry in grammar.lexicon.entries(p.word) {
                    if (p.capital || !entry.capital) && self.continues(i + 1, &entry.rest) {
                        self.arcs.push(arc(entry));
                    }
                }
            }
            if p.digits > 0 {
                self.digits(&p);
            }
            self.days(self.ends.last().map_or(0, |&e| e as usize));
            self.compound(i, grammar);
            self.ends.push(self.arcs.len() as u32);
        }
    }

    /// "third" can be a day of a month.
    fn days(&mut self, from: usize) {
        for j in from..self.arcs.len() {
            let a = self.arcs[j];
            if a.class == ORDINAL && (1..=31).contains(&a.value) {
                self.push(DAY_ORDINAL, a.value, a.len);
                self.push(DAY_ANY, a.value, a.len);
            }
        }
    }

    fn continues(&self, from: usize, rest: &[u32]) -> bool {
        self.pieces.len() - from >= rest.len()
            && self.pieces[from..]
                .iter()
                .zip(rest)
                .all(|(p, &w)| p.word == w)
    }

    /// The number at piece `i` by itself, in tenths, and its length: "five", "12", "3,000", "2.5".
    fn simple(&self, i: usize, grammar: &TimeGrammar) -> Option<(i32, usize)> {
        let p = self.pieces.get(i)?;
        if p.digits == 0 {
            return Some((self.word_value(i, NUMBER, grammar)?, 1));
        }
        if let [point, fraction, ..] = self.pieces[i + 1..] {
            let decimal = point.glued && fraction.glued && fraction.digits > 0;
            if decimal && fraction.digits <= 3 && point.word == grammar.special.comma {
                let thousands = p.number.saturating_mul(1000);
                let value = thousands.saturating_add(fraction.number);
                return (fraction.digits == 3).then_some((value.saturating_mul(10), 3));
            }
            if decimal && fraction.digits <= 3 && point.word == grammar.special.point {
                let tenth = fraction.number / 10_i32.pow(u32::from(fraction.digits) - 1);
                return Some((p.number.saturating_mul(10).saturating_add(tenth), 3));
            }
        }
        Some((p.number.saturating_mul(10), 1))
    }

    fn word_value(&self, i: usize, class: Class, grammar: &TimeGrammar) -> Option<i32> {
        let p = self.pieces.get(i).filter(|p| p.word != NO_WORD)?;
        let mut entries = grammar.lexicon.entries(p.word).iter();
        let entry = entries.find(|e| e.class == class && e.rest.is_empty())?;
        Some(entry.value)
    }

    /// Adds numbers of several pieces: "twenty-five", "two hundred", "two and a half", "21st", "twenty-first".
    fn compound(&mut self, i: usize, grammar: &TimeGrammar) {
        let Some((mut value, mut len)) = self.simple(i, grammar) else {
            return;
        };
        if self.pieces[i].digits > 0 && len == 1 {
            let suffix = self.pieces.get(i + 1).is_some_and(|p| p.glued);
            if suffix
                && self
                    .word_value(i + 1, grammar.special.suffix, grammar)
                    .is_some()
            {
                self.ordinal(value / 10, 2);
                return;
            }
        }
        if (200..1000).contains(&value) && value % 100 == 0 && self.pieces[i].digits == 0 {
            let hyphen = self.pieces.get(i + 1);
            let hyphen = hyphen.is_some_and(|p| p.word == grammar.special.hyphen) as usize;
            let next = i + 1 + hyphen;
            let ones = |class| {
                let ones = self.word_value(next, class, grammar)?;
                Some(ones).filter(|&o| o > 0 && o < if class == NUMBER { 100 } else { 10 })
            };
            if let Some(ones) = ones(NUMBER) {
                value += ones;
                len += 1 + hyphen;
            } else if let Some(ones) = ones(ORDINAL) {
                self.ordinal(value / 10 + ones, 2 + hyphen as u8);
                return;
            }
        }
        if let Some(scale) = self.word_value(i + len, grammar.special.scale, grammar) {
            value = value.saturating_mul(scale);
            len += 1;
        }
        if let Some(plus) = self.phrase(i + len, grammar.special.plus, grammar) {
            value = value.saturating_add(5);
            len += plus;
        }
        if len > 1 {
            self.push(NUMBER, value, len as u8);
        }
    }

    /// Length of the phrase of `class` that begins at piece `i`.
    fn phrase(&self, i: usize, class: Class, grammar: &TimeGrammar) -> Option<usize> {
        let p = self.pieces.get(i).filter(|p| p.word != NO_WORD)?;
        let entries = grammar.lexicon.entries(p.word).iter();
        let mut fitting = entries.filter(|e| e.class == class && self.continues(i + 1, &e.rest));
        fitting.next().map(|e| 1 + e.rest.len())
    }

    fn ordinal(&mut self, value: i32, len: u8) {
        self.push(ORDINAL, value, len);
        if (1..=31).contains(&value) {
            self.push(DAY_ORDINAL, value, len);
            self.push(DAY_ANY, value, len);
        }
    }

    /// The readings of a run of digits by itself.
    fn digits(&mut self, p: &Piece) {
        let n = p.number;
        self.push(NUMBER, n.saturating_mul(10), 1);
        let mut number = |class: usize, fits: bool| {
            if fits {
                self.push(builtin(class), n, 1);
            }
        };
        number(11, p.digits == 4 && (1400..2060).contains(&n));
        number(10, p.digits <= 2 && (1..=31).contains(&n));
        number(1, p.digits <= 2 && (1..=31).contains(&n));
        number(2, p.digits <= 2 && (1..=12).contains(&n));
        number(3, p.digits == 4 && (1000..2200).contains(&n));
        number(4, p.digits <= 4 && n > 0);
        number(5, p.digits == 2);
        number(6, p.digits <= 2 && n <= 24);
        number(7, p.digits == 2 && n < 60);
        number(12, p.digits == 2 && n < 60);
    }

    fn push(&mut self, class: Class, value: i32, len: u8) {
        self.arcs.push(Arc { class, value, len });
    }
}

const NUMBER: Class = builtin(0);
const ORDINAL: Class = builtin(8);
const DAY_ORDINAL: Class = builtin(9);
const DAY_ANY: Class = builtin(10);

fn arc(entry: &Entry) -> Arc {
    Arc {
        class: entry.class,
        value: entry.value,
        len: 1 + entry.rest.len() as u8,
    }
}

/// Reads the word or number of one piece.
fn piece(part: &str, grammar: &TimeGrammar) -> Piece {
    let first = part.chars().next().unwrap_or(' ');
    let is_number = first.is_ascii_digit();
    let digits = if is_number {
        part.len().min(255) as u8
    } else {
        0
    };
    let number = match digits {
        1..=9 => part.parse().unwrap_or(-1),
        _ => -1,
    };
    Piece {
        span: Span::new(0, 0),
        token: 0,
        word: word_of(part, is_number, grammar),
        number,
        digits: if number >= 0 { digits } else { 0 },
        capital: first.is_uppercase(),
        glued: false,
        shape: shape(first),
        upos: Upos::X,
    }
}

/// No word of a pack is longer, in bytes.
const MAX_WORD: usize = 32;

fn word_of(part: &str, is_number: bool, grammar: &TimeGrammar) -> u32 {
    if is_number || part.len() > MAX_WORD {
        return NO_WORD;
    }
    let mut buffer = [0u8; MAX_WORD];
    let lower = match part {
        "’" | "‘" | "`" => "'",
        "–" | "—" | "‐" | "‑" | "−" => "–",
        _ if part.is_ascii() => {
            let bytes = &mut buffer[..part.len()];
            bytes.copy_from_slice(part.as_bytes());
            bytes.make_ascii_lowercase();
            std::str::from_utf8(bytes).unwrap_or(part)
        }
        _ => {
            return grammar
                .lexicon
                .word(&part.to_lowercase())
                .unwrap_or(NO_WORD);
        }
    };
    grammar.lexicon.word(lower).unwrap_or(NO_WORD)
}

/// The pieces of `text`, white space left out.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    parts(text).filter(|p| !p.trim().is_empty())
}

/// Runs of letters, runs of digits, other characters one by one.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if first.is_ascii_digit() {
            rest.find(|c: char| !c.is_ascii_digit())
        } else if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic())
        } else {
            Some(first.len_utf8())
        };
        let (part, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(part)
    })
}
