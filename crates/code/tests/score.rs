//! The scorers against their references: the same figures on the same files.
//!
//! `score/README.md` says where the files come from.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use verbale_code::score::attribution::{GoldDocument, Nested, Prediction, Reference};
use verbale_code::score::plover::{CodedEvent, Crosswalk, EventScore, Events, GoldSentence};
use verbale_code::score::records::Overlap;
use verbale_code::score::{Error, attribution, plover, records, ties};

fn parse(json: &str) -> Value {
    serde_json::from_str(json).expect("a file of this test is JSON")
}

fn lines(values: &Value) -> String {
    let values = values.as_array().expect("a list of predictions").iter();
    values.map(|v| format!("{v}\n")).collect()
}

/// Fails at the first difference, with its path, because whole scores are too long to read.
fn same(path: &str, ours: &Value, expected: &Value) {
    match (ours, expected) {
        (Value::Object(a), Value::Object(b)) => {
            // Features of other crates decide whether maps keep the order of insertion.
            let keys = |map: &Map<String, Value>| map.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(keys(a), keys(b), "{path}");
            a.iter()
                .for_each(|(k, v)| same(&format!("{path}.{k}"), v, &b[k]));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            let both = a.iter().zip(b).enumerate();
            both.for_each(|(i, (a, b))| same(&format!("{path}[{i}]"), a, b));
        }
        // 1 and 1.0 are one figure
        (Value::Number(a), Value::Number(b)) => assert_eq!(a.as_f64(), b.as_f64(), "{path}"),
        _ => assert_eq!(ours, expected, "{path}"),
    }
}

macro_rules! check {
    ($table:expr, $json:expr, $name:literal) => {
        let expected = include_str!(concat!("score/expected/", $name, ".txt"));
        assert_eq!($table, expected, $name);
        let expected = parse(include_str!(concat!("score/expected/", $name, ".json")));
        same($name, &$json, &expected);
    };
}

#[test]
fn events_have_the_figures_of_the_reference() -> Result<(), Error> {
    let gold = plover::read_gold(include_str!("score/plover-gold.json"))?;
    let predicted = include_str!("score/plover-predicted.jsonl");
    let predicted = plover::read_predicted(predicted, Crosswalk::default())?;
    let score = plover::score(&gold, &predicted, Events::All);
    check!(
        score.table() + &score.type_table(),
        score.to_json(),
        "plover"
    );
    assert_eq!(score.strays, ["nowhere"]);

    let gold = plover::read_gold_table(include_str!("score/plover-gold.tsv"))?;
    let predicted = include_str!("score/plover-table-predicted.jsonl");
    let predicted = plover::read_predicted(predicted, Crosswalk::default())?;
    let score = plover::score(&gold, &predicted, Events::YieldCollapsed);
    check!(
        score.table() + &score.type_table(),
        score.to_json(),
        "plover-types"
    );
    Ok(())
}

fn brat() -> Vec<GoldDocument> {
    macro_rules! document {
        ($doc:literal, $($who:literal $name:literal),*) => {
            GoldDocument {
                doc: $doc.into(),
                text: include_str!(concat!("score/attribution/text/", $doc, ".txt")).into(),
                annotations: vec![$((
                    $who.into(),
                    include_str!(concat!("score/attribution/attributions/", $name, ".ann")).into(),
                )),*],
            }
        };
    }
    vec![
        document!("report_3", "" "report_3"),
        document!("report_2", "12ab" "report_2_12ab", "ffff" "report_2_ffff"),
        document!("report_1", "0fff" "report_1_0fff", "0000" "report_1_0000", "00ff" "report_1_00ff"),
    ]
}

#[test]
fn attributions_have_the_figures_of_the_reference() -> Result<(), Error> {
    let predicted = attribution::read_predicted(include_str!("score/attribution-predicted.jsonl"))?;
    let score = attribution::score(&brat(), &predicted, &Reference::Medoid, Nested::LeftOut)?;
    check!(score.table(), score.to_json(), "attribution");
    assert_eq!(score.strays, ["absent"]);
    let score = attribution::human(&brat())?;
    check!(score.table(), score.to_json(), "human");
    Ok(())
}

