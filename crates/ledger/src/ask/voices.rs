//! Whose voice fills a document: characters of quoted content by speaker, loaded words by holder and target, genre and
//! disclaimers. No score and no verdict.

use super::Answer;
use super::gist::words;
use crate::snapshot::spans;
use crate::{Error, Kind, RecordId, Snapshot, Stored};
use serde_json::{Value, json};

/// Voices of the latest version of the document with that name.
///
/// # Errors
/// If there is no such document, or the file cannot be read.
pub fn voices(snapshot: &Snapshot<'_>, name: &str) -> Result<Answer, Error> {
    let columns = ["section", "voice", "target", "what", "characters", "share"];
    let mut answer = Answer::new(&columns, &columns);
    let on_disk = |e| snapshot.error(e);
    let document = document(snapshot, name)?;
    let text = snapshot.text(document)?;
    let n_characters = text.chars().count();
    let mut shares: Vec<(String, usize, Vec<RecordId>)> = Vec::new();
    let mut owner: Vec<u16> = vec![0; n_characters];
    let mut others = Vec::new();
    for record in snapshot.records_of(document) {
        let stored = snapshot.record(record)?;
        match stored.id.kind {
            Kind::Statement if stored.row.text("attitude") == Some("expressed") => {
                let speaker = speaker(snapshot, &stored).map_err(on_disk)?;
                let at = shares
                    .iter()
                    .position(|(s, _, _)| *s == speaker)
                    .unwrap_or_else(|| {
                        shares.push((speaker, 0, Vec::new()));
                        shares.len() - 1
                    });
                shares[at].2.push(stored.id);
                // A quotation inside another one belongs to the inner speaker: it comes later.
                let content = stored
                    .row
                    .spans
                    .get("content")
                    .map(spans)
                    .unwrap_or_default();
                for [start, end] in content {
                    let end = (end as usize).min(n_characters);
                    let own = u16::try_from(at + 1).unwrap_or(u16::MAX);
                    owner[(start as usize).min(end)..end].fill(own);
                }
            }
            Kind::Voice => others.push(stored),
            _ => {}
        }
    }
    for &own in &owner {
        if let Some(share) = usize::from(own)
            .checked_sub(1)
            .and_then(|at| shares.get_mut(at))
        {
            share.1 += 1;
        }
    }
    shares.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let quoted: usize = shares.iter().map(|(_, n, _)| n).sum();
    let share = |n: usize| match n_characters {
        0 => Value::Null,
        all => json!((1000.0 * n as f64 / all as f64).round() / 1000.0),
    };
    let rest = n_characters - quoted;
    answer.push(
        vec![
            json!("share"),
            json!("author"),
            Value::Null,
            json!("all that is not quoted"),
            json!(rest),
            share(rest),
        ],
        Vec::new(),
    );
    for (speaker, n, ids) in shares {
        let what = format!("{} statements", ids.len());
        answer.push(
            vec![
                json!("share"),
                json!(speaker),
                Value::Null,
                json!(what),
                json!(n),
                share(n),
            ],
            ids,
        );
    }
    for stored in others {
        let row = &stored.row;
        let section = row.text("subtype").unwrap_or("voice").to_owned();
        let what = match (section.as_str(), row.text("label")) {
            ("genre", label) => label.unwrap_or("").to_owned(),
            (_, Some(label)) => format!("{label}: {}", words(&stored, "", &text)),
            (_, None) => words(&stored, "", &text),
        };
        let target = snapshot.field_names(&stored, "target")?;
        let holder = holder(snapshot, &stored).map_err(on_disk)?;
        answer.push(
            vec![
                json!(section),
                json!(holder),
                json!(target),
                json!(what),
                Value::Null,
                Value::Null,
            ],
            vec![stored.id],
        );
    }
    Ok(answer)
}

fn speaker(snapshot: &Snapshot<'_>, stored: &Stored) -> rusqlite::Result<String> {
    let names = snapshot.names(stored.record, Kind::Statement, "speaker")?;
    let named = names.into_iter().next();
    Ok(named.unwrap_or_else(|| stored.row.text("speaker").unwrap_or("unnamed").to_owned()))
}

fn holder(snapshot: &Snapshot<'_>, stored: &Stored) -> rusqlite::Result<String> {
    let names = snapshot.names(stored.record, Kind::Voice, "holder")?;
    let named = names.into_iter().next();
    Ok(named.unwrap_or_else(|| stored.row.text("holder").unwrap_or("author").to_owned()))
}

/// The latest document of that name, or with that address.
fn document(snapshot: &Snapshot<'_>, name: &str) -> Result<i64, Error> {
    let read = || -> rusqlite::Result<Vec<i64>> {
        snapshot
            .connection
            .prepare_cached(
                "SELECT document FROM documents WHERE name = ?1 OR url = ?1 ORDER BY document DESC",
            )?
            .query_map([name], |row| row.get(0))?
            .collect()
    };
    let found = read().map_err(|e| snapshot.error(e))?;
    let live = snapshot.live_documents();
    found.into_iter().find(|d| live.contains(d)).ok_or_else(|| {
        Error::Asked(format!(
            "{name}: no such document in the ledger; `verbale ask search WORDS` finds their names"
        ))
    })
}
