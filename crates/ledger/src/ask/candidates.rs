//! What may settle a claim: records of the same actors that fit the claim and came after it. The ledger proposes; only a
//! reviewer settles.

use super::gist::{gist_of, words};
use super::{Answer, Line};
use crate::derive::NO_DAY;
use crate::identity::plain;
use crate::row::{day_number, day_text};
use crate::{Entry, Error, Kind, RecordId, Snapshot, Stored};
use rusqlite::params;
use rustc_hash::FxHashSet;
use serde_json::json;

/// Days after the hard bound of a deadline in which the act would be late, and is still shown.
const LATE_DAYS: i64 = 180;
/// Days after a claim without deadline in which an act may be its outcome.
const OPEN_DAYS: i64 = 731;
/// Records of one actor that are weighed, the earliest after the claim.
const MOST: usize = 2000;
/// What a record must weigh to be shown.
const LEAST: f64 = 1.0;

/// What a row holds.
const COLUMNS: &[&str] = &[
    "kind", "date", "who", "whom", "what", "why", "weight", "document",
];

/// What people see of it.
const BRIEF: &[&str] = &["date", "who", "what", "why", "document"];

/// Records that may settle the claim, the likeliest first.
///
/// # Errors
/// If there is no such record, it is no claim, or the file cannot be read.
pub fn candidates(snapshot: &Snapshot<'_>, claim: RecordId, limit: usize) -> Result<Answer, Error> {
    let claim = Claim::of(snapshot, claim)?;
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let mut weighed = Vec::new();
    for (day, record) in claim.records(snapshot).map_err(|e| snapshot.error(e))? {
        let stored = snapshot.record(record)?;
        if let Some((weight, why)) = claim.weigh(snapshot, &stored, day)? {
            weighed.push((weight, day, stored, why));
        }
    }
    weighed.sort_by(|a, b| {
        let by_weight = b.0.total_cmp(&a.0);
        by_weight
            .then(a.1.cmp(&b.1))
            .then(a.2.record.cmp(&b.2.record))
    });
    for (weight, day, stored, why) in weighed.into_iter().take(limit) {
        let line = line(snapshot, &stored, (weight, day), &why)?;
        answer.lines.push(line);
    }
    let from = match claim.said {
        Some(day) => format!("after {}", day_text(day).unwrap_or_default()),
        None => "of any day, for the day of the claim is not known".into(),
    };
    answer.notes.push(format!(
        "Records {from}. Nothing is settled by this list; a person does so: verbale resolve {} --outcome OUTCOME --by ID.",
        claim.stored.id.short()
    ));
    Ok(answer)
}

fn line(
    snapshot: &Snapshot<'_>,
    stored: &Stored,
    (weight, day): (f64, i64),
    why: &[String],
) -> Result<Line, Error> {
    let sides = crate::Row::party_fields(stored.id.kind);
    let names = |at: usize| match sides.get(at) {
        Some(field) => snapshot.field_names(stored, field),
        None => Ok(Vec::new()),
    };
    Ok(Line {
        cells: vec![
            json!(stored.id.kind.as_str()),
            json!(day_text(day).filter(|_| day != NO_DAY)),
            json!(names(0)?),
            json!(names(1)?),
            json!(gist_of(snapshot, stored)?),
            json!(why),
            json!((100.0 * weight).round() / 100.0),
            json!(snapshot.document(stored.document)?.name),
        ],
        ids: vec![stored.id],
    })
}

/// A claim and what its outcome would look like.
struct Claim {
    stored: Stored,
    /// The day it was made, or told.
    said: Option<i64>,
    /// Last day of its deadline.
    hard: Option<i64>,
    /// Who would have to act.
    doers: Vec<i64>,
    /// Bodies that a doer holds a post in.
    bodies: Vec<i64>,
    /// Towards whom.
    others: Vec<i64>,
    /// Words of what is to happen.
    words: FxHashSet<String>,
    /// Records that a reviewer linked already.
    linked: Vec<String>,
}

