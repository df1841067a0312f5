//! `/impact`: before and after. A person writes down how a claim is to be tested; only then is it tested, and drawn.

use super::card::{Card, lone};
use super::cells::{Cells, Choice};
use super::claims::{reviewer, sent};
use super::documents::DocumentLine;
use super::fault::Fault;
use super::page::{Page, View};
use super::rights::Who;
use super::state::{App, At};
use super::table::Table;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Redirect;
use serde::Serialize;
use utoipa::ToSchema;
use verbale_ledger::ask::{self, Bin, Claims, Counted, Indicator};
use verbale_ledger::{Entry, Kind, Known, Snapshot, Stored};

/// Forecasts that are offered for a test.
const OFFERED: usize = 60;

/// Bins on each side, in a form that nobody filled yet, and at most.
const WINDOW: usize = 12;
const MAX_WINDOW: usize = 260;

/// All tests, and forecasts that could be tested.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "impacts.html")]
pub(crate) struct ImpactsPage {
    /// Tests that were written down, with what they found.
    tests: Table,
    /// Forecasts.
    forecasts: Table,
    #[serde(skip)]
    offered: Vec<Forecast>,
    #[serde(skip)]
    tested: Vec<(String, String, String)>,
}

/// A forecast that could be tested, as the page lists it.
#[derive(Debug)]
struct Forecast {
    id: String,
    speaker: String,
    what: String,
    due: Option<String>,
    said: String,
    document: String,
}

impl Forecast {
    fn of(cells: &Cells<'_>) -> Self {
        let what = cells.words("what");
        Self {
            id: cells.ids().into_iter().next().unwrap_or_default(),
            speaker: cells.list("speaker").join(", "),
            what: what.strip_prefix("forecast ").unwrap_or(&what).to_owned(),
            due: cells.text("not_after"),
            said: cells.words("said"),
            document: cells.words("document"),
        }
    }
}

impl View for ImpactsPage {
    const HERE: &'static str = "/impact";

    fn title(&self) -> String {
        "Before and after".into()
    }
}

/// All tests of claims with what they found, and forecasts that could be tested.
#[utoipa::path(get, path = "/impact", params(At), responses((status = 200, body = ImpactsPage), (status = 400, body = Fault)))]
pub(crate) async fn impacts(
    State(app): State<App>,
    Query(at): Query<At>,
) -> Result<Page<ImpactsPage>, Fault> {
    let page = app.ask(at, |snapshot| {
        let tests = ask::impact(snapshot, None)?;
        let question = Claims {
            kind: Some(Kind::Impact),
            limit: OFFERED,
            ..Claims::default()
        };
        let mut forecasts = ask::claims(snapshot, &question)?;
        forecasts.brief = vec!["speaker", "what", "not_after", "said", "document"];
        forecasts.notes.clear();
        let tested = Cells::of(&tests).map(|cells| {
            let words = format!("{} {}", cells.words("expects"), cells.words("at"));
            (cells.words("claim"), words, cells.words("result"))
        });
        Ok(ImpactsPage {
            tested: tested.collect(),
            tests: Table::of(&tests),
            offered: Cells::of(&forecasts).map(|c| Forecast::of(&c)).collect(),
            forecasts: Table::of(&forecasts),
        })
    });
    Ok(Page(page.await?))
}

/// One claim with its tests.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "impact.html")]
pub(crate) struct ImpactPage {
    /// The record.
    record: Card,
    /// Its text.
    document: DocumentLine,
    /// Tests that were written down, with what they found.
    tests: Vec<Test>,
    #[serde(skip)]
    types: Vec<String>,
    #[serde(skip)]
    bins: Vec<Choice>,
    #[serde(skip)]
    suggested: [String; 3],
    #[serde(skip)]
    window: usize,
}

