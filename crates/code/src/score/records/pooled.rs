//! Documents pooled, and how scores are shown.

use serde_json::{Map, Value, json};

use super::fields::SPECS;
use super::kinds::{KindScore, Prf};
use super::{Overlap, score};
use crate::score::Error;
use crate::score::figures::round;

/// The score of one document.
#[derive(Clone, PartialEq, Debug)]
pub struct DocumentScore {
    /// Annotated kinds in the order shown.
    pub kinds: Vec<KindScore>,
    /// Predicted lines that are no record.
    pub n_bad_lines: usize,
    /// Gold says that developers have seen this text.
    pub is_seen_text: bool,
}

/// The figures to be quoted, rounded to six decimals.
#[derive(Clone, PartialEq, Debug)]
pub struct Headline {
    /// Mean key F1 of the kinds with gold records, without `actor` and `voice`.
    pub macro_key_f1_no_actor_voice: f64,
    /// Key F1 of all kinds but `voice` together.
    pub micro_key_f1_no_voice: f64,
    /// Key figures and number of gold records of each kind that has any.
    pub per_kind: Vec<(&'static str, Prf, usize)>,
}

/// The scores of several documents.
#[derive(Clone, PartialEq, Debug)]
pub struct Many {
    /// Name and score of each document, and whether it had predictions.
    pub documents: Vec<(String, DocumentScore, bool)>,
}

/// Scores documents, given as name, gold file and predicted lines; one without predictions counts as
/// empty. They are taken in order of name.
///
/// # Errors
/// As [`score`]; the message names the document.
pub fn score_many(
    documents: &[(&str, &str, Option<&str>)],
    overlap: Overlap,
) -> Result<Many, Error> {
    let mut sorted = documents.to_vec();
    sorted.sort_by_key(|d| d.0);
    let mut out = Vec::new();
    for (name, gold, predicted) in sorted {
        let scored = score(gold, predicted.unwrap_or_default(), overlap);
        let scored = scored.map_err(|e| match e {
            Error::Format {
                what,
                line,
                problem,
            } => Error::format(&format!("{name}: {what}"), line, problem),
            other => other,
        })?;
        out.push((name.to_owned(), scored, predicted.is_some()));
    }
    Ok(Many { documents: out })
}

/// Counts of one kind over documents.
#[derive(Clone, Copy)]
struct Pool {
    kind: &'static str,
    n_right: usize,
    n_counted: usize,
    n_gold: usize,
}

impl Pool {
    fn prf(&self) -> Prf {
        Prf::new(self.n_right as f64, self.n_counted, self.n_gold)
    }
}

/// Kinds pooled, in the order in which documents bring them.
fn pool(documents: &[&DocumentScore]) -> Vec<Pool> {
    let mut out: Vec<Pool> = Vec::new();
    for score in documents.iter().flat_map(|d| &d.kinds) {
        let place = out.iter().position(|p| p.kind == score.kind);
        let place = place.unwrap_or_else(|| {
            out.push(Pool {
                kind: score.kind,
                n_right: 0,
                n_counted: 0,
                n_gold: 0,
            });
            out.len() - 1
        });
        out[place].n_right += score.n_right;
        out[place].n_counted += score.n_counted;
        out[place].n_gold += score.n_gold;
    }
    out
}

fn micro<'a>(pools: impl Iterator<Item = &'a Pool>) -> Prf {
    let sum = pools.fold([0; 3], |s, p| {
        [s[0] + p.n_right, s[1] + p.n_counted, s[2] + p.n_gold]
    });
    Prf::new(sum[0] as f64, sum[1], sum[2])
}

fn mean(figures: impl Iterator<Item = f64> + Clone) -> f64 {
    let n = figures.clone().count();
    match n {
        0 => 0.0,
        n => figures.fold(0.0, |sum, x| sum + x) / n as f64,
    }
}

fn is_core(kind: &str) -> bool {
    kind != "actor" && kind != "voice"
}

/// The figures to be quoted for some documents.
pub(super) fn headline(documents: &[&DocumentScore]) -> Headline {
    let pools = pool(documents);
    let of_kind = |kind: &str| pools.iter().find(|p| p.kind == kind && p.n_gold > 0);
    let per_kind: Vec<_> = SPECS
        .iter()
        .filter_map(|spec| of_kind(spec.kind))
        .map(|pool| {
            let prf = pool.prf();
            let rounded = Prf {
                precision: round(prf.precision, 6),
                recall: round(prf.recall, 6),
                f1: round(prf.f1, 6),
            };
            (pool.kind, rounded, pool.n_gold)
        })
        .collect();
    let core = per_kind.iter().filter(|(kind, ..)| is_core(kind));
    Headline {
        macro_key_f1_no_actor_voice: round(mean(core.map(|(_, prf, _)| prf.f1)), 6),
        micro_key_f1_no_voice: round(micro(pools.iter().filter(|p| p.kind != "voice")).f1, 6),
        per_kind,
    }
}

