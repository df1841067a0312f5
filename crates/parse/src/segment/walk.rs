//! One pass over a text: stretches, tokens, words, sentences, with the doubtful points left to a [`Judge`].

use super::atoms::{self, Atom, Sure};
use super::chars;
use super::cuts::{self, Around, N_CUT};
use super::layout::Layout;
use super::multiword::Pieces;
use super::stops::{self, Gap, N_STOP, Pairs, Seen, SoFar};
use super::{RawSentence, RawWord, Segments};
use verbale_text::Span;

/// A sentence is cut when it has more words than this.
pub(crate) const MAX_WORDS: u32 = 192;

/// A sentence that must be cut keeps at least this many words, if there is any good place after them.
const MIN_CUT: u32 = 64;

/// Decides where tokens begin and sentences end: the model, or a treebank in training.
pub(crate) trait Judge {
    /// Whether a token starts at byte `at`.
    fn cut(&mut self, at: u32, features: &[u32; N_CUT]) -> bool;
    /// How much a sentence seems to end with the token that ends at byte `at`; it does above zero.
    fn stop(&mut self, at: u32, features: &[u32; N_STOP]) -> i32;
    /// Fills `pieces` with the words of a token that has several.
    fn pieces(&mut self, surface: &str, pieces: &mut Pieces);
}

/// Buffers of a pass that are worth keeping for the next text.
#[derive(Default, Debug)]
pub(crate) struct Scratch {
    atoms: Vec<Atom>,
    pieces: Pieces,
    chances: Vec<(i32, u32)>,
}

/// Cuts `text` into `out`, asking `judge`.
pub(crate) fn walk<J: Judge>(text: &str, out: &mut Segments, judge: &mut J) {
    out.words.clear();
    out.sentences.clear();
    let mut scratch = std::mem::take(&mut out.scratch);
    scratch.chances.clear();
    let mut layout = Layout::new(text);
    let (_, mut at) = layout.skip(0);
    let mut walk = Walk {
        text,
        judge,
        stops: Stops {
            out,
            chances: &mut scratch.chances,
            window: [Seen::default(); 6],
            so_far: SoFar::default(),
            first: 0,
            opens: true,
        },
        pairs: Pairs::default(),
        before: 0,
    };
    let mut gap = Gap {
        is_paragraph: true,
        ..Gap::default()
    };
    while at < text.len() {
        let end = atoms::cut(text, at, &mut scratch.atoms);
        let (next_gap, next) = layout.skip(end);
        if gap.is_paragraph {
            walk.paragraph();
        }
        let follows = look_ahead(text, next, next_gap);
        walk.stretch(&scratch.atoms, &mut scratch.pieces, gap, follows);
        gap = next_gap;
        at = next;
    }
    walk.paragraph();
    out.scratch = scratch;
}

/// Class and case of the character that follows a stretch.
fn look_ahead(text: &str, next: usize, gap: Gap) -> u32 {
    if gap.is_paragraph {
        return 1;
    }
    let Some(c) = text[next..].chars().next() else {
        return 1;
    };
    let kind = chars::class(c) as u32 * 2 + u32::from(c.is_uppercase());
    2 + kind + 16 * u32::from(gap.kind >= 3)
}

struct Walk<'a, 'b, J> {
    text: &'a str,
    judge: &'b mut J,
    stops: Stops<'b>,
    pairs: Pairs,
    before: u32,
}

impl<J: Judge> Walk<'_, '_, J> {
    /// Ends the sentences of a paragraph.
    fn paragraph(&mut self) {
        self.stops.flush(self.judge);
        self.pairs = Pairs::default();
        self.before = 0;
    }

    /// Cuts one stretch into tokens.
    fn stretch(&mut self, atoms: &[Atom], pieces: &mut Pieces, gap: Gap, next: u32) {
        let mut open = cuts::start_token(atoms, 0);
        let mut gap = gap;
        for i in 1..=atoms.len() {
            let is_cut = i == atoms.len()
                || match atoms[i].sure {
                    Sure::Split => true,
                    Sure::Join => false,
                    Sure::Open => {
                        let around = Around {
                            before: self.before,
                            next,
                            quotes: self.pairs.quotes(),
                        };
                        let features = cuts::features(atoms, i, open, around);
                        self.judge.cut(atoms[i].start, &features)
                    }
                };
            if !is_cut {
                open = cuts::join(open, atoms, i);
                continue;
            }
            let token = &atoms[open.from..i];
            let seen = Seen::new(token, open.hash, open.shape, gap);
            self.token(token, seen, pieces);
            self.before = open.hash;
            gap = Gap::default();
            if i < atoms.len() {
                open = cuts::start_token(atoms, i);
            }
        }
    }

