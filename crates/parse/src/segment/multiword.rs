//! Tokens of several words: full forms and suffixes learned from a treebank.

use super::bytes::{damaged, short_str, u8};
use super::chars;
use crate::Error;
use crate::model::Reader;
use rustc_hash::FxHashMap;

/// Name of the section in errors.
const PART: &str = "segment";

/// Longest token, in characters, that is looked up.
const MAX_CHARS: usize = 40;

/// One word of a token: bytes relative to the token's start, or a form of the table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) form: Option<u32>,
}

/// The words of a token; none if it is one word.
#[derive(Default, Debug)]
pub(crate) struct Pieces {
    list: Vec<Piece>,
    /// Whether they are tokens of their own that were written together.
    pub(crate) are_tokens: bool,
    key: String,
    /// Byte after each character of the token.
    ends: Vec<u32>,
}

impl Pieces {
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.are_tokens = false;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Piece> {
        self.list.iter()
    }
}

/// What is known about a form or suffix.
#[derive(Clone, Debug)]
struct Rule {
    /// Whether the words are tokens of their own.
    are_tokens: bool,
    /// Ends of all words but the last, in characters (of a suffix: counted from the end). Empty: one word.
    cuts: Vec<u8>,
    /// First of the words' forms in the table, where the forms do not add up to the token.
    forms: Option<u32>,
}

/// Learned full forms and suffixes.
#[derive(Debug, Default)]
pub(crate) struct Multiword {
    full: FxHashMap<Box<str>, Rule>,
    suffixes: FxHashMap<Box<str>, Rule>,
    longest_suffix: usize,
    /// Each form as it is, with a capital first letter, and in capitals.
    forms: Vec<[Box<str>; 3]>,
}

/// Marks suffix entries that hold whatever character stands before the suffix.
pub(crate) const ANY_LETTER: char = 'A';
/// As [`ANY_LETTER`], for digits.
pub(crate) const ANY_DIGIT: char = '0';

impl Multiword {
    /// Number of variants of a form: plain, capital first, all capitals.
    pub(crate) const N_CASES: u32 = 3;

    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Multiword, Error> {
        let mut forms = Vec::new();
        for _ in 0..reader.u32()? {
            forms.push(cases(short_str(reader, PART)?));
        }
        let n_forms = forms.len() as u32;
        let full = read_rules(reader, n_forms)?;
        let suffixes = read_rules(reader, n_forms)?;
        let longest_suffix = usize::from(u8(reader)?);
        Ok(Multiword {
            full,
            suffixes,
            longest_suffix,
            forms,
        })
    }

    /// The form numbered `id` by [`Multiword::pieces`].
    pub(crate) fn form(&self, id: u32) -> Option<&str> {
        let form = self.forms.get((id / Self::N_CASES) as usize)?;
        Some(&form[(id % Self::N_CASES) as usize])
    }

    /// Fills `pieces` if `surface` is a token of several words.
    pub(crate) fn pieces(&self, surface: &str, pieces: &mut Pieces) {
        if surface.len() < 2 || surface.len() > 4 * MAX_CHARS {
            return;
        }
        pieces.key.clear();
        pieces.ends.clear();
        let mut end = 0;
        let mut has_symbol = false;
        for c in surface.chars() {
            end += c.len_utf8() as u32;
            let plain = chars::lower(chars::plain_apostrophe(c));
            has_symbol |= plain == '\'';
            pieces.key.push(plain);
            pieces.ends.push(end);
        }
        if pieces.ends.len() > MAX_CHARS {
            return;
        }
        if let Some(rule) = self.full.get(pieces.key.as_str()) {
            return fill(rule, surface, false, pieces);
        }
        if has_symbol && let Some(rule) = self.suffix_rule(&pieces.key) {
            fill(rule, surface, true, pieces);
        }
    }

    /// The rule of the longest suffix known with the character before it.
    fn suffix_rule(&self, key: &str) -> Option<&Rule> {
        let mut probe = String::new();
        let starts = key.char_indices().rev().take(self.longest_suffix);
        let mut found = None;
        for (at, _) in starts {
            let Some(before) = key[..at].chars().next_back() else {
                break;
            };
            let general = match chars::class(before) {
                chars::Class::Letter => ANY_LETTER,
                chars::Class::Digit => ANY_DIGIT,
                _ if before == '\'' => continue,
                _ => before,
            };
            for mark in [before, general] {
                probe.clear();
                probe.push(mark);
                probe.push_str(&key[at..]);
                if let Some(rule) = self.suffixes.get(probe.as_str()) {
                    found = Some(rule);
                    break;
                }
            }
        }
        found
    }
}

fn cases(form: &str) -> [Box<str>; 3] {
    let mut chars = form.chars();
    let title: String = match chars.next() {
        Some(c) => c.to_uppercase().chain(chars).collect(),
        None => String::new(),
    };
    [form.into(), title.into(), form.to_uppercase().into()]
}

fn read_rules(reader: &mut Reader<'_>, n_forms: u32) -> Result<FxHashMap<Box<str>, Rule>, Error> {
    let n = reader.u32()?;
    let mut rules = FxHashMap::default();
    for _ in 0..n {
        let key = short_str(reader, PART)?;
        let flags = u8(reader)?;
        let n_cuts = usize::from(u8(reader)?);
        let cuts = reader.take(n_cuts)?.to_vec();
        let forms = if flags & 2 != 0 {
            Some(reader.u32()?)
        } else {
            None
        };
        if forms.is_some_and(|f| f.saturating_add(n_cuts as u32) >= n_forms) {
            return Err(damaged(PART));
        }
        let rule = Rule {
            are_tokens: flags & 1 != 0,
            cuts,
            forms,
        };
        rules.insert(key.into(), rule);
    }
    Ok(rules)
}

fn fill(rule: &Rule, surface: &str, from_end: bool, pieces: &mut Pieces) {
    if rule.cuts.is_empty() {
        return;
    }
    pieces.are_tokens = rule.are_tokens;
    let n_chars = pieces.ends.len();
    let mut start = 0;
    for (i, cut) in rule
        .cuts
        .iter()
        .map(|&c| c as usize)
        .chain([n_chars])
        .enumerate()
    {
        let is_last = i == rule.cuts.len();
        let n = if from_end && !is_last {
            n_chars.saturating_sub(cut)
        } else {
            cut
        };
        let end = match n.checked_sub(1).and_then(|k| pieces.ends.get(k)) {
            Some(&end) if end > start || rule.forms.is_some() => end,
            _ => return pieces.clear(),
        };
        let form = rule
            .forms
            .map(|f| (f + i as u32) * Multiword::N_CASES + case_of(surface, i == 0));
        pieces.list.push(Piece { start, end, form });
        start = end;
    }
}

/// Which variant of a form fits the token it stands in.
fn case_of(surface: &str, is_first: bool) -> u32 {
    let mut letters = surface.chars().filter(|c| c.is_alphabetic());
    let first = letters.next().is_some_and(char::is_uppercase);
    let rest = letters.next().is_some_and(char::is_uppercase);
    match (first, rest) {
        (true, true) => 2,
        (true, false) if is_first => 1,
        _ => 0,
    }
}
