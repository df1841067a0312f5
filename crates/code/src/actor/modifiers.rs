//! What stands before and after the noun of a post or body.

use super::base::{ActorType, Code, NameKind};
use super::finder::Finder;
use super::node;
use verbale_text::{Rel, TokenIdx, Upos};

/// What stands before the noun of a post or body.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Modifiers {
    /// First word of the phrase, without article.
    pub(crate) first: u32,
    pub(crate) status: Option<(u32, u32, &'static str)>,
    /// Word where a body or state is mentioned.
    pub(crate) body: Option<u32>,
    pub(crate) country: Option<Code>,
    pub(crate) is_definite: bool,
    /// Whether an article opens a new entity ("a").
    pub(crate) is_indefinite: bool,
    /// Whether other words than the above stand there.
    pub(crate) has_others: bool,
}

/// Longest row of words before a noun that is looked through.
pub(crate) const REACH: u32 = 10;

/// The prepositional phrase after a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct After {
    /// Word where a body may be mentioned.
    pub(crate) word: u32,
    /// Last word of the phrase.
    pub(crate) end: u32,
    /// Whether the preposition introduces the body itself.
    pub(crate) is_body: bool,
    /// Whether the phrase may be part of the post.
    pub(crate) is_title: bool,
    pub(crate) country: Option<Code>,
}

