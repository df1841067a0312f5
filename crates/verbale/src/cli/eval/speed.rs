//! Speed and memory, with the build and the machine that they hold for.

use super::read;
use crate::cli::outcome::{Ending, Stop};
use crate::cli::{packs, screen};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use verbale::in_order;
use verbale::input::{Item, Reader};
use verbale::wire::{self, Listing};
use verbale_text::Parsed;

/// What was done in which time.
pub(super) struct Speed {
    load: Duration,
    work: Duration,
    n_documents: usize,
    n_sentences: usize,
    n_words: usize,
    n_bytes: usize,
    n_threads: usize,
}

impl Speed {
    /// A count from zero after loading took `load`.
    pub(super) fn new(load: Duration) -> Self {
        Self {
            load,
            work: Duration::ZERO,
            n_documents: 0,
            n_sentences: 0,
            n_words: 0,
            n_bytes: 0,
            n_threads: 1,
        }
    }

    /// Adds the time that `work` takes.
    pub(super) fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = work();
        self.work += start.elapsed();
        result
    }

    /// Adds a document.
    pub(super) fn count(&mut self, parsed: &Parsed) {
        self.n_documents += 1;
        self.n_sentences += parsed.sentences().len();
        self.n_words += parsed.tokens().len();
        self.n_bytes += parsed.document().text().len();
    }

    /// Sentences a second.
    pub(super) fn sentences_per_second(&self) -> f64 {
        self.per_second(self.n_sentences)
    }

    fn per_second(&self, n: usize) -> f64 {
        n as f64 / self.work.as_secs_f64().max(1e-9)
    }

    /// A line for each figure.
    pub(super) fn table(&self, machine: &Machine) -> String {
        let memory = machine
            .peak_mb
            .map_or("not known".into(), |m| format!("{m:.0} MB"));
        let lines = [
            format!("documents    {:>12}", self.n_documents),
            format!("sentences/s  {:>12.0}", self.per_second(self.n_sentences)),
            format!("words/s      {:>12.0}", self.per_second(self.n_words)),
            format!("MB/s         {:>12.2}", self.per_second(self.n_bytes) / 1e6),
            format!("threads      {:>12}", self.n_threads),
            format!("load         {:>9.0} ms", self.load.as_secs_f64() * 1e3),
            format!("peak memory  {memory:>12}"),
            format!(
                "build        verbale {}, {}",
                env!("CARGO_PKG_VERSION"),
                machine.build
            ),
            format!(
                "machine      {}, {} cores",
                machine.processor, machine.n_cores
            ),
        ];
        lines.map(|l| l + "\n").concat()
    }

    pub(super) fn to_json(&self, machine: &Machine) -> Value {
        json!({
            "documents": self.n_documents,
            "sentences": self.n_sentences,
            "words": self.n_words,
            "seconds": self.work.as_secs_f64(),
            "sentences_per_second": self.per_second(self.n_sentences),
            "words_per_second": self.per_second(self.n_words),
            "bytes_per_second": self.per_second(self.n_bytes),
            "threads": self.n_threads,
            "load_ms": self.load.as_secs_f64() * 1e3,
            "peak_mb": machine.peak_mb,
            "version": env!("CARGO_PKG_VERSION"),
            "build": machine.build,
            "processor": machine.processor,
            "cores": machine.n_cores,
        })
    }
}

/// Where a speed was measured.
pub(super) struct Machine {
    build: &'static str,
    processor: String,
    n_cores: usize,
    /// Most memory that the program held so far, if the system tells.
    peak_mb: Option<f64>,
}

impl Machine {
    /// In words: processor and cores.
    pub(super) fn words(&self) -> String {
        format!("{}, {} cores", self.processor, self.n_cores)
    }

    /// The kind of build.
    pub(super) fn build(&self) -> &'static str {
        self.build
    }

    /// The machine, where one process measured much and no measure has a peak of memory of its own.
    pub(super) fn of_many() -> Self {
        Self {
            peak_mb: None,
            ..Self::here()
        }
    }

    pub(super) fn here() -> Self {
        let field = |file: &str, name: &str| {
            let file = read(Path::new(file)).ok()?;
            let line = file.lines().find(|l| l.starts_with(name))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let peak = field("/proc/self/status", "VmHWM");
        let peak = peak.and_then(|p| p.trim_end_matches(" kB").trim().parse::<f64>().ok());
        let processor = field("/proc/cpuinfo", "model name");
        Self {
            build: if cfg!(debug_assertions) {
                "debug build"
            } else {
                "release build"
            },
            processor: processor.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            n_cores: std::thread::available_parallelism().map_or(1, usize::from),
            peak_mb: peak.map(|kb| kb / 1024.0),
        }
    }
}

/// Measures, and prints the figures with build and machine.
pub(super) fn run(
    file: &Path,
    limit: usize,
    n_threads: usize,
    as_json: bool,
) -> Result<Ending, Stop> {
    let speed = measure(file, limit, n_threads)?;
    let machine = Machine::here();
    let text = if as_json {
        format!("{:#}\n", speed.to_json(&machine))
    } else {
        speed.table(&machine)
    };
    screen::print_data(&text)?;
    Ok(Ending::Done)
}

/// Reads documents from JSON Lines, codes them and writes their records to nowhere.
pub(super) fn measure(file: &Path, limit: usize, n_threads: usize) -> Result<Speed, Stop> {
    let start = Instant::now();
    let pipeline = packs::pipeline(&[])?;
    let mut speed = Speed::new(start.elapsed());
    speed.n_threads = n_threads;
    let stamp = pipeline.stamp();
    let limit = if limit == 0 { usize::MAX } else { limit };
    let files = [file];
    let reader = Reader::plain();
    let mut documents = Vec::new();
    for item in reader.items(&files).take(limit) {
        match item {
            Item::Document(document) => documents.push(document),
            Item::Failed(failure) => return Err(Stop::Message(failure.place_and_message())),
            Item::Parsed(_) => {}
        }
    }
    let start = Instant::now();
    in_order(
        documents,
        n_threads,
        |document| document.text().len(),
        |document| {
            let coded = pipeline.code_parsed(pipeline.parse(document));
            let listing = Listing::of(&coded);
            let lines = wire::lines(&listing, &stamp, |_| true);
            (coded.parsed, lines.len())
        },
        |(parsed, _)| {
            speed.count(&parsed);
            Ok::<(), Stop>(())
        },
    )?;
    speed.work = start.elapsed();
    Ok(speed)
}
