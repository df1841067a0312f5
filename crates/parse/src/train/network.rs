//! The whole network on one batch: forwards, losses and gradients.

use super::data::{Sample, Target, Task, Types};
use super::linear::{self, Slope};
use super::lstm::{Direction, Lstm, Pass, Trace};
use super::random::Random;
use super::tree_loss;
use crate::net::batch::Batch;
use crate::net::shape::Shape;
use crate::train::blocks::{Blocks, LinearBlocks, LstmBlocks};

/// How much is left out at random in training.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dropout {
    /// Of word vectors, between layers and in the scoring layers.
    pub(crate) units: f32,
    /// Of what a recurrent layer carries on.
    pub(crate) carried: f32,
    /// Of forms, whatever their frequency.
    pub(crate) words: f32,
}

/// Weight of the loss of each kind of tag; that of a head or relation is 1.
const TAG_WEIGHT: f32 = 0.5;
/// Weight of the loss of names, which are rare.
const NAME_WEIGHT: f32 = 2.0;

/// A network with its data.
pub(crate) struct Network<'a> {
    pub(crate) shape: &'a Shape,
    pub(crate) blocks: &'a Blocks,
    pub(crate) types: &'a Types,
    pub(crate) params: &'a [f32],
}

/// Gradients of one batch.
pub(crate) struct Gradient {
    /// Like the parameters.
    pub(crate) values: Vec<f32>,
    /// Rows of the feature table that have a gradient.
    pub(crate) touched: Vec<u32>,
}

/// Activations of one layer.
struct Layer {
    /// Inputs after dropout.
    x: Vec<f32>,
    traces: [Trace; 2],
    carried_masks: [Vec<f32>; 2],
    /// Mask of the outputs, `[sentences, 2 * hidden]`; empty for none.
    mask: Vec<f32>,
    /// Outputs of both directions after dropout, `[rows, 2 * hidden]`.
    y: Vec<f32>,
}

/// Activations of a pass.
pub(crate) struct Activations {
    /// Rows of the feature table used for each word.
    used: Vec<Vec<u32>>,
    word_mask: Vec<f32>,
    layers: Vec<Layer>,
}

impl Activations {
    /// What trees are read off, `[rows, 2 * hidden]`.
    pub(crate) fn last(&self) -> &[f32] {
        &self.layers[self.layers.len() - 1].y
    }
}

/// Multiplies each row with its sentence's mask.
pub(crate) fn apply_mask(batch: &Batch, mask: &[f32], values: &mut [f32]) {
    if mask.is_empty() {
        return;
    }
    let width = mask.len() / batch.lengths.len();
    for t in 0..batch.steps() {
        let rows = batch.step(t);
        let values = &mut values[rows.start * width..rows.end * width];
        values.iter_mut().zip(mask).for_each(|(v, m)| *v *= m);
    }
}

