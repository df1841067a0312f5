//! Raw text to records, in sentences a second, and what it takes to start.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use verbale::Pipeline;
use verbale_text::{DocId, Document};

/// The example article of the repository, repeated as separate articles of its length would be.
const ARTICLE: &str = include_str!("../../../examples/wire-report.txt");
const ARTICLES: usize = 20;

fn read(c: &mut Criterion) {
    let pipeline = Pipeline::builtin().expect("the shipped model and packs load");
    let articles = || -> Vec<Document> {
        (0..ARTICLES)
            .map(|n| Document::new(DocId(format!("bench-{n}")), ARTICLE.into()))
            .collect()
    };
    let n_sentences: usize = articles()
        .into_iter()
        .map(|document| pipeline.parse(document).sentences().len())
        .sum();
    let parsed: Vec<_> = articles()
        .into_iter()
        .map(|document| pipeline.parse(document))
        .collect();
    let mut group = c.benchmark_group("read");
    group.throughput(Throughput::Elements(n_sentences as u64));
    group.bench_function("raw text to records", |b| {
        b.iter_batched(
            articles,
            |articles| -> Vec<_> {
                articles
                    .iter()
                    .map(|document| pipeline.code(document))
                    .collect()
            },
            BatchSize::LargeInput,
        );
    });
    group.bench_function("trees to records", |b| {
        b.iter_batched(
            || parsed.clone(),
            |parsed| -> Vec<_> {
                parsed
                    .into_iter()
                    .map(|parsed| pipeline.code_parsed(parsed))
                    .collect()
            },
            BatchSize::LargeInput,
        );
    });
    group.finish();
    c.bench_function("start", |b| {
        b.iter(|| Pipeline::builtin().expect("the shipped model and packs load"));
    });
}

criterion_group!(benches, read);
criterion_main!(benches);
