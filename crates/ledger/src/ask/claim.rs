//! One claim: its bounds, its status, and what reviewers decided about it, in order.

use super::claims::{Kin, status};
use crate::cluster::Clusters;
use crate::row::day_text;
use crate::{Entry, Error, Outcome, RecordId, Snapshot};
use rusqlite::{OptionalExtension, params};

/// A commitment, demand or forecast with what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// Last day of its deadline as people mean it.
    pub soft: Option<String>,
    /// Last day of its deadline at the latest.
    pub hard: Option<String>,
    /// `open due expired`, or what the last reviewer decided: `kept late broken undetermined`.
    pub status: &'static str,
    /// The deadline before it was moved, if an earlier text gave another one.
    pub moved_from: Option<String>,
    /// The deadline to which a later text moved it.
    pub moved_to: Option<String>,
    /// Who else makes the same forecast.
    pub also_by: Vec<String>,
    /// What reviewers decided, the first first; what was taken back is left out.
    pub settled: Vec<Settling>,
}

/// A decision about a claim.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settling {
    /// Number of the entry.
    pub entry: i64,
    /// When (UTC).
    pub recorded: String,
    /// Who.
    pub author: String,
    /// What was decided.
    pub outcome: Outcome,
    /// Ids of the records that show it.
    pub evidence: Vec<String>,
}

/// The claim with that id; `None` if the record is no claim.
///
/// # Errors
/// If the file cannot be read.
pub fn claim(snapshot: &Snapshot<'_>, id: RecordId) -> Result<Option<Claim>, Error> {
    let Some(stored) = snapshot.find(id)? else {
        return Ok(None);
    };
    let read = || {
        snapshot
            .connection
            .prepare_cached("SELECT soft, hard, said FROM claims WHERE record = ?1")?
            .query_row(params![stored.record], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .optional()
    };
    let bounds: Option<(Option<i64>, Option<i64>, i64)> = read().map_err(|e| snapshot.error(e))?;
    let Some((soft, hard, said)) = bounds else {
        return Ok(None);
    };
    let mut clusters = Clusters::new(snapshot);
    let kin = Kin::of(snapshot, &mut clusters, (said, &stored))?;
    // What is decided about one of those that tell the same holds for all.
    let mut same = Vec::new();
    for record in clusters.of(&stored)? {
        let id = snapshot.id(record).map_err(|e| snapshot.error(e))?;
        same.push(id.to_string());
    }
    let mut settled = Vec::new();
    for (entry, recorded, author, act) in snapshot.acts() {
        if let Entry::Resolved {
            claim,
            outcome,
            evidence,
        } = act
            && same.contains(claim)
        {
            settled.push(Settling {
                entry: *entry,
                recorded: recorded.clone(),
                author: author.clone(),
                outcome: *outcome,
                evidence: evidence.clone(),
            });
        }
    }
    let decided = settled.last().map(|s: &Settling| s.outcome.as_str());
    Ok(Some(Claim {
        soft: soft.and_then(day_text),
        hard: hard.and_then(day_text),
        status: decided.unwrap_or_else(|| status(snapshot, (soft, hard))),
        moved_from: kin.moved_from,
        moved_to: kin.moved_to,
        also_by: kin.also_by,
        settled,
    }))
}
