//! Reading what Discord answers (limits, pauses) and writing the few answers the funnel gives itself.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};
use tokio::time::Instant;
use twilight_http_ratelimiting::RateLimitHeaders;

/// No limit of Discord's lasts longer; anything above is taken for this.
const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// An error's body is a few hundred bytes.
const ERROR_BODY_LIMIT: usize = 64 * 1024;

/// What a 429 asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// How long.
    pub wait: Duration,
    /// Whether it is for the bot as a whole.
    pub global: bool,
    /// Whether Discord counts it as an invalid request: not when the limit is shared with others.
    pub counts_as_invalid: bool,
}

/// Reads a 429 and gives it back whole. `None` for any other answer.
pub async fn pause_of(answer: Response<Body>) -> (Response<Body>, Option<Pause>) {
    if answer.status() != StatusCode::TOO_MANY_REQUESTS {
        return (answer, None);
    }
    let (parts, body) = answer.into_parts();
    let body = to_bytes(body, ERROR_BODY_LIMIT).await.unwrap_or_default();
    let pause = pause(&parts.headers, &body);
    (Response::from_parts(parts, Body::from(body)), Some(pause))
}

fn pause(headers: &HeaderMap, body: &Bytes) -> Pause {
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let field = |name: &str| json.as_ref().and_then(|json| json.get(name));
    let seconds = field("retry_after").and_then(Value::as_f64).or_else(|| number(headers, RETRY_AFTER.as_str()));
    let scope = text(headers, RateLimitHeaders::SCOPE);
    // An answer that is not JSON is not Discord's own but that of the guard before it, which shuts out addresses.
    let global = scope == Some("global")
        || text(headers, "x-ratelimit-global") == Some("true")
        || field("global").map_or(json.is_none(), |global| global == &Value::Bool(true));
    Pause { wait: seconds.map_or(Duration::from_secs(1), duration), global, counts_as_invalid: scope != Some("shared") }
}

/// The limit that an answer tells about its bucket; `None` if it tells none. A 429 empties the bucket for as long as
/// it asks to wait.
pub fn limit_of(headers: &HeaderMap, pause: Option<Pause>) -> Option<RateLimitHeaders> {
    let bucket = headers.get(RateLimitHeaders::BUCKET)?.as_bytes().to_vec();
    if let Some(pause) = pause.filter(|pause| !pause.global) {
        return Some(RateLimitHeaders { bucket, limit: 0, remaining: 0, reset_at: in_future(pause.wait) });
    }
    let limit = count(headers, RateLimitHeaders::LIMIT)?;
    let remaining = count(headers, RateLimitHeaders::REMAINING)?;
    let reset_after = duration(number(headers, RateLimitHeaders::RESET_AFTER)?);
    Some(RateLimitHeaders { bucket, limit, remaining, reset_at: in_future(reset_after) })
}

fn in_future(wait: Duration) -> std::time::Instant {
    (Instant::now() + wait).into_std()
}

fn duration(seconds: f64) -> Duration {
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).unwrap_or(LONGEST).min(LONGEST) } else { Duration::ZERO }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    text(headers, name)?.trim().parse().ok()
}

fn count(headers: &HeaderMap, name: &str) -> Option<u16> {
    let count: u64 = text(headers, name)?.trim().parse().ok()?;
    Some(u16::try_from(count).unwrap_or(u16::MAX))
}

/// An answer of the funnel itself, in the form of Discord's errors.
pub fn own(status: StatusCode, message: &str) -> Response<Body> {
    written(status, &json!({ "code": 0, "message": message }))
}

/// The answer to a request that would have to wait longer than anyone listens.
pub fn too_long(wait: Duration) -> Response<Body> {
    let message = "the request would wait too long for its rate limit";
    let body = json!({ "code": 0, "message": message, "retry_after": wait.as_secs_f64(), "global": false });
    written(StatusCode::TOO_MANY_REQUESTS, &body)
}

fn written(status: StatusCode, body: &Value) -> Response<Body> {
    let mut answer = Response::new(Body::from(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(CONTENT_TYPE, axum::http::HeaderValue::from_static("application/json"));
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (axum::http::HeaderName::from_static(name), axum::http::HeaderValue::from_static(value))
            })
            .collect()
    }

    #[test]
    fn a_pause_is_read_from_the_body_to_the_millisecond() {
        let pause = pause(&headers(&[("retry-after", "2")]), &Bytes::from(r#"{"retry_after":1.337,"global":false}"#));
        assert_eq!(pause, Pause { wait: Duration::from_millis(1_337), global: false, counts_as_invalid: true });
    }

    #[test]
    fn a_page_of_the_guard_before_discord_stops_everything() {
        let pause = pause(&headers(&[("retry-after", "60")]), &Bytes::from("<html>"));
        assert_eq!(pause, Pause { wait: Duration::from_secs(60), global: true, counts_as_invalid: true });
    }

    #[test]
    fn a_shared_limit_is_not_held_against_the_bot() {
        let pause =
            pause(&headers(&[("x-ratelimit-scope", "shared")]), &Bytes::from(r#"{"retry_after":1,"global":false}"#));
        assert!(!pause.counts_as_invalid);
    }

    #[test]
    fn nonsense_in_headers_neither_panics_nor_waits_for_ever() {
        for value in ["NaN", "-5", "1e300", "inf", "soon"] {
            let odd = headers(&[
                ("x-ratelimit-bucket", "b"),
                ("x-ratelimit-limit", "99999999"),
                ("x-ratelimit-remaining", "1"),
                ("x-ratelimit-reset-after", value),
            ]);
            let latest = (Instant::now() + LONGEST + Duration::from_secs(1)).into_std();
            assert!(limit_of(&odd, None).is_none_or(|limit| limit.reset_at <= latest), "{value}");
        }
    }

    #[test]
    fn an_answer_without_a_bucket_tells_no_limit() {
        assert_eq!(limit_of(&headers(&[("x-ratelimit-limit", "5")]), None), None);
    }
}
