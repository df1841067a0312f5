//! What a text leaves unsaid about a step: the two states that it is about, here and on the whole.

use crate::actor::{ActorType, MentionKind};
use crate::reading::Reading;
use crate::record::ActorIdx;
use crate::time::{Granularity, Timex};
use rustc_hash::FxHashMap;
use verbale_text::{SentIdx, TokenIdx};

/// Two states are what a document is about if they have this share of all mentions of states, in percent …
const PAIR_SHARE: u32 = 60;
/// … and the second of them this one.
const SECOND_SHARE: u32 = 10;
/// One state is always meant if it has this share.
const MAIN_SHARE: u32 = 25;

/// Headings are no longer than this, in words.
const HEADING_WORDS: usize = 24;
/// Of the longer words of a heading so many begin with a capital, in percent.
const HEADING_CAPITALS: usize = 60;
/// Words of so many letters are held against that.
const LONG_WORD: usize = 4;

/// The states that a document, and each of its sections, is about.
pub(crate) struct Ground {
    /// The states with how often they are mentioned, the most mentioned first.
    states: Vec<(ActorIdx, u32)>,
    total: u32,
    headings: Vec<Heading>,
    /// For each sentence, the heading above it or that it is itself; `u32::MAX` if there is none.
    heading_of: Vec<u32>,
    /// Owner and host of the mission that was told of last.
    pub(super) mission: Option<(ActorIdx, ActorIdx)>,
}

/// What is counted as one state: a country's states of different times are one.
#[derive(PartialEq, Eq, Hash)]
enum Counted<'a> {
    Country(&'a str),
    State(ActorIdx),
}

struct Heading {
    states: Vec<ActorIdx>,
    time: Option<usize>,
    /// The first day of its year or month that its section tells.
    day: Option<usize>,
}

impl Ground {
    pub(crate) fn new(reading: &Reading<'_>) -> Self {
        let (states, total) = count(reading);
        let (mut headings, heading_of) = headings(reading);
        first_days(reading, &mut headings, &heading_of);
        Self {
            states,
            total,
            headings,
            heading_of,
            mission: None,
        }
    }

    /// The two states that the section of `sentence`, or else the document, is about.
    pub(super) fn pair(
        &self,
        reading: &Reading<'_>,
        sentence: SentIdx,
    ) -> Option<(ActorIdx, ActorIdx)> {
        let of_document = self.document_pair();
        let is_same = |x: ActorIdx, a: ActorIdx| is_same_land(reading, x, a);
        match self.heading_states(sentence) {
            [a, b] => Some((*a, *b)),
            // A land at different times is one party: the heading says which of its states is meant.
            [a] => match of_document {
                Some((x, y)) if x == *a || y == *a => Some((x, y)),
                Some((x, y)) if is_same(x, *a) => Some((*a, y)),
                Some((x, y)) if is_same(y, *a) => Some((x, *a)),
                _ => Some((self.main()?, *a)).filter(|(m, a)| !is_same(*m, *a)),
            },
            _ => of_document,
        }
    }

    fn document_pair(&self) -> Option<(ActorIdx, ActorIdx)> {
        let [(a, n), (b, m), ..] = self.states[..] else {
            return None;
        };
        let is_pair =
            (n + m) * 100 >= self.total * PAIR_SHARE && m * 100 >= self.total * SECOND_SHARE;
        is_pair.then_some((a, b))
    }

    /// The state that the document is about throughout.
    pub(super) fn main(&self) -> Option<ActorIdx> {
        let &(state, n) = self.states.first()?;
        (n * 100 >= self.total * MAIN_SHARE).then_some(state)
    }

    /// The states that the heading above `sentence` names.
    pub(super) fn heading_states(&self, sentence: SentIdx) -> &[ActorIdx] {
        self.heading(sentence).map_or(&[], |h| &h.states)
    }

    /// The number of the section of `sentence`.
    pub(super) fn section(&self, sentence: SentIdx) -> u32 {
        let section = self.heading_of.get(sentence.0 as usize);
        section.copied().unwrap_or(u32::MAX)
    }

    fn heading(&self, sentence: SentIdx) -> Option<&Heading> {
        let heading = *self.heading_of.get(sentence.0 as usize)?;
        self.headings.get(heading as usize)
    }

    /// The date in the heading above `sentence`.
    pub(super) fn heading_time<'r>(
        &self,
        reading: &'r Reading<'_>,
        sentence: SentIdx,
    ) -> Option<&'r Timex> {
        reading.times.get(self.heading(sentence)?.time?)
    }

    /// The first day that the section of `sentence` tells of the year or month in its heading.
    pub(super) fn heading_day<'r>(
        &self,
        reading: &'r Reading<'_>,
        sentence: SentIdx,
    ) -> Option<&'r Timex> {
        reading.times.get(self.heading(sentence)?.day?)
    }

    /// Whether `sentence` is a heading itself.
    pub(super) fn is_heading(&self, sentence: SentIdx) -> bool {
        let Some(i) = (sentence.0 as usize).checked_sub(1) else {
            return self.heading_of.first().is_some_and(|h| *h != u32::MAX);
        };
        self.heading_of.get(i) != self.heading_of.get(sentence.0 as usize)
    }
}

