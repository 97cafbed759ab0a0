//! Channels and threads as such.

use super::{Call, Reply, nothing, ok};
use crate::playground::check::{number, text};
use crate::playground::errors::{ApiError, FieldErrors, MISSING_PERMISSIONS, NON_TEXT_CHANNEL};
use crate::playground::world::World;
use crate::playground::world::permissions::{MANAGE_CHANNELS, MANAGE_THREADS, SEND_MESSAGES, SEND_MESSAGES_IN_THREADS};

pub fn get(world: &mut World, call: &Call) -> Reply {
    let channel = world.bot_channel(call.id(0)?)?;
    ok(world.channel_json(channel))
}

pub fn change(world: &mut World, call: &Call) -> Reply {
    let id = call.id(0)?;
    let channel = world.bot_channel(id)?;
    let Some(thread) = &channel.thread else { return change_channel(world, call) };
    let mut errors = FieldErrors::default();
    text(&mut errors, "name", call.json.get("name"), 1, 100);
    auto_archive(&mut errors, &call.json);
    number(&mut errors, "rate_limit_per_user", call.json.get("rate_limit_per_user"), 0, 21_600);
    errors.finish()?;
    let wants = |key: &str| call.json.get(key).is_some();
    let may_manage = world.permissions(world.bot, channel) & MANAGE_THREADS != 0;
    let only_opens = call.json.get("archived").and_then(serde_json::Value::as_bool) == Some(false);
    let only_archives = call.json.as_object().is_some_and(|body| body.keys().all(|key| key == "archived"));
    let may = if thread.owner == world.bot { !wants("locked") } else { only_opens && only_archives && !thread.locked };
    if !may && !may_manage {
        return Err(MISSING_PERMISSIONS.into());
    }
    if thread.archived && !only_opens && (wants("name") || wants("locked")) && !wants("archived") {
        return Err(crate::playground::errors::ARCHIVED_THREAD.into());
    }
    world.change_thread(id, world.bot, &call.json)?;
    ok(world.channel_json(world.channel(id)?))
}

fn change_channel(world: &mut World, call: &Call) -> Reply {
    let id = call.id(0)?;
    world.bot_needs(world.bot_channel(id)?, MANAGE_CHANNELS)?;
    let mut errors = FieldErrors::default();
    text(&mut errors, "name", call.json.get("name"), 1, 100);
    text(&mut errors, "topic", call.json.get("topic"), 0, 1024);
    errors.finish()?;
    let channel = world.channel_mut(id)?;
    if let Some(name) = call.json.get("name").and_then(serde_json::Value::as_str) {
        name.clone_into(&mut channel.name);
    }
    if let Some(topic) = call.json.get("topic") {
        channel.topic = topic.as_str().map(str::to_owned);
    }
    let json = world.channel_json(world.channel(id)?);
    world.tell(id, (crate::playground::gateway::GUILDS, 0), "CHANNEL_UPDATE", &json);
    ok(json)
}

/// Minutes until a silent thread is archived.
pub fn auto_archive(errors: &mut FieldErrors, body: &serde_json::Value) {
    let minutes = body.get("auto_archive_duration").filter(|minutes| !minutes.is_null());
    if minutes.is_some_and(|minutes| !matches!(minutes.as_u64(), Some(60 | 1440 | 4320 | 10_080))) {
        errors.choices("auto_archive_duration", "60, 1440, 4320, 10080");
    }
}

pub fn delete(world: &mut World, call: &Call) -> Reply {
    let id = call.id(0)?;
    let channel = world.bot_channel(id)?;
    if channel.thread.is_none() {
        world.bot_needs(channel, MANAGE_CHANNELS)?;
        return Err(ApiError::from(MISSING_PERMISSIONS));
    }
    world.bot_needs(channel, MANAGE_THREADS)?;
    ok(world.delete_thread(id)?)
}

pub fn typing(world: &mut World, call: &Call) -> Reply {
    let id = call.id(0)?;
    let channel = world.bot_channel(id)?;
    if !channel.takes_text() {
        return Err(NON_TEXT_CHANNEL.into());
    }
    let bit = if channel.thread.is_some() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    world.bot_needs(channel, bit)?;
    world.typing(id, world.bot);
    nothing()
}
