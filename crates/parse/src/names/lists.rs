//! Lists of known names: for each name, the classes of the lists it is on.

use super::PART;
use crate::Error;
use crate::lemma::Table;
use crate::model::Reader;
use crate::segment::bytes::{damaged, u8};
use crate::segment::chars;

/// Words of the longest name that is looked up.
pub(crate) const MOST_WORDS: usize = 8;

/// Hash of a word whatever its case.
pub(crate) fn word_hash(word: &str) -> u32 {
    let mut h: u32 = 0x811C_9DC5;
    for c in word.chars() {
        h = (h ^ chars::lower(chars::plain_apostrophe(c)) as u32).wrapping_mul(0x0100_0193);
    }
    h ^ (h >> 15)
}

/// Hash of a name from the hashes of its words.
pub(crate) fn entry_hash(words: impl Iterator<Item = u32>) -> u64 {
    words.fold(0x5EED, |h: u64, w| {
        let h = (h.rotate_left(9) ^ u64::from(w)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        h ^ (h >> 29)
    })
}

/// Names with a bit for each class.
#[derive(Debug)]
pub(crate) struct Lists {
    longest: usize,
    table: Table,
}

impl Lists {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let longest = usize::from(u8(reader)?);
        if longest > MOST_WORDS {
            return Err(damaged(PART));
        }
        let table = Table::read(reader)?;
        Ok(Self { longest, table })
    }

    /// Classes of a name of one word.
    pub(crate) fn single(&self, word: u32) -> u8 {
        let hash = entry_hash(std::iter::once(word));
        self.table.get(hash).unwrap_or(0) as u8
    }

    /// Words and classes of the longest name at the start of `words`.
    pub(crate) fn longest(&self, words: impl Iterator<Item = u32> + Clone) -> Option<(usize, u8)> {
        let most = words.clone().take(self.longest).count();
        (1..=most).rev().find_map(|n| {
            let classes = self.table.get(entry_hash(words.clone().take(n)))?;
            Some((n, classes as u8))
        })
    }
}