impl Headline {
    /// The headline with its keys as field names.
    pub fn to_json(&self) -> Value {
        let per_kind = self.per_kind.iter().map(|(kind, prf, n)| {
            let figures = json!({"p": prf.precision, "r": prf.recall, "f1": prf.f1, "n": n});
            ((*kind).to_owned(), figures)
        });
        json!({
            "macro_key_f1_no_actor_voice": self.macro_key_f1_no_actor_voice,
            "micro_key_f1_no_voice": self.micro_key_f1_no_voice,
            "per_kind": per_kind.collect::<Map<_, _>>(),
        })
    }
}

/// All kinds of some documents together.
struct Totals {
    pools: Vec<Pool>,
    micro: Prf,
    macro_f1: f64,
    macro_f1_core: f64,
}

fn totals(documents: &[&DocumentScore]) -> Totals {
    let pools = pool(documents);
    let in_gold = pools.iter().filter(|p| p.n_gold > 0);
    let core = in_gold.clone().filter(|p| is_core(p.kind));
    Totals {
        micro: micro(pools.iter()),
        macro_f1: mean(in_gold.map(|p| p.prf().f1)),
        macro_f1_core: mean(core.map(|p| p.prf().f1)),
        pools,
    }
}

fn triple(prf: Prf) -> [f64; 3] {
    [prf.precision, prf.recall, prf.f1]
}

impl Totals {
    fn line(&self) -> String {
        let m = self.micro;
        format!(
            "micro P {:.3} R {:.3} F1 {:.3}",
            m.precision, m.recall, m.f1
        )
    }

    fn means(&self, gap: &str) -> String {
        format!(
            "macro F1 {:.3}{gap}macro F1 without actor, voice {:.3}",
            self.macro_f1, self.macro_f1_core
        )
    }

    fn to_json(&self) -> Value {
        let in_gold = self.pools.iter().filter(|p| p.n_gold > 0);
        let per_kind = in_gold.map(|p| (p.kind.to_owned(), json!(triple(p.prf()))));
        let n = self
            .pools
            .iter()
            .map(|p| (p.kind.to_owned(), json!(p.n_gold)));
        let sum = |count: fn(&Pool) -> usize| self.pools.iter().map(count).sum::<usize>();
        json!({
            "micro": triple(self.micro),
            "macro_f1": self.macro_f1,
            "macro_f1_core": self.macro_f1_core,
            "per_kind": per_kind.collect::<Map<_, _>>(),
            "n": n.collect::<Map<_, _>>(),
            "gold": sum(|p| p.n_gold),
            "pred": sum(|p| p.n_counted),
        })
    }
}

impl KindScore {
    fn table(&self, n_missed: usize) -> String {
        let three = |p: Prf| format!("{:.2} {:.2} {:.2}", p.precision, p.recall, p.f1);
        let fields = self.fields.iter();
        let fields: Vec<String> = fields
            .map(|(name, mean, n)| format!("{name} {mean:.2}×{n}"))
            .collect();
        let mut out = format!(
            "{:<11} {:5} {:4} {:5} | {} | {} | {:6.2} | {:.2} | {}\n",
            self.kind,
            self.n_gold,
            self.n_optional,
            self.n_predicted,
            three(self.span),
            three(self.key),
            self.strict.f1,
            self.part.f1,
            fields.join(" ")
        );
        let indent = " ".repeat(12);
        if !self.key_errors.is_empty() {
            let errors = self.key_errors.iter();
            let errors: Vec<String> = errors.map(|(name, n)| format!("{name} {n}")).collect();
            out += &format!("{indent}span right, key wrong: {}\n", errors.join(", "));
        }
        let missed = &self.missed[..n_missed.min(self.missed.len())];
        if !missed.is_empty() {
            out += &format!("{indent}missed: {}\n", missed.join(" "));
        }
        out
    }

