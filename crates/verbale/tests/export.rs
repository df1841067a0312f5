//! What leaves a ledger in the forms of other programs, and what comes back.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the test reads the published schema, and fails where it cannot go on"
)]

use expect_test::expect_file;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use verbale::wire::export::{self, Export, Format, Question, Sink};
use verbale::wire::import::{self, Deed, Item};
use verbale_ledger::{
    Judgement, Kind, Known, Ledger, NewDocument, Outcome, Producer, RecordId, Row, Selection,
    Snapshot, Stamp,
};

const TEXT: &str = "“Borduria” recognized the\r\ngovernment of Syldavia on 3 March 2025 — its envoy met Ana Ríos. \
    Borduria will open a mission <soon>, she said.";

/// Files in memory.
#[derive(Default)]
struct Files {
    names: Vec<String>,
    files: BTreeMap<String, Vec<u8>>,
}

impl Sink for Files {
    fn begin(&mut self, name: &str) -> io::Result<()> {
        self.names.push(name.to_owned());
        self.files.insert(name.to_owned(), Vec::new());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let last = self.names.last().unwrap();
        self.files.get_mut(last).unwrap().extend_from_slice(bytes);
        Ok(())
    }
}

impl Files {
    fn text(&self, name: &str) -> String {
        String::from_utf8(self.files[name].clone()).unwrap()
    }
}

/// Code points of `words` in the text.
fn at(words: &str) -> [u32; 2] {
    let start = TEXT[..TEXT.find(words).unwrap()].chars().count();
    [start as u32, (start + words.chars().count()) as u32]
}

fn row((kind, number): (Kind, u32), evidence: &str, fields: Value) -> Row {
    let Value::Object(fields) = fields else {
        panic!("fields are an object");
    };
    Row {
        kind,
        number,
        evidence: vec![at(evidence)],
        fields,
        spans: Map::new(),
        voices: vec!["author".into()],
        factuality: "CT+".into(),
        time: Value::Null,
        refs: Map::new(),
        sentences: vec![0],
        producer: Producer {
            producer_type: "rule".into(),
            id: "test.md:1".into(),
            version: "0".into(),
        },
        confidence: 0.9,
        views: vec!["CT+".into()],
    }
}

fn actor(number: u32, name: &str, (sort, country): (&str, Option<&str>)) -> Row {
    let fields = json!({"actor_id": format!("actor-{number:02}"), "name": name, "aliases": [], "type": sort,
        "country": country, "sector": null, "parent": null, "canonical": null, "names_by_voice": {"author": [name]}});
    row((Kind::Actor, number), name, fields)
}

fn tie(number: u32, value: &str) -> Row {
    let fields = json!({"sender": "actor-01", "receiver": "actor-02", "axis": "recognition", "value": value,
        "change": "establish", "date": "2025-03-03", "conveyed_by": null, "conveyed_to": null, "representative": null,
        "hom_class": null, "object": "government"});
    let mut tie = row(
        (Kind::Tie, number),
        "recognized the\r\ngovernment of Syldavia",
        fields,
    );
    tie.spans.insert("sender".into(), json!([at("Borduria")]));
    tie.spans
        .insert("value".into(), json!([at("recognized"), at("government")]));
    tie
}

fn rows() -> Vec<Row> {
    let meeting = json!({"name": null, "series": null, "participants": ["actor-01", "actor-02", "actor-03"], "host": null,
        "place": null, "country": null, "date": null, "format": "multilateral", "channel": "unspecified",
        "status": "held", "outcome": "unknown", "outcome_text": null});
    let promise = json!({"type": "promise", "speaker": "actor-03", "addressee": [], "action": "open a mission <soon>",
        "condition": null, "deadline_text": "soon", "deadline": null, "deadline_kind": "fuzzy",
        "deadline_bounds": {"not_before": null, "soft": "2025-05-03", "hard": "2025-08-31"}, "recurrent": false,
        "status": "open", "status_voice": null});
    vec![
        actor(1, "Borduria", ("state", Some("BOR"))),
        actor(2, "Syldavia", ("state", Some("SYL"))),
        actor(3, "Ana Ríos", ("person", Some("PER"))),
        tie(1, "process"),
        tie(2, "de_jure"),
        tie(3, "de_facto"),
        row((Kind::Meeting, 1), "met Ana Ríos", meeting),
        row((Kind::Commitment, 1), "open a mission <soon>", promise),
    ]
}

