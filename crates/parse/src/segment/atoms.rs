//! Cuts a stretch without white space into atoms: the smallest pieces a token can be made of.

use super::chars::{self, Class, Shape};

/// A run of letters, a run of digits, or one symbol.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Atom {
    /// First byte in the text.
    pub(crate) start: u32,
    /// One past the last byte; invisible characters at the end are left out.
    pub(crate) end: u32,
    /// Hash of the small-letter characters.
    pub(crate) hash: u32,
    /// Hash of its last three small-letter characters.
    pub(crate) tail: u32,
    /// Class of its first character.
    pub(crate) class: Class,
    /// How it is cased.
    pub(crate) shape: Shape,
    /// Number of characters, at most 255.
    pub(crate) n_chars: u8,
    /// Whether cutting before it is settled without the model.
    pub(crate) sure: Sure,
}

/// What is certain about the cut before an atom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum Sure {
    /// Nothing.
    Open,
    /// The atom belongs to the token before it.
    Join,
    /// A token starts here.
    Split,
}

/// A stretch is broken after this many atoms, so that memory stays small on text without any white space.
pub(crate) const MAX_ATOMS: usize = 4096;

/// Mixes `value` into `hash`.
#[inline]
pub(crate) fn mix(hash: u32, value: u32) -> u32 {
    (hash.rotate_left(5) ^ value).wrapping_mul(0x9E37_79B1)
}

/// Fills `atoms` from byte `start` of `text` on, which is no white space and not invisible. Returns the byte
/// after the stretch.
pub(crate) fn cut(text: &str, start: usize, atoms: &mut Vec<Atom>) -> usize {
    atoms.clear();
    let mut at = start;
    while at < text.len() && atoms.len() < MAX_ATOMS {
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        match chars::class(c) {
            Class::Space => break,
            class => at = cut_one(text, at, class, atoms),
        }
    }
    trim_invisible(text, atoms);
    super::sure::mark(text, atoms);
    at
}

/// Cuts the atom that starts at `start`, and returns the byte after it.
fn cut_one(text: &str, start: usize, class: Class, atoms: &mut Vec<Atom>) -> usize {
    let mut atom = Atom {
        start: start as u32,
        end: 0,
        hash: 0x1234_5678,
        tail: 0,
        class: if class == Class::Extend {
            Class::Symbol
        } else {
            class
        },
        shape: Shape::None,
        n_chars: 0,
        sure: Sure::Open,
    };
    let mut case = Case::default();
    let mut last = ['\0'; 3];
    let mut before = '\0';
    // Two letters of a flag are one picture; the third begins another.
    let mut pair = false;
    let mut at = start;
    for c in text[start..].chars() {
        let goes_on = at == start
            || match chars::class(c) {
                Class::Extend => true,
                class @ (Class::Letter | Class::Digit) => class == atom.class,
                Class::Symbol => {
                    before == chars::JOINER && !c.is_ascii()
                        || chars::is_flag_letter(c) && chars::is_flag_letter(before) && !pair
                }
                Class::Ideograph | Class::Space => false,
            };
        if !goes_on {
            break;
        }
        at += c.len_utf8();
        pair = chars::is_flag_letter(before);
        before = c;
        if chars::is_invisible(c) {
            continue;
        }
        let small = chars::lower(c);
        case.see(c);
        atom.hash = mix(atom.hash, small as u32);
        last = [last[1], last[2], small];
        atom.n_chars = atom.n_chars.saturating_add(1);
    }
    atom.end = at as u32;
    atom.tail = last.iter().fold(7, |h, &c| mix(h, c as u32));
    if atom.class == Class::Letter {
        atom.shape = case.shape();
    }
    atoms.push(atom);
    at
}

#[derive(Default)]
struct Case {
    n_upper: usize,
    n_lower: usize,
    first_is_upper: bool,
}

impl Case {
    fn see(&mut self, c: char) {
        if c.is_uppercase() {
            self.first_is_upper |= self.n_lower + self.n_upper == 0;
            self.n_upper += 1;
        } else if c.is_lowercase() {
            self.n_lower += 1;
        }
    }

    fn shape(&self) -> Shape {
        match (self.n_upper, self.n_lower) {
            (0, 0) => Shape::Caseless,
            (0, _) => Shape::Small,
            (1, 0) => Shape::Initial,
            (1, _) if self.first_is_upper => Shape::Title,
            (_, 0) => Shape::Capitals,
            _ => Shape::Mixed,
        }
    }
}

/// Takes invisible characters off the ends of atoms; an atom of nothing else goes away unless it is the first.
fn trim_invisible(text: &str, atoms: &mut [Atom]) {
    for atom in atoms {
        let inner = &text[atom.start as usize..atom.end as usize];
        if inner.is_ascii() {
            continue;
        }
        let kept = inner.trim_end_matches(chars::is_invisible);
        if !kept.is_empty() {
            atom.end = atom.start + kept.len() as u32;
        }
    }
}
