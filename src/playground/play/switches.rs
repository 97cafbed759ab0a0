//! What the person at the playground can switch, to see how the bot takes it: permissions, intents, limits, faults, the line.

use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::{Played, done, word};
use crate::playground::Shared;
use crate::playground::check::{id, required_text};
use crate::playground::clock::Id;
use crate::playground::errors::{FieldErrors, UNKNOWN_USER};
use crate::playground::gateway::GUILDS;
use crate::playground::hub::Out;
use crate::playground::world::Overwrite;

/// `PATCH /play/settings {refused_intents?, bot_denied?, bot_permissions?, max_active_threads?, old_edits_per_hour?, slow_identify?, limits?,
/// latency_ms?}`.
pub async fn settings(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let count = |key: &str| id(body.get(key)).and_then(|number| usize::try_from(number).ok());
    let flag = |key: &str| body.get(key).and_then(Value::as_bool);
    let settings = &mut world.settings;
    settings.refused_intents = id(body.get("refused_intents")).unwrap_or(settings.refused_intents);
    settings.bot_denied = id(body.get("bot_denied")).unwrap_or(settings.bot_denied);
    settings.max_active_threads = count("max_active_threads").unwrap_or(settings.max_active_threads);
    settings.old_edits_per_hour = count("old_edits_per_hour").unwrap_or(settings.old_edits_per_hour);
    settings.slow_identify = flag("slow_identify").unwrap_or(settings.slow_identify);
    settings.latency = id(body.get("latency_ms")).map_or(settings.latency, Duration::from_millis);
    if let Some(bits) = id(body.get("bot_permissions")) {
        let bot = world.bot;
        world.roles.values_mut().filter(|role| role.bot == Some(bot)).for_each(|role| role.permissions = bits);
    }
    world.tell_all_pages("SETTINGS", &body);
    drop(world);
    if let Some(on) = flag("limits") {
        shared.limits().set(on);
    }
    done()
}

/// `POST /play/users {name, locale?}`: someone joins the server → the person.
pub async fn join(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut errors = FieldErrors::default();
    required_text(&mut errors, "name", body.get("name"), 1, 32);
    errors.finish()?;
    let mut world = shared.world();
    let locale = body.get("locale").and_then(Value::as_str).unwrap_or(&world.guild.locale).to_owned();
    let person = world.join(word(&body, "name"), locale);
    Ok(Json(super::look::person_json(&world, person)))
}

/// `PATCH /play/users/{id} {locale?, takes_messages?}`.
pub async fn user(State(shared): State<Shared>, Path(user): Path<Id>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let user = world.users.get_mut(&user).ok_or(UNKNOWN_USER)?;
    if body.get("locale").is_some() {
        word(&body, "locale").clone_into(&mut user.locale);
    }
    if let Some(takes) = body.get("takes_messages").and_then(Value::as_bool) {
        user.takes_messages = takes;
    }
    done()
}

/// `PATCH /play/channels/{id} {bot_denied: BITS}` takes permissions from the bot there; `{delete: true}` removes the channel.
pub async fn channel(State(shared): State<Shared>, Path(channel): Path<Id>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let bot = world.bot;
    world.channel(channel)?;
    if body.get("delete").and_then(Value::as_bool) == Some(true) {
        let json = world.channel_json(world.channel(channel)?);
        world.tell(channel, (GUILDS, 0), "CHANNEL_DELETE", &json);
        world.channels.retain(|id, other| *id != channel && other.parent != Some(channel));
        return done();
    }
    if let Some(denied) = id(body.get("bot_denied")) {
        let place = world.channel_mut(channel)?;
        let allow = place.overwrites.iter().filter(|over| over.id == bot).fold(0, |all, over| all | over.allow);
        place.overwrites.retain(|over| over.id != bot);
        place.overwrites.push(Overwrite { id: bot, of_member: true, allow: allow & !denied, deny: denied });
        let json = world.channel_json(world.channel(channel)?);
        world.tell(channel, (GUILDS, 0), "CHANNEL_UPDATE", &json);
    }
    done()
}

/// `POST /play/faults {method?, path?, status?, delay_ms?, carried_out?, times?}`: the next requests that fit get this status;
/// 0 = silence; `carried_out`: after they had their effect.
pub async fn faults(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    shared.faults().add(&body);
    done()
}

/// `DELETE /play/faults`.
pub async fn no_faults(State(shared): State<Shared>) -> Played {
    shared.faults().clear();
    done()
}

/// `POST /play/gateway {action}`: `reconnect` asks the bot to resume, `drop` cuts the line, `invalidate` ends its sessions.
pub async fn gateway(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    match word(&body, "action") {
        "reconnect" => world.hub.broadcast(&text(r#"{"op":7,"t":null,"s":null,"d":null}"#)),
        "drop" => world.hub.broadcast(&Out::Close(4000, "The playground cut the line.")),
        "invalidate" => {
            world.hub.broadcast(&text(r#"{"op":9,"t":null,"s":null,"d":false}"#));
            world.hub.forget_all();
        }
        _ => return Err(super::ApiError::field("action", "BASE_TYPE_CHOICES", "reconnect, drop or invalidate").into()),
    }
    done()
}

fn text(json: &str) -> Out {
    Out::Text(json.into())
}
