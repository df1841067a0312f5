//! Trains a model: `train OUT.vmodel [--epochs N] [--hidden N] … --dev DEV.conllu… --train TRAIN.conllu…`.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "an example program reads files and reports"
)]

use std::collections::BTreeMap;
use std::error::Error;
use verbale_parse::train::{Config, TrainInput, run};

/// Options of text files; each may be given several times.
const TEXTS: [&str; 8] = [
    "--train", "--dev", "--names", "--cuts", "--lists", "--marked", "--words", "--raw",
];
/// Options of models.
const MODELS: [&str; 3] = ["--keep-network", "--start", "--teacher"];

/// Contents of files by the option that names them.
#[derive(Default)]
struct Files {
    texts: BTreeMap<String, Vec<String>>,
    models: BTreeMap<String, Vec<Vec<u8>>>,
}

impl Files {
    fn texts(&self, option: &str) -> Vec<&str> {
        let texts = self.texts.get(option).into_iter().flatten();
        texts.map(String::as_str).collect()
    }

    fn models(&self, option: &str) -> Vec<&[u8]> {
        let models = self.models.get(option).into_iter().flatten();
        models.map(Vec::as_slice).collect()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().ok_or("usage: train OUT.vmodel [options]")?;
    let (mut config, mut files) = (Config::default(), Files::default());
    while let Some(option) = args.next() {
        let value = args.next().ok_or("an option lacks its value")?;
        if TEXTS.contains(&option.as_str()) {
            let text = std::fs::read_to_string(value)?;
            files.texts.entry(option).or_default().push(text);
        } else if MODELS.contains(&option.as_str()) {
            let model = std::fs::read(value)?;
            files.models.entry(option).or_default().push(model);
        } else {
            choose(&mut config, &option, &value)?;
        }
    }
    let input = TrainInput {
        treebanks: files.texts("--train"),
        dev: files.texts("--dev"),
        names: files.texts("--names"),
        cuts: files.texts("--cuts"),
        lists: files.texts("--lists"),
        marked: files.texts("--marked"),
        words: files.texts("--words"),
        raw: files.texts("--raw"),
        teachers: files.models("--teacher"),
        start: files.models("--start").first().copied(),
        keep_network: files.models("--keep-network").first().copied(),
        resume: None,
        checkpoints: false,
        config,
    };
    let bytes = train(&input, &out)?;
    std::fs::write(&out, bytes)?;
    Ok(())
}

/// Takes over one choice.
fn choose(config: &mut Config, option: &str, value: &str) -> Result<(), Box<dyn Error>> {
    match option {
        "--epochs" => config.epochs = value.parse()?,
        "--hidden" => config.hidden = value.parse()?,
        "--layers" => config.layers = value.parse()?,
        "--batch" => config.batch_words = value.parse()?,
        "--rate" => config.learning_rate = value.parse()?,
        "--dropout" => config.dropout = value.parse()?,
        "--word-dropout" => config.word_dropout = value.parse()?,
        "--seed" => config.seed = value.parse()?,
        "--threads" => config.parallel = value != "1",
        "--raw-epochs" => config.raw_epochs = value.parse()?,
        "--raw-parts" => config.raw_parts = value.parse()?,
        "--raw-weight" => config.raw_weight = value.parse()?,
        "--least-raw" => config.least_raw_count = value.parse()?,
        _ => return Err(format!("unknown option {option}").into()),
    }
    Ok(())
}

/// Trains, reports, and writes the best model so far to `out` after each pass.
fn train(input: &TrainInput<'_>, out: &str) -> Result<Vec<u8>, verbale_parse::Error> {
    let start = std::time::Instant::now();
    run(input, &mut |p| {
        if let Some(model) = &p.model
            && let Err(e) = std::fs::write(out, model)
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
    })
}
