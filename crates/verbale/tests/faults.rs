//! The ledger under fire: programs killed at any instant, disks that are full, files that are damaged or may not be written, and two
//! writers. Nothing that was committed is lost, and what is damaged is named with a remedy.
//!
//! `VERBALE_KILLS` sets how often `add` is killed, 200 if it says so in `.ci/run`; each seed kills at the same instants.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a test fails where it cannot go on, reads its settings, and writes and damages files"
)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use tempfile::TempDir;
use verbale_ledger::Ledger;

/// Documents of a run that is killed.
const DOCUMENTS: usize = 24;

fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verbale"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null());
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program(folder, arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

/// A folder with a file of texts, each with a record or more.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let states = ["Norway", "Kenya", "Japan", "Chile", "Ghana", "Peru"];
    let mut lines = String::new();
    for n in 0..DOCUMENTS {
        let (a, b) = (states[n % 6], states[(n + 1 + n / 6) % 6]);
        let text = format!(
            "{a} formally recognized the government of South Sudan on March {}, 2025. {a} accused {b} of spying in case {n}. \
             Officials of {a} met a delegation of {b} in Juba on Monday.",
            n % 28 + 1
        );
        writeln!(
            lines,
            "{{\"id\": \"note-{n:02}\", \"date\": \"2025-04-01\", \"text\": \"{text}\"}}"
        )
        .unwrap();
    }
    std::fs::write(folder.path().join("notes.jsonl"), lines).unwrap();
    folder
}

const ADD: &[&str] = &["add", "--from", "jsonl", "notes.jsonl", "--threads", "1"];

/// Ids of the records of each document.
fn contents(ledger: &Path) -> BTreeMap<String, Vec<i64>> {
    let connection = rusqlite::Connection::open(ledger).unwrap();
    let sql = "SELECT d.name, r.id FROM documents d JOIN codings c USING (document) LEFT JOIN records r USING (coding) ORDER BY r.record";
    let mut select = connection.prepare(sql).unwrap();
    let mut rows = select.query([]).unwrap();
    let mut contents: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    while let Some(row) = rows.next().unwrap() {
        let ids = contents.entry(row.get(0).unwrap()).or_default();
        ids.extend(row.get::<_, Option<i64>>(1).unwrap());
    }
    contents
}

/// The faults that a check finds.
fn damage(ledger: &Path) -> Vec<String> {
    let report = Ledger::open_to_read(ledger).unwrap().check().unwrap();
    let faults = report.damage.into_iter();
    faults.map(|d| format!("{}: {}", d.place, d.what)).collect()
}

/// Instants by lot, the same in every run of the test (SplitMix64).
struct Lot(u64);

impl Lot {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % n
    }
}

/// Starts the program and kills it after some microseconds; says whether it had ended by itself.
fn kill_after(mut command: Command, microseconds: u64) -> bool {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_micros(microseconds));
    let has_ended = child.try_wait().unwrap().is_some();
    // SIGKILL; an error means that it has ended meanwhile.
    let _ = child.kill();
    child.wait().unwrap();
    has_ended
}

fn n_kills() -> usize {
    let asked = std::env::var("VERBALE_KILLS").ok();
    asked.map_or(30, |n| n.parse().unwrap())
}

