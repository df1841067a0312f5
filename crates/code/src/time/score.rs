//! Time expressions against gold: extents and values.
//!
//! Reads two public formats given as text: TIMEX2 inline markup (WikiWars) and the token-based XML of MEANTIME.

use super::{Anchor, Timex, TimexKind};
use crate::score::{Error, figures::round, jsonl};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use verbale_text::{CharOffsets, Span, TokenIdx};

/// A document with its gold expressions.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Gold {
    /// The text without markup.
    pub text: String,
    /// Creation time of the document, if the file says it.
    pub published: Option<String>,
    /// The expressions in text order.
    pub timexes: Vec<GoldTimex>,
    /// Found expressions that begin at this byte or later are not scored.
    pub scored_to: u32,
}

/// A gold expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoldTimex {
    /// Its characters.
    pub span: Span,
    /// Its value, if the annotators gave one.
    pub value: Option<String>,
}

/// Counts of one or more documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Score {
    /// Gold expressions.
    pub gold: usize,
    /// Found expressions.
    pub found: usize,
    /// Pairs that overlap.
    pub relaxed: usize,
    /// Pairs with equal extents.
    pub strict: usize,
    /// Pairs that overlap and have equal values.
    pub value: usize,
}

impl Score {
    /// Adds the counts of another document.
    pub fn add(&mut self, other: Score) {
        self.gold += other.gold;
        self.found += other.found;
        self.relaxed += other.relaxed;
        self.strict += other.strict;
        self.value += other.value;
    }

    /// F1 of overlapping extents, from 0 to 1.
    pub fn relaxed_f1(&self) -> f64 {
        self.f1(self.relaxed)
    }

    /// F1 of equal extents.
    pub fn strict_f1(&self) -> f64 {
        self.f1(self.strict)
    }

    /// F1 of overlapping extents with equal values.
    pub fn value_f1(&self) -> f64 {
        self.f1(self.value)
    }

    fn f1(&self, right: usize) -> f64 {
        match self.gold + self.found {
            0 => 1.0,
            sum => 2.0 * right as f64 / sum as f64,
        }
    }

    /// A line for each measure.
    pub fn table(&self) -> String {
        let row = |name: &str, right: usize| {
            let [p, r, f] = self.prf(right);
            format!("{name:18}{p:>7.3}{r:>7.3}{f:>7.3}\n")
        };
        format!(
            "gold {}  found {}\n{:18}{:>7}{:>7}{:>7}\n{}{}{}",
            self.gold,
            self.found,
            "",
            "P",
            "R",
            "F1",
            row("extent, relaxed", self.relaxed),
            row("extent, strict", self.strict),
            row("value", self.value)
        )
    }

    /// `gold`, `found`, and precision, recall and F1 of `relaxed`, `strict` and `value`.
    pub fn to_json(&self) -> Value {
        let measure = |right| {
            let [p, r, f1] = self.prf(right).map(|x| round(x, 3));
            json!({"precision": p, "recall": r, "f1": f1})
        };
        json!({
            "gold": self.gold, "found": self.found, "relaxed": measure(self.relaxed),
            "strict": measure(self.strict), "value": measure(self.value),
        })
    }

    fn prf(&self, right: usize) -> [f64; 3] {
        let share = |n: usize| if n == 0 { 0.0 } else { right as f64 / n as f64 };
        [share(self.found), share(self.gold), self.f1(right)]
    }
}

/// Counts over several documents, and what was missed or wrong.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ScoreOfAll {
    /// The counts.
    pub counts: Score,
    /// Lines `missed`, `wrong` or `value` with document, words and values.
    pub errors: Vec<String>,
}

