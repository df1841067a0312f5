//! Direct speech: ties each quotation to the cue beside it, or to the speaker who goes on.
//!
//! The marks, not the tree, bound the content: parsers cut quotations into sentences and hang the pieces anywhere.

use super::forms::List;
use super::lexicon::{Attitude, Cue, Frame, Stance};
use super::page::{Page, Words, cut};
use super::verb::Found;
use crate::inflection::is_asking;
use rustc_hash::FxHashMap;
use verbale_text::{Node, Rel, Upos};

/// How sure a verb must be to take a quotation over other words.
const SPEECH: f32 = 0.85;

/// How many words may stand between a quotation and its cue.
const REACH: u32 = 40;

/// How sure a noun for words with a quotation as its example is.
const EXAMPLE: f32 = 0.8;

/// What a quotation is tied to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Tie {
    /// The verb after it: “A,” said Lee.
    After(u32),
    /// The verb before it: Lee said, “A.”
    Before(u32),
    /// The verb before it, over a word that opens a clause: Lee said that “A.”
    Marked(u32),
    /// A noun for words before it, by its head: statements like “A”.
    Noun(u32),
    /// The quotation before it: it goes on.
    GoesOn,
    /// Nothing: a title, a word held at a distance, part of an indirect content.
    None,
}

/// Ties quotations; gives an attribution for each cue that has some, in text order. A quotation that goes on after
/// an indirect content of `indirect` is added to it.
pub(super) fn quoted(page: &Page<'_>, indirect: &mut [Found]) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let mut last: Option<usize> = None;
    let by_head = ByHead::new(indirect);
    // Of each cue the last attribution.
    let mut latest: FxHashMap<u32, usize> = FxHashMap::default();
    for (q, words) in page.quoted.iter().enumerate() {
        if words.is_empty() {
            continue;
        }
        let n_before = found.len();
        match page.tie(q, *words) {
            Tie::After(verb) | Tie::Before(verb) => {
                let whole = page.with_lead(*words, verb);
                let inserted = by_head.of(verb).find(|&i| indirect[i].rule == "insertion");
                if let Some(before) = inserted {
                    page.prefer_quoted(&mut indirect[before]);
                    indirect[before].content.push(whole);
                    continue;
                }
                if let Some(&i) = latest.get(&verb) {
                    found[i].content.push(whole);
                    last = Some(i);
                } else if let Some(new) = page.speech(verb, *words, whole) {
                    found.push(new);
                    last = Some(found.len() - 1);
                }
            }
            Tie::Marked(verb) => {
                let whole = Words::new(words.start - 1, words.end);
                let of_tree = by_head.of(verb).any(|i| {
                    let mut content = indirect[i].content.iter();
                    content.any(|c| c.start < words.end && words.start < c.end)
                });
                if !of_tree && let Some(new) = page.speech(verb, *words, whole) {
                    found.push(new);
                    last = Some(found.len() - 1);
                }
            }
            Tie::Noun(noun) => {
                found.push(page.exemplified(noun, *words));
                last = Some(found.len() - 1);
            }
            Tie::GoesOn => {
                if let Some(i) = last.filter(|&i| page.goes_on(&found[i], *words)) {
                    found[i].content.push(*words);
                } else if let Some(before) = page.indirect_before(indirect, *words) {
                    before.content.push(*words);
                }
            }
            Tie::None => {}
        }
        if let Some(new) = found.get(n_before) {
            latest.insert(new.head, n_before);
        }
    }
    found
}

/// Attributions by the head of their cue.
struct ByHead(Vec<(u32, usize)>);

impl ByHead {
    fn new(list: &[Found]) -> ByHead {
        let mut places: Vec<_> = list.iter().enumerate().map(|(i, f)| (f.head, i)).collect();
        places.sort_unstable();
        ByHead(places)
    }

    /// Places of those with this head, in order.
    fn of(&self, head: u32) -> impl Iterator<Item = usize> {
        let first = self.0.partition_point(|(h, _)| *h < head);
        let same = self.0[first..].iter().take_while(move |(h, _)| *h == head);
        same.map(|(_, i)| *i)
    }
}

