//! Statistics of counts in time: interrupted series, and exact comparison where data are few.
//!
//! Log-linear models are fitted by iteratively reweighted least squares (McCullagh and Nelder 1989); errors are
//! consistent under autocorrelation (Newey and West 1987, Bartlett weights). The figures of the tests are those of
//! statsmodels 0.15 on the same data.

use statrs::distribution::{Beta, Binomial, ChiSquared, ContinuousCDF, Discrete};
use statrs::function::gamma::ln_gamma;

/// Steps of the fit at most; it converges in a handful.
const MAX_STEPS: usize = 100;
/// Relative change of the deviance at which a fit has converged.
const TOLERANCE: f64 = 1e-10;
/// Poisson counts vary like their mean; above this ratio they are taken for overdispersed.
const OVERDISPERSED: f64 = 1.2;
/// Between these the logarithm of the dispersion is searched, and as near as this it is found.
const LOG_ALPHA: (f64, f64) = (-8.0, 3.0);
const NARROW: f64 = 5e-5;

/// A fitted model of counts.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    /// Coefficients on the log scale.
    pub(crate) params: Vec<f64>,
    /// Their standard errors, consistent under autocorrelation.
    pub(crate) errors: Vec<f64>,
    /// Pearson's chi-squared over degrees of freedom, of the Poisson model.
    pub(crate) dispersion: f64,
    /// Dispersion of the negative binomial; 0 for a Poisson model.
    pub(crate) alpha: f64,
    /// p of Ljung and Box for the Pearson residuals.
    pub(crate) ljung_box: f64,
}

/// Counts, the rows of the design, and the logarithms of exposure.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts {
    pub(crate) y: Vec<f64>,
    pub(crate) x: Vec<Vec<f64>>,
    pub(crate) offset: Vec<f64>,
}

/// A Poisson model, or a negative binomial one if the counts vary too much for it. `None` if the design does not
/// determine the coefficients.
pub(crate) fn fit(counts: &Counts) -> Option<Fit> {
    let n_params = counts.x.first()?.len();
    let n = counts.y.len();
    if n <= n_params {
        return None;
    }
    let poisson = Glm::fit(counts, 0.0)?;
    let dispersion = poisson.chi_squared(counts) / (n - n_params) as f64;
    let glm = match dispersion > OVERDISPERSED {
        true => Glm::fit(counts, likeliest_alpha(counts, &poisson.mu)?)?,
        false => poisson,
    };
    let residuals = glm.pearson(counts);
    Some(Fit {
        errors: glm.errors(counts, lags(n))?,
        ljung_box: ljung_box(&residuals, lags(n).max(1)),
        dispersion,
        alpha: glm.alpha,
        params: glm.params,
    })
}

/// Lags of the errors for `n` bins: 4 (n / 100)^(2/9), Newey and West's rule.
fn lags(n: usize) -> usize {
    (4.0 * (n as f64 / 100.0).powf(2.0 / 9.0)).floor() as usize
}

/// A generalized linear model with logarithmic link and variance mu + alpha mu².
struct Glm {
    params: Vec<f64>,
    alpha: f64,
    mu: Vec<f64>,
}

impl Glm {
    fn fit(counts: &Counts, alpha: f64) -> Option<Self> {
        let mean = counts.y.iter().sum::<f64>() / counts.y.len() as f64;
        let mu = counts.y.iter().map(|y| (y + mean) / 2.0 + 1e-3).collect();
        Self::fit_from(counts, alpha, mu)
    }

    /// The same from means that are near.
    fn fit_from(counts: &Counts, alpha: f64, mut mu: Vec<f64>) -> Option<Self> {
        let mut last = f64::INFINITY;
        let likelihood = Likelihood::of(&counts.y, alpha);
        for _ in 0..MAX_STEPS {
            let mut normal = Matrix::zeros(counts.x[0].len());
            let mut right = vec![0.0; counts.x[0].len()];
            for (i, row) in counts.x.iter().enumerate() {
                let weight = mu[i] / (1.0 + alpha * mu[i]);
                let z = mu[i].ln() - counts.offset[i] + (counts.y[i] - mu[i]) / mu[i];
                normal.add_square(row, weight);
                for (r, x) in right.iter_mut().zip(row) {
                    *r += weight * x * z;
                }
            }
            let params = normal.factor()?.solve(&right);
            for (i, row) in counts.x.iter().enumerate() {
                let eta = dot(row, &params) + counts.offset[i];
                mu[i] = eta.clamp(-30.0, 30.0).exp();
            }
            let deviance = -likelihood.at(&mu);
            if (deviance - last).abs() <= TOLERANCE * (1.0 + deviance.abs()) {
                return Some(Self { params, alpha, mu });
            }
            last = deviance;
        }
        None
    }

