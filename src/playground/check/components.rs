//! Rows of buttons and select menus under a message.

use serde_json::Value;

use super::{list, number, required_text, text};
use crate::playground::errors::FieldErrors;

const ROW: i64 = 1;
const BUTTON: i64 = 2;
const STRING_SELECT: i64 = 3;

/// Checks `components` of a message.
pub fn check(errors: &mut FieldErrors, value: Option<&Value>) {
    let rows = list(errors, "components", value, 0, 5);
    let mut seen = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let path = format!("components.{index}");
        if kind(row) == Some(ROW) {
            check_row(errors, &path, row, &mut seen);
        } else {
            errors.add(&format!("{path}.type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (1,).");
        }
    }
}

fn check_row<'a>(errors: &mut FieldErrors, path: &str, row: &'a Value, seen: &mut Vec<&'a str>) {
    let path = format!("{path}.components");
    let parts = list(errors, &path, row.get("components"), 1, 5);
    if row.get("components").is_none() {
        errors.required(&path);
    }
    for (index, part) in parts.iter().enumerate() {
        let path = format!("{path}.{index}");
        match kind(part) {
            Some(BUTTON) => button(errors, &path, part),
            Some(STRING_SELECT | 5..=8) => {
                select(errors, &path, part);
                if parts.len() > 1 {
                    errors.add(
                        &path,
                        "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                        "The specified component exceeds the maximum width",
                    );
                }
            }
            _ => errors.add(
                &format!("{path}.type"),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (2, 3, 5, 6, 7, 8).",
            ),
        }
        unique(errors, &path, part, seen);
    }
}

fn unique<'a>(errors: &mut FieldErrors, path: &str, part: &'a Value, seen: &mut Vec<&'a str>) {
    let Some(id) = part.get("custom_id").and_then(Value::as_str) else { return };
    if seen.contains(&id) {
        let path = format!("{path}.custom_id");
        errors.add(&path, "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated");
    }
    seen.push(id);
}

fn button(errors: &mut FieldErrors, path: &str, part: &Value) {
    text(errors, &format!("{path}.label"), part.get("label"), 0, 80);
    let style = part.get("style").and_then(Value::as_i64);
    match style {
        Some(1..=4) => required_text(errors, &format!("{path}.custom_id"), part.get("custom_id"), 1, 100),
        Some(5) => {
            required_text(errors, &format!("{path}.url"), part.get("url"), 1, 512);
            if part.get("custom_id").is_some_and(|id| !id.is_null()) {
                let message = "A custom id and url cannot both be specified";
                errors.add(&format!("{path}.custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message);
            }
        }
        Some(6) => {}
        _ => errors.choices(&format!("{path}.style"), "1, 2, 3, 4, 5, 6"),
    }
    let blank = |key: &str| part.get(key).is_none_or(|value| value.is_null() || value.as_str() == Some(""));
    if style != Some(6) && blank("label") && blank("emoji") {
        errors.add(path, "BUTTON_COMPONENT_INVALID_LABEL_OR_EMOJI", "A label or emoji must be specified");
    }
    emoji(errors, path, part);
}

/// Checks a select menu; also used by modals.
pub fn select(errors: &mut FieldErrors, path: &str, part: &Value) {
    required_text(errors, &format!("{path}.custom_id"), part.get("custom_id"), 1, 100);
    text(errors, &format!("{path}.placeholder"), part.get("placeholder"), 0, 150);
    number(errors, &format!("{path}.min_values"), part.get("min_values"), 0, 25);
    number(errors, &format!("{path}.max_values"), part.get("max_values"), 1, 25);
    if kind(part) == Some(STRING_SELECT) {
        options(errors, &format!("{path}.options"), part);
    }
}

fn options(errors: &mut FieldErrors, path: &str, part: &Value) {
    if part.get("options").is_none() {
        errors.required(path);
    }
    let options = list(errors, path, part.get("options"), 1, 25);
    let mut seen = Vec::new();
    for (index, option) in options.iter().enumerate() {
        let path = format!("{path}.{index}");
        required_text(errors, &format!("{path}.label"), option.get("label"), 1, 100);
        required_text(errors, &format!("{path}.value"), option.get("value"), 1, 100);
        text(errors, &format!("{path}.description"), option.get("description"), 0, 100);
        emoji(errors, &path, option);
        let value = option.get("value").and_then(Value::as_str).unwrap_or_default();
        if seen.contains(&value) {
            let message = "The specified option value is already used";
            errors.add(&format!("{path}.value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message);
        }
        seen.push(value);
    }
    if part.get("max_values").and_then(Value::as_u64).is_some_and(|most| most > options.len() as u64) {
        let message = "The specified maximum number of values exceeds the number of options";
        errors.add(&path.replace(".options", ".max_values"), "SELECT_COMPONENT_MAX_VALUES_INVALID", message);
    }
}

fn emoji(errors: &mut FieldErrors, path: &str, part: &Value) {
    let Some(emoji) = part.get("emoji").filter(|emoji| !emoji.is_null()) else { return };
    let custom = emoji.get("id").is_some_and(|id| !id.is_null());
    let name = emoji.get("name").and_then(Value::as_str).unwrap_or_default();
    if !custom && (name.is_empty() || name.chars().any(|letter| letter.is_ascii_alphabetic())) {
        errors.add(&format!("{path}.emoji.name"), "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji");
    }
}

/// A component's `type`.
pub fn kind(component: &Value) -> Option<i64> {
    component.get("type").and_then(Value::as_i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn first_code(rows: Value, path: &str) -> Option<String> {
        let mut errors = FieldErrors::default();
        check(&mut errors, Some(&rows));
        let errors = errors.finish().err()?.errors?;
        errors.pointer(&format!("{path}/_errors/0/code")).and_then(Value::as_str).map(str::to_owned)
    }

    fn row(buttons: usize) -> Value {
        let parts: Vec<Value> = (0..buttons)
            .map(|n| json!({ "type": 2, "style": 1, "label": "go", "custom_id": format!("b{n}") }))
            .collect();
        json!({ "type": 1, "components": parts })
    }

    #[test]
    fn five_buttons_in_a_row_pass() {
        assert_eq!(first_code(json!([row(5)]), ""), None);
    }

    #[test]
    fn six_buttons_in_a_row_are_refused() {
        assert_eq!(first_code(json!([row(6)]), "/components/0/components").as_deref(), Some("BASE_TYPE_BAD_LENGTH"));
    }

    #[test]
    fn two_rows_may_not_share_a_custom_id() {
        let code = first_code(json!([row(1), row(1)]), "/components/1/components/0/custom_id");
        assert_eq!(code.as_deref(), Some("COMPONENT_CUSTOM_ID_DUPLICATED"));
    }

    #[test]
    fn a_custom_id_of_101_characters_is_refused() {
        let rows = json!([{ "type": 1, "components": [{ "type": 2, "style": 1, "label": "x", "custom_id": "x".repeat(101) }] }]);
        let code = first_code(rows, "/components/0/components/0/custom_id");
        assert_eq!(code.as_deref(), Some("BASE_TYPE_BAD_LENGTH"));
    }
}
