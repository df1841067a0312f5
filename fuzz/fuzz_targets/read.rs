//! Any text reads: every span of a record lies in the text on characters, and the records can be written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use verbale::Pipeline;
use verbale::wire::{self, Listing};
use verbale_text::{DocId, Document};

fn pipeline() -> &'static Pipeline {
    static PIPELINE: OnceLock<Pipeline> = OnceLock::new();
    PIPELINE.get_or_init(|| Pipeline::builtin().expect("the shipped model and packs load"))
}

fuzz_target!(|text: &str| {
    let pipeline = pipeline();
    let coded = pipeline.code(&Document::new(DocId("fuzz".into()), text.to_owned()));
    for record in &coded.records {
        let fields = record.spans.iter().flat_map(|f| &f.spans);
        for span in record.evidence.iter().chain(fields) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        }
    }
    let lines = wire::lines(&Listing::of(&coded), &pipeline.stamp(), |_| true);
    assert_eq!(lines.lines().count(), coded.records.len());
});
