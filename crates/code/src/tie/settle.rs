//! What the ties of a document make of each other: headings repeat, envoys come to missions, ranks rise.

use super::{Ground, LOOKED_AT, MUTUAL};
use crate::pack::Packs;
use crate::record::{ActorIdx, Body, Record, Tie};
use crate::time::Timex;

/// A tie before it is held against the others.
pub(super) struct Draft {
    /// Index of its match.
    pub(super) found: usize,
    pub(super) record: Record,
    /// Code of its page.
    pub(super) code: String,
    /// The step is told by what marks it: an envoy presents credentials.
    pub(super) is_occasion: bool,
    /// The lands of sender and receiver, which may be governments; the lower index first.
    pub(super) lands: (ActorIdx, ActorIdx),
    /// In a heading: the first day of its year that the section tells.
    pub(super) day: Option<Timex>,
}

/// Of the ties in text order those that stand, with the indices of their matches.
pub(super) fn settle(
    mut drafts: Vec<Draft>,
    ground: &Ground,
    packs: &Packs,
) -> Vec<(usize, Record)> {
    join_coarse(&mut drafts, packs);
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
    leave_dated(&mut drafts, &in_section);
    let mut kept: Vec<Draft> = Vec::with_capacity(drafts.len());
    for (mut draft, repeats) in drafts.into_iter().zip(repeats) {
        let from = kept.len().saturating_sub(LOOKED_AT);
        if repeats || draft.is_occasion && !stands(&mut draft, &mut kept[from..], packs) {
            continue;
        }
        if let Some(day) = draft.day.take() {
            date_by(&mut draft.record, day);
        }
        kept.push(draft);
    }
    resume_by_recognition(&mut kept);
    kept.into_iter().map(|d| (d.found, d.record)).collect()
}

/// Relations are interrupted when a new government is not recognized; its recognition resumes them, where the text tells no
/// other resumption.
fn resume_by_recognition(kept: &mut Vec<Draft>) {
    let dated = |t: &Tie| t.date.clone().filter(|d| !d.contains('/'));
    let mut resumed = Vec::new();
    for (i, draft) in kept.iter().enumerate() {
        let tie = tie_of(&draft.record);
        let begins = tie.axis == RECOGNITION && tie.change.as_deref() == Some("establish");
        let Some(date) = dated(tie).filter(|_| begins) else {
            continue;
        };
        let near = i.saturating_sub(LOOKED_AT)..kept.len().min(i + LOOKED_AT);
        let relations = near
            .filter(|j| kept[*j].lands == draft.lands)
            .map(|j| tie_of(&kept[j].record))
            .filter(|t| t.value == MUTUAL && t.axis != RECOGNITION);
        let before = relations.filter_map(|t| Some((dated(t).filter(|d| *d <= date)?, t)));
        let last = before.max_by(|a, b| a.0.cmp(&b.0));
        if last.is_some_and(|(_, t)| t.change.as_deref() == Some("suspend")) {
            resumed.push(resumption(draft));
        }
    }
    kept.extend(resumed);
}

/// The resumption of relations that a recognition is.
fn resumption(recognition: &Draft) -> Draft {
    let mut record = recognition.record.clone();
    if let Body::Tie(tie) = &mut record.body {
        EXCHANGE.clone_into(&mut tie.axis);
        MUTUAL.clone_into(&mut tie.value);
        tie.change = Some("resume".to_owned());
        tie.object = None;
    }
    Draft {
        found: recognition.found,
        record,
        code: RELATIONS.to_owned(),
        is_occasion: false,
        lands: recognition.lands,
        day: None,
    }
}

/// The two parties, whoever acts.
fn pair_of(tie: &Tie) -> (ActorIdx, ActorIdx) {
    (tie.sender.min(tie.receiver), tie.sender.max(tie.receiver))
}

/// A mission opened in a year and an envoy who came on a day of it are one step: the coarser telling is a further mention.
fn join_coarse(drafts: &mut Vec<Draft>, packs: &Packs) {
    let rank = |tie: &Tie| packs.levels.iter().position(|(l, _)| *l == tie.value);
    let begins = |tie: &Tie| matches!(tie.change.as_deref(), Some("establish" | "resume"));
    let finer_of = |i: usize| {
        let coarse = tie_of(&drafts[i].record);
        let date = coarse.date.as_deref()?;
        if drafts[i].code != MISSION || !begins(coarse) {
            return None;
        }
        let near = i.saturating_sub(LOOKED_AT)..drafts.len().min(i + LOOKED_AT);
        let mut finer = near.filter(|&j| {
            let fine = tie_of(&drafts[j].record);
            let is_finer = |d: &str| d.len() > date.len() && d.starts_with(date);
            drafts[j].code == MISSION
                && begins(fine)
                && (fine.sender, fine.receiver) == (coarse.sender, coarse.receiver)
                && fine.date.as_deref().is_some_and(is_finer)
                && rank(coarse) <= rank(fine)
        });
        finer.next()
    };
    let joined: Vec<Option<usize>> = (0..drafts.len()).map(finer_of).collect();
    for (i, fine) in joined.iter().enumerate() {
        if let Some(fine) = *fine {
            let evidence = std::mem::take(&mut drafts[i].record.evidence);
            let sentences = std::mem::take(&mut drafts[i].record.sentences);
            let record = &mut drafts[fine].record;
            record.evidence.extend(evidence);
            record.sentences.extend(sentences);
        }
    }
    let mut is_joined = joined.into_iter().map(|j| j.is_some());
    drafts.retain(|_| !is_joined.next().unwrap_or(false));
}

/// A step of a heading that running text tells with a date of the same year keeps the year: it is told again.
fn leave_dated(drafts: &mut [Draft], places: &[Place]) {
    for i in 0..drafts.len() {
        let own = tie_of(&drafts[i].record);
        let Some(date) = own.date.as_deref().filter(|_| drafts[i].day.is_some()) else {
            continue;
        };
        let near = i.saturating_sub(LOOKED_AT)..drafts.len().min(i + LOOKED_AT);
        let is_told = near.into_iter().any(|j| {
            let other = tie_of(&drafts[j].record);
            !places[j].is_heading
                && (&other.axis, &other.value, &other.change)
                    == (&own.axis, &own.value, &own.change)
                && drafts[j].lands == drafts[i].lands
                && other
                    .date
                    .as_deref()
                    .is_some_and(|d| d.len() > date.len() && d.starts_with(date))
        });
        if is_told {
            drafts[i].day = None;
        }
    }
}

/// Dates the step of a heading by the day that its section tells.
fn date_by(record: &mut Record, day: Timex) {
    if let Body::Tie(tie) = &mut record.body {
        tie.date = Some(day.value.clone());
    }
    record.evidence.push(day.span);
    record.time = Some(day);
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
    let is_before = |t: &Tie| match (&t.date, &own.date) {
        (Some(a), Some(b)) => a <= b,
        _ => true,
    };
    for draft in kept {
        let tie = tie_of(&draft.record);
        if tie.axis != own.axis || pair_of(tie) != pair_of(own) || !is_before(tie) {
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

/// Codes of the pages of missions and of relations.
const MISSION: &str = "MISSION";
const RELATIONS: &str = "RELATIONS";

/// The two axes.
const RECOGNITION: &str = "recognition";
const EXCHANGE: &str = "exchange";
