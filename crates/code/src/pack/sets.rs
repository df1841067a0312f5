//! Named word sets: `sets/NAME.txt`, one word or phrase a line, `#` for comments, `@other` to take in a set.

use super::place::{Faults, did_you_mean};
use crate::Fault;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;

/// The word sets of all packs. Words are lemmas in lower case; phrases have one space between words.
#[derive(Debug, Default)]
pub struct Sets {
    words: BTreeMap<String, Vec<String>>,
}

impl Sets {
    /// Reads `(path, name, text)` of every set. Sets of one name in several packs are joined.
    ///
    /// # Errors
    /// Names of sets that do not exist, and sets that take in each other.
    pub(crate) fn load(files: &[(&str, &str, &str)]) -> Result<Sets, Vec<Fault>> {
        let mut raw: BTreeMap<String, Vec<Entry<'_>>> = BTreeMap::new();
        for &(path, name, text) in files {
            let lines = text
                .lines()
                .enumerate()
                .map(|(i, line)| (i, line.split('#').next().unwrap_or("").trim()));
            let entries = lines.filter(|(_, word)| !word.is_empty());
            let entries = entries.map(|(i, word)| Entry {
                path,
                line: i as u32 + 1,
                word,
            });
            raw.entry(name.to_owned()).or_default().extend(entries);
        }
        let mut sets = Sets::default();
        let mut faults = Vec::new();
        for name in raw.keys() {
            let mut found = Faults::new("");
            let words = expand(name, &raw, &mut Vec::new(), &mut found);
            faults.append(&mut found.found);
            sets.words.insert(name.clone(), words);
        }
        faults.dedup();
        if faults.is_empty() {
            Ok(sets)
        } else {
            Err(faults)
        }
    }

    /// The words of a set, or `None` if there is no such set.
    pub fn get(&self, name: &str) -> Option<&[String]> {
        self.words.get(name).map(Vec::as_slice)
    }

    /// The names of all sets, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(String::as_str)
    }
}

struct Entry<'a> {
    path: &'a str,
    line: u32,
    word: &'a str,
}

fn expand<'a>(
    name: &'a str,
    raw: &'a BTreeMap<String, Vec<Entry<'a>>>,
    open: &mut Vec<&'a str>,
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let mut words = Vec::new();
    let mut seen = FxHashSet::default();
    open.push(name);
    for entry in &raw[name] {
        let Some(other) = entry.word.strip_prefix('@') else {
            let word = normal(entry.word);
            if seen.insert(word.clone()) {
                words.push(word);
            }
            continue;
        };
        let mut file_faults = Faults::new(entry.path);
        if open.contains(&other) {
            file_faults.add(
                (entry.line, 1),
                "P003",
                format!("set `@{other}` takes itself in"),
                None,
            );
        } else if let Some((other, _)) = raw.get_key_value(other) {
            let inner = expand(other, raw, open, faults);
            words.extend(inner.into_iter().filter(|w| seen.insert(w.clone())));
        } else {
            let help = did_you_mean(other, raw.keys().map(String::as_str));
            file_faults.add(
                (entry.line, 1),
                "P002",
                format!("there is no set `@{other}`"),
                help,
            );
        }
        faults.found.append(&mut file_faults.found);
    }
    open.pop();
    words
}

/// Lower case, one space between words.
fn normal(phrase: &str) -> String {
    phrase
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// A list of words and phrases that a node's lemma may be one of.
#[derive(Debug, Default, Clone)]
pub(crate) struct WordList {
    single: FxHashSet<String>,
    /// Phrases by the word that heads them, as lists of words.
    phrases: FxHashMap<String, Vec<Phrase>>,
}

/// A phrase of several words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: Vec<String>,
    /// Which of them is the head.
    pub(crate) head: usize,
}

/// Which word of a phrase stands for it in the tree.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum PhraseHead {
    /// Verbs: "carry out".
    First,
    /// Nouns: "peace talk".
    Last,
    /// Both are tried.
    Either,
}

impl WordList {
    /// The list of `words`, each a word or a phrase.
    pub(crate) fn new(words: impl Iterator<Item = String>, phrase_head: PhraseHead) -> Self {
        let mut list = WordList::default();
        list.single.reserve(words.size_hint().0);
        for word in words {
            if !word.contains(' ') {
                list.single.insert(word);
            } else {
                let parts: Vec<String> = word.split(' ').map(str::to_owned).collect();
                let mut add = |head: usize| {
                    list.phrases
                        .entry(parts[head].clone())
                        .or_default()
                        .push(Phrase {
                            words: parts.clone(),
                            head,
                        });
                };
                if phrase_head != PhraseHead::Last {
                    add(0);
                }
                if phrase_head != PhraseHead::First {
                    add(parts.len() - 1);
                }
            }
        }
        list
    }

    /// Whether the lemma of `node` (or the phrase it heads) is in the list.
    pub(crate) fn has(&self, node: verbale_text::Node<'_>) -> bool {
        let lemma = node.lemma();
        if lemma.chars().any(char::is_uppercase) {
            self.has_lemma(&lemma.to_lowercase(), node)
        } else {
            self.has_lemma(lemma, node)
        }
    }

    fn has_lemma(&self, lemma: &str, node: verbale_text::Node<'_>) -> bool {
        self.single.contains(lemma)
            || self
                .phrases
                .get(lemma)
                .is_some_and(|phrases| phrases.iter().any(|p| p.stands_at(node)))
    }

    /// Words that can head a match: single words and heads of phrases.
    pub(crate) fn heads(&self) -> impl Iterator<Item = &str> {
        self.single
            .iter()
            .chain(self.phrases.keys())
            .map(String::as_str)
    }
}

impl Phrase {
    /// Whether the phrase stands at its head `node`: its words are neighbours, or (for a verb) a particle of it.
    pub(crate) fn stands_at(&self, node: verbale_text::Node<'_>) -> bool {
        let same = |n: verbale_text::Node<'_>, word: &str| {
            n.lemma().eq_ignore_ascii_case(word) || n.form().eq_ignore_ascii_case(word)
        };
        let mut before = node;
        for word in self.words[..self.head].iter().rev() {
            match before.previous() {
                Some(n) if same(n, word) => before = n,
                _ => return false,
            }
        }
        let mut after = node;
        for (i, word) in self.words.iter().enumerate().skip(self.head + 1) {
            match after.next() {
                Some(n) if same(n, word) => after = n,
                _ if i == self.head + 1 => {
                    let particle = node
                        .children_by(verbale_text::Rel::Compound)
                        .find(|c| same(*c, word));
                    match particle {
                        Some(n) => after = n,
                        None => return false,
                    }
                }
                _ => return false,
            }
        }
        true
    }
}
