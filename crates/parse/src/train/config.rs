//! What training takes and tells.

use super::Scores;

/// Choices in training.
#[derive(Clone, Debug)]
pub struct Config {
    /// Passes over the data.
    pub epochs: u32,
    /// Passes without a better score on the development data after which training stops.
    pub patience: u32,
    /// Words of a batch.
    pub batch_words: usize,
    /// Greatest step size.
    pub learning_rate: f32,
    /// Share of units left out.
    pub dropout: f32,
    /// Share of forms left out.
    pub word_dropout: f32,
    /// Units of one direction of a recurrent layer.
    pub hidden: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// How often a feature must occur to get a row of the table.
    pub least_count: u32,
    /// The same for features that raw text adds.
    pub least_raw_count: u32,
    /// Passes, from the first, that take in raw text.
    pub raw_epochs: u32,
    /// Parts that raw text is cut into; each pass takes the next one.
    pub raw_parts: u32,
    /// Weight of a word of raw text.
    pub raw_weight: f32,
    /// Start of the pseudo-random numbers.
    pub seed: u64,
    /// Whether to use two threads. The result is the same.
    pub parallel: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            epochs: 30,
            patience: 10,
            batch_words: 800,
            learning_rate: 2e-3,
            dropout: 0.3,
            word_dropout: 0.1,
            hidden: 128,
            layers: 2,
            least_count: 2,
            least_raw_count: 8,
            raw_epochs: u32::MAX,
            raw_parts: 1,
            raw_weight: 1.0,
            seed: 1,
            parallel: true,
        }
    }
}

/// What to train on: texts of files, not paths.
#[derive(Clone, Debug, Default)]
pub struct TrainInput<'a> {
    /// Treebanks in CoNLL-U.
    pub treebanks: Vec<&'a str>,
    /// Files of further sentences with marked cuts, for the segmenter; their format stands in the one for English.
    pub cuts: Vec<&'a str>,
    /// Models that teach the new one on `raw`; the first one cuts the text.
    pub teachers: Vec<&'a [u8]>,
    /// Raw text, on which the network learns what the teachers say.
    pub raw: Vec<&'a str>,
    /// Treebanks in CoNLL-U on which training is judged.
    pub dev: Vec<&'a str>,
    /// Name labels of treebank sentences, found by `sent_id`: IOB2 in the layout of Universal NER, or lines of `sent_id`,
    /// first word, last word and type between tabs.
    pub names: Vec<&'a str>,
    /// Lists of words that the network knows, at most 32 classes: lines of class and form, a tab between, and the
    /// lemma after another; there the class is an XPOS of the treebanks, and the lemmatizer learns it too.
    pub words: Vec<&'a str>,
    /// Lists of known names: lines of class and name, a tab between.
    pub lists: Vec<&'a str>,
    /// Texts with marked names, for the model of names: `[PER Ann Lee] left [LOC Klow].`, one a line.
    pub marked: Vec<&'a str>,
    /// A model whose network is kept, so that only the rest is trained.
    pub keep_network: Option<&'a [u8]>,
    /// A model with the same labels and sizes whose network training goes on with; features that it does not know start
    /// with nothing.
    pub start: Option<&'a [u8]>,
    /// What an earlier training with the same texts and choices left ([`Progress::checkpoint`]), to go on from there.
    pub resume: Option<&'a [u8]>,
    /// Whether to give a checkpoint after each pass.
    pub checkpoints: bool,
    /// Choices.
    pub config: Config,
}

/// How far training has come.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Passes done.
    pub epoch: u32,
    /// Passes in all.
    pub epochs: u32,
    /// Batches done in this pass.
    pub batch: usize,
    /// Batches in a pass.
    pub batches: usize,
    /// Mean loss of a word since the pass began.
    pub loss: f64,
    /// On the development data, at the end of a pass.
    pub scores: Option<Scores>,
    /// At the end of a pass that was the best so far: the model's file.
    pub model: Option<Vec<u8>>,
    /// At the end of a pass, if they are wanted: what training needs to go on from there.
    pub checkpoint: Option<Vec<u8>>,
}
