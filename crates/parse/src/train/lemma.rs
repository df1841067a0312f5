//! Learns lemmas: edit scripts of endings, and the words that do not follow them.

use super::words;
use crate::Error;
use crate::lemma::{self, ALL, Casing, Lemmatizer, Script};
use std::collections::{BTreeMap, BTreeSet};
use verbale_text::{Upos, conllu};

/// How often each script was seen.
type Votes = BTreeMap<Script, u32>;

/// Endings of this length or more must be seen in this many different words.
const LONG: usize = 4;
/// See [`LONG`].
const LEAST_WORDS: u32 = 2;
/// A script must serve this many forms to be tried on others.
const LEAST_SPREAD: u32 = 3;
/// Scripts that add more characters than this write out abbreviations; they are not tried on other forms.
const LONGEST_ADD: usize = 3;

/// A word with its tags as learned from.
#[derive(PartialEq, Eq, PartialOrd, Ord, Clone)]
struct Word {
    form: String,
    upos: Upos,
    tag: u64,
}

/// Learns from treebanks in CoNLL-U and from lists of words, lines of XPOS, form and lemma, a tab between; gives the
/// `lemma` section of a model. Where both have a word, the treebanks are right.
///
/// # Errors
/// A text that is not CoNLL-U, or no words at all.
pub fn train(treebanks: &[&str], lists: &[&str]) -> Result<Vec<u8>, Error> {
    let mut words: BTreeMap<Word, Votes> = BTreeMap::new();
    let mut kinds: BTreeMap<String, BTreeMap<Upos, u32>> = BTreeMap::new();
    for file in treebanks {
        for doc in conllu::read(file, "training")? {
            let strings = doc.strings();
            for t in doc.tokens() {
                let (form, lemma) = (strings.get(t.form), strings.get(t.lemma));
                if lemma.is_empty() {
                    continue;
                }
                let kind = kinds.entry(strings.get(t.xpos).to_owned()).or_default();
                *kind.entry(t.upos).or_default() += 1;
                let script = script(form, lemma, t.upos);
                let word = Word {
                    form: form.to_owned(),
                    upos: t.upos,
                    tag: lemma::tag(t.upos, strings.get(t.xpos), strings.get(t.feats)),
                };
                *words.entry(word).or_default().entry(script).or_default() += 1;
            }
        }
    }
    if words.is_empty() {
        return Err(Error::NoTrainingData);
    }
    let mut learned = Learned::default();
    learned.learn_endings(&words);
    add_lists(lists, &kinds, &mut words);
    learned.learn_words(&words)?;
    Ok(learned.write())
}

/// Adds listed words that the treebanks lack, each with the usual UPOS of its XPOS.
fn add_lists(
    lists: &[&str],
    kinds: &BTreeMap<String, BTreeMap<Upos, u32>>,
    words: &mut BTreeMap<Word, Votes>,
) {
    let known: BTreeSet<u64> = words
        .keys()
        .map(|w| lemma::entry_hash(w.tag, &w.form))
        .collect();
    for line in words::lines(lists).filter(|l| !l.lemma.is_empty()) {
        let Some(kind) = kinds.get(line.class) else {
            continue;
        };
        let upos = kind.iter().max_by_key(|(_, n)| **n);
        let upos = *upos.expect("a kind has words").0;
        let word = Word {
            form: line.form.to_owned(),
            upos,
            tag: lemma::tag(upos, line.class, ""),
        };
        if !known.contains(&lemma::entry_hash(word.tag, &word.form)) {
            let script = script(line.form, line.lemma, upos);
            *words.entry(word).or_default().entry(script).or_default() += 1;
        }
    }
}

