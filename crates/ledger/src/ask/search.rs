//! Full text over documents, and the records whose evidence has the words.

use super::Answer;
use super::documents::{DocumentCard, document};
use super::gist::{gist, spanned, words};
use crate::derive::NO_DAY;
use crate::identity::plain;
use crate::stored::{self, spans};
use crate::{Error, Kind, RecordId, Snapshot};
use rusqlite::params;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use verbale_text::CharOffsets;

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Search {
    /// Words; all must occur. A phrase stands in double quotes.
    pub words: String,
    /// Only records of these kinds.
    pub kinds: Vec<Kind>,
    /// Only documents of this outlet.
    pub outlet: Option<String>,
    /// Only documents whose day of publication begins so: a year, month or day.
    pub published: Option<String>,
    /// Documents at most, the best first.
    pub limit: usize,
}

/// A document with the words.
#[derive(Clone, PartialEq, Debug)]
pub struct Hit {
    /// The document.
    pub document: DocumentCard,
    /// A passage with the words.
    pub passage: String,
    /// Its records that have all the words in their evidence.
    pub records: Vec<RecordHit>,
}

/// What was found.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Found {
    /// Documents, the best first.
    pub hits: Vec<Hit>,
    /// Whether more documents have the words.
    pub has_more: bool,
}

/// A record with the words in its evidence.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordHit {
    /// Its id.
    pub id: RecordId,
    /// What it says.
    pub gist: String,
    /// The words that prove it.
    pub words: String,
}

/// How the documents with the words spread. Copies count.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Facets {
    /// Documents that were looked at: those with the words, [`MAX_FACETED`] at most.
    pub documents: i64,
    /// Outlets, the most frequent first; at most twelve.
    pub outlets: Vec<(String, i64)>,
    /// Years of publication, the latest first.
    pub years: Vec<(String, i64)>,
}

/// Outlets that are counted apart.
const MAX_OUTLETS: usize = 12;

/// Documents that are looked through for records of some kinds, at least.
const MOST_LOOKED: usize = 500;

/// Documents over which facets are counted.
pub const MAX_FACETED: i64 = 5000;

/// What a row holds.
const COLUMNS: &[&str] = &["document", "published", "kind", "what", "words"];

/// Documents with the words, and their records that have one of them in their evidence, as a table.
///
/// # Errors
/// If there are no words to look for, or the file cannot be read.
pub fn search(snapshot: &Snapshot<'_>, question: &Search) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let found = hits(snapshot, question)?;
    if found.has_more {
        let note = "More documents have these words; narrow the question, or raise --limit.";
        answer.notes.push(note.into());
    }
    for hit in found.hits {
        let known = [json!(hit.document.name), json!(hit.document.published)];
        let row = |rest: [Value; 3]| known.iter().cloned().chain(rest).collect();
        if question.kinds.is_empty() {
            let cells = [json!("document"), Value::Null, json!(hit.passage)];
            answer.push(row(cells), Vec::new());
        }
        for record in hit.records {
            let kind = json!(record.id.kind.as_str());
            let cells = [kind, json!(record.gist), json!(record.words)];
            answer.push(row(cells), vec![record.id]);
        }
    }
    Ok(answer)
}

/// Documents with the words, best first, each with its records that have them; of some kinds, only those that have such records.
///
/// # Errors
/// If there are no words to look for, or the file cannot be read.
pub fn hits(snapshot: &Snapshot<'_>, question: &Search) -> Result<Found, Error> {
    let terms: Vec<String> = plain(&question.words)
        .split(' ')
        .map(str::to_owned)
        .filter(|w| !w.is_empty())
        .collect();
    if terms.is_empty() {
        return Err(Error::Asked(
            "no words to search for; name some, such as: verbale ask search \"foreign minister\""
                .into(),
        ));
    }
    let mut found = Found::default();
    let on_disk = |e| snapshot.error(e);
    let most = question.limit.max(MOST_LOOKED);
    for (at, number) in documents(snapshot, question)
        .map_err(on_disk)?
        .into_iter()
        .enumerate()
    {
        let Some(card) = document(snapshot, number)? else {
            continue;
        };
        let day = card.published.as_deref();
        let day = day.and_then(|p| crate::snapshot::last_day(p).ok());
        if !card.is_live || !snapshot.is_by_then(day.unwrap_or(NO_DAY)) {
            continue;
        }
        if found.hits.len() == question.limit || at >= most {
            found.has_more = true;
            break;
        }
        let records = records_with(snapshot, number, &terms, question)?;
        if records.is_empty() && !question.kinds.is_empty() {
            continue;
        }
        found.hits.push(Hit {
            records,
            passage: passage(snapshot, question, number).map_err(on_disk)?,
            document: card,
        });
    }
    Ok(found)
}

/// Records of a document with all the words in their evidence.
fn records_with(
    snapshot: &Snapshot<'_>,
    document: i64,
    terms: &[String],
    question: &Search,
) -> Result<Vec<RecordHit>, Error> {
    let text = snapshot.text(document)?;
    let offsets = CharOffsets::new(&text);
    let mut found = Vec::new();
    for (record, kind, evidence) in proofs(snapshot, document).map_err(|e| snapshot.error(e))? {
        // Actors are all over their documents: they come only if they are asked for.
        let is_asked = match question.kinds.as_slice() {
            [] => kind != Kind::Actor,
            kinds => kinds.contains(&kind),
        };
        if !is_asked {
            continue;
        }
        let own = format!(" {} ", plain(&spanned(&evidence, (&offsets, &text))));
        if terms.iter().all(|t| own.contains(&format!(" {t} "))) {
            let stored = snapshot.record(record)?;
            let gist = gist(snapshot, &stored, &text).map_err(|e| snapshot.error(e))?;
            found.push(RecordHit {
                id: stored.id,
                gist,
                words: words(&stored, "", &text),
            });
        }
    }
    Ok(found)
}

