//! Which words are names: of the base, by label, or as chains of proper nouns.

use super::base::{ActorType, Name, NameKind};
use super::finder::Finder;
use super::node;
use verbale_text::{NameType, Rel, TokenIdx, Upos};

/// Words that name somebody or something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NameSpan {
    pub(crate) first: u32,
    pub(crate) last: u32,
    /// The base's name, if the base has one for just these words.
    pub(crate) known: Option<Name>,
    /// What kind of name it is, if that is known.
    pub(crate) label: Option<NameType>,
}

impl NameSpan {
    fn len(&self) -> u32 {
        self.last - self.first + 1
    }
}

impl Finder<'_> {
    /// All names in text order, without overlap.
    pub(crate) fn name_spans(&self) -> Vec<NameSpan> {
        let mut spans: Vec<NameSpan> = self
            .scan
            .names
            .iter()
            .filter(|hit| hit.name.kind != NameKind::City)
            .map(|hit| NameSpan {
                first: hit.first,
                last: hit.last,
                known: Some(hit.name),
                label: None,
            })
            .collect();
        let labelled = self.labelled_spans();
        let has_labels = !labelled.is_empty();
        spans.extend(labelled.into_iter().filter_map(|s| self.trim(s)));
        self.chains(has_labels, &mut spans);
        // The longer name wins, then the base's, then the earlier one.
        spans.sort_by_key(|s| (std::cmp::Reverse(s.len()), s.known.is_none(), s.first));
        let mut taken = vec![false; self.parsed.tokens().len()];
        spans.retain(|s| {
            let words = &mut taken[s.first as usize..=s.last as usize];
            let free = words.iter().all(|t| !t);
            if free {
                words.fill(true);
            }
            free
        });
        spans.sort_by_key(|s| s.first);
        spans
    }

    fn labelled_spans(&self) -> Vec<NameSpan> {
        let mut spans: Vec<NameSpan> = Vec::new();
        let tokens = self.parsed.tokens();
        for (i, token) in tokens.iter().enumerate() {
            let i = i as u32;
            let Some(label) = token.entity.name_type() else {
                continue;
            };
            let continues = !token.entity.begins()
                && spans
                    .last()
                    .is_some_and(|s| s.last + 1 == i && s.label == Some(label));
            match spans.last_mut() {
                Some(span) if continues => span.last = i,
                _ => spans.push(NameSpan {
                    first: i,
                    last: i,
                    known: None,
                    label: Some(label),
                }),
            }
        }
        spans
    }

    /// The span without article, title, clitic and marks at its ends; `None` if nothing is left, or if the phrase
    /// is a nationality and a common noun ("Iranian Foreign Ministry"), which is described, not named.
    fn trim(&self, mut span: NameSpan) -> Option<NameSpan> {
        let upos = |i: u32| self.parsed.tokens()[i as usize].upos;
        while span.first < span.last && matches!(upos(span.first), Upos::Det | Upos::Punct) {
            span.first += 1;
        }
        while span.first < span.last && matches!(upos(span.last), Upos::Part | Upos::Punct) {
            span.last -= 1;
        }
        if span.label == Some(NameType::Per) {
            span.first = self.after_titles(span.first, span.last);
        }
        if matches!(upos(span.first), Upos::Punct | Upos::Pron | Upos::Det) {
            return None;
        }
        if span.label == Some(NameType::Org) && self.is_description(&span) {
            return None;
        }
        Some(span)
    }

    /// First word of the name proper in `first..=last`, after posts, words of address and nationalities.
    pub(crate) fn after_titles(&self, mut first: u32, last: u32) -> u32 {
        while first < last {
            let step = (first..last).rev().find(|&i| {
                let starts = |f: Option<u32>| f == Some(first);
                starts(self.scan.title(i).map(|t| t.0))
                    || starts(self.scan.honorific(i).map(|t| t.0))
                    || starts(self.scan.status(i).map(|t| t.0))
                    || self
                        .scan
                        .name(i)
                        .is_some_and(|h| h.first == first && h.name.kind == NameKind::Adjective)
            });
            match step {
                Some(i) => first = i + 1,
                None => break,
            }
        }
        first
    }

    /// Whether only nationalities and states stand before an actor noun that ends the span.
    fn is_description(&self, span: &NameSpan) -> bool {
        let Some((noun, _)) = self.scan.sector(span.last) else {
            return false;
        };
        noun <= span.first
            || (span.first..noun).all(|i| {
                self.scan.name(i).is_some()
                    || matches!(
                        self.parsed.tokens()[i as usize].upos,
                        Upos::Part | Upos::Punct
                    )
            })
    }

    /// Chains of proper nouns that no label covers: persons after a title, bodies with a body's noun, and, where the
    /// parser gives no labels at all, any chain of two words.
    fn chains(&self, has_labels: bool, spans: &mut Vec<NameSpan>) {
        let tokens = self.parsed.tokens();
        let mut i = 0;
        while i < tokens.len() as u32 {
            if !self.is_chain_word(i) {
                i += 1;
                continue;
            }
            let first = i;
            while (i as usize + 1) < tokens.len() && self.chain_goes_on(i) {
                i += 1;
            }
            self.chain((first, i), has_labels, spans);
            i += 1;
        }
    }

    fn is_chain_word(&self, i: u32) -> bool {
        let token = &self.parsed.tokens()[i as usize];
        token.upos == Upos::Propn && token.entity.name_type().is_none()
    }

    fn chain_goes_on(&self, i: u32) -> bool {
        let (a, b) = (node(self.parsed, i), node(self.parsed, i + 1));
        let joined = |x: verbale_text::Node<'_>, y: verbale_text::Node<'_>| {
            x.head() == Some(y)
                && matches!(x.rel(), Rel::Flat | Rel::Compound | Rel::Nmod | Rel::Amod)
        };
        self.is_chain_word(i + 1)
            && b.previous() == Some(a)
            && (joined(a, b) || joined(b, a) || a.head().is_some() && a.head() == b.head())
    }

    fn chain(&self, (first, last): (u32, u32), has_labels: bool, spans: &mut Vec<NameSpan>) {
        let start = self.after_titles(first, last);
        let has_title = start > first || first > 0 && self.ends_title(first - 1);
        let body = (start..=last).rev().find_map(|i| {
            let (from, sector) = self.scan.sector(i)?;
            (sector.named && sector.actor_type != ActorType::Person && from > start).then_some(i)
        });
        let (last, label) = match body {
            Some(i) if self.is_capitalised_run(start, i) => (i, Some(NameType::Org)),
            _ if has_title && !self.is_post(start, last) => (last, Some(NameType::Per)),
            _ if !has_labels && last > start && self.scan.title(last).is_none() => (last, None),
            _ => return,
        };
        let span = NameSpan {
            first: start,
            last,
            known: None,
            label,
        };
        let covered = (start..=last).all(|i| self.scan.name(i).is_some());
        if covered || (label == Some(NameType::Org) && self.is_description(&span)) {
            return;
        }
        spans.push(span);
    }

    fn is_capitalised_run(&self, first: u32, last: u32) -> bool {
        (first..=last).all(|i| self.scan.is_capitalised(i))
    }

    fn is_post(&self, first: u32, last: u32) -> bool {
        self.scan.title(last).is_some_and(|t| t.0 <= first)
            || self.scan.sector(last).is_some_and(|t| t.0 <= first)
    }

    /// Whether a post or a word of address ends at word `i`.
    pub(crate) fn ends_title(&self, i: u32) -> bool {
        self.scan.title(i).is_some() || self.scan.honorific(i).is_some()
    }

    /// The word of `first..=last` that hangs outside.
    pub(crate) fn head_of(&self, first: u32, last: u32) -> u32 {
        (first..=last)
            .find(|&i| {
                let head = self.parsed.tokens()[i as usize].head;
                head == TokenIdx::NONE || head.0 < first || head.0 > last
            })
            .unwrap_or(last)
    }
}
