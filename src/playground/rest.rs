//! The REST side: finds the route, checks token and limits, reads the body, lets a handler change the world, writes down what
//! was asked. Called by the bot, over HTTP only.

mod applications;
mod automod;
mod body;
mod channels;
mod faults;
mod guilds;
mod interactions;
mod log;
mod messages;
mod routes;
mod threads;
mod users;

use std::collections::HashMap;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Shared;
use super::clock::Id;
use super::errors::{ApiError, METHOD_NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED};
use super::world::World;
pub use faults::{Fault, Faults};
pub use log::{Entry, Log};
use routes::Found;

/// A request as handlers see it.
#[derive(Debug)]
pub struct Call {
    /// The variable parts of the path, in order.
    pub params: Vec<String>,
    pub query: HashMap<String, String>,
    pub json: Value,
    pub files: Vec<super::world::files::Upload>,
    /// The token of the bot, for addresses that carry it.
    pub gateway_url: String,
}

/// A result: status, and a body unless there is none.
pub type Reply = Result<(u16, Option<Value>), ApiError>;

impl Call {
    /// The id at a place of the path; what is no number is refused as Discord refuses it.
    pub fn id(&self, at: usize) -> Result<Id, ApiError> {
        let text = self.word(at);
        text.parse()
            .map_err(|_| ApiError::field("id", "NUMBER_TYPE_COERCE", &format!("Value \"{text}\" is not snowflake.")))
    }

    /// The text at a place of the path.
    pub fn word(&self, at: usize) -> &str {
        self.params.get(at).map(String::as_str).unwrap_or_default()
    }

    /// A number of the query.
    pub fn number(&self, key: &str) -> Option<u64> {
        self.query.get(key)?.parse().ok()
    }
}

/// 200 with a body.
pub fn ok(body: Value) -> Reply {
    Ok((200, Some(body)))
}

/// 204.
pub fn nothing() -> Reply {
    Ok((204, None))
}

/// Answers any request under `/api/`.
pub async fn serve(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().trim_start_matches("/api/").to_owned();
    let found = routes::find(&parts.method, &path);
    let mut entry = Entry::new(&parts.method, &path, parts.uri.query(), shared.clock().now_ms());
    entry.route = found.as_ref().ok().map(|found| found.route.path);
    let fault = shared.faults().take(&parts.method, &path);
    if let Some(fault) = fault {
        if let Some(found) = found.ok().filter(|_| fault.carried_out) {
            drop(answer(&shared, found, &parts, body, &mut entry).await);
        }
        return fault_response(&shared, entry, fault).await;
    }
    let (reply, headers) = match found {
        Err(known) => (Err(if known { METHOD_NOT_ALLOWED } else { NOT_FOUND }.into()), Vec::new()),
        Ok(found) => answer(&shared, found, &parts, body, &mut entry).await,
    };
    entry.finish(&reply);
    shared.count_invalid(entry.status);
    shared.log().push(entry);
    let latency = shared.world().settings.latency;
    tokio::time::sleep(latency).await;
    respond(reply, headers)
}

type Answer = (Reply, Vec<(&'static str, String)>);

async fn answer(
    shared: &Shared,
    found: Found,
    parts: &axum::http::request::Parts,
    body: Body,
    entry: &mut Entry,
) -> Answer {
    if found.route.auth && !authorized(&parts.headers, shared.token()) {
        return (Err(UNAUTHORIZED.into()), Vec::new());
    }
    let verdict = shared.limits().take(found.route.path, &found.major, found.route.rate, found.route.auth);
    if let Some((retry_after, global)) = verdict.refused {
        let body = json!({ "message": "You are being rate limited.", "retry_after": retry_after, "global": global });
        return (Ok((429, Some(body))), verdict.headers);
    }
    let (json, files) = match body::read(&parts.headers, body).await {
        Ok(read) => read,
        Err(error) => return (Err(error), verdict.headers),
    };
    entry.json = json.clone();
    entry.files = files.iter().map(|file| (file.name.clone(), file.bytes.len())).collect();
    let query = body::query(parts.uri.query().unwrap_or_default());
    let call = Call { params: found.params, query, json, files, gateway_url: shared.gateway_url() };
    let handler: fn(&mut World, &Call) -> Reply = found.route.handler;
    (handler(&mut shared.world(), &call), verdict.headers)
}

fn authorized(headers: &HeaderMap, token: &str) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.strip_prefix("Bot ") == Some(token)
}

async fn fault_response(shared: &Shared, mut entry: Entry, fault: Fault) -> Response {
    if fault.delay_ms > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(fault.delay_ms)).await;
    }
    let body = json!({ "message": format!("{}: made up by the playground", fault.status), "code": 0 });
    entry.status = fault.status;
    shared.log().push(entry);
    if fault.status == 0 {
        // "Nothing": the answer never comes while the caller still waits.
        std::future::pending::<()>().await;
    }
    respond(Ok((fault.status, Some(body))), Vec::new())
}

fn respond(reply: Reply, headers: Vec<(&'static str, String)>) -> Response {
    let (status, body) = match reply {
        Ok(done) => done,
        Err(error) => (error.status, Some(error.body())),
    };
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match body {
        Some(body) => (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response(),
        None => status.into_response(),
    };
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}
