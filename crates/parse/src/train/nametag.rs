//! Learns the model of names: structured perceptrons whose weights are averaged over all steps.
//!
//! Words are seen with the tags and trees that the trained parser gives them, as they will be at work.

use super::TrainInput;
use super::data::UNKNOWN;
use super::lemma::put_table;
use super::marked;
use super::names::{self, Beside, NameLayer};
use super::random::Random;
use crate::model::Reader;
use crate::names::{LABELS, Lists, Path, Sight, Sources, Weights, Words, entry_hash, word_hash};
use crate::net::words::Listed;
use crate::{Error, Parser};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use verbale_text::{Parsed, Sentence, conllu};

/// Slots of the weights, as a power of two.
const BITS: u8 = 17;
/// How often a feature must occur to be learned from; the others would only blur the slots they fall into.
const LEAST_COUNT: u32 = 3;
/// Passes over the sentences.
const PASSES: u32 = 8;
/// Models whose weights are averaged.
const LEARNERS: u64 = 4;
/// Weights are multiples of one in this many parts.
const SCALE: f64 = 10.0;
/// Words of the longest name that is listed.
const MOST_WORDS: usize = 6;
/// Classes of lists at most.
const MOST_CLASSES: usize = 8;

/// Learns from treebanks and marked texts; gives the `names` section, or nothing without a sentence whose names are known.
///
/// The lists are lines of class and name, a tab between; classes are numbered in alphabetical order.
pub(crate) fn train(
    parser: &Parser,
    input: &TrainInput<'_>,
    beside: &Beside<'_>,
) -> Result<Option<Vec<u8>>, Error> {
    let seed = input.config.seed;
    let mut out = Vec::new();
    write_lists(&input.lists, &mut out);
    let lists = Lists::read(&mut Reader::new(&out, crate::names::PART))?;
    let mut samples = Vec::new();
    for file in &input.treebanks {
        let gold = conllu::read(file, "training")?;
        let layer = names::layer(file, &gold, beside);
        let seen = gold.iter().map(|doc| parser.parse_words(doc)).collect();
        samples.push((seen, layer));
    }
    let classes = marked::classes(&input.lists);
    for file in &input.marked {
        for text in marked::read(file, &classes, seed) {
            let seen = parser.parse(&text.text);
            let layer = text.labels(&seen);
            samples.push((vec![seen], layer));
        }
    }
    let lists = (&lists, parser.listed());
    let lessons = lessons(&samples);
    if lessons.is_empty() {
        return Ok(None);
    }
    let frequent = frequent(&lessons, lists);
    let mut sum = Averages::new();
    for k in 0..LEARNERS {
        let mut learner = Learner::new(&frequent);
        learner.learn(&lessons, lists, seed + k);
        sum.add(&learner);
    }
    sum.write(&mut out);
    Ok(Some(out))
}

/// Writes the lists as [`Lists::read`] takes them.
fn write_lists(lists: &[&str], out: &mut Vec<u8>) {
    let lines = || {
        let lines = lists.iter().flat_map(|l| l.lines());
        lines.filter_map(|l| l.split_once('\t'))
    };
    let mut classes: Vec<&str> = lines().map(|(class, _)| class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes.truncate(MOST_CLASSES);
    let mut entries: BTreeMap<u64, u16> = BTreeMap::new();
    let mut longest = 0;
    for (class, name) in lines() {
        let words = cut(name);
        let Ok(class) = classes.binary_search(&class) else {
            continue;
        };
        if words.is_empty() || words.len() > MOST_WORDS {
            continue;
        }
        longest = longest.max(words.len());
        *entries.entry(entry_hash(words.into_iter())).or_default() |= 1 << class;
    }
    out.push(longest as u8);
    put_table(&entries, out);
}

/// Hashes of a name's words, cut at hyphens as treebanks do.
fn cut(name: &str) -> Vec<u32> {
    let mut words = Vec::new();
    for word in name.split_whitespace() {
        for (i, part) in word.split('-').enumerate() {
            if i > 0 {
                words.push(word_hash("-"));
            }
            if !part.is_empty() {
                words.push(word_hash(part));
            }
        }
    }
    words
}

/// A number that changes in training, with what its average needs.
#[derive(Clone, Copy, Default)]
struct Weight {
    now: i32,
    /// Sum of the changes, each times the step it was made in.
    late: i64,
}

impl Weight {
    fn change(&mut self, by: i32, step: i64) {
        self.now += by;
        self.late += i64::from(by) * step;
    }

    /// The average over `steps`, in parts of [`SCALE`].
    fn average(self, steps: i64) -> f64 {
        (f64::from(self.now) - self.late as f64 / steps as f64) * SCALE
    }
}

/// A sentence with its document and its labels.
type Lesson<'a> = (&'a Parsed, &'a Sentence, &'a [u16]);

