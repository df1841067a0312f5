//! `/timeline`: events, meetings, ties, statements and commitments on a line of days, each day no surer than the text.

use super::cells::{Cells, Choice};
use super::fault::Fault;
use super::kinds::plural;
use super::page::{Page, View};
use super::scale::{Scale, Tick};
use super::state::{App, At, filled};
use super::table::Table;
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Kind;
use verbale_ledger::ask::{self, Answer, TIMELINE_KINDS, Timeline};

/// Records that are drawn.
const MAX_DRAWN: usize = 150;

/// What to draw.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Stretch {
    /// Only what this actor does, or is done to it.
    actor: Option<String>,
    /// Only one kind: event, meeting, tie, statement, commitment.
    kind: Option<String>,
    /// Only records that name this place.
    place: Option<String>,
    /// Only texts of this outlet.
    outlet: Option<String>,
    /// First day (2025-07-05, 2025-07 or 2025).
    from: Option<String>,
    /// Last day, likewise.
    to: Option<String>,
}

/// A stretch of time.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "timeline.html")]
pub(crate) struct TimelinePage {
    /// First day that is drawn.
    first: Option<String>,
    /// Last day that is drawn.
    last: Option<String>,
    /// The records, the latest first.
    records: Table,
    #[serde(skip)]
    asked: [String; 5],
    #[serde(skip)]
    kinds: Vec<Choice>,
    #[serde(skip)]
    outlets: Vec<Choice>,
    #[serde(skip)]
    moves: Vec<(&'static str, String)>,
    #[serde(skip)]
    drawing: Drawing,
}

impl View for TimelinePage {
    const HERE: &'static str = "/timeline";

    fn title(&self) -> String {
        match (&self.first, &self.last) {
            (Some(first), Some(last)) => format!("Timeline, {first} to {last}"),
            _ => "Timeline".into(),
        }
    }
}

/// The records of one kind, and where they stand.
#[derive(Clone, Debug, Default)]
struct Lane {
    kind: &'static str,
    name: &'static str,
    top: f64,
    marks: Vec<Mark>,
    /// Records for which there was no room, and those of vague days that lie outside.
    n_hidden: usize,
}

/// One record.
#[derive(Clone, Debug, Default)]
struct Mark {
    id: String,
    /// How it is dated; see `ask::timeline`.
    dating: String,
    /// What a reader hears of it.
    words: String,
    /// What is written beside it, if there is room.
    label: String,
    from: f64,
    to: f64,
    y: f64,
}

impl Mark {
    /// How far it reaches to the right, label included.
    fn end(&self) -> f64 {
        let label = self.label.chars().count() as f64 * LETTER;
        self.to + GAP + if label > 0.0 { label + GAP } else { 0.0 }
    }

    fn form(&self) -> &'static str {
        match self.dating.as_str() {
            "on" => "on",
            "between" => "between",
            "after" => "after",
            "told on" => "told",
            _ => "before",
        }
    }

    fn width(&self) -> f64 {
        ((self.to - self.from) * 10.0).round() / 10.0
    }

    fn middle(&self) -> f64 {
        self.y + ROW / 2.0
    }

    fn text_y(&self) -> f64 {
        self.y + ROW / 2.0 + 4.0
    }
}

/// The whole drawing.
#[derive(Clone, Debug, Default)]
struct Drawing {
    lanes: Vec<Lane>,
    ticks: Vec<(Tick, String)>,
    /// Up to where nothing is drawn, for the latest records are as many as can be.
    cut: Option<f64>,
    height: f64,
}

/// Sizes of the drawing, in its own units.
const LEFT: f64 = 158.0;
const WIDTH: f64 = 1014.0;
const ROW: f64 = 16.0;
const LETTER: f64 = 6.1;
const GAP: f64 = 7.0;
const TOP: f64 = 26.0;
/// Records with which labels are still legible.
const MAX_LABELED: usize = 70;
/// Rows of a lane at most.
const MAX_ROWS: usize = 16;
/// Letters of a label.
const LABEL: usize = 30;
/// How far an open end is drawn.
const OPEN: f64 = 26.0;

/// Records by day, drawn with how sure each day is.
#[utoipa::path(get, path = "/timeline", params(At, Stretch),
    responses((status = 200, body = TimelinePage), (status = 400, body = Fault)))]
