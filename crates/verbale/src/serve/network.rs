//! `/network`: alliances and divisions as of a day, signed, with the records behind each edge.

use super::cells::{Cells, Choice};
use super::fault::Fault;
use super::kinds::spaced;
use super::leaf::Leaf;
use super::page::{Page, View};
use super::state::{App, At, filled, limit};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask::{self, Answer, Network};

/// Edges that are drawn unless more are asked for, those with most records first.
const EDGES: usize = 150;
/// Edges that are drawn at most.
const MAX_EDGES: usize = 50_000;
/// Edges that are drawn as lines with a canvas; more need WebGL.
const MAX_LINES: usize = 2000;
/// Rows of the table on a page.
const ROWS: usize = 150;

/// Scripts that draw up to [`MAX_LINES`] edges.
pub(crate) const LINES: &[&str] = &["vendor/cytoscape.min.js", "network-lines.js", "network.js"];
/// Scripts that draw more.
const POINTS: &[&str] = &[
    "vendor/graphology.umd.min.js",
    "vendor/graphology-library.min.js",
    "vendor/sigma.min.js",
    "network-points.js",
    "network.js",
];

/// Types of relation (`docs/records.md`).
const TYPES: [&str; 12] = [
    "ally",
    "coalition",
    "supports",
    "patron_of",
    "member_of",
    "part_of",
    "ties",
    "tolerates",
    "rival",
    "opposes",
    "split_from",
    "internal_division",
];

/// Which relations.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// Only the relations of this actor.
    actor: Option<String>,
    /// Only one type, such as `ally` or `rival`.
    relation: Option<String>,
    /// Edges at most, up to 50000; those with most records come first.
    limit: Option<String>,
    /// Number of the row the table of a page begins with; the twin has all.
    first: Option<String>,
}

/// Relations as of a day.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "network.html")]
pub(crate) struct NetworkPage {
    /// The day, if one was given.
    as_of: Option<String>,
    /// The relations, those with most records first.
    edges: Vec<Relation>,
    /// What a reader must know.
    notes: Vec<String>,
    /// Relations that are left out.
    left_out: usize,
    #[serde(skip)]
    asked: String,
    #[serde(skip)]
    types: Vec<Choice>,
    #[serde(skip)]
    more: Option<usize>,
    #[serde(skip)]
    leaf: Leaf,
}

/// One edge.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Relation {
    /// One side.
    a: String,
    /// The type.
    relation: String,
    /// The other side.
    b: String,
    /// 1 for beside each other, -1 for against, 0 for neither.
    sign: i64,
    /// Whether it grows or fades.
    trend: Option<String>,
    /// The day it was first told of.
    since: Option<String>,
    /// The day it was last told of.
    last: Option<String>,
    /// The day from which it is told that the two stand otherwise.
    until: Option<String>,
    /// Whose word it is.
    voices: Vec<String>,
    /// The records behind it.
    ids: Vec<String>,
}

impl View for NetworkPage {
    const HERE: &'static str = "/network";

    fn title(&self) -> String {
        match &self.as_of {
            Some(day) => format!("Alliances and divisions, {day}"),
            None => "Alliances and divisions".into(),
        }
    }

    fn scripts(&self) -> &'static [&'static str] {
        match self.edges.len() {
            ..=MAX_LINES => LINES,
            _ => POINTS,
        }
    }
}

impl NetworkPage {
    /// Whether any of the relations is over.
    fn has_turns(&self) -> bool {
        self.edges.iter().any(|edge| edge.until.is_some())
    }

    /// The rows of the table, each with its place among all.
    fn rows(&self) -> impl Iterator<Item = (usize, &Relation)> {
        self.leaf.range().zip(&self.edges[self.leaf.range()])
    }
}

impl Relation {
    fn sort(&self) -> &'static str {
        match self.sign {
            1.. => "plus",
            0 => "zero",
            _ => "minus",
        }
    }

    fn mark(&self) -> &'static str {
        match self.sign {
            1.. => "+",
            0 => "·",
            _ => "−",
        }
    }

    fn name(&self) -> String {
        spaced(&self.relation)
    }
}

/// Alliances and divisions, signed; as of today if no day is given.
#[utoipa::path(get, path = "/network", params(At, Asked),
    responses((status = 200, body = NetworkPage), (status = 400, body = Fault)))]
pub(crate) async fn network(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
    address: Uri,
) -> Result<Page<NetworkPage>, Fault> {
    let limit = limit(asked.limit.as_ref(), EDGES, MAX_EDGES)?;
    let as_of = filled(at.as_of.as_ref()).map(str::to_owned);
    let page = app.ask(at, move |snapshot| {
        let own = |parameter: &Option<String>| filled(parameter.as_ref()).map(str::to_owned);
        let question = Network {
            actor: own(&asked.actor),
            relation: own(&asked.relation),
        };
        let answer = ask::network(snapshot, &question)?;
        let mut edges = relations(&answer);
        let left_out = edges.len().saturating_sub(limit);
        edges.truncate(limit);
        let what = "Relations, those with most records first:";
        let leaf = Leaf::of(what, asked.first.as_ref(), ROWS, edges.len(), &address)?;
        Ok(NetworkPage {
            as_of,
            edges,
            notes: answer.notes.clone(),
            left_out,
            asked: question.actor.unwrap_or_default(),
            types: Choice::list(&TYPES, question.relation.as_deref()),
            more: (left_out > 0 && limit < MAX_EDGES).then(|| (limit * 4).min(MAX_EDGES)),
            leaf,
        })
    });
    Ok(Page(page.await?))
}

fn relations(answer: &Answer) -> Vec<Relation> {
    let of = |cells: Cells<'_>| Relation {
        a: cells.words("a"),
        relation: cells.words("type"),
        b: cells.words("b"),
        sign: cells.sign("sign"),
        trend: cells.text("trend").filter(|t| t != "unknown"),
        since: cells.text("since"),
        last: cells.text("last"),
        until: cells.text("until"),
        voices: cells.list("voices"),
        ids: cells.ids(),
    };
    let mut edges: Vec<Relation> = Cells::of(answer)
        .map(of)
        .filter(|e| !e.b.is_empty())
        .collect();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.ids.len()));
    edges
}
