//! Parses text with two models and keeps the sentences on which they agree, to train further models on:
//! `silver MODEL MODEL SHARE FILE…`; a file holds one document, SHARE (of 1) is how many words must have the same
//! head and relation. Writes CoNLL-U.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use verbale_parse::Parser;
use verbale_text::{DocId, Document, Parsed, Sentence, conllu};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [first, second, share, files @ ..] = args.as_slice() else {
        return Err("usage: silver MODEL MODEL SHARE FILE…".into());
    };
    let first = Parser::load(&std::fs::read(first)?)?;
    let second = Parser::load(&std::fs::read(second)?)?;
    let share: f64 = share.parse()?;
    let (mut kept, mut all) = (0, 0);
    for file in files {
        let text = std::fs::read_to_string(file)?;
        let parsed = first.parse_document(Document::new(DocId(file.clone()), text));
        let other = second.parse_words(&parsed);
        let sentences: Vec<Sentence> = parsed
            .sentences()
            .iter()
            .filter(|s| agreement(&parsed, &other, s) >= share)
            .copied()
            .collect();
        all += parsed.tokens().len();
        if let Some(part) = select(&parsed, &sentences) {
            kept += part.tokens().len();
            print!("{}", conllu::write(&part));
        }
    }
    eprintln!("kept {kept} of {all} words");
    Ok(())
}

/// Share of a sentence's words on whose head and relation both agree.
fn agreement(a: &Parsed, b: &Parsed, s: &Sentence) -> f64 {
    let words = s.first as usize..s.end as usize;
    let n = words.len();
    let same = words.filter(|&i| {
        let (x, y) = (&a.tokens()[i], &b.tokens()[i]);
        let subtype = |p: &Parsed, t: &verbale_text::Token| p.strings().get(t.subtype).to_owned();
        x.head == y.head && x.rel == y.rel && x.upos == y.upos && subtype(a, x) == subtype(b, y)
    });
    if n < 3 {
        0.0
    } else {
        same.count() as f64 / n as f64
    }
}

/// A document of some of the sentences.
fn select(parsed: &Parsed, sentences: &[Sentence]) -> Option<Parsed> {
    let (mut tokens, mut kept) = (Vec::new(), Vec::new());
    for s in sentences {
        let first = tokens.len() as u32;
        let words = &parsed.tokens()[s.first as usize..s.end as usize];
        tokens.extend(words.iter().map(|t| {
            let mut t = *t;
            if t.head != verbale_text::TokenIdx::NONE {
                t.head.0 = t.head.0 - s.first + first;
            }
            t
        }));
        let end = tokens.len() as u32;
        kept.push(Sentence { first, end, ..*s });
    }
    let strings = parsed.strings().clone();
    (!kept.is_empty()).then(|| Parsed::new(parsed.document().clone(), tokens, kept, strings))
}