/// The states of the text with how often they are mentioned, the most mentioned first, and the sum.
fn count(reading: &Reading<'_>) -> (Vec<(ActorIdx, u32)>, u32) {
    let mut groups: Vec<(Counted<'_>, Vec<(ActorIdx, u32)>)> = Vec::new();
    let mut at: FxHashMap<ActorIdx, (usize, usize)> = FxHashMap::default();
    let mut total = 0;
    for mention in &reading.actors.mentions {
        if mention.kind == MentionKind::Pronoun {
            continue;
        }
        let Some(state) = reading.state_of(mention.actor) else {
            continue;
        };
        total += 1;
        let (group, member) = *at.entry(state).or_insert_with(|| {
            let key = match reading.actors.get(state).actor.country.as_deref() {
                Some(code) => Counted::Country(code),
                None => Counted::State(state),
            };
            let group = groups.iter().position(|g| g.0 == key);
            let group = group.unwrap_or_else(|| {
                groups.push((key, Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push((state, 0));
            (group, groups[group].1.len() - 1)
        });
        groups[group].1[member].1 += 1;
    }
    let named_most = |members: &[(ActorIdx, u32)]| {
        let sum = members.iter().map(|m| m.1).sum();
        let most = members.iter().rev().max_by_key(|m| m.1)?;
        Some((most.0, sum))
    };
    let mut states: Vec<(ActorIdx, u32)> = groups.iter().filter_map(|g| named_most(&g.1)).collect();
    states.sort_by_key(|s| std::cmp::Reverse(s.1));
    (states, total)
}

/// Whether two states are one, or one country at different times.
pub(super) fn is_same_land(reading: &Reading<'_>, a: ActorIdx, b: ActorIdx) -> bool {
    let country = |s: ActorIdx| reading.actors.get(s).actor.country.as_deref();
    a == b || country(a).is_some() && country(a) == country(b)
}

/// The headings of the document, and for each sentence the one that it stands under.
fn headings(reading: &Reading<'_>) -> (Vec<Heading>, Vec<u32>) {
    let mut found: Vec<Heading> = Vec::new();
    let mut current = u32::MAX;
    let n = reading.parsed.sentences().len() as u32;
    let heading_of = (0..n)
        .map(|i| {
            if let Some(heading) = heading(reading, SentIdx(i)) {
                current = found.len() as u32;
                found.push(heading);
            }
            current
        })
        .collect();
    (found, heading_of)
}

/// A paragraph of one short sentence, most of whose longer words have capitals.
fn heading(reading: &Reading<'_>, sentence: SentIdx) -> Option<Heading> {
    let sentences = reading.parsed.sentences();
    let own = &sentences[sentence.0 as usize];
    let span = own.span;
    let next = sentences.get(sentence.0 as usize + 1)?;
    let alone = own.opens_paragraph && next.opens_paragraph;
    if !alone || (own.end - own.first) as usize > HEADING_WORDS {
        return None;
    }
    let text = reading.parsed.document().text();
    let line = span.of(text);
    let long = line
        .split_whitespace()
        .filter(|w| w.chars().count() >= LONG_WORD && w.starts_with(char::is_alphabetic));
    let (mut n_long, mut n_capital) = (0, 0);
    for word in long {
        n_long += 1;
        n_capital += usize::from(word.starts_with(char::is_uppercase));
    }
    let in_capitals = n_capital * 100 >= n_long * HEADING_CAPITALS;
    if !in_capitals {
        return None;
    }
    let mut states = Vec::new();
    let first = reading
        .actors
        .mentions
        .partition_point(|m| m.first < TokenIdx(own.first));
    for mention in reading.actors.mentions[first..]
        .iter()
        .take_while(|m| m.first < TokenIdx(own.end))
    {
        if let Some(state) = reading.state_of(mention.actor)
            && !states.iter().any(|s| is_same_land(reading, *s, state))
        {
            states.push(state);
        }
    }
    let time = reading.times.partition_point(|t| t.span.start < span.start);
    let dated = reading.times[time..]
        .iter()
        .take_while(|t| t.span.start < span.end)
        .position(|t| t.is_calendar() && !t.is_interval());
    Some(Heading {
        states,
        time: dated.map(|i| time + i),
        day: None,
    })
}

/// Finds for each dated heading the first day within its date that is told under it.
fn first_days(reading: &Reading<'_>, headings: &mut [Heading], heading_of: &[u32]) {
    for (i, timex) in reading.times.iter().enumerate() {
        if timex.granularity != Some(Granularity::Day) || timex.is_interval() {
            continue;
        }
        let sentence = reading.parsed.sentence_of(timex.words.0);
        let section = heading_of.get(sentence.0 as usize).copied();
        let heading = section.and_then(|s| headings.get_mut(s as usize));
        let Some(heading) = heading.filter(|h| h.day.is_none()) else {
            continue;
        };
        let dated = heading.time.map(|t| reading.times[t].value.as_str());
        let is_within = |d: &str| timex.value.len() > d.len() && timex.value.starts_with(d);
        if dated.is_some_and(is_within) {
            heading.day = Some(i);
        }
    }
}

impl Reading<'_> {
    /// The state that `actor` is, or belongs to, if the text names it.
    pub(crate) fn state_of(&self, actor: ActorIdx) -> Option<ActorIdx> {
        let entry = self.actors.get(actor);
        match entry.actor_type {
            Some(ActorType::State) => Some(actor),
            Some(ActorType::Population) | None => None,
            Some(_) => self.state_with(entry.actor.country.as_deref()?),
        }
    }

    /// The state of the text with this country code; of several the one that is named first.
    pub(crate) fn state_with(&self, country: &str) -> Option<ActorIdx> {
        self.states
            .iter()
            .find(|(code, _)| code == country)
            .map(|(_, state)| *state)
    }
}
