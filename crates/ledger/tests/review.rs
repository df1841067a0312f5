//! What people do to a ledger: judge twice, take back, agree, join, remove; and what the ledger proposes to them.
#![expect(clippy::unwrap_used, reason = "a test fails where it cannot go on")]

mod rows;

use rows::row;
use serde_json::{Value, json};
use verbale_ledger::ask::{self, Claims, Recognition};
use verbale_ledger::review::{self, Item, Marks, Queue, Reason};
use verbale_ledger::{
    Judgement, Kind, Known, Ledger, NewDocument, Outcome, RecordId, Row, Snapshot, Stamp,
};

const NOW: &str = "2025-03-06T09:00:00.000000Z";
const ANNA: (&str, &str) = (NOW, "anna");
const BEN: (&str, &str) = (NOW, "ben");

fn state(number: u32, name: &str, country: &str) -> Row {
    let fields = json!({"actor_id": format!("actor-{number:02}"), "name": name, "aliases": [], "type": "state",
        "country": country, "canonical": name, "names_by_voice": {"author": [name]}});
    row(Kind::Actor, number, [0, 8], fields)
}

fn tie(value: &str, date: &str) -> Row {
    let fields = json!({"sender": "actor-01", "receiver": "actor-02", "axis": "recognition", "value": value,
        "change": "establish", "date": date});
    row(Kind::Tie, 1, [0, 40], fields)
}

fn add(ledger: &mut Ledger, name: &str, text: &str, published: &str, rows: &[Row]) {
    let mut all = vec![state(1, "Borduria", "BOR"), state(2, "Syldavia", "SYL")];
    all.extend_from_slice(rows);
    let document = NewDocument {
        published: Some(published.into()),
        ..NewDocument::new(name, text)
    };
    ledger.add(&document, &all, &Stamp::default(), NOW).unwrap();
}

const TEXT: &str =
    "Borduria recognized the government of Syldavia on 3 March. Its envoy told the minister.";

fn filled() -> Ledger {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let tie = tie("de_jure", "2025-03-03");
    add(&mut ledger, "first", TEXT, "2025-03-04", &[tie]);
    ledger
}

fn snapshot(ledger: &Ledger) -> Snapshot<'_> {
    Snapshot::new(ledger, Some("2025-12-31"), &Known::Now).unwrap()
}

/// The first record of a kind, struck out or not.
fn id(ledger: &Ledger, kind: Kind) -> RecordId {
    let queue = Queue {
        kinds: vec![kind],
        limit: 10,
        ..Queue::default()
    };
    items(ledger, &queue)[0].stored.id
}

/// What waits for a reviewer.
fn items(ledger: &Ledger, question: &Queue) -> Vec<Item> {
    let snapshot = snapshot(ledger);
    review::queue(&snapshot, question, &Marks::of(&snapshot).unwrap()).unwrap()
}

/// The values of recognition that hold.
fn values(ledger: &Ledger) -> Vec<String> {
    let answer = ask::recognition(&snapshot(ledger), &Recognition::default()).unwrap();
    let lines = answer.lines.iter();
    lines
        .map(|l| l.cells[5].as_str().unwrap().to_owned())
        .collect()
}

fn edit(value: &str) -> Judgement {
    Judgement::Edit {
        field: "value".into(),
        value: json!(value),
    }
}

#[test]
fn the_latest_judgement_that_nobody_took_back_decides() {
    let mut ledger = filled();
    let tie = id(&ledger, Kind::Tie);
    let rejected = ledger.review(tie, &Judgement::Reject, ANNA).unwrap();
    assert!(values(&ledger).is_empty());
    let edited = ledger.review(tie, &edit("de_facto"), BEN).unwrap();
    assert_eq!(
        values(&ledger),
        ["de_facto"],
        "the second one corrects what the first rejected"
    );
    let again = ledger.review(tie, &edit("implicit"), BEN).unwrap();
    assert_eq!(
        values(&ledger),
        ["implicit"],
        "of two corrections the last one counts"
    );
    ledger.undo(again, BEN).unwrap();
    assert_eq!(values(&ledger), ["de_facto"]);
    ledger.undo(edited, BEN).unwrap();
    assert!(
        values(&ledger).is_empty(),
        "the rejection before it holds again"
    );
    ledger.undo(rejected, ANNA).unwrap();
    assert_eq!(values(&ledger), ["de_jure"]);
    let error = ledger.undo(rejected, ANNA).unwrap_err().to_string();
    assert!(error.contains("was taken back already"), "{error}");
    assert_eq!(ledger.check().unwrap().damage, []);
}

