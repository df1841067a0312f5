//! Which names are one actor: known ones, parts of a name, short forms and initials.

use super::base::{ActorType, Code, Gender, Name, NameKind};
use super::finder::{Codes, Finder, NewActor};
use super::names::NameSpan;
use super::words::{Phrases, Word, pieces};
use super::{MentionKind, node};
use crate::record::ActorIdx;
use verbale_text::{NameType, Rel, TokenIdx};

impl Finder<'_> {
    /// Adds the mention of one name, and its actor if it is new.
    pub(crate) fn add_name(&mut self, span: &NameSpan) {
        if let Some(name) = span.known {
            self.add_known(span, name);
            return;
        }
        match span.label {
            Some(NameType::Loc) => {}
            Some(NameType::Per) | None => self.add_person(span),
            Some(NameType::Org) => self.add_body(span),
            Some(NameType::Misc) => {
                if self.body_noun(span).is_some() {
                    self.add_body(span);
                }
            }
        }
    }

    fn add_known(&mut self, span: &NameSpan, name: Name) {
        let (first, last) = (span.first, span.last);
        let head = self.head_of(first, last);
        if let Some(actor) = self.namesake(span, name) {
            self.add_mention(actor, (first, last), head, MentionKind::Name);
            return;
        }
        let (actor, kind) = match name.kind {
            NameKind::Capital if self.is_location(head) => {
                self.add_place((first, last), head, name.actor);
                return;
            }
            NameKind::City => return,
            NameKind::Demonym => match self.minority(first, last) {
                Some(actor) => (actor, MentionKind::Name),
                None => (self.people_of(name.actor), MentionKind::Name),
            },
            NameKind::Adjective => (self.known(name.actor), MentionKind::Adjective),
            _ => (self.known(name.actor), MentionKind::Name),
        };
        let title = self.title_before(first);
        self.titled.extend(title.map(|t| (actor, t)));
        self.add_mention(actor, (first, last), head, kind);
    }

    /// "The Syldavia ally *Borduria* left": where the tree makes the first name a party of the clause, it stands for the second.
    pub(crate) fn pass_on_related(&mut self) {
        for number in 0..self.actors.mentions.len() {
            let m = self.actors.mentions[number];
            let (_, end) = self.sentence(m.first.0);
            let noun = m.last.0 + 1;
            if m.kind != MentionKind::Name || noun + 1 >= end {
                continue;
            }
            let related = &self.base.grammar.related;
            let is_related = related.contains(&self.scan.lemma_word(noun))
                || related.contains(&self.scan.form_word(noun));
            let hangs_right = node(self.parsed, m.head.0).head() == Some(node(self.parsed, noun));
            let after = noun + 1 + u32::from(node(self.parsed, noun + 1).form() == ",");
            let next = self.actors.mentions.get(number + 1);
            let next = next.filter(|n| n.first.0 == after && n.kind == MentionKind::Name);
            if let Some(next) = next.filter(|_| is_related && !hangs_right) {
                self.actors.leads.insert(m.head, next.head);
                self.actors.mentions[number].kind = MentionKind::Adjective;
            }
        }
    }

    /// "ethnic Bordurians", "the Bordurians of Syldavia": a people in another state, of which they are.
    fn minority(&mut self, first: u32, last: u32) -> Option<ActorIdx> {
        let (start, end) = self.sentence(first);
        let grammar = &self.base.grammar;
        let is_ethnic = first > start && grammar.ethnic.contains(&self.scan.form_word(first - 1));
        let places = last + 1 < end && grammar.place.contains(&self.scan.form_word(last + 1));
        let own = self.scan.country(first);
        let home = (last + 2..end.min(last + 5))
            .filter(|_| places)
            .find_map(|i| self.scan.country(i))
            .filter(|c| Some(*c) != own);
        if !is_ethnic && home.is_none() {
            return None;
        }
        let key = format!(
            "minority {} {home:?}",
            self.text(first, last).to_lowercase()
        );
        if let Some(&actor) = self.by_description.get(&key) {
            return Some(actor);
        }
        let actor = self.add_actor(NewActor {
            actor_type: Some(ActorType::Population),
            codes: Codes {
                country: home,
                sector: Code::parse(CIVILIANS),
                ..Codes::default()
            },
            is_named: true,
            is_plural: true,
            is_vague: false,
        });
        self.by_description.insert(key, actor);
        Some(actor)
    }

    /// Places of the base, which are no names of actors.
    pub(crate) fn add_cities(&mut self) {
        for i in 0..self.scan.names.len() {
            let hit = self.scan.names[i];
            let is_free = (hit.first..=hit.last).all(|w| self.actor_at(w).is_none());
            if hit.name.kind == NameKind::City && is_free {
                let head = self.head_of(hit.first, hit.last);
                self.add_place((hit.first, hit.last), head, hit.name.actor);
            }
        }
    }

    /// The people of a named place, for events that happen to them; no mention, since a place does not act.
    pub(crate) fn add_place(&mut self, (first, last): (u32, u32), head: u32, state: u32) {
        let text = self.text(first, last);
        let key = format!("place {text}");
        let actor = match self.by_description.get(&key) {
            Some(&actor) => actor,
            None => {
                let actor = self.add_actor(NewActor {
                    actor_type: Some(ActorType::Population),
                    codes: Codes {
                        country: self.base.actors[state as usize].country,
                        sector: Code::parse(CIVILIANS),
                        ..Codes::default()
                    },
                    is_named: true,
                    is_plural: true,
                    is_vague: true,
                });
                self.actors.list[actor.0 as usize].actor.name = text.to_owned();
                self.by_description.insert(key, actor);
                actor
            }
        };
        self.actors.places.insert(TokenIdx(head), actor);
        self.actors
            .place_words
            .push((actor, self.span(first, last)));
    }

    /// A surname stands for whom the text has named with it, not for a better known bearer.
    fn namesake(&self, span: &NameSpan, name: Name) -> Option<ActorIdx> {
        let is_person = self.base.actors[name.actor as usize].actor_type == ActorType::Person;
        if !is_person || span.first != span.last || self.by_base.contains_key(&name.actor) {
            return None;
        }
        let title = self.title_before(span.first);
        self.same_person(&folded(self.text(span.first, span.last)), title)
    }

    /// The last word of a post right before word `i`.
    fn title_before(&self, i: u32) -> Option<Word> {
        let (start, _) = self.sentence(i);
        (i > start && self.ends_title(i - 1)).then(|| self.scan.lemma_word(i - 1))
    }

    /// Whether the phrase headed by word `i` follows a preposition of place.
    pub(crate) fn is_location(&self, i: u32) -> bool {
        node(self.parsed, i).children_by(Rel::Case).any(|c| {
            let word = self.scan.form_word(c.index().0);
            self.base.grammar.location.contains(&word)
        })
    }

    /// The actor of the base's number `number`.
    pub(crate) fn known(&mut self, number: u32) -> ActorIdx {
        if let Some(&actor) = self.by_base.get(&number) {
            return actor;
        }
        let codes = self.base_codes(number);
        let known = &self.base.actors[number as usize];
        let kind = if codes.governs {
            ActorType::Government
        } else {
            known.actor_type
        };
        let actor = self.add_actor(NewActor {
            actor_type: Some(kind),
            codes,
            is_named: true,
            is_plural: false,
            is_vague: false,
        });
        self.by_base.insert(number, actor);
        if matches!(
            known.actor_type,
            ActorType::Person | ActorType::Organisation
        ) {
            let parts = folded(&known.name);
            if known.actor_type == ActorType::Person {
                self.set_gender(actor, self.gender_of(&parts));
            }
            self.register(actor, parts);
        }
        actor
    }

    /// What the given name at the head of a full name tells.
    fn gender_of(&self, parts: &[String]) -> Option<Gender> {
        let given = parts.first().filter(|_| parts.len() > 1)?;
        let word = self.base.vocabulary.find(given);
        let grammar = &self.base.grammar;
        match (
            grammar.feminine.contains(&word),
            grammar.masculine.contains(&word),
        ) {
            (true, false) => Some(Gender::Female),
            (false, true) => Some(Gender::Male),
            _ => None,
        }
    }

    /// Country and sector of a known actor on the day of publication; a state acts through its government.
    fn base_codes(&self, number: u32) -> Codes {
        let known = &self.base.actors[number as usize];
        let mut codes = Codes {
            country: known.country,
            sector: known.sector,
            base: Some(number),
            governs: false,
        };
        if matches!(known.actor_type, ActorType::State | ActorType::Government) {
            codes.sector = codes.sector.or(Code::parse(GOVERNMENT));
        }
        let published = self.scan.published();
        let roles = self.base.roles_of(number);
        let held = roles
            .iter()
            .rfind(|r| published.is_some() && super::base::is_valid(&r.from, &r.to, published));
        if let Some(role) = held {
            codes.governs = role.governs;
            codes.sector = role.sector.or(codes.sector);
            let body = role.body.map(|b| &self.base.actors[b as usize]);
            codes.country = body.and_then(|b| b.country).or(codes.country);
        }
        codes
    }

    /// The people of a known state.
    pub(crate) fn people_of(&mut self, number: u32) -> ActorIdx {
        let known = &self.base.actors[number as usize];
        if known.actor_type != ActorType::State {
            return self.known(number);
        }
        let country = known.country;
        let key = format!("population {}", known.id);
        if let Some(&actor) = self.by_description.get(&key) {
            return actor;
        }
        let actor = self.add_actor(NewActor {
            actor_type: Some(ActorType::Population),
            codes: Codes {
                country,
                sector: Code::parse(CIVILIANS),
                ..Codes::default()
            },
            is_named: true,
            is_plural: true,
            is_vague: false,
        });
        self.by_description.insert(key, actor);
        actor
    }

    fn add_person(&mut self, span: &NameSpan) {
        let text = self.text(span.first, span.last);
        let parts = folded(text);
        if parts.is_empty() || parts.iter().all(|p| p.chars().all(|c| !c.is_alphabetic())) {
            return;
        }
        let bracketed = self.known_in_bracket(span.last);
        let title = self.title_before(span.first);
        let actor = match bracketed.or_else(|| self.same_person(&parts, title)) {
            Some(actor) => actor,
            // One unlabelled word names somebody only if the text said more before.
            None if span.label.is_none() && span.first == span.last => return,
            None => self.add_actor(NewActor {
                actor_type: span.label.map(|_| ActorType::Person),
                codes: Codes::default(),
                is_named: true,
                is_plural: false,
                is_vague: false,
            }),
        };
        if let Some(realm) = self.realm_in(span) {
            let country = &mut self.codes[actor.0 as usize].country;
            *country = country.or(Some(realm));
        }
        self.set_gender(actor, self.gender_of(&parts));
        self.register(actor, parts);
        self.titled.extend(title.map(|t| (actor, t)));
        if span.label.is_some() {
            let kind = &mut self.actors.list[actor.0 as usize].actor_type;
            *kind = kind.or(Some(ActorType::Person));
        }
        let head = self.head_of(span.first, span.last);
        self.add_mention(actor, (span.first, span.last), head, MentionKind::Name);
    }

    /// "Bo *of Syldavia*": the state that a name says its bearer is of.
    fn realm_in(&self, span: &NameSpan) -> Option<Code> {
        let of = (span.first + 1..span.last)
            .find(|i| self.base.grammar.title.contains(&self.scan.form_word(*i)))?;
        self.scan.country(of + 1)
    }

    /// The person already named by these parts: the same name, or one that has all parts of the other in order; of
    /// several the one who was called by the same title.
    fn same_person(&self, parts: &[String], title: Option<Word>) -> Option<ActorIdx> {
        let named = self.by_name.get(&parts.join(" ")).copied();
        if named.is_some() && (title.is_none() || parts.len() > 1) {
            return named;
        }
        let candidates = self
            .by_part
            .get(parts.last()?)
            .map_or(&[][..], Vec::as_slice);
        let mut fitting = candidates.iter().rev().take(NEAR).copied().filter(|&a| {
            let known = &self.parts[a.0 as usize];
            matches!(self.type_of(a), None | Some(ActorType::Person))
                && (is_subsequence(parts, known) || is_subsequence(known, parts))
        });
        let called = |a: &ActorIdx| title.is_some_and(|t| self.titled.contains(&(*a, t)));
        let by_title = fitting.clone().find(called);
        by_title.or(named).or_else(|| fitting.next())
    }

    fn add_body(&mut self, span: &NameSpan) {
        if self.names_no_body(span) {
            return;
        }
        let span = self.with_country(span);
        let (first, last) = (span.first, span.last);
        let parts = folded(self.text(first, last));
        if parts.is_empty() {
            return;
        }
        let bracketed = self.known_in_bracket(last);
        let actor = match bracketed.or_else(|| self.same_body(&parts, first, last)) {
            Some(actor) => actor,
            None => {
                let noun = self.body_noun(&span);
                self.add_actor(NewActor {
                    actor_type: Some(ActorType::Organisation),
                    codes: Codes {
                        country: self.body_country(first, last),
                        sector: noun,
                        ..Codes::default()
                    },
                    is_named: true,
                    is_plural: false,
                    is_vague: false,
                })
            }
        };
        let codes = &mut self.codes[actor.0 as usize];
        if codes.country.is_none() {
            let country = (first..=last).find_map(|i| self.scan.country(i));
            codes.country = country;
        }
        self.register(actor, parts);
        let head = self.head_of(first, last);
        self.add_mention(actor, (first, last), head, MentionKind::Name);
    }

    /// Whether the noun of the name is one for events, texts or times: "the Vienna Conference", "the Charter of Rights".
    fn names_no_body(&self, span: &NameSpan) -> bool {
        let list = &self.base.grammar.no_bodies;
        list.contains(&self.scan.form_word(self.noun_of(span))) && self.body_noun(span).is_none()
    }

    /// The word before the first preposition of a name, or its last.
    pub(crate) fn noun_of(&self, span: &NameSpan) -> u32 {
        let is_preposition =
            |i: &u32| self.parsed.tokens()[*i as usize].upos == verbale_text::Upos::Adp;
        let end = (span.first + 1..=span.last).find(is_preposition);
        end.map_or(span.last, |e| e - 1)
    }

    /// The span with "of" and a state's name that follow a body's name.
    fn with_country(&self, span: &NameSpan) -> NameSpan {
        let (_, end) = self.sentence(span.last);
        let mut span = *span;
        let next = span.last + 2;
        if next < end
            && self
                .base
                .grammar
                .title
                .contains(&self.scan.form_word(span.last + 1))
            && self
                .scan
                .name(next)
                .is_some_and(|h| h.first == next && h.name.kind <= NameKind::Alias)
        {
            span.last = self.scan.name(next).map_or(span.last, |h| h.last);
        }
        span
    }

    /// The sector that a body's noun inside the name tells; the last such noun before a preposition.
    fn body_noun(&self, span: &NameSpan) -> Option<Code> {
        let nouns = |i: &u32| {
            self.scan
                .sector(*i)
                .is_some_and(|(_, s)| s.actor_type != ActorType::Person && s.sector.is_some())
        };
        let i = (span.first..=span.last).rev().find(nouns)?;
        self.scan.sector(i).and_then(|(_, s)| s.sector)
    }

    /// Country of a body from its name or the nationality before it.
    fn body_country(&self, first: u32, last: u32) -> Option<Code> {
        if let Some(country) = (first..=last).find_map(|i| self.scan.country(i)) {
            return Some(country);
        }
        let (start, _) = self.sentence(first);
        let head = self.head_of(first, last);
        node(self.parsed, head)
            .children()
            .filter(|c| matches!(c.rel(), Rel::Amod | Rel::Nmod | Rel::Compound))
            .find_map(|c| self.scan.country(c.index().0))
            .or_else(|| {
                (first > start)
                    .then(|| self.scan.country(first - 1))
                    .flatten()
            })
    }

    /// The body already named by these parts, or by the name before a bracket, or by its initials.
    fn same_body(&self, parts: &[String], first: u32, last: u32) -> Option<ActorIdx> {
        if let Some(&actor) = self.by_name.get(&parts.join(" ")) {
            return Some(actor);
        }
        if parts.len() == 1
            && let Some(actor) = self.bracketed(first, &parts[0])
        {
            return Some(actor);
        }
        let core = self.without_noun(parts, last);
        let candidates = self.by_part.get(core.first()?)?;
        candidates.iter().rev().take(NEAR).copied().find(|&a| {
            let known = &self.parts[a.0 as usize];
            let is_body = matches!(
                self.type_of(a),
                Some(ActorType::Organisation | ActorType::Government | ActorType::Group)
            );
            let short = if core.len() < known.len() {
                core
            } else {
                known
            };
            let long = if core.len() < known.len() {
                known
            } else {
                core
            };
            let distinctive = short.len() > 1 || !self.is_common(&short[0]);
            is_body && distinctive && (long.starts_with(short) || long.ends_with(short))
        })
    }

    /// The parts without a body's noun at the end ("Jamiat party").
    fn without_noun<'p>(&self, parts: &'p [String], last: u32) -> &'p [String] {
        let noun = self
            .scan
            .sector(last)
            .map_or(0, |(f, _)| (last + 1 - f) as usize);
        let keep = parts.len().saturating_sub(noun);
        if keep == 0 { parts } else { &parts[..keep] }
    }

    fn is_common(&self, part: &str) -> bool {
        let word = self.base.vocabulary.find(part);
        let sectors = &self.base.sectors;
        word != Word::UNKNOWN
            && sectors
                .step(Phrases::<super::base::SectorWord>::ROOT, word)
                .is_some()
    }

    /// The body whose name stands before the bracket that opens before word `i`, if its initials fit `acronym`.
    fn bracketed(&self, i: u32, acronym: &str) -> Option<ActorIdx> {
        let (start, _) = self.sentence(i);
        if i < start + 2 || node(self.parsed, i - 1).form() != "(" {
            return None;
        }
        let actor = self.actor_at(i - 2)?;
        let parts = &self.parts[actor.0 as usize];
        let initial = parts.first().and_then(|p| p.chars().next())?;
        acronym.contains(initial).then_some(actor)
    }

    /// The known body whose short name stands in brackets after word `last`.
    fn known_in_bracket(&mut self, last: u32) -> Option<ActorIdx> {
        let (_, end) = self.sentence(last);
        if last + 3 >= end || node(self.parsed, last + 1).form() != "(" {
            return None;
        }
        let hit = *self.scan.name(last + 2)?;
        let closes = hit.last + 1 < end && node(self.parsed, hit.last + 1).form() == ")";
        let is_short = hit.name.kind == NameKind::Acronym;
        (closes && is_short && hit.first == last + 2).then(|| self.known(hit.name.actor))
    }

    /// Makes `actor` known by a name.
    fn register(&mut self, actor: ActorIdx, parts: Vec<String>) {
        self.by_name.entry(parts.join(" ")).or_insert(actor);
        for part in &parts {
            let of_part = self.by_part.entry(part.clone()).or_default();
            if !of_part.iter().rev().take(NEAR).any(|a| *a == actor) {
                of_part.push(actor);
            }
        }
        if self.type_of(actor) == Some(ActorType::Organisation) && parts.len() > 2 {
            let initials: String = parts.iter().filter_map(|p| p.chars().next()).collect();
            self.by_name.entry(initials).or_insert(actor);
        }
        let known = &mut self.parts[actor.0 as usize];
        if parts.len() > known.len() {
            *known = parts;
        }
    }

    /// Whether `name` is one of the base's own names of `actor`, not a capital's or a palace's.
    pub(crate) fn names_base(&self, actor: ActorIdx, name: &str) -> bool {
        let Some(number) = self.codes[actor.0 as usize].base else {
            return false;
        };
        let names = &self.base.names;
        let mut node = Some(Phrases::<Name>::ROOT);
        pieces(name, &mut String::new(), |piece, _| {
            node = node.and_then(|n| names.step(n, self.base.vocabulary.find(piece)));
        });
        node.is_some_and(|n| {
            names
                .values(n)
                .any(|v| v.actor == number && v.kind <= NameKind::Alias)
        })
    }
}

/// PLOVER sector of governments.
pub(crate) const GOVERNMENT: &str = "GOV";

/// PLOVER sector of civilians.
const CIVILIANS: &str = "CVL";

/// The folded pieces of a name.
fn folded(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    pieces(name, &mut String::new(), |piece, _| {
        parts.push(piece.to_owned())
    });
    parts
}

fn is_subsequence(short: &[String], long: &[String]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|s| rest.any(|l| l == s))
}

/// How many actors that share a part of a name are compared: bounds the work on lists of relatives.
const NEAR: usize = 16;
