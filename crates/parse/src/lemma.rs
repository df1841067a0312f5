//! Lemmas of tagged words: a dictionary of exceptions, then the rule of the longest known ending.
//!
//! Both give an edit script: a way to case the form, a number of characters to take off its end, and what to put
//! there. A script is tried first if what it makes is a known lemma.

use crate::Error;
use crate::model::{Kept, Reader};
use crate::segment::bytes::{damaged, short_str, u8};
use crate::segment::chars;
use verbale_text::Upos;

/// Longest ending that rules are learned for, in characters.
pub(crate) const MAX_ENDING: usize = 6;

/// Takes off the whole form.
pub(crate) const ALL: u8 = u8::MAX;

/// How a script cases the form before it edits it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub(crate) enum Casing {
    /// All small letters.
    Small,
    /// As it is.
    Keep,
    /// A capital, then small letters.
    Title,
    /// Only small letters and digits: 10,000 is 10000.
    Bare,
}

/// An edit from a form to its lemma.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Script {
    pub(crate) casing: Casing,
    /// Characters taken off the end; [`ALL`] for the whole form.
    pub(crate) strip: u8,
    pub(crate) add: Box<str>,
}

impl Script {
    /// Writes the lemma of `form` to `out`.
    pub(crate) fn apply(&self, form: &str, out: &mut String) {
        out.clear();
        if self.strip != ALL {
            match self.casing {
                Casing::Small => out.extend(form.chars().map(chars::lower)),
                Casing::Keep => out.push_str(form),
                Casing::Title => {
                    let mut rest = form.chars();
                    out.extend(rest.next().into_iter().flat_map(char::to_uppercase));
                    out.extend(rest.map(chars::lower));
                }
                Casing::Bare => {
                    let kept = form.chars().filter(|c| c.is_alphanumeric());
                    out.extend(kept.map(chars::lower));
                }
            }
            for _ in 0..self.strip {
                out.pop();
            }
        }
        out.push_str(&self.add);
        if out.is_empty() {
            out.push_str(form);
        }
    }
}

/// Hashes to small numbers, laid out for look-up as it stands in the file.
#[derive(Debug)]
pub(crate) struct Table {
    /// Four bytes each.
    checks: Kept,
    /// Two bytes each.
    values: Kept,
}

impl Table {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Table, Error> {
        let bits = u8(reader)?;
        if bits > 24 {
            return Err(damaged(PART));
        }
        let n = 1usize << bits;
        Ok(Table {
            checks: reader.keep(4 * n)?,
            values: reader.keep(2 * n)?,
        })
    }

    /// The number kept for `hash`. An empty slot has check 0; a full table would never end the search, so it ends
    /// after one round.
    pub(crate) fn get(&self, hash: u64) -> Option<u16> {
        let (checks, _) = self.checks.as_chunks();
        let (values, _) = self.values.as_chunks();
        let mask = checks.len() - 1;
        let check = check(hash);
        for i in 0..checks.len() {
            let slot = (hash as usize + i) & mask;
            match u32::from_le_bytes(checks[slot]) {
                0 => return None,
                c if c == check => return Some(u16::from_le_bytes(values[slot])),
                _ => {}
            }
        }
        None
    }
}

/// What tells hashes of one slot apart; never 0.
pub(crate) fn check(hash: u64) -> u32 {
    ((hash >> 32) as u32) | 1
}

