//! What other programs build on: flags, forms of answers and exit codes of `verbale add`, `ask` and `ledger`.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, and writes the files it needs"
)]

mod run;

use run::verbale;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::Path;
use tempfile::TempDir;
use verbale_ledger::Kind;

/// Two texts that do not say when they were published, and one that does.
const NOTES: &str = r#"{"id": "first", "text": "Norway formally recognized the government of South Sudan on Monday."}
{"id": "second", "text": "Kenya's ambassador to South Sudan presented his credentials in Juba on Tuesday."}
{"id": "third", "date": "2024-02-09", "text": "Japan formally recognized the government of South Sudan on February 8, 2024."}
"#;

/// A folder with a ledger `own.db` of the notes.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.jsonl"), NOTES).unwrap();
    let add = [
        "add",
        "notes.jsonl",
        "--from",
        "jsonl",
        "--date",
        "2025-03-05",
        "--ledger",
        "own.db",
    ];
    let (code, text) = verbale(folder.path(), &add);
    assert_eq!(code, 0, "{text}");
    folder
}

/// Rows of `ask recognition` as JSON, with the exit code.
fn recognition(folder: &Path, more: &[&str]) -> (i32, Vec<Value>) {
    let ask = ["ask", "recognition", "--json", "--ledger", "own.db"];
    let (code, text) = verbale(folder, &[&ask, more].concat());
    (code, serde_json::from_str(&text).unwrap())
}

#[test]
fn json_lines_are_added_with_their_own_day_or_the_one_that_is_given() {
    let folder = folder();
    let rows = recognition(folder.path(), &["--of", "SSD"]).1;
    let day = |sender: &str, axis: &str| {
        let found = rows
            .iter()
            .find(|r| r["sender"] == sender && r["axis"] == axis);
        let found = found.unwrap_or_else(|| panic!("{sender} {axis}: {rows:?}"));
        found["date"].as_str().unwrap().to_owned()
    };
    // The fifth was a Wednesday.
    assert_eq!(day("NOR", "recognition"), "2025-03-03");
    assert_eq!(day("KEN", "exchange"), "2025-03-04");
    assert_eq!(day("JPN", "recognition"), "2024-02-08");
}

#[test]
fn recognition_is_a_list_of_rows_as_of_a_day_and_as_known_at_another() {
    let folder = folder();
    let at = folder.path();
    let (code, rows) = recognition(at, &["--of", "SSD"]);
    assert!(code == 0 && rows.len() >= 3, "{rows:?}");
    for row in &rows {
        for column in ["sender", "receiver", "axis", "value", "date"] {
            assert!(row[column].is_string(), "{column}: {row}");
        }
        assert_eq!(row["receiver"], "SSD");
        let ids = row["ids"].as_array().unwrap();
        assert!(!ids.is_empty(), "{row}");
        for id in ids {
            let (code, _) = verbale(at, &["show", id.as_str().unwrap(), "--ledger", "own.db"]);
            assert_eq!(code, 0, "{id} leads to its record");
        }
    }
    let senders = |more: &[&str]| -> BTreeSet<String> {
        let rows = recognition(at, &[&["--of", "SSD"], more].concat()).1;
        let sender = |row: &Value| row["sender"].as_str().unwrap().to_owned();
        rows.iter().map(sender).collect()
    };
    assert_eq!(
        senders(&["--as-of", "2024-12-31"]),
        BTreeSet::from(["JPN".to_owned()])
    );
    assert!(senders(&["--known-at", "2025-01-01"]).is_empty());
    assert_eq!(
        recognition(at, &["--of", "NOR"]),
        (1, Vec::new()),
        "nothing found"
    );
}

#[test]
fn stats_are_one_object_with_a_count_for_every_kind() {
    let folder = folder();
    let stats = ["ledger", "stats", "--json", "--ledger", "own.db"];
    let (code, text) = verbale(folder.path(), &stats);
    assert_eq!(code, 0);
    let stats: Value = serde_json::from_str(&text).unwrap();
    let count = |name: &str| {
        stats[name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name}: {text}"))
    };
    assert_eq!(count("documents"), 3);
    assert!(
        count("entries") >= 7,
        "opened, three texts, three readings: {text}"
    );
    let kinds: u64 = Kind::ALL.iter().map(|kind| count(kind.as_str())).sum();
    assert_eq!(count("records"), kinds);
    let names = stats.as_object().unwrap().len();
    assert_eq!(names, 3 + Kind::ALL.len(), "{text}");
}

#[test]
fn check_ends_with_0_if_all_is_sound_and_with_2_if_not() {
    let folder = folder();
    let at = folder.path();
    let check = ["ledger", "check", "--json", "--ledger", "own.db"];
    let (code, text) = verbale(at, &check);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &report["sound"]), (0, &Value::Bool(true)), "{text}");
    let changed = rusqlite::Connection::open(at.join("own.db")).unwrap();
    changed
        .execute_batch("DROP TRIGGER documents_stay; UPDATE documents SET title = 'another' WHERE document = 2;")
        .unwrap();
    drop(changed);
    let (code, text) = verbale(at, &check);
    let report: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((code, &report["sound"]), (2, &Value::Bool(false)), "{text}");
    assert!(!report["damage"].as_array().unwrap().is_empty(), "{text}");
}

#[test]
fn exit_codes_are_0_done_1_nothing_found_2_usage_3_partly() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(at.join("good.txt"), "Norway accused Kenya of spying.\n").unwrap();
    for (expected, line) in [
        (0, "add good.txt --ledger own.db"),
        (0, "ask recognition --of SSD --ledger own.db"),
        (1, "ask recognition --of NOR --ledger own.db"),
        (1, "ask claims --speaker Nobody --ledger own.db"),
        (
            2,
            "ask recognition --of SSD --as-of yesterday --ledger own.db",
        ),
        (2, "ask nonsense --ledger own.db"),
        (2, "ask meetings --ledger missing.db"),
        (3, "add good.txt missing.txt --ledger own.db"),
        (2, "add missing.txt --ledger own.db"),
        (2, "show tie-00000000 --ledger own.db"),
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let (code, text) = verbale(at, &arguments);
        assert_eq!(code, expected, "{line}: {text}");
    }
}
