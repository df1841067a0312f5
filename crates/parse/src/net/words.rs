//! Lists of words: what classes a form is listed with, whatever its case.

use super::features::Fingerprint;
use crate::Error;
use crate::model::Reader;
use crate::segment::bytes::damaged;

/// Name of the section in the file and in errors; a model may lack it.
pub(crate) const PART: &str = "words";

/// Listed forms with a bit for each class.
#[derive(Default)]
pub(crate) struct Listed {
    /// Fingerprints of forms, rising.
    forms: Vec<Fingerprint>,
    /// For each form the place of its classes in `sets`.
    places: Vec<u16>,
    sets: Vec<u32>,
}

impl Listed {
    /// Reads the section of a model.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, PART);
        let (n_forms, n_sets) = (reader.u32()? as usize, reader.u32()? as usize);
        let mut numbers = |n: usize| -> Result<Vec<u32>, Error> {
            let bytes = reader.take(n.checked_mul(4).ok_or_else(|| damaged(PART))?)?;
            let number = |b: &[u8]| u32::from_le_bytes([b[0], b[1], b[2], b[3]]);
            Ok(bytes.chunks_exact(4).map(number).collect())
        };
        let (sets, forms) = (numbers(n_sets)?, numbers(n_forms)?);
        let places = reader.take(2 * n_forms)?.chunks_exact(2);
        let places: Vec<u16> = places.map(|b| u16::from_le_bytes([b[0], b[1]])).collect();
        if places.iter().any(|&p| usize::from(p) >= n_sets) {
            return Err(damaged(PART));
        }
        Ok(Self {
            forms,
            places,
            sets,
        })
    }

    /// The classes of a form, a bit each.
    pub(crate) fn classes(&self, form: Fingerprint) -> u32 {
        let at = self.forms.binary_search(&form);
        at.map_or(0, |at| self.sets[usize::from(self.places[at])])
    }
}

/// Writes forms with their classes as [`Listed::from_bytes`] takes them.
#[cfg(feature = "train")]
pub(crate) fn write(forms: &std::collections::BTreeMap<Fingerprint, u32>) -> Vec<u8> {
    let mut sets: Vec<u32> = forms.values().copied().collect();
    sets.sort_unstable();
    sets.dedup();
    sets.truncate(1 << 16);
    let place = |set: &u32| sets.binary_search(set).unwrap_or(0) as u16;
    let mut out = Vec::new();
    out.extend((forms.len() as u32).to_le_bytes());
    out.extend((sets.len() as u32).to_le_bytes());
    out.extend(sets.iter().flat_map(|s| s.to_le_bytes()));
    out.extend(forms.keys().flat_map(|f| f.to_le_bytes()));
    out.extend(forms.values().flat_map(|s| place(s).to_le_bytes()));
    out
}
