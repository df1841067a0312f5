//! Which XPOS, UPOS and features words have together: what the network says of each must fit the others.

use super::quant::Inventory;
use super::shape::Labels;
use crate::Error;
use crate::model::Reader;
use rustc_hash::FxHashMap;

/// Name of the section in the file and in errors; a model may lack it.
pub(crate) const PART: &str = "tagsets";

/// XPOS, UPOS and features of a word.
pub(crate) type Tags<T> = [T; 3];

/// Tags that are known to stand together.
pub(crate) struct TagSets {
    all: Vec<Tags<u16>>,
    /// A bit for each combination that stands in `all`.
    known: Vec<u64>,
    n_upos: usize,
    n_feats: usize,
}

impl TagSets {
    /// Reads the section of a model with the labels of `inventory`.
    pub(crate) fn from_bytes(bytes: &[u8], inventory: &Inventory) -> Result<Self, Error> {
        let (xpos, upos) = (numbers(&inventory.xpos), numbers(&inventory.upos));
        let feats = numbers(&inventory.feats);
        let mut reader = Reader::new(bytes, PART);
        let mut sets = Self {
            all: Vec::new(),
            known: vec![0; (xpos.len() * upos.len() * feats.len()).div_ceil(64)],
            n_upos: upos.len(),
            n_feats: feats.len(),
        };
        let strings = reader.strings()?;
        for tags in strings.chunks_exact(3) {
            let number = |of: &FxHashMap<&str, u16>, i: usize| of.get(tags[i].as_str()).copied();
            if let (Some(x), Some(u), Some(f)) =
                (number(&xpos, 0), number(&upos, 1), number(&feats, 2))
            {
                let bit = sets.bit([x, u, f]);
                sets.known[bit / 64] |= 1 << (bit % 64);
                sets.all.push([x, u, f]);
            }
        }
        Ok(sets)
    }

    fn bit(&self, [x, u, f]: Tags<u16>) -> usize {
        (usize::from(x) * self.n_upos + usize::from(u)) * self.n_feats + usize::from(f)
    }

    /// `found` if such words are known, else the known tags with the greatest sum of `scores`, which are those of
    /// XPOS, UPOS and features, one after the other.
    pub(crate) fn fit(
        &self,
        found: Tags<u16>,
        scores: &[f32],
        labels: &Labels<usize>,
    ) -> Tags<u16> {
        let bit = self.bit(found);
        if self.known[bit / 64] >> (bit % 64) & 1 == 1 {
            return found;
        }
        let (xpos, rest) = scores.split_at(labels.xpos);
        let (upos, feats) = rest.split_at(labels.upos);
        let (mut best, mut greatest) = (found, f32::MIN);
        for &tags in &self.all {
            let [x, u, f] = tags.map(usize::from);
            let sum = xpos[x] + upos[u] + feats[f];
            if sum > greatest {
                (best, greatest) = (tags, sum);
            }
        }
        best
    }
}

fn numbers(labels: &[String]) -> FxHashMap<&str, u16> {
    let labels = labels.iter().enumerate();
    labels.map(|(i, l)| (l.as_str(), i as u16)).collect()
}

/// Writes tags that stand together as [`TagSets::from_bytes`] takes them.
#[cfg(feature = "train")]
pub(crate) fn write(sets: &std::collections::BTreeSet<Tags<String>>) -> Vec<u8> {
    let strings: Vec<String> = sets.iter().flatten().cloned().collect();
    let mut out = Vec::new();
    crate::model::put_strings(&strings, &mut out);
    out
}
