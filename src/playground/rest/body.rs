//! Bodies: JSON, or a form with `payload_json` and `files[n]`.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::playground::errors::{ApiError, ENTITY_TOO_LARGE, INVALID_JSON};
use crate::playground::world::files::{Upload, content_type};

/// Largest request, as Discord has it for bots.
pub const LARGEST: usize = 25 * 1024 * 1024;

/// The JSON and the files of a body.
pub async fn read(headers: &HeaderMap, body: Body) -> Result<(Value, Vec<Upload>), ApiError> {
    let bytes = to_bytes(body, LARGEST).await.map_err(|_| ENTITY_TOO_LARGE)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Ok((json_of(&bytes)?, Vec::new()));
    }
    let mut request = Request::new(Body::from(bytes));
    if let Some(kind) = headers.get(header::CONTENT_TYPE) {
        request.headers_mut().insert(header::CONTENT_TYPE, kind.clone());
    }
    let form = Multipart::from_request(request, &()).await.map_err(|_| INVALID_JSON)?;
    read_form(form).await
}

async fn read_form(mut form: Multipart) -> Result<(Value, Vec<Upload>), ApiError> {
    let (mut json, mut files) = (Value::Null, Vec::new());
    while let Some(field) = form.next_field().await.map_err(|_| INVALID_JSON)? {
        let name = field.name().unwrap_or_default().to_owned();
        let file = field.file_name().map(str::to_owned);
        let kind = field.content_type().map(str::to_owned);
        let bytes = field.bytes().await.map_err(|_| INVALID_JSON)?;
        match file {
            None if name == "payload_json" => json = json_of(&bytes)?,
            None => {}
            Some(file) => {
                let guess = content_type(&file);
                let told = kind.filter(|kind| kind != "application/octet-stream");
                files.push(Upload {
                    number: number(&name).unwrap_or(files.len() as u64),
                    content_type: told.unwrap_or_else(|| guess.to_owned()),
                    name: file,
                    bytes: Arc::from(&bytes[..]),
                });
            }
        }
    }
    Ok((json, files))
}

fn json_of(bytes: &[u8]) -> Result<Value, ApiError> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_slice(bytes).map_err(|_| INVALID_JSON.into())
}

/// The 3 of `files[3]`.
fn number(name: &str) -> Option<u64> {
    name.strip_prefix("files[")?.strip_suffix(']')?.parse().ok()
}

/// Keys and values of a query.
pub fn query(text: &str) -> HashMap<String, String> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect()
}

/// Undoes percent-encoding; what is not valid stays as it is.
pub fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, hex.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            (b'+', _) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_are_undone() {
        assert_eq!(decode("%F0%9F%91%8D+a%2Fb%"), "👍 a/b%");
    }

    #[test]
    fn files_tell_their_number() {
        assert_eq!(number("files[3]"), Some(3));
        assert_eq!(number("file"), None);
    }
}
