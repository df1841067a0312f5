//! Records as rows of tables, one table a kind, for spreadsheets, notebooks and data frames.
//!
//! A field that names an actor becomes three columns: the display name, the id of the actor's record, and the country.

use super::Error;
use super::page::{Page, Pages};
use serde_json::Value;
use verbale_ledger::{Kind, Stored};
use verbale_text::CharOffsets;

/// What the cells of a column are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sort {
    Text,
    Texts,
    Int,
    Real,
    Flag,
}

/// One value; `None` is unknown.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Cell {
    Text(Option<String>),
    Texts(Vec<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Flag(Option<bool>),
}

/// What a field of a kind becomes.
#[derive(Clone, Copy)]
enum Field {
    Plain(Sort),
    /// An actor, the author or the outlet.
    Actor,
    Actors,
    /// An object or list with fixed places, each of which is a column.
    Parts(&'static [&'static str], Sort),
    /// Anything else, as JSON.
    Json,
}

use Field::{Actor, Actors, Json, Parts, Plain};

const TEXT: Field = Plain(Sort::Text);
const TEXTS: Field = Plain(Sort::Texts);

type Fields = &'static [(&'static str, Field)];

const ACTOR: Fields = &[
    ("name", TEXT),
    ("aliases", TEXTS),
    ("type", TEXT),
    ("country", TEXT),
    ("sector", TEXT),
    ("parent", Actor),
    ("canonical", TEXT),
    ("names_by_voice", Json),
];

const ROLE: Fields = &[
    ("person", Actor),
    ("title", TEXT),
    ("org", Actor),
    ("rank", TEXT),
    ("status", TEXT),
    ("hom_class", TEXT),
];

const TIE: Fields = &[
    ("sender", Actor),
    ("receiver", Actor),
    ("axis", TEXT),
    ("value", TEXT),
    ("change", TEXT),
    ("date", TEXT),
    ("conveyed_by", Actor),
    ("conveyed_to", Actor),
    ("representative", Actor),
    ("hom_class", TEXT),
    ("object", TEXT),
];

const RELATION: Fields = &[
    ("a", Actor),
    ("b", Actor),
    ("type", TEXT),
    ("sign", Plain(Sort::Int)),
    ("trend", TEXT),
    ("date", TEXT),
];

const MEETING: Fields = &[
    ("name", TEXT),
    ("series", TEXT),
    ("participants", Actors),
    ("host", Actor),
    ("place", TEXT),
    ("country", TEXT),
    ("date", TEXT),
    ("format", TEXT),
    ("channel", TEXT),
    ("status", TEXT),
    ("outcome", TEXT),
    ("outcome_text", TEXT),
];

const EVENT: Fields = &[
    ("type", TEXT),
    ("actor", Actors),
    ("recipient", Actors),
    ("mode", TEXT),
    ("also", TEXTS),
    ("context", TEXTS),
    ("date", TEXT),
    ("place", TEXT),
    ("mirror", Plain(Sort::Flag)),
];

const COMMITMENT: Fields = &[
    ("type", TEXT),
    ("speaker", Actor),
    ("addressee", Actors),
    ("action", TEXT),
    ("condition", TEXT),
    ("deadline_text", TEXT),
    ("deadline", TEXT),
    ("deadline_kind", TEXT),
    (
        "deadline_bounds",
        Parts(&["not_before", "soft", "hard"], Sort::Text),
    ),
    ("recurrent", Plain(Sort::Flag)),
    ("status", TEXT),
    ("status_voice", Actor),
];

const STATEMENT: Fields = &[
    ("speaker", Actor),
    ("on_behalf_of", Actor),
    ("co_speakers", Actors),
    ("addressee", Actors),
    ("channel", TEXT),
    ("mode", TEXT),
    ("verbatim", Plain(Sort::Flag)),
    ("illocution", TEXT),
    ("about", TEXT),
    ("attitude", TEXT),
    ("depth", Plain(Sort::Int)),
    ("parent", TEXT),
];

const REACTION: Fields = &[
    ("actor", Actors),
    ("target", TEXT),
    ("target_ref", TEXT),
    ("target_actor", Actor),
    ("stance", TEXT),
    ("date", TEXT),
];

const DEMAND: Fields = &[
    ("asker", Actor),
    ("co_askers", Actors),
    ("addressee", Actors),
    ("beneficiary", Actor),
    ("ask", TEXT),
    ("type", TEXT),
    ("mode", TEXT),
    ("alternative", Plain(Sort::Flag)),
    ("deadline", TEXT),
];

const IMPACT: Fields = &[
    ("claim_type", TEXT),
    ("holder", Actor),
    ("cause", TEXT),
    ("affected", Actor),
    ("direction", TEXT),
    ("what", TEXT),
    ("hedge", TEXT),
    ("estimative", TEXT),
    ("prob_range", Parts(&["low", "high"], Sort::Real)),
    ("horizon", TEXT),
    ("condition", TEXT),
    ("number", Plain(Sort::Int)),
];

