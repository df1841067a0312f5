//! Described actors: "the Iranian army", "police in Karachi", "a spokesman for the ministry".

use super::base::{ActorType, Code, SectorWord, Title};
use super::coreference::Recent;
use super::finder::{Codes, Finder, NewActor};
use super::identity::GOVERNMENT;
use super::modifiers::{After, Modifiers};
use super::roles::FORMER;
use super::{MentionKind, node};
use crate::record::ActorIdx;
use verbale_text::{Node, Rel, TokenIdx, Upos};

/// The noun of a described actor.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noun<'a> {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) sector: Option<&'a SectorWord>,
    pub(super) title: Option<(u32, &'a Title)>,
}

impl Noun<'_> {
    fn actor_type(&self, is_plural: bool) -> ActorType {
        match self.sector.map(|s| s.actor_type) {
            None | Some(ActorType::Person) if is_plural => ActorType::Group,
            None => ActorType::Person,
            // "governments", "ministries": no body, but some of many.
            Some(ActorType::Organisation) if is_plural => ActorType::Group,
            Some(kind) => kind,
        }
    }

    pub(super) fn code(&self) -> Option<Code> {
        let by_title = self.title.and_then(|t| t.1.sector);
        self.sector.and_then(|s| s.sector).or(by_title)
    }
}

impl<'a> Finder<'a> {
    /// Goes through the words in text order and adds described actors and pronouns.
    pub(crate) fn walk(&mut self) {
        let mut recent = Recent::default();
        for i in 0..self.parsed.tokens().len() as u32 {
            self.note_link(i);
            if let Some(&m) = self.actors.mention_at(TokenIdx(i)) {
                if m.head.0 == i {
                    if m.kind == MentionKind::Name
                        && m.first.0 > 0
                        && self.is_title_word[m.first.get() - 1]
                    {
                        let mut first = m.first.0;
                        while first > 0 && self.is_title_word[first as usize - 1] {
                            first -= 1;
                        }
                        self.join_before(first, (i, m.actor), &recent);
                    }
                    recent.push(self, i);
                }
                // A title word may still head the phrase that a verb takes, but it is no mention of its own.
                continue;
            }
            let upos = self.parsed.tokens()[i as usize].upos;
            if matches!(upos, Upos::Pron | Upos::Det | Upos::Num) {
                if self.pronoun(i, &recent) || self.both(i, &recent) {
                    recent.push(self, i);
                }
            } else if matches!(upos, Upos::Noun | Upos::Propn)
                && !self.is_title_word[i as usize]
                && !self.settlement(i)
                && self.nominal(i, &recent)
            {
                recent.push(self, i);
            }
        }
    }

    /// Adds the described actor whose noun ends at word `i`, if one does.
    fn nominal(&mut self, i: u32, recent: &Recent) -> bool {
        let Some(noun) = self.noun(i) else {
            return self.anaphor(i, recent);
        };
        if self.stands_for_whole(i) {
            return false;
        }
        let head = self.head_of(noun.first, i);
        if self.is_inside_longer(i, noun.first) {
            return false;
        }
        if !self.heads_phrase(head, &noun) {
            self.attributive(&noun, head);
            return false;
        }
        let modifiers = self.modifiers(noun.first);
        if self.is_denied(modifiers.first) || self.is_ours(&noun) {
            return false;
        }
        let after = self.after(i).or_else(|| self.located(i));
        let country = self.country_beside(&noun, &modifiers, after.as_ref());
        let is_bare = country.is_none() && after.is_none();
        if is_bare && (self.pair(i, &modifiers, recent) || self.several_back(i, &modifiers, recent))
        {
            return true;
        }
        let found = self
            .apposed_body(&noun, &modifiers)
            .or_else(|| self.named_after(&noun, country))
            .or_else(|| self.apposed_person(&noun, &modifiers, country))
            .or_else(|| self.titled_before(&noun, &modifiers, after.as_ref(), recent))
            .or_else(|| {
                let found = self.pointed_back(i, country, &modifiers, recent)?;
                (self.governs(found) || !self.is_government(i, &noun)).then_some(found)
            })
            .or_else(|| self.known_description(&noun, country, &modifiers));
        let words = (modifiers.first, i);
        if let Some(actor) = found {
            self.hold_behind(&noun, &modifiers, after, actor);
            self.add_mention(actor, words, head, MentionKind::Nominal);
            self.join_before(modifiers.first, (head, actor), recent);
            return true;
        }
        self.describe(&noun, &modifiers, after, (head, country))
    }

