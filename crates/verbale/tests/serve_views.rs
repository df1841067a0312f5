//! Requests to the views of `verbale serve` that show what a ledger holds as maps, lines, networks and boards.
#![cfg(feature = "serve")]
#![expect(clippy::unwrap_used, reason = "tests fail where they cannot go on")]

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use verbale::serve::{App, Config, router};
use verbale::{Pipeline, now};
use verbale_ledger::{Kind, Ledger, NewDocument, Producer, Row, Stamp};

/// A text of fourteen words: each record below has one of them as evidence.
const TEXT: &str =
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen";

/// An app on a ledger with three short texts, whose records were written by hand.
struct Served {
    _folder: TempDir,
    router: Router,
}

/// The record with that number of its kind; its evidence is the word with the number `word`.
fn row(kind: Kind, number: u32, word: usize, fields: Value) -> Row {
    let start: usize = TEXT.split(' ').take(word).map(|w| w.len() + 1).sum();
    let end = start + TEXT.split(' ').nth(word).unwrap().len();
    let [start, end] = [start, end].map(|at| u32::try_from(at).unwrap());
    let Value::Object(fields) = fields else {
        panic!("fields are an object");
    };
    Row {
        kind,
        number,
        evidence: vec![[start, end]],
        fields,
        spans: Map::new(),
        voices: vec!["author".into()],
        factuality: "CT+".into(),
        time: Value::Null,
        refs: Map::new(),
        sentences: vec![0],
        producer: Producer {
            producer_type: "rule".into(),
            id: "by hand".into(),
            version: "1".into(),
        },
        confidence: 0.9,
        views: Vec::new(),
    }
}

fn actor(number: u32, name: &str, country: &str) -> Row {
    let fields = json!({"name": name, "canonical": name, "type": "state", "country": country, "aliases": [name]});
    row(Kind::Actor, number, number as usize, fields)
}

fn tie(number: u32, axis: &str, value: &str, date: &str) -> Row {
    let fields = json!({"sender": "actor-01", "receiver": "actor-02", "axis": axis, "value": value, "change": "establish",
        "date": date});
    row(Kind::Tie, number, 2 + number as usize, fields)
}

/// Iceland recognises Lithuania, then sends an ambassador.
fn ties() -> Vec<Row> {
    vec![
        actor(1, "Iceland", "ISL"),
        actor(2, "Lithuania", "LTU"),
        tie(1, "recognition", "de_jure", "2025-03-04"),
        tie(2, "exchange", "ambassador", "2025-05-20"),
        row(
            Kind::Relation,
            1,
            5,
            json!({"a": "actor-01", "b": "actor-02", "type": "ally", "sign": 1, "trend": null}),
        ),
    ]
}

/// Events whose days are known in several ways, a meeting, and two reactions.
fn deeds() -> Vec<Row> {
    let event = |number: u32, date: Option<&str>| {
        let fields = json!({"type": "CONSULT", "actor": ["actor-01"], "recipient": ["actor-02"], "date": date,
            "place": "Vilnius", "mode": null, "context": []});
        row(Kind::Event, number, 2 + number as usize, fields)
    };
    let reaction = |number: u32, stance: &str| {
        let fields = json!({"actor": ["actor-02"], "target_actor": "actor-01", "target": "the visit", "stance": stance, "date": null});
        row(Kind::Reaction, number, 7 + number as usize, fields)
    };
    let statement = json!({"speaker": "actor-01", "addressee": [], "mode": "indirect", "attitude": "expressed"});
    vec![
        actor(1, "Iceland", "ISL"),
        actor(2, "Lithuania", "LTU"),
        event(1, Some("2025-06-03")),
        event(2, Some("2025-05")),
        event(3, None),
        row(
            Kind::Meeting,
            1,
            7,
            json!({"participants": ["actor-01", "actor-02"], "status": "held", "date": "2025-06-04", "place": "Kaunas",
                "outcome": "agreement", "name": null}),
        ),
        reaction(1, "welcome"),
        reaction(2, "condemn"),
        row(Kind::Statement, 1, 10, statement),
    ]
}

