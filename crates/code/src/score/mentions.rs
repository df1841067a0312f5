//! Scores names and entities against gold spans with types: Universal NER's IOB2 files and re3d's JSON Lines.
//!
//! Equal: same type, same characters. Overlapping: same type, a character in common. Pairs are one to one, equal
//! ones first. Types that the gold marks and the program does not look for are left out of both sides.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use super::figures::{harmonic, round, share};
use super::{Error, jsonl};

/// Code points from start to end, half-open, and a type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Mention {
    /// First code point.
    pub start: usize,
    /// Code point after the last.
    pub end: usize,
    /// Type in the words of the gold.
    pub kind: String,
}

/// A text with what its annotators marked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GoldText {
    /// Its name; predictions refer to it.
    pub doc: String,
    /// The text.
    pub text: String,
    /// In text order.
    pub mentions: Vec<Mention>,
}

/// Reads IOB2 with `# sent_id` and `# text` before each sentence; every sentence is a text of its own.
///
/// # Errors
/// A word that the text of its sentence does not have.
pub fn read_iob2(file: &str) -> Result<Vec<GoldText>, Error> {
    let mut out: Vec<GoldText> = Vec::new();
    let (mut at, mut line_number) = (0, 0);
    for line in file.lines() {
        line_number += 1;
        if let Some(id) = line.strip_prefix("# sent_id = ") {
            let doc = id.to_owned();
            out.push(GoldText {
                doc,
                ..GoldText::default()
            });
            at = 0;
        }
        let Some(sentence) = out.last_mut() else {
            continue;
        };
        if let Some(text) = line.strip_prefix("# text = ") {
            sentence.text = text.to_owned();
        }
        let mut columns = line.split('\t').skip(1);
        let (Some(form), Some(label)) = (columns.next(), columns.next()) else {
            continue;
        };
        let Some(i) = sentence.text[at..].find(form) else {
            let problem = format!("`{form}` is not in the text; give `# text` before the words");
            return Err(Error::format("gold", line_number, problem));
        };
        let (start, end) = (at + i, at + i + form.len());
        at = end;
        let chars = |byte: usize| sentence.text[..byte].chars().count();
        let (start, end) = (chars(start), chars(end));
        match label.split_once('-') {
            Some(("B", kind)) => sentence.mentions.push(Mention {
                start,
                end,
                kind: kind.to_owned(),
            }),
            Some(("I", _)) => {
                if let Some(open) = sentence.mentions.last_mut() {
                    open.end = end;
                }
            }
            _ => {}
        }
    }
    Ok(out)
}

/// Candidates that fewer than half of re3d's annotators accepted are no entities.
const ACCEPTED: f64 = 0.5;

/// Reads re3d's documents, one a line: `id`, `text`, `entities` with `begin`, `end`, `type`, `confidence`.
///
/// # Errors
/// A line that is no JSON object or has no `id` or `text`.
pub fn read_re3d(file: &str) -> Result<Vec<GoldText>, Error> {
    let mut out = Vec::new();
    for line in jsonl::each_line(file, "gold") {
        let (line, o) = line?;
        let entities = jsonl::items(&o["entities"]).iter();
        let accepted = entities.filter(|e| e["confidence"].as_f64().unwrap_or(1.0) >= ACCEPTED);
        let mut mentions: Vec<Mention> = accepted
            .filter_map(|e| mention(&e["begin"], &e["end"], &e["type"]))
            .collect();
        mentions.sort();
        mentions.dedup();
        out.push(GoldText {
            doc: jsonl::required(&o, "id", "gold", line)?.into(),
            text: jsonl::required(&o, "text", "gold", line)?.into(),
            mentions,
        });
    }
    Ok(out)
}

fn mention(start: &Value, end: &Value, kind: &Value) -> Option<Mention> {
    Some(Mention {
        start: start.as_u64()? as usize,
        end: end.as_u64()? as usize,
        kind: kind.as_str()?.to_owned(),
    })
}