fn document() -> NewDocument {
    NewDocument {
        title: Some("Ties & \"talks\"".into()),
        outlet: Some("Gazette".into()),
        url: Some("https://gazette.example/1?a=1&b=2".into()),
        published: Some("2025-03-04".into()),
        published_from: "metadata".into(),
        ..NewDocument::new("gazette/1", TEXT)
    }
}

const BY: (&str, &str) = ("2025-03-05T10:00:00.000000Z", "anna");

fn find(ledger: &Ledger, kind: Kind, number: u32) -> RecordId {
    let snapshot = Snapshot::new(ledger, None, &Known::Now).unwrap();
    let taken = snapshot.take(&Selection::default()).unwrap();
    let all = taken.iter().flat_map(|t| &t.records);
    let all = all.map(|(record, _)| snapshot.record(*record).unwrap());
    let mut found = all.filter(|s| s.row.kind == kind && s.row.number == number);
    found.next().unwrap().id
}

/// A ledger with equal readings of the same words of which one is rejected and one edited, an accepted record, a settled claim.
fn ledger() -> Ledger {
    let mut ledger = Ledger::in_memory("2025-03-04T08:00:00.000000Z").unwrap();
    let stamp = Stamp {
        packs: "p".into(),
        model: "m".into(),
    };
    let now = "2025-03-04T09:00:00.000000Z";
    ledger.add(&document(), &rows(), &stamp, now).unwrap();
    let second = NewDocument {
        published: Some("2025-04".into()),
        ..NewDocument::new("A note", "Nothing new.")
    };
    ledger.add(&second, &[], &stamp, now).unwrap();
    let [first, second, third] = [1, 2, 3].map(|n| find(&ledger, Kind::Tie, n));
    ledger.review(first, &Judgement::Reject, BY).unwrap();
    ledger.review(second, &Judgement::Accept, BY).unwrap();
    let edit = Judgement::Edit {
        field: "value".into(),
        value: json!("implicit"),
    };
    ledger.review(third, &edit, BY).unwrap();
    let promise = find(&ledger, Kind::Commitment, 1);
    let shown = [second];
    ledger
        .resolve(promise, (Outcome::Kept, &shown), BY)
        .unwrap();
    // Numbers follow the order of the actors.
    ledger.merge(1, 3, BY).unwrap();
    ledger.split(3, BY).unwrap();
    ledger
}

fn run(ledger: &Ledger, format: Format, selection: &Selection) -> (Export, Files) {
    let snapshot = Snapshot::new(ledger, None, &Known::Now).unwrap();
    let mut files = Files::default();
    let export = export::write(&snapshot, format, selection, &mut files).unwrap();
    (export, files)
}

fn all(ledger: &Ledger, format: Format) -> Files {
    run(ledger, format, &Selection::default()).1
}

/// A new ledger with what `read` hands on.
fn taken_in(read: impl FnOnce(&mut dyn FnMut(Item) -> Result<(), import::Error>)) -> Ledger {
    let mut ledger = Ledger::in_memory("2026-01-01T00:00:00.000000Z").unwrap();
    let now = "2026-01-01T00:00:01.000000Z";
    read(&mut |item| {
        match item {
            Item::Document(document, readings) => {
                ledger.bring(&document, &readings, now).unwrap();
            }
            Item::Act(act) => {
                let by = (now, act.by.as_str());
                match act.deed {
                    Deed::Accepted(id) => ledger.review(id, &Judgement::Accept, by),
                    Deed::Resolved(id, outcome, shown) => ledger.resolve(id, (outcome, &shown), by),
                    Deed::Indicator(id, indicator) => ledger.confirm(id, &indicator, by),
                    Deed::Merged(into, entity) => {
                        let [into, entity] = [into, entity].map(|id| ledger.entity(&id).unwrap());
                        ledger.merge(into.unwrap(), entity.unwrap(), by)
                    }
                    Deed::Split(id) => ledger.split(ledger.entity(&id).unwrap().unwrap(), by),
                }
                .unwrap();
            }
        }
        Ok(())
    });
    ledger
}

