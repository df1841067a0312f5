//! Words as numbers, and phrases of them as paths of a trie.
//!
//! Names and word lists are compared piece by piece: a word is cut at hyphens and apostrophes, dots are dropped,
//! letters are folded to lower case without accents. So `U.S.-led`, `Jamiat-e-Islami` and `Élysée` match however
//! a tokenizer cuts them.

use rustc_hash::FxHashMap;

/// Number of a folded word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub(crate) struct Word(pub(crate) u32);

impl Word {
    /// A word that no list holds.
    pub(crate) const UNKNOWN: Word = Word(u32::MAX);
}

/// The folded words of all lists.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    ids: FxHashMap<Box<str>, u32>,
}

impl Vocabulary {
    pub(crate) fn reserve(&mut self, more: usize) {
        self.ids.reserve(more);
    }

    pub(crate) fn intern(&mut self, folded: &str) -> Word {
        if let Some(&id) = self.ids.get(folded) {
            return Word(id);
        }
        let id = self.ids.len() as u32;
        self.ids.insert(folded.into(), id);
        Word(id)
    }

    pub(crate) fn find(&self, folded: &str) -> Word {
        self.ids.get(folded).map_or(Word::UNKNOWN, |&id| Word(id))
    }
}

/// How the letters of a piece are cased.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Case {
    /// The first letter is a capital or no letter.
    pub(crate) initial: bool,
    /// No letter is small.
    pub(crate) all: bool,
}

/// Calls `each` with every piece of `text`, folded, and its case. `buffer` is scratch space.
pub(crate) fn pieces(text: &str, buffer: &mut String, mut each: impl FnMut(&str, Case)) {
    for part in text.split(is_seam).filter(|part| !part.is_empty()) {
        fold_into(part, buffer);
        if !buffer.is_empty() {
            each(buffer, case_of(part));
        }
    }
}

fn is_seam(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '‐' | '‑' | '–' | '—' | '\'' | '’' | '‘' | 'ʼ' | '/'
        )
}

fn case_of(part: &str) -> Case {
    let mut letters = part.chars().filter(|c| c.is_alphabetic());
    Case {
        initial: letters.clone().next().is_none_or(|c| !c.is_lowercase()),
        all: letters.all(|c| !c.is_lowercase()),
    }
}

/// Writes `part` in lower case, without accents and dots, over `buffer`.
pub(crate) fn fold_into(part: &str, buffer: &mut String) {
    buffer.clear();
    for c in part.chars() {
        match c {
            '.' => {}
            c if c.is_ascii() => buffer.push(c.to_ascii_lowercase()),
            c => c.to_lowercase().for_each(|c| push_plain(c, buffer)),
        }
    }
}

/// Latin letters without their marks (Unicode blocks Latin-1 Supplement and Latin Extended-A, lower case).
fn push_plain(c: char, buffer: &mut String) {
    let plain = match c {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' | 'ả' | 'ấ' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ð' | 'ď' | 'đ' => "d",
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | 'ế' | 'ễ' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => "g",
        'ĥ' | 'ħ' | 'ḥ' => "h",
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' | 'ṣ' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'þ' => "th",
        // Combining marks follow the letter that they would change.
        '\u{300}'..='\u{36f}' => "",
        other => {
            buffer.push(other);
            return;
        }
    };
    buffer.push_str(plain);
}

/// Phrases of words with values; several values may share a phrase.
#[derive(Debug)]
pub(crate) struct Phrases<V> {
    edges: FxHashMap<(u32, Word), u32>,
    /// First value of each node; `u32::MAX` if it ends no phrase.
    heads: Vec<u32>,
    /// Values, each with the next one of its node.
    values: Vec<(V, u32)>,
}

/// A place in the trie of a [`Phrases`].
pub(crate) type PhraseNode = u32;

const NONE: u32 = u32::MAX;

impl<V> Default for Phrases<V> {
    fn default() -> Self {
        Self {
            edges: FxHashMap::default(),
            heads: vec![NONE],
            values: Vec::new(),
        }
    }
}

impl<V> Phrases<V> {
    /// Where every phrase starts.
    pub(crate) const ROOT: PhraseNode = 0;

    /// Makes room for this many phrases.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.edges.reserve(more);
        self.heads.reserve(more);
        self.values.reserve(more);
    }

    /// Adds a phrase; a later value comes after earlier ones of the same phrase.
    pub(crate) fn insert(&mut self, words: &[Word], value: V) {
        let mut node = Self::ROOT;
        for &word in words {
            let next = self.heads.len() as u32;
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.heads.push(NONE);
            }
        }
        let new = self.values.len() as u32;
        self.values.push((value, NONE));
        match self.heads[node as usize] {
            NONE => self.heads[node as usize] = new,
            mut at => {
                while self.values[at as usize].1 != NONE {
                    at = self.values[at as usize].1;
                }
                self.values[at as usize].1 = new;
            }
        }
    }

    /// The node after `word`, if a phrase goes on with it.
    #[inline]
    pub(crate) fn step(&self, node: PhraseNode, word: Word) -> Option<PhraseNode> {
        self.edges.get(&(node, word)).copied()
    }

    /// Whether a phrase ends at `node`.
    #[inline]
    pub(crate) fn ends(&self, node: PhraseNode) -> bool {
        self.heads[node as usize] != NONE
    }

    /// The values of the phrase that ends at `node`, in the order they were added.
    pub(crate) fn values(&self, node: PhraseNode) -> impl Iterator<Item = &V> {
        let mut at = self.heads[node as usize];
        std::iter::from_fn(move || {
            let (value, next) = self.values.get(at as usize)?;
            at = *next;
            Some(value)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Phrases, Vocabulary, pieces};

    fn folded(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        pieces(text, &mut String::new(), |piece, _| out.push(piece.into()));
        out
    }

    #[test]
    fn words_fall_into_folded_pieces() {
        assert_eq!(folded("U.S.-led"), ["us", "led"]);
        assert_eq!(folded("Jamiat-e-Islami"), ["jamiat", "e", "islami"]);
        assert_eq!(folded("Élysée"), ["elysee"]);
        assert_eq!(folded("Côte d’Ivoire"), ["cote", "d", "ivoire"]);
        assert!(folded("—").is_empty());
    }

    #[test]
    fn values_of_one_phrase_keep_their_order() {
        let mut vocabulary = Vocabulary::default();
        let congo = [vocabulary.intern("congo")];
        let mut phrases = Phrases::default();
        phrases.insert(&congo, 1);
        phrases.insert(&congo, 2);
        let node = phrases.step(Phrases::<i32>::ROOT, congo[0]).unwrap();
        assert_eq!(phrases.values(node).copied().collect::<Vec<_>>(), [1, 2]);
    }
}
