//! Words that tell whose a thing is, or of which land a place: "a *guerrilla* stronghold", "the Syldavian *town*".

use super::base::Code;
use super::finder::Finder;
use super::modifiers::After;
use super::nominal::Noun;
use super::roles::FORMER;
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
        let words = (modifiers.first, noun.last);
        self.add_mention(actor, words, head, MentionKind::Nominal);
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

    /// Gives described holders of a post in a body its sector: "leaders of the opposition alliance".
    pub(super) fn take_sector(&mut self, actor: ActorIdx, noun: &Noun<'_>, after: Option<&After>) {
        let of_body = noun.title.and_then(|t| t.1.rank);
        let holds = of_body.is_some_and(|r| OF_BODY.contains(&r));
        let Some(body) = after.filter(|a| holds && a.is_body) else {
            return;
        };
        let named = self.actor_at(body.word);
        let named = named.and_then(|a| self.codes[a.0 as usize].sector);
        let described = || self.scan.sector(body.word).and_then(|s| s.1.sector);
        let own = &mut self.codes[actor.0 as usize].sector;
        let is_former = own.is_some() && *own == Code::parse(FORMER);
        if let Some(sector) = named.or_else(described).filter(|_| !is_former) {
            *own = Some(sector);
        }
    }
}
