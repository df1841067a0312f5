//! Name labels from what treebanks offer: `NE=` in MISC, GUM's entities, or files in IOB2 beside the treebank.

use super::data::UNKNOWN;
use super::marked::labels;
use rustc_hash::FxHashMap;
use verbale_text::{Entity, NameType, Parsed, Rel, Token, TokenIdx, Upos};

/// Numbers of the labels of each sentence of a treebank, or `None` where they are not known.
pub(crate) type NameLayer = Vec<Option<Vec<u16>>>;

/// Name labels of the sentences of `treebank`, which is also given parsed; further files stand `beside` it.
pub(crate) fn layer(treebank: &str, docs: &[Parsed], beside: &Beside<'_>) -> NameLayer {
    let raw = scan(treebank);
    let has_entities = treebank.contains("# global.Entity");
    let has_labels = raw
        .iter()
        .flat_map(|s| &s.misc)
        .any(|m| value(m, "NE").is_some());
    let is_spanned = raw.iter().any(|s| beside.spans.contains_key(s.id));
    let nouns = common_nouns(docs);
    let mut sentences = docs
        .iter()
        .flat_map(|d| d.sentences().iter().map(move |s| (d, s)));
    let numbers = |labels: Vec<Entity>| labels.into_iter().map(|l| l as u16).collect();
    let label = |raw: &RawSentence<'_>| {
        let (doc, s) = sentences.next()?;
        let words = &doc.tokens()[s.first as usize..s.end as usize];
        if has_labels {
            return Some(numbers(words.iter().map(|t| t.entity).collect()));
        }
        if has_entities {
            let spans = entities(&raw.misc);
            return Some(names(doc, (words, s.first), &spans, &nouns));
        }
        if is_spanned {
            return Some(numbers(beside.spanned(raw.id, words.len())));
        }
        match beside.labels.get(raw.id) {
            Some(labels) if labels.len() == words.len() => Some(numbers(labels.clone())),
            _ => Some(outside(doc, words)),
        }
    };
    raw.iter().map(label).collect()
}

/// What tags tell of a sentence without name labels: words that cannot be part of a name are outside, of the rest nothing is known.
fn outside(doc: &Parsed, words: &[Token]) -> Vec<u16> {
    let capital = |t: &Token| {
        let form = doc.strings().get(t.form);
        form.chars().next().is_some_and(char::is_uppercase)
    };
    let open = |t: &Token| match t.upos {
        Upos::Propn | Upos::X => true,
        Upos::Noun | Upos::Adj | Upos::Verb | Upos::Num => capital(t),
        _ => false,
    };
    let open: Vec<bool> = words.iter().map(open).collect();
    // Small words join parts of names: "Bank of the North".
    let near =
        |from: usize, to: usize| open[from.min(open.len())..to.min(open.len())].contains(&true);
    let between = |i: usize| near(i.saturating_sub(2), i) && near(i + 1, i + 3);
    let known = |i: usize| !open[i] && !between(i);
    (0..words.len())
        .map(|i| if known(i) { Entity::O as u16 } else { UNKNOWN })
        .collect()
}

/// Name labels from beside a treebank, by `sent_id`.
#[derive(Default)]
pub(crate) struct Beside<'a> {
    /// The label of each word of a sentence.
    labels: FxHashMap<&'a str, Vec<Entity>>,
    /// The names of a sentence, as first word, word after the last, and type.
    spans: FxHashMap<&'a str, Vec<(usize, usize, NameType)>>,
}

impl<'a> Beside<'a> {
    /// Takes in a file: IOB2 in the layout of Universal NER, or lines of `sent_id`, first word, last word and type,
    /// between tabs. A treebank with a sentence in a file of lines has no names in the sentences without one.
    pub(crate) fn read(&mut self, file: &'a str) {
        let mut lines = file.lines().filter(|l| !l.starts_with('#')).peekable();
        if lines.peek().is_none_or(|l| span(l).is_none()) {
            read_iob2(file, &mut self.labels);
            return;
        }
        for (id, first, end, kind) in lines.filter_map(span) {
            self.spans.entry(id).or_default().push((first, end, kind));
        }
    }