pub(crate) async fn timeline(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Stretch>,
) -> Result<Page<TimelinePage>, Fault> {
    let kind = filled(asked.kind.as_ref()).map(|kind| {
        let known = Kind::parse(kind).filter(|k| TIMELINE_KINDS.contains(k));
        known.ok_or_else(|| {
            Fault::asked(format!(
                "kind {kind}: a timeline shows event, meeting, tie, statement and commitment"
            ))
        })
    });
    let kind = kind.transpose()?;
    let page = app.ask(at, move |snapshot| {
        let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
        let question = Timeline {
            actor: own(&asked.actor),
            kinds: kind.into_iter().collect(),
            place: own(&asked.place),
            outlet: own(&asked.outlet),
            from: own(&asked.from),
            to: own(&asked.to),
            limit: MAX_DRAWN,
        };
        let answer = ask::timeline(snapshot, &question)?;
        let outlets = ask::outlet_names(snapshot)?;
        Ok(TimelinePage::of(&asked, &answer, &outlets))
    });
    Ok(Page(page.await?))
}

impl TimelinePage {
    fn of(asked: &Stretch, answer: &Answer, outlets: &[String]) -> Self {
        let text = |p: &Option<String>| filled(p.as_ref()).unwrap_or_default().to_owned();
        let scale = scale(asked, answer);
        let ends = scale.as_ref().map(Scale::ends);
        let (first, last) = ends.unzip();
        let moves = scale.iter().flat_map(|scale| {
            let moves = [
                ("Earlier", -1, 1.0),
                ("Zoom out", 0, 2.0),
                ("Zoom in", 0, 0.5),
                ("Later", 1, 1.0),
            ];
            moves.into_iter().filter_map(|(name, halves, times)| {
                let (from, to) = scale.moved(halves, times)?;
                Some((name, address(asked, &from, &to)))
            })
        });
        Self {
            moves: moves.collect(),
            drawing: scale.map(|s| draw(asked, &s, answer)).unwrap_or_default(),
            first,
            last,
            records: Table::of(answer),
            asked: [
                text(&asked.actor),
                text(&asked.place),
                text(&asked.from),
                text(&asked.to),
                text(&asked.outlet),
            ],
            kinds: Choice::list(
                &TIMELINE_KINDS.map(Kind::as_str),
                filled(asked.kind.as_ref()),
            ),
            outlets: Choice::list(outlets, filled(asked.outlet.as_ref())),
        }
    }
}

/// The days that are drawn: those asked for, else those of the records.
fn scale(asked: &Stretch, answer: &Answer) -> Option<Scale> {
    let bound = |p: &Option<String>| verbale_code::time::bounds(filled(p.as_ref())?);
    let days = Cells::of(answer).filter_map(|cells| cells.text("counted"));
    let mut days: Vec<String> = days.collect();
    days.sort_unstable();
    let from = bound(&asked.from).and_then(|b| b.0);
    let to = bound(&asked.to).and_then(|b| b.1);
    let first = from
        .or_else(|| days.first().cloned())
        .or_else(|| to.clone())?;
    let last = to
        .or_else(|| days.last().cloned())
        .unwrap_or_else(|| first.clone());
    Scale::new(&first, &last, (LEFT, WIDTH))
}

/// The same question about other days.
fn address(asked: &Stretch, from: &str, to: &str) -> String {
    let mut address = format!("/timeline?from={from}&to={to}");
    for (name, value) in [
        ("actor", &asked.actor),
        ("kind", &asked.kind),
        ("place", &asked.place),
        ("outlet", &asked.outlet),
    ] {
        if let Some(value) = filled(value.as_ref()) {
            address.push_str(&format!("&{name}={}", encoded(value)));
        }
    }
    address
}

/// A value as part of an address.
fn encoded(value: &str) -> String {
    askama::filters::urlencode_strict(value)
        .map(|v| v.to_string())
        .unwrap_or_default()
}

