//! Which word of one file is which word of the other.

use super::read::{Text, Word};

/// Pairs words, sets `mate` on both sides, and returns index pairs in text order.
pub(super) fn pair(gold: &mut Text, system: &mut Text) -> Vec<(usize, usize)> {
    let mut pairs = Vec::with_capacity(gold.words.len());
    let (gw, sw) = (&gold.words, &system.words);
    let (mut i, mut j) = (0, 0);
    while i < gw.len() && j < sw.len() {
        let (g, s) = (&gw[i], &sw[j]);
        if g.in_mwt || s.in_mwt {
            let part = stretch(gw, sw, i, j);
            common(&gw[part.gold.clone()], &sw[part.system.clone()], |x, y| {
                pairs.push((part.gold.start + x, part.system.start + y));
            });
            (i, j) = (part.gold.end, part.system.end);
        } else if g.span == s.span {
            pairs.push((i, j));
            i += 1;
            j += 1;
        } else if g.span.0 <= s.span.0 {
            i += 1;
        } else {
            j += 1;
        }
    }
    for &(i, j) in &pairs {
        gold.words[i].mate = Some(j);
        system.words[j].mate = Some(i);
    }
    pairs
}

/// Words of both files around a multi-word token.
struct Stretch {
    gold: std::ops::Range<usize>,
    system: std::ops::Range<usize>,
}

/// The stretch around a multi-word token at `gw[i]` or `sw[j]`.
///
/// It starts where the two sides stand (less one word that starts before the token) and grows
/// until no multi-word token sticks out at its end. Where the sides stand apart because of an
/// earlier bad cut, the words between come in too, as in the script of 2018.
fn stretch(gw: &[Word], sw: &[Word], mut i: usize, mut j: usize) -> Stretch {
    let mut hi;
    if gw[i].in_mwt {
        hi = gw[i].span.1;
        j += usize::from(!sw[j].in_mwt && sw[j].span.0 < gw[i].span.0);
    } else {
        hi = sw[j].span.1;
        i += usize::from(gw[i].span.0 < sw[j].span.0);
    }
    let open_at = |words: &[Word], k: usize, hi: usize| {
        words.get(k).is_some_and(|w| {
            if w.in_mwt {
                w.span.0 < hi
            } else {
                w.span.1 <= hi
            }
        })
    };
    let (mut a, mut b) = (i, j);
    while open_at(gw, a, hi) || open_at(sw, b, hi) {
        let gold_next = b == sw.len() || (a < gw.len() && gw[a].span.0 <= sw[b].span.0);
        let word = if gold_next {
            a += 1;
            &gw[a - 1]
        } else {
            b += 1;
            &sw[b - 1]
        };
        if word.in_mwt {
            hi = hi.max(word.span.1);
        }
    }
    Stretch {
        gold: i..a,
        system: j..b,
    }
}

/// Calls `found` with the index pairs of a longest common subsequence of the words' forms.
fn common(gold: &[Word], system: &[Word], mut found: impl FnMut(usize, usize)) {
    // an equal start is taken as it is, so it needs no place in the table
    let same = gold.iter().zip(system);
    let start = same.take_while(|(g, s)| g.form == s.form).count();
    (0..start).for_each(|k| found(k, k));
    let (gold, system) = (&gold[start..], &system[start..]);
    let (n, m) = (gold.len(), system.len());
    let at = |i: usize, j: usize| i * (m + 1) + j;
    let mut best = vec![0_u32; (n + 1) * (m + 1)];
    for i in (0..n).rev() {
        for j in (0..m).rev() {
            best[at(i, j)] = if gold[i].form == system[j].form {
                best[at(i + 1, j + 1)] + 1
            } else {
                best[at(i + 1, j)].max(best[at(i, j + 1)])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < n && j < m {
        if gold[i].form == system[j].form {
            found(start + i, start + j);
            i += 1;
            j += 1;
        } else if best[at(i + 1, j)] >= best[at(i, j + 1)] {
            i += 1;
        } else {
            j += 1;
        }
    }
}