/// A mask that zeroes a share `p` and keeps the mean; empty without a generator.
pub(crate) fn mask(random: &mut Option<Random>, n: usize, p: f32) -> Vec<f32> {
    match random {
        Some(random) if p > 0.0 => {
            let keep = 1.0 / (1.0 - p);
            (0..n)
                .map(|_| if random.unit() < p { 0.0 } else { keep })
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Network<'_> {
    /// Runs the encoder. With a generator, drops out.
    pub(crate) fn encode(
        &self,
        batch: &Batch,
        samples: &[Sample],
        random: &mut Option<Random>,
        dropout: Dropout,
    ) -> Activations {
        let width = self.shape.word;
        let used = self.pick_rows(batch, samples, random, dropout);
        let table = self.blocks.table.of(self.params);
        let mut x = vec![0.0; batch.rows() * width];
        for (rows, x) in used.iter().zip(x.chunks_exact_mut(width)) {
            for &row in rows {
                let row = &table[row as usize * width..][..width];
                x.iter_mut().zip(row).for_each(|(x, v)| *x += v);
            }
        }
        let n = batch.lengths.len();
        let word_mask = mask(random, n * width, dropout.units);
        apply_mask(batch, &word_mask, &mut x);
        let mut layers: Vec<Layer> = Vec::new();
        for blocks in &self.blocks.lstm {
            let hidden = self.shape.hidden;
            let carried_masks = [(); 2].map(|()| mask(random, n * hidden, dropout.carried));
            let mask = mask(random, n * 2 * hidden, dropout.units);
            let input = layers
                .last()
                .map_or_else(|| std::mem::take(&mut x), |l| l.y.clone());
            layers.push(self.layer(blocks, batch, input, (carried_masks, mask)));
        }
        Activations {
            used,
            word_mask,
            layers,
        }
    }

    fn layer(
        &self,
        blocks: &[LstmBlocks; 2],
        batch: &Batch,
        x: Vec<f32>,
        (carried_masks, mask): ([Vec<f32>; 2], Vec<f32>),
    ) -> Layer {
        let hidden = self.shape.hidden;
        let traces = [0, 1].map(|d| self.lstm(blocks, d, &carried_masks[d]).forward(batch, &x));
        let mut y = vec![0.0; batch.rows() * 2 * hidden];
        for (d, trace) in traces.iter().enumerate() {
            for (y, h) in y
                .chunks_exact_mut(2 * hidden)
                .zip(trace.h.chunks_exact(hidden))
            {
                y[d * hidden..(d + 1) * hidden].copy_from_slice(h);
            }
        }
        apply_mask(batch, &mask, &mut y);
        Layer {
            x,
            traces,
            carried_masks,
            mask,
            y,
        }
    }

    fn lstm<'b>(&'b self, blocks: &[LstmBlocks; 2], d: usize, mask: &'b [f32]) -> Lstm<'b> {
        Lstm {
            params: self.params,
            blocks: blocks[d],
            direction: [Direction::Rightward, Direction::Leftward][d],
            mask,
        }
    }

    /// Rows of each word's features, by row of the batch; forms are dropped the more readily the rarer they are.
    fn pick_rows(
        &self,
        batch: &Batch,
        samples: &[Sample],
        random: &mut Option<Random>,
        dropout: Dropout,
    ) -> Vec<Vec<u32>> {
        let mut used = vec![Vec::new(); batch.rows()];
        for (b, &i) in batch.sentences.iter().enumerate() {
            for (t, &id) in samples[i as usize].types.iter().enumerate() {
                let rows = self.types.rows(id);
                let count = self.types.form_counts[id as usize];
                let drop = random.as_mut().is_some_and(|random| {
                    // Kiperwasser and Goldberg (2016) drop by frequency alone.
                    let rare = 0.5 / (0.5 + count as f32);
                    random.unit() < dropout.words.max(rare)
                });
                let from = usize::from(drop && count > 0);
                used[batch.row(b, t)] = rows[from..].to_vec();
            }
        }
        used
    }

    /// Adds the gradient of the batch's loss to `gradient`; gives the loss. `scale` multiplies each word's loss.
    pub(crate) fn learn(
        &self,
        (batch, samples): (&Batch, &[Sample]),
        (random, dropout): (Random, Dropout),
        scale: f32,
        gradient: &mut Gradient,
    ) -> f32 {
        let mut random = Some(random);
        let acts = self.encode(batch, samples, &mut random, dropout);
        let mut dys: Vec<Vec<f32>> = acts.layers.iter().map(|l| vec![0.0; l.y.len()]).collect();
        let mut slope = Slope {
            params: self.params,
            grad: &mut gradient.values,
        };
        let weights = row_weights(batch, samples, scale);
        let mut loss = 0.0;
        let b = self.blocks;
        let last = dys.len() - 1;
        for (task, readers) in b.readers(last) {
            let weight = match task {
                Task::Names => NAME_WEIGHT,
                _ => TAG_WEIGHT,
            };
            let mut y = self.read(&acts, &readers);
            let wanted = targets(batch, samples, task);
            let rows = y.chunks_exact_mut(readers[0].0.w.rows);
            for ((y, target), w) in rows.zip(&wanted).zip(&weights) {
                loss += target.learn(y, weight * w);
            }
            for (at, layer) in readers {
                let x = &acts.layers[layer].y;
                linear::backward(&mut slope, at, x, &y, &mut dys[layer]);
            }
        }
        let mut masks = tree_loss::Masks::new(self.shape, batch, &mut random, dropout.units);
        loss += tree_loss::learn(
            b,
            (batch, samples),
            acts.last(),
            &mut masks,
            (&mut slope, &mut dys[last], &weights),
        );
        self.propagate(batch, &acts, dys, gradient);
        loss
    }

    /// Scores of a task's labels, `[rows, labels]`: the sum over the linear layers that read them.
    pub(crate) fn read(&self, acts: &Activations, readers: &[Reading]) -> Vec<f32> {
        let mut y = Vec::new();
        for &(at, layer) in readers {
            let scores = linear::forward(self.params, at, &acts.layers[layer].y);
            if y.is_empty() {
                y = scores;
            } else {
                y.iter_mut().zip(&scores).for_each(|(a, b)| *a += b);
            }
        }
        y
    }

    /// Carries the gradients of the layers' outputs down to the feature table.
    fn propagate(
        &self,
        batch: &Batch,
        acts: &Activations,
        mut dys: Vec<Vec<f32>>,
        gradient: &mut Gradient,
    ) {
        let hidden = self.shape.hidden;
        let mut dx = Vec::new();
        for (i, layer) in acts.layers.iter().enumerate().rev() {
            let mut dy = dys.pop().expect("one gradient a layer");
            if i + 1 < acts.layers.len() {
                dy.iter_mut()
                    .zip(&dx)
                    .for_each(|(d, x): (&mut f32, &f32)| *d += x);
            }
            apply_mask(batch, &layer.mask, &mut dy);
            dx = vec![0.0; layer.x.len()];
            for d in 0..2 {
                let dh = dy
                    .chunks_exact(2 * hidden)
                    .flat_map(|r| &r[d * hidden..(d + 1) * hidden])
                    .copied()
                    .collect();
                let pass = Pass {
                    batch,
                    x: &layer.x,
                    trace: &layer.traces[d],
                    dh,
                };
                self.lstm(&self.blocks.lstm[i], d, &layer.carried_masks[d])
                    .backward(pass, &mut dx, &mut gradient.values);
            }
        }
        apply_mask(batch, &acts.word_mask, &mut dx);
        let width = self.shape.word;
        let table = self.blocks.table.of_mut(&mut gradient.values);
        for (rows, dx) in acts.used.iter().zip(dx.chunks_exact(width)) {
            for &row in rows {
                let grad = &mut table[row as usize * width..][..width];
                grad.iter_mut().zip(dx).for_each(|(g, d)| *g += d);
                gradient.touched.push(row);
            }
        }
    }
}

/// What each row's losses are multiplied with.
fn row_weights(batch: &Batch, samples: &[Sample], scale: f32) -> Vec<f32> {
    let mut weights = vec![0.0; batch.rows()];
    for (b, &i) in batch.sentences.iter().enumerate() {
        for t in 0..batch.lengths[b] {
            weights[batch.row(b, t)] = scale * samples[i as usize].weight;
        }
    }
    weights
}

/// A linear layer that labels are read off, and the recurrent layer that it reads.
pub(crate) type Reading = (LinearBlocks, usize);

impl Blocks {
    /// For each task but trees, what its labels are read off; `last` is the last recurrent layer.
    pub(crate) fn readers(&self, last: usize) -> [(Task, Vec<Reading>); 4] {
        let both = |k: usize, early: LinearBlocks| {
            let late = self.late.map(|late| (late[k], last));
            [(early, 0)].into_iter().chain(late).collect()
        };
        [
            (Task::Xpos, both(0, self.xpos)),
            (Task::Upos, both(1, self.upos)),
            (Task::Feats, both(2, self.feats)),
            (Task::Names, vec![(self.names, last)]),
        ]
    }
}

/// What is wanted of each row of the batch.
pub(crate) fn targets<'a>(batch: &Batch, samples: &'a [Sample], task: Task) -> Vec<Target<'a>> {
    let mut wanted = vec![Target::Unknown; batch.rows()];
    for (b, &i) in batch.sentences.iter().enumerate() {
        let sample = &samples[i as usize];
        for t in 0..batch.lengths[b] {
            wanted[batch.row(b, t)] = sample.target(task, t);
        }
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::{Dropout, Gradient, Network};
    use crate::net::batch::Batch;
    use crate::net::shape::{Labels, Shape};
    use crate::train::blocks::Blocks;
    use crate::train::data::{Sample, Shares, Soft, Types};
    use crate::train::random::Random;

    fn sample(random: &mut Random, n: usize) -> Sample {
        let mut labels =
            |most: usize| -> Vec<u16> { (0..n).map(|_| random.below(most) as u16).collect() };
        Sample {
            types: labels(6).iter().map(|&t| u32::from(t)).collect(),
            xpos: labels(4),
            upos: labels(3),
            feats: labels(5),
            // Each word hangs on a word before it: a tree.
            heads: (0..n as u16).collect(),
            rels: labels(6),
            names: labels(3),
            weight: 1.0,
            ..Sample::default()
        }
    }

    /// Labels with shares in place of one label each, for every task.
    fn soften(mut sample: Sample) -> Sample {
        let n = sample.types.len();
        let shares = |labels: &[u16]| -> Vec<Shares> {
            let share = |l: &u16| [(*l, 0.7), ((*l + 1) % 3, 0.3), (0, 0.0), (0, 0.0)];
            labels.iter().map(share).collect()
        };
        // A word may be its own head's rival, but not its own head.
        let heads = (0..n).map(|t| {
            let other = if t == 1 { 0 } else { n.min(2) as u16 };
            [(sample.heads[t], 0.6), (other, 0.4), (0, 0.0), (0, 0.0)]
        });
        sample.soft = Some(Box::new(Soft {
            xpos: shares(&sample.xpos),
            upos: shares(&sample.upos),
            feats: shares(&sample.feats),
            names: shares(&sample.names),
            rels: shares(&sample.rels),
            heads: heads.collect(),
        }));
        sample
    }

    fn loss(network: &Network<'_>, samples: &[Sample], gradient: &mut Gradient) -> f32 {
        let batch = Batch::new(
            samples
                .iter()
                .enumerate()
                .map(|(i, s)| (i as u32, s.types.len()))
                .collect(),
        );
        let dropout = Dropout {
            units: 0.2,
            carried: 0.2,
            words: 0.2,
        };
        network.learn(
            (&batch, samples),
            (Random::new(5, 5), dropout),
            1.0,
            gradient,
        )
    }

    fn empty(blocks: &Blocks) -> Gradient {
        Gradient {
            values: vec![0.0; blocks.total],
            touched: Vec::new(),
        }
    }

    #[test]
    fn gradients_equal_finite_differences() {
        let labels = Labels {
            xpos: 4,
            upos: 3,
            feats: 5,
            rels: 6,
            names: 3,
        };
        let shape = Shape {
            rows: 12,
            word: 5,
            hidden: 3,
            layers: 3,
            late_tags: true,
            arc: 4,
            rel: 5,
            labels,
        };
        let blocks = shape.blocks();
        let mut random = Random::new(3, 3);
        let mut params: Vec<f32> = (0..blocks.total).map(|_| random.spread(0.8)).collect();
        let [a, b, c] = [5, 2, 3].map(|n| sample(&mut random, n));
        let samples = [a, soften(b), soften(c)];
        let types = Types::tiny(&[&[0, 1, 2], &[3, 1, 4], &[5, 6], &[7, 8, 2], &[9, 10], &[11]]);
        let mut gradient = empty(&blocks);
        let network = Network {
            shape: &shape,
            blocks: &blocks,
            types: &types,
            params: &params,
        };
        loss(&network, &samples, &mut gradient);
        let mut off = Vec::new();
        for i in 0..blocks.total {
            let old = params[i];
            let mut slope = |step: f32| {
                let [up, down] = [step, -step].map(|d| {
                    params[i] = old + d;
                    let network = Network {
                        shape: &shape,
                        blocks: &blocks,
                        types: &types,
                        params: &params,
                    };
                    loss(&network, &samples, &mut empty(&blocks))
                });
                params[i] = old;
                (up - down) / (2.0 * step)
            };
            // A step may cross the kink of a rectifier, but not steps of all sizes.
            let want = gradient.values[i];
            let agrees = |s: f32| (s - want).abs() < 0.01 + 0.02 * want.abs();
            if ![1e-2, 3e-3, 1e-3]
                .into_iter()
                .any(|step| agrees(slope(step)))
            {
                off.push((i, slope(3e-3), want));
            }
        }
        assert!(off.is_empty(), "{off:?}");
    }
}
