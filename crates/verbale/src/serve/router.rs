//! All addresses in one list, which is also their description.

use super::access::{self, Access};
use super::fault::Fault;
use super::run::Config;
use super::state::App;
use super::{
    account, accounts, actors, add, agreement, assets, claims, documents, export, guard, home,
    impact,
};
use super::{
    login, meetings, network, page, reactions, reader, recognition, record, review, search, shelf,
    timeline, voices,
};
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router, middleware};
use std::sync::Arc;
use tower::ServiceExt;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::openapi::{InfoBuilder, OpenApi, Paths};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

/// Bytes that may be handed in at once.
const MAX_UPLOAD: usize = 64 << 20;

/// Views that look through the whole ledger, the same for all who ask: they are kept for a moment.
fn boards() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(home::home))
        .routes(routes!(documents::documents))
        .routes(routes!(search::search))
        .routes(routes!(actors::actors))
        .routes(routes!(actors::actor))
        .routes(routes!(recognition::recognition))
        .routes(routes!(timeline::timeline))
        .routes(routes!(network::network))
        .routes(routes!(meetings::meetings))
        .routes(routes!(claims::claims))
        .routes(routes!(reactions::reactions))
        .routes(routes!(voices::voices))
        .routes(routes!(impact::impacts))
}

/// The other views, a line each.
fn views() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(reader::reader))
        .routes(routes!(record::record))
        .routes(routes!(add::form, add::send).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .routes(routes!(add::added))
        .routes(routes!(claims::claim))
        .routes(routes!(claims::settle))
        .routes(routes!(claims::undo))
        .routes(routes!(impact::impact))
        .routes(routes!(impact::confirm))
        .routes(routes!(export::form))
        .routes(routes!(export::file))
        .routes(routes!(review::review))
        .routes(routes!(review::judge))
        .routes(routes!(review::undo))
        .routes(routes!(agreement::agreed))
        .routes(routes!(agreement::same))
        .routes(routes!(agreement::merge))
        .routes(routes!(agreement::split))
        .routes(routes!(login::form, login::enter))
        .routes(routes!(login::leave))
        .routes(routes!(account::account))
        .routes(routes!(account::make_token))
        .routes(routes!(account::revoke_token))
        .routes(routes!(account::change_password))
        .routes(routes!(accounts::accounts, accounts::put))
        .routes(routes!(accounts::remove))
        .routes(routes!(accounts::revoke))
}

/// The app as a service: views, assets, their description, and the checks around them.
pub fn router(app: App, config: Config) -> Router {
    let timeout = config.timeout;
    let access = Access::new(config.clone(), app.path());
    let (views, _) = views().split_for_parts();
    let (boards, _) = boards().split_for_parts();
    let boards = boards.layer(middleware::from_fn_with_state(app.clone(), shelf::keep));
    let pages = views
        .merge(boards)
        .route("/assets/{*name}", get(assets::file))
        .route("/api/openapi.json", get(|| async { Json(description()) }))
        .fallback(missing)
        .layer(CatchPanicLayer::custom(|_| {
            Fault::internal().into_response()
        }))
        .layer(middleware::from_fn_with_state(access, access::admit))
        .layer(middleware::from_fn_with_state(
            Arc::new(config),
            guard::check,
        ))
        .layer(middleware::from_fn_with_state(app.clone(), page::face))
        .with_state(app);
    let mut router = Router::new()
        .fallback_service(pages.map_request(page::find_twin))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            timeout,
        ));
    for &(name, value) in guard::HEADERS {
        router = router.layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        ));
    }
    router
}

/// What has one face only: a file.
const FILES: [&str; 1] = ["/export/{format}"];

/// What is in OpenAPI 3.1: the JSON twins of all views, and the files.
pub fn description() -> OpenApi {
    let mut description = views().merge(boards()).split_for_parts().1;
    description.info = InfoBuilder::new()
        .title("verbale serve")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The JSON twins of the pages; without `.json` each address is the page itself. Exports are files.",
        ))
        .build();
    let mut paths = Paths::default();
    for (path, item) in std::mem::take(&mut description.paths.paths) {
        let address = match path.as_str() {
            "/" => "/index.json".to_owned(),
            file if FILES.contains(&file) => path,
            page => format!("{page}.json"),
        };
        paths.paths.insert(address, item);
    }
    description.paths = paths;
    description
}

async fn missing(uri: Uri) -> Fault {
    Fault::missing(format!(
        "{}: there is no such page; the first one links to all others",
        uri.path()
    ))
}