/// Reads one mention a line: `doc`, `start`, `end`, `type`.
///
/// # Errors
/// A line that is no JSON object or lacks one of these.
pub fn read_predicted(file: &str) -> Result<BTreeMap<String, Vec<Mention>>, Error> {
    let mut out: BTreeMap<String, Vec<Mention>> = BTreeMap::new();
    for line in jsonl::each_line(file, "predictions") {
        let (line, o) = line?;
        let Some(found) = mention(&o["start"], &o["end"], &o["type"]) else {
            let problem = "no \"start\", \"end\" or \"type\"; give two numbers and a string";
            return Err(Error::format("predictions", line, problem));
        };
        let doc = jsonl::required(&o, "doc", "predictions", line)?;
        out.entry(doc.to_owned()).or_default().push(found);
    }
    for mentions in out.values_mut() {
        mentions.sort();
        mentions.dedup();
    }
    Ok(out)
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Counts {
    gold: usize,
    found: usize,
    equal: usize,
    overlapping: usize,
}

impl Counts {
    fn prf(self, right: usize) -> [f64; 3] {
        let p = share(right as f64, self.found, 0.0);
        let r = share(right as f64, self.gold, 0.0);
        [p, r, harmonic(p, r)]
    }

    fn json(self) -> Value {
        let measure = |right| {
            let [p, r, f1] = self.prf(right).map(|x| round(x, 3));
            json!({"precision": p, "recall": r, "f1": f1})
        };
        json!({
            "gold": self.gold, "found": self.found,
            "equal": measure(self.equal), "overlapping": measure(self.overlapping),
        })
    }
}

/// Counts by type.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct MentionScore {
    by_kind: BTreeMap<String, Counts>,
    /// `missed` and `wrong` lines with document, type and words.
    pub errors: Vec<String>,
}

/// Scores `found` by document against `gold`; only mentions of `kinds` count.
pub fn score(
    gold: &[GoldText],
    found: &BTreeMap<String, Vec<Mention>>,
    kinds: &[&str],
) -> MentionScore {
    let mut score = MentionScore::default();
    for text in gold {
        let counted = |m: &&Mention| kinds.contains(&m.kind.as_str());
        let marked: Vec<&Mention> = text.mentions.iter().filter(counted).collect();
        let found = found.get(&text.doc).map_or(&[][..], Vec::as_slice);
        let found: Vec<&Mention> = found.iter().filter(counted).collect();
        score.text(text, &marked, &found);
    }
    score
}

impl MentionScore {
    fn text(&mut self, text: &GoldText, gold: &[&Mention], found: &[&Mention]) {
        let pairs = pairs(gold, found);
        for mention in gold {
            self.counts(&mention.kind).gold += 1;
        }
        for mention in found {
            self.counts(&mention.kind).found += 1;
        }
        for &(g, f) in &pairs {
            let counts = self.counts(&gold[g].kind);
            counts.overlapping += 1;
            counts.equal += usize::from(gold[g] == found[f]);
        }
        let missed = (0..gold.len()).filter(|g| pairs.iter().all(|p| p.0 != *g));
        let wrong = (0..found.len()).filter(|f| pairs.iter().all(|p| p.1 != *f));
        let missed = missed.map(|g| ("missed", gold[g]));
        let wrong = wrong.map(|f| ("wrong", found[f]));
        let mut errors: Vec<_> = missed.chain(wrong).collect();
        errors.sort_by_key(|(_, m)| m.start);
        for (fault, m) in errors {
            let words: String = text
                .text
                .chars()
                .skip(m.start)
                .take(m.end - m.start)
                .collect();
            let words = super::chars::respace(&words);
            self.errors
                .push(format!("{fault}\t{}\t{}\t{words}", text.doc, m.kind));
        }
    }

    fn counts(&mut self, kind: &str) -> &mut Counts {
        self.by_kind.entry(kind.to_owned()).or_default()
    }

    fn all(&self) -> Counts {
        self.by_kind
            .values()
            .fold(Counts::default(), |a, c| Counts {
                gold: a.gold + c.gold,
                found: a.found + c.found,
                equal: a.equal + c.equal,
                overlapping: a.overlapping + c.overlapping,
            })
    }

    /// A line for all types together and one for each.
    pub fn table(&self) -> String {
        let mut out = format!(
            "{:16}{:>6}{:>7}{:>21}{:>24}\n{:16}{:>13}{:>10}{:>7}{:>7}{:>10}{:>7}{:>7}\n",
            "", "gold", "found", "equal", "overlapping", "", "", "P", "R", "F1", "P", "R", "F1"
        );
        let rows = self.by_kind.iter().map(|(k, c)| (k.as_str(), *c));
        for (kind, c) in [("all", self.all())].into_iter().chain(rows) {
            let ([p, r, f], [op, or, of]) = (c.prf(c.equal), c.prf(c.overlapping));
            let _ = writeln!(
                out,
                "{kind:16}{:>6}{:>7}{p:>10.3}{r:>7.3}{f:>7.3}{op:>10.3}{or:>7.3}{of:>7.3}",
                c.gold, c.found
            );
        }
        out
    }