#[test]
fn a_correction_of_a_correction_falls_with_the_first_one() {
    let mut ledger = filled();
    let tie = id(&ledger, Kind::Tie);
    let first = ledger.review(tie, &edit("de_facto"), ANNA).unwrap();
    let corrected = {
        let snapshot = snapshot(&ledger);
        let answer = ask::recognition(&snapshot, &Recognition::default()).unwrap();
        answer.lines[0].ids[0]
    };
    assert_ne!(corrected, tie);
    ledger.review(corrected, &edit("implicit"), ANNA).unwrap();
    assert_eq!(values(&ledger), ["implicit"]);
    ledger.undo(first, ANNA).unwrap();
    assert_eq!(values(&ledger), ["de_jure"]);
    assert_eq!(ledger.check().unwrap().damage, []);
}

#[test]
fn a_correction_outlives_a_new_reading_and_falls_with_the_document() {
    let mut ledger = filled();
    let tie_id = id(&ledger, Kind::Tie);
    let edited = ledger.review(tie_id, &edit("de_facto"), ANNA).unwrap();
    let newer = Stamp {
        packs: "newer".into(),
        ..Stamp::default()
    };
    let rows = [
        state(1, "Borduria", "BOR"),
        state(2, "Syldavia", "SYL"),
        tie("de_jure", "2025-03-03"),
    ];
    let document = NewDocument {
        published: Some("2025-03-04".into()),
        ..NewDocument::new("first", TEXT)
    };
    ledger.add(&document, &rows, &newer, NOW).unwrap();
    assert_eq!(values(&ledger), ["de_facto"]);
    let withdrawn = ledger.withdraw(1, "corrected", ANNA).unwrap();
    assert!(values(&ledger).is_empty());
    ledger.undo(edited, ANNA).unwrap();
    assert!(
        values(&ledger).is_empty(),
        "the document is still withdrawn"
    );
    ledger.undo(withdrawn, ANNA).unwrap();
    assert_eq!(values(&ledger), ["de_jure"]);
}

#[test]
fn what_an_act_would_change_is_told_and_not_done() {
    let mut ledger = filled();
    let tie = id(&ledger, Kind::Tie);
    let entries = ledger.counts().unwrap().entries;
    let effect = ledger
        .what_if(|l| l.review(tie, &Judgement::Reject, ANNA))
        .unwrap();
    assert_eq!((effect.ends, effect.begins), (vec![tie], vec![]));
    let effect = ledger.what_if(|l| l.withdraw(1, "", ANNA)).unwrap();
    assert_eq!(effect.ends.len(), 3, "two actors and the tie");
    let effect = ledger.what_if(|l| l.merge(1, 2, ANNA)).unwrap();
    assert_eq!(effect.actors, [("Syldavia".into(), "Borduria".into())]);
    assert!(ledger.what_if(|l| l.merge(1, 99, ANNA)).is_err());
    assert_eq!(ledger.counts().unwrap().entries, entries);
    assert_eq!(values(&ledger), ["de_jure"]);
}

