//! Messages of the bot: create, read, edit, delete, react, pin.

use serde_json::{Value, json};

use super::{Call, Reply, nothing, ok};
use crate::playground::check::{self, id};
use crate::playground::clock::Id;
use crate::playground::errors::{
    ARCHIVED_THREAD, ApiError, CANNOT_DM, CANNOT_EDIT_OTHERS, MISSING_PERMISSIONS, NON_TEXT_CHANNEL,
    REPLY_NEEDS_HISTORY, SYSTEM_MESSAGE, THREAD_LOCKED, UNKNOWN_EMOJI,
};
use crate::playground::world::messages::REPLY;
use crate::playground::world::permissions::{
    ADD_REACTIONS, ATTACH_FILES, EMBED_LINKS, MANAGE_MESSAGES, MANAGE_THREADS, PIN_MESSAGES, READ_MESSAGE_HISTORY,
    SEND_MESSAGES, SEND_MESSAGES_IN_THREADS, SEND_TTS_MESSAGES,
};
use crate::playground::world::{Channel, Message, World};

pub fn create(world: &mut World, call: &Call) -> Reply {
    let channel = call.id(0)?;
    may_post(world, channel, call)?;
    check::message::check(&call.json, call.files.len())?;
    check::message::not_empty(&call.json, call.files.len())?;
    let nonce = call.json.get("nonce").filter(|nonce| !nonce.is_null());
    let enforced = call.json.get("enforce_nonce").and_then(Value::as_bool).unwrap_or(false);
    if enforced && let Some(same) = world.same_nonce(world.bot, nonce) {
        return ok(world.message_json(same));
    }
    let reference = reference(world, channel, &call.json)?;
    let mut draft = world.draft(world.bot, channel, &call.json, &call.files);
    if reference.is_some() {
        draft.kind = REPLY;
        draft.reference = reference;
    }
    let message = world.post(channel, draft);
    world.remember_nonce(world.bot, channel, nonce, message);
    ok(world.message_json(world.message(channel, message)?))
}

fn may_post(world: &World, channel: Id, call: &Call) -> Result<(), ApiError> {
    let place = world.bot_channel(channel)?;
    if !place.takes_text() {
        return Err(NON_TEXT_CHANNEL.into());
    }
    if let Some(person) = place.recipients.iter().find(|person| **person != world.bot)
        && !world.users.get(person).is_some_and(|person| person.takes_messages)
    {
        return Err(CANNOT_DM.into());
    }
    let has = |key: &str| call.json.get(key).and_then(Value::as_array).is_some_and(|list| !list.is_empty());
    let mut needs = if place.thread.is_some() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    needs |= if has("embeds") { EMBED_LINKS } else { 0 };
    needs |= if call.files.is_empty() { 0 } else { ATTACH_FILES };
    needs |= if call.json.get("tts").and_then(Value::as_bool) == Some(true) { SEND_TTS_MESSAGES } else { 0 };
    world.bot_needs(place, needs)?;
    let locked = place.thread.as_ref().is_some_and(|thread| thread.archived && thread.locked);
    if locked && world.permissions(world.bot, place) & MANAGE_THREADS == 0 {
        return Err(THREAD_LOCKED.into());
    }
    Ok(())
}

