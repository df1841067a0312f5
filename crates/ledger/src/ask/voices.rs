//! Whose voice fills a document: characters of quoted content by speaker, those who are only spoken of, loaded words by holder and
//! target, genre and disclaimers. No score and no verdict.

use super::gist::words;
use super::{Answer, Line};
use crate::stored::spans;
use crate::{Error, Kind, RecordId, Row, Snapshot, Stored};
use rustc_hash::FxHashSet;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a row holds.
const COLUMNS: &[&str] = &["section", "voice", "target", "what", "characters", "share"];

/// Voices of the latest version of the document with that name.
///
/// # Errors
/// If there is no such document, or the file cannot be read.
pub fn voices(snapshot: &Snapshot<'_>, name: &str) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, COLUMNS);
    let document = snapshot.document_named(name)?;
    let text = snapshot.text(document)?;
    let mut statements = Vec::new();
    let (mut others, mut told) = (Vec::new(), Vec::new());
    for stored in super::records(snapshot, document)? {
        match stored.id.kind {
            Kind::Statement if stored.row.text("attitude") == Some("expressed") => {
                statements.push(stored);
            }
            Kind::Voice => others.push(stored),
            Kind::Actor | Kind::Role => {}
            _ => told.push(stored),
        }
    }
    push_shares(snapshot, &statements, text.chars().count(), &mut answer)?;
    push_described(snapshot, (&statements, &told), &mut answer)?;
    for stored in others {
        answer.lines.push(wording(snapshot, &stored, &text)?);
    }
    Ok(answer)
}

/// Characters of a speaker's words, and the statements that hold them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Share {
    /// Display name of the speaker; `unnamed` if the text names nobody.
    pub speaker: String,
    /// Code points that are nobody else's.
    pub characters: usize,
    /// The statements.
    pub ids: Vec<RecordId>,
}

/// How much each speaker says in a text of `n_characters` code points, the longest share first; all else is the author's.
/// `statements` come in the order of the text, with the display names of their speakers.
pub fn shares<'a>(
    statements: impl IntoIterator<Item = (&'a Stored, String)>,
    n_characters: usize,
) -> Vec<Share> {
    let mut shares: Vec<Share> = Vec::new();
    let mut owner: Vec<u16> = vec![0; n_characters];
    for (stored, speaker) in statements {
        let known = shares.iter().position(|s| s.speaker == speaker);
        let at = known.unwrap_or_else(|| {
            shares.push(Share {
                speaker,
                ..Share::default()
            });
            shares.len() - 1
        });
        shares[at].ids.push(stored.id);
        // A quotation inside another one belongs to the inner speaker: it comes later.
        let content = stored.row.spans.get("content").map(spans);
        for [start, end] in content.unwrap_or_default() {
            let end = (end as usize).min(n_characters);
            let own = u16::try_from(at + 1).unwrap_or(u16::MAX);
            owner[(start as usize).min(end)..end].fill(own);
        }
    }
    for own in owner {
        if let Some(at) = usize::from(own).checked_sub(1)
            && let Some(share) = shares.get_mut(at)
        {
            share.characters += 1;
        }
    }
    shares.sort_by(|a, b| {
        b.characters
            .cmp(&a.characters)
            .then_with(|| a.speaker.cmp(&b.speaker))
    });
    shares
}

/// Rows for the author and for each speaker, the longest share first.
fn push_shares(
    snapshot: &Snapshot<'_>,
    statements: &[Stored],
    n_characters: usize,
    answer: &mut Answer,
) -> Result<(), Error> {
    let mut spoken = Vec::new();
    for stored in statements {
        let speaker = speaker(snapshot, stored).map_err(|e| snapshot.error(e))?;
        spoken.push((stored, speaker));
    }
    let shares = shares(spoken, n_characters);
    let quoted: usize = shares.iter().map(|s| s.characters).sum();
    let part = |n: usize| match n_characters {
        0 => Value::Null,
        all => json!((1000.0 * n as f64 / all as f64).round() / 1000.0),
    };
    let mut push = |voice: &str, what: String, n: usize, ids: Vec<RecordId>| {
        let cells = vec![
            json!("share"),
            json!(voice),
            Value::Null,
            json!(what),
            json!(n),
            part(n),
        ];
        answer.push(cells, ids);
    };
    let rest = n_characters - quoted;
    push("author", "all that is not quoted".into(), rest, Vec::new());
    for share in shares {
        let what = match share.ids.len() {
            1 => "1 statement".to_owned(),
            n => format!("{n} statements"),
        };
        push(&share.speaker, what, share.characters, share.ids);
    }
    Ok(())
}

/// Rows for those of whom records tell and whose words no statement has, those that are told of most first.
fn push_described(
    snapshot: &Snapshot<'_>,
    (statements, told): (&[Stored], &[Stored]),
    answer: &mut Answer,
) -> Result<(), Error> {
    let on_disk = |e| snapshot.error(e);
    let mut speakers: FxHashSet<i64> = FxHashSet::default();
    for stored in statements {
        let parties = snapshot.parties(stored.record).map_err(on_disk)?;
        speakers.extend(parties.iter().filter(|(p, _)| *p == 0).map(|(_, e)| *e));
    }
    let mut described: BTreeMap<i64, Vec<RecordId>> = BTreeMap::new();
    for stored in statements.iter().chain(told) {
        let n_fields = Row::party_fields(stored.id.kind).len();
        for (place, entity) in snapshot.parties(stored.record).map_err(on_disk)? {
            if place < n_fields && !speakers.contains(&entity) {
                let ids = described.entry(entity).or_default();
                if ids.last() != Some(&stored.id) {
                    ids.push(stored.id);
                }
            }
        }
    }
    let mut described: Vec<(i64, Vec<RecordId>)> = described.into_iter().collect();
    described.sort_by_key(|(entity, ids)| (std::cmp::Reverse(ids.len()), *entity));
    for (entity, ids) in described {
        let (name, _) = snapshot.entity(entity).map_err(on_disk)?;
        let what = match ids.len() {
            1 => "1 record, no words of its own".to_owned(),
            n => format!("{n} records, no words of its own"),
        };
        let cells = vec![
            json!("described"),
            json!(name),
            Value::Null,
            json!(what),
            json!(0),
            Value::Null,
        ];
        answer.push(cells, ids);
    }
    Ok(())
}

/// The row of a loaded word, a genre, a disclaimer or an editor's note.
fn wording(snapshot: &Snapshot<'_>, stored: &Stored, text: &str) -> Result<Line, Error> {
    let row = &stored.row;
    let section = row.text("subtype").unwrap_or("voice");
    let what = match (section, row.text("label")) {
        ("genre", label) => label.unwrap_or("").to_owned(),
        (_, Some(label)) => format!("{label}: {}", words(stored, "", text)),
        (_, None) => words(stored, "", text),
    };
    let holder = holder(snapshot, stored).map_err(|e| snapshot.error(e))?;
    Ok(Line {
        cells: vec![
            json!(section),
            json!(holder),
            json!(snapshot.field_names(stored, "target")?),
            json!(what),
            Value::Null,
            Value::Null,
        ],
        ids: vec![stored.id],
    })
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
