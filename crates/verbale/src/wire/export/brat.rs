//! brat standoff: a text and its annotations for each document, positions in code points.
//!
//! An actor is a text-bound annotation; every other record is an event whose trigger is the evidence and whose arguments are
//! the words that fill its fields. The whole record stands in a note, so that [`crate::wire::import`] reads the same back.

use super::jsonl::{Ids, acts, document, line, record};
use super::page::{Page, Pages};
use super::{Error, Out};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use verbale_ledger::{Kind, Stored};
use verbale_text::CharOffsets;

/// The file that lists the documents of the folder.
pub(in crate::wire) const LIST: &str = "documents.jsonl";

/// The file with what people did to the records.
pub(in crate::wire) const ACTS: &str = "acts.jsonl";

/// The type of words that fill a field.
const WORDS: &str = "Words";

/// Characters of a file's name, at most.
const NAME: usize = 80;

pub(super) fn write(pages: &Pages<'_, '_>, out: &mut Out<'_>) -> Result<(), Error> {
    let (mut taken, mut ids) = (BTreeSet::new(), Ids::default());
    let mut roles: BTreeMap<Kind, BTreeSet<String>> = BTreeMap::new();
    let mut list = Vec::new();
    for page in pages.all() {
        let page = page?;
        let name = file_name(&page.source.name, &mut taken);
        out.begin(&format!("{name}.txt"))?;
        out.write_all(page.source.text.as_bytes())?;
        out.begin(&format!("{name}.ann"))?;
        let offsets = CharOffsets::new(&page.source.text);
        let mut standoff = Standoff::default();
        for stored in &page.records {
            standoff.put(&page, &offsets, stored);
            let fields = stored.row.spans.keys().cloned();
            roles.entry(stored.id.kind).or_default().extend(fields);
            ids.records.insert(stored.id);
        }
        ids.entities.extend(page.cast.unmerged().iter().cloned());
        out.write_all(standoff.lines.as_bytes())?;
        out.count(page.records.len());
        let mut known = document(&page.source, pages.is_part);
        known["file"] = json!(name);
        list.push(known);
        out.step();
    }
    out.begin(LIST)?;
    for known in &list {
        line(out, known)?;
    }
    let acts = acts(pages.snapshot, &ids)?;
    if !acts.is_empty() {
        out.begin(ACTS)?;
        for act in &acts {
            line(out, act)?;
        }
    }
    out.begin("annotation.conf")?;
    out.write_all(configuration(&roles).as_bytes())?;
    Ok(())
}

/// A name that no other document has, and every file system takes.
fn file_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |c: char| match c.is_alphanumeric() || c == '-' || c == '_' {
        true => c,
        false => '_',
    };
    let short: String = name.chars().take(NAME).map(plain).collect();
    let short = if short.is_empty() { "_".into() } else { short };
    let mut found = short.clone();
    let mut count = 1;
    // Some file systems take A and a for the same.
    while !taken.insert(found.to_lowercase()) {
        count += 1;
        found = format!("{short}-{count}");
    }
    found
}

/// The type of a kind: with a capital, as brat's are.
pub(in crate::wire) fn type_of(kind: Kind) -> String {
    let name = kind.as_str();
    format!("{}{}", name[..1].to_uppercase(), &name[1..])
}

/// Spans as brat takes them: in order, apart, on one line each.
pub(in crate::wire) fn fragments(
    text: &str,
    offsets: &CharOffsets<'_>,
    spans: &[[u32; 2]],
) -> Vec<[u32; 2]> {
    let mut lines: Vec<[u32; 2]> = Vec::new();
    for &[start, end] in spans {
        let Some(span) = offsets.to_bytes(start, end) else {
            continue;
        };
        let (mut from, mut at) = (start, start);
        for c in span.of(text).chars() {
            if matches!(c, '\n' | '\r') {
                lines.push([from, at]);
                from = at + 1;
            }
            at += 1;
        }
        lines.push([from, at]);
    }
    lines.retain(|[from, to]| from < to);
    lines.sort_unstable();
    let mut apart: Vec<[u32; 2]> = Vec::new();
    for [from, to] in lines {
        match apart.last_mut() {
            Some(last) if from < last[1] => last[1] = last[1].max(to),
            _ => apart.push([from, to]),
        }
    }
    apart
}

/// The annotations of one document.
#[derive(Default)]
struct Standoff {
    lines: String,
    n_texts: usize,
    n_events: usize,
    n_attributes: usize,
    n_notes: usize,
}

