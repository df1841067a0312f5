//! The program as a user runs it: what it prints, where, and how it ends.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test write the files they read, and fails where it cannot go on"
)]

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What a run printed and its exit code.
struct Run {
    code: i32,
    out: String,
    err: String,
}

fn verbale() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_verbale"));
    command.env_remove("COLUMNS").env_remove("CLICOLOR_FORCE");
    command
}

fn run(args: &[&str], input: &[u8]) -> Run {
    let output = verbale().args(args).write_stdin(input).output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../examples")
        .join(name)
}

const EXAMPLES: [(&str, &str); 4] = [
    ("wire-report.txt", "2024-03-12"),
    ("ministry-statement.txt", "2024-06-04"),
    ("op-ed.txt", "2024-05-14"),
    ("interview.txt", "2024-10-09"),
];

/// A folder with one file; the folder goes away with the value.
fn file(name: &str, bytes: &[u8]) -> (tempfile::TempDir, String) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, bytes).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (dir, path)
}

fn rows(run: &Run) -> Vec<Value> {
    run.out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

/// Runs `read --jsonl` on bytes and expects an exit code and words on standard error.
fn check(name: &str, bytes: &[u8], code: i32, message: &str) -> Run {
    let (_dir, path) = file(name, bytes);
    let done = run(&["read", &path, "--jsonl"], b"");
    assert_eq!(done.code, code, "{name}: {}", done.err);
    assert!(done.err.contains(message), "{name}: {}", done.err);
    assert!(!done.err.contains("panicked"), "{name}: {}", done.err);
    done
}

#[test]
fn every_example_gives_a_table_with_words_of_its_text() {
    for (name, date) in EXAMPLES {
        let path = example(name);
        let text = fs::read_to_string(&path).unwrap();
        let done = run(&["read", path.to_str().unwrap(), "--date", date], b"");
        assert_eq!(done.code, 0, "{name}: {}", done.err);
        assert!(done.err.is_empty(), "{}", done.err);
        assert!(done.out.contains("ACTORS"), "{name}:\n{}", done.out);
        assert!(!done.out.contains('\u{1b}'), "no colour in a pipe");
        let quotes: Vec<&str> = done
            .out
            .lines()
            .filter_map(|l| l.split_once("│ "))
            .map(|(_, q)| q)
            .collect();
        assert!(!quotes.is_empty(), "{name}");
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for quote in quotes
            .iter()
            .flat_map(|q| q.split('…'))
            .filter(|q| !q.contains(" more)"))
        {
            assert!(flat.contains(quote.trim()), "{name}: {quote}");
        }
    }
}

#[test]
fn lines_are_no_longer_than_the_terminal_is_wide() {
    for columns in [60, 80, 120] {
        let path = example("wire-report.txt");
        let output = verbale()
            .env("COLUMNS", columns.to_string())
            .arg("read")
            .arg(path)
            .output()
            .unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        let longest = out.lines().max_by_key(|l| l.chars().count()).unwrap();
        assert!(longest.chars().count() <= columns, "{columns}: {longest}");
    }
}

#[test]
fn every_line_of_jsonl_fits_the_schema_and_its_spans_the_text() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(schema).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (name, date) in EXAMPLES {
        let path = example(name);
        let length = fs::read_to_string(&path).unwrap().chars().count() as u64;
        let done = run(
            &["read", path.to_str().unwrap(), "--date", date, "--jsonl"],
            b"",
        );
        assert_eq!(done.code, 0);
        let mut last = 0;
        for row in rows(&done) {
            let faults: Vec<String> = validator.iter_errors(&row).map(|e| e.to_string()).collect();
            assert!(faults.is_empty(), "{row}\n{faults:?}");
            for span in row["evidence"].as_array().unwrap() {
                let (start, end) = (span[0].as_u64().unwrap(), span[1].as_u64().unwrap());
                assert!(start < end && end <= length, "{row}");
            }
            let first = row["evidence"]
                .as_array()
                .unwrap()
                .iter()
                .map(|s| s[0].as_u64().unwrap())
                .min();
            assert!(first.unwrap() >= last, "text order: {row}");
            last = first.unwrap();
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let paths: Vec<String> = EXAMPLES
        .iter()
        .map(|(n, _)| example(n).to_str().unwrap().to_owned())
        .collect();
    let read = |threads: &str| {
        let mut args: Vec<&str> = vec!["read", "--jsonl", "--threads", threads];
        args.extend(paths.iter().map(String::as_str));
        run(&args, b"").out
    };
    let one = read("1");
    assert!(!one.is_empty());
    assert_eq!(one, read("2"));
    assert_eq!(one, read("7"));
}

#[test]
fn kinds_can_be_chosen_and_keep_their_ids() {
    let path = example("wire-report.txt");
    let all = rows(&run(&["read", path.to_str().unwrap(), "--jsonl"], b""));
    let some = rows(&run(
        &[
            "read",
            path.to_str().unwrap(),
            "--jsonl",
            "--kind",
            "statement",
        ],
        b"",
    ));
    let expected: Vec<&Value> = all.iter().filter(|r| r["kind"] == "statement").collect();
    assert_eq!(some.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn explaining_shows_every_sentence() {
    let text = "Nothing to see here.\n\nIran condemned the attack.\n";
    let done = run(&["read", "-", "--explain"], text.as_bytes());
    assert!(done.out.contains("1  Nothing to see here."), "{}", done.out);
    assert!(
        done.out.contains("2  Iran condemned the attack."),
        "{}",
        done.out
    );
    assert!(done.out.contains("plover/"), "{}", done.out);
}

#[test]
fn trees_go_out_and_come_in_again() {
    let text = "Iran condemned the attack. “We protest,” the minister said.";
    let trees = run(&["parse", "-"], text.as_bytes());
    assert_eq!(trees.code, 0);
    assert!(
        trees.out.starts_with("# newdoc id = stdin\n"),
        "{}",
        trees.out
    );
    let (_dir, path) = file("stdin.conllu", trees.out.as_bytes());
    let ours = run(&["read", "-", "--jsonl"], text.as_bytes());
    let theirs = run(&["read", &path, "--jsonl"], b"");
    let plain = |run: &Run| -> Vec<(Value, Value)> {
        let both = |r: &Value| (r["id"].clone(), r["fields"].clone());
        rows(run).iter().map(both).collect()
    };
    assert_eq!(plain(&ours), plain(&theirs));
    let again = run(&["parse", "--input", "conllu", &path], b"");
    assert_eq!(again.out, trees.out);
    let bare: Vec<String> = trees.out.lines().map(without_analysis).collect();
    let (_dir, path) = file("stdin.conllu", bare.join("\n").as_bytes());
    let from_words = run(&["parse", "--input", "conllu", &path], b"");
    assert_eq!(from_words.out, trees.out);
}

/// A line of CoNLL-U with nothing but number, form and MISC.
fn without_analysis(line: &str) -> String {
    let columns: Vec<&str> = line.split('\t').collect();
    match columns.as_slice() {
        [id, form, .., misc] => format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}"),
        _ => line.to_owned(),
    }
}

#[test]
fn jsonl_documents_bring_their_own_id_and_date_and_bad_lines_fail_alone() {
    let lines = concat!(
        "{\"id\": \"a\", \"text\": \"Iran condemned the attack on Monday.\", \"date\": \"2024-03-13\"}\n",
        "{\"id\": \"b\", \"text\": \"cut in the mid\n",
        "\n",
        "{\"id\": \"c\"}\n",
        "{\"id\": \"d\", \"text\": \"x\", \"date\": \"soon\"}\n",
        "{\"id\": 7, \"text\": \"Iran condemned the attack.\"}",
    );
    let done = check("documents.jsonl", lines.as_bytes(), 3, "line 2");
    let errors: Vec<(String, u64)> = rows(&done)
        .iter()
        .filter(|r| r["kind"] == "error")
        .map(|r| {
            let code = r["error"]["code"].as_str().unwrap().to_owned();
            (code, r["error"]["line"].as_u64().unwrap())
        })
        .collect();
    let expected =
        [("bad_json", 2), ("no_text", 4), ("bad_date", 5)].map(|(c, l)| (c.to_owned(), l));
    assert_eq!(errors, expected);
    let documents: Vec<Value> = rows(&done).iter().map(|r| r["doc"].clone()).collect();
    assert!(
        documents.contains(&"a".into()) && documents.contains(&"7".into()),
        "{documents:?}"
    );
}

#[test]
fn what_is_no_text_is_named_with_a_remedy() {
    check("latin.txt", b"Pr\xe9sident\n", 2, "byte 2 is not UTF-8");
    check("note.pdf", b"%PDF-1.7\n", 2, "pdftotext");
    check("note.docx", b"PK\x03\x04rest", 2, "plain text");
    check("empty.txt", b"", 1, "");
    check("blank.txt", b" \n\n\t\n", 1, "");
    check("bad.conllu", b"1\tone\n", 2, "line 1");
    let missing = run(&["read", "no-such-file.txt"], b"");
    assert_eq!(missing.code, 2);
    assert!(
        missing
            .err
            .contains("no-such-file.txt: there is no such file"),
        "{}",
        missing.err
    );
    let dir = tempfile::tempdir().unwrap();
    let folder = run(&["read", dir.path().to_str().unwrap()], b"");
    assert_eq!(folder.code, 2);
    assert!(folder.err.contains("is a folder"), "{}", folder.err);
}

#[test]
fn encodings_can_be_named_or_marked() {
    let text = "Präsident Núñez condemned Iran.";
    let (_dir, path) = file("latin.txt", b"Pr\xe4sident N\xfa\xf1ez condemned Iran.");
    let latin = run(&["parse", &path, "--charset", "windows-1252"], b"");
    assert!(
        latin.out.contains(&format!("# text = {text}")),
        "{}{}",
        latin.out,
        latin.err
    );
    let mut utf16 = vec![0xff, 0xfe];
    utf16.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let (_dir, path) = file("wide.txt", &utf16);
    let wide = run(&["parse", &path], b"");
    assert!(
        wide.out.contains(&format!("# text = {text}")),
        "{}{}",
        wide.out,
        wide.err
    );
    let wrong = run(&["read", "-", "--charset", "klingon"], b"x");
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("--charset klingon"), "{}", wrong.err);
}

#[test]
fn some_files_that_fail_do_not_stop_the_others() {
    let good = example("wire-report.txt");
    let done = run(&["read", "no-such-file.txt", good.to_str().unwrap()], b"");
    assert_eq!(done.code, 3);
    assert!(done.out.contains("ACTORS"));
    assert!(done.err.contains("no-such-file.txt"));
}

#[test]
fn strange_texts_neither_crash_nor_hang() {
    check("nul.txt", b"Iran\0 condemned\0\0 the attack.\n", 0, "");
    check("brackets.txt", "(".repeat(10_000).as_bytes(), 1, "");
    let nested = format!(
        "Iran {}condemned{} it.",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert!(matches!(run(&["read", "-"], nested.as_bytes()).code, 0 | 1));
    check("quotes.txt", "“”\"'".repeat(5_000).as_bytes(), 1, "");
    check(
        "marks.txt",
        "\u{301}\u{200d}\u{feff}".repeat(5_000).as_bytes(),
        1,
        "",
    );
    // Times grow with the length (benches/read.rs measures that), so that more than this shows nothing new.
    let n = 20_000;
    let (_dir, path) = file(
        "line.txt",
        "The minister of Iran condemned it, he "
            .repeat(n)
            .as_bytes(),
    );
    let long = run(&["read", &path, "--jsonl"], b"");
    assert!(matches!(long.code, 0 | 1), "{}", long.err);
    let (_dir, path) = file("word.txt", "a".repeat(n * 30).as_bytes());
    let word = run(&["read", &path, "--jsonl"], b"");
    assert_eq!(word.code, 1, "{}", word.err);
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    let line = "{\"text\": \"Iran condemned the attack. Iraq praised Turkey.\"}\n";
    let (_dir, path) = file("many.jsonl", line.repeat(2_000).as_bytes());
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_verbale"))
        .args(["read", "--jsonl", &path])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut few = [0; 100];
    child.stdout.take().unwrap().read_exact(&mut few).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn faults_of_packs_are_shown_in_their_line() {
    let dir = tempfile::tempdir().unwrap();
    let pack = dir.path().join("mine");
    fs::create_dir(&pack).unwrap();
    fs::write(
        pack.join("pack.toml"),
        "name = \"mine\"\nversion = \"1\"\nlicence = \"CC0-1.0\"\n",
    )
    .unwrap();
    let page = "# ACCUSE: more\n\nMore verbs.\n\n```toml\nkind = \"event\"\ncode = \"ACCUSE\"\n```\n\n## Scolding\n\n```pattern\nverb        scold\nactor       subjekt\n```\n";
    fs::write(pack.join("MORE.md"), page).unwrap();
    let done = run(
        &["read", "-", "--packs", dir.path().to_str().unwrap()],
        b"x",
    );
    assert_eq!(done.code, 2);
    for words in ["mine/MORE.md", "subjekt", "subject", "14"] {
        assert!(done.err.contains(words), "{words}: {}", done.err);
    }
    assert!(done.out.is_empty());
}

#[test]
fn usage_errors_end_with_two_and_help_with_zero() {
    assert_eq!(run(&["read"], b"").code, 2);
    assert_eq!(run(&["raed", "x"], b"").code, 2);
    assert_eq!(run(&["read", "-", "--date", "yesterday"], b"x").code, 2);
    let help = run(&["read", "--help"], b"");
    assert_eq!(help.code, 0);
    assert!(help.out.contains("Examples:"), "{}", help.out);
}

#[test]
fn weak_records_are_held_back_unless_all_are_asked_for() {
    let text = b"France condemned the coup in Niger. It may be that rebels near the river would attack it if they could.";
    let n_events = |args: &[&str]| {
        let done = run(&[&["read", "-", "--kind", "event"], args].concat(), text);
        assert_eq!(done.code, 0, "{}", done.err);
        let heading = done.out.lines().find_map(|l| l.strip_prefix("EVENT"));
        let n = heading.map_or(0, |l| {
            l.trim_start_matches('S').trim().parse::<usize>().unwrap()
        });
        (n, done.out)
    };
    let (all, table) = n_events(&["--all"]);
    assert!(!table.contains("held back"), "{table}");
    let (shown, table) = n_events(&[]);
    let held_back = table.contains("weak record");
    assert!(
        shown > 0 && shown < all && held_back,
        "{shown} of {all}:\n{table}"
    );
}
