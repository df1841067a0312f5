//! Raw text to records, in sentences a second, and what it takes to start; and texts that look for slow ways, in bytes a
//! second at three sizes (time is linear if the figures of one shape are alike).

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
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

/// Texts in which every piece may belong together with all before it. `#` stands for a name that occurs but once.
const SHAPES: [(&str, &str); 18] = [
    ("one sentence", "The minister of Iran condemned it, he "),
    ("one event", "Norway condemned Sweden.\n\n"),
    ("quotations", "“We will not accept it,” he said. "),
    (
        "quotations without an end",
        "“We will attack Iran, he said. ",
    ),
    ("reports inside reports", "Iran said that "),
    (
        "pronouns",
        "Anna Krull criticized it. He said that she will attack them. ",
    ),
    ("persons", "Minister Anna # said she met Karl #. "),
    (
        "bodies",
        "The # Peace Union condemned the # Liberation Front. ",
    ),
    ("states in a row", "Iran, Iraq, Norway, "),
    ("days", "Norway attacked Sweden on Monday, 3 May 2020. "),
    (
        "threats",
        "Iran threatened to attack Norway unless it withdraws by Friday. ",
    ),
    (
        "promises",
        "Iran vowed to leave Norway. Iran kept its promise. ",
    ),
    (
        "reactions",
        "Norway welcomed the recognition of South Sudan by Kenya. ",
    ),
    (
        "meetings",
        "The ministers of Norway and Kenya met. The meeting ended in an agreement. ",
    ),
    ("ties", "During the meeting Norway recognized South Sudan. "),
    ("speakers", "KRULL: We will attack Norway.\n\n"),
    ("notes", "Editor's note: this article was corrected.\n\n"),
    ("nothing", "not "),
];

/// Bytes of the smallest text of a shape.
const SMALL: usize = 4_000;

/// `piece` again and again, with names for its marks, of about `n` bytes.
fn shaped(piece: &str, n: usize) -> String {
    const SYLLABLES: [&str; 8] = ["ba", "ke", "di", "lo", "mu", "ra", "te", "si"];
    let mut text = String::new();
    let mut names = 0;
    while text.len() < n {
        for (i, part) in piece.split('#').enumerate() {
            if i > 0 {
                let name: String = (0..6).map(|k| SYLLABLES[names >> (3 * k) & 7]).collect();
                text.push('V');
                text.push_str(&name);
                names += 1;
            }
            text.push_str(part);
        }
    }
    text
}

fn shapes(c: &mut Criterion) {
    let pipeline = Pipeline::builtin().expect("the shipped model and packs load");
    let mut group = c.benchmark_group("linear");
    group.sample_size(10);
    for (name, piece) in SHAPES {
        for times in [1, 10, 100] {
            let text = shaped(piece, SMALL * times);
            group.throughput(Throughput::Bytes(text.len() as u64));
            let document = Document::new(DocId("bench".into()), text);
            group.bench_function(format!("{name}, {times} times"), |b| {
                b.iter(|| pipeline.code(black_box(&document)));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, read, shapes);
criterion_main!(benches);
