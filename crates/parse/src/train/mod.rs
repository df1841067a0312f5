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

mod random;

mod score;

mod quantize;

pub mod segment;

pub use config::{Config, Progress, TrainInput};
pub use score::Scores;

use crate::model::{self, Sections};
use crate::net::features::Vocabulary;
use crate::net::shape::Shape;
use crate::{Error, Parser};
use data::Interner;
use names::{Beside, NameLayer};
use quantize::NETWORK;
use rustc_hash::FxHashMap;
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
    let lemma = lemma::train(&input.treebanks)?;
    let rest = vec![("segment", segment), ("lemma", lemma)];
    let file = match input.keep_network {
        Some(file) => {
            let sections = Sections::read(file)?;
            let mut all = Vec::new();
            for name in NETWORK {
                all.push((name, sections.get(name)?.to_vec()));
            }
            all.extend(rest);
            model::write(&all)
        }
        None => network(input, &rest, on_progress)?,
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

/// Trains the network; gives the bytes of a file with sections `rest` besides.
fn network(
    input: &TrainInput<'_>,
    rest: &[(&'static str, Vec<u8>)],
    on_progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, Error> {
    let config = &input.config;
    let beside = beside(input);
    let (docs, labels) = read(&input.treebanks, &beside)?;
    let (silver_docs, silver_labels) = read(&input.silver, &beside)?;
    let (dev_docs, dev_labels) = read(&input.dev, &beside)?;
    let (mut counts, mut silver_counts) = (FxHashMap::default(), FxHashMap::default());
    data::count_features(&docs, &mut counts);
    data::count_features(&silver_docs, &mut silver_counts);
    let mut features = data::frequent(&counts, config.least_count);
    features.extend(data::frequent(&silver_counts, config.least_silver_count));
    features.sort_unstable();
    features.dedup();
    if features.is_empty() {
        return Err(Error::NoTrainingData);
    }
    data::count_features(&silver_docs, &mut counts);
    let vocabulary = Vocabulary::new(features.iter().copied());
    let inventory = data::inventory(&docs);
    let mut interner = Interner::new(&vocabulary, &counts);
    let mut samples = interner.samples(&docs, &inventory, (&labels, 1.0));
    let weight = config.silver_weight;
    samples.extend(interner.samples(&silver_docs, &inventory, (&silver_labels, weight)));
    let dev = interner.samples(&dev_docs, &inventory, (&dev_labels, 1.0));
    let shape = Shape {
        rows: features.len(),
        word: 128,
        hidden: config.hidden,
        layers: config.layers,
        arc: 64,
        rel: 128,
        labels: inventory.lengths(),
    };
    let trainer = Trainer {
        config,
        shape: &shape,
        blocks: &shape.blocks(),
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
    let kinds = [&input.treebanks, &input.silver, &input.dev, &input.names];
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
