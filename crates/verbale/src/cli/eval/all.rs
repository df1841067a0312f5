//! All measures against a folder of gold data, as one page: what build, which data, which machine, which figures.
#![expect(
    clippy::disallowed_methods,
    reason = "the program reads gold files (I4)"
)]

use super::speed::{self, Machine};
use super::{
    EvalArgs, EvalCommand, Measured, attribution, confidence, factuality, files_of, mentions,
    packs, plover, records, ties, time, ud, wrong,
};
use crate::cli::args::ModelArg;
use crate::cli::outcome::{Ending, Stop};
use crate::cli::screen;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// A set of gold data, the command that scores it, and the figures that matter.
struct Row {
    /// Files and folders under the data folder; all must be there.
    paths: &'static [&'static str],
    command: &'static str,
    measure: fn(&[PathBuf]) -> Result<Measured, Stop>,
    figures: &'static [Figure],
}

/// One figure of a score.
struct Figure {
    name: &'static str,
    read: fn(&Value) -> f64,
    decimals: usize,
    /// What version 1 must reach, and what it aims at.
    goals: Option<(f64, f64)>,
}

const fn figure(
    name: &'static str,
    read: fn(&Value) -> f64,
    decimals: usize,
    goals: (f64, f64),
) -> Figure {
    Figure {
        name,
        read,
        decimals,
        goals: Some(goals),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

/// F1 from the counts that the PLOVER scorer prints.
fn f1(json: &Value, name: &str) -> f64 {
    let [tp, fp, fn_] = ["tp", "fp", "fn"].map(|k| number(&json[format!("{name} {k}")]));
    2.0 * tp / (2.0 * tp + fp + fn_)
}

fn percent(json: &Value, part: &str, whole: &str) -> f64 {
    100.0 * number(&json[part]) / number(&json[whole])
}

fn attributed(json: &Value, kind: &str) -> f64 {
    number(&json["rows"][format!("attribution cue+content+source {kind}")]["F1"])
}

/// The first file of a treebank score.
fn treebank(json: &Value, measure: &str) -> f64 {
    let first = json.as_object().and_then(|o| o.values().next());
    100.0 * first.map_or(f64::NAN, |v| number(&v[measure]["f1"]))
}

fn options() -> EvalArgs {
    EvalArgs::default()
}

const ROWS: [Row; 11] = [
    Row {
        paths: &["plover-gsr/dev.json"],
        command: "eval plover",
        measure: |p| {
            plover::measure(&EvalCommand::Plover {
                gold: p[0].clone(),
                types: false,
                errors: 0,
                options: options(),
            })
        },
        figures: &[
            figure("event type F1", |j| f1(j, "type"), 3, (0.65, 0.75)),
            figure("hit, %", |j| percent(j, "hit", "docs"), 1, (72.0, 80.0)),
            figure(
                "country in its role F1",
                |j| f1(j, "country with role"),
                3,
                (0.78, 0.85),
            ),
            figure(
                "who did what to whom F1",
                |j| f1(j, "full dyad"),
                3,
                (0.48, 0.58),
            ),
            figure(
                "sector right, given the country, %",
                |j| percent(j, "sector ok", "sector n"),
                1,
                (75.0, 85.0),
            ),
        ],
    },
    Row {
        paths: &["polnear-dev"],
        command: "eval attribution",
        measure: |p| attribution::measure(&p[0], &options()),
        figures: &[
            figure("attribution F1", |j| attributed(j, "all"), 1, (66.0, 74.0)),
            figure("direct", |j| attributed(j, "direct"), 1, (88.0, 95.0)),
            figure("mixed", |j| attributed(j, "mixed"), 1, (74.0, 86.0)),
            figure("indirect", |j| attributed(j, "indirect"), 1, (58.0, 67.0)),
        ],
    },
    TIME_WARS,
    TIME_NEWS,
    Row {
        paths: &["uds-factuality/dev.tsv", "ud/en_ewt-dev.conllu"],
        command: "eval factuality",
        measure: |p| factuality::measure(&p[0], &p[1], 0, &options()),
        figures: &[figure("Pearson's r", |j| number(&j["r"]), 3, (0.60, 0.75))],
    },
    Row {
        paths: &["uner-ewt/dev.iob2"],
        command: "eval names",
        measure: |p| mentions::names(&p[0], 0, &options()),
        figures: &[figure(
            "name F1, equal spans",
            |j| number(&j["all"]["equal"]["f1"]),
            3,
            (0.75, 0.85),
        )],
    },
    Row {
        paths: &["re3d/dev.jsonl"],
        command: "eval entities",
        measure: |p| mentions::entities(&p[0], 0, &options()),
        figures: &[
            figure(
                "entity F1, overlapping spans",
                |j| number(&j["all"]["overlapping"]["f1"]),
                3,
                (0.60, 0.72),
            ),
            Figure {
                name: "entity F1, equal spans",
                read: |j| number(&j["all"]["equal"]["f1"]),
                decimals: 3,
                goals: None,
            },
        ],
    },
    Row {
        paths: &["recognition-guide"],
        command: "eval ties",
        measure: |p| ties::measure(&p[0], 0, &options()),
        figures: &[
            figure(
                "as of, active years, %",
                |j| number(&j["as-of"]["all active"]),
                1,
                (85.0, 95.0),
            ),
            figure(
                "first recognition to the day, %",
                |j| number(&j["first recognition, exact day"]),
                1,
                (88.0, 95.0),
            ),
            figure("begin, dated, F1", |j| dated(j, "begin"), 1, (82.0, 92.0)),
            figure("end, dated, F1", |j| dated(j, "end"), 1, (75.0, 88.0)),
            figure(
                "upgrade, dated, F1",
                |j| dated(j, "upgrade"),
                1,
                (75.0, 88.0),
            ),
            figure(
                "missions, dated, F1",
                |j| number(&j["fine + date: mission"]["f1"]),
                1,
                (72.0, 85.0),
            ),
        ],
    },
    Row {
        paths: &["seed-article/gold.json", "seed-article/article.txt"],
        command: "eval records",
        measure: |p| {
            records::measure(&EvalCommand::Records {
                gold: p[0].clone(),
                article: Some(p[1].clone()),
                date: None,
                errors: 0,
                options: options(),
            })
        },
        figures: &[figure(
            "macro key F1 without actor and voice",
            |j| number(&j["headline"]["macro_key_f1_no_actor_voice"]),
            3,
            (0.40, 0.60),
        )],
    },
    Row {
        paths: &["ud/en_ewt-test.conllu"],
        command: "eval ud --raw",
        measure: trees,
        figures: &TREES,
    },
    Row {
        paths: &["ud/en_gum-test.conllu"],
        command: "eval ud --raw",
        measure: trees,
        figures: &TREES,
    },
];

const TIMES: [Figure; 2] = [
    figure(
        "extent F1, relaxed",
        |j| number(&j["relaxed"]["f1"]),
        3,
        (0.88, 0.93),
    ),
    figure("value F1", |j| number(&j["value"]["f1"]), 3, (0.78, 0.86)),
];

const TIME_WARS: Row = Row {
    paths: &["wikiwars"],
    command: "eval time",
    measure: |p| time::measure(p, 0, &options()),
    figures: &TIMES,
};

const TIME_NEWS: Row = Row {
    paths: &["meantime"],
    command: "eval time",
    measure: |p| time::measure(p, 0, &options()),
    figures: &TIMES,
};

const TREES: [Figure; 2] = [
    Figure {
        name: "UPOS F1, raw text",
        read: |j| treebank(j, "UPOS"),
        decimals: 1,
        goals: None,
    },
    Figure {
        name: "LAS F1, raw text",
        read: |j| treebank(j, "LAS"),
        decimals: 1,
        goals: None,
    },
];

fn trees(paths: &[PathBuf]) -> Result<Measured, Stop> {
    ud::measure(&EvalCommand::Ud {
        gold: paths.to_vec(),
        raw: true,
        relations: false,
        errors: false,
        model: ModelArg::default(),
        options: options(),
    })
}

fn dated(json: &Value, class: &str) -> f64 {
    number(&json[format!("ties + date: {class}")]["f1"])
}

/// Speed is measured on these.
const ARTICLES: &str = "throughput/articles.jsonl";

/// Sentences a second that version 1 must reach, and that it aims at.
const SPEED: (f64, f64) = (2500.0, 5000.0);

pub(super) fn run(data: &Path, as_json: bool) -> Result<Ending, Stop> {
    let mut page = Page::new()?;
    for row in &ROWS {
        let paths: Vec<PathBuf> = row.paths.iter().map(|p| data.join(p)).collect();
        if paths.iter().all(|p| p.exists()) {
            page.add(row, &(row.measure)(&paths)?, &hash(&paths)?);
        } else {
            page.missing.push(row.paths[0]);
        }
    }
    if confidence::SETS.iter().all(|s| data.join(s).exists()) {
        page.confidence(&confidence::measure(data, None)?);
    }
    let articles = data.join(ARTICLES);
    if articles.exists() {
        let speed = speed::measure(&articles, 0, 1)?;
        page.speed(&speed, &hash(&[articles])?);
    } else {
        page.missing.push(ARTICLES);
    }
    let text = if as_json {
        format!("{:#}\n", Value::Object(page.json))
    } else {
        page.markdown()
    };
    screen::print_data(&text)?;
    Ok(Ending::Done)
}

struct Page {
    /// Lines of the tables of figures and of data, and the scores as they print themselves.
    figures: String,
    data: String,
    scores: String,
    missing: Vec<&'static str>,
    json: Map<String, Value>,
    machine: Machine,
    build: String,
}

impl Page {
    fn new() -> Result<Self, Stop> {
        let machine = Machine::of_many();
        let stamp = packs::pipeline(&[])?.stamp();
        let build = format!(
            "verbale {}, {}, packs {}, model {}",
            env!("CARGO_PKG_VERSION"),
            machine.build(),
            stamp.packs,
            stamp.model
        );
        let mut json = Map::new();
        json.insert("build".into(), json!(build));
        json.insert("machine".into(), json!(machine.words()));
        Ok(Self {
            figures: String::new(),
            data: String::new(),
            scores: String::new(),
            missing: Vec::new(),
            json,
            machine,
            build,
        })
    }

    fn add(&mut self, row: &Row, measured: &Measured, hash: &str) {
        let name = row.paths[0];
        for figure in row.figures {
            self.figure(name, figure, (figure.read)(&measured.json));
        }
        self.data(row.paths, hash);
        let command = format!("verbale {} {}", row.command, row.paths.join(" "));
        let table = measured.table.trim_end();
        self.scores.push_str(&format!(
            "\n### {name}\n\n`{command}`\n\n```text\n{table}\n```\n"
        ));
        let score = json!({"data": hash, "score": measured.json});
        self.json.insert(name.to_owned(), score);
    }

    fn figure(&mut self, gold: &str, figure: &Figure, value: f64) {
        let show = |x: f64| format!("{x:.*}", figure.decimals);
        let (must, aim) = figure
            .goals
            .map_or_else(Default::default, |(must, aim)| (show(must), show(aim)));
        self.figures.push_str(&format!(
            "| `{gold}` | {} | {} | {must} | {aim} |\n",
            figure.name,
            show(value)
        ));
    }

    fn data(&mut self, paths: &[&str], hash: &str) {
        let paths: Vec<String> = paths.iter().map(|p| format!("`{p}`")).collect();
        self.data
            .push_str(&format!("| {} | `{hash}` |\n", paths.join(", ")));
    }

    fn speed(&mut self, speed: &speed::Speed, hash: &str) {
        let figure = figure("sentences/s, one core, text to records", number, 0, SPEED);
        self.figure(ARTICLES, &figure, speed.sentences_per_second());
        self.data(&[ARTICLES], hash);
        let table = speed.table(&self.machine);
        let table = table.trim_end();
        self.scores.push_str(&format!(
            "\n### {ARTICLES}\n\n`verbale eval speed {ARTICLES}`\n\n```text\n{table}\n```\n"
        ));
        let speed = speed.to_json(&self.machine);
        self.json
            .insert(ARTICLES.into(), json!({"data": hash, "score": speed}));
    }

    fn confidence(&mut self, measured: &Measured) {
        let table = measured.table.trim_end();
        self.scores.push_str(&format!(
            "\n### Confidence\n\n`verbale eval confidence DIR`\n\n```text\n{table}\n```\n"
        ));
        self.json.insert("confidence".into(), measured.json.clone());
    }

    fn markdown(&self) -> String {
        let missing = if self.missing.is_empty() {
            String::new()
        } else {
            format!(
                "\nNot there, so not measured: {}.\n",
                self.missing.join(", ")
            )
        };
        format!(
            "# Quality\n\nWritten by `verbale eval all DIR`; nothing in this part is edited by hand. The sets were at hand \
             while the rules were written, so expect less on other text.\n\n- Build: {}\n- Machine: {}\n\n\
             | gold | measure | figure | must | aim |\n|---|---|---|---|---|\n{}{missing}\n## Data\n\n\
             | files | first 16 digits of their SHA-256 |\n|---|---|\n{}\n## Scores in full\n{}",
            self.build,
            self.machine.words(),
            self.figures,
            self.data,
            self.scores
        )
    }
}

/// A name for exactly these files: 16 hexadecimal digits over their contents, in the order of their paths.
fn hash(paths: &[PathBuf]) -> Result<String, Stop> {
    let mut hasher = Sha256::new();
    for path in paths {
        digest(path, &mut hasher)?;
    }
    let digits = hasher.finalize();
    Ok(digits.iter().take(8).map(|b| format!("{b:02x}")).collect())
}

fn digest(path: &Path, hasher: &mut Sha256) -> Result<(), Stop> {
    if path.is_dir() {
        for inner in files_of(path)? {
            digest(&inner, hasher)?;
        }
        return Ok(());
    }
    hasher.update(fs::read(path).map_err(|e| wrong(path, format!("cannot be read: {e}")))?);
    Ok(())
}
