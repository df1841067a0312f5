//! What answers claim, and what they leave open: denied events did not happen, days are no surer than the texts, stances change
//! towards one thing only.
#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod rows;

use rows::row;
use serde_json::{Value, json};
use verbale_ledger::ask::{self, Answer, Events, Meetings, Network, Reactions, Timeline};
use verbale_ledger::{Kind, Known, Ledger, NewDocument, Row, Snapshot, Stamp};

const NOW: &str = "2025-12-01T09:00:00.000000Z";

fn state(number: u32, name: &str, country: &str) -> Row {
    let fields = json!({"actor_id": format!("actor-{number:02}"), "name": name, "aliases": [], "type": "state",
        "country": country, "canonical": name, "names_by_voice": {"author": [name]}});
    row(Kind::Actor, number, [0, 8], fields)
}

/// A ledger with one text a day, each with the records given.
fn ledger(texts: &[(&str, Vec<Row>)]) -> Ledger {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    for (at, (published, rows)) in texts.iter().enumerate() {
        let mut all = vec![state(1, "Borduria", "BOR"), state(2, "Syldavia", "SYL")];
        all.extend_from_slice(rows);
        let text = format!(
            "Text {at} tells of Borduria and of Syldavia in so many words, and then it ends as it began."
        );
        let document = NewDocument {
            published: Some((*published).into()),
            ..NewDocument::new(&format!("text-{at}"), &text)
        };
        ledger.add(&document, &all, &Stamp::default(), NOW).unwrap();
    }
    ledger
}