/// Scores predictions, one a line: `doc`, `start`, `end` (code points) and `value`. Gold documents come with their names.
///
/// # Errors
/// A line that is no JSON object or lacks one of these, or a span outside its text.
pub fn score_all(gold: &[(String, Gold)], predicted: &str) -> Result<ScoreOfAll, Error> {
    let mut by_doc: BTreeMap<&str, Vec<Timex>> = BTreeMap::new();
    let offsets: BTreeMap<&str, CharOffsets<'_>> = gold
        .iter()
        .map(|(doc, gold)| (doc.as_str(), CharOffsets::new(&gold.text)))
        .collect();
    for line in jsonl::each_line(predicted, "predictions") {
        let (line, o) = line?;
        let doc = jsonl::required(&o, "doc", "predictions", line)?;
        let Some((doc, offsets)) = offsets.get_key_value(doc) else {
            continue;
        };
        let number = |name: &str| u32::try_from(o[name].as_u64()?).ok();
        let span = number("start").zip(number("end"));
        let span = span.and_then(|(start, end)| offsets.to_bytes(start, end));
        let Some(span) = span else {
            let problem = "bad \"start\" or \"end\"; give code points of the text";
            return Err(Error::format("predictions", line, problem));
        };
        let value = jsonl::required(&o, "value", "predictions", line)?;
        by_doc.entry(doc).or_default().push(bare(span, value));
    }
    let mut all = ScoreOfAll::default();
    for (doc, gold) in gold {
        let found = by_doc.get(doc.as_str()).map_or(&[][..], Vec::as_slice);
        all.counts.add(score(gold, found));
        errors(doc, gold, found, &mut all.errors);
    }
    Ok(all)
}

/// An expression of which only extent and value are known.
fn bare(span: Span, value: &str) -> Timex {
    Timex {
        span,
        words: (TokenIdx(0), TokenIdx(0)),
        value: value.to_owned(),
        kind: TimexKind::Date,
        granularity: None,
        modifier: None,
        anchor: Anchor::None,
    }
}

fn errors(doc: &str, gold: &Gold, found: &[Timex], out: &mut Vec<String>) {
    let found: Vec<&Timex> = scored(gold, found).collect();
    let pairs = pairs(gold, &found);
    let words = |span: Span| crate::score::chars::respace(span.of(&gold.text));
    for (g, timex) in gold.timexes.iter().enumerate() {
        let value = timex.value.as_deref().unwrap_or("-");
        match pairs.iter().find(|p| p.0 == g) {
            None => out.push(format!("missed\t{doc}\t{}\t{value}", words(timex.span))),
            Some((_, f)) if found[*f].value != value => out.push(format!(
                "value\t{doc}\t{}\t{value}\tfound {}\t{}",
                words(timex.span),
                words(found[*f].span),
                found[*f].value
            )),
            Some(_) => {}
        }
    }
    for (f, timex) in found.iter().enumerate() {
        if pairs.iter().all(|p| p.1 != f) {
            let words = words(timex.span);
            out.push(format!("wrong\t{doc}\t{words}\t{}", timex.value));
        }
    }
}

/// Pairs each gold expression with at most one found expression, in text order; intervals are left out, since the
/// gold marks their ends.
pub fn score(gold: &Gold, found: &[Timex]) -> Score {
    let found: Vec<&Timex> = scored(gold, found).collect();
    let mut score = Score {
        gold: gold.timexes.len(),
        found: found.len(),
        ..Score::default()
    };
    for (g, f) in pairs(gold, &found) {
        let (g, f) = (&gold.timexes[g], found[f]);
        score.relaxed += 1;
        score.strict += usize::from(g.span == f.span);
        score.value += usize::from(g.value.as_deref() == Some(f.value.as_str()));
    }
    score
}

/// The found expressions that count.
pub fn scored<'a>(gold: &Gold, found: &'a [Timex]) -> impl Iterator<Item = &'a Timex> {
    let to = gold.scored_to;
    found
        .iter()
        .filter(move |t| !t.is_interval() && t.span.start < to)
}

/// Indexes of gold and found expressions that belong together: equal extents first, then overlapping ones.
pub fn pairs(gold: &Gold, found: &[&Timex]) -> Vec<(usize, usize)> {
    let mut of_gold: Vec<Option<usize>> = vec![None; gold.timexes.len()];
    let mut taken = vec![false; found.len()];
    for strict in [true, false] {
        let mut from = 0;
        for (g, timex) in gold.timexes.iter().enumerate() {
            while from < found.len() && found[from].span.end <= timex.span.start {
                from += 1;
            }
            if of_gold[g].is_some() {
                continue;
            }
            let near = (from..found.len()).take_while(|&f| found[f].span.start < timex.span.end);
            let fits = |f: &usize| {
                !taken[*f]
                    && found[*f].span.end > timex.span.start
                    && (!strict || found[*f].span == timex.span)
            };
            if let Some(f) = near.into_iter().find(fits) {
                of_gold[g] = Some(f);
                taken[f] = true;
            }
        }
    }
    of_gold
        .iter()
        .enumerate()
        .filter_map(|(g, f)| Some((g, (*f)?)))
        .collect()
}