#[test]
fn a_removed_record_stays_removed_when_its_text_is_read_anew() {
    let mut ledger = filled();
    let tie_id = id(&ledger, Kind::Tie);
    let removed = ledger.remove_record(tie_id, ANNA).unwrap();
    assert!(values(&ledger).is_empty());
    let error = ledger.undo(removed, ANNA).unwrap_err().to_string();
    assert!(error.contains("cannot be taken back"), "{error}");
    let newer = Stamp {
        packs: "newer".into(),
        ..Stamp::default()
    };
    let rows = [
        state(1, "Borduria", "BOR"),
        state(2, "Syldavia", "SYL"),
        tie("de_jure", "2025-03-03"),
    ];
    let document = NewDocument {
        published: Some("2025-03-04".into()),
        ..NewDocument::new("first", TEXT)
    };
    ledger.add(&document, &rows, &newer, NOW).unwrap();
    assert!(values(&ledger).is_empty());
    assert_eq!(ledger.check().unwrap().damage, []);
}

/// The ids of a reviewer's queue.
fn queue(ledger: &Ledger, reviewer: &str, is_second: bool) -> Vec<RecordId> {
    let question = Queue {
        reviewer: reviewer.into(),
        is_second,
        limit: 10,
        ..Queue::default()
    };
    let items = items(ledger, &question);
    let mut ids: Vec<RecordId> = items.into_iter().map(|i| i.stored.id).collect();
    ids.sort();
    ids
}

/// A tie that anna corrected and two relations that she accepted.
fn reviewed_by_anna() -> (Ledger, Vec<RecordId>) {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let text = "Borduria recognized Syldavia. Borduria welcomed the pact. Borduria met Syldavia. More words follow.";
    let relation = |n: u32, sort: &str| {
        let fields =
            json!({"a": "actor-01", "b": "actor-02", "type": sort, "sign": 1, "date": null});
        row(Kind::Relation, n, [n, n + 20], fields)
    };
    let rows = [
        tie("de_jure", "2025-03-03"),
        relation(1, "ally"),
        relation(2, "supports"),
    ];
    add(&mut ledger, "first", text, "2025-03-04", &rows);
    let all = queue(&ledger, "anna", false);
    for id in &all {
        let judgement = match id.kind {
            Kind::Tie => edit("de_facto"),
            _ => Judgement::Accept,
        };
        ledger.review(*id, &judgement, ANNA).unwrap();
    }
    (ledger, all)
}

#[test]
fn a_second_reviewer_sees_what_the_first_one_judged_as_it_was_read() {
    let (ledger, all) = reviewed_by_anna();
    assert_eq!(all.len(), 3);
    assert_eq!(queue(&ledger, "ben", true), all);
    assert!(queue(&ledger, "anna", true).is_empty());
    assert!(
        queue(&ledger, "ben", false)
            .iter()
            .all(|id| !all.contains(id))
    );
    let error = review::agreement(&snapshot(&ledger), None).unwrap_err();
    assert!(error.to_string().contains("--second"), "{error}");
}

#[test]
fn two_reviewers_are_compared_on_what_both_judged() {
    let (mut ledger, all) = reviewed_by_anna();
    for (n, id) in all.iter().enumerate() {
        let judgement = match (id.kind, n) {
            (Kind::Tie, _) => edit("de_facto"),
            (_, 1) => Judgement::Accept,
            _ => Judgement::Reject,
        };
        ledger.review(*id, &judgement, BEN).unwrap();
    }
    let answer = review::agreement(&snapshot(&ledger), Some(["anna", "ben"])).unwrap();
    let shown = |line: &ask::Line| {
        let [kind, n, same, kappa, f1] = [0, 3, 4, 5, 6].map(|at| line.cells[at].to_string());
        format!("{kind} n={n} same={same} kappa={kappa} f1={f1}")
    };
    let shown: Vec<String> = answer.lines.iter().map(shown).collect();
    // Verdicts of anna against ben: right-right, right-wrong, edited-edited: observed 2/3, by chance (2·1 + 1·1)/9.
    assert_eq!(
        shown,
        [
            "\"tie\" n=1 same=1 kappa=null f1=1.0",
            "\"relation\" n=2 same=1 kappa=0.0 f1=0.667",
            "\"all\" n=3 same=2 kappa=0.5 f1=0.8",
        ]
    );
    let changes = review::changes(&snapshot(&ledger), Some("anna"), 10).unwrap();
    let lines = changes.lines.iter();
    let edits: Vec<&ask::Line> = lines.filter(|l| l.cells[3] == "edit").collect();
    assert_eq!(edits.len(), 1);
    let [field, old, new] = [5, 6, 7].map(|at| edits[0].cells[at].clone());
    assert_eq!(
        [field, old, new],
        [json!("value"), json!("de_jure"), json!("de_facto")]
    );
}

