//! Finds the expressions of a document: at each piece the longest pattern, of equally long ones the first.

use super::grammar::{END, Make, TimeGrammar, upos_class};
use super::lex::{Line, Shape};
use super::pattern::{self, Class};
use super::slots::Slots;
use std::cmp::Reverse;
use verbale_text::{Parsed, SentIdx, Span};

/// One expression before it has a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) make: Make,
    pub(super) slots: Slots,
    pub(super) span: Span,
    /// First and last word.
    pub(super) tokens: (u32, u32),
    /// First piece and one past the last, in the sentence.
    pub(super) pieces: (u32, u32),
    pub(super) sentence: SentIdx,
    /// How it is joined to the expression before it.
    pub(super) joint: Joint,
    /// Where an interval that ends here (or has only this end) begins.
    pub(super) opening: Option<Opening>,
}

/// What stands between two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Joint {
    None,
    /// "and", "or", a comma.
    List,
    /// "to", a dash.
    Range,
}

/// A word before an expression that makes it the end of an interval, or a bound.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Opening {
    pub(super) span: Span,
    pub(super) token: u32,
    pub(super) kind: OpeningKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum OpeningKind {
    /// "from".
    Open,
    /// "between".
    OpenPair,
    Since,
    Until,
    /// "by": a last day, but no interval.
    By,
    Before,
    After,
}

/// The expressions of a document in text order.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub(super) found: Vec<Found>,
}

/// One step of a match: a class with its value, or a mark (then the piece is where it stands).
#[derive(Clone, Copy, Debug)]
struct Taken {
    class: Class,
    value: i32,
    piece: u32,
}

#[derive(Clone, Debug)]
struct Candidate {
    end: usize,
    rule: u16,
    path: Vec<Taken>,
}

/// Finds all expressions.
pub(super) fn scan(parsed: &Parsed, grammar: &TimeGrammar) -> Scan {
    let mut scan = Scan::default();
    let mut line = Line::default();
    let mut buffers = Buffers::default();
    for (i, sentence) in parsed.sentences().iter().enumerate() {
        line.cut(parsed, grammar, sentence.first, sentence.end);
        if !line.strong {
            continue;
        }
        line.read(grammar);
        let before = scan.found.len();
        let mut search = Search {
            line: &line,
            grammar,
            buffers: &mut buffers,
        };
        search.run();
        search.collect(SentIdx(i as u32), &mut scan.found);
        super::interval::join(&line, grammar, &mut scan.found[before..]);
    }
    scan
}

/// Patterns are short; this bounds the depth of the search.
const MAX_STEPS: usize = 40;

/// Kept from sentence to sentence, so that sentences without expressions allocate nothing.
#[derive(Default)]
struct Buffers {
    /// Best match from each piece.
    best: Vec<Option<Candidate>>,
    path: Vec<Taken>,
}

struct Search<'a> {
    line: &'a Line,
    grammar: &'a TimeGrammar,
    buffers: &'a mut Buffers,
}

