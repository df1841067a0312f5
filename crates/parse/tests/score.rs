//! The UD scorer against its reference: the same figures on the same files.
//!
//! `score/expected.txt` and `score/expected.json` are what the reference program prints for
//! `score/gold.conllu` and `score/system.conllu`.

use verbale_parse::score::{Error, score};

/// One CoNLL-U sentence from rows `id form upos head deprel lemma feats`; what is left out is `_`.
fn sentence(rows: &[&str]) -> String {
    let mut out = String::new();
    for row in rows {
        let mut cell = row.split(' ').map(|c| c.replace('~', " "));
        let mut next = |default: &str| cell.next().unwrap_or(default.into());
        let (id, form) = (next(""), next(""));
        let (upos, head, rel) = (next("X"), next("0"), next("root"));
        let (lemma, feats) = (next("_"), next("_"));
        out += &format!("{id}\t{form}\t{lemma}\t{upos}\t_\t{feats}\t{head}\t{rel}\t_\t_\n");
    }
    out + "\n"
}

fn check(gold: &str, system: &str, name: &str, expected: (usize, usize, usize)) {
    let m = score(gold, system).expect("good files").measure(name);
    assert_eq!((m.good, m.gold, m.system), expected, "{name}");
}

fn with_multi_word_token() -> String {
    sentence(&[
        "1 I PRON 4 nsubj I Case=Nom|Person=1",
        "2-3 don't _ _ _",
        "2 do AUX 4 aux do VerbForm=Fin",
        "3 n't PART 4 advmod not",
        "4 know VERB 0 root know",
        "5 . PUNCT 4 punct .",
    ])
}

#[test]
fn the_figures_are_those_of_the_reference() {
    let score = score(
        include_str!("score/gold.conllu"),
        include_str!("score/system.conllu"),
    )
    .unwrap();
    let shown = format!("{}\n{}", score.table(), score.relation_table());
    assert_eq!(shown, include_str!("score/expected.txt"));
    let expected: serde_json::Value =
        serde_json::from_str(include_str!("score/expected.json")).unwrap();
    assert_eq!(score.to_json(), expected);
}