/// The sentences whose names are known.
fn lessons(samples: &[(Vec<Parsed>, NameLayer)]) -> Vec<Lesson<'_>> {
    let mut lessons = Vec::new();
    for (docs, layer) in samples {
        let sentences = docs
            .iter()
            .flat_map(|d| d.sentences().iter().map(move |s| (d, s)));
        for ((doc, s), labels) in sentences.zip(layer) {
            lessons.extend(labels.as_ref().map(|l| (doc, s, l.as_slice())));
        }
    }
    lessons
}

/// A sentence as the model sees it.
fn sight<'w>(
    words: &'w mut Words,
    &(doc, s, _): &Lesson<'_>,
    (lists, listed): (&Lists, Option<&Listed>),
) -> Sight<'w> {
    words.begin(doc.strings());
    let tokens = &doc.tokens()[s.first as usize..s.end as usize];
    let sources = Sources {
        strings: doc.strings(),
        lists,
        listed,
    };
    words.see(tokens, s.first, sources)
}

/// The features that occur often enough.
fn frequent(lessons: &[Lesson<'_>], lists: (&Lists, Option<&Listed>)) -> FxHashSet<u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let (mut words, mut features) = (Words::default(), Vec::new());
    for lesson in lessons {
        let sight = sight(&mut words, lesson, lists);
        for i in (0..sight.len()).filter(|&i| sight.is_open(i)) {
            sight.features(i, &mut features);
            for &feature in &features {
                *counts.entry(feature).or_default() += 1;
            }
        }
    }
    counts.retain(|_, n| *n >= LEAST_COUNT);
    counts.into_keys().collect()
}

struct Learner<'a> {
    /// The features to learn from.
    frequent: &'a FxHashSet<u32>,
    slots: Vec<[Weight; LABELS]>,
    steps: [[Weight; LABELS]; LABELS],
    step: i64,
}

impl Weights for Learner<'_> {
    fn add(&self, feature: u32, scores: &mut [i32; LABELS]) {
        if !self.frequent.contains(&feature) {
            return;
        }
        for (score, w) in scores.iter_mut().zip(&self.slots[slot(feature)]) {
            *score += w.now;
        }
    }

    fn step(&self, from: usize, to: usize) -> i32 {
        self.steps[from][to].now
    }
}

fn slot(feature: u32) -> usize {
    feature as usize & ((1 << BITS) - 1)
}

impl<'a> Learner<'a> {
    fn new(frequent: &'a FxHashSet<u32>) -> Self {
        Self {
            frequent,
            slots: vec![[Weight::default(); LABELS]; 1 << BITS],
            steps: [[Weight::default(); LABELS]; LABELS],
            step: 0,
        }
    }

    fn learn(&mut self, lessons: &[Lesson<'_>], lists: (&Lists, Option<&Listed>), seed: u64) {
        let mut order = lessons.to_vec();
        let mut random = Random::new(seed, 0x9a3e);
        let (mut words, mut path) = (Words::default(), Path::default());
        let (mut found, mut wanted) = (Vec::new(), Vec::new());
        for _ in 0..PASSES {
            random.shuffle(&mut order);
            for lesson in &order {
                self.step += 1;
                let sight = sight(&mut words, lesson, lists);
                path.fixed.clear();
                path.best(self, &sight, &mut found);
                path.fixed = reachable(&sight, lesson.2);
                path.best(self, &sight, &mut wanted);
                if found != wanted {
                    self.change(&sight, &wanted, 1);
                    self.change(&sight, &found, -1);
                }
            }
        }
    }

    /// Makes a sequence of labels more likely, or less.
    fn change(&mut self, sight: &Sight<'_>, labels: &[u8], by: i32) {
        let mut features = Vec::new();
        let mut before = 0;
        for (i, &label) in labels.iter().enumerate() {
            let label = usize::from(label);
            self.steps[before][label].change(by, self.step);
            before = label;
            if sight.is_open(i) {
                sight.features(i, &mut features);
                let frequent = features.iter().filter(|f| self.frequent.contains(f));
                for &feature in frequent {
                    self.slots[slot(feature)][label].change(by, self.step);
                }
            }
        }
    }
}

/// Averages of the weights of all learners, which see the sentences in different orders.
struct Averages {
    slots: Vec<f64>,
    steps: Vec<f64>,
}

impl Averages {
    fn new() -> Self {
        Self {
            slots: vec![0.0; LABELS << BITS],
            steps: vec![0.0; LABELS * LABELS],
        }
    }

