//! Where the words of an attribution were published.

use super::forms::List;
use super::page::{Page, cut};
use super::verb::Found;
use verbale_text::{Node, Rel, Span};

impl<'a> Page<'a> {
    /// The channel: a phrase on the cue or on its object that names one, or the verb itself.
    pub(super) fn channel_of(&self, found: &Found) -> Option<(&'static str, Span)> {
        let head = self.node(found.head);
        let on_object = head
            .children_by(Rel::Obj)
            .flat_map(|o| o.children_by(Rel::Nmod));
        let mut phrases = head
            .children()
            .filter(|c| matches!(c.rel(), Rel::Obl | Rel::Nmod | Rel::Advmod))
            .chain(on_object);
        let by_phrase = phrases.find_map(|p| self.channel_by(p, found));
        by_phrase.or_else(|| {
            let by_verb = self.bound.channel_of_verb(head);
            by_verb.map(|channel| (channel, head.span()))
        })
    }

    /// The channel that a phrase outside of the content names.
    fn channel_by(&self, phrase: Node<'a>, found: &Found) -> Option<(&'static str, Span)> {
        let mut words = vec![self.subtree(phrase)];
        for c in &found.content {
            cut(&mut words, *c);
        }
        let outside = |n: &Node<'_>| words.iter().any(|w| w.holds(n.index().0));
        if !outside(&phrase) {
            return None;
        }
        let channel = self.named_channel(phrase, outside)?;
        let all = words.iter().find(|w| w.holds(phrase.index().0));
        Some((
            channel,
            all.map_or(phrase.span(), |w| self.span(self.trim(*w))),
        ))
    }

    /// The channel that a phrase led by its preposition names in a word outside of quotations.
    pub(super) fn named_channel(
        &self,
        phrase: Node<'a>,
        outside: impl Fn(&Node<'_>) -> bool,
    ) -> Option<&'static str> {
        let led = phrase.children_by(Rel::Case).any(|c| self.is(c, List::Via));
        let heads = std::iter::once(phrase).chain(phrase.children());
        let mut named = heads.filter(|n| outside(n) && self.quote(n.index().0).is_none());
        led.then(|| named.find_map(|n| self.bound.channel(n)))?
    }
}
