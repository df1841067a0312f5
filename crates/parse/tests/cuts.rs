//! The shipped model cuts the texts of `cuts/english.txt` as the marks in them say.

use verbale_parse::Parser;
use verbale_text::Parsed;

const MODEL: &[u8] = include_bytes!("../../../models/english.vmodel");
const CASES: &str = include_str!("cuts/english.txt");

/// Fewer cases than this, and somebody deleted the hard ones.
const LEAST: usize = 380;

/// The line with its escapes turned into characters.
fn unescaped(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let (c, length) = match after.as_bytes() {
            [b'n', ..] => ('\n', 1),
            [b'r', ..] => ('\r', 1),
            [b't', ..] => ('\t', 1),
            _ => {
                let number = after.strip_prefix("u{").and_then(|n| n.split_once('}'));
                let (number, _) = number.expect("an escape of the kind \\u{A0}");
                let c = u32::from_str_radix(number, 16)
                    .ok()
                    .and_then(char::from_u32);
                (c.expect("the number of a character"), number.len() + 3)
            }
        };
        out.push(c);
        rest = &after[length..];
    }
    out + rest
}

/// The text with marks where it was cut. Every character of it is there once, or the spans are wrong.
fn marked(parsed: &Parsed) -> String {
    let text = parsed.document().text();
    let tokens = parsed.tokens();
    let mut out = String::new();
    let mut end = 0;
    for (i, token) in tokens.iter().enumerate() {
        let start = token.span.start as usize;
        if token.continues_token && start < end {
            continue; // a word that is not written out in its token
        }
        let gap = &text[end..start];
        let n_feeds =
            gap.replace("\r\n", "\n").matches('\n').count() + gap.matches('\u{2029}').count() * 2;
        let opens = parsed.sentences().iter().any(|s| s.first as usize == i);
        out.push_str(match (opens, gap.is_empty(), token.continues_token) {
            _ if i == 0 || n_feeds > 1 => "",
            (true, ..) => "‖",
            (false, true, true) => "·",
            (false, true, false) => "|",
            (false, false, _) => "",
        });
        out.push_str(gap);
        out.push_str(token.span.of(text));
        end = token.span.end as usize;
    }
    out + &text[end..]
}

#[test]
fn news_is_cut_as_people_cut_it() {
    let parser = Parser::load(MODEL).unwrap();
    let lines = CASES
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    let (mut n, mut wrong) = (0, String::new());
    for line in lines {
        let expected = unescaped(line);
        let text = expected.replace(['|', '·', '‖'], "");
        let found = marked(&parser.parse(&text));
        n += 1;
        if found != expected {
            wrong += &format!("expected {expected:?}\n   found {found:?}\n");
        }
    }
    assert!(n >= LEAST, "{n} cases");
    assert!(
        wrong.is_empty(),
        "{} of {n} cases:\n{wrong}",
        wrong.lines().count() / 2
    );
}

#[test]
fn a_paragraph_of_100_kb_without_a_stop_is_cut_into_sentences_of_bearable_length() {
    let parser = Parser::load(MODEL).unwrap();
    let text =
        "the envoys of the two states met again and spoke of grain and of ships and ".repeat(1400);
    assert!(text.len() > 100_000);
    let parsed = parser.parse(&text);
    assert!(parsed.sentences().iter().all(|s| s.end - s.first <= 193));
    assert_eq!(parsed.tokens().len(), text.split_whitespace().count());
    assert_eq!(marked(&parsed).replace('‖', ""), text);
}
