//! The web page: files of `page/`, embedded, so that the binary needs nothing beside it.

use axum::Router;
use axum::http::header;
use axum::response::IntoResponse;
use axum::routing::get;

use super::Shared;

/// Only what the page itself brings may run; pictures may come from anywhere, because embeds may show them.
const POLICY: &str = "default-src 'self'; img-src * data: blob:; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("page/index.html")),
    ("/page/icon.svg", SVG, include_str!("page/icon.svg")),
    ("/page/theme.css", CSS, include_str!("page/theme.css")),
    ("/page/layout.css", CSS, include_str!("page/layout.css")),
    ("/page/message.css", CSS, include_str!("page/message.css")),
    ("/page/composer.css", CSS, include_str!("page/composer.css")),
    ("/page/api.js", SCRIPT, include_str!("page/api.js")),
    ("/page/avatar.js", SCRIPT, include_str!("page/avatar.js")),
    ("/page/command.js", SCRIPT, include_str!("page/command.js")),
    ("/page/components.js", SCRIPT, include_str!("page/components.js")),
    ("/page/composer.js", SCRIPT, include_str!("page/composer.js")),
    ("/page/dom.js", SCRIPT, include_str!("page/dom.js")),
    ("/page/go.js", SCRIPT, include_str!("page/go.js")),
    ("/page/main.js", SCRIPT, include_str!("page/main.js")),
    ("/page/markdown.js", SCRIPT, include_str!("page/markdown.js")),
    ("/page/menu.js", SCRIPT, include_str!("page/menu.js")),
    ("/page/message.js", SCRIPT, include_str!("page/message.js")),
    ("/page/offer.js", SCRIPT, include_str!("page/offer.js")),
    ("/page/ring.js", SCRIPT, include_str!("page/ring.js")),
    ("/page/sidebar.js", SCRIPT, include_str!("page/sidebar.js")),
    ("/page/state.js", SCRIPT, include_str!("page/state.js")),
    ("/page/time.js", SCRIPT, include_str!("page/time.js")),
    ("/page/tools.js", SCRIPT, include_str!("page/tools.js")),
];

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
