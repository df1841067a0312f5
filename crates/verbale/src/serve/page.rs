//! One value, two faces: a view is rendered as a page with the layout around it, or as its JSON twin.
//!
//! Handlers give a [`Page`]; which face it gets is decided here, after the handler, from the address: `/documents` is the page
//! and `/documents.json` its twin.

use super::access::Visitor;
use super::fault::Fault;
use super::state::App;
use super::{assets, csrf, nav};
use askama::{Template, Values};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::sync::{Arc, OnceLock};

/// What a page shows. Its fields are the twin; the template lays them out.
pub(crate) trait View: Template + Serialize + Send + Sync + 'static {
    /// Address of the entry of the navigation that it belongs to.
    const HERE: &'static str = "";
    /// Its scripts, as files of `assets/`.
    const SCRIPTS: &'static [&'static str] = &[];
    /// Content type of the twin.
    const CONTENT_TYPE: &'static str = "application/json";

    /// What the window is called.
    fn title(&self) -> String;

    /// The scripts of this page, if they depend on what it shows.
    fn scripts(&self) -> &'static [&'static str] {
        Self::SCRIPTS
    }

    /// The status it is sent with.
    fn status(&self) -> StatusCode {
        StatusCode::OK
    }
}

/// The answer of a handler.
pub(crate) struct Page<V>(pub(crate) V);

/// A view of any type, on its way out of the handler.
#[derive(Clone)]
pub(crate) struct Shown(Arc<Drawn>);

/// A view with the faces that were drawn of it. All who see it asked for the same address.
struct Drawn {
    view: Box<dyn Faces>,
    main: OnceLock<String>,
    twin: OnceLock<Bytes>,
}

impl Shown {
    pub(crate) fn of(view: impl View) -> Self {
        Self(Arc::new(Drawn {
            view: Box::new(view),
            main: OnceLock::new(),
            twin: OnceLock::new(),
        }))
    }
}

impl Shown {
    /// The page for who asks, or nothing if it cannot be drawn.
    fn html(&self, frame: &Frame) -> Option<Bytes> {
        let view = &self.0.view;
        let main = match self.0.main.get() {
            Some(main) => main,
            None => {
                let main = view.main(frame).ok()?;
                self.0.main.get_or_init(|| main)
            }
        };
        Some(view.html(frame, main).ok()?.into())
    }

    /// The twin, or nothing if it cannot be written.
    fn twin(&self) -> Option<Bytes> {
        if let Some(twin) = self.0.twin.get() {
            return Some(twin.clone());
        }
        let twin = Bytes::from(self.0.view.json().ok()?);
        Some(self.0.twin.get_or_init(|| twin).clone())
    }
}

impl IntoResponse for Shown {
    fn into_response(self) -> Response {
        let mut response = self.0.view.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

trait Faces: Send + Sync {
    fn main(&self, frame: &Frame) -> askama::Result<String>;
    fn html(&self, frame: &Frame, main: &str) -> askama::Result<String>;
    fn json(&self) -> serde_json::Result<Vec<u8>>;
    fn content_type(&self) -> &'static str;
    fn status(&self) -> StatusCode;
}

impl<V: View> Faces for V {
    fn main(&self, frame: &Frame) -> askama::Result<String> {
        self.render_with_values(frame)
    }

    fn html(&self, frame: &Frame, main: &str) -> askama::Result<String> {
        let layout = Layout {
            title: self.title(),
            here: V::HERE,
            groups: nav::GROUPS,
            scripts: self.scripts(),
            twin: &frame.twin,
            ledger: &frame.ledger,
            visitor: frame.visitor.as_ref().and_then(|v| v.name.as_deref()),
            main,
        };
        let page = layout.render_with_values(frame)?;
        Ok(match &frame.visitor {
            Some(visitor) => csrf::fill(page, &visitor.csrf),
            None => page,
        })
    }

    fn json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    fn content_type(&self) -> &'static str {
        V::CONTENT_TYPE
    }

    fn status(&self) -> StatusCode {
        View::status(self)
    }
}

impl<V: View> IntoResponse for Page<V> {
    fn into_response(self) -> Response {
        Shown::of(self.0).into_response()
    }
}

/// What the layout and templates know of a request; templates read it as runtime values.
struct Frame {
    /// Address of the JSON twin of the page.
    twin: String,
    /// The ledger's file name.
    ledger: String,
    /// Who asks, and what forms carry; none for who is not let in.
    visitor: Option<Visitor>,
}

impl Values for Frame {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn std::any::Any> {
        match key {
            "twin" => Some(&self.twin),
            "ledger" => Some(&self.ledger),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "layout.html")]
struct Layout<'a> {
    title: String,
    here: &'static str,
    groups: &'static [nav::Group],
    scripts: &'static [&'static str],
    twin: &'a str,
    ledger: &'a str,
    visitor: Option<&'a str>,
    main: &'a str,
}