#[test]
fn a_kill_loses_the_document_in_flight_at_most() {
    let folder = folder();
    let at = folder.path();
    let started = std::time::Instant::now();
    assert!(run(at, ADD).status.success());
    let whole_run = started.elapsed().as_micros() as u64;
    let whole = contents(&at.join("verbale.db"));
    assert_eq!(whole.len(), DOCUMENTS);
    let ledger = at.join("killed.db");
    let add = [ADD, &["--ledger", "killed.db"]].concat();
    let (mut lot, mut before, mut n_ended, mut n_between) = (Lot(7), BTreeMap::new(), 0, 0);
    for kill in 0..n_kills() {
        n_ended += usize::from(kill_after(program(at, &add), lot.below(whole_run)));
        if !ledger.exists() {
            continue;
        }
        let after = match Ledger::open_to_read(&ledger) {
            Ok(_) => contents(&ledger),
            // Killed while it was being made: there is nothing in it yet.
            Err(e) if before.is_empty() => {
                assert!(e.to_string().contains("not a ledger"), "{e}");
                continue;
            }
            Err(e) => panic!("kill {kill}: {e}"),
        };
        for (name, ids) in &before {
            assert_eq!(after.get(name), Some(ids), "kill {kill}: {name} was there");
        }
        for (name, ids) in &after {
            assert_eq!(whole.get(name), Some(ids), "kill {kill}: {name} is whole");
        }
        assert_eq!(damage(&ledger), Vec::<String>::new(), "kill {kill}");
        n_between += usize::from(after.len() > before.len() && after.len() < DOCUMENTS);
        before = after;
        if before.len() == DOCUMENTS {
            before.clear();
            for ending in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(at.join(format!("killed.db{ending}")));
            }
        }
    }
    assert!(run(at, &add).status.success());
    assert_eq!(
        contents(&ledger),
        whole,
        "the run goes on where it was killed"
    );
    assert!(n_ended < n_kills(), "{n_ended} runs ended before the kill");
    assert!(n_between > 0, "some runs were killed between documents");
}

/// A ledger that the first version of the program wrote.
fn old_ledger(at: &Path) -> PathBuf {
    let path = at.join("old.db");
    let old = include_bytes!("data/version-1.db");
    std::fs::write(&path, old).unwrap();
    path
}

#[test]
fn a_ledger_of_the_first_form_is_brought_along_with_a_copy_of_it_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let path = old_ledger(at);
    let before = contents(&path);
    let ask = [
        "ask",
        "recognition",
        "--of",
        "SSD",
        "--json",
        "--ledger",
        "old.db",
    ];
    let output = run(at, &ask);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("verbale ledger migrate --ledger old.db"));
    let output = run(at, &["ledger", "migrate", "--ledger", "old.db"]);
    assert!(output.status.success(), "{}", said(&output));
    let copy = at.join("old.db.version-1");
    assert_eq!(contents(&copy), before, "the copy is what was there");
    assert_eq!(contents(&path), before, "no record is lost");
    assert_eq!(damage(&path), Vec::<String>::new());
    let output = run(at, &ask);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        rows.as_array().unwrap().len(),
        1,
        "one was rejected: {rows}"
    );
    let output = run(at, &["ledger", "migrate", "--ledger", "old.db"]);
    assert!(said(&output).contains("has the present form already"));
}

#[test]
fn a_kill_during_a_migration_leaves_the_old_form_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let whole = contents(&old_ledger(at));
    let migrate = ["ledger", "migrate", "--ledger", "old.db"];
    let started = std::time::Instant::now();
    assert!(run(at, &migrate).status.success());
    let whole_run = started.elapsed().as_micros() as u64;
    let mut lot = Lot(11);
    for kill in 0..n_kills() {
        for entry in std::fs::read_dir(at).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        let path = old_ledger(at);
        for _ in 0..3 {
            kill_after(program(at, &migrate), lot.below(whole_run));
            assert_eq!(contents(&path), whole, "kill {kill}");
            let copy = at.join("old.db.version-1");
            if copy.exists() {
                assert_eq!(contents(&copy), whole, "kill {kill}: a copy is whole");
            }
        }
        let output = run(at, &migrate);
        assert!(output.status.success(), "kill {kill}: {}", said(&output));
        assert_eq!(contents(&path), whole, "kill {kill}");
        assert_eq!(damage(&path), Vec::<String>::new(), "kill {kill}");
    }
}

