//! From trained parameters to the sections of a model file; [`crate::net::quant`] reads them.

use super::data::Inventory;
use crate::model::put_strings;
use crate::net::features::Fingerprint;
use crate::net::math::round_i8;
use crate::net::shape::Shape;
use crate::net::simd::MOST_WEIGHT;
use crate::train::blocks::{Block, LinearBlocks, LstmBlocks};

/// Names of the network's sections.
pub(crate) const NETWORK: [&str; 4] = ["labels", "shape", "features", "net"];

/// The network's sections. `spread` is the greatest element of a word vector.
pub(crate) fn sections(
    shape: &Shape,
    params: &[f32],
    features: &[Fingerprint],
    (inventory, spread): (&Inventory, f32),
) -> Vec<(&'static str, Vec<u8>)> {
    let mut labels = Vec::new();
    for list in [
        &inventory.xpos,
        &inventory.upos,
        &inventory.feats,
        &inventory.rels,
        &inventory.names,
    ] {
        put_strings(list, &mut labels);
    }
    let sizes = [
        shape.rows,
        shape.word,
        shape.hidden,
        shape.layers,
        shape.arc,
        shape.rel,
        usize::from(shape.late_tags),
    ];
    let bytes = |n: u32| n.to_le_bytes();
    vec![
        (NETWORK[0], labels),
        (
            NETWORK[1],
            sizes.iter().flat_map(|&n| bytes(n as u32)).collect(),
        ),
        (
            NETWORK[2],
            features.iter().flat_map(|&f| bytes(f)).collect(),
        ),
        (NETWORK[3], net(shape, params, spread)),
    ]
}

struct Writer<'a> {
    params: &'a [f32],
    out: Vec<u8>,
}

fn net(shape: &Shape, params: &[f32], spread: f32) -> Vec<u8> {
    let b = shape.blocks();
    let mut w = Writer {
        params,
        out: Vec::new(),
    };
    w.floats(&[127.0 / spread]);
    let table = w.rows(b.table, 1.0);
    w.floats(&scales(&table, i8::MAX));
    w.quantized(&table, &scales(&table, i8::MAX));
    for (layer, lstm) in b.lstm.iter().enumerate() {
        for direction in lstm {
            w.lstm(*direction, if layer == 0 { spread } else { 1.0 });
        }
    }
    w.linear(&[b.xpos, b.upos, b.feats]);
    let mut scorers = vec![b.arc_dep, b.arc_head, b.rel_dep, b.rel_head, b.names];
    scorers.extend(b.late.into_iter().flatten());
    w.linear(&scorers);
    for block in [b.arc.w, b.arc.b, b.arc_root, b.rel_root, b.rel.w, b.rel.b] {
        w.floats(block.of(params));
    }
    w.out
}

/// The value of one unit of each row, when the greatest weight is to be `units`.
fn scales(rows: &[Vec<f32>], units: i8) -> Vec<f32> {
    let greatest = |row: &Vec<f32>| row.iter().fold(0.0f32, |m, v| m.max(v.abs()));
    rows.iter()
        .map(|row| greatest(row).max(1e-9) / f32::from(units))
        .collect()
}

impl Writer<'_> {
    fn floats(&mut self, values: &[f32]) {
        self.out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    }

    /// The rows of a block, times `factor`.
    fn rows(&self, block: Block, factor: f32) -> Vec<Vec<f32>> {
        let rows = block.of(self.params).chunks_exact(block.cols);
        rows.map(|row| row.iter().map(|v| v * factor).collect())
            .collect()
    }

    fn quantized(&mut self, rows: &[Vec<f32>], scales: &[f32]) {
        for (row, scale) in rows.iter().zip(scales) {
            self.out
                .extend(row.iter().map(|v| round_i8(v / scale) as u8));
        }
    }

    /// Activations count in 127ths, so a unit of a sum is worth a 127th of the scale.
    fn sum_scales(&mut self, scales: &[f32]) {
        let values: Vec<f32> = scales.iter().map(|s| s / 127.0).collect();
        self.floats(&values);
    }

    fn lstm(&mut self, at: LstmBlocks, spread: f32) {
        let (x, h) = (self.rows(at.x, spread), self.rows(at.h, 1.0));
        let common: Vec<f32> = scales(&x, MOST_WEIGHT)
            .iter()
            .zip(scales(&h, MOST_WEIGHT))
            .map(|(a, b)| a.max(b))
            .collect();
        self.sum_scales(&common);
        self.floats(at.b.of(self.params));
        self.quantized(&x, &common);
        self.quantized(&h, &common);
    }

    fn linear(&mut self, at: &[LinearBlocks]) {
        let rows: Vec<Vec<f32>> = at.iter().flat_map(|l| self.rows(l.w, 1.0)).collect();
        let scales = scales(&rows, MOST_WEIGHT);
        self.sum_scales(&scales);
        for l in at {
            self.floats(l.b.of(self.params));
        }
        self.quantized(&rows, &scales);
    }
}
