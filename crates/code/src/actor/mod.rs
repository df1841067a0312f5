//! Finds the actors of a document: who is named or described, which mentions are one, and who holds what post.
//!
//! Names come from the actor base, from the parser's name labels and from chains of proper nouns; described actors
//! ("the Iranian army") from lists of nouns; posts from titles and appositions; the rest is co-reference.
//! Everything language-specific stands in the actor pack.

mod attributive;
mod base;
mod behind;

mod country;

mod coreference;

mod finder;

mod grammar;

mod identity;

mod load;

mod modifiers;

mod names;

mod nominal;

mod phrase;

mod polity;

mod roles;

mod scan;

pub(crate) mod table;

#[cfg(test)]
mod tests;

mod title;

mod words;

pub use base::{ActorBase, ActorType, Gender};
pub(crate) use phrase::conjuncts;
pub use roles::RoleMention;

use crate::record::{self, ActorIdx};
use rustc_hash::FxHashMap;
use verbale_text::{Node, Parsed, Span, TokenIdx};

/// How a mention names its actor.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MentionKind {
    /// By a name: "Dmitry Zhirnov", "Moscow".
    Name,
    /// By a common noun: "the Iranian army".
    Nominal,
    /// By a pronoun.
    Pronoun,
    /// By an adjective of nationality: "Iranian".
    Adjective,
}

/// One place where an actor is mentioned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Mention {
    /// Whom it stands for.
    pub actor: ActorIdx,
    /// The words, without article and title.
    pub span: Span,
    /// The word that the rest hangs on.
    pub head: TokenIdx,
    /// First word.
    pub first: TokenIdx,
    /// Last word.
    pub last: TokenIdx,
    /// How it names its actor.
    pub kind: MentionKind,
}

/// One actor of a document.
#[derive(Clone, PartialEq, Debug)]
pub struct Entry {
    /// The fields of its record.
    pub actor: record::Actor,
    /// Its type, as in `actor.actor_type`; `None` if unknown.
    pub actor_type: Option<ActorType>,
    /// Its id in the actor base.
    pub base_id: Option<String>,
    /// Further PLOVER sectors.
    pub other_sectors: Vec<String>,
    /// Gender, once a word of address or a pronoun has told it.
    pub gender: Option<Gender>,
    /// Whether it is spoken of in the plural.
    pub is_plural: bool,
    /// Whether the text names it, rather than describing it.
    pub is_named: bool,
    /// Described so loosely ("other factions") that it counts only if it fills a field of a record.
    pub is_vague: bool,
    /// A person without office: no record unless they act or speak in public.
    pub is_private: bool,
    /// Whether no word of its own says of which country it is, only its sentence or the document.
    pub is_placed_by_guess: bool,
}

/// A name that only tells where something is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) first: TokenIdx,
    pub(crate) last: TokenIdx,
    country: base::Code,
}

/// The actors of a document and where they are mentioned.
#[derive(Clone, Debug, Default)]
pub struct Actors {
    /// The actors in the order of their first mention; [`ActorIdx`] counts them.
    pub list: Vec<Entry>,
    /// All mentions, in text order.
    pub mentions: Vec<Mention>,
    /// For each word, its mention; `u32::MAX` if there is none.
    at: Vec<u32>,
    /// Words that stand for what another word heads: partitives and relative pronouns.
    through: FxHashMap<TokenIdx, TokenIdx>,
    /// Heads of names that only say whose ally or member the next name is → that name.
    leads: FxHashMap<TokenIdx, TokenIdx>,
    /// Pronouns that stand for several actors.
    several: FxHashMap<TokenIdx, Vec<ActorIdx>>,
    /// Heads of names of places → the people there, who may fill a field but are no mention.
    places: FxHashMap<TokenIdx, ActorIdx>,
    /// Where those places are named, in text order.
    pub(crate) place_words: Vec<(ActorIdx, Span)>,
    /// Pronouns of the first person.
    first_persons: Vec<TokenIdx>,
    /// The names of capitals and other places, in text order.
    seats: Vec<Place>,
    roles: Vec<RoleMention>,
}

impl Actors {
    /// The actor with this index.
    ///
    /// # Panics
    /// If it comes from another document.
    pub fn get(&self, actor: ActorIdx) -> &Entry {
        &self.list[actor.0 as usize]
    }

    /// The mention that holds word `token`; for a title before or after a name, that of the name.
    pub fn mention_at(&self, token: TokenIdx) -> Option<&Mention> {
        self.mentions.get(*self.at.get(token.get())? as usize)
    }

    /// The people of the place that the phrase headed by `node` names: "in Abidjan", "the villages of Kosovo".
    pub fn place(&self, node: Node<'_>) -> Option<ActorIdx> {
        self.places.get(&node.index()).copied()
    }

    /// Where the place whose people `actor` stands for is named.
    pub(crate) fn place_spans(&self, actor: ActorIdx) -> impl Iterator<Item = Span> {
        let of_actor = self.place_words.iter().filter(move |p| p.0 == actor);
        of_actor.map(|p| p.1)
    }

    /// All mentions of `actor`, in text order.
    pub fn mentions_of(&self, actor: ActorIdx) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |m| m.actor == actor)
    }

    /// The code of the country in which the capital, city or region named by word `token` lies.
    pub fn country_of_place(&self, token: TokenIdx) -> Option<&str> {
        let after = self.seats.partition_point(|p| p.first <= token);
        let place = self.seats[..after].last()?;
        (token <= place.last).then_some(place.country.as_str())
    }

    /// The first place that lies in the country with this code.
    pub(crate) fn place_in(&self, country: &str) -> Option<&Place> {
        self.seats.iter().find(|p| p.country.as_str() == country)
    }

    /// Words for the speaker ("I", "our"), in text order: who that is depends on the quotation around them.
    pub fn first_persons(&self) -> &[TokenIdx] {
        &self.first_persons
    }
}

/// Finds the actors of `parsed`. Linear in the text.
pub fn find(parsed: &Parsed, base: &ActorBase) -> Actors {
    finder::Finder::new(parsed, base).run()
}

/// Who holds what post according to the text, in text order. `actors` must come from [`find`] on the same document.
pub fn roles(_parsed: &Parsed, _base: &ActorBase, actors: &Actors) -> Vec<RoleMention> {
    actors.roles.clone()
}

/// The node of a word, for short.
fn node(parsed: &Parsed, i: u32) -> Node<'_> {
    parsed.node(TokenIdx(i))
}
