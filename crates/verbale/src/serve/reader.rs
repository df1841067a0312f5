//! `/documents/{id}`: a text with its records lit up.

use super::card::{Card, Deck, ids};
use super::documents::DocumentLine;
use super::fault::Fault;
use super::kinds::{plural, spaced};
use super::page::{Page, View};
use super::search::encoded;
use super::state::{App, At, filled};
use super::weak::hold_back;
use super::weave::{Paragraph, weave};
use askama::Template;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use verbale_ledger::ask;
use verbale_ledger::{Cast, Kind, Stored};
use verbale_text::CharOffsets;

/// Speakers that the bar of voices shows apart.
const MAX_SPEAKERS: usize = 6;

/// A text with its records.
#[derive(Debug, Serialize, Template, ToSchema)]
#[template(path = "reader.html")]
pub(crate) struct Reader {
    /// What is known about it.
    document: DocumentLine,
    /// The text itself; spans of records are code points into it. Empty if it was removed.
    text: String,
    /// Its kinds of records.
    kinds: Vec<Shown>,
    /// What the outlet says about the text: genre, disclaimers, notes.
    notes: Vec<Note>,
    /// How much each voice says.
    shares: Vec<VoiceShare>,
    /// Its records in the order of the text; weak ones are left out unless all are asked for.
    records: Vec<Card>,
    /// Weak records that are left out: those whose confidence is too low.
    held_back: usize,
    /// Whether weak records are shown too.
    all: bool,
    /// The address with the other choice.
    #[serde(skip)]
    other: String,
    #[serde(skip)]
    paragraphs: Vec<Paragraph>,
}

/// How much of it.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// 1 shows weak records too.
    all: Option<u8>,
}

/// A kind of record in the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Shown {
    kind: &'static str,
    name: &'static str,
    records: usize,
    /// Whether the page shows it before anybody asks: actors and posts are all over a text.
    is_on: bool,
}

/// What the outlet says about the text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Note {
    /// `genre`, `disclaimer` or `editor_note`.
    sort: String,
    /// The genre, or the sort of note.
    label: Option<String>,
    /// Id of the record.
    id: String,
    /// The words.
    words: String,
}

impl Note {
    /// What it is, in words.
    fn heading(&self) -> String {
        spaced(self.label.as_deref().unwrap_or(&self.sort))
    }
}

/// How much one voice says.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct VoiceShare {
    voice: String,
    /// Code points.
    characters: usize,
    /// Of 100, rounded to tenths.
    percent: f64,
    /// Where its part of the bar begins, of 100.
    from: f64,
}

impl View for Reader {
    const HERE: &'static str = "/documents";
    const SCRIPTS: &'static [&'static str] = &["reader.js"];

    fn title(&self) -> String {
        self.document.headline().to_owned()
    }
}

/// A text, its records with the words that prove them, and the share of each voice.
#[utoipa::path(get, path = "/documents/{document}", params(("document" = i64, Path, description = "number of the text"), At, Asked),
    responses((status = 200, body = Reader), (status = 400, body = Fault), (status = 404, body = Fault)))]
pub(crate) async fn reader(
    State(app): State<App>,
    Path(document): Path<i64>,
    Query(at): Query<At>,
    Query(asked): Query<Asked>,
) -> Result<Page<Reader>, Fault> {
    let shared = app.clone();
    let all = asked.all.is_some_and(|n| n > 0);
    let other = address(document, &at, !all);
    let page = app.ask(at, move |snapshot| {
        let card = ask::document(snapshot, document)?.ok_or_else(|| {
            Fault::missing(format!(
                "{document}: the ledger has no text with this number; /documents lists them"
            ))
        })?;
        let text = snapshot.text(document)?;
        let found = ask::records(snapshot, document)?;
        let cast = snapshot.cast(document)?;
        let offsets = CharOffsets::new(&text);
        let deck = Deck {
            snapshot,
            pipeline: shared.pipeline(),
            cast: &cast,
            text: &text,
            offsets: &offsets,
            ids: ids(&found),
        };
        let shares = shares(&found, &cast, text.chars().count());
        let (stored, held_back) = match all {
            true => (found, 0),
            false => hold_back(snapshot, shared.pipeline(), found),
        };
        let records: Vec<Card> = stored
            .iter()
            .map(|s| deck.card(s))
            .collect::<Result<_, _>>()?;
        let paragraphs = weave(&text, &offsets, &stored);
        Ok(Reader {
            document: DocumentLine::of(&card),
            kinds: kinds(&stored),
            notes: notes(&stored, &records),
            shares,
            records,
            held_back,
            all,
            other,
            paragraphs,
            text,
        })
    });
    Ok(Page(page.await?))
}

