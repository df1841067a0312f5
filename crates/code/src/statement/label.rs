//! Sources before a colon and after a dash: headlines, transcripts, lists of voices.

use super::forms::List;
use super::lexicon::{Attitude, Stance};
use super::page::{Page, Words};
use super::verb::Found;
use rustc_hash::{FxHashMap, FxHashSet};
use verbale_text::{NameType, Upos};

/// How many words a label may have.
const MAX_LABEL: u32 = 8;

/// How many words a label in small letters may have.
const SHORT_LABEL: u32 = 4;

/// Attributions by label, paragraph by paragraph.
pub(super) fn labels(page: &Page<'_>) -> Vec<Found> {
    let n = page.parsed.tokens().len() as u32;
    let mut found: Vec<Found> = Vec::new();
    let mut starts: Vec<u32> = (0..n).filter(|&t| page.starts_line(t)).collect();
    starts.push(n);
    let turns = turns(page, &starts);
    let n_capitals = starts
        .windows(2)
        .filter(|w| {
            page.label(Words::new(w[0], w[1]))
                .is_some_and(|l| l.capitals)
        })
        .count();
    let is_play = !turns.is_empty();
    let transcript = is_play || n_capitals >= 2 || n_capitals == 1 && is_monologue(page, &starts);
    let mut open: Option<usize> = None;
    for w in starts.windows(2) {
        let paragraph = Words::new(w[0], w[1]);
        let mut label = page.label(paragraph);
        if let Some(label) = label.as_mut().filter(|_| is_play) {
            label.capitals = turns.contains(page.text(label.name));
        }
        let label = label.filter(|l| l.capitals || !transcript);
        let is_place = |l: &Label| l.capitals && !transcript && page.is_dateline(l, paragraph);
        let label = label.filter(|l| !is_place(l));
        if let Some(label) = label.filter(|l| l.capitals || page.can_speak(l, paragraph)) {
            open = label.capitals.then_some(found.len());
            found.push(page.labelled(&label, paragraph));
            continue;
        }
        if let Some(new) = page.signed(paragraph) {
            found.push(new);
        } else if let (Some(i), true) = (open, transcript) {
            found[i].content.push(paragraph);
        }
    }
    found
}

/// The names of those who take turns, where labels are not in capitals: "Reporter: …", "Ana Silva: …", each at least twice.
/// Empty where nobody or only one does.
fn turns<'a>(page: &Page<'a>, starts: &[u32]) -> FxHashSet<&'a str> {
    let mut counts: FxHashMap<&'a str, u32> = FxHashMap::default();
    for w in starts.windows(2) {
        let label = page.label(Words::new(w[0], w[1]));
        let name = label.filter(Label::is_short).map(|l| page.text(l.name));
        if let Some(name) = name.filter(|n| n.starts_with(char::is_uppercase)) {
            *counts.entry(name).or_default() += 1;
        }
    }
    counts.retain(|_, n| *n > 1);
    match counts.len() {
        0 | 1 => FxHashSet::default(),
        _ => counts.into_keys().collect(),
    }
}

/// Whether all that follows the only label in capitals is one speech: it says "I" or "we" outside of quotations again
/// and again.
fn is_monologue(page: &Page<'_>, starts: &[u32]) -> bool {
    const OFTEN: usize = 4;
    let mut paragraphs = starts.windows(2).map(|w| Words::new(w[0], w[1]));
    let label = paragraphs.find_map(|p| Some((page.label(p).filter(|l| l.capitals)?, p)));
    let Some((label, paragraph)) = label.filter(|(l, _)| l.name.end > l.name.start + 1) else {
        return false;
    };
    let end = starts.last().copied().unwrap_or(paragraph.end);
    let says = |t: &u32| page.quote(*t).is_none() && page.is(page.node(*t), List::First);
    (label.colon..end).filter(says).take(OFTEN).count() == OFTEN
}

struct Label {
    name: Words,
    colon: u32,
    /// Whether the name stands in capitals, as in a transcript, or takes turns with others.
    capitals: bool,
}

impl Label {
    /// Whether the name is as long as names of speakers are.
    fn is_short(&self) -> bool {
        self.name.end - self.name.start <= SHORT_LABEL
    }
}

impl<'a> Page<'a> {
    fn label(&self, paragraph: Words) -> Option<Label> {
        let opens_quote =
            self.quote(paragraph.start).is_some() && self.is_punctuation(paragraph.start);
        let start = paragraph.start + u32::from(opens_quote);
        let end = paragraph.end.min(start + MAX_LABEL + 1);
        let colon = (start..end).find(|&t| self.is_colon(t))?;
        let name = if opens_quote {
            Words::new(start, colon)
        } else {
            self.trim(Words::new(start, colon))
        };
        // “'WE WON': MINISTER RESIGNS”: a quotation before a colon is no name.
        let is_closed = opens_quote && self.quote(colon).is_none();
        if name.is_empty() || colon + 1 >= paragraph.end || is_closed {
            return None;
        }
        let tokens = name.start..name.end;
        if tokens.clone().any(|t| {
            let node = self.node(t);
            (self.quote(t).is_some() && !opens_quote)
                || (node.upos() == Upos::Verb && !node.form().starts_with(char::is_uppercase))
        }) {
            return None;
        }
        let form = |t: u32| self.node(t).form();
        let is_capital = |t: u32| {
            let f = form(t);
            f.chars().count() > 1
                && f.chars().all(|c| !c.is_lowercase())
                && f.chars().any(char::is_uppercase)
        };
        let capitals = tokens.clone().any(is_capital)
            && tokens.clone().all(|t| {
                is_capital(t)
                    || self.is_punctuation(t)
                    || self.node(t).upos() == Upos::Num
                    || form(t).chars().count() == 1
            });
        (capitals || !opens_quote).then_some(Label {
            name,
            colon,
            capitals,
        })
    }

