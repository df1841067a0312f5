//! Names of persons, organizations and places: a linear model over words, tags, trees and lists of known names.
//!
//! Only words that can be part of a name are scored; the best sequence of labels is found by dynamic programming
//! over sums of small whole numbers, so it is the same on every machine.

mod features;
mod lists;

pub(crate) use features::{Sight, Sources, Words};
pub(crate) use lists::Lists;
#[cfg(feature = "train")]
pub(crate) use lists::{entry_hash, word_hash};

use crate::Error;
use crate::model::{Kept, Reader};
use crate::net::run::{DOUBT, Doubts};
use crate::net::words::Listed;
use crate::segment::bytes::{damaged, u8};
use verbale_text::{Entity, Sentence, StrId, Strings, Token};

/// Labels: outside, then begin and inside of each type by turns, in the order of [`Entity::ALL`].
pub(crate) const LABELS: usize = 9;
/// Name of the section in the file and in errors.
pub(crate) const PART: &str = "names";
/// What the network's doubt of a label is worth, in the units of the weights.
const OPINION: i32 = 70;
/// The most that it is worth.
const MOST_OPINION: i32 = 400;
/// What all other occurrences of a word in the text are worth together.
const AGREEMENT: i32 = 120;
/// Score of what cannot be.
const NEVER: i32 = i32::MIN / 4;

/// The weights: of each feature's slot for each label, and of each label after another.
pub(crate) trait Weights {
    /// Adds the weights of slot `feature` to `scores`.
    fn add(&self, feature: u32, scores: &mut [i32; LABELS]);

    /// Weight of label `to` after label `from`.
    fn step(&self, from: usize, to: usize) -> i32;
}

/// Whether label `to` may follow label `from`: an inside label goes on with a name of its type.
fn may_follow(from: usize, to: usize) -> bool {
    to == 0 || to % 2 == 1 || from == to || from + 1 == to
}

/// Finds names in tagged and parsed sentences.
#[derive(Debug)]
pub(crate) struct NameTagger {
    weights: Stored,
    lists: Lists,
}

/// Weights as they stand in a model.
#[derive(Debug)]
struct Stored {
    /// Each byte a weight with its sign.
    slots: Kept,
    mask: u32,
    steps: [[i32; LABELS]; LABELS],
}

impl Weights for Stored {
    #[inline]
    fn add(&self, feature: u32, scores: &mut [i32; LABELS]) {
        let at = (feature & self.mask) as usize * LABELS;
        let weights = &self.slots[at..at + LABELS];
        for (score, &w) in scores.iter_mut().zip(weights) {
            *score += i32::from(w as i8);
        }
    }

    #[inline]
    fn step(&self, from: usize, to: usize) -> i32 {
        self.steps[from][to]
    }
}

/// Buffers for one text after the other.
#[derive(Default)]
pub(crate) struct NameWork {
    pub(crate) words: Words,
    path: Path,
    labels: Vec<u8>,
    /// Labels of all words of the text at first sight.
    first: Vec<u8>,
    votes: Votes,
}

/// For each string of a text, how often it was found outside names, and in names of each type.
#[derive(Default)]
struct Votes(Vec<[i32; TYPES]>);

/// Outside, and the types of names.
const TYPES: usize = LABELS.div_ceil(2);

impl Votes {
    /// Adds to `scores` what the other occurrences of the word say, of which this one was labelled `own`.
    fn add(&self, word: StrId, own: u8, scores: &mut [i32; LABELS]) {
        let mut votes = self.0[word.0 as usize];
        votes[usize::from(own.div_ceil(2))] -= 1;
        let total: i32 = votes.iter().sum();
        if total <= 0 {
            return;
        }
        for (label, score) in scores.iter_mut().enumerate() {
            *score += AGREEMENT * votes[label.div_ceil(2)] / total;
        }
    }

    /// Whether occurrences of the word were labelled in different ways.
    fn is_split(&self, word: StrId) -> bool {
        self.0[word.0 as usize].iter().filter(|&&n| n > 0).count() > 1
    }
}

