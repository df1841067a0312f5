//! Pronouns and nouns that point back.

use super::base::{ActorType, Code, Gender};
use super::finder::{Codes, Finder, NewActor};
use super::grammar::Pronoun;
use super::identity::GOVERNMENT;
use super::modifiers::Modifiers;
use super::phrase::conjuncts;
use super::words::Phrases;
use super::{MentionKind, node};
use crate::record::ActorIdx;
use std::collections::VecDeque;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// The last mentions, oldest first.
#[derive(Default)]
pub(crate) struct Recent {
    list: VecDeque<Candidate>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    actor: ActorIdx,
    word: u32,
    sentence: u32,
    is_subject: bool,
    is_modifier: bool,
    is_adjective: bool,
}

/// How many mentions are looked through: bounds the work per pronoun.
const WINDOW: usize = 48;

/// How many sentences back a pronoun reaches, and a noun.
const PRONOUN_REACH: u32 = 2;
const NOUN_REACH: u32 = 12;

/// Weights of salience after Lappin and Leass 1994 (subject 80, other argument 50, halved each sentence back).
const SUBJECT: i32 = 80;
const OBJECT: i32 = 50;
const MODIFIER: i32 = 10;
const SAME_SENTENCE: i32 = 100;
const PARALLEL: i32 = 25;
const PLURAL: i32 = 60;
const LOCAL: i32 = 60;

/// How many words up the tree a possessive pronoun's own clause reaches.
const CLAUSE: usize = 4;

impl Recent {
    /// Who was mentioned, the last first.
    pub(crate) fn actors(&self) -> impl Iterator<Item = ActorIdx> {
        self.list.iter().rev().map(|c| c.actor)
    }

    pub(crate) fn push(&mut self, finder: &Finder<'_>, i: u32) {
        let Some(m) = finder.actors.mention_at(TokenIdx(i)) else {
            return;
        };
        let n = node(finder.parsed, i);
        self.list.push_back(Candidate {
            actor: m.actor,
            word: i,
            sentence: finder.parsed.sentence_of(TokenIdx(i)).0,
            is_subject: n.rel() == Rel::Nsubj,
            is_modifier: matches!(n.rel(), Rel::Compound | Rel::Amod | Rel::Nmod),
            is_adjective: m.kind == MentionKind::Adjective,
        });
        if self.list.len() > WINDOW {
            self.list.pop_front();
        }
    }
}

impl Demand<'_> {
    /// Whether it may be of this type.
    pub(crate) fn is_of(&self, kind: ActorType) -> bool {
        self.types & (1 << kind as u8) != 0
    }
}

/// What an antecedent must fit.
pub(crate) struct Demand<'d> {
    types: u8,
    plural: Option<bool>,
    gender: Option<Gender>,
    sectors: &'d [Code],
    reach: u32,
    takes_adjectives: bool,
    /// A noun: plural ones take groups only, and nouns for one kind of body a body of that name.
    noun: Option<u32>,
}

