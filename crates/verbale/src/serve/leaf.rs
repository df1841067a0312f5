//! A long list is shown a leaf at a time; links with all else of the address lead to the leaves before and after.

use super::fault::Fault;
use super::state::filled;
use askama::Template;
use axum::http::Uri;
use std::ops::Range;

/// One leaf of a list; `{{ leaf|safe }}` says which, and leads to the others.
#[derive(Debug, Template)]
#[template(path = "leaf.html")]
pub(crate) struct Leaf {
    /// What is listed, in which order.
    what: &'static str,
    first: usize,
    shown: usize,
    all: usize,
    before: Option<String>,
    after: Option<String>,
}

impl Leaf {
    /// The leaf that begins with the row `first` (a parameter of the address, counted from 1) and has `most` rows, of `all`.
    pub(crate) fn of(
        what: &'static str,
        first: Option<&String>,
        most: usize,
        all: usize,
        address: &Uri,
    ) -> Result<Self, Fault> {
        let first = match filled(first) {
            Some(text) => text.parse::<usize>().map_err(|_| {
                Fault::asked(format!("first {text}: write the number of a row, from 1"))
            })?,
            None => 1,
        };
        let first = first.saturating_sub(1).min(all.saturating_sub(1));
        let shown = most.min(all - first);
        let at = |first: usize| turned(address, first + 1);
        Ok(Self {
            what,
            first,
            shown,
            all,
            before: (first > 0).then(|| at(first.saturating_sub(most))),
            after: (first + shown < all).then(|| at(first + shown)),
        })
    }

    /// The rows of the leaf.
    pub(crate) fn rows<T>(&self, mut all: Vec<T>) -> Vec<T> {
        all.truncate(self.last());
        all.split_off(self.first)
    }

    /// Places of its rows in the whole list, from 0.
    pub(crate) fn range(&self) -> Range<usize> {
        self.first..self.last()
    }

    /// Whether the list has more leaves than this one.
    fn is_one_of_many(&self) -> bool {
        self.shown < self.all
    }

    /// Number of its last row, from 1.
    fn last(&self) -> usize {
        self.first + self.shown
    }
}

/// The address with another first row.
fn turned(address: &Uri, first: usize) -> String {
    let query = address.query().unwrap_or_default();
    let others = query
        .split('&')
        .filter(|p| !p.is_empty() && !p.starts_with("first="));
    let own = format!("first={first}");
    let query: Vec<&str> = others.chain([own.as_str()]).collect();
    format!("{}?{}", address.path(), query.join("&"))
}

#[cfg(test)]
mod tests {
    use super::Leaf;

    fn check(first: &str, (most, all): (usize, usize), expected: (&[usize], &str, &str)) {
        let address = "/voices?bin=week&first=5&from=2025".parse().unwrap();
        let leaf = Leaf::of("Rows", Some(&first.to_owned()), most, all, &address).unwrap();
        let rows: Vec<usize> = (1..=all).collect();
        let link = |link: &Option<String>| link.clone().unwrap_or_default();
        assert_eq!(
            (&*leaf.rows(rows), &*link(&leaf.before), &*link(&leaf.after)),
            expected,
            "from {first}"
        );
    }

    #[test]
    fn leaves_follow_each_other_and_keep_the_question() {
        let at = |first| format!("/voices?bin=week&from=2025&first={first}");
        check("", (3, 7), (&[1, 2, 3], "", &at(4)));
        check("4", (3, 7), (&[4, 5, 6], &at(1), &at(7)));
        check("7", (3, 7), (&[7], &at(4), ""));
        check("0", (3, 2), (&[1, 2], "", ""));
        check("99", (3, 7), (&[7], &at(4), ""));
        check("1", (3, 0), (&[], "", ""));
    }

    #[test]
    fn a_word_is_no_row() {
        let address = "/voices".parse().unwrap();
        let refused = Leaf::of("Rows", Some(&"two".to_owned()), 3, 7, &address).unwrap_err();
        assert!(format!("{refused:?}").contains("first two: write the number of a row"));
    }
}
