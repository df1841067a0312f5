//! Names behind a post and what it is for: "the envoy to Syldavia, Ana Silva".

use super::base::ActorType;
use super::finder::Finder;
use super::modifiers::{After, Modifiers};
use super::node;
use super::nominal::Noun;
use super::roles::Holder;
use crate::record::ActorIdx;
use verbale_text::{TokenIdx, Upos};

/// Most words between a post and a name in apposition to it.
const LONGEST_REALM: u32 = 14;

impl Finder<'_> {
    /// The post of whom a name behind its realm names: "the *envoy* to Syldavia, Ana Silva".
    pub(super) fn hold_behind(
        &mut self,
        noun: &Noun<'_>,
        modifiers: &Modifiers,
        after: Option<After>,
        actor: ActorIdx,
    ) {
        let name = self.name_behind_realm(noun);
        let name = name.and_then(|n| self.actors.mention_at(TokenIdx(n)).copied());
        let Some(name) = name.filter(|n| n.actor == actor) else {
            return;
        };
        let holder = Holder::Actor(actor, (name.first.0, name.last.0));
        let first = noun.title.map_or(noun.first, |t| t.0);
        self.push_draft((first, noun.last), modifiers, after, (holder, "apposition"));
    }

    /// "the envoy to Syldavia, *Ana Silva*, said": where the name begins in apposition to a post, behind what the post is for.
    pub(super) fn name_behind_realm(&self, noun: &Noun<'_>) -> Option<u32> {
        noun.title?;
        let (_, end) = self.sentence(noun.last);
        let form = |i: u32| node(self.parsed, i).form();
        let links = noun.last + 2 < end
            && self
                .base
                .grammar
                .body
                .contains(&self.scan.form_word(noun.last + 1));
        let in_realm = |i: &u32| {
            let upos = self.parsed.tokens()[*i as usize].upos;
            let joins = matches!(
                upos,
                Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Adj
            );
            joins || matches!(upos, Upos::Noun | Upos::Propn) || self.is_hyphen(*i)
        };
        let mut words = (noun.last + 1..end.min(noun.last + LONGEST_REALM)).filter(|_| links);
        let comma = words.find(|i| !in_realm(i)).filter(|&i| form(i) == ",")?;
        let name = self.actors.mention_at(TokenIdx(comma + 1))?;
        let is_name = name.first.0 == comma + 1
            && name.last > name.first
            && self.type_of(name.actor) == Some(ActorType::Person);
        let after = name.last.0 + 1;
        let is_closed = after >= end
            || self.parsed.tokens()[after as usize].upos == Upos::Punct
            || node(self.parsed, noun.last).head() == Some(node(self.parsed, after));
        (is_name && is_closed).then_some(comma + 1)
    }
}