/// The cheapest edit from `form` to `lemma`. Names keep their case where that costs nothing.
fn script(form: &str, lemma: &str, upos: Upos) -> Script {
    let order = if upos == Upos::Propn {
        [Casing::Keep, Casing::Title, Casing::Small, Casing::Bare]
    } else {
        [Casing::Small, Casing::Keep, Casing::Title, Casing::Bare]
    };
    let whole = Script {
        casing: Casing::Small,
        strip: ALL,
        add: lemma.into(),
    };
    let mut best = (usize::MAX, whole.clone());
    for casing in order {
        let mut cased = String::new();
        let keep = Script {
            casing,
            strip: 0,
            add: "".into(),
        };
        keep.apply(form, &mut cased);
        let shared: usize = cased
            .chars()
            .zip(lemma.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        let strip = cased[shared..].chars().count();
        let add = &lemma[shared..];
        let cost = strip + add.chars().count();
        if shared > 0 && cost < best.0 && strip < usize::from(ALL) && add.len() < 255 {
            let (strip, add) = (strip as u8, add.into());
            best = (cost, Script { casing, strip, add });
        }
    }
    if lemma.len() < 255 || best.0 < usize::MAX {
        best.1
    } else {
        Script {
            casing: Casing::Keep,
            strip: 0,
            add: "".into(),
        }
    }
}

/// Dictionary and endings before they are written.
#[derive(Default)]
struct Learned {
    scripts: Vec<Script>,
    script_ids: BTreeMap<Script, usize>,
    choices: Vec<[u16; 3]>,
    choice_ids: BTreeMap<[u16; 3], usize>,
    entries: BTreeMap<u64, u16>,
    endings: BTreeMap<u64, u16>,
    known: BTreeMap<u64, u16>,
}

impl Learned {
    /// Takes in the lemmas that there are, and the words that do not follow their endings.
    fn learn_words(&mut self, words: &BTreeMap<Word, Votes>) -> Result<(), Error> {
        let mut known = BTreeMap::new();
        for (word, votes) in words {
            let mut lemma = String::new();
            for script in votes.keys() {
                script.apply(&word.form, &mut lemma);
                known.insert(lemma::lemma_hash(word.upos, &lemma), 0);
            }
        }
        self.known = known;
        let mut entries: BTreeMap<u64, Votes> = BTreeMap::new();
        for (word, votes) in words {
            let all = entries
                .entry(lemma::entry_hash(word.tag, &word.form))
                .or_default();
            for (script, n) in votes {
                *all.entry(script.clone()).or_default() += n;
            }
        }
        for (word, _) in self.wrong(words, true)? {
            // All numbers of as many digits are one word there, so what stands for one must not become the other.
            if word.form.contains(|c: char| c.is_ascii_digit()) {
                continue;
            }
            let hash = lemma::entry_hash(word.tag, &word.form);
            let id = self.id(&ranked(&entries[&hash])[0]);
            self.entries.insert(hash, id);
        }
        for (word, script) in self.wrong(words, false)? {
            let id = self.id(&script);
            self.entries
                .insert(lemma::exact_hash(word.tag, &word.form), id);
        }
        Ok(())
    }

    /// Words whose usual lemma the tables miss so far, with the script that makes it; `in_any_case` also those
    /// they would miss at the start of a sentence or in capitals.
    fn wrong(
        &self,
        words: &BTreeMap<Word, Votes>,
        in_any_case: bool,
    ) -> Result<Vec<(Word, Script)>, Error> {
        let lemmatizer = Lemmatizer::from_bytes(&self.write())?;
        let (mut found, mut wanted) = (String::new(), String::new());
        let mut wrong = Vec::new();
        for (word, votes) in words {
            let script = ranked(votes).swap_remove(0);
            let mut variants = vec![word.form.clone()];
            if in_any_case && word.upos != Upos::Propn {
                variants.push(word.form.to_uppercase());
                variants.push(capital_first(&word.form));
            }
            let misses = |form: &String| {
                script.apply(form, &mut wanted);
                lemmatizer.find(form, word.upos, word.tag, &mut found);
                found != wanted
            };
            if variants.iter().any(misses) {
                wrong.push((word.clone(), script));
            }
        }
        Ok(wrong)
    }

    fn learn_endings(&mut self, words: &BTreeMap<Word, Votes>) {
        let mut spread: BTreeMap<Script, u32> = BTreeMap::new();
        for votes in words.values() {
            *spread.entry(ranked(votes).swap_remove(0)).or_default() += 1;
        }
        let mut endings: BTreeMap<(usize, u64), (u64, Votes)> = BTreeMap::new();
        for (word, votes) in words {
            let script = ranked(votes).swap_remove(0);
            if script.strip == ALL
                || script.add.chars().count() > LONGEST_ADD
                || spread[&script] < LEAST_SPREAD
            {
                continue;
            }
            for tag in [word.tag, word.upos as u64 + 1] {
                let (hashes, n) = lemma::ending_hashes(tag, &word.form);
                for (length, &hash) in hashes[..n].iter().enumerate() {
                    let shorter = hashes[length.saturating_sub(1)];
                    let (_, votes) = endings
                        .entry((length, hash))
                        .or_insert((shorter, Votes::new()));
                    *votes.entry(script.clone()).or_default() += 1;
                }
            }
        }
        let mut effective: BTreeMap<u64, [u16; 3]> = BTreeMap::new();
        for ((length, hash), (shorter, votes)) in &endings {
            let n_words: u32 = votes.values().sum();
            let above = effective.get(shorter).copied();
            if *length >= LONG && n_words < LEAST_WORDS {
                effective.extend(above.map(|c| (*hash, c)));
                continue;
            }
            let ranked = ranked(votes);
            let choice = [0, 1, 2].map(|i| self.id(ranked.get(i).unwrap_or(&ranked[0])));
            effective.insert(*hash, choice);
            if *length > 0 && above == Some(choice) {
                continue;
            }
            let next = self.choices.len();
            let at = *self.choice_ids.entry(choice).or_insert(next);
            if at == next {
                self.choices.push(choice);
            }
            if at <= usize::from(u16::MAX) {
                self.endings.insert(*hash, at as u16);
            }
        }
    }

    fn id(&mut self, script: &Script) -> u16 {
        let next = self.scripts.len();
        let at = match self.script_ids.get(script) {
            Some(&at) => at,
            None => {
                self.script_ids.insert(script.clone(), next);
                self.scripts.push(script.clone());
                next
            }
        };
        at.min(usize::from(u16::MAX)) as u16
    }

    fn write(&self) -> Vec<u8> {
        let mut out = Vec::new();
        out.extend((self.scripts.len() as u32).to_le_bytes());
        for script in &self.scripts {
            out.extend([script.casing as u8, script.strip, script.add.len() as u8]);
            out.extend(script.add.as_bytes());
        }
        out.extend((self.choices.len() as u32).to_le_bytes());
        for choice in &self.choices {
            out.extend(choice.iter().flat_map(|c| c.to_le_bytes()));
        }
        put_table(&self.entries, &mut out);
        put_table(&self.endings, &mut out);
        put_table(&self.known, &mut out);
        out
    }
}

fn capital_first(form: &str) -> String {
    let mut chars = form.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Scripts by votes, most first.
fn ranked(votes: &Votes) -> Vec<Script> {
    let mut all: Vec<(&Script, u32)> = votes.iter().map(|(s, n)| (s, *n)).collect();
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    all.into_iter().map(|(s, _)| s.clone()).collect()
}

/// Appends a table, as read by `Table::read`.
pub(crate) fn put_table(entries: &BTreeMap<u64, u16>, out: &mut Vec<u8>) {
    let n = (entries.len() * 3 / 2 + 1).next_power_of_two();
    let (mut checks, mut values) = (vec![0u32; n], vec![0u16; n]);
    for (&hash, &value) in entries {
        let mut slot = hash as usize & (n - 1);
        while checks[slot] != 0 {
            slot = (slot + 1) & (n - 1);
        }
        checks[slot] = lemma::check(hash);
        values[slot] = value;
    }
    out.push(n.trailing_zeros() as u8);
    out.extend(checks.iter().flat_map(|c| c.to_le_bytes()));
    out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
}

#[cfg(test)]
mod tests {
    use super::train;
    use crate::lemma::Lemmatizer;
    use verbale_text::Upos;

    fn treebank(words: &[(&str, &str, &str, &str)]) -> String {
        let mut file = String::new();
        for (form, lemma, upos, xpos) in words {
            file += &format!("1\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t0\troot\t_\t_\n\n");
        }
        file
    }

    #[test]
    fn unseen_forms_follow_endings_and_known_lemmas() {
        let file = treebank(&[
            ("walked", "walk", "VERB", "VBD"),
            ("talked", "talk", "VERB", "VBD"),
            ("barked", "bark", "VERB", "VBD"),
            ("baked", "bake", "VERB", "VBD"),
            ("liked", "like", "VERB", "VBD"),
            ("hoped", "hope", "VERB", "VBD"),
            ("hike", "hike", "VERB", "VB"),
            ("Went", "go", "VERB", "VBD"),
            ("Towns", "Towns", "PROPN", "NNP"),
            ("10,000", "10000", "NUM", "CD"),
            ("12,500", "12500", "NUM", "CD"),
            ("17,800", "17800", "NUM", "CD"),
            ("500", "five", "NUM", "CD"),
        ]);
        let list = "VBD\tslept\tsleep\nVBD\twent\twend\nXY\tbarked\tbarked\n";
        let section = train(&[&file], &[list]).unwrap();
        let lemmatizer = Lemmatizer::from_bytes(&section).unwrap();
        for (form, upos, xpos, expected) in [
            ("hiked", Upos::Verb, "VBD", "hike"),
            ("parked", Upos::Verb, "VBD", "park"),
            ("BARKED", Upos::Verb, "VBD", "bark"),
            ("went", Upos::Verb, "VBD", "go"),
            ("slept", Upos::Verb, "VBD", "sleep"),
            ("Towns", Upos::Propn, "NNP", "Towns"),
            ("31,400", Upos::Num, "CD", "31400"),
            ("500", Upos::Num, "CD", "five"),
            ("311", Upos::Num, "CD", "311"),
            ("", Upos::X, "", ""),
        ] {
            let mut lemma = String::from("left over");
            lemmatizer.lemma(form, (upos, xpos, ""), &mut lemma);
            assert_eq!(lemma, expected, "{form}");
        }
        for n in 0..section.len() {
            assert!(Lemmatizer::from_bytes(&section[..n]).is_err());
        }
    }
}
