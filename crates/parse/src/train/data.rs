//! Treebanks as numbers.

use crate::net::features::{Fingerprint, Splitter, Vocabulary};
use crate::net::shape::Labels;
use crate::net::words::Listed;
use crate::train::blocks::Blocks;
use crate::train::linear::cross_entropy;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use verbale_text::{Entity, Parsed, TokenIdx};

/// Stands for a label that is not known.
pub(crate) const UNKNOWN: u16 = u16::MAX;

pub(crate) use crate::net::quant::Inventory;

/// What is to be learned of a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Task {
    Xpos,
    Upos,
    Feats,
    Names,
    Heads,
    Rels,
}

/// Likely labels with their shares, which add up to 1.
pub(crate) type Shares = [(u16, f32); 4];

/// What teachers say of a sentence, one entry a word.
#[derive(Clone, Default)]
pub(crate) struct Soft {
    pub(crate) xpos: Vec<Shares>,
    pub(crate) upos: Vec<Shares>,
    pub(crate) feats: Vec<Shares>,
    pub(crate) names: Vec<Shares>,
    pub(crate) heads: Vec<Shares>,
    /// Of the relation to the head in the teachers' best tree.
    pub(crate) rels: Vec<Shares>,
}

/// What is wanted of the scores of a word's labels.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a> {
    Unknown,
    One(u16),
    Some(&'a Shares),
}

impl Target<'_> {
    /// Turns scores into the gradient of the cross-entropy times `weight`; gives the loss.
    pub(crate) fn learn(self, scores: &mut [f32], weight: f32) -> f32 {
        match self {
            Target::Unknown => {
                scores.fill(0.0);
                0.0
            }
            Target::One(label) => cross_entropy(scores, &[(label, 1.0)], weight),
            Target::Some(shares) => cross_entropy(scores, shares, weight),
        }
    }
}

/// One sentence. All vectors have one entry a word.
#[derive(Clone, Default)]
pub(crate) struct Sample {
    /// Word type, see [`Types`].
    pub(crate) types: Vec<u32>,
    pub(crate) xpos: Vec<u16>,
    pub(crate) upos: Vec<u16>,
    pub(crate) feats: Vec<u16>,
    /// 0 for the root, else the number of the head, from 1.
    pub(crate) heads: Vec<u16>,
    pub(crate) rels: Vec<u16>,
    pub(crate) names: Vec<u16>,
    /// What teachers say; then `heads` are their best tree, and the other labels are empty.
    pub(crate) soft: Option<Box<Soft>>,
    /// Weight of its words: 1 for people's work, less for that of teachers.
    pub(crate) weight: f32,
}

impl Sample {
    /// What is wanted of word `t`.
    pub(crate) fn target(&self, task: Task, t: usize) -> Target<'_> {
        if let Some(soft) = &self.soft {
            return Target::Some(match task {
                Task::Xpos => &soft.xpos[t],
                Task::Upos => &soft.upos[t],
                Task::Feats => &soft.feats[t],
                Task::Names => &soft.names[t],
                Task::Heads => &soft.heads[t],
                Task::Rels => &soft.rels[t],
            });
        }
        let label = match task {
            Task::Xpos => self.xpos[t],
            Task::Upos => self.upos[t],
            Task::Feats => self.feats[t],
            Task::Names => self.names[t],
            Task::Heads => self.heads[t],
            Task::Rels => self.rels[t],
        };
        if label == UNKNOWN {
            Target::Unknown
        } else {
            Target::One(label)
        }
    }
}

/// The distinct words, each with the rows of its features.
pub(crate) struct Types {
    ids: FxHashMap<String, u32>,
    ends: Vec<u32>,
    rows: Vec<u32>,
    /// Whether the first row of a word is its form's, with how often the form was seen.
    pub(crate) form_counts: Vec<u32>,
}

impl Types {
    /// Rows of a word.
    pub(crate) fn rows(&self, id: u32) -> &[u32] {
        let i = id as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] };
        &self.rows[start as usize..self.ends[i] as usize]
    }

    /// Types with the given rows.
    #[cfg(test)]
    pub(crate) fn tiny(words: &[&[u32]]) -> Self {
        let mut types = Self {
            ids: FxHashMap::default(),
            ends: Vec::new(),
            rows: Vec::new(),
            form_counts: vec![2; words.len()],
        };
        for rows in words {
            types.rows.extend_from_slice(rows);
            types.ends.push(types.rows.len() as u32);
        }
        types
    }

    /// The greatest element of a word's vector.
    pub(crate) fn spread(&self, params: &[f32], blocks: &Blocks) -> f32 {
        let width = blocks.table.cols;
        let table = blocks.table.of(params);
        let mut greatest = 1e-3f32;
        let mut sum = vec![0.0f32; width];
        for id in 0..self.ends.len() as u32 {
            sum.fill(0.0);
            for &row in self.rows(id) {
                let row = &table[row as usize * width..][..width];
                sum.iter_mut().zip(row).for_each(|(s, v)| *s += v);
            }
            greatest = sum.iter().fold(greatest, |m, v| m.max(v.abs()));
        }
        greatest
    }
}

/// Adds words one by one.
pub(crate) struct Interner<'a> {
    pub(crate) types: Types,
    vocabulary: &'a Vocabulary,
    listed: Option<&'a Listed>,
    counts: &'a FxHashMap<Fingerprint, u32>,
    splitter: Splitter,
    split: Vec<Fingerprint>,
}