    /// Residuals over their standard deviation.
    fn pearson(&self, counts: &Counts) -> Vec<f64> {
        let residual = |(y, mu): (&f64, &f64)| (y - mu) / (mu + self.alpha * mu * mu).sqrt();
        counts.y.iter().zip(&self.mu).map(residual).collect()
    }

    fn chi_squared(&self, counts: &Counts) -> f64 {
        self.pearson(counts).iter().map(|r| r * r).sum()
    }

    /// Standard errors by the sandwich of the observed information and the scores with Bartlett weights.
    fn errors(&self, counts: &Counts, lags: usize) -> Option<Vec<f64>> {
        let n_params = self.params.len();
        let mut information = Matrix::zeros(n_params);
        let mut scores = Vec::with_capacity(counts.y.len());
        for (i, row) in counts.x.iter().enumerate() {
            let shrink = 1.0 + self.alpha * self.mu[i];
            let curvature = self.mu[i] * (1.0 + self.alpha * counts.y[i]) / (shrink * shrink);
            information.add_square(row, curvature);
            let residual = (counts.y[i] - self.mu[i]) / shrink;
            scores.push(row.iter().map(|x| x * residual).collect::<Vec<f64>>());
        }
        let factor = information.factor()?;
        let mut errors = Vec::with_capacity(n_params);
        for at in 0..n_params {
            let mut unit = vec![0.0; n_params];
            unit[at] = 1.0;
            // The sandwich of this column needs the scores along it only.
            let column = factor.solve(&unit);
            let along: Vec<f64> = scores.iter().map(|score| dot(score, &column)).collect();
            let mut variance = dot(&along, &along);
            for lag in 1..=lags.min(along.len() - 1) {
                let weight = 1.0 - lag as f64 / (lags as f64 + 1.0);
                variance += 2.0 * weight * dot(&along[lag..], &along);
            }
            errors.push(variance.max(0.0).sqrt());
        }
        Some(errors)
    }
}

/// The dispersion under which the counts are likeliest. Each step of the search begins with the means of the one before, and asks for
/// one likelihood.
fn likeliest_alpha(counts: &Counts, mu: &[f64]) -> Option<f64> {
    let mut mu = mu.to_vec();
    let unlikelihood = |log_alpha: f64| {
        let glm = Glm::fit_from(counts, log_alpha.exp(), mu.clone())?;
        mu.clone_from(&glm.mu);
        Some(-Likelihood::of(&counts.y, glm.alpha).at(&glm.mu))
    };
    let (low, high) = LOG_ALPHA;
    Some(minimum(unlikelihood, low, high)?.exp())
}

