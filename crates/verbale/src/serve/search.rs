//! `/search`: words in texts and in the evidence of records, with facets.

use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds;
use super::page::{Page, View};
use super::state::{App, At, filled};
use askama::Template;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::Kind;
use verbale_ledger::ask::{self, Search};

/// Texts that are looked through, the best first.
const MAX_TEXTS: usize = 30;

/// What to look for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Words {
    /// Words that must all occur; a phrase stands in double quotes.
    q: Option<String>,
    /// Only records of this kind.
    kind: Option<String>,
    /// Only texts of this outlet.
    outlet: Option<String>,
    /// Only texts that were published in this year, month or on this day.
    published: Option<String>,
}

/// What was found.
#[derive(Debug, Default, Serialize, Template, ToSchema)]
#[template(path = "search.html")]
pub(crate) struct Found {
    /// The words.
    q: String,
    /// The kind that was asked for.
    kind: Option<&'static str>,
    /// The outlet that was asked for.
    outlet: Option<String>,
    /// The year, month or day that was asked for.
    published: Option<String>,
    /// Texts with the words, whatever kind, outlet or day was asked for; five thousand at most.
    texts: i64,
    /// Outlets of these texts.
    outlets: Vec<Facet>,
    /// Years of these texts.
    years: Vec<Facet>,
    /// Kinds of the records below, before one was asked for.
    kinds: Vec<Facet>,
    /// The best texts with their records; thirty at most.
    hits: Vec<Hit>,
}

/// A value with how many have it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Facet {
    value: String,
    count: i64,
}

/// A text with the words.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Hit {
    /// The text.
    document: DocumentLine,
    /// A passage with the words.
    passage: String,
    /// Its records that have the words in their evidence.
    records: Vec<RecordLine>,
}

/// A record as lists show it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordLine {
    /// Its id.
    id: String,
    /// Its kind.
    kind: &'static str,
    /// What it says.
    gist: String,
    /// The words that prove it.
    words: String,
}

impl View for Found {
    const HERE: &'static str = "/search";

    fn title(&self) -> String {
        match self.q.as_str() {
            "" => "Search".into(),
            q => format!("Search: {q}"),
        }
    }
}

impl Found {
    /// The address of the same question with one facet set, or let go if the value is empty.
    fn with(&self, facet: &str, value: &str) -> String {
        let own = [
            ("kind", self.kind.unwrap_or_default()),
            ("outlet", self.outlet.as_deref().unwrap_or_default()),
            ("published", self.published.as_deref().unwrap_or_default()),
        ];
        let mut address = format!("/search?q={}", encoded(&self.q));
        for (name, old) in own {
            let value = if name == facet { value } else { old };
            if !value.is_empty() {
                address.push_str(&format!("&{name}={}", encoded(value)));
            }
        }
        address
    }

    /// Facets by name, each with its values and the one that is set.
    fn facets(&self) -> [(&'static str, &'static str, &[Facet], &str); 3] {
        [
            (
                "kind",
                "Kind of record",
                &self.kinds,
                self.kind.unwrap_or_default(),
            ),
            (
                "outlet",
                "Outlet",
                &self.outlets,
                self.outlet.as_deref().unwrap_or_default(),
            ),
            (
                "published",
                "Year",
                &self.years,
                self.published.as_deref().unwrap_or_default(),
            ),
        ]
    }

    fn n_records(&self) -> usize {
        self.hits.iter().map(|h| h.records.len()).sum()
    }
}

/// A value as a part of an address.
pub(crate) fn encoded(value: &str) -> String {
    let mut out = String::new();
    for byte in value.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Texts and records with the words, the best first, and how they spread.
#[utoipa::path(get, path = "/search", params(At, Words), responses((status = 200, body = Found), (status = 400, body = Fault)))]
pub(crate) async fn search(
    State(app): State<App>,
    Query(at): Query<At>,
    Query(asked): Query<Words>,
) -> Result<Page<Found>, Fault> {
    let kind = kinds::asked(asked.kind.as_ref())?;
    let q = filled(asked.q.as_ref()).unwrap_or_default().to_owned();
    let mut found = Found {
        q: q.clone(),
        kind: kind.map(Kind::as_str),
        outlet: filled(asked.outlet.as_ref()).map(str::to_owned),
        published: filled(asked.published.as_ref()).map(str::to_owned),
        ..Found::default()
    };
    if q.is_empty() {
        return Ok(Page(found));
    }
    let found = app.ask(at, move |snapshot| {
        let question = Search {
            words: q,
            kinds: Vec::new(),
            outlet: found.outlet.clone(),
            published: found.published.clone(),
            limit: MAX_TEXTS,
        };
        let hits = ask::hits(snapshot, &question)?.hits;
        let facets = ask::facets(snapshot, &question.words)?;
        found.texts = facets.documents;
        found.outlets = facets.outlets.into_iter().map(facet).collect();
        found.years = facets.years.into_iter().map(facet).collect();
        found.kinds = kinds_of(&hits);
        let hits = hits.into_iter().map(|hit| shown(hit, kind));
        found.hits = hits
            .filter(|hit| kind.is_none() || !hit.records.is_empty())
            .collect();
        Ok(found)
    });
    Ok(Page(found.await?))
}

fn facet((value, count): (String, i64)) -> Facet {
    Facet { value, count }
}

fn kinds_of(hits: &[ask::Hit]) -> Vec<Facet> {
    let all = || hits.iter().flat_map(|hit| &hit.records);
    let count = |kind: Kind| all().filter(|r| r.id.kind == kind).count();
    let counted = Kind::ALL.into_iter().map(|kind| (kind, count(kind)));
    counted
        .filter(|(_, n)| *n > 0)
        .map(|(kind, n)| {
            facet((
                kind.as_str().to_owned(),
                i64::try_from(n).unwrap_or(i64::MAX),
            ))
        })
        .collect()
}

fn shown(hit: ask::Hit, kind: Option<Kind>) -> Hit {
    let wanted = hit
        .records
        .into_iter()
        .filter(|r| kind.is_none_or(|k| k == r.id.kind));
    Hit {
        document: DocumentLine::of(&hit.document),
        passage: hit.passage,
        records: wanted
            .map(|r| RecordLine {
                id: r.id.to_string(),
                kind: r.id.kind.as_str(),
                gist: r.gist,
                words: r.words,
            })
            .collect(),
    }
}
