//! The bot's application and its commands, global and of the server.

use serde_json::Value;

use super::{Call, Reply, nothing, ok};
use crate::playground::check::commands::{check_all, check_one};
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, UNKNOWN_APPLICATION, UNKNOWN_GUILD};
use crate::playground::world::World;

pub fn me(world: &mut World, _: &Call) -> Reply {
    ok(world.application_json())
}

pub fn list(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    ok(world.list_commands(None))
}

pub fn overwrite(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    check_all(&call.json)?;
    ok(world.overwrite_commands(None, &call.json))
}

pub fn create(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    check_one(&call.json)?;
    Ok((201, Some(world.put_command(None, &call.json))))
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    ok(world.command(None, call.id(1)?)?.body.clone())
}

pub fn change(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    change_one(world, None, call.id(1)?, &call.json)
}

pub fn delete(world: &mut World, call: &Call) -> Reply {
    own(world, call)?;
    delete_one(world, None, call.id(1)?)
}

pub fn list_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    ok(world.list_commands(guild))
}

pub fn overwrite_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    check_all(&call.json)?;
    ok(world.overwrite_commands(guild, &call.json))
}

pub fn create_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    check_one(&call.json)?;
    Ok((201, Some(world.put_command(guild, &call.json))))
}

pub fn get_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    ok(world.command(guild, call.id(2)?)?.body.clone())
}

pub fn change_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    change_one(world, guild, call.id(2)?, &call.json)
}

pub fn delete_in_guild(world: &mut World, call: &Call) -> Reply {
    let guild = own_guild(world, call)?;
    delete_one(world, guild, call.id(2)?)
}

fn change_one(world: &mut World, guild: Option<Id>, id: Id, change: &Value) -> Reply {
    let mut body = world.command(guild, id)?.body.clone();
    crate::playground::world::json::merge(&mut body, change.clone());
    check_one(&body)?;
    world.commands.remove(&id);
    let mut made = world.put_command(guild, &body);
    let fresh = crate::playground::check::id(made.get("id"));
    made["id"] = Value::String(id.to_string());
    if let Some(mut command) = fresh.and_then(|fresh| world.commands.remove(&fresh)) {
        command.body = made.clone();
        world.commands.insert(id, command);
    }
    ok(made)
}

fn delete_one(world: &mut World, guild: Option<Id>, id: Id) -> Reply {
    world.command(guild, id)?;
    world.commands.remove(&id);
    world.tell_all_pages("COMMANDS_CHANGED", &Value::Null);
    nothing()
}

fn own(world: &World, call: &Call) -> Result<(), ApiError> {
    if call.id(0)? == world.bot { Ok(()) } else { Err(UNKNOWN_APPLICATION.into()) }
}

fn own_guild(world: &World, call: &Call) -> Result<Option<Id>, ApiError> {
    own(world, call)?;
    if call.id(1)? == world.guild.id { Ok(Some(world.guild.id)) } else { Err(UNKNOWN_GUILD.into()) }
}
