//! Review, merges, withdrawals and removals as a user meets them, in a terminal and from a file.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, and writes the files it needs"
)]

use serde_json::Value;
use std::io::{Read, Write};
use std::path::Path;
use tempfile::TempDir;

const NOTE: &str = "Norway formally recognized the government of South Sudan on March 3, 2025, the foreign \
    ministry said. Foreign Minister Espen Barth Eide met President Salva Kiir in Juba on Monday.\n";

/// Exit code, standard output and standard error of `verbale` in `folder`.
fn verbale(folder: &Path, arguments: &[&str], input: &str) -> (i32, String, String) {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(arguments)
        .current_dir(folder)
        .env("USER", "tester")
        .write_stdin(input)
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let (code, out, err) = verbale(folder, arguments, "");
    assert_eq!(code, 0, "{arguments:?}: {out}{err}");
    out
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("note.txt"), NOTE).unwrap();
    done(folder.path(), &["add", "note.txt", "--date", "2025-03-04"]);
    folder
}

fn rows(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn who_only_looks_at_the_queue_needs_no_name() {
    let folder = folder();
    let nameless = |arguments: &[&str]| {
        let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"));
        let command = command.args(arguments).current_dir(folder.path());
        command.env_remove("USER").env_remove("USERNAME").output()
    };
    let listed = nameless(&["review", "--list"]).unwrap();
    assert!(listed.status.success(), "{listed:?}");
    assert!(!listed.stdout.is_empty());
    let walked = nameless(&["review"]).unwrap();
    assert!(String::from_utf8_lossy(&walked.stderr).contains("who acts?"));
}

/// The ids of the queue.
fn queue(folder: &Path, more: &[&str]) -> Vec<String> {
    let arguments = [&["review", "--list", "--json"], more].concat();
    let (_, out, _) = verbale(folder, &arguments, "");
    let lines = rows(&out);
    lines
        .iter()
        .map(|l| l["ids"][0].as_str().unwrap().to_owned())
        .collect()
}

/// Verdicts in the ledger, the first one first.
fn acts(folder: &Path) -> Vec<String> {
    let (_, out, _) = verbale(folder, &["ledger", "changes", "--json"], "");
    let lines = rows(&out).into_iter().rev();
    lines
        .map(|l| l["act"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn keys_in_a_terminal_judge_and_ctrl_c_loses_nothing() {
    let folder = folder();
    let n = queue(folder.path(), &[]).len();
    assert!(n >= 3, "the note has records enough: {n}");
    let (mut pty, pts) = pty_process::blocking::open().unwrap();
    pty.resize(pty_process::Size::new(40, 100)).unwrap();
    let mut child = pty_process::blocking::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(["review", "--by", "anna"])
        .current_dir(folder.path())
        .env("TERM", "xterm-256color")
        .spawn(pts)
        .unwrap();
    // Accept, reject, take the rejection back, reject again, then Ctrl-C; each when the screen before is drawn.
    for (seen, keys) in [
        ("1 of", "a"),
        ("2 of", "r"),
        ("3 of", "u"),
        ("is taken back", "r"),
        ("3 of", "\x03"),
    ] {
        wait_for(&mut pty, seen);
        pty.write_all(keys.as_bytes()).unwrap();
    }
    let status = child.wait().unwrap();
    assert!(status.success(), "{status}");
    assert_eq!(acts(folder.path()), ["accept", "reject"]);
    assert_eq!(queue(folder.path(), &["--by", "anna"]).len(), n - 2);
    assert_eq!(queue(folder.path(), &["--by", "ben", "--second"]).len(), 2);
}

/// Reads what the program draws until `text` stands there.
fn wait_for(pty: &mut pty_process::blocking::Pty, text: &str) {
    let mut drawn = Vec::new();
    let mut bytes = [0; 4096];
    loop {
        let n = pty.read(&mut bytes).unwrap();
        assert!(n > 0, "the program ended before it drew {text:?}");
        drawn.extend_from_slice(&bytes[..n]);
        if String::from_utf8_lossy(&drawn).contains(text) {
            return;
        }
    }
}

#[test]
fn without_a_terminal_review_says_what_to_do() {
    let folder = folder();
    let (code, _, message) = verbale(folder.path(), &["review"], "");
    assert_eq!(code, 2);
    assert!(message.contains("--from FILE.csv"), "{message}");
}

#[test]
fn judgements_come_from_a_file_and_wrong_lines_are_named() {
    let folder = folder();
    let at = folder.path();
    let ids = queue(at, &["--kind", "tie"]);
    let (tie, short) = (&ids[0], &ids[0][..12]);
    let csv = format!(
        "id,verdict,field,value,by\n{tie},edit,value,de_facto,anna\n{short},maybe,,,anna\ntie-00000000,accept,,,anna\n{tie},accept,,,\n"
    );
    let arguments = ["review", "--from", "-", "--by", "ben"];
    let (code, out, err) = verbale(at, &arguments, &csv);
    assert_eq!(
        (code, out.as_str()),
        (3, "2 judgements written, 2 lines left out\n"),
        "{err}"
    );
    assert!(err.contains("-:3: \"maybe\" is no verdict"), "{err}");
    assert!(err.contains("-:4: tie-00000000"), "{err}");
    assert_eq!(acts(at), ["edit", "accept"]);
    let agreement = rows(&done(at, &["ledger", "agreement", "--json"]));
    let last = agreement.last().unwrap();
    assert_eq!(
        (&last["kind"], &last["records"], &last["same"]),
        (&"all".into(), &1.into(), &0.into())
    );
    let (code, _, err) = verbale(at, &["ledger", "agreement", "--by", "anna"], "");
    assert!(code == 2 && err.contains("give --by twice"), "{err}");
    let (code, _, err) = verbale(at, &["review", "--from", "-"], "record,what\n");
    assert!(
        code == 2 && err.contains("no columns id and verdict"),
        "{err}"
    );
}

#[test]
fn actors_are_merged_and_split_and_a_trial_changes_nothing() {
    let folder = folder();
    let at = folder.path();
    let trial = done(at, &["merge", "Salva Kiir", "Norway", "--dry-run"]);
    assert!(trial.contains("show Norway as Salva Kiir"), "{trial}");
    assert!(acts(at).is_empty());
    done(at, &["merge", "Salva Kiir", "Norway"]);
    let ask = ["ask", "recognition", "--json"];
    assert_eq!(rows(&done(at, &ask))[0]["sender_name"], "Salva Kiir");
    done(at, &["split", "Norway"]);
    assert_eq!(rows(&done(at, &ask))[0]["sender_name"], "Norway");
    let (code, _, err) = verbale(at, &["merge", "Norway", "Nobody Known"], "");
    assert!(code == 2 && err.contains("no actor is called so"), "{err}");
}

#[test]
fn a_document_is_withdrawn_and_a_record_removed_for_good() {
    let folder = folder();
    let at = folder.path();
    let trial = done(
        at,
        &["withdraw", "note", "--reason", "corrected", "--dry-run"],
    );
    assert!(trial.contains("end "), "{trial}");
    let out = done(at, &["withdraw", "note", "--reason", "corrected"]);
    assert!(queue(at, &[]).is_empty());
    let entry = out.split(' ').nth(1).unwrap();
    done(at, &["undo", entry]);
    let tie = queue(at, &["--kind", "tie"])[0].clone();
    let (code, _, err) = verbale(at, &["remove", "--record", &tie], "");
    assert!(code == 2 && err.contains("--yes"), "{err}");
    assert_eq!(queue(at, &["--kind", "tie"]).len(), 1);
    done(at, &["remove", "--record", &tie, "--yes"]);
    assert!(queue(at, &["--kind", "tie"]).is_empty());
    done(at, &["remove", "--actor", "Salva Kiir", "--yes"]);
    let (_, out, _) = verbale(at, &["ask", "actor", "Salva Kiir"], "");
    let nobody = "Nobody in this ledger is called \"Salva Kiir\"";
    assert!(
        out.starts_with("nothing found\n") && out.contains(nobody),
        "{out}"
    );
    done(at, &["ledger", "check"]);
}

#[test]
fn answers_take_conditions_on_their_columns() {
    let folder = folder();
    let at = folder.path();
    let ask = |condition: &str| {
        let arguments = ["ask", "recognition", "--where", condition, "--json"];
        let (code, out, err) = verbale(at, &arguments, "");
        (code, rows(if code < 2 { &out } else { "[]" }).len(), err)
    };
    assert_eq!(ask("value=de_jure").1, 1);
    assert_eq!(ask("date>=2025-03-04").0, 1);
    let (code, _, message) = ask("colour=red");
    assert!(
        code == 2 && message.contains("this answer has sender"),
        "{message}"
    );
}