impl NameTagger {
    /// Reads the `names` section of a model, of which it keeps a copy.
    #[cfg(all(test, feature = "train"))]
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(Reader::new(bytes, PART))
    }

    /// Reads the `names` section of a model.
    pub(crate) fn read(mut reader: Reader<'_>) -> Result<Self, Error> {
        let lists = Lists::read(&mut reader)?;
        let bits = u8(&mut reader)?;
        if bits > 22 {
            return Err(damaged(PART));
        }
        let mut steps = [[0; LABELS]; LABELS];
        for step in steps.iter_mut().flatten() {
            *step = reader.u32()? as i32;
            if step.unsigned_abs() > 1 << 20 {
                return Err(damaged(PART));
            }
        }
        let slots = reader.keep(LABELS << bits)?;
        let weights = Stored {
            slots,
            mask: (1 << bits) - 1,
            steps,
        };
        Ok(Self { weights, lists })
    }

    /// Fills in the name labels of all sentences of a text; those the words have already count a little.
    ///
    /// Sentences with a word that is labelled otherwise elsewhere in the text are seen twice.
    pub(crate) fn label(
        &self,
        tokens: &mut [Token],
        sentences: &[Sentence],
        ((strings, listed), doubts): ((&Strings, Option<&Listed>), &[Doubts]),
        work: &mut NameWork,
    ) {
        let sources = Sources {
            strings,
            lists: &self.lists,
            listed,
        };
        work.words.begin(strings);
        work.first.clear();
        work.votes.0.clear();
        work.votes.0.resize(strings.len(), [0; TYPES]);
        for s in sentences {
            let words = &tokens[s.first as usize..s.end as usize];
            let sight = work.words.see(words, s.first, sources);
            work.path.begin(&doubts[s.first as usize..s.end as usize]);
            work.path.best(&self.weights, &sight, &mut work.labels);
            for (i, (t, &label)) in words.iter().zip(&work.labels).enumerate() {
                if sight.is_capital(i) {
                    work.votes.0[t.form.0 as usize][usize::from(label.div_ceil(2))] += 1;
                }
            }
            work.first.extend_from_slice(&work.labels);
        }
        for s in sentences {
            let words = &mut tokens[s.first as usize..s.end as usize];
            let first = &work.first[s.first as usize..s.end as usize];
            if words.iter().any(|t| work.votes.is_split(t.form)) {
                let sight = work.words.see(words, s.first, sources);
                work.path.begin(&doubts[s.first as usize..s.end as usize]);
                for (i, (t, &own)) in words.iter().zip(first).enumerate() {
                    if sight.is_capital(i) {
                        work.votes.add(t.form, own, &mut work.path.extra[i]);
                    }
                }
                work.path.best(&self.weights, &sight, &mut work.labels);
            } else {
                work.labels.clear();
                work.labels.extend_from_slice(first);
            }
            for (t, &label) in words.iter_mut().zip(&work.labels) {
                t.entity = Entity::ALL[usize::from(label)];
            }
        }
    }
}

/// The best sequence of labels, found word by word.
#[derive(Default)]
pub(crate) struct Path {
    /// For each word and label, the label before it on the best way there.
    back: Vec<[u8; LABELS]>,
    /// For each word, what is added to the scores of its labels; may be empty.
    extra: Vec<[i32; LABELS]>,
    /// In training, the labels that words must have, as far as they are known; else empty.
    pub(crate) fixed: Vec<Option<u8>>,
    features: Vec<u32>,
}

impl Path {
    /// Takes what the network says of the words for a second opinion.
    fn begin(&mut self, doubts: &[Doubts]) {
        self.extra.clear();
        let extra = |d: &Doubts| d.map(|d| -(i32::from(d) * OPINION / DOUBT).min(MOST_OPINION));
        self.extra.extend(doubts.iter().map(extra));
    }

    /// Puts the best labels of a sentence into `labels`.
    pub(crate) fn best(&mut self, weights: &impl Weights, sight: &Sight<'_>, labels: &mut Vec<u8>) {
        self.back.clear();
        let mut scores = [NEVER; LABELS];
        scores[0] = 0;
        for i in 0..sight.len() {
            let mut own = [0; LABELS];
            let is_open = sight.is_open(i);
            if is_open {
                sight.features(i, &mut self.features);
                for &feature in &self.features {
                    weights.add(feature, &mut own);
                }
                if let Some(extra) = self.extra.get(i) {
                    own.iter_mut().zip(extra).for_each(|(o, e)| *o += e);
                }
            }
            let last = if is_open { LABELS } else { 1 };
            let mut next = [NEVER; LABELS];
            let mut back = [0; LABELS];
            let fixed = self.fixed.get(i).copied().flatten().map(usize::from);
            for to in (0..last).filter(|&to| fixed.is_none_or(|f| f == to)) {
                for (from, &score) in scores.iter().enumerate() {
                    if !may_follow(from, to) || score <= NEVER {
                        continue;
                    }
                    let sum = score + weights.step(from, to) + own[to];
                    if sum > next[to] {
                        (next[to], back[to]) = (sum, from as u8);
                    }
                }
            }
            // Only differences count; taken from the best, they stay small.
            let base = next.iter().copied().max().unwrap_or(0);
            scores = next.map(|s| if s <= NEVER { NEVER } else { s - base });
            self.back.push(back);
        }
        labels.clear();
        labels.resize(sight.len(), 0);
        let mut label = (0..LABELS).rev().max_by_key(|&l| scores[l]).unwrap_or(0);
        for (i, back) in self.back.iter().enumerate().rev() {
            labels[i] = label as u8;
            label = usize::from(back[label]);
        }
    }
}
