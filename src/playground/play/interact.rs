//! What people do with the bot: slash commands with autocomplete, the message menu, buttons, menus and forms, turned into
//! Discord's interactions.

use std::collections::HashMap;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, Query, State};
use serde_json::{Map, Value, json};

use super::{Played, need, person, word};
use crate::playground::Shared;
use crate::playground::check::id;
use crate::playground::clock::Id;
use crate::playground::errors::{
    ApiError, FieldErrors, MISSING_ACCESS, UNKNOWN_COMMAND, UNKNOWN_INTERACTION, UNKNOWN_MESSAGE,
};
use crate::playground::world::World;
use crate::playground::world::commands::Command;
use crate::playground::world::interactions::{
    AUTOCOMPLETE, COMMAND, COMPONENT, MODAL, NewInteraction, State as Progress,
};
use crate::playground::world::messages::EPHEMERAL;

/// How long a request waits for the bot's answer: its deadline and a little.
const WAIT_MS: u64 = 3500;

/// `POST /play/interactions`, in one of four forms, each with `as`, `channel` and optionally `locale` and `wait_ms`:
/// - `{type: 2, command: "session start", options: {name: value}}`, or `target: MESSAGE` for the message menu
/// - `{type: 4, command, options, focused: "name"}`
/// - `{type: 3, message, custom_id, values?}`
/// - `{type: 5, modal: INTERACTION, fields: {custom_id: value}}`
///
/// Answers with what became of it, once the bot has answered or its 3 s are over.
pub async fn start(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let answered = shared.world().answered.clone();
    let id = {
        let mut world = shared.world();
        let new = read(&world, &body)?;
        world.interact(new)?
    };
    let wait = Duration::from_millis(body.get("wait_ms").and_then(Value::as_u64).unwrap_or(WAIT_MS));
    let until = tokio::time::Instant::now() + wait;
    loop {
        let woken = answered.notified();
        tokio::pin!(woken);
        woken.as_mut().enable();
        let (state, json) = look(&shared, id)?;
        if state != Progress::Waiting || tokio::time::timeout_at(until, woken).await.is_err() {
            return Ok(Json(json));
        }
    }
}

/// `GET /play/interactions/{id}`.
pub async fn get(State(shared): State<Shared>, Path(id): Path<Id>, _: Query<HashMap<String, String>>) -> Played {
    Ok(Json(look(&shared, id)?.1))
}

fn look(shared: &Shared, id: Id) -> Result<(Progress, Value), ApiError> {
    let world = shared.world();
    let found = world.interactions.get(id).ok_or(UNKNOWN_INTERACTION)?;
    Ok((found.state, world.interaction_json(found)))
}

fn read(world: &World, body: &Value) -> Result<NewInteraction, ApiError> {
    let user = person(world, body)?;
    let kind = body.get("type").and_then(Value::as_u64).unwrap_or(COMMAND);
    let channel = need(body, "channel")?;
    if !world.sees(user, world.channel(channel)?) {
        return Err(MISSING_ACCESS.into());
    }
    let (data, source, opened_by) = match kind {
        COMMAND | AUTOCOMPLETE => (command_data(world, user, channel, kind, body)?, None, None),
        COMPONENT => component_data(world, user, channel, body)?,
        MODAL => modal_data(world, user, body)?,
        _ => return Err(ApiError::field("type", "BASE_TYPE_CHOICES", "2, 3, 4 or 5")),
    };
    let locale = body.get("locale").and_then(Value::as_str).map(str::to_owned);
    Ok(NewInteraction { user, channel, kind, data, source, opened_by, locale })
}

fn command_data(world: &World, user: Id, channel: Id, kind: u64, body: &Value) -> Result<Value, ApiError> {
    let asked = word(body, "command");
    let usable = world.commands_for(user, world.channel(channel)?);
    let (found, branch) =
        usable.iter().find_map(|command| Some((*command, path_in(command, asked)?))).ok_or(UNKNOWN_COMMAND)?;
    let mut data = json!({ "id": found.body["id"], "name": found.name, "type": found.kind });
    if let Some(guild) = found.guild {
        data["guild_id"] = json!(guild.to_string());
    }
    if found.kind == 3 {
        return menu_data(world, channel, data, body);
    }
    let empty = Map::new();
    let given = body.get("options").and_then(Value::as_object).unwrap_or(&empty);
    let mut resolved = json!({});
    let options = typed_options(world, &branch.options, given, kind, word(body, "focused"), &mut resolved)?;
    data["options"] = branch.wrap(options);
    if resolved.as_object().is_some_and(|resolved| !resolved.is_empty()) {
        data["resolved"] = resolved;
    }
    Ok(data)
}

/// A command, or one of its sub-commands, and how it is nested.
struct Branch {
    /// Sub-command group and sub-command, outermost first, with their types.
    nesting: Vec<(String, u64)>,
    options: Vec<Value>,
}

