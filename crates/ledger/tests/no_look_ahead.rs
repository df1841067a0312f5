//! No look-ahead (I5): whatever came in after an entry, and whatever happened after a day, an answer as known at that entry and as of
//! that day is the one that a ledger gives which holds no more than that.
//!
//! The one exception is meant: records that are removed on request are gone at every moment.
#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod rows;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use verbale_ledger::ask::{
    self, Actor, Answer, Bin, Claims, Events, Meetings, Network, Reactions, Recognition, Search,
};
use verbale_ledger::{
    Judgement, Kind, Known, Ledger, NewDocument, Outcome, RecordId, Row, Snapshot, Stamp,
};

/// One thing that happens to a ledger. Numbers choose among what there is at that time; if there is nothing, nothing happens.
#[derive(Clone, Debug)]
enum Act {
    Add {
        source: u8,
        version: u8,
        packs: u8,
        published: Option<u8>,
        day: Option<u8>,
    },
    Review {
        record: usize,
        judgement: u8,
    },
    Resolve {
        record: usize,
        outcome: u8,
    },
    Merge {
        into: i64,
        entity: i64,
    },
    Split {
        entity: i64,
    },
    Withdraw {
        document: i64,
    },
    Undo {
        back: i64,
    },
    Remove {
        entity: i64,
    },
}

fn act() -> impl Strategy<Value = Act> {
    let day = || proptest::option::weighted(0.8, 1..28_u8);
    prop_oneof![
        6 => (0..5_u8, 0..3_u8, 0..2_u8, day(), day()).prop_map(|(source, version, packs, published, day)| Act::Add {
            source, version, packs, published, day
        }),
        4 => (any::<usize>(), 0..3_u8).prop_map(|(record, judgement)| Act::Review { record, judgement }),
        1 => (any::<usize>(), 0..3_u8).prop_map(|(record, outcome)| Act::Resolve { record, outcome }),
        2 => (1..8_i64, 1..8_i64).prop_map(|(into, entity)| Act::Merge { into, entity }),
        1 => (1..8_i64).prop_map(|entity| Act::Split { entity }),
        1 => (1..6_i64).prop_map(|document| Act::Withdraw { document }),
        3 => (0..6_i64).prop_map(|back| Act::Undo { back }),
        1 => (1..8_i64).prop_map(|entity| Act::Remove { entity }),
    ]
}

const STATES: [(&str, &str); 5] = [
    ("Borduria", "BOR"),
    ("Syldavia", "SYL"),
    ("Klow Republic", "KLO"),
    ("Zlip", "ZLI"),
    ("Dalmacia Nova", "DAL"),
];

fn row(kind: Kind, number: u32, evidence: [u32; 2], fields: Value) -> Row {
    Row {
        views: vec!["CT+".into()],
        ..rows::row(kind, number, evidence, fields)
    }
}

/// A text of a source in a version, and what the packs of a number read in it.
fn reading(source: u8, version: u8, packs: u8, day: Option<u8>) -> (String, Vec<Row>) {
    let at = usize::from(source + version) % 5;
    let ((a, code_a), (b, code_b)) = (STATES[at], STATES[(at + 1 + usize::from(packs)) % 5]);
    let text =
        format!("{a} and {b} met, quarrelled and promised in version {version} of text {source}.");
    let day = day.map(|d| format!("2025-03-{d:02}"));
    let state = |n: u32, name: &str, code: &str| {
        row(
            Kind::Actor,
            n,
            [n, n + 4],
            json!({"actor_id": format!("actor-{n:02}"), "name": name, "aliases": [format!("Old {name}")],
            "type": "state", "country": code, "canonical": name, "names_by_voice": {"author": [name]}}),
        )
    };
    let (own, other) = ("actor-01", "actor-02");
    let rows = vec![
        state(1, a, code_a),
        state(2, b, code_b),
        row(
            Kind::Tie,
            1,
            [0, 9],
            json!({"sender": own, "receiver": other, "axis": "recognition", "value": "de_jure", "change": "establish", "date": day}),
        ),
        row(
            Kind::Event,
            1,
            [0, 12],
            json!({"type": "CONSULT", "actor": [own], "recipient": [other], "date": day}),
        ),
        row(
            Kind::Meeting,
            1,
            [0, 13],
            json!({"participants": [own, other], "status": "held", "date": day}),
        ),
        row(
            Kind::Relation,
            1,
            [0, 14],
            json!({"a": own, "b": other, "type": "rival", "sign": -1, "trend": null, "date": day}),
        ),
        row(
            Kind::Reaction,
            1,
            [0, 15],
            json!({"actor": [own], "target": b, "target_actor": other, "stance": "reject", "date": day}),
        ),
        row(
            Kind::Commitment,
            1,
            [0, 16],
            json!({"type": "promise", "speaker": own, "addressee": [other], "action": "to leave", "deadline": "2025-03-20"}),
        ),
    ];
    (text, rows)
}