impl Layout<'_> {
    fn asset(&self, name: &str) -> String {
        assets::address(name)
    }

    fn is_here(&self, entry: &nav::Entry) -> bool {
        self.here == entry.path
    }

    /// The views among which the page is.
    fn section(&self) -> Option<&nav::Group> {
        let has = |group: &&nav::Group| group.entries.iter().any(|e| self.is_here(e));
        self.groups.iter().find(has)
    }

    fn is_in(&self, group: &nav::Group) -> bool {
        self.section().is_some_and(|own| own.name == group.name)
    }
}

/// Marks a request for the twin.
#[derive(Clone, Copy)]
struct Twin;

/// Whether the twin is asked for.
pub(crate) fn is_twin(request: &Request) -> bool {
    request.extensions().get::<Twin>().is_some()
}

/// Takes `.json` off the end of an address and remembers it. Assets and files of `/api/` keep their names.
pub(crate) fn find_twin(mut request: Request) -> Request {
    let path = request.uri().path();
    let own = path.starts_with("/assets/") || path.starts_with("/api/");
    let Some(page) = path.strip_suffix(".json").filter(|_| !own) else {
        return request;
    };
    let page = if page == "/index" { "/" } else { page };
    let address = match request.uri().query() {
        Some(query) => format!("{page}?{query}"),
        None => page.to_owned(),
    };
    if let Ok(uri) = address.parse::<Uri>() {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(Twin);
    }
    request
}

/// The address of the twin of a page.
fn twin(uri: &Uri) -> String {
    let path = if uri.path() == "/" {
        "/index"
    } else {
        uri.path()
    };
    match uri.query() {
        Some(query) => format!("{path}.json?{query}"),
        None => format!("{path}.json"),
    }
}

/// Bytes of a refusal that are shown to people.
const MAX_REFUSAL: usize = 4096;

/// Gives the answer of a handler the face that was asked for.
pub(crate) async fn face(State(app): State<App>, request: Request, next: Next) -> Response {
    let is_twin = is_twin(&request);
    let name = app.path().file_name().unwrap_or(app.path().as_os_str());
    let mut frame = Frame {
        twin: twin(request.uri()),
        ledger: name.to_string_lossy().into_owned(),
        visitor: None,
    };
    let mut response = next.run(request).await;
    frame.visitor = response.extensions_mut().remove::<Visitor>();
    let mut shown = response.extensions_mut().remove::<Shown>();
    let status = response.status();
    if shown.is_none() && (status.is_client_error() || status.is_server_error()) {
        // What the framework refuses, it refuses in plain text.
        let body = std::mem::replace(response.body_mut(), Body::empty());
        let text = to_bytes(body, MAX_REFUSAL).await.unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        let detail = match text.trim() {
            "" => status.canonical_reason().unwrap_or("refused"),
            text => text,
        };
        shown = Some(Shown::of(Fault::new(status, detail)));
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    match shown {
        Some(shown) => dressed(response, &shown, &frame, is_twin),
        None => response,
    }
}

fn dressed(mut response: Response, shown: &Shown, frame: &Frame, is_twin: bool) -> Response {
    let (body, content_type) = if is_twin {
        (shown.twin(), shown.0.view.content_type())
    } else {
        (shown.html(frame), "text/html; charset=utf-8")
    };
    let Some(body) = body else {
        return (
            StatusCode::INTERNAL_SERVER_ERROR,
            "the page cannot be drawn; please report it with the address",
        )
            .into_response();
    };
    *response.body_mut() = Body::from(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

#[cfg(test)]
mod tests {
    use super::{find_twin, twin};
    use axum::body::Body;
    use axum::extract::Request;
    use axum::http::Uri;

    #[test]
    fn a_twin_is_the_page_with_json_at_its_end() {
        for (page, expected) in [
            ("/", "/index.json"),
            ("/documents?before=7", "/documents.json?before=7"),
            ("/records/tie-1f0c2a9b", "/records/tie-1f0c2a9b.json"),
        ] {
            let page: Uri = page.parse().unwrap();
            let address = twin(&page);
            assert_eq!(address, expected);
            let request = Request::get(address).body(Body::empty()).unwrap();
            assert_eq!(find_twin(request).uri(), &page);
        }
    }

    #[test]
    fn files_keep_their_names() {
        for file in ["/assets/vendor/world.json", "/api/openapi.json"] {
            let request = Request::get(file).body(Body::empty()).unwrap();
            assert_eq!(find_twin(request).uri(), file);
        }
    }
}
