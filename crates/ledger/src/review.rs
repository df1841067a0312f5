//! What people should look at first, and how far two who looked agree.

mod agreement;

mod contradiction;

pub use agreement::{agreement, changes, kappa};

use crate::derive::NO_DAY;
use crate::{Entry, Error, Kind, RecordId, Snapshot, Stored};
use contradiction::contradictions;
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::fmt;

/// Which records to review.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Queue {
    /// Only these kinds; all but actors and voices if empty.
    pub kinds: Vec<Kind>,
    /// Who reviews. What this person judged already is left out.
    pub reviewer: String,
    /// Only what others judged already, struck out or not, for a second opinion. Without it only what nobody judged.
    pub is_second: bool,
    /// Records at most.
    pub limit: usize,
}

/// A record to review.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    /// The record.
    pub stored: Stored,
    /// What it weighs: the sum over the reasons.
    pub weight: f64,
    /// Why it is worth a look, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Why a record is worth a look.
#[derive(Clone, PartialEq, Debug)]
pub enum Reason {
    /// Its confidence, if it is not certain. Weighs what is missing to 1.
    Unsure(f64),
    /// Another record of the same parties and days says the opposite. Weighs 1.
    Contradicts(RecordId),
    /// It stands on the board of claims, and nobody settled it. Weighs 0.5.
    OnBoard,
    /// Its deadline has passed, and nobody settled it. Weighs 0.75.
    PastDue,
    /// So many independent texts tell it. Weighs an eighth for each but the first, one half at most.
    Origins(usize),
}

impl Reason {
    /// What the reason weighs.
    pub fn weight(&self) -> f64 {
        match self {
            Reason::Unsure(confidence) => 1.0 - confidence,
            Reason::Contradicts(_) => 1.0,
            Reason::OnBoard => 0.5,
            Reason::PastDue => 0.75,
            Reason::Origins(n) => (0.125 * (n.saturating_sub(1)) as f64).min(0.5),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Unsure(confidence) => write!(f, "confidence {confidence:.2}"),
            Reason::Contradicts(id) => write!(f, "contradicts {}", id.short()),
            Reason::OnBoard => f.write_str("on the claims board"),
            Reason::PastDue => f.write_str("deadline passed"),
            Reason::Origins(n) => write!(f, "told by {n} origins"),
        }
    }
}

/// For each kind so many times the records asked for are weighed, those of the lowest confidence.
const SPARE: usize = 2;

/// The records to review, what matters most first. The day of the snapshot decides which deadlines have passed.
///
/// # Errors
/// If the file cannot be read.
pub fn queue(snapshot: &Snapshot<'_>, question: &Queue) -> Result<Vec<Item>, Error> {
    let on_disk = |e| snapshot.error(e);
    let judged = Judged::of(snapshot, &question.reviewer);
    let kinds = kinds(question);
    let board = board(snapshot, &kinds).map_err(on_disk)?;
    let opposed = contradictions(snapshot, &kinds).map_err(on_disk)?;
    let mut numbers: Vec<i64> = match question.is_second {
        true => judged.by_others(snapshot)?,
        false => unsure(snapshot, &kinds, &judged, question.limit).map_err(on_disk)?,
    };
    if !question.is_second {
        numbers.extend(board.keys());
        numbers.extend(opposed.keys());
    }
    numbers.sort_unstable();
    numbers.dedup();
    let mut weighed: Vec<(f64, i64, Vec<Reason>)> = Vec::new();
    for record in numbers {
        let mut reasons: Vec<Reason> = Vec::new();
        if let Some(other) = opposed.get(&record) {
            reasons.push(Reason::Contradicts(snapshot.record(*other)?.id));
        }
        reasons.extend(board.get(&record).cloned());
        let confidence = confidence(snapshot, record).map_err(on_disk)?;
        reasons.extend(confidence.filter(|c| *c < 1.0).map(Reason::Unsure));
        weighed.push((reasons.iter().map(Reason::weight).sum(), record, reasons));
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut items = Vec::new();
    for (_, record, reasons) in weighed {
        // Some will be left out, and origins may reorder the last ones.
        if items.len() >= SPARE * question.limit {
            break;
        }
        let stored = snapshot.record(record)?;
        let is_new = judged.is_open(stored.id, question.is_second);
        let counts = question.is_second || snapshot.counts(&stored);
        if is_new && counts && kinds.contains(&stored.id.kind) {
            items.push(item(snapshot, stored, reasons)?);
        }
    }
    items.sort_by(|a, b| {
        let by_weight = b.weight.total_cmp(&a.weight);
        by_weight.then(a.stored.record.cmp(&b.stored.record))
    });
    items.truncate(question.limit);
    Ok(items)
}

/// A record with all that speaks for a look at it.
fn item(snapshot: &Snapshot<'_>, stored: Stored, mut reasons: Vec<Reason>) -> Result<Item, Error> {
    let n = origins(snapshot, &stored).map_err(|e| snapshot.error(e))?;
    if n > 1 {
        reasons.push(Reason::Origins(n));
    }
    reasons.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    Ok(Item {
        stored,
        weight: reasons.iter().map(Reason::weight).sum(),
        reasons,
    })
}

fn kinds(question: &Queue) -> Vec<Kind> {
    if !question.kinds.is_empty() {
        return question.kinds.clone();
    }
    let all = Kind::ALL.into_iter();
    all.filter(|k| !matches!(k, Kind::Actor | Kind::Voice))
        .collect()
}

/// Who judged what.
struct Judged {
    own: FxHashSet<RecordId>,
    others: FxHashSet<RecordId>,
}

impl Judged {
    fn of(snapshot: &Snapshot<'_>, reviewer: &str) -> Self {
        let mut judged = Judged {
            own: FxHashSet::default(),
            others: FxHashSet::default(),
        };
        for (_, _, author, entry) in snapshot.acts() {
            if let Entry::Reviewed { record, .. } = entry
                && let Some(id) = RecordId::parse(record)
            {
                match author == reviewer {
                    true => judged.own.insert(id),
                    false => judged.others.insert(id),
                };
            }
        }
        judged
    }

    /// Whether the reviewer should see it.
    fn is_open(&self, id: RecordId, is_second: bool) -> bool {
        !self.own.contains(&id) && self.others.contains(&id) == is_second
    }

    /// Numbers of the records of the machine that others judged.
    fn by_others(&self, snapshot: &Snapshot<'_>) -> Result<Vec<i64>, Error> {
        let mut numbers = Vec::new();
        let mut ids: Vec<RecordId> = self.others.iter().copied().collect();
        ids.sort_unstable();
        for id in ids {
            if let Some(stored) = snapshot.reviewable(id)?
                && stored.row.producer.producer_type != "human"
            {
                numbers.push(stored.record);
            }
        }
        Ok(numbers)
    }
}

/// The records of the lowest confidence that nobody judged.
fn unsure(
    snapshot: &Snapshot<'_>,
    kinds: &[Kind],
    judged: &Judged,
    limit: usize,
) -> rusqlite::Result<Vec<i64>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record, id FROM records WHERE kind = ?1 AND confidence IS NOT NULL ORDER BY confidence, record",
    )?;
    let mut found = Vec::new();
    for &kind in kinds {
        let mut rows = select.query(params![kind.number()])?;
        let mut n = 0;
        while n < SPARE * limit
            && let Some(row) = rows.next()?
        {
            let (record, hash): (i64, i64) = (row.get(0)?, row.get(1)?);
            let hash = hash.cast_unsigned();
            let id = RecordId { kind, hash };
            if judged.is_open(id, false) && snapshot.live(record).is_some() {
                found.push(record);
                n += 1;
            }
        }
    }
    Ok(found)
}

