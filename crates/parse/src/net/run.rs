//! Running the network on sentences, several in lock-step.

use super::batch::Batch;
use super::features::{Fingerprint, Splitter};
use super::math::{leaky, round_i8, sigmoid_parts, tanh_parts};
use super::quant::{QuantLinear, QuantLstm, QuantNet, pad_labels};
use super::simd::{self, Rows, multiply_i8};
use crate::decode::Decoder;
use crate::names;
use rustc_hash::FxHashMap;

/// Words whose vectors are kept; a great text has no more.
const MOST_KEPT: usize = 32_768;

/// What the network says of a word: label numbers, and the head (0 for the root, else its number in the sentence).
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(crate) struct Labelled {
    pub(crate) upos: u16,
    pub(crate) xpos: u16,
    pub(crate) feats: u16,
    pub(crate) head: u16,
    pub(crate) rel: u16,
    pub(crate) name: u16,
    /// What speaks against each name label.
    pub(crate) doubts: Doubts,
}

/// For each name label, how far its score is behind the best: 1 is [`DOUBT`].
pub(crate) type Doubts = [u8; names::LABELS];
/// Units of a [`Doubts`] to a score of 1.
pub(crate) const DOUBT: i32 = 8;

/// Buffers that are used again and again by one thread.
#[derive(Default)]
pub(crate) struct Scratch {
    splitter: Splitter,
    split: Vec<Fingerprint>,
    ids: FxHashMap<Box<str>, u32>,
    /// Word vectors as the first layer takes them, one after the other.
    vectors: Vec<u8>,
    sum: Vec<f32>,
    x: Vec<u8>,
    y: Vec<u8>,
    sums: Vec<i32>,
    cells: Vec<f32>,
    /// Scores of tags off the first layer, by row of the batch.
    pub(super) tags: Vec<f32>,
    /// What the last layer gives, by row of the batch.
    pub(super) scored: Vec<f32>,
    pub(super) trees: TreeScratch,
}

#[derive(Default)]
pub(super) struct TreeScratch {
    /// Vectors of the sentence's heads, column by column, the root first.
    heads: Vec<f32>,
    turned: Vec<f32>,
    padded: Vec<f32>,
    pub(super) scores: Vec<f32>,
    hidden: Vec<f32>,
    pub(super) rels: Vec<f32>,
    decoder: Decoder,
}

/// Columns of some rows of activations.
pub(crate) struct Columns<'a> {
    pub(crate) data: &'a mut [u8],
    pub(crate) first: usize,
    pub(crate) stride: usize,
}

/// Activations are stored 128 too great.
#[inline(always)]
fn store(units: f32) -> u8 {
    round_i8(units) as u8 ^ 0x80
}

/// One time step of a layer's direction: from sums of products to cells and outputs, row by row.
#[inline(always)]
pub(crate) fn step(lstm: &QuantLstm, sums: &[i32], cells: &mut [f32], out: Columns<'_>) {
    let width = lstm.scale.len();
    let n = width / 4;
    let rows = sums.chunks_exact(width).zip(cells.chunks_exact_mut(n));
    for ((sums, cell), out) in rows.zip(
        out.data
            .chunks_mut(out.stride)
            .map(|o| &mut o[out.first..out.first + n]),
    ) {
        let (sums_ifo, sums_c) = sums.split_at(3 * n);
        let (sums_i, sums_fo) = sums_ifo.split_at(n);
        let (sums_f, sums_o) = sums_fo.split_at(n);
        let (scale, bias) = (&lstm.scale[..4 * n], &lstm.bias[..4 * n]);
        let gate = |sum: i32, k: usize| sum as f32 * scale[k] + bias[k];
        for j in 0..n {
            let (i, i_below) = sigmoid_parts(gate(sums_i[j], j));
            let (f, f_below) = sigmoid_parts(gate(sums_f[j], n + j));
            let (o, o_below) = sigmoid_parts(gate(sums_o[j], 2 * n + j));
            let (g, g_below) = tanh_parts(gate(sums_c[j], 3 * n + j));
            let ig_below = i_below * g_below;
            let c = (f * cell[j] * ig_below + i * g * f_below) / (f_below * ig_below);
            cell[j] = c;
            let (c, c_below) = tanh_parts(c);
            out[j] = store(o * c * 127.0 / (o_below * c_below));
        }
    }
}

