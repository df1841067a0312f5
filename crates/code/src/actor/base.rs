//! The actor base: who is known under which names, and the words that make a phrase an actor.

use super::grammar::{Anaphor, Grammar, Pronoun};
use super::table::Text;
use super::words::{Phrases, Vocabulary, Word};
use rustc_hash::{FxHashMap, FxHashSet};

/// A three-letter code of a country or sector.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Code([u8; 3]);

impl Code {
    /// The code spelled `text`, if it has three capitals.
    pub(crate) fn parse(text: &str) -> Option<Code> {
        let bytes: [u8; 3] = text.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(Code(bytes))
    }

    /// Its three letters.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("capitals only, see parse")
    }
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ActorType {
    /// One human being.
    Person,
    /// A body with a name or office.
    Organisation,
    /// Who governs a state.
    Government,
    /// A country.
    State,
    /// Several people or bodies without a common office.
    Group,
    /// A people, or a large part of one.
    Population,
}

impl ActorType {
    pub(crate) const NAMES: [&'static str; 6] = [
        "person",
        "organisation",
        "government",
        "state",
        "group",
        "population",
    ];

    /// The type as records spell it.
    pub const fn as_str(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        const ALL: [ActorType; 6] = [
            ActorType::Person,
            ActorType::Organisation,
            ActorType::Government,
            ActorType::State,
            ActorType::Group,
            ActorType::Population,
        ];
        ALL.into_iter().find(|t| t.as_str() == text)
    }
}

/// How a name relates to its actor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum NameKind {
    Name,
    Alias,
    Acronym,
    Metonym,
    Capital,
    Adjective,
    Demonym,
    City,
}

impl NameKind {
    pub(crate) const NAMES: [&'static str; 8] = [
        "name",
        "alias",
        "acronym",
        "metonym",
        "capital",
        "adjective",
        "demonym",
        "city",
    ];

    pub(crate) fn parse(text: &str) -> Option<Self> {
        const ALL: [NameKind; 8] = [
            NameKind::Name,
            NameKind::Alias,
            NameKind::Acronym,
            NameKind::Metonym,
            NameKind::Capital,
            NameKind::Adjective,
            NameKind::Demonym,
            NameKind::City,
        ];
        ALL.into_iter()
            .zip(Self::NAMES)
            .find(|(_, name)| *name == text)
            .map(|(kind, _)| kind)
    }
}

/// One known actor.
#[derive(Debug)]
pub(crate) struct BaseActor {
    pub(crate) id: Text,
    pub(crate) name: Text,
    pub(crate) actor_type: ActorType,
    pub(crate) country: Option<Code>,
    pub(crate) sector: Option<Code>,
    pub(crate) parent: Option<u32>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// One name of a known actor.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Name {
    pub(crate) actor: u32,
    pub(crate) kind: NameKind,
    /// Bit `n`: piece `n` must start with a capital.
    pub(crate) initials: u32,
    /// Every letter must be a capital.
    pub(crate) capitals: bool,
}

/// What a noun says about the actor that it heads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SectorWord {
    pub(crate) sector: Option<Code>,
    pub(crate) actor_type: ActorType,
    /// Whether it can end a proper name ("… Party").
    pub(crate) named: bool,
}

/// A post.
#[derive(Clone, Debug)]
pub(crate) struct Title {
    pub(crate) rank: Option<&'static str>,
    pub(crate) sector: Option<Code>,
    pub(crate) hom_class: Option<&'static str>,
}

/// Grammatical gender that a word demands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Gender {
    /// He.
    Male,
    /// She.
    Female,
    /// It.
    Neuter,
}

impl Gender {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "m" => Some(Gender::Male),
            "f" => Some(Gender::Female),
            "n" => Some(Gender::Neuter),
            _ => None,
        }
    }
}

/// A word of address before a person's name.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Honorific {
    pub(crate) sector: Option<Code>,
    pub(crate) gender: Option<Gender>,
}

/// A post that a known person held.
#[derive(Debug)]
pub(crate) struct BaseRole {
    /// Number of the person.
    pub(crate) person: u32,
    /// The post is to govern: the holder is a government then.
    pub(crate) governs: bool,
    pub(crate) title: Text,
    pub(crate) sector: Option<Code>,
    pub(crate) body: Option<u32>,
    pub(crate) from: Day,
    pub(crate) to: Day,
}

/// Known actors, their names, and the words of posts, sectors and back-reference.
///
/// Built by [`ActorBase::load`] from the files of a pack (`docs/packs.md`).
#[derive(Debug, Default)]
pub struct ActorBase {
    pub(crate) actors: Vec<BaseActor>,
    /// Numbers of actors while their files are read.
    pub(crate) ids: FxHashMap<Text, u32>,
    /// The state of each country code.
    pub(crate) states: FxHashMap<Code, u32>,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) names: Phrases<Name>,
    pub(crate) sectors: Phrases<SectorWord>,
    pub(crate) titles: Phrases<Title>,
    pub(crate) honorifics: Phrases<Honorific>,
    pub(crate) statuses: Phrases<&'static str>,
    pub(crate) pronouns: FxHashMap<Word, Pronoun>,
    pub(crate) relatives: FxHashSet<Word>,
    pub(crate) anaphors: Vec<Anaphor>,
    pub(crate) anaphor_words: Phrases<u16>,
    /// By person, then in file order.
    pub(crate) roles: Vec<BaseRole>,
    pub(crate) grammar: Grammar,
}

impl ActorBase {
    /// The posts that a person held, in file order.
    pub(crate) fn roles_of(&self, person: u32) -> &[BaseRole] {
        let first = self.roles.partition_point(|r| r.person < person);
        let end = self.roles.partition_point(|r| r.person <= person);
        &self.roles[first..end]
    }
}

/// A day as `2021-08-15`, or nothing for an open end.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Day([u8; 10]);

impl Day {
    /// The day spelled `text`, if it is one or nothing.
    pub(crate) fn parse(text: &str) -> Option<Day> {
        if text.is_empty() {
            return Some(Day::default());
        }
        let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
        let fits = |(i, b): (usize, &u8)| match i {
            4 | 7 => *b == b'-',
            _ => b.is_ascii_digit(),
        };
        bytes.iter().enumerate().all(fits).then_some(Day(bytes))
    }
}

impl std::ops::Deref for Day {
    type Target = str;

    fn deref(&self) -> &str {
        let bytes = if self.0[0] == 0 { &[][..] } else { &self.0 };
        std::str::from_utf8(bytes).expect("digits and hyphens only, see parse")
    }
}

/// Whether `day` (ISO, maybe with a time) lies in the half-open `[from, to)`; an unknown day lies in all.
pub(crate) fn is_valid(from: &str, to: &str, day: Option<&str>) -> bool {
    let Some(day) = day else { return true };
    (from.is_empty() || from <= day) && (to.is_empty() || day < to)
}
