//! The before/after test of a claim: did what it says would change, change?
//!
//! A person writes down how a claim is to be tested, its *indicator*, before the test runs; the entry that holds it has a hash
//! and a moment. The test is an interrupted time series on counts of events, with placebo dates and variations; on little
//! data it compares two rates exactly, or refuses. The result is consistent with the claim, contrary to it, no detectable
//! change, or insufficient data: never true, never caused by.

use super::dyads::{Dyad, Wanted, dyads, label, named};
use super::events::{Bin, Bins, bin_start};
use super::{Answer, Line};
use crate::derive::NO_DAY;
use crate::row::day_text;
use crate::series::{self, Counts, Fit, Rates};
use crate::snapshot::last_day;
use crate::{Entry, Error, Kind, RecordId, Snapshot};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

/// How a claim is tested.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Indicator {
    /// Types of event that are counted; all if empty.
    pub types: Vec<String>,
    /// Only events that this actor did.
    pub actor: Option<String>,
    /// Only events done to this actor.
    pub recipient: Option<String>,
    /// Only documents of these outlets; all if empty.
    pub outlets: Vec<String>,
    /// Day from which the change is expected.
    pub at: String,
    /// `week` or `month`.
    pub bin: Bin,
    /// Bins on each side.
    pub window: usize,
    /// Whether the claim says that the counts grow.
    pub expects_increase: bool,
}

/// Bins a side must have, and events there must be before, for a model.
const LEAST_BINS: usize = 8;
const LEAST_EVENTS: f64 = 20.0;
/// Fewer events than these in all are no ground for any comparison.
const LEAST_IN_ALL: u64 = 5;
/// Bins between a placebo date and the ends of the series before.
const MARGIN: usize = 4;
/// Bins from which on the months of the year have terms of their own.
const SEASONAL_BINS: usize = 24;
/// p under which a change is called one, and q over several claims.
const LEVEL: f64 = 0.05;
const FALSE_DISCOVERY: f64 = 0.10;
/// Name of the method on enough data.
const SERIES: &str = "interrupted series";
/// Normal quantile of 97.5 %.
const Z: f64 = 1.959_963_984_540_054;

impl Indicator {
    /// The indicator as its entry holds it.
    pub fn to_json(&self) -> Value {
        let bin = match self.bin {
            Bin::Week => "week",
            _ => "month",
        };
        json!({
            "types": self.types, "actor": self.actor, "recipient": self.recipient, "outlets": self.outlets,
            "at": self.at, "bin": bin, "window": self.window,
            "expects": self.expects(),
        })
    }

    fn expects(&self) -> &'static str {
        match self.expects_increase {
            true => "increase",
            false => "decrease",
        }
    }

    /// The days that any variation of the test looks at: twice the window on each side, and a bin to spare.
    fn reach(&self) -> Result<std::ops::RangeInclusive<i64>, Error> {
        let at = last_day(&self.at)?;
        let width = match self.bin {
            Bin::Week => 7,
            _ => 31,
        };
        let reach =
            i64::try_from(self.window.saturating_mul(2).saturating_add(2)).unwrap_or(i64::MAX);
        let reach = reach.saturating_mul(width);
        Ok(at.saturating_sub(reach)..=at.saturating_add(reach))
    }

    /// Reads what [`Indicator::to_json`] wrote.
    pub fn read(value: &Value) -> Option<Self> {
        let texts = |name: &str| {
            let list = value.get(name)?.as_array()?;
            list.iter()
                .map(|v| Some(v.as_str()?.to_owned()))
                .collect::<Option<Vec<_>>>()
        };
        let text = |name: &str| Some(value.get(name)?.as_str()?.to_owned());
        Some(Self {
            types: texts("types")?,
            actor: text("actor"),
            recipient: text("recipient"),
            outlets: texts("outlets")?,
            at: text("at")?,
            bin: match text("bin")?.as_str() {
                "week" => Bin::Week,
                _ => Bin::Month,
            },
            window: usize::try_from(value.get("window")?.as_u64()?).ok()?,
            expects_increase: text("expects")? == "increase",
        })
    }
}

const COLUMNS: &[&str] = &[
    "claim",
    "at",
    "expects",
    "result",
    "method",
    "before",
    "after",
    "ratio",
    "low",
    "high",
    "slope_ratio",
    "p",
    "q",
    "placebo_p",
    "placebos",
    "dispersion",
    "ljung_box_p",
    "robustness",
    "confirmed",
    "query_hash",
];

