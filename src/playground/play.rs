//! The driver: what people do, for the page and for tests alike, under `/play`. JSON in, JSON out; changes `world` as
//! Discord's own client would.

mod acts;
mod interact;
mod look;
mod stream;
mod switches;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use super::Shared;
use super::check;
use super::clock::Id;
use super::errors::ApiError;

/// Largest body of a driver request: ten pictures, base64.
const LARGEST: usize = 40 * 1024 * 1024;

/// All routes of the driver.
pub fn router() -> Router<Shared> {
    Router::new()
        .route("/state", get(look::state))
        .route("/messages", get(look::messages).post(acts::post).patch(acts::edit).delete(acts::delete))
        .route("/commands", get(look::commands))
        .route("/requests", get(look::requests))
        .route("/events", get(stream::events))
        .route("/interactions", post(interact::start))
        .route("/interactions/{id}", get(interact::get))
        .route("/threads", post(acts::open_thread))
        .route("/threads/{id}", axum::routing::patch(acts::change_thread))
        .route("/reactions", post(acts::react))
        .route("/typing", post(acts::typing))
        .route("/users", post(switches::join))
        .route("/users/{id}", axum::routing::patch(switches::user))
        .route("/channels/{id}", axum::routing::patch(switches::channel))
        .route("/settings", axum::routing::patch(switches::settings))
        .route("/faults", post(switches::faults).delete(switches::no_faults))
        .route("/gateway", post(switches::gateway))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// What the driver answers with when it refuses.
pub struct Refused(ApiError);

/// JSON, or a refusal in Discord's shape.
pub type Played = Result<axum::Json<Value>, Refused>;

impl From<ApiError> for Refused {
    fn from(error: ApiError) -> Self {
        Self(error)
    }
}

impl From<super::errors::Refusal> for Refused {
    fn from(refusal: super::errors::Refusal) -> Self {
        Self(refusal.into())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::BAD_REQUEST);
        (status, axum::Json(self.0.body())).into_response()
    }
}

/// An id that must be in the body.
fn need(body: &Value, key: &str) -> Result<Id, ApiError> {
    check::id(body.get(key)).ok_or_else(|| ApiError::field(key, "BASE_TYPE_REQUIRED", "This field is required"))
}

/// The person who acts: must exist and be no bot.
fn person(world: &super::world::World, body: &Value) -> Result<Id, ApiError> {
    let id = need(body, "as")?;
    match world.users.get(&id) {
        Some(user) if !user.bot => Ok(id),
        _ => Err(super::errors::UNKNOWN_USER.into()),
    }
}

fn word<'a>(body: &'a Value, key: &str) -> &'a str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn done() -> Played {
    Ok(axum::Json(json!({})))
}

/// A file of a message.
pub async fn attachment(State(shared): State<Shared>, Path((channel, id, _)): Path<(Id, Id, String)>) -> Response {
    let found = {
        let world = shared.world();
        let messages = world.channels.get(&channel).map(|channel| &channel.messages);
        let mut files = messages.into_iter().flat_map(|messages| messages.values().rev()).flat_map(|m| &m.attachments);
        files.find(|file| file.id == id).map(|file| (file.content_type.clone(), file.bytes.clone()))
    };
    let Some((kind, bytes)) = found else { return StatusCode::NOT_FOUND.into_response() };
    // Only pictures are shown in place; anything else is downloaded, so that no uploaded page runs here.
    let inline = kind.starts_with("image/") && !kind.contains("svg");
    let disposition = if inline { "inline" } else { "attachment" };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "max-age=86400".to_owned()),
    ];
    (headers, bytes.to_vec()).into_response()
}
