//! The shipped model on texts of any kind.

use verbale_parse::{Error, Parser};
use verbale_text::{TokenIdx, conllu};

const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");

#[test]
fn a_plain_sentence_gets_its_tree() {
    let parser = Parser::load(MODEL).unwrap();
    let parsed = parser.parse("The ministry condemned the attack. It called for talks.");
    let shown: Vec<String> = parsed
        .trees()
        .flat_map(|t| t.nodes())
        .map(|n| {
            let head = n.head().map_or("-", |h| h.form());
            format!("{}/{}<{}:{head}", n.form(), n.upos(), n.rel())
        })
        .collect();
    assert_eq!(
        shown.join(" "),
        "The/DET<det:ministry ministry/NOUN<nsubj:condemned condemned/VERB<root:- the/DET<det:attack \
         attack/NOUN<obj:condemned ./PUNCT<punct:condemned It/PRON<nsubj:called called/VERB<root:- \
         for/ADP<case:talks talks/NOUN<obl:called ./PUNCT<punct:called"
    );
}

#[test]
fn any_text_becomes_trees_that_cover_it() {
    let parser = Parser::load(MODEL).unwrap();
    let long = "and so on ".repeat(300);
    let deep = "(".repeat(2000);
    for text in [
        "",
        " \n ",
        "?",
        "\0\0",
        "don't",
        "“Ça va?” — 你好, 世界。",
        "\u{200b}\u{feff}",
        &long,
        &deep,
    ] {
        let parsed = parser.parse(text);
        let mut end = 0;
        for t in parsed.tokens() {
            assert!(t.span.start >= end || t.continues_token, "{text:?}");
            assert!(!t.span.of(text).is_empty(), "{text:?}");
            end = t.span.end;
        }
        for tree in parsed.trees() {
            assert_eq!(tree.nodes().filter(|n| n.head().is_none()).count(), 1);
        }
    }
}

#[test]
fn a_text_parses_the_same_after_others_and_from_its_own_words() {
    let text = "Mr. Lee met the envoy in Kabul on Monday. The talks, he said, \"went well\".";
    let parser = Parser::load(MODEL).unwrap();
    let first = conllu::write(&parser.parse(text));
    parser.parse(&"Other words come between. ".repeat(500));
    assert_eq!(conllu::write(&parser.parse(text)), first);
    let given = parser.parse(text);
    assert_eq!(conllu::write(&parser.parse_words(&given)), first);
}

#[test]
fn a_parser_can_be_sent_to_and_shared_by_threads() {
    fn check<T: Send + Sync>() {}
    check::<Parser>();
}

#[test]
fn one_parser_serves_several_threads() {
    let parser = Parser::load(MODEL).unwrap();
    let text = "Envoys of three states signed the accord. ".repeat(40);
    let alone = conllu::write(&parser.parse(&text));
    std::thread::scope(|scope| {
        let runs = [(); 4].map(|()| scope.spawn(|| conllu::write(&parser.parse(&text))));
        for run in runs {
            assert_eq!(run.join().unwrap(), alone);
        }
    });
}

#[test]
fn a_sentence_of_given_words_may_be_of_any_length() {
    let n = 700;
    let mut file = String::new();
    for i in 1..=n {
        let head = if i == 1 { 0 } else { 1 };
        file += &format!("{i}\tword{i}\t_\tX\t_\t_\t{head}\tdep\t_\t_\n");
    }
    let given = &conllu::read(&file, "t").unwrap()[0];
    let parsed = Parser::load(MODEL).unwrap().parse_words(given);
    assert_eq!(parsed.sentences().len(), 1);
    let roots = parsed.tokens().iter().filter(|t| t.head == TokenIdx::NONE);
    assert_eq!((parsed.tokens().len(), roots.count()), (n, 1));
}

#[test]
fn a_damaged_model_is_refused() {
    assert!(matches!(Parser::load(b"text"), Err(Error::NotAModel)));
    let mut bytes = MODEL.to_vec();
    bytes[100_000] ^= 4;
    assert!(matches!(Parser::load(&bytes), Err(Error::Damaged { .. })));
    assert!(Parser::load(&MODEL[..MODEL.len() / 2]).is_err());
}
