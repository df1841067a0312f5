//! The parser: a model at work.

use crate::Error;
use crate::lemma::Lemmatizer;
use crate::model::Sections;
use crate::names::{self, NameTagger, NameWork};
use crate::net::quant::{Inventory, QuantNet};
use crate::net::run::{Doubts, Labelled, Scratch};
use crate::segment::{RawSentence, RawWord, Segmenter, Segments};
use rustc_hash::FxHashMap;
use std::sync::{Mutex, PoisonError};
use verbale_text::{
    DocId, Document, Entity, Parsed, Rel, Sentence, StrId, Strings, Token, TokenIdx, Upos,
};

/// Words that are computed together; more do not fit the processor's second cache.
const CHUNK_WORDS: usize = 768;
/// Sentences longer than this are parsed in pieces, for scoring heads is quadratic.
const MOST_WORDS: usize = 192;
/// Buffers of texts of up to so many words are kept for the next one.
const MOST_KEPT: usize = 1 << 15;

/// A loaded model. It can be shared between threads; each call works on its own buffers, which are kept for later calls.
///
/// ```no_run
/// use verbale_parse::Parser;
/// # let bytes = Vec::new();
/// let parser = Parser::load(&bytes)?;
/// let parsed = parser.parse("Borduria protested.");
/// assert_eq!(parsed.trees().next().expect("one sentence").root().form(), "protested");
/// # Ok::<(), verbale_parse::Error>(())
/// ```
pub struct Parser {
    segmenter: Segmenter,
    lemmatizer: Lemmatizer,
    /// Without it, the network's own name labels stand.
    name_tagger: Option<NameTagger>,
    net: QuantNet,
    inventory: Inventory,
    upos: Vec<Upos>,
    /// Relation and subtype of each label.
    rels: Vec<(Rel, String)>,
    names: Vec<Entity>,
    id: String,
    idle: Mutex<Vec<Work>>,
}

/// Buffers of one call.
#[derive(Default)]
struct Work {
    segments: Segments,
    scratch: Scratch,
    /// Number of each string's vector.
    vectors: Vec<u32>,
    words: Vec<u32>,
    lengths: Vec<usize>,
    labelled: Vec<Labelled>,
    /// Of each word, the network's doubts of name labels.
    doubts: Vec<Doubts>,
    names: NameWork,
}

impl Parser {
    /// Loads a model from the bytes of its file.
    ///
    /// # Errors
    /// Bytes that are no model file, one of another version, or a damaged one.
    pub fn load(bytes: &[u8]) -> Result<Self, Error> {
        Self::read(Sections::read(bytes)?)
    }

    /// As [`Parser::load`], of a model that lies in the program: its bytes are not copied.
    ///
    /// # Errors
    /// As those of [`Parser::load`].
    pub fn load_static(bytes: &'static [u8]) -> Result<Self, Error> {
        Self::read(Sections::of_program(bytes)?)
    }

    fn read(sections: Sections<'_>) -> Result<Self, Error> {
        let (net, inventory) = QuantNet::read(&sections)?;
        let rel = |label: &String| {
            let (rel, subtype) = label.split_once(':').unwrap_or((label, ""));
            (Rel::parse(rel).unwrap_or_default(), subtype.to_owned())
        };
        Ok(Self {
            segmenter: Segmenter::read(sections.reader("segment")?)?,
            lemmatizer: Lemmatizer::read(sections.reader("lemma")?)?,
            name_tagger: sections
                .find_reader(names::PART)
                .map(NameTagger::read)
                .transpose()?,
            net,
            upos: inventory
                .upos
                .iter()
                .map(|l| Upos::parse(l).unwrap_or_default())
                .collect(),
            rels: inventory.rels.iter().map(rel).collect(),
            names: inventory
                .names
                .iter()
                .map(|l| Entity::parse(l).unwrap_or_default())
                .collect(),
            inventory,
            id: sections.id(),
            idle: Mutex::default(),
        })
    }

    /// The lists of words that the network knows.
    #[cfg(feature = "train")]
    pub(crate) fn listed(&self) -> Option<&crate::net::words::Listed> {
        self.net.listed.as_ref()
    }

    /// A name for exactly this model: 12 hexadecimal digits.
    pub fn model_id(&self) -> &str {
        &self.id
    }

    /// The part that cuts text into sentences and words; much faster than the rest, for those who want no trees.
    pub fn segmenter(&self) -> &Segmenter {
        &self.segmenter
    }

