//! One direction of a recurrent layer, forwards and with gradients.

use super::gemm::{Packed, View, add_product, add_product_packed};
use super::linear::add_column_sums;
use crate::net::batch::Batch;
use crate::net::math::{sigmoid, tanh};
use crate::train::blocks::LstmBlocks;

/// Which way a layer reads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Direction {
    Rightward,
    Leftward,
}

impl Direction {
    fn steps(self, n: usize) -> Box<dyn Iterator<Item = usize>> {
        match self {
            Direction::Rightward => Box::new(0..n),
            Direction::Leftward => Box::new((0..n).rev()),
        }
    }

    fn back(self) -> Self {
        match self {
            Direction::Rightward => Direction::Leftward,
            Direction::Leftward => Direction::Rightward,
        }
    }

    /// Rows of the step before `t`, cut to the sentences that have a word in both.
    fn before(self, batch: &Batch, t: usize) -> std::ops::Range<usize> {
        let here = batch.step(t).len();
        match self {
            Direction::Rightward if t > 0 => {
                let before = batch.step(t - 1);
                before.start..before.start + here
            }
            Direction::Leftward if t + 1 < batch.steps() => batch.step(t + 1),
            _ => 0..0,
        }
    }
}

/// What a pass leaves behind for the gradients. All `[rows, …]`.
pub(crate) struct Trace {
    /// Gates after their functions, `[rows, 4 * hidden]`.
    gates: Vec<f32>,
    cell: Vec<f32>,
    cell_tanh: Vec<f32>,
    /// Output of the step before, times the dropout mask.
    carried: Vec<f32>,
    /// Outputs, `[rows, hidden]`.
    pub(crate) h: Vec<f32>,
    hidden: usize,
}

/// A layer's direction with the parameters in place.
pub(crate) struct Lstm<'a> {
    pub(crate) params: &'a [f32],
    pub(crate) blocks: LstmBlocks,
    pub(crate) direction: Direction,
    /// Factor of each unit's output where it is carried on, `[sentences, hidden]`; empty for none.
    pub(crate) mask: &'a [f32],
}

impl Lstm<'_> {
    fn hidden(&self) -> usize {
        self.blocks.h.cols
    }

    /// Runs over `x`, `[rows, inputs]`.
    pub(crate) fn forward(&self, batch: &Batch, x: &[f32]) -> Trace {
        let (rows, hidden) = (batch.rows(), self.hidden());
        let width = 4 * hidden;
        let mut gates = Vec::with_capacity(rows * width);
        for _ in 0..rows {
            gates.extend_from_slice(self.blocks.b.of(self.params));
        }
        let inputs = self.blocks.x.cols;
        let wx = View::new(self.blocks.x.of(self.params), inputs).t();
        add_product(View::new(x, inputs), wx, &mut gates);
        let wh = Packed::new(View::new(self.blocks.h.of(self.params), hidden).t());
        let mut trace = Trace {
            gates,
            cell: vec![0.0; rows * hidden],
            cell_tanh: vec![0.0; rows * hidden],
            carried: vec![0.0; rows * hidden],
            h: vec![0.0; rows * hidden],
            hidden,
        };
        for t in self.direction.steps(batch.steps()) {
            let (here, before) = (batch.step(t), self.direction.before(batch, t));
            let n = before.len();
            let first = here.start * hidden;
            let carried = &mut trace.carried[first..first + n * hidden];
            carried.copy_from_slice(&trace.h[before.start * hidden..before.end * hidden]);
            for (c, m) in carried.iter_mut().zip(self.mask) {
                *c *= m;
            }
            let carried = View::new(carried, hidden);
            let gates = &mut trace.gates[here.start * width..(here.start + n) * width];
            add_product_packed(carried, &wh, gates);
            for (i, row) in here.enumerate() {
                let before = (i < n).then(|| before.start + i);
                trace.step(row, before);
            }
        }
        trace
    }

    /// Adds the gradients of the parameters to `grad` and of the inputs to `dx`, from those of the outputs, `dh`.
    pub(crate) fn backward(&self, pass: Pass<'_>, dx: &mut [f32], grad: &mut [f32]) {
        let Pass {
            batch,
            x,
            trace,
            dh,
        } = pass;
        let hidden = self.hidden();
        let width = 4 * hidden;
        let wh = Packed::new(View::new(self.blocks.h.of(self.params), hidden));
        let mut d = Deltas {
            h: dh,
            cell: vec![0.0; batch.rows() * hidden],
            gates: vec![0.0; batch.rows() * width],
        };
        let mut back = Vec::new();
        for t in self.direction.back().steps(batch.steps()) {
            let (here, before) = (batch.step(t), self.direction.before(batch, t));
            let n = before.len();
            for (i, row) in here.clone().enumerate() {
                trace.step_back(row, (i < n).then(|| before.start + i), &mut d);
            }
            back.clear();
            back.resize(n * hidden, 0.0);
            let gates = &d.gates[here.start * width..(here.start + n) * width];
            add_product_packed(View::new(gates, width), &wh, &mut back);
            for (b, m) in back.iter_mut().zip(self.mask) {
                *b *= m;
            }
            for (h, b) in d.h[before.start * hidden..].iter_mut().zip(&back) {
                *h += b;
            }
        }
        let inputs = self.blocks.x.cols;
        let gates = View::new(&d.gates, width);
        add_product(gates, View::new(self.blocks.x.of(self.params), inputs), dx);
        add_product(gates.t(), View::new(x, inputs), self.blocks.x.of_mut(grad));
        add_product(
            gates.t(),
            View::new(&trace.carried, hidden),
            self.blocks.h.of_mut(grad),
        );
        add_column_sums(&d.gates, self.blocks.b.of_mut(grad));
    }
}

