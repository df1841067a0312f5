//! Learns where tokens and sentences begin, and which tokens hold several words.

mod fit;
mod frames;
mod multiword;
mod render;

use crate::Error;
use crate::segment::Segments;
use crate::segment::cuts::N_CUT;
use crate::segment::multiword::Pieces;
use crate::segment::stops::N_STOP;
use crate::segment::walk::{self, Judge};
use crate::train::random::Random;
use fit::Example;
use render::{Rendered, Style};
use verbale_text::conllu;

/// Slots of the token model, as a power of two.
const CUT_BITS: u8 = 18;
/// Slots of the sentence model, as a power of two.
const STOP_BITS: u8 = 19;
/// Times each document is rendered in another style besides its own.
const N_STYLES: usize = 3;

/// Learns from treebanks in CoNLL-U; gives the `segment` section of a model.
///
/// Each document is used as it is (paragraphs parted by blank lines) and in other styles: wrapped lines, a paragraph
/// a line, other quotes and dashes, sentences in capitals or title case, blanks left out after stops.
///
/// `own` are files of further sentences with marked cuts (their format stands in the one for English).
///
/// # Errors
/// A text that is not CoNLL-U, or no words at all.
pub fn train(treebanks: &[&str], own: &[&str], seed: u64) -> Result<Vec<u8>, Error> {
    let mut gold = Gold::default();
    let mut tokens = multiword::Counts::default();
    let mut random = Random::new(seed, 0x5e9);
    let mut segments = Segments::default();
    for file in treebanks {
        for doc in conllu::read(file, "training")? {
            let source = render::Source::new(&doc);
            source.count(&mut tokens);
            gold.learn(source.render(&Style::PLAIN, &mut random), &mut segments);
            for _ in 0..N_STYLES {
                let style = Style::random(&mut random);
                gold.learn(source.render(&style, &mut random), &mut segments);
            }
        }
    }
    for file in own {
        for source in frames::Frames::read(file).documents(&mut random) {
            source.count_multiword(&mut tokens);
            let style = Style::wire(&mut random);
            gold.learn(source.render(&style, &mut random), &mut segments);
        }
    }
    if gold.stops.is_empty() {
        return Err(Error::NoTrainingData);
    }
    let mut out = crate::segment::FEATURES.to_vec();
    fit::fit(&gold.cuts, CUT_BITS, &mut random, &mut out);
    fit::fit(&gold.stops, STOP_BITS, &mut random, &mut out);
    tokens.write(&mut out);
    Ok(out)
}

/// Answers from a treebank, and keeps the questions.
#[derive(Default)]
struct Gold {
    rendered: Rendered,
    cuts: Vec<Example<N_CUT>>,
    stops: Vec<Example<N_STOP>>,
}

impl Gold {
    fn learn(&mut self, rendered: Rendered, segments: &mut Segments) {
        let text = rendered.text.clone();
        self.rendered = rendered;
        walk::walk(&text, segments, self);
    }
}

impl Judge for Gold {
    fn cut(&mut self, at: u32, features: &[u32; N_CUT]) -> bool {
        let yes = self.rendered.starts[at as usize];
        self.cuts.push(Example {
            features: *features,
            yes,
        });
        yes
    }

    fn stop(&mut self, at: u32, features: &[u32; N_STOP]) -> i32 {
        let yes = self.rendered.ends[at as usize];
        self.stops.push(Example {
            features: *features,
            yes,
        });
        if yes { 1 } else { -1 }
    }

    fn pieces(&mut self, _: &str, _: &mut Pieces) {}
}