/// Where a function is least between two places, by parabolas through the last three points, and golden sections where they lead
/// nowhere (Brent 1973, localmin).
fn minimum(mut f: impl FnMut(f64) -> Option<f64>, low: f64, high: f64) -> Option<f64> {
    let golden = (3.0 - 5.0_f64.sqrt()) / 2.0;
    let (mut low, mut high) = (low, high);
    let start = low + golden * (high - low);
    let first = (start, f(start)?);
    // The best point, the second best, and the one that was it before.
    let (mut best, mut second, mut third) = (first, first, first);
    let (mut step, mut last_step) = (0.0_f64, 0.0_f64);
    while (best.0 - f64::midpoint(low, high)).abs() + (high - low) / 2.0 > 2.0 * NARROW {
        let parabola = vertex(best, second, third).filter(|move_by| {
            let at = best.0 + move_by;
            move_by.abs() < last_step.abs() / 2.0 && at > low && at < high
        });
        let far = match best.0 < f64::midpoint(low, high) {
            true => high - best.0,
            false => low - best.0,
        };
        // At the very end of what is left, the other side is looked at.
        let is_end = |at: f64| at - low < 2.0 * NARROW || high - at < 2.0 * NARROW;
        (last_step, step) = match parabola {
            Some(move_by) if is_end(best.0 + move_by) => (step, NARROW.copysign(far)),
            Some(move_by) => (step, move_by),
            None => (far, golden * far),
        };
        let tried = best.0 + step.abs().max(NARROW).copysign(step);
        let point = (tried, f(tried)?);
        let (better, worse) = match point.1 <= best.1 {
            true => (point, best),
            false => (best, point),
        };
        match worse.0 < better.0 {
            true => low = worse.0,
            false => high = worse.0,
        }
        if point.1 <= best.1 {
            (third, second, best) = (second, best, point);
        } else if point.1 <= second.1 || second.0 == best.0 {
            (third, second) = (second, point);
        } else if point.1 <= third.1 || third.0 == best.0 || third.0 == second.0 {
            third = point;
        }
    }
    Some(best.0)
}

/// How far the vertex of the parabola through three points lies from the first.
fn vertex(a: (f64, f64), b: (f64, f64), c: (f64, f64)) -> Option<f64> {
    let (r, q) = ((a.0 - b.0) * (a.1 - c.1), (a.0 - c.0) * (a.1 - b.1));
    let below = 2.0 * (q - r);
    let above = (a.0 - b.0) * r - (a.0 - c.0) * q;
    (below != 0.0).then(|| above / below)
}

/// Logarithms of likelihoods of counts: Poisson for an alpha of 0, else negative binomial.
struct Likelihood<'c> {
    y: &'c [f64],
    alpha: f64,
    /// What does not depend on the means.
    base: f64,
}

impl<'c> Likelihood<'c> {
    fn of(y: &'c [f64], alpha: f64) -> Self {
        let base = match alpha > 0.0 {
            false => y.iter().map(|y| -ln_gamma(y + 1.0)).sum(),
            true => {
                let size = 1.0 / alpha;
                let own = ln_gamma(size);
                let one = |y: &f64| ln_gamma(y + size) - own - ln_gamma(y + 1.0);
                y.iter().map(one).sum()
            }
        };
        Self { y, alpha, base }
    }

    fn at(&self, mu: &[f64]) -> f64 {
        let size = 1.0 / self.alpha;
        let one = |(y, mu): (&f64, &f64)| match self.alpha > 0.0 {
            false => y * mu.ln() - mu,
            true => {
                let whole = (size + mu).ln();
                size * (size.ln() - whole) + y * (mu.ln() - whole)
            }
        };
        self.base + self.y.iter().zip(mu).map(one).sum::<f64>()
    }
}

/// p of the test of Ljung and Box (1978) for `lags` autocorrelations.
fn ljung_box(residuals: &[f64], lags: usize) -> f64 {
    let n = residuals.len() as f64;
    let mean = residuals.iter().sum::<f64>() / n;
    let centered: Vec<f64> = residuals.iter().map(|r| r - mean).collect();
    let variance: f64 = centered.iter().map(|r| r * r).sum();
    if variance <= 0.0 || lags >= centered.len() {
        return 1.0;
    }
    let term = |lag: usize| {
        let shifted = centered[lag..].iter().zip(&centered);
        let r = shifted.map(|(a, b)| a * b).sum::<f64>() / variance;
        r * r / (n - lag as f64)
    };
    let q = n * (n + 2.0) * (1..=lags).map(term).sum::<f64>();
    let chi = ChiSquared::new(lags as f64).expect("there is a lag");
    1.0 - chi.cdf(q)
}

/// The ratio of two rates given their sum: p and the interval of 95 %.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Rates {
    /// Rate after over rate before.
    pub(crate) ratio: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) p: f64,
}

