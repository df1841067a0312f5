//! Any text reads: every span of a record lies in the text, on characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::path::Path;
use std::sync::OnceLock;
use verbale_code::{Coder, PackFile, Packs};
use verbale_parse::Parser;

fn parser() -> &'static Parser {
    static PARSER: OnceLock<Parser> = OnceLock::new();
    PARSER.get_or_init(|| {
        let model = include_bytes!("../../models/english.vmodel");
        Parser::load_static(model).expect("the shipped model loads")
    })
}

fn packs() -> &'static Packs {
    static PACKS: OnceLock<Packs> = OnceLock::new();
    PACKS.get_or_init(|| {
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../packs"));
        let mut files = Vec::new();
        collect(root, root, &mut files);
        Packs::load(&files).expect("the shipped packs load")
    })
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PackFile>) {
    for entry in std::fs::read_dir(folder).expect("the packs are beside the targets") {
        let path = entry.expect("a readable folder").path();
        let extension = path.extension().and_then(|e| e.to_str());
        let is_prose = path.ends_with("README.md") || path.ends_with("LICENSE.md");
        if path.is_dir() {
            collect(root, &path, files);
        } else if !is_prose && matches!(extension, Some("md" | "toml" | "csv" | "txt")) {
            let name = path.strip_prefix(root).expect("below the root");
            files.push(PackFile {
                path: name.to_string_lossy().replace('\\', "/"),
                text: std::fs::read_to_string(&path).expect("a text file").into(),
            });
        }
    }
}

fuzz_target!(|text: &str| {
    let coded = Coder::new(packs()).code(parser().parse(text));
    for record in &coded.records {
        let fields = record.spans.iter().flat_map(|f| &f.spans);
        for span in record.evidence.iter().chain(fields) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        }
    }
});
