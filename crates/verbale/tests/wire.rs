//! The public form of records, on records made by hand.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the published schema, and fails where it cannot go on"
)]

use expect_test::expect;
use serde_json::Value;
use std::path::Path;
use verbale::wire::{self, Listing, Stamp};
use verbale_code::record::{
    Actor, ActorIdx, ActorRef, Body, Commitment, Demand, Event, Factuality, FieldSpans, Impact,
    Meeting, Producer, Reaction, Record, Relation, Role, Statement, Tie, Voice,
};
use verbale_code::time::{Anchor, Granularity, Timex, TimexKind};
use verbale_text::{DocId, Document, SentIdx, Span, TokenIdx};

const TEXT: &str =
    "“Peru’s offer — late as it is — helps”, said Ana Ríos on Monday. Chile recognised Peru.";

fn span(words: &str) -> Span {
    let start = TEXT.find(words).unwrap() as u32;
    Span::new(start, start + words.len() as u32)
}

fn record(body: Body, evidence: &str, spans: &[(&'static str, &str)]) -> Record {
    Record {
        body,
        evidence: vec![span(evidence)],
        spans: spans
            .iter()
            .map(|&(field, words)| FieldSpans {
                field,
                spans: vec![span(words)],
            })
            .collect(),
        voice_chain: vec![ActorRef::Author],
        factuality: Factuality::CertainPlus,
        time: None,
        refs: Vec::new(),
        sentences: vec![SentIdx(0)],
        producer: Producer {
            id: "rule:test".into(),
        },
        confidence: 0.8,
    }
}

fn actor(name: &str) -> Record {
    let actor = Actor {
        name: name.into(),
        actor_type: "state".into(),
        ..Actor::default()
    };
    record(Body::Actor(actor), name, &[])
}

const ACTORS: [ActorIdx; 3] = [ActorIdx(0), ActorIdx(1), ActorIdx(2)];

fn statement() -> Record {
    let rios = ACTORS[1];
    let statement = Statement {
        speaker: Some(ActorRef::Actor(rios)),
        on_behalf_of: None,
        co_speakers: vec![],
        addressee: vec![],
        channel: "unspecified".into(),
        mode: "direct",
        verbatim: true,
        illocution: None,
        attitude: "expressed".into(),
        depth: 0,
        parent: None,
    };
    let content = "“Peru’s offer — late as it is — helps”";
    let mut statement = record(
        Body::Statement(statement),
        "“Peru’s offer — late as it is — helps”, said Ana Ríos",
        &[
            ("speaker", "Ana Ríos"),
            ("cue", "said"),
            ("content", content),
        ],
    );
    statement.voice_chain.push(ActorRef::Actor(rios));
    statement.time = Some(Timex {
        span: span("Monday"),
        words: (TokenIdx(0), TokenIdx(0)),
        value: "2025-07-07".into(),
        kind: TimexKind::Date,
        granularity: Some(Granularity::Day),
        modifier: None,
        anchor: Anchor::Document,
    });
    statement
}

fn tie() -> Body {
    let [peru, _, chile] = ACTORS;
    Body::Tie(Tie {
        sender: chile,
        receiver: peru,
        axis: "recognition".into(),
        value: "de_jure".into(),
        change: Some("establish".into()),
        date: None,
        conveyed_by: None,
        conveyed_to: None,
        representative: None,
        hom_class: None,
        object: None,
    })
}

fn meeting() -> Body {
    let [_, rios, chile] = ACTORS;
    Body::Meeting(Meeting {
        participants: vec![rios, chile],
        format: "bilateral",
        channel: "unspecified",
        status: "held",
        outcome: "unknown",
        ..Meeting::default()
    })
}

fn commitment() -> Body {
    let [peru, rios, chile] = ACTORS;
    Body::Commitment(Commitment {
        commitment_type: "promise".into(),
        speaker: ActorRef::Actor(peru),
        addressee: vec![chile],
        action: Some("offer".into()),
        condition: None,
        deadline_text: Some("Monday".into()),
        deadline: Some("2025-07-07".into()),
        deadline_kind: "absolute",
        deadline_bounds: [None, None, Some("2025-07-07".into())],
        recurrent: false,
        status: "kept",
        status_voice: Some(ActorRef::Actor(rios)),
    })
}

fn demand() -> Body {
    let [peru, rios, chile] = ACTORS;
    Body::Demand(Demand {
        asker: ActorRef::Author,
        co_askers: vec![rios],
        addressee: vec![chile],
        beneficiary: Some(peru),
        ask: Some("helps".into()),
        demand_type: "call".into(),
        mode: Some("assist".into()),
        alternative: false,
        deadline: None,
    })
}

fn reaction() -> Record {
    let [peru, rios, _] = ACTORS;
    let reaction = Reaction {
        actor: vec![rios],
        target: Some("Peru’s offer".into()),
        target_actor: Some(peru),
        stance: "welcome".into(),
        date: None,
    };
    let mut reaction = record(
        Body::Reaction(reaction),
        "helps",
        &[("target", "Peru’s offer")],
    );
    reaction.refs.push(("target", vec![3]));
    reaction
}

fn impact() -> Body {
    Body::Impact(Impact {
        claim_type: "forecast".into(),
        holder: ActorRef::Outlet,
        cause: Some("Peru’s offer".into()),
        affected: Some(ACTORS[2]),
        direction: "increase".into(),
        what: None,
        hedge: Some("likely".into()),
        estimative: "probable".into(),
        prob_range: Some([63, 87]),
        horizon: Some("P1Y".into()),
        condition: None,
        number: Some(2),
    })
}

fn relation() -> Body {
    let [peru, _, chile] = ACTORS;
    Body::Relation(Relation {
        a: chile,
        b: peru,
        relation_type: "ally".into(),
        sign: 1,
        trend: Some("increase".into()),
        date: None,
    })
}

fn voice() -> Body {
    Body::Voice(Voice {
        subtype: "loaded",
        holder: ActorRef::Author,
        target: Some(ACTORS[0]),
        polarity: Some("neg"),
        label: None,
    })
}

/// One record of each kind; the actors are Peru, Ana Ríos and Chile.
fn records() -> (Vec<Record>, Vec<usize>) {
    let [peru, rios, chile] = ACTORS;
    let role = Role {
        person: rios,
        title: "minister".into(),
        org: None,
        rank: Some("minister".into()),
        status: "current",
        hom_class: None,
    };
    let event = Event {
        event_type: "SUPPORT".into(),
        actor: vec![chile],
        recipient: vec![peru],
        mode: vec![],
        context: vec!["diplomatic".into()],
        date: None,
        place: None,
        mirror: true,
    };
    let clause = "Chile recognised Peru";
    let mut event = record(Body::Event(event), clause, &[("actor", "Chile")]);
    event.refs.push(("tie", vec![3]));
    let list = vec![
        actor("Chile"),
        event,
        actor("Peru"),
        record(tie(), clause, &[("sender", "Chile")]),
        record(meeting(), clause, &[]),
        record(Body::Role(role), "Ana Ríos", &[("person", "Ana Ríos")]),
        statement(),
        actor("Ana Ríos"),
        record(commitment(), "offer", &[("action", "offer")]),
        record(demand(), "helps", &[]),
        reaction(),
        record(impact(), "helps", &[]),
        record(relation(), clause, &[]),
        record(voice(), "late as it is", &[]),
    ];
    (list, vec![2, 7, 0])
}

fn lines() -> String {
    let document = Document::new(DocId("note".into()), TEXT.into());
    let (records, actors) = records();
    let listing = Listing::new(&document, &records, &actors);
    let stamp = Stamp {
        packs: "0123456789abcdef".into(),
        model: "english-1".into(),
    };
    wire::lines(&listing, &stamp, |_| true)
}

#[test]
fn records_come_in_text_order_with_ids_by_kind() {
    let ids: Vec<String> = lines()
        .lines()
        .map(|l| {
            serde_json::from_str::<Value>(l).unwrap()["id"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(
        ids,
        [
            "statement-01",
            "actor-01",
            "commitment-01",
            "voice-01",
            "demand-01",
            "reaction-01",
            "impact-01",
            "role-01",
            "actor-02",
            "actor-03",
            "event-01",
            "tie-01",
            "meeting-01",
            "relation-01"
        ]
    );
}

#[test]
fn offsets_count_code_points_and_keys_keep_their_order() {
    let all = lines();
    let line = |id: &str| {
        let line = all
            .lines()
            .find(|l| l.contains(&format!("\"id\":\"{id}\",\"kind\"")));
        format!("{}\n", line.unwrap())
    };
    expect![[r#"
        {"schema_version":"1","doc":"note","id":"statement-01","kind":"statement","evidence":[[0,53]],"fields":{"speaker":"actor-02","on_behalf_of":null,"co_speakers":[],"addressee":[],"channel":"unspecified","mode":"direct","verbatim":true,"illocution":null,"about":null,"attitude":"expressed","depth":0,"parent":null},"spans":{"speaker":[[45,53]],"cue":[[40,44]],"content":[[0,38]]},"voice":"actor-02","voice_chain":["author","actor-02"],"factuality":"CT+","time":{"value":"2025-07-07","type":"DATE","granularity":"day","mod":null,"anchor":"dct","span":[57,63]},"refs":{},"provenance":{"doc":"370fa299dc34976bc0b9912c2552f3eb930ef200d730bac957a3a8cc09875ce7","sent":[0],"producer":{"type":"rule","id":"rule:test","version":"0.1.0"},"packs":"0123456789abcdef","model":"english-1","confidence":0.8,"recorded_at":null}}
    "#]]
    .assert_eq(&line("statement-01"));
    expect![[r#"
        {"schema_version":"1","doc":"note","id":"event-01","kind":"event","evidence":[[65,86]],"fields":{"type":"SUPPORT","actor":["actor-03"],"recipient":["actor-01"],"mode":null,"also":[],"context":["diplomatic"],"date":null,"place":null,"mirror":true},"spans":{"actor":[[65,70]]},"voice":"author","voice_chain":["author"],"factuality":"CT+","time":null,"refs":{"tie":"tie-01"},"provenance":{"doc":"370fa299dc34976bc0b9912c2552f3eb930ef200d730bac957a3a8cc09875ce7","sent":[0],"producer":{"type":"rule","id":"rule:test","version":"0.1.0"},"packs":"0123456789abcdef","model":"english-1","confidence":0.8,"recorded_at":null}}
    "#]]
    .assert_eq(&line("event-01"));
}

#[test]
fn every_line_fits_the_published_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut rows = lines();
    rows.push_str(&wire::error_line(
        "a",
        "bad_json",
        "a.jsonl, line 3: is not JSON",
        Some(3),
    ));
    for line in rows.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let faults: Vec<String> = validator
            .iter_errors(&row)
            .map(|e| format!("{}: {e}", e.instance_path()))
            .collect();
        assert!(faults.is_empty(), "{line}\n{faults:#?}");
    }
    let mut broken: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    broken["fields"]["speaker"] = "Ana Ríos".into();
    assert!(!validator.is_valid(&broken), "an actor is named by its id");
}