    fn to_json(&self) -> Value {
        let fields = self.fields.iter();
        let fields = fields.map(|(name, mean, n)| ((*name).to_owned(), json!([mean, n])));
        json!({
            "gold": self.n_gold,
            "optional": self.n_optional,
            "pred": self.n_predicted,
            "span": triple(self.span),
            "key": triple(self.key),
            "strict": triple(self.strict),
            "part": triple(self.part),
            "tp": self.n_right,
            "np": self.n_counted,
            "fields": fields.collect::<Map<_, _>>(),
            "key_errors": self.key_errors,
            "missed": self.missed,
        })
    }
}

impl DocumentScore {
    /// The score of a kind, if gold annotates it.
    pub fn kind(&self, kind: &str) -> Option<&KindScore> {
        self.kinds.iter().find(|k| k.kind == kind)
    }

    /// The figures to be quoted.
    pub fn headline(&self) -> Headline {
        headline(&[self])
    }

    /// The figures as text for people, with up to `n_missed` missed records a kind; a line end after
    /// each line.
    pub fn table(&self, n_missed: usize) -> String {
        let totals = totals(&[self]);
        let bad = match self.n_bad_lines {
            0 => String::new(),
            n => format!("   bad lines: {n}"),
        };
        let means = totals.means("   ");
        self.kind_table(n_missed) + &format!("{}   {means}{bad}\n", totals.line())
    }

    fn kind_table(&self, n_missed: usize) -> String {
        let head = format!(
            "{:<11} {:>5} {:>4} {:>5} | {:<14} | {:<14} | {:<6} | {:<4} | {}\n",
            "kind",
            "gold",
            "+opt",
            "pred",
            "span P R F",
            "key P R F",
            "strict",
            "part",
            "fields (accuracy×n)"
        );
        head + &self
            .kinds
            .iter()
            .map(|k| k.table(n_missed))
            .collect::<String>()
    }

    fn kinds_json(&self) -> Value {
        let kinds = self.kinds.iter();
        let kinds = kinds.map(|k| (k.kind.to_owned(), k.to_json()));
        kinds.collect::<Map<_, _>>().into()
    }

    /// `{"headline", "kinds", "total", "bad_lines"}`, shares from 0 to 1.
    pub fn to_json(&self) -> Value {
        json!({
            "headline": self.headline().to_json(),
            "kinds": self.kinds_json(),
            "total": totals(&[self]).to_json(),
            "bad_lines": self.n_bad_lines,
        })
    }
}

impl Many {
    fn all(&self) -> Vec<&DocumentScore> {
        self.documents.iter().map(|(_, score, _)| score).collect()
    }

    fn unseen(&self) -> Vec<&DocumentScore> {
        let all = self.all().into_iter();
        all.filter(|score| !score.is_seen_text).collect()
    }

    /// The figures to be quoted, over all documents.
    pub fn headline(&self) -> Headline {
        headline(&self.all())
    }

    /// The figures of each document and of all, as text for people; a line end after each line.
    pub fn table(&self, n_missed: usize) -> String {
        let mut out = String::new();
        for (name, score, has_predictions) in &self.documents {
            let none = if *has_predictions {
                ""
            } else {
                "  (no predictions)"
            };
            let bad = match score.n_bad_lines {
                0 => String::new(),
                n => format!("  bad lines: {n}"),
            };
            out += &format!("== {name}{none}{bad}\n{}", score.kind_table(n_missed));
        }
        for (what, documents) in [("total", self.all()), ("unseen texts", self.unseen())] {
            let totals = totals(&documents);
            let means = totals.means("  ");
            out += &format!("== {what}  {}  {means}\n", totals.line());
            let in_gold = totals.pools.iter().filter(|p| p.n_gold > 0);
            let kinds: Vec<String> = in_gold
                .map(|p| format!("{} {:.2} ({})", p.kind, p.prf().f1, p.n_gold))
                .collect();
            out += &format!("   {}\n", kinds.join("  "));
        }
        out
    }

    /// `{"headline", "headline_unseen", "documents", "total", "unseen"}`, shares from 0 to 1.
    pub fn to_json(&self) -> Value {
        let documents = self.documents.iter();
        let documents = documents.map(|(name, score, _)| (name.clone(), score.kinds_json()));
        json!({
            "headline": self.headline().to_json(),
            "headline_unseen": headline(&self.unseen()).to_json(),
            "documents": documents.collect::<Map<_, _>>(),
            "total": totals(&self.all()).to_json(),
            "unseen": totals(&self.unseen()).to_json(),
        })
    }
}
