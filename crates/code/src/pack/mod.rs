//! Packs: the folders of files that say what words mean. Shipped and user packs load by the same path.

pub(crate) mod functions;
pub(crate) mod lemmas;
pub(crate) mod ontology;
pub(crate) mod page;
pub(crate) mod place;
pub(crate) mod sets;
pub mod test;

pub use functions::Functions;
pub use ontology::{CodeValue, KindOntology, Ontology, Range};
pub use page::{Claim, Example};
pub use sets::Sets;

use crate::actor::ActorBase;
use crate::claim::{ClaimWords, Estimates};
use crate::conference::ConferenceWords;
use crate::confidence::ConfidenceTable;
use crate::factuality::{Belief, FactualityWords};
use crate::pattern::compile::{Lists, Names, compile};
use crate::pattern::{Matcher, Pattern};
use crate::statement::StatementLexicon;
use crate::time::TimeGrammar;
use crate::voice::VoiceLexicon;
use crate::{Error, Fault};
use sets::{PhraseHead, WordList};
use sha2::{Digest, Sha256};
use std::borrow::Cow;

/// One file of a pack.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackFile {
    /// Path relative to the folder that holds the packs, with `/`: `plover/ACCUSE.md`.
    pub path: String,
    /// Its text; that of shipped packs lies in the program and is not copied.
    pub text: Cow<'static, str>,
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
    /// Reviewed trees of the examples as CoNLL-U, one document each: `plover/trees/ACCUSE.conllu` for
    /// `plover/ACCUSE.md`; empty if there is no such file.
    pub trees: Cow<'static, str>,
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
    /// The actor base.
    pub actors: ActorBase,
    /// Grammar of time expressions.
    pub time: TimeGrammar,
    /// Cues of attribution.
    pub statement: StatementLexicon,
    /// Words of negation, modality and condition.
    pub factuality: FactualityWords,
    pub(crate) lemmas: lemmas::Lemmas,
    pub(crate) voice: VoiceLexicon,
    /// Shares of right records.
    pub confidence: ConfidenceTable,
    pub(crate) place_prepositions: WordList,
    pub(crate) place_nouns: WordList,
    pub(crate) meeting_nouns: WordList,
    pub(crate) during: WordList,
    pub(crate) claim: ClaimWords,
    pub(crate) estimates: Estimates,
    pub(crate) conference: ConferenceWords,
    /// Words for each level of ties: `level_ambassador` and so on.
    pub(crate) levels: Vec<(String, WordList)>,
    pub(crate) heads_of_mission: WordList,
    /// Verbs that tell of decisions.
    pub(crate) announce: WordList,
    /// Words that make a gerund a plan.
    pub(crate) plan_marks: WordList,
    /// Posts whose names hold that of a head of mission: "foreign minister".
    pub(crate) other_posts: WordList,
    /// In front of the state to which the holder of a post is sent.
    pub(crate) post_marks: WordList,
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
            .filter_map(|f| Some((f.path.as_str(), set_name(&f.path)?, &*f.text)))
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
        let (patterns, pages) = read_pages(&files, names, &mut faults);
        let actors = keep(ActorBase::load(&in_folder(&files, "actors")), &mut faults);
        let lemmas = keep(
            lemmas::Lemmas::load(&named(&files, "lemmas.csv")),
            &mut faults,
        );
        let Some(english) = English::load(&files, &mut faults).filter(|_| faults.is_empty()) else {
            return Err(Error { faults });
        };
        let list = |name: &str| {
            WordList::new(
                sets.get(name).unwrap_or(&[]).iter().cloned(),
                PhraseHead::Either,
            )
        };
        Ok(Packs {
            place_prepositions: list("place_prepositions"),
            place_nouns: list("place_nouns"),
            meeting_nouns: list("meeting_nouns"),
            during: list("during"),
            lemmas,
            claim: ClaimWords::new(&sets),
            estimates: english.estimates,
            conference: ConferenceWords::new(&sets),
            heads_of_mission: list("heads_of_mission"),
            announce: list("announce"),
            plan_marks: list("plan_marks"),
            other_posts: list("other_posts"),
            post_marks: list("post_marks"),
            levels: levels(&ontology, &list),
            functions,
            ontology,
            matcher: Matcher::new(patterns),
            pages,
            actors,
            time: english.time,
            statement: english.statement,
            factuality: english.factuality,
            voice: english.voice,
            confidence: english.confidence,
            hash: hash(&files),
            sets,
        })
    }

    /// Short hash of all files; two packs with the same hash code alike.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// For each level of a tie the words that stand for it.
