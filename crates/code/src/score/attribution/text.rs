//! A text as tokens, and sets of them.

use super::{CharSpan, quotes};
use crate::score::chars;

/// Token numbers, ascending and distinct.
pub(super) type Tokens = Vec<usize>;

/// A text with its tokens.
pub(super) struct Text {
    chars: Vec<char>,
    spans: Vec<CharSpan>,
    is_word: Vec<bool>,
    /// Per token: in lower case.
    pub(super) low: Vec<String>,
    quoted: Vec<bool>,
}

impl Text {
    pub(super) fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut spans: Vec<CharSpan> = Vec::new();
        let mut in_word = false;
        for (i, &c) in chars.iter().enumerate() {
            let word = chars::is_word(c);
            match spans.last_mut() {
                Some(last) if word && in_word => last.1 = i + 1,
                _ if !chars::is_space(c) => spans.push((i, i + 1)),
                _ => (),
            }
            in_word = word;
        }
        let inside = quotes::inside(&chars);
        let low = |&(s, e): &CharSpan| chars[s..e].iter().collect::<String>().to_lowercase();
        Self {
            is_word: spans.iter().map(|s| chars::is_word(chars[s.0])).collect(),
            low: spans.iter().map(low).collect(),
            quoted: spans.iter().map(|s| inside[s.0]).collect(),
            spans,
            chars,
        }
    }

    /// Length in code points.
    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// Tokens that share a character with one of the spans.
    pub(super) fn tokens(&self, spans: &[CharSpan]) -> Tokens {
        let mut out = Tokens::new();
        for &(start, end) in spans {
            let first = self.spans.partition_point(|t| t.1 <= start);
            let rest = self.spans[first..].iter().take_while(|t| t.0 < end);
            out.extend(first..first + rest.count());
        }
        out.sort_unstable();
        out.dedup();
        out
    }

    /// Those of the tokens that have a word character.
    pub(super) fn words(&self, tokens: &[usize]) -> Tokens {
        tokens
            .iter()
            .copied()
            .filter(|&i| self.is_word[i])
            .collect()
    }

    /// Word tokens that are not in a list; where all are, the tokens themselves.
    pub(super) fn heavy(&self, tokens: &[usize], light: &[&str]) -> Tokens {
        let mut heavy = self.words(tokens);
        heavy.retain(|&i| !light.contains(&self.low[i].as_str()));
        if heavy.is_empty() {
            tokens.to_vec()
        } else {
            heavy
        }
    }

    /// Spans in order, those with nothing but white space between them as one.
    pub(super) fn join(&self, spans: &[CharSpan]) -> Vec<CharSpan> {
        let mut sorted: Vec<CharSpan> = spans.iter().copied().filter(|s| s.1 > s.0).collect();
        sorted.sort_unstable();
        let mut out: Vec<CharSpan> = Vec::new();
        for (start, end) in sorted {
            match out.last_mut() {
                Some(last) if start <= last.1 || self.is_blank(last.1, start) => {
                    last.1 = last.1.max(end);
                }
                _ => out.push((start, end)),
            }
        }
        out
    }

    fn is_blank(&self, start: usize, end: usize) -> bool {
        let length = self.len();
        let between = &self.chars[start.min(length)..end.min(length)];
        between.iter().all(|&c| chars::is_space(c))
    }

    /// `direct`, `mixed` or `indirect`: all, some or no words stand in quotation marks.
    pub(super) fn kind(&self, tokens: &[usize]) -> &'static str {
        let words = self.words(tokens);
        let n = words.iter().filter(|&&i| self.quoted[i]).count();
        if n == 0 {
            "indirect"
        } else if n == words.len() {
            "direct"
        } else {
            "mixed"
        }
    }
}

/// How many tokens two sets share.
pub(super) fn n_shared(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// Whether all tokens of `a` are in `b`.
pub(super) fn is_subset(a: &[usize], b: &[usize]) -> bool {
    n_shared(a, b) == a.len()
}

/// Shared tokens over all tokens of either set, 0 for two empty ones.
pub(super) fn overlap(a: &[usize], b: &[usize]) -> f64 {
    let shared = n_shared(a, b);
    let all = a.len() + b.len() - shared;
    if all == 0 {
        0.0
    } else {
        shared as f64 / all as f64
    }
}

/// All tokens of several sets.
pub(super) fn union<'a>(sets: impl Iterator<Item = &'a Tokens>) -> Tokens {
    let mut out: Tokens = sets.flatten().copied().collect();
    out.sort_unstable();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use super::Text;

    fn check(text: &str, part: &str, expected: &str) {
        let start = text[..text.find(part).unwrap()].chars().count();
        let text = Text::new(text);
        let tokens = text.tokens(&[(start, start + part.chars().count())]);
        assert_eq!(text.kind(&tokens), expected, "{part}");
    }

    #[test]
    fn single_quotes_hold_words() {
        let text = "Mayor \u{2018}Quite Upset\u{2019} About It, Aide Says";
        check(text, "Quite Upset", "direct");
        check(text, "Aide Says", "indirect");
        check(text, "\u{2018}Quite Upset\u{2019} About It", "mixed");
    }

    #[test]
    fn marks_do_not_reach_over_a_line_end() {
        let text = "She named it ''a farce'' and \u{201c}left soon.\nNo one's loss, they say 'so'.";
        check(text, "named", "indirect");
        check(text, "farce", "direct");
        check(text, "and", "indirect");
        check(text, "soon", "direct");
        check(text, "loss", "indirect");
        check(text, "so'", "indirect");
    }
}
