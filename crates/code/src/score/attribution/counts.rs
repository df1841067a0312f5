//! What is counted, and how it is shown.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::matching::pairs;
use super::measure::{Attribution, PARTS, TESTS, Test};
use super::text::{Text, Tokens, n_shared, union};
use crate::score::figures::{percent, round, share};

/// Kinds in the order shown; `all` is any.
const KINDS: [&str; 4] = ["all", "direct", "indirect", "mixed"];

/// Counts of one measure. Hits may be counted apart for either side, and in parts.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
struct Count {
    hits_of_gold: f64,
    hits_of_predicted: f64,
    gold: usize,
    predicted: usize,
}

/// One measure in percent with one decimal.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Row {
    /// Share of predicted units that are right.
    pub precision: f64,
    /// Share of gold units that were found.
    pub recall: f64,
    /// Harmonic mean, from the unrounded shares.
    pub f1: f64,
    /// Gold units.
    pub gold: usize,
    /// Predicted units.
    pub predicted: usize,
}

/// All counts of one comparison.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct AttributionScore {
    counts: BTreeMap<String, Count>,
    /// Over the pairs that match in cue and content.
    among: BTreeMap<&'static str, usize>,
    /// Documents scored.
    pub n_documents: usize,
    /// Predicted documents that gold does not have.
    pub strays: Vec<String>,
}

