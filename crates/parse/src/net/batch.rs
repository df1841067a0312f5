//! Sentences that are computed together.

/// Sentences of a batch, longest first, laid out by position: row `starts[t] + b` is word `t` of sentence `b`.
///
/// The sentences with a word `t` are the first ones, so each time step is a run of rows without gaps.
pub(crate) struct Batch {
    /// Index of each sentence in the data.
    pub(crate) sentences: Vec<u32>,
    /// Words of each sentence, falling.
    pub(crate) lengths: Vec<usize>,
    starts: Vec<usize>,
}

impl Batch {
    /// Lays out `sentences`, given with their lengths.
    pub(crate) fn new(mut sentences: Vec<(u32, usize)>) -> Self {
        sentences.sort_by_key(|&(i, n)| (std::cmp::Reverse(n), i));
        let lengths: Vec<usize> = sentences.iter().map(|&(_, n)| n).collect();
        let mut starts = vec![0];
        let mut active = lengths.len();
        for t in 0..lengths.first().copied().unwrap_or(0) {
            while lengths[active - 1] <= t {
                active -= 1;
            }
            starts.push(starts[t] + active);
        }
        Self {
            sentences: sentences.iter().map(|&(i, _)| i).collect(),
            lengths,
            starts,
        }
    }

    /// Words in all.
    pub(crate) fn rows(&self) -> usize {
        self.starts[self.steps()]
    }

    /// Length of the longest sentence.
    pub(crate) fn steps(&self) -> usize {
        self.starts.len() - 1
    }

    /// Rows of word `t` of all sentences that have one.
    pub(crate) fn step(&self, t: usize) -> std::ops::Range<usize> {
        self.starts[t]..self.starts[t + 1]
    }

    /// Row of word `t` of sentence `b`.
    #[inline]
    pub(crate) fn row(&self, b: usize, t: usize) -> usize {
        self.starts[t] + b
    }
}

#[cfg(test)]
mod tests {
    use super::Batch;

    #[test]
    fn rows_of_a_step_are_adjacent() {
        let batch = Batch::new(vec![(7, 1), (8, 3), (9, 2)]);
        assert_eq!(batch.sentences, [8, 9, 7]);
        assert_eq!(
            (batch.step(0), batch.step(1), batch.step(2)),
            (0..3, 3..5, 5..6)
        );
        assert_eq!(batch.row(1, 1), 4);
        assert_eq!(batch.rows(), 6);
    }
}
