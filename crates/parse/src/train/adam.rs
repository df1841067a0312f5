//! The optimizer: Adam (Kingma and Ba 2015), lazy on the feature table, with a running average of the weights.

use super::network::Gradient;
use crate::train::blocks::Blocks;

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.95;
const EPSILON: f32 = 1e-6;
/// Gradients longer than this are shortened to it.
const LONGEST: f64 = 2.0;
/// Steps between two updates of the running average.
const AVERAGE_EVERY: u32 = 8;
/// Share that an update of the running average keeps.
const AVERAGE_KEEPS: f32 = 0.99;

/// Parameters in training.
pub(crate) struct Adam {
    pub(crate) params: Vec<f32>,
    /// Running average of `params`.
    pub(crate) average: Vec<f32>,
    mean: Vec<f32>,
    square: Vec<f32>,
    pub(crate) steps: u32,
}

impl Adam {
    pub(crate) fn new(params: Vec<f32>) -> Self {
        Self {
            average: params.clone(),
            mean: vec![0.0; params.len()],
            square: vec![0.0; params.len()],
            params,
            steps: 0,
        }
    }

    /// As it was, with its parameters, their average, and the means of gradients and of their squares.
    pub(crate) fn restored([params, average, mean, square]: [Vec<f32>; 4], steps: u32) -> Self {
        Self {
            params,
            average,
            mean,
            square,
            steps,
        }
    }

    /// Means of gradients and of their squares.
    pub(crate) fn moments(&self) -> [&[f32]; 2] {
        [&self.mean, &self.square]
    }

    /// Takes a step against `gradient`, which is zeroed.
    pub(crate) fn step(&mut self, blocks: &Blocks, gradient: &mut Gradient, rate: f32) {
        self.steps += 1;
        gradient.touched.sort_unstable();
        gradient.touched.dedup();
        let width = blocks.table.cols;
        let dense = blocks.table.rows * width;
        let mut spans: Vec<(usize, usize)> = Vec::with_capacity(gradient.touched.len() + 1);
        spans.extend(
            gradient
                .touched
                .iter()
                .map(|&r| (r as usize * width, width)),
        );
        spans.push((dense, blocks.total - dense));
        let mut length = 0.0;
        for &(at, n) in &spans {
            let sum: f32 = gradient.values[at..at + n].iter().map(|g| g * g).sum();
            length += f64::from(sum);
        }
        let shrink = (LONGEST / length.sqrt()).min(1.0) as f32;
        let t = self.steps.min(10_000) as i32;
        let rate = rate * (1.0 - power(BETA2, t)).sqrt() / (1.0 - power(BETA1, t));
        for &(at, n) in &spans {
            self.update(at..at + n, &mut gradient.values[at..at + n], shrink, rate);
        }
        gradient.touched.clear();
        if self.steps.is_multiple_of(AVERAGE_EVERY) {
            let keep = AVERAGE_KEEPS.min(self.steps as f32 / (self.steps as f32 + 100.0));
            for (a, p) in self.average.iter_mut().zip(&self.params) {
                *a = keep * *a + (1.0 - keep) * p;
            }
        }
    }

    fn update(&mut self, at: std::ops::Range<usize>, grad: &mut [f32], shrink: f32, rate: f32) {
        let params = self.params[at.clone()].iter_mut();
        let moments = self.mean[at.clone()].iter_mut().zip(&mut self.square[at]);
        for ((p, (m, v)), g) in params.zip(moments).zip(grad) {
            let d = *g * shrink;
            *g = 0.0;
            *m = BETA1 * *m + (1.0 - BETA1) * d;
            *v = BETA2 * *v + (1.0 - BETA2) * d * d;
            *p -= rate * *m / (v.sqrt() + EPSILON);
        }
    }
}

/// `base` to the power `n` by repeated multiplication (the library's power function differs between systems).
fn power(base: f32, n: i32) -> f32 {
    (0..n).fold(1.0, |p, _| p * base)
}
