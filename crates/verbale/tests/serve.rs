//! Requests to the pages of `verbale serve`, without a socket.
#![cfg(feature = "serve")]
#![expect(clippy::unwrap_used, reason = "tests fail where they cannot go on")]

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use serde_json::Value;
use std::path::Path;
use std::sync::LazyLock;
use tempfile::TempDir;
use tower::ServiceExt;
use verbale::serve::{App, Config, description, router};
use verbale::wire::{self, Listing};
use verbale::{Pipeline, now};
use verbale_ledger::{Ledger, Stamp};
use verbale_text::{DocId, Document, Metadata};

const TEXT: &str = "Syldavia recognized the government of Borduria on Monday.\n\n“We will never accept <script>alert(1)</script>,” the \
    Bordurian foreign minister said on Tuesday, and he warned that Syldavia would pay a price by July 20.\n";

const EVIL: &str = "<script>alert('title')</script>";

/// An app on a ledger with one text, whose title, outlet, author, name and address try to become script.
struct Served {
    _folder: TempDir,
    router: axum::Router,
}

fn add(path: &Path, pipeline: &Pipeline) {
    let metadata = Metadata {
        title: Some(EVIL.into()),
        source: Some("\"><img src=x onerror=alert(1)>".into()),
        author: Some(EVIL.into()),
        url: Some("javascript:alert(1)".into()),
        published: Some("2025-07-08".into()),
        ..Metadata::default()
    };
    let document = Document::with_metadata(DocId("<b>note</b>".into()), TEXT.into(), metadata);
    let coded = pipeline.code(&document);
    let listing = Listing::of(&coded);
    let rows = wire::rows(&listing, &pipeline.stamp());
    assert!(rows.len() > 5, "the text has records");
    let mut ledger = Ledger::open(path, &now()).unwrap();
    let stamp = Stamp::default();
    let new = wire::document(&document, None);
    ledger.add(&new, &rows, &stamp, &now()).unwrap();
}

/// Sends the form of `/add`: names, file names where it is a file, and values.
fn send_form(parts: &[(&str, Option<&str>, &str)]) -> (StatusCode, Response<()>, String) {
    let (_, _, page) = get("/add");
    let token = page.split("name=\"csrf\" value=\"").nth(1).unwrap();
    let token = ("csrf", None, token.split('"').next().unwrap());
    let mut body = String::new();
    for (name, file, value) in [&token].into_iter().chain(parts) {
        let file = file.map_or(String::new(), |f| format!("; filename=\"{f}\""));
        let head = format!("content-disposition: form-data; name=\"{name}\"{file}");
        body.push_str(&format!("--cut\r\n{head}\r\n\r\n{value}\r\n"));
    }
    body.push_str("--cut--\r\n");
    let request = Request::post("/add")
        .header("host", "localhost:7007")
        .header("origin", "http://localhost:7007")
        .header("content-type", "multipart/form-data; boundary=cut");
    send(request.body(Body::from(body)).unwrap())
}

/// The same, and the number of the submission.
fn job(parts: &[(&str, Option<&str>, &str)]) -> u64 {
    let (status, head, body) = send_form(parts);
    assert_eq!(status, 303, "{body}");
    let place = head.headers()["location"].to_str().unwrap();
    place.strip_prefix("/add/").unwrap().parse().unwrap()
}

/// What became of a submission, once all of it is read.
fn done(job: u64) -> Value {
    for _ in 0..600 {
        let told = json(&format!("/add/{job}.json"));
        if told["is_done"] == true {
            return told;
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    panic!("submission {job} is not done after half a minute");
}

static SERVED: LazyLock<Served> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("<i>test.db");
    let pipeline = Pipeline::builtin().unwrap();
    add(&path, &pipeline);
    let app = App::open(&path, pipeline).unwrap();
    Served {
        _folder: folder,
        router: router(app, Config::default()),
    }
});

/// Outlives each request: what is handed in is read after its answer.
static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().unwrap()
});

fn send(request: Request<Body>) -> (StatusCode, Response<()>, String) {
    let (status, head, bytes) = send_bytes(request);
    (status, head, String::from_utf8(bytes).unwrap())
}

