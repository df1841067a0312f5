//! What a ledger remembers, and what was known when.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, and writes the files it needs"
)]

mod rows;

use rows::row;
use serde_json::json;
use verbale_ledger::ask::{self, Recognition};
use verbale_ledger::{Added, Judgement, Kind, Known, Ledger, NewDocument, Row, Snapshot, Stamp};

const TEXT: &str =
    "Borduria recognized the government of Syldavia on 3 March. Its envoy told the minister.";

fn state(number: u32, name: &str, country: &str, at: [u32; 2]) -> Row {
    let fields = json!({"actor_id": format!("actor-{number:02}"), "name": name, "aliases": [], "type": "state",
        "country": country, "canonical": name, "names_by_voice": {"author": [name]}});
    row(Kind::Actor, number, at, fields)
}

fn tie(value: &str, change: &str, date: &str) -> Row {
    let fields = json!({"sender": "actor-01", "receiver": "actor-02", "axis": "recognition", "value": value,
        "change": change, "date": date});
    row(Kind::Tie, 1, [0, 57], fields)
}

fn rows(tie: Row) -> Vec<Row> {
    vec![
        state(1, "Borduria", "BOR", [0, 8]),
        state(2, "Syldavia", "SYL", [38, 46]),
        tie,
    ]
}

fn document(name: &str, text: &str, published: &str) -> NewDocument {
    NewDocument {
        published: Some(published.into()),
        ..NewDocument::new(name, text)
    }
}

/// Sender, value and date of each row, as of a day and as known then.
fn ladder(ledger: &Ledger, as_of: Option<&str>, known: Known) -> Vec<String> {
    let snapshot = Snapshot::new(ledger, as_of, &known).unwrap();
    let question = Recognition {
        of: Some("SYL".into()),
        ..Recognition::default()
    };
    let answer = ask::recognition(&snapshot, &question).unwrap();
    let cell = |line: &ask::Line, name: &str| {
        let at = answer.columns.iter().position(|c| *c == name).unwrap();
        line.cells[at].as_str().unwrap_or("").to_owned()
    };
    answer
        .lines
        .iter()
        .map(|l| {
            format!(
                "{} {} {}",
                cell(l, "sender"),
                cell(l, "value"),
                cell(l, "date")
            )
        })
        .collect()
}

fn filled() -> Ledger {
    let mut ledger = Ledger::in_memory("2025-03-04T08:00:00.000000Z").unwrap();
    let first = document("first", TEXT, "2025-03-04");
    let added = ledger.add(
        &first,
        &rows(tie("de_jure", "establish", "2025-03-03")),
        &Stamp::default(),
        "2025-03-04T09:00:00.000000Z",
    );
    assert_eq!(added.unwrap(), Added::New);
    ledger
}

#[test]
fn recognition_holds_from_its_day_on_and_is_known_from_its_entry_on() {
    let ledger = filled();
    let held = vec!["BOR de_jure 2025-03-03".to_owned()];
    assert_eq!(ladder(&ledger, Some("2025-03-03"), Known::Now), held);
    assert_eq!(
        ladder(&ledger, Some("2025-03-02"), Known::Now),
        Vec::<String>::new()
    );
    assert_eq!(ladder(&ledger, None, Known::At("2025-03-04".into())), held);
    assert_eq!(
        ladder(&ledger, None, Known::At("2025-03-03".into())),
        Vec::<String>::new()
    );
}

#[test]
fn the_same_document_is_added_once_and_a_new_version_replaces_the_old_one() {
    let mut ledger = filled();
    let at = "2025-03-05T09:00:00.000000Z";
    let again = ledger.add(
        &document("first", TEXT, "2025-03-04"),
        &rows(tie("de_jure", "establish", "2025-03-03")),
        &Stamp::default(),
        at,
    );
    assert_eq!(again.unwrap(), Added::Known);
    assert_eq!(ledger.counts().unwrap().documents, 1);
    let corrected = TEXT.replace("3 March", "2 March");
    let version = ledger.add(
        &document("first", &corrected, "2025-03-05"),
        &rows(tie("de_facto", "establish", "2025-03-02")),
        &Stamp::default(),
        at,
    );
    assert_eq!(version.unwrap(), Added::Version);
    assert_eq!(
        ladder(&ledger, None, Known::Now),
        ["BOR de_facto 2025-03-02"]
    );
    let before = Known::At("2025-03-04".into());
    assert_eq!(ladder(&ledger, None, before), ["BOR de_jure 2025-03-03"]);
}

