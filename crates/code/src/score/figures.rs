//! Rounding and shares, as the reference programs do them.

/// `x` rounded to `digits` decimals, half to even on the exact value.
pub(crate) fn round(x: f64, digits: usize) -> f64 {
    format!("{x:.digits$}").parse().unwrap_or(x)
}

/// `100 * a / b` in one decimal, 0 over nothing.
pub(crate) fn percent(a: usize, b: usize) -> f64 {
    if b == 0 {
        0.0
    } else {
        round((100 * a) as f64 / b as f64, 1)
    }
}

/// `a / b`, or `empty` over nothing.
pub(crate) fn share(a: f64, b: usize, empty: f64) -> f64 {
    if b == 0 { empty } else { a / b as f64 }
}

/// Harmonic mean, 0 if both are 0.
pub(crate) fn harmonic(p: f64, r: f64) -> f64 {
    if p + r == 0.0 {
        0.0
    } else {
        2.0 * p * r / (p + r)
    }
}
