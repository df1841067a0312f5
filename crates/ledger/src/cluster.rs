//! Records of several documents that tell of the same thing.
//!
//! A cluster is derived from a snapshot each time it is asked for: nothing is merged in place, and what a reviewer joins,
//! parts or takes back changes the next answer. The rules are those of `docs/ledger.md`, “The same thing told twice”.

use crate::ask::words_of;
use crate::author::{Author, Writings};
use crate::identity::plain;
use crate::reprint::{shingles, word_hash};
use crate::row::day_number;
use crate::{Error, Kind, RecordId, Row, Snapshot, Stored};
use rusqlite::{OptionalExtension, Row as Columns, params};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::hash_map::Entry;
use std::rc::Rc;

/// Share of the shorter text's shingles that the longer one has if both are the same utterance: quotations are cut.
const CONTAINED: f64 = 0.6;
/// Days within which the same words of the same speaker are one utterance.
const STATEMENT_DAYS: i64 = 3;
/// Days within which the same step between the same two is one step.
const TIE_DAYS: i64 = 7;
/// Days by which the days of an event may differ: time zones.
const EVENT_DAYS: i64 = 1;
/// Share of all participants that both have to name.
const SHARED: f64 = 0.5;
/// Days of the widest date that places a record on a day.
const MONTH_DAYS: i64 = 31;
/// Records of the same parties that one is compared with.
const MOST: usize = 500;
/// Claims with another deadline, and forecasts of others, that one is compared with.
const MOST_NEAR: usize = 50;

/// A party of a record, merged ones as one, with the number of its field.
type Party = (usize, i64);

/// What is compared of a record.
struct Told {
    id: RecordId,
    parties: Rc<[Party]>,
    /// Who claims it, if that is the author of the text.
    author: Option<Author>,
    /// Shingles of a statement's words; words of what is promised, demanded or predicted. Sorted, as those of the cause.
    content: Rc<[u64]>,
    /// Words of the cause of an impact.
    cause: Rc<[u64]>,
    days: Option<(i64, i64)>,
    /// The day of publication.
    said: Option<i64>,
    /// Soft and hard bound of the deadline.
    deadline: (Option<String>, Option<String>),
    /// Type, axis and value, or what else the kind is counted under.
    label: String,
    /// Direction of an impact, change of a tie, country of a meeting.
    detail: Option<String>,
}

/// A claim with what tells its versions apart; days count from 1970-01-01.
#[derive(Clone, Copy)]
struct Dated {
    record: i64,
    deadline: (Option<i64>, Option<i64>),
    said: i64,
}

/// Finds clusters in a snapshot, and remembers what it read.
pub(crate) struct Clusters<'s, 'l> {
    snapshot: &'s Snapshot<'l>,
    told: FxHashMap<i64, Rc<Told>>,
    outlines: FxHashMap<i64, Rc<Stored>>,
    parties: FxHashMap<i64, Rc<[Party]>>,
    writings: Writings,
    /// Days of publication, by document.
    published: FxHashMap<i64, Option<i64>>,
    /// Numbers of labels.
    labels: FxHashMap<String, Option<i64>>,
    /// Claims of an entity, by kind and label.
    made: FxHashMap<(Kind, i64, i64), Rc<[Dated]>>,
    /// Forecasts about an entity.
    about: FxHashMap<i64, Rc<[Dated]>>,
    /// Words of what records promise, demand or predict.
    words: FxHashMap<i64, Rc<[u64]>>,
}

impl<'s, 'l> Clusters<'s, 'l> {
    pub(crate) fn new(snapshot: &'s Snapshot<'l>) -> Self {
        Self {
            snapshot,
            told: FxHashMap::default(),
            outlines: FxHashMap::default(),
            parties: FxHashMap::default(),
            writings: Writings::default(),
            published: FxHashMap::default(),
            labels: FxHashMap::default(),
            made: FxHashMap::default(),
            about: FxHashMap::default(),
            words: FxHashMap::default(),
        }
    }

    /// What it looks into.
    pub(crate) fn snapshot(&self) -> &'s Snapshot<'l> {
        self.snapshot
    }

