//! Full text over documents, and the records whose evidence has the words.

use super::Answer;
use super::gist::{gist, words};
use crate::derive::NO_DAY;
use crate::identity::plain;
use crate::snapshot::DocumentLine;
use crate::{Error, Kind, Snapshot};
use rusqlite::params;
use serde_json::{Value, json};

/// What to look for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Search {
    /// Words; all must occur. A phrase stands in double quotes.
    pub words: String,
    /// Only records of these kinds.
    pub kinds: Vec<Kind>,
    /// Documents at most, the best first.
    pub limit: usize,
}

/// What a row holds.
const COLUMNS: &[&str] = &["document", "published", "kind", "what", "words"];

/// Documents with the words, and their records that have one of them in their evidence.
///
/// # Errors
/// If there are no words to look for, or the file cannot be read.
pub fn search(snapshot: &Snapshot<'_>, question: &Search) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let on_disk = |e| snapshot.error(e);
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
    let (live, mut n_shown) = (snapshot.live_documents(), 0);
    for document in documents(snapshot, question).map_err(on_disk)? {
        if !live.contains(&document) {
            continue;
        }
        let line = snapshot.document(document)?;
        let published = line.published.as_deref();
        let published = published.and_then(|p| crate::snapshot::last_day(p).ok());
        if !snapshot.is_by_then(published.unwrap_or(NO_DAY)) {
            continue;
        }
        n_shown += 1;
        if n_shown > question.limit {
            let note = "More documents have these words; narrow the question, or raise --limit.";
            answer.notes.push(note.into());
            break;
        }
        let passage = passage(snapshot, question, document).map_err(on_disk)?;
        if question.kinds.is_empty() {
            answer.push(
                vec![
                    json!(line.name),
                    json!(line.published),
                    json!("document"),
                    Value::Null,
                    json!(passage),
                ],
                Vec::new(),
            );
        }
        push_records(snapshot, (document, &line), (&terms, question), &mut answer)?;
    }
    Ok(answer)
}

/// Records of a document with all the words in their evidence.
fn push_records(
    snapshot: &Snapshot<'_>,
    (document, line): (i64, &DocumentLine),
    (terms, question): (&[String], &Search),
    answer: &mut Answer,
) -> Result<(), Error> {
    let text = snapshot.text(document)?;
    for record in snapshot.records_of(document) {
        let stored = snapshot.record(record)?;
        let kind = stored.id.kind;
        // Actors are all over their documents: they come only if they are asked for.
        let is_asked = match question.kinds.as_slice() {
            [] => kind != Kind::Actor,
            kinds => kinds.contains(&kind),
        };
        let quote = words(&stored, "", &text);
        let own = format!(" {} ", plain(&quote));
        if !is_asked || !terms.iter().all(|t| own.contains(&format!(" {t} "))) {
            continue;
        }
        let gist = gist(snapshot, &stored, &text).map_err(|e| snapshot.error(e))?;
        let cells = vec![
            json!(line.name),
            json!(line.published),
            json!(kind.as_str()),
            json!(gist),
            json!(quote),
        ];
        answer.push(cells, vec![stored.id]);
    }
    Ok(())
}

/// Numbers of the documents with the words, best first. How well a document fits depends on all documents of the file: asked
/// about an earlier moment, the latest come first.
fn documents(snapshot: &Snapshot<'_>, question: &Search) -> rusqlite::Result<Vec<i64>> {
    let last: i64 = snapshot
        .connection
        .prepare_cached("SELECT coalesce(max(document), 0) FROM documents")?
        .query_row([], |row| row.get(0))?;
    let order = match last == snapshot.last_document() {
        true => "rank",
        false => "rowid DESC",
    };
    let sql =
        format!("SELECT rowid FROM words WHERE words MATCH ?1 AND rowid <= ?2 ORDER BY {order}");
    let mut select = snapshot.connection.prepare_cached(&sql)?;
    let words = query(&question.words);
    let rows = select.query_map(params![words, snapshot.last_document()], |row| row.get(0))?;
    rows.collect()
}

/// The words of a document around those that were looked for.
fn passage(snapshot: &Snapshot<'_>, question: &Search, document: i64) -> rusqlite::Result<String> {
    snapshot
        .connection
        .prepare_cached(
            "SELECT snippet(words, -1, '', '', '…', 16) FROM words WHERE words MATCH ?1 AND rowid = ?2",
        )?
        .query_row(params![query(&question.words), document], |row| row.get(0))
}

/// The words as FTS5 reads them: each in quotes, so that none is taken for an operator; phrases stay together.
fn query(words: &str) -> String {
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
