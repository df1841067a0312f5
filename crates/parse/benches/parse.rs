//! Raw text to trees, in words a second (criterion prints elements a second).

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use verbale_parse::Parser;
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

fn parse(c: &mut Criterion) {
    let parser = Parser::load(MODEL).expect("the shipped model loads");
    let text = TEXT.repeat(50);
    let document = || Document::new(DocId("bench".into()), text.clone());
    let words = parser.parse_document(document()).tokens().len();
    let mut group = c.benchmark_group("parse");
    group.throughput(Throughput::Elements(words as u64));
    group.bench_function("raw text to trees", |b| {
        b.iter_batched(
            document,
            |d| parser.parse_document(d),
            BatchSize::LargeInput,
        );
    });
    group.finish();
    c.bench_function("load", |b| {
        b.iter(|| Parser::load(MODEL).expect("the shipped model loads"))
    });
}

criterion_group!(benches, parse);
criterion_main!(benches);
