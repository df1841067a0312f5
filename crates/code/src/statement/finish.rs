//! From proposals to attributions: one per cue, as spans, with kind, channel and nesting.

use super::forms::{List, StatementLexicon};
use super::label::labels;
use super::lexicon::{Attitude, Cue, Frame, Illocution, Stance};
use super::page::{Page, Words, cut};
use super::quoted::quoted;
use super::quotes::Kind;
use super::release::release;
use super::verb::Found;
use verbale_text::{Node, Parsed, Span, TokenIdx, Upos};

/// How sure a cue must be to reach over quotations behind its clause.
const SURE: f32 = 0.8;

/// Source, cue and content of one attribution.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// The source's phrase; empty if the text names none.
    pub source: Vec<Span>,
    /// Head word of the source.
    pub source_head: Option<TokenIdx>,
    /// The words that signal it.
    pub cue: Span,
    /// Head word of the cue.
    pub cue_head: TokenIdx,
    /// What is attributed, in text order; quotation marks and the opening "that" belong to it.
    pub content: Vec<Span>,
    /// How much of the content stands inside quotation marks.
    pub kind: Kind,
    /// Whether the words only name what was done by speaking, and at most its topic: "discussed the border".
    pub is_act: bool,
    /// The source's attitude to the content.
    pub attitude: Attitude,
    /// Where the words were published, as the records spell it: `x`, `statement` …
    pub channel: Option<(&'static str, Span)>,
    /// Heads of the phrases for those who are spoken to.
    pub addressees: Vec<TokenIdx>,
    /// What the source does by speaking, if the cue tells.
    pub illocution: Option<Illocution>,
    /// Where the writer stands.
    pub stance: Stance,
    /// How many other attributions it lies inside.
    pub depth: u32,
    /// The innermost of these, by its place in the result of [`find`].
    pub parent: Option<usize>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Name of the rule.
    pub rule: &'static str,
}

/// Finds the attributions of a document, in the order of their cues.
///
/// Linear in the number of words. Never fails: without any cue the result is empty.
pub fn find(parsed: &Parsed, lexicon: &StatementLexicon) -> Vec<Attribution> {
    let page = Page::new(parsed, lexicon.bind(parsed.strings()));
    let mut found = of_trees(&page);
    let inserted = page.inserted();
    // One a verb, in the order of verbs.
    found.retain(|f| inserted.binary_search_by_key(&f.head, |i| i.head).is_err());
    found.extend(inserted);
    found.sort_by_key(|f| f.cue);
    let direct = quoted(&page, &mut found);
    let claims = Claims::new(&direct, parsed.tokens().len());
    found.retain(|f| (f.cue.start..f.cue.end).all(|t| claims.cue(t).is_none()));
    for f in &mut found {
        page.take_in_quotations(f, &direct, &claims);
    }
    found.extend(direct);
    found.extend(labels(&page));
    found.extend(release(&page, &found));
    for f in &mut found {
        page.tidy(f);
        if page.is_of_a_thing(f) {
            f.weight *= lexicon.unlisted.thing;
        }
        if !f.content.is_empty() && page.kind(f) == Kind::Mixed {
            f.weight = 1.0 - (1.0 - f.weight) * lexicon.unlisted.mixed;
        }
    }
    found
        .retain(|f| f.weight >= lexicon.least(f.rule) && !f.content.is_empty() && !page.is_bare(f));
    let found = best_per_cue(found);
    let mut out: Vec<Attribution> = found.iter().map(|f| page.attribution(f)).collect();
    nest(&mut out);
    out
}

fn of_trees(page: &Page<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for (i, token) in page.parsed.tokens().iter().enumerate() {
        let node = page.node(i as u32);
        if page.bound.opens(node) {
            found.extend(page.opener(node));
        }
        let listed = page.bound.is_cue(node);
        let new = match token.upos {
            Upos::Verb => page.verb(node),
            Upos::Noun | Upos::Propn if listed => page.noun(node),
            Upos::Adj if listed => page.adjective(node),
            _ => None,
        };
        found.extend(new);
    }
    let factor = page.bound.lexicon.unlisted.in_quote;
    for f in &mut found {
        if page.quote(f.head).is_some() {
            f.weight *= factor;
        }
    }
    found
}

/// Which words are cue or content of direct speech.
struct Claims {
    /// By word: place of the attribution whose cue it is, from 1.
    cue: Vec<u32>,
    content: Vec<bool>,
}

impl Claims {
    fn new(direct: &[Found], n_tokens: usize) -> Claims {
        let mut claims = Claims {
            cue: vec![0; n_tokens],
            content: vec![false; n_tokens],
        };
        for (i, d) in direct.iter().enumerate() {
            for t in d.cue.start..d.cue.end {
                claims.cue[t as usize] = i as u32 + 1;
            }
            for c in &d.content {
                claims.content[c.start as usize..c.end as usize].fill(true);
            }
        }
        claims
    }

    fn cue(&self, token: u32) -> Option<usize> {
        (self.cue[token as usize] as usize).checked_sub(1)
    }

