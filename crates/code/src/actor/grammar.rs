//! Pronouns, nouns that point back, and closed-class words: `pronouns.toml` and `grammar.toml`.

use super::base::{ActorBase, ActorType, Code, Gender};
use super::words::{Word, pieces};
use crate::Fault;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use toml::Spanned;

/// A personal pronoun.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pronoun {
    pub(crate) person: u8,
    pub(crate) plural: Option<bool>,
    pub(crate) gender: Option<Gender>,
    /// Bit `n`: can stand for the `n`th [`ActorType`].
    pub(crate) types: u8,
}

/// A noun that, with a definite article, may point back.
#[derive(Clone, Debug)]
pub(crate) struct Anaphor {
    pub(crate) types: u8,
    pub(crate) sectors: Vec<Code>,
    pub(crate) gender: Option<Gender>,
}

/// Closed-class words.
#[derive(Debug, Default)]
pub(crate) struct Grammar {
    pub(crate) definite: FxHashSet<Word>,
    pub(crate) body: FxHashSet<Word>,
    pub(crate) title: FxHashSet<Word>,
    pub(crate) place: FxHashSet<Word>,
    pub(crate) location: FxHashSet<Word>,
    pub(crate) destination: FxHashSet<Word>,
    pub(crate) partitive: FxHashSet<Word>,
    pub(crate) partitive_prepositions: FxHashSet<Word>,
    pub(crate) government: FxHashSet<Word>,
    pub(crate) generic: FxHashSet<Word>,
    pub(crate) pair: FxHashSet<Word>,
    /// Verbs whose subject and companion a plural pronoun may stand for.
    pub(crate) together: FxHashSet<Word>,
    pub(crate) together_prepositions: FxHashSet<Word>,
    pub(crate) also_names: FxHashSet<Word>,
    pub(crate) people: FxHashSet<Word>,
    pub(crate) quantifiers: FxHashSet<Word>,
    pub(crate) attitudes: FxHashSet<Word>,
    pub(crate) others: FxHashSet<Word>,
    pub(crate) ethnic: FxHashSet<Word>,
    pub(crate) deputies: FxHashSet<Word>,
    pub(crate) no_bodies: FxHashSet<Word>,
    pub(crate) deeds: FxHashSet<Word>,
    pub(crate) polities: FxHashSet<Word>,
    /// "The fall of the republic": nouns that tell the end of a form of rule.
    pub(crate) endings: FxHashSet<Word>,
    /// Places that people live in: "the Syldavian town of Klow".
    pub(crate) settlements: FxHashSet<Word>,
    /// Participles that say where somebody is: "based in Klow".
    pub(crate) settled: FxHashSet<Word>,
    /// "Syldavia-backed": participles by which a state stands behind others.
    pub(crate) sponsored: FxHashSet<Word>,
    pub(crate) nobody: FxHashSet<Word>,
    pub(crate) become_verbs: FxHashSet<Word>,
    /// Nouns for how one state stands to another, between the names of both: "the Syldavian ally Borduria".
    pub(crate) related: FxHashSet<Word>,
    /// Nouns for those on the other side than their owner: "his counterparts".
    pub(crate) opposites: FxHashSet<Word>,
    /// Given names of women, and of men.
    pub(crate) feminine: FxHashSet<Word>,
    pub(crate) masculine: FxHashSet<Word>,
    /// Verb lemma → the post that its subject holds.
    pub(crate) holding: FxHashMap<Word, Box<str>>,
    /// Short form, folded, with spaces between its pieces → the post in full.
    pub(crate) short: FxHashMap<Box<str>, Box<str>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PronounFile {
    #[serde(default)]
    pronoun: Vec<RawPronoun>,
    #[serde(default)]
    relative: Vec<RawRelative>,
    #[serde(default)]
    anaphor: Vec<RawAnaphor>,
    #[expect(
        dead_code,
        reason = "words that are no actor need no entry, but the page may list them"
    )]
    never: Option<toml::Value>,
}