impl Claim {
    fn of(snapshot: &Snapshot<'_>, id: RecordId) -> Result<Self, Error> {
        let stored = snapshot.find(id)?.ok_or_else(|| {
            Error::Asked(format!(
                "{id}: no such record counts; `verbale ask claims` prints the ids of claims"
            ))
        })?;
        if !is_claim(&stored) {
            return Err(Error::Asked(format!(
                "{id}: only commitments, demands and forecasts are settled"
            )));
        }
        let on_disk = |e| snapshot.error(e);
        let parties = snapshot.parties(stored.record).map_err(on_disk)?;
        let at = |places: &[usize]| -> Vec<i64> {
            let of = parties.iter().filter(|(place, _)| places.contains(place));
            of.map(|(_, entity)| *entity).collect()
        };
        // A demand is answered by those asked; a promise is kept by who made it; a forecast shows on those affected.
        let (doers, others) = match stored.id.kind {
            Kind::Demand => (at(&[1]), at(&[0, 2, 3])),
            Kind::Impact => (at(&[1]), Vec::new()),
            _ => (at(&[0]), at(&[1])),
        };
        let bodies = bodies(snapshot, &doers).map_err(on_disk)?;
        let published = snapshot.document(stored.document)?.published;
        let told = published.and_then(|p| day_number(&verbale_code::time::bounds(&p)?.0?));
        let own = stored.row.days().and_then(|(first, _)| day_number(&first?));
        let field = match stored.id.kind {
            Kind::Demand => "ask",
            Kind::Impact => "what",
            _ => "action",
        };
        let id = id.to_string();
        let linked = snapshot.acts().iter().filter_map(|(_, _, _, e)| match e {
            Entry::Resolved {
                claim, evidence, ..
            } if *claim == id => Some(evidence.clone()),
            _ => None,
        });
        Ok(Self {
            said: own.filter(|_| stored.id.kind != Kind::Impact).or(told),
            hard: stored.row.deadline().1.and_then(|d| day_number(&d)),
            words: content_words(stored.row.text(field).unwrap_or("")),
            linked: linked.flatten().collect(),
            stored,
            doers,
            bodies,
            others,
        })
    }

