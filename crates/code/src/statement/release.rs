//! Releases: texts that an official or a body gives out as a whole, as lines at their start say.

use super::forms::List;
use super::lexicon::{Attitude, Stance};
use super::page::{Page, Words};
use super::verb::Found;
use verbale_text::{NameType, Node, Rel, Upos};

/// Lines at the start that may tell whose words follow.
const HEAD: usize = 6;

/// How many words a line has that names who gives the text out.
const LONGEST_BYLINE: u32 = 16;

/// How often such a text speaks in the first person, outside of quotations.
const OFTEN: usize = 2;

/// Name of the rule.
pub(crate) const RULE: &str = "release";

/// Who gives a text out, the words that say so, and the first word of the text.
struct Told {
    source: Words,
    cue: Words,
    from: u32,
}

/// The words of a release, if the document is one: "The following is attributable to Spokesperson Ana Silva:", or a line
/// with name and post over a text in the first person. A transcript gives each turn to its own speaker.
pub(super) fn release(page: &Page<'_>, found: &[Found]) -> Option<Found> {
    if found.iter().any(|f| f.rule == "transcript") {
        return None;
    }
    let n = page.parsed.tokens().len() as u32;
    let starts = (0..n).filter(|&t| page.starts_line(t));
    let mut starts: Vec<u32> = starts.take(HEAD + 1).collect();
    if starts.len() <= HEAD {
        starts.push(n);
    }
    let lines: Vec<Words> = starts.windows(2).map(|w| Words::new(w[0], w[1])).collect();
    let announced = lines.iter().find_map(|l| page.announced(*l));
    let byline = || lines.iter().take(HEAD / 2).find_map(|l| page.byline(*l));
    let told = announced.or_else(byline)?;
    let content = page.body(told.from);
    (!content.is_empty()).then(|| Found {
        cue: told.cue,
        head: page.head_of(told.cue),
        content,
        source: Some(told.source),
        source_head: Some(page.head_of(told.source)),
        weight: page.bound.lexicon.unlisted.release,
        rule: RULE,
        attitude: Attitude::Expressed,
        illocution: None,
        stance: Stance::Neutral,
        addressees: Vec::new(),
    })
}

impl<'a> Page<'a> {
    /// A sentence that says whose words follow: "The following statement was released by the governments of …".
    fn announced(&self, line: Words) -> Option<Told> {
        let mut given = (line.start..line.end).filter(|&t| self.is(self.node(t), List::Given));
        given.find_map(|t| {
            let sentence = self.sentence(t);
            let points = |t: u32| {
                let node = self.node(t);
                let is_pointer = matches!(node.rel(), Rel::Amod | Rel::Nsubj | Rel::Obj);
                let is_first = t == sentence.start;
                (is_pointer || is_first)
                    && self.is(node, List::Following)
                    && self.quote(t).is_none()
            };
            let colon = (t..sentence.end).find(|&t| self.is_colon(t));
            let is_whole = colon.is_some() || sentence.end >= line.end;
            let is_told = is_whole && (sentence.start..sentence.end).any(points);
            let source = self.giver(self.node(t)).filter(|_| is_told)?;
            let n = self.parsed.tokens().len() as u32;
            let from = colon.map_or(sentence.end, |c| c + 1);
            let source = self.phrase(source);
            (from < n).then_some(Told {
                source,
                cue: Words::new(t, t + 1),
                from,
            })
        })
    }

