//! AutoMod rules as they are made: names, words, patterns, actions, and how many.

use regex_automata::meta::Regex;
use serde_json::Value;

use super::{flag, id, list, required_text, text};
use crate::playground::errors::FieldErrors;
use crate::playground::world::World;
use crate::playground::world::permissions::{SEND_MESSAGES, VIEW_CHANNEL};

const KEYWORDS: usize = 1000;
const KEYWORD: usize = 60;
const PATTERNS: usize = 10;
const PATTERN: usize = 260;
const ALLOWED: usize = 100;
/// Most rules of kind "keyword" in a server.
const KEYWORD_RULES: usize = 6;

/// Checks a whole rule; `new` also counts against the most rules of a kind.
pub fn check(errors: &mut FieldErrors, world: &World, rule: &Value, new: bool) {
    required_text(errors, "name", rule.get("name"), 1, 100);
    flag(errors, "enabled", rule.get("enabled"));
    if !matches!(rule.get("event_type").and_then(Value::as_u64), Some(1 | 2)) {
        errors.choices("event_type", "1, 2");
    }
    let kind = rule.get("trigger_type").and_then(Value::as_u64);
    if !matches!(kind, Some(1 | 3..=6)) {
        errors.choices("trigger_type", "1, 3, 4, 5, 6");
    }
    let same = world.automod.values().filter(|other| other.get("trigger_type").and_then(Value::as_u64) == kind).count();
    if new && same >= if kind == Some(1) { KEYWORD_RULES } else { 1 } {
        let message = "Maximum number of rules of this type exceeded";
        errors.add("trigger_type", "AUTO_MODERATION_MAX_RULES_OF_TYPE_EXCEEDED", message);
    }
    if rule.get("trigger_metadata").is_some_and(|metadata| !metadata.is_object()) {
        errors.add("trigger_metadata", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType");
    }
    words(errors, rule, "keyword_filter", KEYWORDS, KEYWORD);
    words(errors, rule, "allow_list", ALLOWED, KEYWORD);
    words(errors, rule, "regex_patterns", PATTERNS, PATTERN);
    patterns(errors, rule);
    list(errors, "exempt_roles", rule.get("exempt_roles"), 0, 20);
    list(errors, "exempt_channels", rule.get("exempt_channels"), 0, 50);
    actions(errors, world, rule);
}

fn words(errors: &mut FieldErrors, rule: &Value, key: &str, most: usize, longest: usize) {
    let path = format!("trigger_metadata.{key}");
    let words = list(errors, &path, rule.pointer(&format!("/trigger_metadata/{key}")), 0, most);
    for (index, word) in words.iter().enumerate() {
        required_text(errors, &format!("{path}.{index}"), Some(word), 1, longest);
    }
}

fn patterns(errors: &mut FieldErrors, rule: &Value) {
    let patterns = rule.pointer("/trigger_metadata/regex_patterns").and_then(Value::as_array);
    for (index, pattern) in patterns.into_iter().flatten().filter_map(Value::as_str).enumerate() {
        if Regex::new(pattern).is_err() {
            let path = format!("trigger_metadata.regex_patterns.{index}");
            errors.add(&path, "REGEX_VALIDATOR", "The regex could not be validated.");
        }
    }
}

fn actions(errors: &mut FieldErrors, world: &World, rule: &Value) {
    if rule.get("actions").is_none() {
        errors.required("actions");
    }
    for (index, action) in list(errors, "actions", rule.get("actions"), 1, 5).iter().enumerate() {
        let path = format!("actions.{index}");
        match action.get("type").and_then(Value::as_u64) {
            Some(1) => {
                let said = action.pointer("/metadata/custom_message");
                text(errors, &format!("{path}.metadata.custom_message"), said, 0, 150);
            }
            Some(2) => alert_channel(errors, world, &path, action),
            Some(3 | 4) => {}
            _ => errors.choices(&format!("{path}.type"), "1, 2, 3, 4"),
        }
    }
}

/// The bot must see the alert channel and be able to write there.
fn alert_channel(errors: &mut FieldErrors, world: &World, path: &str, action: &Value) {
    let channel = id(action.pointer("/metadata/channel_id")).and_then(|channel| world.channels.get(&channel));
    let needs = VIEW_CHANNEL | SEND_MESSAGES;
    if channel.is_none_or(|channel| world.permissions(world.bot, channel) & needs != needs) {
        let message = "The bot has no access to this channel";
        let path = format!("{path}.metadata.channel_id");
        errors.add(&path, "INVALID_AUTO_MODERATION_CHANNEL_FLAG_ACTION_ACCESS", message);
    }
}
