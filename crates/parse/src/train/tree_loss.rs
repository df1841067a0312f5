//! Scores of heads and relations, with losses and gradients.

use super::data::{Sample, Task};
use super::gemm::{View, add_product};
use super::linear::{self, Slope};
use super::network::{apply_mask, mask};
use super::random::Random;
use crate::net::batch::Batch;
use crate::net::math::leaky;
use crate::net::shape::Shape;
use crate::train::blocks::{Blocks, LinearBlocks};

/// Dropout masks of the scoring layers.
pub(crate) struct Masks {
    arc_dep: Vec<f32>,
    arc_head: Vec<f32>,
    rel: Vec<f32>,
}

impl Masks {
    pub(crate) fn new(shape: &Shape, batch: &Batch, random: &mut Option<Random>, p: f32) -> Self {
        let n = batch.lengths.len();
        Self {
            arc_dep: mask(random, n * shape.arc, p),
            arc_head: mask(random, n * shape.arc, p),
            rel: mask(random, n * shape.rel, p),
        }
    }
}

/// A layer with its rectified outputs.
fn rectified(
    params: &[f32],
    at: LinearBlocks,
    x: &[f32],
    (batch, mask): (&Batch, &[f32]),
) -> Vec<f32> {
    let mut y = linear::forward(params, at, x);
    y.iter_mut().for_each(|v| *v = leaky(*v));
    apply_mask(batch, mask, &mut y);
    y
}

/// Undoes [`rectified`] on gradients; the sign of an output tells the side.
fn unrectify(y: &[f32], dy: &mut [f32], batch: &Batch, mask: &[f32]) {
    apply_mask(batch, mask, dy);
    for (d, &y) in dy.iter_mut().zip(y) {
        if y <= 0.0 {
            *d *= 0.1;
        }
    }
}

/// Scores of the heads of all words of sentence `b`, `[n, n + 1]`.
struct Arcs {
    deps: Vec<f32>,
    /// With the root as row 0.
    heads: Vec<f32>,
    /// `deps · bilinear form`
    turned: Vec<f32>,
    scores: Vec<f32>,
}

fn gather(batch: &Batch, b: usize, width: usize, values: &[f32], out: &mut Vec<f32>) {
    for t in 0..batch.lengths[b] {
        let row = batch.row(b, t);
        out.extend_from_slice(&values[row * width..(row + 1) * width]);
    }
}

fn scatter(batch: &Batch, b: usize, values: &[f32], out: &mut [f32]) {
    let width = values.len() / batch.lengths[b];
    for (t, v) in values.chunks_exact(width).enumerate() {
        let row = batch.row(b, t);
        out[row * width..(row + 1) * width].copy_from_slice(v);
    }
}

fn score_arcs(
    params: &[f32],
    blocks: &Blocks,
    (batch, b): (&Batch, usize),
    (deps, heads): (&[f32], &[f32]),
) -> Arcs {
    let (n, width) = (batch.lengths[b], blocks.arc.w.cols);
    let mut arcs = Arcs {
        deps: Vec::new(),
        heads: blocks.arc_root.of(params).to_vec(),
        turned: vec![0.0; n * width],
        scores: vec![0.0; n * (n + 1)],
    };
    gather(batch, b, width, deps, &mut arcs.deps);
    gather(batch, b, width, heads, &mut arcs.heads);
    let form = View::new(blocks.arc.w.of(params), width);
    add_product(View::new(&arcs.deps, width), form, &mut arcs.turned);
    // The head's own weight joins every dependent's vector, so one product gives the whole score.
    let own = blocks.arc.b.of(params);
    for row in arcs.turned.chunks_exact_mut(width) {
        row.iter_mut().zip(own).for_each(|(t, o)| *t += o);
    }
    add_product(
        View::new(&arcs.turned, width),
        View::new(&arcs.heads, width).t(),
        &mut arcs.scores,
    );
    arcs
}

/// Scores of heads for evaluation: for each sentence `[n, n + 1]`.
pub(crate) fn arc_scores(
    params: &[f32],
    blocks: &Blocks,
    batch: &Batch,
    y: &[f32],
) -> Vec<Vec<f32>> {
    let deps = rectified(params, blocks.arc_dep, y, (batch, &[]));
    let heads = rectified(params, blocks.arc_head, y, (batch, &[]));
    (0..batch.lengths.len())
        .map(|b| score_arcs(params, blocks, (batch, b), (&deps, &heads)).scores)
        .collect()
}

/// Scores of relations to the given heads, `[rows, labels]`.
pub(crate) fn rel_scores(
    params: &[f32],
    blocks: &Blocks,
    batch: &Batch,
    y: &[f32],
    heads: &[Vec<u16>],
) -> Vec<f32> {
    let hidden = rel_hidden(params, blocks, batch, y, heads).0;
    linear::forward(params, blocks.rel, &hidden)
}

/// Hidden layer of the relations, and for each row the row of its head (`None`: the root).
fn rel_hidden(
    params: &[f32],
    blocks: &Blocks,
    batch: &Batch,
    y: &[f32],
    heads: &[Vec<u16>],
) -> (Vec<f32>, Vec<Option<usize>>) {
    let width = blocks.rel.w.cols;
    let mut hidden = linear::forward(params, blocks.rel_dep, y);
    let as_head = linear::forward(params, blocks.rel_head, y);
    let mut head_rows = vec![None; batch.rows()];
    for (b, heads) in heads.iter().enumerate() {
        for (t, &h) in heads.iter().enumerate() {
            let row = batch.row(b, t);
            let head = (h > 0).then(|| batch.row(b, usize::from(h) - 1));
            head_rows[row] = head;
            let vector = match head {
                Some(h) => &as_head[h * width..(h + 1) * width],
                None => blocks.rel_root.of(params),
            };
            let hidden = &mut hidden[row * width..(row + 1) * width];
            hidden
                .iter_mut()
                .zip(vector)
                .for_each(|(a, v)| *a = leaky(*a + v));
        }
    }
    (hidden, head_rows)
}