/// One test of a claim.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Test {
    /// Number of the entry that holds the indicator.
    entry: i64,
    /// When it was written down, before it ran (UTC).
    confirmed: String,
    /// Who wrote it down.
    by: String,
    /// What is counted, in words.
    indicator: String,
    /// Day from which the change is expected.
    at: String,
    /// `increase` or `decrease`.
    expects: String,
    /// `consistent with the claim`, `contrary to the claim`, `no detectable change` or `insufficient data`.
    result: String,
    /// How it was tested.
    method: String,
    /// Events before and after.
    events: [u64; 2],
    /// Level after over level before, with the ends of its interval of 95 %.
    ratio: Option<[f64; 3]>,
    /// p of the change.
    p: Option<f64>,
    /// Share of earlier dates with a change as large, and how many dates that are.
    placebo: Option<f64>,
    /// Earlier dates that were tried.
    placebos: u64,
    /// The ratio under other choices.
    robustness: Vec<String>,
    /// First days of the bins.
    bins: Vec<String>,
    /// Events in each bin.
    counts: Vec<f64>,
    /// All events of the same outlets in each bin.
    coverage: Vec<f64>,
    #[serde(skip)]
    drawing: Drawing,
}

/// The series as it is drawn.
#[derive(Debug, Default)]
struct Drawing {
    columns: Vec<Column>,
    change: f64,
    coverage: String,
    names: Vec<(f64, String)>,
    most: f64,
    whisker: Option<Whisker>,
}

#[derive(Debug)]
struct Column {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    is_after: bool,
    words: String,
}

/// A ratio with its interval on a logarithmic axis.
#[derive(Debug)]
struct Whisker {
    one: f64,
    low: f64,
    high: f64,
    at: f64,
    names: Vec<(f64, &'static str)>,
}

/// Sizes of the drawing in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 150.0;

impl View for ImpactPage {
    const HERE: &'static str = "/impact";

