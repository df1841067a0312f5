//! The state of one search for actors, and its order of steps.

use super::base::{ActorBase, ActorType, Code, Gender, NameKind};
use super::roles::RoleDraft;
use super::scan::Scan;
use super::words::Word;
use super::{Actors, Entry, Mention, MentionKind};
use crate::record::{self, ActorIdx};
use rustc_hash::{FxHashMap, FxHashSet};
use verbale_text::{Parsed, Span, TokenIdx};

/// Working state of [`super::find`].
pub(crate) struct Finder<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) base: &'a ActorBase,
    pub(crate) scan: Scan<'a>,
    pub(crate) actors: Actors,
    /// Country and sector of each actor.
    pub(crate) codes: Vec<Codes>,
    /// Known actors that the document mentions.
    pub(crate) by_base: FxHashMap<u32, ActorIdx>,
    /// Folded names and their parts → actors that bear them.
    pub(crate) by_name: FxHashMap<String, ActorIdx>,
    pub(crate) by_part: FxHashMap<String, Vec<ActorIdx>>,
    /// The longest folded name of each actor that has one, piece by piece.
    pub(crate) parts: Vec<Vec<String>>,
    /// Described actors by what describes them.
    pub(crate) by_description: FxHashMap<String, ActorIdx>,
    /// The noun that first described an actor.
    pub(crate) described_by: FxHashMap<ActorIdx, Word>,
    pub(crate) drafts: Vec<RoleDraft>,
    /// Sectors that words of address suggest ("Gen.").
    pub(crate) addressed: Vec<(ActorIdx, Code)>,
    /// Words of posts that belong to a named holder.
    /// Who was called by which post.
    pub(crate) held: FxHashSet<(ActorIdx, Word)>,
    /// The posts by which a person was called.
    pub(crate) called: FxHashMap<ActorIdx, Vec<String>>,
    /// The last word of the title before each named mention.
    pub(crate) titled: FxHashSet<(ActorIdx, Word)>,
    /// Who governs each country: a government that the document names, else the state.
    pub(crate) rulers: FxHashMap<Code, ActorIdx>,
    /// Persons who are somebody's: "her counterparts", who may be of any state.
    pub(crate) owned: FxHashSet<ActorIdx>,
    pub(crate) is_title_word: Vec<bool>,
    /// The country of the state that most of the document is about.
    pub(crate) main_country: Option<Code>,
}

/// Where an actor belongs.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Codes {
    pub(crate) country: Option<Code>,
    pub(crate) sector: Option<Code>,
    pub(crate) base: Option<u32>,
    /// A body that governs its country on the day of publication.
    pub(crate) governs: bool,
}

/// What is known of a new actor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewActor {
    pub(crate) actor_type: Option<ActorType>,
    pub(crate) codes: Codes,
    pub(crate) is_named: bool,
    pub(crate) is_plural: bool,
    pub(crate) is_vague: bool,
}

impl<'a> Finder<'a> {
    pub(crate) fn new(parsed: &'a Parsed, base: &'a ActorBase) -> Self {
        let n = parsed.tokens().len();
        Self {
            parsed,
            base,
            scan: Scan::new(parsed, base),
            actors: Actors {
                at: vec![u32::MAX; n],
                ..Actors::default()
            },
            codes: Vec::new(),
            by_base: FxHashMap::default(),
            by_name: FxHashMap::default(),
            by_part: FxHashMap::default(),
            parts: Vec::new(),
            by_description: FxHashMap::default(),
            described_by: FxHashMap::default(),
            drafts: Vec::new(),
            addressed: Vec::new(),
            held: FxHashSet::default(),
            titled: FxHashSet::default(),
            called: FxHashMap::default(),
            rulers: FxHashMap::default(),
            owned: FxHashSet::default(),
            is_title_word: vec![false; n],
            main_country: None,
        }
    }

    pub(crate) fn run(mut self) -> Actors {
        self.main_country = self.find_main_country();
        for span in self.name_spans() {
            self.add_name(&span);
        }
        self.add_cities();
        self.pass_on_related();
        self.link_titles();
        self.walk();
        self.finish_roles();
        for (person, sector) in std::mem::take(&mut self.addressed) {
            let codes = &mut self.codes[person.0 as usize];
            codes.sector = codes.sector.or(Some(sector));
        }
        self.sort_mentions();
        self.spread_countries();
        self.spread_to_holders();
        self.finish();
        self.actors
    }