    /// Numbers of the records that tell of the same thing, `stored` among them, in order.
    pub(crate) fn of(&mut self, stored: &Stored) -> Result<Vec<i64>, Error> {
        let mut same = self.joined(stored.id).map_err(|e| self.snapshot.error(e))?;
        // The same text under two names gives the same ids.
        let hash = stored.id.hash.cast_signed();
        same.extend(
            self.snapshot
                .live_with_hash(hash)
                .map_err(|e| self.snapshot.error(e))?,
        );
        same.push(stored.record);
        let own = self.told_by(stored)?;
        let candidates = self.candidates(&own).map_err(|e| self.snapshot.error(e))?;
        same.extend(self.like(stored, (&own, candidates), is_same)?);
        same.sort_unstable();
        same.dedup();
        Ok(same)
    }

    /// Numbers of the records of the same promise or demand with another deadline, in order. No clusters are formed of them:
    /// each deadline stands for itself.
    pub(crate) fn versions(&mut self, stored: &Stored) -> Result<Vec<i64>, Error> {
        let own = self.told_by(stored)?;
        let mut candidates = Vec::new();
        if own.deadline.1.is_some() {
            candidates = self.moved(&own).map_err(|e| self.snapshot.error(e))?;
        }
        self.like(stored, (&own, candidates), is_moved)
    }

    /// Numbers of the records of the same forecast that others make, in order.
    pub(crate) fn companions(&mut self, stored: &Stored) -> Result<Vec<i64>, Error> {
        let own = self.told_by(stored)?;
        if own.id.kind != Kind::Impact {
            return Ok(Vec::new());
        }
        let mut candidates = Vec::new();
        for affected in at(&own.parties, 1) {
            let found = self.of_affected(&own, affected);
            candidates.extend(found.map_err(|e| self.snapshot.error(e))?);
        }
        candidates.sort_unstable();
        candidates.dedup();
        self.like(stored, (&own, candidates), is_shared)
    }

    /// Those of the candidates that are `like` a record, unless a reviewer parts them from others.
    fn like(
        &mut self,
        stored: &Stored,
        (own, candidates): (&Told, Vec<i64>),
        like: fn(&Told, &Told) -> bool,
    ) -> Result<Vec<i64>, Error> {
        let snapshot = self.snapshot;
        let mut found = Vec::new();
        if snapshot.is_parted(stored.id) {
            return Ok(found);
        }
        for record in candidates {
            if record == stored.record || snapshot.live(record).is_none() {
                continue;
            }
            let parties = self.parties(record).map_err(|e| snapshot.error(e))?;
            if !may_be_same(own, &parties) || self.is_far(own, record)? {
                continue;
            }
            let other = self.told(record)?;
            if !snapshot.is_parted(other.id) && like(own, &other) {
                found.push(record);
            }
        }
        Ok(found)
    }

    /// Whether the day that a record gives is too far from those of `own` for one statement: most need not be read whole to be
    /// left out.
    fn is_far(&mut self, own: &Told, record: i64) -> Result<bool, Error> {
        if own.id.kind != Kind::Statement || self.told.contains_key(&record) {
            return Ok(false);
        }
        let read = || -> rusqlite::Result<Option<String>> {
            self.snapshot
                .connection
                .prepare_cached(
                    "SELECT coalesce(fields ->> 'date', time ->> 'value') FROM records WHERE record = ?1",
                )?
                .query_row([record], |row| row.get(0))
        };
        let date = read().map_err(|e| self.snapshot.error(e))?;
        let days = date.and_then(|date| span_of(verbale_code::time::bounds(&date)));
        let days = match (days, self.snapshot.live(record)) {
            (Some(days), _) => Some(days),
            (None, Some(document)) => self.published(document)?.map(|day| (day, day)),
            (None, None) => None,
        };
        Ok(!are_near(own.days, days, STATEMENT_DAYS))
    }

    /// Live records that a reviewer holds to be the same.
    fn joined(&self, id: RecordId) -> rusqlite::Result<Vec<i64>> {
        let snapshot = self.snapshot;
        let members = snapshot.joined.members(id.hash.cast_signed());
        let mut records = Vec::new();
        for hash in members.into_iter().filter(|h| *h != id.hash.cast_signed()) {
            records.extend(snapshot.live_with_hash(hash)?);
        }
        Ok(records)
    }