    fn token(&mut self, atoms: &[Atom], mut seen: Seen, pieces: &mut Pieces) {
        let span = Span::new(atoms[0].start, atoms[atoms.len() - 1].end);
        let surface = span.of(self.text);
        self.pairs
            .see(surface, seen.gap.kind > 0 || seen.gap.is_paragraph);
        seen.state = self.pairs.state();
        let words = &mut self.stops.out.words;
        pieces.clear();
        self.judge.pieces(surface, pieces);
        if pieces.is_empty() {
            words.push(RawWord {
                span,
                form: None,
                continues_token: false,
            });
        }
        for (i, piece) in pieces.iter().enumerate() {
            words.push(RawWord {
                span: match piece.form {
                    Some(_) => span,
                    None => Span::new(span.start + piece.start, span.start + piece.end),
                },
                form: piece.form,
                continues_token: i > 0 && !pieces.are_tokens,
            });
        }
        seen.end_word = words.len() as u32;
        self.stops.push(seen, self.judge);
    }
}

/// The sentence side of the pass: it runs three tokens behind.
struct Stops<'a> {
    out: &'a mut Segments,
    /// Scores of possible ends in the open sentence, each with the index of the word after it.
    chances: &'a mut Vec<(i32, u32)>,
    /// The last six tokens; the decision is about the end between the third and the fourth. A token that is not
    /// there has no `end_word`.
    window: [Seen; 6],
    so_far: SoFar,
    /// First word of the open sentence.
    first: u32,
    /// Whether the open sentence starts a paragraph.
    opens: bool,
}

impl Stops<'_> {
    fn push<J: Judge>(&mut self, seen: Seen, judge: &mut J) {
        self.window.rotate_left(1);
        self.window[5] = seen;
        let [_, _, last, next, ..] = self.window;
        if last.end_word == 0 {
            return;
        }
        self.so_far.add(&last);
        if next.end_word == 0 {
            return self.end(last.end_word, false);
        }
        if stops::is_candidate(&last, &next) {
            let features = stops::features(&self.window, &self.so_far);
            let byte = self.out.words[last.end_word as usize - 1].span.end;
            let score = judge.stop(byte, &features);
            if score > 0 {
                self.so_far.last_end = last.hash;
                return self.end(last.end_word, next.gap.is_deliberate);
            }
            self.chances.push((score, last.end_word));
        }
        if next.end_word - self.first > MAX_WORDS {
            self.force(last.end_word);
        }
    }

    /// Ends the open sentence before word `end`.
    fn end(&mut self, end: u32, next_opens: bool) {
        self.out.sentences.push(RawSentence {
            first: self.first,
            end,
            opens_paragraph: self.opens,
        });
        self.first = end;
        self.opens = next_opens;
        self.so_far = SoFar {
            last_end: self.so_far.last_end,
            ..SoFar::default()
        };
        self.chances.clear();
    }

    /// Cuts a sentence that has become too long at the likeliest place up to word `now`.
    fn force(&mut self, now: u32) {
        let best = self
            .chances
            .iter()
            .filter(|(_, end)| end - self.first >= MIN_CUT)
            .max();
        let end = best.map_or(now, |&(_, end)| end);
        let kept = self.chances.iter().position(|&(_, e)| e > end);
        let kept = kept.unwrap_or(self.chances.len());
        let so_far = self.so_far;
        let mut chances = std::mem::take(self.chances);
        self.end(end, false);
        chances.drain(..kept);
        *self.chances = chances;
        if end < now {
            self.so_far = SoFar {
                n_tokens: now - end,
                ..so_far
            };
        }
    }

    /// Decides what is still open at the end of a paragraph.
    fn flush<J: Judge>(&mut self, judge: &mut J) {
        for _ in 0..3 {
            self.push(Seen::default(), judge);
        }
        self.window = [Seen::default(); 6];
        self.so_far = SoFar::default();
        self.opens = true;
    }
}