    /// Adds an actor without mentions.
    pub(crate) fn add_actor(&mut self, new: NewActor) -> ActorIdx {
        let idx = ActorIdx(self.actors.list.len() as u32);
        self.actors.list.push(Entry {
            actor: record::Actor::default(),
            actor_type: new.actor_type,
            base_id: new
                .codes
                .base
                .map(|b| self.base.actors[b as usize].id.to_string()),
            other_sectors: Vec::new(),
            gender: None,
            is_plural: new.is_plural,
            is_named: new.is_named,
            is_vague: new.is_vague,
            is_private: false,
            is_placed_by_guess: false,
        });
        match (new.actor_type, new.codes.country) {
            (Some(ActorType::Government), Some(country)) => {
                self.rulers.insert(country, idx);
            }
            (Some(ActorType::State), Some(country)) => {
                self.rulers.entry(country).or_insert(idx);
            }
            _ => {}
        }
        self.codes.push(new.codes);
        self.parts.push(Vec::new());
        idx
    }

    /// Adds a mention of words `first..=last`; words that already belong to a mention keep it.
    pub(crate) fn add_mention(
        &mut self,
        actor: ActorIdx,
        (first, last): (u32, u32),
        head: u32,
        kind: MentionKind,
    ) -> u32 {
        let number = self.actors.mentions.len() as u32;
        self.actors.mentions.push(Mention {
            actor,
            span: self.span(first, last),
            head: TokenIdx(head),
            first: TokenIdx(first),
            last: TokenIdx(last),
            kind,
        });
        for i in first..=last {
            let at = &mut self.actors.at[i as usize];
            if *at == u32::MAX {
                *at = number;
            }
        }
        self.actors.at[head as usize] = number;
        number
    }

    /// The characters of words `first..=last`.
    pub(crate) fn span(&self, first: u32, last: u32) -> Span {
        let tokens = self.parsed.tokens();
        tokens[first as usize]
            .span
            .cover(tokens[last as usize].span)
    }