#[derive(Deserialize)]
struct RawPronoun {
    forms: Vec<String>,
    person: u8,
    number: Option<Spanned<String>>,
    gender: Option<Spanned<String>>,
    refers: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
struct RawRelative {
    forms: Vec<String>,
}

#[derive(Deserialize)]
struct RawAnaphor {
    lemmas: Vec<String>,
    r#type: Vec<Spanned<String>>,
    #[serde(default)]
    sectors: Vec<Spanned<String>>,
    gender: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GrammarFile {
    #[serde(default)]
    definite: Vec<String>,
    #[serde(default)]
    body: Vec<String>,
    #[serde(default)]
    title: Vec<String>,
    #[serde(default)]
    place: Vec<String>,
    #[serde(default)]
    location: Vec<String>,
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    partitive: Vec<String>,
    #[serde(default)]
    partitive_prepositions: Vec<String>,
    #[serde(default)]
    government: Vec<String>,
    #[serde(default)]
    generic: Vec<String>,
    #[serde(default)]
    pair: Vec<String>,
    #[serde(default)]
    together: Vec<String>,
    #[serde(default)]
    together_prepositions: Vec<String>,
    #[serde(default)]
    also_names: Vec<String>,
    #[serde(default)]
    people: Vec<String>,
    #[serde(default)]
    quantifiers: Vec<String>,
    #[serde(default)]
    attitudes: Vec<String>,
    #[serde(default)]
    others: Vec<String>,
    #[serde(default)]
    ethnic: Vec<String>,
    #[serde(default)]
    deputies: Vec<String>,
    #[serde(default)]
    no_bodies: Vec<String>,
    #[serde(default)]
    deeds: Vec<String>,
    #[serde(default)]
    polities: Vec<String>,
    #[serde(default)]
    endings: Vec<String>,
    #[serde(default)]
    settlements: Vec<String>,
    #[serde(default)]
    settled: Vec<String>,
    #[serde(default)]
    sponsored: Vec<String>,
    #[serde(default)]
    nobody: Vec<String>,
    #[serde(default)]
    r#become: Vec<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    opposites: Vec<String>,
    #[serde(default)]
    feminine: Vec<String>,
    #[serde(default)]
    masculine: Vec<String>,
    #[serde(default)]
    holding: Vec<RawHolding>,
    #[serde(default)]
    short: std::collections::BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct RawHolding {
    lemmas: Vec<String>,
    title: String,
}

/// Reads `pronouns.toml` into `base`.
pub(crate) fn load_pronouns(base: &mut ActorBase, path: &str, text: &str, faults: &mut Vec<Fault>) {
    let Some(file) = parse::<PronounFile>(path, text, faults) else {
        return;
    };
    let place = Place { path, text };
    for raw in &file.pronoun {
        let pronoun = Pronoun {
            person: raw.person,
            plural: raw.number.as_ref().map(|n| n.get_ref() == "plur"),
            gender: gender(raw.gender.as_ref(), &place, faults),
            types: types(&raw.refers, &place, faults),
        };
        for form in &raw.forms {
            let word = first_word(base, form);
            base.pronouns.entry(word).or_insert(pronoun);
        }
    }
    for form in file.relative.iter().flat_map(|r| &r.forms) {
        let word = first_word(base, form);
        base.relatives.insert(word);
    }
    for raw in &file.anaphor {
        let number = base.anaphors.len() as u16;
        base.anaphors.push(Anaphor {
            types: types(&raw.r#type, &place, faults),
            sectors: raw
                .sectors
                .iter()
                .filter_map(|s| {
                    let code = Code::parse(s.get_ref());
                    if code.is_none() {
                        place.unknown("sector", s, faults);
                    }
                    code
                })
                .collect(),
            gender: gender(raw.gender.as_ref(), &place, faults),
        });
        for lemma in &raw.lemmas {
            let words = base.words(lemma);
            base.anaphor_words.insert(&words, number);
        }
    }
}

/// Reads `grammar.toml` into `base`.
pub(crate) fn load_grammar(base: &mut ActorBase, path: &str, text: &str, faults: &mut Vec<Fault>) {
    let Some(file) = parse::<GrammarFile>(path, text, faults) else {
        return;
    };
    let mut set = |words: &[String]| words.iter().map(|w| first_word(base, w)).collect();
    let mut grammar = Grammar {
        definite: set(&file.definite),
        body: set(&file.body),
        title: set(&file.title),
        place: set(&file.place),
        location: set(&file.location),
        destination: set(&file.destination),
        partitive: set(&file.partitive),
        partitive_prepositions: set(&file.partitive_prepositions),
        government: set(&file.government),
        generic: set(&file.generic),
        pair: set(&file.pair),
        together: set(&file.together),
        together_prepositions: set(&file.together_prepositions),
        also_names: set(&file.also_names),
        people: set(&file.people),
        quantifiers: set(&file.quantifiers),
        attitudes: set(&file.attitudes),
        others: set(&file.others),
        ethnic: set(&file.ethnic),
        deputies: set(&file.deputies),
        no_bodies: set(&file.no_bodies),
        deeds: set(&file.deeds),
        polities: set(&file.polities),
        endings: set(&file.endings),
        settlements: set(&file.settlements),
        settled: set(&file.settled),
        sponsored: set(&file.sponsored),
        nobody: set(&file.nobody),
        become_verbs: set(&file.r#become),
        related: set(&file.related),
        opposites: set(&file.opposites),
        feminine: set(&file.feminine),
        masculine: set(&file.masculine),
        holding: FxHashMap::default(),
        short: FxHashMap::default(),
    };
    for (short, full) in &file.short {
        grammar
            .short
            .insert(short.as_str().into(), full.as_str().into());
    }
    for raw in &file.holding {
        for lemma in &raw.lemmas {
            let word = first_word(base, lemma);
            grammar.holding.insert(word, raw.title.as_str().into());
        }
    }
    base.grammar = grammar;
}

impl ActorBase {
    /// The pieces of `phrase`, interned.
    pub(crate) fn words(&mut self, phrase: &str) -> Vec<Word> {
        let mut words = Vec::new();
        let vocabulary = &mut self.vocabulary;
        pieces(phrase, &mut String::new(), |piece, _| {
            words.push(vocabulary.intern(piece));
        });
        words
    }
}

fn first_word(base: &mut ActorBase, text: &str) -> Word {
    base.words(text).first().copied().unwrap_or(Word::UNKNOWN)
}

fn parse<T: for<'de> Deserialize<'de>>(
    path: &str,
    text: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    match toml::from_str(text) {
        Ok(value) => Some(value),
        Err(error) => {
            let place = Place { path, text };
            let start = error.span().map(|s| s.start);
            faults.push(place.fault(start, "P104", error.message().to_owned(), None));
            None
        }
    }
}

struct Place<'a> {
    path: &'a str,
    text: &'a str,
}

impl Place<'_> {
    fn fault(
        &self,
        byte: Option<usize>,
        code: &'static str,
        problem: String,
        help: Option<String>,
    ) -> Fault {
        let before = byte.and_then(|b| self.text.get(..b));
        let line_start = before.map(|b| b.rfind('\n').map_or(0, |n| n + 1));
        Fault {
            path: self.path.to_owned(),
            line: before.map_or(0, |b| b.matches('\n').count() as u32 + 1),
            column: before
                .zip(line_start)
                .map_or(0, |(b, s)| b[s..].chars().count() as u32 + 1),
            code,
            problem,
            help,
        }
    }

    fn unknown(&self, what: &str, value: &Spanned<String>, faults: &mut Vec<Fault>) {
        let problem = format!("unknown {what} `{}`", value.get_ref());
        faults.push(self.fault(Some(value.span().start), "P102", problem, None));
    }
}

fn gender(
    value: Option<&Spanned<String>>,
    place: &Place<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Gender> {
    let value = value?;
    let gender = Gender::parse(value.get_ref());
    if gender.is_none() {
        place.unknown("gender", value, faults);
    }
    gender
}

fn types(values: &[Spanned<String>], place: &Place<'_>, faults: &mut Vec<Fault>) -> u8 {
    let mut bits = 0;
    for value in values {
        match ActorType::parse(value.get_ref()) {
            Some(t) => bits |= 1 << t as u8,
            None => place.unknown("actor type", value, faults),
        }
    }
    bits
}