    fn title(&self) -> String {
        format!("Before and after: {}", self.record.gist)
    }
}

/// One claim with its tests; none runs before somebody wrote down how.
#[utoipa::path(get, path = "/impact/{id}", params(("id" = String, Path, description = "whole or short id"), At),
    responses((status = 200, body = ImpactPage), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn impact(
    State(app): State<App>,
    Path(id): Path<String>,
    Query(at): Query<At>,
) -> Result<Page<ImpactPage>, Fault> {
    let all = app.clone();
    let page = app.ask(at, move |snapshot| {
        let missing = || Fault::missing(format!("{id}: no record that counts has this id"));
        let named = snapshot.named(&id)?;
        let stored = snapshot.find(named)?.ok_or_else(missing)?;
        let (record, document) = lone(snapshot, all.pipeline(), &stored)?;
        let said = document.published.clone().unwrap_or_default();
        Ok(ImpactPage {
            tests: tests(snapshot, &stored)?,
            types: ask::event_types(snapshot)?,
            bins: Choice::list(&["week", "month"], Some("month")),
            suggested: suggested(snapshot, &stored, said)?,
            window: WINDOW,
            record,
            document,
        })
    });
    Ok(Page(page.await?))
}

/// Actor, day and direction with which the form begins: whom the claim is about, when it was said, and which way.
fn suggested(snapshot: &Snapshot<'_>, stored: &Stored, said: String) -> Result<[String; 3], Fault> {
    let affected = snapshot.field_names(stored, "affected")?.into_iter().next();
    let direction = match stored.row.text("direction") {
        Some(text) if text.starts_with("dec") => "decrease",
        _ => "increase",
    };
    Ok([affected.unwrap_or_default(), said, direction.into()])
}

/// The tests that were written down for a claim, in order.
fn tests(snapshot: &Snapshot<'_>, stored: &Stored) -> Result<Vec<Test>, Fault> {
    let id = stored.id.to_string();
    let mut written = Vec::new();
    for (entry, recorded, author, act) in snapshot.acts() {
        if let Entry::Indicator { claim, query } = act
            && *claim == id
            && let Some(indicator) = Indicator::read(query)
        {
            written.push((*entry, recorded, author, indicator));
        }
    }
    if written.is_empty() {
        return Ok(Vec::new());
    }
    let answer = ask::impact(snapshot, Some(stored.id))?;
    let mut tests = Vec::new();
    for ((entry, recorded, author, indicator), cells) in written.iter().zip(Cells::of(&answer)) {
        let counted = ask::counted(snapshot, indicator)?;
        tests.push(test((*entry, recorded, author), indicator, &cells, counted));
    }
    Ok(tests)
}

fn test(
    (entry, recorded, author): (i64, &str, &str),
    indicator: &Indicator,
    cells: &Cells<'_>,
    counted: Counted,
) -> Test {
    let number = |name: &str| cells.number(name);
    let ratio = number("ratio")
        .zip(number("low"))
        .zip(number("high"))
        .map(|((ratio, low), high)| [ratio, low, high]);
    Test {
        entry,
        confirmed: recorded.to_owned(),
        by: author.to_owned(),
        indicator: words(indicator),
        at: indicator.at.clone(),
        expects: cells.words("expects"),
        result: cells.words("result"),
        method: cells.words("method"),
        events: [cells.count("before"), cells.count("after")],
        ratio,
        p: number("p"),
        placebo: number("placebo_p"),
        placebos: cells.count("placebos"),
        robustness: cells.list("robustness"),
        drawing: draw(&counted, ratio),
        bins: counted.bins,
        counts: counted.events,
        coverage: counted.all,
    }
}

/// What an indicator counts, as a sentence.
fn words(indicator: &Indicator) -> String {
    let types = match indicator.types.as_slice() {
        [] => "events".to_owned(),
        types => format!("events of type {}", types.join(", ")),
    };
    let by = indicator.actor.as_ref().map(|a| format!(" by {a}"));
    let to = indicator
        .recipient
        .as_ref()
        .map(|r| format!(" towards {r}"));
    let outlets = match indicator.outlets.as_slice() {
        [] => String::new(),
        outlets => format!(" in {}", outlets.join(", ")),
    };
    let bin = match indicator.bin {
        Bin::Week => "weeks",
        _ => "months",
    };
    let window = indicator.window;
    format!(
        "{types}{}{}{outlets}, {window} {bin} before and after",
        by.unwrap_or_default(),
        to.unwrap_or_default()
    )
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

fn draw(counted: &Counted, ratio: Option<[f64; 3]>) -> Drawing {
    let n = counted.bins.len().max(1);
    let step = WIDTH / n as f64;
    let most = counted.events.iter().copied().fold(1.0, f64::max);
    let all = counted.all.iter().copied().fold(1.0, f64::max);
    let columns = counted.bins.iter().zip(&counted.events).enumerate();
    let columns = columns.map(|(at, (bin, events))| Column {
        x: round(at as f64 * step + step * 0.1),
        y: round(HEIGHT - HEIGHT * events / most),
        width: round(step * 0.8),
        height: round(HEIGHT * events / most),
        is_after: at >= counted.change,
        words: format!(
            "from {bin}: {events} of {} events",
            counted.all.get(at).copied().unwrap_or_default()
        ),
    });
    let coverage = counted.all.iter().enumerate().map(|(at, n)| {
        let (x, y) = (
            round((at as f64 + 0.5) * step),
            round(HEIGHT - HEIGHT * n / all),
        );
        format!("{x},{y}")
    });
    let every = n.div_ceil(6);
    let names = counted.bins.iter().enumerate().step_by(every);
    Drawing {
        columns: columns.collect(),
        change: round(counted.change as f64 * step),
        coverage: coverage.collect::<Vec<_>>().join(" "),
        names: names
            .map(|(at, bin)| (round(at as f64 * step), bin.clone()))
            .collect(),
        most,
        whisker: ratio.map(whisker),
    }
}

/// Ratios from a tenth to ten on the axis; what lies outside is drawn at its end.
fn whisker([ratio, low, high]: [f64; 3]) -> Whisker {
    let x = |value: f64| {
        let log = value.max(1e-9).log10().clamp(-1.0, 1.0);
        round(WIDTH / 2.0 + log * WIDTH / 2.0 * 0.92)
    };
    let names = [
        ("0.1", 0.1),
        ("0.2", 0.2),
        ("0.5", 0.5),
        ("1: no change", 1.0),
        ("2", 2.0),
        ("5", 5.0),
        ("10", 10.0),
    ];
    Whisker {
        one: x(1.0),
        low: x(low),
        high: x(high),
        at: x(ratio),
        names: names.map(|(name, value)| (x(value), name)).to_vec(),
    }
}

/// How a claim is tested, as a form sends it.
#[derive(Debug, ToSchema)]
#[expect(
    dead_code,
    reason = "describes the form; its fields are read one by one, for some come several times"
)]
pub(crate) struct Confirmation {
    /// Types of event that are counted, in as many fields as there are; all if there is none.
    types: Vec<String>,
    /// Only events that this actor did.
    actor: Option<String>,
    /// Only events done to this actor.
    recipient: Option<String>,
    /// Only texts of this outlet.
    outlet: Option<String>,
    /// Day from which the change is expected.
    at: String,
    /// `week` or `month`.
    bin: String,
    /// Bins on each side.
    window: usize,
    /// `increase` or `decrease`.
    expects: String,
    /// `yes`: the person has looked at it and means it.
    confirmed: String,
    /// Who writes it down.
    reviewer: String,
}

/// Writes down how a claim is to be tested, before it is tested.
#[utoipa::path(post, path = "/impact/{id}/indicator", params(("id" = String, Path, description = "whole or short id")),
    request_body(content = Confirmation, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "written down; the page with the test follows"), (status = 400, body = Fault)))]