/// A content span: its tokens, its words, its kind.
type ContentSpan = (Tokens, Tokens, &'static str);

fn content_spans(text: &Text, attributions: &[Attribution]) -> Vec<ContentSpan> {
    let spans = attributions.iter().flat_map(|a| &a.spans[2]);
    let tokens = spans.map(|s| text.tokens(&[*s])).filter(|t| !t.is_empty());
    tokens
        .map(|tokens| {
            let words = text.words(&tokens);
            let kind = text.kind(&tokens);
            let words = if words.is_empty() {
                tokens.clone()
            } else {
                words
            };
            (tokens, words, kind)
        })
        .collect()
}

fn is_kind(wanted: &str, kind: &str) -> bool {
    wanted == "all" || wanted == kind
}

impl AttributionScore {
    fn add(&mut self, key: String, count: Count) {
        let sum = self.counts.entry(key).or_default();
        sum.hits_of_gold += count.hits_of_gold;
        sum.hits_of_predicted += count.hits_of_predicted;
        sum.gold += count.gold;
        sum.predicted += count.predicted;
    }

    /// Adds one document, its predictions filtered before.
    pub(super) fn document(
        &mut self,
        text: &Text,
        gold: &[Attribution],
        predicted: Vec<Attribution>,
    ) {
        self.tokens(text, gold, &predicted);
        let spans = [gold, &predicted].map(|a| content_spans(text, a));
        for kind in KINDS {
            self.content_exact(&spans, kind);
            self.content_partial(&spans, kind);
        }
        for test in TESTS {
            self.attributions(text, gold, &predicted, test);
        }
        self.n_documents += 1;
    }

    fn tokens(&mut self, text: &Text, gold: &[Attribution], predicted: &[Attribution]) {
        let mut both = |key: String, gold: usize, predicted: usize, hits: usize| {
            let (hits_of_gold, hits_of_predicted) = (hits as f64, hits as f64);
            let count = Count {
                hits_of_gold,
                hits_of_predicted,
                gold,
                predicted,
            };
            self.add(key, count);
        };
        for (k, part) in PARTS.into_iter().enumerate() {
            let [g, p] = [gold, predicted].map(|a| union(a.iter().map(|a| &a.tokens[k])));
            both(format!("token {part}"), g.len(), p.len(), n_shared(&g, &p));
            let (g, p) = (text.words(&g), text.words(&p));
            both(format!("word {part}"), g.len(), p.len(), n_shared(&g, &p));
        }
        for (k, part) in PARTS.into_iter().enumerate().take(2) {
            let [g, p] = [gold, predicted].map(|a| -> BTreeSet<Tokens> {
                let spans = a.iter().flat_map(|a| text.join(&a.spans[k]));
                spans.map(|s| text.tokens(&[s])).collect()
            });
            let hits = g.intersection(&p).count();
            both(format!("{part} exact"), g.len(), p.len(), hits);
        }
    }

    /// Whole spans, with and without punctuation; repeats count as often as the other side has them.
    fn content_exact(&mut self, [gold, predicted]: &[Vec<ContentSpan>; 2], kind: &str) {
        type Field = fn(&ContentSpan) -> &Tokens;
        let fields: [(&str, Field); 2] = [("exact", |s| &s.0), ("exact words", |s| &s.1)];
        for (name, field) in fields {
            let tally = |spans: &'_ [ContentSpan], kind: &str| {
                let mut out: BTreeMap<Tokens, usize> = BTreeMap::new();
                for span in spans.iter().filter(|s| is_kind(kind, s.2)) {
                    *out.entry(field(span).clone()).or_default() += 1;
                }
                out
            };
            let hits = |of: &[ContentSpan], among: &[ContentSpan]| -> (usize, usize) {
                let (of, among) = (tally(of, kind), tally(among, "all"));
                let found = of.iter().map(|(s, n)| *n.min(among.get(s).unwrap_or(&0)));
                (found.sum(), of.values().sum())
            };
            let (hits_of_gold, n_gold) = hits(gold, predicted);
            let (hits_of_predicted, n_predicted) = hits(predicted, gold);
            let count = Count {
                hits_of_gold: hits_of_gold as f64,
                hits_of_predicted: hits_of_predicted as f64,
                gold: n_gold,
                predicted: n_predicted,
            };
            self.add(format!("content {name} {kind}"), count);
        }
    }

    /// Each span credited with the share of its words that the other side has.
    fn content_partial(&mut self, [gold, predicted]: &[Vec<ContentSpan>; 2], kind: &str) {
        let credit = |of: &[ContentSpan], by: &[ContentSpan]| -> (f64, usize) {
            let (mut sum, mut n) = (0.0, 0);
            for span in of.iter().filter(|s| is_kind(kind, s.2)) {
                let covered: usize = by.iter().map(|b| n_shared(&span.1, &b.1)).sum();
                sum += f64::min(1.0, covered as f64 / span.1.len() as f64);
                n += 1;
            }
            (sum, n)
        };
        let (hits_of_gold, n_gold) = credit(gold, predicted);
        let (hits_of_predicted, n_predicted) = credit(predicted, gold);
        let count = Count {
            hits_of_gold,
            hits_of_predicted,
            gold: n_gold,
            predicted: n_predicted,
        };
        self.add(format!("content partial {kind}"), count);
    }

    fn attributions(
        &mut self,
        text: &Text,
        gold: &[Attribution],
        predicted: &[Attribution],
        test: Test,
    ) {
        let pairs = pairs(gold, predicted, test);
        for kind in KINDS {
            let of_kind =
                |list: &[Attribution]| list.iter().filter(|a| is_kind(kind, a.kind)).count();
            let hits = |kinds: &dyn Fn(&(usize, usize)) -> &'static str| {
                pairs
                    .iter()
                    .filter(|pair| is_kind(kind, kinds(pair)))
                    .count() as f64
            };
            let count = Count {
                hits_of_gold: hits(&|pair| gold[pair.0].kind),
                hits_of_predicted: hits(&|pair| predicted[pair.1].kind),
                gold: of_kind(gold),
                predicted: of_kind(predicted),
            };
            self.add(format!("attribution {} {kind}", test.name), count);
        }
        if test.name != "cue+content" {
            return;
        }
        let mut bump = |key, n: bool| *self.among.entry(key).or_default() += usize::from(n);
        for &(i, j) in &pairs {
            let (g, p) = (&gold[i], &predicted[j]);
            bump("pairs", true);
            bump("source ok", g.same_source(p));
            let [words, other] = [g, p].map(|a| text.words(&a.tokens[0]));
            bump("source exact", words == other);
            bump("cue exact", g.cue() == p.cue());
            if let Some(said) = &p.said_kind {
                bump("kind said", true);
                bump("kind ok", said == g.kind);
            }
        }
    }

    fn among(&self, key: &str) -> usize {
        self.among.get(key).copied().unwrap_or_default()
    }

    /// The measure of this name, such as `attribution cue+content+source all`.
    pub fn row(&self, name: &str) -> Row {
        let c = self.counts.get(name).copied().unwrap_or_default();
        let p = share(c.hits_of_predicted, c.predicted, 0.0);
        let r = share(c.hits_of_gold, c.gold, 0.0);
        let f1 = if p + r == 0.0 {
            0.0
        } else {
            200.0 * p * r / (p + r)
        };
        Row {
            precision: round(100.0 * p, 1),
            recall: round(100.0 * r, 1),
            f1: round(f1, 1),
            gold: c.gold,
            predicted: c.predicted,
        }
    }

    /// Names of the measures in the order shown.
    fn names() -> Vec<String> {
        let mut names: Vec<String> = PARTS.iter().map(|p| format!("token {p}")).collect();
        names.extend(PARTS.iter().map(|p| format!("word {p}")));
        names.extend(PARTS[..2].iter().map(|p| format!("{p} exact")));
        for name in ["exact", "exact words", "partial"] {
            names.extend(KINDS.iter().map(|k| format!("content {name} {k}")));
        }
        for test in TESTS {
            names.extend(
                KINDS
                    .iter()
                    .map(|k| format!("attribution {} {k}", test.name)),
            );
        }
        names
    }

    fn extra(&self) -> Vec<(String, Value)> {
        let n = self.among("pairs");
        let mut extra = vec![
            ("docs".into(), json!(self.n_documents)),
            ("matched on cue+content".into(), json!(n)),
        ];
        for key in ["source ok", "source exact", "cue exact"] {
            extra.push((
                format!("{key} among them"),
                json!(percent(self.among(key), n)),
            ));
        }
        let said = self.among("kind said");
        if said > 0 {
            let right = percent(self.among("kind ok"), said);
            extra.push(("stated kind right among them".into(), json!(right)));
        }
        extra
    }

    /// The figures as text for people, a line end after each line.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{:42}{:>7}{:>7}{:>7}{:>8}{:>8}\n",
            "", "P", "R", "F1", "gold", "pred"
        );
        for name in Self::names() {
            let r = self.row(&name);
            out += &format!(
                "{name:42}{:7.1}{:7.1}{:7.1}{:8}{:8}\n",
                r.precision, r.recall, r.f1, r.gold, r.predicted
            );
        }
        for (name, value) in self.extra() {
            out += &format!("{name:42}{:>7}\n", value.to_string());
        }
        out
    }

    /// `{"rows": {measure: {"P", "R", "F1", "gold", "pred"}}, "extra": {…}}`, in percent.
    pub fn to_json(&self) -> Value {
        let rows: serde_json::Map<String, Value> = Self::names()
            .into_iter()
            .map(|name| {
                let r = self.row(&name);
                let row = json!({"P": r.precision, "R": r.recall, "F1": r.f1,
                                 "gold": r.gold, "pred": r.predicted});
                (name, row)
            })
            .collect();
        let extra: serde_json::Map<String, Value> = self.extra().into_iter().collect();
        json!({"rows": rows, "extra": extra})
    }
}
