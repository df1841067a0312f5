# Short names for what one does often. `just` lists them.

[private]
default:
    @just --list

# everything that CI runs
ci:
    .ci/run

# the parser on Arm, emulated
arm:
    .ci/arm

# tests of all crates
test:
    cargo test --workspace

# format and lints
lint:
    cargo fmt --all && cargo clippy --workspace --all-targets -- --deny warnings

# the program, optimized
build:
    cargo build --release

# read an example
example:
    cargo run --release -- read examples/wire-report.txt --date 2024-03-12

# examples of all codebook pages
packs:
    cargo run --release -- pack test

# benchmarks
bench:
    cargo bench --workspace

# the page of figures, from the gold data in DIR and LEDGER, which holds its seed article and the texts of its `throughput`
quality DIR LEDGER:
    cargo run --release -- eval all {{DIR}} > docs/quality.md
    bench/questions.py target/release/verbale {{LEDGER}} >> docs/quality.md
    bench/judged.py docs/judged.tsv 2214 2315 2416 2517 2618 >> docs/quality.md

# the book of the public items
doc:
    cargo doc --workspace --no-deps --open
