//! Texts with marked names, for the model of names: `[PER Ann Lee] left [LOC Klow].`
//!
//! A line is a text. `#` begins a comment. Words in braces stand for names of that class of the lists; such a line is
//! taken several times, with other names each time, so that what stands around a name is learned apart from the name.

use super::random::Random;
use rustc_hash::FxHashMap;
use verbale_text::{Entity, NameType, Parsed};

/// How often a line with braces is filled in.
const FILLINGS: usize = 6;
/// Marks and the types of names they mean.
const MARKS: [(&str, NameType); 4] = [
    ("PER", NameType::Per),
    ("ORG", NameType::Org),
    ("LOC", NameType::Loc),
    ("MISC", NameType::Misc),
];

/// A text and where its names are.
#[derive(Debug, PartialEq)]
pub(crate) struct Marked {
    pub(crate) text: String,
    /// First and last byte (half-open) of each name, in order.
    names: Vec<(usize, usize, NameType)>,
}

/// Names of lists by class, as lines of class and name give them.
pub(crate) type Classes<'a> = FxHashMap<&'a str, Vec<&'a str>>;

/// The names of each class.
pub(crate) fn classes<'a>(lists: &[&'a str]) -> Classes<'a> {
    let mut classes = Classes::default();
    for (class, name) in lists
        .iter()
        .flat_map(|l| l.lines())
        .filter_map(|l| l.split_once('\t'))
    {
        classes.entry(class).or_default().push(name);
    }
    classes
}

/// The texts of a file.
pub(crate) fn read(file: &str, classes: &Classes<'_>, seed: u64) -> Vec<Marked> {
    let mut random = Random::new(seed, 0x3a9e);
    let mut texts = Vec::new();
    let lines = file.lines().map(str::trim);
    for line in lines.filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let n = if line.contains('{') { FILLINGS } else { 1 };
        for _ in 0..n {
            texts.push(Marked::new(&fill(line, classes, &mut random)));
        }
    }
    texts
}

/// A line with a name of its class in place of each pair of braces; of a class without names, the braces stay.
fn fill(line: &str, classes: &Classes<'_>, random: &mut Random) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let names = after.split_once('}').and_then(|(c, _)| classes.get(c));
        match (names, after.split_once('}')) {
            (Some(names), Some((_, after))) => {
                out.push_str(names[random.below(names.len())]);
                rest = after;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

impl Marked {
    fn new(line: &str) -> Self {
        let (mut text, mut names) = (String::with_capacity(line.len()), Vec::new());
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('[') {
            text.push_str(before);
            let mark = MARKS.iter().find_map(|&(mark, kind)| {
                let (name, after) = after
                    .strip_prefix(mark)?
                    .strip_prefix(' ')?
                    .split_once(']')?;
                Some((name, kind, after))
            });
            let Some((name, kind, after)) = mark else {
                text.push('[');
                rest = after;
                continue;
            };
            let from = text.len();
            text.push_str(name);
            names.push((from, text.len(), kind));
            rest = after;
        }
        text.push_str(rest);
        Self { text, names }
    }

    /// Numbers of the labels of each sentence of the text, which is given parsed.
    pub(crate) fn labels(&self, parsed: &Parsed) -> Vec<Option<Vec<u16>>> {
        let sentence = |s: &verbale_text::Sentence| {
            let words = &parsed.tokens()[s.first as usize..s.end as usize];
            let mut last = None;
            let label = words.iter().map(|t| {
                let at = t.span.start as usize;
                let name = self.names.iter().position(|n| n.0 <= at && at < n.1);
                let goes_on = name.is_some() && last == name;
                last = name;
                let Some(n) = name else {
                    return Entity::O as u16;
                };
                let (begin, inside) = labels(self.names[n].2);
                (if goes_on { inside } else { begin }) as u16
            });
            Some(label.collect())
        };
        parsed.sentences().iter().map(sentence).collect()
    }
}

/// The labels of the first and of further words of a name.
pub(crate) fn labels(kind: NameType) -> (Entity, Entity) {
    match kind {
        NameType::Per => (Entity::BPer, Entity::IPer),
        NameType::Org => (Entity::BOrg, Entity::IOrg),
        NameType::Loc => (Entity::BLoc, Entity::ILoc),
        NameType::Misc => (Entity::BMisc, Entity::IMisc),
    }
}

#[cfg(test)]
mod tests {
    use super::{Classes, classes, read};
    use verbale_text::NameType;

    #[test]
    fn marks_become_spans_and_braces_names() {
        let lists = classes(&["PLACE\tKlow\n", "GIVEN\tAnna\n"]);
        let file = "# a comment\n\n[PER {GIVEN} Lee] [sic] left [LOC {PLACE}] for {NONE}.\n";
        let texts = read(file, &lists, 1);
        assert_eq!(texts.len(), super::FILLINGS);
        assert_eq!(texts[0].text, "Anna Lee [sic] left Klow for {NONE}.");
        assert_eq!(
            texts[0].names,
            [(0, 8, NameType::Per), (20, 24, NameType::Loc)]
        );
        let plain = read("[ORG Klow Bank] closed [PER", &Classes::default(), 1);
        assert_eq!(plain[0].text, "Klow Bank closed [PER");
        assert_eq!(plain[0].names, [(0, 9, NameType::Org)]);
    }
}