    fn governs(&self, actor: ActorIdx) -> bool {
        let kind = self.type_of(actor);
        matches!(kind, Some(ActorType::State | ActorType::Government))
    }

    /// Remembers that an actor without a country is somebody's: "her counterparts".
    pub(super) fn own(
        &mut self,
        noun: &Noun,
        head: u32,
        (actor, country): (ActorIdx, Option<Code>),
    ) {
        let is_someone = noun
            .sector
            .is_none_or(|s| s.actor_type == ActorType::Person);
        if country.is_none() && is_someone && self.is_owned(head) {
            self.owned.insert(actor);
        }
    }

    /// "The Secretary and Foreign Minister Silva": where the tree makes the first post a modifier of the second, the phrase
    /// still stands for both.
    fn join_before(&mut self, first: u32, (head, actor): (u32, ActorIdx), recent: &Recent) {
        let (start, _) = self.sentence(first);
        if first < start + 2 || self.parsed.tokens()[first as usize - 1].upos != Upos::Cconj {
            return;
        }
        let other = first - 2;
        let is_inside = node(self.parsed, other).is_under(node(self.parsed, head));
        let is_conjunct = node(self.parsed, other).rel() == Rel::Conj;
        let noun = self
            .noun(other)
            .filter(|n| is_inside && !is_conjunct && n.title.is_some());
        let Some(noun) = noun else { return };
        let modifiers = self.modifiers(noun.first);
        let found = self.titled_before(&noun, &modifiers, None, recent);
        if let Some(found) = found.filter(|f| *f != actor) {
            self.actors
                .several
                .insert(TokenIdx(head), vec![found, actor]);
        }
    }

    /// "a group of refugees", "52 members of the movement": the whole acts, not the part.
    fn stands_for_whole(&self, i: u32) -> bool {
        let Some(whole) = self.actors.through.get(&TokenIdx(i)) else {
            return false;
        };
        let n = node(self.parsed, i);
        let is_many = n.feat("Number") == Some("Plur")
            || self
                .scan
                .sector(i)
                .is_some_and(|s| s.1.actor_type != ActorType::Person);
        let w = whole.0;
        let has_actor = self.actor_at(w).is_some() || self.scan.sector(w).is_some();
        is_many && has_actor
    }

    /// "no government": nobody is meant.
    pub(super) fn is_denied(&self, first: u32) -> bool {
        let (start, _) = self.sentence(first);
        first > start
            && self
                .base
                .grammar
                .nobody
                .contains(&self.scan.form_word(first - 1))
    }

    /// "my country", "your government": which one depends on who speaks, and to whom.
    fn is_ours(&self, noun: &Noun<'_>) -> bool {
        let (start, _) = self.sentence(noun.first);
        let is_state = self
            .noun_demand(noun.last)
            .is_some_and(|d| d.is_of(ActorType::State));
        let owner = noun
            .first
            .checked_sub(1)
            .filter(|o| *o >= start && is_state);
        owner.is_some_and(|o| {
            let pronoun = self.base.pronouns.get(&self.scan.form_word(o));
            pronoun.is_some_and(|p| p.person != 3)
        })
    }

    /// A noun that alone is no actor: "division", a singular "leader".
    pub(super) fn is_too_general(
        &self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        is_plural: bool,
    ) -> bool {
        let word = self.scan.lemma_word(noun.last);
        let is_generic = noun.first == noun.last && self.base.grammar.generic.contains(&word);
        let is_person = noun
            .sector
            .is_none_or(|s| s.actor_type == ActorType::Person);
        is_generic && !(is_person && (is_plural || modifiers.is_definite))
    }

    /// "U.S. and Russian negotiators": a described actor for each nationality.
    pub(super) fn add_others(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        is_plural: bool,
        (head, actor): (u32, ActorIdx),
    ) {
        // "the United States and its allies": whose the allies are is no nationality in a row of them.
        let is_owner = |b: &u32| self.parsed.tokens()[*b as usize].upos == Upos::Pron;
        let Some(body) = modifiers.body.filter(|b| !is_owner(b)) else {
            self.add_first_of_others(modifiers.first, (head, actor));
            return;
        };
        let mut all = Vec::new();
        let mut at = self.scan.name(body).map_or(body, |h| h.first);
        let (start, _) = self.sentence(at);
        while at >= start + 2 && all.len() < NATIONS {
            let joins = self.parsed.tokens()[at as usize - 1].upos == Upos::Cconj
                || node(self.parsed, at - 1).form() == ",";
            let Some(hit) = self.scan.name(at - 2).copied().filter(|_| joins) else {
                break;
            };
            let known = &self.base.actors[hit.name.actor as usize];
            let (kind, country) = (known.actor_type, known.country);
            // A row without "and" before the last nationality is no coordination.
            let is_list =
                !all.is_empty() || self.parsed.tokens()[at as usize - 1].upos == Upos::Cconj;
            if kind != ActorType::State || !is_list {
                break;
            }
            let other = self.described(noun, modifiers, country, is_plural);
            self.add_mention(other, (hit.first, noun.last), head, MentionKind::Nominal);
            all.push(other);
            at = hit.first;
        }
        if !all.is_empty() {
            all.reverse();
            all.push(actor);
            self.actors.several.insert(TokenIdx(head), all);
        }
    }