fn from_brat(files: &Files) -> (Ledger, Vec<String>) {
    let mut left_out = Vec::new();
    let open = |name: &str| match files.files.get(name) {
        Some(bytes) => Ok(String::from_utf8(bytes.clone()).unwrap()),
        None => Err(io::ErrorKind::NotFound.into()),
    };
    let ledger = taken_in(|sink| {
        import::brat(open, sink, |what| left_out.push(what)).unwrap();
    });
    (ledger, left_out)
}

#[test]
fn json_lines_come_back_to_the_same_bytes() {
    let first = all(&ledger(), Format::Jsonl).text("records.jsonl");
    let second = taken_in(|sink| import::jsonl(first.as_bytes(), sink).unwrap());
    assert_eq!(all(&second, Format::Jsonl).text("records.jsonl"), first);
    assert_eq!(second.check().unwrap().damage, []);
    assert!(first.contains(r#""act":"resolved","by":"anna""#), "{first}");
    assert!(
        first.contains("corrects tie-"),
        "the edited record is there"
    );
    assert!(
        !first.contains(r#""value":"process""#),
        "the rejected one is not"
    );
}

#[test]
fn what_is_there_already_is_not_taken_in_again() {
    let mut ledger = ledger();
    let first = all(&ledger, Format::Jsonl).text("records.jsonl");
    let before = ledger.counts().unwrap();
    import::jsonl(first.as_bytes(), |item| {
        if let Item::Document(document, readings) = item {
            let added = ledger.bring(&document, &readings, "2026-01-01T00:00:00.000000Z");
            assert_eq!(added.unwrap(), verbale_ledger::Added::Known);
        }
        Ok::<(), import::Error>(())
    })
    .unwrap();
    assert_eq!(ledger.counts().unwrap(), before);
}

#[test]
fn a_part_comes_in_and_the_whole_completes_it() {
    let ledger = ledger();
    let whole = all(&ledger, Format::Jsonl).text("records.jsonl");
    let actors = Selection {
        kinds: vec![Kind::Actor],
        ..Selection::default()
    };
    let part = run(&ledger, Format::Jsonl, &actors).1.text("records.jsonl");
    let both = taken_in(|sink| {
        import::jsonl(part.as_bytes(), &mut *sink).unwrap();
        import::jsonl(whole.as_bytes(), sink).unwrap();
    });
    let lines = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.contains("\"kind\":\"act\""));
        lines
    };
    assert_eq!(
        lines(&all(&both, Format::Jsonl).text("records.jsonl")),
        lines(&whole)
    );
    // Read by other packs, the part says less than what is there.
    let other = part.replace("\"packs\":\"p\"", "\"packs\":\"q\"");
    let mut full = taken_in(|sink| import::jsonl(whole.as_bytes(), sink).unwrap());
    let before = full.counts().unwrap();
    import::jsonl(other.as_bytes(), |item| {
        if let Item::Document(document, readings) = item {
            full.bring(&document, &readings, "2026-01-02T00:00:00Z")
                .unwrap();
        }
        Ok::<(), import::Error>(())
    })
    .unwrap();
    assert_eq!(full.counts().unwrap(), before);
}

#[test]
fn a_withdrawn_document_does_not_come_back() {
    let mut ledger = ledger();
    let lines = all(&ledger, Format::Jsonl).text("records.jsonl");
    ledger.withdraw(1, "corrected", BY).unwrap();
    let other = lines.replace("\"packs\":\"p\"", "\"packs\":\"q\"");
    for text in [&lines, &other] {
        import::jsonl(text.as_bytes(), |item| {
            if let Item::Document(document, readings) = item {
                ledger
                    .bring(&document, &readings, "2026-01-02T00:00:00Z")
                    .unwrap();
            }
            Ok::<(), import::Error>(())
        })
        .unwrap();
    }
    assert!(
        !all(&ledger, Format::Jsonl)
            .text("records.jsonl")
            .contains("gazette/1")
    );
}

#[test]
fn brat_comes_back_to_the_same_records() {
    let ledger = ledger();
    let (second, left_out) = from_brat(&all(&ledger, Format::Brat));
    assert_eq!(left_out, Vec::<String>::new());
    for format in [Format::Jsonl, Format::Brat] {
        let [a, b] = [&ledger, &second].map(|l| all(l, format).files);
        assert_eq!(a, b, "{format:?}");
    }
}

#[test]
fn an_archive_of_brat_comes_back_too_also_from_a_folder_in_it() {
    use std::io::{Cursor, Write};
    let ledger = ledger();
    let files = all(&ledger, Format::Brat);
    let whole = all(&from_brat(&files).0, Format::Jsonl).files;
    for folder in ["", "records/"] {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in &files.files {
            let options = zip::write::SimpleFileOptions::default();
            archive
                .start_file(format!("{folder}{name}"), options)
                .unwrap();
            archive.write_all(bytes).unwrap();
        }
        let archive = archive.finish().unwrap();
        let back = taken_in(|sink| {
            import::archive(archive, sink, |what| panic!("{what}")).unwrap();
        });
        assert_eq!(all(&back, Format::Jsonl).files, whole, "{folder:?}");
    }
    let mut other = zip::ZipWriter::new(Cursor::new(Vec::new()));
    other
        .start_file("ties.csv", zip::write::SimpleFileOptions::default())
        .unwrap();
    let refused = import::archive::<import::Error>(other.finish().unwrap(), |_| Ok(()), |_| {});
    let message = refused.unwrap_err().to_string();
    assert!(
        message.contains("documents.jsonl") && message.contains("verbale export brat"),
        "{message}"
    );
}

#[test]
fn what_was_changed_in_brat_is_named_and_left_out() {
    let mut files = all(&ledger(), Format::Brat);
    let ann = files.text("gazette_1.ann");
    let [start, end] = at("met Ana Ríos");
    let line = format!("Meeting {start} {end}\tmet Ana Ríos");
    assert!(ann.contains(&line), "{ann}");
    let ann = ann.replace(&line, &format!("Meeting {} {end}\tAna Ríos", start + 4));
    let mut lines: Vec<String> = ann.lines().map(str::to_owned).collect();
    lines.push("T99\tTie 1 9\tBorduria".into());
    files
        .files
        .insert("gazette_1.ann".into(), lines.join("\n").into_bytes());
    let (second, left_out) = from_brat(&files);
    assert_eq!(left_out.len(), 2, "{left_out:?}");
    assert!(left_out[0].contains("was changed in brat"), "{left_out:?}");
    assert!(left_out[1].contains("T99 has no note"), "{left_out:?}");
    let n_meetings = second.counts().unwrap().by_kind[Kind::Meeting as usize - 1].1;
    assert_eq!(n_meetings, 0);
}

#[test]
fn a_changed_text_or_record_is_refused() {
    let lines = all(&ledger(), Format::Jsonl).text("records.jsonl");
    let check = |from: &str, to: &str, message: &str| {
        assert!(lines.contains(from), "{from}");
        let mut ledger = Ledger::in_memory("2026-01-01T00:00:00.000000Z").unwrap();
        let mut said = String::new();
        let read = import::jsonl(lines.replace(from, to).as_bytes(), |item| {
            if let Item::Document(document, readings) = item {
                let brought = ledger.bring(&document, &readings, "2026-01-01T00:00:01Z");
                if let Err(e) = brought {
                    said.push_str(&e.to_string());
                }
            }
            Ok::<(), import::Error>(())
        });
        if let Err(e) = read {
            said.push_str(&e.to_string());
        }
        assert!(said.contains(message), "{said}");
    };
    check("Ana Ríos. ", "Ana Rios. ", "does not have the hash");
    check(
        r#""evidence":[[1,9]]"#,
        r#""evidence":[[1,8]]"#,
        "is not the id of these words",
    );
    check(
        r#""evidence":[[1,9]]"#,
        r#""evidence":[[1,900]]"#,
        "lies outside of the text",
    );
    check(
        r#""kind":"document""#,
        r#""kind":"other""#,
        "line 1: a record stands before any document",
    );
    check(
        r#""outcome":"kept""#,
        r#""outcome":"true""#,
        "has no outcome that is known",
    );
}

#[test]
fn every_line_holds_to_the_schema() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record.schema.json");
    let schema = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in all(&ledger(), Format::Jsonl).text("records.jsonl").lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        if let Err(error) = schema.validate(&value) {
            panic!("{error} at {}: {line}", error.instance_path());
        }
    }
}