/// A record with its kind and where the words stand that prove it.
type Proof = (i64, Kind, Vec<[u32; 2]>);

/// The records of a document that count.
fn proofs(snapshot: &Snapshot<'_>, document: i64) -> rusqlite::Result<Vec<Proof>> {
    let mut select = snapshot.connection.prepare_cached(
        "SELECT record, kind, evidence FROM records WHERE record >= ?1 AND record < ?2 ORDER BY record",
    )?;
    let mut proofs = Vec::new();
    for (first, end) in snapshot.codings_of(document)? {
        let mut rows = select.query([first, end])?;
        while let Some(row) = rows.next()? {
            let (record, kind): (i64, i64) = (row.get(0)?, row.get(1)?);
            if let Some(kind) = Kind::of_number(kind).filter(|_| !snapshot.is_dead(record)) {
                proofs.push((record, kind, spans(&stored::json(row, 2)?)));
            }
        }
    }
    Ok(proofs)
}

/// Numbers of the documents with the words, best first. How well a document fits depends on all documents of the file: asked
/// about an earlier moment, the latest come first.
fn documents(snapshot: &Snapshot<'_>, question: &Search) -> rusqlite::Result<Vec<i64>> {
    let last: i64 = snapshot
        .connection
        .prepare_cached("SELECT coalesce(max(document), 0) FROM documents")?
        .query_row([], |row| row.get(0))?;
    let order = match last == snapshot.last_document() {
        true => "w.rank",
        false => "w.rowid DESC",
    };
    let (mut join, mut filter) = ("", "");
    if question.outlet.is_some() || question.published.is_some() {
        join = "JOIN documents d ON d.document = w.rowid";
        filter = "AND (?3 IS NULL OR d.outlet = ?3) AND (?4 IS NULL OR d.published GLOB ?4)";
    }
    let sql = format!(
        "SELECT w.rowid FROM words w {join} WHERE words MATCH ?1 AND w.rowid <= ?2 {filter} ORDER BY {order}"
    );
    let mut select = snapshot.connection.prepare_cached(&sql)?;
    let (words, last) = (query(&question.words), snapshot.last_document());
    let published = question.published.as_deref().map(begins);
    let number = |row: &rusqlite::Row<'_>| row.get(0);
    match join.is_empty() {
        true => select.query_map(params![words, last], number)?.collect(),
        false => select
            .query_map(params![words, last, question.outlet, published], number)?
            .collect(),
    }
}

/// The words of a document around those that were looked for.
fn passage(snapshot: &Snapshot<'_>, question: &Search, document: i64) -> rusqlite::Result<String> {
    snapshot
        .connection
        .prepare_cached(
            "SELECT snippet(words, -1, '', '', '…', 24) FROM words WHERE words MATCH ?1 AND rowid = ?2",
        )?
        .query_row(params![query(&question.words), document], |row| row.get(0))
}

/// A pattern for what begins with `start`; whoever asks cannot bring wildcards of their own.
fn begins(start: &str) -> String {
    let plain = start.chars().filter(|c| c.is_alphanumeric() || *c == '-');
    plain.chain(['*']).collect()
}

/// How the documents with the words spread over outlets and years.
///
/// # Errors
/// If the file cannot be read.
pub fn facets(snapshot: &Snapshot<'_>, words: &str) -> Result<Facets, Error> {
    let run = || -> rusqlite::Result<Facets> {
        let mut select = snapshot.connection.prepare_cached(
            "SELECT d.outlet, substr(d.published, 1, 4)
             FROM (SELECT rowid FROM words WHERE words MATCH ?1 LIMIT ?2) w JOIN documents d ON d.document = w.rowid WHERE d.seq <= ?3",
        )?;
        let mut rows = select.query(params![query(words), MAX_FACETED, snapshot.seq()])?;
        let mut facets = Facets::default();
        let (mut outlets, mut years) = (BTreeMap::new(), BTreeMap::new());
        while let Some(row) = rows.next()? {
            facets.documents += 1;
            count(&mut outlets, row.get_ref(0)?.as_str_or_null()?);
            count(&mut years, row.get_ref(1)?.as_str_or_null()?);
        }
        facets.outlets = outlets.into_iter().collect();
        facets.outlets.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
        facets.outlets.truncate(MAX_OUTLETS);
        facets.years = years.into_iter().rev().collect();
        Ok(facets)
    };
    run().map_err(|e| snapshot.error(e))
}

fn count(counts: &mut BTreeMap<String, i64>, value: Option<&str>) {
    let Some(value) = value else {
        return;
    };
    match counts.get_mut(value) {
        Some(n) => *n += 1,
        None => {
            counts.insert(value.to_owned(), 1);
        }
    }
}

/// The words as FTS5 reads them: each in quotes, so that none is taken for an operator; phrases stay together.
pub(super) fn query(words: &str) -> String {
    let mut parts = Vec::new();
    for (at, part) in words.split('"').enumerate() {
        if at % 2 == 1 {
            parts.push(format!("\"{part}\""));
        } else {
            parts.extend(part.split_whitespace().map(|w| format!("\"{w}\"")));
        }
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn words_are_never_operators_and_phrases_stay_together() {
        assert_eq!(query("peace OR war"), "\"peace\" \"OR\" \"war\"");
        assert_eq!(
            query("\"foreign minister\" said"),
            "\"foreign minister\" \"said\""
        );
        assert_eq!(query("a\"b"), "\"a\" \"b\"");
    }
}
