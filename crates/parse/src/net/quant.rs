//! The network in whole numbers, read from a model file.
//!
//! A weight is a whole number of -63..=63 (in the feature table -127..=127) times the scale of its row; an activation is a whole number of
//! -127..=127 over 127. Word vectors go beyond 1, so their range is folded into the first layer's weights.

use super::features::Vocabulary;
use super::shape::{Labels, Shape};
use super::simd::{MOST_WEIGHT, PackedI8};
use super::tagsets::{self, TagSets};
use super::words::{self, Listed};
use crate::Error;
use crate::model::{Kept, Reader, Sections};

/// Weights of a linear layer in 8 bits.
pub(crate) struct QuantLinear {
    pub(crate) w: PackedI8,
    /// Value of one unit of a sum, per output; padded with zeros like `w`.
    pub(crate) scale: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// One direction of a recurrent layer: the two factors share scale and bias.
pub(crate) struct QuantLstm {
    pub(crate) x: PackedI8,
    pub(crate) h: PackedI8,
    pub(crate) scale: Vec<f32>,
    pub(crate) bias: Vec<f32>,
}

/// The feature table: one scale a row.
pub(crate) struct Table {
    pub(crate) scale: Vec<f32>,
    /// Each byte a weight with its sign.
    pub(crate) rows: Kept,
}

/// Everything that parsing needs.
pub(crate) struct QuantNet {
    pub(crate) shape: Shape,
    pub(crate) vocabulary: Vocabulary,
    /// Without it, no word is on a list.
    pub(crate) listed: Option<Listed>,
    /// Without it, tags need not fit one another.
    pub(crate) tag_sets: Option<TagSets>,
    /// Units of a quantised word vector per 1.
    pub(crate) word_units: f32,
    pub(crate) table: Table,
    pub(crate) lstm: Vec<[QuantLstm; 2]>,
    /// XPOS, UPOS and features, one after the other.
    pub(crate) tags: QuantLinear,
    /// Dependent and head for scoring heads, the same for relations, names, late tags.
    pub(crate) scorers: QuantLinear,
    /// `[arc, arc]`
    pub(crate) arc: Vec<f32>,
    pub(crate) arc_own: Vec<f32>,
    pub(crate) arc_root: Vec<f32>,
    pub(crate) rel_root: Vec<f32>,
    /// `[rel, labels]`: input-major, labels padded to [`pad_labels`].
    pub(crate) rel: Vec<f32>,
    pub(crate) rel_bias: Vec<f32>,
}

/// Labels are padded to whole vectors.
pub(crate) fn pad_labels(n: usize) -> usize {
    n.next_multiple_of(16)
}

/// The label of each number, per task.
pub(crate) type Inventory = Labels<Vec<String>>;

impl QuantNet {
    /// Reads the network's sections and its labels.
    pub(crate) fn read(sections: &Sections<'_>) -> Result<(Self, Inventory), Error> {
        let mut r = sections.reader("labels")?;
        let inventory = Labels {
            xpos: r.strings()?,
            upos: r.strings()?,
            feats: r.strings()?,
            rels: r.strings()?,
            names: r.strings()?,
        };
        let mut r = sections.reader("shape")?;
        let mut size = || Ok::<usize, Error>(r.u32()? as usize);
        let shape = Shape {
            rows: size()?,
            word: size()?,
            hidden: size()?,
            layers: size()?,
            arc: size()?,
            rel: size()?,
            // Networks of old read tags off the first layer alone and end here.
            late_tags: size().is_ok_and(|n| n > 0),
            labels: inventory.lengths(),
        };
        check(&shape)?;
        let mut r = sections.reader("features")?;
        let fingerprints = (0..shape.rows)
            .map(|_| r.u32())
            .collect::<Result<Vec<_>, _>>()?;
        let mut r = sections.reader("net")?;
        let mut net = Self::read_net(&mut r, shape, Vocabulary::new(fingerprints.into_iter()))?;
        net.listed = sections
            .find_reader(words::PART)
            .map(Listed::read)
            .transpose()?;
        net.tag_sets = sections
            .find(tagsets::PART)
            .map(|section| TagSets::from_bytes(section, &inventory))
            .transpose()?;
        Ok((net, inventory))
    }