/// Compares (events, exposure) before and after: given their sum, those after are binomial (Przyborowski and Wilenski 1940);
/// interval of Clopper and Pearson (1934). `None` without events or without exposure.
pub(crate) fn rates(before: (u64, f64), after: (u64, f64)) -> Option<Rates> {
    let n = before.0 + after.0;
    if n == 0 || before.1 <= 0.0 || after.1 <= 0.0 {
        return None;
    }
    let share = after.1 / (before.1 + after.1);
    let binomial = Binomial::new(share, n).ok()?;
    let own = binomial.pmf(after.0);
    let p: f64 = (0..=n)
        .map(|k| binomial.pmf(k))
        .filter(|q| *q <= own * (1.0 + 1e-7))
        .sum();
    let (k, n) = (after.0 as f64, n as f64);
    let low = match after.0 {
        0 => 0.0,
        _ => Beta::new(k, n - k + 1.0).ok()?.inverse_cdf(0.025),
    };
    let high = match before.0 {
        0 => 1.0,
        _ => Beta::new(k + 1.0, n - k).ok()?.inverse_cdf(0.975),
    };
    let odds = |share: f64| share / (1.0 - share) * before.1 / after.1;
    Some(Rates {
        ratio: odds(k / n),
        low: odds(low),
        high: odds(high),
        p: p.min(1.0),
    })
}

/// Adjusted p of several tests (Benjamini and Hochberg 1995), in the order given.
pub(crate) fn adjusted(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|&a, &b| p[b].total_cmp(&p[a]));
    let mut adjusted = vec![1.0; p.len()];
    let mut least = 1.0_f64;
    for (from_last, &at) in order.iter().enumerate() {
        let rank = (p.len() - from_last) as f64;
        least = least.min(p[at] * p.len() as f64 / rank);
        adjusted[at] = least;
    }
    adjusted
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A square matrix, row by row.
struct Matrix {
    n: usize,
    cells: Vec<f64>,
}

impl Matrix {
    fn zeros(n: usize) -> Self {
        Self {
            n,
            cells: vec![0.0; n * n],
        }
    }

    /// Adds the product of a vector with itself, below the diagonal and on it: a row of the design is mostly zeros.
    fn add_square(&mut self, a: &[f64], weight: f64) {
        for (at, (row, own)) in self.cells.chunks_exact_mut(self.n).zip(a).enumerate() {
            if *own == 0.0 {
                continue;
            }
            for (cell, other) in row.iter_mut().zip(&a[..=at]) {
                *cell += weight * own * other;
            }
        }
    }

    /// Cholesky's factor of this symmetric, positive matrix, of which what is above the diagonal is not looked at; `None` if there
    /// is none.
    fn factor(&self) -> Option<Factor> {
        let n = self.n;
        let mut lower = vec![0.0; n * n];
        let scale = (0..n).map(|i| self.cells[i * n + i]).fold(0.0, f64::max);
        for i in 0..n {
            for j in 0..=i {
                let inner: f64 = (0..j).map(|k| lower[i * n + k] * lower[j * n + k]).sum();
                let rest = self.cells[i * n + j] - inner;
                lower[i * n + j] = match i == j {
                    true if rest > 1e-12 * scale => rest.sqrt(),
                    true => return None,
                    false => rest / lower[j * n + j],
                };
            }
        }
        Some(Factor { n, lower })
    }
}

/// The lower factor of a matrix, row by row.
struct Factor {
    n: usize,
    lower: Vec<f64>,
}

impl Factor {
    /// The vector whose product with the matrix is `right`.
    fn solve(&self, right: &[f64]) -> Vec<f64> {
        let (n, lower) = (self.n, &self.lower);
        let mut x = right.to_vec();
        for i in 0..n {
            let inner: f64 = (0..i).map(|k| lower[i * n + k] * x[k]).sum();
            x[i] = (x[i] - inner) / lower[i * n + i];
        }
        for i in (0..n).rev() {
            let inner: f64 = (i + 1..n).map(|k| lower[k * n + i] * x[k]).sum();
            x[i] = (x[i] - inner) / lower[i * n + i];
        }
        x
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Glm, adjusted, fit, likeliest_alpha, ljung_box, rates};

