//! Holds what the bot asks, and what the playground answers, against Discord's own OpenAPI description
//! (`tests/openapi/discord.json`, cut down by `trim.py`, MIT).

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::{Value, json};

const DESCRIPTION: &str = include_str!("../openapi/discord.json");

/// Discord's description, with what was compiled of it so far.
pub struct OpenApi {
    paths: Value,
    /// As published: what is not named may be there too.
    loose: Value,
    /// Refuses fields that no schema names, to catch typing errors that Discord would pass over in silence.
    strict: Value,
    compiled: Mutex<HashMap<String, Arc<Validator>>>,
}

impl OpenApi {
    /// Reads the description.
    pub fn load() -> Self {
        let description: Value = serde_json::from_str(DESCRIPTION).expect("discord.json is JSON");
        let loose = description["components"].clone();
        let mut strict = loose.clone();
        forbid_unknown_fields(&mut strict);
        Self { paths: description["paths"].clone(), loose, strict, compiled: Mutex::default() }
    }

    /// What is wrong with a request; nothing, if Discord would understand all of it. `path` is what stands below `/api/v10`.
    pub fn request_faults(&self, method: &str, path: &str, body: &Value) -> Vec<String> {
        let Some((pattern, operation)) = self.operation(method, path) else {
            return vec![format!("{method} {path}: Discord has no such route")];
        };
        let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
        match (schema.is_null(), body.is_null()) {
            (true, true) | (false, true) => Vec::new(),
            (true, false) if body.as_object().is_some_and(serde_json::Map::is_empty) => Vec::new(),
            (true, false) => vec![format!("{method} {pattern}: takes no body, got {body}")],
            (false, false) => {
                let mut body = body.clone();
                tidy(&mut body);
                self.faults(&format!("{method} {pattern} request"), schema, &self.strict, &body)
            }
        }
    }

    /// What is wrong with a good answer (2xx) to a request.
    pub fn answer_faults(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let Some((pattern, operation)) = self.operation(method, path) else {
            return vec![format!("{method} {path}: Discord has no such route")];
        };
        let Some(answer) = operation["responses"].get(status.to_string()) else {
            return vec![format!("{method} {pattern}: Discord does not answer with {status}")];
        };
        let schema = &answer["content"]["application/json"]["schema"];
        match (schema.is_null(), body.is_null()) {
            (true, true) => Vec::new(),
            (true, false) => vec![format!("{method} {pattern}: answers with nothing, got {body}")],
            (false, _) => self.faults(&format!("{method} {pattern} {status}"), schema, &self.loose, body),
        }
    }

    /// Method and path of every route that the description has, variable parts as `{name}`.
    pub fn routes(&self) -> Vec<(String, String)> {
        let paths = self.paths.as_object().expect("paths");
        let methods = |(path, route): (&String, &Value)| {
            let methods = route.as_object().expect("methods").keys();
            methods.map(|method| (method.to_uppercase(), path.clone())).collect::<Vec<_>>()
        };
        paths.iter().flat_map(methods).collect()
    }

    /// The route that a path belongs to; fixed parts go before variable ones.
    fn operation(&self, method: &str, path: &str) -> Option<(String, &Value)> {
        let path = path.trim_start_matches('/').trim_start_matches("v10/");
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |pattern: &str| {
            let wanted: Vec<&str> = pattern.trim_start_matches('/').split('/').collect();
            let same = |(wanted, part): (&&str, &&str)| wanted.starts_with('{') || wanted == part;
            wanted.len() == parts.len() && wanted.iter().zip(&parts).all(same)
        };
        let routes = self.paths.as_object()?.iter().filter(|(pattern, _)| fits(pattern));
        let with_method = routes.filter_map(|(pattern, route)| Some((pattern, route.get(method.to_lowercase())?)));
        let best = with_method.min_by_key(|(pattern, _)| pattern.matches('{').count());
        best.map(|(pattern, operation)| (pattern.clone(), operation))
    }

    fn faults(&self, name: &str, schema: &Value, components: &Value, body: &Value) -> Vec<String> {
        let validator = {
            let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
            let make = || {
                let root = json!({ "allOf": [schema], "components": components });
                Arc::new(jsonschema::draft202012::new(&root).expect("Discord's schema compiles"))
            };
            Arc::clone(compiled.entry(name.to_owned()).or_insert_with(make))
        };
        validator.iter_errors(body).flat_map(|error| explain(&error)).map(|fault| format!("{name}: {fault}")).collect()
    }
}

/// One line a fault; of a union the member that comes nearest, told by its `type`, else by the number of faults.
fn explain(error: &ValidationError) -> Vec<String> {
    let members = match error.kind() {
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => context,
        _ => return vec![format!("{error} at {}", error.instance_path())],
    };
    let is_other_kind =
        |member: &&Vec<ValidationError>| member.iter().any(|fault| fault.instance_path().as_str().ends_with("type"));
    // Where "nothing" or another JSON type is allowed too, that member says least.
    let is_other_type = |member: &&Vec<ValidationError>| {
        let own = error.instance_path().as_str();
        member.iter().any(|fault| {
            fault.instance_path().as_str() == own && matches!(fault.kind(), ValidationErrorKind::Type { .. })
        })
    };
    let nearest = members.iter().min_by_key(|member| (is_other_kind(member), is_other_type(member), member.len()));
    nearest.into_iter().flatten().flat_map(explain).collect()
}

/// Levels out what serenity 0.12 always sends and Discord takes all the same: nulls, empty lists and `false` in a command's
/// options, `nsfw`, permissions as a string (which Discord's own documentation asks for), numbers of attachments as numbers.
fn tidy(body: &mut Value) {
    match body {
        Value::Array(list) => list.iter_mut().for_each(tidy),
        Value::Object(map) => {
            let names_option = map.contains_key("description") && map.contains_key("name") && map.contains_key("type");
            map.retain(|key, value| {
                let idle = value.as_array().is_some_and(Vec::is_empty) || *value == Value::Bool(false);
                !(value.is_null() || key == "nsfw" || names_option && idle)
            });
            if let Some(bits) = map.get("default_member_permissions").and_then(Value::as_str) {
                let bits: u64 = bits.parse().unwrap_or(u64::MAX);
                map.insert("default_member_permissions".to_owned(), json!(bits));
            }
            for attachment in map.get_mut("attachments").and_then(Value::as_array_mut).into_iter().flatten() {
                if let Some(number) = attachment.get("id").and_then(Value::as_u64) {
                    attachment["id"] = json!(number.to_string());
                }
            }
            map.values_mut().for_each(tidy);
        }
        _ => {}
    }
}

/// Adds `additionalProperties: false` to every object that names its fields, except to the members of an `allOf`, which name
/// only a part of them.
fn forbid_unknown_fields(schema: &mut Value) {
    let Value::Object(map) = schema else {
        if let Value::Array(list) = schema {
            list.iter_mut().for_each(forbid_unknown_fields);
        }
        return;
    };
    if map.contains_key("properties") && map.get("type").is_some() && !map.contains_key("additionalProperties") {
        map.insert("additionalProperties".to_owned(), json!(false));
    }
    for (key, value) in map.iter_mut() {
        if key != "allOf" {
            forbid_unknown_fields(value);
        }
    }
}
