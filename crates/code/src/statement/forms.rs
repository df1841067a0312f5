//! The lists beside the cue table, from `english/attribution.toml`, and how they are tied to one document's words.

use super::lexicon::{Attitude, Cue, Cues, fault};
use crate::Fault;
use crate::error::nearest;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use verbale_text::{Node, StrId, Strings, Upos};

/// A list of words by which forms of attribution are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(super) enum List {
    /// Marks the agent of a passive.
    Agent,
    /// Marks an infinitive.
    Infinitive,
    /// Opens a content clause.
    Content,
    /// Opens a content clause and no other.
    Finite,
    /// Empty subjects.
    Expletive,
    /// Verbs that lend a noun cue their subject.
    Light,
    /// Verbs that pass their subject on and add no content of their own.
    Chain,
    /// Nouns for texts and recordings.
    Artefact,
    /// Opens the phrase of an addressee.
    Addressee,
    /// Opens a predicate or a comparison clause.
    As,
    /// First person.
    First,
    /// Relative words.
    Relative,
    /// Prepositions of phrases that belong to the content with the object.
    Complement,
    /// Marks of the source of a noun.
    From,
    /// Words for people who stand as a source before a colon.
    Label,
    /// Opens the phrase that names the channel.
    Via,
    /// Splits a label into source and topic.
    Topic,
    /// Possessive endings.
    Possessive,
    /// Verbs whose neuter pronoun stands for nobody.
    Impersonal,
    /// Nouns for polls, studies and records, which show and find.
    Evidence,
    /// Verbs of feeling, whose passive subject holds the attitude.
    Psych,
    /// Nouns for people and bodies that end like nouns for things.
    Body,
    /// Nouns for things, which are no sources.
    Thing,
    /// Verbs that put a duty on their subject.
    Duty,
    /// Verbs by which a speaker binds himself.
    Will,
    /// Words between a noun for words and their example.
    Example,
    /// Days, months and the like.
    Calendar,
    /// Verbs by which a deed may come to be.
    Possible,
    /// Verbs by which a deed lies ahead or is a duty.
    Ahead,
    /// Words that suppose.
    Suppose,
    /// Denials.
    Denial,
    /// Words that place one deed in time by another.
    While,
    /// Words by which the writer sets something against what was said.
    Concession,
    /// Words that open a reason or result behind a comma, which belongs to what was said.
    Reason,
    /// Verbs that name an act of speaking and, with an object or a phrase, its topic.
    Act,
    /// Words that tell who gives a text out.
    Given,
    /// Words that point to the text that follows.
    Following,
    /// Posts and bodies in the line that names who gives a text out.
    Office,
    /// Words of lines that only mark where such a text begins and ends.
    Frame,
    /// Marks of what a speaker does beside saying what comes before.
    Beside,
    /// Nouns that make one link with the preposition before them, and name no topic.
    Linking,
}

const LISTS: [(&str, List); 41] = [
    ("agent", List::Agent),
    ("infinitive", List::Infinitive),
    ("content", List::Content),
    ("finite", List::Finite),
    ("expletive", List::Expletive),
    ("light", List::Light),
    ("chain", List::Chain),
    ("artefact", List::Artefact),
    ("addressee", List::Addressee),
    ("as", List::As),
    ("first", List::First),
    ("relative", List::Relative),
    ("complement", List::Complement),
    ("from", List::From),
    ("label", List::Label),
    ("via", List::Via),
    ("topic", List::Topic),
    ("possessive", List::Possessive),
    ("impersonal", List::Impersonal),
    ("evidence", List::Evidence),
    ("psych", List::Psych),
    ("body", List::Body),
    ("thing", List::Thing),
    ("duty", List::Duty),
    ("will", List::Will),
    ("example", List::Example),
    ("calendar", List::Calendar),
    ("possible", List::Possible),
    ("ahead", List::Ahead),
    ("suppose", List::Suppose),
    ("denial", List::Denial),
    ("while", List::While),
    ("concession", List::Concession),
    ("reason", List::Reason),
    ("act", List::Act),
    ("given", List::Given),
    ("following", List::Following),
    ("office", List::Office),
    ("frame", List::Frame),
    ("beside", List::Beside),
    ("linking", List::Linking),
];

/// A phrase that opens a source without a verb.
#[derive(Clone, Debug)]
pub(super) struct Opener {
    /// Lower-case words before the source.
    pub(super) words: Vec<String>,
    /// Lower-case words after it.
    pub(super) after: Vec<String>,
    /// Share of uses that attribute.
    pub(super) weight: f32,
    /// What the source does with it.
    pub(super) attitude: Attitude,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Things {
    endings: Vec<String>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    threshold: f32,
    thresholds: Thresholds,
    unlisted: Unlisted,
    lists: BTreeMap<String, Vec<String>>,
    openers: BTreeMap<String, f32>,
    belief_openers: BTreeMap<String, f32>,
    things: Things,
    channels: BTreeMap<String, Vec<String>>,
    channel_verbs: BTreeMap<String, Vec<String>>,
}

/// Thresholds of single forms.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Thresholds {
    /// Of a noun with a preposition.
    noun_preposition: f32,
    /// Of a turn in a transcript.
    transcript: f32,
}

