//! Time expressions, by a table of sentences with their spans and values.
//!
//! `time.txt` holds one text per line. `[words =value mod KIND]` is an expected expression (modifier and kind are
//! checked where they are given); brackets nest for intervals. `published DATE` and `published -` set the date of
//! the texts that follow; `//` inside a line is a line break.

use verbale_code::time::{self, TimeGrammar, Timex};
use verbale_text::{
    DocId, Document, Entity, Parsed, Rel, Sentence, Span, StrId, Strings, Token, TokenIdx, Upos,
};

const PACK: &str = include_str!("../../../packs/english/time.toml");
const TABLE: &str = include_str!("time.txt");

fn grammar() -> TimeGrammar {
    match TimeGrammar::load("english/time.toml", PACK) {
        Ok(grammar) => grammar,
        Err(faults) => panic!(
            "{}",
            faults.iter().map(|f| format!("{f}\n")).collect::<String>()
        ),
    }
}

/// Words at white space and around punctuation; each line is a sentence, flat and without tags.
fn parsed(text: &str) -> Parsed {
    let mut strings = Strings::new();
    let (mut tokens, mut sentences) = (Vec::new(), Vec::new());
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        let first = tokens.len() as u32;
        for (start, word) in words(line) {
            let span = Span::new(line_start + start, line_start + start + word.len() as u32);
            let form = strings.intern(word);
            let is_first = tokens.len() as u32 == first;
            tokens.push(Token {
                span,
                form,
                lemma: form,
                upos: Upos::X,
                xpos: StrId::EMPTY,
                feats: StrId::EMPTY,
                head: if is_first {
                    TokenIdx::NONE
                } else {
                    TokenIdx(first)
                },
                rel: if is_first { Rel::Root } else { Rel::Dep },
                subtype: StrId::EMPTY,
                entity: Entity::O,
                continues_token: false,
            });
        }
        if tokens.len() as u32 > first {
            sentences.push(Sentence {
                first,
                end: tokens.len() as u32,
                span: Span::new(line_start, line_start + line.trim_end().len() as u32),
                opens_paragraph: true,
            });
        }
        line_start += line.len() as u32;
    }
    let document = Document::new(DocId("test".into()), text.into());
    Parsed::new(document, tokens, sentences, strings)
}