impl Finder<'_> {
    /// Looks from the word before `first` to the left, up to the article of the phrase.
    pub(crate) fn modifiers(&self, first: u32) -> Modifiers {
        let (start, _) = self.sentence(first);
        let mut found = Modifiers {
            first,
            ..Modifiers::default()
        };
        let mut at = first;
        while at > start && first - at < REACH {
            match self.modifier(at, start, &mut found) {
                Some(next) => at = next,
                None => break,
            }
        }
        if found.first < first && self.is_hyphen(found.first) {
            found.first += 1;
        }
        found
    }

    /// Reads the word before `at` into `found`; the next place to look before, or `None` where the phrase begins.
    fn modifier(&self, at: u32, start: u32, found: &mut Modifiers) -> Option<u32> {
        let i = at - 1;
        let token = &self.parsed.tokens()[i as usize];
        let next = if let Some((from, status)) = self.scan.status(i) {
            found.status = found.status.or(Some((from, i, status)));
            from
        } else if let Some(hit) = self.scan.name(i).copied().filter(|_| self.is_sponsor(i)) {
            hit.first
        } else if let Some(hit) = self.scan.name(i).copied() {
            found.country = found.country.or_else(|| self.scan.country(i));
            if hit.name.kind != NameKind::City {
                found.body = found.body.or(Some(i));
            }
            hit.first
        } else {
            match token.upos {
                Upos::Pron if matches!(token.rel, Rel::Nmod | Rel::Det) => {
                    found.is_definite = true;
                    found.body = found.body.or(Some(i));
                    return None;
                }
                Upos::Det => {
                    let definite = &self.base.grammar.definite;
                    found.is_definite |= definite.contains(&self.scan.lemma_word(i))
                        || definite.contains(&self.scan.form_word(i));
                    found.is_indefinite |= !found.is_definite;
                    return None;
                }
                Upos::Part if self.is_clitic(i) && i > start => {
                    return self.owner(i, found);
                }
                // "For six *months* diplomats": a counted plural modifies nothing.
                Upos::Noun if self.is_counted(i) => return None,
                Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num => self.word_modifier(i, found),
                Upos::Verb if token.rel == Rel::Amod => self.word_modifier(i, found),
                Upos::Adv if self.parsed.tokens()[at as usize].upos == Upos::Adj => i,
                _ if self.is_hyphen(i) => i,
                _ => return None,
            }
        };
        found.first = next;
        Some(next)
    }

    fn is_counted(&self, i: u32) -> bool {
        let n = node(self.parsed, i);
        n.feat("Number") == Some("Plur")
            && n.children_by(Rel::Nummod).any(|c| c.index() < n.index())
    }

    /// "*Syldavia*-backed rebels": whoever stands behind them does not say whose they are.
    fn is_sponsor(&self, i: u32) -> bool {
        let (_, end) = self.sentence(i);
        let sponsored = &self.base.grammar.sponsored;
        i + 2 < end && self.is_hyphen(i + 1) && sponsored.contains(&self.scan.lemma_word(i + 2))
    }

    /// The owner before the clitic at word `i`.
    fn owner(&self, i: u32, found: &mut Modifiers) -> Option<u32> {
        found.is_definite = true;
        let owner = self.body_word(i - 1);
        found.country = found.country.or_else(|| self.scan.country(owner));
        found.body = found.body.or(Some(owner));
        None
    }

    /// A noun or adjective before the noun: a body, or part of the description.
    fn word_modifier(&self, i: u32, found: &mut Modifiers) -> u32 {
        let token = &self.parsed.tokens()[i as usize];
        let body = self
            .scan
            .sector(i)
            .filter(|s| s.1.actor_type != ActorType::Person || token.upos == Upos::Propn);
        if let Some((from, _)) = body {
            found.body = found.body.or(Some(i));
            return from;
        }
        if let Some(m) = self.actors.mention_at(TokenIdx(i)) {
            found.body = found.body.or(Some(i));
            return m.first.0.min(i);
        }
        let is_quantifier = self
            .base
            .grammar
            .quantifiers
            .contains(&self.scan.lemma_word(i));
        found.has_others |= token.upos != Upos::Num && !is_quantifier;
        i
    }

    /// A clitic that marks the owner ("'s").
    pub(super) fn is_clitic(&self, i: u32) -> bool {
        let token = &self.parsed.tokens()[i as usize];
        token.rel == Rel::Case || token.upos == Upos::Part
    }

    /// The phrase after a post: "of the United Front", "of defense", "in Karachi".
    pub(crate) fn after(&self, last: u32) -> Option<After> {
        let (_, end) = self.sentence(last);
        let preposition = last + 1;
        if preposition + 1 >= end || self.parsed.tokens()[preposition as usize].upos != Upos::Adp {
            return None;
        }
        let word = self.scan.form_word(preposition);
        let grammar = &self.base.grammar;
        if !grammar.body.contains(&word) {
            return None;
        }
        let is_of_verb = self.belongs_to_verb(preposition, last);
        if is_of_verb && !grammar.partitive_prepositions.contains(&word) {
            return None;
        }
        let hung = node(self.parsed, last)
            .children_by(Rel::Nmod)
            .find(|c| c.index().0 > preposition && c.edges().0.index().0 <= preposition + 1)
            .map(|c| c.index().0);
        let noun = hung.unwrap_or_else(|| self.phrase_end(preposition + 1));
        let noun = self.body_word(noun);
        let is_location = grammar.location.contains(&word);
        let country =
            (preposition + 1..=noun.max(preposition + 1)).find_map(|i| self.free_country(i));
        let is_destination = grammar.destination.contains(&word);
        let opens_phrase = matches!(
            self.parsed.tokens()[preposition as usize + 1].upos,
            Upos::Det | Upos::Pron
        );
        Some(After {
            word: noun,
            end: self.phrase_end(preposition + 1),
            is_body: !is_destination,
            is_title: grammar.title.contains(&word) && !is_destination && !opens_phrase,
            country: country.filter(|_| !is_destination || is_location),
        })
    }

    /// The country named at word `i`, unless a hyphen makes the name a part of an adjective: "Geneva-based".
    pub(crate) fn free_country(&self, i: u32) -> Option<Code> {
        let is_part = i + 1 < self.parsed.tokens().len() as u32 && self.is_hyphen(i + 1);
        self.scan.country(i).filter(|_| !is_part)
    }

    /// "thanked the minister *for* the visit": the phrase behind the noun at word `i` hangs on the noun's own verb.
    fn belongs_to_verb(&self, preposition: u32, i: u32) -> bool {
        let phrase = node(self.parsed, preposition).head();
        let verb = phrase.filter(|p| matches!(p.rel(), Rel::Obl | Rel::Advcl));
        let verb = verb
            .and_then(|p| p.head())
            .filter(|v| v.upos() == Upos::Verb);
        verb.is_some_and(|v| v.index().0 < i && node(self.parsed, i).is_under(v))
    }

    /// Last word of the plain noun phrase that starts at word `i`.
    pub(crate) fn phrase_end(&self, i: u32) -> u32 {
        let (_, end) = self.sentence(i);
        let mut last = i;
        for j in i..end.min(i + REACH) {
            match self.parsed.tokens()[j as usize].upos {
                Upos::Det | Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num => last = j,
                Upos::Verb if self.parsed.tokens()[j as usize].rel == Rel::Amod => {}
                _ if self.is_hyphen(j) => {}
                _ => break,
            }
        }
        last
    }

    /// The word by which a phrase is mentioned: its head, or the mention that the head is part of.
    pub(crate) fn body_word(&self, i: u32) -> u32 {
        self.actors
            .mention_at(TokenIdx(i))
            .filter(|m| m.first.0 <= i && i <= m.last.0)
            .map_or(i, |m| m.head.0)
    }
}