/// Weights for words that the cue table does not list, and factors on its weights.
#[derive(Clone, Copy, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unlisted {
    /// Verb with a marked clause.
    pub(super) marked_clause: f32,
    /// Verb with a bare clause.
    pub(super) bare_clause: f32,
    /// Factor: personal frame without a source.
    pub(super) no_source: f32,
    /// Factor: noun cue without a source.
    pub(super) noun_no_source: f32,
    /// Factor: a noun cue with a preposition, which names a topic more often than a content.
    pub(super) noun_preposition: f32,
    /// Factor: cue inside a quotation that no source claims.
    pub(super) in_quote: f32,
    /// Factor: an object of a purpose clause.
    pub(super) purpose: f32,
    /// Factor: a cue that tells of no words spoken, but of ones that may be or should be.
    pub(super) unreal: f32,
    /// Factor: the same where it may be, or is supposed.
    pub(super) possible: f32,
    /// Factor: a cue with an object that is denied.
    pub(super) negated: f32,
    /// Factor: an adjective with a preposition.
    pub(super) adjective_preposition: f32,
    /// Factor: a noun cue that is the subject of its content.
    pub(super) copula: f32,
    /// Factor: an object of a participle on a noun.
    pub(super) modifier: f32,
    /// Factor on what a finding by a poll or study lacks to be sure.
    pub(super) evidence: f32,
    /// Factor on what a cue lacks to be sure if part of its content stands in quotation marks.
    pub(super) mixed: f32,
    /// Factor: a source that is no person or body.
    pub(super) thing: f32,
    /// Weight of a name before a colon.
    pub(super) label: f32,
    /// Weight of a text that an official or a body gives out as a whole.
    pub(super) release: f32,
}

/// Everything the finder knows of a language.
#[derive(Clone, Debug)]
pub struct StatementLexicon {
    pub(super) cues: Cues,
    threshold: f32,
    thresholds: Thresholds,
    pub(super) unlisted: Unlisted,
    pub(super) openers: Vec<Opener>,
    flags: FxHashMap<String, u64>,
    /// Endings of nouns for things.
    endings: Vec<String>,
    /// Word of a channel phrase (lower case, or a name as written) → channel.
    channels: FxHashMap<String, &'static str>,
    /// Verb that names its own channel → channel.
    channel_verbs: FxHashMap<String, &'static str>,
}

/// The channels of the records.
const CHANNELS: [&str; 10] = [
    "x",
    "facebook",
    "social_media",
    "statement",
    "speech",
    "interview",
    "press_conference",
    "meeting",
    "media",
    "letter",
];

impl StatementLexicon {
    /// Reads the cue table and the lists, each as `(path, text)`; paths are for messages.
    ///
    /// # Errors
    /// Every fault of both files (`P300`–`P319`).
    pub fn load(table: (&str, &str), lists: (&str, &str)) -> Result<Self, Vec<Fault>> {
        let cues = Cues::load(table.0, table.1);
        let forms = read_lists(lists.0, lists.1);
        match (cues, forms) {
            (Ok(cues), Ok(forms)) => Ok(Self { cues, ..forms }),
            (a, b) => {
                let mut faults = a.err().unwrap_or_default();
                faults.extend(b.err().unwrap_or_default());
                Err(faults)
            }
        }
    }

    /// The lists that a word stands in, as bits; one with the ending of a thing is a thing.
    fn flags_of(&self, lower: &str) -> u64 {
        let flags = self.flags.get(lower).copied().unwrap_or(0);
        let known = 1 << List::Body as u8 | 1 << List::Evidence as u8 | 1 << List::Artefact as u8;
        let ends = || self.endings.iter().any(|e| lower.ends_with(e.as_str()));
        if flags & known == 0 && ends() {
            flags | 1 << List::Thing as u8
        } else {
            flags
        }
    }

    /// Below this weight readings by `rule` are left out.
    pub(super) fn least(&self, rule: &str) -> f32 {
        match rule {
            "noun-preposition" => self.thresholds.noun_preposition,
            "transcript" => self.thresholds.transcript,
            _ => self.threshold,
        }
    }

    /// How many cues the table lists.
    pub fn n_cues(&self) -> usize {
        self.cues.len()
    }

    /// Looks every distinct string of a document up once.
    pub(super) fn bind<'a>(&'a self, strings: &Strings) -> Bound<'a> {
        let mut words = Vec::with_capacity(strings.len());
        let mut lower = String::new();
        for id in 0..strings.len() as u32 {
            let word = strings.get(StrId(id));
            lower.clear();
            lower.extend(word.chars().flat_map(char::to_lowercase));
            words.push(Word {
                flags: self.flags_of(&lower),
                group: self.cues.group(&lower),
                opens: self.openers.iter().any(|o| o.words[0] == lower),
                channel: match self.channels.get(word) {
                    Some(channel) => Some(channel),
                    None if word.chars().count() > 1 => self.channels.get(&lower).copied(),
                    None => None,
                },
            });
        }
        Bound {
            lexicon: self,
            words,
        }
    }
}