/// The record that a number chooses, among those that are told of now.
fn chosen(ledger: &Ledger, number: usize, kind: Option<Kind>) -> Option<RecordId> {
    let snapshot = Snapshot::new(ledger, None, &Known::Now).unwrap();
    let steps = Recognition {
        steps: true,
        ..Recognition::default()
    };
    let claims = Claims {
        limit: 100,
        ..Claims::default()
    };
    let mut ids: Vec<RecordId> = Vec::new();
    for answer in [
        ask::recognition(&snapshot, &steps),
        ask::claims(&snapshot, &claims),
    ] {
        ids.extend(answer.unwrap().lines.into_iter().flat_map(|l| l.ids));
    }
    ids.retain(|id| kind.is_none_or(|k| id.kind == k));
    ids.sort_unstable();
    (!ids.is_empty()).then(|| ids[number % ids.len()])
}

/// What cannot be done is not done: the same in every ledger with the same past.
fn happen(ledger: &mut Ledger, act: &Act, number: usize) {
    // Now and then the clock runs backwards.
    let hour = if number % 7 == 6 { 0 } else { number % 24 };
    let now = format!("2025-03-{:02}T{hour:02}:00:00.000000Z", number / 2 % 27 + 1);
    let by = (now.as_str(), "anna");
    match act {
        Act::Add {
            source,
            version,
            packs,
            published,
            day,
        } => {
            let (text, rows) = reading(*source, *version, *packs, *day);
            let document = NewDocument {
                source_key: format!("source {source}"),
                published: published.map(|d| format!("2025-03-{d:02}")),
                ..NewDocument::new(&format!("text-{source}"), &text)
            };
            let stamp = Stamp {
                packs: packs.to_string(),
                model: "test".into(),
            };
            ledger.add(&document, &rows, &stamp, &now).unwrap();
        }
        Act::Review { record, judgement } => {
            let judgement = match judgement {
                0 => Judgement::Accept,
                1 => Judgement::Reject,
                _ => Judgement::Edit {
                    field: "date".into(),
                    value: json!("2025-03-05"),
                },
            };
            if let Some(id) = chosen(ledger, *record, None) {
                let _ = ledger.review(id, &judgement, by);
            }
        }
        Act::Resolve { record, outcome } => {
            let outcome =
                [Outcome::Kept, Outcome::Broken, Outcome::Undetermined][usize::from(*outcome)];
            let (claim, shown) = (
                chosen(ledger, *record, Some(Kind::Commitment)),
                chosen(ledger, *record, None),
            );
            if let (Some(claim), Some(shown)) = (claim, shown) {
                // A claim goes on telling of the record that settled it, which may not count any more.
                let _ = ledger.resolve(claim, (outcome, &[shown]), by);
            }
        }
        Act::Merge { into, entity } => drop(ledger.merge(*into, *entity, by)),
        Act::Split { entity } => drop(ledger.split(*entity, by)),
        Act::Withdraw { document } => drop(ledger.withdraw(*document, "a test", by)),
        Act::Undo { back } => drop(ledger.undo(last(ledger) - back, by)),
        Act::Remove { entity } => drop(ledger.remove(*entity, by)),
    }
}

fn last(ledger: &Ledger) -> i64 {
    Snapshot::new(ledger, None, &Known::Now).unwrap().seq()
}

