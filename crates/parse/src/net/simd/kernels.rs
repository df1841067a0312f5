//! The loops of kernels, written once; a processor's module says with which instructions they run.

/// Defines `$name`, which does `sums += x · weights`: `$panels` panels by some rows at a time, as many as registers hold,
/// the sums in vectors `$sums`, the weights in vectors `$weights`.
///
/// `$splat` makes a vector of four activations over and over; `$dot` adds to each sum four products.
macro_rules! kernel_i8 {
    ($(#[$doc:meta])* $name:ident, $features:literal, [$($rows:literal),+] rows, $panels:literal panels,
     $sums:ty, $weights:ty, $splat:path, $dot:path) => {
        $(#[$doc])*
        #[target_feature(enable = $features)]
        fn $name(weights: &PackedI8, x: Rows<'_>, sums: &mut [i32]) {
            /// All outputs of `R` rows from `row` on.
            #[target_feature(enable = $features)]
            fn tiles<const R: usize>(weights: &PackedI8, x: Rows<'_>, row: usize, sums: &mut [i32]) {
                /// Sums in a vector, and vectors of a row.
                const WIDE: usize = size_of::<$sums>() / 4;
                const ALL: usize = LANES * $panels / WIDE;
                let (inputs, outputs) = (weights.inputs, weights.outputs());
                for tile in 0..outputs / (LANES * $panels) {
                    let first = tile * LANES * $panels;
                    // SAFETY: `first` counts whole tiles of `LANES * $panels` outputs, each `inputs` weights; rows up to
                    // `row + R` exist in `x` and `sums`, whose lengths the caller checked.
                    unsafe {
                        let panels = weights.panels.as_ptr().add(first * inputs);
                        let inner = x.data.as_ptr().add(row * x.stride);
                        let to = sums.as_mut_ptr().add(row * outputs + first);
                        let place = |r: usize, v: usize| to.add(r * outputs + v * WIDE).cast::<$sums>();
                        let mut acc = [[place(0, 0).read_unaligned(); ALL]; R];
                        for (r, acc) in acc.iter_mut().enumerate() {
                            for (v, acc) in acc.iter_mut().enumerate() {
                                *acc = place(r, v).read_unaligned();
                            }
                        }
                        for k in 0..inputs / 4 {
                            let line = |v: usize| {
                                let o = v * WIDE;
                                let at = o / LANES * LANES * inputs + (k * LANES + o % LANES) * 4;
                                panels.add(at).cast::<$weights>().read_unaligned()
                            };
                            let mut w = [line(0); ALL];
                            for (v, w) in w.iter_mut().enumerate() {
                                *w = line(v);
                            }
                            for (r, acc) in acc.iter_mut().enumerate() {
                                let four = inner.add(r * x.stride + 4 * k).cast::<i32>();
                                let four = $splat(four.read_unaligned());
                                for (v, acc) in acc.iter_mut().enumerate() {
                                    *acc = $dot(*acc, four, w[v]);
                                }
                            }
                        }
                        for (r, acc) in acc.iter().enumerate() {
                            for (v, acc) in acc.iter().enumerate() {
                                place(r, v).write_unaligned(*acc);
                            }
                        }
                    }
                }
            }
            let mut row = 0;
            $(
                while x.n - row >= $rows {
                    tiles::<$rows>(weights, x, row, sums);
                    row += $rows;
                }
            )+
        }
    };
}

/// Defines `$name`, which is [`multiply_tile`], `$columns` columns at a time, in vectors `$vector`.
///
/// `$splat` makes a vector of one number over and over; `$fused` of `x`, `y` and `z` is `x * y + z`.
#[cfg(feature = "train")]
macro_rules! kernel_tile {
    ($(#[$doc:meta])* $name:ident, $features:literal, $columns:literal columns, $vector:ty, $splat:path, $fused:path) => {
        $(#[$doc])*
        #[target_feature(enable = $features)]
        fn $name(left: &[f32], right: &[f32], c: &mut [f32], stride: usize) {
            /// Numbers in a vector, and vectors of a row.
            const WIDE: usize = size_of::<$vector>() / 4;
            const ALL: usize = $columns / WIDE;
            for first in (0..NR).step_by($columns) {
                // SAFETY: pointers stay within chunks of `MR` and `NR` elements, and within the tile, which the caller
                // checked.
                unsafe {
                    let tile = c.as_mut_ptr().add(first);
                    let place = |i: usize, v: usize| tile.add(i * stride + v * WIDE).cast::<$vector>();
                    let mut sums = [[place(0, 0).read_unaligned(); ALL]; MR];
                    for (i, sums) in sums.iter_mut().enumerate() {
                        for (v, sum) in sums.iter_mut().enumerate() {
                            *sum = place(i, v).read_unaligned();
                        }
                    }
                    for (a, b) in left.chunks_exact(MR).zip(right.chunks_exact(NR)) {
                        let b: [$vector; ALL] = b.as_ptr().add(first).cast::<[$vector; ALL]>().read_unaligned();
                        for (sums, &x) in sums.iter_mut().zip(a) {
                            let x = $splat(x);
                            for (v, sum) in sums.iter_mut().enumerate() {
                                *sum = $fused(x, b[v], *sum);
                            }
                        }
                    }
                    for (i, sums) in sums.iter().enumerate() {
                        for (v, sum) in sums.iter().enumerate() {
                            place(i, v).write_unaligned(*sum);
                        }
                    }
                }
            }
        }
    };
}
