//! `verbale pack explain`: a pattern in its own words, the paths behind them, and what it finds.

use crate::cli::ink::{Ink, Line};
use crate::cli::outcome::{Ending, Stop};
use crate::cli::{packs, screen};
use std::fmt::Write;
use std::path::PathBuf;
use verbale::Pipeline;
use verbale_code::Coded;
use verbale_code::pattern::{Match, Pattern};
use verbale_text::{DocId, Document};

pub(super) fn run(at: &str, folders: &[PathBuf]) -> Result<Ending, Stop> {
    let (page, line) = place(at)?;
    let pipeline = packs::pipeline(folders)?;
    let (index, pattern) = find(&pipeline, page, line)?;
    let mut out = String::new();
    let mut head = Line::new(&pattern.place(), Ink::Title);
    head.push(
        &format!("  {} {}, {}", pattern.kind, pattern.code, pattern.section),
        Ink::Quiet,
    );
    print(&mut out, &head);
    for (name, values) in &pattern.facts {
        print(
            &mut out,
            &Line::new(&format!("{name} = {}", values.join(", ")), Ink::Quiet),
        );
    }
    out.push('\n');
    lines(&pipeline, pattern, &mut out);
    let n_found = examples(&pipeline, (index, pattern), &mut out);
    if n_found == 0 {
        out.push_str("\nNo example of the page is found by this pattern.\n");
    }
    screen::print(&out)?;
    Ok(Ending::Done)
}

fn place(at: &str) -> Result<(&str, u32), Stop> {
    let parts = at
        .rsplit_once(':')
        .and_then(|(page, line)| Some((page, line.parse().ok()?)));
    parts.ok_or_else(|| {
        Stop::Message(format!(
            "{at}: no place; give page and line, such as plover/ACCUSE.md:12"
        ))
    })
}

/// The pattern whose lines hold the place: the last that starts at or before it.
fn find<'p>(pipeline: &'p Pipeline, page: &str, line: u32) -> Result<(usize, &'p Pattern), Stop> {
    let page = page.strip_prefix("packs/").unwrap_or(page);
    let is_page = |p: &Pattern| p.page == page || p.page.ends_with(&format!("/{page}"));
    let patterns = pipeline.packs().matcher.patterns().iter().enumerate();
    let of_page: Vec<_> = patterns.filter(|(_, p)| is_page(p)).collect();
    if of_page.is_empty() {
        let pages: Vec<&str> = pipeline
            .packs()
            .pages
            .iter()
            .map(|p| p.path.as_str())
            .collect();
        return Err(Stop::Message(format!(
            "{page}: no such page; there are {}",
            pages.join(", ")
        )));
    }
    let before = of_page.iter().rfind(|(_, p)| p.line <= line).copied();
    before.ok_or_else(|| {
        let first = of_page[0].1.line;
        Stop::Message(format!(
            "{page}:{line}: no pattern there; the first of the page is at line {first}"
        ))
    })
}

/// The lines of the pattern, each with the functions that it names.
fn lines(pipeline: &Pipeline, pattern: &Pattern, out: &mut String) {
    let mut shown: Vec<&str> = Vec::new();
    for number in pattern.line.. {
        let line = pipeline.source_line(&pattern.page, number).unwrap_or("```");
        if line.trim().is_empty() || line.starts_with("```") {
            break;
        }
        print(
            out,
            &Line::new(&format!("{number:>4}  {}", line.trim_end()), Ink::Plain),
        );
        let words: Vec<&str> = line
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .collect();
        let functions = pipeline.packs().functions.list();
        for (name, doc) in functions.filter(|(name, _)| words.iter().skip(1).any(|w| w == name)) {
            if shown.contains(&name) {
                continue;
            }
            shown.push(name);
            print(out, &Line::new(&format!("      {name}: {doc}"), Ink::Quiet));
            for path in paths(pipeline, name) {
                let _ = writeln!(out, "        {}", path.trim());
            }
        }
    }
}

/// The lines that define a function, as they stand in the pack.
fn paths<'p>(pipeline: &'p Pipeline, name: &str) -> Vec<&'p str> {
    let Some(table) = pipeline.source("english/functions.toml") else {
        return Vec::new();
    };
    let section = table
        .lines()
        .skip_while(|l| l.trim() != format!("[{name}]"))
        .skip(1);
    let section = section.take_while(|l| !l.starts_with('['));
    section
        .filter(|l| !l.trim().is_empty() && !l.starts_with("doc"))
        .collect()
}

/// The examples of the page that the pattern finds, through the parser; how many there are.
fn examples(pipeline: &Pipeline, (index, pattern): (usize, &Pattern), out: &mut String) -> usize {
    let pages = pipeline
        .packs()
        .pages
        .iter()
        .filter(|p| p.path == pattern.page);
    let mut n_found = 0;
    for example in pages.flat_map(|p| &p.examples) {
        let document = Document::new(DocId(pattern.page.clone()), example.text.clone());
        let coded = pipeline.explain_parsed(pipeline.parse(document));
        for found in coded.notes.matches.iter().filter(|m| m.pattern == index) {
            if n_found == 0 {
                out.push_str("\nExamples of the page that it finds, through the parser:\n");
            }
            n_found += 1;
            print(out, &roles(pipeline, &coded, found, example.line));
        }
    }
    n_found
}

fn roles(pipeline: &Pipeline, coded: &Coded, found: &Match, number: u32) -> Line {
    let word = |token| coded.parsed.node(token).form();
    let mut line = Line::new(&format!("{number:>4}  "), Ink::Quiet);
    line.push(coded.parsed.document().text(), Ink::Plain);
    line.push("  anchor ", Ink::Quiet);
    line.push(word(found.anchor), Ink::Sign);
    for (role, words) in pipeline.packs().matcher.roles(found) {
        let words: Vec<&str> = words.iter().map(|&w| word(w)).collect();
        line.push(&format!("  {role} "), Ink::Quiet);
        line.push(&words.join(" + "), Ink::Party);
    }
    line
}

fn print(out: &mut String, line: &Line) {
    line.write(out);
    out.push('\n');
}