    fn holds(&self, token: u32) -> bool {
        self.content[token as usize] || self.cue[token as usize] > 0
    }
}

/// Of proposals whose cues overlap the one of most weight stays. In the order of cues.
fn best_per_cue(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by(|a, b| a.cue.cmp(&b.cue).then(b.weight.total_cmp(&a.weight)));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for f in found {
        match kept.last_mut() {
            Some(last) if f.cue.start < last.cue.end => {
                if f.weight > last.weight {
                    *last = f;
                }
            }
            _ => kept.push(f),
        }
    }
    kept
}

impl Page<'_> {
    /// Lets an indirect content reach over a quotation that its own sentence ends in: she recalled thinking, “A”; he
    /// said that it was late and “B”.
    fn take_in_quotations(&self, found: &mut Found, direct: &[Found], claims: &Claims) {
        let speaks = found.attitude == Attitude::Expressed && found.weight >= SURE;
        if !speaks || !matches!(found.rule, "clause" | "stray-clause" | "rest") {
            return;
        }
        let Some(last) = found.content.last().copied() else {
            return;
        };
        let sentence = self.sentence(found.head);
        if last.start < found.cue.end || self.quote(found.head).is_some() {
            return;
        }
        let inside = (last.start..last.end.min(sentence.end)).filter_map(|t| claims.cue(t));
        let later = |d: &usize| direct[*d].content.iter().any(|c| c.start >= last.end);
        let end = match inside.into_iter().find(later) {
            Some(d) => {
                let contents = direct[d].content.iter();
                let near = |c: &&Words| c.start >= last.end && c.start <= last.end + 2;
                contents.filter(near).map(|c| c.end).max()
            }
            None => self.loose_quotation(last.end, sentence, claims),
        };
        if let (Some(end), Some(last)) = (end, found.content.last_mut()) {
            last.end = last.end.max(end);
        }
    }

    /// End of the quotations in the rest of a sentence that no cue claims.
    fn loose_quotation(&self, from: u32, sentence: Words, claims: &Claims) -> Option<u32> {
        let mut end = None;
        for t in from..sentence.end {
            if claims.holds(t) {
                return end;
            }
            let node = self.node(t);
            match self.quote(t) {
                Some(q) if !self.quotes.list[q].single => end = Some(self.quoted[q].end),
                Some(_) => {}
                // Another cue may be the one that the quotation belongs to.
                None if end.is_none() && self.may_quote(node) => return None,
                None => {}
            }
        }
        end
    }

    fn may_quote(&self, node: Node<'_>) -> bool {
        let sure = |c: &Cue| c.weight(Frame::Quote).is_some_and(|w| w >= SURE);
        node.upos() == Upos::Verb && self.bound.cues(node, Upos::Verb).any(sure)
    }

    /// Makes the content end with the quotations that it holds, without cue, source and loose punctuation.
    fn tidy(&self, found: &mut Found) {
        let mut content = std::mem::take(&mut found.content);
        for c in &mut content {
            self.snap(c, found.cue);
        }
        cut(&mut content, found.cue);
        content.sort();
        let mut joined: Vec<Words> = Vec::with_capacity(content.len());
        found.source = found.source.map(|s| self.after_dateline(s));
        for c in content {
            let c = self.without_link(self.trim(self.after_dateline(c)));
            if c.is_empty() {
                continue;
            }
            match joined.last_mut() {
                Some(last) if c.start <= last.end => *last = last.cover(c),
                _ => joined.push(c),
            }
        }
        if let Some(s) = found.source
            && found.rule != "object"
        {
            let inside = joined.iter().any(|c| c.start < s.end && s.start < c.end);
            if inside {
                cut(&mut joined, s);
                for c in &mut joined {
                    *c = self.trim(*c);
                }
                joined.retain(|c| !c.is_empty());
            }
        }
        found.content = joined;
    }

    /// Without a conjunction that nothing follows: "share a view and that".
    fn without_link(&self, words: Words) -> Words {
        let mut end = words.end;
        let links = |t: u32| {
            let node = self.node(t);
            let joins = |n: Node<'_>| n.upos() == Upos::Cconj;
            // "agreed to that" ends with what was agreed to.
            let is_that = self.is(node, List::Finite);
            let is_link = match is_that {
                true => node.previous().is_some_and(joins),
                false => matches!(node.upos(), Upos::Cconj | Upos::Sconj),
            };
            is_link && self.quote(t).is_none()
        };
        while end > words.start + 1 && (links(end - 1) || self.is_comma(end - 1)) {
            end -= 1;
        }
        Words::new(words.start, end)
    }

    /// Takes a quotation in whole if most of it lies inside, and leaves it out otherwise.
    fn snap(&self, words: &mut Words, cue: Words) {
        if words.is_empty() {
            return;
        }
        if let Some(q) = self.quote(words.start) {
            let quote = self.quoted[q];
            let blocked = cue.start < quote.end && quote.start < cue.end;
            if quote.start < words.start && !blocked {
                let inside = quote.end.min(words.end) - words.start;
                if inside * 2 >= quote.end - quote.start {
                    words.start = quote.start;
                }
            }
        }
        if let Some(q) = self.quote(words.end - 1) {
            let quote = self.quoted[q];
            let blocked = cue.start < quote.end && quote.start < cue.end;
            if quote.end > words.end && !blocked {
                words.end = quote.end;
            }
        } else if words.end < self.parsed.tokens().len() as u32
            && let Some(q) = self.quote(words.end)
            && self.quoted[q].end == words.end + 1
        {
            words.end += 1;
        }
    }

    fn attribution(&self, found: &Found) -> Attribution {
        let content: Vec<Span> = found.content.iter().map(|c| self.span(*c)).collect();
        Attribution {
            source: found.source.iter().map(|s| self.span(*s)).collect(),
            source_head: found.source_head.map(TokenIdx),
            cue: self.span(found.cue),
            cue_head: TokenIdx(found.head),
            kind: self.kind(found),
            is_act: self.is_act(found),
            content,
            attitude: found.attitude,
            channel: self.channel_of(found),
            addressees: found.addressees.iter().map(|&a| TokenIdx(a)).collect(),
            illocution: self.illocution_of(found),
            stance: found.stance,
            depth: 0,
            parent: None,
            confidence: found.weight,
            rule: found.rule,
        }
    }

    /// Whether a cue that names an act of speaking has only its topic behind it.
    fn is_act(&self, found: &Found) -> bool {
        const TOPICS: [&str; 3] = ["object", "preposition", "gerund"];
        let names_act = self.is(self.node(found.head), List::Act);
        names_act && TOPICS.contains(&found.rule) && self.kind(found) == Kind::Indirect
    }

    /// Whether the content is a word that tells nothing of what was said: "thank you", "the funds that he asked for".
    fn is_bare(&self, found: &Found) -> bool {
        let is_word = |c: &Words| c.end == c.start + 1 && self.quote(c.start).is_none();
        let is_empty = |node: Node<'_>| {
            let lists = [List::Relative, List::Expletive, List::First];
            let in_speech = node.feat("Person") == Some("2");
            node.upos() != Upos::Noun && (in_speech || lists.iter().any(|&l| self.is(node, l)))
        };
        let mut words = found.content.iter();
        words.all(|c| is_word(c) && is_empty(self.node(c.start)))
    }

    /// Whether the source is a thing, which says and wants nothing: "the attack said".
    fn is_of_a_thing(&self, found: &Found) -> bool {
        let shows = matches!(found.attitude, Attitude::Evidence | Attitude::Perception);
        let is_thing = |s: u32| {
            let node = self.node(s);
            node.upos() == Upos::Noun && self.is(node, List::Thing)
        };
        !shows && found.rule != "quotation" && found.source_head.is_some_and(is_thing)
    }

    /// Direct, mixed or indirect; the word that opens a content clause is nobody's.
    fn kind(&self, found: &Found) -> Kind {
        let text = self.parsed.document().text();
        let bare = |c: &Words| {
            let marker = c.start + 1 < c.end && self.is(self.node(c.start), List::Finite);
            Words::new(c.start + u32::from(marker), c.end)
        };
        let spans: Vec<Span> = found.content.iter().map(|c| self.span(bare(c))).collect();
        self.quotes.kind(text, &spans)
    }
}

