//! Training: treebanks in, the bytes of a model file out.
//!
//! The same texts and configuration give the same bytes on every machine, whatever the number of threads:
//! all arithmetic is IEEE in a fixed order, and each batch is cut into the same shards.

mod config;

mod trainer;

mod data;

mod names;

mod marked;

mod nametag;

mod network;

mod lstm;

mod tree_loss;

pub mod lemma;
mod linear;

mod gemm;

mod blocks;

mod adam;

mod checkpoint;

mod teacher;

mod words;

mod tags;

mod random;

mod start;

mod score;

mod quantize;

pub mod segment;

pub use config::{Config, Progress, TrainInput};
pub use score::Scores;

use crate::model::{self, Sections};
use crate::net::features::{Fingerprint, Vocabulary};
use crate::net::shape::Shape;
use crate::net::tagsets;
use crate::net::words::{Listed, PART};
use crate::{Error, Parser};
use data::Interner;
use names::{Beside, NameLayer};
use quantize::NETWORK;
use rustc_hash::FxHashMap;
use teacher::Teachers;
use trainer::Trainer;
use verbale_text::{Parsed, conllu};

/// Trains a model; gives the bytes of its file.
///
/// # Errors
/// A text that is not CoNLL-U, training data without a word, or a checkpoint of another training.
pub fn run(
    input: &TrainInput<'_>,
    on_progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, Error> {
    let segment = segment::train(&input.treebanks, &input.cuts, input.config.seed)?;
    let lemma = lemma::train(&input.treebanks, &input.words)?;
    let tags = tags::section(&input.treebanks)?;
    let mut rest = vec![
        ("segment", segment),
        ("lemma", lemma),
        (tagsets::PART, tags),
    ];
    let given = || (!input.words.is_empty()).then(|| words::section(&input.words));
    let file = match input.keep_network {
        Some(file) => {
            let sections = Sections::read(file)?;
            let mut all = Vec::new();
            for name in NETWORK {
                all.push((name, sections.get(name)?.to_vec()));
            }
            // A network that knows lists goes on with those; another one does not see them.
            let listed = sections.find(PART).map(<[u8]>::to_vec);
            rest.extend(listed.or(given()).map(|section| (PART, section)));
            all.extend(rest);
            model::write(&all)
        }
        None => {
            rest.extend(given().map(|section| (PART, section)));
            network(input, &rest, on_progress)?
        }
    };
    with_names(input, file)
}

/// The file with a model of names, if there is anything to learn it from.
fn with_names(input: &TrainInput<'_>, file: Vec<u8>) -> Result<Vec<u8>, Error> {
    let beside = beside(input);
    let parser = Parser::load(&file)?;
    let section = nametag::train(&parser, input, &beside)?;
    let Some(section) = section else {
        return Ok(file);
    };
    let sections = Sections::read(&file)?;
    let mut all: Vec<(&str, Vec<u8>)> = sections.all().map(|(n, c)| (n, c.to_vec())).collect();
    all.push((crate::names::PART, section));
    Ok(model::write(&all))
}

/// The files of names beside the treebanks.
fn beside<'a>(input: &TrainInput<'a>) -> Beside<'a> {
    let mut beside = Beside::default();
    input.names.iter().for_each(|file| beside.read(file));
    beside
}

/// The features that get a row, in rising order, and how often each occurs.
fn features(
    input: &TrainInput<'_>,
    (docs, raw_docs): (&[Parsed], &[Parsed]),
    listed: Option<&Listed>,
) -> Result<(Vec<Fingerprint>, FxHashMap<Fingerprint, u32>), Error> {
    let (mut counts, mut raw_counts) = (FxHashMap::default(), FxHashMap::default());
    data::count_features(docs, listed, &mut counts);
    data::count_features(raw_docs, listed, &mut raw_counts);
    let mut features = data::frequent(&counts, input.config.least_count);
    features.extend(data::frequent(&raw_counts, input.config.least_raw_count));
    if let Some(file) = input.start {
        features.extend(start::features(file)?);
    }
    features.sort_unstable();
    features.dedup();
    if features.is_empty() {
        return Err(Error::NoTrainingData);
    }
    data::count_features(raw_docs, listed, &mut counts);
    Ok((features, counts))
}

/// Trains the network; gives the bytes of a file with sections `rest` besides.
fn network(
    input: &TrainInput<'_>,
    rest: &[(&'static str, Vec<u8>)],
    on_progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, Error> {
    let config = &input.config;
    let beside = beside(input);
    let (docs, labels) = read(&input.treebanks, &beside)?;
    let raw_docs = teacher::cut(&input.teachers, &input.raw)?;
    let (dev_docs, dev_labels) = read(&input.dev, &beside)?;
    let listed = rest.iter().find(|(name, _)| *name == PART);
    let listed = listed.map(|(_, s)| Listed::from_bytes(s)).transpose()?;
    let (features, counts) = features(input, (&docs, &raw_docs), listed.as_ref())?;
    let vocabulary = Vocabulary::new(features.iter().copied());
    let inventory = data::inventory(&docs);
    let mut interner = Interner::new((&vocabulary, listed.as_ref()), &counts);
    let mut samples = interner.samples(&docs, &inventory, &labels);
    let dev = interner.samples(&dev_docs, &inventory, &dev_labels);
    if !raw_docs.is_empty() {
        let mut teachers = Teachers::read(&input.teachers, &inventory)?;
        samples.extend(teachers.samples(&raw_docs, &mut interner, config.raw_weight));
    }
    let shape = Shape {
        rows: features.len(),
        word: 128,
        hidden: config.hidden,
        layers: config.layers,
        late_tags: true,
        arc: 64,
        rel: 128,
        labels: inventory.lengths(),
    };
    let blocks = shape.blocks();
    let mut params = start::initial(&blocks, config.seed);
    if let Some(file) = input.start {
        start::from_model(file, (&shape, &inventory, &features), &mut params)?;
    }
    let trainer = Trainer {
        config,
        shape: &shape,
        blocks: &blocks,
        start: params,
        types: &interner.types,
        inventory: &inventory,
        samples: &samples,
        dev: &dev,
        features: &features,
        rest,
        inputs: inputs(input),
        checkpoints: input.checkpoints,
    };
    trainer.train(input.resume, on_progress)
}

/// A number for the texts and choices of a training, but for the number of threads.
fn inputs(input: &TrainInput<'_>) -> u64 {
    let config = Config {
        parallel: true,
        ..input.config.clone()
    };
    let mut all = format!("{config:?}").into_bytes();
    for teacher in input.teachers.iter().copied().chain(input.start) {
        all.extend(model::hash(teacher).to_le_bytes());
    }
    let kinds = [
        &input.treebanks,
        &input.raw,
        &input.dev,
        &input.names,
        &input.words,
    ];
    for texts in kinds {
        all.extend((texts.len() as u64).to_le_bytes());
        for text in texts {
            all.extend(model::hash(text.as_bytes()).to_le_bytes());
        }
    }
    model::hash(&all)
}

fn read(files: &[&str], beside: &Beside<'_>) -> Result<(Vec<Parsed>, NameLayer), Error> {
    let (mut docs, mut labels) = (Vec::new(), Vec::new());
    for file in files {
        let read = conllu::read(file, "training")?;
        labels.extend(names::layer(file, &read, beside));
        docs.extend(read);
    }
    Ok((docs, labels))
}
