//! `verbale train`: treebanks in, a model file out.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads treebanks and writes the model (I4)"
)]

use super::args::TrainArgs;
use super::outcome::{Ending, Stop};
use super::screen;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;
use verbale_parse::train::{self, Config, Progress, TrainInput};

/// Batches between two lines of progress within a pass.
const REPORT_EVERY: usize = 100;

pub(crate) fn run(args: &TrainArgs) -> Result<Ending, Stop> {
    let treebanks = read_all(&args.train)?;
    let dev = read_all(&args.dev)?;
    let names = read_all(&args.names)?;
    let words = read_all(&args.words)?;
    let raw = read_all(&args.raw)?;
    let teachers: Vec<Vec<u8>> = args
        .teachers
        .iter()
        .map(|path| read_bytes(path))
        .collect::<Result<_, _>>()?;
    let cuts = read_all(&args.cuts)?;
    let lists = read_all(&args.lists)?;
    let marked = read_all(&args.marked)?;
    let kept = args.keep_network.as_deref().map(read_bytes).transpose()?;
    let start = args.start.as_deref().map(read_bytes).transpose()?;
    let checkpoint = args.out.with_extension("checkpoint");
    let left = left_over(args, &checkpoint)?;
    let mut config = Config::default();
    config.epochs = args.epochs.unwrap_or(config.epochs);
    config.seed = args.seed.unwrap_or(config.seed);
    config.raw_parts = args.raw_parts.unwrap_or(config.raw_parts);
    config.raw_epochs = args.raw_epochs.unwrap_or(config.raw_epochs);
    let input = TrainInput {
        treebanks: treebanks.iter().map(String::as_str).collect(),
        dev: dev.iter().map(String::as_str).collect(),
        names: names.iter().map(String::as_str).collect(),
        words: words.iter().map(String::as_str).collect(),
        teachers: teachers.iter().map(Vec::as_slice).collect(),
        raw: raw.iter().map(String::as_str).collect(),
        cuts: cuts.iter().map(String::as_str).collect(),
        lists: lists.iter().map(String::as_str).collect(),
        marked: marked.iter().map(String::as_str).collect(),
        keep_network: kept.as_deref(),
        start: start.as_deref(),
        resume: left.as_deref(),
        checkpoints: true,
        config,
    };
    let begin = Instant::now();
    let mut unsaved = None;
    let model = train::run(&input, &mut |progress| {
        if let Some(state) = &progress.checkpoint {
            unsaved = save(&checkpoint, state).err().or(unsaved.take());
        }
        if progress.scores.is_some() || progress.batch.is_multiple_of(REPORT_EVERY) {
            screen::say(&line(progress, begin.elapsed().as_secs()));
        }
    });
    let model = model.map_err(|e| Stop::Message(format!("training failed: {e}")))?;
    save(&args.out, &model)?;
    if let Some(Stop::Message(problem)) = unsaved {
        screen::say(&problem);
    }
    // It may never have been written, and is of no use any more.
    let _ = fs::remove_file(&checkpoint);
    screen::say(&format!("{}: {} bytes", args.out.display(), model.len()));
    Ok(Ending::Done)
}

/// What a stopped training left, if it is to go on and there is anything.
fn left_over(args: &TrainArgs, checkpoint: &Path) -> Result<Option<Vec<u8>>, Stop> {
    if !args.resume {
        return Ok(None);
    }
    if !checkpoint.exists() {
        screen::say(&format!(
            "{}: not there; training starts anew",
            checkpoint.display()
        ));
        return Ok(None);
    }
    read_bytes(checkpoint).map(Some)
}

/// Writes a file beside its place first: a cut write must not leave half a file there.
fn save(path: &Path, bytes: &[u8]) -> Result<(), Stop> {
    let part = path.with_extension("part");
    let written = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    written.map_err(|e| Stop::Message(format!("{}: cannot be written: {e}", path.display())))
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<String>, Stop> {
    let read = |path: &PathBuf| {
        fs::read_to_string(path)
            .map_err(|e| Stop::Message(format!("{}: cannot be read: {e}", path.display())))
    };
    paths.iter().map(read).collect()
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    fs::read(path).map_err(|e| Stop::Message(format!("{}: cannot be read: {e}", path.display())))
}

fn line(progress: &Progress, seconds: u64) -> String {
    let mut line = format!(
        "{}:{:02} pass {}/{}, batch {}/{}, loss {:.4}",
        seconds / 60,
        seconds % 60,
        progress.epoch,
        progress.epochs,
        progress.batch,
        progress.batches,
        progress.loss
    );
    if let Some(scores) = &progress.scores {
        line.push_str(&format!(
            "; on dev UPOS {:.2} UAS {:.2} LAS {:.2} names {:.2}",
            scores.upos, scores.uas, scores.las, scores.names
        ));
    }
    line
}