    /// "the US and other nations": trees make the name a modifier of the noun, but it is an actor beside the others.
    fn add_first_of_others(&mut self, first: u32, (head, actor): (u32, ActorIdx)) {
        let (start, _) = self.sentence(first);
        let is_other = self
            .base
            .grammar
            .others
            .contains(&self.scan.lemma_word(first));
        if !is_other || first < start + 2 {
            return;
        }
        let joins = self.parsed.tokens()[first as usize - 1].upos == Upos::Cconj;
        let Some(named) = self.actors.mention_at(TokenIdx(first - 2)) else {
            return;
        };
        let is_name = named.kind == MentionKind::Name && named.actor != actor;
        let hangs = node(self.parsed, named.head.0)
            .head()
            .is_some_and(|h| h.index().0 == head);
        if joins && is_name && hangs {
            let all = vec![named.actor, actor];
            self.actors.several.insert(TokenIdx(head), all);
        }
    }

    /// "X, a human rights activist," and "the rebel leader, X,": a described person in apposition to a name.
    fn apposed_person(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        country: Option<Code>,
    ) -> Option<ActorIdx> {
        let is_comma = |i: u32| node(self.parsed, i).form() == ",";
        let (start, end) = self.sentence(noun.last);
        let kind = noun.actor_type(false);
        if node(self.parsed, noun.last).feat("Number") == Some("Plur") {
            return None;
        }
        let mut first = match modifiers.body {
            Some(body) if self.parsed.tokens()[body as usize].upos != Upos::Pron => self
                .actors
                .mention_at(TokenIdx(body))
                .map_or(modifiers.first, |m| m.first.0.min(modifiers.first)),
            _ => modifiers.first,
        };
        while first > start
            && matches!(
                self.parsed.tokens()[first as usize - 1].upos,
                Upos::Det | Upos::Pron
            )
        {
            first -= 1;
        }
        let closes = noun.last + 1 >= end
            || self.parsed.tokens()[noun.last as usize + 1].upos == Upos::Punct
            || self.parsed.tokens()[noun.last as usize + 1].upos == Upos::Adp;
        let named = |m: &super::Mention| {
            let found = self.type_of(m.actor);
            let is_same = match kind {
                ActorType::Person => found == Some(ActorType::Person),
                _ => matches!(found, Some(ActorType::Organisation | ActorType::Group)),
            };
            m.kind == MentionKind::Name && is_same
        };
        let before = (first >= start + 2 && is_comma(first - 1) && closes)
            .then(|| self.actors.mention_at(TokenIdx(first - 2)).copied())
            .flatten()
            .filter(|m| m.last.0 + 2 == first && named(m))
            // "Ana Silva, Chief of Staff": the first word of a title may head it.
            .filter(|m| {
                let words = [noun.last, noun.first];
                words.into_iter().any(|w| self.apposes(m.head.0, w))
            });
        let mention = before?;
        let codes = &mut self.codes[mention.actor.0 as usize];
        if codes.base.is_none() {
            codes.country = codes.country.or(country);
            codes.sector = codes.sector.or(noun.code());
        }
        Some(mention.actor)
    }

    /// Whether the tree hangs word `i` on the name at `name`, or both on one word in the same way.
    fn apposes(&self, name: u32, i: u32) -> bool {
        let (name, noun) = (node(self.parsed, name), node(self.parsed, i));
        let beside =
            name.head().is_some() && name.head() == noun.head() && name.rel() == noun.rel();
        noun.head() == Some(name) && matches!(noun.rel(), Rel::Appos | Rel::Conj | Rel::Nmod)
            || name.head() == Some(noun)
            || beside
    }

