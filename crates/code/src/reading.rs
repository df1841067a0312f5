//! What is known of a document while its records are made, and the questions every kind of record asks of it.

use crate::actor::{ActorType, Actors, Mention, RoleMention};
use crate::inflection::is_gerund;
use crate::pack::Packs;
use crate::record::{ActorIdx, ActorRef, FieldSpans};
use crate::statement::{Attribution, RELEASE};
use crate::time::{Granularity, Timex, TimexKind};
use crate::voice::Note;
use rustc_hash::FxHashSet;
use verbale_text::{Node, Parsed, Rel, SentIdx, Span, TokenIdx, Upos};

/// Characters of a day as `2025-07-03`, and of its year.
const DAY: usize = 10;
const YEAR: usize = 4;

/// How many time expressions back the stretch may stand that one is an end of.
const NEIGHBORS: usize = 4;

/// PLOVER's sector of the executive.
pub(crate) const GOVERNMENT: &str = "GOV";

/// Rule of posts that stand before a name.
const PREFIX: &str = "prefix";

/// A parsed document with its time expressions, actors and attributions.
pub(crate) struct Reading<'a> {
    pub(crate) packs: &'a Packs,
    pub(crate) parsed: &'a Parsed,
    pub(crate) times: Vec<Timex>,
    pub(crate) actors: Actors,
    /// Posts that the text states, in text order.
    pub(crate) roles: Vec<RoleMention>,
    pub(crate) attributions: Vec<Attribution>,
    /// Speakers of each attribution.
    pub(crate) speakers: Vec<Vec<ActorRef>>,
    /// Sentences in which the outlet speaks.
    pub(crate) notes: Vec<Note>,
    /// For each word, the innermost attribution whose content holds it; `u32::MAX` if there is none.
    innermost: Vec<u32>,
    /// For each actor, its mentions in text order, as indices.
    mentions: Vec<Vec<u32>>,
    /// The states that the text names, each country once, by code.
    pub(crate) states: Vec<(String, ActorIdx)>,
    /// Words that are part of the names of several persons.
    shared_names: FxHashSet<String>,
    /// The date in the dateline, if there is one.
    dateline: Option<Span>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(packs: &'a Packs, parsed: &'a Parsed) -> Self {
        let published = parsed.document().metadata.published.as_deref();
        let times = crate::time::find(parsed, &packs.time, published);
        let actors = crate::actor::find(parsed, &packs.actors);
        let roles = crate::actor::roles(parsed, &packs.actors, &actors);
        let attributions = crate::statement::find(parsed, &packs.statement);
        let speakers = crate::utterance::speakers(parsed, &attributions, &actors);
        let innermost = innermost(parsed, &attributions);
        let mut mentions = vec![Vec::new(); actors.list.len()];
        for (i, mention) in actors.mentions.iter().enumerate() {
            mentions[mention.actor.0 as usize].push(i as u32);
        }
        let notes = crate::voice::notes(parsed, &packs.voice);
        let states = states(&actors);
        let shared_names = shared_names(&actors);
        let dateline = crate::time::dateline(parsed, &times);
        Self {
            dateline,
            packs,
            parsed,
            times,
            actors,
            roles,
            attributions,
            speakers,
            notes,
            innermost,
            mentions,
            states,
            shared_names,
        }
    }

    /// The mentions of `actor` in text order.
    pub(crate) fn mentions_of(&self, actor: ActorIdx) -> impl Iterator<Item = &Mention> {
        self.mentions[actor.0 as usize]
            .iter()
            .map(|&i| &self.actors.mentions[i as usize])
    }

    /// The attributions whose content holds the word at the start of `span`, outermost first.
    pub(crate) fn around(&self, span: Span) -> Vec<usize> {
        let tokens = self.parsed.tokens();
        let word = tokens.partition_point(|t| t.span.end <= span.start);
        let mut chain = Vec::new();
        let mut at = self
            .innermost
            .get(word)
            .copied()
            .filter(|&i| i != u32::MAX)
            .map(|i| i as usize);
        while let Some(i) = at.filter(|i| !chain.contains(i)) {
            if self.attributions[i]
                .content
                .iter()
                .any(|c| c.contains(span))
            {
                chain.push(i);
            }
            at = self.attributions[i].parent;
        }
        chain.reverse();
        chain
    }

    /// Whether the names of several persons hold this word.
    pub(crate) fn is_shared_name(&self, word: &str) -> bool {
        self.shared_names.contains(word)
    }

    /// Whether `span` lies in a text that somebody gives out as a whole: its words are those of a writer, not of others.
    pub(crate) fn is_released(&self, span: Span) -> bool {
        let mut whole = self.attributions.iter().filter(|a| a.rule == RELEASE);
        whole.any(|a| a.content.iter().any(|c| c.contains(span)))
    }

    /// Whether the outlet speaks at `span`.
    pub(crate) fn is_outlet(&self, span: Span) -> bool {
        let after = self.notes.partition_point(|n| n.span.start <= span.start);
        let before = self.notes[..after].last();
        before.is_some_and(|n| n.span.contains(span))
    }

    /// The sentence that holds byte `at`, or the one before it.
    pub(crate) fn sentence_at(&self, at: u32) -> SentIdx {
        let tokens = self.parsed.tokens();
        let after = tokens.partition_point(|t| t.span.start <= at);
        self.parsed
            .sentence_of(TokenIdx(after.saturating_sub(1) as u32))
    }

    /// Who asserts what stands at `span`, outermost first: the author, or the outlet in its notes, then each source
    /// around it.
    pub(crate) fn voices(&self, span: Span) -> Vec<ActorRef> {
        let mut chain = vec![if self.is_outlet(span) {
            ActorRef::Outlet
        } else {
            ActorRef::Author
        }];
        for i in self.around(span) {
            if let Some(&speaker) = self.speakers[i].first()
                && chain.last() != Some(&speaker)
            {
                chain.push(speaker);
            }
        }
        chain
    }

    /// The actors that the phrases headed by `tokens` stand for, each once.
    pub(crate) fn actors_of(&self, tokens: &[TokenIdx]) -> Vec<ActorIdx> {
        let mut list: Vec<ActorIdx> = Vec::new();
        for token in tokens {
            for actor in self.actors_at(self.parsed.node(*token)) {
                if !list.contains(&actor) {
                    list.push(actor);
                }
            }
        }
        list
    }

    /// The actors that the phrase headed by `node` stands for; "we" inside a quotation is its speaker.
    pub(crate) fn actors_at(&self, node: Node<'_>) -> Vec<ActorIdx> {
        if let Some(role) = self.title_around(node).or_else(|| self.title_after(node)) {
            let mut all = vec![role.person];
            let apart = |c: &Node<'_>| !role.evidence.contains(c.span());
            let others = crate::actor::conjuncts(node).filter(apart);
            let others = others.flat_map(|c| self.actors_at(c));
            all.extend(others.filter(|a| *a != role.person));
            return all;
        }
        if self
            .actors
            .first_persons()
            .binary_search(&node.index())
            .is_err()
        {
            return self.actors.of(node);
        }
        let innermost = self.around(node.span()).pop();
        let speakers = innermost.map_or(&[][..], |i| &self.speakers[i]);
        let actor = |s: &ActorRef| {
            if let ActorRef::Actor(a) = s {
                Some(*a)
            } else {
                None
            }
        };
        speakers.iter().filter_map(actor).collect()
    }

    /// Whom an event in the place or state named by `node` happens to.
    pub(crate) fn scene_at(&self, node: Node<'_>) -> Option<ActorIdx> {
        let states = || {
            let is_state = |a: &ActorIdx| self.actors.get(*a).actor_type == Some(ActorType::State);
            self.actors.of_word(node).into_iter().find(is_state)
        };
        self.actors.place(node).or_else(states)
    }

    /// The party of a tie that `actor` stands for: a person or ministry in office acts for its state, if the text
    /// names it. People out of office are no party.
    pub(crate) fn government_of(&self, actor: ActorIdx) -> Option<ActorIdx> {
        let entry = self.actors.get(actor);
        let in_office = entry.actor.sector.as_deref() == Some(GOVERNMENT);
        match entry.actor_type {
            Some(ActorType::Person) if !in_office => return None,
            Some(ActorType::Person | ActorType::Government) => {}
            _ => return Some(actor),
        }
        let country = entry.actor.country.as_ref();
        let state = country.and_then(|code| self.states.iter().find(|(c, _)| c == code));
        Some(state.map_or(actor, |(_, state)| *state))
    }

    /// The post whose words before a name `node` heads: trees differ on which word of "Russian Federation Ambassador
    /// Dmitry Zhirnov" the others hang on, but the whole names the person.
    fn title_around(&self, node: Node<'_>) -> Option<&RoleMention> {
        let span = node.span();
        let after = self
            .roles
            .partition_point(|r| r.evidence.start <= span.start);
        let role = self.roles[..after].last()?;
        let inside =
            role.rule == PREFIX && role.evidence.contains(span) && !role.person_span.contains(span);
        let heads = node
            .head()
            .is_none_or(|h| !role.evidence.contains(h.span()));
        (inside && heads).then_some(role)
    }

    /// "Kingdom of Syldavia (KS) Foreign Minister Ana Silva": a state's name right before a post only says whose post it is.
    fn title_after(&self, node: Node<'_>) -> Option<&RoleMention> {
        let mention = self.actors.mention_at(node.index())?;
        if self.actors.get(mention.actor).actor_type != Some(ActorType::State) {
            return None;
        }
        let mut next = self.parsed.node(mention.last).next()?;
        if next.form() == "(" {
            next = next.next()?.next()?;
            next = next.next().filter(|_| next.form() == ")")?;
        }
        let start = next.span().start;
        let after = self.roles.partition_point(|r| r.evidence.start < start);
        let mut here = self.roles[after..]
            .iter()
            .take_while(|r| r.evidence.start == start);
        here.find(|r| r.rule == PREFIX && r.person_span.start > start)
    }

    /// The words by which the phrase headed by `token` names its actor, or the phrase without its relative clauses.
    pub(crate) fn words_of(&self, token: TokenIdx) -> Span {
        let node = self.parsed.node(token);
        if let Some(role) = self.title_around(node).or_else(|| self.title_after(node)) {
            return role.person_span;
        }
        match self.actors.mention_at(token) {
            Some(mention) => mention.span,
            None => self.phrase(token),
        }
    }

    /// The phrase headed by `token`, without clauses, appositions, coordination and punctuation behind it.
    pub(crate) fn phrase(&self, token: TokenIdx) -> Span {
        let node = self.parsed.node(token);
        let mut span = node.span();
        for child in node.children() {
            let outside = matches!(
                child.rel(),
                Rel::Acl
                    | Rel::Advcl
                    | Rel::Appos
                    | Rel::Conj
                    | Rel::Cc
                    | Rel::Punct
                    | Rel::Case
                    | Rel::Parataxis
                    | Rel::Mark
            );
            if !outside {
                span = span.cover(child.subtree_span());
            }
        }
        span
    }

    /// The words of a place: its phrase without a date behind it ("Manila, on August 6").
    pub(crate) fn place_phrase(&self, token: TokenIdx) -> Span {
        let mut span = self.phrase(token);
        let after = self.parsed.node(token).span().end;
        let from = self.times.partition_point(|t| t.span.start < after);
        let dated = self.times[from..].iter().find(|t| t.span.start < span.end);
        if let Some(time) = dated {
            let cut = self
                .timex_head(time)
                .subtree_span()
                .start
                .min(time.span.start);
            span.end = cut.max(after);
        }
        let text = self.parsed.document().text();
        let kept = span
            .of(text)
            .trim_end_matches(|c: char| c.is_whitespace() || c == ',');
        span.end = span.start + kept.len() as u32;
        span
    }

    /// The spans of a field filled by the phrases headed by `tokens`.
    pub(crate) fn field(&self, field: &'static str, tokens: &[TokenIdx]) -> Option<FieldSpans> {
        let mut spans: Vec<Span> = Vec::new();
        for &token in tokens {
            spans.push(self.words_of(token));
            for other in crate::actor::conjuncts(self.parsed.node(token)) {
                if !self.actors.of(other).is_empty() {
                    spans.push(self.words_of(other.index()));
                }
            }
        }
        spans.sort_unstable();
        spans.dedup();
        (!spans.is_empty()).then_some(FieldSpans { field, spans })
    }

    /// The time expression that dates the thing named by `anchor`, if one belongs to its clause.
    pub(crate) fn time_of(&self, anchor: Node<'_>) -> Option<&Timex> {
        let sentence = anchor.tree().span();
        let first = self
            .times
            .partition_point(|t| t.span.start < sentence.start);
        let told_now = is_present(anchor);
        let dated = self.times[first..]
            .iter()
            .take_while(|t| t.span.start < sentence.end);
        dated
            .filter(|t| matches!(t.kind, TimexKind::Date | TimexKind::Time) && t.is_calendar())
            // The date in a dateline is that of the news; "condemns the raid of last night" is said now.
            .filter(|t| !self.dateline.is_some_and(|d| d.contains(t.span)))
            .filter(|t| !told_now || !self.is_over(t))
            .filter_map(|t| Some((self.distance(t, anchor)?, t)))
            // Of dates that are as near, the one that tells most: "in 1990 … on 3 May".
            .min_by_key(|(distance, t)| (*distance, t.is_interval(), t.granularity))
            .map(|(_, t)| self.stretch_of(t))
    }

    /// How far a date is from the thing named by `anchor`, if it may date it. "said on Monday troops attacked": trees hang
    /// such a day on the clause that follows, but it dates the words.
    fn distance(&self, timex: &Timex, anchor: Node<'_>) -> Option<usize> {
        match self.cue_before(timex) {
            Some(cue) => (cue == anchor.index()).then_some(0),
            None => clause_distance(self.timex_head(timex), anchor),
        }
    }

    /// The cue right before a date that stands between it and the words that it tells of.
    fn cue_before(&self, timex: &Timex) -> Option<TokenIdx> {
        /// Characters of a preposition and the blanks around it.
        const LINK: u32 = 4;
        let after = self
            .attributions
            .partition_point(|a| a.cue.end <= timex.span.start);
        let found = self.attributions[..after].last()?;
        let content = found.content.first()?;
        let is_between = timex.span.start - found.cue.end <= LINK
            && timex.span.end < content.start
            && content.start - timex.span.end <= 1;
        is_between.then_some(found.cue_head)
    }

    /// "met on August 3–4": of two ends the whole stretch.
    fn stretch_of<'t>(&'t self, timex: &'t Timex) -> &'t Timex {
        let is_whole = |t: &&Timex| {
            let has_ends = t.is_interval() && !t.value.contains("..");
            has_ends && t.span.contains(timex.span) && t.granularity == Some(Granularity::Day)
        };
        let is_day = timex.granularity == Some(Granularity::Day) && !timex.is_interval();
        let before = self
            .times
            .partition_point(|t| t.span.start <= timex.span.start);
        let mut near = self.times[..before].iter().rev().take(NEIGHBORS);
        near.find(|t| is_day && is_whole(t)).unwrap_or(timex)
    }

    /// Whether a day lies before that of publication.
    fn is_over(&self, timex: &Timex) -> bool {
        let published = self.parsed.document().metadata.published.as_deref();
        let is_day = timex.granularity == Some(Granularity::Day) && !timex.is_interval();
        let day = |s: &'_ str| s.get(..DAY).map(str::to_owned);
        is_day
            && published.is_some_and(|p| match (day(p), day(&timex.value)) {
                (Some(published), Some(value)) => value < published,
                _ => false,
            })
    }

    /// Whether a date lies wholly after the day of publication.
    pub(crate) fn is_ahead(&self, timex: &Timex) -> bool {
        let published = self.parsed.document().metadata.published.as_deref();
        let from = timex.value.split('/').next().unwrap_or_default();
        let is_date = from.starts_with(|c: char| c.is_ascii_digit());
        published.is_some_and(|p| {
            // Of a week or a season only the year can be compared.
            let is_digit = |c: char| c.is_ascii_digit() || c == '-';
            let known = from.find(|c| !is_digit(c)).map_or(from.len(), |_| YEAR);
            let n = known.min(from.len()).min(p.len()).min(DAY);
            let both = from.get(..n).zip(p.get(..n));
            is_date && both.is_some_and(|(value, published)| value > published)
        })
    }

    fn timex_head(&self, timex: &Timex) -> Node<'a> {
        let (first, last) = timex.words;
        let inside = |n: &Node<'_>| n.index() >= first && n.index() <= last;
        let mut node = self.parsed.node(last);
        while let Some(head) = node.head().filter(inside) {
            node = head;
        }
        node
    }

    /// The words that the cue at `anchor` attributes, if it is one.
    fn content_of(&self, anchor: Node<'_>) -> &[Span] {
        let cues = &self.attributions;
        let at = cues.partition_point(|a| a.cue.end <= anchor.span().start);
        let found = cues.get(at).filter(|a| a.cue_head == anchor.index());
        found.map_or(&[], |a| &a.content)
    }

    /// The phrase that says where the thing named by `anchor` takes place.
    pub(crate) fn place_of(&self, anchor: Node<'_>) -> Option<TokenIdx> {
        // "discussed the situation in Mali": what is spoken of does not say where.
        let topic = self.content_of(anchor);
        let is_place = |n: &Node<'_>| {
            !topic.iter().any(|c| c.contains(n.span()))
                && matches!(n.rel(), Rel::Obl | Rel::Nmod)
                && n.children_by(Rel::Case)
                    .any(|c| self.packs.place_prepositions.has(c))
                && matches!(n.upos(), Upos::Propn | Upos::Noun)
                && !self.is_time(*n)
                && (self.packs.place_nouns.has(*n) || self.is_location(*n))
        };
        let own = anchor.children().find(is_place);
        let of_verb = || {
            anchor
                .head()
                .filter(|_| anchor.rel() == Rel::Obj)?
                .children()
                .find(is_place)
        };
        own.or_else(of_verb).map(Node::index)
    }

    pub(crate) fn is_location(&self, node: Node<'_>) -> bool {
        node.entity().name_type() == Some(verbale_text::NameType::Loc)
            || self
                .actors
                .of(node)
                .iter()
                .any(|a| self.actors.get(*a).actor_type == Some(ActorType::State))
    }

    pub(crate) fn is_time(&self, node: Node<'_>) -> bool {
        // Intervals may hold their ends, so a few earlier ones are looked at too.
        const NESTED: usize = 4;
        let until = self
            .times
            .partition_point(|t| t.span.start <= node.span().start);
        self.times[until.saturating_sub(NESTED)..until]
            .iter()
            .any(|t| t.span.contains(node.span()))
    }

    /// The smallest stretch of text with the anchor, its verb group and the words of `fields`, within one sentence.
    pub(crate) fn evidence(&self, anchor: Node<'_>, fields: &[FieldSpans]) -> Span {
        let sentence = anchor.tree().span();
        let mut span = anchor.span();
        for child in anchor.children() {
            let group = matches!(child.rel(), Rel::Aux | Rel::Compound | Rel::Cop)
                || child.rel() == Rel::Advmod && child.index() < anchor.index();
            if group {
                span = span.cover(child.span());
            }
        }
        for s in fields
            .iter()
            .flat_map(|f| &f.spans)
            .filter(|s| sentence.contains(**s))
        {
            span = span.cover(*s);
        }
        span
    }
}

