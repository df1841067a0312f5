//! Training in the middle: all that is needed to go on as if nothing had happened.

use super::adam::Adam;
use crate::Error;
use crate::model::{self, Reader, Sections};

const HEAD: &str = "checkpoint";
/// Sections of numbers, in the order of [`State::numbers`].
const NUMBERS: [&str; 5] = ["params", "average", "mean", "square", "best"];

/// The state between two passes.
pub(crate) struct State {
    /// Passes done.
    pub(crate) epoch: u32,
    /// Passes since the best one.
    pub(crate) waited: u32,
    pub(crate) best_score: f64,
    pub(crate) best: Vec<f32>,
    pub(crate) adam: Adam,
}

impl State {
    /// Before the first pass.
    pub(crate) fn new(params: Vec<f32>) -> Self {
        let adam = Adam::new(params);
        Self {
            epoch: 0,
            waited: 0,
            best_score: f64::NEG_INFINITY,
            best: adam.average.clone(),
            adam,
        }
    }

    fn numbers(&self) -> [&[f32]; 5] {
        let [mean, square] = self.adam.moments();
        [
            &self.adam.params,
            &self.adam.average,
            mean,
            square,
            &self.best,
        ]
    }

    /// As bytes; `inputs` stands for the texts and choices of this training.
    pub(crate) fn write(&self, inputs: u64) -> Vec<u8> {
        let mut head = inputs.to_le_bytes().to_vec();
        for n in [self.epoch, self.waited, self.adam.steps] {
            head.extend(n.to_le_bytes());
        }
        head.extend(self.best_score.to_bits().to_le_bytes());
        let mut sections = vec![(HEAD, head)];
        for (name, numbers) in NUMBERS.into_iter().zip(self.numbers()) {
            let bytes = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
            sections.push((name, bytes));
        }
        model::write(&sections)
    }

    /// Reads what [`State::write`] wrote, for a network of `n` parameters.
    pub(crate) fn read(bytes: &[u8], inputs: u64, n: usize) -> Result<Self, Error> {
        let sections = Sections::read(bytes)?;
        let mut head = Reader::new(sections.get(HEAD)?, HEAD);
        if head.u64()? != inputs {
            return Err(Error::OtherTraining);
        }
        let [epoch, waited, steps] = [head.u32()?, head.u32()?, head.u32()?];
        let best_score = f64::from_bits(head.u64()?);
        let numbers = |name| Reader::new(sections.get(name)?, name).f32s(n);
        let [params, average, mean, square, best] = NUMBERS.map(numbers);
        Ok(Self {
            epoch,
            waited,
            best_score,
            best: best?,
            adam: Adam::restored([params?, average?, mean?, square?], steps),
        })
    }
}
