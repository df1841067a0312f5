//! Distillation: raw text as several trained models see it, to train another network on.
//!
//! Each word gets the labels that the teachers find likely, with the mean of their probabilities as shares
//! (Hinton, Vinyals and Dean 2015), and each sentence the best tree by the sum of their scores.

use super::data::{Interner, Inventory, Sample, Shares, Soft};
use super::linear::softmax;
use crate::decode::Decoder;
use crate::model::Sections;
use crate::net::batch::Batch;
use crate::net::quant::QuantNet;
use crate::net::run::Scratch;
use crate::{Error, Parser};
use rustc_hash::FxHashSet;
use verbale_text::{Parsed, Sentence};

/// Words that are computed together.
const CHUNK_WORDS: usize = 768;
/// Words of a sentence that is learned from, at least and at most.
const LENGTHS: std::ops::RangeInclusive<u32> = 3..=100;

/// Networks with their buffers.
pub(crate) struct Teachers(Vec<(QuantNet, Scratch)>);

/// A sentence as its samples are made of it.
struct Lesson<'a> {
    forms: Vec<&'a str>,
    types: Vec<u32>,
}

/// Cuts raw texts with the first teacher.
///
/// # Errors
/// Bytes that are no model.
pub(crate) fn cut(teachers: &[&[u8]], raw: &[&str]) -> Result<Vec<Parsed>, Error> {
    let Some(first) = teachers.first() else {
        return Ok(Vec::new());
    };
    let parser = Parser::load(first)?;
    Ok(raw.iter().map(|text| parser.cut(text)).collect())
}

impl Teachers {
    /// Takes the networks out of model files.
    ///
    /// # Errors
    /// Bytes that are no model, or one with other labels than `inventory`.
    pub(crate) fn read(files: &[&[u8]], inventory: &Inventory) -> Result<Self, Error> {
        let read = |file: &&[u8]| {
            let (net, labels) = QuantNet::read(&Sections::read(file)?)?;
            if labels == *inventory {
                Ok((net, Scratch::default()))
            } else {
                Err(Error::OtherLabels)
            }
        };
        let nets: Result<Vec<_>, Error> = files.iter().map(read).collect();
        Ok(Self(nets?))
    }

    /// The sentences of cut texts as samples of the given weight; one that comes again is left out.
    pub(crate) fn samples(
        &mut self,
        docs: &[Parsed],
        interner: &mut Interner<'_>,
        weight: f32,
    ) -> Vec<Sample> {
        let mut known = FxHashSet::default();
        let (mut samples, mut lessons, mut words) = (Vec::new(), Vec::new(), 0);
        for doc in docs {
            for s in doc.sentences() {
                if !LENGTHS.contains(&(s.end - s.first)) {
                    continue;
                }
                let lesson = lesson(doc, s, interner);
                if !known.insert(lesson.types.clone()) {
                    continue;
                }
                words += lesson.types.len();
                lessons.push(lesson);
                if words > CHUNK_WORDS {
                    samples.extend(self.teach(&std::mem::take(&mut lessons), weight));
                    words = 0;
                }
            }
        }
        samples.extend(self.teach(&lessons, weight));
        samples
    }

