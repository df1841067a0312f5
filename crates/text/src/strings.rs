//! Interned strings of one document.

use rustc_hash::FxHashMap;
use std::hash::{BuildHasher, Hasher};

/// A string of one [`Strings`] table. Equal strings of a table have equal ids; 0 is the empty string.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Debug)]
pub struct StrId(pub u32);

impl StrId {
    /// The empty string, written `_` in CoNLL-U.
    pub const EMPTY: StrId = StrId(0);
}

/// A table of distinct strings, stored in one buffer.
///
/// ```
/// use verbale_text::Strings;
/// let mut strings = Strings::new();
/// let a = strings.intern("nsubj");
/// assert_eq!(strings.intern("nsubj"), a);
/// assert_eq!(strings.get(a), "nsubj");
/// ```
#[derive(Clone, Debug)]
pub struct Strings {
    buffer: String,
    ends: Vec<u32>,
    /// Hash of a string → first id with that hash; further ones are found by linear probing of hashes.
    ids: FxHashMap<u64, u32>,
}

impl Default for Strings {
    fn default() -> Self {
        Self::new()
    }
}

impl Strings {
    /// A table that holds the empty string only.
    pub fn new() -> Self {
        let mut table = Self {
            buffer: String::new(),
            ends: Vec::new(),
            ids: FxHashMap::default(),
        };
        table.intern("");
        table
    }

    fn hash(s: &str) -> u64 {
        let mut hasher = rustc_hash::FxBuildHasher.build_hasher();
        hasher.write(s.as_bytes());
        hasher.finish()
    }

    /// The id of `s`, which is added if it is new.
    pub fn intern(&mut self, s: &str) -> StrId {
        let mut hash = Self::hash(s);
        loop {
            match self.ids.get(&hash) {
                Some(&id) if self.get(StrId(id)) == s => return StrId(id),
                Some(_) => hash = hash.wrapping_add(1),
                None => {
                    let id = self.ends.len() as u32;
                    self.buffer.push_str(s);
                    self.ends.push(self.buffer.len() as u32);
                    self.ids.insert(hash, id);
                    return StrId(id);
                }
            }
        }
    }

    /// The id of `s`, if the table has it.
    pub fn find(&self, s: &str) -> Option<StrId> {
        let mut hash = Self::hash(s);
        loop {
            match self.ids.get(&hash) {
                Some(&id) if self.get(StrId(id)) == s => return Some(StrId(id)),
                Some(_) => hash = hash.wrapping_add(1),
                None => return None,
            }
        }
    }

    /// The string with this id.
    ///
    /// # Panics
    /// If the id comes from another table and lies past the end of this one.
    #[inline]
    pub fn get(&self, id: StrId) -> &str {
        let i = id.0 as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        &self.buffer[start..self.ends[i] as usize]
    }

    /// How many distinct strings the table holds. Ids run from 0 to this, exclusive.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Never true: the empty string is always there.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}
