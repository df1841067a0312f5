//! `verbale pack`: the examples of codebook pages, and what their lines mean.

mod explain;

use super::args::PackCommand;
use super::ink::{Ink, Line};
use super::outcome::{Ending, Stop};
use super::{packs, screen};
use std::collections::BTreeMap;
use std::path::Path;
use verbale::Pipeline;
use verbale_code::pack::test::{Outcome, check};
use verbale_code::pack::{Example, Page};
use verbale_text::{DocId, Document, Parsed, conllu};

pub(crate) fn run(command: &PackCommand) -> Result<Ending, Stop> {
    match command {
        PackCommand::Test { dir } => test(dir.as_deref()),
        PackCommand::Explain { at, packs } => explain::run(at, &packs.folders),
    }
}

/// How the examples of a page, or of all, came out.
#[derive(Default)]
struct Tally {
    /// Examples with a reviewed tree, and those of them that hold.
    pinned: (usize, usize),
    /// Examples, and those of them that hold through the parser.
    live: (usize, usize),
    wanted: usize,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.pinned = (
            self.pinned.0 + other.pinned.0,
            self.pinned.1 + other.pinned.1,
        );
        self.live = (self.live.0 + other.live.0, self.live.1 + other.live.1);
        self.wanted += other.wanted;
    }

    fn cells(&self) -> String {
        let share = |(n, held): (usize, usize)| {
            if n == 0 {
                "–".into()
            } else {
                format!("{held}/{n}")
            }
        };
        format!(
            "{:>9} {:>9} {:>7}",
            share(self.pinned),
            share(self.live),
            self.wanted
        )
    }
}

fn test(dir: Option<&Path>) -> Result<Ending, Stop> {
    let folders: Vec<_> = dir.map(Path::to_owned).into_iter().collect();
    let own = dir.map(packs::read).transpose()?;
    let pipeline = packs::pipeline(&folders)?;
    let is_own = |page: &Page| {
        own.as_ref()
            .is_none_or(|files| files.iter().any(|f| f.path == page.path))
    };
    let pages: Vec<&Page> = pipeline
        .packs()
        .pages
        .iter()
        .filter(|p| is_own(p))
        .collect();
    let mut out = format!(
        "{:<28} {:>9} {:>9} {:>7}\n",
        "page", "pinned", "live", "wanted"
    );
    let mut faults = String::new();
    let (mut total, mut is_broken) = (Tally::default(), false);
    for page in &pages {
        let trees = trees(&pipeline, page)?;
        let mut tally = Tally::default();
        for example in &page.examples {
            is_broken |= hold(&pipeline, (page, example), &trees, &mut tally, &mut faults);
        }
        out.push_str(&format!("{:<28} {}\n", page.path, tally.cells()));
        total.add(&tally);
    }
    out.push_str(&format!("{:<28} {}\n", "all", total.cells()));
    screen::print(&format!("{faults}{out}"))?;
    Ok(match (pages.is_empty(), is_broken) {
        (true, _) => Ending::NothingFound,
        (_, true) => Ending::Failed,
        _ => Ending::Done,
    })
}

/// The reviewed trees of a page by their text: `plover/ACCUSE.md` has `plover/trees/ACCUSE.conllu`.
fn trees(pipeline: &Pipeline, page: &Page) -> Result<BTreeMap<String, Parsed>, Stop> {
    let (folder, name) = page.path.rsplit_once('/').unwrap_or(("", &page.path));
    let path = format!("{folder}/trees/{}.conllu", name.trim_end_matches(".md"));
    let Some(file) = pipeline.source(&path) else {
        return Ok(BTreeMap::new());
    };
    let read = conllu::read(file, &page.path).map_err(|e| Stop::Message(format!("{path}: {e}")))?;
    Ok(read
        .into_iter()
        .map(|p| (p.document().text().trim().to_owned(), p))
        .collect())
}

/// Holds one example against both trees; whether the packs are broken.
fn hold(
    pipeline: &Pipeline,
    (page, example): (&Page, &Example),
    trees: &BTreeMap<String, Parsed>,
    tally: &mut Tally,
    faults: &mut String,
) -> bool {
    let mut is_broken = false;
    if let Some(tree) = trees.get(example.text.trim()) {
        let outcome = check(page, example, &pipeline.code_parsed(tree.clone()));
        tally.pinned.0 += 1;
        tally.pinned.1 += usize::from(holds(&outcome));
        is_broken = !holds(&outcome);
        faults.push_str(&fault("pinned", page, example, &outcome));
    }
    let document = Document::new(DocId(page.path.clone()), example.text.clone());
    let outcome = check(page, example, &pipeline.code(&document));
    if outcome == Outcome::StillWanted {
        tally.wanted += 1;
        return is_broken;
    }
    tally.live.0 += 1;
    tally.live.1 += usize::from(holds(&outcome));
    faults.push_str(&fault("live", page, example, &outcome));
    is_broken || outcome == Outcome::WorksNow
}

fn holds(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Holds | Outcome::StillWanted)
}

/// File, line, sentence, expected and got.
fn fault(trees: &str, page: &Page, example: &Example, outcome: &Outcome) -> String {
    let (expected, got) = match outcome {
        Outcome::Holds | Outcome::StillWanted => return String::new(),
        Outcome::WorksNow => ("not yet", "it works now: make it +"),
        Outcome::Fails { expected, got } => (expected.as_str(), got.as_str()),
    };
    let mut out = String::new();
    let mut line = Line::new(&format!("{}:{}", page.path, example.line), Ink::Title);
    line.push(&format!(" {trees}"), Ink::Quiet);
    line.write(&mut out);
    out.push_str(&format!(
        "\n  {}\n  expected  {expected}\n  got       {got}\n\n",
        example.text
    ));
    out
}