impl Finder<'_> {
    /// Resolves the pronoun at word `i`; true if it is now a mention.
    pub(crate) fn pronoun(&mut self, i: u32, recent: &Recent) -> bool {
        let Some(&pronoun) = self.base.pronouns.get(&self.scan.form_word(i)) else {
            return false;
        };
        if pronoun.person == 1 {
            self.actors.first_persons.push(TokenIdx(i));
        }
        if pronoun.person != 3 || self.is_expletive(i) {
            return false;
        }
        let demand = Demand {
            types: pronoun.types,
            plural: pronoun.plural,
            gender: pronoun.gender.filter(|g| *g != Gender::Neuter),
            sectors: &[],
            reach: PRONOUN_REACH,
            takes_adjectives: false,
            noun: None,
        };
        let Some(found) = self.best(i, &demand, recent) else {
            return false;
        };
        if pronoun.gender == Some(Gender::Neuter) && self.has_nearer_thing(i, found) {
            return false;
        }
        self.add_mention(found.actor, (i, i), i, MentionKind::Pronoun);
        if pronoun.plural == Some(true) {
            let several = self.coordinated(found.word);
            if several.len() > 1 {
                self.actors.several.insert(TokenIdx(i), several);
            }
        }
        self.learn_gender(found.actor, &pronoun);
        true
    }

    /// "The government promised much. Chad had welcomed the deal in May, now it condemned *it*": an object stands for a
    /// thing told since rather than for an actor of a sentence before.
    fn has_nearer_thing(&self, i: u32, found: Candidate) -> bool {
        let n = node(self.parsed, i);
        if n.rel() != Rel::Obj || self.parsed.sentence_of(TokenIdx(i)).0 == found.sentence {
            return false;
        }
        let is_thing = |t: Node<'_>| {
            t.rel() == Rel::Obj
                && t.upos() == Upos::Noun
                && t.feat("Number") != Some("Plur")
                && self.actor_at(t.index().0).is_none()
        };
        (found.word + 1..i).any(|t| is_thing(node(self.parsed, t)))
    }

    fn learn_gender(&mut self, actor: ActorIdx, pronoun: &Pronoun) {
        if self.type_of(actor) == Some(ActorType::Person) && pronoun.plural == Some(false) {
            self.set_gender(actor, pronoun.gender);
        }
    }

    /// "it" that stands for a clause or for nothing.
    fn is_expletive(&self, i: u32) -> bool {
        let n = node(self.parsed, i);
        if n.rel() == Rel::Expl {
            // "it is willing to withdraw": trees take the pronoun for an empty one, but only an actor is willing.
            let of_actor = |h: Node<'_>| {
                self.base
                    .grammar
                    .attitudes
                    .contains(&self.scan.lemma_word(h.index().0))
            };
            return !n.head().is_some_and(of_actor);
        }
        let is_neuter = self
            .base
            .pronouns
            .get(&self.scan.form_word(i))
            .is_some_and(|p| p.gender == Some(Gender::Neuter));
        is_neuter
            && n.rel() == Rel::Nsubj
            && n.head().is_some_and(|h| {
                h.children().any(|c| {
                    c.index() > n.index() && matches!(c.rel(), Rel::Csubj)
                        || h.upos() == Upos::Adj
                            && matches!(c.rel(), Rel::Ccomp | Rel::Xcomp | Rel::Advcl)
                })
            })
    }

    /// The actors of the coordination that word `i` heads.
    fn coordinated(&self, i: u32) -> Vec<ActorIdx> {
        // "They met. They also agreed": a pronoun hands on all whom it stands for.
        if let Some(several) = self.actors.several.get(&TokenIdx(i)) {
            return several.clone();
        }
        let n = node(self.parsed, i);
        let mut actors: Vec<ActorIdx> = self.actor_at(i).into_iter().collect();
        for conj in n.children_by(Rel::Conj) {
            if let Some(actor) = self.actor_at(conj.index().0)
                && !actors.contains(&actor)
            {
                actors.push(actor);
            }
        }
        if actors.len() == 1 {
            let with = self.companions(n);
            actors.extend(
                with.into_iter()
                    .filter(|a| *a != actors[0])
                    .collect::<Vec<_>>(),
            );
        }
        actors
    }

    /// "A met with *B and C*": with whom the subject at `n` is, if its verb brings them together.
    fn companions(&self, n: Node<'_>) -> Vec<ActorIdx> {
        let grammar = &self.base.grammar;
        // Trees hang a name on its title, or the title on the name.
        let is_title = |h: &Node<'_>| {
            let i = h.index().0;
            self.is_title_word[i as usize] && self.actor_at(i) == self.actor_at(n.index().0)
        };
        let n = n.head().filter(is_title).unwrap_or(n);
        let verb = n.head().filter(|v| {
            let together = &grammar.together;
            n.rel() == Rel::Nsubj && together.contains(&self.scan.lemma_word(v.index().0))
        });
        let Some(verb) = verb else {
            return Vec::new();
        };
        let is_side = |a: &ActorIdx| {
            let kind = self.type_of(*a);
            matches!(
                kind,
                Some(ActorType::Person | ActorType::State | ActorType::Group)
            )
        };
        let is_with = |c: &Node<'_>| {
            let mut case = c.children_by(Rel::Case);
            let links = |p: Node<'_>| {
                let word = self.scan.form_word(p.index().0);
                grammar.together_prepositions.contains(&word)
            };
            c.rel() == Rel::Obj || c.rel() == Rel::Obl && case.any(links)
        };
        // "met with the human rights defender *Ana Silva*": the noun or the name behind it.
        let named = |c: Node<'_>| {
            let mut names = c.children_by(Rel::Appos).chain(c.children_by(Rel::Flat));
            names.find_map(|n| self.actor_at(n.index().0))
        };
        let found = |c: Node<'_>| self.actor_at(c.index().0).or_else(|| named(c));
        let after = verb.children().filter(|c| c.index() > verb.index());
        let mut with = after
            .filter(is_with)
            .filter(|c| found(*c).as_ref().is_some_and(is_side));
        let Some(first) = with.next() else {
            return Vec::new();
        };
        let others = conjuncts(first).filter_map(found).filter(is_side);
        found(first).into_iter().chain(others).collect()
    }

    /// The best antecedent of word `i`.
    fn best(&self, i: u32, demand: &Demand<'_>, recent: &Recent) -> Option<Candidate> {
        let sentence = self.parsed.sentence_of(TokenIdx(i)).0;
        let n = node(self.parsed, i);
        let is_subject = n.rel() == Rel::Nsubj;
        let mut best: Option<(i32, Candidate)> = None;
        for &c in recent.list.iter().rev() {
            let distance = sentence - c.sentence;
            if distance > demand.reach {
                break;
            }
            if c.is_adjective && !demand.takes_adjectives || !self.fits(c, demand, i) {
                continue;
            }
            let mut score = match (c.is_subject, c.is_modifier) {
                (true, _) => SUBJECT,
                (_, true) => MODIFIER,
                _ => OBJECT,
            };
            if distance == 0 {
                score += SAME_SENTENCE;
            }
            score = (score + SAME_SENTENCE) >> distance;
            if is_subject && c.is_subject {
                score += PARALLEL;
            }
            let entry = &self.actors.list[c.actor.0 as usize];
            if self.is_local(c, i) {
                score += LOCAL;
            }
            if demand.plural == Some(true)
                && (entry.is_plural || self.coordinated(c.word).len() > 1)
            {
                score += PLURAL;
            }
            if best.is_none_or(|(s, _)| score > s) {
                best = Some((score, c));
            }
        }
        best.map(|b| b.1)
    }

    /// "holding the president accountable for *his* war": the object of the clause that the pronoun stands in.
    fn is_local(&self, c: Candidate, i: u32) -> bool {
        let n = node(self.parsed, i);
        let candidate = node(self.parsed, c.word);
        let owns = n.is_rel(Rel::Nmod, "poss") && candidate.rel() == Rel::Obj && c.word < i;
        let verb = candidate.head().filter(|_| owns);
        let clause = n.ancestors().take(CLAUSE);
        verb.is_some_and(|v| clause.into_iter().any(|a| a == v))
    }

    fn fits(&self, c: Candidate, demand: &Demand<'_>, i: u32) -> bool {
        let entry = &self.actors.list[c.actor.0 as usize];
        let kind = entry.actor_type;
        let fits_type = kind.is_none_or(|t| demand.types & (1 << t as u8) != 0);
        let fits_number = match demand.plural {
            Some(false) => !entry.is_plural,
            Some(true) => {
                entry.is_plural
                    || demand.noun.is_some()
                        && matches!(kind, Some(ActorType::Group | ActorType::Population))
                    || demand.noun.is_none()
                        && kind.is_some_and(|t| !matches!(t, ActorType::Person | ActorType::State))
                    || self.coordinated(c.word).len() > 1
            }
            None => true,
        };
        let fits_gender = match (demand.gender, entry.gender) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let fits_sector = demand.sectors.is_empty()
            || self.codes[c.actor.0 as usize]
                .sector
                .is_some_and(|s| demand.sectors.contains(&s));
        if entry.is_vague && demand.plural != Some(true) {
            return false;
        }
        if demand
            .noun
            .is_some_and(|n| !self.shares_noun(c.actor, n, demand.types))
        {
            return false;
        }
        fits_type && fits_number && fits_gender && fits_sector && !self.is_bound(c, i)
    }

    /// "the ministry" is a ministry, while "the group" may have any name.
    fn shares_noun(&self, actor: ActorIdx, noun: u32, types: u8) -> bool {
        if types != 1 << ActorType::Organisation as u8 {
            return true;
        }
        let lemma = node(self.parsed, noun).lemma();
        let named = self.parts[actor.0 as usize]
            .iter()
            .any(|p| p.eq_ignore_ascii_case(lemma));
        let word = self.scan.lemma_word(noun);
        named || self.described_by.get(&actor) == Some(&word)
    }

    /// Whether grammar forbids that word `i` stands for the candidate: another argument of its own verb, or the
    /// phrase that holds it.
    fn is_bound(&self, c: Candidate, i: u32) -> bool {
        let n = node(self.parsed, i);
        let candidate = node(self.parsed, c.word);
        let owns = n.rel() == Rel::Nmod || n.rel() == Rel::Det;
        if owns {
            return n.head() == Some(candidate);
        }
        if n.feat("Reflex").is_some() {
            return false;
        }
        // "Chad signed the deal, then broke *it*": both verbs have one subject.
        let shared = n.head().filter(|v| {
            n.rel() == Rel::Obj && v.rel() == Rel::Conj && v.child(Rel::Nsubj).is_none()
        });
        let is_shared = shared.is_some_and(|v| {
            candidate.rel() == Rel::Nsubj && v.head().is_some() && v.head() == candidate.head()
        });
        is_shared
            || n.head().is_some() && n.head() == candidate.head() && n.rel() != Rel::Conj
            || n.is_under(candidate)
    }

    /// Whether the noun at `i` is definite and says nothing that its antecedent would not.
    pub(crate) fn points_back(&self, i: u32, modifiers: &Modifiers) -> bool {
        let has_body = modifiers
            .body
            .is_some_and(|b| self.parsed.tokens()[b as usize].upos != Upos::Pron);
        modifiers.is_definite
            && !has_body
            && !modifiers.has_others
            && modifiers.status.is_none()
            && node(self.parsed, i)
                .children_by(Rel::Nmod)
                .all(|c| c.index().0 < i)
            && !self.is_owned(i)
    }

    /// "its leader" is somebody else than "it".
    pub(crate) fn is_owned(&self, i: u32) -> bool {
        node(self.parsed, i)
            .children_by(Rel::Nmod)
            .any(|c| c.subtype() == "poss")
    }

    /// What the antecedent of the noun at `i` must fit, if a list has it.
    pub(crate) fn noun_demand(&self, i: u32) -> Option<Demand<'_>> {
        let words = &self.base.anaphor_words;
        let at = words.step(Phrases::<u16>::ROOT, self.scan.lemma_word(i))?;
        let number = *words.values(at).next()?;
        let anaphor = &self.base.anaphors[number as usize];
        let is_plural = node(self.parsed, i).feat("Number") == Some("Plur");
        Some(Demand {
            types: anaphor.types,
            plural: Some(is_plural),
            gender: anaphor.gender,
            sectors: &anaphor.sectors,
            reach: NOUN_REACH,
            takes_adjectives: anaphor.types & (1 << ActorType::State as u8) != 0,
            noun: Some(i),
        })
    }

    /// The antecedent of a definite noun, if its list entry has one in reach.
    pub(crate) fn antecedent(&self, i: u32, recent: &Recent) -> Option<ActorIdx> {
        let demand = self.noun_demand(i)?;
        if demand.types == 1 << ActorType::Person as u8 {
            return self.holder_of(i, &demand, recent);
        }
        let found = self.best(i, &demand, recent)?;
        (!self.is_beside_subject(found.word, i)).then_some(found.actor)
    }

    /// "The militant party joined *the ruling party*": whoever does something to a party is another one.
    fn is_beside_subject(&self, subject: u32, i: u32) -> bool {
        let (subject, noun) = (node(self.parsed, subject), node(self.parsed, i));
        let verb = noun.ancestors().find(|n| n.upos() == Upos::Verb);
        let is_theirs = noun.is_rel(Rel::Nmod, "poss");
        subject.rel() == Rel::Nsubj && !is_theirs && verb.is_some() && subject.head() == verb
    }

    /// "the president" is who was last called a president.
    fn holder_of(&self, i: u32, demand: &Demand<'_>, recent: &Recent) -> Option<ActorIdx> {
        if demand.plural == Some(true) {
            return None;
        }
        let word = self.scan.lemma_word(i);
        let held = |actor: ActorIdx| self.held.contains(&(actor, word));
        for c in recent.list.iter().rev() {
            if self.fits(*c, demand, i) && held(c.actor) {
                return Some(c.actor);
            }
        }
        None
    }

    /// A noun of no list that points back: "the country".
    pub(crate) fn anaphor(&mut self, i: u32, recent: &Recent) -> bool {
        let n = node(self.parsed, i);
        if matches!(n.rel(), Rel::Compound | Rel::Amod | Rel::Flat | Rel::Fixed) {
            return false;
        }
        let words = &self.base.anaphor_words;
        let is_listed = words
            .step(Phrases::<u16>::ROOT, self.scan.lemma_word(i))
            .is_some_and(|n| words.ends(n));
        if !is_listed {
            return false;
        }
        let modifiers = self.modifiers(i);
        if let Some(actor) = self.fallen_state(i, &modifiers) {
            self.add_mention(actor, (modifiers.first, i), i, MentionKind::Nominal);
            return true;
        }
        if !self.points_back(i, &modifiers) {
            return false;
        }
        if n.feat("Number") == Some("Plur") {
            return self.pair(i, &modifiers, recent) || self.several_back(i, &modifiers, recent);
        }
        let Some(actor) = self.antecedent(i, recent) else {
            return false;
        };
        self.add_mention(actor, (modifiers.first, i), i, MentionKind::Nominal);
        true
    }

    /// "the collapsed republic", "the fall of the republic": a state of former times, told apart from today's.
    fn fallen_state(&mut self, i: u32, modifiers: &Modifiers) -> Option<ActorIdx> {
        let demand = self.noun_demand(i)?;
        let is_state = demand.types & (1 << ActorType::State as u8) != 0;
        let is_one = demand.plural == Some(false);
        let is_former = modifiers.status.is_some_and(|s| s.2 == "former") || self.has_fallen(i);
        if !is_state || !is_one || !modifiers.is_definite {
            return None;
        }
        let country = modifiers.country.or(self.main_country);
        let key = format!("fallen {} {country:?}", self.scan.lemma_word(i).0);
        if let Some(&actor) = self.by_description.get(&key) {
            return Some(actor);
        }
        if !is_former {
            return None;
        }
        let actor = self.add_actor(NewActor {
            actor_type: Some(ActorType::Organisation),
            codes: Codes {
                country,
                sector: Code::parse(GOVERNMENT),
                ..Codes::default()
            },
            is_named: false,
            is_plural: false,
            is_vague: false,
        });
        self.actors.list[actor.0 as usize].actor_type = Some(ActorType::Government);
        self.by_description.insert(key, actor);
        Some(actor)
    }

    /// "the fall of the republic".
    fn has_fallen(&self, i: u32) -> bool {
        let grammar = &self.base.grammar;
        let n = node(self.parsed, i);
        let head = n.head().filter(|_| n.rel() == Rel::Nmod);
        grammar.polities.contains(&self.scan.lemma_word(i))
            && head.is_some_and(|h| grammar.endings.contains(&self.scan.lemma_word(h.index().0)))
    }

    /// "the two countries": the last two actors that fit.
    pub(crate) fn pair(&mut self, i: u32, modifiers: &Modifiers, recent: &Recent) -> bool {
        let pair = &self.base.grammar.pair;
        let asks = (modifiers.first..=i)
            .chain(modifiers.first.checked_sub(1))
            .any(|j| pair.contains(&self.scan.lemma_word(j)));
        if asks && self.noun_demand(i).is_some() && self.two(i, modifiers.first, recent) {
            return true;
        }
        let Some(demand) = self.noun_demand(i).filter(|_| asks) else {
            return false;
        };
        let sentence = self.parsed.sentence_of(TokenIdx(i)).0;
        let demand = Demand {
            plural: Some(false),
            ..demand
        };
        let mut found: Vec<ActorIdx> = Vec::new();
        for c in recent.list.iter().rev() {
            if sentence - c.sentence > PRONOUN_REACH || found.len() == 2 {
                break;
            }
            let is_alike = found
                .first()
                .is_none_or(|f| self.type_of(*f) == self.type_of(c.actor));
            if is_alike && self.fits(*c, &demand, i) && !found.contains(&c.actor) {
                found.push(c.actor);
            }
        }
        if found.len() < 2 {
            return false;
        }
        found.reverse();
        self.add_mention(found[0], (modifiers.first, i), i, MentionKind::Nominal);
        self.actors.several.insert(TokenIdx(i), found);
        true
    }

    /// "The countries", "the sides" after two of them were told of together: a plural noun that points back to both.
    pub(crate) fn several_back(&mut self, i: u32, modifiers: &Modifiers, recent: &Recent) -> bool {
        let is_plural = node(self.parsed, i).feat("Number") == Some("Plur");
        if !is_plural || !self.points_back(i, modifiers) {
            return false;
        }
        let Some(demand) = self.noun_demand(i) else {
            return false;
        };
        let Some(found) = self.best(i, &demand, recent) else {
            return false;
        };
        let several = self.coordinated(found.word);
        let is_fit = |a: &ActorIdx| self.type_of(*a).is_some_and(|t| demand.is_of(t));
        if several.len() < 2 || !several.iter().all(is_fit) {
            return false;
        }
        self.add_mention(several[0], (modifiers.first, i), i, MentionKind::Nominal);
        self.actors.several.insert(TokenIdx(i), several);
        true
    }

    /// "The two discussed": the word alone stands for the pair told of last.
    pub(crate) fn both(&mut self, i: u32, recent: &Recent) -> bool {
        let n = node(self.parsed, i);
        let is_bare = n.rel() == Rel::Nsubj && n.child(Rel::Nmod).is_none();
        let asks = self.base.grammar.pair.contains(&self.scan.lemma_word(i));
        is_bare && asks && self.two(i, i, recent)
    }

    /// Makes `first..=i` a mention of the last two who were told of together, in the same sentence or the two before.
    fn two(&mut self, i: u32, first: u32, recent: &Recent) -> bool {
        let sentence = self.parsed.sentence_of(TokenIdx(i)).0;
        let near = recent.list.iter().rev();
        let near = near.take_while(|c| sentence - c.sentence <= PRONOUN_REACH);
        let pairs = near.map(|c| self.coordinated(c.word));
        let pairs: Vec<Vec<ActorIdx>> = pairs.filter(|p| p.len() == 2).collect();
        // Two who talk are states or persons more often than offices.
        let is_party = |p: &&Vec<ActorIdx>| {
            let kinds = [self.type_of(p[0]), self.type_of(p[1])];
            kinds[0] == kinds[1] && matches!(kinds[0], Some(ActorType::State | ActorType::Person))
        };
        let Some(pair) = pairs.iter().find(is_party).or(pairs.first()).cloned() else {
            return false;
        };
        self.add_mention(pair[0], (first, i), i, MentionKind::Nominal);
        self.actors.several.insert(TokenIdx(i), pair);
        true
    }
}
