//! Any bytes as a file of a pack load or give faults; nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbale_code::{PackFile, Packs};

/// The kinds of files that the loader reads.
const PATHS: [&str; 18] = [
    "p/ontology.toml",
    "p/functions.toml",
    "p/sets/a.txt",
    "p/PAGE.md",
    "p/time.toml",
    "p/factuality.toml",
    "actors/actors.csv",
    "p/attribution.csv",
    "p/attribution.toml",
    "p/estimative.toml",
    "p/voice.toml",
    "p/loaded.csv",
    "p/belief.csv",
    "p/confidence.csv",
    "p/lemmas.csv",
    "actors/titles.csv",
    "actors/pronouns.toml",
    "actors/grammar.toml",
];

fuzz_target!(|input: (u8, &str)| {
    let path = PATHS[usize::from(input.0) % PATHS.len()].to_owned();
    let ontology = "[event]\nroles = { actor = \"actor\" }\ncodes.X = {}\n";
    let files = [
        PackFile { path: "q/ontology.toml".into(), text: ontology.into() },
        PackFile { path, text: input.1.to_owned().into() },
    ];
    if let Err(error) = Packs::load(&files) {
        assert!(!error.faults.is_empty());
        assert!(!error.to_string().is_empty());
    }
});