impl<'a> Interner<'a> {
    pub(crate) fn new(
        (vocabulary, listed): (&'a Vocabulary, Option<&'a Listed>),
        counts: &'a FxHashMap<Fingerprint, u32>,
    ) -> Self {
        Self {
            types: Types {
                ids: FxHashMap::default(),
                ends: Vec::new(),
                rows: Vec::new(),
                form_counts: Vec::new(),
            },
            vocabulary,
            listed,
            counts,
            splitter: Splitter::default(),
            split: Vec::new(),
        }
    }

    pub(crate) fn id(&mut self, form: &str) -> u32 {
        if let Some(&id) = self.types.ids.get(form) {
            return id;
        }
        let types = &mut self.types;
        let id = types.ends.len() as u32;
        self.splitter.split(form, self.listed, &mut self.split);
        let known = self.vocabulary.row(self.split[0]).is_some();
        let count = self.counts.get(&self.split[0]).copied().unwrap_or(0);
        types.form_counts.push(if known { count.max(1) } else { 0 });
        let rows = self.split.iter().filter_map(|&f| self.vocabulary.row(f));
        types.rows.extend(rows);
        types.ends.push(types.rows.len() as u32);
        types.ids.insert(form.to_owned(), id);
        id
    }

    /// The sentences of `docs`. `names` has their name labels, where known.
    pub(crate) fn samples(
        &mut self,
        docs: &[Parsed],
        inventory: &Inventory,
        names: &[Option<Vec<u16>>],
    ) -> Vec<Sample> {
        let index = |labels: &Vec<String>| -> FxHashMap<String, u16> {
            labels.iter().cloned().zip(0..).collect()
        };
        let index = Labels {
            xpos: index(&inventory.xpos),
            upos: index(&inventory.upos),
            feats: index(&inventory.feats),
            rels: index(&inventory.rels),
            names: index(&inventory.names),
        };
        let mut names = names.iter();
        let mut samples = Vec::new();
        for doc in docs {
            for sentence in doc.sentences() {
                let names = names.next().and_then(|n| n.as_deref());
                let words = (sentence.first, sentence.end);
                samples.push(self.sample(doc, words, &index, names));
            }
        }
        samples
    }

    fn sample(
        &mut self,
        doc: &Parsed,
        (first, end): (u32, u32),
        index: &Labels<FxHashMap<String, u16>>,
        names: Option<&[u16]>,
    ) -> Sample {
        let mut s = Sample {
            weight: 1.0,
            ..Sample::default()
        };
        for t in &doc.tokens()[first as usize..end as usize] {
            let strings = doc.strings();
            let of = |index: &FxHashMap<String, u16>, label: &str| {
                index.get(label).copied().unwrap_or(UNKNOWN)
            };
            s.types.push(self.id(strings.get(t.form)));
            s.xpos.push(of(&index.xpos, strings.get(t.xpos)));
            s.upos.push(of(&index.upos, t.upos.as_str()));
            s.feats.push(of(&index.feats, strings.get(t.feats)));
            s.heads.push(if t.head == TokenIdx::NONE {
                0
            } else {
                (t.head.0 - first + 1) as u16
            });
            s.rels.push(of(&index.rels, &deprel(doc, t)));
        }
        s.names = match names {
            Some(names) => names.to_vec(),
            None => vec![UNKNOWN; s.types.len()],
        };
        s
    }
}

fn deprel(doc: &Parsed, t: &verbale_text::Token) -> String {
    match doc.strings().get(t.subtype) {
        "" => t.rel.to_string(),
        subtype => format!("{}:{subtype}", t.rel),
    }
}

/// The labels that occur in `docs`, in alphabetical order.
pub(crate) fn inventory(docs: &[Parsed]) -> Inventory {
    let mut sets: Labels<BTreeSet<String>> = Labels::default();
    for doc in docs {
        for t in doc.tokens() {
            sets.xpos.insert(doc.strings().get(t.xpos).to_owned());
            sets.upos.insert(t.upos.to_string());
            sets.feats.insert(doc.strings().get(t.feats).to_owned());
            sets.rels.insert(deprel(doc, t));
        }
    }
    Labels {
        xpos: sets.xpos.into_iter().collect(),
        upos: sets.upos.into_iter().collect(),
        feats: sets.feats.into_iter().collect(),
        rels: sets.rels.into_iter().collect(),
        names: Entity::ALL.iter().map(ToString::to_string).collect(),
    }
}

/// Adds up how often each feature occurs.
pub(crate) fn count_features(
    docs: &[Parsed],
    listed: Option<&Listed>,
    counts: &mut FxHashMap<Fingerprint, u32>,
) {
    let (mut splitter, mut split) = (Splitter::default(), Vec::new());
    for doc in docs {
        for t in doc.tokens() {
            splitter.split(doc.strings().get(t.form), listed, &mut split);
            for &f in &split {
                *counts.entry(f).or_insert(0) += 1;
            }
        }
    }
}

/// The features that occur at least `least` times, in rising order.
pub(crate) fn frequent(counts: &FxHashMap<Fingerprint, u32>, least: u32) -> Vec<Fingerprint> {
    let mut frequent: Vec<Fingerprint> = Vec::new();
    frequent.extend(
        counts
            .keys()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .filter(|f| counts[f] >= least),
    );
    frequent
}