const BRIEF: &[&str] = &[
    "claim",
    "at",
    "expects",
    "result",
    "method",
    "before",
    "after",
    "ratio",
    "low",
    "high",
    "placebo_p",
    "robustness",
];

/// The tests of all confirmed indicators, or of those of one claim.
///
/// # Errors
/// If the claim has no indicator, or the file cannot be read.
pub fn impact(snapshot: &Snapshot<'_>, claim: Option<RecordId>) -> Result<Answer, Error> {
    let mut answer = Answer::new(COLUMNS, BRIEF);
    let (mut tests, mut events) = (Vec::new(), None);
    for (_, recorded, _, entry) in snapshot.acts() {
        let Entry::Indicator { claim: id, query } = entry else {
            continue;
        };
        let is_asked =
            claim.is_none_or(|asked| asked.to_string() == *id) && was_made(snapshot, id)?;
        if let (true, Some(indicator)) = (is_asked, Indicator::read(query)) {
            let hash = blake3::hash(query.to_string().as_bytes()).to_hex()[..16].to_owned();
            let events = match &mut events {
                Some(events) => events,
                none => none.insert(Events::read(snapshot)?),
            };
            let test = Test::run(&events.days(snapshot, &indicator)?, &indicator)?;
            tests.push((id, indicator, recorded, hash, test));
        }
    }
    if let (Some(claim), true) = (claim, tests.is_empty()) {
        return Err(Error::Asked(format!(
            "{claim}: not tested; write down first how it is to be tested: verbale confirm {claim} --help"
        )));
    }
    let p: Vec<f64> = tests.iter().map(|t| t.4.p.unwrap_or(1.0)).collect();
    for ((id, indicator, recorded, hash, test), q) in tests.into_iter().zip(series::adjusted(&p)) {
        let round = |x: f64| json!((x * 10_000.0).round() / 10_000.0);
        let some = |x: Option<f64>| x.filter(|x| x.is_finite()).map(round);
        answer.lines.push(Line {
            cells: vec![
                json!(id),
                json!(indicator.at),
                json!(indicator.expects()),
                json!(test.result(&indicator, q)),
                json!(test.method),
                json!(test.before),
                json!(test.after),
                json!(some(test.ratio)),
                json!(some(test.low)),
                json!(some(test.high)),
                json!(some(test.slope)),
                json!(some(test.p)),
                json!(round(q)),
                json!(some(test.placebo)),
                json!(test.n_placebos),
                json!(some(test.dispersion)),
                json!(some(test.ljung_box)),
                json!(test.robustness),
                json!(recorded),
                json!(hash),
            ],
            ids: RecordId::parse(id).into_iter().collect(),
        });
    }
    answer.notes.push(
        "ratio: level after over level before, with its interval of 95 %. placebo p: share of earlier dates with a change as \
         large. A result is never called true, nor a cause."
            .into(),
    );
    Ok(answer)
}

/// Whether a claim had been made by the day of the question; nobody could test it before.
fn was_made(snapshot: &Snapshot<'_>, claim: &str) -> Result<bool, Error> {
    RecordId::parse(claim).map_or(Ok(true), |claim| snapshot.was_told(claim))
}

/// What a test counts, for drawings: one value for each bin, in the order of time.
#[derive(Clone, PartialEq, Debug)]
pub struct Counted {
    /// First day of each bin.
    pub bins: Vec<String>,
    /// Events that the indicator counts.
    pub events: Vec<f64>,
    /// All events of the same outlets.
    pub all: Vec<f64>,
    /// The place of the first bin of the change.
    pub change: usize,
}

/// The counts behind the test of an indicator.
///
/// # Errors
/// If the file cannot be read.
pub fn counted(snapshot: &Snapshot<'_>, indicator: &Indicator) -> Result<Counted, Error> {
    let days = Events::read(snapshot)?.days(snapshot, indicator)?;
    let series = days.series(indicator, (indicator.window, None))?;
    Ok(Counted {
        bins: series.bins.iter().filter_map(|&b| day_text(b)).collect(),
        events: series.events,
        all: series.exposure,
        change: series.change,
    })
}

