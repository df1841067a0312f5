//! FollowTheMoney: documents, actors and records as entities, one a line. Ties, relations, statements, commitments, demands,
//! reactions, impacts, meetings and coded events have schemata of their own in `docs/followthemoney.yaml`.

use super::page::{Page, Pages};
use super::{Error, Out};
use celes::Country;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use verbale_ledger::{Entity, Kind, Stored};
use verbale_text::CharOffsets;

/// What is known of an actor from all documents.
struct Known {
    schema: &'static str,
    name: String,
    aliases: BTreeSet<String>,
    country: Option<String>,
}

type Actors = BTreeMap<String, Known>;

/// Properties of an entity: lists of texts.
#[derive(Default)]
struct Properties(Map<String, Value>);

impl Properties {
    /// Adds a value if there is one.
    fn put(&mut self, name: &str, value: Option<impl Into<String>>) {
        let Some(value) = value.map(Into::into).filter(|v| !v.is_empty()) else {
            return;
        };
        let list = self.0.entry(name).or_insert_with(|| json!([]));
        if let Value::Array(list) = list
            && !list.contains(&json!(value))
        {
            list.push(json!(value));
        }
    }
}

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    out.begin("entities.ftm.json")?;
    let mut actors = Actors::new();
    for page in pages.all() {
        let page = page?;
        put(out, &document_id(&page), "Article", article(&page))?;
        let offsets = CharOffsets::new(&page.source.text);
        for stored in &page.records {
            match stored.id.kind {
                Kind::Actor => actor(&page, stored, &mut actors),
                Kind::Role => role(out, &page, &offsets, stored, &mut actors)?,
                // Loaded words and notes are about the text, not the world.
                Kind::Voice => {}
                kind => {
                    let properties = record(&page, &offsets, stored, &mut actors);
                    put(out, &stored.id.to_string(), schema(kind), properties)?;
                }
            }
        }
        out.step();
    }
    for (id, known) in actors {
        let mut properties = Properties::default();
        for alias in known.aliases.iter().filter(|a| **a != known.name) {
            properties.put("alias", Some(alias));
        }
        properties.put("name", Some(known.name));
        properties.put("country", known.country);
        put(out, &id, known.schema, properties)?;
    }
    Ok(())
}

fn put(out: &mut Out<'_>, id: &str, schema: &str, properties: Properties) -> Result<(), Error> {
    let entity = json!({"id": id, "schema": schema, "properties": properties.0});
    writeln!(out, "{entity}")?;
    out.count(1);
    Ok(())
}

fn document_id(page: &Page) -> String {
    format!("document-{}", &page.source.sha256[..16])
}

fn article(page: &Page) -> Properties {
    let source = &page.source;
    let mut properties = Properties::default();
    properties.put("fileName", Some(&source.name));
    properties.put("title", source.title.as_ref());
    properties.put("author", source.author.as_ref());
    properties.put("publisher", source.outlet.as_ref());
    properties.put("sourceUrl", source.url.as_ref());
    properties.put("publishedAt", source.published.as_deref().and_then(date));
    properties.put("bodyText", Some(&source.text));
    properties
}

/// A TIMEX3 value that is a day, month or year; of others the first day.
fn date(timex: &str) -> Option<String> {
    let is_plain = matches!(timex.len(), 4 | 7 | 10)
        && timex
            .split('-')
            .all(|p| p.bytes().all(|b| b.is_ascii_digit()));
    match is_plain {
        true => Some(timex.to_owned()),
        false => verbale_code::time::bounds(timex)?.0,
    }
}

fn schema(kind: Kind) -> &'static str {
    match kind {
        Kind::Tie => "DiplomaticTie",
        Kind::Relation => "GroupRelation",
        Kind::Meeting => "Meeting",
        Kind::Event => "CodedEvent",
        Kind::Commitment => "Commitment",
        Kind::Statement => "Utterance",
        Kind::Reaction => "Reaction",
        Kind::Demand => "Demand",
        _ => "ImpactClaim",
    }
}

