//! Trains a model: `train OUT.vmodel [--epochs N] [--hidden N] … --dev DEV.conllu… --train TRAIN.conllu…`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use verbale_parse::train::{Config, TrainInput, run};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().ok_or("usage: train OUT.vmodel [options]")?;
    let mut config = Config::default();
    let (mut dev, mut treebanks) = (Vec::new(), Vec::new());
    let (mut names, mut silver, mut keep) = (Vec::new(), Vec::new(), None);
    let (mut cuts, mut lists, mut marked) = (Vec::new(), Vec::new(), Vec::new());
    while let Some(arg) = args.next() {
        let value = args.next().ok_or("an option lacks its value")?;
        match arg.as_str() {
            "--epochs" => config.epochs = value.parse()?,
            "--hidden" => config.hidden = value.parse()?,
            "--batch" => config.batch_words = value.parse()?,
            "--rate" => config.learning_rate = value.parse()?,
            "--dropout" => config.dropout = value.parse()?,
            "--words" => config.word_dropout = value.parse()?,
            "--seed" => config.seed = value.parse()?,
            "--threads" => config.parallel = value != "1",
            "--keep-network" => keep = Some(std::fs::read(value)?),
            "--silver-epochs" => config.silver_epochs = value.parse()?,
            "--silver-weight" => config.silver_weight = value.parse()?,
            "--silver" => silver.push(std::fs::read_to_string(value)?),
            "--cuts" => cuts.push(std::fs::read_to_string(value)?),
            "--lists" => lists.push(std::fs::read_to_string(value)?),
            "--marked" => marked.push(std::fs::read_to_string(value)?),
            "--names" => names.push(std::fs::read_to_string(value)?),
            "--dev" => dev.push(std::fs::read_to_string(value)?),
            "--train" => treebanks.push(std::fs::read_to_string(value)?),
            _ => return Err(format!("unknown option {arg}").into()),
        }
    }
    let input = TrainInput {
        treebanks: treebanks.iter().map(String::as_str).collect(),
        dev: dev.iter().map(String::as_str).collect(),
        silver: silver.iter().map(String::as_str).collect(),
        cuts: cuts.iter().map(String::as_str).collect(),
        names: names.iter().map(String::as_str).collect(),
        lists: lists.iter().map(String::as_str).collect(),
        marked: marked.iter().map(String::as_str).collect(),
        keep_network: keep.as_deref(),
        resume: None,
        checkpoints: false,
        config,
    };
    let start = std::time::Instant::now();
    let bytes = run(&input, &mut |p| {
        if let Some(model) = &p.model
            && let Err(e) = std::fs::write(&out, model)
        {
            eprintln!("{out}: {e}");
        }
        if p.scores.is_some() || p.batch.is_multiple_of(100) {
            let s = start.elapsed().as_secs_f32();
            eprintln!(
                "{s:7.1}s epoch {} batch {}/{} loss {:.4} {:?}",
                p.epoch, p.batch, p.batches, p.loss, p.scores
            );
        }
    })?;
    std::fs::write(&out, bytes)?;
    Ok(())
}
