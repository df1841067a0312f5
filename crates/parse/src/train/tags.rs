//! Tags that words of treebanks have together.

use crate::Error;
use crate::net::tagsets;
use std::collections::BTreeSet;
use verbale_text::{Token, conllu};

/// The `tagsets` section of a model.
pub(crate) fn section(treebanks: &[&str]) -> Result<Vec<u8>, Error> {
    let mut sets = BTreeSet::new();
    for text in treebanks {
        for doc in conllu::read(text, "training")? {
            let string = |id| doc.strings().get(id).to_owned();
            let tags = |t: &Token| [string(t.xpos), t.upos.to_string(), string(t.feats)];
            sets.extend(doc.tokens().iter().map(tags));
        }
    }
    Ok(tagsets::write(&sets))
}

#[cfg(test)]
mod tests {
    use crate::net::shape::Labels;
    use crate::net::tagsets::{self, TagSets};
    use std::collections::BTreeSet;

    fn strings(labels: &[&str]) -> Vec<String> {
        labels.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn tags_that_do_not_go_together_give_way_to_the_best_that_do() {
        let inventory = Labels {
            xpos: strings(&["NN", "NNP", "VB"]),
            upos: strings(&["NOUN", "PROPN", "VERB"]),
            feats: strings(&["Number=Sing", "VerbForm=Inf"]),
            ..Labels::default()
        };
        let known = [
            ["NN", "NOUN", "Number=Sing"],
            ["NNP", "PROPN", "Number=Sing"],
            ["VB", "VERB", "VerbForm=Inf"],
            ["XX", "VERB", "VerbForm=Inf"],
        ];
        let known: BTreeSet<_> = known.map(|tags| tags.map(str::to_owned)).into();
        let bytes = tagsets::write(&known);
        let sets = TagSets::from_bytes(&bytes, &inventory).unwrap();
        let fit = |found, scores: &[f32]| sets.fit(found, scores, &inventory.lengths());
        assert_eq!(fit([1, 1, 0], &[0.0; 8]), [1, 1, 0]);
        // NN is liked a little more than NNP, PROPN much more than NOUN.
        let scores = [1.0, 0.5, 0.0, 0.0, 2.0, 0.0, 0.1, 0.0];
        assert_eq!(fit([0, 1, 0], &scores), [1, 1, 0]);
        for n in 0..bytes.len() {
            assert!(TagSets::from_bytes(&bytes[..n], &inventory).is_err());
        }
    }
}