fn send_bytes(request: Request<Body>) -> (StatusCode, Response<()>, Vec<u8>) {
    RUNTIME.block_on(async {
        let response = SERVED.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.unwrap();
        (parts.status, Response::from_parts(parts, ()), body.to_vec())
    })
}

fn get(path: &str) -> (StatusCode, Response<()>, String) {
    let request = Request::get(path).header("host", "localhost:7007");
    send(request.body(Body::empty()).unwrap())
}

fn json(path: &str) -> Value {
    let (status, head, body) = get(path);
    assert_eq!(status, 200, "{path}: {body}");
    assert_eq!(head.headers()["content-type"], "application/json");
    serde_json::from_str(&body).unwrap()
}

/// Ids of the records of the text.
fn ids() -> Vec<String> {
    ids_of(&json("/documents/1.json"))
}

fn ids_of(page: &Value) -> Vec<String> {
    let id = |r: &Value| r["id"].as_str().unwrap().to_owned();
    page["records"].as_array().unwrap().iter().map(id).collect()
}

/// The id of a claim of the text.
fn claim() -> String {
    let ids = ids();
    let is_claim = |id: &&String| id.starts_with("commitment-");
    ids.iter()
        .find(is_claim)
        .expect("the text has a threat")
        .clone()
}

/// All pages, with values for what stands in braces; what has no twin is a file.
fn pages() -> Vec<String> {
    let paths = description().paths.paths;
    let reading = paths.iter().filter(|(_, item)| item.get.is_some());
    let reading = reading.filter(|(path, _)| path.ends_with(".json"));
    // One submission: only so many may wait to be read.
    let job = job(&[("text", None, "Borduria protested.")]).to_string();
    reading
        .map(|(path, _)| {
            path.replace("{document}", "1")
                .replace("/claims/{id}", &format!("/claims/{}", claim()))
                .replace("{id}", &ids()[0])
                .replace("{actor}", "1")
                .replace("{job}", &job)
                .replace("/index.json", "/.json")
                .replace(".json", "")
        })
        .collect()
}

#[test]
fn every_page_that_is_described_is_there_with_its_twin() {
    let pages = pages();
    assert!(pages.len() >= 4, "{pages:?}");
    for page in pages {
        let (status, head, body) = get(&page);
        assert_eq!(status, 200, "{page}: {body}");
        assert_eq!(head.headers()["content-type"], "text/html; charset=utf-8");
        assert!(body.contains("<main"), "{page}");
        let twin = match page.as_str() {
            "/" => "/index.json".to_owned(),
            page => format!("{page}.json"),
        };
        assert!(body.contains(&format!("href=\"{twin}\"")), "{page}");
        assert!(json(&twin).is_object(), "{twin}");
    }
}

#[test]
fn pages_link_to_each_other_from_the_first() {
    let (_, _, home) = get("/");
    for page in ["/documents", "/documents/1", "/search", "/add", "/actors"] {
        assert!(home.contains(&format!("href=\"{page}\"")), "{page}");
    }
    let (_, _, text) = get("/documents/1");
    for id in ids() {
        assert!(text.contains(&format!("href=\"/records/{id}\"")), "{id}");
        assert!(text.contains(&format!("id=\"{id}\"")), "{id}");
    }
}

#[test]
fn nothing_that_comes_in_becomes_script() {
    let mut pages = pages();
    pages.push("/search?q=%3Cscript%3Ealert(1)%3C/script%3E".into());
    pages.push("/nix/%3Cscript%3Ealert(1)%3C/script%3E".into());
    pages.push("/records/%3Cscript%3E-00000000".into());
    for page in pages {
        let (_, head, body) = get(&page);
        for evil in [
            "<script>alert",
            "<img",
            "<b>note",
            "<i>test",
            "href=\"javascript:",
        ] {
            assert!(!body.contains(evil), "{page} has {evil}");
        }
        for inline in [" style=", " onclick=", "<style"] {
            assert!(!body.contains(inline), "{page} has {inline}");
        }
        let policy = head.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'self';") && !policy.contains("unsafe"));
    }
}

