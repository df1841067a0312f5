//! Names of countries and the codes they may stand for.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

use super::read::Tie;
use crate::score::chars;

/// Beginnings that make no difference to a name, one a line; the first that fits is dropped.
const PREFIXES: &str = include_str!("../words/name-prefixes.txt");

/// The state on one side of every tie that is scored.
const UNITED_STATES: &str = "USA";

/// Codes a name may stand for.
pub(super) type Codes = BTreeSet<String>;

fn norm(name: &str) -> String {
    let folded = chars::casefold(&name.nfkd().collect::<String>()).replace('\u{2019}', "'");
    let plain = folded
        .chars()
        .filter(|c| canonical_combining_class(*c) == 0);
    let plain: String = plain
        .map(|c| {
            if chars::is_word(c) || c == '\'' {
                c
            } else {
                ' '
            }
        })
        .collect();
    let plain = chars::respace(&plain);
    let rest = PREFIXES
        .lines()
        .find_map(|p| plain.strip_prefix(p)?.strip_prefix(' '));
    rest.map(str::to_owned).unwrap_or(plain)
}

/// Resolves names to codes.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, Codes>);

impl Names {
    pub(super) fn add(&mut self, code: &str, name: &str) {
        self.0.entry(norm(name)).or_default().insert(code.into());
    }

    fn get(&self, name: Option<&str>) -> Codes {
        let Some(name) = name.filter(|n| !n.is_empty()) else {
            return Codes::new();
        };
        let known = self.0.get(&norm(name)).cloned();
        known.unwrap_or_else(|| Codes::from([name.to_owned()]))
    }

    /// Codes that the side other than the United States may stand for, with those that gold accepts,
    /// and whether the United States is the sender; `None` if it is on neither side or both.
    pub(super) fn parties(&self, tie: &Tie) -> Option<(Codes, bool)> {
        let sender = self.get(tie.sender.as_deref());
        let receiver = self.get(tie.receiver.as_deref());
        let states = [&sender, &receiver].map(|codes| codes.contains(UNITED_STATES));
        let (mut codes, is_sender) = match states {
            [true, false] if !receiver.is_empty() => (receiver, true),
            [false, true] if !sender.is_empty() => (sender, false),
            _ => return None,
        };
        codes.extend(tie.other_parties.iter().cloned());
        Some((codes, is_sender))
    }
}

#[cfg(test)]
mod tests {
    use super::norm;

    #[test]
    fn names_lose_accents_case_and_one_beginning() {
        assert_eq!(
            norm("The Government of C\u{f4}te d\u{2019}Ivoire"),
            "government of cote d'ivoire"
        );
        assert_eq!(norm("Government of  Borduria."), "borduria");
        assert_eq!(norm("THE BORDURIA-Syldavia"), "borduria syldavia");
    }
}
