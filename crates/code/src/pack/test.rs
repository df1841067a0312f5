//! Holding the examples of a page against what the coder makes of them.

use super::{Claim, Example, PackFile, Page};
use crate::Coded;
use crate::record::{Body, Record};
use std::collections::BTreeMap;
use verbale_text::{DocId, Document, Parsed, Span, conllu};

/// Where the reviewed trees of the page at `path` stand: `plover/ACCUSE.md` has `plover/trees/ACCUSE.conllu`.
pub fn trees_path(path: &str) -> String {
    let (folder, name) = path
        .rsplit_once('/')
        .map_or(("", path), |(f, n)| (&path[..=f.len()], n));
    let name = name.strip_suffix(".md").unwrap_or(name);
    format!("{folder}trees/{name}.conllu")
}

/// The reviewed trees of a page by the text of their example.
///
/// # Errors
/// The first line of the page's trees that is not CoNLL-U.
pub fn pinned(page: &Page) -> Result<BTreeMap<String, Parsed>, verbale_text::Error> {
    let trees = conllu::read(&page.trees, &page.code)?;
    let with_text = trees
        .into_iter()
        .map(|t| (t.document().text().trim().to_owned(), t));
    Ok(with_text.collect())
}

/// The page's file of trees with those of `parse` for the examples that have none, in the order of the examples;
/// trees of examples that are gone are left out. They need a review before they prove anything.
///
/// # Errors
/// The first line of the page's trees that is not CoNLL-U.
pub fn pin(
    page: &Page,
    parse: &mut dyn FnMut(Document) -> Parsed,
) -> Result<PackFile, verbale_text::Error> {
    let mut trees = pinned(page)?;
    let mut text = String::new();
    for (i, example) in page.examples.iter().enumerate() {
        let id = DocId(format!("{}-{}", page.code, i + 1));
        let tree = trees
            .remove(&example.text)
            .unwrap_or_else(|| parse(Document::new(id, example.text.clone())));
        text.push_str(&conllu::write(&tree));
    }
    Ok(PackFile {
        path: trees_path(&page.path),
        text: text.into(),
    })
}

/// Why an example does not hold, or that it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// It holds.
    Holds,
    /// A `?` example that does not work yet, as stated.
    StillWanted,
    /// A `?` example that works now: make it `+`.
    WorksNow,
    /// What was expected and what came out.
    Fails {
        /// The claim in words.
        expected: String,
        /// What the coder made of the sentence.
        got: String,
    },
}

/// Holds one example of `page` against `coded`, the coder's reading of its text.
pub fn check(page: &Page, example: &Example, coded: &Coded) -> Outcome {
    let text = coded.parsed.document().text();
    let of_code: Vec<&Record> = coded.records.iter().filter(|r| is_of(page, r)).collect();
    let fits = of_code.len() == 1
        && example
            .marks
            .iter()
            .all(|(role, range)| has_words(of_code[0], role, range, text));
    match example.claim {
        Claim::Yes if fits => Outcome::Holds,
        Claim::Wanted if fits => Outcome::WorksNow,
        Claim::Wanted => Outcome::StillWanted,
        Claim::No if of_code.is_empty() => Outcome::Holds,
        Claim::Yes | Claim::No => Outcome::Fails {
            expected: expected(page, example),
            got: got(&coded.records, text),
        },
    }
}

fn is_of(page: &Page, record: &Record) -> bool {
    record.body.kind() == page.kind && code_of(&record.body).is_none_or(|code| code == page.code)
}

fn code_of(body: &Body) -> Option<&str> {
    match body {
        Body::Event(event) => Some(&event.event_type),
        Body::Relation(relation) => Some(&relation.relation_type),
        _ => None,
    }
}

/// Whether `role` of the record has just these words (a determiner in front makes no difference).
fn has_words(record: &Record, role: &str, range: &std::ops::Range<usize>, text: &str) -> bool {
    let wanted = Span::new(range.start as u32, range.end as u32);
    let Some(field) = record.spans.iter().find(|f| f.field == role) else {
        return false;
    };
    field.spans.iter().any(|s| {
        let (short, long) = if s.len() < wanted.len() {
            (*s, wanted)
        } else {
            (wanted, *s)
        };
        short.end == long.end
            && long.contains(short)
            && !Span::new(long.start, short.start)
                .of(text)
                .trim()
                .contains(' ')
    })
}

fn expected(page: &Page, example: &Example) -> String {
    if example.claim == Claim::No {
        return format!("no {} {}", page.kind, page.code);
    }
    let marks = example
        .marks
        .iter()
        .map(|(role, range)| format!(" {role}=“{}”", &example.text[range.clone()]));
    format!(
        "one {} {}{}",
        page.kind,
        page.code,
        marks.collect::<String>()
    )
}

fn got(records: &[Record], text: &str) -> String {
    let shown = records
        .iter()
        .filter(|r| !matches!(r.body.kind(), "actor" | "role" | "statement" | "voice"));
    let list: Vec<String> = shown
        .map(|r| {
            let fields = r.spans.iter().map(|f| {
                let words: Vec<&str> = f.spans.iter().map(|s| s.of(text)).collect();
                format!(" {}=“{}”", f.field, words.join("” “"))
            });
            let code = code_of(&r.body).unwrap_or("");
            format!("{} {code}{}", r.body.kind(), fields.collect::<String>())
        })
        .collect();
    if list.is_empty() {
        "nothing".into()
    } else {
        list.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::{Outcome, check, pinned};
    use crate::pack::Claim;

    #[test]
    fn every_example_holds_on_its_reviewed_tree() {
        let packs = crate::testing::packs(&[]);
        let coder = crate::Coder::new(&packs);
        let mut faults = Vec::new();
        for page in &packs.pages {
            let mut trees = pinned(page).unwrap();
            for example in &page.examples {
                let place = format!("{}:{} {}", page.path, example.line, example.text);
                match trees.remove(&example.text) {
                    None => faults.push(format!("{place}\n  has no tree")),
                    Some(tree) => match check(page, example, &coder.code(tree)) {
                        Outcome::Holds | Outcome::StillWanted => {}
                        other => faults.push(format!("{place}\n  {other:?}")),
                    },
                }
            }
            faults.extend(
                trees
                    .keys()
                    .map(|t| format!("{}: a tree without example: {t}", page.path)),
            );
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }

    #[test]
    fn every_page_shows_what_it_means_and_what_not() {
        for page in &crate::testing::packs(&[]).pages {
            let n = |claim| page.examples.iter().filter(|e| e.claim == claim).count();
            assert!(n(Claim::Yes) >= 2 && n(Claim::No) >= 2, "{}", page.path);
        }
    }
}
