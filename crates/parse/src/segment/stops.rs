//! Where sentences end: what is remembered of the tokens around a possible end, and its features.

use super::atoms::{Atom, mix};
use super::chars::{Class, Shape};
use super::linear::Features;

/// Number of features of one decision about a sentence end.
pub(crate) const N_STOP: usize = 44;

/// White space before a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Gap {
    /// 0 none, 1 one blank, 2 several, 3 and more: one line feed (which kind: see `layout`).
    pub(crate) kind: u8,
    /// Two or more line feeds, or the end of the text.
    pub(crate) is_paragraph: bool,
    /// A line feed that was not forced by a full line.
    pub(crate) is_deliberate: bool,
}

/// A token as the sentence model sees it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Seen {
    /// Hash of its small-letter atoms.
    pub(crate) hash: u32,
    /// Hash of its atoms' classes and cases.
    pub(crate) shape: u32,
    /// Class and case of its first atom.
    pub(crate) first: u32,
    /// Class and case of its last atom.
    pub(crate) last: u32,
    /// Hash of the last characters of its last atom.
    pub(crate) tail: u32,
    /// Number of characters, at most 255.
    pub(crate) n_chars: u8,
    /// Whether it has a letter or digit.
    pub(crate) is_word: bool,
    /// Whether it starts with a small letter.
    pub(crate) is_small: bool,
    /// Whether it starts with a capital.
    pub(crate) is_capital: bool,
    /// White space before it.
    pub(crate) gap: Gap,
    /// Quotes and brackets open after it.
    pub(crate) state: u32,
    /// One past its last word in the list of all words.
    pub(crate) end_word: u32,
}

impl Seen {
    /// Sums up the token made of `atoms`.
    pub(crate) fn new(atoms: &[Atom], hash: u32, shape: u32, gap: Gap) -> Seen {
        let (first, last) = (&atoms[0], &atoms[atoms.len() - 1]);
        let n_chars = atoms
            .iter()
            .take(255)
            .map(|a| u32::from(a.n_chars))
            .sum::<u32>();
        Seen {
            hash,
            shape,
            first: super::cuts::look(first),
            last: super::cuts::look(last),
            tail: last.tail,
            n_chars: n_chars.min(255) as u8,
            is_word: atoms.iter().any(|a| a.class != Class::Symbol),
            is_small: first.shape == Shape::Small,
            is_capital: matches!(
                first.shape,
                Shape::Title | Shape::Initial | Shape::Capitals | Shape::Mixed
            ),
            gap,
            state: 0,
            end_word: 0,
        }
    }
}

/// What is known about the sentence so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SoFar {
    /// Tokens in it.
    pub(crate) n_tokens: u32,
    /// Its first token's hash and class.
    pub(crate) first: u32,
    /// Second token's hash.
    pub(crate) second: u32,
    /// Tokens that start with a capital, and with a small letter.
    pub(crate) n_capital: u32,
    /// See `n_capital`.
    pub(crate) n_small: u32,
    /// Hash of the last sentence's last token.
    pub(crate) last_end: u32,
}

impl SoFar {
    /// Takes in a token of the sentence.
    pub(crate) fn add(&mut self, token: &Seen) {
        match self.n_tokens {
            0 => self.first = mix(token.first, u32::from(token.n_chars.min(3))),
            1 => self.second = token.hash,
            _ => {}
        }
        self.n_tokens += 1;
        self.n_capital += u32::from(token.is_capital);
        self.n_small += u32::from(token.is_small);
    }

    fn length(&self) -> u32 {
        match self.n_tokens {
            n @ 0..=4 => n,
            5..=6 => 5,
            7..=9 => 6,
            10..=14 => 7,
            15..=24 => 8,
            25..=49 => 9,
            _ => 10,
        }
    }

    /// Nothing but capitals, mostly capitals, or running text.
    fn caps(&self) -> u32 {
        match (self.n_capital, self.n_small) {
            (0, 0) => 0,
            (_, 0) => 1,
            (0, _) => 2,
            (c, s) if c >= 2 * s => 3,
            (c, s) if c >= s => 4,
            _ => 5,
        }
    }
}

/// Whether a sentence can end between two tokens at all.
#[inline]
pub(crate) fn is_candidate(before: &Seen, after: &Seen) -> bool {
    !before.is_word
        || after.gap.kind >= 2
        || (after.gap.kind > 0 || before.last_is_symbol()) && !after.is_small
}

impl Seen {
    #[inline]
    fn last_is_symbol(&self) -> bool {
        self.last & 1 == 1
    }
}