/// A promise with a deadline, and a forecast.
fn claims() -> Vec<Row> {
    vec![
        actor(1, "Iceland", "ISL"),
        actor(2, "Lithuania", "LTU"),
        row(
            Kind::Commitment,
            1,
            3,
            json!({"speaker": "actor-01", "addressee": ["actor-02"], "type": "promise", "action": "open a consulate",
                "deadline": "2025-07-20", "deadline_bounds": {"soft": "2025-07-20", "hard": "2025-07-20", "not_before": null},
                "status": "open"}),
        ),
        row(
            Kind::Impact,
            1,
            4,
            json!({"holder": "actor-01", "affected": "actor-02", "claim_type": "forecast", "what": "more visits",
                "direction": "increase", "horizon": null}),
        ),
    ]
}

const DAILY: &str = "The \"Daily\" <Test>";

fn served() -> Served {
    let text = |name: &str, published, rows| (name.to_owned(), DAILY.to_owned(), published, rows);
    served_with(vec![
        text("ties", "2025-06-01", ties()),
        text("deeds", "2025-06-10", deeds()),
        text("claims", "2025-07-01", claims()),
    ])
}

/// An app on a ledger with texts: name, outlet, day of publication, records.
fn served_with(texts: Vec<(String, String, &str, Vec<Row>)>) -> Served {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("views.db");
    let mut ledger = Ledger::open(&path, &now()).unwrap();
    for (name, outlet, published, rows) in texts {
        let new = NewDocument {
            outlet: Some(outlet),
            published: Some(published.into()),
            published_from: "metadata".into(),
            ..NewDocument::new(&name, &format!("{TEXT} {name}"))
        };
        ledger.add(&new, &rows, &Stamp::default(), &now()).unwrap();
    }
    drop(ledger);
    let app = App::open(&path, Pipeline::builtin().unwrap()).unwrap();
    Served {
        _folder: folder,
        router: router(app, Config::default()),
    }
}

impl Served {
    fn send(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (parts, body) = response.into_parts();
            let to = parts.headers.get("location").cloned();
            let to = to.map(|to| to.to_str().unwrap().to_owned());
            let body = to_bytes(body, usize::MAX).await.unwrap();
            let text = String::from_utf8(body.to_vec()).unwrap();
            (parts.status, text, to.unwrap_or_default())
        })
    }

    fn get(&self, path: &str) -> String {
        let request = Request::get(path).header("host", "localhost");
        let (status, body, _) = self.send(request.body(Body::empty()).unwrap());
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).unwrap()
    }

    fn refusal(&self, path: &str) -> String {
        let request = Request::get(path).header("host", "localhost");
        let (status, body, _) = self.send(request.body(Body::empty()).unwrap());
        assert_eq!(status, 400, "{path}: {body}");
        body
    }

    fn post(&self, path: &str, form: &str) -> (StatusCode, String, String) {
        let request = Request::post(path)
            .header("host", "localhost")
            .header("content-type", "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).unwrap())
    }

    /// The id of the only record of a kind that the board or the list of forecasts shows.
    fn claim(&self, kind: &str) -> String {
        let board = self.json("/claims.json?status=all&as_of=2025-07-05");
        let all = board["sections"][0]["claims"].as_array().unwrap().clone();
        let own = all.iter().find(|c| c["kind"] == kind).unwrap();
        own["id"].as_str().unwrap().to_owned()
    }
}