    /// "the Jamiat party", "the Hamas movement": a name and a common noun for what it names.
    fn apposed_body(&self, noun: &Noun<'_>, modifiers: &Modifiers) -> Option<ActorIdx> {
        // "the Jamiat religious party": words between that name nobody.
        let is_plain = |i: u32| {
            let upos = self.parsed.tokens()[i as usize].upos;
            matches!(upos, Upos::Adj | Upos::Noun)
                && self.actor_at(i).is_none()
                && self.scan.sector(i).is_none()
        };
        let body = modifiers
            .body
            .filter(|b| *b < noun.first && (b + 1..noun.first).all(is_plain))?;
        // "Syldavia's Jamiat government" is that of Syldavia.
        if modifiers.country.is_some() && self.is_government(noun.last, noun) {
            return None;
        }
        let mention = self.actors.mention_at(TokenIdx(body))?;
        let is_body = matches!(
            self.type_of(mention.actor),
            Some(ActorType::Organisation | ActorType::Group | ActorType::Government)
        );
        let is_named = mention.kind == MentionKind::Name;
        let is_one = node(self.parsed, noun.last).feat("Number") != Some("Plur");
        // "Hezbollah guerrillas" are Hezbollah, as "members of Hezbollah" are.
        let is_member = noun
            .sector
            .is_some_and(|s| s.actor_type == ActorType::Person)
            && !is_one
            && noun.code().is_some();
        let codes = self.codes[mention.actor.0 as usize];
        let same_sector = codes.sector.is_some() && codes.sector == noun.code();
        let is_group = noun
            .sector
            .is_some_and(|s| s.actor_type != ActorType::Person);
        let fits = is_group && (same_sector || self.is_general(noun.last));
        let is_same = is_one && fits || is_member && same_sector;
        (is_body && is_named && is_same).then_some(mention.actor)
    }

    /// "the watchdog Amnesty International", "the activist Ana Silva": a noun right before the name.
    fn named_after(&mut self, noun: &Noun<'_>, country: Option<Code>) -> Option<ActorIdx> {
        let (_, end) = self.sentence(noun.last);
        let last = node(self.parsed, noun.last);
        if noun.last + 1 >= end || last.feat("Number") == Some("Plur") {
            return None;
        }
        // "the Secretary of State, Cardinal Silva": in apposition, maybe behind a word of address.
        let head = node(self.parsed, self.head_of(noun.first, noun.last));
        let apposed = head.children_by(Rel::Appos).find_map(|c| {
            let mention = self.actors.mention_at(c.index())?;
            let is_close = mention.first.0 > noun.last && mention.first.0 <= noun.last + 4;
            is_close.then_some(mention.first.0)
        });
        let behind = || self.name_behind_realm(noun);
        let next = apposed.or_else(behind).unwrap_or(noun.last + 1);
        let mention = *self.actors.mention_at(TokenIdx(next))?;
        let kind = self.type_of(mention.actor)?;
        let is_same_kind = match noun.actor_type(false) {
            ActorType::Person => kind == ActorType::Person,
            ActorType::Organisation | ActorType::Group => {
                matches!(kind, ActorType::Organisation | ActorType::Group)
            }
            _ => false,
        };
        if mention.kind != MentionKind::Name || mention.first.0 != next || !is_same_kind {
            return None;
        }
        let codes = &mut self.codes[mention.actor.0 as usize];
        codes.country = codes.country.or(country);
        codes.sector = codes.sector.or(noun.code());
        Some(mention.actor)
    }

    /// "the Foreign Minister", "the Secretary and Foreign Minister": who was called so before.
    fn titled_before(
        &self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        after: Option<&After>,
        recent: &Recent,
    ) -> Option<ActorIdx> {
        noun.title?;
        let (start, _) = self.sentence(noun.first);
        let is_bare = modifiers.first == noun.first
            && noun.first > start
            && self.scan.is_capitalised(noun.first)
            && self.scan.is_capitalised(noun.last);
        let is_definite = modifiers.is_definite && modifiers.body.is_none() || is_bare;
        let is_plural = node(self.parsed, noun.last).feat("Number") == Some("Plur");
        let says_whose = after.is_some_and(|a| {
            self.actor_at(a.word).is_some()
                || self.scan.sector(a.word).is_some()
                || self.scan.name(a.word).is_some()
        });
        if !is_definite
            || is_plural
            || modifiers.status.is_some()
            || modifiers.has_others
            || says_whose
        {
            return None;
        }
        let title = self.text(noun.first, noun.last).to_lowercase();
        let called = |actor: &ActorIdx| {
            self.called
                .get(actor)
                .is_some_and(|all| all.iter().any(|t| self.names_post(t, &title)))
        };
        recent.actors().find(called)
    }

