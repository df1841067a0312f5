//! From raw text to trees, each stage for itself, in words a second; and texts that look for slow ways, in bytes a
//! second at three sizes (time is linear if the figures of one shape are alike).

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use verbale_parse::Parser;
use verbale_parse::segment::Segments;
use verbale_text::{DocId, Document};

const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");

/// Own-written news prose; repeated, so that the words are soon all known.
const TEXT: &str = "KLOW, March 3 — The foreign ministry of Syldavia summoned the Bordurian ambassador on \
    Monday and demanded an explanation for the closure of the border at Zlip, officials said. \"We will not accept \
    threats,\" Prime Minister Anton Krull told reporters after a meeting with opposition leaders, adding that his \
    government had asked the Security Council to convene.\n\nBorduria's state news agency, which did not name its \
    sources, reported that two soldiers were wounded when shots were fired from the other side. Analysts doubt it: \
    \"Nobody has shown any proof,\" said M. E. Dahl of the Institute for Regional Studies, who expects both capitals \
    to return to the talks that were suspended in January.\n\n";

/// Texts without an end, a word or a blank where one would be.
const SHAPES: [(&str, &str); 12] = [
    ("words without a stop", "and so on "),
    ("one long word", "a"),
    ("stops", "."),
    ("open brackets", "("),
    ("initials", "A."),
    ("apostrophes", "a's'"),
    ("addresses", "http://a.b/"),
    ("sites", "a.bc/a "),
    ("mail", "a@b."),
    ("lines", "a\n"),
    ("digits and commas", "1,"),
    ("marks without width", "\u{200b}\u{301}"),
];

/// Bytes of the smallest text of a shape.
const SMALL: usize = 2_000;

fn parser() -> Parser {
    Parser::load(MODEL).expect("the shipped model loads")
}

fn stages(c: &mut Criterion) {
    let parser = parser();
    let text = TEXT.repeat(50);
    let document = || Document::new(DocId("bench".into()), text.clone());
    let parsed = parser.parse_document(document());
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Elements(parsed.tokens().len() as u64));
    let mut segments = Segments::default();
    group.bench_function("sentences and tokens", |b| {
        b.iter(|| parser.segmenter().segment(black_box(&text), &mut segments));
    });
    group.bench_function("tags, lemmas and trees of given words", |b| {
        b.iter(|| parser.parse_words(black_box(&parsed)));
    });
    group.bench_function("raw text to trees", |b| {
        let parse = |d| parser.parse_document(d);
        b.iter_batched(document, parse, BatchSize::LargeInput);
    });
    group.bench_function("CoNLL-U of trees", |b| {
        b.iter(|| verbale_text::conllu::write(black_box(&parsed)));
    });
    group.bench_function("raw text to trees, two threads", |b| {
        b.iter(|| {
            let half = text.len() / 2;
            let half = (half..).find(|&i| text.is_char_boundary(i)).unwrap_or(0);
            let (first, second) = text.split_at(half);
            std::thread::scope(|scope| {
                let other = scope.spawn(|| parser.parse(second));
                black_box(parser.parse(first));
                black_box(other.join().map(|p| p.tokens().len()).unwrap_or(0));
            });
        });
    });
    group.finish();
    c.bench_function("load", |b| {
        b.iter(|| Parser::load(MODEL).expect("the shipped model loads"))
    });
}

fn shapes(c: &mut Criterion) {
    let parser = parser();
    let mut group = c.benchmark_group("linear");
    group.sample_size(10);
    for (name, piece) in SHAPES {
        for times in [1, 10, 100] {
            let text = piece.repeat(SMALL * times / piece.len());
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_function(format!("{name}, {times} times"), |b| {
                b.iter(|| parser.parse(black_box(&text)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, stages, shapes);
criterion_main!(benches);
