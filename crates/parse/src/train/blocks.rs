//! Where each parameter of a network in training stands in one flat array.

use crate::net::shape::Shape;

/// A matrix within the flat array, row-major.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Block {
    pub(crate) at: usize,
    pub(crate) rows: usize,
    pub(crate) cols: usize,
}

impl Block {
    /// Its part of `all`.
    pub(crate) fn of(self, all: &[f32]) -> &[f32] {
        &all[self.at..self.at + self.rows * self.cols]
    }

    /// Its part of `all`, to change.
    pub(crate) fn of_mut(self, all: &mut [f32]) -> &mut [f32] {
        &mut all[self.at..self.at + self.rows * self.cols]
    }
}

/// One direction of a recurrent layer. Gate rows come in the order input, forget, output, candidate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LstmBlocks {
    /// `[4 * hidden, inputs]`
    pub(crate) x: Block,
    /// `[4 * hidden, hidden]`
    pub(crate) h: Block,
    /// `[4 * hidden]`
    pub(crate) b: Block,
}

/// A linear layer: `[outputs, inputs]` and `[outputs]`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LinearBlocks {
    pub(crate) w: Block,
    pub(crate) b: Block,
}

/// Where everything stands.
#[derive(Clone, Debug)]
pub(crate) struct Blocks {
    /// `[rows, word]`
    pub(crate) table: Block,
    /// Per layer: left to right, right to left.
    pub(crate) lstm: Vec<[LstmBlocks; 2]>,
    pub(crate) xpos: LinearBlocks,
    pub(crate) upos: LinearBlocks,
    pub(crate) feats: LinearBlocks,
    pub(crate) names: LinearBlocks,
    /// XPOS, UPOS and features off the last layer, where they are read off both.
    pub(crate) late: Option<[LinearBlocks; 3]>,
    /// Word as dependent and as head, for scoring heads.
    pub(crate) arc_dep: LinearBlocks,
    pub(crate) arc_head: LinearBlocks,
    /// `w`: bilinear form `[arc, arc]`; `b`: weight of the head alone `[arc]`.
    pub(crate) arc: LinearBlocks,
    /// Vector of the root as a head `[arc]`.
    pub(crate) arc_root: Block,
    /// Word as dependent and as head, for scoring relations.
    pub(crate) rel_dep: LinearBlocks,
    pub(crate) rel_head: LinearBlocks,
    /// Vector of the root as a head `[rel]`.
    pub(crate) rel_root: Block,
    pub(crate) rel: LinearBlocks,
    /// Length of the flat array.
    pub(crate) total: usize,
}

struct Allocator(usize);

impl Allocator {
    fn block(&mut self, rows: usize, cols: usize) -> Block {
        let at = self.0;
        self.0 += rows * cols;
        Block { at, rows, cols }
    }

    fn linear(&mut self, outputs: usize, inputs: usize) -> LinearBlocks {
        LinearBlocks {
            w: self.block(outputs, inputs),
            b: self.block(1, outputs),
        }
    }
}

impl Shape {
    /// Lays the parameters out.
    pub(crate) fn blocks(&self) -> Blocks {
        let mut a = Allocator(0);
        let table = a.block(self.rows, self.word);
        let both = 2 * self.hidden;
        let gates = 4 * self.hidden;
        let lstm = (0..self.layers)
            .map(|layer| {
                let inputs = if layer == 0 { self.word } else { both };
                [(); 2].map(|()| LstmBlocks {
                    x: a.block(gates, inputs),
                    h: a.block(gates, self.hidden),
                    b: a.block(1, gates),
                })
            })
            .collect();
        Blocks {
            table,
            lstm,
            xpos: a.linear(self.labels.xpos, both),
            upos: a.linear(self.labels.upos, both),
            feats: a.linear(self.labels.feats, both),
            names: a.linear(self.labels.names, both),
            late: self.late_tags.then(|| {
                let l = &self.labels;
                [l.xpos, l.upos, l.feats].map(|n| a.linear(n, both))
            }),
            arc_dep: a.linear(self.arc, both),
            arc_head: a.linear(self.arc, both),
            arc: a.linear(self.arc, self.arc),
            arc_root: a.block(1, self.arc),
            rel_dep: a.linear(self.rel, both),
            rel_head: a.linear(self.rel, both),
            rel_root: a.block(1, self.rel),
            rel: a.linear(self.labels.rels, self.rel),
            total: a.0,
        }
    }
}