fn confidence(snapshot: &Snapshot<'_>, record: i64) -> rusqlite::Result<Option<f64>> {
    snapshot
        .connection
        .prepare_cached("SELECT confidence FROM records WHERE record = ?1")?
        .query_row([record], |row| row.get(0))
}

/// The claims with a deadline that nobody settled, and the others of those kinds once they are judged unsure.
fn board(snapshot: &Snapshot<'_>, kinds: &[Kind]) -> rusqlite::Result<FxHashMap<i64, Reason>> {
    let settled: FxHashSet<&str> = snapshot
        .acts()
        .iter()
        .filter_map(|(_, _, _, entry)| match entry {
            Entry::Resolved { claim, .. } => Some(claim.as_str()),
            _ => None,
        })
        .collect();
    let mut select = snapshot.connection.prepare_cached(
        "SELECT c.record, c.hard, c.kind, r.id FROM claims c JOIN records r USING (record) WHERE r.fields IS NOT NULL",
    )?;
    let mut rows = select.query([])?;
    let mut board = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (record, hard, kind): (i64, Option<i64>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(kind) = Kind::of_number(kind).filter(|k| kinds.contains(k)) else {
            continue;
        };
        let hash = row.get::<_, i64>(3)?.cast_unsigned();
        let id = RecordId { kind, hash }.to_string();
        if settled.contains(id.as_str()) || snapshot.live(record).is_none() {
            continue;
        }
        let is_past = hard.is_some_and(|hard| snapshot.as_of().is_some_and(|day| hard < day));
        board.insert(
            record,
            match is_past {
                true => Reason::PastDue,
                false => Reason::OnBoard,
            },
        );
    }
    Ok(board)
}

/// How many independent texts tell of the same act of the same parties on the same day or the next one.
fn origins(snapshot: &Snapshot<'_>, stored: &Stored) -> rusqlite::Result<usize> {
    let parties = snapshot.parties(stored.record)?;
    let side = |at: usize| parties.iter().find(|(place, _)| *place == at);
    let Some(&(_, a)) = side(0) else {
        return Ok(1);
    };
    let b = side(1).map(|&(_, b)| b);
    let mut select = snapshot.connection.prepare_cached(
        "SELECT d.record, d.day, d.b FROM dyads d JOIN labels l USING (label)
         WHERE d.kind = ?1 AND l.name = ?2 AND d.a = ?3 LIMIT 2000",
    )?;
    let mut found: Vec<(i64, i64, i64)> = Vec::new();
    for entity in snapshot.merges.members(a) {
        let label = stored.row.label();
        let of = params![stored.id.kind.number(), label, entity];
        let rows = select.query_map(of, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for row in rows {
            found.push(row?);
        }
    }
    let own = found.iter().find(|(record, _, _)| *record == stored.record);
    let Some(&(_, day, _)) = own.filter(|(_, day, _)| *day != NO_DAY) else {
        return Ok(1);
    };
    let mut origins = FxHashSet::default();
    for (record, then, other) in found {
        let same_other = b.is_none_or(|b| snapshot.merges.of(other) == b);
        if same_other
            && (then - day).abs() <= 1
            && let Some(document) = snapshot.live(record)
        {
            origins.insert(snapshot.origin(document)?);
        }
    }
    Ok(origins.len().max(1))
}