const VOICE: Fields = &[
    ("subtype", TEXT),
    ("holder", Actor),
    ("target", Actor),
    ("polarity", TEXT),
    ("label", TEXT),
];

/// The fields of a kind, as `docs/records.md` has them.
fn fields(kind: Kind) -> Fields {
    match kind {
        Kind::Actor => ACTOR,
        Kind::Role => ROLE,
        Kind::Tie => TIE,
        Kind::Relation => RELATION,
        Kind::Meeting => MEETING,
        Kind::Event => EVENT,
        Kind::Commitment => COMMITMENT,
        Kind::Statement => STATEMENT,
        Kind::Reaction => REACTION,
        Kind::Demand => DEMAND,
        Kind::Impact => IMPACT,
        Kind::Voice => VOICE,
    }
}

/// Columns that stand before the fields of every kind.
const BEFORE: &[(&str, Sort)] = &[
    ("id", Sort::Text),
    ("document", Sort::Text),
    ("local_id", Sort::Text),
    ("outlet", Sort::Text),
    ("published", Sort::Text),
    ("first_day", Sort::Text),
    ("last_day", Sort::Text),
];

/// Columns that stand after them.
const AFTER: &[(&str, Sort)] = &[
    ("voice", Sort::Text),
    ("voice_chain", Sort::Texts),
    ("factuality", Sort::Text),
    ("quote", Sort::Text),
    ("evidence", Sort::Text),
    ("spans", Sort::Text),
    ("refs", Sort::Text),
    ("confidence", Sort::Real),
    ("producer_type", Sort::Text),
    ("producer", Sort::Text),
    ("program", Sort::Text),
    ("packs", Sort::Text),
    ("model", Sort::Text),
    ("document_sha256", Sort::Text),
    ("origin", Sort::Text),
    ("recorded", Sort::Text),
    ("accepted_by", Sort::Texts),
    ("settled_as", Sort::Text),
];

/// Names and sorts of the columns of a kind.
pub(super) fn columns(kind: Kind) -> Vec<(String, Sort)> {
    let own = |list: &[(&str, Sort)]| -> Vec<(String, Sort)> {
        list.iter().map(|(n, s)| ((*n).to_owned(), *s)).collect()
    };
    let mut columns = own(BEFORE);
    for (name, field) in fields(kind) {
        let suffixed = |suffix: &str, sort| (format!("{name}_{suffix}"), sort);
        match field {
            Plain(sort) => columns.push(((*name).to_owned(), *sort)),
            Json => columns.push(((*name).to_owned(), Sort::Text)),
            Parts(parts, sort) => columns.extend(parts.iter().map(|p| suffixed(p, *sort))),
            Actor | Actors => {
                let sort = match field {
                    Actor => Sort::Text,
                    _ => Sort::Texts,
                };
                columns.push(((*name).to_owned(), sort));
                columns.push(suffixed("id", sort));
                columns.push(suffixed("country", sort));
            }
        }
    }
    columns.extend(own(AFTER));
    columns
}

/// The cells of a record, one for each column of its kind. `origin` is the name of the document that this one is a copy of.
pub(super) fn row(pages: &Pages<'_, '_>, page: &Page, stored: &Stored) -> Result<Vec<Cell>, Error> {
    let row = &stored.row;
    let text = |t: &str| Cell::Text((!t.is_empty()).then(|| t.to_owned()));
    let maybe = |t: &Option<String>| Cell::Text(t.clone());
    let (first, last) = row.days().unwrap_or_default();
    let mut cells = vec![
        text(&stored.id.to_string()),
        text(&page.source.name),
        text(&row.local_id()),
        maybe(&page.source.outlet),
        maybe(&page.source.published),
        Cell::Text(first),
        Cell::Text(last),
    ];
    for (name, field) in fields(row.kind) {
        put_field(&mut cells, page, stored, (name, *field));
    }
    let offsets = CharOffsets::new(&page.source.text);
    let (stamp, recorded) = page.reading(stored);
    let first_print = pages.snapshot.first_print(page.document)?;
    let origin = pages.snapshot.document(first_print)?.name;
    let judged = pages.judged(stored);
    let outcome = judged.settled.first();
    let voices = row.voices.iter().map(|v| page.cast.name(v).to_owned());
    cells.extend([
        text(page.voice(stored)),
        Cell::Texts(voices.collect()),
        text(&row.factuality),
        text(&page.words(&offsets, &row.evidence)),
        text(&Value::from(spans(&row.evidence)).to_string()),
        text(&Value::Object(row.spans.clone()).to_string()),
        text(&Value::Object(row.refs.clone()).to_string()),
        Cell::Real(Some(row.confidence)),
        text(&row.producer.producer_type),
        text(&row.producer.id),
        text(&row.producer.version),
        text(&stamp.packs),
        text(&stamp.model),
        text(&page.source.sha256),
        text(&origin),
        text(recorded),
        Cell::Texts(judged.accepted.clone()),
        Cell::Text(outcome.map(|s| s.outcome.to_string())),
    ]);
    Ok(cells)
}