#[test]
fn what_contradicts_comes_first_then_what_is_overdue_then_what_is_unsure() {
    let mut ledger = filled();
    let other = TEXT.replace("recognized", "may soon recognize");
    add(
        &mut ledger,
        "second",
        &other,
        "2025-03-05",
        &[tie("de_facto", "2025-03-04")],
    );
    let promise = row(
        Kind::Commitment,
        1,
        [0, 30],
        json!({"type": "promise", "speaker": "actor-01", "addressee": [], "action": "send an envoy", "deadline": "2025-04-01",
            "status": "open"}),
    );
    let mut unsure = row(
        Kind::Event,
        1,
        [0, 20],
        json!({"type": "AID", "actor": ["actor-01"], "recipient": ["actor-02"], "date": "2025-03-01"}),
    );
    unsure.confidence = 0.6;
    let third =
        "Borduria will send an envoy by April, it said. It sent help to Syldavia on 1 March.";
    add(
        &mut ledger,
        "third",
        third,
        "2025-03-06",
        &[promise, unsure],
    );
    let question = Queue {
        reviewer: "anna".into(),
        limit: 10,
        ..Queue::default()
    };
    let items = items(&ledger, &question);
    let kinds: Vec<Kind> = items.iter().map(|i| i.stored.id.kind).collect();
    assert_eq!(kinds, [Kind::Tie, Kind::Tie, Kind::Commitment, Kind::Event]);
    assert_eq!(items[0].reasons[0], Reason::Contradicts(items[1].stored.id));
    assert!(
        items[2].reasons.contains(&Reason::PastDue),
        "{:?}",
        items[2].reasons
    );
    let weight: f64 = items[3].reasons.iter().map(Reason::weight).sum();
    assert!((items[3].weight - weight).abs() < 1e-12 && (weight - 0.4).abs() < 1e-12);
}

/// A promise of Borduria made on 4 March with a deadline, and what came after.
fn with_promise() -> Ledger {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let promise = row(
        Kind::Commitment,
        1,
        [0, 50],
        json!({"type": "promise", "speaker": "actor-01", "addressee": ["actor-02"], "action": "send two patrol boats",
            "deadline": "2025-06-01", "status": "open"}),
    );
    let text = "Borduria will send two patrol boats to Syldavia by 1 June, it promised on 4 March.";
    add(&mut ledger, "promise", text, "2025-03-04", &[promise]);
    let event = |n: u32, sort: &str, actor: &str, date: &str, evidence: [u32; 2]| {
        let other = if actor == "actor-01" {
            "actor-02"
        } else {
            "actor-01"
        };
        let fields = json!({"type": sort, "actor": [actor], "recipient": [other], "date": date, "mirror": false});
        row(Kind::Event, n, evidence, fields)
    };
    let text = "Borduria sent two patrol boats to Syldavia. Borduria arrested three men. Syldavia sent two patrol boats back.";
    let rows = [
        event(1, "AID", "actor-01", "2025-05-20", [0, 43]),
        event(2, "COERCE", "actor-01", "2025-05-21", [44, 72]),
        event(3, "AID", "actor-02", "2025-05-22", [73, 109]),
        event(4, "AID", "actor-01", "2025-02-01", [0, 42]),
    ];
    add(&mut ledger, "later", text, "2025-05-23", &rows);
    ledger
}

