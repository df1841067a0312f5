//! What happened when, of several kinds: events, meetings, ties, statements and commitments, with how sure each day is.

use super::gist::gist_of;
use super::{Answer, Line, actor};
use crate::derive::NO_DAY;
use crate::row::{day_number, day_text};
use crate::snapshot::last_day;
use crate::{Error, Kind, Row, Snapshot, Stored};
use rusqlite::params;
use rustc_hash::FxHashSet;
use serde_json::json;
use verbale_code::time;

/// What to ask about a stretch of time.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Timeline {
    /// Only what this actor does, or is done to it.
    pub actor: Option<String>,
    /// Only these of [`TIMELINE_KINDS`]; all of them if empty.
    pub kinds: Vec<Kind>,
    /// Only records that name this place, in part at least.
    pub place: Option<String>,
    /// Only records of documents of this outlet.
    pub outlet: Option<String>,
    /// Not before this day.
    pub from: Option<String>,
    /// Not after this day.
    pub to: Option<String>,
    /// Rows at most, the latest ones.
    pub limit: usize,
}

/// The kinds that a timeline shows.
pub const TIMELINE_KINDS: [Kind; 5] = [
    Kind::Event,
    Kind::Meeting,
    Kind::Tie,
    Kind::Statement,
    Kind::Commitment,
];

/// Records of a kind that are looked through for a place or an outlet.
const MAX_LOOKED: usize = 2_000;

/// What a row holds. `counted` is the day under which a record is found: its own, or that of publication where its own is vaguer than
/// a month. `first` and `last` bound the day; `dating` says how: `on` that day, `between` two, `after` or `before` one, `no
/// later than` the day of publication where the text gives none, `told on` for what was only planned or is not asserted, `unknown`.
const COLUMNS: &[&str] = &[
    "counted", "kind", "first", "last", "dating", "what", "who", "with", "place", "voice",
    "outlet", "document",
];

/// What people see of it.
const BRIEF: &[&str] = &[
    "first", "last", "dating", "kind", "what", "who", "with", "place", "voice", "outlet",
];

/// Records by the day they are counted on, the latest first; each only once.
///
/// # Errors
/// If a date cannot be read, or the file cannot.
pub fn timeline(snapshot: &Snapshot<'_>, question: &Timeline) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let search = Search::of(snapshot, question)?;
    let mut found: Vec<(i64, Stored)> = Vec::new();
    let mut is_cut = false;
    for kind in TIMELINE_KINDS {
        if question.kinds.is_empty() || question.kinds.contains(&kind) {
            is_cut |= search.take(kind, &mut found)?;
        }
    }
    found.sort_by_key(|(day, stored)| (std::cmp::Reverse(*day), stored.record));
    let left_out = found.len().saturating_sub(question.limit);
    found.truncate(question.limit);
    for (day, stored) in &found {
        answer.lines.push(line(snapshot, stored, *day)?);
    }
    if left_out > 0 {
        answer
            .notes
            .push("Earlier records are not shown; ask for other days.".into());
    }
    if is_cut {
        answer.notes.push(format!(
            "Of each kind, the latest {MAX_LOOKED} records were looked through; name days to look at earlier ones."
        ));
    }
    Ok(answer)
}

/// A question whose names were looked up.
struct Search<'s> {
    snapshot: &'s Snapshot<'s>,
    question: &'s Timeline,
    entities: Option<Vec<i64>>,
    documents: Option<FxHashSet<i64>>,
    place: Option<String>,
    from: i64,
    to: i64,
}

impl<'s> Search<'s> {
    fn of(snapshot: &'s Snapshot<'s>, question: &'s Timeline) -> Result<Self, Error> {
        let on_disk = |e| snapshot.error(e);
        let entities = question.actor.as_ref();
        let entities = entities.map(|name| actor::entities(snapshot, name));
        let documents = question.outlet.as_ref();
        let documents = documents.map(|outlet| documents_of(snapshot, outlet));
        let first = |day: &String| time::bounds(day).and_then(|(first, _)| day_number(&first?));
        // What cannot be read is refused by `last_day`.
        let from = question.from.as_ref().map(|day| {
            let last = last_day(day)?;
            Ok(first(day).unwrap_or(last))
        });
        let to = question.to.as_deref().map(last_day).transpose()?;
        let to = to.unwrap_or(i64::MAX);
        Ok(Self {
            snapshot,
            question,
            entities: entities.transpose().map_err(on_disk)?,
            documents: documents.transpose().map_err(on_disk)?,
            place: question.place.as_ref().map(|p| p.to_lowercase()),
            from: from.transpose()?.unwrap_or(NO_DAY + 1),
            to: snapshot.as_of().map_or(to, |as_of| to.min(as_of)),
        })
    }

