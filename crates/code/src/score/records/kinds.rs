//! The score of each kind of record in one document.

use std::collections::{BTreeMap, BTreeSet};

use super::compare::Pair;
use super::fields::{SPECS, Spec, may_be_split};
use super::judging::{Verdict, judge, repeats};
use super::mirrors::Mirrors;
use super::names::Names;
use super::read::{Entry, Gold};
use super::spans;
use crate::score::figures::{harmonic, share};
use crate::score::matching::maximum;

/// Precision, recall and F1, 0 to 1.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Prf {
    /// Share of counted predictions that are right; 1 if there are none and gold has none.
    pub precision: f64,
    /// Share of gold records that were found; 1 if there are none.
    pub recall: f64,
    /// Harmonic mean.
    pub f1: f64,
}

impl Prf {
    pub(super) fn new(right: f64, n_predicted: usize, n_gold: usize) -> Self {
        let nothing = if n_gold == 0 { 1.0 } else { 0.0 };
        let precision = share(right, n_predicted, nothing);
        let recall = share(right, n_gold, 1.0);
        Self {
            precision,
            recall,
            f1: harmonic(precision, recall),
        }
    }
}

/// The score of one kind.
#[derive(Clone, PartialEq, Debug)]
pub struct KindScore {
    /// Kind of record.
    pub kind: &'static str,
    /// Gold records that are to be found.
    pub n_gold: usize,
    /// Gold records that may be found.
    pub n_optional: usize,
    /// Predictions of the kind.
    pub n_predicted: usize,
    /// Matches by place.
    pub span: Prf,
    /// Matches by place and key fields.
    pub key: Prf,
    /// As `key`, at places that overlap by half.
    pub strict: Prf,
    /// As `span`, each match counted by its share of right fields.
    pub part: Prf,
    /// Matches by place and key fields.
    pub n_right: usize,
    /// Predictions that count, for `key`.
    pub n_counted: usize,
    /// Mean score of each field over key matches whose gold has it, and how many these are.
    pub fields: Vec<(&'static str, f64, usize)>,
    /// How often a key field is wrong where only the place is right.
    pub key_errors: BTreeMap<&'static str, usize>,
    /// Ids of gold records without a key match.
    pub missed: Vec<String>,
}

/// Scores every annotated kind.
pub(super) fn score(gold: &Gold, predicted: &[Entry], overlap: f64) -> Vec<KindScore> {
    let names = Names::new(gold, predicted);
    let mirrors = Mirrors::new(gold.entries.iter().chain(predicted));
    let annotated = SPECS
        .iter()
        .filter(|s| gold.kinds.iter().any(|k| k == s.kind));
    annotated
        .map(|spec| {
            let counted = predicted.iter().filter(|p| p.kind == spec.kind);
            let counted = counted.filter(|p| is_scored(gold, p)).collect();
            let mut kind = Kind {
                spec,
                names: &names,
                overlap,
                gold: gold
                    .entries
                    .iter()
                    .filter(|g| g.kind == spec.kind)
                    .collect(),
                predicted: counted,
                mirrors: BTreeSet::new(),
                near: BTreeMap::new(),
            };
            kind.prepare(&mirrors);
            kind.score()
        })
        .collect()
}

/// Whether gold has an opinion on a prediction of this sort and place.
fn is_scored(gold: &Gold, p: &Entry) -> bool {
    let attitude = p.field("attitude");
    let said = crate::score::jsonl::is_truthy(attitude);
    if p.kind == "statement" && said && attitude != "expressed" {
        return false;
    }
    let subtype = p.field("subtype").as_str();
    let known = |s: &String| Some(s.as_str()) == subtype;
    if p.kind == "voice"
        && !gold.voice_subtypes.is_empty()
        && !gold.voice_subtypes.iter().any(known)
    {
        return false;
    }
    let ignored = gold.ignored.iter().any(|region| {
        let (start, end) = region.place;
        region.kinds.iter().any(|k| *k == p.kind || k == "*")
            && p.evidence.iter().all(|e| {
                spans::contain(&[*e], &[region.place], None) >= 0.8 && e.1 - e.0 <= end - start
            })
    });
    p.evidence.is_empty() || !ignored
}

/// A gold record and a prediction at the same place.
struct Near {
    overlap: f64,
    verdict: Verdict,
}

/// Which of the near pairs may match.
#[derive(Clone, Copy)]
enum Column {
    Span,
    Key,
    Strict,
}

/// One kind that is being scored.
struct Kind<'a> {
    spec: &'static Spec,
    names: &'a Names,
    overlap: f64,
    gold: Vec<&'a Entry>,
    predicted: Vec<&'a Entry>,
    /// Predictions that another record implies.
    mirrors: BTreeSet<usize>,
    near: BTreeMap<(usize, usize), Near>,
}