impl<'a> Page<'a> {
    fn tie(&self, q: usize, words: Words) -> Tie {
        if self.quotes.list[q].single && words.end - words.start < 5 {
            return Tie::None;
        }
        if let Some(noun) = self.noun_before(words) {
            return Tie::Noun(noun);
        }
        let after = self.verb_after(words);
        let before = self.verb_before(words);
        match (before, after) {
            (_, Some(_)) if self.is_title(words) => Tie::None,
            (_, Some(a)) if self.ends_open(words) => Tie::After(a),
            (Some(b), _) if self.is_part_of_told(b, words) => Tie::None,
            (Some(b), _) if self.is_whole(words) => Tie::Before(b),
            (Some(_), _) => Tie::None,
            (None, Some(a)) => Tie::After(a),
            (None, None) if self.opens_sentence(words.start) || self.is_linked(words) => {
                Tie::GoesOn
            }
            _ => self.verb_over_marker(words).map_or(Tie::None, Tie::Marked),
        }
    }

    /// "told me that he would sign “before the vote”": a piece of a clause that somebody else's cue has as its content.
    fn is_part_of_told(&self, verb: u32, words: Words) -> bool {
        let verb = self.node(verb);
        let sure = |h: Node<'a>| {
            let mut cues = self.bound.cues(h, Upos::Verb);
            cues.any(|c| c.weight(Frame::Clause).is_some_and(|w| w >= SPEECH))
        };
        let first = self.node((words.start + 1).min(words.end - 1)).form();
        first.starts_with(char::is_lowercase)
            && !self.is_punctuation(words.start - 1)
            && verb.rel() == Rel::Ccomp
            && verb.head().is_some_and(sure)
    }

    /// Whether a quotation follows a comma or another quotation and a conjunction: “A,” he said, but “B.”
    fn is_linked(&self, words: Words) -> bool {
        let start = self.sentence(words.start).start;
        words.start >= start + 2
            && self.node(words.start - 1).rel() == Rel::Cc
            && (self.is_comma(words.start - 2) || self.quote(words.start - 2).is_some())
            && self.is_whole(words)
    }

    /// The noun for words of which a quotation of at least a clause is an example: statements like “A”; calls such as
    /// “A”.
    fn noun_before(&self, words: Words) -> Option<u32> {
        let mut at = words.start;
        while at > 0 && self.is(self.node(at - 1), List::Example) && words.start - at < 2 {
            at -= 1;
        }
        let noun = self.node(at.checked_sub(1).filter(|_| at < words.start)?);
        let speaks = self
            .bound
            .cues(noun, Upos::Noun)
            .any(|c| c.attitude == Attitude::Expressed && c.weight(Frame::Clause).is_some());
        let clausal =
            (words.start..words.end).any(|t| matches!(self.node(t).upos(), Upos::Verb | Upos::Aux));
        (noun.upos() == Upos::Noun && speaks && clausal).then(|| noun.index().0)
    }

    /// The attribution of a quotation to the noun for words that it is an example of.
    fn exemplified(&self, noun: u32, words: Words) -> Found {
        let node = self.node(noun);
        let cue = Words::new(noun, words.start);
        let (cue, source) = self.noun_source(node, cue);
        let cue = Words::new(cue.start, cue.end.max(noun + 1));
        // "The opposition's statements include calls such as": the words of words are their owner's.
        let source = source.map(|s| self.owner(s).unwrap_or(s));
        let read = self.bound.cues(node, Upos::Noun).next();
        Found {
            cue,
            head: noun,
            content: vec![words],
            source: source.map(|s| self.owner_phrase(s, cue)),
            source_head: source.map(|s| s.index().0),
            weight: EXAMPLE,
            rule: "noun-quotation",
            attitude: Attitude::Expressed,
            illocution: read.and_then(|c| c.illocution),
            stance: Stance::Neutral,
            addressees: Vec::new(),
        }
    }

    /// Whether a short quotation ends a phrase that opens its sentence: On “Fox News Sunday,” Lee said that
    fn is_title(&self, words: Words) -> bool {
        let start = self.sentence(words.start).start;
        let is_verb = |t: u32| matches!(self.node(t).upos(), Upos::Verb | Upos::Aux);
        start < words.start
            && words.end - words.start <= 7
            && self.node(start).upos() == Upos::Adp
            && !(start..words.end).any(is_verb)
    }

    /// Whether the sentence does not go on after a quotation, so that more than the quotation would be attributed.
    fn is_whole(&self, words: Words) -> bool {
        let n = self.parsed.tokens().len() as u32;
        words.end >= n
            || self.is_punctuation(words.end)
            || self.ends_sentence_at(words.end - 1)
            || self.starts_line(words.end)
    }

    /// Whether a quotation starts where a sentence or paragraph starts.
    fn opens_sentence(&self, start: u32) -> bool {
        let Some(before) = start.checked_sub(1) else {
            return true;
        };
        let form = self.node(before).form();
        self.starts_line(start)
            || matches!(form, "." | "!" | "?" | ":")
            || self
                .quote(before)
                .is_some_and(|_| self.ends_sentence_at(before))
    }

    /// Whether the word, or the one inside the closing mark it is, ends a sentence.
    fn ends_sentence_at(&self, token: u32) -> bool {
        let last = |t: u32| self.node(t).form().chars().next_back();
        let mark = last(token);
        let inside = if matches!(mark, Some('.' | '!' | '?')) {
            mark
        } else {
            token.checked_sub(1).and_then(last)
        };
        matches!(inside, Some('.' | '!' | '?'))
    }

    /// Whether the quotation ends in a comma, or a comma follows: the sentence goes on after it.
    fn ends_open(&self, words: Words) -> bool {
        let n = self.parsed.tokens().len() as u32;
        let is_comma = |t: u32| self.is_comma(t) || self.node(t).form().starts_with(',');
        let is_mark = |t: u32| matches!(self.initial(t), '\'' | '’' | '"' | '”');
        let mut inner = (words.start..words.end - 1).rev();
        let last = inner.find(|&t| is_comma(t) || !is_mark(t));
        last.is_some_and(is_comma)
            || self.node(words.end - 1).form().starts_with(',')
            || (words.end < n && self.is_comma(words.end))
    }

    /// Cues that speak: the share of uses of a verb that carry a quotation.
    fn speaks(&self, verb: Node<'a>) -> Option<(f32, &'a Cue)> {
        let cues = self.bound.cues(verb, Upos::Verb);
        let mut weights = cues.filter_map(|c| {
            self.parts(verb, c)?;
            Some((c.weight(Frame::Quote)?, c))
        });
        weights.next()
    }

    /// The speech verb after a quotation, before the sentence ends: only its subject may stand between.
    fn verb_after(&self, words: Words) -> Option<u32> {
        let n = self.parsed.tokens().len() as u32;
        if words.end >= n || self.starts_line(words.end) {
            return None;
        }
        let inner = words.end.checked_sub(2).filter(|&t| t > words.start)?;
        let stopped = self.node(inner).form() == ".";
        if stopped && !self.is_comma(words.end) {
            return None;
        }
        let asked = matches!(
            self.node(inner).form(),
            "?" | "!" | "-" | "--" | "—" | "–" | "..."
        );
        if !self.ends_open(words) && !asked {
            return None;
        }
        let end = n.min(words.end + REACH);
        let mut inside_clause = Words::new(0, 0);
        for t in words.end..end {
            let node = self.node(t);
            if self.starts_line(t)
                || self.quote(t).is_some()
                || matches!(node.form(), "." | ";" | "?" | "!" | ":")
            {
                return None;
            }
            if inside_clause.holds(t) || !matches!(node.upos(), Upos::Verb | Upos::Aux | Upos::Noun)
            {
                continue;
            }
            if node.rel() == Rel::Acl && node.upos() == Upos::Verb && t > words.end + 1 {
                inside_clause = self.subtree(node);
                continue;
            }
            if node.upos() == Upos::Noun && self.own_subject(node).is_none() {
                continue;
            }
            if self.speaks(node).is_some() {
                return self.closes_on(words, node).then_some(t);
            }
            if node.upos() == Upos::Verb && node.rel() != Rel::Acl && node.rel() != Rel::Amod {
                let leads = self.is(node, List::Chain);
                if !leads {
                    return None;
                }
            }
        }
        None
    }

    /// Whether `verb` may take the quotation before it. One that starts inside its sentence may belong to another
    /// clause: called it “true,” but they said that C; amid talk of “cuts,” Lee accused Fox.
    fn closes_on(&self, words: Words, verb: Node<'a>) -> bool {
        if self.opens_sentence(words.start) {
            return true;
        }
        let v = verb.index().0;
        let linked = (words.end..v).any(|t| {
            let n = self.node(t);
            matches!(n.rel(), Rel::Cc | Rel::Mark) || n.upos() == Upos::Adv && is_asking(n)
        });
        let complement = verb.children().any(|c| {
            let clausal = matches!(c.rel(), Rel::Ccomp | Rel::Xcomp | Rel::Obj);
            clausal && c.index() > verb.index() && self.quote(c.index().0).is_none()
        });
        let clause = (v + 1..self.sentence(v).end.min(v + 3))
            .any(|t| self.is(self.node(t), List::Content) && self.node(t).rel() == Rel::Mark);
        !linked && !complement && !clause
    }

    /// The speech verb before a quotation: right before it, or with only phrases between and a comma or colon.
    fn verb_before(&self, words: Words) -> Option<u32> {
        let last = words.start.checked_sub(1)?;
        if self.quote(last).is_some() {
            return None;
        }
        let node = self.node(last);
        let across_line = self.starts_line(words.start);
        let colon = matches!(node.form(), ":" | "-" | "--" | "—" | "–");
        if across_line && !self.is_colon(last) {
            return None;
        }
        let comma = self.is_comma(last);
        if !comma && !colon {
            let direct = self
                .speaks(node)
                .filter(|_| node.upos() == Upos::Verb)
                .map(|_| last);
            return direct.or_else(|| self.verb_over_adverb(last, words));
        }
        let sentence = self.sentence(last);
        let start = sentence.start.max(last.saturating_sub(REACH));
        let mut at = last;
        while at > start {
            at -= 1;
            let node = self.node(at);
            if self.quote(at).is_some() || matches!(node.form(), "." | ";" | "?" | "!") {
                return None;
            }
            if node.upos() != Upos::Verb {
                continue;
            }
            if let Some((weight, _)) = self.speaks(node) {
                // Verbs of judgement have other complements; between them and a quotation only a colon is clear.
                if weight < SPEECH && !colon && at + 2 < last {
                    return None;
                }
                let clear = colon || !self.has_clause_between(at, last);
                return clear.then_some(at);
            }
            if !colon && node.rel() != Rel::Acl && node.rel() != Rel::Amod {
                return None;
            }
        }
        None
    }

    /// The speech verb before an adverb that stands right before a quotation.
    fn verb_over_adverb(&self, last: u32, words: Words) -> Option<u32> {
        // A lone mark at the end of a text has no word inside.
        if words.start + 3 > words.end {
            return None;
        }
        let node = self.node(last);
        let first = self.node(words.start + 1).form();
        if !first.starts_with(char::is_uppercase) {
            return None;
        }
        let passes = node.upos() == Upos::Adv || node.rel() == Rel::Compound;
        let before = last.checked_sub(1)?;
        let verb = self.node(before);
        (passes && verb.upos() == Upos::Verb && self.speaks(verb).is_some()).then_some(before)
    }

    /// The speech verb before "that “A”", over phrases without a verb.
    fn verb_over_marker(&self, words: Words) -> Option<u32> {
        let last = words.start.checked_sub(1)?;
        if !self.is(self.node(last), List::Finite) || !self.is_whole(words) {
            return None;
        }
        let start = self
            .sentence(last)
            .start
            .max(last.saturating_sub(REACH / 2));
        let mut before = (start..last).rev().take_while(|&t| self.quote(t).is_none());
        let verb = before.find(|&t| self.node(t).upos() == Upos::Verb)?;
        self.speaks(self.node(verb)).map(|_| verb)
    }

    /// Whether a clause with its own verb stands between a cue and the comma before a quotation.
    fn has_clause_between(&self, verb: u32, last: u32) -> bool {
        (verb + 1..last).any(|t| {
            let n = self.node(t);
            n.upos() == Upos::Verb && matches!(n.rel(), Rel::Ccomp | Rel::Xcomp | Rel::Conj)
        })
    }

    /// A new attribution of the quotation `words` to the speech verb `verb`.
    fn speech(&self, verb: u32, words: Words, whole: Words) -> Option<Found> {
        let node = self.node(verb);
        let (weight, cue) = self.speaks(node)?;
        let parts = self.parts(node, cue).unwrap_or_default();
        let cue_words = self.cue_words(node, &parts);
        let source = self.speaker(node, words);
        let by_order = source
            .is_none()
            .then(|| self.speaker_by_order(node, words, cue_words))
            .flatten();
        let source_words = source
            .map(|s| self.source_phrase(s, cue_words))
            .or(by_order);
        let source = source.or(by_order.map(|w| self.node(self.head_of(w))));
        let factor = if source.is_some() { 1.0 } else { 0.7 };
        let mut content = vec![whole];
        cut(&mut content, cue_words);
        Some(Found {
            cue: cue_words,
            head: verb,
            content,
            source: source_words,
            source_head: source.map(|s| s.index().0),
            weight: weight * factor,
            rule: "quotation",
            attitude: Attitude::Expressed,
            illocution: cue.illocution,
            stance: Stance::Neutral,
            addressees: self
                .addressee(node)
                .filter(|a| source != Some(*a))
                .map(|a| a.index().0)
                .into_iter()
                .collect(),
        })
    }

    /// The subject of a speech verb, not inside the quotation.
    fn speaker(&self, verb: Node<'a>, quote: Words) -> Option<Node<'a>> {
        let outside = |n: &Node<'a>| {
            let words = self.subtree(*n);
            let at = n.index().0;
            !quote.holds(at)
                && self.quote(at).is_none()
                && (words.end <= quote.start || words.start >= quote.end)
        };
        let subject = self.subject(verb).filter(outside);
        subject.or_else(|| self.borrowed_subject(verb).filter(outside))
    }

    /// The speaker by word order, where the tree has none: the words between quotation and verb, or a noun phrase
    /// after the verb, or the one before it.
    fn speaker_by_order(&self, verb: Node<'a>, quote: Words, cue: Words) -> Option<Words> {
        if self.is_passive(verb) {
            return None;
        }
        let sentence = self.sentence(verb.index().0);
        let nominal = |t: u32| matches!(self.node(t).upos(), Upos::Propn | Upos::Noun | Upos::Pron);
        let all = |w: Words| (!w.is_empty() && (w.start..w.end).any(nominal)).then_some(w);
        if quote.end <= cue.start {
            let between = all(self.trim(Words::new(quote.end, cue.start)));
            if between.is_some() {
                return between;
            }
            let stop = |t: &u32| {
                self.quote(*t).is_some()
                    || matches!(self.node(*t).upos(), Upos::Adp | Upos::Verb | Upos::Sconj)
            };
            let end = (cue.end..sentence.end).find(stop).unwrap_or(sentence.end);
            let next = (cue.end..end).find(|&t| nominal(t))?;
            let head = self.top_of_name(next);
            let words = self.phrase(head);
            let start = words.start.max(cue.end);
            return all(self.trim(Words::new(start, words.end.max(start))));
        }
        let stop = |t: &u32| self.quote(*t).is_some() || self.node(*t).upos() == Upos::Verb;
        let start = (sentence.start..cue.start)
            .rev()
            .find(stop)
            .map_or(sentence.start, |t| t + 1);
        all(self.trim(Words::new(start, cue.start)))
    }

    /// The quotation with the content clause that a colon ties it to: she said it takes two things: “A and B.”
    fn with_clause_before_colon(&self, words: Words, verb: u32) -> Words {
        let colon = words
            .start
            .checked_sub(1)
            .filter(|&t| self.is_colon(t) && !self.starts_line(words.start));
        let clause = self.node(verb).children_by(Rel::Ccomp).find(|c| {
            let at = c.index().0;
            verb < at && colon.is_some_and(|colon| at < colon)
        });
        match clause {
            Some(c) => words.cover(Words::new(self.subtree(c).start.max(verb + 1), words.start)),
            None => words,
        }
    }

    /// The quotation with the words before it, where it only ends the sentence that is attributed: the plan is
    /// “dead,” she said.
    fn with_lead(&self, words: Words, verb: u32) -> Words {
        if verb < words.start {
            return self.with_clause_before_colon(words, verb);
        }
        if self.opens_sentence(words.start) {
            return words;
        }
        let sentence = self.sentence(words.start);
        let stop = |t: &u32| {
            self.starts_line(*t + 1)
                || matches!(self.node(*t).form(), "." | "?" | "!" | ":" | ";")
                || (self.quote(*t).is_some() && self.ends_sentence_at(*t))
        };
        let start = (sentence.start..words.start)
            .rev()
            .find(stop)
            .map_or(sentence.start, |t| t + 1);
        let lead = start..words.start;
        let speaks = |t: u32| {
            let n = self.node(t);
            n.upos() == Upos::Verb && self.speaks(n).is_some_and(|(w, _)| w >= 0.85)
        };
        if lead.is_empty() || lead.into_iter().any(speaks) {
            return words;
        }
        Words::new(start, words.end)
    }

    /// The head of the name or noun phrase that `token` is in.
    pub(super) fn top_of_name(&self, token: u32) -> Node<'a> {
        let mut node = self.node(token);
        while let Some(up) = node.head() {
            let in_phrase = matches!(
                node.rel(),
                Rel::Flat | Rel::Compound | Rel::Nmod | Rel::Appos | Rel::Fixed
            );
            if !in_phrase || matches!(up.upos(), Upos::Verb) {
                break;
            }
            node = up;
        }
        node
    }

    /// Drops unquoted phrases without a verb from an inserted clause's content: they are the writer's.
    fn prefer_quoted(&self, found: &mut Found) {
        found.content.retain(|c| {
            let mut words = c.start..c.end;
            words.any(|t| {
                self.quote(t).is_some()
                    || self.node(t).upos() == Upos::Verb
                    || self.node(t).upos() == Upos::Aux
            })
        });
    }

    /// Whether quotation `q` continues what `found` holds: nothing but white space between, or the speaker's sentence
    /// has just ended.
    fn goes_on(&self, found: &Found, words: Words) -> bool {
        let Some(last) = found.content.last() else {
            return false;
        };
        let end = last
            .end
            .max(found.cue.end)
            .max(found.source.map_or(0, |s| s.end));
        let gap = end..words.start;
        if gap.len() > 60 || (gap.len() > 3 && !self.opens_sentence(words.start)) {
            return false;
        }
        let mut stops = 0;
        for t in gap {
            if self.starts_line(t) {
                return false;
            }
            if matches!(self.node(t).form(), "." | "!" | "?") {
                stops += 1;
            }
        }
        stops <= 1
    }

    /// The utterance among `indirect` that ends in the sentence before `words`.
    fn indirect_before<'f>(
        &self,
        indirect: &'f mut [Found],
        words: Words,
    ) -> Option<&'f mut Found> {
        let near = words.start.saturating_sub(REACH * 2);
        // They are in the order of their cues.
        let first = indirect.partition_point(|f| f.cue.start < near);
        let after = indirect.partition_point(|f| f.cue.start < words.start);
        let mut list = indirect[first..after].iter_mut().rev();
        list.find(|f| {
            let speaks = f.attitude == Attitude::Expressed && f.source.is_some() && f.weight >= 0.8;
            let before = f.cue.end <= words.start;
            speaks && before && matches!(f.rule, "clause" | "parenthesis") && self.goes_on(f, words)
        })
    }
}