#[test]
fn a_rejected_record_does_not_count_until_the_review_is_undone() {
    let mut ledger = filled();
    let id = {
        let snapshot = Snapshot::new(&ledger, None, &Known::Now).unwrap();
        let answer = ask::recognition(&snapshot, &Recognition::default()).unwrap();
        answer.lines[0].ids[0]
    };
    let by = ("2025-03-06T09:00:00.000000Z", "anna");
    let seq = ledger.review(id, &Judgement::Reject, by).unwrap();
    assert_eq!(ladder(&ledger, None, Known::Now), Vec::<String>::new());
    ledger.undo(seq, by).unwrap();
    assert_eq!(ladder(&ledger, None, Known::Now).len(), 1);
    assert_eq!(ladder(&ledger, None, Known::Seq(seq)), Vec::<String>::new());
    let edit = Judgement::Edit {
        field: "value".into(),
        value: json!("de_facto"),
    };
    ledger.review(id, &edit, by).unwrap();
    assert_eq!(
        ladder(&ledger, None, Known::Now),
        ["BOR de_facto 2025-03-03"]
    );
    let wrong = Judgement::Edit {
        field: "colour".into(),
        value: json!("red"),
    };
    let error = ledger.review(id, &wrong, by).unwrap_err().to_string();
    assert!(error.contains("has no field"), "{error}");
}

#[test]
fn a_clock_that_runs_backwards_does_not_reorder_entries() {
    let mut ledger = filled();
    let other = TEXT.replace("Borduria", "Klow");
    let earlier = "1999-01-01T00:00:00.000000Z";
    ledger
        .add(
            &document("second", &other, "2025-03-06"),
            &[],
            &Stamp::default(),
            earlier,
        )
        .unwrap();
    let report = ledger.check().unwrap();
    assert_eq!(report.damage, []);
    assert_eq!(
        ladder(&ledger, None, Known::At("1999-01-01".into())),
        Vec::<String>::new()
    );
}

#[test]
fn a_changed_entry_or_text_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.db");
    {
        let mut ledger = Ledger::open(&path, "2025-03-04T08:00:00.000000Z").unwrap();
        ledger
            .add(
                &document("first", TEXT, "2025-03-04"),
                &rows(tie("de_jure", "establish", "2025-03-03")),
                &Stamp::default(),
                "2025-03-04T09:00:00.000000Z",
            )
            .unwrap();
        assert_eq!(ledger.check().unwrap().damage, []);
    }
    for (sql, place) in [
        ("UPDATE entries SET author = 'x' WHERE seq = 2", "entry 2"),
        (
            "UPDATE documents SET text = replace(text, 'Borduria', 'Xorduria')",
            "document first",
        ),
        (
            "UPDATE records SET evidence = '[[1,57]]' WHERE kind = 3",
            "tie-",
        ),
    ] {
        let copy = folder.path().join("copy.db");
        let _ = std::fs::remove_file(&copy);
        Ledger::open_to_read(&path).unwrap().backup(&copy).unwrap();
        let raw = rusqlite::Connection::open(&copy).unwrap();
        raw.execute_batch(
            "DROP TRIGGER entries_stay; DROP TRIGGER documents_stay; DROP TRIGGER records_stay;",
        )
        .unwrap();
        raw.execute(sql, []).unwrap();
        drop(raw);
        let report = Ledger::open_to_read(&copy).unwrap().check().unwrap();
        let places: Vec<&str> = report.damage.iter().map(|d| d.place.as_str()).collect();
        assert!(
            places.iter().any(|p| p.starts_with(place)),
            "{sql}: {places:?}"
        );
    }
}

#[test]
fn a_file_that_is_no_ledger_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.db");
    let error = Ledger::open_to_read(&missing).unwrap_err().to_string();
    assert!(error.contains("verbale add"), "{error}");
    let text = folder.path().join("text.db");
    std::fs::write(
        &text,
        "this is a text and no database at all, whatever its name says",
    )
    .unwrap();
    let error = Ledger::open(&text, "2025-03-04T08:00:00Z")
        .unwrap_err()
        .to_string();
    assert!(error.contains("is not a ledger"), "{error}");
}