#[test]
fn a_promise_is_answered_by_what_its_speaker_did_afterwards() {
    let mut ledger = with_promise();
    let claim = id(&ledger, Kind::Commitment);
    let answer = ask::candidates(&snapshot(&ledger), claim, 10).unwrap();
    assert_eq!(answer.lines.len(), 1, "{:?}", answer.lines);
    let line = &answer.lines[0];
    assert_eq!(
        (&line.cells[0], &line.cells[1]),
        (&json!("event"), &json!("2025-05-20"))
    );
    let why = line.cells[5].to_string();
    for reason in [
        "the same actor",
        "the other party",
        "fits the commitment (AID)",
        "before the deadline",
    ] {
        assert!(why.contains(reason), "{why}");
    }
    let board = |ledger: &Ledger| {
        let question = Claims {
            limit: 10,
            ..Claims::default()
        };
        let answer = ask::claims(&snapshot(ledger), &question).unwrap();
        answer.lines[0].cells[6].clone()
    };
    assert_eq!(board(&ledger), "expired", "the ledger never settles alone");
    let event = line.ids[0];
    ledger
        .resolve(claim, (Outcome::Kept, &[event]), ANNA)
        .unwrap();
    assert_eq!(board(&ledger), "kept");
    let answer = ask::candidates(&snapshot(&ledger), claim, 10).unwrap();
    assert!(
        answer.lines.is_empty(),
        "what is linked is not proposed again"
    );
    let error = ask::candidates(&snapshot(&ledger), event, 10).unwrap_err();
    assert!(error.to_string().contains("only commitments"), "{error}");
}

/// A statement of Borduria with these words, in a text of its own.
fn said(ledger: &mut Ledger, name: &str, text: &str, published: &str) {
    let end = u32::try_from(text.chars().count()).unwrap();
    let mut statement = row(
        Kind::Statement,
        1,
        [0, end],
        json!({"speaker": "actor-01", "addressee": [], "mode": "direct", "attitude": "expressed"}),
    );
    let Value::Object(spans) = json!({"content": [[0, end]]}) else {
        panic!("spans are an object");
    };
    statement.spans = spans;
    add(ledger, name, text, published, &[statement]);
}

#[test]
fn an_utterance_is_one_however_it_is_cut_and_a_reviewer_parts_and_joins() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let whole = "We have waited too long for this day, and we shall not wait any longer, the minister told the guests.";
    said(&mut ledger, "whole", whole, "2025-03-04");
    said(
        &mut ledger,
        "cut",
        "We have waited too long for this day.",
        "2025-03-06",
    );
    said(
        &mut ledger,
        "late",
        "We have waited too long for this day, once more.",
        "2025-03-20",
    );
    let other = "Nothing was decided at the talks in the capital this week.";
    said(&mut ledger, "other", other, "2025-03-04");
    let timeline = |ledger: &Ledger| -> Vec<(usize, Value)> {
        let question = ask::Actor {
            name: "BOR".into(),
            kinds: vec![Kind::Statement],
            limit: 10,
        };
        let answer = ask::actor(&snapshot(ledger), &question).unwrap();
        let origins = answer.columns.iter().position(|c| *c == "origins").unwrap();
        let lines = answer.lines.iter();
        lines
            .map(|l| (l.ids.len(), l.cells[origins].clone()))
            .collect()
    };
    assert_eq!(
        timeline(&ledger),
        [(2, json!(2)), (1, json!(1)), (1, json!(1))]
    );
    let id = |ledger: &Ledger, name: &str| {
        let snapshot = snapshot(ledger);
        let document = snapshot.document_named(name).unwrap();
        let records = ask::records(&snapshot, document).unwrap();
        let found = records.iter().find(|s| s.id.kind == Kind::Statement);
        found.unwrap().id
    };
    let (cut, late) = (id(&ledger, "cut"), id(&ledger, "late"));
    let parted = ledger.part(cut, ANNA).unwrap();
    assert_eq!(timeline(&ledger).len(), 4);
    ledger.undo(parted, ANNA).unwrap();
    ledger.join(cut, late, ANNA).unwrap();
    let stored = snapshot(&ledger).find(cut).unwrap().unwrap();
    let (same, origins) = snapshot(&ledger).same(&stored).unwrap();
    assert_eq!((same.len(), origins), (3, 3));
    let error = ledger.join(cut, id(&ledger, "other"), ANNA);
    assert!(error.is_ok(), "a reviewer may join what no rule would");
}