fn draw(asked: &Stretch, scale: &Scale, answer: &Answer) -> Drawing {
    let is_labeled = answer.lines.len() <= MAX_LABELED;
    let mut lanes = Vec::new();
    let mut top = TOP;
    for kind in TIMELINE_KINDS {
        let rows = Cells::of(answer).filter(|cells| cells.words("kind") == kind.as_str());
        let rows: Vec<Cells<'_>> = rows.collect();
        let marks = rows
            .iter()
            .filter_map(|cells| mark(scale, cells, is_labeled));
        let mut marks: Vec<Mark> = marks.collect();
        let n_outside = rows.len() - marks.len();
        if marks.is_empty() {
            continue;
        }
        marks.sort_by(|a, b| a.from.total_cmp(&b.from).then_with(|| a.id.cmp(&b.id)));
        let (n_rows, n_hidden) = place(&mut marks, top);
        let height = n_rows as f64 * ROW + GAP;
        lanes.push(Lane {
            kind: kind.as_str(),
            name: plural(kind),
            top,
            marks,
            n_hidden: n_hidden + n_outside,
        });
        top += height;
    }
    let ticks = scale.ticks().into_iter();
    let counted = Cells::of(answer).filter_map(|cells| cells.text("counted"));
    let is_full = answer.lines.len() >= MAX_DRAWN;
    let cut = counted.min().filter(|_| is_full);
    let cut = cut.and_then(|day| scale.x(&day)).map(|x| x - LEFT);
    Drawing {
        cut: cut.filter(|width| *width > WIDTH / 20.0),
        ticks: ticks
            .map(|t| (t.clone(), address(asked, &t.from, &t.to)))
            .collect(),
        lanes,
        height: top + 4.0,
    }
}

/// Gives each mark the first row with room for it; those without room are dropped and counted.
fn place(marks: &mut Vec<Mark>, top: f64) -> (usize, usize) {
    let mut ends: Vec<f64> = Vec::new();
    let n = marks.len();
    marks.retain_mut(|mark| {
        let row = ends.iter().position(|end| *end <= mark.from - 3.0);
        let row = row.unwrap_or(ends.len());
        if row >= MAX_ROWS {
            return false;
        }
        if row == ends.len() {
            ends.push(0.0);
        }
        ends[row] = mark.end();
        mark.y = top + row as f64 * ROW + 3.0;
        true
    });
    (ends.len(), n - marks.len())
}

fn mark(scale: &Scale, cells: &Cells<'_>, is_labeled: bool) -> Option<Mark> {
    let (first, last) = (cells.text("first"), cells.text("last"));
    let is_seen = [&first, &last]
        .into_iter()
        .flatten()
        .any(|day| scale.has(day));
    let dating = cells.words("dating");
    let at = |day: &Option<String>| scale.x(day.as_ref()?);
    let (from, to) = match (at(&first), at(&last)) {
        (Some(from), Some(to)) => (from, to),
        (Some(from), None) => (from, from + OPEN),
        (None, Some(to)) if dating == "told on" => (to, to),
        (None, Some(to)) => (to - OPEN, to),
        (None, None) => return None,
    };
    let days = match (first, last) {
        (Some(first), Some(last)) if first == last => format!("on {first}"),
        (Some(first), Some(last)) => format!("between {first} and {last}"),
        (day, None) | (None, day) => format!("{dating} {}", day.unwrap_or_default()),
    };
    let who = [cells.list("who"), cells.list("with")].map(|names| names.join(", "));
    let who = who
        .iter()
        .filter(|w| !w.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" – ");
    let what = cells.words("what");
    let words = format!("{days}: {who}: {what} ({})", cells.words("voice"));
    let label = match is_labeled {
        true => short(&if who.is_empty() { what } else { who }),
        false => String::new(),
    };
    is_seen.then(|| Mark {
        id: cells.ids().into_iter().next().unwrap_or_default(),
        dating,
        words,
        label,
        from,
        to,
        y: 0.0,
    })
}

/// A label that is cut where it grows too long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LABEL) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_ROWS, Mark, place};

    #[test]
    fn marks_that_would_cover_each_other_stand_in_rows() {
        let mark = |from: f64| Mark {
            from,
            to: from + 5.0,
            ..Mark::default()
        };
        let mut marks = vec![mark(0.0), mark(2.0), mark(40.0)];
        assert_eq!(place(&mut marks, 0.0), (2, 0));
        assert!(marks[1].y > marks[0].y);
        assert_eq!(marks[2].y, marks[0].y);
    }

    #[test]
    fn what_has_no_room_is_counted() {
        let mut marks = vec![Mark::default(); MAX_ROWS + 3];
        assert_eq!(place(&mut marks, 0.0), (MAX_ROWS, 3));
    }
}
