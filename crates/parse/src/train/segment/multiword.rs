//! Counts which tokens and endings hold several words.

use crate::segment::chars::{self, Class};
use crate::segment::multiword::{ANY_DIGIT, ANY_LETTER};
use std::collections::BTreeMap;

/// Longest suffix that is learned, in characters.
const MAX_SUFFIX: usize = 4;
/// A suffix after one certain character is kept apart from the general rule from this many tokens on.
const LEAST: u32 = 3;

/// A way to cut a token: into tokens or words, at these characters, or into these forms.
type Cut = (bool, Vec<u8>, Vec<String>);

/// How often each token was cut in each way.
#[derive(Default)]
pub(crate) struct Counts {
    tokens: BTreeMap<String, BTreeMap<Cut, u32>>,
}

/// Small letters and plain apostrophes.
fn normal(s: &str) -> String {
    s.chars()
        .map(|c| chars::lower(chars::plain_apostrophe(c)))
        .collect()
}

impl Counts {
    /// Counts a token of one word (`words` then holds itself), of several words, or a stretch of letters that is
    /// several tokens.
    pub(crate) fn add(&mut self, surface: &str, words: &[&str], are_tokens: bool) {
        let key = normal(surface);
        if key.chars().count() > 40 || key.len() > 200 {
            return;
        }
        let adds_up = normal(&words.concat()) == key;
        let (mut cuts, mut forms) = (Vec::new(), Vec::new());
        if adds_up {
            let mut n = 0;
            for word in &words[..words.len() - 1] {
                n += word.chars().count();
                cuts.push(n as u8);
            }
        } else {
            let n = key.chars().count();
            cuts = (1..words.len()).map(|i| i.min(n) as u8).collect();
            forms = words.iter().map(|w| w.to_lowercase()).collect();
        }
        let cut = (are_tokens, cuts, forms);
        *self.tokens.entry(key).or_default().entry(cut).or_default() += 1;
    }

    /// Appends the tables, as read by `Multiword::read`.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let suffixes = self.suffixes();
        let mut forms: Vec<String> = Vec::new();
        let (mut full, mut n_full) = (Vec::new(), 0u32);
        for (key, ways) in &self.tokens {
            let (cut, _) = best(ways);
            if expected(&suffixes, key).unwrap_or_default() != cut.1 || cut.0 || !cut.2.is_empty() {
                put_rule(key, cut, &mut forms, &mut full);
                n_full += 1;
            }
        }
        let mut endings = Vec::new();
        for (key, cut) in &suffixes {
            put_rule(key, cut, &mut forms, &mut endings);
        }
        out.extend((forms.len() as u32).to_le_bytes());
        for form in &forms {
            put_str(form, out);
        }
        out.extend(n_full.to_le_bytes());
        out.extend(full);
        out.extend((suffixes.len() as u32).to_le_bytes());
        out.extend(endings);
        out.push(MAX_SUFFIX as u8);
    }

    /// Cuts of endings with a symbol in them, counted from the end of the token.
    fn suffixes(&self) -> BTreeMap<String, Cut> {
        let mut counts: BTreeMap<String, BTreeMap<Cut, u32>> = BTreeMap::new();
        for (key, ways) in &self.tokens {
            let letters: Vec<char> = key.chars().collect();
            for n in 1..=MAX_SUFFIX.min(letters.len().saturating_sub(1)) {
                let (stem, suffix) = letters.split_at(letters.len() - n);
                if !suffix.contains(&'\'') {
                    continue;
                }
                let before = stem[stem.len() - 1];
                let general = match chars::class(before) {
                    Class::Letter => ANY_LETTER,
                    Class::Digit => ANY_DIGIT,
                    _ if before == '\'' => continue,
                    _ => before,
                };
                let suffix: String = suffix.iter().collect();
                for (cut, count) in ways {
                    let from_end = Self::seen_from_end(cut, letters.len());
                    for mark in [before, general] {
                        let ways = counts.entry(format!("{mark}{suffix}")).or_default();
                        *ways.entry(from_end.clone()).or_default() += count;
                    }
                }
            }
        }
        let mut kept = BTreeMap::new();
        for (key, ways) in &counts {
            let (cut, n) = best(ways);
            let total: u32 = ways.values().sum();
            let is_general = key.starts_with([ANY_LETTER, ANY_DIGIT]);
            if total >= LEAST || is_general && n * 2 > total {
                kept.insert(key.clone(), cut.clone());
            }
        }
        kept
    }

    /// A cut into two words as seen from the end; any other as "one word".
    fn seen_from_end(cut: &Cut, n: usize) -> Cut {
        match cut.1.as_slice() {
            [at] if !cut.0 && cut.2.is_empty() => {
                (false, vec![(n - usize::from(*at)) as u8], Vec::new())
            }
            _ => Cut::default(),
        }
    }
}

/// What the suffix rules make of `key`, in characters from its start.
fn expected(suffixes: &BTreeMap<String, Cut>, key: &str) -> Option<Vec<u8>> {
    if !key.contains('\'') {
        return None;
    }
    let letters: Vec<char> = key.chars().collect();
    for n in (1..=MAX_SUFFIX.min(letters.len().saturating_sub(1))).rev() {
        let suffix: String = letters[letters.len() - n..].iter().collect();
        let before = letters[letters.len() - n - 1];
        let general = match chars::class(before) {
            Class::Letter => ANY_LETTER,
            Class::Digit => ANY_DIGIT,
            _ if before == '\'' => continue,
            _ => before,
        };
        for mark in [before, general] {
            if let Some(cut) = suffixes.get(&format!("{mark}{suffix}")) {
                let from_start = |c: &u8| (letters.len() as u8).saturating_sub(*c);
                return Some(cut.1.iter().map(from_start).collect());
            }
        }
    }
    None
}

fn best(ways: &BTreeMap<Cut, u32>) -> (&Cut, u32) {
    let mut found: Option<(&Cut, u32)> = None;
    for (cut, &n) in ways {
        if found.is_none_or(|(_, most)| n > most) {
            found = Some((cut, n));
        }
    }
    found.expect("every counted token was counted once at least")
}

fn put_rule(key: &str, cut: &Cut, forms: &mut Vec<String>, out: &mut Vec<u8>) {
    put_str(key, out);
    out.push(u8::from(cut.0) + 2 * u8::from(!cut.2.is_empty()));
    out.push(cut.1.len() as u8);
    out.extend(&cut.1);
    if !cut.2.is_empty() {
        out.extend((forms.len() as u32).to_le_bytes());
        forms.extend(cut.2.iter().cloned());
    }
}

fn put_str(s: &str, out: &mut Vec<u8>) {
    out.push(s.len() as u8);
    out.extend(s.as_bytes());
}