/// A cell in few letters.
fn ask_words(cell: &Value) -> String {
    match cell {
        Value::Null => "-".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn the_same_promise_is_one_row_of_the_board_and_another_deadline_is_another() {
    let mut ledger = with_promise();
    let promise = |deadline: &str| {
        row(
            Kind::Commitment,
            1,
            [0, 50],
            json!({"type": "promise", "speaker": "actor-01", "addressee": [], "action": "send patrol boats to it",
                "deadline": deadline, "status": "open"}),
        )
    };
    let text = "Borduria again promised to send patrol boats to it, the paper wrote.";
    add(
        &mut ledger,
        "again",
        text,
        "2025-04-01",
        &[promise("2025-06-01")],
    );
    let text = "Borduria now says that it will send patrol boats to it by July.";
    add(
        &mut ledger,
        "moved",
        text,
        "2025-04-02",
        &[promise("2025-07-01")],
    );
    let question = Claims {
        limit: 10,
        ..Claims::default()
    };
    let board = |ledger: &Ledger| {
        let answer = ask::claims(&snapshot(ledger), &question).unwrap();
        let at = |name: &str| answer.columns.iter().position(|c| *c == name).unwrap();
        let shown = ["not_after", "origins", "moved_from", "moved_to"].map(at);
        let row = |l: &ask::Line| shown.map(|at| ask_words(&l.cells[at])).join(" ");
        answer.lines.iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(
        board(&ledger),
        ["2025-06-01 2 - 2025-07-01", "2025-07-01 1 2025-06-01 -"],
        "the deadline was moved"
    );
    let moved = snapshot(&ledger);
    let promise = ask::claims(&moved, &question).unwrap().lines[1].ids[0];
    let claim = ask::claim(&moved, promise).unwrap().unwrap();
    assert_eq!(claim.moved_from.as_deref(), Some("2025-06-01"));
    let before = Snapshot::new(&ledger, Some("2025-03-10"), &Known::Now).unwrap();
    let answer = ask::claims(&before, &question).unwrap();
    assert_eq!(answer.lines.len(), 1);
    assert_eq!(
        answer.lines[0].ids.len(),
        1,
        "what was told later is not known yet"
    );
    assert!(
        answer.lines[0].cells.iter().all(|c| c != "2025-07-01"),
        "nor that the deadline will be moved"
    );
}

/// A forecast about Syldavia that nobody but the holder makes.
fn forecast(holder: &str, what: &str) -> Row {
    let fields = json!({"claim_type": "forecast", "holder": holder, "cause": null, "affected": ["actor-02"],
        "direction": "decrease", "what": what, "horizon": null});
    row(Kind::Impact, 1, [0, 40], fields)
}

/// Columns of a forecast as the board shows them: speaker, documents, origins, also_by.
fn forecasts(ledger: &Ledger) -> Vec<String> {
    let question = Claims {
        kind: Some(Kind::Impact),
        limit: 10,
        ..Claims::default()
    };
    let answer = ask::claims(&snapshot(ledger), &question).unwrap();
    let at = |name: &str| answer.columns.iter().position(|c| *c == name).unwrap();
    let shown = ["speaker", "documents", "origins", "also_by"].map(at);
    let row = |l: &ask::Line| shown.map(|at| ask_words(&l.cells[at])).join(" ");
    answer.lines.iter().map(row).collect()
}

#[test]
fn an_author_who_repeats_a_forecast_makes_one_and_two_who_share_it_make_two() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let trade = "Syldavia will trade less with its neighbours once the bridge is closed to lorries, as it will be by the end of the year.";
    let reprint = format!("{trade} (Agency)");
    let again =
        "Trade of Syldavia with its neighbours is going to fall, as this column has said before.";
    let other = "Syldavia is bound to lose trade with its neighbours, the government of Borduria said in a note on roads.";
    let elsewhere = "Trade with its neighbours will shrink in Syldavia; that is the price of a closed bridge, one hears.";
    for (name, outlet, author, text, holder) in [
        ("column", "Daily", "A. Writer", trade, "author"),
        ("reprint", "Weekly", "unsigned", &reprint, "author"),
        ("again", "Daily", "A. Writer", again, "author"),
        ("other", "Daily", "B. Writer", other, "actor-01"),
        ("elsewhere", "Weekly", "A. Writer", elsewhere, "author"),
    ] {
        let rows = [
            state(1, "Borduria", "BOR"),
            state(2, "Syldavia", "SYL"),
            forecast(holder, "trade with its neighbours"),
        ];
        let document = NewDocument {
            published: Some("2025-03-04".into()),
            outlet: Some(outlet.into()),
            author: Some(author.into()),
            ..NewDocument::new(name, text)
        };
        ledger
            .add(&document, &rows, &Stamp::default(), NOW)
            .unwrap();
    }
    assert_eq!(
        forecasts(&ledger),
        [
            r#"["author"] 3 2 ["A. Writer","Borduria"]"#,
            r#"["Borduria"] 1 1 ["A. Writer","unsigned"]"#,
            r#"["author"] 1 1 ["A. Writer","Borduria","unsigned"]"#,
        ],
        "the same name in another outlet may be another person"
    );
}

#[test]
fn a_rejection_holds_for_what_was_rejected_and_no_longer_for_what_is_read_anew() {
    let mut ledger = filled();
    let tie_id = id(&ledger, Kind::Tie);
    ledger.review(tie_id, &Judgement::Reject, ANNA).unwrap();
    let read = |ledger: &mut Ledger, packs: &str, rows: &[Row]| {
        let stamp = Stamp {
            packs: packs.into(),
            ..Stamp::default()
        };
        let document = NewDocument {
            published: Some("2025-03-04".into()),
            ..NewDocument::new("first", TEXT)
        };
        ledger.add(&document, rows, &stamp, NOW).unwrap();
    };
    // The same reading with its actors counted the other way round.
    let mut turned = tie("de_jure", "2025-03-03");
    turned.fields.insert("sender".into(), json!("actor-02"));
    turned.fields.insert("receiver".into(), json!("actor-01"));
    let actors = [state(2, "Borduria", "BOR"), state(1, "Syldavia", "SYL")];
    read(&mut ledger, "newer", &[&actors[..], &[turned]].concat());
    assert!(values(&ledger).is_empty(), "it says the same");
    let actors = [state(1, "Borduria", "BOR"), state(2, "Syldavia", "SYL")];
    let better = tie("de_facto", "2025-03-03");
    read(&mut ledger, "newest", &[&actors[..], &[better]].concat());
    assert_eq!(values(&ledger), ["de_facto"], "it says something else");
    let question = Queue {
        kinds: vec![Kind::Tie],
        reviewer: "anna".into(),
        limit: 10,
        ..Queue::default()
    };
    let items = items(&ledger, &question);
    assert_eq!(items[0].stored.id, tie_id);
    assert!(items[0].reasons.contains(&Reason::ReadAnew));
    let again = ledger.review(tie_id, &Judgement::Reject, ANNA).unwrap();
    assert!(values(&ledger).is_empty());
    ledger.undo(again, ANNA).unwrap();
    assert_eq!(values(&ledger), ["de_facto"]);
    assert_eq!(ledger.check().unwrap().damage, Vec::new());
}

#[test]
fn events_of_one_day_and_the_next_are_one_and_what_a_reviewer_joined_too() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    for (n, day) in ["2025-03-01", "2025-03-02", "2025-03-05"]
        .iter()
        .enumerate()
    {
        let fields = json!({"type": "ASSAULT", "actor": ["actor-01"], "recipient": ["actor-02"], "date": day});
        let text = format!(
            "Borduria shelled Syldavia, report number {n} of this week says, and gives no more."
        );
        let name = format!("report-{n}");
        add(
            &mut ledger,
            &name,
            &text,
            "2025-03-06",
            &[row(Kind::Event, 1, [0, 25], fields)],
        );
    }
    let count = |ledger: &Ledger| {
        let question = ask::Events {
            limit: 10,
            ..ask::Events::default()
        };
        let answer = ask::events(&snapshot(ledger), &question).unwrap();
        assert_eq!(answer.lines.len(), 1);
        (
            answer.lines[0].cells[5..].to_vec(),
            answer.lines[0].ids.clone(),
        )
    };
    let (cells, ids) = count(&ledger);
    assert_eq!(
        cells,
        [json!(2), json!(3), json!(3)],
        "events, mentions, origins"
    );
    ledger.join(ids[0], ids[2], ANNA).unwrap();
    assert_eq!(count(&ledger).0, [json!(1), json!(3), json!(3)]);
    ledger.part(ids[2], ANNA).unwrap();
    assert_eq!(count(&ledger).0, [json!(2), json!(3), json!(3)]);
}

#[test]
fn who_spoke_before_and_does_not_react_is_silent() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let text = "The talks on the river must go on, Borduria said, and so they will.";
    said(&mut ledger, "before", text, "2025-03-04");
    let question = |about: &str| ask::Reactions {
        about: Some(about.into()),
        from: Some("2025-04-01".into()),
        to: None,
    };
    let silent = |ledger: &Ledger, about: &str| {
        let answer = ask::silent(&snapshot(ledger), &question(about)).unwrap();
        let lines = answer.lines.iter();
        lines.map(|l| l.cells[..2].to_vec()).collect::<Vec<_>>()
    };
    let borduria = vec![json!("Borduria"), json!("2025-03-04")];
    assert_eq!(silent(&ledger, "talks"), [borduria]);
    assert!(silent(&ledger, "ferry").is_empty());
    let reaction = row(
        Kind::Reaction,
        1,
        [0, 30],
        json!({"actor": ["actor-01"], "target": "the talks", "target_actor": null, "stance": "welcome", "date": "2025-04-02"}),
    );
    let text = "Borduria welcomed the talks on 2 April, a day after they had begun.";
    add(&mut ledger, "after", text, "2025-04-03", &[reaction]);
    assert!(silent(&ledger, "talks").is_empty());
    let none = ask::silent(&snapshot(&ledger), &ask::Reactions::default()).unwrap_err();
    assert!(none.to_string().contains("--from"), "{none}");
}