#[test]
fn a_map_shows_what_held_on_the_day() {
    let served = served();
    let levels = |day: &str| {
        let page = served.json(&format!("/recognition.json?of=LTU&as_of={day}"));
        let axes = page["axes"].as_array().unwrap();
        let level = |axis: &Value| axis["rungs"][0]["level"].clone();
        axes.iter().map(level).collect::<Vec<_>>()
    };
    assert_eq!(levels("2025-03-03"), [Value::Null, Value::Null]);
    assert_eq!(levels("2025-03-04"), [json!("de_jure"), Value::Null]);
    assert_eq!(
        levels("2025-05-20"),
        [json!("de_jure"), json!("ambassador")]
    );
    let page = served.get("/recognition?of=LTU&as_of=2025-05-20");
    assert!(
        page.contains("data-code=\"ISL\" data-axis=\"exchange\" data-height=\"8\""),
        "{page}"
    );
    assert!(page.contains("data-first=\"2025-03-04\""));
    let step = page.split("href=\"/records/tie-").nth(1).unwrap();
    served.get(&format!("/records/tie-{}", step.split('"').next().unwrap()));
}

#[test]
fn no_government_is_no_fault() {
    let served = served();
    assert!(
        served
            .get("/recognition?of=XYZ")
            .contains("No ties to that government")
    );
}

#[test]
fn a_day_is_drawn_no_surer_than_the_text() {
    let served = served();
    let page = served.get("/timeline?kind=event");
    for (form, count) in [("mark on", 1), ("mark between", 1), ("mark before", 1)] {
        assert_eq!(page.matches(form).count(), count, "{form}");
    }
    let twin = served.json("/timeline.json?kind=event");
    let column = |name: &str| {
        let columns = twin["records"]["columns"].as_array().unwrap();
        columns.iter().position(|c| c == name).unwrap()
    };
    let (dating, last) = (column("dating"), column("last"));
    let rows = twin["records"]["rows"].as_array().unwrap();
    let told = rows
        .iter()
        .find(|r| r["cells"][dating] == "no later than")
        .unwrap();
    assert_eq!(told["cells"][last], "2025-06-10");
}

#[test]
fn a_timeline_takes_days_actors_and_places() {
    let served = served();
    let n = |question: &str| {
        let page = served.json(&format!("/timeline.json?{question}"));
        page["records"]["rows"].as_array().unwrap().len()
    };
    assert_eq!(n("kind=event&from=2025-06-01&to=2025-06-05"), 1);
    assert_eq!(n("kind=meeting&actor=Lithuania"), 1);
    assert_eq!(n("kind=meeting&actor=Nobody"), 0);
    assert_eq!(n("place=kaunas"), 1);
    assert_eq!(n("outlet=nix"), 0);
    assert_eq!(n("as_of=2025-03-03"), 0);
    let page = served.get("/timeline?from=2025-06&to=2025-06");
    assert!(page.contains("2025-06-01 to 2025-06-30"), "{page}");
    assert!(page.contains("Zoom in") && page.contains("from=2025-06-08&#38;to=2025-06-22"));
    assert!(served.refusal("/timeline?from=someday").contains("someday"));
    assert!(
        served
            .refusal("/timeline?kind=voice")
            .contains("a timeline shows")
    );
}

#[test]
fn networks_are_signed_and_lead_to_records() {
    let served = served();
    let edges = served.json("/network.json?as_of=2025-06-02")["edges"].clone();
    assert_eq!(edges[0]["a"], "Iceland");
    assert_eq!(
        (edges[0]["sign"].clone(), edges[0]["relation"].clone()),
        (json!(1), json!("ally"))
    );
    let id = edges[0]["ids"][0].as_str().unwrap();
    assert!(
        served
            .get("/network")
            .contains(&format!("href=\"/records/{id}\""))
    );
    assert_eq!(
        served.json("/network.json?as_of=2025-05-31")["edges"],
        json!([])
    );
    assert!(
        served
            .refusal("/network?limit=many")
            .contains("write a number")
    );
    assert!(
        served
            .refusal("/network?first=x")
            .contains("number of a row")
    );
    let pairs = served.json("/meetings.json")["pairs"].clone();
    assert_eq!(pairs[0]["b"], "Lithuania");
    assert!(
        served
            .get("/meetings")
            .contains("<tr data-at=\"0\"><td><a href=\"/meetings?actor=Iceland\">")
    );
}