#[test]
fn a_kill_during_a_backup_leaves_no_copy_or_a_whole_one() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let whole = contents(&at.join("verbale.db"));
    let backup = ["ledger", "backup", "copy.db"];
    let started = std::time::Instant::now();
    assert!(run(at, &backup).status.success());
    let whole_run = started.elapsed().as_micros() as u64;
    let copy = at.join("copy.db");
    let mut lot = Lot(13);
    for kill in 0..n_kills() {
        let _ = std::fs::remove_file(&copy);
        kill_after(program(at, &backup), lot.below(whole_run));
        if copy.exists() {
            assert_eq!(damage(&copy), Vec::<String>::new(), "kill {kill}");
            assert_eq!(contents(&copy), whole, "kill {kill}");
        }
        assert_eq!(contents(&at.join("verbale.db")), whole, "kill {kill}");
    }
    let _ = std::fs::remove_file(&copy);
    assert!(
        run(at, &backup).status.success(),
        "what is left is no hindrance"
    );
}

#[test]
fn a_full_disk_is_named_and_costs_nothing_that_was_committed() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let whole = contents(&at.join("verbale.db"));
    let binary = env!("CARGO_BIN_EXE_verbale");
    // Files may grow to so many blocks of 512 bytes: at some the program stops before the first document, at others amid them.
    let mut n_partly = 0;
    for blocks in [500, 700, 900, 1100, 1300] {
        for ending in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(at.join(format!("full.db{ending}")));
        }
        let script = format!(
            "ulimit -f {blocks}; trap '' XFSZ; exec '{binary}' add --from jsonl notes.jsonl --threads 1 --ledger full.db"
        );
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(at)
            .output()
            .unwrap();
        if output.status.success() {
            continue;
        }
        let message = said(&output);
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains("full.db: the disk"), "{message}");
        assert!(message.contains("run the command again"), "{message}");
        let ledger = at.join("full.db");
        if Ledger::open_to_read(&ledger).is_ok() {
            let left = contents(&ledger);
            n_partly += usize::from(!left.is_empty());
            for (name, ids) in &left {
                assert_eq!(whole.get(name), Some(ids), "{blocks}: {name}");
            }
            assert_eq!(damage(&ledger), Vec::<String>::new(), "{blocks}");
        }
        let again = [ADD, &["--ledger", "full.db"]].concat();
        let output = run(at, &again);
        assert!(output.status.success(), "{blocks}: {}", said(&output));
        assert_eq!(contents(&ledger), whole, "{blocks}: with room it goes on");
    }
    assert!(n_partly > 0, "a limit stopped the program amid documents");
}

/// A file system of a few kilobytes, gone when it is dropped; `None` for those who may not mount one.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn mount(at: &Path, kilobytes: usize) -> Option<Self> {
        let folder = at.join("disk");
        std::fs::create_dir_all(&folder).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", &format!("size={kilobytes}k"), "none"]);
        let output = command.arg(&folder).output().ok()?;
        output.status.success().then_some(Self(folder))
    }

    fn grow(&self) {
        let mut command = Command::new("mount");
        command.args(["-o", "remount,size=64m"]).arg(&self.0);
        assert!(command.status().unwrap().success());
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_really_is_full_is_named_and_the_run_goes_on_when_there_is_room() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let whole = contents(&at.join("verbale.db"));
    let add = [ADD, &["--ledger", "disk/full.db"]].concat();
    let (mut n_full, mut n_partly) = (0, 0);
    for kilobytes in [64, 200, 400, 600, 800, 1000, 1300] {
        let Some(disk) = SmallDisk::mount(at, kilobytes) else {
            eprintln!("no full disk was tested: only root may mount a small one");
            return;
        };
        let ledger = disk.0.join("full.db");
        let output = run(at, &add);
        let message = said(&output);
        if !output.status.success() {
            n_full += 1;
            assert_eq!(output.status.code(), Some(2), "{kilobytes}: {message}");
            let is_named =
                message.contains("full.db: the disk") && message.contains("run the command again");
            assert!(is_named, "{kilobytes}: {message}");
            // Questions, where there is anything to ask, need no room.
            let output = run(
                at,
                &[
                    "ask",
                    "recognition",
                    "--of",
                    "SSD",
                    "--ledger",
                    "disk/full.db",
                ],
            );
            assert!(
                output.status.code().is_some_and(|c| c <= 2),
                "{}",
                said(&output)
            );
        }
        disk.grow();
        if Ledger::open_to_read(&ledger).is_ok() {
            let left = contents(&ledger);
            n_partly += usize::from(!left.is_empty() && left.len() < DOCUMENTS);
            assert!(
                left.iter().all(|(name, ids)| whole.get(name) == Some(ids)),
                "{kilobytes}"
            );
            assert_eq!(damage(&ledger), Vec::<String>::new(), "{kilobytes}");
        }
        let output = run(at, &add);
        assert!(output.status.success(), "{kilobytes}: {}", said(&output));
        assert_eq!(
            contents(&ledger),
            whole,
            "{kilobytes}: with room it goes on"
        );
    }
    assert!(
        n_full > 1 && n_partly > 0,
        "{n_full} full, {n_partly} amid documents"
    );
}

