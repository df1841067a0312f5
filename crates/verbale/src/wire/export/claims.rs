//! schema.org: utterances, commitments and forecasts as `Claim`s with where they appeared, and a `ClaimReview` for what a
//! person found to have come of one. The program itself gives no verdict.

use super::annotation::address;
use super::page::{Page, Pages, Settled};
use super::{Error, Out};
use serde_json::{Map, Value, json};
use std::io::Write;
use verbale_ledger::{Entity, Kind, Stored};
use verbale_text::CharOffsets;

/// Kinds that say how things are or will be.
const KINDS: &[Kind] = &[Kind::Commitment, Kind::Statement, Kind::Impact];

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    out.begin("claims.jsonld")?;
    out.write_all(b"{\"@context\":\"https://schema.org\",\"@graph\":[")?;
    let mut separator = "\n";
    for page in pages.of(KINDS) {
        let page = page?;
        let offsets = CharOffsets::new(&page.source.text);
        for stored in page.records.iter().filter(|s| is_claim(s)) {
            let claim = claim(&page, &offsets, stored);
            for settled in &pages.judged(stored).settled {
                write!(out, "{separator}{}", review(&claim, settled))?;
                separator = ",\n";
                out.count(1);
            }
            write!(out, "{separator}{claim}")?;
            separator = ",\n";
            out.count(1);
        }
    }
    (0..pages.taken.len()).for_each(|_| out.step());
    out.write_all(b"\n]}\n")?;
    Ok(())
}

/// Beliefs and wishes that a writer ascribes to somebody are nobody's claims.
fn is_claim(stored: &Stored) -> bool {
    stored.id.kind != Kind::Statement || stored.row.text("attitude") == Some("expressed")
}

fn claim(page: &Page, offsets: &CharOffsets<'_>, stored: &Stored) -> Value {
    let content = Page::spans(stored, "content");
    let spans = match content.is_empty() {
        true => &stored.row.evidence,
        false => &content,
    };
    let mut claim = Map::new();
    claim.insert("@type".into(), json!("Claim"));
    claim.insert("@id".into(), json!(format!("urn:verbale:{}", stored.id)));
    claim.insert("text".into(), json!(page.words(offsets, spans)));
    if let Some(author) = author(page, stored) {
        claim.insert("author".into(), author);
    }
    let own = stored.row.days().and_then(|(first, _)| first);
    let is_utterance = stored.id.kind == Kind::Statement;
    let day = own.filter(|_| is_utterance).or(published(page));
    if let Some(day) = day {
        claim.insert("datePublished".into(), json!(day));
    }
    claim.insert("appearance".into(), appearance(page));
    Value::Object(claim)
}

/// The first day of publication.
fn published(page: &Page) -> Option<String> {
    verbale_code::time::bounds(page.source.published.as_deref()?)?.0
}

fn appearance(page: &Page) -> Value {
    let source = &page.source;
    let mut work = Map::new();
    work.insert("@type".into(), json!("CreativeWork"));
    work.insert("@id".into(), json!(address(page)));
    let name = source.title.as_ref().unwrap_or(&source.name);
    work.insert("name".into(), json!(name));
    let publisher = |name: &String| json!({"@type": "Organization", "name": name});
    let all = [
        ("url", source.url.as_ref().map(|url| json!(url))),
        ("publisher", source.outlet.as_ref().map(publisher)),
        ("datePublished", published(page).map(|day| json!(day))),
    ];
    for (name, value) in all {
        if let Some(value) = value {
            work.insert(name.into(), value);
        }
    }
    Value::Object(work)
}

/// Who claims: the speaker or holder; the writer or outlet of the text where these speak themselves.
fn author(page: &Page, stored: &Stored) -> Option<Value> {
    let field = match stored.id.kind {
        Kind::Impact => "holder",
        _ => "speaker",
    };
    let source = &page.source;
    let outlet = || Some(json!({"@type": "Organization", "name": source.outlet.as_ref()?}));
    match stored.row.text(field)? {
        "author" => match &source.author {
            Some(name) => Some(json!({"@type": "Person", "name": name})),
            None => outlet(),
        },
        "outlet" => outlet(),
        local => {
            let (_, entity) = page.cast.of(local)?;
            let id = format!("urn:verbale:{}", entity.id);
            Some(json!({"@type": sort(entity), "@id": id, "name": entity.name}))
        }
    }
}

fn sort(entity: &Entity) -> &'static str {
    match entity.sort.as_deref() {
        Some("person") => "Person",
        Some("state" | "government") => "GovernmentOrganization",
        _ => "Organization",
    }
}

/// What a person found, in that person's name.
fn review(claim: &Value, settled: &Settled) -> Value {
    let id = claim["@id"].as_str().unwrap_or("");
    let shown: Vec<String> = settled
        .evidence
        .iter()
        .map(|id| format!("urn:verbale:{id}"))
        .collect();
    json!({
        "@type": "ClaimReview",
        "@id": format!("{id}:review:{}", settled.seq),
        "claimReviewed": claim["text"],
        "itemReviewed": {"@id": id, "@type": "Claim", "appearance": claim["appearance"]},
        "author": {"@type": "Person", "name": settled.by},
        "datePublished": settled.recorded.get(..10),
        "reviewRating": {"@type": "Rating", "alternateName": settled.outcome.as_str()},
        "isBasedOn": shown,
    })
}
