//! Lists of words as training takes them: lines of class and form, for some with the lemma, a tab between.

use crate::net::features::{Fingerprint, Splitter};
use crate::net::words;
use std::collections::BTreeMap;

/// Classes at most: a bit each.
const MOST_CLASSES: usize = 32;

/// A line of a list.
pub(crate) struct Line<'a> {
    pub(crate) class: &'a str,
    pub(crate) form: &'a str,
    /// Empty where the list does not say it.
    pub(crate) lemma: &'a str,
}

/// The lines of some lists, without those of several words.
pub(crate) fn lines<'a>(lists: &'a [&'a str]) -> impl Iterator<Item = Line<'a>> {
    let lines = lists.iter().flat_map(|l| l.lines());
    lines.filter_map(|line| {
        let (class, rest) = line.split_once('\t')?;
        let (form, lemma) = rest.split_once('\t').unwrap_or((rest, ""));
        (!form.is_empty() && !form.contains([' ', '-'])).then_some(Line { class, form, lemma })
    })
}

/// The `words` section of a model; classes are numbered in alphabetical order.
pub(crate) fn section(lists: &[&str]) -> Vec<u8> {
    let mut classes: Vec<&str> = lines(lists).map(|l| l.class).collect();
    classes.sort_unstable();
    classes.dedup();
    classes.truncate(MOST_CLASSES);
    let mut forms: BTreeMap<Fingerprint, u32> = BTreeMap::new();
    let mut splitter = Splitter::default();
    for line in lines(lists) {
        if let Ok(class) = classes.binary_search(&line.class) {
            *forms.entry(splitter.form(line.form)).or_default() |= 1 << class;
        }
    }
    words::write(&forms)
}

#[cfg(test)]
mod tests {
    use super::section;
    use crate::net::features::Splitter;
    use crate::net::words::Listed;

    #[test]
    fn forms_come_back_with_their_classes() {
        let lists = [
            "VBD\tleft\tleave\nJJ\tleft\tleft\n",
            "PLACE\tKlow\nPLACE\tNew Klow\n",
        ];
        let bytes = section(&lists);
        let listed = Listed::from_bytes(&bytes).unwrap();
        let classes = |form: &str| listed.classes(Splitter::default().form(form));
        assert_eq!(classes("Left"), 0b101);
        assert_eq!(classes("KLOW"), 0b010);
        assert_eq!(classes("New"), 0);
        for n in 0..bytes.len() {
            assert!(Listed::from_bytes(&bytes[..n]).is_err());
        }
    }
}
