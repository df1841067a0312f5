//! Lemmas of forms that parsers often get wrong: `lemmas.csv`.

use crate::Fault;
use crate::actor::table::Table;
use rustc_hash::FxHashMap;
use verbale_text::{Parsed, StrId, Upos};

/// The lemmas of one form by tag.
type OfForm = Vec<(Upos, Box<str>)>;

/// Lemmas by form, in small letters, and tag.
#[derive(Debug, Default)]
pub(crate) struct Lemmas {
    of_form: FxHashMap<Box<str>, OfForm>,
}

impl Lemmas {
    /// Reads the tables `(path, text)` of all packs; a later row replaces an earlier one.
    ///
    /// # Errors
    /// Tables that are not CSV or lack a column, tags that do not exist.
    pub(crate) fn load(files: &[(&str, &str)]) -> Result<Lemmas, Vec<Fault>> {
        let mut lemmas = Lemmas::default();
        let mut faults = Vec::new();
        let tags: Vec<&'static str> = Upos::ALL.iter().map(|u| u.as_str()).collect();
        for (path, text) in files {
            let columns = ["form", "upos", "lemma"];
            let Some(table) = Table::open(path, text, &columns, &mut faults) else {
                continue;
            };
            table.rows(&mut faults, |row, faults| {
                let Some(upos) = row.choice(1, "tag", &tags, faults).and_then(Upos::parse) else {
                    return;
                };
                let of_form = lemmas
                    .of_form
                    .entry(row.get(0).to_lowercase().into())
                    .or_default();
                of_form.retain(|(u, _)| *u != upos);
                of_form.push((upos, row.get(2).into()));
            });
        }
        if faults.is_empty() {
            Ok(lemmas)
        } else {
            Err(faults)
        }
    }

    /// Puts the listed lemmas into `parsed`.
    pub(crate) fn correct(&self, parsed: &mut Parsed) {
        let n_strings = parsed.strings().len() as u32;
        let mut lower = String::new();
        let listed: Vec<Option<&OfForm>> = (0..n_strings)
            .map(|id| {
                let form = parsed.strings().get(StrId(id));
                lower.clear();
                lower.extend(form.chars().flat_map(char::to_lowercase));
                self.of_form.get(lower.as_str())
            })
            .collect();
        parsed.set_lemmas(|token| {
            let of_form = listed[token.form.0 as usize]?;
            let found = of_form.iter().find(|(upos, _)| *upos == token.upos)?;
            Some(&*found.1)
        });
    }
}

#[cfg(test)]
mod tests {
    use super::Lemmas;
    use crate::testing::parse;
    use verbale_text::TokenIdx;

    #[test]
    fn a_listed_lemma_replaces_that_of_the_parser() {
        let table = "form,upos,lemma\nfreed,VERB,free\n";
        let lemmas = Lemmas::load(&[("english/lemmas.csv", table)]).unwrap();
        let mut parsed = parse("They/PRON/nsubj/2 Freed/VERB/root/0/fre him/PRON/obj/2");
        lemmas.correct(&mut parsed);
        assert_eq!(parsed.node(TokenIdx(1)).lemma(), "free");
    }

    #[test]
    fn a_tag_that_does_not_exist_is_a_fault() {
        let faults = Lemmas::load(&[("l.csv", "form,upos,lemma\nfreed,VERBS,free\n")]).unwrap_err();
        assert_eq!(faults[0].code, "P102");
    }
}
