//! The bot itself, other users, direct messages, and where the gateway is.

use serde_json::json;

use super::{Call, Reply, ok};
use crate::playground::check::id;
use crate::playground::errors::{ApiError, CANNOT_DM, UNKNOWN_USER};
use crate::playground::world::World;

pub fn gateway(_: &mut World, call: &Call) -> Reply {
    ok(json!({ "url": call.gateway_url }))
}

pub fn gateway_bot(world: &mut World, call: &Call) -> Reply {
    let limit =
        json!({ "total": 1000, "remaining": world.logins_left, "reset_after": 86_400_000, "max_concurrency": 1 });
    ok(json!({ "url": call.gateway_url, "shards": 1, "session_start_limit": limit }))
}

pub fn me(world: &mut World, _: &Call) -> Reply {
    let mut user = world.user_json(world.bot);
    user["mfa_enabled"] = json!(true);
    user["verified"] = json!(true);
    user["email"] = json!(null);
    user["locale"] = json!("en-US");
    ok(user)
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    let user = call.id(0)?;
    if world.users.contains_key(&user) { ok(world.user_json(user)) } else { Err(UNKNOWN_USER.into()) }
}

pub fn my_guilds(world: &mut World, _: &Call) -> Reply {
    ok(json!([{ "id": world.guild.id.to_string(), "name": world.guild.name, "icon": null, "banner": null,
        "owner": false, "permissions": world.guild_permissions(world.bot).to_string(), "features": [] }]))
}

pub fn open_direct(world: &mut World, call: &Call) -> Reply {
    let Some(person) = id(call.json.get("recipient_id")) else {
        return Err(ApiError::field("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"));
    };
    let user = world.users.get(&person).ok_or(UNKNOWN_USER)?;
    if user.bot {
        return Err(CANNOT_DM.into());
    }
    let channel = world.direct_channel(person, world.bot);
    ok(world.channel_json(world.channel(channel)?))
}