/// What a reply answers: refused where history may not be read or the message is gone, unless that is said to be fine.
fn reference(world: &World, channel: Id, body: &Value) -> Result<Option<(Id, Id)>, ApiError> {
    let Some(reference) = body.get("message_reference").filter(|reference| !reference.is_null()) else {
        return Ok(None);
    };
    let Some(message) = id(reference.get("message_id")) else {
        return Err(ApiError::field("message_reference.message_id", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    if world.permissions(world.bot, world.channel(channel)?) & READ_MESSAGE_HISTORY == 0 {
        return Err(REPLY_NEEDS_HISTORY.into());
    }
    if id(reference.get("channel_id")).is_some_and(|other| other != channel) {
        let message = "Cannot reply to a message in a different channel";
        return Err(ApiError::field("message_reference", "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", message));
    }
    match world.open_message(channel, message) {
        Ok(found) if matches!(found.kind, 0 | 19 | 20 | 23) => Ok(Some((channel, message))),
        Ok(_) => {
            let message = "Cannot reply to a system message";
            Err(ApiError::field("message_reference", "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", message))
        }
        Err(_) if reference.get("fail_if_not_exists").and_then(Value::as_bool) == Some(false) => Ok(None),
        Err(_) => Err(ApiError::field("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")),
    }
}

pub fn list(world: &mut World, call: &Call) -> Reply {
    let channel = readable(world, call.id(0)?)?;
    let limit = match call.query.get("limit") {
        None => 50,
        Some(text) => match text.parse::<usize>() {
            Ok(limit @ 1..=100) => limit,
            _ => return Err(ApiError::field("limit", "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")),
        },
    };
    let open = || channel.messages.values().filter(|message| message.ephemeral_for.is_none());
    let mut found: Vec<&Message> = match (call.number("before"), call.number("after"), call.number("around")) {
        (Some(before), ..) => open().rev().filter(|message| message.id < before).take(limit).collect(),
        (_, Some(after), _) => open().filter(|message| message.id > after).take(limit).collect(),
        (.., Some(around)) => {
            let half = limit / 2;
            let before = open().rev().filter(|message| message.id < around).take(half);
            before.chain(open().filter(|message| message.id >= around).take(limit - half)).collect()
        }
        _ => open().rev().take(limit).collect(),
    };
    found.sort_by_key(|message| std::cmp::Reverse(message.id));
    ok(found.into_iter().map(|message| world.message_json(message)).collect())
}

/// A channel whose history the bot may read.
fn readable(world: &World, id: Id) -> Result<&Channel, ApiError> {
    let channel = world.bot_channel(id)?;
    world.bot_needs(channel, READ_MESSAGE_HISTORY)?;
    Ok(channel)
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    let channel = readable(world, call.id(0)?)?.id;
    ok(world.message_json(world.open_message(channel, call.id(1)?)?))
}

pub fn edit(world: &mut World, call: &Call) -> Reply {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let place = world.bot_channel(channel)?;
    let message = world.open_message(channel, id)?;
    if message.author != world.bot {
        return Err(CANNOT_EDIT_OTHERS.into());
    }
    if !matches!(message.kind, 0 | 19 | 20 | 23) {
        return Err(SYSTEM_MESSAGE.into());
    }
    if place.thread.as_ref().is_some_and(|thread| thread.archived) {
        return Err(ARCHIVED_THREAD.into());
    }
    let sent = message.sent_ms;
    check::message::check(&call.json, call.files.len())?;
    world.count_old_edit(channel, sent)?;
    world.edit(channel, id, &call.json, &call.files)?;
    ok(world.message_json(world.message(channel, id)?))
}

pub fn delete(world: &mut World, call: &Call) -> Reply {
    let (channel, id) = (call.id(0)?, call.id(1)?);
    let place = world.bot_channel(channel)?;
    let message = world.open_message(channel, id)?;
    if message.author != world.bot {
        world.bot_needs(place, MANAGE_MESSAGES)?;
    }
    if place.thread.as_ref().is_some_and(|thread| thread.archived) {
        return Err(ARCHIVED_THREAD.into());
    }
    world.delete(channel, id)?;
    nothing()
}

pub fn bulk_delete(world: &mut World, call: &Call) -> Reply {
    let channel = call.id(0)?;
    world.bot_needs(world.bot_channel(channel)?, MANAGE_MESSAGES)?;
    let wanted: Vec<Id> = call
        .json
        .get("messages")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|one| id(Some(one)))
        .collect();
    if !(2..=100).contains(&wanted.len()) {
        return Err(ApiError::field("messages", "BASE_TYPE_BAD_LENGTH", "Must be between 2 and 100 in length."));
    }
    for id in wanted {
        // Messages that are gone already are skipped, as Discord does.
        let _ = world.open_message(channel, id).is_ok().then(|| world.delete(channel, id));
    }
    nothing()
}

pub fn react(world: &mut World, call: &Call) -> Reply {
    change_reaction(world, call, true)
}

pub fn unreact(world: &mut World, call: &Call) -> Reply {
    change_reaction(world, call, false)
}

fn change_reaction(world: &mut World, call: &Call, add: bool) -> Reply {
    let (channel, message, emoji) = (call.id(0)?, call.id(1)?, call.word(2));
    let place = readable(world, channel)?;
    if add {
        world.bot_needs(place, ADD_REACTIONS)?;
    }
    if place.thread.as_ref().is_some_and(|thread| thread.archived) {
        return Err(ARCHIVED_THREAD.into());
    }
    if emoji.is_empty() || emoji.chars().any(|letter| letter.is_ascii_alphabetic()) {
        return Err(UNKNOWN_EMOJI.into());
    }
    world.open_message(channel, message)?;
    world.react(world.bot, channel, message, emoji, add)?;
    nothing()
}

pub fn pins(world: &mut World, call: &Call) -> Reply {
    let channel = readable(world, call.id(0)?)?;
    let pinned = channel.messages.values().filter(|message| message.pinned);
    let items: Value = pinned
        .map(|message| json!({ "pinned_at": crate::playground::clock::iso(message.sent_ms), "message": world.message_json(message) }))
        .collect();
    ok(json!({ "items": items, "has_more": false }))
}

pub fn pin(world: &mut World, call: &Call) -> Reply {
    set_pinned(world, call, true)
}

pub fn unpin(world: &mut World, call: &Call) -> Reply {
    set_pinned(world, call, false)
}

fn set_pinned(world: &mut World, call: &Call, pinned: bool) -> Reply {
    let (channel, message) = (call.id(0)?, call.id(1)?);
    let place = world.bot_channel(channel)?;
    if world.permissions(world.bot, place) & PIN_MESSAGES == 0 && !place.is_direct() {
        return Err(MISSING_PERMISSIONS.into());
    }
    world.open_message(channel, message)?;
    world.message_mut(channel, message)?.pinned = pinned;
    world.tell_message(channel, message, "MESSAGE_UPDATE");
    nothing()
}
