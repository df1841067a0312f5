//! How likely a network finds each label: what it teaches another one.

use super::batch::Batch;
use super::quant::QuantNet;
use super::run::Scratch;

impl QuantNet {
    /// Fills `scratch` with the scores of some sentences, whose forms and lengths are given.
    pub(crate) fn study(&self, forms: &[&str], lengths: &[usize], scratch: &mut Scratch) -> Batch {
        scratch.trim();
        let words: Vec<u32> = forms.iter().map(|f| scratch.word(self, f)).collect();
        self.encode(&words, lengths, scratch).0
    }

    /// Puts the scores of word `t` of sentence `b` into `out`: XPOS, UPOS, features, names.
    pub(crate) fn label_scores(
        &self,
        (batch, b, t): (&Batch, usize, usize),
        s: &Scratch,
        out: &mut Vec<f32>,
    ) {
        let l = &self.shape.labels;
        let (row, tags, width) = (
            batch.row(b, t),
            self.tags.w.outputs(),
            self.scorers.w.outputs(),
        );
        let names = 2 * self.shape.arc + 2 * self.shape.rel;
        let scored = &s.scored[row * width + names..(row + 1) * width];
        out.clear();
        out.extend_from_slice(&s.tags[row * tags..][..l.tags()]);
        if self.shape.late_tags {
            let late = &scored[l.names..][..l.tags()];
            out.iter_mut().zip(late).for_each(|(s, l)| *s += l);
        }
        out.extend_from_slice(&scored[..l.names]);
    }

    /// Scores of the heads of sentence `b`, `[n, n + 1]`.
    pub(crate) fn head_scores<'s>(
        &self,
        batch: &Batch,
        b: usize,
        s: &'s mut Scratch,
    ) -> &'s mut [f32] {
        self.arcs(batch, b, &s.scored, &mut s.trees);
        &mut s.trees.scores
    }

    /// Scores of the relations of word `t` of sentence `b` to its head.
    pub(crate) fn rel_scores<'s>(
        &self,
        batch: &Batch,
        (b, t, head): (usize, usize, usize),
        s: &'s mut Scratch,
    ) -> &'s [f32] {
        self.relations(batch, (b, t, head), &s.scored, &mut s.trees)
    }
}
