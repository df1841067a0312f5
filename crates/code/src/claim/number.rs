//! The numbers that an article gives to its predictions: "1. … 2. …", "First, … Second, …".

use crate::reading::Reading;
use verbale_text::{Node, Span};

/// Where numbered items begin, with their numbers, in text order; a list goes from one upwards without a gap.
#[derive(Default)]
pub(super) struct Items {
    items: Vec<(u32, u32)>,
    /// Paragraphs end an item if they hold no further number.
    ends: Vec<u32>,
}

impl Items {
    pub(super) fn of(reading: &Reading<'_>) -> Items {
        let text = reading.parsed.document().text();
        let mut marks: Vec<(u32, u32)> = digits(text);
        marks.extend(ordinals(reading));
        marks.sort_unstable();
        let mut items: Vec<(u32, u32)> = Vec::new();
        for (i, &(at, number)) in marks.iter().enumerate() {
            let goes_on = items.last().is_some_and(|l| l.1 + 1 == number);
            let opens = number == 1 && marks.get(i + 1).is_some_and(|next| next.1 == 2);
            if goes_on || opens {
                items.push((at, number));
            }
        }
        let breaks = text.bytes().enumerate().filter(|(_, b)| *b == b'\n');
        Items {
            items,
            ends: breaks.map(|(i, _)| i as u32).collect(),
        }
    }

    /// The number of the item that holds `span`.
    pub(super) fn number_at(&self, span: Span) -> Option<u32> {
        let before = self.items.partition_point(|(at, _)| *at <= span.start);
        let (at, number) = *self.items.get(before.checked_sub(1)?)?;
        let end = self.ends.partition_point(|e| *e < at);
        let is_inside = self.ends.get(end).is_none_or(|e| span.start < *e);
        is_inside.then_some(number)
    }
}

/// "1. " and "2) " at the start of a line or after the end of a sentence.
fn digits(text: &str) -> Vec<(u32, u32)> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    for (i, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'.' | b')') || bytes.get(i + 1) != Some(&b' ') {
            continue;
        }
        let n_digits = bytes[..i]
            .iter()
            .rev()
            .take(3)
            .take_while(|b| b.is_ascii_digit())
            .count();
        let start = i - n_digits;
        let before = text[..start].trim_end_matches(['(', ' ']);
        let opens =
            before.is_empty() || before.ends_with(['.', ':', ';', '\n', '?', '!', '”', '"']);
        let clear = start == 0 || !bytes[start - 1].is_ascii_alphanumeric();
        if (1..3).contains(&n_digits)
            && opens
            && clear
            && let Ok(number) = text[start..i].parse()
        {
            marks.push((start as u32, number));
        }
    }
    marks
}

/// "First, …", "Secondly, …" at the start of sentences.
fn ordinals(reading: &Reading<'_>) -> Vec<(u32, u32)> {
    let lists = &reading.packs.claim.ordinals;
    let first_word = |tree: verbale_text::Tree<'_>| {
        let node: Node<'_> = tree.nodes().next()?;
        let comma = node.next().is_some_and(|n| matches!(n.form(), "," | ":"));
        let word = node.form().to_lowercase();
        let place = lists
            .iter()
            .find_map(|l| l.iter().position(|w| *w == word))
            .filter(|_| comma)?;
        Some((node.span().start, place as u32 + 1))
    };
    reading.parsed.trees().filter_map(first_word).collect()
}
