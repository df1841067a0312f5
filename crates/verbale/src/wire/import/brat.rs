//! Reads a folder of brat standoff that [`crate::wire::export`] wrote.
//!
//! The note of an annotation has the whole record. What was moved, retyped or added in brat is no record of verbale any more
//! and is named; what was deleted there is not imported.

use super::{Error, Item, Open, act, document};
use crate::wire::export::brat::{ACTS, LIST, fragments, type_of};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, Read, Seek};
use verbale_ledger::Kind;
use verbale_text::CharOffsets;
use zip::ZipArchive;

/// Words that are annotated: type and fragments.
type Words = (String, Vec<[u32; 2]>);

/// Reads the folder whose files `open` reads, and hands on every document and act. What cannot be read as a record is
/// named in a line to `left_out`.
///
/// # Errors
/// If a file cannot be read, the list of documents is none, or `sink` refuses an item.
pub fn brat<E: From<Error>>(
    open: impl Fn(&str) -> io::Result<String>,
    mut sink: impl FnMut(Item) -> Result<(), E>,
    mut left_out: impl FnMut(String),
) -> Result<(), E> {
    let read = |name: &str| {
        open(name).map_err(|e| Error::File {
            name: name.to_owned(),
            what: format!("cannot be read: {e}"),
        })
    };
    for line in lines(LIST, &read(LIST)?)? {
        let named = line.get("file").and_then(Value::as_str).unwrap_or("");
        if named.is_empty() || named.contains(['/', '\\']) {
            return Err(wrong(LIST, "a document does not name its file".into()).into());
        }
        let text = read(&format!("{named}.txt"))?;
        let source = document(&line, Some(text)).map_err(|what| wrong(LIST, what))?;
        let name = format!("{named}.ann");
        let annotations = read(&name)?;
        let text = source.text.clone();
        let mut page = Open::new(source, &line);
        let standoff = Standoff::read(&annotations);
        let offsets = CharOffsets::new(&text);
        for (target, record) in &standoff.notes {
            match standoff.record(&text, &offsets, (target, record)) {
                Ok(record) => page.put(record).map_err(|what| wrong(&name, what))?,
                Err(what) => left_out(format!("{name}: {target} {what}")),
            }
        }
        for id in standoff.unnoted() {
            left_out(format!(
                "{name}: {id} has no note of verbale and is left out"
            ));
        }
        sink(page.item())?;
    }
    // Without acts there is no such file.
    let acts = open(ACTS).unwrap_or_default();
    for line in lines(ACTS, &acts)? {
        sink(Item::Act(act(&line).map_err(|what| wrong(ACTS, what))?))?;
    }
    Ok(())
}

/// Bytes of a file in an archive at most.
const MOST: u64 = 1 << 30;

/// Reads an archive of such a folder, as [`brat`] reads the folder; it may lie in a folder of the archive.
///
/// # Errors
/// As [`brat`], and if it is no archive of such a folder.
pub fn archive<E: From<Error>>(
    archive: impl Read + Seek,
    sink: impl FnMut(Item) -> Result<(), E>,
    left_out: impl FnMut(String),
) -> Result<(), E> {
    let archive = ZipArchive::new(archive).map_err(|e| Error::Read(e.into()))?;
    let folder = archive.file_names().find_map(|name| {
        let name = name.ok()?;
        let folder = name.strip_suffix(LIST)?;
        (folder.is_empty() || folder.ends_with('/')).then(|| folder.to_owned())
    });
    let folder = folder.ok_or_else(|| {
        let what = "is not in the archive; import reads the archive of `verbale export brat`, and JSON Lines as they are";
        wrong(LIST, what.into())
    })?;
    let archive = RefCell::new(archive);
    let open = |name: &str| {
        let mut archive = archive.borrow_mut();
        let mut file = archive.by_name(&format!("{folder}{name}"))?;
        if file.size() > MOST {
            return Err(io::Error::other("is larger than a text can be"));
        }
        let mut text = String::new();
        file.by_ref().take(MOST).read_to_string(&mut text)?;
        Ok(text)
    };
    brat(open, sink, left_out)
}

fn wrong(name: &str, what: String) -> Error {
    Error::File {
        name: name.to_owned(),
        what,
    }
}

fn lines(name: &str, text: &str) -> Result<Vec<Map<String, Value>>, Error> {
    let of = |(at, line): (usize, &str)| {
        let value = serde_json::from_str(line);
        value.map_err(|e| wrong(name, format!("line {}: is no JSON object: {e}", at + 1)))
    };
    text.lines().enumerate().map(of).collect()
}

