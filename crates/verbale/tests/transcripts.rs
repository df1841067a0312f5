//! What the documentation prints is what the program prints.
//!
//! Blocks of kind `console` in `README.md` and `docs/*.md` hold commands after `$ ` and their output. Every command of the
//! program that names no file outside of the repository runs; a line `[…]` stands for any number of lines that are left out.
//! `UPDATE_EXPECT=1 cargo test -p verbale --test transcripts` writes the output anew.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the pages and runs what they say, and fails where it cannot go on"
)]

use std::fs;
use std::path::{Path, PathBuf};

const LEFT_OUT: &str = "[…]";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn pages() -> Vec<PathBuf> {
    let docs = fs::read_dir(root().join("docs")).unwrap();
    let mut pages: Vec<PathBuf> = docs.map(|e| e.unwrap().path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "md"));
    pages.push(root().join("README.md"));
    pages.sort();
    pages
}

/// The arguments of a command line of the program, built or installed; `None` for other commands.
fn arguments(command: &str) -> Option<Vec<String>> {
    let line = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("verbale "))?;
    let mut arguments = Vec::new();
    // What stands in double quotes is one argument, as in a shell.
    for (at, part) in line.split('"').enumerate() {
        match at % 2 {
            0 => arguments.extend(part.split_whitespace().map(str::to_owned)),
            _ => arguments.push(part.to_owned()),
        }
    }
    Some(arguments)
}

/// What the program prints on standard output in the folder of the repository.
fn printed(arguments: &[String]) -> Vec<String> {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(arguments)
        .current_dir(root())
        .env("USER", "anna")
        .env_remove("COLUMNS")
        .env_remove("CLICOLOR_FORCE")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|l| l.trim_end().to_owned()).collect()
}

/// Whether `shown` is `real` with parts left out.
fn holds(shown: &[String], real: &[String]) -> bool {
    let is_mark = |l: &String| l == LEFT_OUT;
    let Some(mark) = shown.iter().position(is_mark) else {
        return shown == real;
    };
    let (head, tail) = (&shown[..mark], &shown[mark + 1..]);
    real.starts_with(head) && (head.len()..=real.len()).any(|i| holds(tail, &real[i..]))
}

/// `real`, cut as `shown` is: as many lines before the mark.
fn cut(shown: &[String], real: &[String]) -> Vec<String> {
    match shown.iter().position(|l| l == LEFT_OUT) {
        Some(n) if n < real.len() => {
            let mut lines = real[..n].to_vec();
            lines.push(LEFT_OUT.to_owned());
            lines
        }
        _ => real.to_vec(),
    }
}

/// Runs the commands of a page; its text with the real output, and the commands whose output differs.
fn run(page: &str) -> (String, Vec<String>) {
    let (mut text, mut wrong) = (String::new(), Vec::new());
    let mut lines = page.lines().peekable();
    let mut is_transcript = false;
    let mut renamed: Vec<(String, String)> = Vec::new();
    while let Some(line) = lines.next() {
        let is_command = is_transcript && line.starts_with("$ ");
        let line = match is_command {
            true => with_new_ids(line, &renamed),
            false => line.to_owned(),
        };
        text.push_str(&line);
        text.push('\n');
        if line.starts_with("```") {
            is_transcript = line == "```console";
        }
        let command = line.strip_prefix("$ ").filter(|_| is_transcript);
        let Some(arguments) = command.and_then(arguments) else {
            continue;
        };
        let mut shown = Vec::new();
        while let Some(l) = lines.next_if(|l| !l.starts_with("```") && !l.starts_with("$ ")) {
            shown.push(l.to_owned());
        }
        let real = printed(&arguments);
        let is_right = holds(&shown, &real);
        renamed.extend(new_ids(&shown, &real));
        let kept = if is_right { shown } else { cut(&shown, &real) };
        kept.iter().for_each(|l| {
            text.push_str(l);
            text.push('\n');
        });
        if !is_right {
            wrong.push(line);
        }
    }
    (text, wrong)
}

/// Whether a word is the id of a record.
fn is_id(word: &str) -> bool {
    word.rsplit_once('-').is_some_and(|(kind, digits)| {
        let is_kind = kind.bytes().all(|b| b.is_ascii_lowercase()) && !kind.is_empty();
        is_kind && digits.len() >= 8 && digits.bytes().all(|b| b.is_ascii_hexdigit())
    })
}

/// Ids in lines that are the same but for them: a line of a codebook page that moves gives its records other ids.
fn new_ids(shown: &[String], real: &[String]) -> Vec<(String, String)> {
    let mut renamed = Vec::new();
    for (old, new) in shown.iter().zip(real) {
        let words = |line: &str| -> Vec<String> {
            let words = line.split([' ', ',']).filter(|w| !w.is_empty());
            words.map(str::to_owned).collect()
        };
        let (old, new) = (words(old), words(new));
        let is_like = |(a, b): (&String, &String)| a == b || (is_id(a) && is_id(b));
        if old.len() == new.len() && old.iter().zip(&new).all(is_like) {
            let pairs = old.into_iter().zip(new);
            renamed.extend(pairs.filter(|(a, b)| a != b));
        }
    }
    renamed
}

/// A command about the records that had other ids when the page was written.
fn with_new_ids(command: &str, renamed: &[(String, String)]) -> String {
    let of = |word: &str| {
        let found = renamed.iter().rev().find(|(old, _)| old == word);
        found.map_or(word.to_owned(), |(_, new)| new.clone())
    };
    command.split(' ').map(of).collect::<Vec<_>>().join(" ")
}

/// The ledgers that the pages make and ask.
const LEDGERS: &[&str] = &["examples.db", "questions.db"];

#[test]
fn transcripts_are_what_the_program_prints() {
    for ledger in LEDGERS {
        for ending in ["", "-wal", "-shm"] {
            // An earlier run left it.
            let _ = fs::remove_file(root().join(format!("{ledger}{ending}")));
        }
    }
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let (text, found) = run(&page);
        if is_update && text != page {
            fs::write(&path, text).unwrap();
        } else {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            wrong.extend(found.iter().map(|c| format!("{name}: {c}")));
        }
    }
    assert!(
        wrong.is_empty(),
        "other output than shown; UPDATE_EXPECT=1 writes it anew:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_first_command_of_the_readme_reads_an_example_and_shows_its_records() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let mut commands = readme.lines().filter_map(|l| l.strip_prefix("$ "));
    let first = commands.next().unwrap();
    assert!(
        first.starts_with("cargo run --release -- read examples/"),
        "{first}"
    );
    assert_eq!(commands.next(), Some("cargo test --workspace"));
}