    /// `all` and each type: `gold`, `found`, and precision, recall and F1 of `equal` and `overlapping` spans.
    pub fn to_json(&self) -> Value {
        let rows = self.by_kind.iter().map(|(k, c)| (k.as_str(), *c));
        let rows = [("all", self.all())].into_iter().chain(rows);
        let rows = rows.map(|(kind, c)| (kind.to_owned(), c.json()));
        Value::Object(rows.collect())
    }
}

/// Indexes of mentions of one type that belong together: equal ones first, then overlapping ones in text order.
fn pairs(gold: &[&Mention], found: &[&Mention]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let mut free_gold = vec![true; gold.len()];
    let mut free_found = vec![true; found.len()];
    for equal in [true, false] {
        let mut from = 0;
        for (g, a) in gold.iter().enumerate() {
            // Mentions nest at most a little, so looking back by a few is enough.
            while from < found.len() && found[from].end + LONGEST < a.start {
                from += 1;
            }
            if !free_gold[g] {
                continue;
            }
            let fits = |f: &usize| {
                let b = found[*f];
                let meets = b.start < a.end && a.start < b.end;
                free_found[*f] && a.kind == b.kind && if equal { *a == b } else { meets }
            };
            if let Some(f) = (from..found.len())
                .take_while(|&f| found[f].start < a.end)
                .find(fits)
            {
                free_gold[g] = false;
                free_found[f] = false;
                pairs.push((g, f));
            }
        }
    }
    pairs
}

/// Code points that a mention may have, for the search of pairs.
const LONGEST: usize = 500;

#[cfg(test)]
mod tests {
    use super::{Mention, pairs, read_iob2, read_predicted, read_re3d, score};

    #[test]
    fn words_and_labels_become_spans() {
        let gold = read_iob2(
            "# sent_id = a-1\n# text = Zoë Lind left Oslo.\n1\tZoë\tB-PER\t-\t-\n2\tLind\tI-PER\t-\t-\n\
             3\tleft\tO\t-\t-\n4\tOslo\tB-LOC\t-\t-\n5\t.\tO\t-\t-\n\n",
        )
        .unwrap();
        let spans: Vec<_> = gold[0].mentions.iter().map(|m| (m.start, m.end)).collect();
        assert_eq!(spans, [(0, 8), (14, 18)]);
        let found = "{\"doc\":\"a-1\",\"start\":0,\"end\":8,\"type\":\"PER\"}\n\
                     {\"doc\":\"a-1\",\"start\":9,\"end\":18,\"type\":\"LOC\"}\n\
                     {\"doc\":\"a-1\",\"start\":9,\"end\":13,\"type\":\"MISC\"}\n";
        let scored = score(&gold, &read_predicted(found).unwrap(), &["PER", "LOC"]);
        let json = scored.to_json();
        assert_eq!(json["all"]["equal"]["f1"], 0.5);
        assert_eq!(json["all"]["overlapping"]["f1"], 1.0);
        assert_eq!(json["LOC"]["equal"]["recall"], 0.0);
        assert!(scored.errors.is_empty());
    }

    #[test]
    fn candidates_that_were_rejected_are_no_gold() {
        let gold = read_re3d(
            r#"{"id":"d","text":"Envoy Lind","entities":[{"begin":0,"end":10,"type":"Person","confidence":1},
            {"begin":6,"end":10,"type":"Person","confidence":0}]}"#
                .replace('\n', " ")
                .as_str(),
        )
        .unwrap();
        assert_eq!(gold[0].mentions.len(), 1);
        let scored = score(&gold, &Default::default(), &["Person"]);
        assert_eq!(scored.errors, ["missed\td\tPerson\tEnvoy Lind"]);
    }

    #[test]
    fn equal_spans_are_paired_before_overlapping_ones() {
        let m = |start, end| Mention {
            start,
            end,
            kind: "X".into(),
        };
        let (a, b, c) = (m(0, 9), m(2, 5), m(2, 5));
        assert_eq!(pairs(&[&a, &b], &[&c]), [(1, 0)]);
    }
}