#[test]
fn records_have_the_figures_of_the_reference() -> Result<(), Error> {
    let lund = include_str!("score/records/gold/lund/gold.json");
    let vote = include_str!("score/records/gold/vote/gold.json");
    let zero = include_str!("score/records/gold/zero/gold.json");
    let lund_lines = include_str!("score/records/predicted/lund.jsonl");
    let vote_lines = include_str!("score/records/predicted/vote.jsonl");
    let one = |gold, predicted| records::score(gold, predicted, Overlap::default());
    let score = one(lund, lund_lines)?;
    check!(score.table(0), score.to_json(), "records-lund");
    let score = one(vote, vote_lines)?;
    check!(score.table(0), score.to_json(), "records-vote");
    let score = one(zero, "")?;
    check!(score.table(0), score.to_json(), "records-zero");
    let documents = [
        ("zero", zero, None),
        ("lund", lund, Some(lund_lines)),
        ("vote", vote, Some(vote_lines)),
    ];
    let score = records::score_many(&documents, Overlap::default())?;
    check!(score.table(0), score.to_json(), "many");
    Ok(())
}

#[test]
fn ties_have_the_figures_of_the_reference() -> Result<(), Error> {
    let gold = include_str!("score/ties-gold.json");
    let predicted = include_str!("score/ties-predicted.jsonl");
    let score = ties::score(gold, predicted, ties::Years::default())?;
    check!(score.table(), score.to_json(), "ties");
    Ok(())
}

#[test]
fn records_pass_the_self_test_of_the_reference() -> Result<(), Error> {
    let file = parse(include_str!("score/records-selftest.json"));
    for (i, case) in file["cases"].as_array().into_iter().flatten().enumerate() {
        let gold = &file["golds"][case["gold"].as_u64().unwrap_or_default() as usize];
        let predicted = lines(&case["predicted"]);
        let score = records::score(&gold.to_string(), &predicted, Overlap::default())?;
        same(
            &format!("case {i}"),
            &score.to_json()["kinds"],
            &case["expected"],
        );
    }
    Ok(())
}

#[test]
fn ties_pass_the_self_test_of_the_reference() -> Result<(), Error> {
    let file = parse(include_str!("score/ties-selftest.json"));
    for (i, case) in file["cases"].as_array().into_iter().flatten().enumerate() {
        let gold = &file["golds"][case["gold"].as_u64().unwrap_or_default() as usize];
        let predicted = lines(&case["predicted"]);
        let score = ties::score(&gold.to_string(), &predicted, ties::Years::default())?;
        same(&format!("case {i}"), &score.to_json(), &case["expected"]);
    }
    Ok(())
}

#[test]
fn attributions_pass_the_self_test_of_the_reference() -> Result<(), Error> {
    let file = parse(include_str!("score/attribution-selftest.json"));
    for (i, case) in file.as_array().into_iter().flatten().enumerate() {
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let documents = case["gold"].as_array().into_iter().flatten();
        let gold: Vec<GoldDocument> = documents
            .map(|d| GoldDocument {
                doc: text(&d["doc"]),
                text: text(&d["text"]),
                annotations: d["annotations"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|a| (text(&a[0]), text(&a[1])))
                    .collect(),
            })
            .collect();
        let predicted = attribution::read_predicted(&text(&case["predicted"]))?;
        let nested = match case["keep_nested"] == true {
            true => Nested::Kept,
            false => Nested::LeftOut,
        };
        let reference = match text(&case["reference"]).as_str() {
            "first" => Reference::First,
            _ => Reference::Medoid,
        };
        let score = match case["reference"] == "human" {
            true => attribution::human(&gold)?,
            false => attribution::score(&gold, &predicted, &reference, nested)?,
        };
        same(&format!("case {i}"), &score.to_json(), &case["expected"]);
    }
    Ok(())
}

/// An event from `TYPE SOURCES TARGETS`, countries joined by `+`, `-` for none.
fn event(text: &str) -> CodedEvent {
    let parts: Vec<&str> = text.split(' ').collect();
    let side = |at: usize, sectors: &'static [&'static str]| -> Vec<(&str, &[&str])> {
        let countries = parts[at].split('+').filter(|c| *c != "-");
        countries.map(|c| (c, sectors)).collect()
    };
    CodedEvent::new(parts[0], &side(1, &["GOV"]), &side(2, &[]))
}