/// The states among `actors`, the first one of each country.
fn states(actors: &Actors) -> Vec<(String, ActorIdx)> {
    let mut found: Vec<(String, ActorIdx)> = Vec::new();
    for (i, entry) in actors.list.iter().enumerate() {
        if let Some(code) = &entry.actor.country
            && entry.actor_type == Some(ActorType::State)
            && !found.iter().any(|(c, _)| c == code)
        {
            found.push((code.clone(), ActorIdx(i as u32)));
        }
    }
    found
}

/// The words that the names of more than one person hold.
fn shared_names(actors: &Actors) -> FxHashSet<String> {
    let persons = actors.list.iter().enumerate();
    let persons = persons.filter(|(_, e)| e.actor_type == Some(ActorType::Person));
    let mut parts: Vec<(&str, usize)> = persons
        .flat_map(|(i, e)| e.actor.name.split(' ').map(move |part| (part, i)))
        .collect();
    parts.sort_unstable();
    parts.dedup();
    let pairs = parts.windows(2).filter(|w| w[0].0 == w[1].0);
    pairs.map(|w| w[0].0.to_owned()).collect()
}

/// For each word the smallest content around it, by one sweep over words and contents.
fn innermost(parsed: &Parsed, attributions: &[Attribution]) -> Vec<u32> {
    let mut contents: Vec<(Span, u32)> = Vec::new();
    for (i, attribution) in attributions.iter().enumerate() {
        contents.extend(attribution.content.iter().map(|s| (*s, i as u32)));
    }
    contents.sort_unstable_by_key(|(span, i)| (span.start, u32::MAX - span.end, *i));
    let mut waiting = contents.into_iter().peekable();
    let mut open: Vec<(Span, u32)> = Vec::new();
    let of_word = |token: &verbale_text::Token| {
        while let Some(content) = waiting.next_if(|(s, _)| s.start <= token.span.start) {
            open.push(content);
        }
        open.retain(|(s, _)| s.end > token.span.start);
        open.iter()
            .min_by_key(|(s, i)| (s.len(), *i))
            .map_or(u32::MAX, |(_, i)| *i)
    };
    parsed.tokens().iter().map(of_word).collect()
}