/// `y += x · w`, with `w` `[x, y]` row-major and `y` a multiple of 16 long.
#[inline(always)]
pub(crate) fn affine(x: &[f32], w: &[f32], y: &mut [f32]) {
    let n = y.len();
    for (c, y) in y.chunks_exact_mut(16).enumerate() {
        let mut sums = [0.0; 16];
        sums.copy_from_slice(y);
        for (k, &x) in x.iter().enumerate() {
            let w = &w[k * n + 16 * c..][..16];
            for j in 0..16 {
                sums[j] += x * w[j];
            }
        }
        y.copy_from_slice(&sums);
    }
}

/// Sums of products as numbers, with the bias.
#[inline(always)]
pub(crate) fn dequantize(layer: &QuantLinear, sums: &[i32], out: &mut [f32]) {
    let n = layer.scale.len();
    for (sums, out) in sums.chunks_exact(n).zip(out.chunks_exact_mut(n)) {
        for j in 0..n {
            out[j] = sums[j] as f32 * layer.scale[j] + layer.bias[j];
        }
    }
}

/// The place of the greatest score, the first of equals.
fn best(scores: &[f32]) -> u16 {
    // Maxima of lanes come from vector instructions; the place is looked up afterwards.
    let mut lanes = [f32::MIN; 8];
    let chunks = scores.chunks_exact(8);
    let mut greatest = chunks
        .remainder()
        .iter()
        .fold(f32::MIN, |m, &s| if s > m { s } else { m });
    for chunk in chunks {
        for (lane, &s) in lanes.iter_mut().zip(chunk) {
            *lane = if s > *lane { s } else { *lane };
        }
    }
    greatest = lanes
        .iter()
        .fold(greatest, |m, &s| if s > m { s } else { m });
    scores.iter().position(|&s| s == greatest).unwrap_or(0) as u16
}

impl Scratch {
    /// Forgets word vectors if there are too many. Numbers from [`Scratch::word`] are void afterwards.
    pub(crate) fn trim(&mut self) {
        if self.ids.len() > MOST_KEPT {
            self.ids.clear();
            self.vectors.clear();
        }
    }

    /// The number of a word's vector, which is computed if it is new.
    pub(crate) fn word(&mut self, net: &QuantNet, form: &str) -> u32 {
        if let Some(&id) = self.ids.get(form) {
            return id;
        }
        let id = self.ids.len() as u32;
        self.ids.insert(form.into(), id);
        let width = net.shape.word;
        self.sum.clear();
        self.sum.resize(width, 0.0);
        self.splitter
            .split(form, net.listed.as_ref(), &mut self.split);
        for row in self.split.iter().filter_map(|&f| net.vocabulary.row(f)) {
            let row = row as usize;
            let scale = net.table.scale[row];
            let values = &net.table.rows[row * width..(row + 1) * width];
            for (s, &v) in self.sum.iter_mut().zip(values) {
                *s += f32::from(v as i8) * scale;
            }
        }
        let units = self.sum.iter().map(|s| store(s * net.word_units));
        self.vectors.extend(units);
        id
    }
}

impl QuantNet {
    /// Labels the words of some sentences. `words` are numbers from [`Scratch::word`], `lengths` the words of each
    /// sentence; `out` is filled in the order of `words`.
    pub(crate) fn run(
        &self,
        words: &[u32],
        lengths: &[usize],
        scratch: &mut Scratch,
        out: &mut Vec<Labelled>,
    ) {
        let (batch, starts) = self.encode(words, lengths, scratch);
        let first = out.len();
        out.resize(first + words.len(), Labelled::default());
        for (b, &i) in batch.sentences.iter().enumerate() {
            let from = first + starts[i as usize];
            self.label(&batch, b, scratch, &mut out[from..from + batch.lengths[b]]);
        }
    }