    /// Labels of a sentence of `n` words from its names.
    fn spanned(&self, id: &str, n: usize) -> Vec<Entity> {
        let mut out = vec![Entity::O; n];
        for &(first, end, kind) in self.spans.get(id).into_iter().flatten() {
            if first < end && end <= n {
                let (begin, inside) = labels(kind);
                out[first..end].fill(inside);
                out[first] = begin;
            }
        }
        out
    }
}

fn span(line: &str) -> Option<(&str, usize, usize, NameType)> {
    let mut fields = line.split('\t');
    let id = fields.next()?;
    let mut number = || fields.next()?.parse::<usize>().ok();
    let (first, last) = (number()?, number()?);
    let kind = match fields.next()? {
        "PER" => NameType::Per,
        "ORG" => NameType::Org,
        "LOC" => NameType::Loc,
        "MISC" => NameType::Misc,
        _ => return None,
    };
    Some((id, first.checked_sub(1)?, last, kind))
}

fn read_iob2<'a>(file: &'a str, into: &mut FxHashMap<&'a str, Vec<Entity>>) {
    for sentence in scan_columns(file) {
        let labels = sentence.rows.iter().map(|row| {
            let label = row.split('\t').nth(2).unwrap_or("O");
            Entity::parse(label).unwrap_or_default()
        });
        into.insert(sentence.id, labels.collect());
    }
}

struct RawSentence<'a> {
    id: &'a str,
    misc: Vec<&'a str>,
}

struct Rows<'a> {
    id: &'a str,
    rows: Vec<&'a str>,
}

fn scan_columns(file: &str) -> Vec<Rows<'_>> {
    let mut sentences = Vec::new();
    let mut now = Rows {
        id: "",
        rows: Vec::new(),
    };
    for line in file.lines().chain([""]) {
        if let Some(comment) = line.strip_prefix('#') {
            match comment.split_once('=') {
                Some((key, id)) if key.trim() == "sent_id" => now.id = id.trim(),
                _ => {}
            }
        } else if line.trim().is_empty() {
            if !now.rows.is_empty() {
                sentences.push(now);
            }
            now = Rows {
                id: "",
                rows: Vec::new(),
            };
        } else {
            now.rows.push(line);
        }
    }
    sentences
}

/// Sentences with the MISC columns of their words.
fn scan(file: &str) -> Vec<RawSentence<'_>> {
    let is_word = |row: &&&str| !row.split('\t').next().unwrap_or("").contains(['-', '.']);
    scan_columns(file)
        .into_iter()
        .map(|s| RawSentence {
            id: s.id,
            misc: s
                .rows
                .iter()
                .filter(is_word)
                .map(|r| r.rsplit('\t').next().unwrap_or(""))
                .collect(),
        })
        .collect()
}

fn value<'a>(misc: &'a str, key: &str) -> Option<&'a str> {
    misc.split('|')
        .find_map(|item| item.strip_prefix(key)?.strip_prefix('='))
}

/// An entity: words `first..end` of a sentence.
struct EntitySpan<'a> {
    first: usize,
    end: usize,
    kind: &'a str,
}

/// The entities of one sentence in GUM's notation: `(id-type-…` opens, `id)` closes.
fn entities<'a>(misc: &[&'a str]) -> Vec<EntitySpan<'a>> {
    let mut spans = Vec::new();
    let mut open: Vec<(&str, &str, usize)> = Vec::new();
    for (i, misc) in misc.iter().enumerate() {
        let mut rest = value(misc, "Entity").unwrap_or("");
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('(') {
                let n = inner.find(['(', ')']).unwrap_or(inner.len());
                let mut fields = inner[..n].split('-');
                let (id, kind) = (fields.next().unwrap_or(""), fields.next().unwrap_or(""));
                rest = &inner[n..];
                match rest.strip_prefix(')') {
                    Some(after) => {
                        spans.push(EntitySpan {
                            first: i,
                            end: i + 1,
                            kind,
                        });
                        rest = after;
                    }
                    None => open.push((id, kind, i)),
                }
            } else {
                let (id, after) = rest.split_once(')').unwrap_or((rest, ""));
                if let Some(at) = open.iter().rposition(|o| o.0 == id) {
                    let (_, kind, first) = open.remove(at);
                    spans.push(EntitySpan {
                        first,
                        end: i + 1,
                        kind,
                    });
                }
                rest = after;
            }
        }
    }
    spans
}

