//! Parsed documents and packs for tests, from one line of words.

use crate::coder::Coded;
use crate::pack::{PackFile, Packs};
use crate::record::{ActorIdx, Body, Record};
use std::path::Path;
use verbale_text::{Parsed, conllu};

/// Builds a document from words written `form/UPOS/rel/head`, with `/lemma`, `/NE`, `/FEATS` and `/XPOS` after
/// them where they matter; sentences stand apart by ` || `, paragraphs by ` ||| `.
///
/// Heads count from 1 in each sentence, 0 is the root's. The lemma defaults to the form in lower case (to the form
/// itself for a proper noun). Punctuation, clitics and hyphens touch their neighbours as in print.
///
/// # Panics
/// If a word does not have its four fields, or the heads are no tree.
pub(crate) fn parse(line: &str) -> Parsed {
    let mut file = String::from("# newdoc id = test\n");
    for paragraph in line.split(" ||| ") {
        file.push_str("# newpar\n");
        for sentence in paragraph.split(" || ") {
            let words: Vec<Vec<&str>> = sentence
                .split_whitespace()
                .map(|word| word.split('/').collect())
                .collect();
            for (i, word) in words.iter().enumerate() {
                file.push_str(&row(i + 1, word, words.get(i + 1).map(|next| next[0])));
            }
            file.push('\n');
        }
    }
    let mut documents = conllu::read(&file, "test").expect("a well-formed test sentence");
    assert_eq!(documents.len(), 1, "one document");
    documents.remove(0)
}

fn row(id: usize, word: &[&str], next: Option<&str>) -> String {
    assert!(
        word.len() >= 4,
        "form/UPOS/rel/head expected, found {word:?}"
    );
    let field = |i: usize| word.get(i).copied().filter(|f| !f.is_empty());
    let (form, upos, rel, head) = (word[0], word[1], word[2], word[3]);
    let default_lemma = if upos == "PROPN" {
        form.to_owned()
    } else {
        form.to_lowercase()
    };
    let lemma = field(4).unwrap_or(&default_lemma);
    let feats = field(6).unwrap_or("_");
    let xpos = field(7).unwrap_or("_");
    let mut misc = field(5).map_or_else(String::new, |ne| format!("NE={ne}"));
    if touches(form, next) {
        misc += if misc.is_empty() { "" } else { "|" };
        misc += "SpaceAfter=No";
    }
    if misc.is_empty() {
        misc.push('_');
    }
    format!("{id}\t{form}\t{lemma}\t{upos}\t{xpos}\t{feats}\t{head}\t{rel}\t_\t{misc}\n")
}

/// Whether no space stands between the two words in print.
fn touches(form: &str, next: Option<&str>) -> bool {
    let opens = matches!(form, "(" | "“" | "‘" | "[" | "-" | "–" | "—");
    opens
        || next.is_some_and(|n| {
            let starts_with_mark = n.starts_with(['\'', '’']);
            starts_with_mark
                || matches!(
                    n,
                    "," | "." | ";" | ":" | "?" | "!" | ")" | "]" | "”" | "-" | "–" | "—" | "n't"
                )
        })
}

/// The shipped packs, with `extra` files over them.
#[expect(
    clippy::disallowed_methods,
    reason = "tests read the shipped packs from the source tree"
)]
pub(crate) fn packs(extra: &[(&str, &str)]) -> Packs {
    fn collect(folder: &Path, prefix: &str, files: &mut Vec<PackFile>) {
        let mut entries: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().path())
            .collect();
        entries.sort();
        for entry in entries {
            let path = format!("{prefix}{}", entry.file_name().unwrap().to_str().unwrap());
            if entry.is_dir() {
                collect(&entry, &format!("{path}/"), files);
            } else {
                files.push(PackFile {
                    path,
                    text: std::fs::read_to_string(&entry).unwrap().into(),
                });
            }
        }
    }
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs"),
        "",
        &mut files,
    );
    files.extend(extra.iter().map(|(path, text)| PackFile {
        path: (*path).into(),
        text: (*text).to_owned().into(),
    }));
    Packs::load(&files).unwrap()
}

/// The name of an actor of a coded text.
///
/// # Panics
/// If the record is no actor.
pub(crate) fn name(coded: &Coded, actor: ActorIdx) -> String {
    match &coded.records[coded.actors[actor.0 as usize]].body {
        Body::Actor(actor) => actor.name.clone(),
        _ => unreachable!("actors are listed as actors"),
    }
}

/// The events of a coded text: type, doers and others, each as `who` tells them.
pub(crate) fn events(coded: &Coded, who: impl Fn(ActorIdx) -> String) -> Vec<String> {
    let all = |list: &[ActorIdx]| {
        let each = list.iter().map(|a| who(*a));
        each.collect::<Vec<_>>().join(", ")
    };
    let event = |record: &Record| match &record.body {
        Body::Event(e) => Some(format!(
            "{}: {} > {}",
            e.event_type,
            all(&e.actor),
            all(&e.recipient)
        )),
        _ => None,
    };
    coded.records.iter().filter_map(event).collect()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use verbale_text::{Entity, Rel, Upos};

    #[test]
    fn one_line_gives_trees_text_and_labels() {
        let parsed = parse(
            "Iran/PROPN/nsubj/2//B-LOC attacked/VERB/root/0/attack Israel/PROPN/obj/2 ./PUNCT/punct/2 || \
             It/PRON/nsubj/2 denied/VERB/root/0/deny",
        );
        assert_eq!(
            parsed.document().text().trim_end(),
            "Iran attacked Israel. It denied"
        );
        let tree = parsed.trees().next().unwrap();
        let root = tree.root();
        assert_eq!((root.lemma(), root.upos()), ("attack", Upos::Verb));
        let subject = root.child(Rel::Nsubj).unwrap();
        assert_eq!((subject.lemma(), subject.entity()), ("Iran", Entity::BLoc));
        assert_eq!(parsed.sentences().len(), 2);
    }
}