    /// What the teachers say of some sentences.
    fn teach(&mut self, lessons: &[Lesson<'_>], weight: f32) -> Vec<Sample> {
        let forms: Vec<&str> = lessons.iter().flat_map(|l| &l.forms).copied().collect();
        let lengths: Vec<usize> = lessons.iter().map(|l| l.types.len()).collect();
        let mut batch = Batch::new(Vec::new());
        for (net, scratch) in &mut self.0 {
            batch = net.study(&forms, &lengths, scratch);
        }
        let mut samples = vec![Sample::default(); lessons.len()];
        for (b, &i) in batch.sentences.iter().enumerate() {
            let (heads, mut soft) = self.heads(&batch, b);
            self.labels(&batch, b, &mut soft);
            self.rels(&batch, b, &heads, &mut soft);
            samples[i as usize] = Sample {
                types: lessons[i as usize].types.clone(),
                heads,
                soft: Some(Box::new(soft)),
                weight,
                ..Sample::default()
            };
        }
        samples
    }

    /// The best tree of sentence `b`, and the likely heads of its words.
    fn heads(&mut self, batch: &Batch, b: usize) -> (Vec<u16>, Soft) {
        let n = batch.lengths[b];
        let (mut sums, mut means) = (vec![0.0; n * (n + 1)], vec![0.0; n * (n + 1)]);
        for (net, scratch) in &mut self.0 {
            let scores = net.head_scores(batch, b, scratch);
            add(&mut sums, scores);
            for (t, row) in scores.chunks_exact_mut(n + 1).enumerate() {
                row[t + 1] = -1e4;
                softmax(row);
            }
            add(&mut means, scores);
        }
        let heads = Decoder::default().tree(&sums, n).to_vec();
        let soft = Soft {
            heads: means.chunks_exact(n + 1).map(shares).collect(),
            ..Soft::default()
        };
        (heads.iter().map(|&h| h as u16).collect(), soft)
    }

    /// Likely tags and names of the words of sentence `b`.
    fn labels(&mut self, batch: &Batch, b: usize, soft: &mut Soft) {
        let l = self.0[0].0.shape.labels;
        let mut scores = Vec::new();
        for t in 0..batch.lengths[b] {
            let mut means = vec![0.0; l.tags() + l.names];
            for (net, scratch) in &mut self.0 {
                net.label_scores((batch, b, t), scratch, &mut scores);
                for part in tasks(&mut scores, [l.xpos, l.upos, l.feats, l.names]) {
                    softmax(part);
                }
                add(&mut means, &scores);
            }
            let [xpos, upos, feats, names] = tasks(&mut means, [l.xpos, l.upos, l.feats, l.names]);
            soft.xpos.push(shares(xpos));
            soft.upos.push(shares(upos));
            soft.feats.push(shares(feats));
            soft.names.push(shares(names));
        }
    }

    /// Likely relations of the words of sentence `b` to their heads.
    fn rels(&mut self, batch: &Batch, b: usize, heads: &[u16], soft: &mut Soft) {
        let n_labels = self.0[0].0.shape.labels.rels;
        for (t, &head) in heads.iter().enumerate() {
            let mut means = vec![0.0; n_labels];
            for (net, scratch) in &mut self.0 {
                let mut scores = net
                    .rel_scores(batch, (b, t, usize::from(head)), scratch)
                    .to_vec();
                softmax(&mut scores);
                add(&mut means, &scores);
            }
            soft.rels.push(shares(&means));
        }
    }
}

fn lesson<'a>(doc: &'a Parsed, s: &Sentence, interner: &mut Interner<'_>) -> Lesson<'a> {
    let words = &doc.tokens()[s.first as usize..s.end as usize];
    let forms: Vec<&str> = words.iter().map(|t| doc.strings().get(t.form)).collect();
    let types = forms.iter().map(|f| interner.id(f)).collect();
    Lesson { forms, types }
}

fn add(sums: &mut [f32], values: &[f32]) {
    sums.iter_mut().zip(values).for_each(|(s, v)| *s += v);
}

/// Scores cut into those of four tasks.
fn tasks(scores: &mut [f32], [a, b, c, d]: [usize; 4]) -> [&mut [f32]; 4] {
    let (first, rest) = scores.split_at_mut(a);
    let (second, rest) = rest.split_at_mut(b);
    let (third, rest) = rest.split_at_mut(c);
    [first, second, third, &mut rest[..d]]
}

/// The greatest of some sums of probabilities, made to add up to 1.
fn shares(sums: &[f32]) -> Shares {
    let mut best: Shares = Shares::default();
    for (label, &sum) in sums.iter().enumerate() {
        if sum > best[best.len() - 1].1 {
            let at = best.iter().position(|s| sum > s.1).unwrap_or(0);
            best[at..].rotate_right(1);
            best[at] = (label as u16, sum);
        }
    }
    let total: f32 = best.iter().map(|s| s.1).sum();
    best.map(|(label, sum)| (label, sum / total))
}

#[cfg(test)]
mod tests {
    use super::shares;

    #[test]
    fn the_likeliest_labels_share_one() {
        let found = shares(&[0.0, 1.0, 0.25, 3.0, 0.5, 0.125, 0.25]);
        assert_eq!(found.map(|s| s.0), [3, 1, 4, 2]);
        assert!((found.iter().map(|s| s.1).sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(
            shares(&[0.0, 2.0]),
            [(1, 1.0), (0, 0.0), (0, 0.0), (0, 0.0)]
        );
    }
}
