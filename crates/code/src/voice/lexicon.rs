//! Words of `voice.toml` and `loaded.csv`.

use crate::Fault;
use crate::error::nearest;
use crate::pack::functions::toml_fault;
use crate::pack::sets::{PhraseHead, WordList};
use rustc_hash::FxHashMap;
use verbale_text::{Node, Rel, Upos};

/// What the packs say of voices.
#[derive(Debug)]
pub(crate) struct VoiceLexicon {
    pub(super) near_start: usize,
    pub(super) near_end: usize,
    pub(super) notes: Vec<NoteWords>,
    pub(super) openings: Vec<Opening>,
    pub(super) genre: GenreWords,
    /// Prepositions before the party that a loaded noun is about.
    pub(super) party_prepositions: WordList,
    pub(super) scare_words: usize,
    pub(super) scare_after: WordList,
    loaded: FxHashMap<String, Vec<Loaded>>,
}

/// Words by which a note of the outlet is known.
#[derive(Debug)]
pub(super) struct NoteWords {
    pub(super) subtype: &'static str,
    pub(super) label: String,
    pub(super) genre: Option<&'static str>,
    pub(super) all: Vec<WordList>,
}

/// Words that open a note of the outlet.
#[derive(Debug)]
pub(super) struct Opening {
    pub(super) subtype: &'static str,
    pub(super) label: String,
    pub(super) begins: Vec<String>,
}

/// Words by which the kind of text is known.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GenreWords {
    pub(super) interview_turns: usize,
    pub(super) commentary: Vec<String>,
    pub(super) statement: Vec<String>,
    pub(super) first_plural: Vec<String>,
    pub(super) statement_sentences: usize,
    pub(super) statement_share: usize,
    pub(super) report_sentences: usize,
    pub(super) report_share: usize,
}

/// A loaded word or phrase, under its last word.
#[derive(Debug)]
struct Loaded {
    upos: Upos,
    polarity: &'static str,
    /// The words before the last.
    before: Vec<String>,
}

/// Stands in a phrase for a few words of any kind.
const GAP: &str = "...";

/// How many words a gap may stand for.
const GAP_WORDS: usize = 6;

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    near_start: usize,
    near_end: usize,
    notes: Vec<RawNote>,
    openings: Vec<RawOpening>,
    genre: GenreWords,
    scare: RawScare,
    party_prepositions: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNote {
    subtype: Subtype,
    label: String,
    genre: Option<Genre>,
    all: Vec<Vec<String>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOpening {
    subtype: Subtype,
    label: String,
    begins: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScare {
    words: usize,
    after: Vec<String>,
}

#[derive(serde::Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Subtype {
    Disclaimer,
    EditorNote,
}

#[derive(serde::Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Genre {
    Report,
    Commentary,
    Statement,
    Interview,
}

impl Subtype {
    const fn as_str(self) -> &'static str {
        match self {
            Subtype::Disclaimer => "disclaimer",
            Subtype::EditorNote => "editor_note",
        }
    }
}

impl Genre {
    const fn as_str(self) -> &'static str {
        match self {
            Genre::Report => "report",
            Genre::Commentary => "commentary",
            Genre::Statement => "statement",
            Genre::Interview => "interview",
        }
    }
}

impl VoiceLexicon {
    /// Reads `voice.toml` and `loaded.csv`, each a path and a text.
    ///
    /// # Errors
    /// TOML that does not parse, and rows with other columns or values.
    pub(crate) fn load(toml: (&str, &str), csv: (&str, &str)) -> Result<Self, Vec<Fault>> {
        let raw = toml::from_str::<Raw>(toml.1).map_err(|e| vec![toml_fault(toml.0, toml.1, &e)]);
        let loaded = read_loaded(csv.0, csv.1);
        let (raw, loaded) = match (raw, loaded) {
            (Ok(raw), Ok(loaded)) => (raw, loaded),
            (raw, loaded) => {
                let faults = [raw.err(), loaded.err()];
                return Err(faults.into_iter().flatten().flatten().collect());
            }
        };
        let list = |words: Vec<String>| WordList::new(words.into_iter(), PhraseHead::Either);
        let note = |n: RawNote| NoteWords {
            subtype: n.subtype.as_str(),
            label: n.label,
            genre: n.genre.map(Genre::as_str),
            all: n.all.into_iter().map(list).collect(),
        };
        let opening = |o: RawOpening| Opening {
            subtype: o.subtype.as_str(),
            label: o.label,
            begins: o.begins,
        };
        Ok(Self {
            near_start: raw.near_start,
            near_end: raw.near_end,
            notes: raw.notes.into_iter().map(note).collect(),
            openings: raw.openings.into_iter().map(opening).collect(),
            genre: raw.genre,
            party_prepositions: list(raw.party_prepositions),
            scare_words: raw.scare.words,
            scare_after: list(raw.scare.after),
            loaded,
        })
    }

    fn entries(&self, word: &str) -> Option<&[Loaded]> {
        let found = if word.chars().any(char::is_uppercase) {
            self.loaded.get(word.to_lowercase().as_str())
        } else {
            self.loaded.get(word)
        };
        found.map(Vec::as_slice)
    }