fn read_lists(path: &str, text: &str) -> Result<StatementLexicon, Vec<Fault>> {
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(e) => {
            let at = e.span().map_or(0, |s| s.start).min(text.len());
            let line = text.as_bytes()[..at]
                .iter()
                .filter(|&&b| b == b'\n')
                .count() as u32
                + 1;
            return Err(vec![fault(path, line, "P310", e.message().to_owned())]);
        }
    };
    let mut faults = Vec::new();
    let flags = flags(path, &file.lists, &mut faults);
    let mut by_channel = |list: &BTreeMap<String, Vec<String>>| {
        let mut words = FxHashMap::default();
        for (name, of) in list {
            match CHANNELS.iter().find(|c| *c == name) {
                Some(channel) => words.extend(of.iter().map(|w| (w.clone(), *channel))),
                None => {
                    let problem = format!("there is no channel `{name}`");
                    faults.push(fault(path, 0, "P312", problem));
                }
            }
        }
        words
    };
    let channels = by_channel(&file.channels);
    let channel_verbs = by_channel(&file.channel_verbs);
    let mut openers_of = openers(&file.openers, Attitude::Expressed);
    openers_of.extend(openers(&file.belief_openers, Attitude::Belief));
    if openers_of.len() < file.openers.len() + file.belief_openers.len() {
        let problem = "an opener is not of the form `words ... words`".to_owned();
        faults.push(fault(path, 0, "P313", problem));
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(StatementLexicon {
        cues: Cues::default(),
        threshold: file.threshold,
        thresholds: file.thresholds,
        unlisted: file.unlisted,
        openers: openers_of,
        flags,
        endings: file.things.endings,
        channels,
        channel_verbs,
    })
}

/// The lists that each word stands in, as bits.
fn flags(
    path: &str,
    lists: &BTreeMap<String, Vec<String>>,
    faults: &mut Vec<Fault>,
) -> FxHashMap<String, u64> {
    let mut flags: FxHashMap<String, u64> = FxHashMap::default();
    for (name, words) in lists {
        match LISTS.iter().find(|(n, _)| n == name) {
            Some((_, list)) => {
                for word in words {
                    *flags.entry(word.clone()).or_default() |= 1 << *list as u8;
                }
            }
            None => {
                let help = nearest(name, LISTS.iter().map(|l| l.0));
                faults.push(Fault {
                    help: help.map(|n| format!("did you mean `{n}`?")),
                    ..fault(path, 0, "P311", format!("there is no list `{name}`"))
                });
            }
        }
    }
    flags
}

/// Phrases of the form `words ... words`; others are left out.
fn openers(phrases: &BTreeMap<String, f32>, attitude: Attitude) -> Vec<Opener> {
    let words = |s: &str| s.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let read = |(phrase, weight): (&String, &f32)| {
        let (before, after) = phrase.split_once("...")?;
        Some(Opener {
            words: words(before),
            after: words(after),
            weight: *weight,
            attitude,
        })
    };
    let mut openers: Vec<Opener> = phrases.iter().filter_map(read).collect();
    openers.retain(|o| !o.words.is_empty());
    openers
}

#[derive(Clone, Copy)]
struct Word {
    flags: u64,
    group: Option<u32>,
    opens: bool,
    channel: Option<&'static str>,
}

/// A lexicon tied to the strings of one document: every question about a word is one look-up in a vector.
pub(super) struct Bound<'a> {
    pub(super) lexicon: &'a StatementLexicon,
    words: Vec<Word>,
}

impl<'a> Bound<'a> {
    fn word(&self, id: StrId) -> &Word {
        &self.words[id.0 as usize]
    }

    /// Whether the form or the lemma stands in `list`.
    pub(super) fn is(&self, node: Node<'_>, list: List) -> bool {
        let t = node.token();
        (self.word(t.form).flags | self.word(t.lemma).flags) & (1 << list as u8) != 0
    }

    /// Whether the word may open a source without a verb.
    pub(super) fn opens(&self, node: Node<'_>) -> bool {
        self.word(node.token().form).opens
    }

    /// The channel that the word names.
    pub(super) fn channel(&self, node: Node<'_>) -> Option<&'static str> {
        let t = node.token();
        self.word(t.form).channel.or(self.word(t.lemma).channel)
    }

    /// The channel that the verb itself names.
    pub(super) fn channel_of_verb(&self, node: Node<'_>) -> Option<&'static str> {
        self.lexicon.channel_verbs.get(node.lemma()).copied()
    }

    /// The cues headed by the word, those of more words first; names and auxiliaries count as verbs or nouns.
    pub(super) fn cues(&self, node: Node<'_>, upos: Upos) -> impl Iterator<Item = &'a Cue> {
        let group = self.word(node.token().lemma).group;
        let cues = &self.lexicon.cues;
        let of_group = group.map(|g| cues.of_group(g));
        of_group
            .into_iter()
            .flatten()
            .filter(move |c| c.upos == upos)
    }

    /// Whether any cue is headed by the word.
    pub(super) fn is_cue(&self, node: Node<'_>) -> bool {
        self.word(node.token().lemma).group.is_some()
    }
}