    /// Records of the same kind and parties, near in time where time counts.
    fn candidates(&mut self, own: &Told) -> rusqlite::Result<Vec<i64>> {
        let near = match own.id.kind {
            Kind::Statement => Some(STATEMENT_DAYS),
            Kind::Tie => Some(TIE_DAYS),
            Kind::Event | Kind::Meeting => Some(EVENT_DAYS),
            // A promise or a forecast may be told again at any time.
            Kind::Commitment | Kind::Demand | Kind::Impact => None,
            _ => return Ok(Vec::new()),
        };
        let mut found = Vec::new();
        if let Some(author) = &own.author {
            found = self.writings.claims(self.snapshot, author, own.id.kind)?;
        }
        for entity in own
            .first()
            .map_or_else(Vec::new, |e| self.snapshot.merges.members(e))
        {
            found.extend(match (near, own.days) {
                (None, _) if own.id.kind == Kind::Impact => self.of_party(own.id.kind, entity)?,
                (None, _) => self.with_deadline(own, entity)?,
                (Some(near), Some((first, last))) => {
                    // The widest date that stands on a day is a month long.
                    let days = (first - near - MONTH_DAYS, last + near);
                    self.of_days(own, entity, days)?
                }
                (Some(_), None) => Vec::new(),
            });
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Records of a kind that name an entity first, the earliest ones.
    fn of_party(&self, kind: Kind, entity: i64) -> rusqlite::Result<Vec<i64>> {
        let mut select = self.snapshot.connection.prepare_cached(
            "SELECT record FROM parties WHERE entity = ?1 AND kind = ?2 AND place = 0 ORDER BY record LIMIT ?3",
        )?;
        let most = i64::try_from(MOST).unwrap_or(i64::MAX);
        let rows = select.query_map(params![entity, kind.number(), most], |row| row.get(0))?;
        rows.collect()
    }

    /// Forecasts about an entity in the same words, of those that were told at about the same time.
    fn of_affected(&mut self, own: &Told, entity: i64) -> rusqlite::Result<Vec<i64>> {
        let mut found = Vec::new();
        for entity in self.snapshot.merges.members(entity) {
            let near = nearest(own, self.about(entity)?.iter());
            found.extend(self.alike(own, near, own.words_field())?);
        }
        Ok(found)
    }

    fn about(&mut self, entity: i64) -> rusqlite::Result<Rc<[Dated]>> {
        if let Some(known) = self.about.get(&entity) {
            return Ok(known.clone());
        }
        let mut select = self.snapshot.connection.prepare_cached(
            "SELECT record, soft, hard, said FROM parties JOIN claims USING (record)
             WHERE entity = ?1 AND parties.kind = ?2 AND place = 1 ORDER BY record",
        )?;
        let rows = select.query_map(params![entity, Kind::Impact.number()], dated)?;
        let about: Rc<[Dated]> = rows.collect::<rusqlite::Result<Vec<Dated>>>()?.into();
        self.about.insert(entity, about.clone());
        Ok(about)
    }

    /// Claims of an entity with the label of `own`, in order.
    fn made(&mut self, own: &Told, entity: i64) -> rusqlite::Result<Rc<[Dated]>> {
        let Some(label) = self.label(&own.label)? else {
            return Ok(Rc::default());
        };
        let key = (own.id.kind, label, entity);
        if let Some(known) = self.made.get(&key) {
            return Ok(known.clone());
        }
        let mut select = self.snapshot.connection.prepare_cached(
            "SELECT DISTINCT record, soft, hard, said FROM dyads JOIN claims USING (record)
             WHERE dyads.kind = ?1 AND label = ?2 AND a = ?3 ORDER BY record",
        )?;
        let rows = select.query_map(params![own.id.kind.number(), label, entity], dated)?;
        let made: Rc<[Dated]> = rows.collect::<rusqlite::Result<Vec<Dated>>>()?.into();
        self.made.insert(key, made.clone());
        Ok(made)
    }

    /// Claims of an entity with the same label and deadline, and in the same words, of the earliest ones.
    fn with_deadline(&mut self, own: &Told, entity: i64) -> rusqlite::Result<Vec<i64>> {
        let deadline = own.deadline_days();
        let made = self.made(own, entity)?;
        let same = made.iter().filter(|claim| claim.deadline == deadline);
        let same: Vec<i64> = same.take(MOST).map(|claim| claim.record).collect();
        self.alike(own, same, own.words_field())
    }

    /// Claims of the same one with the same label, in the same words and with another deadline, of those that were told at about
    /// the same time.
    fn moved(&mut self, own: &Told) -> rusqlite::Result<Vec<i64>> {
        let mut found = match &own.author {
            Some(author) => self.writings.claims(self.snapshot, author, own.id.kind)?,
            None => Vec::new(),
        };
        let hard = own.deadline_days().1;
        for entity in own
            .first()
            .map_or_else(Vec::new, |e| self.snapshot.merges.members(e))
        {
            let made = self.made(own, entity)?;
            let is_moved = |claim: &&Dated| claim.deadline.1.is_some() && claim.deadline.1 != hard;
            let near = nearest(own, made.iter().filter(is_moved));
            found.extend(self.alike(own, near, own.words_field())?);
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Those records whose words in a field are like those of `own`: the others need not be read whole.
    fn alike(
        &mut self,
        own: &Told,
        mut records: Vec<i64>,
        field: &str,
    ) -> rusqlite::Result<Vec<i64>> {
        let mut select = self
            .snapshot
            .connection
            .prepare_cached("SELECT fields ->> ?2 FROM records WHERE record = ?1")?;
        for &record in &records {
            if let Entry::Vacant(place) = self.words.entry(record) {
                let words: Option<String> =
                    select.query_row(params![record, field], |row| row.get(0))?;
                place.insert(word_set(words.as_deref().unwrap_or("")));
            }
        }
        records.retain(|record| is_contained(&own.content, &self.words[record]));
        Ok(records)
    }

    /// The number of a label; `None` if no record has it.
    fn label(&mut self, name: &str) -> rusqlite::Result<Option<i64>> {
        if let Some(known) = self.labels.get(name) {
            return Ok(*known);
        }
        let label = self
            .snapshot
            .connection
            .prepare_cached("SELECT label FROM labels WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()?;
        self.labels.insert(name.to_owned(), label);
        Ok(label)
    }

    /// Records of the same kind between an entity and anybody on these days; of the same label, unless they are statements:
    /// what one text quotes another one tells in its own words. Who speaks or steps is the first of two, those who meet or fight
    /// are either.
    fn of_days(
        &mut self,
        own: &Told,
        entity: i64,
        (from, to): (i64, i64),
    ) -> rusqlite::Result<Vec<i64>> {
        let mut found = Vec::new();
        let kind = own.id.kind;
        let label = match kind {
            Kind::Statement => None,
            _ => self.label(&own.label)?,
        };
        let sides: &[&str] = match kind {
            Kind::Statement | Kind::Tie => &["a"],
            _ => &["a", "b"],
        };
        for side in sides {
            let sql = format!(
                "SELECT record, label FROM dyads INDEXED BY dyads_by_{side}
                 WHERE {side} = ?1 AND {side} <> 0 AND day BETWEEN ?2 AND ?3 AND kind = ?4"
            );
            let mut select = self.snapshot.connection.prepare_cached(&sql)?;
            let mut rows = select.query(params![entity, from, to, kind.number()])?;
            let mut of_side: Vec<i64> = Vec::new();
            while let Some(row) = rows.next()? {
                if kind == Kind::Statement || row.get::<_, Option<i64>>(1)? == label {
                    of_side.push(row.get(0)?);
                }
            }
            of_side.sort_unstable();
            of_side.dedup();
            of_side.truncate(MOST);
            found.extend(of_side);
        }
        Ok(found)
    }

    fn told(&mut self, record: i64) -> Result<Rc<Told>, Error> {
        if let Some(told) = self.told.get(&record) {
            return Ok(told.clone());
        }
        let outline = self.outline(record)?;
        self.told_by(&outline)
    }

    /// The record with that number as far as clusters read it.
    pub(crate) fn outline(&mut self, record: i64) -> Result<Rc<Stored>, Error> {
        if let Some(known) = self.outlines.get(&record) {
            return Ok(known.clone());
        }
        let outline = match self.snapshot.live(record) {
            Some(document) => self.snapshot.outline(record, document),
            None => return Ok(Rc::new(self.snapshot.record(record)?)),
        };
        let outline = Rc::new(outline.map_err(|e| self.snapshot.error(e))?);
        self.outlines.insert(record, outline.clone());
        Ok(outline)
    }

    /// The day on which a document was published.
    pub(crate) fn published(&mut self, document: i64) -> Result<Option<i64>, Error> {
        if let Some(known) = self.published.get(&document) {
            return Ok(*known);
        }
        let day = self.snapshot.published_on(document);
        let day = day.map_err(|e| self.snapshot.error(e))?;
        self.published.insert(document, day);
        Ok(day)
    }

    fn told_by(&mut self, stored: &Stored) -> Result<Rc<Told>, Error> {
        if let Some(told) = self.told.get(&stored.record) {
            return Ok(told.clone());
        }
        let snapshot = self.snapshot;
        let parties = self.parties(stored.record).map_err(|e| snapshot.error(e))?;
        let said = self.published(stored.document)?;
        let told = Rc::new(Told::of(snapshot, stored, (parties, said))?);
        self.told.insert(stored.record, told.clone());
        Ok(told)
    }

    fn parties(&mut self, record: i64) -> rusqlite::Result<Rc<[Party]>> {
        if let Some(parties) = self.parties.get(&record) {
            return Ok(parties.clone());
        }
        let parties: Rc<[Party]> = self.snapshot.parties(record)?.into();
        self.parties.insert(record, parties.clone());
        Ok(parties)
    }
}

fn dated(row: &Columns<'_>) -> rusqlite::Result<Dated> {
    Ok(Dated {
        record: row.get(0)?,
        deadline: (row.get(1)?, row.get(2)?),
        said: row.get(3)?,
    })
}

/// First and last day as numbers, if both are known.
fn span_of(days: Option<(Option<String>, Option<String>)>) -> Option<(i64, i64)> {
    let (first, last) = days?;
    Some((day_number(&first?)?, day_number(&last?)?))
}

/// The claims that were told at about the same time as `own`, the nearest first, as many as are compared.
fn nearest<'c>(own: &Told, claims: impl Iterator<Item = &'c Dated>) -> Vec<i64> {
    let said = own.days.map_or(0, |(first, _)| first);
    let mut near: Vec<(u64, i64)> = claims
        .map(|claim| (claim.said.abs_diff(said), claim.record))
        .collect();
    near.sort_unstable();
    near.truncate(MOST_NEAR);
    near.into_iter().map(|(_, record)| record).collect()
}

fn at(parties: &[Party], place: usize) -> impl Iterator<Item = i64> {
    let of = parties.iter().filter(move |(p, _)| *p == place);
    of.map(|(_, entity)| *entity)
}

impl Told {
    fn of(
        snapshot: &Snapshot<'_>,
        stored: &Stored,
        (parties, said): (Rc<[Party]>, Option<i64>),
    ) -> Result<Self, Error> {
        let row = &stored.row;
        let days = span_of(row.days()).or(said.map(|day| (day, day)));
        let field = |name: &str| word_set(row.text(name).unwrap_or(""));
        let content = match stored.id.kind {
            Kind::Statement => {
                let text = snapshot.text(stored.document)?;
                let all = words_of(stored, "content", &text);
                shingles(&all).into()
            }
            kind => words_field(kind).map_or_else(Rc::default, field),
        };
        let detail = match stored.id.kind {
            Kind::Impact => row.text("direction"),
            Kind::Tie => row.text("change"),
            Kind::Meeting => row.text("country"),
            _ => None,
        };
        let author = match row.claimant().and_then(|field| row.text(field)) {
            Some("author") => Some(Author::of(snapshot, stored.document)),
            _ => None,
        };
        Ok(Self {
            id: stored.id,
            parties,
            author: author.transpose().map_err(|e| snapshot.error(e))?,
            content,
            cause: field("cause"),
            days,
            said,
            deadline: row.deadline(),
            label: row.label(),
            detail: detail.map(str::to_owned),
        })
    }

    fn first(&self) -> Option<i64> {
        at(&self.parties, 0).next()
    }

    /// The field with the words that are compared.
    fn words_field(&self) -> &'static str {
        words_field(self.id.kind).unwrap_or_default()
    }

    /// Whether its deadline is the day on which it was told: what is to be done today cannot be put off, only done another time.
    fn is_for_today(&self) -> bool {
        let hard = self.deadline_days().1;
        self.said.zip(hard).is_some_and(|(said, hard)| hard <= said)
    }

    /// Soft and hard bound of the deadline as numbers of days.
    fn deadline_days(&self) -> (Option<i64>, Option<i64>) {
        let day = |bound: &Option<String>| bound.as_deref().and_then(day_number);
        (day(&self.deadline.0), day(&self.deadline.1))
    }
}

/// The field of a kind with what is promised, demanded or predicted.
fn words_field(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Commitment => Some("action"),
        Kind::Demand => Some("ask"),
        Kind::Impact => Some("what"),
        _ => None,
    }
}

/// Whether a record with these parties may tell of the same thing: what can be said without reading it.
fn may_be_same(own: &Told, parties: &[Party]) -> bool {
    let sides = |parties| (at(parties, 0).next(), at(parties, 1).next());
    match own.id.kind {
        Kind::Impact => at(&own.parties, 1).eq(at(parties, 1)),
        Kind::Tie => sides(&own.parties) == sides(parties),
        Kind::Event | Kind::Meeting => shares_parties(own, parties),
        _ => own.first() == at(parties, 0).next(),
    }
}

/// Whether the same one speaks, promises, demands, predicts or holds the office.
fn same_first(a: &Told, b: &Told) -> bool {
    match (a.first(), b.first(), &a.author, &b.author) {
        (Some(a), Some(b), _, _) => a == b,
        (None, None, Some(a), Some(b)) => a.is(b),
        _ => false,
    }
}

/// Whether the same one promises or demands the same, whatever the deadline.
fn same_act(a: &Told, b: &Told) -> bool {
    same_first(a, b) && a.label == b.label && is_contained(&a.content, &b.content)
}

/// Whether two records are of the same promise or demand, and the deadline was moved.
fn is_moved(a: &Told, b: &Told) -> bool {
    let has_deadlines = a.deadline.1.is_some() && b.deadline.1.is_some();
    matches!(a.id.kind, Kind::Commitment | Kind::Demand)
        && has_deadlines
        && a.deadline != b.deadline
        && !a.is_for_today()
        && !b.is_for_today()
        && same_act(a, b)
}

/// Whether two records say that the same leads, or will lead, to the same, for the same ones.
fn same_effect(a: &Told, b: &Told) -> bool {
    let causes_agree = a.cause.is_empty() == b.cause.is_empty()
        && (a.cause.is_empty() || is_contained(&a.cause, &b.cause));
    a.label == b.label
        && a.detail == b.detail
        && causes_agree
        && is_contained(&a.content, &b.content)
}

/// Whether two records are of one forecast that two make.
fn is_shared(a: &Told, b: &Told) -> bool {
    a.id.kind == Kind::Impact && !same_first(a, b) && same_effect(a, b)
}

/// Whether two records of one kind tell of the same thing, if their parties may.
fn is_same(a: &Told, b: &Told) -> bool {
    match a.id.kind {
        Kind::Statement => {
            same_first(a, b)
                && are_near(a.days, b.days, STATEMENT_DAYS)
                && is_contained(&a.content, &b.content)
        }
        Kind::Commitment | Kind::Demand => same_act(a, b) && a.deadline == b.deadline,
        Kind::Impact => same_first(a, b) && same_effect(a, b),
        Kind::Tie => {
            a.label == b.label && a.detail == b.detail && are_near(a.days, b.days, TIE_DAYS)
        }
        Kind::Event | Kind::Meeting => {
            let agree = match (&a.detail, &b.detail) {
                (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
                _ => true,
            };
            a.label == b.label && agree && are_near(a.days, b.days, EVENT_DAYS)
        }
        _ => false,
    }
}

/// Whether two intervals of days touch, give or take some days.
fn are_near(a: Option<(i64, i64)>, b: Option<(i64, i64)>, near: i64) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.0 <= b.1 + near && b.0 <= a.1 + near,
        _ => false,
    }
}

/// Whether both name half of all participants or more, on the same sides where an event has sides.
fn shares_parties(own: &Told, parties: &[Party]) -> bool {
    let n_fields = Row::party_fields(own.id.kind).len();
    let all = |parties: &[Party]| -> FxHashSet<Party> {
        let sided = own.id.kind == Kind::Event;
        let own = parties.iter().filter(|(place, _)| *place < n_fields);
        own.map(|&(place, entity)| (if sided { place } else { 0 }, entity))
            .collect()
    };
    let (a, b) = (all(&own.parties), all(parties));
    let shared = a.intersection(&b).count() as f64;
    shared > 0.0 && shared / (a.len() as f64 + b.len() as f64 - shared) >= SHARED
}

/// Whether most of the smaller set is in the larger one; both are sorted.
pub(crate) fn is_contained(a: &[u64], b: &[u64]) -> bool {
    let smaller = a.len().min(b.len());
    smaller > 0 && shared(a, b) as f64 >= CONTAINED * smaller as f64
}

/// How many are in both sets; both are sorted.
pub(crate) fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut at, mut shared) = (0, 0);
    for word in a {
        while b.get(at).is_some_and(|other| other < word) {
            at += 1;
        }
        shared += usize::from(b.get(at) == Some(word));
    }
    shared
}

