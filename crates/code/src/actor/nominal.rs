//! Described actors: "the Iranian army", "police in Karachi", "a spokesman for the ministry".

use super::base::{ActorType, Code, SectorWord, Title};
use super::coreference::Recent;
use super::finder::{Codes, Finder, NewActor};
use super::identity::GOVERNMENT;
use super::modifiers::{After, Modifiers};
use super::roles::Holder;
use super::{MentionKind, node};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// The noun of a described actor.
#[derive(Clone, Copy, Debug)]
struct Noun<'a> {
    first: u32,
    last: u32,
    sector: Option<&'a SectorWord>,
    title: Option<&'a Title>,
}

impl Noun<'_> {
    fn actor_type(&self, is_plural: bool) -> ActorType {
        match self.sector.map(|s| s.actor_type) {
            None | Some(ActorType::Person) if is_plural => ActorType::Group,
            None => ActorType::Person,
            Some(kind) => kind,
        }
    }

    fn code(&self) -> Option<Code> {
        let by_title = self.title.and_then(|t| t.sector);
        self.sector.and_then(|s| s.sector).or(by_title)
    }
}

impl<'a> Finder<'a> {
    /// Goes through the words in text order and adds described actors and pronouns.
    pub(crate) fn walk(&mut self) {
        let mut recent = Recent::default();
        for i in 0..self.parsed.tokens().len() as u32 {
            self.note_link(i);
            if let Some(m) = self.actors.mention_at(TokenIdx(i)) {
                if m.head.0 == i {
                    recent.push(self, i);
                }
                // A title word may still head the phrase that a verb takes, but it is no mention of its own.
                continue;
            }
            let upos = self.parsed.tokens()[i as usize].upos;
            if matches!(upos, Upos::Pron | Upos::Det) {
                if self.pronoun(i, &recent) {
                    recent.push(self, i);
                }
            } else if matches!(upos, Upos::Noun | Upos::Propn)
                && !self.is_title_word[i as usize]
                && self.nominal(i, &recent)
            {
                recent.push(self, i);
            }
        }
    }

    /// Adds the described actor that word `i` heads, if it heads one.
    fn nominal(&mut self, i: u32, recent: &Recent) -> bool {
        let Some(noun) = self.noun(i) else {
            return self.anaphor(i, recent);
        };
        if !self.heads_phrase(i, &noun) {
            return false;
        }
        let modifiers = self.modifiers(noun.first);
        let after = self.after(i).or_else(|| self.located(i));
        let country = self.country_of(&modifiers, after.as_ref());
        if country.is_none()
            && self.points_back(i, &modifiers)
            && let Some(actor) = self.antecedent(i, recent)
        {
            self.add_mention(actor, (modifiers.first, i), i, MentionKind::Nominal);
            return true;
        }
        let is_plural = node(self.parsed, i).feat("Number") == Some("Plur");
        let word = self.scan.lemma_word(i);
        let is_generic = self.base.grammar.generic.contains(&word) && noun.first == i;
        let has_body = modifiers.body.is_some() || after.is_some();
        if is_generic && country.is_none() && !has_body && !modifiers.is_definite && !is_plural {
            return false;
        }
        let actor = match country.filter(|_| self.is_government(i, &noun)) {
            Some(country) => self.government_of(country),
            None => None,
        };
        let actor = actor.unwrap_or_else(|| self.described(&noun, &modifiers, country, is_plural));
        self.add_mention(actor, (modifiers.first, i), i, MentionKind::Nominal);
        if noun.title.is_some() && !is_plural && self.type_of(actor) == Some(ActorType::Person) {
            let holder = Holder::Actor(actor, (modifiers.first, i));
            self.push_draft((noun.first, i), &modifiers, after, (holder, "nominal"));
        }
        true
    }