/// Steps between the clause that a time expression hangs in and `anchor`, if they belong together.
fn clause_distance(timex: Node<'_>, anchor: Node<'_>) -> Option<usize> {
    const NEAR: usize = 3;
    let mut steps = 0;
    // "the attack on Monday", "met on Monday"
    if timex == anchor || timex.is_under(anchor) {
        let between = timex.ancestors().take_while(|n| *n != anchor);
        let (depth, clauses) = between.fold((0, 0), |(depth, clauses), n| {
            (depth + 1, clauses + usize::from(n.upos() == Upos::Verb))
        });
        // "welcomed the support for the truce of Monday": the date of a thing inside a thing.
        let is_deep = anchor.upos() == Upos::Verb && depth > 2;
        return (clauses == 0 && !is_deep).then_some(0);
    }
    // "said on Monday that troops attacked": the date of an outer clause does not reach into a finite one.
    let mut node = anchor;
    while let Some(head) = node.head() {
        steps += 1;
        let closed = matches!(node.rel(), Rel::Ccomp) || node.is_rel(Rel::Acl, "relcl");
        if closed || steps > NEAR {
            return None;
        }
        let hangs_here = std::iter::once(timex)
            .chain(timex.ancestors())
            .find(|n| n.head() == Some(head));
        if let Some(branch) = hangs_here {
            let inner = std::iter::once(timex)
                .chain(timex.ancestors())
                .take_while(|n| *n != branch);
            let other_clause = inner.chain([branch]).any(|n| n.upos() == Upos::Verb);
            return (!other_clause).then_some(steps);
        }
        node = head;
    }
    None
}

