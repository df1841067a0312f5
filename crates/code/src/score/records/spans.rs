//! How much two places in a text have in common.

use serde_json::Value;

/// Code points from start to end, half-open.
pub(super) type Place = (i64, i64);

/// Spans of a value `[[start, end], …]` or `[start, end]`, empty ones left out; `None` if it is neither.
pub(super) fn read(value: &Value) -> Option<Vec<Place>> {
    if !crate::score::jsonl::is_truthy(value) {
        return Some(Vec::new());
    }
    let list = value.as_array()?;
    let pair = |list: &[Value]| match list {
        [a, b] => Some((whole(a)?, whole(b)?)),
        _ => None,
    };
    let spans: Option<Vec<Place>> = match list.first()?.is_number() {
        true => Some(vec![pair(list)?]),
        false => list.iter().map(|s| pair(s.as_array()?)).collect(),
    };
    let mut spans = spans?;
    spans.retain(|s| s.1 > s.0);
    Some(spans)
}

fn whole(value: &Value) -> Option<i64> {
    value.as_i64().or(value.as_f64().map(|x| x as i64))
}

/// Intersection over union of two spans, 0 to 1.
pub(super) fn iou(a: Place, b: Place) -> f64 {
    let shared = a.1.min(b.1) - a.0.max(b.0);
    if shared <= 0 {
        0.0
    } else {
        shared as f64 / (a.1.max(b.1) - a.0.min(b.0)) as f64
    }
}

fn merged(spans: &[Place]) -> Vec<Place> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut out: Vec<Place> = Vec::new();
    for (start, end) in sorted {
        match out.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => out.push((start, end)),
        }
    }
    out
}

/// Characters of all spans together, repeats counted again.
pub(super) fn length(spans: &[Place]) -> i64 {
    spans.iter().map(|s| s.1 - s.0).sum()
}

fn union_iou(a: &[Place], b: &[Place]) -> f64 {
    let (a, b) = (merged(a), merged(b));
    let each = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
    let shared: i64 = each
        .map(|(x, y)| (x.1.min(y.1) - x.0.max(y.0)).max(0))
        .sum();
    let all = length(&a) + length(&b) - shared;
    if all == 0 {
        0.0
    } else {
        shared as f64 / all as f64
    }
}

/// Intersection over union of the best pair of spans or of all together, 0 to 1.
pub(super) fn overlap(a: &[Place], b: &[Place]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let pairs = a.iter().flat_map(|x| b.iter().map(|y| iou(*x, *y)));
    pairs.fold(union_iou(a, b), f64::max)
}

/// Best share of the shorter of two spans that the other covers, if the longer is at most `ratio`
/// times as long; 0 to 1.
pub(super) fn contain(a: &[Place], b: &[Place], ratio: Option<i64>) -> f64 {
    let mut best = 0.0;
    for x in a {
        for y in b {
            let shared = x.1.min(y.1) - x.0.max(y.0);
            let (short, long) = {
                let (p, q) = (x.1 - x.0, y.1 - y.0);
                (p.min(q), p.max(q))
            };
            if shared > 0 && ratio.is_none_or(|r| long <= r.saturating_mul(short)) {
                best = f64::max(best, shared as f64 / short as f64);
            }
        }
    }
    best
}

/// Whether each part of `inner` lies in `outer` by four fifths, and it is not longer.
pub(super) fn is_inside(inner: &[Place], outer: &[Place]) -> bool {
    !inner.is_empty()
        && inner.iter().all(|s| contain(&[*s], outer, None) >= 0.8)
        && length(inner) <= length(outer)
}
