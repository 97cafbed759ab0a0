//! Embeds: the lengths of every part, and 6,000 characters over all embeds of a message.

use serde_json::Value;

use super::{length, list, number, required_text, text};
use crate::playground::errors::FieldErrors;

/// Most characters in all embeds of one message together.
const TOTAL: usize = 6000;

/// Checks `embeds` of a message.
pub fn check(errors: &mut FieldErrors, value: Option<&Value>) {
    let embeds = list(errors, "embeds", value, 0, 10);
    let mut total = 0;
    for (index, embed) in embeds.iter().enumerate() {
        let path = format!("embeds.{index}");
        if embed.is_object() {
            one(errors, &path, embed);
            total += size(embed);
        } else {
            errors.add(&path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
        }
    }
    if total > TOTAL {
        errors.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000");
    }
}

fn one(errors: &mut FieldErrors, path: &str, embed: &Value) {
    text(errors, &format!("{path}.title"), embed.get("title"), 0, 256);
    text(errors, &format!("{path}.description"), embed.get("description"), 0, 4096);
    number(errors, &format!("{path}.color"), embed.get("color"), 0, 0xFF_FFFF);
    if let Some(footer) = present(embed, "footer") {
        required_text(errors, &format!("{path}.footer.text"), footer.get("text"), 1, 2048);
        web_address(errors, &format!("{path}.footer.icon_url"), footer.get("icon_url"), true);
    }
    if let Some(author) = present(embed, "author") {
        required_text(errors, &format!("{path}.author.name"), author.get("name"), 1, 256);
        web_address(errors, &format!("{path}.author.url"), author.get("url"), false);
        web_address(errors, &format!("{path}.author.icon_url"), author.get("icon_url"), true);
    }
    web_address(errors, &format!("{path}.url"), embed.get("url"), false);
    for key in ["image", "thumbnail"] {
        if let Some(media) = present(embed, key) {
            web_address(errors, &format!("{path}.{key}.url"), media.get("url"), true);
        }
    }
    fields(errors, path, embed);
    timestamp(errors, path, embed);
    if is_empty(embed) {
        errors.required(&format!("{path}.description"));
    }
}

fn fields(errors: &mut FieldErrors, path: &str, embed: &Value) {
    let list = list(errors, &format!("{path}.fields"), embed.get("fields"), 0, 25);
    for (index, field) in list.iter().enumerate() {
        required_text(errors, &format!("{path}.fields.{index}.name"), field.get("name"), 1, 256);
        required_text(errors, &format!("{path}.fields.{index}.value"), field.get("value"), 1, 1024);
    }
}

fn timestamp(errors: &mut FieldErrors, path: &str, embed: &Value) {
    let Some(time) = present(embed, "timestamp") else { return };
    let looks_right = time.as_str().is_some_and(|time| {
        let bytes = time.as_bytes();
        bytes.len() >= 10
            && bytes.iter().take(10).enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    });
    if !looks_right {
        let path = format!("{path}.timestamp");
        errors.add(&path, "DATE_TIME_TYPE_PARSE", "Could not parse value. Should be ISO8601.");
    }
}

fn web_address(errors: &mut FieldErrors, path: &str, value: Option<&Value>, attachment: bool) {
    let Some(address) = value.and_then(Value::as_str).filter(|address| !address.is_empty()) else { return };
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    match scheme {
        Some("http" | "https") => {}
        Some("attachment") if attachment => {}
        Some(other) => {
            let message = format!("Scheme \"{other}\" is not supported. Scheme must be one of ('http', 'https').");
            errors.add(path, "URL_TYPE_INVALID_SCHEME", &message);
        }
        None => errors.add(path, "URL_TYPE_INVALID_URL", "Not a well formed URL."),
    }
}

fn is_empty(embed: &Value) -> bool {
    let keys = ["title", "description", "fields", "image", "thumbnail", "footer", "author", "video"];
    keys.iter().all(|key| match embed.get(*key) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) => text.trim().is_empty(),
        Some(Value::Array(list)) => list.is_empty(),
        Some(_) => false,
    })
}

/// Title, description, field names and values, footer and author name count towards the total.
fn size(embed: &Value) -> usize {
    let of = |value: Option<&Value>| value.and_then(Value::as_str).map_or(0, length);
    let fields = embed
        .get("fields")
        .and_then(Value::as_array)
        .map_or(0, |fields| fields.iter().map(|field| of(field.get("name")) + of(field.get("value"))).sum());
    of(embed.get("title"))
        + of(embed.get("description"))
        + of(embed.pointer("/footer/text"))
        + of(embed.pointer("/author/name"))
        + fields
}

fn present<'a>(object: &'a Value, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn errors_of(embeds: Value) -> Option<Value> {
        let mut errors = FieldErrors::default();
        check(&mut errors, Some(&embeds));
        errors.finish().err().and_then(|error| error.errors)
    }

    #[test]
    fn a_full_embed_passes() {
        let embed = json!([{ "title": "t", "image": { "url": "attachment://a.png" }, "color": 1,
            "fields": [{ "name": "n", "value": "v" }], "timestamp": "2026-01-01T00:00:00Z" }]);
        assert_eq!(errors_of(embed), None);
    }

    #[test]
    fn a_long_title_is_refused() {
        let errors = errors_of(json!([{ "title": "x".repeat(257) }])).unwrap();
        assert_eq!(errors.pointer("/embeds/0/title/_errors/0/code"), Some(&json!("BASE_TYPE_MAX_LENGTH")));
    }

    #[test]
    fn all_embeds_together_hold_6000_characters() {
        let errors = errors_of(json!([{ "description": "x".repeat(4000) }, { "description": "x".repeat(2001) }]));
        let code = errors.as_ref().and_then(|errors| errors.pointer("/embeds/_errors/0/code"));
        assert_eq!(code, Some(&json!("MAX_EMBED_SIZE_EXCEEDED")));
    }

    #[test]
    fn an_empty_embed_is_refused() {
        assert!(errors_of(json!([{ "color": 3 }])).is_some());
    }
}
