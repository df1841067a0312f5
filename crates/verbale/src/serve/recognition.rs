//! `/recognition`: who recognises a government and who is represented with it, as a map, a ladder and a list of steps.

use super::assets;
use super::cells::{Cells, Choice};
use super::fault::Fault;
use super::kinds::spaced;
use super::page::{Page, View};
use super::state::{App, At, filled};
use super::table::Table;
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Snapshot;
use verbale_ledger::ask::{self, Government, Recognition};

/// Which government.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Its ISO 3166 alpha-3 code, or its name; the one with most ties if empty.
    of: Option<String>,
}

/// Levels of two axes as of a day, and the steps that led to them.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "recognition.html")]
pub(crate) struct RecognitionPage {
    /// Code of the government.
    of: String,
    /// Its name.
    name: String,
    /// The day.
    as_of: String,
    /// Day of the first tie.
    first: String,
    /// The last day that can be chosen.
    last: String,
    /// Recognition and exchange, never folded into one; contact where there is any.
    axes: Vec<Axis>,
    /// Every step by the day, in order.
    steps: Table,
    /// What a reader must know.
    notes: Vec<String>,
    /// Governments that others have ties with.
    #[serde(skip)]
    choices: Vec<Choice>,
}

/// One axis with its levels, the highest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Axis {
    /// `recognition`, `exchange` or `contact`.
    axis: String,
    /// The levels that somebody is on.
    rungs: Vec<Rung>,
    /// Governments on any of them.
    n: usize,
}

/// One level with those on it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Rung {
    /// The level (`docs/records.md`).
    level: String,
    /// Its place on the axis, 1 for the lowest.
    height: usize,
    /// Who stands there.
    governments: Vec<Holder>,
}

/// A government on a level.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Holder {
    /// ISO 3166 alpha-3 code, or the name.
    code: String,
    /// Display name.
    name: String,
    /// Since when, or the day by which it was known.
    since: Option<String>,
    /// Who asserts it.
    voice: String,
    /// Texts that are no copies of each other.
    origins: u64,
    /// The day it was last confirmed, where that is long ago.
    last_confirmed: Option<String>,
    /// The records behind it.
    ids: Vec<String>,
}

/// The axes with their levels, low to high (`docs/records.md`).
const AXES: [(&str, &[&str]); 3] = [
    (
        "recognition",
        &["process", "implicit", "de_facto", "de_jure"],
    ),
    (
        "exchange",
        &[
            "relations",
            "consul",
            "diplomat",
            "interests_section",
            "charge_ai",
            "charge",
            "envoy",
            "ambassador",
        ],
    ),
    ("contact", &["contact"]),
];

impl View for RecognitionPage {
    const HERE: &'static str = "/recognition";
    const SCRIPTS: &'static [&'static str] = &[
        "vendor/d3-array.min.js",
        "vendor/d3-geo.min.js",
        "vendor/topojson-client.min.js",
        "recognition.js",
    ];

    fn title(&self) -> String {
        match self.name.as_str() {
            "" => "Recognition".into(),
            name => format!("Recognition of {name}, {}", self.as_of),
        }
    }
}

impl RecognitionPage {
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    /// Axes that have a map.
    fn maps(&self) -> impl Iterator<Item = (&'static str, Vec<(usize, String)>)> {
        AXES.iter().take(2).map(|(axis, levels)| {
            let keys = levels.iter().enumerate();
            (*axis, keys.map(|(at, l)| (at + 1, spaced(l))).collect())
        })
    }
}

impl Rung {
    fn name(&self) -> String {
        spaced(&self.level)
    }
}

/// Who recognises a government and who is represented with it, as of a day; today if none is given.
#[utoipa::path(get, path = "/recognition", params(At, Asked),
    responses((status = 200, body = RecognitionPage), (status = 400, body = Fault)))]