    /// Splits, tags and parses a text, as a document without id. Time is linear in the text.
    ///
    /// ```
    /// # let model = include_bytes!("../../../models/english.vmodel");
    /// let parser = verbale_parse::Parser::load(model)?;
    /// let parsed = parser.parse("The envoys left. Nobody said why.");
    /// let tags = |tree: verbale_text::Tree| tree.nodes().map(|n| n.upos().to_string()).collect::<Vec<_>>();
    /// assert_eq!(parsed.trees().map(tags).next().expect("a sentence"), ["DET", "NOUN", "VERB", "PUNCT"]);
    /// # Ok::<(), verbale_parse::Error>(())
    /// ```
    pub fn parse(&self, text: &str) -> Parsed {
        self.parse_document(Document::new(DocId(String::new()), text.to_owned()))
    }

    /// Splits, tags and parses the text of a document, which the result owns. Time is linear in the text.
    pub fn parse_document(&self, document: Document) -> Parsed {
        let mut work = self.take();
        let (mut tokens, sentences, mut strings) = self.words(document.text(), &mut work);
        self.complete(&mut tokens, &sentences, &mut strings, &mut work);
        self.give_back(work);
        Parsed::new(document, tokens, sentences, strings)
    }

    /// A text cut into words and sentences, without tags and trees: each word hangs on nothing.
    #[cfg(feature = "train")]
    pub(crate) fn cut(&self, text: &str) -> Parsed {
        let mut work = self.take();
        let (tokens, sentences, strings) = self.words(text, &mut work);
        self.give_back(work);
        let document = Document::new(DocId(String::new()), text.to_owned());
        Parsed::new(document, tokens, sentences, strings)
    }

    /// Cuts a text into words without tags and trees.
    fn words(&self, text: &str, work: &mut Work) -> (Vec<Token>, Vec<Sentence>, Strings) {
        self.segmenter.segment(text, &mut work.segments);
        let mut strings = Strings::new();
        let word = |w: &RawWord| {
            let form = match w.form {
                Some(id) => self.segmenter.form(id),
                None => w.span.of(text),
            };
            Token {
                span: w.span,
                form: strings.intern(form),
                lemma: StrId::EMPTY,
                upos: Upos::default(),
                xpos: StrId::EMPTY,
                feats: StrId::EMPTY,
                head: TokenIdx::NONE,
                rel: Rel::default(),
                subtype: StrId::EMPTY,
                entity: Entity::O,
                continues_token: w.continues_token,
            }
        };
        let tokens: Vec<Token> = work.segments.words.iter().map(word).collect();
        let sentence = |s: &RawSentence| {
            let words = &tokens[s.first as usize..s.end as usize];
            Sentence {
                first: s.first,
                end: s.end,
                span: words[0].span.cover(words[words.len() - 1].span),
                opens_paragraph: s.opens_paragraph,
            }
        };
        let sentences = work.segments.sentences.iter().map(sentence).collect();
        if tokens.len() > MOST_KEPT {
            work.segments = Segments::default();
        }
        (tokens, sentences, strings)
    }

    /// Tags and parses the words and sentences of `given`; its own tags and trees are replaced.
    pub fn parse_words(&self, given: &Parsed) -> Parsed {
        let mut work = self.take();
        let mut tokens = given.tokens().to_vec();
        let mut strings = given.strings().clone();
        self.complete(&mut tokens, given.sentences(), &mut strings, &mut work);
        self.give_back(work);
        let sentences = given.sentences().to_vec();
        Parsed::new(given.document().clone(), tokens, sentences, strings)
    }

    /// Fills in all but form and span.
    fn complete(
        &self,
        tokens: &mut [Token],
        sentences: &[Sentence],
        strings: &mut Strings,
        work: &mut Work,
    ) {
        self.label(tokens, sentences, strings, work);
        self.lemmatize(tokens, strings);
        if let Some(tagger) = &self.name_tagger {
            let sources = (&*strings, self.net.listed.as_ref());
            tagger.label(tokens, sentences, (sources, &work.doubts), &mut work.names);
        }
    }

    fn take(&self) -> Work {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }

