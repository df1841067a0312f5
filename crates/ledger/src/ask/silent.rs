//! Who spoke of a topic before, and has not reacted since.

use super::dyads::{Wanted, dyads};
use super::gist::words_of;
use super::{Answer, Reactions, reactions, search};
use crate::identity::plain;
use crate::row::day_text;
use crate::{Error, Kind, RecordId, Snapshot};
use rustc_hash::FxHashSet;
use serde_json::json;
use std::collections::BTreeMap;

/// Actors whose statements had the words before the day from which reactions are asked for, and who have not reacted since; who
/// spoke last comes first.
///
/// # Errors
/// If no words and no first day are asked for, or the file cannot be read.
pub fn silent(snapshot: &Snapshot<'_>, question: &Reactions) -> Result<Answer, Error> {
    let (Some(about), Some(from)) = (&question.about, &question.from) else {
        return Err(Error::Asked(
            "who was silent about what, and since when? give words (--about) and a day (--from)"
                .into(),
        ));
    };
    let reacted = reactions::who(snapshot, question)?;
    let from = crate::snapshot::last_day(from)?;
    let documents = with_words(snapshot, about).map_err(|e| snapshot.error(e))?;
    let topic = plain(about);
    let wanted = Wanted {
        to: Some(from - 1),
        ..Wanted::default()
    };
    let mut spoke: BTreeMap<String, (i64, Vec<RecordId>)> = BTreeMap::new();
    for dyad in dyads(snapshot, Kind::Statement, &wanted)? {
        if dyad.a == 0 || !documents.contains(&dyad.document) {
            continue;
        }
        let stored = snapshot.record(dyad.record)?;
        let text = snapshot.text(dyad.document)?;
        if !plain(&words_of(&stored, "", &text)).contains(&topic) {
            continue;
        }
        let (name, _) = snapshot.entity(dyad.a).map_err(|e| snapshot.error(e))?;
        let (last, ids) = spoke.entry(name).or_insert((dyad.day, Vec::new()));
        *last = dyad.day.max(*last);
        ids.push(stored.id);
    }
    let columns = &["actor", "last_spoke", "statements"];
    let mut answer = Answer::new(columns, columns);
    for (name, (last, mut ids)) in spoke {
        if !reacted.contains(&name) {
            ids.sort_unstable();
            ids.dedup();
            let n = ids.len();
            answer.push(vec![json!(name), json!(day_text(last)), json!(n)], ids);
        }
    }
    let spoke_last = |line: &super::Line| std::cmp::Reverse(line.cells[1].to_string());
    answer.lines.sort_by_key(spoke_last);
    let note =
        "Silence in these texts is not silence in the world: only what was added can be known.";
    answer.notes.push(note.into());
    Ok(answer)
}

/// Documents that have all the words.
fn with_words(snapshot: &Snapshot<'_>, about: &str) -> rusqlite::Result<FxHashSet<i64>> {
    let mut select = snapshot
        .connection
        .prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?;
    let rows = select.query_map([search::query(about)], |row| row.get(0))?;
    rows.collect()
}
