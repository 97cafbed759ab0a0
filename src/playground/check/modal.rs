//! The form that answers an interaction with type 9.

use serde_json::Value;

use super::components::{kind, select};
use super::{flag, list, number, required_text, text};
use crate::playground::errors::{ApiError, FieldErrors};

const ROW: i64 = 1;
const TEXT_INPUT: i64 = 4;
const TEXT_DISPLAY: i64 = 10;
const LABEL: i64 = 18;

/// Checks a modal's `data`.
pub fn check(data: &Value) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    required_text(&mut errors, "data.title", data.get("title"), 1, 45);
    required_text(&mut errors, "data.custom_id", data.get("custom_id"), 1, 100);
    if data.get("components").is_none() {
        errors.required("data.components");
    }
    for (index, part) in list(&mut errors, "data.components", data.get("components"), 1, 5).iter().enumerate() {
        let path = format!("data.components.{index}");
        match kind(part) {
            Some(ROW) => row(&mut errors, &path, part),
            Some(LABEL) => label(&mut errors, &path, part),
            Some(TEXT_DISPLAY) => required_text(&mut errors, &format!("{path}.content"), part.get("content"), 1, 4000),
            _ => errors.add(
                &format!("{path}.type"),
                "UNION_TYPE_CHOICES",
                "Value of field \"type\" must be one of (1, 10, 18).",
            ),
        }
    }
    errors.finish()
}

fn row(errors: &mut FieldErrors, path: &str, row: &Value) {
    let path = format!("{path}.components");
    for (index, part) in list(errors, &path, row.get("components"), 1, 1).iter().enumerate() {
        let path = format!("{path}.{index}");
        if kind(part) == Some(TEXT_INPUT) {
            required_text(errors, &format!("{path}.label"), part.get("label"), 1, 45);
            text_input(errors, &path, part);
        } else {
            errors.add(&format!("{path}.type"), "UNION_TYPE_CHOICES", "Value of field \"type\" must be one of (4,).");
        }
    }
}

fn label(errors: &mut FieldErrors, path: &str, label: &Value) {
    required_text(errors, &format!("{path}.label"), label.get("label"), 1, 45);
    text(errors, &format!("{path}.description"), label.get("description"), 0, 100);
    let path = format!("{path}.component");
    let Some(part) = label.get("component") else { return errors.required(&path) };
    match kind(part) {
        Some(TEXT_INPUT) => text_input(errors, &path, part),
        Some(3 | 5..=8) => select(errors, &path, part),
        Some(19 | 21..=23) => required_text(errors, &format!("{path}.custom_id"), part.get("custom_id"), 1, 100),
        _ => errors.add(&format!("{path}.type"), "UNION_TYPE_CHOICES", "Unsupported component type in a label."),
    }
}

fn text_input(errors: &mut FieldErrors, path: &str, part: &Value) {
    required_text(errors, &format!("{path}.custom_id"), part.get("custom_id"), 1, 100);
    if !matches!(part.get("style").and_then(Value::as_i64), Some(1 | 2)) {
        errors.choices(&format!("{path}.style"), "1, 2");
    }
    number(errors, &format!("{path}.min_length"), part.get("min_length"), 0, 4000);
    number(errors, &format!("{path}.max_length"), part.get("max_length"), 1, 4000);
    text(errors, &format!("{path}.placeholder"), part.get("placeholder"), 0, 100);
    text(errors, &format!("{path}.value"), part.get("value"), 0, 4000);
    flag(errors, &format!("{path}.required"), part.get("required"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn modal(title: &str) -> Value {
        json!({ "title": title, "custom_id": "m", "components": [{ "type": 1, "components": [
            { "type": 4, "custom_id": "t", "style": 1, "label": "How long?" }] }] })
    }

    #[test]
    fn a_row_with_a_text_input_passes() {
        assert!(check(&modal("Your routine")).is_ok());
    }

    #[test]
    fn a_title_of_46_characters_is_refused() {
        assert_eq!(check(&modal(&"x".repeat(46))).unwrap_err().code, 50035);
    }
}
