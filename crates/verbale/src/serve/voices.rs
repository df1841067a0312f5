//! `/voices`: whom outlets let speak, month by month.

use super::cells::{Cells, Choice};
use super::fault::Fault;
use super::leaf::Leaf;
use super::page::{Page, View};
use super::state::{App, At, filled};
use super::table::Table;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Snapshot;
use verbale_ledger::ask::{self, Airtime, Answer, Bin};

/// Speakers with a colour of their own.
const SPEAKERS: usize = 6;
/// Outlets on a page at most.
const OUTLETS: usize = 12;
/// Parts of drawings on a page at most: a year of twelve outlets by month, of fewer by week.
const PARTS: usize = OUTLETS * 12 * (SPEAKERS + 1);
/// Columns of a drawing at most.
const MAX_BINS: usize = 120;
/// The months that are shown if none are asked for.
const MONTHS: i32 = 12;

/// Which statements.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only this outlet.
    outlet: Option<String>,
    /// Only what this actor says, against all others.
    speaker: Option<String>,
    /// First day; the last twelve months if no day is given.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Width of a column: week, month or year.
    bin: Option<String>,
    /// Number of the outlet a page begins with, by statements; the twin has all.
    first: Option<String>,
}

/// Statements by outlet, speaker and month.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "voices.html")]
pub(crate) struct VoicesPage {
    /// First day.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Statements; the share is that of all statements of the outlet in the bin.
    statements: Table,
    #[serde(skip)]
    speakers: Vec<(usize, String)>,
    /// The outlets of the leaf.
    #[serde(skip)]
    outlets: Vec<Outlet>,
    #[serde(skip)]
    leaf: Leaf,
    #[serde(skip)]
    asked: [String; 4],
    #[serde(skip)]
    choices: Vec<Choice>,
    #[serde(skip)]
    bins: Vec<Choice>,
}

/// One outlet as it is drawn.
#[derive(Debug, Default)]
struct Outlet {
    name: String,
    n: u64,
    most: u64,
    parts: Vec<Part>,
    names: Vec<(f64, String)>,
    rows: Vec<Row>,
}

/// One bin of an outlet as a row of the table.
#[derive(Debug)]
struct Row {
    bin: String,
    /// Statements of each speaker, in their order, with a record.
    cells: Vec<Option<(u64, Option<String>)>>,
    n: u64,
}

/// The statements of one speaker in one column.
#[derive(Debug)]
struct Part {
    speaker: usize,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    words: String,
    id: Option<String>,
}

/// Size of a drawing in its own units.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 110.0;

impl View for VoicesPage {
    const HERE: &'static str = "/voices";

    fn title(&self) -> String {
        "Voices of outlets".into()
    }
}

/// Whom outlets let speak, over time.
#[utoipa::path(get, path = "/voices", params(At, Asked),
    responses((status = 200, body = VoicesPage), (status = 400, body = Fault)))]
pub(crate) async fn voices(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
    address: Uri,
) -> Result<Page<VoicesPage>, Fault> {
    let name = filled(asked.bin.as_ref()).unwrap_or("month").to_owned();
    let bin = match name.as_str() {
        "week" => Bin::Week,
        "month" => Bin::Month,
        "year" => Bin::Year,
        other => {
            return Err(Fault::asked(format!(
                "bin {other}: there are week, month and year"
            )));
        }
    };
    let page = app.ask(at, move |snapshot| {
        let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
        let (from, to) = days(snapshot, own(&asked.from), own(&asked.to))?;
        let question = Airtime {
            outlet: own(&asked.outlet),
            speaker: own(&asked.speaker),
            from: from.clone(),
            to: to.clone(),
            bin,
            speakers: SPEAKERS,
        };
        let answer = ask::airtime(snapshot, &question)?;
        let speakers = speakers(&answer);
        let bins = bins(&answer, bin, from.as_deref());
        let outlets = outlets(&answer, &speakers, &bins);
        let densest = outlets.iter().map(|o| o.parts.len()).max().unwrap_or(1);
        let most = (PARTS / densest.max(1)).clamp(1, OUTLETS);
        let what = "Outlets, those with most statements first:";
        let leaf = Leaf::of(what, asked.first.as_ref(), most, outlets.len(), &address)?;
        let outlets = leaf.rows(outlets);
        let text = |p: &Option<String>| p.clone().unwrap_or_default();
        Ok(VoicesPage {
            asked: [
                text(&question.speaker),
                text(&from),
                text(&to),
                name.clone(),
            ],
            from,
            to,
            statements: Table::of(&answer),
            speakers: speakers
                .into_iter()
                .enumerate()
                .map(|(at, s)| (color(at, &s), s))
                .collect(),
            outlets,
            leaf,
            choices: Choice::list(&ask::outlet_names(snapshot)?, question.outlet.as_deref()),
            bins: Choice::list(&["week", "month", "year"], Some(&name)),
        })
    });
    Ok(Page(page.await?))
}

/// The days asked for; without any, the last twelve months that have records.
fn days(
    snapshot: &Snapshot<'_>,
    from: Option<String>,
    to: Option<String>,
) -> Result<(Option<String>, Option<String>), Fault> {
    if from.is_some() || to.is_some() {
        return Ok((from, to));
    }
    let last = ask::spoken_last(snapshot)?;
    let first = last.as_deref().and_then(|last| {
        let last: Date = last.parse().ok()?;
        let first = last.first_of_month().checked_sub((MONTHS - 1).months());
        Some(first.ok()?.to_string())
    });
    Ok((first, last))
}

