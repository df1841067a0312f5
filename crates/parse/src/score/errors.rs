//! Where trees go wrong: by relation, by length of the sentence, by genre.

use super::read::{Text, Word};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Upper ends of the classes of sentence length, in words; the last class is open.
const LENGTHS: [usize; 5] = [5, 10, 20, 30, 50];

/// Confusions that the table shows.
const SHOWN: usize = 30;

/// Words of one gold relation that the system gave another relation, another head or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    /// Relation of the gold file, without subtype.
    pub gold: String,
    /// Relation of the system file, without subtype.
    pub system: String,
    /// Paired words whose head is right.
    pub head_right: usize,
    /// Paired words whose head is wrong.
    pub head_wrong: usize,
}

/// Gold words of some kind, and how many of them the system has right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    /// Sentence length (`11-20`) or genre.
    pub name: String,
    /// Sentences of the gold file.
    pub sentences: usize,
    /// Words of the gold file.
    pub words: usize,
    /// Those whose head is right.
    pub head: usize,
    /// Those whose head and relation are right.
    pub labelled: usize,
}

/// All errors of one comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Errors {
    /// The most frequent first.
    pub confusions: Vec<Confusion>,
    /// By length of the gold sentence, the shortest first.
    pub lengths: Vec<Slice>,
    /// By genre, in order of their names; empty if the gold file tells none. The genre is `# meta::genre` of the
    /// document (as in GUM), or the letters before the first `-` or `_` of `# sent_id` (as in EWT).
    pub genres: Vec<Slice>,
}

/// Sums up the paired words; `judged` says of each gold word with its pair whether head and relation are right.
pub(super) fn count(
    gold: &Text,
    pairs: impl Iterator<Item = (usize, (bool, bool))>,
    system_rel: impl Fn(usize) -> String,
) -> Errors {
    let mut confused: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    let mut right = vec![(false, false); gold.words.len()];
    for (g, (head, labelled)) in pairs {
        right[g] = (head, labelled);
        if !labelled {
            let key = (gold.words[g].rel().to_owned(), system_rel(g));
            let n = confused.entry(key).or_default();
            *(if head { &mut n.0 } else { &mut n.1 }) += 1;
        }
    }
    let mut confusions: Vec<Confusion> = confused
        .into_iter()
        .map(|((gold, system), (head_right, head_wrong))| Confusion {
            gold,
            system,
            head_right,
            head_wrong,
        })
        .collect();
    confusions.sort_by_key(|c| std::cmp::Reverse(c.head_right + c.head_wrong));
    let (lengths, genres) = slices(gold, &right);
    Errors {
        confusions,
        lengths,
        genres,
    }
}

/// By length and by genre.
fn slices(gold: &Text, right: &[(bool, bool)]) -> (Vec<Slice>, Vec<Slice>) {
    let mut lengths: BTreeMap<usize, Slice> = BTreeMap::new();
    let mut genres: BTreeMap<&str, Slice> = BTreeMap::new();
    let mut first = 0;
    for genre in &gold.genres {
        let sentence = gold.words[first].sentence;
        let n = gold.words[first..]
            .iter()
            .take_while(|w: &&Word| w.sentence == sentence)
            .count();
        let class = LENGTHS
            .iter()
            .position(|&most| n <= most)
            .unwrap_or(LENGTHS.len());
        let right = &right[first..first + n];
        lengths
            .entry(class)
            .or_insert_with(|| Slice::new(&length_name(class)))
            .add(right);
        if let Some(genre) = genre {
            genres
                .entry(genre)
                .or_insert_with(|| Slice::new(genre))
                .add(right);
        }
        first += n;
    }
    (
        lengths.into_values().collect(),
        genres.into_values().collect(),
    )
}

fn length_name(class: usize) -> String {
    let least = class.checked_sub(1).map_or(1, |before| LENGTHS[before] + 1);
    match LENGTHS.get(class) {
        Some(most) => format!("{least}-{most}"),
        None => format!("{least}-"),
    }
}

impl Slice {
    fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            sentences: 0,
            words: 0,
            head: 0,
            labelled: 0,
        }
    }

    fn add(&mut self, right: &[(bool, bool)]) {
        self.sentences += 1;
        self.words += right.len();
        self.head += right.iter().filter(|r| r.0).count();
        self.labelled += right.iter().filter(|r| r.1).count();
    }

    fn row(&self) -> String {
        let percent = |n: usize| 100.0 * n as f64 / self.words.max(1) as f64;
        format!(
            "{:<14} {:>9} {:>7} {:7.2} {:7.2}\n",
            self.name,
            self.sentences,
            self.words,
            percent(self.head),
            percent(self.labelled)
        )
    }
}

impl Errors {
    /// Three tables, a line end after each line. Shares are of gold words, in percent.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{:<12} {:<12} {:>10} {:>10}\n",
            "gold", "system", "head right", "head wrong"
        );
        for c in self.confusions.iter().take(SHOWN) {
            out += &format!(
                "{:<12} {:<12} {:>10} {:>10}\n",
                c.gold, c.system, c.head_right, c.head_wrong
            );
        }
        for (title, slices) in [("length", &self.lengths), ("genre", &self.genres)] {
            if !slices.is_empty() {
                out += &format!(
                    "\n{title:<14} {:>9} {:>7} {:>7} {:>7}\n",
                    "sentences", "words", "head", "LAS"
                );
                slices.iter().for_each(|slice| out += &slice.row());
            }
        }
        out
    }

    /// `{confusions: [{gold, system, head_right, head_wrong}], lengths: [{name, sentences, words, head, labelled}],
    /// genres: [the same]}`, counts.
    pub fn to_json(&self) -> Value {
        let confusions = self.confusions.iter().map(|c| {
            json!({"gold": c.gold, "system": c.system, "head_right": c.head_right, "head_wrong": c.head_wrong})
        });
        let list = |slices: &[Slice]| -> Value {
            let one = |s: &Slice| json!({"name": s.name, "sentences": s.sentences, "words": s.words, "head": s.head, "labelled": s.labelled});
            slices.iter().map(one).collect()
        };
        json!({
            "confusions": confusions.collect::<Value>(),
            "lengths": list(&self.lengths),
            "genres": list(&self.genres),
        })
    }
}