    /// The longest listed noun or post that ends at word `i`.
    fn noun(&self, i: u32) -> Option<Noun<'a>> {
        let sector = self.scan.sector(i);
        let title = self.scan.title(i);
        let first = match (sector, title) {
            (Some(s), Some(t)) => s.0.min(t.0),
            (Some(s), None) => s.0,
            (None, Some(t)) => t.0,
            (None, None) => return None,
        };
        Some(Noun {
            first,
            last: i,
            sector: sector.filter(|s| s.0 == first).map(|s| s.1),
            title: title.filter(|t| t.0 == first).map(|t| t.1),
        })
    }

    /// Whether word `i` heads a noun phrase, or is a body before a post ("Foreign Ministry spokesman").
    fn heads_phrase(&self, i: u32, noun: &Noun<'_>) -> bool {
        let n = node(self.parsed, i);
        let inside = matches!(n.rel(), Rel::Compound | Rel::Amod | Rel::Flat | Rel::Fixed)
            || n.rel() == Rel::Nmod && n.subtype() == "desc";
        let Some(head) = n.head().filter(|h| inside && h.index().0 > i) else {
            return !inside || n.head().is_none_or(|h| h.index().0 < noun.first);
        };
        let head = head.index().0;
        let is_body = noun
            .sector
            .is_some_and(|s| s.actor_type != ActorType::Person);
        is_body
            && (self
                .scan
                .title(head)
                .is_some_and(|t| t.0 > i || t.0 <= noun.first)
                || self.is_title_word[head as usize]
                || self.is_title_word.get(i as usize + 1) == Some(&true))
    }

    /// "police in Karachi": a preposition of place that is not among those of posts.
    fn located(&self, i: u32) -> Option<After> {
        let (_, end) = self.sentence(i);
        let next = i + 1;
        let is_place =
            next + 1 < end && self.base.grammar.place.contains(&self.scan.form_word(next));
        if !is_place {
            return None;
        }
        let country = (next + 1..end.min(next + 4)).find_map(|j| self.scan.country(j));
        Some(After {
            word: i,
            end: i,
            is_body: false,
            is_title: false,
            country,
        })
    }

    fn country_of(&self, modifiers: &Modifiers, after: Option<&After>) -> Option<Code> {
        let of_actor = |i: u32| {
            let actor = self.actor_at(i)?;
            self.codes[actor.0 as usize].country
        };
        modifiers
            .country
            .or_else(|| modifiers.body.and_then(of_actor))
            .or_else(|| after.and_then(|a| a.country))
            .or_else(|| after.filter(|a| a.is_body).and_then(|a| of_actor(a.word)))
    }

    fn is_government(&self, i: u32, noun: &Noun<'_>) -> bool {
        let grammar = &self.base.grammar;
        let word = self.scan.lemma_word(i);
        (grammar.government.contains(&word) || grammar.government.contains(&self.scan.form_word(i)))
            && noun.code() == Code::parse(GOVERNMENT)
    }

    /// Who governs a country: a government that the document names, else the state itself.
    fn government_of(&mut self, country: Code) -> Option<ActorIdx> {
        let of_type = |finder: &Self, kind: ActorType| {
            (0..finder.codes.len() as u32).map(ActorIdx).find(|a| {
                finder.codes[a.0 as usize].country == Some(country)
                    && finder.type_of(*a) == Some(kind)
            })
        };
        of_type(self, ActorType::Government)
            .or_else(|| of_type(self, ActorType::State))
            .or_else(|| {
                let number =
                    self.base.actors.iter().position(|a| {
                        a.actor_type == ActorType::State && a.country == Some(country)
                    })?;
                Some(self.known(number as u32))
            })
    }

    /// The actor described by these words: an earlier one of the same description, or a new one.
    fn described(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        country: Option<Code>,
        is_plural: bool,
    ) -> ActorIdx {
        let key = self.description(noun, modifiers, country);
        let counts_again = modifiers.is_definite || is_plural || country.is_some();
        if counts_again && let Some(&actor) = self.by_description.get(&key) {
            return actor;
        }
        let kind = noun.actor_type(is_plural);
        let is_body = kind == ActorType::Organisation;
        let is_vague = country.is_none() && modifiers.body.is_none() && !is_body;
        let actor = self.add_actor(NewActor {
            actor_type: Some(kind),
            codes: Codes {
                country,
                sector: noun.code(),
                base: None,
            },
            is_named: false,
            is_plural: is_plural || kind == ActorType::Population,
            is_vague,
        });
        self.by_description.insert(key, actor);
        actor
    }

    fn description(&self, noun: &Noun<'_>, modifiers: &Modifiers, country: Option<Code>) -> String {
        use std::fmt::Write as _;
        let mut key = String::new();
        // "opposition groups" are the opposition: a listed first word tells more than a general noun.
        let tells = noun.first < noun.last
            && self.scan.sector(noun.first).is_some()
            && self.is_general(noun.last);
        let last = if tells { noun.first } else { noun.last };
        for i in noun.first..=last {
            let word = self.scan.lemma_word(i);
            write!(key, "{} ", word.0).expect("writing to a string cannot fail");
        }
        if let Some(country) = country {
            key.push_str(country.as_str());
        } else if modifiers.has_others {
            key.push_str(&self.text(modifiers.first, noun.first).to_lowercase());
        }
        if let Some((_, _, status)) = modifiers.status {
            key.push_str(status);
        }
        key
    }

    fn is_general(&self, i: u32) -> bool {
        let words = &self.base.anaphor_words;
        let word = self.scan.lemma_word(i);
        words
            .step(super::words::Phrases::<u16>::ROOT, word)
            .is_some_and(|n| words.ends(n))
    }

    /// Remembers that a partitive or a relative pronoun stands for another phrase.
    fn note_link(&mut self, i: u32) {
        let n = node(self.parsed, i);
        let grammar = &self.base.grammar;
        let word = self.scan.lemma_word(i);
        if grammar.partitive.contains(&word) {
            let whole = n.children_by(Rel::Nmod).find(|c| {
                c.children_by(Rel::Case).any(|p| {
                    let word = self.scan.form_word(p.index().0);
                    grammar.partitive_prepositions.contains(&word)
                })
            });
            if let Some(whole) = whole {
                self.actors.through.insert(n.index(), whole.index());
            }
        } else if self.base.relatives.contains(&self.scan.form_word(i))
            && matches!(n.upos(), Upos::Pron | Upos::Det | Upos::Sconj)
            && let Some(noun) = antecedent_of_relative(n)
        {
            self.actors.through.insert(n.index(), noun.index());
        }
    }
}

/// The noun that the relative clause around a pronoun modifies.
fn antecedent_of_relative(pronoun: Node<'_>) -> Option<Node<'_>> {
    if pronoun.feat("PronType").is_some_and(|t| !t.contains("Rel")) {
        return None;
    }
    let clause = std::iter::once(pronoun)
        .chain(pronoun.ancestors())
        .take(6)
        .find(|n| n.rel() == Rel::Acl)?;
    clause.head().filter(|h| h.index() < pronoun.index())
}
