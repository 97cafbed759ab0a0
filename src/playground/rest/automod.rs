//! AutoMod rules of the server, for a bot with Manage Server.

use serde_json::Value;

use super::{Call, Reply, nothing, ok};
use crate::playground::check::automod::check;
use crate::playground::errors::{ApiError, FieldErrors, MISSING_PERMISSIONS, UNKNOWN_AUTOMOD_RULE, UNKNOWN_GUILD};
use crate::playground::world::World;
use crate::playground::world::permissions::{ADMINISTRATOR, MANAGE_GUILD};

fn may(world: &World, call: &Call) -> Result<(), ApiError> {
    if call.id(0)? != world.guild.id {
        return Err(UNKNOWN_GUILD.into());
    }
    let manages = world.guild_permissions(world.bot) & (MANAGE_GUILD | ADMINISTRATOR) != 0;
    if manages { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) }
}

pub fn list(world: &mut World, call: &Call) -> Reply {
    may(world, call)?;
    ok(world.automod.values().cloned().collect::<Value>())
}

pub fn get(world: &mut World, call: &Call) -> Reply {
    may(world, call)?;
    ok(world.automod.get(&call.id(1)?).ok_or(UNKNOWN_AUTOMOD_RULE)?.clone())
}

pub fn create(world: &mut World, call: &Call) -> Reply {
    may(world, call)?;
    let mut errors = FieldErrors::default();
    check(&mut errors, world, &call.json, true);
    errors.finish()?;
    ok(world.keep_rule(None, &call.json))
}

pub fn change(world: &mut World, call: &Call) -> Reply {
    may(world, call)?;
    let rule = call.id(1)?;
    let mut whole = world.automod.get(&rule).ok_or(UNKNOWN_AUTOMOD_RULE)?.clone();
    crate::playground::world::json::merge(&mut whole, call.json.clone());
    let mut errors = FieldErrors::default();
    check(&mut errors, world, &whole, false);
    errors.finish()?;
    ok(world.keep_rule(Some(rule), &call.json))
}

pub fn delete(world: &mut World, call: &Call) -> Reply {
    may(world, call)?;
    if world.drop_rule(call.id(1)?) { nothing() } else { Err(UNKNOWN_AUTOMOD_RULE.into()) }
}
