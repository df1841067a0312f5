//! `verbale read`: texts in, records out.

use super::args::{InputArgs, ReadArgs};
use super::outcome::{Ending, Stop};
use super::screen::{self, Progress};
use super::table::Shown;
use super::{explain, input, packs, table};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use verbale::input::{Failure, Item, Reader};
use verbale::wire::{self, Listing, Stamp};
use verbale::{Pipeline, in_order};
use verbale_code::record::{ActorIdx, Body, visit_actors};
use verbale_code::voice::{sentence_voices, shares};
use verbale_code::{Coded, Record};

/// What to print of a document.
#[derive(Clone, Copy)]
enum Form {
    Table { width: usize, all: bool },
    Jsonl,
    Voices,
    Explain { width: usize },
}

/// A document as printed.
struct Page {
    text: String,
    n_records: usize,
    failure: Option<Failure>,
}

pub(crate) fn run(args: &ReadArgs) -> Result<Ending, Stop> {
    let reader = input::reader(&args.input)?;
    let pipeline = packs::pipeline(&args.packs.folders)?;
    let stamp = pipeline.stamp();
    let width = screen::width();
    let form = match (args.jsonl, args.voices, args.explain) {
        (true, ..) => Form::Jsonl,
        (_, true, _) => Form::Voices,
        (.., true) => Form::Explain { width },
        _ => Form::Table {
            width,
            all: args.all,
        },
    };
    let keep = |record: &Record| {
        let kind = record.body.kind();
        args.kind.is_empty() || args.kind.iter().any(|k| k.as_str() == kind)
    };
    let progress = Progress::new(n_documents(&reader, &args.input));
    let (mut n_read, mut n_failed, mut n_found) = (0, 0, 0);
    in_order(
        reader.items(&args.input.files),
        n_threads(args.input.threads),
        Item::size,
        |item| page(&pipeline, &stamp, form, item, &keep),
        |page| {
            progress.step();
            progress.aside(|| {
                if !matches!(form, Form::Jsonl | Form::Voices)
                    && n_read > 0
                    && !page.text.is_empty()
                {
                    screen::print("\n")?;
                }
                if let Some(failure) = &page.failure {
                    screen::say(&failure.place_and_message());
                }
                match form {
                    Form::Jsonl | Form::Voices => screen::print_data(&page.text),
                    _ => screen::print(&page.text),
                }
            })?;
            n_read += usize::from(page.failure.is_none());
            n_failed += usize::from(page.failure.is_some());
            n_found += page.n_records;
            Ok::<(), Stop>(())
        },
    )?;
    if matches!(form, Form::Table { .. }) && n_found > 0 {
        screen::print(&table::footer(width))?;
    }
    Ok(Ending::of(n_read, n_failed, n_found))
}

/// Threads to use: those asked for, or all that the machine has.
pub(crate) fn n_threads(asked: Option<usize>) -> usize {
    asked
        .filter(|&n| n > 0)
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// Files that hold one document each can be counted beforehand.
pub(crate) fn n_documents(reader: &Reader, input: &InputArgs) -> Option<u64> {
    let files = &input.files;
    let single = files.iter().all(|f| reader.holds_one(f));
    single.then_some(files.len() as u64)
}

/// A fault of ours in one document must not cost the reader all others.
fn page(
    pipeline: &Pipeline,
    stamp: &Stamp,
    form: Form,
    item: Item,
    keep: &(impl Fn(&Record) -> bool + Sync),
) -> Page {
    let doc = item.doc().to_owned();
    let code = |parsed| match form {
        Form::Explain { .. } => pipeline.explain_parsed(parsed),
        _ => pipeline.code_parsed(parsed),
    };
    let coded = catch_unwind(AssertUnwindSafe(|| match item {
        Item::Document(document) => Ok(code(pipeline.parse(document))),
        Item::Parsed(parsed) => Ok(code(*parsed)),
        Item::Failed(failure) => Err(failure),
    }));
    let coded = coded.unwrap_or_else(|_| Err(Failure::internal(&doc)));
    match coded {
        Ok(coded) => render((pipeline, stamp), &coded, form, keep),
        Err(failure) => Page {
            text: match form {
                Form::Jsonl | Form::Voices => wire::error_line(
                    &failure.doc,
                    failure.code,
                    &failure.place_and_message(),
                    failure.line,
                ),
                _ => String::new(),
            },
            n_records: 0,
            failure: Some(failure),
        },
    }
}

/// The records that people see who did not ask for `all`: those that are likely to be right, and the actors of whom they
/// speak.
fn shown<'l>(
    pipeline: &Pipeline,
    listing: &'l Listing<'l>,
    kept: Vec<(&'l str, &'l Record)>,
    all: bool,
) -> Shown<'l> {
    if all {
        return Shown {
            records: kept,
            n_held_back: 0,
        };
    }
    let is_weak = |r: &Record| pipeline.packs().confidence.is_weak(r);
    let is_actor = |r: &Record| matches!(r.body, Body::Actor(_));
    let n_held_back = kept.iter().filter(|(_, r)| is_weak(r)).count();
    let mut named = Vec::new();
    let mut name = |r: &Record| visit_actors(r, &mut |a| named.push(a));
    let strong = listing.iter().map(|(_, r)| r).filter(|r| !is_weak(r));
    strong.filter(|r| !is_actor(r)).for_each(&mut name);
    let parents = named.iter().filter_map(|&a| listing.actor(a)?.parent);
    let parents: Vec<ActorIdx> = parents.collect();
    named.extend(parents);
    let ids: HashSet<&str> = named.iter().filter_map(|&a| listing.actor_id(a)).collect();
    let is_shown = |(id, r): &(&str, &Record)| match is_actor(r) {
        true => ids.contains(id),
        false => !is_weak(r),
    };
    Shown {
        records: kept.into_iter().filter(is_shown).collect(),
        n_held_back,
    }
}

/// Whether the record is somebody's words, of which a share is counted.
fn says(record: &Record) -> bool {
    matches!(record.body, Body::Statement(_))
}

fn render(
    (pipeline, stamp): (&Pipeline, &Stamp),
    coded: &Coded,
    form: Form,
    keep: impl Fn(&Record) -> bool,
) -> Page {
    let listing = Listing::of(coded);
    Page {
        text: match form {
            Form::Table { width, all } => {
                let kept = listing.iter().filter(|(_, r)| keep(r)).collect();
                let shown = shown(pipeline, &listing, kept, all);
                let mut text = table::document(&listing, width, &shown);
                // Where all is shown, or voices are asked for, how much each of them speaks.
                if coded.records.iter().any(says)
                    && coded.records.iter().filter(|r| says(r)).all(&keep)
                {
                    text += &table::shares(&listing, &shares(coded), width);
                }
                text
            }
            Form::Jsonl => wire::lines(&listing, stamp, &keep),
            Form::Voices => wire::voice_line(&listing, &shares(coded), &sentence_voices(coded)),
            Form::Explain { width } => explain::document(pipeline, coded, &listing, width),
        },
        n_records: coded.records.iter().filter(|r| keep(r)).count(),
        failure: None,
    }
}