    /// Fills `scratch` with what is read off the layers; gives the batch, and where each sentence begins.
    pub(super) fn encode(
        &self,
        words: &[u32],
        lengths: &[usize],
        scratch: &mut Scratch,
    ) -> (Batch, Vec<usize>) {
        let batch = Batch::new(
            lengths
                .iter()
                .enumerate()
                .map(|(i, &n)| (i as u32, n))
                .collect(),
        );
        let mut starts = Vec::with_capacity(lengths.len());
        let mut total = 0;
        for n in lengths {
            starts.push(total);
            total += n;
        }
        let s = scratch;
        let width = self.shape.word;
        s.x.clear();
        s.x.resize(total * width, 128);
        for (b, &i) in batch.sentences.iter().enumerate() {
            for t in 0..batch.lengths[b] {
                let word = words[starts[i as usize] + t] as usize;
                let row = batch.row(b, t) * width;
                s.x[row..row + width].copy_from_slice(&s.vectors[word * width..(word + 1) * width]);
            }
        }
        for (i, layer) in self.lstm.iter().enumerate() {
            for (d, lstm) in layer.iter().enumerate() {
                self.direction(lstm, d, &batch, s);
            }
            std::mem::swap(&mut s.x, &mut s.y);
            if i == 0 {
                self.linear(&self.tags, &s.x, &mut s.sums, &mut s.tags);
            }
        }
        self.linear(&self.scorers, &s.x, &mut s.sums, &mut s.scored);
        (batch, starts)
    }

    /// One direction of a layer, from `x` into its columns of `y`.
    fn direction(&self, lstm: &QuantLstm, d: usize, batch: &Batch, s: &mut Scratch) {
        let hidden = self.shape.hidden;
        let (stride, width) = (2 * hidden, 4 * hidden);
        let rows = batch.rows();
        if d == 0 {
            s.y.clear();
            s.y.resize(rows * stride, 128);
        }
        s.sums.resize(rows * width, 0);
        let x = Rows {
            data: &s.x,
            stride: s.x.len() / rows.max(1),
            n: rows,
        };
        multiply_i8(&lstm.x, x, &mut s.sums[..rows * width], false);
        s.cells.clear();
        s.cells.resize(batch.lengths.len() * hidden, 0.0);
        let n_steps = batch.steps();
        for i in 0..n_steps {
            let t = if d == 0 { i } else { n_steps - 1 - i };
            let here = batch.step(t);
            let before = match d {
                _ if i == 0 => 0..0,
                0 => batch.step(t - 1).start..batch.step(t - 1).start + here.len(),
                _ => batch.step(t + 1),
            };
            let sums = &mut s.sums[here.start * width..here.end * width];
            let carried = Rows {
                data: &s.y[before.start * stride + d * hidden..],
                stride,
                n: before.len(),
            };
            multiply_i8(&lstm.h, carried, &mut sums[..before.len() * width], true);
            let out = Columns {
                data: &mut s.y[here.start * stride..here.end * stride],
                first: d * hidden,
                stride,
            };
            simd::lstm_step(lstm, sums, &mut s.cells, out);
        }
    }

    fn linear(&self, layer: &QuantLinear, x: &[u8], sums: &mut Vec<i32>, out: &mut Vec<f32>) {
        let stride = 2 * self.shape.hidden;
        let n = x.len() / stride;
        let size = n * layer.w.outputs();
        sums.resize(size.max(sums.len()), 0);
        out.resize(size, 0.0);
        multiply_i8(
            &layer.w,
            Rows { data: x, stride, n },
            &mut sums[..size],
            false,
        );
        simd::dequantize(layer, &sums[..size], out);
    }