/// Losses of trees; adds gradients of the parameters (`slope`) and of the encoder's outputs (`dy`).
pub(crate) fn learn(
    blocks: &Blocks,
    (batch, samples): (&Batch, &[Sample]),
    y: &[f32],
    masks: &mut Masks,
    (slope, dy, weights): (&mut Slope<'_>, &mut [f32], &[f32]),
) -> f32 {
    let params = slope.params;
    let deps = rectified(params, blocks.arc_dep, y, (batch, &masks.arc_dep));
    let heads = rectified(params, blocks.arc_head, y, (batch, &masks.arc_head));
    let mut ddeps = vec![0.0; deps.len()];
    let mut dheads = vec![0.0; heads.len()];
    let mut loss = 0.0;
    for (b, &i) in batch.sentences.iter().enumerate() {
        let sample = &samples[i as usize];
        let mut arcs = score_arcs(params, blocks, (batch, b), (&deps, &heads));
        let n = batch.lengths[b];
        for (d, scores) in arcs.scores.chunks_exact_mut(n + 1).enumerate() {
            scores[d + 1] = -1e4;
            loss += sample
                .target(Task::Heads, d)
                .learn(scores, weights[batch.row(b, d)]);
            scores[d + 1] = 0.0;
        }
        let (dd, dh) = arcs_back(slope, blocks, &arcs);
        scatter(batch, b, &dd, &mut ddeps);
        scatter(batch, b, &dh, &mut dheads);
    }
    unrectify(&deps, &mut ddeps, batch, &masks.arc_dep);
    unrectify(&heads, &mut dheads, batch, &masks.arc_head);
    linear::backward(slope, blocks.arc_dep, y, &ddeps, dy);
    linear::backward(slope, blocks.arc_head, y, &dheads, dy);
    loss + learn_rels(
        blocks,
        (batch, samples),
        y,
        &masks.rel,
        (slope, dy, weights),
    )
}

/// From the gradients of one sentence's scores (in place of the scores) to those of its vectors.
fn arcs_back(slope: &mut Slope<'_>, blocks: &Blocks, arcs: &Arcs) -> (Vec<f32>, Vec<f32>) {
    let width = blocks.arc.w.cols;
    let n = arcs.deps.len() / width;
    let dscores = View::new(&arcs.scores, n + 1);
    let mut dturned = vec![0.0; n * width];
    add_product(dscores, View::new(&arcs.heads, width), &mut dturned);
    let mut dheads = vec![0.0; (n + 1) * width];
    add_product(dscores.t(), View::new(&arcs.turned, width), &mut dheads);
    let dt = View::new(&dturned, width);
    add_product(
        View::new(&arcs.deps, width).t(),
        dt,
        blocks.arc.w.of_mut(slope.grad),
    );
    linear::add_column_sums(&dturned, blocks.arc.b.of_mut(slope.grad));
    let mut ddeps = vec![0.0; n * width];
    add_product(
        dt,
        View::new(blocks.arc.w.of(slope.params), width).t(),
        &mut ddeps,
    );
    let root = blocks.arc_root.of_mut(slope.grad);
    root.iter_mut().zip(&dheads).for_each(|(r, d)| *r += d);
    (ddeps, dheads.split_off(width))
}

fn learn_rels(
    blocks: &Blocks,
    (batch, samples): (&Batch, &[Sample]),
    y: &[f32],
    mask: &[f32],
    (slope, dy, weights): (&mut Slope<'_>, &mut [f32], &[f32]),
) -> f32 {
    let width = blocks.rel.w.cols;
    let gold_heads: Vec<Vec<u16>> = batch
        .sentences
        .iter()
        .map(|&i| samples[i as usize].heads.clone())
        .collect();
    let (plain, head_rows) = rel_hidden(slope.params, blocks, batch, y, &gold_heads);
    let mut hidden = plain.clone();
    apply_mask(batch, mask, &mut hidden);
    let wanted = super::network::targets(batch, samples, Task::Rels);
    let mut scores = linear::forward(slope.params, blocks.rel, &hidden);
    let mut loss = 0.0;
    let rows = scores.chunks_exact_mut(blocks.rel.w.rows);
    for ((scores, target), w) in rows.zip(&wanted).zip(weights) {
        loss += target.learn(scores, *w);
    }
    let mut dhidden = vec![0.0; hidden.len()];
    linear::backward(slope, blocks.rel, &hidden, &scores, &mut dhidden);
    unrectify(&plain, &mut dhidden, batch, mask);
    let mut dheads = vec![0.0; hidden.len()];
    for (row, d) in dhidden.chunks_exact(width).enumerate() {
        let to = match head_rows[row] {
            Some(h) => &mut dheads[h * width..(h + 1) * width],
            None => blocks.rel_root.of_mut(slope.grad),
        };
        to.iter_mut().zip(d).for_each(|(g, d)| *g += d);
    }
    linear::backward(slope, blocks.rel_dep, y, &dhidden, dy);
    linear::backward(slope, blocks.rel_head, y, &dheads, dy);
    loss
}