/// Hashes of the words of a text that say something by themselves, sorted: four letters or more; all if none has.
fn word_set(text: &str) -> Rc<[u64]> {
    let long = long_words(text);
    if long.is_empty() {
        hashed(text, 1)
    } else {
        long
    }
    .into()
}

/// Hashes of the words of four letters or more, sorted.
pub(crate) fn long_words(text: &str) -> Vec<u64> {
    hashed(text, 4)
}

/// Hashes of the words of so many letters or more, sorted.
fn hashed(text: &str, least: usize) -> Vec<u64> {
    let text = plain(text);
    let long = text.split(' ').filter(|w| w.chars().count() >= least);
    let mut words: Vec<u64> = long.map(word_hash).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// How far a cluster reaches: its texts, and the independent ones among them.
pub(crate) fn spread(snapshot: &Snapshot<'_>, records: &[i64]) -> rusqlite::Result<(usize, usize)> {
    let mut documents = FxHashSet::default();
    let mut origins = FxHashSet::default();
    for &record in records {
        if let Some(document) = snapshot.live(record) {
            documents.insert(document);
            origins.insert(snapshot.origin(document)?);
        }
    }
    Ok((documents.len(), origins.len()))
}

impl Snapshot<'_> {
    /// Ids of the records that tell of the same thing as `stored`, `stored` among them, and from how many independent texts.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn same(&self, stored: &Stored) -> Result<(Vec<RecordId>, usize), Error> {
        let records = Clusters::new(self).of(stored)?;
        let (_, origins) = spread(self, &records).map_err(|e| self.error(e))?;
        let ids: rusqlite::Result<Vec<RecordId>> = records.iter().map(|&r| self.id(r)).collect();
        Ok((ids.map_err(|e| self.error(e))?, origins))
    }

    /// What a reviewer says: the same, not the same, or nothing.
    pub(crate) fn same_by_hand(&self, a: RecordId, b: RecordId) -> Option<bool> {
        let root = |id: RecordId| self.joined.of(id.hash.cast_signed());
        if root(a) == root(b) {
            return Some(true);
        }
        (self.is_parted(a) || self.is_parted(b)).then_some(false)
    }

    fn is_parted(&self, id: RecordId) -> bool {
        self.parted.contains(&id.hash.cast_signed())
    }

    /// Numbers of the live records that another live one speaks for.
    pub(crate) fn spoken_for(&self) -> rusqlite::Result<FxHashSet<i64>> {
        let mut numbers = FxHashSet::default();
        for (hash, into) in self.joined.pairs() {
            if !self.live_with_hash(into)?.is_empty() {
                numbers.extend(self.live_with_hash(hash)?);
            }
        }
        Ok(numbers)
    }

    /// Numbers of the records with that hash in their id that count here.
    pub(crate) fn live_with_hash(&self, hash: i64) -> rusqlite::Result<Vec<i64>> {
        let mut select = self
            .connection
            .prepare_cached("SELECT record FROM records WHERE id = ?1")?;
        let rows = select.query_map([hash], |row| row.get(0))?;
        let mut live: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
        live.retain(|&record| self.live(record).is_some());
        Ok(live)
    }
}

#[cfg(test)]
mod tests {
    use super::{is_contained, word_set};
    use crate::reprint::shingles;

    fn check(a: &str, b: &str, expected: bool) {
        let is_same = is_contained(&shingles(a), &shingles(b));
        assert_eq!(is_same, expected, "{a} / {b}");
    }

    #[test]
    fn a_cut_quotation_is_the_same_utterance_and_another_one_is_not() {
        let whole = "We have waited too long for this day, and we shall not wait any longer, the minister told the guests.";
        check(whole, "We have waited too long for this day", true);
        check(
            whole,
            "We have waited too long for this treaty to be signed",
            false,
        );
        check(whole, "", false);
    }

    #[test]
    fn words_of_a_promise_are_compared_without_the_small_ones() {
        let sets = ["send two patrol boats", "send patrol boats to it"].map(word_set);
        assert!(is_contained(&sets[0], &sets[1]));
        assert!(!is_contained(&word_set("go"), &word_set("stay")));
    }
}