#[test]
fn the_same_ledger_gives_the_same_bytes_in_every_form() {
    for format in Format::ALL {
        let [a, b] = [ledger(), ledger()].map(|l| run(&l, format, &Selection::default()));
        assert!(a.1.files == b.1.files, "{format:?}");
        assert_eq!(a.0, b.0);
        let names: Vec<&String> = a.0.files.iter().map(|f| &f.name).collect();
        assert_eq!(names, a.1.names.iter().collect::<Vec<_>>(), "{format:?}");
        for file in &a.0.files {
            let bytes = &a.1.files[&file.name];
            assert_eq!(file.bytes, bytes.len() as u64, "{}", file.name);
            assert_eq!(file.sha256, verbale_text::sha256(bytes), "{}", file.name);
        }
    }
}

/// The documents and records of each kind that are taken.
fn counts(as_of: Option<&str>, known: Known, selection: &Selection) -> String {
    let ledger = ledger();
    let snapshot = Snapshot::new(&ledger, as_of, &known).unwrap();
    let taken = snapshot.take(selection).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, kind) in taken.iter().flat_map(|t| &t.records) {
        *counts.entry(kind.as_str()).or_default() += 1;
    }
    let counts: Vec<String> = counts.iter().map(|(k, n)| format!("{n} {k}")).collect();
    format!("{}: {}", taken.len(), counts.join(", "))
}

