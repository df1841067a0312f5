//! Trains and runs the segmenter alone: `segment OUT --train FILE.conllu… OWN.txt…` writes a `segment` section,
//! `segment SECTION --cut FILE.conllu…` cuts the files' texts and writes CoNLL-U with flat trees, `segment SECTION
//! --show FILE.txt…` shows the cuts of plain text.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "an example program reads files and reports"
)]

use std::error::Error;
use std::time::Instant;
use verbale_parse::segment::{Segmenter, Segments};
use verbale_parse::train;
use verbale_text::{Entity, Parsed, Rel, Sentence, StrId, Strings, Token, TokenIdx, Upos, conllu};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [section, mode, files @ ..] = args.as_slice() else {
        return Err("usage: segment SECTION --train|--cut|--show FILE…".into());
    };
    let texts: Vec<String> = files
        .iter()
        .map(std::fs::read_to_string)
        .collect::<Result<_, _>>()?;
    if mode == "--train" {
        let all = || texts.iter().map(String::as_str).zip(files);
        let is_own = |file: &String| file.ends_with(".txt");
        let own: Vec<&str> = all().filter(|t| is_own(t.1)).map(|t| t.0).collect();
        let treebanks: Vec<&str> = all().filter(|t| !is_own(t.1)).map(|t| t.0).collect();
        let section_bytes = train::segment::train(&treebanks, &own, 1)?;
        return Ok(std::fs::write(section, section_bytes)?);
    }
    let start = Instant::now();
    let bytes = std::fs::read(section)?;
    let segmenter = Segmenter::from_bytes(&bytes)?;
    eprintln!("{} bytes loaded in {:?}", bytes.len(), start.elapsed());
    let mut segments = Segments::default();
    if mode == "--show" {
        for text in &texts {
            segmenter.segment(text, &mut segments);
            println!("{}", show(text, &segments));
        }
        return Ok(());
    }
    for text in &texts {
        let docs = conllu::read(text, "doc")?;
        let start = Instant::now();
        let mut n = 0;
        for doc in &docs {
            segmenter.segment(doc.document().text(), &mut segments);
            n += segments.words.len();
        }
        eprintln!("{:.0} words/s", n as f64 / start.elapsed().as_secs_f64());
        for doc in &docs {
            segmenter.segment(doc.document().text(), &mut segments);
            print!("{}", conllu::write(&flat(doc, &segmenter, &segments)));
        }
    }
    Ok(())
}

/// The text with `|` where tokens meet without white space, `·` between words of a token, and each sentence on a
/// line.
fn show(text: &str, segments: &Segments) -> String {
    let mut out = String::new();
    for s in &segments.sentences {
        let words = &segments.words[s.first as usize..s.end as usize];
        if s.opens_paragraph {
            out.push_str("¶ ");
        }
        for (i, w) in words.iter().enumerate() {
            if i > 0 {
                let before = words[i - 1].span.end;
                out.push_str(match (w.continues_token, before == w.span.start) {
                    (true, _) => "·",
                    (false, true) => "|",
                    (false, false) => " ",
                });
            }
            out.push_str(w.span.of(text));
        }
        out.push('\n');
    }
    out
}

/// The words and sentences with every word hanging on its sentence's first.
fn flat(doc: &Parsed, segmenter: &Segmenter, segments: &Segments) -> Parsed {
    let text = doc.document().text();
    let mut strings = Strings::default();
    let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
    for s in &segments.sentences {
        let words = &segments.words[s.first as usize..s.end as usize];
        for (i, w) in words.iter().enumerate() {
            let form = w.form.map_or(w.span.of(text), |id| segmenter.form(id));
            tokens.push(Token {
                span: w.span,
                form: strings.intern(form),
                lemma: StrId::EMPTY,
                upos: Upos::X,
                xpos: StrId::EMPTY,
                feats: StrId::EMPTY,
                head: if i == 0 {
                    TokenIdx::NONE
                } else {
                    TokenIdx(s.first)
                },
                rel: if i == 0 { Rel::Root } else { Rel::Dep },
                subtype: StrId::EMPTY,
                entity: Entity::O,
                continues_token: w.continues_token,
            });
        }
        sentences.push(Sentence {
            first: s.first,
            end: s.end,
            span: words[0].span.cover(words[words.len() - 1].span),
            opens_paragraph: s.opens_paragraph,
        });
    }
    Parsed::new(doc.document().clone(), tokens, sentences, strings)
}