/// The cells of some columns, line by line.
fn cells(answer: &Answer, columns: &[&str]) -> Vec<String> {
    let at = |name: &&str| answer.columns.iter().position(|c| c == name).unwrap();
    let places: Vec<usize> = columns.iter().map(at).collect();
    let words = |cell: &Value| match cell {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let lines = answer.lines.iter();
    let line = |line: &ask::Line| -> String {
        let cells: Vec<String> = places.iter().map(|&p| words(&line.cells[p])).collect();
        cells.join(" ")
    };
    lines.map(line).collect()
}

fn ask<T>(ledger: &Ledger, question: impl FnOnce(&Snapshot<'_>) -> T) -> T {
    question(&Snapshot::new(ledger, Some("2025-12-31"), &Known::Now).unwrap())
}

fn attack(factuality: &str) -> Row {
    let fields = json!({"type": "ASSAULT", "actor": ["actor-01"], "recipient": ["actor-02"]});
    Row {
        factuality: factuality.into(),
        ..row(Kind::Event, 1, [0, 30], fields)
    }
}

#[test]
fn an_event_that_is_denied_or_only_possible_is_not_counted_as_one() {
    let texts =
        ["CT+", "CT-", "CT-", "Uu"].map(|factuality| ("2025-07-05", vec![attack(factuality)]));
    let ledger = ledger(&texts);
    let count = |factuality: Option<&str>, event_type: Option<&str>| {
        let question = Events {
            factuality: factuality.map(str::to_owned),
            event_type: event_type.map(str::to_owned),
            limit: 10,
            ..Events::default()
        };
        let answer = ask(&ledger, |s| ask::events(s, &question).unwrap());
        cells(&answer, &["type", "factuality", "mentions"])
    };
    assert_eq!(count(None, None), ["ASSAULT - 1"]);
    assert_eq!(count(None, Some("ASSAULT")), ["ASSAULT - 1"]);
    assert_eq!(count(Some("CT-"), None), ["ASSAULT CT- 2"]);
    assert_eq!(count(Some("Uu"), Some("ASSAULT")), ["ASSAULT Uu 1"]);
    assert_eq!(count(Some("PS+"), None), Vec::<String>::new());
    assert_eq!(ask(&ledger, |s| ask::event_types(s).unwrap()), ["ASSAULT"]);
    let question = Timeline {
        limit: 10,
        ..Timeline::default()
    };
    let answer = ask(&ledger, |s| ask::timeline(s, &question).unwrap());
    let mut dated = cells(&answer, &["dating"]);
    dated.sort();
    assert_eq!(dated, ["no later than", "told on", "told on", "told on"]);
}

#[test]
fn a_day_is_no_surer_than_the_text() {
    let meeting = |date: Option<&str>| {
        let fields =
            json!({"participants": ["actor-01", "actor-02"], "status": "held", "date": date});
        row(Kind::Meeting, 1, [0, 30], fields)
    };
    let supports = |date: Option<&str>| {
        let fields =
            json!({"a": "actor-01", "b": "actor-02", "type": "supports", "sign": 1, "date": date});
        row(Kind::Relation, 1, [0, 40], fields)
    };
    let ledger = ledger(&[
        ("2025-03", vec![meeting(None), supports(None)]),
        (
            "2025-09-17",
            vec![meeting(Some("2025-06")), supports(Some("2025-09-01"))],
        ),
    ]);
    let question = Meetings {
        limit: 10,
        ..Meetings::default()
    };
    let answer = ask(&ledger, |s| ask::meetings(s, &question).unwrap());
    assert_eq!(
        cells(&answer, &["when", "date", "counted"]),
        ["2025-06 2025-06 2025-06-01", "by 2025-03 - 2025-03-01"]
    );
    let answer = ask(&ledger, |s| ask::network(s, &Network::default()).unwrap());
    assert_eq!(cells(&answer, &["since", "last"]), ["2025-03 2025-09-01"]);
}

#[test]
fn a_relation_lasts_until_the_two_are_told_to_stand_otherwise() {
    let relation = |sort: &str, sign: i64| {
        let fields = json!({"a": "actor-01", "b": "actor-02", "type": sort, "sign": sign});
        vec![row(Kind::Relation, 1, [0, 40], fields)]
    };
    let ledger = ledger(&[
        ("2025-03-02", relation("ally", 1)),
        ("2025-05-02", relation("ties", 0)),
        ("2025-07-02", relation("rival", -1)),
        ("2025-08-02", relation("opposes", -1)),
    ]);
    let answer = ask(&ledger, |s| ask::network(s, &Network::default()).unwrap());
    assert_eq!(
        cells(&answer, &["type", "until"]),
        ["ally 2025-07-02", "opposes -", "rival -", "ties -"]
    );
    let early = Snapshot::new(&ledger, Some("2025-06-30"), &Known::Now).unwrap();
    let answer = ask::network(&early, &Network::default()).unwrap();
    assert_eq!(cells(&answer, &["type", "until"]), ["ally -", "ties -"]);
}

#[test]
fn who_is_for_one_thing_and_against_another_has_not_changed() {
    let reaction = |stance: &str, target: &str| {
        let fields = json!({"actor": ["actor-01"], "stance": stance, "target": target});
        vec![row(Kind::Reaction, 1, [0, 40], fields)]
    };
    let changed = |second: &str| {
        let ledger = ledger(&[
            (
                "2025-03-02",
                reaction("welcome", "the return of the exiled party"),
            ),
            ("2025-04-02", reaction("welcome", "the harvest festival")),
            ("2025-05-02", reaction("condemn", second)),
        ]);
        let answer = ask(&ledger, |s| {
            ask::reactions(s, &Reactions::default()).unwrap()
        });
        cells(&answer, &["stance", "targets", "changed"])
    };
    assert_eq!(
        changed("the raid on the border village"),
        ["condemn 1 false", "welcome 2 false"]
    );
    assert_eq!(
        changed("the exiled party\u{2019}s return"),
        ["condemn 1 true", "welcome 2 true"]
    );
}

/// What Borduria said on one day on two channels, in four texts.
const SAID: [(&str, &str, &str); 4] = [
    (
        "one",
        "Syldavia must give back 1,200 captives before the feast.",
        "speech",
    ),
    (
        "two",
        "By the holiday, 1200 prisoners are to be returned: Syldavia has to.",
        "speech",
    ),
    (
        "three",
        "By the holiday, 1200 prisoners are to be returned: Syldavia has to do it.",
        "x",
    ),
    (
        "four",
        "By the holiday, 1300 prisoners are to be sent home, Syldavia, all.",
        "speech",
    ),
];

/// A text that is one statement about Syldavia.
fn speech(text: &str, channel: &str) -> [Row; 3] {
    let at = u32::try_from(text.find("Syldavia").unwrap()).unwrap();
    let end = u32::try_from(text.len()).unwrap();
    let mut other = state(2, "Syldavia", "SYL");
    other.evidence = vec![[at, at + 8]];
    let fields = json!({"speaker": "actor-01", "channel": channel, "attitude": "expressed", "mode": "direct"});
    let mut said = row(Kind::Statement, 1, [0, end], fields);
    said.spans.insert("content".into(), json!([[0, end]]));
    [state(1, "Borduria", "BOR"), other, said]
}

#[test]
fn a_translation_is_proposed_and_counts_as_nothing() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    for (name, text, channel) in SAID {
        let document = NewDocument {
            published: Some("2025-07-05".into()),
            ..NewDocument::new(name, text)
        };
        let rows = speech(text, channel);
        ledger
            .add(&document, &rows, &Stamp::default(), NOW)
            .unwrap();
    }
    let statement = |name: &str| {
        ask(&ledger, |s| {
            let document = s.document_named(name).unwrap();
            let mut records = ask::records(s, document).unwrap().into_iter();
            records.find(|r| r.id.kind == Kind::Statement).unwrap()
        })
    };
    let one = statement("one");
    let found = ask(&ledger, |s| s.translations(&one).unwrap());
    assert_eq!(found, [statement("two").id]);
    assert_eq!(
        ask(&ledger, |s| s.same(&one).unwrap().1),
        1,
        "it is no second source"
    );
    let none = ask(&ledger, |s| s.translations(&statement("three")).unwrap());
    assert_eq!(none, []);
}