/// Counts of each bin of one series.
#[derive(Clone, Debug)]
struct Series {
    /// First day of each bin.
    bins: Vec<i64>,
    events: Vec<f64>,
    /// All events of the same outlets: coverage moves more than the world does.
    exposure: Vec<f64>,
    /// The first bin of the change.
    change: usize,
}

/// What one test found.
#[derive(Default)]
struct Test {
    method: &'static str,
    before: u64,
    after: u64,
    ratio: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
    slope: Option<f64>,
    p: Option<f64>,
    placebo: Option<f64>,
    n_placebos: usize,
    dispersion: Option<f64>,
    ljung_box: Option<f64>,
    robustness: Vec<String>,
}

impl Test {
    fn run(days: &Days, indicator: &Indicator) -> Result<Self, Error> {
        let series = days.series(indicator, (indicator.window, None))?;
        let mut test = Test::of(&series);
        if !test.method.starts_with(SERIES) {
            return Ok(test);
        }
        let (placebo, n) = placebo(&series);
        (test.placebo, test.n_placebos) = (placebo, n);
        let mut variations = vec![("without the bins around the date", series.without_change())];
        for (name, window) in [
            ("half the window", indicator.window / 2),
            ("twice the window", indicator.window * 2),
        ] {
            variations.push((name, days.series(indicator, (window, None))?));
        }
        if let Some(outlet) = days.largest_outlet() {
            variations.push((
                "without the largest outlet",
                days.series(indicator, (indicator.window, Some(outlet)))?,
            ));
        }
        for (name, series) in variations {
            let varied = Test::of(&series);
            let text = match varied.ratio {
                Some(ratio) => format!("{name}: {ratio:.2} ({})", varied.method),
                None => format!("{name}: insufficient data"),
            };
            test.robustness.push(text);
        }
        Ok(test)
    }

    fn of(series: &Series) -> Self {
        let (n_before, n_after) = (series.change, series.bins.len() - series.change);
        let sum = |values: &[f64]| values.iter().sum::<f64>();
        let before = sum(&series.events[..series.change]);
        let after = sum(&series.events[series.change..]);
        let mut test = Test {
            method: "none",
            before: before as u64,
            after: after as u64,
            ..Test::default()
        };
        let is_long = n_before >= LEAST_BINS && n_after >= LEAST_BINS && before >= LEAST_EVENTS;
        if let Some(fit) = is_long.then(|| series.fit()).flatten() {
            test.fill(&fit);
            return test;
        }
        let rates = series::rates(
            (test.before, sum(&series.exposure[..series.change])),
            (test.after, sum(&series.exposure[series.change..])),
        );
        if let Some(rates) = rates.filter(|_| test.before + test.after >= LEAST_IN_ALL) {
            test.fill_rates(&rates);
        }
        test
    }

    fn fill(&mut self, fit: &Fit) {
        let (level, error) = (fit.params[2], fit.errors[2]);
        self.method = match fit.alpha > 0.0 {
            true => "interrupted series, negative binomial",
            false => SERIES,
        };
        self.ratio = Some(level.exp());
        self.low = Some((level - Z * error).exp());
        self.high = Some((level + Z * error).exp());
        self.slope = Some(fit.params[3].exp());
        self.p = Some(two_sided(level / error));
        self.dispersion = Some(fit.dispersion);
        self.ljung_box = Some(fit.ljung_box);
    }

    fn fill_rates(&mut self, rates: &Rates) {
        self.method = "two rates";
        self.ratio = Some(rates.ratio);
        (self.low, self.high, self.p) = (Some(rates.low), Some(rates.high), Some(rates.p));
    }

    /// The result in the words that are allowed.
    fn result(&self, indicator: &Indicator, q: f64) -> &'static str {
        let (Some(ratio), Some(p)) = (self.ratio, self.p) else {
            return "insufficient data";
        };
        let is_placebo = self.placebo.is_some_and(|p| p > FALSE_DISCOVERY);
        if p >= LEVEL || q > FALSE_DISCOVERY || is_placebo {
            return "no detectable change";
        }
        match (ratio > 1.0) == indicator.expects_increase {
            true => "consistent with the claim",
            false => "contrary to the claim",
        }
    }
}

