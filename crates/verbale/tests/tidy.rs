//! What the compiler does not check: rooms, exceptions, lengths, documentation of flags.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the source of the project, and fails where it cannot go on"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Which crates a crate may depend on; the drawing in `ARCHITECTURE.md` says the same.
const EDGES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("parse", &["text"]),
    ("code", &["text"]),
    ("ledger", &["code", "text"]),
    ("verbale", &["code", "ledger", "parse", "text"]),
];

/// Lines a source file may have, tests aside.
const MAX_LINES: usize = 800;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Source files of all crates: name from `crates/`, and text without tests and comments.
fn sources() -> Vec<(String, String)> {
    let mut files = Vec::new();
    collect(&root().join("crates"), &mut files);
    files.sort();
    let of = |path: &PathBuf| {
        let name = path.strip_prefix(root().join("crates")).unwrap();
        (name.to_string_lossy().into_owned(), program(&read(path)))
    };
    files.iter().map(of).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_test = matches!(
            name.as_str(),
            "tests" | "tests.rs" | "testing.rs" | "benches" | "examples" | "target"
        );
        if is_test {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else if name.ends_with(".rs") {
            files.push(path);
        }
    }
}

/// The lines before the tests, which stand last, without comments.
fn program(source: &str) -> String {
    let lines = source.lines().take_while(|l| l.trim() != "mod tests {");
    let code = lines.filter(|l| !l.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

fn none(found: Vec<String>, rule: &str) {
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn lines_with(what: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for (name, code) in sources() {
        let hits = code.lines().filter(|l| what(l));
        found.extend(hits.map(|l| format!("{name}: {}", l.trim())));
    }
    found
}

#[test]
fn crates_depend_on_each_other_as_drawn() {
    let mut crates: Vec<String> = fs::read_dir(root().join("crates"))
        .unwrap()
        .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    crates.sort();
    let mut drawn: Vec<&str> = EDGES.iter().map(|(name, _)| *name).collect();
    drawn.sort_unstable();
    assert_eq!(crates, drawn, "a crate is missing in the drawing");
    for (name, expected) in EDGES {
        let manifest = read(&root().join("crates").join(name).join("Cargo.toml"));
        let section = manifest.split("[dependencies]").nth(1).unwrap_or("");
        let section = section.split("\n[").next().unwrap_or("");
        let mut found: Vec<&str> = section
            .lines()
            .filter_map(|l| l.strip_prefix("verbale-"))
            .filter_map(|l| l.split(['.', ' ', '=']).next())
            .collect();
        found.sort_unstable();
        assert_eq!(&found, expected, "edges of {name}");
    }
}

#[test]
fn the_architecture_page_draws_the_same_edges_and_is_short() {
    let page = read(&root().join("ARCHITECTURE.md"));
    let with_edges = EDGES.iter().filter(|(_, to)| !to.is_empty());
    let drawn: Vec<String> = with_edges
        .map(|(name, to)| format!("{name}->{}", to.join(",")))
        .collect();
    let line = format!("Cargo edges (complete): {}", drawn.join("  "));
    assert!(
        page.lines().any(|l| l == line),
        "ARCHITECTURE.md lacks: {line}"
    );
    for name in ["ARCHITECTURE.md", "DESIGN.md"] {
        assert!(read(&root().join(name)).lines().count() < 150, "{name}");
    }
}

#[test]
fn every_fault_code_is_documented() {
    let docs = read(&root().join("docs/packs.md"));
    let mut found = Vec::new();
    for (name, code) in sources() {
        for (at, _) in code.match_indices("\"P") {
            let fault = code.get(at + 1..at + 5).unwrap_or("");
            let is_code = code[at + 1..].chars().nth(4) == Some('"')
                && fault[1..].chars().all(|c| c.is_ascii_digit());
            if is_code && !docs.contains(&format!("| {fault} |")) {
                found.push(format!("{name}: {fault}"));
            }
        }
    }
    none(found, "docs/packs.md lacks fault codes");
}

#[test]
fn dependencies_say_why_they_are_there() {
    let mut found = Vec::new();
    for (name, _) in EDGES {
        let manifest = read(&root().join("crates").join(name).join("Cargo.toml"));
        let mut is_list = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                is_list = line == "[dependencies]";
            } else if is_list && !line.is_empty() && !line.starts_with('#') && !line.contains(" # ")
            {
                found.push(format!("{name}: {line}"));
            }
        }
    }
    none(found, "each dependency has a comment that says why (S26)");
}

#[test]
fn nothing_is_unwrapped_outside_tests() {
    none(
        lines_with(|l| l.contains(".unwrap()")),
        "no unwrap outside tests (S13)",
    );
}

#[test]
fn exceptions_have_reasons() {
    let mut found = Vec::new();
    for (name, code) in sources() {
        for (at, _) in code.match_indices("allow(") {
            let rest = &code[at..];
            let is_attribute = code[..at].ends_with("#[") || code[..at].ends_with("#![");
            let end = rest.find(")]").unwrap_or(rest.len());
            if is_attribute && !rest[..end].contains("reason") {
                found.push(format!("{name}: {}", &rest[..end]));
            }
        }
    }
    none(found, "an exception says why (S31)");
}

#[test]
fn unsafe_code_stands_in_one_module_of_parse() {
    let module = "parse/src/net/simd";
    let is_unsafe = |code: &str| {
        code.lines()
            .any(|l| l.contains("unsafe {") || l.contains("unsafe fn"))
    };
    let found = sources()
        .into_iter()
        .filter(|(name, code)| {
            let is_in_module = name.starts_with(&format!("{module}/"));
            is_unsafe(code) && !is_in_module && *name != format!("{module}.rs")
        })
        .map(|(name, _)| name)
        .collect();
    none(found, "unsafe code in one module only (S24)");
}

#[test]
fn work_left_to_do_has_an_issue() {
    let mut found = Vec::new();
    for (name, _) in sources() {
        let source = read(&root().join("crates").join(&name));
        let mark = concat!("TO", "DO");
        let open = source
            .lines()
            .filter(|l| l.contains(mark) && !l.contains(&format!("{mark}(#")));
        found.extend(open.map(|l| format!("{name}: {l}")));
    }
    none(found, "work left to do carries an issue number (S18)");
}

#[test]
fn files_have_one_subject_and_are_short() {
    let long = |(name, code): (String, String)| {
        let n = code.lines().count();
        (n > MAX_LINES).then(|| format!("{name}: {n} lines"))
    };
    none(
        sources().into_iter().filter_map(long).collect(),
        "files are short (S5)",
    );
}

/// Commands that `docs/cli.md` has a section for.
const COMMANDS: &[&[&str]] = &[
    &["read"],
    &["parse"],
    &["add"],
    &["ask", "recognition"],
    &["ask", "claims"],
    &["ask", "actor"],
    &["ask", "network"],
    &["ask", "reactions"],
    &["ask", "voices"],
    &["ask", "meetings"],
    &["ask", "events"],
    &["ask", "search"],
    &["ask", "impact"],
    &["resolve"],
    &["confirm"],
    &["judge"],
    &["undo"],
    &["show"],
    &["export"],
    &["import"],
    &["serve"],
    &["serve", "user", "add"],
    &["serve", "token", "add"],
    &["ledger", "check"],
    &["ledger", "backup"],
    &["ledger", "stats"],
    &["ledger", "migrate"],
    &["pack", "test"],
    &["pack", "explain"],
    &["eval", "ud"],
    &["eval", "plover"],
    &["eval", "attribution"],
    &["eval", "records"],
    &["eval", "ties"],
    &["eval", "speed"],
    &["eval", "time"],
    &["eval", "factuality"],
    &["eval", "names"],
    &["eval", "entities"],
    &["eval", "confidence"],
    &["eval", "all"],
    &["train"],
];

#[test]
fn every_command_and_flag_is_documented() {
    let docs = read(&root().join("docs/cli.md"));
    let mut found = Vec::new();
    for command in COMMANDS {
        let name = command.join(" ");
        let section = docs
            .split("\n## ")
            .find(|s| s.starts_with(&format!("`verbale {name}")));
        let Some(section) = section else {
            found.push(format!("verbale {name}"));
            continue;
        };
        let help = assert_cmd::Command::new(env!("CARGO_BIN_EXE_verbale"))
            .args(*command)
            .arg("--help")
            .output()
            .unwrap();
        let help = String::from_utf8(help.stdout).unwrap();
        let options = help.lines().filter_map(|l| l.trim_start().split_once("--"));
        for (before, flag) in options {
            let is_entry = before.is_empty() || before.ends_with(", ");
            let flag = flag.split([' ', ',']).next().unwrap_or("");
            let everywhere = matches!(flag, "help" | "color" | "version");
            if is_entry && !everywhere && !section.contains(&format!("`--{flag}")) {
                found.push(format!("verbale {name} --{flag}"));
            }
        }
    }
    none(found, "docs/cli.md lacks");
}
