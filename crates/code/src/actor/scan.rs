//! Finds the words and phrases of the actor base in a document.

use super::base::{ActorBase, ActorType, Honorific, Name, NameKind, SectorWord, Title, is_valid};
use super::words::{Case, PhraseNode, Phrases, Word, pieces};
use verbale_text::{Parsed, StrId, Upos};

/// "No hit" in the tables of a [`Scan`].
pub(crate) const NO_HIT: u32 = u32::MAX;

/// States with shorter names ("US" in a headline) are left to the tagger.
const LEAST_LETTERS: usize = 4;

/// A known name in the text, by document word index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameHit {
    pub(crate) first: u32,
    pub(crate) last: u32,
    pub(crate) name: Name,
}

/// A phrase of a word list that ends at some word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    pub(crate) first: u32,
    node: PhraseNode,
}

const NO_END: End = End {
    first: NO_HIT,
    node: 0,
};

/// What the base knows about the words of a document.
pub(crate) struct Scan<'a> {
    pub(crate) parsed: &'a Parsed,
    pub(crate) base: &'a ActorBase,
    /// Pieces of all distinct strings of the document.
    arena: Vec<(Word, Case)>,
    /// Where the pieces of each string stand in `arena`.
    ranges: Vec<(u32, u32)>,
    /// Known names, in text order, without overlap.
    pub(crate) names: Vec<NameHit>,
    /// For each word, the name that holds it.
    pub(crate) name_at: Vec<u32>,
    titles: Vec<End>,
    sectors: Vec<End>,
    honorifics: Vec<End>,
    statuses: Vec<End>,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(parsed: &'a Parsed, base: &'a ActorBase) -> Self {
        let n = parsed.tokens().len();
        let mut scan = Self {
            parsed,
            base,
            arena: Vec::new(),
            ranges: Vec::new(),
            names: Vec::new(),
            name_at: vec![NO_HIT; n],
            titles: vec![NO_END; n],
            sectors: vec![NO_END; n],
            honorifics: vec![NO_END; n],
            statuses: vec![NO_END; n],
        };
        scan.cut_strings();
        for s in parsed.sentences() {
            scan.match_names(s.first, s.end);
            let titles = scan.ends_of(&base.titles, s.first, s.end);
            let sectors = scan.ends_of(&base.sectors, s.first, s.end);
            let honorifics = scan.ends_of(&base.honorifics, s.first, s.end);
            let statuses = scan.ends_of(&base.statuses, s.first, s.end);
            for (table, found) in [
                (&mut scan.titles, titles),
                (&mut scan.sectors, sectors),
                (&mut scan.honorifics, honorifics),
                (&mut scan.statuses, statuses),
            ] {
                for (last, end) in found {
                    let old = &mut table[last as usize];
                    if old.first == NO_HIT || end.first < old.first {
                        *old = end;
                    }
                }
            }
        }
        scan
    }

    fn cut_strings(&mut self) {
        let strings = self.parsed.strings();
        let mut buffer = String::new();
        for id in 0..strings.len() as u32 {
            let start = self.arena.len() as u32;
            pieces(strings.get(StrId(id)), &mut buffer, |piece, case| {
                self.arena.push((self.base.vocabulary.find(piece), case));
            });
            self.ranges.push((start, self.arena.len() as u32));
        }
    }

    fn pieces_of(&self, id: StrId) -> &[(Word, Case)] {
        let (start, end) = self.ranges[id.0 as usize];
        &self.arena[start as usize..end as usize]
    }

    /// The pieces of word `i`'s form.
    pub(crate) fn form(&self, i: u32) -> &[(Word, Case)] {
        self.pieces_of(self.parsed.tokens()[i as usize].form)
    }

    /// Word `i`'s form as one known word, if it is one piece.
    pub(crate) fn form_word(&self, i: u32) -> Word {
        self.form(i).first().map_or(Word::UNKNOWN, |p| p.0)
    }

    /// Word `i`'s lemma as a known word; the first piece of several.
    pub(crate) fn lemma_word(&self, i: u32) -> Word {
        let lemma = self.parsed.tokens()[i as usize].lemma;
        self.pieces_of(lemma)
            .first()
            .map_or_else(|| self.form_word(i), |p| p.0)
    }

    /// Whether word `i` starts with a capital.
    pub(crate) fn is_capitalised(&self, i: u32) -> bool {
        let strings = self.parsed.strings();
        let form = strings.get(self.parsed.tokens()[i as usize].form);
        form.chars().next().is_some_and(char::is_uppercase)
    }

    fn advance<V>(&self, phrases: &Phrases<V>, node: PhraseNode, id: StrId) -> Option<PhraseNode> {
        self.pieces_of(id)
            .iter()
            .try_fold(node, |node, (word, _)| phrases.step(node, *word))
    }

    /// All phrases of `phrases` in the sentence, by their last word; a word counts by its form or lemma.
    fn ends_of<V>(&self, phrases: &Phrases<V>, first: u32, end: u32) -> Vec<(u32, End)> {
        let tokens = self.parsed.tokens();
        let mut found = Vec::new();
        for start in first..end {
            if self.form(start).is_empty() {
                continue;
            }
            let mut node = Phrases::<V>::ROOT;
            for i in start..end {
                let token = &tokens[i as usize];
                if i > start && self.pieces_of(token.form).is_empty() {
                    continue;
                }
                let by_form = self.advance(phrases, node, token.form);
                let by_lemma = match token.lemma {
                    StrId::EMPTY => None,
                    lemma if lemma == token.form => None,
                    lemma => self.advance(phrases, node, lemma),
                };
                let ending = [by_form, by_lemma]
                    .into_iter()
                    .flatten()
                    .find(|n| phrases.ends(*n));
                if let Some(node) = ending {
                    found.push((i, End { first: start, node }));
                }
                match by_form.or(by_lemma) {
                    Some(next) => node = next,
                    None => break,
                }
            }
        }
        found
    }

    fn match_names(&mut self, first: u32, end: u32) {
        let mut i = first;
        while i < end {
            match self.longest_name(i, end) {
                Some(hit) => {
                    let number = self.names.len() as u32;
                    self.name_at[hit.first as usize..=hit.last as usize].fill(number);
                    self.names.push(hit);
                    i = hit.last + 1;
                }
                None => i += 1,
            }
        }
    }

    fn longest_name(&self, start: u32, end: u32) -> Option<NameHit> {
        let names = &self.base.names;
        let (mut node, mut at) = (Phrases::<Name>::ROOT, 0);
        let (mut initials, mut capitals) = (0u32, true);
        let mut best = None;
        for i in start..end {
            let form = self.form(i);
            if form.is_empty() && i == start {
                return None;
            }
            // "Antony J. Blinken" is Antony Blinken.
            let is_initial = i > start && self.is_initial(i);
            let mut is_left_out = false;
            for (word, case) in form {
                let Some(next) = names.step(node, *word) else {
                    if is_initial {
                        is_left_out = true;
                        break;
                    }
                    return best;
                };
                node = next;
                if case.initial && at < 32 {
                    initials |= 1 << at;
                }
                capitals &= case.all;
                at += 1;
            }
            if is_left_out
                || !names.ends(node)
                || form.is_empty()
                || (i == start && !self.may_be_name(i) && !self.names_state(node, i))
            {
                continue;
            }
            if let Some(name) = self.pick(node, initials, capitals) {
                best = Some(NameHit {
                    first: start,
                    last: i,
                    name,
                });
            }
        }
        best
    }

    /// Whether word `i` is one capital letter, maybe with a point.
    fn is_initial(&self, i: u32) -> bool {
        let strings = self.parsed.strings();
        let form = strings.get(self.parsed.tokens()[i as usize].form);
        let mut letters = form.trim_end_matches('.').chars();
        letters.next().is_some_and(char::is_uppercase) && letters.next().is_none()
    }

    /// Function words and verbs are no names, whatever their letters ("US" in a headline of capitals).
    fn may_be_name(&self, i: u32) -> bool {
        matches!(
            self.parsed.tokens()[i as usize].upos,
            Upos::Propn | Upos::Noun | Upos::Adj | Upos::X | Upos::Sym | Upos::Num
        )
    }

    /// Whether a state has this name, and word `i` is written as a name is: taggers know few of the smaller ones.
    fn names_state(&self, node: PhraseNode, i: u32) -> bool {
        let strings = self.parsed.strings();
        let form = strings.get(self.parsed.tokens()[i as usize].form);
        let is_title = form.chars().next().is_some_and(char::is_uppercase)
            && form.chars().skip(1).all(char::is_lowercase)
            && form.chars().nth(LEAST_LETTERS - 1).is_some();
        is_title
            && self.base.names.values(node).any(|n| {
                n.kind <= NameKind::Alias
                    && self.base.actors[n.actor as usize].actor_type == ActorType::State
            })
    }

    fn pick(&self, node: PhraseNode, initials: u32, capitals: bool) -> Option<Name> {
        let published = self.published();
        self.base
            .names
            .values(node)
            .filter(|n| n.initials & !initials == 0 && (capitals || !n.capitals))
            .filter_map(|n| {
                let actor = &self.base.actors[n.actor as usize];
                let exists = is_valid(&actor.from, &actor.to, published);
                // A body of former times keeps its full name if no other bears it now, a state all its names.
                let is_told = n.kind <= NameKind::Alias || actor.actor_type == ActorType::State;
                (exists || is_told).then_some((!exists, n))
            })
            .min_by_key(|(is_gone, n)| (*is_gone, n.kind))
            .map(|(_, n)| *n)
    }

    /// Day of publication, if the document says it.
    pub(crate) fn published(&self) -> Option<&'a str> {
        self.parsed.document().metadata.published.as_deref()
    }

    /// First word and value of the longest post that ends at word `i`, without a word of status ("former").
    pub(crate) fn title(&self, i: u32) -> Option<(u32, &'a Title)> {
        self.without_status(&self.base.titles, self.titles[i as usize], i)
            .filter(|(first, _)| *first < i || !self.is_rather_name(i))
    }

    /// First word and value of the longest actor noun that ends at word `i`, without a word of status.
    pub(crate) fn sector(&self, i: u32) -> Option<(u32, &'a SectorWord)> {
        self.without_status(&self.base.sectors, self.sectors[i as usize], i)
    }

    /// A capitalised word that is more often part of a name than a title ("Khan").
    fn is_rather_name(&self, i: u32) -> bool {
        self.is_capitalised(i) && self.base.grammar.also_names.contains(&self.form_word(i))
    }

    fn without_status<'p, V>(
        &self,
        phrases: &'p Phrases<V>,
        end: End,
        last: u32,
    ) -> Option<(u32, &'p V)> {
        let found = value(phrases, end)?;
        if end.first == last || self.statuses[end.first as usize].first != end.first {
            return Some(found);
        }
        let rest = self
            .ends_of(phrases, end.first + 1, last + 1)
            .into_iter()
            .find(|(at, rest)| *at == last && rest.first == end.first + 1);
        rest.and_then(|(_, rest)| value(phrases, rest))
            .or(Some(found))
    }

    /// First word and value of the longest word of address that ends at word `i`, written with a capital.
    pub(crate) fn honorific(&self, i: u32) -> Option<(u32, &'a Honorific)> {
        value(&self.base.honorifics, self.honorifics[i as usize])
            .filter(|(first, _)| self.is_capitalised(*first))
            .filter(|(first, _)| *first < i || !self.is_rather_name(i))
    }

    /// First word and value of the longest word of status that ends at word `i`.
    pub(crate) fn status(&self, i: u32) -> Option<(u32, &'static str)> {
        value(&self.base.statuses, self.statuses[i as usize]).map(|(first, s)| (first, *s))
    }

    /// The known name that holds word `i`.
    pub(crate) fn name(&self, i: u32) -> Option<&NameHit> {
        self.names.get(self.name_at[i as usize] as usize)
    }

    /// The country that a state's, people's or place's name at word `i` points to.
    pub(crate) fn country(&self, i: u32) -> Option<super::base::Code> {
        let known = &self.base.actors[self.name(i)?.name.actor as usize];
        let is_state = matches!(known.actor_type, ActorType::State | ActorType::Population);
        known.country.filter(|_| is_state)
    }

    /// Whether the name at word `i` only places something in its country.
    pub(crate) fn is_city(&self, i: u32) -> bool {
        self.name(i).is_some_and(|h| h.name.kind == NameKind::City)
    }
}

fn value<V>(phrases: &Phrases<V>, end: End) -> Option<(u32, &V)> {
    if end.first == NO_HIT {
        return None;
    }
    Some((end.first, phrases.values(end.node).next()?))
}