    /// Labels sentence `b` of the batch from the scores.
    fn label(&self, batch: &Batch, b: usize, s: &mut Scratch, out: &mut [Labelled]) {
        let l = &self.shape.labels;
        let tags = self.tags.w.outputs();
        let width = self.scorers.w.outputs();
        let names = 2 * self.shape.arc + 2 * self.shape.rel;
        let mut open = 0;
        for (t, word) in out.iter_mut().enumerate() {
            let row = batch.row(b, t);
            let scores = &mut s.tags[row * tags..(row + 1) * tags];
            if self.shape.late_tags {
                let late = &s.scored[row * width + names + l.names..][..l.tags()];
                scores.iter_mut().zip(late).for_each(|(s, l)| *s += l);
            }
            word.xpos = best(&scores[..l.xpos]);
            word.upos = best(&scores[l.xpos..l.xpos + l.upos]);
            word.feats = best(&scores[l.xpos + l.upos..l.xpos + l.upos + l.feats]);
            if let Some(sets) = &self.tag_sets {
                [word.xpos, word.upos, word.feats] =
                    sets.fit([word.xpos, word.upos, word.feats], scores, l);
            }
            let scores = &s.scored[row * width + names..][..l.names];
            word.name = best(scores);
            let greatest = scores[usize::from(word.name)];
            for (doubt, score) in word.doubts.iter_mut().zip(scores) {
                *doubt = ((greatest - score) * DOUBT as f32) as u8;
            }
            // Labels come as outside, then begin and inside of each type by turns.
            if word.name > 0 && word.name % 2 == 0 && open != word.name / 2 {
                word.name -= 1;
            }
            open = word.name.div_ceil(2);
        }
        self.arcs(batch, b, &s.scored, &mut s.trees);
        let n = out.len();
        let t = &mut s.trees;
        for (word, &head) in out.iter_mut().zip(t.decoder.tree(&t.scores, n)) {
            word.head = head as u16;
        }
        for (i, word) in out.iter_mut().enumerate() {
            let head = usize::from(word.head);
            word.rel = best(self.relations(batch, (b, i, head), &s.scored, &mut s.trees));
        }
    }

    /// Scores of the heads of sentence `b`, `[n, n + 1]`.
    pub(super) fn arcs(&self, batch: &Batch, b: usize, scored: &[f32], s: &mut TreeScratch) {
        let (n, arc, width) = (batch.lengths[b], self.shape.arc, self.scorers.w.outputs());
        let lanes = (n + 1).next_multiple_of(16);
        s.heads.clear();
        s.heads.resize(arc * lanes, 0.0);
        for (k, &root) in self.arc_root.iter().enumerate() {
            s.heads[k * lanes] = root;
        }
        for t in 0..n {
            let head = &scored[batch.row(b, t) * width + arc..][..arc];
            for (k, &v) in head.iter().enumerate() {
                s.heads[k * lanes + t + 1] = leaky(v);
            }
        }
        s.scores.clear();
        for t in 0..n {
            s.hidden.clear();
            let dep = &scored[batch.row(b, t) * width..][..arc];
            s.hidden.extend(dep.iter().map(|&v| leaky(v)));
            s.turned.clear();
            s.turned.extend_from_slice(&self.arc_own);
            simd::affine(&s.hidden, &self.arc, &mut s.turned);
            s.padded.clear();
            s.padded.resize(lanes, 0.0);
            simd::affine(&s.turned, &s.heads, &mut s.padded);
            s.scores.extend_from_slice(&s.padded[..n + 1]);
        }
    }

    /// Scores of the relations of word `i` of sentence `b` to its head.
    pub(super) fn relations<'s>(
        &self,
        batch: &Batch,
        (b, i, head): (usize, usize, usize),
        scored: &[f32],
        s: &'s mut TreeScratch,
    ) -> &'s [f32] {
        let (arc, rel, width) = (self.shape.arc, self.shape.rel, self.scorers.w.outputs());
        let vector = |t: usize, at: usize| &scored[batch.row(b, t) * width + 2 * arc + at..][..rel];
        let as_head = if head == 0 {
            &self.rel_root[..]
        } else {
            vector(head - 1, rel)
        };
        s.hidden.clear();
        s.hidden
            .extend(vector(i, 0).iter().zip(as_head).map(|(d, h)| leaky(d + h)));
        s.rels.clear();
        s.rels.extend_from_slice(&self.rel_bias);
        simd::affine(&s.hidden, &self.rel, &mut s.rels);
        debug_assert_eq!(s.rels.len(), pad_labels(self.shape.labels.rels));
        &s.rels[..self.shape.labels.rels]
    }
}