    /// Whether a post may be called `short` after it was named in full: "secretary of state" and "secretary", "deputy
    /// minister of foreign affairs" and "deputy foreign minister", but not "vice president" and "president", nor
    /// "secretary general" and "secretary".
    fn names_post(&self, full: &str, short: &str) -> bool {
        let find = |word: &str| self.base.vocabulary.find(word);
        let grammar = &self.base.grammar;
        let head = |title: &str| {
            let words = title.split(' ').map(find);
            let before = words.take_while(|w| !grammar.body.contains(w));
            before.last()
        };
        let is_deputy = |title: &str| {
            title
                .split(' ')
                .any(|w| grammar.deputies.contains(&find(w)))
        };
        let mut words = short.split(' ');
        full == short
            || head(full) == head(short)
                && is_deputy(full) == is_deputy(short)
                && words.all(|w| grammar.body.contains(&find(w)) || full.split(' ').any(|f| f == w))
    }

    fn pointed_back(
        &self,
        i: u32,
        country: Option<Code>,
        modifiers: &Modifiers,
        recent: &Recent,
    ) -> Option<ActorIdx> {
        if country.is_some() || !self.points_back(i, modifiers) {
            return None;
        }
        self.antecedent(i, recent)
    }

    /// Who is meant by "the government of Syldavia" or "the Syldavian people"; "the government" alone is that of the
    /// state that the document is about.
    fn known_description(
        &mut self,
        noun: &Noun<'_>,
        country: Option<Code>,
        modifiers: &Modifiers,
    ) -> Option<ActorIdx> {
        let i = noun.last;
        if node(self.parsed, i).feat("Number") == Some("Plur") && !self.is_government_form(i) {
            let word = self.scan.lemma_word(i);
            if !self.base.grammar.people.contains(&word) {
                return None;
            }
        }
        if self.is_government(i, noun) && modifiers.status.is_none_or(|s| s.2 != "former") {
            let country = country.or(self.main_country)?;
            return self.government_of(country);
        }
        let word = self.scan.lemma_word(i);
        if self.base.grammar.people.contains(&word) {
            let state = self.state_of(country?)?;
            return Some(self.people_of(state));
        }
        None
    }

