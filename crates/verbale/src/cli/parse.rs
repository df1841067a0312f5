//! `verbale parse`: texts in, CoNLL-U out.

use super::args::{ParseArgs, ParseInput};
use super::outcome::{Ending, Stop};
use super::read::n_threads;
use super::{input, model, screen};
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use verbale::in_order;
use verbale::input::{Failure, Item};
use verbale_parse::Parser;
use verbale_text::{Parsed, conllu};

pub(crate) fn run(args: &ParseArgs) -> Result<Ending, Stop> {
    let by_words = args.words == ParseInput::Conllu;
    let mut reader = input::reader(&args.input)?;
    if by_words {
        reader = reader.of_words();
    }
    let parser = model::parser(&args.model)?;
    let (mut n_read, mut n_failed, mut n_found) = (0, 0, 0);
    in_order(
        reader.items(&args.input.files),
        n_threads(args.input.threads),
        Item::size,
        |item| parse(&parser, item, by_words),
        |parsed| {
            match parsed {
                Ok(parsed) => {
                    n_read += 1;
                    n_found += parsed.sentences().len();
                    let mut out = screen::data();
                    conllu::write_pieces(&parsed, |piece| out.write_all(piece.as_bytes()))?;
                    out.flush()?;
                }
                Err(failure) => {
                    n_failed += 1;
                    screen::say(&failure.place_and_message());
                }
            }
            Ok::<(), Stop>(())
        },
    )?;
    Ok(Ending::of(n_read, n_failed, n_found))
}

fn parse(parser: &Parser, item: Item, by_words: bool) -> Result<Parsed, Failure> {
    let doc = item.doc().to_owned();
    let parsed = catch_unwind(AssertUnwindSafe(|| match item {
        Item::Document(document) => Ok(parser.parse_document(document)),
        Item::Parsed(parsed) if by_words => Ok(parser.parse_words(&parsed)),
        Item::Parsed(parsed) => Ok(*parsed),
        Item::Failed(failure) => Err(failure),
    }));
    parsed.unwrap_or_else(|_| Err(Failure::internal(&doc)))
}
