//! What the model of names sees of a word.

use super::lists::{Lists, word_hash};
use crate::net::features::Splitter;
use crate::net::words::Listed;
use verbale_text::{Rel, StrId, Strings, Token, TokenIdx, Upos};

/// Features of one word at most.
const MOST_FEATURES: usize = 128;

/// What a form shows by itself.
#[derive(Clone, Copy, Default)]
struct Look {
    is_known: bool,
    is_capital: bool,
    lower: u32,
    start: u32,
    ends: [u32; 3],
    shape: u32,
    /// Classes of the lists that hold the word by itself.
    classes: u8,
    /// Classes that the network knows the word by, a bit each.
    listed: u32,
}

/// What words are looked up in.
#[derive(Clone, Copy)]
pub(crate) struct Sources<'a> {
    pub(crate) strings: &'a Strings,
    pub(crate) lists: &'a Lists,
    pub(crate) listed: Option<&'a Listed>,
}

/// The forms of a text, and the sentence at hand.
#[derive(Default)]
pub(crate) struct Words {
    /// By number of the string.
    looks: Vec<Look>,
    sentence: Vec<Seen>,
    splitter: Splitter,
}

/// A word of the sentence at hand.
#[derive(Clone, Copy)]
struct Seen {
    look: Look,
    upos: Upos,
    xpos: u32,
    rel: Rel,
    /// Head within the sentence.
    head: Option<u32>,
    lemma: u32,
    is_open: bool,
    /// Classes of the listed name the word is in, and whether the name begins with it.
    listed: u8,
    begins: bool,
    /// The run of proper nouns around the word; empty for other words.
    run: (u32, u32),
}

impl Words {
    /// Forgets the text before; `strings` are those of the next.
    pub(crate) fn begin(&mut self, strings: &Strings) {
        self.looks.clear();
        self.looks.resize(strings.len(), Look::default());
    }

    fn look(&mut self, id: StrId, sources: Sources<'_>) -> Look {
        let look = &mut self.looks[id.0 as usize];
        if !look.is_known {
            let form = sources.strings.get(id);
            *look = Look::new(form, sources.lists);
            let listed = sources.listed;
            look.listed = listed.map_or(0, |l| l.classes(self.splitter.form(form)));
        }
        *look
    }

    /// Takes in a sentence whose first word is number `first` of the text.
    pub(crate) fn see(&mut self, tokens: &[Token], first: u32, sources: Sources<'_>) -> Sight<'_> {
        self.sentence.clear();
        for t in tokens {
            let look = self.look(t.form, sources);
            let head = (t.head != TokenIdx::NONE).then(|| t.head.0.wrapping_sub(first));
            let seen = Seen {
                look,
                upos: t.upos,
                xpos: self.look(t.xpos, sources).lower,
                rel: t.rel,
                head: head.filter(|&h| (h as usize) < tokens.len()),
                lemma: self.look(t.lemma, sources).lower,
                is_open: is_open(t.upos, look.is_capital),
                listed: 0,
                begins: false,
                run: (0, 0),
            };
            self.sentence.push(seen);
        }
        self.bridge();
        self.find_listed(sources.lists);
        self.find_runs();
        Sight {
            words: &self.sentence,
        }
    }

    /// Small words join parts of names.
    fn bridge(&mut self) {
        let words = &mut self.sentence;
        let mut last_open = None;
        for i in 0..words.len() {
            if !words[i].is_open {
                continue;
            }
            if let Some(last) = last_open.replace(i)
                && i - last <= 3
                && words[last + 1..i].iter().all(|w| is_small(w.upos))
            {
                words[last..i].iter_mut().for_each(|w| w.is_open = true);
            }
        }
    }

    fn find_listed(&mut self, lists: &Lists) {
        let words = &mut self.sentence;
        let mut i = 0;
        while i < words.len() {
            let found = if words[i].is_open {
                lists.longest(words[i..].iter().map(|w| w.look.lower))
            } else {
                None
            };
            let Some((n, classes)) = found else {
                i += 1;
                continue;
            };
            words[i].begins = true;
            words[i..i + n].iter_mut().for_each(|w| w.listed = classes);
            i += n;
        }
    }

    fn find_runs(&mut self) {
        let words = &mut self.sentence;
        let mut first = 0;
        for i in 0..=words.len() {
            if words.get(i).is_some_and(|w| w.upos == Upos::Propn) {
                continue;
            }
            words[first..i]
                .iter_mut()
                .for_each(|w| w.run = (first as u32, i as u32));
            first = i + 1;
        }
    }
}

/// Whether a word can join parts of a name.
fn is_small(upos: Upos) -> bool {
    matches!(
        upos,
        Upos::Adp | Upos::Det | Upos::Cconj | Upos::Part | Upos::Punct | Upos::Sym
    )
}

/// Whether a word can be part of a name by itself.
fn is_open(upos: Upos, is_capital: bool) -> bool {
    match upos {
        Upos::Propn => true,
        Upos::Noun | Upos::Adj | Upos::Verb | Upos::X | Upos::Num | Upos::Intj => is_capital,
        _ => false,
    }
}

impl Look {
    fn new(form: &str, lists: &Lists) -> Self {
        let lower = word_hash(form);
        let end = |n: usize| {
            let at = form.char_indices().rev().nth(n - 1);
            word_hash(at.map_or(form, |(at, _)| &form[at..]))
        };
        let start = form.char_indices().nth(3);
        Self {
            is_known: true,
            is_capital: form.chars().next().is_some_and(char::is_uppercase),
            lower,
            start: word_hash(start.map_or(form, |(at, _)| &form[..at])),
            ends: [2, 3, 4].map(end),
            shape: shape(form),
            classes: lists.single(lower),
            listed: 0,
        }
    }
}

/// Hash of the classes of a form's characters, with runs cut to two.
fn shape(form: &str) -> u32 {
    let (mut h, mut last, mut run) = (7u32, ' ', 0);
    for c in form.chars() {
        let class = match c {
            c if c.is_uppercase() => 'X',
            c if c.is_alphabetic() => 'x',
            c if c.is_numeric() => '0',
            c => c,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        if run <= 2 {
            h = (h ^ class as u32).wrapping_mul(0x0100_0193);
        }
    }
    h
}

/// A sentence as the model sees it.
pub(crate) struct Sight<'a> {
    words: &'a [Seen],
}

/// Collects hashed features; the kind of each is part of it.
struct Sink<'a>(&'a mut Vec<u32>);