    /// Numbers and days of the records of the parties after the claim.
    fn records(&self, snapshot: &Snapshot<'_>) -> rusqlite::Result<Vec<(i64, i64)>> {
        let from = self.said.unwrap_or(NO_DAY);
        let to = match (self.hard, self.said) {
            (Some(hard), _) => hard + LATE_DAYS,
            (None, Some(said)) => said + OPEN_DAYS,
            (None, None) => i64::MAX,
        };
        let to = to.min(snapshot.as_of().unwrap_or(i64::MAX));
        let who = self.doers.iter().chain(&self.bodies).chain(&self.others);
        let mut found = Vec::new();
        for &entity in who {
            for entity in snapshot.merges.members(entity) {
                for side in ["a", "b"] {
                    let sql = format!(
                        "SELECT day, record FROM dyads WHERE {side} = ?1 AND {side} <> 0 AND day BETWEEN ?2 AND ?3
                         AND kind IN (2, 3, 5, 6) ORDER BY day LIMIT ?4"
                    );
                    let mut select = snapshot.connection.prepare_cached(&sql)?;
                    let rows = select.query_map(params![entity, from, to, MOST as i64], |row| {
                        Ok((row.get(0)?, row.get(1)?))
                    })?;
                    for row in rows {
                        found.push(row?);
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found.retain(|&(_, record)| snapshot.live(record).is_some());
        Ok(found)
    }

    /// What speaks for a record as the outcome; `None` if too little does.
    fn weigh(
        &self,
        snapshot: &Snapshot<'_>,
        stored: &Stored,
        day: i64,
    ) -> Result<Option<(f64, Vec<String>)>, Error> {
        let is_linked = self.linked.contains(&stored.id.to_string());
        if is_linked || self.is_echo(stored) || !is_done(stored) {
            return Ok(None);
        }
        let text = snapshot.text(stored.document)?;
        let own = content_words(&words(stored, "", &text));
        let shared = self.words.iter().filter(|w| own.contains(*w)).count();
        let fits = self.fits(stored);
        if shared == 0 && fits.is_none() {
            return Ok(None);
        }
        let parties = snapshot
            .parties(stored.record)
            .map_err(|e| snapshot.error(e))?;
        let mut weight = 0.0;
        let mut why: Vec<String> = Vec::new();
        let mut add = |part: f64, reason: String| {
            weight += part;
            why.push(reason);
        };
        let acts = |of: &[i64]| {
            let sides = match stored.id.kind {
                Kind::Meeting => 0..2,
                _ => 0..1,
            };
            let mut own = parties.iter().filter(|(place, _)| sides.contains(place));
            own.any(|(_, e)| of.contains(e))
        };
        if acts(&self.doers) {
            add(0.75, "the same actor".into());
        } else if acts(&self.bodies) {
            add(0.5, "a body the actor holds a post in".into());
        } else if !self.doers.is_empty() && self.stored.id.kind != Kind::Impact {
            return Ok(None);
        }
        if parties
            .iter()
            .any(|(p, e)| *p < 2 && self.others.contains(e))
        {
            add(0.25, "the other party".into());
        }
        if let Some(reason) = fits {
            add(0.5, reason);
        }
        if shared > 0 {
            let share = shared as f64 / self.words.len() as f64;
            add(share, format!("{shared} of {} words", self.words.len()));
        }
        match (self.hard, self.said) {
            (Some(hard), _) if day <= hard => add(0.25, "before the deadline".into()),
            (Some(_), _) => add(0.0, "after the deadline".into()),
            (None, Some(said)) => add(0.0, format!("{} days later", day - said)),
            _ => {}
        }
        Ok((weight >= LEAST).then_some((weight, why)))
    }

    /// Whether a record of the same document only repeats the claim, or has no day of its own that would be after it.
    fn is_echo(&self, stored: &Stored) -> bool {
        let local = self.stored.row.local_id();
        let refers = stored.row.refs.values().any(|value| match value {
            serde_json::Value::String(id) => *id == local,
            serde_json::Value::Array(ids) => ids.iter().any(|id| *id == local.as_str()),
            _ => false,
        });
        let overlaps = || {
            let own = &self.stored.row.evidence;
            let other = &stored.row.evidence;
            own.iter()
                .any(|[a, b]| other.iter().any(|[c, d]| a < d && c < b))
        };
        let has_day = stored.row.days().is_some() && self.said.is_some();
        stored.document == self.stored.document && (refers || overlaps() || !has_day)
    }

    /// Whether its type is one that such a claim asks for, and how to say so.
    fn fits(&self, stored: &Stored) -> Option<String> {
        let row = &self.stored.row;
        let wanted: &[&str] = match (self.stored.id.kind, row.text("type"), row.text("mode")) {
            (Kind::Demand, _, Some("assist")) => &["AID", "COOPERATE", "SUPPORT", "REJECT"],
            (Kind::Demand, _, Some("yield")) => &["RETREAT", "CONCEDE", "AID", "REJECT"],
            (Kind::Demand, _, Some("meet")) => &["CONSULT", "meeting", "REJECT"],
            (Kind::Demand, _, _) => &["CONCEDE", "AGREE", "COOPERATE", "RETREAT", "REJECT"],
            (Kind::Commitment, Some("threat"), _) => &[
                "ASSAULT", "COERCE", "SANCTION", "MOBILIZE", "PROTEST", "REJECT",
            ],
            (Kind::Commitment, Some("promise" | "offer"), _) => &[
                "AID",
                "COOPERATE",
                "SUPPORT",
                "RETREAT",
                "CONCEDE",
                "CONSULT",
                "AGREE",
                "X-APPOINT",
                "tie",
                "meeting",
            ],
            _ => &[],
        };
        let sort = match stored.id.kind {
            Kind::Event => stored.row.text("type")?,
            kind => kind.as_str(),
        };
        if !wanted.contains(&sort) {
            return None;
        }
        Some(match (self.stored.id.kind, sort) {
            (Kind::Demand, "REJECT") => "a refusal (REJECT)".into(),
            _ => format!("fits the {} ({sort})", self.stored.id.kind),
        })
    }
}

fn is_claim(stored: &Stored) -> bool {
    match stored.id.kind {
        Kind::Commitment | Kind::Demand => true,
        Kind::Impact => stored.row.text("claim_type") == Some("forecast"),
        _ => false,
    }
}

/// Whether its own voice tells it as a fact, and it is no mere echo of words.
fn is_done(stored: &Stored) -> bool {
    let row = &stored.row;
    let is_mirror = row.fields.get("mirror") == Some(&json!(true));
    let mirrors_words = is_mirror && !row.refs.keys().any(|k| k == "tie" || k == "meeting");
    let is_held = stored.id.kind != Kind::Meeting || row.text("status") == Some("held");
    row.is_asserted() && !mirrors_words && is_held
}

/// Bodies and states that the doers hold or held a post in.
fn bodies(snapshot: &Snapshot<'_>, doers: &[i64]) -> rusqlite::Result<Vec<i64>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT p.record, o.entity FROM parties p JOIN parties o ON o.record = p.record AND o.place = 1
         WHERE p.entity = ?1 AND p.kind = 2 AND p.place = 0 LIMIT 200",
    )?;
    let mut bodies = Vec::new();
    for &doer in doers {
        for entity in snapshot.merges.members(doer) {
            let rows = select.query_map([entity], |row| Ok((row.get(0)?, row.get(1)?)))?;
            for row in rows {
                let (record, body): (i64, i64) = row?;
                if snapshot.live(record).is_some() {
                    bodies.push(snapshot.merges.of(body));
                }
            }
        }
    }
    bodies.sort_unstable();
    bodies.dedup();
    bodies.retain(|b| !doers.contains(b));
    Ok(bodies)
}

/// Words that say something by themselves: four letters or more.
fn content_words(text: &str) -> FxHashSet<String> {
    plain(text)
        .split(' ')
        .filter(|w| w.chars().count() > 3)
        .map(str::to_owned)
        .collect()
}