impl Branch {
    fn wrap(&self, options: Value) -> Value {
        self.nesting
            .iter()
            .rev()
            .fold(options, |inner, (name, kind)| json!([{ "name": name, "type": kind, "options": inner }]))
    }
}

/// The branch that a text such as `session start` names in a command.
fn path_in(command: &Command, asked: &str) -> Option<Branch> {
    let rest = asked.strip_prefix(command.name.as_str())?;
    if command.kind != 1 {
        return rest.is_empty().then(|| Branch { nesting: Vec::new(), options: Vec::new() });
    }
    if !rest.is_empty() && !rest.starts_with(' ') {
        return None;
    }
    let mut options = options_of(&command.body);
    let mut nesting = Vec::new();
    for name in rest.split_whitespace() {
        let inner = options.iter().find(|option| word(option, "name") == name)?.clone();
        let kind = inner.get("type").and_then(Value::as_u64).filter(|kind| matches!(kind, 1 | 2))?;
        nesting.push((name.to_owned(), kind));
        options = options_of(&inner);
    }
    let unfinished = options.iter().any(|option| matches!(option.get("type").and_then(Value::as_u64), Some(1 | 2)));
    (!unfinished).then_some(Branch { nesting, options })
}

fn options_of(part: &Value) -> Vec<Value> {
    part.get("options").and_then(Value::as_array).cloned().unwrap_or_default()
}

/// The options as Discord's client sends them, refused where the client would not send them at all.
fn typed_options(
    world: &World,
    known: &[Value],
    given: &Map<String, Value>,
    kind: u64,
    focused: &str,
    resolved: &mut Value,
) -> Result<Value, ApiError> {
    let mut errors = FieldErrors::default();
    let mut typed = Vec::new();
    for option in known {
        let name = word(option, "name");
        let path = format!("options.{name}");
        let Some(value) = given.get(name).filter(|value| !value.is_null()) else {
            if kind == COMMAND && option.get("required").and_then(Value::as_bool) == Some(true) {
                errors.required(&path);
            }
            continue;
        };
        if kind == COMMAND {
            check_value(&mut errors, &path, option, value);
        }
        resolve(world, option, value, resolved);
        let mut entry = json!({ "name": name, "type": option["type"], "value": value });
        if kind == AUTOCOMPLETE && name == focused {
            entry["focused"] = json!(true);
        }
        typed.push(entry);
    }
    for name in given.keys().filter(|name| !known.iter().any(|option| word(option, "name") == name.as_str())) {
        errors.add(&format!("options.{name}"), "UNKNOWN_OPTION", "This command has no such option.");
    }
    errors.finish()?;
    Ok(Value::Array(typed))
}

fn check_value(errors: &mut FieldErrors, path: &str, option: &Value, value: &Value) {
    let kind = option.get("type").and_then(Value::as_u64).unwrap_or(3);
    let right = match kind {
        3 => value.is_string(),
        4 => value.is_i64(),
        5 => value.is_boolean(),
        10 => value.is_number(),
        _ => id(Some(value)).is_some(),
    };
    if !right {
        errors.add(path, "OPTION_TYPE", "This value is of the wrong kind.");
    }
    let choices = option.get("choices").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !choices.is_empty() && !choices.iter().any(|choice| choice.get("value") == Some(value)) {
        errors.add(path, "OPTION_CHOICE", "This value is none of the choices.");
    }
    let bound = |key: &str| option.get(key).and_then(Value::as_f64);
    let size = value.as_f64();
    let low = bound("min_value").zip(size).is_some_and(|(least, size)| size < least);
    let high = bound("max_value").zip(size).is_some_and(|(most, size)| size > most);
    let length = value.as_str().map(|text| text.chars().count() as f64);
    let short = bound("min_length").zip(length).is_some_and(|(least, length)| length < least);
    let long = Some(bound("max_length").unwrap_or(6000.0)).zip(length).is_some_and(|(most, length)| length > most);
    if low || high || short || long {
        errors.add(path, "OPTION_RANGE", "This value is out of range.");
    }
}

/// Users, channels and roles come with what they are.
fn resolve(world: &World, option: &Value, value: &Value, resolved: &mut Value) {
    let Some(wanted) = id(Some(value)) else { return };
    let key = wanted.to_string();
    match option.get("type").and_then(Value::as_u64) {
        Some(6 | 9) if world.users.contains_key(&wanted) => {
            resolved["users"][&key] = world.user_json(wanted);
            let mut member = world.partial_member_json(wanted);
            member["permissions"] = json!(world.guild_permissions(wanted).to_string());
            resolved["members"][&key] = member;
        }
        Some(7) => {
            if let Some(channel) = world.channels.get(&wanted) {
                let mut json = world.channel_json(channel);
                json["permissions"] = json!(world.permissions(world.bot, channel).to_string());
                resolved["channels"][&key] = json;
            }
        }
        Some(8 | 9) => {
            if let Some(role) = world.roles.get(&wanted) {
                resolved["roles"][&key] = world.role_json(role);
            }
        }
        _ => {}
    }
}

