//! Whether a predicted record says what a gold one says.

use super::compare::{Pair, text_score};
use super::fields::{How, Spec, is_symmetric};
use super::read::Entry;
use super::spans::{self, Place};
use crate::score::jsonl;

/// What a comparison of two records gave.
pub(super) struct Verdict {
    /// All key fields are right.
    pub(super) is_key_right: bool,
    /// Mean over all fields that gold has.
    pub(super) mean: f64,
    /// Score of each field, in the order of the kind's fields.
    pub(super) fields: Vec<Option<f64>>,
}

/// Compares all fields of the kind.
pub(super) fn judge(spec: &Spec, pair: Pair) -> Verdict {
    let turned = (spec.kind == "relation").then(|| turned(pair)).flatten();
    let pair = Pair {
        gold: turned.as_ref().unwrap_or(pair.gold),
        ..pair
    };
    let fields: Vec<Option<f64>> = spec.fields().map(|(n, how)| pair.field(n, *how)).collect();
    let judged = fields.iter().flatten();
    let n = judged.clone().count();
    Verdict {
        is_key_right: fields[..spec.key.len()].iter().flatten().all(|x| *x >= 0.5),
        mean: match n {
            0 => 1.0,
            n => judged.fold(0.0, |sum, x| sum + x) / n as f64,
        },
        fields,
    }
}

/// The gold relation with its sides exchanged, if its type allows it and only that fits.
fn turned(pair: Pair) -> Option<Entry> {
    let of_type = pair.gold.field("type").as_str()?;
    if !is_symmetric(of_type) {
        return None;
    }
    let sides = ["a", "b"];
    let score = |pair: Pair| sides.map(|n| pair.field(n, How::Actor).unwrap_or(0.0));
    let mut other = pair.gold.clone();
    for (n, m) in [("a", "b"), ("b", "a")] {
        other.fields.insert(n.into(), pair.gold.field(m).clone());
    }
    let fits = score(Pair {
        gold: &other,
        ..pair
    });
    let straight: f64 = score(pair).iter().sum();
    (straight < 2.0 && fits.iter().all(|x| *x > 0.0)).then_some(other)
}

/// Whether `p` says nothing that `q` does not: same place, same words.
pub(super) fn repeats(p: (&Entry, &[Place]), q: (&Entry, &[Place])) -> bool {
    if p.1.is_empty() || q.1.is_empty() || spans::overlap(p.1, q.1) < 0.5 {
        return false;
    }
    let (p, q) = (p.0, q.0);
    let other_words = p.spans.iter().any(|(name, x)| {
        let y = q.spans_of(name);
        !x.is_empty() && !y.is_empty() && spans::overlap(x, y) < 0.5
    });
    let other_text = ["what", "action", "ask", "cause"].iter().any(|name| {
        let (x, y) = (p.field(name), q.field(name));
        jsonl::is_truthy(x)
            && jsonl::is_truthy(y)
            && text_score(&jsonl::text(x), &jsonl::text(y)) < 0.5
    });
    !other_words && !other_text
}