impl Standoff {
    /// Adds words, and gives their id; `None` if there are none.
    fn words(
        &mut self,
        page: &Page,
        offsets: &CharOffsets<'_>,
        (sort, spans): (&str, &[[u32; 2]]),
    ) -> Option<String> {
        let text = &page.source.text;
        let fragments = fragments(text, offsets, spans);
        if fragments.is_empty() {
            return None;
        }
        self.n_texts += 1;
        let id = format!("T{}", self.n_texts);
        let places: Vec<String> = fragments.iter().map(|[s, e]| format!("{s} {e}")).collect();
        let words: Vec<&str> = fragments
            .iter()
            .filter_map(|&[start, end]| Some(offsets.to_bytes(start, end)?.of(text)))
            .collect();
        let (places, words) = (places.join(";"), words.join(" "));
        self.lines
            .push_str(&format!("{id}\t{sort} {places}\t{words}\n"));
        Some(id)
    }

    fn put(&mut self, page: &Page, offsets: &CharOffsets<'_>, stored: &Stored) {
        let kind = stored.id.kind;
        let sort = type_of(kind);
        let evidence = stored.row.evidence.as_slice();
        let Some(trigger) = self.words(page, offsets, (&sort, evidence)) else {
            return;
        };
        let mut arguments = String::new();
        for field in stored.row.spans.keys() {
            let spans = Page::spans(stored, field);
            if let Some(id) = self.words(page, offsets, (WORDS, &spans)) {
                arguments.push_str(&format!(" {field}:{id}"));
            }
        }
        let target = match kind {
            Kind::Actor => trigger,
            _ => {
                self.n_events += 1;
                let id = format!("E{}", self.n_events);
                self.lines
                    .push_str(&format!("{id}\t{sort}:{trigger}{arguments}\n"));
                id
            }
        };
        if let Some(value) = factuality(&stored.row.factuality) {
            self.n_attributes += 1;
            let id = self.n_attributes;
            self.lines
                .push_str(&format!("A{id}\tFactuality {target} {value}\n"));
        }
        self.n_notes += 1;
        let (id, record) = (self.n_notes, record(page, stored));
        self.lines
            .push_str(&format!("#{id}\tAnnotatorNotes {target}\t{record}\n"));
    }
}

/// FactBank's values without signs, which brat's names may not have.
const FACTUALITY: &[(&str, &str)] = &[
    ("CT+", "certain"),
    ("PR+", "probable"),
    ("PS+", "possible"),
    ("CT-", "certainly_not"),
    ("PR-", "probably_not"),
    ("PS-", "possibly_not"),
    ("CTu", "certain_unsaid"),
    ("Uu", "uncommitted"),
];

fn factuality(value: &str) -> Option<&'static str> {
    let found = FACTUALITY.iter().find(|(name, _)| *name == value)?;
    Some(found.1)
}

/// What brat must know of types and arguments.
fn configuration(roles: &BTreeMap<Kind, BTreeSet<String>>) -> String {
    let actor = type_of(Kind::Actor);
    let mut lines = format!("[entities]\n{actor}\n{WORDS}\n\n[relations]\n\n[events]\n");
    for (kind, roles) in roles.iter().filter(|(kind, _)| **kind != Kind::Actor) {
        let arguments: Vec<String> = roles.iter().map(|r| format!("{r}?:{WORDS}")).collect();
        let line = format!("{}\t{}", type_of(*kind), arguments.join(", "));
        lines.push_str(line.trim_end());
        lines.push('\n');
    }
    let values: Vec<&str> = FACTUALITY.iter().map(|(_, value)| *value).collect();
    lines.push_str(&format!(
        "\n[attributes]\nFactuality\tArg:<ANY>, Value:{}\n",
        values.join("|")
    ));
    lines
}

#[cfg(test)]
mod tests {
    use super::{file_name, fragments};
    use std::collections::BTreeSet;
    use verbale_text::CharOffsets;

    #[test]
    fn spans_are_cut_at_line_ends_and_joined_where_they_overlap() {
        let text = "a “b”\nc d\r\ne";
        let check = |spans: &[[u32; 2]], expected: &[[u32; 2]]| {
            assert_eq!(fragments(text, &CharOffsets::new(text), spans), expected);
        };
        check(&[[2, 5]], &[[2, 5]]);
        check(&[[2, 9]], &[[2, 5], [6, 9]]);
        check(&[[8, 12], [0, 1]], &[[0, 1], [8, 9], [11, 12]]);
        check(&[[0, 4], [2, 5]], &[[0, 5]]);
        check(&[[5, 6]], &[]);
    }

    #[test]
    fn documents_of_one_name_have_files_of_their_own() {
        let mut taken = BTreeSet::new();
        let names = ["a/b", "A_b", "…"].map(|name| file_name(name, &mut taken));
        assert_eq!(names, ["a_b", "A_b-2", "_"]);
    }
}
