//! Who against whom.

use std::collections::BTreeSet;

use super::codes;
use super::read::{CodedEvent, Participant};

/// Type (empty where it is ignored), source, target, and whether it is reciprocal.
pub(super) type Dyad = (String, String, String, bool);

/// The country pairs of an event, with the type as given.
pub(super) fn dyads(event: &CodedEvent, event_type: &str) -> BTreeSet<Dyad> {
    let named = |side: &[Participant]| -> BTreeSet<String> {
        let countries = side.iter().map(|(c, _)| c);
        countries.filter(|c| !c.is_empty()).cloned().collect()
    };
    let (sources, targets) = (named(&event.sources), named(&event.targets));
    let mut out = BTreeSet::new();
    let mut add = |a: &str, b: &str, reciprocal| {
        out.insert((event_type.into(), a.into(), b.into(), reciprocal));
    };
    if targets.is_empty() && sources.len() > 1 {
        for (i, a) in sources.iter().enumerate() {
            sources.iter().skip(i + 1).for_each(|b| add(a, b, true));
        }
        return out;
    }
    let or_nobody = |side: BTreeSet<String>| match side.is_empty() {
        true => BTreeSet::from([String::new()]),
        false => side,
    };
    let targets = or_nobody(targets);
    for a in or_nobody(sources) {
        targets.iter().for_each(|b| add(&a, b, false));
    }
    out
}

/// Right, wrong and missed dyads. A reciprocal gold dyad uses up both orders.
pub(super) fn match_dyads(
    gold: &BTreeSet<Dyad>,
    predicted: &BTreeSet<Dyad>,
) -> (usize, usize, usize) {
    let mut left: BTreeSet<&Dyad> = predicted.iter().collect();
    let mut right = 0;
    for (event_type, source, target, reciprocal) in gold {
        let both = *reciprocal || codes::is_symmetric(event_type);
        let mut found = false;
        for p in predicted.iter().filter(|p| p.0 == *event_type) {
            let straight = p.1 == *source && p.2 == *target;
            let turned = p.1 == *target && p.2 == *source;
            if (straight && (both || !p.3)) || (both && turned) {
                found = true;
                left.remove(p);
            }
        }
        right += usize::from(found);
    }
    (right, left.len(), gold.len() - right)
}

#[cfg(test)]
mod tests {
    use super::match_dyads;

    #[test]
    fn a_reciprocal_prediction_does_not_meet_a_directed_event() {
        let dyad = |reciprocal| {
            let dyad = ("ASSAULT".into(), "A".into(), "B".into(), reciprocal);
            std::collections::BTreeSet::from([dyad])
        };
        assert_eq!(match_dyads(&dyad(false), &dyad(true)), (0, 1, 1));
    }
}