/// The annotations of one document.
#[derive(Default)]
struct Standoff {
    texts: BTreeMap<String, Words>,
    /// Trigger and arguments.
    events: BTreeMap<String, (String, BTreeMap<String, String>)>,
    /// Target and note, in the order of the file.
    notes: Vec<(String, String)>,
}

impl Standoff {
    fn read(text: &str) -> Self {
        let mut found = Self::default();
        for line in text.split('\n') {
            let mut parts = line.splitn(3, '\t');
            let (Some(id), Some(body)) = (parts.next(), parts.next()) else {
                continue;
            };
            let body = body.trim_end_matches('\r');
            match id.as_bytes().first() {
                Some(b'T') => {
                    if let Some(words) = words(body) {
                        found.texts.insert(id.to_owned(), words);
                    }
                }
                Some(b'E') => {
                    let mut pairs = body.split(' ').filter_map(|p| p.split_once(':'));
                    if let Some((_, trigger)) = pairs.next() {
                        let arguments = pairs.map(|(r, t)| (r.to_owned(), t.to_owned()));
                        let event = (trigger.to_owned(), arguments.collect());
                        found.events.insert(id.to_owned(), event);
                    }
                }
                Some(b'#') => {
                    if let (Some(target), Some(note)) =
                        (body.strip_prefix("AnnotatorNotes "), parts.next())
                    {
                        let note = note.trim_end_matches('\r').to_owned();
                        found.notes.push((target.to_owned(), note));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// The record in a note, if the annotation still says the same; else why it does not.
    fn record(
        &self,
        text: &str,
        offsets: &CharOffsets<'_>,
        (target, note): (&str, &str),
    ) -> Result<Map<String, Value>, String> {
        let record: Map<String, Value> = serde_json::from_str(note)
            .map_err(|_| "has a note that is no record and is left out".to_owned())?;
        let kind = record.get("kind").and_then(Value::as_str);
        let kind = kind.and_then(Kind::parse);
        let kind = kind.ok_or("has a note that is no record and is left out")?;
        let none = BTreeMap::new();
        let (trigger, arguments) = match self.events.get(target) {
            Some((trigger, arguments)) => (trigger.as_str(), arguments),
            None => (target, &none),
        };
        let expected = |spans: Option<&Value>| {
            let spans = spans.cloned().unwrap_or_default();
            let spans: Vec<[u32; 2]> = serde_json::from_value(spans).unwrap_or_default();
            fragments(text, offsets, &spans)
        };
        let found = |id: &str| self.texts.get(id).map(|(_, fragments)| fragments.clone());
        let evidence = (type_of(kind), expected(record.get("evidence")));
        let mut is_same = self.texts.get(trigger) == Some(&evidence);
        if kind != Kind::Actor {
            let spans = record.get("spans").and_then(Value::as_object);
            let mut fields: BTreeMap<&str, Vec<[u32; 2]>> = BTreeMap::new();
            for (field, spans) in spans.into_iter().flatten() {
                fields.insert(field, expected(Some(spans)));
            }
            fields.retain(|_, fragments| !fragments.is_empty());
            let here = arguments
                .iter()
                .map(|(role, id)| (role.as_str(), found(id).unwrap_or_default()));
            is_same &= here.collect::<BTreeMap<_, _>>() == fields;
        }
        match is_same {
            true => Ok(record),
            false => {
                Err("was changed in brat; it is left out, `verbale judge` edits records".into())
            }
        }
    }

    /// Annotations that are no part of a record.
    fn unnoted(&self) -> Vec<&str> {
        let mut known: Vec<&str> = Vec::new();
        for (target, _) in &self.notes {
            known.push(target);
            if let Some((trigger, arguments)) = self.events.get(target) {
                known.push(trigger);
                known.extend(arguments.values().map(String::as_str));
            }
        }
        known.sort_unstable();
        let is_unknown = |id: &&str| known.binary_search(id).is_err();
        let all = self.texts.keys().chain(self.events.keys());
        // The words of an actor's fields stand beside it and belong to nothing.
        let is_words = |id: &&str| self.texts.get(*id).is_some_and(|(sort, _)| sort == "Words");
        all.map(String::as_str)
            .filter(is_unknown)
            .filter(|id| !is_words(id))
            .collect()
    }
}

/// `Tie 0 5;7 9` as type and fragments.
fn words(body: &str) -> Option<Words> {
    let (sort, places) = body.split_once(' ')?;
    let fragment = |place: &str| {
        let (start, end) = place.split_once(' ')?;
        Some([start.parse().ok()?, end.parse().ok()?])
    };
    let fragments: Option<Vec<[u32; 2]>> = places.split(';').map(fragment).collect();
    Some((sort.to_owned(), fragments?))
}
