//! The words of all classes.

use super::pattern::Class;
use rustc_hash::FxHashMap;

/// One reading of a word, or of the first of several.
#[derive(Debug)]
pub(super) struct Entry {
    /// The words after the first.
    pub(super) rest: Box<[u32]>,
    pub(super) class: Class,
    pub(super) value: i32,
    /// Whether it counts only with a capital.
    pub(super) capital: bool,
}

/// The words of all classes.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    ids: FxHashMap<Box<str>, u32>,
    entries: Vec<Vec<Entry>>,
    strong: Vec<bool>,
}

impl Lexicon {
    /// The number of `word` (in lower case), if any class or pattern has it.
    pub(super) fn word(&self, word: &str) -> Option<u32> {
        self.ids.get(word).copied()
    }

    /// The readings of word number `word`.
    pub(super) fn entries(&self, word: u32) -> &[Entry] {
        &self.entries[word as usize]
    }

    /// Whether an expression can hang on the word.
    pub(super) fn is_strong(&self, word: u32) -> bool {
        self.strong[word as usize]
    }

    pub(super) fn intern(&mut self, word: &str) -> u32 {
        let next = self.entries.len() as u32;
        let id = *self.ids.entry(word.into()).or_insert(next);
        if id == next {
            self.entries.push(Vec::new());
            self.strong.push(false);
        }
        id
    }

    pub(super) fn add(&mut self, phrase: &str, class: Class, value: i32, kind: Kind) {
        let (phrase, kind) = match phrase.strip_prefix('^') {
            Some(phrase) => (
                phrase,
                Kind {
                    capital: true,
                    ..kind
                },
            ),
            None => (phrase, kind),
        };
        // "the? end of" stands for two phrases.
        if let Some(i) = phrase
            .split_whitespace()
            .position(|w| w.len() > 1 && w.ends_with('?'))
        {
            let part = |keep: bool| -> String {
                let words = phrase.split_whitespace().enumerate();
                let kept = words.filter_map(|(j, w)| match j == i {
                    true => keep.then(|| &w[..w.len() - 1]),
                    false => Some(w),
                });
                kept.collect::<Vec<_>>().join(" ")
            };
            self.add(&part(false), class, value, kind);
            self.add(&part(true), class, value, kind);
            return;
        }
        let words: Vec<u32> = super::lex::words(phrase).map(|w| self.intern(w)).collect();
        let Some((&first, rest)) = words.split_first() else {
            return;
        };
        self.entries[first as usize].push(Entry {
            rest: rest.into(),
            class,
            value,
            capital: kind.capital,
        });
        self.strong[first as usize] |= kind.strong;
    }
}

/// What holds for all words of a class.
#[derive(Clone, Copy)]
pub(super) struct Kind {
    pub(super) capital: bool,
    pub(super) strong: bool,
}