    /// The text of words `first..=last`.
    pub(crate) fn text(&self, first: u32, last: u32) -> &'a str {
        self.span(first, last).of(self.parsed.document().text())
    }

    /// First word of the sentence of word `i`, and one past its last.
    pub(crate) fn sentence(&self, i: u32) -> (u32, u32) {
        let s = self.parsed.sentence_of(TokenIdx(i));
        let sentence = &self.parsed.sentences()[s.0 as usize];
        (sentence.first, sentence.end)
    }

    /// The actor of the mention at word `i`.
    pub(crate) fn actor_at(&self, i: u32) -> Option<ActorIdx> {
        self.actors.mention_at(TokenIdx(i)).map(|m| m.actor)
    }

    pub(crate) fn type_of(&self, actor: ActorIdx) -> Option<ActorType> {
        self.actors.list[actor.0 as usize].actor_type
    }

    pub(crate) fn set_gender(&mut self, actor: ActorIdx, gender: Option<Gender>) {
        let entry = &mut self.actors.list[actor.0 as usize];
        entry.gender = entry.gender.or(gender);
    }

    /// The names of each actor in the text: proper names and descriptions, else whatever mentions it.
    fn names_in_text(&self) -> Vec<Vec<&'a str>> {
        let text = self.parsed.document().text();
        let mut names: Vec<Vec<&'a str>> = vec![Vec::new(); self.actors.list.len()];
        let mut has_name = vec![false; self.actors.list.len()];
        for m in self
            .actors
            .mentions
            .iter()
            .filter(|m| m.kind == MentionKind::Name)
        {
            has_name[m.actor.0 as usize] = true;
        }
        for m in &self.actors.mentions {
            let is_member = m.kind == MentionKind::Nominal
                && has_name[m.actor.0 as usize]
                && matches!(
                    self.type_of(m.actor),
                    Some(ActorType::Organisation | ActorType::Person)
                );
            if matches!(m.kind, MentionKind::Name | MentionKind::Nominal) && !is_member {
                let name = m.span.of(text);
                let of_actor = &mut names[m.actor.0 as usize];
                if !of_actor.contains(&name) {
                    of_actor.push(name);
                }
            }
        }
        for m in &self.actors.mentions {
            let of_actor = &mut names[m.actor.0 as usize];
            if of_actor.is_empty() {
                of_actor.push(m.span.of(text));
            }
        }
        names
    }

    /// Writes names, aliases and codes into the records, and sorts the mentions.
    fn finish(&mut self) {
        self.keep_places();
        let names = self.names_in_text();
        for (i, names) in names.iter().enumerate() {
            let codes = self.codes[i];
            let fullest = self.fullest(ActorIdx(i as u32), names);
            // "Bordurian" or "the country" alone is no name of Borduria.
            let is_nameless = codes.base.is_some()
                && self.type_of(ActorIdx(i as u32)) == Some(ActorType::State)
                && !self.names_base(ActorIdx(i as u32), fullest);
            let entry = &mut self.actors.list[i];
            let record = &mut entry.actor;
            if !fullest.is_empty() {
                record.name = fullest.to_owned();
            }
            if is_nameless {
                record.name = self.base.actors[codes.base.map_or(0, |b| b as usize)]
                    .name
                    .to_string();
            }
            record.aliases = names
                .iter()
                .filter(|n| is_nameless || **n != fullest)
                .map(|n| (*n).to_owned())
                .collect();
            record.actor_type = entry.actor_type.map_or("", ActorType::as_str).to_owned();
            record.country = codes.country.map(|c| c.as_str().to_owned());
            record.sector = codes.sector.map(|c| c.as_str().to_owned());
            record.canonical = codes
                .base
                .map(|b| self.base.actors[b as usize].name.to_string());
            let parent = codes.base.and_then(|b| self.base.actors[b as usize].parent);
            if record.parent.is_none() {
                record.parent = parent.and_then(|p| self.by_base.get(&p).copied());
            }
        }
    }

    /// Keeps where places lie; their states belong to the actors, though no record may speak of them.
    fn keep_places(&mut self) {
        let mut places = Vec::new();
        for hit in &self.scan.names {
            let is_place = matches!(hit.name.kind, NameKind::City | NameKind::Capital);
            if let Some(country) = self.scan.country(hit.first).filter(|_| is_place) {
                places.push((
                    super::Place {
                        first: TokenIdx(hit.first),
                        last: TokenIdx(hit.last),
                        country,
                    },
                    hit.name.actor,
                ));
            }
        }
        let is_state =
            |a: &&(usize, &Codes)| self.type_of(ActorIdx(a.0 as u32)) == Some(ActorType::State);
        let states = self.codes.iter().enumerate().filter(|a| is_state(&a));
        let mut known: FxHashSet<Code> = states.filter_map(|(_, c)| c.country).collect();
        for &(place, base) in &places {
            if known.insert(place.country)
                && self.base.actors[base as usize].actor_type == ActorType::State
            {
                let codes = Codes {
                    country: Some(place.country),
                    base: Some(base),
                    ..Codes::default()
                };
                self.add_actor(NewActor {
                    actor_type: Some(ActorType::State),
                    codes,
                    is_named: false,
                    is_plural: false,
                    is_vague: false,
                });
            }
        }
        self.actors.seats = places.into_iter().map(|(place, _)| place).collect();
    }

    /// The name that tells most: one that the text uses as a name, of most words; the first of equals.
    fn fullest<'n>(&self, actor: ActorIdx, names: &[&'n str]) -> &'n str {
        let mut best: Option<(usize, usize, &'n str)> = None;
        let is_state = self.type_of(actor) == Some(ActorType::State);
        for (i, name) in names.iter().enumerate() {
            // A state's fullest name is its own, not "the government of …".
            let proper = usize::from(!is_state || self.names_base(actor, name));
            let capitals = name
                .split(' ')
                .filter(|w| w.starts_with(char::is_uppercase))
                .count();
            let score = (
                proper * 100 + capitals * 10 + name.split(' ').count(),
                names.len() - i,
            );
            if best.is_none_or(|(s, n, _)| score > (s, n)) {
                best = Some((score.0, score.1, name));
            }
        }
        best.map_or("", |b| b.2)
    }

    fn sort_mentions(&mut self) {
        let mut order: Vec<u32> = (0..self.actors.mentions.len() as u32).collect();
        order.sort_by_key(|&i| {
            let m = &self.actors.mentions[i as usize];
            (m.first, m.last)
        });
        let mut place = vec![0u32; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new as u32;
        }
        self.actors.mentions = order
            .iter()
            .map(|&i| self.actors.mentions[i as usize])
            .collect();
        for at in &mut self.actors.at {
            if *at != u32::MAX {
                *at = place[*at as usize];
            }
        }
    }
}