/// Reads a document with inline `TIMEX2` elements (attribute `val`); only what stands in `TEXT` is kept.
pub fn read_timex2(xml: &str) -> Gold {
    let mut gold = Gold::default();
    if let Some(i) = xml.find("<DATETIME>") {
        let value = attribute(&xml[i..], "val");
        gold.published = value.map(|v| v.split('T').next().unwrap_or("").to_string());
    }
    let body = match (xml.find("<TEXT>"), xml.find("</TEXT>")) {
        (Some(from), Some(to)) if from + 6 <= to => &xml[from + 6..to],
        _ => xml,
    };
    let mut open: Vec<usize> = Vec::new();
    let mut rest = body;
    while let Some(i) = rest.find('<') {
        push_unescaped(&mut gold.text, &rest[..i]);
        let end = rest[i..].find('>').map_or(rest.len(), |e| i + e + 1);
        let tag = &rest[i..end];
        if tag.starts_with("<TIMEX2") {
            open.push(gold.timexes.len());
            let start = gold.text.len() as u32;
            gold.timexes.push(GoldTimex {
                span: Span::new(start, start),
                value: attribute(tag, "val").filter(|v| !v.is_empty()),
            });
        } else if let Some(timex) = tag.starts_with("</TIMEX2").then(|| open.pop()).flatten() {
            let span = &mut gold.timexes[timex].span;
            *span = Span::new(span.start, gold.text.len() as u32);
        }
        rest = &rest[end..];
    }
    push_unescaped(&mut gold.text, rest);
    gold.scored_to = gold.text.len() as u32;
    gold
}

/// Sentences after these are not annotated (README of the corpus).
const MEANTIME_SENTENCES: u32 = 5;

/// Reads a MEANTIME document: `token` elements, and `TIMEX3` elements with `token_anchor`s.
pub fn read_meantime(xml: &str) -> Gold {
    let mut gold = Gold::default();
    let mut spans: Vec<(String, Span)> = Vec::new();
    let mut last_sentence = 0;
    for part in xml.split("<token ").skip(1) {
        let Some(end) = part.find("</token>") else {
            continue;
        };
        let Some(open) = part[..end].find('>') else {
            continue;
        };
        let tag = &part[..open];
        let mut form = String::new();
        push_unescaped(&mut form, &part[open + 1..end]);
        let sentence: u32 = number(tag, "sentence").unwrap_or(0);
        if sentence != last_sentence {
            // Headline and date line stand by themselves.
            gold.text.push_str(if sentence <= 2 { "\n\n" } else { " " });
        } else if !gold.text.is_empty() && !joins_left(&form) && !gold.text.ends_with(['(', '$']) {
            gold.text.push(' ');
        }
        last_sentence = sentence;
        let start = gold.text.len() as u32;
        gold.text.push_str(&form);
        let span = Span::new(start, gold.text.len() as u32);
        if sentence <= MEANTIME_SENTENCES {
            gold.scored_to = span.end;
        }
        spans.push((attribute(tag, "t_id").unwrap_or_default(), span));
    }
    for part in xml.split("<TIMEX3 ").skip(1) {
        timex3(part, &spans, &mut gold);
    }
    gold.timexes.sort_by_key(|t| (t.span.start, t.span.end));
    gold
}

fn timex3(part: &str, spans: &[(String, Span)], gold: &mut Gold) {
    let body = &part[..part.find("</TIMEX3>").unwrap_or(part.len())];
    let tag = &body[..body.find('>').unwrap_or(body.len())];
    let value = attribute(tag, "value").filter(|v| !v.is_empty());
    if tag.contains("CREATION_TIME") {
        gold.published = value.clone();
    }
    if tag.ends_with('/') {
        return;
    }
    let anchors = body.split("<token_anchor").skip(1);
    let words = anchors.filter_map(|a| {
        let id = attribute(a, "t_id")?;
        let at = spans.iter().find(|(i, _)| *i == id)?;
        Some(at.1)
    });
    if let Some(span) = words.reduce(Span::cover) {
        gold.timexes.push(GoldTimex { span, value });
    }
}

fn joins_left(form: &str) -> bool {
    matches!(form, "." | "," | ";" | ":" | ")" | "%" | "?" | "!") || form.starts_with('\'')
}

fn number(tag: &str, name: &str) -> Option<u32> {
    attribute(tag, name)?.parse().ok()
}

