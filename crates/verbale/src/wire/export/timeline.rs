//! TimelineJS: what happened, day by day. Deeds that the text dates, each told once.

use super::page::{Page, Pages};
use super::{Error, Out};
use serde_json::{Map, Value, json};
use std::io::Write;
use verbale_ledger::{Kind, Row, Stored};
use verbale_text::CharOffsets;

/// Kinds that have a day in the world.
const KINDS: &[Kind] = &[
    Kind::Role,
    Kind::Tie,
    Kind::Relation,
    Kind::Meeting,
    Kind::Event,
    Kind::Reaction,
];

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    out.begin("timeline.json")?;
    let mut slides: Vec<(String, Value)> = Vec::new();
    for page in pages.of(KINDS) {
        let page = page?;
        let offsets = CharOffsets::new(&page.source.text);
        for stored in &page.records {
            // A mirror repeats another record in other terms.
            if stored.row.fields.get("mirror") != Some(&Value::Bool(true))
                && let Some(slide) = slide(pages, &page, &offsets, stored)?
            {
                slides.push(slide);
            }
        }
    }
    slides.sort_by(|(a, _), (b, _)| a.cmp(b));
    out.count(slides.len());
    (0..pages.taken.len()).for_each(|_| out.step());
    let events: Vec<Value> = slides.into_iter().map(|(_, slide)| slide).collect();
    writeln!(out, "{:#}", json!({"scale": "human", "events": events}))?;
    Ok(())
}

/// The first day of a record, to sort by, and its slide; `None` if the text does not say when.
fn slide(
    pages: &Pages<'_, '_>,
    page: &Page,
    offsets: &CharOffsets<'_>,
    stored: &Stored,
) -> Result<Option<(String, Value)>, Error> {
    let row = &stored.row;
    let Some((Some(first), last)) = row.days() else {
        return Ok(None);
    };
    let Some(start) = day(&first) else {
        return Ok(None);
    };
    let mut slide = Map::new();
    slide.insert("unique_id".into(), json!(stored.id.to_string()));
    slide.insert("group".into(), json!(row.kind.as_str()));
    slide.insert("start_date".into(), start);
    if let Some(end) = last
        .filter(|last| *last != first)
        .and_then(|last| day(&last))
    {
        slide.insert("end_date".into(), end);
        // A month is no day: what the text says is shown.
        if let Some(date) = row.text("date") {
            slide.insert("display_date".into(), json!(date));
        }
    }
    let gist = pages.snapshot.gist(stored, &page.source.text)?;
    let headline = format!("{}{gist}", parties(page, stored));
    let text = json!({"headline": escaped(&headline), "text": told(page, offsets, stored)});
    slide.insert("text".into(), text);
    Ok(Some((first, Value::Object(slide))))
}

/// Who does it to whom, before the words that say what.
fn parties(page: &Page, stored: &Stored) -> String {
    let fields = Row::fields_of_actors(stored.id.kind).iter().take(2);
    let sides: Vec<String> = fields
        .map(|field| page.names(stored, field).join(", "))
        .filter(|side| !side.is_empty())
        .collect();
    match sides.is_empty() {
        true => String::new(),
        false => format!("{}: ", sides.join(" → ")),
    }
}

/// The proving words, whose word it is, and where it stands.
fn told(page: &Page, offsets: &CharOffsets<'_>, stored: &Stored) -> String {
    let row = &stored.row;
    let source = &page.source;
    let name = escaped(source.title.as_ref().unwrap_or(&source.name));
    let is_web = |url: &&String| url.starts_with("https://") || url.starts_with("http://");
    let place = match source.url.as_ref().filter(is_web) {
        Some(url) => format!("<a href=\"{}\">{name}</a>", escaped(url)),
        None => name,
    };
    let known: Vec<String> = [&source.outlet, &source.published]
        .into_iter()
        .flatten()
        .map(|t| escaped(t))
        .collect();
    let known = match known.is_empty() {
        true => String::new(),
        false => format!(", {}", known.join(", ")),
    };
    format!(
        "<blockquote>{}</blockquote><p>{place}{known}. Voice: {}. Factuality: {}.</p>",
        escaped(&page.words(offsets, &row.evidence)),
        escaped(page.voice(stored)),
        row.factuality
    )
}

/// An ISO day as the parts that TimelineJS reads.
fn day(iso: &str) -> Option<Value> {
    let mut parts = iso.get(..10)?.splitn(3, '-').map(str::parse::<u32>);
    let mut next = || parts.next()?.ok();
    let (year, month, day) = (next()?, next()?, next()?);
    Some(json!({"year": year, "month": month, "day": day}))
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