    fn give_back(&self, work: Work) {
        if work.doubts.len() > MOST_KEPT {
            return; // the room that a huge text took is free again
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(work);
    }

    /// Fills in lemmas from forms and tags; each pair is looked up once a document.
    fn lemmatize(&self, tokens: &mut [Token], strings: &mut Strings) {
        let mut known: FxHashMap<(StrId, StrId, StrId, Upos), StrId> = FxHashMap::default();
        let mut lemma = String::new();
        for t in tokens {
            t.lemma = *known
                .entry((t.form, t.xpos, t.feats, t.upos))
                .or_insert_with(|| {
                    let [form, xpos, feats] = [t.form, t.xpos, t.feats].map(|id| strings.get(id));
                    self.lemmatizer
                        .lemma(form, (t.upos, xpos, feats), &mut lemma);
                    strings.intern(&lemma)
                });
        }
    }

    /// Fills in all but form, span and lemma.
    fn label(
        &self,
        tokens: &mut [Token],
        sentences: &[Sentence],
        strings: &mut Strings,
        work: &mut Work,
    ) {
        work.scratch.trim();
        work.vectors.clear();
        work.vectors.resize(strings.len(), u32::MAX);
        work.doubts.clear();
        work.doubts.resize(tokens.len(), Doubts::default());
        let mut ids = LabelIds::new(self);
        let mut rest = sentences;
        while let Some(first) = rest.first() {
            let words = |s: &Sentence| (s.end - first.first) as usize;
            let n = rest
                .iter()
                .take_while(|s| words(s) <= CHUNK_WORDS)
                .count()
                .max(1);
            let (chunk, after) = rest.split_at(n);
            rest = after;
            self.label_chunk(tokens, chunk, (strings, &mut ids), work);
        }
    }

    fn label_chunk(
        &self,
        tokens: &mut [Token],
        chunk: &[Sentence],
        (strings, ids): (&mut Strings, &mut LabelIds),
        work: &mut Work,
    ) {
        work.words.clear();
        work.lengths.clear();
        work.labelled.clear();
        for sentence in chunk {
            let words = &tokens[sentence.first as usize..sentence.end as usize];
            work.lengths
                .extend(words.chunks(MOST_WORDS).map(<[Token]>::len));
            for t in words {
                let vector = &mut work.vectors[t.form.0 as usize];
                if *vector == u32::MAX {
                    *vector = work.scratch.word(&self.net, strings.get(t.form));
                }
                work.words.push(*vector);
            }
        }
        self.net.run(
            &work.words,
            &work.lengths,
            &mut work.scratch,
            &mut work.labelled,
        );
        let mut labelled = work.labelled.iter();
        for sentence in chunk {
            let range = sentence.first as usize..sentence.end as usize;
            let words = &mut tokens[range.clone()];
            let mut doubts = work.doubts[range].iter_mut();
            let mut root = None;
            for (piece, words) in words.chunks_mut(MOST_WORDS).enumerate() {
                let first = sentence.first + (piece * MOST_WORDS) as u32;
                for (i, (t, doubts)) in words.iter_mut().zip(&mut doubts).enumerate() {
                    let l = labelled.next().expect("every word was labelled");
                    *doubts = l.doubts;
                    self.fill(t, l, first, (strings, ids));
                    if t.head == TokenIdx::NONE {
                        match root {
                            None => root = Some(TokenIdx(first + i as u32)),
                            Some(root) => {
                                (t.head, t.rel, t.subtype) = (root, Rel::Parataxis, StrId::EMPTY)
                            }
                        }
                    }
                }
            }
        }
    }

    fn fill(
        &self,
        t: &mut Token,
        l: &Labelled,
        first: u32,
        (strings, ids): (&mut Strings, &mut LabelIds),
    ) {
        let [xpos, feats, rel, name] = [l.xpos, l.feats, l.rel, l.name].map(usize::from);
        t.upos = self.upos[usize::from(l.upos)];
        t.xpos = LabelIds::get(&mut ids.xpos[xpos], strings, &self.inventory.xpos[xpos]);
        t.feats = LabelIds::get(&mut ids.feats[feats], strings, &self.inventory.feats[feats]);
        t.entity = self.names[name];
        t.head = match l.head {
            0 => TokenIdx::NONE,
            h => TokenIdx(first + u32::from(h) - 1),
        };
        if t.head == TokenIdx::NONE {
            (t.rel, t.subtype) = (Rel::Root, StrId::EMPTY);
        } else {
            t.rel = self.rels[rel].0;
            t.subtype = LabelIds::get(&mut ids.subtypes[rel], strings, &self.rels[rel].1);
        }
    }
}

/// Ids of labels in one document's strings, once they occur.
struct LabelIds {
    xpos: Vec<Option<StrId>>,
    feats: Vec<Option<StrId>>,
    subtypes: Vec<Option<StrId>>,
}

impl LabelIds {
    fn new(parser: &Parser) -> Self {
        let labels = &parser.net.shape.labels;
        Self {
            xpos: vec![None; labels.xpos],
            feats: vec![None; labels.feats],
            subtypes: vec![None; labels.rels],
        }
    }

    fn get(id: &mut Option<StrId>, strings: &mut Strings, label: &str) -> StrId {
        *id.get_or_insert_with(|| strings.intern(label))
    }
}