/// All that the tables that are never changed hold, and what the ledger answers.
fn testimony(at: &Path, ledger: &str) -> String {
    let connection = rusqlite::Connection::open(at.join(ledger)).unwrap();
    let mut said = String::new();
    for table in [
        "entries",
        "documents",
        "codings",
        "records",
        "producers",
        "kinds",
    ] {
        let mut select = connection
            .prepare(&format!("SELECT * FROM {table}"))
            .unwrap();
        let n = select.column_count();
        let mut rows = select.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..n).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
            said += &cells.collect::<Vec<_>>().join("|");
        }
    }
    for question in [
        "recognition --of SSD",
        "events",
        "meetings",
        "search delegation",
        "actor KEN",
    ] {
        let mut ask = vec!["ask"];
        ask.extend(question.split(' '));
        ask.extend(["--json", "--ledger", ledger]);
        said += &String::from_utf8_lossy(&run(at, &ask).stdout);
    }
    said
}

#[test]
fn a_flipped_byte_is_found_or_changes_nothing() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let whole = std::fs::read(at.join("verbale.db")).unwrap();
    let expected = testimony(at, "verbale.db");
    let mut lot = Lot(17);
    let (mut n_found, mut n_sound) = (0, 0);
    for flip in 0..2 * n_kills() {
        let place = lot.below(whole.len() as u64) as usize;
        let bits = 1 + lot.below(255) as u8;
        let mut bytes = whole.clone();
        bytes[place] ^= bits;
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(at.join(format!("flipped.db{ending}")));
        }
        std::fs::write(at.join("flipped.db"), bytes).unwrap();
        let output = run(at, &["ledger", "check", "--ledger", "flipped.db"]);
        let message = said(&output);
        match output.status.code() {
            Some(2) => {
                n_found += 1;
                assert!(
                    message.contains("flipped.db"),
                    "{flip} at {place}: {message}"
                );
                let has_remedy = ["backup", "migrate", "not a ledger", "newer"]
                    .iter()
                    .any(|r| message.contains(r));
                assert!(has_remedy, "{flip} at {place}: {message}");
                let output = run(at, &["ask", "events", "--json", "--ledger", "flipped.db"]);
                let code = output.status.code();
                assert!(
                    code.is_some_and(|c| c <= 2),
                    "{flip} at {place}: {code:?} {}",
                    said(&output)
                );
            }
            Some(0) => {
                n_sound += 1;
                assert!(
                    testimony(at, "flipped.db") == expected,
                    "{flip} at {place}: {bits:#x} is not found"
                );
            }
            code => panic!("{flip} at {place}: {code:?} {message}"),
        }
    }
    // Much of a small file is free space.
    assert!(
        4 * n_found > n_sound,
        "{n_found} found, {n_sound} changed nothing"
    );
}

/// Runs the program as somebody who is not root, whom no permission binds.
fn unprivileged(command: &mut Command, at: &Path) -> Output {
    if std::fs::metadata(at).unwrap().uid() == 0 {
        command.uid(65_534).gid(65_534);
    }
    command.output().unwrap()
}