fn spans(spans: &[[u32; 2]]) -> Vec<Value> {
    spans.iter().map(|s| Value::from(s.to_vec())).collect()
}

fn put_field(cells: &mut Vec<Cell>, page: &Page, stored: &Stored, (name, field): (&str, Field)) {
    let value = stored.row.fields.get(name).unwrap_or(&Value::Null);
    match field {
        Plain(sort) => cells.push(cell(value, sort)),
        Json => cells.push(Cell::Text((!value.is_null()).then(|| value.to_string()))),
        Parts(parts, sort) => {
            let of = |(at, part): (usize, &&str)| {
                let found = value.get(*part).or_else(|| value.get(at));
                cell(found.unwrap_or(&Value::Null), sort)
            };
            cells.extend(parts.iter().enumerate().map(of));
        }
        Actor | Actors => {
            let locals = page.locals(stored, name);
            let known = |local: &&str| page.cast.of(local);
            let id = |local: &&str| known(local).map_or(String::new(), |(id, _)| id.to_string());
            let country = |local: &&str| {
                let country = known(local).and_then(|(_, entity)| entity.country.clone());
                country.unwrap_or_default()
            };
            let columns: [Vec<String>; 3] = [
                page.names(stored, name),
                locals.iter().map(id).collect(),
                locals.iter().map(country).collect(),
            ];
            cells.extend(columns.map(|column| match field {
                Actor => Cell::Text(column.into_iter().next().filter(|t| !t.is_empty())),
                _ => Cell::Texts(column),
            }));
        }
    }
}

/// A value in the sort of its column. What a reviewer wrote in another sort is kept as text where the column takes text.
fn cell(value: &Value, sort: Sort) -> Cell {
    match sort {
        Sort::Text => Cell::Text(match value {
            Value::Null => None,
            Value::String(text) => Some(text.clone()),
            other => Some(other.to_string()),
        }),
        Sort::Texts => Cell::Texts(match value {
            Value::Array(list) => list
                .iter()
                .filter_map(|v| v.as_str().map(Into::into))
                .collect(),
            Value::String(one) => vec![one.clone()],
            _ => Vec::new(),
        }),
        Sort::Int => Cell::Int(value.as_i64()),
        Sort::Real => Cell::Real(value.as_f64()),
        Sort::Flag => Cell::Flag(value.as_bool()),
    }
}

/// The columns of the table of documents.
pub(super) const DOCUMENTS: &[&str] = &[
    "document",
    "source_key",
    "title",
    "outlet",
    "author",
    "url",
    "published",
    "published_from",
    "sha256",
    "source_sha256",
    "text",
];

/// The cells of a document.
pub(super) fn document(page: &Page) -> Vec<Cell> {
    let source = &page.source;
    let own = |text: &String| Some(text.clone());
    [
        own(&source.name),
        own(&source.source_key),
        source.title.clone(),
        source.outlet.clone(),
        source.author.clone(),
        source.url.clone(),
        source.published.clone(),
        own(&source.published_from),
        own(&source.sha256),
        source.source_sha256.clone(),
        own(&source.text),
    ]
    .map(Cell::Text)
    .to_vec()
}

#[cfg(test)]
mod tests {
    use super::{columns, fields};
    use serde_json::Value;
    use verbale_ledger::Kind;

    /// The tables have a column for every field that the published schema has.
    #[test]
    fn tables_have_all_fields_of_the_schema() {
        let schema: Value =
            serde_json::from_str(include_str!("../../../../../docs/record.schema.json")).unwrap();
        for kind in Kind::ALL {
            let definition = &schema["$defs"][format!("{kind}_fields")]["properties"];
            let known = definition
                .as_object()
                .unwrap_or_else(|| panic!("{kind} has no fields"));
            let mut expected: Vec<&str> = known.keys().map(String::as_str).collect();
            expected.retain(|f| *f != "actor_id");
            let mut found: Vec<&str> = fields(kind).iter().map(|(name, _)| *name).collect();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected, "{kind}");
        }
    }

    #[test]
    fn no_table_has_two_columns_of_one_name() {
        for kind in Kind::ALL {
            let mut names: Vec<String> = columns(kind).into_iter().map(|(name, _)| name).collect();
            let n = names.len();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), n, "{kind}");
        }
    }
}