/// The address of a text as of the same moment, with all records or without the weak ones.
fn address(document: i64, at: &At, all: bool) -> String {
    let given = [
        ("as_of", filled(at.as_of.as_ref())),
        ("known_at", filled(at.known_at.as_ref())),
        ("all", all.then_some("1")),
    ];
    let given = given
        .iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", encoded((*value)?))));
    let given: Vec<String> = given.collect();
    match given.is_empty() {
        true => format!("/documents/{document}"),
        false => format!("/documents/{document}?{}", given.join("&")),
    }
}

/// The kinds that occur, in the order of their numbers.
fn kinds(stored: &[Stored]) -> Vec<Shown> {
    let count = |kind| stored.iter().filter(|s| s.row.kind == kind).count();
    let counted = Kind::ALL.into_iter().map(|kind| (kind, count(kind)));
    counted
        .filter(|(_, n)| *n > 0)
        .map(|(kind, records)| Shown {
            kind: kind.as_str(),
            name: plural(kind),
            records,
            is_on: !matches!(kind, Kind::Actor | Kind::Role),
        })
        .collect()
}

fn notes(stored: &[Stored], records: &[Card]) -> Vec<Note> {
    let is_note = |s: &Stored| {
        let sort = s.row.text("subtype");
        s.row.kind == Kind::Voice && sort.is_some_and(|sort| sort != "loaded")
    };
    let both = stored.iter().zip(records);
    both.filter(|(s, _)| is_note(s))
        .map(|(s, card)| Note {
            sort: s.row.text("subtype").unwrap_or_default().to_owned(),
            label: s.row.text("label").map(str::to_owned),
            id: card.id.clone(),
            words: evidence(card),
        })
        .collect()
}

/// The words that prove a record, without those around them.
fn evidence(card: &Card) -> String {
    let words = card.passages.iter().flatten().filter(|w| w.is_evidence);
    words
        .map(|w| w.text.as_str())
        .collect::<Vec<_>>()
        .join(" … ")
}

/// The author's share and those of the speakers, the longest first.
fn shares(stored: &[Stored], cast: &Cast, n_characters: usize) -> Vec<VoiceShare> {
    let said =
        |s: &&Stored| s.row.kind == Kind::Statement && s.row.text("attitude") == Some("expressed");
    let spoken = stored.iter().filter(said).map(|s| {
        let speaker = s.row.text("speaker").unwrap_or("unnamed");
        (s, cast.name(speaker).to_owned())
    });
    let mut speakers = ask::shares(spoken, n_characters);
    let quoted: usize = speakers.iter().map(|s| s.characters).sum();
    let others: usize = speakers
        .iter()
        .skip(MAX_SPEAKERS)
        .map(|s| s.characters)
        .sum();
    let n_others = speakers.len().saturating_sub(MAX_SPEAKERS);
    speakers.truncate(MAX_SPEAKERS);
    let mut voices = vec![("the author".to_owned(), n_characters - quoted)];
    voices.extend(speakers.into_iter().map(|s| (s.speaker, s.characters)));
    if n_others > 0 {
        voices.push((format!("{n_others} others"), others));
    }
    let mut from = 0.0;
    let of_all = 100.0 / n_characters.max(1) as f64;
    voices
        .into_iter()
        .filter(|(_, characters)| *characters > 0)
        .map(|(voice, characters)| {
            let percent = (10.0 * characters as f64 * of_all).round() / 10.0;
            let share = VoiceShare {
                voice,
                characters,
                percent,
                from: (100.0_f64 * from).round() / 100.0,
            };
            from += characters as f64 * of_all;
            share
        })
        .collect()
}