impl Sink<'_> {
    fn put(&mut self, kind: u32, a: u32, b: u32) {
        if self.0.len() >= MOST_FEATURES {
            return;
        }
        let mut h = (kind ^ 0x9E37_79B9).wrapping_mul(0x85EB_CA6B);
        for v in [a, b] {
            h = (h.rotate_left(13) ^ v).wrapping_mul(0xC2B2_AE35);
        }
        h ^= h >> 16;
        h = h.wrapping_mul(0x85EB_CA6B);
        self.0.push(h ^ (h >> 13));
    }

    /// A feature for each class of a set.
    fn classes(&mut self, kind: u32, classes: u8, also: u32) {
        for class in 0..8 {
            if classes >> class & 1 == 1 {
                self.put(kind, class, also);
            }
        }
    }
}

impl Sight<'_> {
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether word `i` has a capital and may be part of a name.
    pub(crate) fn is_capital(&self, i: usize) -> bool {
        self.words[i].is_open && self.words[i].look.is_capital
    }

    /// Whether word `i` may be part of a name.
    pub(crate) fn is_open(&self, i: usize) -> bool {
        self.words[i].is_open
    }

    fn at(&self, i: usize, offset: i32) -> Option<&Seen> {
        self.words.get(usize::try_from(i as i32 + offset).ok()?)
    }

    /// Puts the features of word `i` into `out`.
    pub(crate) fn features(&self, i: usize, out: &mut Vec<u32>) {
        out.clear();
        let mut sink = Sink(out);
        self.own(i, &mut sink);
        self.look(i, &mut sink);
        self.around(i, &mut sink);
        self.lists(i, &mut sink);
        self.kinds(i, &mut sink);
        self.tree(i, &mut sink);
        self.run(i, &mut sink);
    }

    fn own(&self, i: usize, sink: &mut Sink<'_>) {
        let w = &self.words[i];
        sink.put(0, 0, 0);
        sink.put(2, w.look.shape, 0);
        sink.put(3, w.upos as u32, u32::from(i == 0));
        sink.put(4, w.xpos, w.look.shape);
        for (k, &end) in (6..).zip(&w.look.ends) {
            sink.put(k, end, 0);
        }
    }

    /// The word itself.
    fn look(&self, i: usize, sink: &mut Sink<'_>) {
        let lower = |o: i32| self.at(i, o).map_or(0, |w| w.look.lower);
        let w = &self.words[i];
        sink.put(1, lower(0), 0);
        sink.put(5, w.look.start, 0);
        sink.put(23, lower(-1), lower(0));
        sink.put(24, lower(0), lower(1));
        let (first, end) = (w.run.0 as usize, w.run.1 as usize);
        if first < end {
            sink.put(63, self.words[end - 1].look.lower, 0);
            sink.put(65, self.words[first].look.lower, 0);
        }
    }

    fn around(&self, i: usize, sink: &mut Sink<'_>) {
        let lower = |o: i32| self.at(i, o).map_or(0, |w| w.look.lower);
        let shape = |o: i32| self.at(i, o).map_or(0, |w| w.look.shape);
        let upos = |o: i32| self.at(i, o).map_or(99, |w| w.upos as u32);
        for (k, o) in (10..).zip([-2, -1, 1, 2]) {
            sink.put(k, lower(o), 0);
            sink.put(k + 4, shape(o), 0);
            sink.put(k + 8, upos(o), 0);
        }
        sink.put(22, upos(-1) << 16 | upos(0) << 8 | upos(1), 0);
        sink.put(25, shape(0), shape(1));
        sink.put(26, shape(0), shape(-1));
    }

    fn lists(&self, i: usize, sink: &mut Sink<'_>) {
        for (k, o) in (30..).zip([-1, 0, 1]) {
            if let Some(w) = self.at(i, o) {
                sink.classes(k, w.listed, u32::from(w.begins));
                sink.put(k + 4, u32::from(w.listed), u32::from(w.begins));
                if w.is_open {
                    sink.classes(k + 8, w.look.classes, 0);
                }
            }
        }
        let classes = |o: i32| self.at(i, o).map_or(0, |w| u32::from(w.look.classes));
        sink.put(42, classes(-1), classes(0));
        sink.put(43, classes(0), classes(1));
    }

    /// What kinds of word the network knows it and its neighbours by.
    fn kinds(&self, i: usize, sink: &mut Sink<'_>) {
        let kinds = |o: i32| self.at(i, o).map_or(0, |w| w.look.listed);
        let w = &self.words[i];
        sink.put(72, kinds(0), u32::from(i == 0));
        sink.put(73, kinds(0), w.look.shape);
        sink.put(74, kinds(-1), kinds(0));
        sink.put(75, kinds(0), kinds(1));
        for class in (0..u32::BITS).filter(|c| kinds(0) >> c & 1 == 1) {
            sink.put(76, class, u32::from(w.look.is_capital));
        }
        let (first, end) = (w.run.0 as usize, w.run.1 as usize);
        if first < end {
            let run = &self.words[first..end];
            let unknown = run.iter().filter(|w| w.look.listed == 0).count();
            sink.put(77, unknown.min(3) as u32, run.len().min(5) as u32);
        }
    }

    fn tree(&self, i: usize, sink: &mut Sink<'_>) {
        let w = &self.words[i];
        let head = w.head.map_or(0, |h| self.words[h as usize].lemma);
        sink.put(50, w.rel as u32, 0);
        sink.put(51, w.rel as u32, head);
    }

    /// The whole run of proper nouns that the word is in.
    fn run(&self, i: usize, sink: &mut Sink<'_>) {
        let (first, end) = (self.words[i].run.0 as usize, self.words[i].run.1 as usize);
        if first >= end {
            return;
        }
        let lower = |i: usize| self.words.get(i).map_or(0, |w| w.look.lower);
        let place = (i - first).min(3) as u32 * 8 + (end - first).min(5) as u32;
        let last = &self.words[end - 1];
        sink.put(60, first.checked_sub(1).map_or(0, lower), 0);
        sink.put(61, lower(end), 0);
        sink.put(62, place, 0);
        sink.put(64, last.look.ends[1], 0);
        sink.classes(66, last.listed, 0);
        let mut classes = 0;
        for (k, w) in self.words[first..end].iter().enumerate() {
            classes |= u32::from(w.look.classes) << if k == 0 { 0 } else { 8 };
            let outside = |h: u32| (h as usize) < first || (h as usize) >= end;
            if w.head.is_none_or(outside) {
                let head = w.head.map_or(0, |h| self.words[h as usize].lemma);
                sink.put(68, w.rel as u32, 0);
                sink.put(69, w.rel as u32, head);
            }
        }
        sink.put(67, classes, 0);
        sink.classes(70, classes as u8, 0);
        sink.classes(71, (classes >> 8) as u8, 0);
    }
}
