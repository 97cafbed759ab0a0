//! Answers to interactions, and what follows them.

use serde_json::{Value, json};

use super::{Call, Reply, nothing, ok};
use crate::playground::check;
use crate::playground::errors::{ApiError, UNKNOWN_WEBHOOK};
use crate::playground::world::World;

pub fn callback(world: &mut World, call: &Call) -> Reply {
    let id = call.id(0)?;
    world.callback(id, call.word(1), &call.json, &call.files)?;
    if call.query.get("with_response").is_none_or(|with| with != "true") {
        return nothing();
    }
    let Some(found) = world.interactions.get(id) else { return nothing() };
    let message = world.answer_message(found).map(|message| world.message_json(message));
    let flags = message.as_ref().and_then(|message| message.get("flags")).and_then(Value::as_u64).unwrap_or(0);
    let mut interaction = json!({
        "id": id.to_string(), "type": found.kind, "response_message_loading": flags & (1 << 7) != 0,
        "response_message_ephemeral": flags & (1 << 6) != 0,
    });
    let mut resource = json!({ "type": found.answer });
    if let Some(message) = message {
        interaction["response_message_id"] = message.get("id").cloned().unwrap_or_default();
        resource["message"] = message;
    }
    ok(json!({ "interaction": interaction, "resource": resource }))
}

pub fn follow_up(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let message = world.follow_up(call.word(1), &call.json, &call.files)?;
    let (channel, message) = world.by_webhook(call.word(1), &message.to_string())?;
    ok(world.message_json(world.message(channel, message)?))
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let (channel, message) = world.by_webhook(call.word(1), call.word(2))?;
    ok(world.message_json(world.message(channel, message)?))
}

pub fn edit(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let (channel, message) = world.by_webhook(call.word(1), call.word(2))?;
    check::message::check(&call.json, call.files.len())?;
    world.edit(channel, message, &call.json, &call.files)?;
    ok(world.message_json(world.message(channel, message)?))
}

pub fn delete(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let (channel, message) = world.by_webhook(call.word(1), call.word(2))?;
    world.delete(channel, message)?;
    nothing()
}

fn own(world: &World, call: &Call) -> Result<(), ApiError> {
    if call.id(0)? == world.bot { Ok(()) } else { Err(UNKNOWN_WEBHOOK.into()) }
}