#[test]
fn a_file_that_may_not_be_written_is_named_and_can_still_be_asked() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    // The program lies in a folder that others may not be able to enter.
    let binary = at.join("verbale");
    std::fs::copy(env!("CARGO_BIN_EXE_verbale"), &binary).unwrap();
    mode(&binary, 0o755);
    mode(&at.join("verbale.db"), 0o444);
    mode(at, 0o555);
    let command = |arguments: &[&str]| {
        let mut command = Command::new(&binary);
        command.args(arguments).current_dir(at);
        unprivileged(&mut command, at)
    };
    std::thread::sleep(Duration::from_millis(20));
    let output = command(&["ask", "recognition", "--of", "SSD", "--json"]);
    assert!(output.status.success(), "{}", said(&output));
    let output = command(&["add", "--from", "jsonl", "notes.jsonl", "--recode"]);
    let message = said(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    let has_remedy = message.contains("may not be written") || message.contains("cannot be opened");
    assert!(has_remedy && message.contains("verbale.db"), "{message}");
    mode(at, 0o755);
}

#[test]
fn a_truncated_file_is_damaged_and_says_what_to_do() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let path = at.join("verbale.db");
    let whole = std::fs::read(&path).unwrap();
    for part in [1, 2, 5, 9] {
        std::fs::write(&path, &whole[..whole.len() * part / 10]).unwrap();
        let output = run(at, &["ledger", "check"]);
        let message = said(&output);
        assert_eq!(output.status.code(), Some(2), "{part}: {message}");
        assert!(message.contains("backup"), "{part}: {message}");
        let output = run(at, &["ask", "claims"]);
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
    }
    std::fs::write(&path, b"").unwrap();
    let output = run(at, &["ask", "claims"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        said(&output).contains("is not a ledger"),
        "{}",
        said(&output)
    );
}

#[test]
fn two_writers_take_turns() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let whole = contents(&at.join("verbale.db"));
    let text = std::fs::read_to_string(at.join("notes.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let mut children = Vec::new();
    for (name, part) in [
        ("a", &lines[..DOCUMENTS / 2]),
        ("b", &lines[DOCUMENTS / 2..]),
    ] {
        let file = format!("{name}.jsonl");
        std::fs::write(at.join(&file), part.join("\n")).unwrap();
        let add = ["add", "--from", "jsonl", &file, "--ledger", "both.db"];
        children.push(program(at, &add).stdout(Stdio::null()).spawn().unwrap());
    }
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    assert_eq!(contents(&at.join("both.db")), whole);
    assert_eq!(damage(&at.join("both.db")), Vec::<String>::new());
}

#[test]
fn a_writer_waits_for_another_one() {
    let folder = folder();
    let at = folder.path();
    assert!(run(at, ADD).status.success());
    let other = rusqlite::Connection::open(at.join("verbale.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    std::fs::write(at.join("late.txt"), "Norway accused Kenya of spying.\n").unwrap();
    let mut child = program(at, &["add", "late.txt"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    let output = run(at, &["ask", "recognition", "--of", "SSD", "--json"]);
    assert!(output.status.success(), "questions do not wait");
    other.execute_batch("ROLLBACK").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(contents(&at.join("verbale.db")).len(), DOCUMENTS + 1);
}

#[test]
fn ctrl_c_says_how_far_the_run_came() {
    let folder = folder();
    let at = folder.path();
    let texts: Vec<String> = (0..6000)
        .map(|n| {
            format!(
                "{{\"id\": \"n-{n}\", \"text\": \"Norway accused Kenya of spying in case {n}.\"}}"
            )
        })
        .collect();
    std::fs::write(at.join("many.jsonl"), texts.join("\n")).unwrap();
    let add = ["add", "--from", "jsonl", "many.jsonl", "--threads", "1"];
    let child = program(at, &add)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let path = at.join("verbale.db");
    let has_some =
        || Ledger::open_to_read(&path).is_ok_and(|l| l.counts().is_ok_and(|c| c.documents > 2));
    while !has_some() {
        std::thread::sleep(Duration::from_millis(2));
    }
    let id = child.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let n = contents(&path).len();
    let message = said(&output);
    let expected = format!("verbale: stopped: verbale.db: added {n} documents with ");
    assert!(message.starts_with(&expected), "{n}: {message}");
    assert_eq!(damage(&path), Vec::<String>::new());
}