fn words(line: &str) -> Vec<(u32, &str)> {
    let mut out = Vec::new();
    let mut rest = line;
    while let Some(first) = rest.chars().next() {
        let at = (line.len() - rest.len()) as u32;
        let len = if first.is_alphanumeric() {
            rest.find(|c: char| !c.is_alphanumeric())
                .unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        if !first.is_whitespace() {
            out.push((at, &rest[..len]));
        }
        rest = &rest[len..];
    }
    out
}

struct Expected {
    span: Span,
    value: String,
    notes: Vec<String>,
}

/// Takes the brackets out of a row.
fn read_row(row: &str) -> (String, Vec<Expected>) {
    let (mut text, mut open, mut expected) = (String::new(), Vec::new(), Vec::new());
    let row = row.replace("//", "\n");
    let mut rest = row.as_str();
    while let Some(c) = rest.chars().next() {
        match c {
            '[' => open.push(text.len()),
            '=' if !open.is_empty() => {
                let end = rest.find(']').expect("`]` after `=`");
                let mut notes = rest[1..end].split(' ').map(String::from);
                text.truncate(text.trim_end().len());
                let start = open.pop().expect("open");
                expected.push(Expected {
                    span: Span::new(start as u32, text.len() as u32),
                    value: notes.next().unwrap_or_default(),
                    notes: notes.collect(),
                });
                rest = &rest[end + 1..];
                continue;
            }
            _ => text.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    expected.sort_by_key(|e| (e.span.start, std::cmp::Reverse(e.span.end)));
    (text, expected)
}

fn show(t: &Timex, text: &str) -> String {
    let kind = format!("{:?}", t.kind).to_uppercase();
    let modifier = t.modifier.map(|m| format!(" {m}")).unwrap_or_default();
    format!("[{} ={}{modifier} {kind}]", t.span.of(text), t.value)
}

fn agrees(found: &[Timex], expected: &[Expected]) -> bool {
    found.len() == expected.len()
        && found.iter().zip(expected).all(|(f, e)| {
            let kind = format!("{:?}", f.kind).to_uppercase();
            f.span == e.span
                && f.value == e.value
                && e.notes
                    .iter()
                    .all(|n| *n == kind || f.modifier == Some(n.as_str()))
        })
}

#[test]
fn each_row_of_the_table_has_its_expressions() {
    let grammar = grammar();
    let (mut published, mut wrong, mut n) = (None, Vec::new(), 0);
    for (i, row) in TABLE.lines().enumerate() {
        let row = row.trim();
        if row.is_empty() || row.starts_with('#') {
            continue;
        }
        if let Some(date) = row.strip_prefix("published ") {
            published = Some(date).filter(|d| *d != "-");
            continue;
        }
        n += 1;
        let (text, expected) = read_row(row);
        let found = time::find(&parsed(&text), &grammar, published);
        if !agrees(&found, &expected) {
            let got: Vec<String> = found.iter().map(|t| show(t, &text)).collect();
            wrong.push(format!("line {}: {row}\n   got {}", i + 1, got.join(" ")));
        }
    }
    assert!(n >= 120, "only {n} rows");
    assert!(
        wrong.is_empty(),
        "{} of {n} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_first_lines_date_the_document() {
    let check = |text: &str, date: Option<&str>| {
        let found = time::document_date(&parsed(text), &grammar());
        assert_eq!(found.as_deref(), date, "{text}");
    };
    check(
        "KABUL, July 3, 2025 (Reuters) — Envoys met.",
        Some("2025-07-03"),
    );
    check(
        "Talks resume\nJuly 3, 2025\nEnvoys met on Monday.",
        Some("2025-07-03"),
    );
    check(
        "Ministry of Fish\nReleased on 5 July 2025\nWe met.",
        Some("2025-07-05"),
    );
    check("GENEVA (3 July 2025) – Experts met.", Some("2025-07-03"));
    check("Envoys met on July 3, 2025 to talk.", None);
    check("The war began in 1939.", None);
}

#[test]
fn faults_of_a_grammar_name_line_and_remedy() {
    let broken = PACK
        .replace("MONTH-ANY DAY-ANY\"", "MONHT-ANY DAY-ANY\"")
        .replace("make = \"ref\"", "make = \"reff\"")
        .replace("WI = \"winter", "WX = \"winter");
    let faults = TimeGrammar::load("english/time.toml", &broken).expect_err("broken");
    let codes: Vec<&str> = faults.iter().map(|f| f.code).collect();
    for code in ["P201", "P202", "P205"] {
        assert!(codes.contains(&code), "{code} in {codes:?}");
    }
    assert!(faults.iter().all(|f| f.line > 0));
    let class = faults.iter().find(|f| f.code == "P201").expect("checked");
    assert_eq!(class.help.as_deref(), Some("did you mean `MONTH-ANY`?"));
}

#[test]
fn words_of_time_become_deadlines() {
    let grammar = grammar();
    let check = |text: &str, expected: &[&str]| {
        let parsed = parsed(text);
        let timexes = time::find(&parsed, &grammar, Some("2025-07-05"));
        let shown: Vec<String> = time::deadlines(&parsed, &grammar, &timexes, Some("2025-07-05"))
            .iter()
            .map(|d| {
                let day = |d: &Option<String>| d.clone().unwrap_or_else(|| "-".into());
                let words = d.span.of(text);
                let (from, soft, hard) = (day(&d.not_before), day(&d.soft), day(&d.hard));
                format!("{words}: {from} {soft} {hard}")
            })
            .collect();
        assert_eq!(shown, expected, "{text}");
    };
    check("We will strike soon.", &["soon: - 2025-09-03 2026-01-01"]);
    check(
        "An attack is imminent.",
        &["imminent: - 2025-07-19 2025-08-04"],
    );
    check("We will meet eventually.", &["eventually: - - -"]);
    check(
        "Leave within 72 hours!",
        &["72 hours: - 2025-07-08 2025-07-08"],
    );
    check(
        "We will leave by the end of March.",
        &["the end of March: - 2026-03-31 2026-03-31"],
    );
    check(
        "We will vote in mid-March 2026.",
        &["mid-March 2026: 2026-03-10 2026-03-20 2026-03-20"],
    );
    check(
        "We will vote on 9 September.",
        &["9 September: 2025-09-09 2025-09-09 2025-09-09"],
    );
    check(
        "We will talk after Eid.",
        &[
            "Eid: 2026-03-20 2026-05-19 2026-05-19",
            "Eid: 2026-05-27 2026-07-26 2026-07-26",
        ],
    );
    check(
        "We will vote before 2027.",
        &["2027: - 2026-12-31 2026-12-31"],
    );
    check("We met in 2019.", &[]);
}

/// Words of the pack, numbers and signs in a random order (fixed seed).
fn babble(seed: &mut u64, n: usize) -> String {
    let mut next = || {
        *seed = seed
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        (*seed >> 33) as usize
    };
    let words: Vec<&str> = PACK
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect();
    let odd = [
        "999999999",
        "9999",
        "0",
        "31",
        "February",
        "–",
        "(",
        "“",
        "é",
        "\n",
        "/",
        ".",
        "ago",
        "century",
        "𝒳",
        "'",
    ];
    let mut text = String::new();
    for _ in 0..n {
        match next() % 3 {
            0 => text.push_str(odd[next() % odd.len()]),
            1 => text.push_str(&(next() % 100_000).to_string()),
            _ => text.push_str(words[next() % words.len()]),
        }
        if next() % 4 > 0 {
            text.push(' ');
        }
    }
    text
}

#[test]
fn any_text_gives_expressions_in_order_and_inside_it() {
    let grammar = grammar();
    let mut seed = 7;
    for round in 0..300 {
        let text = babble(&mut seed, 120);
        let published = [
            None,
            Some("9999-12-31"),
            Some("0001"),
            Some("2025-07"),
            Some("é"),
        ][round % 5];
        let parsed = parsed(&text);
        let found = time::find(&parsed, &grammar, published);
        assert!(found.windows(2).all(|w| w[0].span.start <= w[1].span.start));
        for timex in &found {
            assert!(!timex.span.of(&text).is_empty() && !timex.value.is_empty());
            let _ = time::bounds(&timex.value);
        }
        let _ = time::deadlines(&parsed, &grammar, &found, published);
        let _ = time::document_date(&parsed, &grammar);
    }
}

#[test]
fn a_broken_grammar_is_a_fault_and_no_panic() {
    let mut seed = 11_u64;
    for _ in 0..60 {
        let at = |seed: &mut u64| {
            *seed = seed
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let i = (*seed >> 33) as usize % PACK.len();
            (i..PACK.len())
                .find(|i| PACK.is_char_boundary(*i))
                .unwrap_or(PACK.len())
        };
        let (a, b) = (at(&mut seed), at(&mut seed));
        let broken = format!(
            "{}({}",
            &PACK[..a.min(b)],
            &PACK[a.max(b).min(a.min(b) + 40)..]
        );
        let _ = TimeGrammar::load("english/time.toml", &broken);
    }
}