    /// Who gives out what `word` tells of: "released by …", "attributable to …", "a statement by …", "… issued".
    fn giver(&self, word: Node<'a>) -> Option<Node<'a>> {
        let is_led = |o: &Node<'a>| {
            let links = |c: Node<'a>| self.is(c, List::Agent) || self.is(c, List::Addressee);
            matches!(o.rel(), Rel::Obl | Rel::Nmod) && o.children_by(Rel::Case).any(links)
        };
        let names = |n: &Node<'a>| {
            let words = self.subtree(*n);
            n.index() != word.index()
                && (words.start..words.end).any(|t| self.node(t).upos() == Upos::Propn)
        };
        let led = word.children().filter(is_led).find(names);
        let active = || self.own_subject(word).filter(|_| !self.is_passive(word));
        led.or_else(|| active().filter(names))
    }

    /// A line of a name with a post, or of a body: "Ana Silva, Minister of State", "Office of the Spokesperson".
    fn byline(&self, line: Words) -> Option<Told> {
        let words = self.trim(line);
        let n = self.parsed.tokens().len() as u32;
        if words.is_empty() || words.end - words.start > LONGEST_BYLINE || line.end >= n {
            return None;
        }
        let is_title = |t: u32| {
            let node = self.node(t);
            let is_small = matches!(
                node.upos(),
                Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Punct
            );
            is_small || node.form().starts_with(char::is_uppercase)
        };
        let ends = self.is_punctuation(line.end - 1) && self.node(line.end - 1).form() != ".";
        let has_office =
            |words: Words| (words.start..words.end).any(|t| self.is(self.node(t), List::Office));
        if ends || words.end < line.end || !(words.start..words.end).all(is_title) {
            return None;
        }
        let comma = (words.start..words.end).find(|&t| self.is_comma(t));
        let (source, cue) = match comma {
            Some(c) if self.is_person(Words::new(words.start, c)) => {
                (Words::new(words.start, c), Words::new(c + 1, words.end))
            }
            Some(_) => return None,
            None => (words, words),
        };
        // A body's name alone may be a headline: the text below must be its own words.
        let is_body =
            || self.is(self.node(words.start), List::Office) && self.is_first_person(line.end);
        let opens = comma.is_some() || is_body();
        (opens && has_office(cue)).then_some(Told {
            source,
            cue,
            from: line.end,
        })
    }

    /// Whether the words are a person's name, as far as taggers know names without a sentence.
    fn is_person(&self, words: Words) -> bool {
        const MOST: u32 = 5;
        let kind = |t: u32| self.node(t).entity().name_type();
        let is_name = |t: u32| self.node(t).upos() == Upos::Propn && kind(t).is_none();
        let is_short = (2..=MOST).contains(&(words.end - words.start));
        let mut tokens = words.start..words.end;
        tokens.clone().any(|t| kind(t) == Some(NameType::Per)) || is_short && tokens.all(is_name)
    }

    /// Whether the text from a word on says "I" or "we" outside of quotations again.
    fn is_first_person(&self, from: u32) -> bool {
        let n = self.parsed.tokens().len() as u32;
        let says = |t: &u32| {
            let node = self.node(*t);
            node.upos() == Upos::Pron && self.quote(*t).is_none() && self.is(node, List::First)
        };
        (from..n).filter(says).take(OFTEN).count() == OFTEN
    }

    /// The text of a release, without the lines of its heading ("Washington, D.C.") and those that only mark where it begins
    /// and ends ("Begin Text").
    fn body(&self, from: u32) -> Vec<Words> {
        let n = self.parsed.tokens().len() as u32;
        let mut content: Vec<Words> = Vec::new();
        let mut start = from;
        for t in from + 1..=n {
            if t < n && !self.starts_line(t) {
                continue;
            }
            let line = Words::new(start, t);
            start = t;
            let is_mark = (line.start..line.end)
                .all(|t| self.is_punctuation(t) || self.is(self.node(t), List::Frame));
            let is_heading = content.is_empty() && t < n && self.is_heading(line);
            match content.last_mut() {
                _ if is_mark || is_heading => {}
                Some(last) if last.end == line.start => last.end = line.end,
                _ => content.push(line),
            }
        }
        content
    }

    /// A short line that does not end as a sentence does: "Washington, D.C."
    fn is_heading(&self, line: Words) -> bool {
        const ENDS: [&str; 7] = [".", "!", "?", ":", "\"", "”", "’"];
        let last = self.node(line.end - 1).form();
        line.end - line.start <= LONGEST_BYLINE && !ENDS.contains(&last)
    }
}