/// Matches of gold records to be found, and the number of predictions that count.
struct Matches {
    pairs: Vec<(usize, usize)>,
    n_counted: usize,
}

impl Kind<'_> {
    fn judge(&self, i: usize, j: usize) -> Verdict {
        let pair = Pair {
            names: self.names,
            gold: self.gold[i],
            predicted: self.predicted[j],
        };
        judge(self.spec, pair)
    }

    fn prepare(&mut self, mirrors: &Mirrors) {
        for (i, g) in self.gold.iter().enumerate() {
            for (j, p) in self.predicted.iter().enumerate() {
                let overlap = spans::overlap(&g.evidence, &p.evidence);
                let contained = spans::contain(&g.evidence, &p.evidence, Some(5));
                if overlap >= self.overlap || contained >= 0.8 {
                    let verdict = self.judge(i, j);
                    self.near.insert((i, j), Near { overlap, verdict });
                }
            }
        }
        if self.spec.kind == "event" {
            let events = self.predicted.iter().enumerate();
            let implied = events.filter(|(_, p)| mirrors.contains(p, self.overlap));
            self.mirrors = implied.map(|(j, _)| j).collect();
        }
    }

    fn rows(&self, optional: bool) -> Vec<usize> {
        let rows = self.gold.iter().enumerate();
        let rows = rows.filter(|(_, g)| g.is_optional == optional);
        rows.map(|(i, _)| i).collect()
    }

    fn fits(&self, near: &Near, column: Column) -> bool {
        match column {
            Column::Span => true,
            Column::Key => near.verdict.is_key_right,
            Column::Strict => near.verdict.is_key_right && near.overlap >= self.overlap,
        }
    }

    /// Maximum matching of some gold records, the best judged pairs first, without banned predictions.
    fn matching(
        &self,
        rows: &[usize],
        column: Column,
        banned: &BTreeSet<usize>,
    ) -> Vec<(usize, usize)> {
        let mut edges = vec![Vec::new(); self.gold.len()];
        let mut order: Vec<(f64, f64, usize)> = Vec::new();
        for &i in rows {
            let near = self.near.range((i, 0)..(i + 1, 0));
            let fit = near.filter(|((_, j), n)| !banned.contains(j) && self.fits(n, column));
            let mut fit: Vec<(f64, f64, usize)> = fit
                .map(|((_, j), n)| (n.verdict.mean, n.overlap, *j))
                .collect();
            fit.sort_by(|a, b| {
                (b.0.total_cmp(&a.0))
                    .then(b.1.total_cmp(&a.1))
                    .then(b.2.cmp(&a.2))
            });
            if let Some(best) = fit.first() {
                order.push((best.0, best.1, i));
            }
            edges[i] = fit.into_iter().map(|(_, _, j)| j).collect();
        }
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.total_cmp(&a.1)));
        let order: Vec<usize> = order.into_iter().map(|(_, _, i)| i).collect();
        maximum(&edges, &order, self.predicted.len())
    }

    fn run(&self, column: Column) -> Matches {
        let optional = self.rows(true);
        let pairs = self.matching(&self.rows(false), column, &BTreeSet::new());
        let mut used: BTreeSet<usize> = pairs.iter().map(|(_, j)| *j).collect();
        let on_optional = self.matching(&optional, column, &used);
        used.extend(on_optional.iter().map(|(_, j)| *j));
        let mut free: BTreeSet<usize> = &self.mirrors - &used;
        for (j, p) in self.predicted.iter().enumerate() {
            let inside = |i: &usize| is_within(&p.evidence, &self.gold[*i].evidence);
            if !used.contains(&j) && optional.iter().any(inside) {
                free.insert(j);
            }
        }
        if may_be_split(self.spec.kind) {
            self.free_parts(&pairs, &used, &mut free);
        }
        Matches {
            pairs,
            n_counted: self.predicted.len() - on_optional.len() - free.len(),
        }
    }

    /// Frees further parts of matched records; a repeat of the same part stays wrong.
    fn free_parts(
        &self,
        pairs: &[(usize, usize)],
        used: &BTreeSet<usize>,
        free: &mut BTreeSet<usize>,
    ) {
        for &(i, first) in pairs {
            if !self.near[&(i, first)].verdict.is_key_right {
                continue;
            }
            let of = |j: usize| (self.predicted[j], self.predicted[j].evidence.as_slice());
            let mut parts = vec![first];
            for j in 0..self.predicted.len() {
                if !used.contains(&j)
                    && !free.contains(&j)
                    && spans::is_inside(of(j).1, &self.gold[i].evidence)
                    && self.judge(i, j).is_key_right
                    && !parts.iter().any(|q| repeats(of(j), of(*q)))
                {
                    parts.push(j);
                    free.insert(j);
                }
            }
        }
    }

    fn score(&self) -> KindScore {
        let [span, key, strict] = [Column::Span, Column::Key, Column::Strict].map(|c| self.run(c));
        let n_gold = self.rows(false).len();
        let prf = |m: &Matches| Prf::new(m.pairs.len() as f64, m.n_counted, n_gold);
        let means = span.pairs.iter().map(|pair| self.near[pair].verdict.mean);
        let found: BTreeSet<usize> = key.pairs.iter().map(|(i, _)| *i).collect();
        let missed = self.rows(false).into_iter().filter(|i| !found.contains(i));
        KindScore {
            kind: self.spec.kind,
            n_gold,
            n_optional: self.gold.len() - n_gold,
            n_predicted: self.predicted.len(),
            span: prf(&span),
            key: prf(&key),
            strict: prf(&strict),
            part: Prf::new(means.fold(0.0, |sum, x| sum + x), span.n_counted, n_gold),
            n_right: key.pairs.len(),
            n_counted: key.n_counted,
            fields: self.field_means(&key.pairs),
            key_errors: self.key_errors(&span.pairs, &found),
            missed: missed.map(|i| self.gold[i].id.clone()).collect(),
        }
    }

    fn field_means(&self, pairs: &[(usize, usize)]) -> Vec<(&'static str, f64, usize)> {
        let mut out = Vec::new();
        for (k, (name, _)) in self.spec.fields().enumerate() {
            let judged = pairs.iter().filter_map(|p| self.near[p].verdict.fields[k]);
            let n = judged.clone().count();
            if n > 0 {
                out.push((*name, judged.fold(0.0, |sum, x| sum + x) / n as f64, n));
            }
        }
        out
    }

    fn key_errors(
        &self,
        pairs: &[(usize, usize)],
        found: &BTreeSet<usize>,
    ) -> BTreeMap<&'static str, usize> {
        let mut out = BTreeMap::new();
        for pair in pairs.iter().filter(|(i, _)| !found.contains(i)) {
            for (k, (name, _)) in self.spec.key.iter().enumerate() {
                if self.near[pair].verdict.fields[k].is_some_and(|x| x < 0.5) {
                    *out.entry(*name).or_default() += 1;
                }
            }
        }
        out
    }
}

/// Whether some part of `inner` lies in `outer` by four fifths, and it is not longer.
fn is_within(inner: &[spans::Place], outer: &[spans::Place]) -> bool {
    spans::contain(outer, inner, None) >= 0.8 && spans::length(inner) <= spans::length(outer)
}
