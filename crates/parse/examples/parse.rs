//! Parses the words of CoNLL-U files: `parse MODEL FILE.conllu…` writes CoNLL-U and reports the speed.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use std::time::Instant;
use verbale_parse::Parser;
use verbale_text::conllu;

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
    for file in args {
        let docs = conllu::read(&std::fs::read_to_string(&file)?, &file)?;
        let words: usize = docs.iter().map(|d| d.tokens().len()).sum();
        let start = Instant::now();
        let parsed: Vec<_> = docs.iter().map(|d| parser.parse_words(d)).collect();
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
