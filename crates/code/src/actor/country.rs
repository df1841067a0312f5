//! Countries of actors that no word beside them places.

use super::base::{ActorType, Code};
use super::finder::Finder;
use super::scan::NameHit;
use crate::record::ActorIdx;
use rustc_hash::FxHashSet;
use verbale_text::Rel;

/// A state counts as the one that a document is about if it has this share of all mentions of states, in percent,
/// this many, and half as many again as the next.
const SHARE: u32 = 40;
const MENTIONS: u32 = 3;

/// A document up to this length is about what its sentences are about.
const FEW_SENTENCES: usize = 3;

/// How many names of a sentence are looked at: bounds the work on lists without end.
const LOOKED_AT: usize = 64;

/// PLOVER sectors whose bodies belong to the state that acts in the sentence.
const STATE_SECTORS: [&str; 7] = ["GOV", "LEG", "JUD", "MIL", "COP", "SPY", "ELI"];

impl Finder<'_> {
    /// Gives described actors without a country that of the one place in their sentence, else that of the state the
    /// document is about. Marks persons of whom the text says no office.
    pub(crate) fn spread_countries(&mut self) {
        let main = self.main_country;
        let mut first_words = vec![u32::MAX; self.actors.list.len()];
        for m in &self.actors.mentions {
            let first = &mut first_words[m.actor.0 as usize];
            *first = (*first).min(m.head.0);
        }
        let has_post: FxHashSet<ActorIdx> = self.actors.roles.iter().map(|r| r.person).collect();
        for (i, &first_word) in first_words.iter().enumerate() {
            let actor = ActorIdx(i as u32);
            let kind = self.type_of(actor);
            let codes = self.codes[i];
            let has_office =
                codes.sector.is_some() || codes.base.is_some() || has_post.contains(&actor);
            self.actors.list[i].is_private =
                kind == Some(ActorType::Person) && self.actors.list[i].is_named && !has_office;
            // "Kurds in Syldavia": a people of no state is of where it is.
            let is_free = codes.base.is_none() || kind == Some(ActorType::Population);
            let may_inherit = codes.country.is_none() && is_free && codes.sector.is_some();
            let word = first_word;
            if !may_inherit || word == u32::MAX || self.owned.contains(&actor) {
                continue;
            }
            let is_long = self.parsed.sentences().len() > FEW_SENTENCES;
            // A named person may come from anywhere; a described body is most often one of the state in question.
            let is_person = kind == Some(ActorType::Person) && self.actors.list[i].is_named;
            let is_someone = kind == Some(ActorType::Person);
            let is_foreign = is_person || self.actors.list[i].is_vague;
            let of_document = main.filter(|_| is_long && !is_foreign);
            let governs = codes
                .sector
                .is_some_and(|s| STATE_SECTORS.contains(&s.as_str()));
            // Where a named person speaks or is spoken of tells little of where he or she is from.
            let country = if is_person {
                let holds_office = governs && !is_long;
                self.only_country(word).filter(|_| holds_office)
            } else {
                of_document
                    .or_else(|| self.subject_country(word).filter(|_| governs))
                    .or_else(|| self.place_in_sentence(word).filter(|_| !is_someone))
                    .or_else(|| {
                        let is_domestic = governs || self.state_acts(word);
                        let is_theirs = is_domestic && !is_someone;
                        self.only_country(word).filter(|_| is_theirs)
                    })
            };
            self.codes[i].country = country;
            self.actors.list[i].is_placed_by_guess = country.is_some();
        }
    }

    /// Gives named persons the country of the body in which the text says that they hold a post.
    pub(crate) fn spread_to_holders(&mut self) {
        for role in 0..self.actors.roles.len() {
            let (person, org) = (self.actors.roles[role].person, self.actors.roles[role].org);
            let Some(org) = org else { continue };
            let country = self.codes[org.0 as usize].country;
            let of_person = &mut self.codes[person.0 as usize].country;
            *of_person = of_person.or(country);
        }
    }

    /// Whether a described body of a state ("Egyptian police") acts in the sentence of word `i`: whom it meets with is
    /// then of that state, if the sentence names no other.
    fn state_acts(&self, i: u32) -> bool {
        let (first, end) = self.sentence(i);
        let from = self.actors.mentions.partition_point(|m| m.first.0 < first);
        let here = self.actors.mentions[from..]
            .iter()
            .take_while(|m| m.first.0 < end)
            .take(LOOKED_AT);
        here.filter(|m| m.kind == super::MentionKind::Nominal)
            .any(|m| {
                let codes = self.codes[m.actor.0 as usize];
                let is_subject = super::node(self.parsed, m.head.0).rel() == Rel::Nsubj;
                let of_state = codes
                    .sector
                    .is_some_and(|s| STATE_SECTORS.contains(&s.as_str()));
                is_subject && of_state && codes.country.is_some()
            })
    }

    /// The country of a state that is a subject in the sentence of word `i`.
    fn subject_country(&self, i: u32) -> Option<Code> {
        let (first, end) = self.sentence(i);
        let mut hits = self.hits_between(first, end);
        hits.find_map(|hit| {
            if self.is_told_of(i, hit) {
                return None;
            }
            let head = self.head_of(hit.first, hit.last);
            let is_subject = super::node(self.parsed, head).rel() == Rel::Nsubj;
            self.scan.country(hit.first).filter(|_| is_subject)
        })
    }

    /// The country that all known names in the sentence of word `i` share.
    fn only_country(&self, i: u32) -> Option<Code> {
        let (first, end) = self.sentence(i);
        let mut countries = self
            .hits_between(first, end)
            .filter(|hit| !self.is_told_of(i, hit))
            .filter_map(|hit| self.scan.country(hit.first));
        let country = countries.next()?;
        countries.all(|c| c == country).then_some(country)
    }

    /// "The senators insisted that *Turkey* leave": of whom somebody says something tells little of where he or she is from.
    fn is_told_of(&self, i: u32, hit: &NameHit) -> bool {
        let n = super::node(self.parsed, i);
        let verb = n.head().filter(|_| n.rel() == Rel::Nsubj);
        let name = super::node(self.parsed, self.head_of(hit.first, hit.last));
        verb.is_some_and(|v| {
            v.children_by(Rel::Ccomp)
                .any(|c| name == c || name.is_under(c))
        })
    }

    fn hits_between(&self, first: u32, end: u32) -> impl Iterator<Item = &NameHit> {
        self.scan.names[self.names_from(first)..]
            .iter()
            .take_while(move |h| h.first < end)
            .take(LOOKED_AT)
    }

    /// The country of the only place named in the sentence of word `i`.
    fn place_in_sentence(&self, i: u32) -> Option<Code> {
        let (first, end) = self.sentence(i);
        let mut found: Option<Code> = None;
        for hit in self.hits_between(first, end) {
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
    pub(crate) fn find_main_country(&self) -> Option<Code> {
        let mut counts: Vec<(Code, u32)> = Vec::new();
        for hit in &self.scan.names {
            let actor = &self.base.actors[hit.name.actor as usize];
            let Some(country) = actor.country else {
                continue;
            };
            if actor.actor_type != ActorType::State {
                continue;
            }
            match counts.iter_mut().find(|c| c.0 == country) {
                Some(count) => count.1 += 1,
                None => counts.push((country, 1)),
            }
        }
        counts.sort_by_key(|c| std::cmp::Reverse(c.1));
        let total: u32 = counts.iter().map(|c| c.1).sum();
        let &(country, n) = counts.first()?;
        let second = counts.get(1).map_or(0, |c| c.1);
        (n >= MENTIONS && n * 100 >= total * SHARE && 2 * n >= 3 * second).then_some(country)
    }
}
