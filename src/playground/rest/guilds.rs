//! The server, its channels, roles and members.

use serde_json::{Value, json};

use super::{Call, Reply, nothing, ok};
use crate::playground::check::text;
use crate::playground::clock::Id;
use crate::playground::errors::{
    ApiError, FieldErrors, MISSING_PERMISSIONS, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_ROLE,
};
use crate::playground::gateway::GUILD_MEMBERS;
use crate::playground::hub::Route;
use crate::playground::world::World;
use crate::playground::world::permissions::{CHANGE_NICKNAME, MANAGE_ROLES};

fn own(world: &World, call: &Call) -> Result<Id, ApiError> {
    if call.id(0)? == world.guild.id { Ok(world.guild.id) } else { Err(UNKNOWN_GUILD.into()) }
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let mut json = world.guild_json();
    if call.query.get("with_counts").is_some_and(|with| with == "true") {
        json["approximate_member_count"] = json!(world.members.len());
        json["approximate_presence_count"] = json!(world.members.len());
    }
    ok(json)
}

pub fn channels(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let here = world.channels.values().filter(|channel| !channel.is_direct() && channel.thread.is_none());
    ok(here.map(|channel| world.channel_json(channel)).collect())
}

pub fn roles(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    ok(world.roles_json())
}

pub fn members(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    if world.settings.refused_intents & GUILD_MEMBERS != 0 {
        return Err(crate::playground::errors::MISSING_ACCESS.into());
    }
    let limit = usize::try_from(call.number("limit").unwrap_or(1)).unwrap_or(1).clamp(1, 1000);
    let after = call.number("after").unwrap_or(0);
    let ids = world.members.keys().filter(|id| **id > after).take(limit);
    ok(ids.map(|id| world.member_json(*id)).collect::<Value>())
}

pub fn member(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    let user = call.id(1)?;
    if world.members.contains_key(&user) { ok(world.member_json(user)) } else { Err(UNKNOWN_MEMBER.into()) }
}

pub fn rename_me(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    if world.guild_permissions(world.bot) & CHANGE_NICKNAME == 0 {
        return Err(MISSING_PERMISSIONS.into());
    }
    let mut errors = FieldErrors::default();
    text(&mut errors, "nick", call.json.get("nick"), 0, 32);
    errors.finish()?;
    let bot = world.bot;
    if let Some(member) = world.members.get_mut(&bot) {
        member.nick = call.json.get("nick").and_then(Value::as_str).map(str::to_owned);
    }
    ok(world.member_json(bot))
}

pub fn add_role(world: &mut World, call: &Call) -> Reply {
    change_role(world, call, true)
}

pub fn remove_role(world: &mut World, call: &Call) -> Reply {
    change_role(world, call, false)
}

fn change_role(world: &mut World, call: &Call, add: bool) -> Reply {
    own(world, call)?;
    let (user, role) = (call.id(1)?, call.id(2)?);
    let wanted = world.roles.get(&role).ok_or(UNKNOWN_ROLE)?.position;
    let own_roles = world.members.get(&world.bot).map(|member| member.roles.clone()).unwrap_or_default();
    let highest = own_roles.iter().filter_map(|role| world.roles.get(role)).map(|role| role.position).max();
    if world.guild_permissions(world.bot) & MANAGE_ROLES == 0 || highest.is_none_or(|highest| highest <= wanted) {
        return Err(MISSING_PERMISSIONS.into());
    }
    let member = world.members.get_mut(&user).ok_or(UNKNOWN_MEMBER)?;
    member.roles.retain(|other| *other != role);
    if add {
        member.roles.push(role);
    }
    let guild = world.guild.id;
    let mut json = world.member_json(user);
    json["guild_id"] = json!(guild.to_string());
    world.hub.dispatch(Route { guild: Some(guild), intents: GUILD_MEMBERS }, "GUILD_MEMBER_UPDATE", &json, None);
    nothing()
}
