//! Products of matrices.
//!
//! Every element is one chain of fused multiply-adds in the order of the inner dimension, whatever kernel computes it,
//! so a model comes out the same on every machine. (The crates on offer block the inner dimension by processor.)

use crate::net::simd::{self, MR, NR};

/// A matrix, or its transpose, in a row-major slice.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_step: usize,
    col_step: usize,
}

impl<'a> View<'a> {
    /// A row-major matrix of `cols` columns.
    pub(crate) fn new(data: &'a [f32], cols: usize) -> Self {
        Self {
            data,
            rows: data.len() / cols,
            cols,
            row_step: cols,
            col_step: 1,
        }
    }

    /// The transpose.
    pub(crate) fn t(self) -> Self {
        Self {
            data: self.data,
            rows: self.cols,
            cols: self.rows,
            row_step: self.col_step,
            col_step: self.row_step,
        }
    }
}

/// A right factor, copied into panels of [`NR`] columns.
pub(crate) struct Packed {
    panels: Vec<f32>,
    rows: usize,
    cols: usize,
}

impl Packed {
    /// Copies `b`.
    pub(crate) fn new(b: View<'_>) -> Self {
        let n_panels = b.cols.div_ceil(NR);
        let mut panels = vec![0.0; n_panels * b.rows * NR];
        for (p, panel) in panels.chunks_exact_mut((b.rows * NR).max(1)).enumerate() {
            let from = p * NR;
            let width = NR.min(b.cols - from);
            if b.col_step == 1 {
                for (k, line) in panel.chunks_exact_mut(NR).enumerate() {
                    let at = k * b.row_step + from;
                    line[..width].copy_from_slice(&b.data[at..at + width]);
                }
            } else {
                for j in 0..width {
                    let column = &b.data[(from + j) * b.col_step..];
                    for k in 0..b.rows {
                        panel[k * NR + j] = column[k * b.row_step];
                    }
                }
            }
        }
        Self {
            panels,
            rows: b.rows,
            cols: b.cols,
        }
    }
}

/// `c += a · b`; `c` is row-major.
pub(crate) fn add_product(a: View<'_>, b: View<'_>, c: &mut [f32]) {
    add_product_packed(a, &Packed::new(b), c);
}

/// `c += a · b` with `b` packed before.
pub(crate) fn add_product_packed(a: View<'_>, b: &Packed, c: &mut [f32]) {
    assert_eq!(a.cols, b.rows, "inner dimensions agree");
    assert_eq!(c.len(), a.rows * b.cols, "the product fits");
    let (inner, n) = (a.cols, b.cols);
    if inner == 0 || c.is_empty() {
        return;
    }
    let left = pack_left(a);
    let mut tile = [0.0; MR * NR];
    for (q, right) in b.panels.chunks_exact(inner * NR).enumerate() {
        let width = NR.min(n - q * NR);
        for (p, panel) in left.chunks_exact(MR * inner).enumerate() {
            let height = MR.min(a.rows - p * MR);
            let c = &mut c[p * MR * n + q * NR..];
            if height == MR && width == NR {
                simd::multiply_tile(panel, right, c, n);
                continue;
            }
            for i in 0..height {
                tile[i * NR..i * NR + width].copy_from_slice(&c[i * n..i * n + width]);
            }
            simd::multiply_tile(panel, right, &mut tile, NR);
            for i in 0..height {
                c[i * n..i * n + width].copy_from_slice(&tile[i * NR..i * NR + width]);
            }
        }
    }
}

/// Copies a left factor into panels of [`MR`] rows, column by column.
fn pack_left(a: View<'_>) -> Vec<f32> {
    let inner = a.cols;
    let mut left = vec![0.0; a.rows.div_ceil(MR) * MR * inner];
    for (p, panel) in left.chunks_exact_mut(MR * inner).enumerate() {
        let height = MR.min(a.rows - p * MR);
        if a.row_step == 1 {
            for (k, column) in panel.chunks_exact_mut(MR).enumerate() {
                let at = k * a.col_step + p * MR;
                column[..height].copy_from_slice(&a.data[at..at + height]);
            }
        } else {
            for i in 0..height {
                let row = &a.data[(p * MR + i) * a.row_step..][..inner];
                for (column, v) in panel.chunks_exact_mut(MR).zip(row) {
                    column[i] = *v;
                }
            }
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::{View, add_product};
    use crate::train::random::Random;

    #[test]
    fn products_equal_the_definition_to_the_bit() {
        let mut random = Random::new(1, 1);
        for (m, k, n) in [(1, 1, 1), (5, 7, 3), (6, 64, 32), (13, 33, 70)] {
            let a: Vec<f32> = (0..m * k).map(|_| random.spread(1.0)).collect();
            let b: Vec<f32> = (0..k * n).map(|_| random.spread(1.0)).collect();
            let bt: Vec<f32> = (0..n * k).map(|i| b[i % k * n + i / k]).collect();
            let mut want = vec![0.5f32; m * n];
            for i in 0..m {
                for j in 0..n {
                    for l in 0..k {
                        want[i * n + j] = a[i * k + l].mul_add(b[l * n + j], want[i * n + j]);
                    }
                }
            }
            let mut got = vec![0.5; m * n];
            add_product(View::new(&a, k), View::new(&b, n), &mut got);
            assert_eq!(got, want);
            let mut got = vec![0.5; m * n];
            add_product(View::new(&a, k), View::new(&bt, k).t(), &mut got);
            assert_eq!(got, want);
        }
    }
}
