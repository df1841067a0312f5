//! What people should look at first, and how far two who looked agree.

mod agreement;

mod contradiction;

pub use agreement::{agreement, changes, kappa};

use crate::cluster::{Clusters, spread};
use crate::derive;
use crate::{Entry, Error, Kind, RecordId, Snapshot, Stored, Verdict};
use contradiction::contradictions;
use rusqlite::params;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
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
    /// It was rejected as it was read before, and a new reading of the same words says something else. Weighs 0.75.
    ReadAnew,
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
            Reason::ReadAnew => 0.75,
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
            Reason::ReadAnew => f.write_str("rejected as it was read before"),
            Reason::OnBoard => f.write_str("on the claims board"),
            Reason::PastDue => f.write_str("deadline passed"),
            Reason::Origins(n) => write!(f, "told by {n} origins"),
        }
    }
}

/// So many times the records asked for are looked at more closely: origins may reorder the last ones.
const SPARE: usize = 2;

/// The records to review, what matters most first; `marks` are those of the same ledger, a moment old at most.
///
/// # Errors
/// If the file cannot be read.
pub fn queue(snapshot: &Snapshot<'_>, question: &Queue, marks: &Marks) -> Result<Vec<Item>, Error> {
    let on_disk = |e| snapshot.error(e);
    let judged = Judged::of(snapshot, &question.reviewer).map_err(on_disk)?;
    let kinds = kinds(question);
    let scale = Scale {
        marks,
        anew: &judged.anew,
    };
    let mut best = Best::of(SPARE * question.limit);
    if question.is_second {
        for record in judged.by_others(snapshot)? {
            let confidence = confidence(snapshot, record).map_err(on_disk)?;
            best.put(scale.weight(record) + missing(confidence), record);
        }
    } else {
        unsure(snapshot, (&kinds, &judged), scale, &mut best).map_err(on_disk)?;
        marked(snapshot, (&kinds, &judged), scale, &mut best).map_err(on_disk)?;
    }
    let mut items = Vec::new();
    let mut clusters = Clusters::new(snapshot);
    for (_, record) in best.found {
        let stored = snapshot.record(record)?;
        let is_new = judged.is_open(stored.id, question.is_second);
        if is_new && kinds.contains(&stored.id.kind) {
            let reasons = scale.reasons(snapshot, &stored)?;
            items.push(item(&mut clusters, stored, reasons)?);
        }
    }
    items.sort_by(|a, b| {
        let by_weight = b.weight.total_cmp(&a.weight);
        by_weight.then(a.stored.record.cmp(&b.stored.record))
    });
    items.truncate(question.limit);
    Ok(items)
}

/// The weightiest records so far, the first one on top; of the same weight the earlier record.
struct Best {
    found: Vec<(f64, i64)>,
    n: usize,
}

impl Best {
    fn of(n: usize) -> Self {
        Self {
            found: Vec::new(),
            n,
        }
    }

    fn put(&mut self, weight: f64, record: i64) {
        let is_before =
            |(w, r): &(f64, i64)| w.total_cmp(&weight).reverse().then(r.cmp(&record)).is_le();
        let at = self.found.partition_point(is_before);
        if at < self.n {
            self.found.insert(at, (weight, record));
            self.found.truncate(self.n);
        }
    }

    /// Whether a record of this weight may still be among them.
    fn may_take(&self, weight: f64) -> bool {
        self.found.len() < self.n || self.found.last().is_some_and(|(least, _)| weight >= *least)
    }

    fn has(&self, record: i64) -> bool {
        self.found.iter().any(|(_, r)| *r == record)
    }
}

/// What speaks for a look at records besides their confidence and what people did: it takes the whole ledger to know.
#[derive(Clone, PartialEq, Debug)]
pub struct Marks {
    /// Claims that nobody settled, and whether their deadline has passed.
    board: FxHashMap<i64, bool>,
    /// Of each record that another one contradicts, that one.
    opposed: FxHashMap<i64, i64>,
    /// The marked records by what they weigh, the weightiest first.
    weights: Vec<(f64, i64)>,
}

