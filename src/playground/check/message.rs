//! The body of a message as it is created or edited.

use serde_json::Value;

use super::{components, embeds, flag, id, list, number, text};
use crate::playground::errors::{ApiError, EMPTY_MESSAGE, FieldErrors};

/// Most characters of a message's text.
pub const CONTENT: usize = 2000;
/// Most characters of a nonce.
const NONCE: usize = 25;

/// Checks the body of a create or an edit; `files` is how many files came with it.
pub fn check(body: &Value, files: usize) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    text(&mut errors, "content", body.get("content"), 0, CONTENT);
    embeds::check(&mut errors, body.get("embeds"));
    components::check(&mut errors, body.get("components"));
    nonce(&mut errors, body.get("nonce"));
    flag(&mut errors, "tts", body.get("tts"));
    flag(&mut errors, "enforce_nonce", body.get("enforce_nonce"));
    number(&mut errors, "flags", body.get("flags"), 0, i64::MAX);
    attachments(&mut errors, body, files);
    mentions(&mut errors, body.get("allowed_mentions"));
    errors.finish()
}

/// A new message must show something.
pub fn not_empty(body: &Value, files: usize) -> Result<(), ApiError> {
    let has_text = body.get("content").and_then(Value::as_str).is_some_and(|content| !content.trim().is_empty());
    let has = |key: &str| body.get(key).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let shows = has_text || files > 0 || has("embeds") || has("components") || has("sticker_ids") || has("attachments");
    if shows { Ok(()) } else { Err(EMPTY_MESSAGE.into()) }
}

fn nonce(errors: &mut FieldErrors, value: Option<&Value>) {
    match value {
        Some(Value::Number(number)) if number.as_i64().is_some() => {}
        value => text(errors, "nonce", value, 0, NONCE),
    }
}

fn attachments(errors: &mut FieldErrors, body: &Value, files: usize) {
    if files > 10 {
        errors.add("files", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.");
    }
    for (index, attachment) in list(errors, "attachments", body.get("attachments"), 0, 10).iter().enumerate() {
        let path = format!("attachments.{index}");
        text(errors, &format!("{path}.description"), attachment.get("description"), 0, 1024);
        text(errors, &format!("{path}.filename"), attachment.get("filename"), 0, 1024);
        if id(attachment.get("id")).is_none() {
            errors.required(&format!("{path}.id"));
        }
    }
}

fn mentions(errors: &mut FieldErrors, value: Option<&Value>) {
    let Some(allowed) = value.filter(|value| !value.is_null()) else { return };
    let parse = list(errors, "allowed_mentions.parse", allowed.get("parse"), 0, 3);
    for (index, kind) in parse.iter().enumerate() {
        if !matches!(kind.as_str(), Some("users" | "roles" | "everyone")) {
            errors.choices(&format!("allowed_mentions.parse.{index}"), "'everyone', 'roles', 'users'");
        }
    }
    for key in ["users", "roles"] {
        let named = list(errors, &format!("allowed_mentions.{key}"), allowed.get(key), 0, 100);
        if !named.is_empty() && parse.iter().any(|kind| kind.as_str() == Some(key)) {
            let message = format!("parse:[\"{key}\"] and {key}: [ids...] are mutually exclusive.");
            errors.add("allowed_mentions", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", &message);
        }
    }
    flag(errors, "allowed_mentions.replied_user", allowed.get("replied_user"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code_at(body: &Value, path: &str) -> Option<String> {
        let errors = check(body, 0).err()?.errors?;
        errors.pointer(&format!("/{path}/_errors/0/code")).and_then(Value::as_str).map(str::to_owned)
    }

    #[test]
    fn two_thousand_characters_pass_whatever_their_bytes() {
        assert!(check(&json!({ "content": "é".repeat(2000) }), 0).is_ok());
    }

    #[test]
    fn two_thousand_and_one_are_refused() {
        assert_eq!(
            code_at(&json!({ "content": "x".repeat(2001) }), "content").as_deref(),
            Some("BASE_TYPE_MAX_LENGTH")
        );
    }

    #[test]
    fn a_nonce_of_26_characters_is_refused() {
        assert_eq!(code_at(&json!({ "nonce": "x".repeat(26) }), "nonce").as_deref(), Some("BASE_TYPE_MAX_LENGTH"));
    }

    #[test]
    fn parse_and_a_list_exclude_each_other() {
        let body = json!({ "allowed_mentions": { "parse": ["users"], "users": ["1"] } });
        assert!(code_at(&body, "allowed_mentions").is_some());
    }

    #[test]
    fn a_blank_message_is_empty() {
        assert_eq!(not_empty(&json!({ "content": " \n" }), 0).unwrap_err().code, 50006);
    }
}
