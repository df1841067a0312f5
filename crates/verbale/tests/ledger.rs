//! The ledger as a user meets it: add, ask, show, check.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, and writes the files it needs"
)]

mod run;

use run::verbale;
use serde_json::Value;
use tempfile::TempDir;

const NOTE: &str = "Norway formally recognized the government of South Sudan on March 3, 2025, the foreign \
    ministry said. Foreign Minister Espen Barth Eide met President Salva Kiir in Juba on Monday.\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("note.txt"), NOTE).unwrap();
    folder
}

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn a_recognition_is_added_asked_and_shown() {
    let folder = folder();
    let at = folder.path();
    let (code, text) = verbale(at, &["add", "note.txt", "--date", "2025-03-04"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        text.starts_with("verbale.db: added 1 document with"),
        "{text}"
    );
    let (code, text) = verbale(at, &["add", "note.txt", "--date", "2025-03-04"]);
    assert_eq!(
        (code, text.as_str()),
        (0, "verbale.db: nothing new; 1 known already\n")
    );

    let ask = ["ask", "recognition", "--of", "SSD", "--json"];
    let (code, text) = verbale(at, &ask);
    let found = rows(&text);
    assert_eq!((code, found.len()), (0, 1), "{text}");
    assert_eq!(found[0]["sender"], "NOR");
    assert_eq!(found[0]["value"], "de_jure");
    assert_eq!(found[0]["date"], "2025-03-03");
    let before = [&ask[..], &["--as-of", "2025-03-02"]].concat();
    assert_eq!(verbale(at, &before), (1, "[]\n".into()));
    let unknown = [&ask[..], &["--known-at", "2025-03-04"]].concat();
    assert_eq!(
        verbale(at, &unknown),
        (1, "[]\n".into()),
        "nothing was recorded by then"
    );

    let id = found[0]["ids"][0].as_str().unwrap();
    let (code, text) = verbale(at, &["show", &id[..12]]);
    assert_eq!(code, 0, "the first eight digits name a record");
    assert!(
        text.contains("formally recognized the government of South Sudan"),
        "{text}"
    );
}

#[test]
fn stats_and_check_speak_to_programs() {
    let folder = folder();
    let at = folder.path();
    verbale(
        at,
        &[
            "add",
            "note.txt",
            "--date",
            "2025-03-04",
            "--ledger",
            "own.db",
        ],
    );
    let (code, text) = verbale(at, &["ledger", "stats", "--json", "--ledger", "own.db"]);
    let stats: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, 0);
    assert_eq!(
        (&stats["documents"], &stats["tie"]),
        (&1.into(), &1.into()),
        "{text}"
    );
    let (code, text) = verbale(at, &["ledger", "check", "--ledger", "own.db"]);
    assert!(code == 0 && text.ends_with("sound\n"), "{text}");

    let mut bytes = std::fs::read(at.join("own.db")).unwrap();
    let name = b"formally recognized";
    let place = bytes.windows(name.len()).position(|w| w == name).unwrap();
    bytes[place] ^= 1;
    std::fs::write(at.join("own.db"), bytes).unwrap();
    let (code, text) = verbale(at, &["ledger", "check", "--ledger", "own.db"]);
    assert!(code == 2 && text.contains("document note"), "{text}");
}

#[test]
fn a_ledger_that_is_not_there_is_named_with_a_remedy() {
    let folder = folder();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(["ask", "meetings"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(message.contains("verbale add FILE"), "{message}");
}

#[test]
fn a_record_is_judged_and_the_judgement_taken_back() {
    let folder = folder();
    let at = folder.path();
    verbale(at, &["add", "note.txt", "--date", "2025-03-04"]);
    let ask = ["ask", "recognition", "--of", "SSD", "--json"];
    let id = rows(&verbale(at, &ask).1)[0]["ids"][0]
        .as_str()
        .unwrap()
        .to_owned();
    let (code, text) = verbale(at, &["judge", &id, "reject", "--reviewer", "anna"]);
    assert_eq!(code, 0, "{text}");
    let entry = text.split(' ').nth(1).unwrap().to_owned();
    assert_eq!(verbale(at, &ask).0, 1, "a rejected record does not count");
    verbale(at, &["undo", &entry, "--reviewer", "anna"]);
    assert_eq!(verbale(at, &ask).0, 0);
    let (code, _) = verbale(
        at,
        &[
            "resolve",
            &id,
            "--outcome",
            "kept",
            "--by",
            &id,
            "--reviewer",
            "anna",
        ],
    );
    assert_eq!(code, 2, "a tie is no claim");
    assert_eq!(verbale(at, &["ledger", "check"]).0, 0);
}

#[test]
fn a_text_that_comes_back_is_a_new_version_on_any_number_of_threads() {
    for threads in ["1", "4"] {
        let folder = folder();
        let at = folder.path();
        let line = |text: &str| format!("{{\"id\": \"a\", \"text\": \"{text}\"}}\n");
        let (first, second) = (line("Norway left."), line("Norway stayed."));
        std::fs::write(at.join("first.jsonl"), &first).unwrap();
        std::fs::write(at.join("back.jsonl"), second + &first).unwrap();
        let add = |file| verbale(at, &["add", file, "--from", "jsonl", "--threads", threads]);
        assert_eq!(add("first.jsonl").0, 0);
        let (code, text) = add("back.jsonl");
        assert_eq!(code, 0, "{text}");
        assert!(text.contains("added 2 new versions"), "{threads}: {text}");
    }
}