#[test]
fn the_board_begins_with_what_is_due() {
    let served = served();
    let sections = |day: &str| {
        let page = served.json(&format!("/claims.json?as_of={day}"));
        let sections = page["sections"].as_array().unwrap().clone();
        sections
            .iter()
            .map(|s| s["claims"].as_array().unwrap().len())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        sections("2025-07-14"),
        [1, 0, 1],
        "due on the last day of the week"
    );
    assert_eq!(sections("2025-07-13"), [0, 1, 1], "due a day later");
    assert_eq!(sections("2025-07-21"), [0, 0, 1], "past");
    let expired = served.json("/claims.json?status=expired&as_of=2025-07-21");
    assert_eq!(
        expired["sections"][0]["claims"].as_array().unwrap().len(),
        1
    );
    assert!(
        served
            .refusal("/claims?status=true")
            .contains("undetermined")
    );
}

#[test]
fn a_person_settles_a_claim_and_takes_it_back() {
    let served = served();
    let claim = served.claim("commitment");
    let page = format!("/claims/{claim}.json?as_of=2025-07-21");
    assert_eq!(served.json(&page)["status"], "expired");
    let path = format!("/claims/{claim}/outcome");
    let edge = served.json("/timeline.json?kind=event")["records"]["rows"][0]["ids"][0].clone();
    let evidence = edge.as_str().unwrap();
    for (form, fault) in [
        (
            "outcome=kept&reviewer=Ada".to_owned(),
            "at least one record",
        ),
        (
            format!("outcome=kept&evidence={evidence}"),
            "write your name",
        ),
        (
            format!("outcome=true&evidence={evidence}&reviewer=Ada"),
            "choose kept",
        ),
        (
            "outcome=kept&evidence=event-zz&reviewer=Ada".to_owned(),
            "is no id of a record",
        ),
    ] {
        let (status, body, _) = served.post(&path, &form);
        assert_eq!(status, 400, "{form}");
        assert!(body.contains(fault), "{form}: {body}");
    }
    let (status, body, to) = served.post(
        &path,
        &format!("outcome=kept&evidence=&evidence={evidence}&reviewer=Ada"),
    );
    assert_eq!(
        (status.as_u16(), to),
        (303, format!("/claims/{claim}")),
        "{body}"
    );
    let after = served.json(&page);
    assert_eq!(after["status"], "kept");
    let last = after["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (last["by"].as_str(), last["evidence"][0].as_str()),
        (Some("Ada"), Some(evidence))
    );
    let undo = format!("entry={}&reviewer=Ada", last["entry"]);
    let (status, _, _) = served.post(&format!("/claims/{claim}/undo"), &undo);
    assert_eq!(status, 303);
    assert_eq!(served.json(&page)["status"], "expired");
}

#[test]
fn forms_of_other_sites_settle_nothing() {
    let served = served();
    let claim = served.claim("commitment");
    let request = Request::post(format!("/claims/{claim}/outcome"))
        .header("host", "localhost")
        .header("origin", "http://evil.example")
        .header("content-type", "application/x-www-form-urlencoded");
    let form = Body::from("outcome=undetermined&reviewer=Eve");
    assert_eq!(served.send(request.body(form).unwrap()).0, 403);
    assert_eq!(
        served.json(&format!("/claims/{claim}.json"))["history"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|s| s["entry"].is_number())
            .count(),
        0
    );
}

