//! Threads, as the bot opens and runs them.

use serde_json::{Value, json};

use super::channels::auto_archive;
use super::{Call, Reply, nothing, ok};
use crate::playground::check::{self, required_text};
use crate::playground::clock::Id;
use crate::playground::errors::{
    ARCHIVED_THREAD, ApiError, FieldErrors, THREAD_EXISTS, UNKNOWN_GUILD, UNKNOWN_MEMBER, WRONG_CHANNEL_TYPE,
};
use crate::playground::world::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_THREADS, READ_MESSAGE_HISTORY, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
};
use crate::playground::world::threads::NewThread;
use crate::playground::world::{Channel, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, TEXT, World};

pub fn from_message(world: &mut World, call: &Call) -> Reply {
    let (channel, message) = (call.id(0)?, call.id(1)?);
    let place = world.bot_channel(channel)?;
    if place.kind != TEXT {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    world.bot_needs(place, CREATE_PUBLIC_THREADS)?;
    let found = world.open_message(channel, message)?;
    let taken = found.thread.is_some() || world.channels.contains_key(&message);
    check_new(&call.json)?;
    if taken {
        return Err(THREAD_EXISTS.into());
    }
    open(world, NewThread { message: Some(message), ..bare(world, channel, &call.json) })
}

pub fn create(world: &mut World, call: &Call) -> Reply {
    let channel = call.id(0)?;
    let place = world.bot_channel(channel)?;
    match place.kind {
        FORUM => return forum_post(world, call),
        TEXT => {}
        _ => return Err(WRONG_CHANNEL_TYPE.into()),
    }
    // Without a type Discord makes a private thread.
    let kind = call.json.get("type").and_then(Value::as_u64).unwrap_or(u64::from(PRIVATE_THREAD));
    let private = match u8::try_from(kind) {
        Ok(PRIVATE_THREAD) => true,
        Ok(PUBLIC_THREAD) => false,
        _ => return Err(ApiError::field("type", "BASE_TYPE_CHOICES", "Value must be one of {10, 11, 12}.")),
    };
    world.bot_needs(place, if private { CREATE_PRIVATE_THREADS } else { CREATE_PUBLIC_THREADS })?;
    check_new(&call.json)?;
    open(world, NewThread { private, ..bare(world, channel, &call.json) })
}

fn forum_post(world: &mut World, call: &Call) -> Reply {
    let channel = call.id(0)?;
    world.bot_needs(world.bot_channel(channel)?, SEND_MESSAGES)?;
    check_new(&call.json)?;
    let Some(message) = call.json.get("message") else {
        return Err(ApiError::field("message", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    check::message::check(message, call.files.len())?;
    check::message::not_empty(message, call.files.len())?;
    let first = world.draft(world.bot, channel, message, &call.files);
    open(world, NewThread { first: Some(first), ..bare(world, channel, &call.json) })
}

fn check_new(body: &Value) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    required_text(&mut errors, "name", body.get("name"), 1, 100);
    auto_archive(&mut errors, body);
    check::number(&mut errors, "rate_limit_per_user", body.get("rate_limit_per_user"), 0, 21_600);
    check::flag(&mut errors, "invitable", body.get("invitable"));
    errors.finish()
}

fn bare(world: &World, parent: Id, body: &Value) -> NewThread {
    NewThread {
        owner: world.bot,
        parent,
        name: body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        private: false,
        message: None,
        auto_archive: body.get("auto_archive_duration").and_then(Value::as_u64).unwrap_or(1440),
        invitable: body.get("invitable").and_then(Value::as_bool).unwrap_or(true),
        first: None,
        tags: Vec::new(),
    }
}

fn open(world: &mut World, new: NewThread) -> Reply {
    let id = world.open_thread(new)?;
    let mut json = world.channel_json(world.channel(id)?);
    if let Some(first) = world.channel(id)?.messages.values().next().filter(|message| message.kind == 0) {
        json["message"] = world.message_json(first);
    }
    Ok((201, Some(json)))
}

/// A thread the bot may see; other channels are refused with 50024.
fn thread(world: &World, id: Id) -> Result<&Channel, ApiError> {
    let channel = world.bot_channel(id)?;
    if channel.thread.is_some() { Ok(channel) } else { Err(WRONG_CHANNEL_TYPE.into()) }
}

/// A thread in which something may change.
fn active_thread(world: &World, id: Id) -> Result<&Channel, ApiError> {
    let channel = thread(world, id)?;
    let archived = channel.thread.as_ref().is_some_and(|thread| thread.archived);
    if archived { Err(ARCHIVED_THREAD.into()) } else { Ok(channel) }
}

pub fn join(world: &mut World, call: &Call) -> Reply {
    let id = active_thread(world, call.id(0)?)?.id;
    world.join_thread(id, world.bot)?;
    nothing()
}

pub fn leave(world: &mut World, call: &Call) -> Reply {
    let id = active_thread(world, call.id(0)?)?.id;
    world.leave_thread(id, world.bot)?;
    nothing()
}

pub fn add(world: &mut World, call: &Call) -> Reply {
    let user = call.id(1)?;
    let channel = active_thread(world, call.id(0)?)?;
    world.bot_needs(channel, SEND_MESSAGES_IN_THREADS)?;
    let id = channel.id;
    if !world.members.contains_key(&user) {
        return Err(UNKNOWN_MEMBER.into());
    }
    world.join_thread(id, user)?;
    nothing()
}

pub fn remove(world: &mut World, call: &Call) -> Reply {
    let user = call.id(1)?;
    let channel = active_thread(world, call.id(0)?)?;
    let own = channel.thread.as_ref().is_some_and(|thread| thread.owner == world.bot) && channel.kind == PRIVATE_THREAD;
    if !own {
        world.bot_needs(channel, MANAGE_THREADS)?;
    }
    let id = channel.id;
    world.leave_thread(id, user)?;
    nothing()
}

pub fn member(world: &mut World, call: &Call) -> Reply {
    let user = if call.word(1) == "@me" { world.bot } else { call.id(1)? };
    let channel = thread(world, call.id(0)?)?;
    let joined = channel.thread.as_ref().and_then(|thread| thread.members.get(&user)).copied();
    ok(world.thread_member_json(channel.id, user, joined.ok_or(UNKNOWN_MEMBER)?))
}

pub fn members(world: &mut World, call: &Call) -> Reply {
    let channel = thread(world, call.id(0)?)?;
    let members = channel.thread.iter().flat_map(|thread| thread.members.iter());
    ok(members.map(|(user, joined)| world.thread_member_json(channel.id, *user, *joined)).collect())
}

pub fn active(world: &mut World, call: &Call) -> Reply {
    if call.id(0)? != world.guild.id {
        return Err(UNKNOWN_GUILD.into());
    }
    let is_active = |channel: &&Channel| {
        channel.thread.as_ref().is_some_and(|thread| !thread.archived) && world.sees(world.bot, channel)
    };
    let mut json = thread_list(world, world.channels.values().filter(is_active).collect());
    json["has_more"] = json!(false);
    ok(json)
}

pub fn archived_public(world: &mut World, call: &Call) -> Reply {
    archived(world, call, PUBLIC_THREAD)
}

pub fn archived_private(world: &mut World, call: &Call) -> Reply {
    let parent = world.bot_channel(call.id(0)?)?;
    if call.query.is_empty() && parent.kind != TEXT {
        return Err(WRONG_CHANNEL_TYPE.into());
    }
    archived(world, call, PRIVATE_THREAD)
}

fn archived(world: &World, call: &Call, kind: u8) -> Reply {
    let parent = world.bot_channel(call.id(0)?)?;
    world.bot_needs(parent, READ_MESSAGE_HISTORY)?;
    let limit = usize::try_from(call.number("limit").unwrap_or(50)).unwrap_or(50).clamp(2, 100);
    let fits = |channel: &&Channel| {
        channel.parent == Some(parent.id)
            && channel.kind == kind
            && channel.thread.as_ref().is_some_and(|thread| thread.archived)
            && world.sees(world.bot, channel)
    };
    let mut found: Vec<&Channel> = world.channels.values().filter(fits).collect();
    found.sort_by_key(|channel| std::cmp::Reverse(channel.thread.as_ref().map(|thread| thread.archive_ms)));
    let more = found.len() > limit;
    found.truncate(limit);
    let mut json = thread_list(world, found);
    json["has_more"] = json!(more);
    ok(json)
}

fn thread_list(world: &World, threads: Vec<&Channel>) -> Value {
    let joined = threads.iter().filter_map(|channel| {
        let joined = channel.thread.as_ref()?.members.get(&world.bot)?;
        Some(world.thread_member_json(channel.id, world.bot, *joined))
    });
    let members: Value = joined.collect();
    let list: Value = threads.iter().map(|channel| world.channel_json(channel)).collect();
    json!({ "threads": list, "members": members })
}