/// The value of attribute `name` in the first tag of `tag`.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut from = 0;
    while let Some(i) = tag[from..].find(name) {
        let at = from + i;
        let after = &tag[at + name.len()..];
        let whole = tag[..at].ends_with([' ', '\n', '\t']) || at == 0;
        if let Some(value) = after.strip_prefix("=\"").filter(|_| whole) {
            let mut out = String::new();
            push_unescaped(&mut out, &value[..value.find('"')?]);
            return Some(out);
        }
        from = at + name.len();
    }
    None
}

fn push_unescaped(out: &mut String, text: &str) {
    const ENTITIES: [(&str, char); 5] = [
        ("&amp;", '&'),
        ("&lt;", '<'),
        ("&gt;", '>'),
        ("&quot;", '"'),
        ("&apos;", '\''),
    ];
    let mut rest = text;
    while let Some(i) = rest.find('&') {
        out.push_str(&rest[..i]);
        rest = &rest[i..];
        let (name, c) = ENTITIES
            .iter()
            .find(|(name, _)| rest.starts_with(name))
            .copied()
            .unwrap_or(("&", '&'));
        out.push(c);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::{GoldTimex, Score, read_meantime, read_timex2, score, score_all};
    use crate::time::Timex;
    use verbale_text::Span;

    fn timex((start, end): (u32, u32), value: &str) -> Timex {
        super::bare(Span::new(start, end), value)
    }

    #[test]
    fn predictions_count_in_code_points() {
        let gold = read_timex2("<TEXT>Zoë left <TIMEX2 val=\"1950\">in 1950</TIMEX2>.</TEXT>");
        let found = "{\"doc\":\"a\",\"start\":12,\"end\":16,\"value\":\"1951\"}\n";
        let all = score_all(&[("a".into(), gold)], found).unwrap();
        assert_eq!(all.errors, ["value\ta\tin 1950\t1950\tfound 1950\t1951"]);
        assert_eq!(all.counts.to_json()["relaxed"]["f1"], 1.0);
        assert_eq!(all.counts.to_json()["value"]["f1"], 0.0);
        assert!(score_all(&[("a".into(), Default::default())], found).is_err());
    }

    #[test]
    fn inline_markup_gives_text_and_spans() {
        let gold = read_timex2(
            "<DOC><DATETIME><TIMEX2 val=\"2009-12-19T17:00\">x</TIMEX2></DATETIME><TEXT>A &amp; B left \
             <TIMEX2 val=\"1950-05\" mod=\"END\">late May</TIMEX2>, <TIMEX2>once</TIMEX2>.</TEXT></DOC>",
        );
        assert_eq!(gold.text, "A & B left late May, once.");
        assert_eq!(gold.published.as_deref(), Some("2009-12-19"));
        let found = [timex((16, 19), "1950-05"), timex((0, 1), "2001")];
        let counts = score(&gold, &found);
        let expected = Score {
            gold: 2,
            found: 2,
            relaxed: 1,
            strict: 0,
            value: 1,
        };
        assert_eq!(counts, expected);
        assert!((counts.relaxed_f1() - 0.5).abs() < 1e-9);
    }

    #[test]
    fn tokens_become_text_and_late_sentences_are_not_scored() {
        let gold = read_meantime(
            r#"<Document><token number="0" sentence="0" t_id="1">Talks</token>
            <token number="1" sentence="1" t_id="2">May</token><token number="2" sentence="1" t_id="3">4</token>
            <token number="3" sentence="1" t_id="4">,</token><token number="4" sentence="6" t_id="5">Now</token>
            <TIMEX3 m_id="9" functionInDocument="CREATION_TIME" type="DATE" value="2006-05-04">
            <token_anchor t_id="2"/><token_anchor t_id="3"/></TIMEX3><TIMEX3 m_id="10" value="2001"/></Document>"#,
        );
        assert_eq!(gold.text, "Talks\n\nMay 4, Now");
        assert_eq!(gold.published.as_deref(), Some("2006-05-04"));
        let expected = GoldTimex {
            span: Span::new(7, 12),
            value: Some("2006-05-04".into()),
        };
        assert_eq!(gold.timexes, [expected]);
        let found = [timex((7, 12), "2006-05-04"), timex((14, 17), "PRESENT_REF")];
        assert_eq!(score(&gold, &found).found, 1);
    }
}