#[test]
fn a_mission_without_recognition_is_told_from_one_with_it() {
    let mut ledger = Ledger::in_memory(NOW).unwrap();
    let mission = {
        let fields = json!({"sender": "actor-01", "receiver": "actor-02", "axis": "exchange", "value": "ambassador",
            "change": "establish", "date": "2025-02-01"});
        row(Kind::Tie, 2, [0, 30], fields)
    };
    let text = "Borduria sent an ambassador to Syldavia on 1 February.";
    add(&mut ledger, "mission", text, "2025-02-02", &[mission]);
    let exchange = |ledger: &Ledger| {
        let mut answer = ask::recognition(&snapshot(ledger), &Recognition::default()).unwrap();
        let filter = ask::Filter::parse("axis=exchange").unwrap();
        answer.keep(&[filter]).unwrap();
        let at = |name: &str| answer.columns.iter().position(|c| *c == name).unwrap();
        let cells = &answer.lines[0].cells;
        (cells[at("recognition")].clone(), cells[at("word")].clone())
    };
    assert_eq!(exchange(&ledger), (Value::Null, json!("other")));
    let recognized = tie("de_jure", "2025-03-03");
    add(&mut ledger, "first", TEXT, "2025-03-04", &[recognized]);
    assert_eq!(exchange(&ledger), (json!("de_jure"), json!("other")));
}
