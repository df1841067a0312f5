//! Packs: the folders of files that say what words mean. Shipped and user packs load by the same path.

pub(crate) mod functions;
pub(crate) mod ontology;
pub(crate) mod page;
pub(crate) mod place;
pub(crate) mod sets;
// pub mod test;

pub use functions::Functions;
pub use ontology::{CodeValue, KindOntology, Ontology, Range};
pub use page::{Claim, Example};
pub use sets::Sets;

use crate::pattern::Matcher;
use crate::pattern::compile::{Names, compile};
use crate::{Error, Fault};
use sha2::{Digest, Sha256};

/// One file of a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackFile {
    /// Path relative to the folder that holds the packs, with `/`: `plover/ACCUSE.md`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A codebook page, for `pack test`.
#[derive(Debug)]
pub struct Page {
    /// Path as in [`PackFile::path`].
    pub path: String,
    /// Kind and code of its patterns.
    pub kind: String,
    /// Code of its patterns.
    pub code: String,
    /// Its examples in the order of lines.
    pub examples: Vec<Example>,
}

/// Everything the packs say, checked and compiled.
#[derive(Debug)]
pub struct Packs {
    /// Word sets by name.
    pub sets: Sets,
    /// Grammatical functions.
    pub functions: Functions,
    /// Kinds of records with roles, facts and codes.
    pub ontology: Ontology,
    /// Patterns of all pages.
    pub matcher: Matcher,
    /// Pages that have examples.
    pub pages: Vec<Page>,
    hash: String,
}

impl Packs {
    /// Loads packs. A later file replaces an earlier one of the same path, so that user packs may change shipped ones.
    ///
    /// # Errors
    /// Every fault of every file, in the order of files and lines.
    pub fn load(files: &[PackFile]) -> Result<Packs, Error> {
        let files = latest(files);
        let mut faults = Vec::new();
        let set_files: Vec<_> = files
            .iter()
            .filter_map(|f| Some((f.path.as_str(), set_name(&f.path)?, f.text.as_str())))
            .collect();
        let sets = keep(Sets::load(&set_files), &mut faults);
        let functions = keep(
            Functions::load(&named(&files, "functions.toml"), &sets),
            &mut faults,
        );
        let ontology = keep(Ontology::load(&named(&files, "ontology.toml")), &mut faults);
        let names = Names {
            sets: &sets,
            functions: &functions,
            ontology: &ontology,
        };
        let (mut patterns, mut pages) = (Vec::new(), Vec::new());
        for file in files
            .iter()
            .filter(|f| f.path.ends_with(".md") && f.text.contains("```pattern"))
        {
            match page::read(&file.path, &file.text) {
                Ok(raw) => {
                    let compiled = keep(compile(&raw, names), &mut faults);
                    if let Some(first) = compiled.first() {
                        let examples = raw
                            .sections
                            .iter()
                            .flat_map(|s| s.examples.iter().cloned())
                            .collect();
                        let (kind, code) = (first.kind.clone(), first.code.clone());
                        pages.push(Page {
                            path: file.path.clone(),
                            kind,
                            code,
                            examples,
                        });
                    }
                    patterns.extend(compiled);
                }
                Err(mut found) => faults.append(&mut found),
            }
        }
        if !faults.is_empty() {
            return Err(Error { faults });
        }
        Ok(Packs {
            sets,
            functions,
            ontology,
            matcher: Matcher::new(patterns),
            pages,
            hash: hash(&files),
        })
    }

    /// Short hash of all files; two packs with the same hash code alike.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// Files by path, the last of each path.
fn latest(files: &[PackFile]) -> Vec<&PackFile> {
    let mut sorted: Vec<&PackFile> = files.iter().collect();
    sorted.sort_by(|a, b| a.path.cmp(&b.path));
    let mut kept: Vec<&PackFile> = Vec::with_capacity(sorted.len());
    for file in sorted {
        match kept.last_mut() {
            Some(last) if last.path == file.path => *last = file,
            _ => kept.push(file),
        }
    }
    kept
}

fn named<'a>(files: &[&'a PackFile], name: &str) -> Vec<(&'a str, &'a str)> {
    let is_named = |path: &str| path.rsplit('/').next() == Some(name);
    files
        .iter()
        .filter(|f| is_named(&f.path))
        .map(|f| (f.path.as_str(), f.text.as_str()))
        .collect()
}

/// `english/sets/weekdays.txt` → `weekdays`.
fn set_name(path: &str) -> Option<&str> {
    let (folder, file) = path.rsplit_once('/')?;
    (folder.rsplit('/').next() == Some("sets")).then(|| file.strip_suffix(".txt"))?
}

fn keep<T: Default>(result: Result<T, Vec<Fault>>, faults: &mut Vec<Fault>) -> T {
    result.unwrap_or_else(|mut found| {
        faults.append(&mut found);
        T::default()
    })
}

fn hash(files: &[&PackFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update((file.path.len() as u64).to_le_bytes());
        hasher.update(file.path.as_bytes());
        hasher.update((file.text.len() as u64).to_le_bytes());
        hasher.update(file.text.as_bytes());
    }
    hasher
        .finalize()
        .iter()
        .take(8)
        .map(|b| format!("{b:02x}"))
        .collect()
}