/// The number of the colour of a speaker; 0 is for all others.
fn color(at: usize, speaker: &str) -> usize {
    match speaker {
        "others" => 0,
        _ => at + 1,
    }
}

/// Speakers by statements; the others at the end.
fn speakers(answer: &Answer) -> Vec<String> {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for cells in Cells::of(answer) {
        *counts.entry(cells.words("speaker")).or_default() += cells.count("statements");
    }
    let mut speakers: Vec<(String, u64)> = counts.into_iter().collect();
    speakers.sort_by_key(|(name, n)| (name == "others", std::cmp::Reverse(*n)));
    speakers.into_iter().map(|(name, _)| name).collect()
}

/// All bins from the first to the last, empty ones too.
fn bins(answer: &Answer, bin: Bin, from: Option<&str>) -> Vec<String> {
    let mut found: Vec<String> = Cells::of(answer).map(|cells| cells.words("bin")).collect();
    found.sort_unstable();
    let (Some(first), Some(last)) = (found.first(), found.last()) else {
        return Vec::new();
    };
    let letters = first.len();
    // Weeks begin on Mondays, which the first day asked for need not be.
    let asked = from.and_then(|from| verbale_code::time::bounds(from)?.0);
    let asked = asked.filter(|_| !matches!(bin, Bin::Week));
    let asked = asked.and_then(|day| day.get(..letters).map(str::to_owned));
    let first = asked.as_ref().filter(|a| *a < first).unwrap_or(first);
    let day = |name: &str| format!("{name}-01-01")[..10].parse::<Date>().ok();
    let (Some(mut at), Some(last)) = (day(first), day(last)) else {
        return Vec::new();
    };
    let mut bins = Vec::new();
    while at <= last && bins.len() < MAX_BINS {
        bins.push(at.to_string()[..letters].to_owned());
        let step = match bin {
            Bin::Week => 1.week(),
            Bin::Year => 1.year(),
            _ => 1.month(),
        };
        match at.checked_add(step) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    bins
}

/// Statements of one speaker in one bin: number of the bin, of the speaker, how many, and a record.
type Count = (usize, usize, u64, Option<String>);

/// The outlets as they are drawn, those with most statements first.
fn outlets(answer: &Answer, speakers: &[String], bins: &[String]) -> Vec<Outlet> {
    let mut found: BTreeMap<String, Vec<Count>> = BTreeMap::new();
    for cells in Cells::of(answer) {
        let at = bins.iter().position(|b| *b == cells.words("bin"));
        let speaker = speakers.iter().position(|s| *s == cells.words("speaker"));
        if let (Some(at), Some(speaker)) = (at, speaker) {
            let one = (
                at,
                speaker,
                cells.count("statements"),
                cells.ids().into_iter().next(),
            );
            found.entry(cells.words("outlet")).or_default().push(one);
        }
    }
    let mut outlets: Vec<Outlet> = found
        .into_iter()
        .map(|(name, counts)| outlet(name, counts, (speakers, bins)))
        .collect();
    outlets.sort_by(|a, b| b.n.cmp(&a.n).then_with(|| a.name.cmp(&b.name)));
    outlets
}

fn outlet(
    name: String,
    mut counts: Vec<Count>,
    (speakers, bins): (&[String], &[String]),
) -> Outlet {
    counts.sort_unstable();
    let mut sums = vec![0; bins.len()];
    for (at, _, n, _) in &counts {
        sums[*at] += n;
    }
    let most = sums.iter().copied().max().unwrap_or_default().max(1);
    let rows = rows(&counts, &sums, (speakers, bins));
    let step = WIDTH / bins.len().max(4) as f64;
    let round = |x: f64| (x * 10.0).round() / 10.0;
    let mut below = vec![0.0; bins.len()];
    let parts = counts.into_iter().map(|(at, speaker, n, id)| {
        let height = HEIGHT * n as f64 / most as f64;
        below[at] += height;
        Part {
            speaker: color(speaker, &speakers[speaker]),
            x: round(at as f64 * step),
            y: round(HEIGHT - below[at]),
            width: round(step * 0.84),
            height: round(height),
            words: format!("{}, {}: {n} of {}", bins[at], speakers[speaker], sums[at]),
            id,
        }
    });
    let parts = parts.collect();
    let every = bins.len().div_ceil(4).max(1);
    let names = bins.iter().enumerate().step_by(every);
    Outlet {
        name,
        n: sums.iter().sum(),
        most,
        parts,
        names: names
            .map(|(at, bin)| (round(at as f64 * step), bin.clone()))
            .collect(),
        rows,
    }
}

/// The bins in which an outlet lets anybody speak.
fn rows(counts: &[Count], sums: &[u64], (speakers, bins): (&[String], &[String])) -> Vec<Row> {
    let row = |(at, bin): (usize, &String)| Row {
        bin: bin.clone(),
        cells: vec![None; speakers.len()],
        n: sums[at],
    };
    let mut rows: Vec<Row> = bins.iter().enumerate().map(row).collect();
    for (at, speaker, n, id) in counts {
        rows[*at].cells[*speaker] = Some((*n, id.clone()));
    }
    rows.retain(|row| row.n > 0);
    rows
}