/// Sets depth and parent: an attribution lies inside the smallest other one whose content holds its cue.
fn nest(list: &mut [Attribution]) {
    let mut open: Vec<(Span, usize)> = Vec::new();
    for (i, a) in list.iter().enumerate() {
        open.extend(a.content.iter().map(|s| (*s, i)));
    }
    open.sort_by_key(|(s, i)| (s.start, std::cmp::Reverse(s.end), *i));
    // A sweep over contents and cues in text order; `stack` holds the contents that are open.
    let mut stack: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    let mut parents: Vec<Option<usize>> = vec![None; list.len()];
    for i in 0..list.len() {
        let cue = list[i].cue;
        while next < open.len() && open[next].0.start <= cue.start {
            stack.push(open[next]);
            next += 1;
        }
        stack.retain(|(s, _)| s.end > cue.start);
        // Of two that hold each other's cue ("I think, he thinks, that") neither is inside the other.
        let is_mutual = |owner: usize| list[i].content.iter().any(|c| c.contains(list[owner].cue));
        let holds =
            |(s, owner): &&(Span, usize)| *owner != i && s.contains(cue) && !is_mutual(*owner);
        let smallest = stack
            .iter()
            .filter(holds)
            .min_by_key(|(s, owner)| (s.len(), *owner));
        parents[i] = smallest.map(|(_, owner)| *owner);
    }
    for i in 0..list.len() {
        let (mut depth, mut at) = (0, parents[i]);
        while let Some(p) = at {
            depth += 1;
            at = parents[p];
            if depth as usize > list.len() {
                // Two that hold each other's cue: neither is inside.
                (depth, parents[i]) = (0, None);
                break;
            }
        }
        list[i].depth = depth;
        list[i].parent = parents[i];
    }
}
