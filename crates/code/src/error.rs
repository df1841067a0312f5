//! What can be wrong with a pack, with the place and the remedy.

use std::fmt;

/// One fault in a file of a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fault {
    /// File, relative to the folder that holds the packs: `plover/ACCUSE.md`.
    pub path: String,
    /// Line, from 1; 0 if the fault is the file's as a whole.
    pub line: u32,
    /// Column in characters, from 1; 0 if the fault is the line's as a whole.
    pub column: u32,
    /// Stable code, such as `P014`; see `docs/packs.md`.
    pub code: &'static str,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}: {}", self.code, self.problem)?;
        match &self.help {
            Some(help) => write!(f, " ({help})"),
            None => Ok(()),
        }
    }
}

/// Why packs could not be loaded: every fault found, not only the first.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
#[error("{}", list(.faults))]
pub struct Error {
    /// The faults in the order of files and lines.
    pub faults: Vec<Fault>,
}

fn list(faults: &[Fault]) -> String {
    faults
        .iter()
        .map(Fault::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// The name of `names` nearest to `typo` by edit distance, if it is near enough to be meant.
pub(crate) fn nearest<'a>(typo: &str, names: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    names
        .map(|name| (edit_distance(typo, name), name))
        .min()
        .filter(|(distance, _)| *distance <= 1 + typo.chars().count() / 3)
        .map(|(_, name)| name)
}

fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &cb) in b.iter().enumerate() {
            let cost = if ca == cb { diagonal } else { diagonal + 1 };
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typo_finds_the_name_that_was_meant() {
        let names = ["subject", "object", "clause"];
        assert_eq!(nearest("subjekt", names.into_iter()), Some("subject"));
        assert_eq!(nearest("banana", names.into_iter()), None);
    }
}