/// The entity of the actor called `name`.
fn entity(path: &std::path::Path, name: &str) -> i64 {
    let raw = rusqlite::Connection::open(path).unwrap();
    let sql = "SELECT entity FROM entities WHERE name = ?1";
    raw.query_row(sql, [name], |row| row.get(0)).unwrap()
}

fn on_disk(folder: &tempfile::TempDir) -> (std::path::PathBuf, Ledger) {
    let path = folder.path().join("a.db");
    let mut ledger = Ledger::open(&path, "2025-03-04T08:00:00.000000Z").unwrap();
    ledger
        .add(
            &document("first", TEXT, "2025-03-04"),
            &rows(tie("de_jure", "establish", "2025-03-03")),
            &Stamp::default(),
            "2025-03-04T09:00:00.000000Z",
        )
        .unwrap();
    (path, ledger)
}

#[test]
fn merged_actors_are_one_until_they_are_split() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = on_disk(&folder);
    let by = ("2025-03-06T09:00:00.000000Z", "anna");
    let (first, second) = (entity(&path, "Borduria"), entity(&path, "Syldavia"));
    ledger.merge(second, first, by).unwrap();
    assert_eq!(
        ladder(&ledger, None, Known::Now),
        ["SYL de_jure 2025-03-03"]
    );
    ledger.split(first, by).unwrap();
    assert_eq!(
        ladder(&ledger, None, Known::Now),
        ["BOR de_jure 2025-03-03"]
    );
    let error = ledger.merge(first, 99, by).unwrap_err().to_string();
    assert_eq!(error, "there is no entity 99");
}

#[test]
fn a_withdrawn_document_does_not_count_and_a_removed_actor_leaves_hashes_only() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = on_disk(&folder);
    let by = ("2025-03-06T09:00:00.000000Z", "anna");
    let seq = ledger.withdraw(1, "corrected by the outlet", by).unwrap();
    assert!(ladder(&ledger, None, Known::Now).is_empty());
    ledger.undo(seq, by).unwrap();
    assert_eq!(ladder(&ledger, None, Known::Now).len(), 1);
    let error = ledger.withdraw(7, "", by).unwrap_err().to_string();
    assert_eq!(error, "there is no document 7");

    ledger.remove(entity(&path, "Borduria"), by).unwrap();
    assert!(ladder(&ledger, None, Known::Now).is_empty());
    let raw = rusqlite::Connection::open(&path).unwrap();
    let named: i64 = raw
        .query_row(
            "SELECT count(*) FROM records WHERE fields LIKE '%Borduria%'",
            [],
            |r| r.get(0),
        )
        .unwrap();
    assert_eq!(named, 0, "no record names the removed actor");
    assert_eq!(
        ledger.check().unwrap().damage,
        [],
        "the chain holds over what is left"
    );
}

#[test]
fn a_record_struck_out_read_again_and_removed_leaves_what_the_entries_say() {
    let folder = tempfile::tempdir().unwrap();
    let (path, mut ledger) = on_disk(&folder);
    let by = ("2025-03-06T09:00:00.000000Z", "anna");
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).unwrap();
    let answer = ask::recognition(&snapshot, &Recognition::default()).unwrap();
    let id = answer.lines[0].ids[0];
    drop(snapshot);
    ledger.review(id, &Judgement::Reject, by).unwrap();
    let other = Stamp {
        packs: "other".into(),
        ..Stamp::default()
    };
    let again = rows(tie("de_jure", "establish", "2025-03-03"));
    let first = document("first", TEXT, "2025-03-04");
    ledger.add(&first, &again, &other, by.0).unwrap();
    assert!(
        ladder(&ledger, None, Known::Now).is_empty(),
        "what was struck out is not read anew"
    );
    ledger.remove(entity(&path, "Borduria"), by).unwrap();
    assert_eq!(ledger.check().unwrap().damage, []);
}

#[test]
fn a_ledger_of_a_later_program_is_refused_with_a_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let (path, ledger) = on_disk(&folder);
    drop(ledger);
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.pragma_update(None, "user_version", 99).unwrap();
    drop(raw);
    let error = Ledger::open_to_read(&path).unwrap_err().to_string();
    assert!(error.contains("use a newer verbale"), "{error}");
}
