//! Actors that are only described; words that tell whose a thing is, or of which land a place: "a *guerrilla* stronghold", "the Syldavian *town*".

use super::base::{ActorType, Code, SectorWord};
use super::finder::Finder;
use super::identity::GOVERNMENT;
use super::modifiers::{After, Modifiers};
use super::nominal::Noun;
use super::roles::{FORMER, Holder};
use super::{MentionKind, node};
use crate::record::ActorIdx;
use verbale_text::{Rel, TokenIdx, Upos};

/// PLOVER sectors of those who fight, govern, protest: what stands behind them is theirs or their deed. "Child labor" and
/// "bank accounts" are not.
const ACTING: [&str; 12] = [
    "COP", "CRM", "EDU", "LEG", "MIL", "OPP", "PRM", "PTY", "REB", "REF", "SPY", "UAF",
];

/// Ranks whose holders have the sector of their body: the leaders of rebels are no government.
const OF_BODY: [&str; 6] = [
    "head",
    "deputy",
    "member",
    "official",
    "representative",
    "spokesperson",
];

impl Finder<'_> {
    /// Adds the actor that a phrase describes for the first time or as before; whether it describes one.
    pub(super) fn describe(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        after: Option<After>,
        (head, country): (u32, Option<Code>),
    ) -> bool {
        let words = (modifiers.first, noun.last);
        let is_plural = node(self.parsed, head).feat("Number") == Some("Plur");
        let has_body = modifiers.body.is_some()
            || after.is_some_and(|a| {
                a.country.is_some()
                    || self.actor_at(a.word).is_some()
                    || self.scan.sector(a.word).is_some()
            });
        if country.is_none() && !has_body && self.is_too_general(noun, modifiers, is_plural) {
            return false;
        }
        let actor = self.described(noun, modifiers, country, is_plural);
        self.take_sector(actor, noun, after.as_ref());
        self.keep_named(actor, noun);
        self.own(noun, head, (actor, country));
        self.add_others(noun, modifiers, is_plural, (head, actor));
        self.add_mention(actor, words, head, MentionKind::Nominal);
        if let Some((first, _)) = noun.title.filter(|_| !is_plural)
            && self.type_of(actor) == Some(ActorType::Person)
        {
            let holder = Holder::Actor(actor, words);
            self.push_draft((first, noun.last), modifiers, after, (holder, "nominal"));
        }
        true
    }

    /// Adds who stands before what is theirs: "a *rebel* stronghold", "*police* custody", "a *guerrilla* raid".
    pub(super) fn attributive(&mut self, noun: &Noun<'_>, head: u32) {
        let n = node(self.parsed, head);
        let is_inside = n.rel() == Rel::Compound && noun.title.is_none();
        let Some(thing) = n.head().filter(|h| is_inside && h.upos() == Upos::Noun) else {
            return;
        };
        let t = thing.index().0;
        let is_someone = self.scan.sector(t).is_some()
            || self.scan.title(t).is_some()
            || self.is_title_word[t as usize]
            || self.actor_at(t).is_some();
        let acts = noun.code().is_some_and(|c| ACTING.contains(&c.as_str()));
        let modifiers = self.modifiers(noun.first);
        if t < noun.last || is_someone || !acts || self.is_denied(modifiers.first) {
            return;
        }
        let country = self.country_beside(noun, &modifiers, None);
        let actor = self.described(noun, &modifiers, country, true);
        // "Syldavian police custody": the nationality is that of the police.
        for i in modifiers.first..noun.first {
            let mention = self.actors.mention_at(TokenIdx(i));
            if mention.is_some_and(|m| m.kind == MentionKind::Adjective) {
                self.actors.leads.insert(TokenIdx(i), TokenIdx(head));
            }
        }
        let is_count = |i: &u32| self.parsed.tokens()[*i as usize].upos == Upos::Num;
        let first = (modifiers.first..noun.first).find(|i| !is_count(i));
        let words = (first.unwrap_or(noun.first), noun.last);
        self.add_mention(actor, words, head, MentionKind::Nominal);
    }

    /// Keeps a government that somebody's name tells apart from getting the state of its sentence: "the Silva administration".
    pub(super) fn keep_named(&mut self, actor: ActorIdx, noun: &Noun<'_>) {
        let before = noun.first.checked_sub(1);
        let is_name = before.is_some_and(|i| {
            let token = &self.parsed.tokens()[i as usize];
            token.upos == Upos::Propn && self.scan.country(i).is_none()
        });
        if is_name
            && self.is_government(noun.last, noun)
            && self.codes[actor.0 as usize].country.is_none()
        {
            self.owned.insert(actor);
        }
    }

    /// "a newspaper *based* in Klow": whether word `i` says that somebody is in a place.
    pub(super) fn is_settled(&self, i: u32) -> bool {
        let is_verb = self.parsed.tokens()[i as usize].upos == Upos::Verb;
        let settled = &self.base.grammar.settled;
        is_verb && settled.contains(&self.scan.lemma_word(i))
    }

    /// Notes the people of a place that a nationality stands before, "the Syldavian *town* of Klow"; whether word `i` is one.
    pub(super) fn settlement(&mut self, i: u32) -> bool {
        if !self
            .base
            .grammar
            .settlements
            .contains(&self.scan.lemma_word(i))
        {
            return false;
        }
        let before = node(self.parsed, i)
            .children()
            .filter(|c| c.index().0 < i && matches!(c.rel(), Rel::Amod | Rel::Compound));
        let mut nations = before.filter_map(|c| self.actors.mention_at(c.index()));
        let nation = nations
            .find(|m| m.kind == MentionKind::Adjective)
            .and_then(|m| Some((m.first.0, self.codes[m.actor.0 as usize].base?)));
        let Some((first, state)) = nation else {
            return false;
        };
        self.add_place((first, i), i, state);
        true
    }

    /// Gives described holders of a post in a body its sector, "leaders of the opposition alliance", and bodies and leaders
    /// of no sector that of who stands before them: "student groups", "business leaders".
    pub(super) fn take_sector(&mut self, actor: ActorIdx, noun: &Noun<'_>, after: Option<&After>) {
        let holds = noun
            .title
            .and_then(|t| t.1.rank)
            .is_some_and(|r| OF_BODY.contains(&r));
        let sector_at = |i: u32| self.scan.sector(i).map(|s| s.1);
        let of_body = after.filter(|a| holds && a.is_body).and_then(|body| {
            let named = self.actor_at(body.word);
            let named = named.and_then(|a| self.codes[a.0 as usize].sector);
            // "leaders of rebels", "of the rebel army", but not "the chairman of the National ...": one person is no body.
            let is_many = node(self.parsed, body.word).feat("Number") == Some("Plur");
            let is_body = |s: &&SectorWord| is_many || s.actor_type != ActorType::Person;
            let described = || sector_at(body.word).filter(is_body)?.sector;
            named.or_else(described)
        });
        let before = || {
            let i = noun.first.checked_sub(1)?;
            let is_part = node(self.parsed, i).head() == Some(node(self.parsed, noun.last));
            let upos = self.parsed.tokens()[i as usize].upos;
            let governs = noun.code().is_some_and(|c| c.as_str() == GOVERNMENT);
            let is_open = match upos {
                Upos::Noun if noun.code().is_none() => true,
                Upos::Noun | Upos::Adj => holds && governs && noun.first == noun.last,
                _ => false,
            };
            sector_at(i)?.sector.filter(|_| is_part && is_open)
        };
        let found = of_body.or_else(before);
        let own = &mut self.codes[actor.0 as usize].sector;
        let is_former = own.is_some() && *own == Code::parse(FORMER);
        if let Some(sector) = found.filter(|_| !is_former) {
            *own = Some(sector);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{ActorIdx, Body};
    use crate::testing::{events, name, packs, parse};

    /// The events of a sentence: type, doers, others and the sector of each.
    fn check(line: &str, expected: &[&str]) {
        let coded = crate::Coder::new(&packs(&[])).code(parse(line));
        let who = |a: ActorIdx| {
            let sector = match &coded.records[coded.actors[a.0 as usize]].body {
                Body::Actor(actor) => actor.sector.clone().unwrap_or_default(),
                _ => String::new(),
            };
            format!("{} {sector}", name(&coded, a))
        };
        assert_eq!(events(&coded, who), expected);
    }

    #[test]
    fn whose_stronghold_it_is_stands_before_it() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC bombed/VERB/root/0/bomb a/DET/det/6 Malian/ADJ/amod/6 rebel/NOUN/compound/6 \
             stronghold/NOUN/obj/2 ./PUNCT/punct/2",
            &["ASSAULT: Norway GOV > Malian rebel REB"],
        );
    }

    #[test]
    fn what_happens_to_a_town_happens_to_its_people() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC shelled/VERB/root/0/shell the/DET/det/5 Malian/ADJ/amod/5 town/NOUN/obj/2 \
             ./PUNCT/punct/2",
            &["ASSAULT: Norway GOV > Malian town CVL"],
        );
    }

    #[test]
    fn whoever_backs_rebels_is_not_whose_they_are() {
        let line = "Mali/PROPN/obl:unmarked/3//B-LOC -/PUNCT/punct/1 backed/VERB/amod/4/back rebels/NOUN/nsubj/5/rebel//Number=Plur \
                    bombed/VERB/root/0/bomb Norway/PROPN/obj/5//B-LOC ./PUNCT/punct/5";
        check(line, &["ASSAULT: Mali-backed rebels REB > Norway GOV"]);
        let coded = crate::Coder::new(&packs(&[])).code(parse(line));
        let countries = coded.records.iter().filter_map(|r| match &r.body {
            Body::Actor(actor) if actor.sector.as_deref() == Some("REB") => {
                Some(actor.country.clone())
            }
            _ => None,
        });
        assert_eq!(countries.collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn according_to_somebody_is_not_to_somebody() {
        check(
            "According/VERB/case/3/accord to/ADP/fixed/1 Mali/PROPN/obl/6//B-LOC ,/PUNCT/punct/3 Norway/PROPN/nsubj/6//B-LOC \
             deployed/VERB/root/0/deploy troops/NOUN/obj/6/troop//Number=Plur ./PUNCT/punct/6",
            &["MOBILIZE: Norway GOV > "],
        );
    }

    #[test]
    fn leaders_of_rebels_are_rebels() {
        check(
            "Leaders/NOUN/nsubj/6/leader//Number=Plur of/ADP/case/5 the/DET/det/5 Malian/ADJ/amod/5 rebels/NOUN/nmod/1/rebel//Number=Plur \
             accused/VERB/root/0/accuse Norway/PROPN/obj/6//B-LOC ./PUNCT/punct/6",
            &["ACCUSE: Leaders REB > Norway GOV"],
        );
    }

    #[test]
    fn a_president_hung_on_a_name_acts_too() {
        check(
            "Norwegian/ADJ/amod/2 President/PROPN/nsubj/8 Ana/PROPN/flat/2//B-PER Silva/PROPN/flat/2//I-PER and/CCONJ/cc/7 Malian/ADJ/amod/7 \
             President/PROPN/conj/3 accused/VERB/root/0/accuse Chad/PROPN/obj/8//B-LOC ./PUNCT/punct/8",
            &["ACCUSE: Ana Silva GOV, Malian President GOV > Chad GOV"],
        );
    }
}
