//! What the network sees of a word: its form, beginnings, endings, shape and the lists it is on, each a row of one table.

use super::words::Listed;
use rustc_hash::FxHashMap;

/// Fingerprint of a feature: 32 bits of a hash of its kind and characters.
pub(crate) type Fingerprint = u32;

/// Longest ending in characters.
const SUFFIXES: usize = 4;
/// Longest beginning in characters.
const PREFIXES: usize = 3;
/// Repetitions of a character class that a shape keeps.
const RUN: u32 = 2;

/// Buffers for taking a word apart.
#[derive(Default)]
pub(crate) struct Splitter {
    lower: Vec<char>,
}

impl Splitter {
    /// The fingerprint of a form, whatever its case and digits.
    pub(crate) fn form(&mut self, form: &str) -> Fingerprint {
        self.lower.clear();
        for c in form.chars().flat_map(char::to_lowercase) {
            self.lower.push(if c.is_numeric() { '0' } else { c });
        }
        fingerprint(0, self.lower.iter().copied())
    }

    /// Puts the fingerprints of the word's features into `out`; the first is its form's.
    pub(crate) fn split(
        &mut self,
        form: &str,
        listed: Option<&Listed>,
        out: &mut Vec<Fingerprint>,
    ) {
        out.clear();
        out.push(self.form(form));
        let lower = &self.lower;
        let n = lower.len();
        for k in 1..=PREFIXES.min(n) {
            out.push(fingerprint(k as u32, lower[..k].iter().copied()));
        }
        for k in 1..=SUFFIXES.min(n) {
            out.push(fingerprint(16 + k as u32, lower[n - k..].iter().copied()));
        }
        out.push(fingerprint(32, shape(form)));
        if let Some(listed) = listed {
            let classes = listed.classes(out[0]);
            let is_in = |c: &u32| classes >> c & 1 == 1;
            let letter = |c: u32| char::from(b'A' + c as u8);
            let all = (0..u32::BITS).filter(is_in);
            out.push(fingerprint(48, all.clone().map(letter)));
            out.extend(all.map(|c| fingerprint(49, std::iter::once(letter(c)))));
        }
    }
}

/// Character classes of a word, with runs cut to [`RUN`].
fn shape(form: &str) -> impl Iterator<Item = char> {
    let mut last = ' ';
    let mut run = 0;
    form.chars().filter_map(move |c| {
        let class = if c.is_uppercase() {
            'X'
        } else if c.is_alphabetic() {
            'x'
        } else if c.is_numeric() {
            '0'
        } else {
            c
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        (run <= RUN).then_some(class)
    })
}

fn fingerprint(kind: u32, chars: impl Iterator<Item = char>) -> Fingerprint {
    // FNV-1a over characters, with a final mix because the low bits alone are weak.
    let mut h = 0xcbf2_9ce4_8422_2325 ^ u64::from(kind);
    h = h.wrapping_mul(0x0100_0000_01b3);
    for c in chars {
        h = (h ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3);
    }
    h ^= h >> 32;
    h = h.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (h >> 32) as u32
}

/// The features that have a row.
#[derive(Default)]
pub(crate) struct Vocabulary {
    rows: FxHashMap<Fingerprint, u32>,
}

impl Vocabulary {
    /// Row `i` belongs to `fingerprints[i]`.
    pub(crate) fn new(fingerprints: impl Iterator<Item = Fingerprint>) -> Self {
        Self {
            rows: fingerprints.zip(0..).collect(),
        }
    }

    /// The row of a feature, if it has one.
    #[inline]
    pub(crate) fn row(&self, fingerprint: Fingerprint) -> Option<u32> {
        self.rows.get(&fingerprint).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Splitter, shape};

    #[test]
    fn words_that_differ_in_case_share_all_but_the_shape() {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        let mut splitter = Splitter::default();
        splitter.split("Kabul", None, &mut a);
        splitter.split("KABUL", None, &mut b);
        assert_eq!(a.len(), 9);
        assert_eq!(a[..8], b[..8]);
        assert_ne!(a[8], b[8]);
    }

    #[test]
    fn shapes_cut_runs() {
        let s = |w| shape(w).collect::<String>();
        assert_eq!(s("Zhirnov"), "Xxx");
        assert_eq!(s("U.S."), "X.X.");
        assert_eq!(s("2,000th"), "0,00xx");
    }
}