/// All answers, as text.
fn answers(ledger: &Ledger, as_of: Option<&str>, known: i64) -> Vec<(&'static str, Vec<String>)> {
    let snapshot = &Snapshot::new(ledger, as_of, &Known::Seq(known)).unwrap();
    let mut answers: Vec<(&'static str, Answer)> = Vec::new();
    for steps in [false, true] {
        let question = Recognition {
            steps,
            ..Recognition::default()
        };
        answers.push((
            "recognition",
            ask::recognition(snapshot, &question).unwrap(),
        ));
    }
    for name in ["BOR", "Old Klow Republic", "Syldavia"] {
        let question = Actor {
            name: name.into(),
            kinds: Vec::new(),
            limit: LIMIT,
        };
        answers.push(("actor", ask::actor(snapshot, &question).unwrap()));
    }
    answers.extend(boards(snapshot));
    let question = Search {
        words: "promised".into(),
        limit: LIMIT,
        ..Search::default()
    };
    answers.push(("search", ask::search(snapshot, &question).unwrap()));
    if let Ok(answer) = ask::voices(snapshot, "text-1") {
        answers.push(("voices", answer));
    }
    answers
        .into_iter()
        .map(|(name, answer)| (name, lines(name, &answer, as_of)))
        .collect()
}

/// More rows than any answer here has.
const LIMIT: usize = 1000;

/// The answers that are about everybody.
fn boards(snapshot: &Snapshot<'_>) -> Vec<(&'static str, Answer)> {
    let claims = Claims {
        limit: LIMIT,
        ..Claims::default()
    };
    let meetings = Meetings {
        limit: LIMIT,
        ..Meetings::default()
    };
    let events = Events {
        limit: LIMIT,
        bin: Bin::Day,
        ..Events::default()
    };
    let network = ask::network(snapshot, &Network::default());
    let reactions = ask::reactions(snapshot, &Reactions::default());
    vec![
        ("claims", ask::claims(snapshot, &claims).unwrap()),
        ("network", network.unwrap()),
        ("reactions", reactions.unwrap()),
        ("meetings", ask::meetings(snapshot, &meetings).unwrap()),
        ("events", ask::events(snapshot, &events).unwrap()),
    ]
}

/// The rows, sorted: how well a text fits the words that are looked for may depend on others. No day is after that of the question.
fn lines(name: &str, answer: &Answer, as_of: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    for line in &answer.lines {
        let cells = answer.columns.iter().zip(&line.cells);
        for (column, cell) in cells {
            let is_day = matches!(
                *column,
                "date" | "bin" | "since" | "last" | "first" | "said"
            ) || (name == "search" && *column == "published");
            if let (true, Some(day), Some(as_of)) = (is_day, cell.as_str(), as_of) {
                assert!(day <= as_of, "{name}: {column} {day} is after {as_of}");
            }
        }
        let ids: Vec<String> = line.ids.iter().map(ToString::to_string).collect();
        lines.push(format!("{} {}", json!(line.cells), ids.join(" ")));
    }
    lines.sort();
    lines
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn an_answer_holds_no_more_than_was_known(acts in proptest::collection::vec(act(), 1..28), cut in any::<prop::sample::Index>()) {
        let opened = "2025-03-01T00:00:00.000000Z";
        let cut = cut.index(acts.len());
        let (mut whole, mut part) = (Ledger::in_memory(opened).unwrap(), Ledger::in_memory(opened).unwrap());
        let mut known = 0;
        for (number, act) in acts.iter().enumerate() {
            happen(&mut whole, act, number);
            if number <= cut {
                happen(&mut part, act, number);
                known = last(&whole);
                prop_assert_eq!(known, last(&part));
            } else if matches!(act, Act::Remove { .. }) {
                happen(&mut part, act, number);
            }
        }
        for as_of in [None, Some("2025-03-04"), Some("2025-03-15"), Some("2025-04-30")] {
            prop_assert_eq!(answers(&whole, as_of, known), answers(&part, as_of, known), "as of {:?}, known at {}", as_of, known);
        }
        // What the tables hold is what the entries say, and nothing was changed.
        prop_assert_eq!(whole.check().unwrap().damage, []);
    }
}
