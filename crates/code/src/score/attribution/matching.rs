//! Which predicted attribution is which gold one.

use super::measure::{Attribution, Test};
use crate::score::matching::maximum;

/// Pairs of gold and predicted attributions, by gold; best content overlap is tried first.
pub(super) fn pairs(
    gold: &[Attribution],
    predicted: &[Attribution],
    test: Test,
) -> Vec<(usize, usize)> {
    let row = |g: &Attribution| {
        let fit = predicted.iter().enumerate();
        let fit = fit.filter(|(_, p)| test.holds(g, p));
        let mut fit: Vec<(f64, usize)> = fit.map(|(j, p)| (g.content_overlap(p), j)).collect();
        fit.sort_by(|a, b| b.0.total_cmp(&a.0));
        fit.into_iter().map(|(_, j)| j).collect()
    };
    let edges: Vec<Vec<usize>> = gold.iter().map(row).collect();
    let order: Vec<usize> = (0..gold.len()).collect();
    let mut pairs = maximum(&edges, &order, predicted.len());
    pairs.sort_unstable();
    pairs
}