#[test]
fn the_words_of_a_record_are_those_of_the_text() {
    let page = json("/documents/1.json");
    let text: Vec<char> = page["text"].as_str().unwrap().chars().collect();
    assert_eq!(text.iter().collect::<String>(), TEXT);
    for record in page["records"].as_array().unwrap() {
        let spans: Vec<[usize; 2]> = serde_json::from_value(record["evidence"].clone()).unwrap();
        let words: String = spans.iter().flat_map(|s| &text[s[0]..s[1]]).collect();
        let passages = record["passages"].as_array().unwrap();
        let pieces = passages.iter().flat_map(|p| p.as_array().unwrap());
        let proof = pieces.filter(|p| p["is_evidence"] == true);
        let shown: String = proof.map(|p| p["text"].as_str().unwrap()).collect();
        assert_eq!(shown, words, "{record}");
    }
    let total: f64 = page["shares"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["percent"].as_f64().unwrap())
        .sum();
    assert!((total - 100.0).abs() < 1.0, "{total}");
}

#[test]
fn weak_records_are_held_back_until_they_are_asked_for() {
    let (few, all) = (json("/documents/1.json"), json("/documents/1.json?all=1"));
    let (shown, found) = (ids_of(&few), ids_of(&all));
    let n = few["held_back"].as_u64().unwrap() as usize;
    let hidden: Vec<&String> = found.iter().filter(|id| !shown.contains(id)).collect();
    assert!(
        n > 0 && hidden.len() >= n,
        "{n} held back, hidden are {hidden:?}"
    );
    assert!(shown.iter().all(|id| found.contains(id)));
    assert_eq!(
        (&few["all"], &all["all"]),
        (&Value::Bool(false), &Value::Bool(true))
    );
    assert_eq!(
        (all["held_back"].as_u64(), &few["shares"]),
        (Some(0), &all["shares"])
    );
    let (_, _, page) = get("/documents/1?as_of=2030-01-01");
    assert!(page.contains(&format!("{n} weak record")), "{page}");
    assert!(
        page.contains("href=\"/documents/1?as_of=2030-01-01&#38;all=1\""),
        "{page}"
    );
    let (_, _, page) = get("/documents/1?all=1");
    assert!(
        page.contains("<a href=\"/documents/1\">Hold them back"),
        "{page}"
    );
    assert_eq!(get("/documents/1?all=nix").0, 400);
}

#[test]
fn the_text_on_the_page_is_the_text() {
    let (_, _, page) = get("/documents/1");
    let body = page
        .split("<div class=\"body\" lang=\"en\">")
        .nth(1)
        .unwrap();
    let body = body.split("</div>").next().unwrap();
    let mut words = String::new();
    let mut is_tag = false;
    for c in body.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => words.push(c),
            _ => {}
        }
    }
    let words = words.replace("&#60;", "<").replace("&#62;", ">");
    let flat = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(flat(&words), flat(TEXT));
}

#[test]
fn a_record_says_which_line_found_it() {
    let records = json("/documents/1.json")["records"].clone();
    let is_page = |r: &&Value| r["made_by"]["id"].as_str().unwrap().contains(".md:");
    let found: Vec<&Value> = records.as_array().unwrap().iter().filter(is_page).collect();
    assert!(!found.is_empty());
    for record in found {
        assert!(record["made_by"]["line"].is_string(), "{record}");
    }
    let id = records[0]["id"].as_str().unwrap();
    let kind = id.split('-').next().unwrap();
    let short = &id[..kind.len() + 9];
    let one = json(&format!("/records/{short}.json"));
    assert_eq!(one["record"]["id"], id);
}

#[test]
fn faults_say_what_to_do_on_the_page_and_in_the_twin() {
    for (path, expected) in [
        ("/nix", 404),
        ("/documents/99", 404),
        ("/documents/many", 400),
        ("/records/tie-00000000", 400),
        ("/documents?as_of=someday", 400),
        ("/search?q=a&kind=nix", 400),
        ("/assets/nix.css", 404),
    ] {
        let (status, _, body) = get(path);
        assert_eq!(status, expected, "{path}: {body}");
        assert!(body.contains("To the first page"), "{path}: {body}");
    }
    let (status, head, body) = get("/documents/99.json");
    assert_eq!(status, 404);
    assert_eq!(head.headers()["content-type"], "application/problem+json");
    let fault: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(fault["status"], 404);
    assert!(fault["detail"].as_str().unwrap().starts_with("99: "));
}