#[test]
fn a_part_is_taken_as_of_a_day_and_as_known_at_a_moment() {
    let everything = Selection::default();
    let check = |as_of, known, selection: &Selection, expected: &str| {
        assert_eq!(counts(as_of, known, selection), expected);
    };
    check(
        None,
        Known::Now,
        &everything,
        "2: 3 actor, 1 commitment, 1 meeting, 2 tie",
    );
    let before_review = Known::At("2025-03-04".into());
    check(
        None,
        before_review,
        &everything,
        "2: 3 actor, 1 commitment, 1 meeting, 3 tie",
    );
    check(None, Known::At("2025-03-03".into()), &everything, "0: ");
    // The ties are of the third, the words were published on the fourth.
    check(
        Some("2025-03-03"),
        Known::Now,
        &everything,
        "1: 3 actor, 2 tie",
    );
    check(Some("2025-03-02"), Known::Now, &everything, "0: ");
    check(
        Some("2025-03-31"),
        Known::Now,
        &everything,
        "1: 3 actor, 1 commitment, 1 meeting, 2 tie",
    );
    let ties = Selection {
        kinds: vec![Kind::Tie],
        documents: vec!["https://gazette.example/1?a=1&b=2".into()],
    };
    check(None, Known::Now, &ties, "1: 2 tie");
    let unknown = Selection {
        documents: vec!["elsewhere".into()],
        ..Selection::default()
    };
    let ledger = ledger();
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).unwrap();
    let error = snapshot.take(&unknown).unwrap_err().to_string();
    assert!(
        error.starts_with("\"elsewhere\": no document has this name"),
        "{error}"
    );
}

#[test]
fn a_manifest_tells_files_that_were_changed() {
    let ledger = ledger();
    let (export, files) = run(&ledger, Format::Csv, &Selection::default());
    let snapshot = Snapshot::new(&ledger, None, &Known::Now).unwrap();
    let manifest = export::manifest(&snapshot, &Question::default(), &export).unwrap();
    let head = snapshot.head().unwrap().unwrap();
    let open = |name: &str| match files.files.get(name) {
        Some(bytes) => Ok(bytes.as_slice()),
        None => Err(io::ErrorKind::NotFound.into()),
    };
    let same = |seq: i64| (seq == head.seq).then(|| head.hash.clone());
    let other = |_: i64| Some("00".to_owned());
    let checked = export::check(&manifest, open, Some(&same));
    assert_eq!(checked, Ok((export.files.len(), Vec::new())));
    let (_, wrong) = export::check(&manifest, open, Some(&other)).unwrap();
    assert!(wrong[0].starts_with("the ledger: entry"), "{wrong:?}");
    let damaged = |name: &str| match name {
        "tie.csv" => Ok(&b"id\n"[..]),
        "actor.csv" => Err(io::ErrorKind::NotFound.into()),
        other => open(other),
    };
    let (_, wrong) = export::check(&manifest, damaged, None).unwrap();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(export::check("{}", open, None).is_err());
}

