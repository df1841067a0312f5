//! What is counted over the paired words, and how it is shown.

use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::{Value, json};

use super::errors::{self, Errors};
use super::pairing;
use super::read::{Text, Word};

/// Relations whose words carry content, for `CLAS` (CoNLL 2018 evaluation script).
const CONTENT: [&str; 29] = [
    "nsubj",
    "obj",
    "iobj",
    "csubj",
    "ccomp",
    "xcomp",
    "obl",
    "vocative",
    "expl",
    "dislocated",
    "advcl",
    "advmod",
    "discourse",
    "nmod",
    "appos",
    "nummod",
    "acl",
    "amod",
    "conj",
    "fixed",
    "flat",
    "compound",
    "list",
    "parataxis",
    "orphan",
    "goeswith",
    "reparandum",
    "root",
    "dep",
];

/// Counts of one measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    /// Units that both files have.
    pub good: usize,
    /// Units of the gold file.
    pub gold: usize,
    /// Units of the system file.
    pub system: usize,
    /// Paired words, for measures that have an accuracy over them.
    pub paired: Option<usize>,
}

impl Measure {
    /// Share of system units that are right, 0 to 1.
    pub fn precision(&self) -> f64 {
        share(self.good, self.system)
    }

    /// Share of gold units that were found, 0 to 1.
    pub fn recall(&self) -> f64 {
        share(self.good, self.gold)
    }

    /// Harmonic mean of precision and recall, 0 to 1.
    pub fn f1(&self) -> f64 {
        share(2 * self.good, self.gold + self.system)
    }

    /// Share of paired words that are right, 0 to 1.
    pub fn accuracy(&self) -> Option<f64> {
        self.paired.map(|n| share(self.good, n))
    }
}

/// `a / b`, or 0 over nothing.
fn share(a: usize, b: usize) -> f64 {
    if b == 0 { 0.0 } else { a as f64 / b as f64 }
}

/// How often a relation stands in either file, and how often it is right with its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationCount {
    /// Relation without subtype.
    pub relation: String,
    /// Words of the gold file with it.
    pub gold: usize,
    /// Words of the system file with it.
    pub system: usize,
    /// Paired words with it in both files and the same head.
    pub good: usize,
}

/// All measures of one comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UdScore {
    /// Measures by name, in the order shown: `Tokens`, `Sentences`, `Words`, `UPOS`, `XPOS`,
    /// `UFeats`, `Lemmas`, `UAS`, `LAS`, `CLAS`, `UASnp` and `LASnp` (words that are not `punct`),
    /// `LASsub` (relations with subtype).
    pub measures: Vec<(&'static str, Measure)>,
    /// Per relation, the most frequent in gold first.
    pub relations: Vec<RelationCount>,
    /// Where the trees go wrong.
    pub errors: Errors,
}

/// Counts everything; consumes the files because pairing marks their words.
pub(super) fn count(mut gold: Text, mut system: Text) -> UdScore {
    let pairs = pairing::pair(&mut gold, &mut system);
    let files = Files {
        gold: &gold,
        system: &system,
        pairs: &pairs,
    };
    let any = |_: &str| true;
    let content = |rel: &str| CONTENT.contains(&rel);
    let no_punct = |rel: &str| rel != "punct";
    let over = |test: &dyn Fn(&Word, &Word) -> bool| files.within(&any, test);
    let same_head = |g: &Word, s: &Word| match (g.head, s.head) {
        (Some(g), Some(s)) => gold.words[g].mate == Some(s),
        (g, s) => g == s,
    };
    let labelled = |g: &Word, s: &Word| g.rel() == s.rel() && same_head(g, s);
    let measures = vec![
        ("Tokens", same_spans(&gold.tokens, &system.tokens)),
        ("Sentences", same_spans(&gold.sentences, &system.sentences)),
        (
            "Words",
            Measure {
                paired: None,
                ..over(&|_, _| true)
            },
        ),
        ("UPOS", over(&|g, s| g.upos == s.upos)),
        ("XPOS", over(&|g, s| g.xpos == s.xpos)),
        ("UFeats", over(&|g, s| g.feats == s.feats)),
        ("Lemmas", over(&|g, s| g.lemma == "_" || g.lemma == s.lemma)),
        ("UAS", over(&same_head)),
        ("LAS", over(&labelled)),
        ("CLAS", files.within(&content, &labelled)),
        ("UASnp", files.within(&no_punct, &same_head)),
        ("LASnp", files.within(&no_punct, &labelled)),
        (
            "LASsub",
            over(&|g, s| g.full_rel == s.full_rel && same_head(g, s)),
        ),
    ];
    UdScore {
        measures,
        relations: files.relations(&labelled),
        errors: files.errors(&same_head, &labelled),
    }
}

