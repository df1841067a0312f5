//! Own training sentences: lines with marked cuts and slots that are filled at random.
//!
//! `|` parts tokens that stand without white space, `·` parts the words of one token, `‖` ends a sentence, `\n` stands for a line feed, `{name}` for
//! an item of the line `name = item / item`. Lines that start with `#` say something to the reader.

use super::render::{Sentence, Source, Token};
use crate::train::random::Random;
use rustc_hash::FxHashMap;

/// Variants made of each line.
const N_VARIANTS: usize = 20;
/// Most lines put together into a document. Some stand alone: a line feed means something else where no line is longer.
const DOC_LINES: usize = 12;
/// Deepest slot within a slot.
const MAX_DEPTH: usize = 6;

/// The lines of a file of own sentences.
pub(crate) struct Frames<'a> {
    slots: FxHashMap<&'a str, Vec<&'a str>>,
    lines: Vec<&'a str>,
}

impl<'a> Frames<'a> {
    pub(crate) fn read(file: &'a str) -> Frames<'a> {
        let mut frames = Frames {
            slots: FxHashMap::default(),
            lines: Vec::new(),
        };
        for line in file.lines().map(str::trim) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            match line.split_once(" = ") {
                Some((name, items)) if !name.contains(' ') => {
                    frames.slots.insert(name, items.split(" / ").collect());
                }
                _ => frames.lines.push(line),
            }
        }
        frames
    }

    /// Documents made of variants of all lines, each line a paragraph.
    pub(crate) fn documents(&self, random: &mut Random) -> Vec<Source> {
        let mut order: Vec<&str> = self.lines.repeat(N_VARIANTS);
        random.shuffle(&mut order);
        let mut documents = Vec::new();
        let mut rest = order.as_slice();
        while !rest.is_empty() {
            let n = 1 + random.below(DOC_LINES.min(rest.len()));
            let (lines, after) = rest.split_at(n);
            rest = after;
            let mut sentences = Vec::new();
            for line in lines {
                let mut filled = String::new();
                self.fill(line, 0, random, &mut filled);
                read_line(&filled, &mut sentences);
            }
            documents.push(Source { sentences });
        }
        documents
    }

    fn fill(&self, line: &str, depth: usize, random: &mut Random, out: &mut String) {
        let mut rest = line;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                break;
            };
            if let Some(items) = self.slots.get(name)
                && depth < MAX_DEPTH
            {
                let item = items[random.below(items.len())];
                self.fill(item, depth + 1, random, out);
            }
            rest = after;
        }
        out.push_str(rest);
    }
}

fn read_line(line: &str, sentences: &mut Vec<Sentence>) {
    let mut opens_paragraph = true;
    for sentence in line.split_inclusive('‖') {
        let (body, breaks) = match sentence.trim_start().strip_prefix("\\n") {
            Some(body) => (body, true),
            None => (sentence, false),
        };
        if body.starts_with([' ', '\\']) || breaks || opens_paragraph {
            mark_blank(sentences);
        }
        let body = body.trim_end_matches('‖').trim();
        let mut tokens = Vec::new();
        for stretch in body.split_whitespace() {
            for token in stretch.split('|').filter(|t| !t.is_empty()) {
                tokens.push(Token {
                    surface: token.replace('·', ""),
                    words: token.split('·').map(str::to_owned).collect(),
                    blank_after: false,
                });
            }
            if let Some(last) = tokens.last_mut() {
                last.blank_after = true;
            }
        }
        if let Some(last) = tokens.last_mut() {
            last.blank_after = false;
            sentences.push(Sentence {
                tokens,
                opens_paragraph,
                breaks_line: breaks,
            });
            opens_paragraph = false;
        }
    }
}

/// White space follows the last sentence so far.
fn mark_blank(sentences: &mut [Sentence]) {
    if let Some(last) = sentences.last_mut().and_then(|s| s.tokens.last_mut()) {
        last.blank_after = true;
    }
}