    const CALM: [f64; 24] = [
        12.0, 15.0, 11.0, 14.0, 18.0, 13.0, 16.0, 12.0, 17.0, 15.0, 14.0, 16.0, 9.0, 7.0, 10.0,
        6.0, 8.0, 5.0, 7.0, 6.0, 4.0, 6.0, 5.0, 7.0,
    ];
    const WILD: [f64; 24] = [
        30.0, 4.0, 22.0, 8.0, 41.0, 12.0, 3.0, 25.0, 17.0, 9.0, 38.0, 6.0, 14.0, 2.0, 19.0, 5.0,
        1.0, 11.0, 3.0, 16.0, 2.0, 7.0, 13.0, 4.0,
    ];
    const EXPOSURE: [f64; 24] = [
        100.0, 110.0, 95.0, 105.0, 120.0, 100.0, 115.0, 98.0, 118.0, 110.0, 104.0, 112.0, 101.0,
        99.0, 108.0, 97.0, 103.0, 95.0, 100.0, 99.0, 94.0, 98.0, 96.0, 102.0,
    ];

    fn counts(y: &[f64; 24]) -> Counts {
        let row = |t: usize| {
            let post = if t >= 12 { 1.0 } else { 0.0 };
            vec![1.0, t as f64, post, (t as f64 - 12.0) * post]
        };
        Counts {
            y: y.to_vec(),
            x: (0..24).map(row).collect(),
            offset: EXPOSURE.iter().map(|e| e.ln()).collect(),
        }
    }

    fn near(found: &[f64], expected: &[f64], digits: f64) {
        assert_eq!(found.len(), expected.len());
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() < digits, "{found:?} {expected:?}");
        }
    }

    #[test]
    fn a_poisson_model_has_the_figures_of_statsmodels() {
        let counts = counts(&CALM);
        let glm = Glm::fit(&counts, 0.0).unwrap();
        let params = [
            -2.057152604181333,
            0.008948682497252822,
            -0.5472565868021427,
            -0.04808965290401411,
        ];
        near(&glm.params, &params, 1e-6);
        let errors = [
            0.024856337300256028,
            0.0026677858422858905,
            0.0546546354599378,
            0.011640089781213345,
        ];
        near(&glm.errors(&counts, 2).unwrap(), &errors, 1e-6);
        near(
            &[ljung_box(&glm.pearson(&counts), 4)],
            &[0.04241322662763046],
            1e-6,
        );
        let fitted = fit(&counts).unwrap();
        near(
            &[fitted.dispersion, fitted.alpha],
            &[0.1426362064314974, 0.0],
            1e-6,
        );
    }

    #[test]
    fn a_negative_binomial_model_has_the_figures_of_statsmodels() {
        let counts = counts(&WILD);
        let means = Glm::fit(&counts, 0.0).unwrap().mu;
        let alpha = likeliest_alpha(&counts, &means).unwrap();
        near(&[alpha], &[0.49998462514611564], 1e-4);
        let glm = Glm::fit(&counts, 0.49998462514611564).unwrap();
        let params = [
            -1.6893227415809957,
            -0.016300531240442506,
            -0.5011911126093158,
            -0.007574229496381497,
        ];
        near(&glm.params, &params, 1e-5);
        let errors = [
            0.20545809766615353,
            0.03237399120802015,
            0.25258049114463127,
            0.043496326147997526,
        ];
        near(&glm.errors(&counts, 2).unwrap(), &errors, 1e-5);
        assert!(fit(&counts).unwrap().dispersion > 7.8);
    }

    #[test]
    fn two_rates_are_compared_exactly() {
        let rates = rates((3, 300.0), (12, 400.0)).unwrap();
        near(
            &[rates.p, rates.low, rates.high, rates.ratio],
            &[
                0.11471506731579739,
                0.8096045492933392,
                16.566215173306365,
                3.0,
            ],
            1e-4,
        );
        assert_eq!(super::rates((0, 300.0), (0, 400.0)), None);
    }

    #[test]
    fn several_tests_are_adjusted_together() {
        near(
            &adjusted(&[0.01, 0.04, 0.03, 0.2]),
            &[0.04, 0.05333333333333334, 0.05333333333333334, 0.2],
            1e-12,
        );
    }

    #[test]
    fn a_design_that_determines_nothing_gives_no_model() {
        let mut counts = counts(&CALM);
        for row in &mut counts.x {
            row[1] = 1.0;
        }
        assert!(fit(&counts).is_none());
    }
}