/// Units with the same characters in both lists, whose spans are distinct.
fn same_spans(gold: &[(usize, usize)], system: &[(usize, usize)]) -> Measure {
    let known: FxHashSet<_> = gold.iter().collect();
    Measure {
        good: system.iter().filter(|s| known.contains(s)).count(),
        gold: gold.len(),
        system: system.len(),
        paired: None,
    }
}

struct Files<'a> {
    gold: &'a Text,
    system: &'a Text,
    pairs: &'a [(usize, usize)],
}

impl Files<'_> {
    /// Counts over the words whose relation is kept.
    fn within(&self, keep: &dyn Fn(&str) -> bool, test: &dyn Fn(&Word, &Word) -> bool) -> Measure {
        let (mut good, mut paired) = (0, 0);
        for (g, s) in self.paired_words().filter(|(g, _)| keep(g.rel())) {
            paired += 1;
            good += usize::from(keep(s.rel()) && test(g, s));
        }
        let kept = |text: &Text| text.words.iter().filter(|w| keep(w.rel())).count();
        Measure {
            good,
            gold: kept(self.gold),
            system: kept(self.system),
            paired: Some(paired),
        }
    }

    fn paired_words(&self) -> impl Iterator<Item = (&Word, &Word)> {
        let pairs = self.pairs.iter();
        pairs.map(|&(i, j)| (&self.gold.words[i], &self.system.words[j]))
    }

    fn errors(
        &self,
        same_head: &dyn Fn(&Word, &Word) -> bool,
        labelled: &dyn Fn(&Word, &Word) -> bool,
    ) -> Errors {
        let word = |g: usize| &self.gold.words[g];
        let judged = self.pairs.iter().map(|&(g, s)| {
            let mate = &self.system.words[s];
            (g, (same_head(word(g), mate), labelled(word(g), mate)))
        });
        let system_rel = |g: usize| {
            let mate = word(g).mate.map(|s| &self.system.words[s]);
            mate.map_or(String::new(), |w| w.rel().to_owned())
        };
        errors::count(self.gold, judged, system_rel)
    }

    fn relations(&self, labelled: &dyn Fn(&Word, &Word) -> bool) -> Vec<RelationCount> {
        let mut place: FxHashMap<&str, usize> = FxHashMap::default();
        let mut rows: Vec<RelationCount> = Vec::new();
        let both = self.gold.words.iter().chain(&self.system.words);
        for (k, word) in both.enumerate() {
            let row = *place.entry(word.rel()).or_insert_with(|| {
                rows.push(RelationCount {
                    relation: word.rel().into(),
                    gold: 0,
                    system: 0,
                    good: 0,
                });
                rows.len() - 1
            });
            if k < self.gold.words.len() {
                rows[row].gold += 1;
            } else {
                rows[row].system += 1;
            }
        }
        for (g, s) in self.paired_words().filter(|(g, s)| labelled(g, s)) {
            debug_assert_eq!(g.rel(), s.rel());
            rows[place[g.rel()]].good += 1;
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.gold));
        rows
    }
}

impl UdScore {
    /// The measure of this name, or an empty one.
    pub fn measure(&self, name: &str) -> Measure {
        let found = self.measures.iter().find(|(n, _)| *n == name);
        found.map_or(
            Measure {
                good: 0,
                gold: 0,
                system: 0,
                paired: None,
            },
            |(_, m)| *m,
        )
    }

    /// The measures as a table in percent, a line end after each line.
    pub fn table(&self) -> String {
        let mut rows = vec![format!(
            "{:<10} {:>9} {:>9} {:>9} {:>9}",
            "measure", "precision", "recall", "F1", "aligned"
        )];
        for (name, m) in &self.measures {
            let row = format!(
                "{name:<10} {:9.2} {:9.2} {:9.2} {}",
                100.0 * m.precision(),
                100.0 * m.recall(),
                100.0 * m.f1(),
                m.accuracy()
                    .map(|a| format!("{:9.2}", 100.0 * a))
                    .unwrap_or_default()
            );
            rows.push(row.trim_end().to_owned());
        }
        rows.join("\n") + "\n"
    }

    /// The relations as a table, F1 in percent, a line end after each line.
    pub fn relation_table(&self) -> String {
        let mut rows = vec![format!(
            "{:<12} {:>6} {:>6} {:>7}",
            "relation", "gold", "system", "F1"
        )];
        for r in &self.relations {
            let f1 = share(200 * r.good, r.gold + r.system);
            rows.push(format!(
                "{:<12} {:6} {:6} {f1:7.2}",
                r.relation, r.gold, r.system
            ));
        }
        rows.join("\n") + "\n"
    }

    /// `{measure: {"p", "r", "f1", "acc"}}`, shares from 0 to 1, `acc` null where there is none.
    pub fn to_json(&self) -> Value {
        let one = |m: &Measure| json!({"p": m.precision(), "r": m.recall(), "f1": m.f1(), "acc": m.accuracy()});
        let rows = self.measures.iter();
        rows.map(|(name, m)| ((*name).to_owned(), one(m)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