/// The files in `forms` show what each form looks like.
#[test]
fn forms_look_so() {
    let shows = |format: Format, name: &str| {
        let part = Selection {
            kinds: vec![Kind::Tie, Kind::Meeting, Kind::Commitment],
            documents: vec!["gazette/1".into()],
        };
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms");
        let (_, files) = run(&ledger(), format, &part);
        // Line ends of the text would not outlive a checkout.
        let shown = files.text(name).replace("\r\n", "\n");
        expect_file![path.join(name)].assert_eq(&shown);
    };
    shows(Format::Csv, "tie.csv");
    shows(Format::Gexf, "network.gexf");
    shows(Format::Graphml, "network.graphml");
    shows(Format::Annotation, "annotations.jsonld");
    shows(Format::Ftm, "entities.ftm.json");
    shows(Format::Claims, "claims.jsonld");
    shows(Format::Timeline, "timeline.json");
    shows(Format::Brat, "gazette_1.ann");
    shows(Format::Brat, "annotation.conf");
}

#[test]
fn annotations_find_their_words_by_position_and_by_quotation() {
    let file = all(&ledger(), Format::Annotation).text("annotations.jsonld");
    let page: Value = serde_json::from_str(&file).unwrap();
    let items = page["first"]["items"].as_array().unwrap();
    assert_eq!(page["total"], items.len());
    let text: Vec<char> = TEXT.chars().collect();
    for target in items.iter().flat_map(|i| i["target"].as_array().unwrap()) {
        let [position, quote] = [0, 1].map(|at| &target["selector"][at]);
        let number = |name: &str| position[name].as_u64().unwrap() as usize;
        let (start, end) = (number("start"), number("end"));
        let cut = |from: usize, to: usize| text[from..to].iter().collect::<String>();
        assert_eq!(quote["exact"], cut(start, end));
        assert_eq!(quote["prefix"], cut(start.saturating_sub(32), start));
        assert_eq!(quote["suffix"], cut(end, (end + 32).min(text.len())));
    }
}

#[test]
fn a_verdict_stands_only_where_a_person_gave_it() {
    let file = all(&ledger(), Format::Claims).text("claims.jsonld");
    let graph: Value = serde_json::from_str(&file).unwrap();
    let items = graph["@graph"].as_array().unwrap();
    let reviews: Vec<&Value> = items
        .iter()
        .filter(|i| i["@type"] == "ClaimReview")
        .collect();
    assert_eq!(reviews.len(), 1);
    assert_eq!(reviews[0]["author"]["name"], "anna");
    assert_eq!(reviews[0]["reviewRating"]["alternateName"], "kept");
    let of = |item: &Value| match item["@type"].as_str() {
        Some("Claim") => item["appearance"].clone(),
        _ => item["itemReviewed"]["appearance"].clone(),
    };
    assert!(
        items
            .iter()
            .all(|i| of(i)["url"] == "https://gazette.example/1?a=1&b=2")
    );
}

#[test]
fn entities_of_followthemoney_point_to_entities_that_are_there() {
    let file = all(&ledger(), Format::Ftm).text("entities.ftm.json");
    let entities: Vec<Value> = file
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let ids: Vec<&str> = entities.iter().map(|e| e["id"].as_str().unwrap()).collect();
    let references = ["sender", "receiver", "speaker", "involved", "proof"];
    let mut n_found = 0;
    for entity in &entities {
        let known = references
            .iter()
            .filter_map(|name| entity["properties"].get(*name));
        for id in known.flat_map(|list| list.as_array().unwrap()) {
            assert!(ids.contains(&id.as_str().unwrap()), "{entity}");
            n_found += 1;
        }
    }
    assert_eq!(
        n_found, 12,
        "two ties, a meeting of three, a promise, and where they stand"
    );
}
