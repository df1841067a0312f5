//! Instructions per stage on fixed texts: the same number on a busy machine as on a calm one.

use gungraun::{library_benchmark, library_benchmark_group, main};
use std::hint::black_box;
use verbale::Pipeline;
use verbale_parse::Parser;
use verbale_parse::segment::Segments;
use verbale_text::{DocId, Document};

const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");
const NEWS: &str = include_str!("../../../examples/wire-report.txt");

fn news() -> (Parser, String) {
    let parser = Parser::load_static(MODEL).expect("the shipped model loads");
    (parser, NEWS.repeat(5))
}

fn trees() -> (Pipeline, verbale_text::Parsed) {
    let pipeline = Pipeline::builtin().expect("the shipped model and packs load");
    let parsed = pipeline.parse(Document::new(DocId("bench".into()), NEWS.repeat(5)));
    (pipeline, parsed)
}

#[library_benchmark]
#[bench::english(MODEL)]
fn load_model(model: &'static [u8]) -> Parser {
    black_box(Parser::load_static(model).expect("the shipped model loads"))
}

#[library_benchmark]
fn load_model_and_packs() -> Pipeline {
    black_box(Pipeline::builtin().expect("the shipped model and packs load"))
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

#[library_benchmark]
#[bench::news(trees())]
fn trees_to_records((pipeline, parsed): (Pipeline, verbale_text::Parsed)) -> usize {
    black_box(pipeline.code_parsed(parsed)).records.len()
}

library_benchmark_group!(
    name = stages;
    benchmarks = load_model, load_model_and_packs, sentences_and_tokens, raw_text_to_trees, trees_to_records
);
main!(library_benchmark_groups = stages);