impl Marks {
    /// The marks of all records. The day of the snapshot decides which deadlines have passed.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn of(snapshot: &Snapshot<'_>) -> Result<Self, Error> {
        let on_disk = |e| snapshot.error(e);
        let mut marks = Self {
            board: board(snapshot).map_err(on_disk)?,
            opposed: contradictions(snapshot).map_err(on_disk)?,
            weights: Vec::new(),
        };
        let all = marks.board.keys().chain(marks.opposed.keys()).copied();
        let mut weights: Vec<(f64, i64)> = all.map(|r| (marks.weight(r), r)).collect();
        weights.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        weights.dedup();
        marks.weights = weights;
        Ok(marks)
    }

    fn on_board(&self, record: i64) -> Option<Reason> {
        self.board.get(&record).map(|is_past| match is_past {
            true => Reason::PastDue,
            false => Reason::OnBoard,
        })
    }

    fn weight(&self, record: i64) -> f64 {
        let on_board = self.on_board(record).map_or(0.0, |r| r.weight());
        let is_opposed = self.opposed.contains_key(&record);
        on_board + if is_opposed { 1.0 } else { 0.0 }
    }
}

/// The marks with what people did.
#[derive(Clone, Copy)]
struct Scale<'m> {
    marks: &'m Marks,
    /// Numbers of the records that count although their id was rejected.
    anew: &'m FxHashSet<i64>,
}

impl Scale<'_> {
    fn weight(&self, record: i64) -> f64 {
        let anew = match self.anew.contains(&record) {
            true => Reason::ReadAnew.weight(),
            false => 0.0,
        };
        self.marks.weight(record) + anew
    }

    /// The most that a record of a kind may weigh: claims stand on the board, what two sides say can be opposed.
    fn most(&self, kind: Kind) -> f64 {
        let anew = match self.anew.is_empty() {
            true => 0.0,
            false => Reason::ReadAnew.weight(),
        };
        let is_opposable = contradiction::KINDS.contains(&kind);
        anew + match kind {
            Kind::Commitment | Kind::Demand | Kind::Impact => Reason::PastDue.weight(),
            _ if is_opposable && !self.marks.opposed.is_empty() => 1.0,
            _ => 0.0,
        }
    }

    fn reasons(&self, snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<Reason>, Error> {
        let on_disk = |e| snapshot.error(e);
        let mut reasons: Vec<Reason> = Vec::new();
        if let Some(&other) = self.marks.opposed.get(&stored.record) {
            let other = snapshot.id(other).map_err(on_disk)?;
            reasons.push(Reason::Contradicts(other));
        }
        reasons.extend(self.marks.on_board(stored.record));
        if self.anew.contains(&stored.record) {
            reasons.push(Reason::ReadAnew);
        }
        let confidence = confidence(snapshot, stored.record).map_err(on_disk)?;
        reasons.extend(confidence.filter(|c| *c < 1.0).map(Reason::Unsure));
        Ok(reasons)
    }
}

/// What a confidence weighs: what is missing to 1.
fn missing(confidence: Option<f64>) -> f64 {
    confidence.map_or(0.0, |c| Reason::Unsure(c).weight())
}