/// p of a normal deviate.
fn two_sided(z: f64) -> f64 {
    statrs::function::erf::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The share of earlier dates at which the level changes as much, and their number.
fn placebo(series: &Series) -> (Option<f64>, usize) {
    let z = |series: &Series| {
        let fit = series.fit()?;
        Some((fit.params[2] / fit.errors[2]).abs())
    };
    let Some(own) = z(series) else {
        return (None, 0);
    };
    let before = series.first(series.change);
    let dates = MARGIN..before.bins.len().saturating_sub(MARGIN);
    let found: Vec<f64> = dates
        .filter_map(|change| {
            let shifted = Series {
                change,
                ..before.clone()
            };
            z(&shifted)
        })
        .collect();
    if found.is_empty() {
        return (None, 0);
    }
    let extreme = found.iter().filter(|f| **f >= own).count();
    (
        Some((1 + extreme) as f64 / (1 + found.len()) as f64),
        found.len(),
    )
}

impl Series {
    /// The model: level, trend, change of level, change of trend, and months where there are enough.
    fn fit(&self) -> Option<Fit> {
        let mut counts = Counts::default();
        let mut months: Vec<i8> = self.bins.iter().filter_map(|&b| month(b)).collect();
        months.sort_unstable();
        months.dedup();
        let is_seasonal = self.bins.len() >= SEASONAL_BINS && months.len() == 12;
        for (t, &bin) in self.bins.iter().enumerate() {
            // Without coverage nothing can be counted.
            if self.exposure[t] <= 0.0 {
                continue;
            }
            let post = if t >= self.change { 1.0 } else { 0.0 };
            let mut row = vec![1.0, t as f64, post, (t as f64 - self.change as f64) * post];
            if is_seasonal {
                let own = month(bin);
                row.extend(
                    months
                        .iter()
                        .skip(1)
                        .map(|m| f64::from(u8::from(Some(*m) == own))),
                );
            }
            counts.x.push(row);
            counts.y.push(self.events[t]);
            counts.offset.push(self.exposure[t].ln());
        }
        series::fit(&counts)
    }

    /// The first `n` bins.
    fn first(&self, n: usize) -> Series {
        Series {
            bins: self.bins[..n].to_vec(),
            events: self.events[..n].to_vec(),
            exposure: self.exposure[..n].to_vec(),
            change: n,
        }
    }

    /// The series without the bin of the change and those beside it: what was expected may have been acted on before.
    fn without_change(&self) -> Series {
        let mut series = self.clone();
        for t in self.change.saturating_sub(1)..(self.change + 2).min(self.bins.len()) {
            series.exposure[t] = 0.0;
            series.events[t] = 0.0;
        }
        series
    }
}

fn month(bin: i64) -> Option<i8> {
    Some(day_text(bin)?.parse::<Date>().ok()?.month())
}

/// Every event of a ledger once: the same type, parties and day is one. Shared by all tests of an answer.
struct Events {
    /// Each with the number of its outlet.
    events: Vec<(Dyad, Option<usize>)>,
    /// Names of outlets by number.
    names: Vec<String>,
}

impl Events {
    fn read(snapshot: &Snapshot<'_>) -> Result<Self, Error> {
        let mut dyads = dyads(snapshot, Kind::Event, &Wanted::default())?;
        dyads.retain(|d| d.day != NO_DAY);
        dyads.sort_unstable_by_key(|d| (d.label, d.a, d.b, d.day, d.record));
        dyads.dedup_by_key(|d| (d.label, d.a, d.b, d.day));
        let mut names = Vec::new();
        let outlets = Self::outlets(snapshot, &mut names).map_err(|e| snapshot.error(e))?;
        let outlet = |dyad: &Dyad| outlets.get(&dyad.document).copied();
        let events = dyads.into_iter().map(|d| (d, outlet(&d))).collect();
        Ok(Self { events, names })
    }

    /// Number of the outlet, by document; the names by number are added.
    fn outlets(
        snapshot: &Snapshot<'_>,
        names: &mut Vec<String>,
    ) -> rusqlite::Result<FxHashMap<i64, usize>> {
        let mut outlets = FxHashMap::default();
        let mut select = snapshot.connection.prepare_cached(
            "SELECT document, outlet FROM documents WHERE outlet IS NOT NULL ORDER BY outlet, document",
        )?;
        let mut rows = select.query([])?;
        while let Some(row) = rows.next()? {
            let name = row.get_ref(1)?.as_str()?;
            if names.last().is_none_or(|last| last != name) {
                names.push(name.to_owned());
            }
            outlets.insert(row.get(0)?, names.len() - 1);
        }
        Ok(outlets)
    }

    /// The events of the outlets that an indicator asks for.
    fn days(&self, snapshot: &Snapshot<'_>, indicator: &Indicator) -> Result<Days, Error> {
        let actors = named(snapshot, indicator.actor.as_ref())?;
        let recipients = named(snapshot, indicator.recipient.as_ref())?;
        let names: Vec<&String> = self.names.iter().collect();
        let asked: Vec<bool> = names
            .iter()
            .map(|n| indicator.outlets.contains(n))
            .collect();
        let mut types: FxHashMap<i64, bool> = FxHashMap::default();
        let mut starts = Bins::new(indicator.bin);
        let mut places: FxHashMap<(i64, Option<usize>), usize> = FxHashMap::default();
        let mut days = Days {
            counts: Vec::new(),
            totals: vec![0; self.names.len()],
        };
        let reach = indicator.reach()?;
        for &(dyad, outlet) in &self.events {
            if !indicator.outlets.is_empty() && !outlet.is_some_and(|o| asked[o]) {
                continue;
            }
            if let Some(outlet) = outlet {
                days.totals[outlet] += 1;
            }
            if !reach.contains(&dyad.day) {
                continue;
            }
            let is_type = match types.get(&dyad.label) {
                Some(&known) => known,
                None => {
                    let name = label(snapshot, dyad.label)?;
                    let is_type = indicator.types.is_empty() || indicator.types.contains(&name);
                    types.insert(dyad.label, is_type);
                    is_type
                }
            };
            let counts = is_type
                && actors.as_ref().is_none_or(|only| only.contains(&dyad.a))
                && recipients
                    .as_ref()
                    .is_none_or(|only| only.contains(&dyad.b));
            let bin = starts.start(dyad.day);
            let at = *places.entry((bin, outlet)).or_insert_with(|| {
                days.counts.push((bin, outlet, 0.0, 0.0));
                days.counts.len() - 1
            });
            let (.., all, counted) = &mut days.counts[at];
            *all += 1.0;
            *counted += f64::from(u8::from(counts));
        }
        Ok(days)
    }
}

/// All events of the outlets asked for, counted by bin and outlet.
#[derive(Clone, Debug, Default)]
struct Days {
    /// First day of the bin, number of the outlet, events, those of them that the indicator counts.
    counts: Vec<(i64, Option<usize>, f64, f64)>,
    /// Events on any day, by the number of the outlet.
    totals: Vec<usize>,
}

impl Days {
    fn series(
        &self,
        indicator: &Indicator,
        (window, without): (usize, Option<usize>),
    ) -> Result<Series, Error> {
        let at = bin_start(last_day(&indicator.at)?, indicator.bin);
        let mut bins = vec![at];
        for _ in 0..window {
            bins.insert(0, bin_start(bins[0] - 1, indicator.bin));
        }
        for _ in 1..window {
            let last = bins[bins.len() - 1];
            let step = if indicator.bin == Bin::Week { 7 } else { 31 };
            bins.push(bin_start(last + step, indicator.bin));
        }
        let place: FxHashMap<i64, usize> = bins.iter().enumerate().map(|(i, &b)| (b, i)).collect();
        let mut series = Series {
            events: vec![0.0; bins.len()],
            exposure: vec![0.0; bins.len()],
            change: window,
            bins,
        };
        for &(bin, outlet, all, counted) in &self.counts {
            if without.is_some() && outlet == without {
                continue;
            }
            if let Some(&at) = place.get(&bin) {
                series.exposure[at] += all;
                series.events[at] += counted;
            }
        }
        Ok(series)
    }

    /// The outlet with most events, if there are several.
    fn largest_outlet(&self) -> Option<usize> {
        let counted = self.totals.iter().enumerate().filter(|(_, n)| **n > 0);
        let largest = counted
            .clone()
            .min_by_key(|&(outlet, n)| (std::cmp::Reverse(n), outlet));
        largest
            .map(|(outlet, _)| outlet)
            .filter(|_| counted.count() > 1)
    }
}
