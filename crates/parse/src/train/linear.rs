//! Linear layers and label losses, forwards and with gradients.

use super::gemm::{View, add_product};
use crate::train::blocks::LinearBlocks;

/// Adds up the columns of a row-major matrix.
pub(crate) fn add_column_sums(matrix: &[f32], sums: &mut [f32]) {
    for row in matrix.chunks_exact(sums.len()) {
        for (s, v) in sums.iter_mut().zip(row) {
            *s += v;
        }
    }
}

/// Outputs of the layer `at` for inputs `x`, `[rows, outputs]`.
pub(crate) fn forward(params: &[f32], at: LinearBlocks, x: &[f32]) -> Vec<f32> {
    let rows = x.len() / at.w.cols;
    let mut y = Vec::with_capacity(rows * at.w.rows);
    for _ in 0..rows {
        y.extend_from_slice(at.b.of(params));
    }
    let w = View::new(at.w.of(params), at.w.cols).t();
    add_product(View::new(x, at.w.cols), w, &mut y);
    y
}

/// Parameters, and gradients to add to.
pub(crate) struct Slope<'a> {
    pub(crate) params: &'a [f32],
    pub(crate) grad: &'a mut [f32],
}

/// Adds the gradients of layer `at` and of its inputs, from those of its outputs `dy`.
pub(crate) fn backward(
    slope: &mut Slope<'_>,
    at: LinearBlocks,
    x: &[f32],
    dy: &[f32],
    dx: &mut [f32],
) {
    let d = View::new(dy, at.w.rows);
    add_product(d, View::new(at.w.of(slope.params), at.w.cols), dx);
    add_product(d.t(), View::new(x, at.w.cols), at.w.of_mut(slope.grad));
    add_column_sums(dy, at.b.of_mut(slope.grad));
}

/// Exponential made of IEEE operations, for arguments of 0 and below.
fn exp(x: f32) -> f32 {
    let x = if x < -80.0 { -80.0 } else { x };
    let n = (x * std::f32::consts::LOG2_E + 12_582_912.0) - 12_582_912.0;
    let r = x - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let mut p = 1.987_569_1e-4;
    for c in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
        1.0,
        1.0,
    ] {
        p = p * r + c;
    }
    p * f32::from_bits(((n as i32 + 127) as u32) << 23)
}

/// Turns scores into probabilities.
pub(crate) fn softmax(scores: &mut [f32]) {
    let max = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for s in scores.iter_mut() {
        *s = exp(*s - max);
        sum += *s;
    }
    for s in scores.iter_mut() {
        *s /= sum;
    }
}

/// Turns scores into the gradient of the cross-entropy with labels of these shares, times `weight`; gives the loss.
pub(crate) fn cross_entropy(scores: &mut [f32], wanted: &[(u16, f32)], weight: f32) -> f32 {
    softmax(scores);
    let mut loss = 0.0;
    for &(label, share) in wanted {
        loss -= share * scores[usize::from(label)].max(1e-30).ln();
    }
    for &(label, share) in wanted {
        scores[usize::from(label)] -= share;
    }
    scores.iter_mut().for_each(|s| *s *= weight);
    loss * weight
}

/// The place of the greatest score, the first of equals.
pub(crate) fn best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, s) in scores.iter().enumerate() {
        if *s > scores[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{exp, softmax};

    #[test]
    fn exponential_is_close_to_the_library() {
        for i in 0..3000 {
            let x = -(i as f32) / 100.0;
            assert!((exp(x) - x.exp()).abs() <= 3e-7 * x.exp(), "{x}");
        }
    }

    #[test]
    fn probabilities_add_up() {
        let mut p = [3.0, -100.0, 3.0, 1.0];
        softmax(&mut p);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(p[0], p[2]);
    }
}