pub(crate) async fn recognition(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
) -> Result<Page<RecognitionPage>, Fault> {
    let at = at.or_today();
    let day = at.as_of.clone().unwrap_or_default();
    let page = app.ask(at, move |snapshot| {
        let all = ask::governments(snapshot)?;
        let government = choose(&all, filled(asked.of.as_ref()));
        let mut page = RecognitionPage {
            of: String::new(),
            name: String::new(),
            first: day.clone(),
            last: day.clone(),
            as_of: day,
            axes: Vec::new(),
            steps: Table::default(),
            notes: Vec::new(),
            choices: choices(&all, government),
        };
        if let Some(government) = government {
            page.fill(snapshot, government)?;
        }
        Ok(page)
    });
    Ok(Page(page.await?))
}

/// The one that was asked for, or the first.
fn choose<'g>(all: &'g [Government], asked: Option<&str>) -> Option<&'g Government> {
    match asked {
        None => all.first(),
        Some(asked) => all
            .iter()
            .find(|g| g.code.eq_ignore_ascii_case(asked) || g.name.eq_ignore_ascii_case(asked)),
    }
}

fn choices(all: &[Government], chosen: Option<&Government>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = all
        .iter()
        .map(|g| Choice {
            value: g.code.clone(),
            name: g.name.clone(),
            is_asked: chosen == Some(g),
        })
        .collect();
    choices.sort_by(|a, b| a.name.cmp(&b.name));
    choices
}

impl RecognitionPage {
    fn fill(&mut self, snapshot: &Snapshot<'_>, government: &Government) -> Result<(), Fault> {
        self.of.clone_from(&government.code);
        self.name.clone_from(&government.name);
        let mut question = Recognition {
            of: Some(government.code.clone()),
            ..Recognition::default()
        };
        let levels = ask::recognition(snapshot, &question)?;
        let rows: Vec<Cells<'_>> = Cells::of(&levels).collect();
        self.axes = AXES.iter().map(|axis| of_axis(&rows, axis)).collect();
        self.axes
            .retain(|axis| axis.axis != "contact" || axis.n > 0);
        self.notes = levels.notes.clone();
        question.steps = true;
        let mut steps = ask::recognition(snapshot, &question)?;
        let keep = |name: &&str| !matches!(*name, "receiver_name" | "origins" | "last_confirmed");
        steps.brief.retain(keep);
        if steps.lines.len() > MAX_STEPS {
            steps.lines.drain(..steps.lines.len() - MAX_STEPS);
            self.notes
                .push(format!("Of the steps, the last {MAX_STEPS} are shown."));
        }
        self.steps = Table::of(&steps);
        let days = [government.first.as_ref(), Some(&self.as_of)];
        self.first = days
            .into_iter()
            .flatten()
            .min()
            .cloned()
            .unwrap_or_default();
        let today = crate::now()[..10].to_owned();
        let days = [government.last.as_ref(), Some(&self.as_of), Some(&today)];
        self.last = days
            .into_iter()
            .flatten()
            .max()
            .cloned()
            .unwrap_or_default();
        Ok(())
    }
}

/// Steps on the page at most.
const MAX_STEPS: usize = 200;

fn of_axis(rows: &[Cells<'_>], (axis, levels): &(&str, &[&str])) -> Axis {
    let mut rungs = Vec::new();
    for (at, level) in levels.iter().enumerate().rev() {
        let here = rows
            .iter()
            .filter(|row| row.words("axis") == *axis && row.words("value") == *level);
        let mut governments: Vec<Holder> = here.map(holder).collect();
        governments.sort_by(|a, b| a.name.cmp(&b.name));
        if !governments.is_empty() {
            rungs.push(Rung {
                level: (*level).to_owned(),
                height: at + 1,
                governments,
            });
        }
    }
    Axis {
        axis: (*axis).to_owned(),
        n: rungs.iter().map(|r| r.governments.len()).sum(),
        rungs,
    }
}

fn holder(row: &Cells<'_>) -> Holder {
    Holder {
        code: row.words("sender"),
        name: row.words("sender_name"),
        since: row.text("date").or_else(|| row.text("known_by")),
        voice: row.words("voice"),
        origins: row.count("origins"),
        last_confirmed: row.text("last_confirmed"),
        ids: row.ids(),
    }
}