fn known<'a>(entity: &Entity, actors: &'a mut Actors) -> &'a mut Known {
    let schema = match entity.sort.as_deref() {
        Some("person") => "Person",
        Some("organisation") => "Organization",
        Some("government" | "state") => "PublicBody",
        _ => "Collective",
    };
    let country = entity.country.as_deref();
    let country = country.and_then(|code| Country::from_alpha3(code).ok());
    actors.entry(entity.id.clone()).or_insert_with(|| Known {
        schema,
        name: entity.name.clone(),
        aliases: BTreeSet::new(),
        country: country.map(|c| c.alpha2.to_lowercase()),
    })
}

fn actor(page: &Page, stored: &Stored, actors: &mut Actors) {
    if let Some((_, entity)) = page.cast.of(&stored.row.local_id()) {
        let known = known(entity, actors);
        let aliases = page.locals(stored, "aliases").into_iter();
        let names = aliases.chain(stored.row.text("name"));
        known.aliases.extend(names.map(str::to_owned));
    }
}

/// Ids of the actors in a field, who are written too.
fn ids(page: &Page, stored: &Stored, field: &str, actors: &mut Actors) -> Vec<String> {
    let mut ids = Vec::new();
    for local in page.locals(stored, field) {
        if let Some((_, entity)) = page.cast.of(local) {
            known(entity, actors);
            ids.push(entity.id.clone());
        }
    }
    ids
}

/// A post and its holder, where both are known.
fn role(
    out: &mut Out<'_>,
    page: &Page,
    offsets: &CharOffsets<'_>,
    stored: &Stored,
    actors: &mut Actors,
) -> Result<(), Error> {
    let row = &stored.row;
    let holder = ids(page, stored, "person", actors).into_iter().next();
    let (Some(holder), Some(title)) = (holder, row.text("title")) else {
        return Ok(());
    };
    if actors
        .get(&holder)
        .is_none_or(|known| known.schema != "Person")
    {
        return Ok(());
    }
    let org = ids(page, stored, "org", actors).into_iter().next();
    let names = page.names(stored, "org");
    let post = format!("position-{}", &stored.id.to_string()["role-".len()..]);
    let mut properties = Properties::default();
    let name = match names.first() {
        Some(org) => format!("{title}, {org}"),
        None => title.to_owned(),
    };
    properties.put("name", Some(name));
    if let Some(org) = org {
        // A post may belong to a body; who is none is named only.
        let is_body = |known: &Known| matches!(known.schema, "Organization" | "PublicBody");
        let is_body = actors.get(&org).is_some_and(is_body);
        properties.put("organization", Some(org).filter(|_| is_body));
    }
    put(out, &post, "Position", properties)?;
    let mut properties = interval(page, offsets, stored);
    properties.put("holder", Some(holder));
    properties.put("post", Some(post));
    properties.put("status", row.text("status"));
    put(out, &stored.id.to_string(), "Occupancy", properties)
}

/// What every interval has: when, where it stands, and the words.
fn interval(page: &Page, offsets: &CharOffsets<'_>, stored: &Stored) -> Properties {
    let row = &stored.row;
    let mut properties = Properties::default();
    let value = row.text("date").or_else(|| row.time.get("value")?.as_str());
    let plain = value.and_then(date).filter(|d| Some(d.as_str()) == value);
    match (plain, row.days()) {
        (Some(day), _) => properties.put("date", Some(day)),
        (None, Some((first, last))) => {
            properties.put("startDate", first);
            properties.put("endDate", last);
        }
        (None, None) => {}
    }
    properties.put("recordId", Some(stored.id.to_string()));
    properties.put("proof", Some(document_id(page)));
    properties.put("sourceUrl", page.source.url.as_ref());
    properties.put("publisher", page.source.outlet.as_ref());
    properties.put("summary", Some(page.words(offsets, &row.evidence)));
    properties
}