#[test]
fn errors_are_told_by_relation_length_and_genre() {
    let note = |id: &str| format!("# sent_id = {id}\n");
    let talk = sentence(&["1 I PRON 2 nsubj", "2 know VERB", "3 . PUNCT 2 punct"]);
    let list = sentence(&["1 a X 3 nmod", "2 b X 3 obj", "3 c"]);
    let wrong = sentence(&["1 a X 3 nsubj", "2 b X 1 obj", "3 c"]);
    let gold = note("chat-1") + &talk + &note("law-1") + &list;
    let system = talk + &wrong;
    let errors = score(&gold, &system).expect("good files").errors;
    expect_test::expect![[r#"
        gold         system       head right head wrong
        nmod         nsubj                 1          0
        obj          obj                   0          1

        length         sentences   words    head     LAS
        1-5                    2       6   83.33   66.67

        genre          sentences   words    head     LAS
        chat                   1       3  100.00  100.00
        law                    1       3   66.67   33.33
    "#]]
    .assert_eq(&errors.table());
}

#[test]
fn a_genre_of_the_document_comes_before_that_of_the_sentence() {
    let gold = "# newdoc id = d\n# meta::genre = news\n# sent_id = GUM_x-1\n".to_owned()
        + &sentence(&["1 a"]);
    let errors = score(&gold, &gold).expect("good files").errors;
    assert_eq!(errors.genres[0].name, "news");
}

#[test]
fn gold_against_itself_is_perfect() {
    let gold = with_multi_word_token();
    let score = score(&gold, &gold).unwrap();
    for (name, measure) in &score.measures {
        assert_eq!(measure.f1(), 1.0, "{name}");
    }
}

#[test]
fn words_pair_up_without_the_multi_word_line() {
    let split = sentence(&[
        "1 I PRON 4 nsubj:x I Person=1|Case=Nom|Odd=Yes",
        "2 do AUX 4 aux do VerbForm=Fin",
        "3 n't ADV 4 advmod n't",
        "4 know VERB 0 root know",
        "5 . PUNCT 4 punct .",
    ]);
    let gold = with_multi_word_token();
    check(&gold, &split, "Tokens", (3, 4, 5));
    check(&gold, &split, "Words", (5, 5, 5));
    check(&gold, &split, "UPOS", (4, 5, 5));
    check(&gold, &split, "Lemmas", (4, 5, 5));
    check(&gold, &split, "UFeats", (5, 5, 5));
    check(&gold, &split, "LAS", (5, 5, 5));
    check(&gold, &split, "LASsub", (4, 5, 5));
    check(&gold, &split, "CLAS", (3, 3, 3));
    check(&gold, &split, "LASnp", (4, 4, 4));
}

#[test]
fn an_uncut_token_loses_both_inner_words_only() {
    let joined = sentence(&[
        "1 I PRON 3 nsubj",
        "2 don't AUX 3 aux",
        "3 know VERB 0 root",
        "4 . PUNCT 3 punct",
    ]);
    let gold = with_multi_word_token();
    check(&gold, &joined, "Tokens", (4, 4, 4));
    check(&gold, &joined, "Words", (3, 5, 4));
    check(&gold, &joined, "UAS", (3, 5, 4));
    check(&joined, &gold, "Words", (3, 4, 5));
}

#[test]
fn other_cuts_of_words_and_sentences_are_counted_apart() {
    let a = sentence(&["1 ab", "2 c X 1 dep"]);
    let b = sentence(&["1 a", "2 bc X 1 dep"]);
    check(&a, &b, "Words", (0, 2, 2));
    check(&a, &b, "Sentences", (1, 1, 1));

    let one = sentence(&["1 a", "2 b X 1 dep", "3 c X 2 dep"]);
    let two = sentence(&["1 a", "2 b X 1 dep"]) + &sentence(&["1 c"]);
    check(&one, &two, "Sentences", (0, 1, 2));
    check(&one, &two, "UAS", (2, 3, 3));
    check(&one, &two, "Words", (3, 3, 3));
}

#[test]
fn a_head_that_is_unpaired_is_not_right() {
    let gold = sentence(&["1 a X 2 dep", "2 bc"]);
    let system = sentence(&["1 a X 2 dep", "2 b", "3 c X 2 dep"]);
    check(&gold, &system, "UAS", (0, 2, 3));
}

#[test]
fn tokens_that_overlap_crosswise_form_one_stretch() {
    let gold = sentence(&["1-2 abc _ _ _", "1 ab", "2 c X 1 dep", "3 d X 1 dep"]);
    let system = sentence(&["1 ab", "2-3 cd _ _ _", "2 c X 1 dep", "3 d X 1 dep"]);
    check(&gold, &system, "Words", (3, 3, 3));
    check(&gold, &system, "Tokens", (0, 2, 2));
}

#[test]
fn white_space_inside_a_form_is_dropped() {
    check(
        &sentence(&["1 1~000"]),
        &sentence(&["1 1000"]),
        "Words",
        (1, 1, 1),
    );
}

#[test]
fn a_bad_file_is_named_with_line_and_remedy() {
    let good = sentence(&["1 a"]);
    let bad = |system: &str| -> Error { score(&good, system).unwrap_err() };
    for rows in [
        &["1 b"] as &[&str],
        &["1 a X 2", "2 b X 1 dep"],
        &["1 a", "2 b X 3 dep", "3 c X 2 dep"],
        &["1 a X 7"],
        &["1 a", "2 b"],
        &["1-2 ab _ _ _", "1 a"],
    ] {
        let message = bad(&sentence(rows)).to_string();
        assert!(message.contains("system file"), "{message}");
    }
    assert_eq!(
        bad("# note\n1\ta").to_string(),
        "line 2: system file: 2 columns, 10 wanted; separate columns with tabs and fill with _"
    );
}
