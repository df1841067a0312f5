//! Any text parses; every character but white space is in exactly one token, in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;
use verbale_parse::Parser;

fn parser() -> &'static Parser {
    static PARSER: OnceLock<Parser> = OnceLock::new();
    PARSER.get_or_init(|| {
        let model = include_bytes!("../../models/english.vmodel");
        Parser::load(model).expect("the shipped model loads")
    })
}

fuzz_target!(|text: &str| {
    let parsed = parser().parse(text);
    let mut end = 0;
    for token in parsed.tokens() {
        let span = token.span;
        assert!(token.continues_token || span.start >= end, "tokens overlap");
        let between = text.get(end as usize..span.start as usize).unwrap_or("");
        assert!(!between.chars().any(char::is_alphanumeric), "a word is in no token: {between:?}");
        end = end.max(span.end);
    }
});