    /// "PARIS: The minister said.": the place from which a report comes is no speaker. Taggers know few names in capitals, but
    /// what opens a text and ends with a stop is no headline.
    fn is_dateline(&self, label: &Label, paragraph: Words) -> bool {
        let named = |t: u32| self.node(t).entity().name_type();
        let of = |t: u32, kind: NameType| named(t) == Some(kind) || self.is_punctuation(t);
        let mut words = label.name.start..label.name.end;
        let opens_report = paragraph.start == 0 && self.node(paragraph.end - 1).form() == ".";
        words.clone().all(|t| of(t, NameType::Loc))
            || opens_report && !words.any(|t| named(t) == Some(NameType::Per))
    }

    fn text(&self, words: Words) -> &'a str {
        self.span(words).of(self.parsed.document().text())
    }

    /// Whether a label that is no transcript's may be a source: a person or body, or a noun for one.
    fn can_speak(&self, label: &Label, paragraph: Words) -> bool {
        let last = self.node(label.name.end - 1);
        let named = |t: u32, of: &[NameType]| {
            let name = self.node(t).entity().name_type();
            name.is_some_and(|n| of.contains(&n))
        };
        let of: &[NameType] = if paragraph.start == 0 {
            &[NameType::Per, NameType::Org]
        } else {
            &[NameType::Per]
        };
        let name =
            (label.name.start..label.name.end).all(|t| named(t, of) || self.is_punctuation(t));
        let proper = (label.name.start..label.name.end).all(|t| self.node(t).upos() == Upos::Propn);
        let name = name || (paragraph.start == 0 && proper);
        let in_headline =
            paragraph.start == 0 || self.sentence(paragraph.start).end >= paragraph.end;
        let noun = in_headline
            && self.is(last, List::Label)
            && self.node(label.name.start).upos() != Upos::Det;
        let short = label.is_short();
        let sentence = (label.colon + 1..paragraph.end)
            .take(12)
            .any(|t| matches!(self.node(t).upos(), Upos::Verb | Upos::Aux));
        short && sentence && (noun || name)
    }

    fn labelled(&self, label: &Label, paragraph: Words) -> Found {
        let mut source = label.name;
        let mut cue = Words::new(label.colon, label.colon + 1);
        let topic = (source.start + 1..source.end).find(|&t| self.is(self.node(t), List::Topic));
        if let Some(t) = topic {
            source.end = t;
            cue.start = t;
        }
        Found {
            cue,
            head: label.colon,
            content: vec![Words::new(label.colon + 1, paragraph.end)],
            source: Some(source),
            source_head: Some(self.head_of(source)),
            weight: self.bound.lexicon.unlisted.label,
            rule: if label.capitals {
                "transcript"
            } else {
                "label"
            },
            attitude: Attitude::Expressed,
            illocution: None,
            stance: Stance::Neutral,
            addressees: Vec::new(),
        }
    }

    /// The word of `words` that heads it.
    pub(super) fn head_of(&self, words: Words) -> u32 {
        let outside = |t: &u32| {
            self.node(*t)
                .head()
                .is_none_or(|h| !words.holds(h.index().0))
        };
        (words.start..words.end)
            .find(outside)
            .unwrap_or(words.start)
    }

    /// A quotation that fills the paragraph up to a dash and a name.
    fn signed(&self, paragraph: Words) -> Option<Found> {
        let opens = self.quote(paragraph.start).is_some() || self.is_punctuation(paragraph.start);
        let is_dash = |t: u32| matches!(self.node(t).form(), "-" | "--" | "—" | "–" | "―");
        let mut tail = (paragraph.start + 1..paragraph.end)
            .rev()
            .take(MAX_LABEL as usize + 4);
        let dash = tail.find(|&t| is_dash(t))?;
        let first = dash + 1;
        let closed = self.is_punctuation(dash - 1);
        if !opens || !closed || first >= paragraph.end || dash < paragraph.start + 3 {
            return None;
        }
        let end = (first..paragraph.end)
            .find(|&t| self.is_punctuation(t) && self.node(t).form() != ".")
            .unwrap_or(paragraph.end);
        let source = Words::new(first, end);
        let capital =
            |t: u32| self.node(t).form().starts_with(char::is_uppercase) || self.is_punctuation(t);
        let is_name = !source.is_empty() && end - first <= 5 && (first..end).all(capital);
        if !is_name {
            return None;
        }
        Some(Found {
            cue: Words::new(dash, dash + 1),
            head: dash,
            content: vec![Words::new(paragraph.start, dash)],
            source: Some(source),
            source_head: Some(self.head_of(source)),
            weight: self.bound.lexicon.unlisted.label,
            rule: "signature",
            attitude: Attitude::Expressed,
            illocution: None,
            stance: Stance::Neutral,
            addressees: Vec::new(),
        })
    }
}