/// Scores gold `(doc, text, event)` against predicted `(doc, event)`.
fn score_events(
    gold: &[(&str, &str, &str)],
    predicted: &[(&str, &str)],
    events: Events,
) -> EventScore {
    let gold: Vec<GoldSentence> = gold
        .iter()
        .map(|(doc, text, e)| GoldSentence {
            doc: (*doc).into(),
            date: String::new(),
            text: (*text).into(),
            event: event(e),
        })
        .collect();
    let mut by_doc = plover::Predicted::new();
    for (doc, e) in predicted {
        by_doc.entry((*doc).into()).or_default().push(event(e));
    }
    plover::score(&gold, &by_doc, events)
}

#[test]
fn events_pass_the_self_test_of_the_reference() {
    let gold = [
        ("a", "x", "AGREE HUN+ROU -"),
        ("b", "y", "DEMAND USA IRQ"),
        ("c", "z", "FIGHT ISR LBN"),
        ("d", "w", "CONSULT FRA DEU"),
    ];
    let predicted = [
        ("a", "AGREE HUN ROU"),
        ("a", "AGREE ROU HUN"),
        ("b", "REQUEST USA IRQ"),
        ("b", "REJECT IRQ USA"),
        ("c", "ASSAULT LBN ISR"),
        ("d", "CONSULT DEU FRA"),
    ];
    let score = score_events(&gold, &predicted, Events::All);
    let counts = |name: &str| {
        let m = score.measure(name);
        (m.right, m.wrong, m.missed)
    };
    assert_eq!(counts("type"), (4, 1, 0));
    assert_eq!(counts("full dyad"), (3, 2, 1));
    let role = counts("country with role");
    assert_eq!((role.1, role.2), (6, 4));
    assert_eq!(counts("country any role").2, 0);
    assert_eq!((score.count("hit"), score.count("exact")), (4, 3));

    assert_eq!(
        score_events(&gold, &[], Events::All).measure("type").missed,
        4
    );
    let yielded = [("a", "x", "YIELD - -")];
    let score = score_events(&yielded, &[("a", "RETREAT - -")], Events::YieldCollapsed);
    assert_eq!(score.count("hit"), 1);
    let twice = [("a", "x", "AID USA -"), ("b", "x", "REJECT USA -")];
    let score = score_events(
        &twice,
        &[("a", "AID USA -"), ("b", "REJECT USA -")],
        Events::All,
    );
    assert_eq!((score.count("docs"), score.count("exact")), (1, 1));
}

#[test]
fn a_bad_file_is_named_with_line_and_remedy() {
    let check = |error: Error, expected: &str| {
        let message = error.to_string();
        assert!(message.starts_with(expected), "{message}");
    };
    check(
        plover::read_predicted("\n{\"type\": \"AID\"}", Crosswalk::default()).expect_err("no doc"),
        "predictions, line 2: no \"doc\"; give it as a string",
    );
    check(
        plover::read_gold("[").expect_err("cut off"),
        "gold, line 1: no JSON",
    );
    check(
        attribution::read_predicted("{\"doc\": \"a\", \"cue\": [[4, 2]]}").expect_err("backwards"),
        "predictions, line 1: bad span in cue; give [start, end]",
    );
    let outside = Prediction {
        doc: "report_3".into(),
        cue: vec![(3, 900)],
        ..Prediction::default()
    };
    check(
        attribution::score(&brat(), &[outside], &Reference::Medoid, Nested::LeftOut)
            .expect_err("too far"),
        "document report_3: a predicted span ends at 900",
    );
    let mut gold = brat();
    gold[0].annotations[0].1 = "T1\tCue 3\tx\n".into();
    check(
        attribution::score(&gold, &[], &Reference::Medoid, Nested::LeftOut)
            .expect_err("half a span"),
        "report_3.ann, line 1: bad span",
    );
    check(
        records::score("{}", "", Overlap::default()).expect_err("no records"),
        "gold, line 1: no \"records\"",
    );
    check(
        ties::score("{}", "", ties::Years::default()).expect_err("no aliases"),
        "gold, line 1: no \"aliases\"",
    );
}