/// The features of a sentence end between `w[2]` and `w[3]`, of the tokens `w[0..6]`.
pub(crate) fn features(w: &[Seen; 6], so_far: &SoFar) -> [u32; N_STOP] {
    let [c, b, a, n, m, o] = w;
    let gap = u32::from(n.gap.kind);
    let state = a.state;
    let (length, caps) = (so_far.length(), so_far.caps());
    let mut f = Features::<N_STOP>::new();
    f.add(&[]);
    f.add(&[a.last, gap, n.first]);
    f.add(&[a.hash, gap, n.first]);
    f.add(&[a.last, gap, n.hash]);
    f.add(&[a.hash, n.hash]);
    f.add(&[b.hash, a.hash, n.first]);
    f.add(&[b.hash, a.hash, n.hash]);
    f.add(&[b.last, a.hash, n.first, m.first]);
    f.add(&[b.shape, a.hash, n.hash]);
    f.add(&[b.shape, a.shape, gap, n.shape, m.shape]);
    f.add(&[c.first, b.first, a.last, n.first, m.first]);
    f.add(&[a.last, n.hash, m.hash]);
    f.add(&[a.shape, n.shape, m.shape, o.shape]);
    f.add(&[a.last, n.first, length]);
    f.add(&[a.shape, gap, n.shape, length]);
    f.add(&[a.last, n.first, caps]);
    f.add(&[a.shape, n.shape, caps, length]);
    f.add(&[a.shape, n.shape, m.shape, caps]);
    f.add(&[a.last, n.first, state]);
    f.add(&[a.hash, n.shape, state, gap]);
    f.add(&[b.hash, a.last, n.first, state]);
    f.add(&[so_far.first, length, a.last, n.first]);
    f.add(&[so_far.second, length, a.hash]);
    add_wider(&mut f, w, so_far);
    f.slots
}

/// Features that look further: at the white space, the words on both sides, and the sentence's start.
fn add_wider(f: &mut Features<N_STOP>, w: &[Seen; 6], so_far: &SoFar) {
    let [c, b, a, n, m, o] = w;
    let gap = u32::from(n.gap.kind);
    let gaps = gap * 8 + u32::from(m.gap.kind.min(7));
    let (length, caps) = (so_far.length(), so_far.caps());
    let size = u32::from(a.n_chars.min(5)) * 8 + u32::from(n.n_chars.min(5));
    f.add(&[gaps, a.last, n.first]);
    f.add(&[gaps, a.is_word.into(), n.is_word.into(), length]);
    f.add(&[gap, a.is_word.into(), caps, n.is_capital.into()]);
    f.add(&[b.tail, a.last, n.first]);
    f.add(&[b.shape, u32::from(b.n_chars.min(4)), a.hash, n.shape]);
    f.add(&[c.hash, b.hash, a.hash]);
    f.add(&[n.hash, m.hash, o.hash]);
    f.add(&[n.hash, m.shape, a.is_word.into()]);
    f.add(&[n.tail, a.last]);
    f.add(&[m.hash, a.last, n.first]);
    f.add(&[o.hash, a.last, n.shape]);
    f.add(&[c.hash, a.last, n.first]);
    f.add(&[a.last, n.first, size]);
    f.add(&[so_far.last_end, a.last, n.first, length.min(7)]);
    f.add(&[a.hash, gap, length, n.first]);
    f.add(&[a.shape, b.shape, c.shape, n.first]);
    f.add(&[n.hash, caps, a.is_word.into(), gap]);
    f.add(&[gaps, a.last, n.first, n.state]);
    f.add(&[
        b.first,
        u32::from(b.n_chars.min(4)),
        a.last,
        n.shape,
        n.state,
    ]);
    f.add(&[
        a.hash,
        a.n_chars.into(),
        b.is_capital.into(),
        n.first,
        m.first,
    ]);
    f.add(&[gap, n.hash, so_far.first, length.min(6)]);
}

/// Keeps count of open quotes and brackets over the tokens of a paragraph.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pairs {
    single: bool,
    double: bool,
    brackets: u32,
    /// Tokens since the last quote was opened.
    age: u32,
}

/// An open quote is forgotten after this many tokens: it was probably an apostrophe or never closed.
const MAX_AGE: u32 = 100;

impl Pairs {
    /// Takes in the token `surface`; `after_gap` is whether white space or an opening mark stands before it.
    pub(crate) fn see(&mut self, surface: &str, after_gap: bool) {
        self.age += 1;
        if self.age > MAX_AGE {
            self.single = false;
            self.double = false;
        }
        match surface {
            "\"" => self.toggle_double(!self.double),
            "``" | "“" | "«" | "„" => self.toggle_double(true),
            "''" | "”" | "»" => self.toggle_double(false),
            "'" | "`" if !self.single => self.toggle_single(after_gap),
            "‘" => self.toggle_single(true),
            "'" | "’" => self.single = false,
            "(" | "[" => self.brackets = (self.brackets + 1).min(3),
            ")" | "]" => self.brackets = self.brackets.saturating_sub(1),
            _ => {}
        }
    }

    fn toggle_double(&mut self, open: bool) {
        self.double = open;
        self.age = 0;
    }

    fn toggle_single(&mut self, open: bool) {
        self.single = open;
        self.age = 0;
    }

    /// Quotes open (bits: single, double).
    pub(crate) fn quotes(&self) -> u32 {
        u32::from(self.single) + 2 * u32::from(self.double)
    }

    /// Quotes and the number of brackets open, in one number.
    pub(crate) fn state(&self) -> u32 {
        self.quotes() * 4 + self.brackets
    }
}