impl Search<'_> {
    fn run(&mut self) {
        self.buffers.best.clear();
        self.buffers.best.resize(self.line.pieces.len(), None);
        for i in 0..self.line.pieces.len() {
            self.buffers.path.clear();
            self.step(0, i);
        }
    }

    /// Follows all edges from `node` at piece `i`.
    fn step(&mut self, node: u32, i: usize) {
        let (line, grammar) = (self.line, self.grammar);
        if let Some(rule) = grammar.automaton.end(node) {
            self.offer(rule, i);
        }
        if self.buffers.path.len() >= MAX_STEPS {
            return;
        }
        let flags = grammar.automaton.flags(node);
        if flags != 0 {
            self.step_free(node, flags, i);
        }
        let taken = |class, value| Taken {
            class,
            value,
            piece: i as u32,
        };
        let Some(piece) = line.pieces.get(i) else {
            if i == line.pieces.len() {
                self.take(node, taken(END, 0), i + 1);
            }
            return;
        };
        if flags & pattern::UPOS_FLAG != 0 {
            self.take(node, taken(upos_class(piece.upos), 0), i + 1);
        }
        for arc in line.arcs(i) {
            self.take(node, taken(arc.class, arc.value), i + arc.len as usize);
        }
    }

    /// Follows marks and implied values, which take no piece.
    fn step_free(&mut self, node: u32, flags: u8, i: usize) {
        let grammar = self.grammar;
        for mark in [pattern::LEFT, pattern::RIGHT, pattern::SPLIT, pattern::GLUE] {
            let open = flags & (1 << mark) != 0;
            let fits = mark != pattern::GLUE || self.line.pieces.get(i).is_some_and(|p| p.glued);
            if open && fits {
                let piece = i as u32;
                self.take(
                    node,
                    Taken {
                        class: mark,
                        value: 0,
                        piece,
                    },
                    i,
                );
            }
        }
        if flags & pattern::FREE_FLAG != 0 {
            // An implied value belongs to the piece before it.
            let piece = i.saturating_sub(1) as u32;
            for &(class, value) in &grammar.constants {
                self.take(
                    node,
                    Taken {
                        class,
                        value,
                        piece,
                    },
                    i,
                );
            }
        }
    }

    fn take(&mut self, node: u32, taken: Taken, to: usize) {
        if let Some(next) = self.grammar.automaton.next(node, taken.class) {
            self.buffers.path.push(taken);
            self.step(next, to);
            self.buffers.path.pop();
        }
    }

    /// Keeps the match that ends before piece `end` if it is the best from its start.
    fn offer(&mut self, rule: u16, end: usize) {
        let path = &self.buffers.path;
        let mark = |class| {
            path.iter()
                .find(|t| t.class == class)
                .map(|t| t.piece as usize)
        };
        let Some(first) = path.first() else {
            return;
        };
        let start = mark(pattern::LEFT).unwrap_or(first.piece as usize);
        let end = mark(pattern::RIGHT).unwrap_or(end);
        if start >= end || !stands_free(self.line, start, end) {
            return;
        }
        let better = match &self.buffers.best[start] {
            None => true,
            Some(best) => (end, Reverse(rule)) > (best.end, Reverse(best.rule)),
        };
        if better {
            let path = path.clone();
            self.buffers.best[start] = Some(Candidate { end, rule, path });
        }
    }

    /// Takes the matches from left to right.
    fn collect(&mut self, sentence: SentIdx, out: &mut Vec<Found>) {
        let mut i = 0;
        while i < self.line.pieces.len() {
            let Some(candidate) = self.buffers.best[i].take() else {
                i += 1;
                continue;
            };
            let make = self.grammar.rules[candidate.rule as usize];
            if make == Make::None {
                // Nothing begins here, but something may a word later ("a month-long siege").
                i += 1;
                continue;
            }
            segments(self.grammar, &candidate, i, |segment| {
                let (from, to) = segment.pieces;
                let (first, last) = (&self.line.pieces[from], &self.line.pieces[to - 1]);
                out.push(Found {
                    make,
                    slots: segment.slots,
                    span: first.span.cover(last.span),
                    tokens: (first.token, last.token),
                    pieces: (from as u32, to as u32),
                    sentence,
                    joint: segment.joint,
                    opening: None,
                });
            });
            i = candidate.end;
        }
    }
}

/// One of the expressions of a match.
struct Segment {
    slots: Slots,
    pieces: (usize, usize),
    joint: Joint,
}

/// Cuts a match at its split marks: `a ~ joint ~ b`.
fn segments(
    grammar: &TimeGrammar,
    candidate: &Candidate,
    start: usize,
    mut emit: impl FnMut(Segment),
) {
    let inside: Vec<&Taken> = candidate
        .path
        .iter()
        .filter(|t| (t.piece as usize) < candidate.end && t.piece as usize >= start)
        .collect();
    let (mut slots, mut from, mut joint, mut between) =
        (Slots::default(), start, Joint::None, false);
    for taken in inside {
        let at = taken.piece as usize;
        if taken.class == pattern::SPLIT {
            if !between {
                emit(Segment {
                    slots,
                    pieces: (from, at),
                    joint,
                });
                joint = Joint::List;
            }
            between = !between;
            slots = Slots::default();
            from = at;
        } else if between {
            if taken.class == grammar.special.range {
                joint = Joint::Range;
            }
        } else if let Some(slot) = grammar.slot(taken.class) {
            slots.put(slot, taken.value);
        }
    }
    emit(Segment {
        slots,
        pieces: (from, candidate.end),
        joint,
    });
}

/// Whether the pieces are no part of a longer number, code or sum: "A380", "$1916", "3.1916", "1,945", "2000%".
fn stands_free(line: &Line, start: usize, end: usize) -> bool {
    let shape = |i: usize| line.pieces[i].shape;
    let numeric = |i: usize| line.pieces.get(i).is_some_and(|p| p.shape == Shape::Digits);
    if start > 0 && line.pieces[start].glued {
        match shape(start - 1) {
            Shape::Letters | Shape::Digits => return false,
            Shape::Measure if numeric(start) => return false,
            Shape::Joint
                if numeric(start)
                    && start > 1
                    && numeric(start - 2)
                    && line.pieces[start - 1].glued =>
            {
                return false;
            }
            _ => {}
        }
    }
    // "(989) 755-1109": years are joined to years.
    if start > 1 && line.pieces[start].glued && line.pieces[start].digits == 4 {
        let before = &line.pieces[start - 2];
        if shape(start - 1) == Shape::Other && before.shape == Shape::Digits && before.digits == 3 {
            return false;
        }
    }
    if !line.pieces.get(end).is_some_and(|p| p.glued) {
        return true;
    }
    match shape(end) {
        Shape::Letters | Shape::Digits => false,
        Shape::Measure => !numeric(end - 1),
        Shape::Joint => !(numeric(end - 1) && numeric(end + 1) && line.pieces[end + 1].glued),
        Shape::Other => true,
    }
}