#[test]
fn who_reacted_how_is_a_matrix() {
    let served = served();
    let page = served.json("/reactions.json?about=visit");
    assert_eq!(page["actors"][0]["name"], "Lithuania");
    assert_eq!(page["actors"][0]["changed"], true);
    assert_eq!(
        page["actors"][0]["reactions"].as_array().unwrap().len(),
        page["stances"].as_array().unwrap().len()
    );
    assert!(
        served
            .get("/reactions?about=nothing")
            .contains("No reactions like that")
    );
}

#[test]
fn voices_are_counted_by_outlet_and_month() {
    let served = served();
    let table = served.json("/voices.json")["statements"].clone();
    assert_eq!(
        table["rows"][0]["cells"],
        json!(["The \"Daily\" <Test>", "2025-06", "Iceland", 1, 1.0])
    );
    let page = served.get("/voices?outlet=The+%22Daily%22+%3CTest%3E");
    assert!(page.contains("2025-06, Iceland: 1 of 1") && !page.contains("<Test>"));
    assert!(
        served
            .refusal("/voices?bin=hour")
            .contains("week, month and year")
    );
}

#[test]
fn outlets_are_shown_twelve_at_a_time() {
    let statement = json!({"speaker": "actor-01", "addressee": [], "mode": "indirect", "attitude": "expressed"});
    let outlets = (1..=14).map(|at| {
        let rows = vec![
            actor(1, "Iceland", "ISL"),
            row(Kind::Statement, 1, 10, statement.clone()),
        ];
        (
            format!("text {at}"),
            format!("Outlet {at:02}"),
            "2025-06-10",
            rows,
        )
    });
    let served = served_with(outlets.collect());
    let shown = |path: &str| served.get(path).matches("rowgroup").count();
    assert_eq!(
        (
            shown("/voices?bin=year"),
            shown("/voices?bin=year&first=13")
        ),
        (12, 2)
    );
    let page = served.get("/voices?bin=year");
    assert!(page.contains("1 to 12 of 14"), "{page}");
    assert!(
        page.contains("href=\"/voices?bin=year&#38;first=13\""),
        "{page}"
    );
    assert!(
        served
            .get("/voices?first=13")
            .contains("href=\"/voices?first=1\"")
    );
    let rows = served.json("/voices.json?first=13")["statements"]["rows"].clone();
    assert_eq!(rows.as_array().unwrap().len(), 14, "the twin has all");
    assert!(
        served
            .refusal("/voices?first=x")
            .contains("number of a row")
    );
}

#[test]
fn nothing_is_tested_before_somebody_says_how() {
    let served = served();
    let claim = served.claim("impact");
    let page = format!("/impact/{claim}.json");
    assert_eq!(served.json(&page)["tests"], json!([]));
    let path = format!("/impact/{claim}/indicator");
    let form = "types=CONSULT&at=2025-07-01&bin=month&window=12&expects=increase&reviewer=Ada";
    let (status, body, _) = served.post(&path, form);
    assert_eq!(status, 400);
    assert!(body.contains("no test runs before"), "{body}");
    assert_eq!(served.json(&page)["tests"], json!([]));
    let (status, body, _) = served.post(&path, &format!("{form}&confirmed=yes"));
    assert_eq!(status, 303, "{body}");
    let test = served.json(&page)["tests"][0].clone();
    assert_eq!(
        (test["by"].as_str(), test["result"].as_str()),
        (Some("Ada"), Some("insufficient data"))
    );
    assert_eq!(test["counts"].as_array().unwrap().len(), 24);
    assert_eq!(test["events"], json!([3, 0]));
    let drawn = served.get(&format!("/impact/{claim}"));
    assert!(drawn.contains("too few events") && !drawn.contains("class=\"interval\""));
    assert!(served.get("/impact").contains(&format!("/impact/{claim}")));
    let tested = |day: &str| {
        let page = served.json(&format!("/impact.json?as_of={day}"));
        page["tests"]["rows"].as_array().unwrap().len()
    };
    // The text that makes the claim is of 1 July.
    assert_eq!((tested("2025-06-30"), tested("2025-07-01")), (0, 1));
}