    fn is_government_form(&self, i: u32) -> bool {
        let government = &self.base.grammar.government;
        government.contains(&self.scan.form_word(i))
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
            title: title.filter(|_| sector.is_none_or(|s| s.1.actor_type == ActorType::Person)),
        })
    }

    /// Whether a listed phrase with a preposition goes on: "Ministry" in "Ministry of Foreign Affairs".
    fn is_inside_longer(&self, i: u32, first: u32) -> bool {
        let (_, end) = self.sentence(i);
        let has_preposition = i + 2 < end && self.parsed.tokens()[i as usize + 1].upos == Upos::Adp;
        has_preposition
            && (i + 2..end.min(i + LONGEST_PHRASE)).any(|j| {
                self.scan.sector(j).is_some_and(|s| s.0 <= first)
                    || self.scan.title(j).is_some_and(|t| t.0 <= first)
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
        let i = noun.last;
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
        let next = next + u32::from(next < end && self.is_settled(next));
        let is_place =
            next + 1 < end && self.base.grammar.place.contains(&self.scan.form_word(next));
        if !is_place {
            return None;
        }
        let country = (next + 1..end.min(next + 4)).find_map(|j| self.free_country(j));
        // "businesses in Syldavia, Borduria and the region" are of no one state.
        let others = (next + 1..end.min(next + 8)).filter_map(|j| self.scan.country(j));
        let country = country.filter(|c| others.into_iter().all(|o| o == *c));
        Some(After {
            word: i,
            end: i,
            is_body: false,
            is_title: false,
            country,
        })
    }

    /// "Russia's allies", "the US rival": whose ally somebody is does not say where the ally is.
    pub(super) fn country_beside(
        &self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        after: Option<&After>,
    ) -> Option<Code> {
        let related = &self.base.grammar.related;
        let is_related = related.contains(&self.scan.lemma_word(noun.last));
        let country = self.country_of(modifiers, after);
        // "his counterparts", "Syldavia's counterpart": whoever has them is on the other side.
        let is_owner =
            |b: u32| self.parsed.tokens()[b as usize].upos == Upos::Pron || self.is_clitic(b + 1);
        let opposites = &self.base.grammar.opposites;
        let is_opposite = opposites.contains(&self.scan.lemma_word(noun.last));
        if is_opposite && modifiers.body.is_some_and(is_owner) {
            return None;
        }
        country.filter(|c| !is_related || !self.base.states.contains_key(c))
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

    pub(super) fn is_government(&self, i: u32, noun: &Noun<'_>) -> bool {
        let grammar = &self.base.grammar;
        let word = self.scan.lemma_word(i);
        (grammar.government.contains(&word) || grammar.government.contains(&self.scan.form_word(i)))
            && noun.code() == Code::parse(GOVERNMENT)
    }

    /// Who governs a country: a government that the document names, else the state itself.
    fn government_of(&mut self, country: Code) -> Option<ActorIdx> {
        match self.rulers.get(&country) {
            Some(&actor) => Some(actor),
            None => self.state_of(country).map(|n| self.known(n)),
        }
    }

    /// The base's number of the state with this code.
    fn state_of(&self, country: Code) -> Option<u32> {
        self.base.states.get(&country).copied()
    }

    /// The actor described by these words: an earlier one of the same description, or a new one.
    pub(super) fn described(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        country: Option<Code>,
        is_plural: bool,
    ) -> ActorIdx {
        let key = self.description(noun, modifiers, country);
        let counts_again = !modifiers.is_indefinite || is_plural || country.is_some();
        if counts_again && let Some(&actor) = self.by_description.get(&key) {
            return actor;
        }
        let kind = noun.actor_type(is_plural);
        let is_body = kind == ActorType::Organisation;
        let is_any = modifiers.is_indefinite && !is_plural;
        let is_vague = country.is_none() && modifiers.body.is_none() && (!is_body || is_any);
        let actor = self.add_actor(NewActor {
            actor_type: Some(kind),
            codes: Codes {
                country,
                sector: match modifiers.status {
                    Some((_, _, "former")) if !is_body => Code::parse(FORMER),
                    _ => noun.code(),
                },
                ..Codes::default()
            },
            is_named: is_body
                && noun.sector.is_some_and(|s| s.named)
                && noun.last > noun.first
                && self.scan.is_capitalised(noun.last),
            is_plural: is_plural || kind == ActorType::Population,
            is_vague,
        });
        self.by_description.entry(key).or_insert(actor);
        self.described_by
            .insert(actor, self.scan.lemma_word(noun.last));
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
        } else if let Some(owner) = self.country_of(modifiers, None) {
            // The allies of one are not those of another.
            key.push_str("of ");
            key.push_str(owner.as_str());
        } else if modifiers.has_others {
            key.push_str(&self.text(modifiers.first, noun.first).to_lowercase());
        }
        if let Some((_, _, status)) = modifiers.status {
            key.push_str(status);
        }
        key
    }

    /// "companies in Borduria and Syldavia *that* support the firm": the companies, not the states that they are in.
    fn located_noun<'n>(&self, noun: Node<'n>, relative: Node<'n>) -> Node<'n> {
        let first = noun.head().filter(|_| noun.rel() == Rel::Conj);
        let place = first.unwrap_or(noun);
        let is_located = place.children_by(Rel::Case).any(|c| {
            self.base
                .grammar
                .location
                .contains(&self.scan.form_word(c.index().0))
        });
        let verb_is_plural = relative
            .head()
            .is_some_and(|v| v.feat("Number") != Some("Sing"));
        let above = place.head().filter(|h| {
            is_located
                && place.rel() == Rel::Nmod
                && verb_is_plural
                && h.feat("Number") == Some("Plur")
                && self.scan.country(noun.index().0).is_some()
        });
        above.unwrap_or(noun)
    }

    pub(crate) fn is_general(&self, i: u32) -> bool {
        let words = &self.base.anaphor_words;
        let word = self.scan.lemma_word(i);
        let number = words
            .step(super::words::Phrases::<u16>::ROOT, word)
            .and_then(|n| words.values(n).next());
        let group = 1 << ActorType::Group as u8;
        number.is_some_and(|n| self.base.anaphors[*n as usize].types & group != 0)
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
            let noun = self.located_noun(noun, n);
            self.actors.through.insert(n.index(), noun.index());
        }
    }
}

/// Most nationalities of one coordination.
const NATIONS: usize = 8;

/// Longest listed phrase, in words.
const LONGEST_PHRASE: u32 = 8;

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