    fn read_net(r: &mut Reader<'_>, shape: Shape, vocabulary: Vocabulary) -> Result<Self, Error> {
        let both = 2 * shape.hidden;
        let l = shape.labels;
        let word_units = r.f32s(1)?[0];
        let table = Table {
            scale: r.f32s(shape.rows)?,
            rows: r.keep(shape.rows * shape.word)?,
        };
        let mut lstm = Vec::new();
        for layer in 0..shape.layers {
            let inputs = if layer == 0 { shape.word } else { both };
            lstm.push([read_lstm(r, &shape, inputs)?, read_lstm(r, &shape, inputs)?]);
        }
        let tags = read_linear(r, l.tags(), both)?;
        let late = if shape.late_tags { l.tags() } else { 0 };
        let scorers = read_linear(r, 2 * shape.arc + 2 * shape.rel + l.names + late, both)?;
        let arc = r.f32s(shape.arc * shape.arc)?;
        let (arc_own, arc_root, rel_root) =
            (r.f32s(shape.arc)?, r.f32s(shape.arc)?, r.f32s(shape.rel)?);
        let width = pad_labels(l.rels);
        let mut rel = vec![0.0; shape.rel * width];
        for (label, row) in r
            .f32s(l.rels * shape.rel)?
            .chunks_exact(shape.rel)
            .enumerate()
        {
            row.iter()
                .enumerate()
                .for_each(|(k, &w)| rel[k * width + label] = w);
        }
        let mut rel_bias = r.f32s(l.rels)?;
        rel_bias.resize(width, f32::MIN);
        Ok(Self {
            shape,
            vocabulary,
            listed: None,
            tag_sets: None,
            word_units,
            table,
            lstm,
            tags,
            scorers,
            arc,
            arc_own,
            arc_root,
            rel_root,
            rel,
            rel_bias,
        })
    }
}

/// Refuses sizes that the kernels do not handle or that no memory holds.
fn check(shape: &Shape) -> Result<(), Error> {
    let widths = [shape.word, shape.hidden, shape.arc, shape.rel];
    let good = widths.iter().all(|&w| w > 0 && w % 16 == 0 && w <= 4096)
        && (2..=8).contains(&shape.layers)
        && shape.rows <= 1 << 24
        && [
            shape.labels.xpos,
            shape.labels.upos,
            shape.labels.feats,
            shape.labels.rels,
            shape.labels.names,
        ]
        .iter()
        .all(|&n| (1..=1 << 15).contains(&n));
    if good {
        Ok(())
    } else {
        Err(Error::Damaged {
            part: "shape".into(),
        })
    }
}

fn padded(mut values: Vec<f32>, n: usize) -> Vec<f32> {
    values.resize(n, 0.0);
    values
}

/// Weights, which must be small enough for every kernel.
fn packed(r: &mut Reader<'_>, outputs: usize, inputs: usize) -> Result<PackedI8, Error> {
    let weights = r.i8s(outputs * inputs)?;
    if weights
        .iter()
        .any(|w| !(-MOST_WEIGHT..=MOST_WEIGHT).contains(w))
    {
        return Err(Error::Damaged {
            part: "weights".into(),
        });
    }
    Ok(PackedI8::new(&weights, inputs))
}

fn read_linear(r: &mut Reader<'_>, outputs: usize, inputs: usize) -> Result<QuantLinear, Error> {
    let (scale, bias) = (r.f32s(outputs)?, r.f32s(outputs)?);
    let w = packed(r, outputs, inputs)?;
    Ok(QuantLinear {
        scale: padded(scale, w.outputs()),
        bias: padded(bias, w.outputs()),
        w,
    })
}

fn read_lstm(r: &mut Reader<'_>, shape: &Shape, inputs: usize) -> Result<QuantLstm, Error> {
    let n = 4 * shape.hidden;
    Ok(QuantLstm {
        scale: r.f32s(n)?,
        bias: r.f32s(n)?,
        x: packed(r, n, inputs)?,
        h: packed(r, n, shape.hidden)?,
    })
}