pub(crate) async fn confirm(
    State(app): State<App>,
    who: Who,
    Path(id): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Result<Redirect, Fault> {
    let by = reviewer(&who, &form)?;
    let indicator = indicator(&form)?;
    let claim = app.write(move |ledger| {
        let claim = Snapshot::new(ledger, None, &Known::Now)?.named(&id)?;
        ledger.confirm(claim, &indicator, (&crate::now(), &by))?;
        Ok(claim)
    });
    Ok(Redirect::to(&format!("/impact/{}", claim.await?)))
}

fn indicator(form: &[(String, String)]) -> Result<Indicator, Fault> {
    let one = |name: &str| sent(form, name).next().map(str::to_owned);
    if one("confirmed").as_deref() != Some("yes") {
        return Err(Fault::asked(
            "confirmed: tick that this is how the claim is to be tested; no test runs before",
        ));
    }
    let at = one("at")
        .ok_or_else(|| Fault::asked("at: write the day from which the change is expected"))?;
    let window = one("window").and_then(|w| w.parse::<usize>().ok());
    let window = window.filter(|w| (1..=MAX_WINDOW).contains(w));
    let wrong = || {
        Fault::asked(format!(
            "window: write how many weeks or months on each side, 1 to {MAX_WINDOW}"
        ))
    };
    Ok(Indicator {
        types: sent(form, "types").map(str::to_owned).collect(),
        actor: one("actor"),
        recipient: one("recipient"),
        outlets: one("outlet").into_iter().collect(),
        at,
        bin: match one("bin").as_deref() {
            Some("week") => Bin::Week,
            Some("month") => Bin::Month,
            _ => return Err(Fault::asked("bin: choose week or month")),
        },
        window: window.ok_or_else(wrong)?,
        expects_increase: match one("expects").as_deref() {
            Some("increase") => true,
            Some("decrease") => false,
            _ => return Err(Fault::asked("expects: choose increase or decrease")),
        },
    })
}
