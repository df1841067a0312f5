//! Trains and measures the lemmatizer alone: `lemmatize OUT --train FILE.conllu…` writes a `lemma` section,
//! `lemmatize SECTION --score FILE.conllu…` prints the share of right lemmas on the files' own tags.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use std::time::Instant;
use verbale_parse::lemma::Lemmatizer;
use verbale_parse::train;
use verbale_text::conllu;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [section, mode, files @ ..] = args.as_slice() else {
        return Err("usage: lemmatize SECTION --train|--score FILE…".into());
    };
    let texts: Vec<String> = files
        .iter()
        .map(std::fs::read_to_string)
        .collect::<Result<_, _>>()?;
    if mode == "--train" {
        let (mut lists, mut banks) = (Vec::new(), Vec::new());
        for (text, file) in texts.iter().zip(files) {
            let kind = if file.ends_with(".tsv") {
                &mut lists
            } else {
                &mut banks
            };
            kind.push(text.as_str());
        }
        return Ok(std::fs::write(
            section,
            train::lemma::train(&banks, &lists)?,
        )?);
    }
    let start = Instant::now();
    let bytes = std::fs::read(section)?;
    let lemmatizer = Lemmatizer::from_bytes(&bytes)?;
    println!("{} bytes loaded in {:?}", bytes.len(), start.elapsed());
    let mut lemma = String::new();
    for (text, file) in texts.iter().zip(files) {
        let docs = conllu::read(text, "doc")?;
        let (mut n, mut right) = (0u32, 0u32);
        let start = Instant::now();
        for doc in &docs {
            let s = doc.strings();
            for t in doc.tokens() {
                let (form, xpos, feats) = (s.get(t.form), s.get(t.xpos), s.get(t.feats));
                lemmatizer.lemma(form, (t.upos, xpos, feats), &mut lemma);
                let gold = s.get(t.lemma);
                n += 1;
                if gold.is_empty() || gold == lemma {
                    right += 1;
                } else if mode == "--errors" {
                    println!("{form}\t{}\t{xpos}\t{gold}\t{lemma}", t.upos);
                }
            }
        }
        let speed = f64::from(n) / start.elapsed().as_secs_f64();
        println!(
            "{file}: {:.2} of 100 right, {speed:.0} words/s",
            100.0 * f64::from(right) / f64::from(n)
        );
    }
    Ok(())
}