fn levels(ontology: &Ontology, list: &dyn Fn(&str) -> WordList) -> Vec<(String, WordList)> {
    let levels = ontology.values_of("tie", "value").iter();
    let of = |level: &String| (level.clone(), list(&format!("level_{level}")));
    levels.map(of).collect()
}

/// The parts of a language pack that the coder cannot do without.
struct English {
    time: TimeGrammar,
    statement: StatementLexicon,
    factuality: FactualityWords,
    estimates: Estimates,
    voice: VoiceLexicon,
    confidence: ConfidenceTable,
}

impl English {
    fn load(files: &[&PackFile], faults: &mut Vec<Fault>) -> Option<English> {
        let factuality = required(files, "factuality.toml")
            .and_then(|(path, text)| FactualityWords::load(path, text));
        let belief =
            required(files, "belief.csv").and_then(|(path, text)| Belief::load(path, text));
        let factuality = factuality.and_then(|words| Ok(words.with_belief(belief?)));
        let time =
            required(files, "time.toml").and_then(|(path, text)| TimeGrammar::load(path, text));
        let tables = required(files, "attribution.csv")
            .and_then(|csv| Ok((csv, required(files, "attribution.toml")?)));
        let statement = tables.and_then(|(csv, lists)| StatementLexicon::load(csv, lists));
        let estimates =
            required(files, "estimative.toml").and_then(|(path, text)| Estimates::load(path, text));
        let voice = required(files, "voice.toml")
            .and_then(|toml| VoiceLexicon::load(toml, required(files, "loaded.csv")?));
        let confidence = required(files, "confidence.csv")
            .and_then(|(path, text)| ConfidenceTable::load(path, text));
        match (time, statement, factuality, estimates, voice, confidence) {
            (Ok(time), Ok(statement), Ok(factuality), Ok(estimates), Ok(voice), Ok(confidence)) => {
                Some(English {
                    time,
                    statement,
                    factuality,
                    estimates,
                    voice,
                    confidence,
                })
            }
            (time, statement, factuality, estimates, voice, confidence) => {
                let found = [
                    time.err(),
                    statement.err(),
                    factuality.err(),
                    estimates.err(),
                    voice.err(),
                    confidence.err(),
                ];
                faults.extend(found.into_iter().flatten().flatten());
                None
            }
        }
    }
}

/// The patterns and examples of all pages.
fn read_pages(
    files: &[&PackFile],
    names: Names<'_>,
    faults: &mut Vec<Fault>,
) -> (Vec<Pattern>, Vec<Page>) {
    let (mut patterns, mut pages) = (Vec::new(), Vec::new());
    let mut lists = Lists::default();
    for file in files
        .iter()
        .filter(|f| f.path.ends_with(".md") && f.text.contains("```pattern"))
    {
        let raw = match page::read(&file.path, &file.text) {
            Ok(raw) => raw,
            Err(mut found) => {
                faults.append(&mut found);
                continue;
            }
        };
        let compiled = keep(compile(&raw, names, &mut lists), faults);
        if let Some(first) = compiled.first() {
            let examples = raw
                .sections
                .iter()
                .flat_map(|s| s.examples.iter().cloned())
                .collect();
            let (kind, code) = (first.kind.clone(), first.code.clone());
            let trees_path = test::trees_path(&file.path);
            let trees = files.iter().find(|f| f.path == trees_path);
            pages.push(Page {
                path: file.path.clone(),
                kind,
                code,
                examples,
                trees: trees.map(|f| f.text.clone()).unwrap_or_default(),
            });
        }
        patterns.extend(compiled);
    }
    (patterns, pages)
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
        .map(|f| (f.path.as_str(), &*f.text))
        .collect()
}

/// The files of pack `folder`.
fn in_folder<'a>(files: &[&'a PackFile], folder: &str) -> Vec<(&'a str, Cow<'static, str>)> {
    let is_inside = |path: &str| path.split('/').rev().nth(1) == Some(folder);
    files
        .iter()
        .filter(|f| is_inside(&f.path))
        .map(|f| (f.path.as_str(), f.text.clone()))
        .collect()
}

/// The last file called `name`, which replaces the others.
fn required<'a>(files: &[&'a PackFile], name: &str) -> Result<(&'a str, &'a str), Vec<Fault>> {
    named(files, name).pop().ok_or_else(|| {
        let problem = format!("the packs have no file `{name}`");
        let help = Some("load the shipped packs along with your own".to_owned());
        vec![Fault {
            path: name.to_owned(),
            line: 0,
            column: 0,
            code: "P004",
            problem,
            help,
        }]
    })
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
