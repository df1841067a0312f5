//! Logistic regression by AdaGrad over hashed yes-or-no features.

use crate::segment::linear::SCALE;
use crate::train::random::Random;

/// Passes over the examples.
const EPOCHS: usize = 16;
/// Step size before AdaGrad's scaling.
const RATE: f32 = 0.15;
/// Passes, the last ones, whose outcomes are averaged.
const AVERAGED: usize = 6;
/// Pull of weights towards zero, per touch.
const DECAY: f32 = 2e-5;

/// One decision and its outcome.
pub(crate) struct Example<const N: usize> {
    pub(crate) features: [u32; N],
    pub(crate) yes: bool,
}

/// Learns weights in `1 << bits` slots and appends them to `out`, as read by `Linear::read`.
pub(crate) fn fit<const N: usize>(
    examples: &[Example<N>],
    bits: u8,
    random: &mut Random,
    out: &mut Vec<u8>,
) {
    let n = 1usize << bits;
    let mask = n as u32 - 1;
    let mut weights = vec![0f32; n];
    let mut sums = vec![0f32; n];
    let mut squares = vec![1e-2f32; n];
    let mut order: Vec<u32> = (0..examples.len() as u32).collect();
    for epoch in 0..EPOCHS {
        random.shuffle(&mut order);
        let rate = RATE * (1.0 - epoch as f32 / EPOCHS as f32);
        for &i in &order {
            let example = &examples[i as usize];
            let slots = example.features.map(|f| (f & mask) as usize);
            let sum: f32 = slots.iter().map(|&s| weights[s]).sum();
            let wanted = if example.yes { 1.0 } else { 0.0 };
            let gradient = 1.0 / (1.0 + (-sum).exp()) - wanted;
            for s in slots {
                squares[s] += gradient * gradient;
                weights[s] -= rate * (gradient / squares[s].sqrt() + DECAY * weights[s]);
            }
        }
        if epoch + AVERAGED >= EPOCHS {
            for (sum, w) in sums.iter_mut().zip(&weights) {
                *sum += w;
            }
        }
    }
    out.push(bits);
    out.extend(
        sums.iter()
            .map(|w| (w / AVERAGED as f32 * SCALE).round().clamp(-127.0, 127.0) as i8 as u8),
    );
}
