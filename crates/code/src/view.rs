//! How far each voice commits to a record: the innermost by the words around it, those outside by the cues between.

use crate::factuality::reported;
use crate::reading::Reading;
use crate::record::{Factuality, Record};

/// One value for each voice of the chain, outermost first. "X admitted that Y left" binds the writer too, "X said" does
/// not, "X falsely claimed" binds the writer to the contrary.
pub(crate) fn by_voice(reading: &Reading<'_>, record: &Record) -> Vec<Factuality> {
    let n = record.voice_chain.len();
    if n <= 1 {
        return vec![record.factuality; n];
    }
    let mut around: Vec<usize> = record
        .evidence
        .first()
        .map(|&span| reading.around(span))
        .unwrap_or_default();
    around.extend(own(reading, record));
    let mut values = vec![Factuality::Uncommitted; n];
    let mut value = record.factuality;
    values[n - 1] = value;
    // From the innermost voice outwards; each attribution stands between two voices.
    for (place, &i) in (0..n - 1).rev().zip(around.iter().rev()) {
        let attribution = &reading.attributions[i];
        let cue = reading.parsed.node(attribution.cue_head);
        value = reported(value, cue, attribution.stance, &reading.packs.factuality);
        values[place] = value;
    }
    values
}

/// The attribution that a statement is the record of.
fn own(reading: &Reading<'_>, record: &Record) -> Option<usize> {
    if record.body.kind() != "statement" {
        return None;
    }
    let cue = record.spans.iter().find(|f| f.field == "cue")?;
    let cue = *cue.spans.first()?;
    let at = reading.attributions.partition_point(|a| a.cue < cue);
    (reading.attributions.get(at)?.cue == cue).then_some(at)
}