    /// Adds the latest records of a kind, one more than asked for if there are; `true` if the search was cut short.
    fn take(&self, kind: Kind, found: &mut Vec<(i64, Stored)>) -> Result<bool, Error> {
        let on_disk = |e| self.snapshot.error(e);
        let mut days = match &self.entities {
            None => self.of_kind(kind).map_err(on_disk)?,
            Some(entities) => self.of_actors(kind, entities).map_err(on_disk)?,
        };
        days.sort_unstable_by_key(|&(day, record)| std::cmp::Reverse((day, record)));
        days.dedup();
        let mut n = 0;
        for (at, &(day, record)) in days.iter().enumerate() {
            if at >= MAX_LOOKED {
                return Ok(true);
            }
            let stored = self.snapshot.record(record)?;
            if self.is_there(&stored.row) {
                found.push((day, stored));
                n += 1;
            }
            if n > self.question.limit {
                break;
            }
        }
        Ok(false)
    }

    /// Days and records of a kind in the days asked for, the latest first, as many as are looked through.
    fn of_kind(&self, kind: Kind) -> rusqlite::Result<Vec<(i64, i64)>> {
        let mut select = self.snapshot.connection.prepare_cached(
            "SELECT day, record FROM dyads WHERE kind = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day DESC, record DESC",
        )?;
        let rows = select.query(params![kind.number(), self.from, self.to])?;
        self.wanted(rows)
    }

    fn of_actors(&self, kind: Kind, entities: &[i64]) -> rusqlite::Result<Vec<(i64, i64)>> {
        let mut found = Vec::new();
        for side in ["a", "b"] {
            let sql = format!(
                "SELECT day, record FROM dyads INDEXED BY dyads_by_{side} WHERE {side} = ?1 AND {side} <> 0 AND kind = ?2
                 AND day BETWEEN ?3 AND ?4 ORDER BY day DESC, record DESC"
            );
            let mut select = self.snapshot.connection.prepare_cached(&sql)?;
            for &entity in entities {
                let rows = select.query(params![entity, kind.number(), self.from, self.to])?;
                found.extend(self.wanted(rows)?);
            }
        }
        Ok(found)
    }

    /// The rows that count, each record once.
    fn wanted(&self, mut rows: rusqlite::Rows<'_>) -> rusqlite::Result<Vec<(i64, i64)>> {
        let mut found: Vec<(i64, i64)> = Vec::new();
        let enough = match self.place {
            Some(_) => MAX_LOOKED,
            None => self.question.limit,
        };
        while let Some(row) = rows.next()? {
            let one = (row.get(0)?, row.get(1)?);
            let document = self.snapshot.live(one.1);
            let is_wanted = document.is_some_and(|document| {
                let only = self.documents.as_ref();
                only.is_none_or(|only| only.contains(&document))
            });
            if is_wanted && found.last() != Some(&one) {
                found.push(one);
            }
            if found.len() > enough {
                break;
            }
        }
        Ok(found)
    }

    fn is_there(&self, row: &Row) -> bool {
        self.place.as_ref().is_none_or(|place| {
            let texts = ["place", "country"].map(|f| row.text(f).unwrap_or("").to_lowercase());
            texts.iter().any(|t| t.contains(place.as_str()))
        })
    }
}

fn documents_of(snapshot: &Snapshot<'_>, outlet: &str) -> rusqlite::Result<FxHashSet<i64>> {
    snapshot
        .connection
        .prepare_cached("SELECT document FROM documents WHERE outlet = ?1")?
        .query_map([outlet], |row| row.get(0))?
        .collect()
}

fn line(snapshot: &Snapshot<'_>, stored: &Stored, day: i64) -> Result<Line, Error> {
    let on_disk = |e| snapshot.error(e);
    let document = snapshot.document(stored.document)?;
    let days = Days::of(&stored.row, document.published.as_deref());
    let (mut who, mut with) = (Vec::new(), Vec::new());
    for (place, entity) in snapshot.parties(stored.record).map_err(on_disk)? {
        let side = match (place, stored.id.kind) {
            (0, _) | (1, Kind::Meeting) => &mut who,
            (1, _) => &mut with,
            _ => continue,
        };
        let name = snapshot.entity(entity).map_err(on_disk)?.0;
        if !side.contains(&name) {
            side.push(name);
        }
    }
    Ok(Line {
        cells: vec![
            json!(day_text(day)),
            json!(stored.id.kind.as_str()),
            json!(days.first),
            json!(days.last),
            json!(days.dating),
            json!(gist_of(snapshot, stored)?),
            json!(who),
            json!(with),
            json!(stored.row.text("place")),
            json!(
                snapshot
                    .voice(stored.record, &stored.row)
                    .map_err(on_disk)?
            ),
            json!(document.outlet),
            json!(document.name),
        ],
        ids: vec![stored.id],
    })
}

