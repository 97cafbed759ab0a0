//! What Discord refuses in a form: lengths, kinds, counts. Called by `rest` before anything changes in `world`.

pub mod automod;
pub mod commands;
pub mod components;
pub mod embeds;
pub mod message;
pub mod modal;

use serde_json::Value;

use super::errors::FieldErrors;

/// Length as Discord counts it: code points.
pub fn length(text: &str) -> usize {
    text.chars().count()
}

/// An optional text field: absent and null are fine, anything else must be a string of `min..=max` characters.
pub fn text(errors: &mut FieldErrors, path: &str, value: Option<&Value>, min: usize, max: usize) {
    match value {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => {
            if !(min..=max).contains(&length(text)) {
                errors.length(path, min, max);
            }
        }
        Some(_) => errors.add(path, "STRING_TYPE_CONVERT", "Could not interpret value as string."),
    }
}

/// A text field that must be there.
pub fn required_text(errors: &mut FieldErrors, path: &str, value: Option<&Value>, min: usize, max: usize) {
    match value {
        None | Some(Value::Null) => errors.required(path),
        Some(Value::String(text)) if text.is_empty() && min > 0 => errors.required(path),
        value => text(errors, path, value, min, max),
    }
}

/// An optional whole number within `min..=max`.
pub fn number(errors: &mut FieldErrors, path: &str, value: Option<&Value>, min: i64, max: i64) {
    match value {
        None | Some(Value::Null) => {}
        Some(value) => match value.as_i64() {
            Some(number) if number < min => {
                errors.add(path, "NUMBER_TYPE_MIN", &format!("int value should be greater than or equal to {min}."))
            }
            Some(number) if number > max => {
                errors.add(path, "NUMBER_TYPE_MAX", &format!("int value should be less than or equal to {max}."));
            }
            Some(_) => {}
            None => errors.add(path, "NUMBER_TYPE_COERCE", "Value is not int."),
        },
    }
}

/// An optional true or false.
pub fn flag(errors: &mut FieldErrors, path: &str, value: Option<&Value>) {
    if !matches!(value, None | Some(Value::Null | Value::Bool(_))) {
        errors.add(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
    }
}

/// An optional list of at most `max` entries; a wrong kind is noted and read as empty.
pub fn list<'a>(errors: &mut FieldErrors, path: &str, value: Option<&'a Value>, min: usize, max: usize) -> &'a [Value] {
    match value {
        None | Some(Value::Null) => &[],
        Some(Value::Array(list)) => {
            if !(min..=max).contains(&list.len()) {
                let message = format!("Must be between {min} and {max} in length.");
                errors.add(path, "BASE_TYPE_BAD_LENGTH", &message);
            }
            list
        }
        Some(_) => {
            errors.add(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
            &[]
        }
    }
}

/// The id in a field that Discord gives as a string (and takes as a number too).
pub fn id(value: Option<&Value>) -> Option<u64> {
    match value? {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64(),
        _ => None,
    }
}
