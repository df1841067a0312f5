//! Names of states with the word for their form of rule: "the Republic of Syldavia", "the Syldavian Republic".

use super::base::{ActorType, Name, NameKind};
use super::finder::Finder;
use super::names::NameSpan;
use super::scan::NameHit;
use verbale_text::Upos;

impl Finder<'_> {
    /// The known name of a state with the form of rule that stands beside it.
    pub(crate) fn with_polity(&self, hit: &NameHit) -> Option<NameSpan> {
        if self.base.actors[hit.name.actor as usize].actor_type != ActorType::State {
            return None;
        }
        let (first, last) = match hit.name.kind {
            NameKind::Name | NameKind::Alias => (self.polity_before(hit.first)?, hit.last),
            NameKind::Adjective => (hit.first, self.polity_after(hit.last)?),
            _ => return None,
        };
        Some(NameSpan {
            first,
            last,
            known: Some(Name {
                kind: NameKind::Alias,
                ..hit.name
            }),
            label: None,
        })
    }

    /// First word of "Islamic Republic of" or "Kingdom of the" before word `i`.
    fn polity_before(&self, i: u32) -> Option<u32> {
        let (start, _) = self.sentence(i);
        let tokens = self.parsed.tokens();
        let mut of = i.checked_sub(1)?;
        if tokens[of as usize].upos == Upos::Det {
            of = of.checked_sub(1)?;
        }
        let mut first = of.checked_sub(1).filter(|p| *p >= start)?;
        if !self.base.grammar.title.contains(&self.scan.form_word(of)) || !self.is_polity(first) {
            return None;
        }
        let is_part = |i: u32| {
            tokens[i as usize].upos == Upos::Adj
                && self.scan.is_capitalised(i)
                && self.scan.name(i).is_none()
        };
        while first > start + 1 && is_part(first - 1) {
            first -= 1;
        }
        Some(first)
    }

    /// The word for the form of rule after the nationality that ends at word `i`, unless it is of another land: "the
    /// Syldavian Republic of Northern Borduria".
    fn polity_after(&self, i: u32) -> Option<u32> {
        let (_, end) = self.sentence(i);
        let goes_on = i + 2 < end && {
            let next = self.scan.form_word(i + 2);
            self.base.grammar.title.contains(&next)
        };
        (i + 1 < end && self.is_polity(i + 1) && !goes_on).then_some(i + 1)
    }

    fn is_polity(&self, i: u32) -> bool {
        self.scan.is_capitalised(i) && self.base.grammar.polities.contains(&self.scan.form_word(i))
    }
}