#[test]
fn assets_are_files_of_the_program_and_nothing_else() {
    let (status, head, _) = get("/assets/app.css");
    assert_eq!(status, 200);
    assert_eq!(head.headers()["content-type"], "text/css; charset=utf-8");
    let etag = head.headers()["etag"].clone();
    let again = Request::get("/assets/app.css")
        .header("host", "localhost")
        .header("if-none-match", etag);
    let (status, _, body) = send(again.body(Body::empty()).unwrap());
    assert_eq!((status.as_u16(), body.as_str()), (304, ""));
    for path in [
        "/assets/../Cargo.toml",
        "/assets/..%2fCargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets//etc/passwd",
        "/assets/%2fetc%2fpasswd",
        "/assets/..\\Cargo.toml",
    ] {
        let (status, _, body) = get(&path.replace('\\', "%5c"));
        assert_eq!(status, 404, "{path}: {body}");
    }
}

#[test]
fn only_our_own_name_is_answered_to() {
    for (host, expected) in [
        ("localhost", 200),
        ("LOCALHOST:7007", 200),
        ("127.0.0.1:7007", 200),
        ("[::1]:7007", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("evil.example:7007", 421),
        ("", 421),
    ] {
        let request = Request::get("/").header("host", host);
        let (status, _, _) = send(request.body(Body::empty()).unwrap());
        assert_eq!(status, expected, "{host}");
    }
    let (status, _, _) = send(Request::get("/").body(Body::empty()).unwrap());
    assert_eq!(status, 421, "no name at all");
}

#[test]
fn pages_of_other_sites_send_nothing() {
    let post = |origin: &str| {
        let request = Request::post("/documents").header("host", "localhost:7007");
        send(
            request
                .header("origin", origin)
                .body(Body::empty())
                .unwrap(),
        )
    };
    assert_eq!(post("http://evil.example").0, 403);
    let (status, _, body) = post("http://localhost:7007");
    assert_eq!(
        status, 403,
        "a browser without the token of our forms: {body}"
    );
}

#[test]
fn texts_are_added_and_each_file_says_what_became_of_it() {
    let lines = "{\"id\": \"wire-1\", \"title\": \"Envoy recalled\", \"date\": \"2025-07-01\", \"text\": \"Zubrowka recalled its ambassador \
        from Borduria on Monday.\"}\n{\"id\": \"wire-2\"}\n";
    let told = done(job(&[
        ("files", Some("wire.jsonl"), lines),
        (
            "files",
            Some("folder/<img src=x>.txt"),
            "Syldavia threatened to close the border.",
        ),
        ("files", Some("scan.pdf"), "%PDF-1.7 …"),
        ("files", Some(""), ""),
        (
            "text",
            None,
            "Borduria welcomed the decision of Syldavia.\r\n",
        ),
        ("title", None, "A note"),
        ("date", None, "2025-07-02"),
    ]));
    let files = told["files"].as_array().unwrap();
    let names: Vec<&str> = files.iter().map(|f| f["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["wire.jsonl", "<img src=x>.txt", "scan.pdf", "A note"]
    );
    assert_eq!(
        (&files[0]["new"], &files[0]["failed"]),
        (&1.into(), &1.into())
    );
    let fault = files[0]["faults"][0].as_str().unwrap();
    assert!(
        fault.contains("line 2") && fault.contains("no \"text\""),
        "{fault}"
    );
    assert_eq!(files[2]["state"], "failed");
    assert!(files[2]["faults"][0].as_str().unwrap().contains("is a PDF"));
    assert_eq!(files[3]["state"], "done");
    let (_, _, page) = get(&format!("/add/{}", told["job"]));
    assert!(
        page.contains("&#60;img src=x&#62;.txt") && !page.contains("<img"),
        "{page}"
    );
    let number = &files[3]["documents"][0]["document"];
    let note = json(&format!("/documents/{number}.json"));
    assert_eq!(
        note["text"],
        "Borduria welcomed the decision of Syldavia.\n"
    );
    assert_eq!(note["document"]["title"], "A note");
    assert_eq!(note["document"]["published"], "2025-07-02");
    let again = done(job(&[("files", Some("wire.jsonl"), lines)]));
    assert_eq!(again["files"][0]["known"], 1, "nothing is added twice");
    let found = json("/search.json?q=ambassador");
    assert_eq!(found["hits"][0]["document"]["title"], "Envoy recalled");
}

#[test]
fn what_cannot_be_added_is_refused_with_the_reason() {
    for (parts, expected) in [
        (vec![("text", None, " \r\n")], "nothing to add"),
        (
            vec![("text", None, "a"), ("date", None, "someday")],
            "is no date",
        ),
        (
            vec![("text", None, "a"), ("charset", None, "klingon")],
            "no such encoding",
        ),
    ] {
        let (status, _, body) = send_form(&parts);
        assert_eq!(status, 400);
        assert!(body.contains(expected), "{expected}: {body}");
    }
    let large = "a".repeat(65 << 20);
    let (status, _, body) = send_form(&[("text", None, &large)]);
    assert_eq!(status, 413, "{body}");
}

#[test]
fn a_search_can_be_narrowed_down() {
    let found = json("/search.json?q=recognized");
    assert_eq!(found["hits"][0]["document"]["document"], 1);
    let records = found["hits"][0]["records"].as_array().unwrap();
    assert!(!records.is_empty());
    let kind = records[0]["kind"].as_str().unwrap();
    let narrow = json(&format!(
        "/search.json?q=recognized&kind={kind}&published=2025"
    ));
    let kinds = narrow["hits"][0]["records"].as_array().unwrap();
    assert!(kinds.iter().all(|r| r["kind"] == kind));
    assert_eq!(
        json("/search.json?q=recognized&published=1999")["hits"],
        serde_json::json!([])
    );
    let outlet = found["outlets"][0]["value"].as_str().unwrap();
    assert!(outlet.contains("onerror"), "the outlet as it came in");
    assert_eq!(
        json("/search.json?q=OR+NOT+%22")["hits"],
        serde_json::json!([]),
        "no operators"
    );
}

#[test]
fn an_actor_has_a_page_with_names_and_deeds() {
    let list = json("/actors.json?q=syldav");
    let actor = list["actors"][0]["actor"].as_i64().unwrap();
    let page = json(&format!("/actors/{actor}.json"));
    let name = page["actor"]["name"].as_str().unwrap();
    assert!(name.contains("Syldavia"), "{page}");
    assert!(!page["names"].as_array().unwrap().is_empty(), "{page}");
    let deeds = page["deeds"].as_array().unwrap();
    assert!(!deeds.is_empty());
    for deed in deeds {
        let id = deed["id"].as_str().unwrap();
        assert_eq!(get(&format!("/records/{id}")).0, 200);
    }
    let events = json(&format!("/actors/{actor}.json?kind=event"));
    let events = events["deeds"].as_array().unwrap();
    assert!(events.iter().all(|d| d["kind"] == "event"));
    assert_eq!(get("/actors/999999").0, 404);
}

#[test]
fn the_ledger_leaves_in_each_form_that_the_page_lists() {
    for form in json("/export.json")["formats"].as_array().unwrap() {
        let name = form["name"].as_str().unwrap();
        let request = Request::get(format!("/export/{name}")).header("host", "localhost");
        let (status, head, bytes) = send_bytes(request.body(Body::empty()).unwrap());
        assert_eq!(status, 200, "{name}");
        assert_eq!(
            head.headers()["content-type"],
            form["media_type"].as_str().unwrap()
        );
        let disposition = head.headers()["content-disposition"].to_str().unwrap();
        assert!(
            disposition.starts_with("attachment; filename=\"verbale."),
            "{disposition}"
        );
        assert!(bytes.len() > 100, "{name}: {} bytes", bytes.len());
    }
    let (_, _, events) = get("/export/jsonl?kind=event");
    let kinds: Vec<Value> = events
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert!(kinds.iter().any(|l| l["kind"] == "event"));
    assert!(kinds.iter().all(|l| l["kind"] != "statement"));
    assert_eq!(get("/export/klingon").0, 404);
    assert_eq!(get("/export/jsonl?as_of=someday").0, 400);
    assert_eq!(get("/export/jsonl?kind=nix").0, 400);
}
