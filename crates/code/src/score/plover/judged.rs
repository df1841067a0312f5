//! Which of the coded events gold bears out.

use std::collections::BTreeSet;

use super::codes;
use super::read::{CodedEvent, GoldSentence, Participant};

/// Whether nothing in an event contradicts the gold of its sentence: the type is gold's, and each country that it names
/// stands on its side there; on either side where gold or the type is reciprocal. Where gold names no country, the type decides.
pub fn is_borne_out(gold: &GoldSentence, event: &CodedEvent) -> bool {
    let gold = &gold.event;
    if gold.event_type != event.event_type {
        return false;
    }
    let (sources, targets) = (countries(&gold.sources), countries(&gold.targets));
    let either: BTreeSet<&str> = sources.union(&targets).copied().collect();
    if either.is_empty() {
        return true;
    }
    let both = targets.is_empty() || codes::is_symmetric(&gold.event_type);
    let (source_side, target_side) = if both {
        (&either, &either)
    } else {
        (&sources, &targets)
    };
    countries(&event.sources).is_subset(source_side)
        && countries(&event.targets).is_subset(target_side)
}

fn countries(side: &[Participant]) -> BTreeSet<&str> {
    let countries = side.iter().map(|(country, _)| country.as_str());
    countries.filter(|c| !c.is_empty()).collect()
}
