//! Instructions per stage on fixed texts: the same number on a busy machine as on a calm one.

use gungraun::{library_benchmark, library_benchmark_group, main};
use std::hint::black_box;
use verbale_parse::Parser;
use verbale_parse::segment::Segments;

const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");
const NEWS: &str = include_str!("../../../examples/wire-report.txt");

fn news() -> (Parser, String) {
    let parser = Parser::load(MODEL).expect("the shipped model loads");
    (parser, NEWS.repeat(5))
}

#[library_benchmark]
#[bench::english(MODEL)]
fn load(model: &[u8]) -> Parser {
    black_box(Parser::load(model).expect("the shipped model loads"))
}

#[library_benchmark]
#[bench::news(news())]
fn sentences_and_tokens((parser, text): (Parser, String)) -> usize {
    let mut segments = Segments::default();
    parser.segmenter().segment(&text, &mut segments);
    black_box(segments.words.len())
}

#[library_benchmark]
#[bench::news(news())]
fn raw_text_to_trees((parser, text): (Parser, String)) -> usize {
    black_box(parser.parse(&text)).tokens().len()
}

library_benchmark_group!(name = stages; benchmarks = load, sentences_and_tokens, raw_text_to_trees);
main!(library_benchmark_groups = stages);