/// A record with all that speaks for a look at it.
fn item(
    clusters: &mut Clusters<'_, '_>,
    stored: Stored,
    mut reasons: Vec<Reason>,
) -> Result<Item, Error> {
    let snapshot = clusters.snapshot();
    let on_disk = |e| snapshot.error(e);
    let n = match stored.id.kind {
        // Of what is said, the words decide.
        Kind::Statement | Kind::Commitment | Kind::Demand | Kind::Impact => {
            let same = clusters.of(&stored)?;
            spread(snapshot, &same).map_err(on_disk)?.1
        }
        _ => origins(snapshot, &stored).map_err(on_disk)?,
    };
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
#[derive(Default)]
struct Judged {
    own: FxHashSet<RecordId>,
    others: FxHashSet<RecordId>,
    /// Numbers of the records that count although their id was rejected: they say something else now.
    anew: FxHashSet<i64>,
}

impl Judged {
    fn of(snapshot: &Snapshot<'_>, reviewer: &str) -> rusqlite::Result<Self> {
        let mut last: BTreeMap<RecordId, (Vec<&str>, bool)> = BTreeMap::new();
        for (_, _, author, entry) in snapshot.acts() {
            if let Entry::Reviewed { record, verdict } = entry
                && let Some(id) = RecordId::parse(record)
            {
                let (authors, is_rejected) = last.entry(id).or_default();
                authors.push(author);
                *is_rejected = *verdict == Verdict::Reject;
            }
        }
        let mut judged = Judged::default();
        for (id, (authors, is_rejected)) in last {
            let anew = match is_rejected {
                true => snapshot.live_with_hash(id.hash.cast_signed())?,
                false => Vec::new(),
            };
            if !anew.is_empty() {
                judged.anew.extend(anew);
                continue;
            }
            for author in authors {
                match author == reviewer {
                    true => judged.own.insert(id),
                    false => judged.others.insert(id),
                };
            }
        }
        Ok(judged)
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

/// The weightiest records that nobody judged and that have a confidence. Each kind is read from the lowest confidence up, until
/// no mark can make up for what the next ones lack.
fn unsure(
    snapshot: &Snapshot<'_>,
    (kinds, judged): (&[Kind], &Judged),
    scale: Scale<'_>,
    best: &mut Best,
) -> rusqlite::Result<()> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record, confidence FROM records WHERE kind = ?1 AND confidence IS NOT NULL ORDER BY confidence, record",
    )?;
    for &kind in kinds {
        let most = scale.most(kind);
        let mut rows = select.query(params![kind.number()])?;
        while let Some(row) = rows.next()? {
            let missing = missing(row.get(1)?);
            if !best.may_take(most + missing) {
                break;
            }
            let record = row.get(0)?;
            let weight = scale.weight(record) + missing;
            if !best.may_take(weight) || snapshot.live(record).is_none() {
                continue;
            }
            if judged.is_open(snapshot.id(record)?, false) {
                best.put(weight, record);
            }
        }
    }
    Ok(())
}

/// Marked records without a confidence, where they weigh enough.
fn marked(
    snapshot: &Snapshot<'_>,
    (kinds, judged): (&[Kind], &Judged),
    scale: Scale<'_>,
    best: &mut Best,
) -> rusqlite::Result<()> {
    let take = |record: i64, best: &mut Best| -> rusqlite::Result<()> {
        let weight = scale.weight(record);
        if !best.may_take(weight) || best.has(record) || snapshot.live(record).is_none() {
            return Ok(());
        }
        let has_none = confidence(snapshot, record)?.is_none();
        let id = snapshot.id(record)?;
        if has_none && kinds.contains(&id.kind) && judged.is_open(id, false) {
            best.put(weight, record);
        }
        Ok(())
    };
    for &(weight, record) in &scale.marks.weights {
        if !best.may_take(weight) {
            break;
        }
        take(record, best)?;
    }
    let mut anew: Vec<i64> = scale.anew.iter().copied().collect();
    anew.sort_unstable();
    for record in anew {
        take(record, best)?;
    }
    Ok(())
}

fn confidence(snapshot: &Snapshot<'_>, record: i64) -> rusqlite::Result<Option<f64>> {
    snapshot
        .connection
        .prepare_cached("SELECT confidence FROM records WHERE record = ?1")?
        .query_row([record], |row| row.get(0))
}

/// The claims that nobody settled, and whether their deadline has passed.
fn board(snapshot: &Snapshot<'_>) -> rusqlite::Result<FxHashMap<i64, bool>> {
    let settled: FxHashSet<RecordId> = snapshot
        .acts()
        .iter()
        .filter_map(|(_, _, _, entry)| match entry {
            Entry::Resolved { claim, .. } => RecordId::parse(claim),
            _ => None,
        })
        .collect();
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT record, hard, kind, id FROM claims")?;
    let mut rows = select.query([])?;
    let mut board = FxHashMap::default();
    while let Some(row) = rows.next()? {
        let (record, hard, kind): (i64, Option<i64>, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(kind) = Kind::of_number(kind) else {
            continue;
        };
        let hash = row.get::<_, i64>(3)?.cast_unsigned();
        if settled.contains(&RecordId { kind, hash }) || snapshot.live(record).is_none() {
            continue;
        }
        let is_past = hard.is_some_and(|hard| snapshot.as_of().is_some_and(|day| hard < day));
        board.insert(record, is_past);
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
    let day = match derive::day(&stored.row) {
        Some(day) => Some(day),
        None => snapshot.published_on(stored.document)?,
    };
    let Some(day) = day else {
        return Ok(1);
    };
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record, b FROM dyads INDEXED BY dyads_by_a WHERE a = ?1 AND day BETWEEN ?2 - 1 AND ?2 + 1 AND kind = ?3
         AND label = (SELECT label FROM labels WHERE name = ?4)",
    )?;
    let mut origins = FxHashSet::default();
    for entity in snapshot.merges.members(a) {
        let of = params![entity, day, stored.id.kind.number(), stored.row.label()];
        let mut rows = select.query(of)?;
        while let Some(row) = rows.next()? {
            let (record, other): (i64, i64) = (row.get(0)?, row.get(1)?);
            let same_other = b.is_none_or(|b| snapshot.merges.of(other) == b);
            if same_other && let Some(document) = snapshot.live(record) {
                origins.insert(snapshot.origin(document)?);
            }
        }
    }
    Ok(origins.len().max(1))
}