    /// Polarity of the loaded word or phrase that ends at `node`, and how many words before it belong to it.
    pub(super) fn loaded(&self, node: Node<'_>) -> Option<(&'static str, usize)> {
        let (lemma, form) = (node.lemma(), node.form());
        let other = (form != lemma).then_some(form);
        [Some(lemma), other]
            .into_iter()
            .flatten()
            .filter_map(|word| self.entries(word))
            .flatten()
            .filter(|e| fits(e.upos, node))
            .filter_map(|e| Some((e.polarity, stands_before(&e.before, node)?)))
            .max_by_key(|(_, n)| *n)
    }
}

/// Taggers read modifiers as nouns, and participles as verbs.
fn fits(upos: Upos, node: Node<'_>) -> bool {
    match upos {
        Upos::Noun => matches!(node.upos(), Upos::Noun | Upos::Propn),
        Upos::Adj => match node.upos() {
            Upos::Adj => true,
            Upos::Verb => matches!(node.feat("VerbForm"), Some("Part")) && node.rel() == Rel::Amod,
            Upos::Noun | Upos::Propn => matches!(node.rel(), Rel::Amod | Rel::Compound),
            _ => false,
        },
        other => node.upos() == other,
    }
}

/// How many words before `node` the rest of its phrase takes; `None` if it does not stand there.
fn stands_before(words: &[String], node: Node<'_>) -> Option<usize> {
    let mut at = node;
    let mut n = 0;
    let mut gap = 0;
    for word in words.iter().rev() {
        if word == GAP {
            gap = GAP_WORDS;
            continue;
        }
        loop {
            at = at.previous()?;
            n += 1;
            if at.lemma().eq_ignore_ascii_case(word) || at.form().eq_ignore_ascii_case(word) {
                break;
            }
            gap = usize::checked_sub(gap, 1)?;
        }
        gap = 0;
    }
    Some(n)
}

const COLUMNS: &str = "lemma,upos,polarity,source";

fn read_loaded(path: &str, text: &str) -> Result<FxHashMap<String, Vec<Loaded>>, Vec<Fault>> {
    let mut words: FxHashMap<String, Vec<Loaded>> = FxHashMap::default();
    let mut faults = Vec::new();
    let mut rows = text
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.starts_with('#') && !l.trim().is_empty());
    let mut fault = |line: usize, code, problem: String, help: Option<String>| {
        faults.push(Fault {
            path: path.to_owned(),
            line: line as u32 + 1,
            column: 0,
            code,
            problem,
            help,
        });
    };
    match rows.next() {
        Some((_, header)) if header.trim() == COLUMNS => {}
        Some((line, header)) => fault(
            line,
            "P300",
            format!("the columns are `{header}`"),
            Some(format!("the columns must be {COLUMNS}")),
        ),
        None => fault(0, "P300", "the table is empty".to_owned(), None),
    }
    for (line, row) in rows {
        let cells: Vec<&str> = row.split(',').map(str::trim).collect();
        let &[lemma, upos, polarity, _] = &cells[..] else {
            let problem = format!("the row has {} columns", cells.len());
            fault(line, "P301", problem, Some(COLUMNS.to_owned()));
            continue;
        };
        let class = CLASSES.iter().find(|(name, _)| *name == upos);
        let sign = POLARITIES.iter().find(|p| **p == polarity);
        let (Some((_, upos)), Some(polarity)) = (class, sign) else {
            let (value, known) = match class {
                None => (upos, CLASSES.map(|c| c.0).to_vec()),
                Some(_) => (polarity, POLARITIES.to_vec()),
            };
            let help =
                nearest(value, known.iter().copied()).map(|n| format!("did you mean `{n}`?"));
            let code = if class.is_none() { "P302" } else { "P102" };
            fault(line, code, format!("there is no `{value}`"), help);
            continue;
        };
        add(&mut words, lemma, *upos, polarity);
    }
    if faults.is_empty() {
        Ok(words)
    } else {
        Err(faults)
    }
}

/// Puts a word or phrase under its last word.
fn add(
    words: &mut FxHashMap<String, Vec<Loaded>>,
    lemma: &str,
    upos: Upos,
    polarity: &'static str,
) {
    // Some tokenizers part words at their hyphens, some do not.
    let parted = lemma.replace('-', " - ");
    for words_of in [lemma, parted.as_str()] {
        let mut before: Vec<String> = words_of.split(' ').map(str::to_owned).collect();
        let Some(last) = before.pop() else { continue };
        let list = words.entry(last).or_default();
        if !list.iter().any(|l| l.upos == upos && l.before == before) {
            list.push(Loaded {
                upos,
                polarity,
                before,
            });
        }
    }
}

const CLASSES: [(&str, Upos); 4] = [
    ("NOUN", Upos::Noun),
    ("ADJ", Upos::Adj),
    ("VERB", Upos::Verb),
    ("ADV", Upos::Adv),
];

const POLARITIES: [&str; 2] = ["pos", "neg"];