/// Whether `verb` tells of what is done now: "condemns", "is condemning", but not "has condemned".
fn is_present(verb: Node<'_>) -> bool {
    let now = |n: Node<'_>| n.feat("Tense") == Some("Pres") && n.feat("VerbForm") == Some("Fin");
    let helps = || verb.children_by(Rel::Aux).any(now) && is_gerund(verb);
    now(verb) && verb.child(Rel::Aux).is_none() || helps()
}

#[cfg(test)]
mod tests {
    use crate::record::Body;
    use crate::testing::{name, packs, parse};

    /// The events of a sentence: doer and date.
    fn check(line: &str, expected: &[&str]) {
        let packs = packs(&[]);
        let coded = crate::Coder::new(&packs).code(parse(line));
        let names = |list: &[crate::record::ActorIdx]| {
            let names = list.iter().map(|a| name(&coded, *a));
            names.collect::<Vec<_>>().join(", ")
        };
        let events = coded.records.iter().filter_map(|r| match &r.body {
            Body::Event(e) => Some(format!(
                "{} {} > {} {}",
                e.event_type,
                names(&e.actor),
                names(&e.recipient),
                e.date.as_deref().unwrap_or("-")
            )),
            _ => None,
        });
        assert_eq!(events.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn of_several_days_all_are_the_date() {
        check(
            "Norway/PROPN/nsubj/2//B-LOC attacked/VERB/root/0/attack/_/VerbForm=Fin Chad/PROPN/obj/2//B-LOC on/ADP/case/5 \
             May/PROPN/obl/2 3/NUM/nummod/5 –/PUNCT/punct/8 4/NUM/nummod/5 ,/PUNCT/punct/10 2021/NUM/nummod/5 ./PUNCT/punct/2",
            &["ASSAULT Norway > Chad 2021-05-03/2021-05-04"],
        );
    }

    #[test]
    fn whose_ally_acts_does_not_act() {
        check(
            "Norway/PROPN/nsubj/4//B-LOC ally/NOUN/compound/3 Chad/PROPN/nsubj/4//B-LOC \
             attacked/VERB/root/0/attack/_/VerbForm=Fin Mali/PROPN/obj/4//B-LOC ./PUNCT/punct/4",
            &["ASSAULT Chad > Mali -"],
        );
    }

    #[test]
    fn a_state_in_apposition_to_another_is_the_next_of_a_row() {
        check(
            "Norway/PROPN/nsubj/6//B-LOC ,/PUNCT/punct/3 Chad/PROPN/appos/1//B-LOC and/CCONJ/cc/5 Peru/PROPN/conj/3//B-LOC \
             attacked/VERB/root/0/attack/_/VerbForm=Fin Mali/PROPN/obj/6//B-LOC ./PUNCT/punct/6",
            &["ASSAULT Norway, Chad, Peru > Mali -"],
        );
    }

    #[test]
    fn a_verb_of_saying_is_no_deed() {
        check(
            "“/PUNCT/punct/2 Go/VERB/ccomp/6/go ,/PUNCT/punct/2 ”/PUNCT/punct/2 Norway/PROPN/nsubj/6//B-LOC \
             hit/VERB/root/0/hit/_/VerbForm=Fin back/ADV/compound:prt/6 ./PUNCT/punct/6",
            &[],
        );
    }
}