/// Between which days something was.
#[derive(PartialEq, Eq, Debug)]
struct Days {
    first: Option<String>,
    last: Option<String>,
    dating: &'static str,
}

impl Days {
    /// The days that the record gives, or what its day of publication tells of it.
    fn of(row: &Row, published: Option<&str>) -> Self {
        let mode = row.time.get("mod").and_then(|m| m.as_str());
        let own = row.days().unwrap_or_default();
        let (first, last, dating) = match (own, mode) {
            ((_, Some(last)), Some("before")) => (None, Some(last), "before"),
            ((Some(first), _), Some("after")) => (Some(first), None, "after"),
            ((Some(first), Some(last)), _) if first == last => (Some(first), Some(last), "on"),
            ((Some(first), Some(last)), _) => (Some(first), Some(last), "between"),
            ((Some(first), None), _) => (Some(first), None, "after"),
            ((None, Some(last)), _) => (None, Some(last), "before"),
            ((None, None), _) => {
                let published = published.and_then(|p| time::bounds(p)?.1);
                let is_past = match row.kind {
                    Kind::Meeting => !matches!(row.text("status"), Some("planned" | "proposed")),
                    Kind::Event => row.is_asserted(),
                    _ => true,
                };
                match (published, is_past) {
                    (None, _) => (None, None, "unknown"),
                    (day, true) => (None, day, "no later than"),
                    (day, false) => (None, day, "told on"),
                }
            }
        };
        Self {
            first,
            last,
            dating,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Days;
    use crate::{Kind, Producer, Row};
    use serde_json::{Map, Value, json};

    fn row(kind: Kind, date: Option<&str>, mode: Option<&str>, status: &str) -> Row {
        let mut fields = Map::new();
        fields.insert("date".into(), json!(date));
        fields.insert("status".into(), json!(status));
        Row {
            kind,
            number: 1,
            evidence: Vec::new(),
            fields,
            spans: Map::new(),
            voices: Vec::new(),
            factuality: "CT+".into(),
            time: date.map_or(Value::Null, |d| json!({"value": d, "mod": mode})),
            refs: Map::new(),
            sentences: Vec::new(),
            producer: Producer::default(),
            confidence: 0.5,
            views: Vec::new(),
        }
    }

    #[test]
    fn a_day_is_no_surer_than_the_text() {
        let by_text = |date, mode| {
            let days = Days::of(&row(Kind::Event, date, mode, ""), Some("2025-07-05"));
            (
                days.first.unwrap_or_default(),
                days.last.unwrap_or_default(),
                days.dating,
            )
        };
        for ((date, mode), (first, last, dating)) in [
            (
                (Some("2025-07-03"), None),
                ("2025-07-03", "2025-07-03", "on"),
            ),
            (
                (Some("2025-06"), None),
                ("2025-06-01", "2025-06-30", "between"),
            ),
            (
                (Some("2025-06"), Some("before")),
                ("", "2025-06-30", "before"),
            ),
            (
                (Some("2025-06-02"), Some("after")),
                ("2025-06-02", "", "after"),
            ),
            ((None, None), ("", "2025-07-05", "no later than")),
        ] {
            assert_eq!(
                by_text(date, mode),
                (first.to_owned(), last.to_owned(), dating),
                "{date:?}"
            );
        }
    }

    #[test]
    fn a_plan_was_told_and_not_held() {
        let days =
            |status, published| Days::of(&row(Kind::Meeting, None, None, status), published).dating;
        assert_eq!(days("planned", Some("2025-07-05")), "told on");
        assert_eq!(days("held", Some("2025-07-05")), "no later than");
        assert_eq!(days("held", None), "unknown");
        let mut denied = row(Kind::Event, None, None, "");
        denied.factuality = "CT-".into();
        assert_eq!(Days::of(&denied, Some("2025-07-05")).dating, "told on");
    }
}
