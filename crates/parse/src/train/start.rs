//! Parameters to start from: those of a trained model, or random ones.

use super::blocks::{Block, Blocks, LinearBlocks, LstmBlocks};
use super::data::Inventory;
use super::random::Random;
use crate::Error;
use crate::model::{Reader, Sections};
use crate::net::features::{Fingerprint, Vocabulary};
use crate::net::quant::QuantNet;
use crate::net::shape::Shape;

/// Random parameters.
pub(crate) fn initial(blocks: &Blocks, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed, 1);
    let mut params = vec![0.0; blocks.total];
    let mut fill = |block: Block, limit: f32| {
        block
            .of_mut(&mut params)
            .iter_mut()
            .for_each(|p| *p = random.spread(limit));
    };
    fill(blocks.table, 0.1);
    for lstm in blocks.lstm.iter().flatten() {
        let glorot = |n: usize, m: usize| (6.0 / (n + m) as f32).sqrt();
        fill(lstm.x, glorot(lstm.x.cols, lstm.h.cols));
        fill(lstm.h, glorot(lstm.h.cols, lstm.h.cols));
    }
    let late = blocks.late.into_iter().flatten();
    for linear in [
        blocks.xpos,
        blocks.upos,
        blocks.feats,
        blocks.names,
        blocks.arc_dep,
        blocks.arc_head,
        blocks.arc,
        blocks.rel_dep,
        blocks.rel_head,
        blocks.rel,
    ]
    .into_iter()
    .chain(late)
    {
        fill(
            linear.w,
            (6.0 / (linear.w.cols + linear.w.rows) as f32).sqrt(),
        );
    }
    fill(blocks.arc_root, 0.1);
    fill(blocks.rel_root, 0.1);
    for lstm in blocks.lstm.iter().flatten() {
        // Gates that forget nothing at first (Jozefowicz et al. 2015).
        let hidden = lstm.h.cols;
        lstm.b.of_mut(&mut params)[hidden..2 * hidden].fill(1.0);
    }
    params
}

/// Puts the weights of a trained model into `params`; features that it did not know start with nothing.
///
/// # Errors
/// Bytes that are no model, or one of other sizes or labels.
pub(crate) fn from_model(
    file: &[u8],
    (shape, inventory, features): (&Shape, &Inventory, &[Fingerprint]),
    params: &mut [f32],
) -> Result<(), Error> {
    let sections = Sections::read(file)?;
    let (old, labels) = QuantNet::read(&sections)?;
    let rows = old.shape.rows;
    let as_new = Shape {
        rows: shape.rows,
        late_tags: shape.late_tags,
        ..old.shape.clone()
    };
    if as_new != *shape || labels != *inventory {
        return Err(Error::OtherLabels);
    }
    let known = Vocabulary::new(self::features(file)?.into_iter());
    let blocks = shape.blocks();
    let mut r = Source {
        reader: Reader::new(sections.get("net")?, "net"),
        params,
    };
    let spread = 127.0 / r.reader.f32s(1)?[0];
    r.table(blocks.table, rows, |at| known.row(features[at]))?;
    for (layer, lstm) in blocks.lstm.iter().enumerate() {
        for direction in lstm {
            r.lstm(*direction, if layer == 0 { spread } else { 1.0 })?;
        }
    }
    r.rest(&blocks, old.shape.late_tags)
}

/// The features that a model knows, in the order of its rows.
///
/// # Errors
/// Bytes that are no model.
pub(crate) fn features(file: &[u8]) -> Result<Vec<Fingerprint>, Error> {
    let section = Sections::read(file)?.get("features")?;
    let mut reader = Reader::new(section, "features");
    (0..section.len() / 4).map(|_| reader.u32()).collect()
}

struct Source<'a> {
    reader: Reader<'a>,
    params: &'a mut [f32],
}

impl Source<'_> {
    /// The feature table; `place` is where the row of a feature stood in the model.
    fn table(
        &mut self,
        at: Block,
        rows: usize,
        place: impl Fn(usize) -> Option<u32>,
    ) -> Result<(), Error> {
        let scales = self.reader.f32s(rows)?;
        let values = self.reader.i8s(rows * at.cols)?;
        let table = at.of_mut(self.params);
        for (i, row) in table.chunks_exact_mut(at.cols).enumerate() {
            row.fill(0.0);
            if let Some(old) = place(i).map(|old| old as usize) {
                let values = &values[old * at.cols..][..at.cols];
                let pairs = row.iter_mut().zip(values);
                pairs.for_each(|(p, &v)| *p = f32::from(v) * scales[old]);
            }
        }
        Ok(())
    }

    /// Rows of whole numbers, each times its scale.
    fn rows(&mut self, at: Block, scales: &[f32]) -> Result<(), Error> {
        let values = self.reader.i8s(at.rows * at.cols)?;
        let rows = values.chunks_exact(at.cols).zip(scales);
        let out = at.of_mut(self.params).chunks_exact_mut(at.cols);
        for (out, (row, scale)) in out.zip(rows) {
            let pairs = out.iter_mut().zip(row);
            pairs.for_each(|(p, &v)| *p = f32::from(v) * scale);
        }
        Ok(())
    }

    fn floats(&mut self, at: Block) -> Result<(), Error> {
        let values = self.reader.f32s(at.rows * at.cols)?;
        at.of_mut(self.params).copy_from_slice(&values);
        Ok(())
    }

    /// Scales of weights from those of sums, which count activations in 127ths.
    fn scales(&mut self, n: usize) -> Result<Vec<f32>, Error> {
        Ok(self.reader.f32s(n)?.iter().map(|s| s * 127.0).collect())
    }

    fn lstm(&mut self, at: LstmBlocks, spread: f32) -> Result<(), Error> {
        let scales = self.scales(at.b.cols)?;
        self.floats(at.b)?;
        let inputs: Vec<f32> = scales.iter().map(|s| s / spread).collect();
        self.rows(at.x, &inputs)?;
        self.rows(at.h, &scales)
    }

    fn linear(&mut self, at: &[LinearBlocks]) -> Result<(), Error> {
        let scales = self.scales(at.iter().map(|l| l.w.rows).sum())?;
        for l in at {
            self.floats(l.b)?;
        }
        let mut rest = &scales[..];
        for l in at {
            self.rows(l.w, rest)?;
            rest = &rest[l.w.rows..];
        }
        Ok(())
    }

    /// All after the recurrent layers.
    fn rest(&mut self, b: &Blocks, late_tags: bool) -> Result<(), Error> {
        self.linear(&[b.xpos, b.upos, b.feats])?;
        let mut scorers = vec![b.arc_dep, b.arc_head, b.rel_dep, b.rel_head, b.names];
        for late in b.late.into_iter().flatten() {
            if late_tags {
                scorers.push(late);
            } else {
                late.w.of_mut(self.params).fill(0.0);
            }
        }
        self.linear(&scorers)?;
        for block in [b.arc.w, b.arc.b, b.arc_root, b.rel_root, b.rel.w, b.rel.b] {
            self.floats(block)?;
        }
        Ok(())
    }
}
