//! Lists of words: what classes a form is listed with, whatever its case.

use super::features::Fingerprint;
use crate::Error;
use crate::model::{Kept, Reader};
use crate::segment::bytes::damaged;

/// Name of the section in the file and in errors; a model may lack it.
pub(crate) const PART: &str = "words";

/// Listed forms with a bit for each class.
#[derive(Default)]
pub(crate) struct Listed {
    /// Fingerprints of forms, rising, four bytes each.
    forms: Kept,
    /// For each form the place of its classes in `sets`, two bytes each.
    places: Kept,
    sets: Vec<u32>,
}

impl Listed {
    /// Reads the section of a model, of which it keeps a copy.
    #[cfg(feature = "train")]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(Reader::new(bytes, PART))
    }

    /// Reads the section of a model.
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let (n_forms, n_sets) = (reader.u32()? as usize, reader.u32()? as usize);
        let bytes = |n: usize, size: usize| n.checked_mul(size).ok_or_else(|| damaged(PART));
        let (sets, _) = reader.take(bytes(n_sets, 4)?)?.as_chunks();
        let sets = sets.iter().map(|b| u32::from_le_bytes(*b)).collect();
        let forms = reader.keep(bytes(n_forms, 4)?)?;
        let places = reader.keep(bytes(n_forms, 2)?)?;
        let (all, _) = places.as_chunks();
        if all
            .iter()
            .any(|p| usize::from(u16::from_le_bytes(*p)) >= n_sets)
        {
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
        let (forms, _) = self.forms.as_chunks();
        let (places, _) = self.places.as_chunks();
        let at = forms.binary_search_by_key(&form, |b| u32::from_le_bytes(*b));
        at.map_or(0, |at| {
            self.sets[usize::from(u16::from_le_bytes(places[at]))]
        })
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
