//! Application commands as they are registered: names, descriptions, options, counts.

use serde_json::Value;

use super::{flag, length, list, required_text, text};
use crate::playground::errors::{ApiError, FieldErrors};

const LOCALES: &str = "id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja zh-TW ko";
const SUB_COMMAND: i64 = 1;
const SUB_COMMAND_GROUP: i64 = 2;
/// Most characters of a command's names, descriptions and values together.
const COMMAND_SIZE: usize = 8000;

/// Checks a whole list, as bulk overwrite takes it.
pub fn check_all(commands: &Value) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    let Some(list) = commands.as_array() else {
        return Err(ApiError::field("_", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType"));
    };
    let mut seen = Vec::new();
    let mut counts = [0usize; 4];
    for (index, command) in list.iter().enumerate() {
        one(&mut errors, &index.to_string(), command);
        let key = (kind(command), command.get("name").and_then(Value::as_str).unwrap_or_default());
        if seen.contains(&key) {
            let message = "Application command names must be unique";
            errors.add(&format!("{index}.name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", message);
        }
        seen.push(key);
        if let Some(count) = usize::try_from(key.0).ok().and_then(|kind| counts.get_mut(kind)) {
            *count += 1;
        }
    }
    let [_, chat, user, message] = counts;
    if chat > 100 || user > 15 || message > 15 {
        errors.add("_", "BASE_TYPE_MAX_LENGTH", "Maximum number of application commands reached");
    }
    errors.finish()
}

/// Checks one command, as create takes it.
pub fn check_one(command: &Value) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    one(&mut errors, "", command);
    errors.finish()
}

fn one(errors: &mut FieldErrors, at: &str, command: &Value) {
    let path = |key: &str| join(at, key);
    required_text(errors, &path("name"), command.get("name"), 1, 32);
    let name = command.get("name").and_then(Value::as_str).unwrap_or_default();
    match kind(command) {
        1 => {
            if !valid_name(name) {
                errors.add(&path("name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
            }
            required_text(errors, &path("description"), command.get("description"), 1, 100);
        }
        2 | 3 => text(errors, &path("description"), command.get("description"), 0, 0),
        _ => errors.choices(&path("type"), "1, 2, 3, 4"),
    }
    localizations(errors, at, command, "name_localizations", 32);
    localizations(errors, at, command, "description_localizations", 100);
    flag(errors, &path("nsfw"), command.get("nsfw"));
    permissions(errors, &path("default_member_permissions"), command.get("default_member_permissions"));
    options(errors, &path("options"), command, 0);
    if size(command) > COMMAND_SIZE {
        errors.add(&path("name"), "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)");
    }
}

fn permissions(errors: &mut FieldErrors, path: &str, value: Option<&Value>) {
    let Some(value) = value.filter(|value| !value.is_null()) else { return };
    if super::id(Some(value)).is_none() {
        errors.add(path, "NUMBER_TYPE_COERCE", "Value is not a permission bit set.");
    }
}

fn options(errors: &mut FieldErrors, path: &str, owner: &Value, depth: usize) {
    let options = list(errors, path, owner.get("options"), 0, 25);
    let mut names = Vec::new();
    let mut optional_seen = false;
    for (index, option) in options.iter().enumerate() {
        let at = format!("{path}.{index}");
        option_itself(errors, &at, option, depth);
        let name = option.get("name").and_then(Value::as_str).unwrap_or_default();
        if names.contains(&name) {
            let message = "Option names must be unique";
            errors.add(&format!("{at}.name"), "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message);
        }
        names.push(name);
        let required = option.get("required").and_then(Value::as_bool).unwrap_or(false);
        if required && optional_seen {
            let message = "Required options must be placed before non-required options";
            errors.add(&at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message);
        }
        optional_seen |= !required && !is_branch(option);
    }
    let branches = options.iter().filter(|option| is_branch(option)).count();
    if branches != 0 && branches != options.len() {
        let message = "Sub-command and sub-command group option types are mutually exclusive to all other types";
        errors.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message);
    }
}

fn option_itself(errors: &mut FieldErrors, at: &str, option: &Value, depth: usize) {
    required_text(errors, &join(at, "name"), option.get("name"), 1, 32);
    if !valid_name(option.get("name").and_then(Value::as_str).unwrap_or_default()) {
        errors.add(&join(at, "name"), "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
    }
    required_text(errors, &join(at, "description"), option.get("description"), 1, 100);
    localizations(errors, at, option, "name_localizations", 32);
    localizations(errors, at, option, "description_localizations", 100);
    let of = option.get("type").and_then(Value::as_i64);
    match of {
        Some(SUB_COMMAND) if depth < 2 => options(errors, &join(at, "options"), option, 2),
        Some(SUB_COMMAND_GROUP) if depth == 0 => options(errors, &join(at, "options"), option, 1),
        Some(3..=11) => {}
        _ => errors.choices(&join(at, "type"), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"),
    }
    choices(errors, at, option);
}

fn choices(errors: &mut FieldErrors, at: &str, option: &Value) {
    let choices = list(errors, &join(at, "choices"), option.get("choices"), 0, 25);
    let autocomplete = option.get("autocomplete").and_then(Value::as_bool).unwrap_or(false);
    if autocomplete && !choices.is_empty() {
        let message = "Autocomplete options may not have choices";
        errors.add(&join(at, "choices"), "APPLICATION_COMMAND_AUTOCOMPLETE_CHOICES_EXCLUSIVE", message);
    }
    for (index, choice) in choices.iter().enumerate() {
        let at = format!("{at}.choices.{index}");
        required_text(errors, &join(&at, "name"), choice.get("name"), 1, 100);
        match choice.get("value") {
            Some(Value::Number(_)) => {}
            value => required_text(errors, &join(&at, "value"), value, 1, 100),
        }
    }
}

fn localizations(errors: &mut FieldErrors, at: &str, owner: &Value, key: &str, max: usize) {
    let Some(map) = owner.get(key).and_then(Value::as_object) else { return };
    for (locale, value) in map {
        let path = format!("{}.{locale}", join(at, key));
        if !LOCALES.split(' ').any(|known| known == locale) {
            errors.choices(&path, LOCALES);
        }
        text(errors, &path, Some(value), 1, max);
    }
}

/// Lower-case letters, digits, `-`, `_` and `'`, in any script.
fn valid_name(name: &str) -> bool {
    let allowed = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '\'') || is_mark(letter);
    !name.is_empty() && name.chars().all(allowed) && name.to_lowercase() == name
}

/// Combining signs of Devanagari and Thai, which are not alphabetic but allowed in names.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0900}'..='\u{097F}' | '\u{0E00}'..='\u{0E7F}')
}

fn is_branch(option: &Value) -> bool {
    matches!(option.get("type").and_then(Value::as_i64), Some(SUB_COMMAND | SUB_COMMAND_GROUP))
}

fn size(part: &Value) -> usize {
    let of = |key: &str| part.get(key).and_then(Value::as_str).map_or(0, length);
    let inner = |key: &str| part.get(key).and_then(Value::as_array).map_or(0, |list| list.iter().map(size).sum());
    of("name") + of("description") + of("value") + inner("options") + inner("choices")
}

fn kind(command: &Value) -> i64 {
    command.get("type").and_then(Value::as_i64).unwrap_or(1)
}

fn join(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(command: Value, path: &str) -> bool {
        let error = check_all(&json!([command])).err();
        error.and_then(|error| error.errors).is_some_and(|errors| errors.pointer(path).is_some())
    }

    #[test]
    fn a_command_with_sub_commands_passes() {
        let command = json!({ "name": "session", "description": "d", "options": [
            { "type": 1, "name": "start", "description": "d", "options": [
                { "type": 3, "name": "exercise", "description": "d", "required": true, "autocomplete": true }] }] });
        assert!(check_all(&json!([command])).is_ok());
    }

    #[test]
    fn capitals_in_a_slash_command_are_refused() {
        assert!(refused(json!({ "name": "Exercise", "description": "d" }), "/0/name"));
    }

    #[test]
    fn a_message_menu_may_have_capitals_and_spaces() {
        assert!(check_all(&json!([{ "name": "Check this message", "type": 3 }])).is_ok());
    }

    #[test]
    fn a_required_option_after_an_optional_one_is_refused() {
        let command = json!({ "name": "x", "description": "d", "options": [
            { "type": 3, "name": "a", "description": "d" }, { "type": 3, "name": "b", "description": "d", "required": true }] });
        assert!(refused(command, "/0/options/1"));
    }

    #[test]
    fn twenty_six_choices_are_refused() {
        let choices: Vec<Value> = (0..26).map(|n| json!({ "name": n.to_string(), "value": n })).collect();
        let option = json!({ "type": 4, "name": "a", "description": "d", "choices": choices });
        assert!(refused(json!({ "name": "x", "description": "d", "options": [option] }), "/0/options/0/choices"));
    }
}
