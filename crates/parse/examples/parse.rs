//! Parses texts, or the words of CoNLL-U files, with `--raw` their texts: `parse MODEL [--raw] FILE…` writes CoNLL-U
//! and reports the speed.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use std::time::Instant;
use verbale_parse::Parser;
use verbale_text::{DocId, Document, conllu};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let model = std::fs::read(args.next().ok_or("usage: parse MODEL FILE…")?)?;
    let start = Instant::now();
    let parser = Parser::load(&model)?;
    eprintln!(
        "model {} loaded in {:?}",
        parser.model_id(),
        start.elapsed()
    );
    let mut raw = false;
    for file in args {
        if file == "--raw" {
            raw = true;
            continue;
        }
        let text = std::fs::read_to_string(&file)?;
        let is_conllu = file.ends_with(".conllu");
        let docs = match is_conllu {
            true => conllu::read(&text, &file)?,
            false => Vec::new(),
        };
        let start = Instant::now();
        let parsed: Vec<_> = match (is_conllu, raw) {
            (true, false) => docs.iter().map(|d| parser.parse_words(d)).collect(),
            (true, true) => docs
                .iter()
                .map(|d| parser.parse_document(d.document().clone()))
                .collect(),
            (false, _) => vec![parser.parse_document(Document::new(DocId(file.clone()), text))],
        };
        let words: usize = parsed.iter().map(|d| d.tokens().len()).sum();
        let seconds = start.elapsed().as_secs_f64();
        eprintln!(
            "{file}: {words} words, {:.0} words/s",
            words as f64 / seconds
        );
        for p in &parsed {
            print!("{}", conllu::write(p));
        }
    }
    Ok(())
}
