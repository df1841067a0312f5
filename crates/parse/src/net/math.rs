//! Functions of one number made of IEEE additions, multiplications and divisions only.
//!
//! Each of these rounds the same way on every machine, so training and parsing give the same bytes everywhere;
//! the functions of the system's mathematical library do not.

/// Beyond this the hyperbolic tangent rounds to 1 in single precision.
#[cfg(any(feature = "train", test))]
const TANH_CLAMP: f32 = 7.905_311;

/// Hyperbolic tangent, to about one unit in the last place (the rational function of the Eigen library).
#[cfg(any(feature = "train", test))]
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    let x = clamp(x, TANH_CLAMP);
    let y = x * x;
    let mut p = -2.760_768_4e-16;
    for a in [
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297e-8,
        1.485_722_4e-5,
        6.372_619e-4,
        4.893_524_6e-3,
    ] {
        p = p * y + a;
    }
    let mut q = 1.198_258_4e-6;
    for b in [1.185_347e-4, 2.268_434_6e-3, 4.893_525e-3] {
        q = q * y + b;
    }
    x * p / q
}

/// Logistic function.
#[cfg(any(feature = "train", test))]
#[inline(always)]
pub(crate) fn sigmoid(x: f32) -> f32 {
    0.5 * tanh(0.5 * x) + 0.5
}

/// Numerator and denominator of a hyperbolic tangent that is right to 0.001 (Padé's approximant of degrees 5 and 4).
///
/// Parsing rounds to 127ths anyway; with fractions kept apart, a time step needs two divisions and not five.
#[inline(always)]
pub(crate) fn tanh_parts(x: f32) -> (f32, f32) {
    // The approximant reaches 1 here and would go on.
    let x = clamp(x, 3.646);
    let y = x * x;
    let p = (y * (1.0 / 945.0) + 1.0 / 9.0) * y + 1.0;
    let q = (y * (1.0 / 63.0) + 4.0 / 9.0) * y + 1.0;
    (x * p, q)
}

/// Numerator and denominator of a logistic function that is right to 0.0005, see [`tanh_parts`].
#[inline(always)]
pub(crate) fn sigmoid_parts(x: f32) -> (f32, f32) {
    let (p, q) = tanh_parts(0.5 * x);
    (p + q, q + q)
}

/// `x` limited to `-limit..=limit`; written with comparisons because they compile to single instructions.
#[inline(always)]
fn clamp(x: f32, limit: f32) -> f32 {
    let x = if x > limit { limit } else { x };
    if x < -limit { -limit } else { x }
}

/// `x` rounded to the nearest whole number (halves to even) and limited to -127..=127.
#[inline(always)]
pub(crate) fn round_i8(x: f32) -> i8 {
    // Adding 1.5 × 2²³ leaves the whole number in the low bits of the sum.
    const MAGIC: f32 = 12_582_912.0;
    (clamp(x, 127.0) + MAGIC).to_bits() as i8
}

/// Leaky rectifier: `x`, or a tenth of it below zero.
#[inline(always)]
pub(crate) fn leaky(x: f32) -> f32 {
    if x > 0.0 { x } else { 0.1 * x }
}

#[cfg(test)]
mod tests {
    use super::{round_i8, sigmoid, sigmoid_parts, tanh, tanh_parts};

    #[test]
    fn tanh_and_sigmoid_are_close_to_the_library() {
        for i in -2000..=2000 {
            let x = i as f32 / 100.0;
            assert!((tanh(x) - x.tanh()).abs() < 3e-7, "{x}");
            assert!((sigmoid(x) - 1.0 / (1.0 + (-x).exp())).abs() < 3e-7, "{x}");
            let (p, q) = tanh_parts(x);
            assert!(
                (p / q - x.tanh()).abs() < 1.5e-3 && (p / q).abs() <= 1.0,
                "{x}"
            );
            let (p, q) = sigmoid_parts(x);
            assert!((p / q - sigmoid(x)).abs() < 1e-3 && p > -1e-6, "{x}");
        }
    }

    #[test]
    fn rounding_is_to_the_nearest_and_saturates() {
        for (x, want) in [
            (0.4, 0),
            (0.6, 1),
            (-0.6, -1),
            (-1.5, -2),
            (126.7, 127),
            (900.0, 127),
            (-900.0, -127),
        ] {
            assert_eq!(round_i8(x), want, "{x}");
        }
    }
}