fn menu_data(world: &World, channel: Id, mut data: Value, body: &Value) -> Result<Value, ApiError> {
    let target = need(body, "target")?;
    let message = world.message_json(world.open_message(channel, target)?);
    data["target_id"] = json!(target.to_string());
    let mut messages = json!({});
    messages[target.to_string()] = message;
    data["resolved"] = json!({ "messages": messages });
    Ok(data)
}

type Sourced = (Value, Option<Id>, Option<Id>);

fn component_data(world: &World, user: Id, channel: Id, body: &Value) -> Result<Sourced, ApiError> {
    let source = need(body, "message")?;
    let message = world.message(channel, source)?;
    if message.flags & EPHEMERAL != 0 && message.ephemeral_for != Some(user) {
        return Err(UNKNOWN_MESSAGE.into());
    }
    let custom_id = word(body, "custom_id");
    let parts = message.components.iter().flat_map(options_in_row);
    let part = parts.into_iter().find(|part| word(part, "custom_id") == custom_id);
    let part =
        part.ok_or_else(|| ApiError::field("custom_id", "COMPONENT_VALIDATION_FAILED", "Component validation failed"))?;
    if part.get("disabled").and_then(Value::as_bool) == Some(true) {
        return Err(ApiError::field("custom_id", "COMPONENT_VALIDATION_FAILED", "This component is disabled"));
    }
    let kind = part.get("type").and_then(Value::as_u64).unwrap_or(2);
    let mut data = json!({ "custom_id": custom_id, "component_type": kind, "id": 1 });
    if kind != 2 {
        let values = body.get("values").cloned().unwrap_or_else(|| json!([]));
        let mut resolved = json!({});
        // A select's kind names what its values are, as an option's kind does.
        let as_option = json!({ "type": match kind { 5 => 6, 6 => 8, 7 => 9, 8 => 7, _ => 3 } });
        for value in values.as_array().into_iter().flatten().filter(|_| kind != 3) {
            resolve(world, &as_option, value, &mut resolved);
        }
        data["values"] = values;
        data["resolved"] = resolved;
    }
    Ok((data, Some(source), None))
}

fn options_in_row(row: &Value) -> Vec<Value> {
    row.get("components").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn modal_data(world: &World, user: Id, body: &Value) -> Result<Sourced, ApiError> {
    let opener = need(body, "modal")?;
    let found = world.interactions.get(opener).filter(|found| found.user == user && !found.modal.is_null());
    let found = found.ok_or(UNKNOWN_INTERACTION)?;
    let fields = body.get("fields").cloned().unwrap_or_else(|| json!({}));
    let parts = found.modal.get("components").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut errors = FieldErrors::default();
    let filled: Value = parts.iter().filter_map(|part| fill(&mut errors, part, &fields)).collect();
    errors.finish()?;
    let data = json!({ "custom_id": found.modal["custom_id"], "components": filled });
    Ok((data, found.source(), Some(opener)))
}

/// A part of a form as it comes back, with what the person entered.
fn fill(errors: &mut FieldErrors, part: &Value, fields: &Value) -> Option<Value> {
    match part.get("type").and_then(Value::as_u64) {
        Some(1) => {
            let inner: Value = options_in_row(part).iter().filter_map(|part| fill(errors, part, fields)).collect();
            Some(json!({ "type": 1, "components": inner }))
        }
        Some(18) => Some(json!({ "type": 18, "component": fill(errors, part.get("component")?, fields)? })),
        Some(10) | None => None,
        Some(kind) => {
            let name = word(part, "custom_id");
            let value = fields.get(name).cloned().unwrap_or(Value::Null);
            let mut entry = json!({ "type": kind, "custom_id": name });
            if kind == 4 {
                let text = value.as_str().unwrap_or_default();
                check_input(errors, part, text);
                entry["value"] = json!(text);
            } else {
                entry["values"] = if value.is_array() { value } else { json!([]) };
            }
            Some(entry)
        }
    }
}

fn check_input(errors: &mut FieldErrors, part: &Value, text: &str) {
    let path = format!("fields.{}", word(part, "custom_id"));
    let number = |key: &str, other: u64| part.get(key).and_then(Value::as_u64).unwrap_or(other) as usize;
    let length = text.chars().count();
    if length == 0 {
        if part.get("required").and_then(Value::as_bool) != Some(false) {
            errors.required(&path);
        }
    } else if !(number("min_length", 0)..=number("max_length", 4000)).contains(&length) {
        errors.length(&path, number("min_length", 0), number("max_length", 4000));
    }
}