/// Lower-case forms that occur as common nouns: a capital does not make them names.
fn common_nouns(docs: &[Parsed]) -> FxHashMap<String, u32> {
    let mut nouns = FxHashMap::default();
    for doc in docs {
        for t in doc.tokens().iter().filter(|t| t.upos == Upos::Noun) {
            let form = doc.strings().get(t.form);
            if form.chars().all(char::is_lowercase) {
                *nouns.entry(form.to_owned()).or_insert(0) += 1;
            }
        }
    }
    nouns
}

/// The type of names that entities of a kind have.
fn name_type(kind: &str) -> Option<NameType> {
    match kind {
        "person" => Some(NameType::Per),
        "organization" => Some(NameType::Org),
        "place" => Some(NameType::Loc),
        "event" | "object" | "abstract" => Some(NameType::Misc),
        _ => None,
    }
}

/// Labels of a sentence from its entities: those whose head is a proper noun are names; of nested ones the longest name counts.
///
/// A proper noun that only describes an entity ("the Bush administration") may be a name or not.
fn names(
    doc: &Parsed,
    (words, first): (&[Token], u32),
    spans: &[EntitySpan<'_>],
    nouns: &FxHashMap<String, u32>,
) -> Vec<u16> {
    let mut found: Vec<(usize, usize, usize, NameType)> = Vec::new();
    let mut is_known: Vec<bool> = words.iter().map(|t| t.upos != Upos::Propn).collect();
    for span in spans {
        if let Some(head) = head(words, first, span) {
            is_known[head] = true;
        }
        let Some(kind) = name_type(span.kind) else {
            continue;
        };
        if kind == NameType::Per && is_people(doc, (words, first), span) {
            continue;
        }
        let Some((mut from, to)) = extent(doc, (words, first), span) else {
            continue;
        };
        while kind == NameType::Per && from < to && is_title(doc, &words[from], nouns) {
            is_known[from] = true;
            from += 1;
        }
        if from == to {
            continue;
        }
        found.push((from, to, span.end - span.first, kind));
    }
    found.sort_by_key(|&(from, to, size, kind)| {
        (std::cmp::Reverse(to - from), size, from, kind as u8)
    });
    let outside = |&known: &bool| if known { Entity::O as u16 } else { UNKNOWN };
    let mut out: Vec<u16> = is_known.iter().map(outside).collect();
    let mut is_taken = vec![false; words.len()];
    for (from, to, _, kind) in found {
        if !is_taken[from..to].contains(&true) {
            let (begin, inside) = labels(kind);
            out[from..to].fill(inside as u16);
            out[from] = begin as u16;
            is_taken[from..to].fill(true);
        }
    }
    out
}

/// The word of an entity whose head is outside it.
fn head(words: &[Token], first: u32, span: &EntitySpan<'_>) -> Option<usize> {
    let inside = |t: TokenIdx| {
        t != TokenIdx::NONE && (span.first..span.end).contains(&((t.0 - first) as usize))
    };
    (span.first..span.end).find(|&i| !inside(words[i].head))
}

/// Whether a word before a person's name is a title: also a common noun, or an abbreviation of more than one letter.
fn is_title(doc: &Parsed, t: &Token, nouns: &FxHashMap<String, u32>) -> bool {
    let form = doc.strings().get(t.form);
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    let is_noun = nouns.get(&form.to_lowercase()).is_some_and(|&n| n >= 3);
    is_noun || (letters > 1 && doc.strings().get(t.feats).contains("Abbr=Yes"))
}

/// Whether an entity's head is in the plural: a people or a creed, not a person.
fn is_people(doc: &Parsed, (words, first): (&[Token], u32), span: &EntitySpan<'_>) -> bool {
    let mut heads = (span.first..span.end).filter(|&i| {
        let head = words[i].head;
        head == TokenIdx::NONE || !(span.first..span.end).contains(&((head.0 - first) as usize))
    });
    let plural = |i: usize| doc.strings().get(words[i].feats).contains("Number=Plur");
    heads.next().is_some_and(plural)
}

/// The words of an entity that make up its name: those joined to its head, a proper noun, as parts of a name.
fn extent(
    doc: &Parsed,
    (words, first): (&[Token], u32),
    span: &EntitySpan<'_>,
) -> Option<(usize, usize)> {
    let inside = |t: TokenIdx| {
        t != TokenIdx::NONE && (span.first..span.end).contains(&((t.0 - first) as usize))
    };
    let head = head(words, first, span)?;
    if words[head].upos != Upos::Propn {
        return None;
    }
    let capital = |i: usize| {
        doc.strings()
            .get(words[i].form)
            .chars()
            .next()
            .is_some_and(char::is_uppercase)
    };
    let mut part = vec![false; words.len()];
    part[head] = true;
    // Heads may stand on either side, so marks spread until nothing changes; names are short.
    let mut changed = true;
    while changed {
        changed = false;
        for i in span.first..span.end {
            if part[i] || !inside(words[i].head) || !part[(words[i].head.0 - first) as usize] {
                continue;
            }
            let joined = match words[i].rel {
                Rel::Flat | Rel::Compound | Rel::Nummod => capital(i) || words[i].rel == Rel::Flat,
                Rel::Amod | Rel::Nmod | Rel::Conj => {
                    capital(i) && doc.strings().get(words[i].subtype).is_empty()
                }
                Rel::Case | Rel::Cc => (words[i].head.0 - first) as usize != head,
                Rel::Punct => doc.strings().get(words[i].form) == "-",
                Rel::Det => false,
                _ => false,
            };
            changed |= joined;
            part[i] |= joined;
        }
    }
    let mut from = head;
    while from > span.first && part[from - 1] {
        from -= 1;
    }
    let mut to = head + 1;
    while to < span.end && part[to] {
        to += 1;
    }
    let small = |i: usize| matches!(words[i].rel, Rel::Case | Rel::Cc | Rel::Punct);
    while to - 1 > head && small(to - 1) {
        to -= 1;
    }
    while from < head && small(from) {
        from += 1;
    }
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::{Beside, Entity, layer};
    use verbale_text::conllu;

    #[test]
    fn entities_headed_by_proper_nouns_become_names() {
        let rows = [
            "The DET 2 det (1-person-new-x",
            "envoy NOUN 7 nsubj _",
            "of ADP 4 case _",
            "Syldavia PROPN 2 nmod (2-place-new-x)1)",
            ", PUNCT 2 punct _",
            "would AUX 7 aux _",
            "leave VERB 0 root _",
            "Great PROPN 9 compound (3-organization-new-x",
            "Bank PROPN 7 obj _",
            "of ADP 11 case _",
            "Klow PROPN 9 nmod (4-place-new-x)3)",
        ];
        let mut file = String::from("# global.Entity = GRP\n# sent_id = a\n");
        for (i, row) in rows.iter().enumerate() {
            let c: Vec<&str> = row.split(' ').collect();
            let misc = if c[4] == "_" {
                "_".into()
            } else {
                format!("Entity={}", c[4])
            };
            file += &format!(
                "{}\t{}\t_\t{}\t_\t_\t{}\t{}\t_\t{misc}\n",
                i + 1,
                c[0],
                c[1],
                c[2],
                c[3]
            );
        }
        let docs = conllu::read(&file, "t").unwrap();
        let labels = layer(&file, &docs, &Beside::default());
        let labels = labels[0].as_ref().unwrap();
        let shown: Vec<&str> = labels
            .iter()
            .map(|&l| Entity::ALL[usize::from(l)].as_str())
            .collect();
        assert_eq!(shown.join(" "), "O O O B-LOC O O O B-ORG I-ORG I-ORG I-ORG");
    }

    #[test]
    fn names_may_stand_beside_the_treebank_without_its_words() {
        let row = |n: u32, form: &str| format!("{n}\t{form}\t_\tPROPN\t_\t_\t0\troot\t_\t_\n");
        let file = format!(
            "# sent_id = a\n{}{}\n# sent_id = b\n{}\n",
            row(1, "New"),
            row(2, "Klow").replace("0\troot", "1\tflat"),
            row(1, "Hello")
        );
        let docs = conllu::read(&file, "t").unwrap();
        let mut beside = Beside::default();
        beside.read("# a comment\na\t1\t2\tLOC\n");
        let wanted = [vec![Entity::BLoc, Entity::ILoc], vec![Entity::O]];
        let wanted = wanted.map(|s| Some(s.into_iter().map(|l| l as u16).collect()));
        assert_eq!(layer(&file, &docs, &beside), wanted);
    }
}