fn mix(hash: u64, value: u64) -> u64 {
    let h = (hash.rotate_left(7) ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    h ^ (h >> 29)
}

/// The tag of a word: UPOS with XPOS, or with FEATS where there is no XPOS.
pub(crate) fn tag(upos: Upos, xpos: &str, feats: &str) -> u64 {
    let finer = if xpos.is_empty() { feats } else { xpos };
    finer
        .bytes()
        .fold(upos as u64 + 1, |h, b| mix(h, u64::from(b)))
}

/// The character a key holds for `c`.
pub(crate) fn key_char(c: char) -> char {
    if c.is_ascii_digit() {
        '0'
    } else {
        chars::lower(chars::plain_apostrophe(c))
    }
}

/// How a form is cased, as far as endings are told apart by it.
pub(crate) fn case_class(form: &str) -> u64 {
    let mut letters = form.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    match (first, letters.next()) {
        (false, _) => 0,
        (true, None) => 1,
        (true, Some(c)) if !c.is_uppercase() => 2,
        _ => 3,
    }
}

/// Hash of a dictionary entry.
pub(crate) fn entry_hash(tag: u64, form: &str) -> u64 {
    form.chars()
        .map(key_char)
        .fold(mix(tag, 11), |h, c| mix(h, c as u64))
}

/// Hash of a dictionary entry for a form in this case only.
pub(crate) fn exact_hash(tag: u64, form: &str) -> u64 {
    form.chars().fold(mix(tag, 19), |h, c| mix(h, c as u64))
}

/// Hash of a lemma in the list of known ones.
pub(crate) fn lemma_hash(upos: Upos, lemma: &str) -> u64 {
    lemma
        .chars()
        .fold(mix(upos as u64, 13), |h, c| mix(h, c as u64))
}

/// Hashes of the form's endings, from the empty one to the longest.
pub(crate) fn ending_hashes(tag: u64, form: &str) -> ([u64; MAX_ENDING + 1], usize) {
    let mut hashes = [0; MAX_ENDING + 1];
    hashes[0] = mix(mix(tag, 17), case_class(form));
    let mut n = 1;
    for c in form.chars().rev().take(MAX_ENDING) {
        hashes[n] = mix(hashes[n - 1], key_char(c) as u64);
        n += 1;
    }
    (hashes, n)
}

/// Name of the section in errors.
const PART: &str = "lemma";

/// Finds the lemmas of tagged words.
#[derive(Debug)]
pub struct Lemmatizer {
    scripts: Vec<Script>,
    /// Scripts to try in turn, and how many of them there are.
    choices: Vec<[u16; 3]>,
    entries: Table,
    endings: Table,
    known: Table,
}

impl Lemmatizer {
    /// Reads the `lemma` section of a model.
    ///
    /// # Errors
    /// If `bytes` are not such a section.
    pub fn from_bytes(bytes: &[u8]) -> Result<Lemmatizer, Error> {
        Self::read(Reader::new(bytes, PART))
    }

    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Lemmatizer, Error> {
        let n_scripts = reader.u32()?;
        let mut scripts = Vec::new();
        for _ in 0..n_scripts {
            let casing = match u8(&mut reader)? {
                0 => Casing::Small,
                1 => Casing::Keep,
                2 => Casing::Title,
                3 => Casing::Bare,
                _ => return Err(damaged(PART)),
            };
            let strip = u8(&mut reader)?;
            let add = short_str(&mut reader, PART)?.into();
            scripts.push(Script { casing, strip, add });
        }
        let mut choices = Vec::new();
        for _ in 0..reader.u32()? {
            let b = reader.take(6)?;
            let choice = [0, 2, 4].map(|i| u16::from_le_bytes([b[i], b[i + 1]]));
            if choice.iter().any(|&s| u32::from(s) >= n_scripts) {
                return Err(damaged(PART));
            }
            choices.push(choice);
        }
        Ok(Lemmatizer {
            scripts,
            choices,
            entries: Table::read(&mut reader)?,
            endings: Table::read(&mut reader)?,
            known: Table::read(&mut reader)?,
        })
    }

    /// Writes the lemma of `form` to `out`, whose content goes away. `tags` are UPOS, XPOS and FEATS; the last two
    /// may be empty.
    pub fn lemma(&self, form: &str, tags: (Upos, &str, &str), out: &mut String) {
        let (upos, xpos, feats) = tags;
        self.find(form, upos, tag(upos, xpos, feats), out);
    }

    /// As [`Lemmatizer::lemma`], with the tag's hash.
    pub(crate) fn find(&self, form: &str, upos: Upos, tag: u64, out: &mut String) {
        let exact = self.entries.get(exact_hash(tag, form));
        let entry = exact.or_else(|| self.entries.get(entry_hash(tag, form)));
        if let Some(script) = entry.and_then(|s| self.scripts.get(usize::from(s))) {
            return script.apply(form, out);
        }
        let (hashes, n) = ending_hashes(tag, form);
        let (any_hashes, _) = ending_hashes(upos as u64 + 1, form);
        let longest = |hashes: &[u64]| hashes.iter().rev().find_map(|&h| self.endings.get(h));
        let choice = longest(&hashes[..n]).or_else(|| longest(&any_hashes[..n]));
        let Some(choice) = choice.and_then(|c| self.choices.get(usize::from(c))) else {
            out.clear();
            return out.push_str(form);
        };
        for &s in choice {
            self.scripts[usize::from(s)].apply(form, out);
            if self.known.get(lemma_hash(upos, out)).is_some() {
                return;
            }
        }
        self.scripts[usize::from(choice[0])].apply(form, out);
    }
}
