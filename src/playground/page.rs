//! The web page: files of `page/`, embedded, so that the binary needs nothing beside it.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Shared;

/// Only what the page itself brings may run; pictures may come from anywhere, because embeds may show them.
const POLICY: &str =
    "default-src 'self'; img-src * data: blob:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";

const FILES: &[(&str, &str, &str)] = &[("/", "text/html; charset=utf-8", include_str!("page/index.html"))];

/// The page's routes.
pub fn router() -> Router<Shared> {
    FILES.iter().fold(Router::new(), |router, (path, kind, text)| router.route(path, get(move || file(kind, text))))
}

async fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text)
}
