//! Countries of actors that no word beside them places.

use super::base::{ActorType, Code};
use super::finder::Finder;
use crate::record::ActorIdx;
use rustc_hash::FxHashMap;

/// A state counts as the one that a document is about if it has this share of all mentions of states, in percent,
/// and this many.
const SHARE: u32 = 60;
const MENTIONS: u32 = 3;

impl Finder<'_> {
    /// Gives described actors without a country that of the one place in their sentence, else that of the state the
    /// document is about. Marks persons of whom the text says no office.
    pub(crate) fn spread_countries(&mut self) {
        let main = self.main_country();
        let mut first_words = vec![u32::MAX; self.actors.list.len()];
        for m in &self.actors.mentions {
            let first = &mut first_words[m.actor.0 as usize];
            *first = (*first).min(m.head.0);
        }
        for (i, &first_word) in first_words.iter().enumerate() {
            let actor = ActorIdx(i as u32);
            let kind = self.type_of(actor);
            let codes = self.codes[i];
            let has_office = codes.sector.is_some() || codes.base.is_some();
            self.actors.list[i].is_private =
                kind == Some(ActorType::Person) && self.actors.list[i].is_named && !has_office;
            let entry = &self.actors.list[i];
            let may_inherit = codes.country.is_none()
                && codes.sector.is_some()
                && codes.base.is_none()
                && !entry.is_vague
                && (!entry.is_named || kind == Some(ActorType::Person));
            let may_be_placed = codes.country.is_none()
                && codes.base.is_none()
                && codes.sector.is_some()
                && !entry.is_named;
            if may_be_placed && first_word != u32::MAX {
                self.codes[i].country = self.place_in_sentence(first_word);
            }
            if may_inherit && self.codes[i].country.is_none() {
                self.codes[i].country = main;
            }
        }
    }

    /// The country of the only place named in the sentence of word `i`.
    fn place_in_sentence(&self, i: u32) -> Option<Code> {
        let (first, end) = self.sentence(i);
        let mut found: Option<Code> = None;
        for hit in &self.scan.names[self.names_from(first)..] {
            if hit.first >= end {
                break;
            }
            let is_place =
                self.scan.is_city(hit.first) || self.is_location(self.head_of(hit.first, hit.last));
            let country = self.scan.country(hit.first).filter(|_| is_place);
            match (found, country) {
                (_, None) => {}
                (None, Some(c)) => found = Some(c),
                (Some(a), Some(b)) if a != b => return None,
                _ => {}
            }
        }
        found
    }

    /// Index of the first known name at or after word `i`.
    fn names_from(&self, i: u32) -> usize {
        self.scan.names.partition_point(|h| h.first < i)
    }

    /// The country of the state that most of the document is about.
    fn main_country(&self) -> Option<Code> {
        let mut counts: FxHashMap<Code, u32> = FxHashMap::default();
        let mut total = 0;
        for hit in &self.scan.names {
            let actor = &self.base.actors[hit.name.actor as usize];
            if let Some(country) = actor
                .country
                .filter(|_| actor.actor_type == ActorType::State)
            {
                *counts.entry(country).or_default() += 1;
                total += 1;
            }
        }
        #[expect(
            clippy::iter_over_hash_type,
            reason = "at most one country can hold more than half"
        )]
        for (country, n) in counts {
            if n >= MENTIONS && n * 100 >= total * SHARE {
                return Some(country);
            }
        }
        None
    }
}
