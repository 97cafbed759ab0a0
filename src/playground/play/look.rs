//! Looking at the world: as a person sees it, or as a whole.

use std::collections::HashMap;

use axum::Json;
use axum::extract::{Query, State};
use serde_json::{Value, json};

use super::Played;
use crate::playground::Shared;
use crate::playground::clock::Id;
use crate::playground::errors::UNKNOWN_CHANNEL;
use crate::playground::world::permissions::MANAGE_GUILD;
use crate::playground::world::{Channel, Message, World};

type Asked = Query<HashMap<String, String>>;

fn id(query: &HashMap<String, String>, key: &str) -> Option<Id> {
    query.get(key)?.parse().ok()
}

/// `GET /play/state?as=ID`: server, people, channels and threads that this person sees (all, without `as`), switches, counts.
pub async fn state(State(shared): State<Shared>, Query(query): Asked) -> Json<Value> {
    let (requests, limits) = (shared.log().count(), limits_json(&shared));
    let world = shared.world();
    let viewer = id(&query, "as");
    let seen = |channel: &&Channel| viewer.is_none_or(|viewer| world.sees(viewer, channel));
    let channels: Value =
        world.channels.values().filter(seen).map(|channel| place_json(&world, channel, viewer)).collect();
    let users: Value = world.users.values().map(|user| person_json(&world, user.id)).collect();
    let settings = &world.settings;
    Json(json!({
        "now_ms": world.now(), "fast": shared.clock().fast(), "origin_ms": shared.clock().origin_ms(),
        "guild": { "id": world.guild.id.to_string(), "name": world.guild.name, "locale": world.guild.locale },
        "bot": { "id": world.bot.to_string(), "online": world.hub.connected() > 0,
            "intents": world.hub.intents(), "permissions": world.guild_permissions(world.bot).to_string() },
        "users": users, "roles": world.roles_json(), "channels": channels, "commands": world.commands.len(),
        "settings": {
            "refused_intents": settings.refused_intents, "bot_denied": settings.bot_denied.to_string(),
            "max_active_threads": settings.max_active_threads, "old_edits_per_hour": settings.old_edits_per_hour,
            "slow_identify": settings.slow_identify, "limits": limits["on"],
            "latency_ms": settings.latency.as_millis() as u64,
        },
        "requests": requests, "rate_limited": limits["refused"], "invalid": limits["invalid"],
        "logins_left": world.logins_left,
    }))
}

fn limits_json(shared: &Shared) -> Value {
    let limits = shared.limits();
    json!({ "on": limits.on(), "refused": limits.refused, "invalid": limits.invalid })
}

pub fn person_json(world: &World, id: Id) -> Value {
    let Some(user) = world.users.get(&id) else { return Value::Null };
    let roles = world.members.get(&id).map(|member| member.roles.clone()).unwrap_or_default();
    let color = roles.iter().filter_map(|role| world.roles.get(role)).map(|role| role.color).max().unwrap_or(0);
    let mut json = user.page_json(&roles, color);
    json["moderator"] = json!(world.guild_permissions(id) & MANAGE_GUILD != 0);
    json
}

fn place_json(world: &World, channel: &Channel, viewer: Option<Id>) -> Value {
    let mut json = world.channel_json(channel);
    json["recipients"] = channel.recipients.iter().map(ToString::to_string).collect();
    let members = channel.thread.iter().flat_map(|thread| thread.members.keys());
    json["members"] = members.map(ToString::to_string).collect();
    if let Some(viewer) = viewer {
        json["permissions"] = json!(world.permissions(viewer, channel).to_string());
    }
    json
}

/// `GET /play/messages?channel=ID&as=ID&after=ID&limit=N`: oldest first, private answers only for whom they are for; without
/// `as` everything.
pub async fn messages(State(shared): State<Shared>, Query(query): Asked) -> Played {
    let world = shared.world();
    let channel = world.channel(id(&query, "channel").ok_or(UNKNOWN_CHANNEL)?)?;
    let viewer = id(&query, "as");
    if viewer.is_some_and(|viewer| !world.sees(viewer, channel)) {
        return Err(UNKNOWN_CHANNEL.into());
    }
    let after = id(&query, "after").unwrap_or(0);
    let limit = id(&query, "limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100);
    let shown = |message: &&Message| {
        message.id > after && message.ephemeral_for.is_none_or(|person| viewer.is_none_or(|viewer| viewer == person))
    };
    let mut found: Vec<Value> =
        channel.messages.values().rev().filter(shown).take(limit).map(|message| world.page_message(message)).collect();
    found.reverse();
    Ok(Json(Value::Array(found)))
}

/// `GET /play/commands?channel=ID&as=ID`: what this person may use there; all without `channel`.
pub async fn commands(State(shared): State<Shared>, Query(query): Asked) -> Played {
    let world = shared.world();
    let list: Value = match (id(&query, "channel"), id(&query, "as")) {
        (Some(channel), Some(user)) => {
            let usable = world.commands_for(user, world.channel(channel)?);
            usable.into_iter().map(|command| command.body.clone()).collect()
        }
        _ => world.commands.values().map(|command| command.body.clone()).collect(),
    };
    Ok(Json(list))
}

/// `GET /play/requests?after=SEQ&limit=N`: what the bot asked for, oldest first.
pub async fn requests(State(shared): State<Shared>, Query(query): Asked) -> Json<Value> {
    let limit = id(&query, "limit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX);
    Json(shared.log().after(id(&query, "after").unwrap_or(0), limit))
}
