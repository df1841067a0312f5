//! Any text as CoNLL-U reads or gives a fault with its line; what was read can be written and read again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use verbale_text::conllu;

fuzz_target!(|file: &str| {
    if let Ok(documents) = conllu::read(file, "fuzz") {
        for document in &documents {
            let written = conllu::write(document);
            conllu::read(&written, "fuzz").expect("what was written can be read");
        }
    }
});
