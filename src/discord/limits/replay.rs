//! Whether a request may be sent a second time when nobody knows if the first one was carried out.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, Method, Request};
use serde_json::Value;

/// Whether sending it twice does the same as sending it once: GET, PUT and DELETE by their meaning, POST only with an
/// enforced nonce, for which Discord returns the first message instead of making a second.
pub async fn is_harmless(method: &Method, content_type: Option<&HeaderValue>, body: &Bytes) -> bool {
    match *method {
        Method::GET | Method::PUT | Method::DELETE => true,
        Method::POST => match payload(content_type, body).await {
            Some(payload) => has_enforced_nonce(&payload),
            None => false,
        },
        _ => false,
    }
}

fn has_enforced_nonce(payload: &Value) -> bool {
    let has_nonce = match payload.get("nonce") {
        Some(Value::String(nonce)) => !nonce.is_empty(),
        Some(Value::Number(_)) => true,
        _ => false,
    };
    has_nonce && payload.get("enforce_nonce") == Some(&Value::Bool(true))
}

/// The JSON of a request: its body, or the part `payload_json` of a multipart form.
async fn payload(content_type: Option<&HeaderValue>, body: &Bytes) -> Option<Value> {
    let content_type = content_type?;
    if !content_type.to_str().ok()?.starts_with("multipart/form-data") {
        return serde_json::from_slice(body).ok();
    }
    let request = Request::post("/").header(CONTENT_TYPE, content_type).body(Body::from(body.clone())).ok()?;
    let mut form = Multipart::from_request(request, &()).await.ok()?;
    while let Ok(Some(part)) = form.next_field().await {
        if part.name() == Some("payload_json") {
            return serde_json::from_slice(&part.bytes().await.ok()?).ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn harmless(method: Method, content_type: &str, body: &str) -> bool {
        let content_type = HeaderValue::from_str(content_type).expect("a header");
        is_harmless(&method, Some(&content_type), &Bytes::from(body.to_owned())).await
    }

    #[tokio::test]
    async fn reading_replacing_and_deleting_are_harmless_and_editing_is_not() {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            assert!(is_harmless(&method, None, &Bytes::new()).await);
        }
        assert!(!harmless(Method::PATCH, "application/json", r#"{"content":"go"}"#).await);
    }

    #[tokio::test]
    async fn a_post_needs_a_nonce_and_its_enforcement() {
        for (body, expected) in [
            (r#"{"nonce":"12:3","enforce_nonce":true}"#, true),
            (r#"{"nonce":12,"enforce_nonce":true}"#, true),
            (r#"{"nonce":"12:3","enforce_nonce":false}"#, false),
            (r#"{"nonce":"","enforce_nonce":true}"#, false),
            (r#"{"enforce_nonce":true}"#, false),
            ("not json", false),
        ] {
            assert_eq!(harmless(Method::POST, "application/json", body).await, expected, "{body}");
        }
    }

    #[tokio::test]
    async fn the_nonce_is_found_in_a_form_with_files() {
        let form = |json: &str| {
            format!(
                "--b\r\nContent-Disposition: form-data; name=\"files[0]\"; filename=\"a.gif\"\r\n\r\nGIF\r\n\
                 --b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n\r\n{json}\r\n--b--\r\n"
            )
        };
        let kind = "multipart/form-data; boundary=b";
        assert!(harmless(Method::POST, kind, &form(r#"{"nonce":"1","enforce_nonce":true}"#)).await);
        assert!(!harmless(Method::POST, kind, &form(r#"{"nonce":"1"}"#)).await);
    }
}