/// What [`Lstm::backward`] starts from.
pub(crate) struct Pass<'a> {
    pub(crate) batch: &'a Batch,
    /// Inputs of the forward pass.
    pub(crate) x: &'a [f32],
    pub(crate) trace: &'a Trace,
    /// Gradients of the outputs; used up.
    pub(crate) dh: Vec<f32>,
}

/// Gradients of outputs, cells and gate sums.
struct Deltas {
    h: Vec<f32>,
    cell: Vec<f32>,
    gates: Vec<f32>,
}

impl Trace {
    /// Finishes one row: `gates` hold sums, and everything else is computed from them and row `before`.
    fn step(&mut self, row: usize, before: Option<usize>) {
        let n = self.hidden;
        let at = row * n..(row + 1) * n;
        match before {
            Some(b) => self.cell.copy_within(b * n..(b + 1) * n, at.start),
            None => self.cell[at.clone()].fill(0.0),
        }
        let (ifo, candidate) = self.gates[4 * at.start..4 * at.end].split_at_mut(3 * n);
        ifo.iter_mut().for_each(|v| *v = sigmoid(*v));
        candidate.iter_mut().for_each(|v| *v = tanh(*v));
        let (input, rest) = ifo.split_at(n);
        let (forget, output) = rest.split_at(n);
        let cell = &mut self.cell[at.clone()];
        let cell_tanh = &mut self.cell_tanh[at.clone()];
        let h = &mut self.h[at];
        for j in 0..n {
            cell[j] = input[j] * candidate[j] + forget[j] * cell[j];
            cell_tanh[j] = tanh(cell[j]);
            h[j] = output[j] * cell_tanh[j];
        }
    }

    /// Gradients of one row's gate sums, and of the cell of row `before`.
    fn step_back(&self, row: usize, before: Option<usize>, d: &mut Deltas) {
        let n = self.hidden;
        let at = row * n..(row + 1) * n;
        let (ifo, candidate) = self.gates[4 * at.start..4 * at.end].split_at(3 * n);
        let (input, rest) = ifo.split_at(n);
        let (forget, output) = rest.split_at(n);
        let cell_tanh = &self.cell_tanh[at.clone()];
        let dh = &d.h[at.clone()];
        let gates = &mut d.gates[4 * at.start..4 * at.end];
        for j in 0..n {
            let t = cell_tanh[j];
            let dc = d.cell[at.start + j] + dh[j] * output[j] * (1.0 - t * t);
            let old = before.map_or(0.0, |b| self.cell[b * n + j]);
            gates[j] = dc * candidate[j] * input[j] * (1.0 - input[j]);
            gates[n + j] = dc * old * forget[j] * (1.0 - forget[j]);
            gates[2 * n + j] = dh[j] * t * output[j] * (1.0 - output[j]);
            gates[3 * n + j] = dc * input[j] * (1.0 - candidate[j] * candidate[j]);
            if let Some(b) = before {
                d.cell[b * n + j] = dc * forget[j];
            }
        }
    }
}
