//! What the ties of a document make of each other: headings repeat, envoys come to missions, ranks rise.

use super::{Ground, LOOKED_AT};
use crate::pack::Packs;
use crate::record::{ActorIdx, Body, Record, Tie};

/// A tie before it is held against the others.
pub(super) struct Draft {
    /// Index of its match.
    pub(super) found: usize,
    pub(super) record: Record,
    /// Code of its page.
    pub(super) code: String,
    /// The step is told by what marks it: an envoy presents credentials.
    pub(super) is_occasion: bool,
}

/// Of the ties in text order those that stand, with the indices of their matches.
pub(super) fn settle(drafts: Vec<Draft>, ground: &Ground, packs: &Packs) -> Vec<(usize, Record)> {
    let in_section: Vec<Place> = drafts.iter().map(|d| Place::new(d, ground)).collect();
    let told: Vec<(u32, &str, Option<&str>)> = drafts
        .iter()
        .zip(&in_section)
        .filter(|(_, p)| !p.is_heading && p.section != u32::MAX)
        .map(|(d, p)| {
            (
                p.section,
                d.code.as_str(),
                tie_of(&d.record).date.as_deref(),
            )
        })
        .collect();
    let repeats: Vec<bool> = drafts
        .iter()
        .zip(&in_section)
        .map(|(d, p)| {
            let Some(date) = tie_of(&d.record).date.as_deref() else {
                return p.is_heading;
            };
            let is_told = |t: &(u32, &str, Option<&str>)| {
                (t.0, t.1) == (p.section, d.code.as_str())
                    && t.2.is_some_and(|told| told.starts_with(date))
            };
            // Sections follow each other, so their ties stand together.
            let from = told.partition_point(|t| t.0 < p.section);
            p.is_heading && told[from..].iter().take(LOOKED_AT).any(is_told)
        })
        .collect();
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for (mut draft, repeats) in drafts.into_iter().zip(repeats) {
        let from = kept.len().saturating_sub(LOOKED_AT);
        if repeats || draft.is_occasion && !stands(&mut draft, &mut kept[from..], packs) {
            continue;
        }
        kept.push(draft);
    }
    kept.into_iter().map(|d| (d.found, d.record)).collect()
}

struct Place {
    section: u32,
    is_heading: bool,
}

impl Place {
    fn new(draft: &Draft, ground: &Ground) -> Self {
        let sentence = draft.record.sentences.first().copied();
        Self {
            section: sentence.map_or(u32::MAX, |s| ground.section(s)),
            is_heading: sentence.is_some_and(|s| ground.is_heading(s)),
        }
    }
}

fn tie_of(record: &Record) -> &Tie {
    let Body::Tie(tie) = &record.body else {
        unreachable!("drafts hold ties")
    };
    tie
}

/// Whether an envoy's coming is a step of its own; says what kind of step it is.
fn stands(draft: &mut Draft, kept: &mut [Draft], packs: &Packs) -> bool {
    let own = tie_of(&draft.record).clone();
    if let Some(same) = kept.iter_mut().find(|k| is_marked_by(k, draft)) {
        if let Body::Tie(tie) = &mut same.record.body {
            tie.representative = tie.representative.or(own.representative);
            tie.hom_class = tie.hom_class.take().or(own.hom_class);
        }
        return false;
    }
    let rank = |level: &str| packs.levels.iter().position(|(l, _)| l == level);
    let change = match held(&own, kept) {
        (None, false) => return true,
        (_, true) => "resume",
        (Some(before), false) if rank(&own.value) > rank(before) => "upgrade",
        (Some(_), false) => return false,
    };
    if let Body::Tie(tie) = &mut draft.record.body {
        tie.change = Some(change.to_owned());
    }
    true
}

/// Whether `envoy` only marks the step `draft` of the same sentence.
fn is_marked_by(draft: &Draft, envoy: &Draft) -> bool {
    let (a, b) = (tie_of(&draft.record), tie_of(&envoy.record));
    draft.code == envoy.code
        && !draft.is_occasion
        && draft.record.sentences == envoy.record.sentences
        && (a.sender, a.receiver) == (b.sender, b.receiver)
}

/// The level that the sender kept with the receiver before the step `own`, and whether that had ended.
fn held<'k>(own: &Tie, kept: &'k [Draft]) -> (Option<&'k str>, bool) {
    let (mut level, mut ended) = (None, false);
    let pair =
        |t: &Tie| -> (ActorIdx, ActorIdx) { (t.sender.min(t.receiver), t.sender.max(t.receiver)) };
    let is_before = |t: &Tie| match (&t.date, &own.date) {
        (Some(a), Some(b)) => a <= b,
        _ => true,
    };
    for draft in kept {
        let tie = tie_of(&draft.record);
        if tie.axis != own.axis || pair(tie) != pair(own) || !is_before(tie) {
            continue;
        }
        let is_mission = draft.code == MISSION;
        let is_own = (tie.sender, tie.receiver) == (own.sender, own.receiver);
        match tie.change.as_deref() {
            Some("sever" | "suspend" | "withdraw") if !is_mission || is_own => ended = true,
            Some("establish" | "resume" | "upgrade" | "begin" | "downgrade")
                if is_mission && is_own =>
            {
                (level, ended) = (Some(tie.value.as_str()), false);
            }
            _ => {}
        }
    }
    (level, ended)
}

/// Code of the page of missions.
const MISSION: &str = "MISSION";