    fn add(&mut self, learner: &Learner<'_>) {
        let n = learner.step.max(1);
        let add = |(sum, w): (&mut f64, &Weight)| *sum += w.average(n) / LEARNERS as f64;
        let steps = learner.steps.iter().flatten();
        self.steps.iter_mut().zip(steps).for_each(add);
        let slots = learner.slots.iter().flatten();
        self.slots.iter_mut().zip(slots).for_each(add);
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.push(BITS);
        for average in &self.steps {
            out.extend((average.round() as i32).to_le_bytes());
        }
        let slots = self.slots.iter();
        out.extend(slots.map(|a| a.round().clamp(-127.0, 127.0) as i8 as u8));
    }
}

/// The labels that are known, as far as the model can give them: closed words are outside, and every name has a beginning.
fn reachable(sight: &Sight<'_>, labels: &[u16]) -> Vec<Option<u8>> {
    let mut out: Vec<Option<u8>> = Vec::with_capacity(labels.len());
    for (i, &label) in labels.iter().enumerate() {
        if !sight.is_open(i) {
            out.push(Some(0));
            continue;
        }
        if label == UNKNOWN {
            out.push(None);
            continue;
        }
        let label = label as u8;
        let is_inside = label > 0 && label.is_multiple_of(2);
        let before = out.last().copied().flatten().unwrap_or(0);
        let goes_on = before == label || before + 1 == label;
        out.push(Some(if is_inside && !goes_on {
            label - 1
        } else {
            label
        }));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Averages, Learner, frequent, lessons, write_lists};
    use crate::model::Reader;
    use crate::names::{Lists, NameTagger, NameWork};
    use crate::net::run::Doubts;
    use verbale_text::{Entity, conllu};

    /// Sentences of the form "Name spoke in Name", people before and places after the verb.
    fn treebank(pairs: &[(&str, &str)]) -> String {
        let mut file = String::new();
        for (person, place) in pairs {
            file += &format!(
                "1\t{person}\t{person}\tPROPN\tNNP\t_\t2\tnsubj\t_\t_\n\
                 2\tspoke\tspeak\tVERB\tVBD\t_\t0\troot\t_\t_\n\
                 3\tin\tin\tADP\tIN\t_\t4\tcase\t_\t_\n\
                 4\t{place}\t{place}\tPROPN\tNNP\t_\t2\tobl\t_\t_\n\n"
            );
        }
        file
    }

    #[test]
    fn names_are_told_by_what_stands_around_them() {
        let file = treebank(&[("Anna", "Klow"), ("Boris", "Szohod"), ("Carla", "Zlip")]);
        let docs = conllu::read(&file, "t").unwrap();
        let labels = [Entity::BPer, Entity::O, Entity::O, Entity::BLoc].map(|l| l as u16);
        let n = docs.iter().map(|d| d.sentences().len()).sum();
        let samples = [(docs, vec![Some(labels.to_vec()); n])];
        let mut section = Vec::new();
        write_lists(&["PLACE\tNew Klow\nPLACE\tKlow\n"], &mut section);
        let lists = Lists::read(&mut Reader::new(&section, "names")).unwrap();
        let lessons = lessons(&samples);
        assert_eq!(lessons.len(), n);
        let frequent = frequent(&lessons, (&lists, None));
        let mut learner = Learner::new(&frequent);
        learner.learn(&lessons, (&lists, None), 1);
        let mut sum = Averages::new();
        sum.add(&learner);
        sum.write(&mut section);
        let tagger = NameTagger::from_bytes(&section).unwrap();
        let new = &conllu::read(&treebank(&[("Dora", "Niedzdrow")]), "t").unwrap()[0];
        let mut tokens = new.tokens().to_vec();
        let mut work = NameWork::default();
        tagger.label(
            &mut tokens,
            new.sentences(),
            ((new.strings(), None), &[Doubts::default(); 4]),
            &mut work,
        );
        let found: Vec<Entity> = tokens.iter().map(|t| t.entity).collect();
        assert_eq!(found, [Entity::BPer, Entity::O, Entity::O, Entity::BLoc]);
        for n in (0..section.len()).step_by(1009) {
            assert!(NameTagger::from_bytes(&section[..n]).is_err());
        }
    }
}