/// Properties of a record beside its actors: name in FollowTheMoney, field.
fn plain(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Tie => &[
            ("axis", "axis"),
            ("level", "value"),
            ("change", "change"),
            ("object", "object"),
        ],
        Kind::Relation => &[
            ("relationType", "type"),
            ("sign", "sign"),
            ("trend", "trend"),
        ],
        Kind::Meeting => &[
            ("location", "place"),
            ("series", "series"),
            ("format", "format"),
            ("channel", "channel"),
            ("status", "status"),
            ("outcome", "outcome"),
        ],
        Kind::Event => &[
            ("location", "place"),
            ("eventType", "type"),
            ("mode", "mode"),
            ("context", "context"),
        ],
        Kind::Commitment => &[
            ("commitmentType", "type"),
            ("action", "action"),
            ("condition", "condition"),
            ("deadline", "deadline"),
            ("toldStatus", "status"),
        ],
        Kind::Statement => &[
            ("mode", "mode"),
            ("channel", "channel"),
            ("illocution", "illocution"),
            ("attitude", "attitude"),
        ],
        Kind::Reaction => &[("stance", "stance"), ("targetText", "target")],
        Kind::Demand => &[
            ("demandType", "type"),
            ("ask", "ask"),
            ("mode", "mode"),
            ("deadline", "deadline"),
        ],
        _ => &[
            ("claimType", "claim_type"),
            ("cause", "cause"),
            ("effect", "what"),
            ("direction", "direction"),
            ("hedge", "hedge"),
            ("estimative", "estimative"),
            ("horizon", "horizon"),
        ],
    }
}

/// Actors of a record: name in FollowTheMoney, field.
fn sides(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Tie => &[
            ("sender", "sender"),
            ("receiver", "receiver"),
            ("conveyedBy", "conveyed_by"),
            ("conveyedTo", "conveyed_to"),
        ],
        Kind::Relation => &[("party", "a"), ("counterparty", "b")],
        Kind::Meeting => &[("involved", "participants"), ("organizer", "host")],
        Kind::Event => &[("actor", "actor"), ("recipient", "recipient")],
        Kind::Commitment => &[("speaker", "speaker"), ("addressee", "addressee")],
        Kind::Statement => &[
            ("speaker", "speaker"),
            ("speaker", "co_speakers"),
            ("addressee", "addressee"),
            ("onBehalfOf", "on_behalf_of"),
        ],
        Kind::Reaction => &[("actor", "actor"), ("target", "target_actor")],
        Kind::Demand => &[
            ("asker", "asker"),
            ("asker", "co_askers"),
            ("addressee", "addressee"),
            ("beneficiary", "beneficiary"),
        ],
        _ => &[("holder", "holder"), ("affected", "affected")],
    }
}

fn record(
    page: &Page,
    offsets: &CharOffsets<'_>,
    stored: &Stored,
    actors: &mut Actors,
) -> Properties {
    let kind = stored.id.kind;
    let mut properties = interval(page, offsets, stored);
    for (name, field) in plain(kind) {
        match stored.row.fields.get(*field) {
            Some(Value::Array(list)) => {
                let texts = list.iter().filter_map(Value::as_str);
                texts.for_each(|text| properties.put(name, Some(text)));
            }
            Some(Value::String(text)) => properties.put(name, Some(text)),
            Some(number @ Value::Number(_)) => properties.put(name, Some(number.to_string())),
            _ => {}
        }
    }
    for (name, field) in sides(kind) {
        for id in ids(page, stored, field, actors) {
            properties.put(name, Some(id));
        }
    }
    if kind == Kind::Statement {
        let content = page.words(offsets, &Page::spans(stored, "content"));
        properties.put("content", Some(content));
    }
    if matches!(kind, Kind::Event | Kind::Meeting) {
        let fields = ["name", "type", "status"].into_iter();
        let named = fields.filter_map(|f| stored.row.text(f)).next();
        properties.put("name", named.or(Some(kind.as_str())));
    }
    properties.put("voice", Some(page.voice(stored)));
    properties.put("factuality", Some(stored.row.factuality.as_str()));
    properties.put("confidence", Some(stored.row.confidence.to_string()));
    properties
}
