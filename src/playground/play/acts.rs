//! What people do without the bot: write, edit, delete, react, type, open and close threads.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use base64::Engine as _;
use serde_json::{Value, json};

use super::{Played, done, need, person, word};
use crate::playground::Shared;
use crate::playground::check::{self, id};
use crate::playground::clock::Id;
use crate::playground::errors::{
    ARCHIVED_THREAD, ApiError, BLOCKED_BY_AUTOMOD, CANNOT_EDIT_OTHERS, MISSING_ACCESS, MISSING_PERMISSIONS,
    NON_TEXT_CHANNEL, THREAD_EXISTS, THREAD_LOCKED,
};
use crate::playground::world::World;
use crate::playground::world::files::{Upload, content_type};
use crate::playground::world::messages::{REPLY, SUPPRESS_NOTIFICATIONS};
use crate::playground::world::permissions::{
    CREATE_PRIVATE_THREADS, CREATE_PUBLIC_THREADS, MANAGE_MESSAGES, MANAGE_THREADS, SEND_MESSAGES,
    SEND_MESSAGES_IN_THREADS,
};
use crate::playground::world::threads::NewThread;

/// `POST /play/messages {as, channel, content, reply_to?, ping?, silent?, files?: [{name, base64}]}` → the message.
pub async fn post(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (author, channel) = (person(&world, &body)?, need(&body, "channel")?);
    may_write(&world, author, channel)?;
    let files = files(&body)?;
    let form = json!({ "content": word(&body, "content") });
    check::message::check(&form, files.len())?;
    check::message::not_empty(&form, files.len())?;
    if world.blocks(author, channel, word(&body, "content")) {
        return Err(BLOCKED_BY_AUTOMOD.into());
    }
    let mut draft = world.draft(author, channel, &form, &files);
    if let Some(answered) = id(body.get("reply_to")) {
        world.message(channel, answered)?;
        draft.kind = REPLY;
        draft.reference = Some((channel, answered));
        let ping = body.get("ping").and_then(Value::as_bool).unwrap_or(true);
        draft.allowed_mentions = Some(json!({ "parse": ["users", "roles", "everyone"], "replied_user": ping }));
    }
    if body.get("silent").and_then(Value::as_bool) == Some(true) {
        draft.flags |= SUPPRESS_NOTIFICATIONS;
    }
    let message = world.post(channel, draft);
    world.alert(channel, message);
    Ok(Json(world.page_message(world.message(channel, message)?)))
}

fn may_write(world: &World, author: Id, channel: Id) -> Result<(), ApiError> {
    let place = world.channel(channel)?;
    if !place.takes_text() {
        return Err(NON_TEXT_CHANNEL.into());
    }
    let may = world.permissions(author, place);
    let needs = if place.thread.is_some() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    match &place.thread {
        _ if !world.sees(author, place) => Err(MISSING_ACCESS.into()),
        _ if may & needs == 0 => Err(MISSING_PERMISSIONS.into()),
        Some(thread) if thread.archived && thread.locked && may & MANAGE_THREADS == 0 => Err(THREAD_LOCKED.into()),
        _ => Ok(()),
    }
}

fn files(body: &Value) -> Result<Vec<Upload>, ApiError> {
    let list = body.get("files").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let read = |(number, file): (usize, &Value)| {
        let bytes = base64::engine::general_purpose::STANDARD.decode(word(file, "base64"));
        let bytes = bytes.map_err(|_| ApiError::field("files", "BASE64", "This is not base64."))?;
        let name = word(file, "name").to_owned();
        let content_type = content_type(&name).to_owned();
        Ok(Upload { number: number as u64, content_type, name, bytes: Arc::from(bytes) })
    };
    list.iter().enumerate().map(read).collect()
}

/// `PATCH /play/messages {as, channel, message, content}` → the message.
pub async fn edit(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (author, channel, message) = (person(&world, &body)?, need(&body, "channel")?, need(&body, "message")?);
    if world.message(channel, message)?.author != author {
        return Err(CANNOT_EDIT_OTHERS.into());
    }
    let form = json!({ "content": word(&body, "content") });
    check::message::check(&form, 0)?;
    world.edit(channel, message, &form, &[])?;
    Ok(Json(world.page_message(world.message(channel, message)?)))
}

/// `DELETE /play/messages {as, channel, message}`: an own message, any as a moderator, or a private answer to oneself.
pub async fn delete(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (author, channel, message) = (person(&world, &body)?, need(&body, "channel")?, need(&body, "message")?);
    let found = world.message(channel, message)?;
    let own = found.author == author || found.ephemeral_for == Some(author);
    if !own && world.permissions(author, world.channel(channel)?) & MANAGE_MESSAGES == 0 {
        return Err(MISSING_PERMISSIONS.into());
    }
    world.delete(channel, message)?;
    done()
}

/// `POST /play/reactions {as, channel, message, emoji, remove?}`.
pub async fn react(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (user, channel, message) = (person(&world, &body)?, need(&body, "channel")?, need(&body, "message")?);
    let add = body.get("remove").and_then(Value::as_bool) != Some(true);
    world.react(user, channel, message, word(&body, "emoji"), add)?;
    done()
}

/// `POST /play/typing {as, channel}`.
pub async fn typing(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (user, channel) = (person(&world, &body)?, need(&body, "channel")?);
    world.channel(channel)?;
    world.typing(channel, user);
    done()
}

/// `POST /play/threads {as, channel, name, message?, private?, auto_archive_duration?}` → the thread.
pub async fn open_thread(State(shared): State<Shared>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let (owner, parent) = (person(&world, &body)?, need(&body, "channel")?);
    let private = body.get("private").and_then(Value::as_bool).unwrap_or(false);
    let needs = if private { CREATE_PRIVATE_THREADS } else { CREATE_PUBLIC_THREADS };
    if world.permissions(owner, world.channel(parent)?) & needs == 0 {
        return Err(MISSING_PERMISSIONS.into());
    }
    let message = id(body.get("message"));
    if let Some(message) = message
        && world.message(parent, message)?.thread.is_some()
    {
        return Err(THREAD_EXISTS.into());
    }
    let mut errors = crate::playground::errors::FieldErrors::default();
    check::required_text(&mut errors, "name", body.get("name"), 1, 100);
    errors.finish()?;
    let auto_archive = body.get("auto_archive_duration").and_then(Value::as_u64).unwrap_or(1440);
    let name = word(&body, "name").to_owned();
    let new = NewThread {
        owner,
        parent,
        name,
        private,
        message,
        auto_archive,
        invitable: true,
        first: None,
        tags: Vec::new(),
    };
    let thread = world.open_thread(new)?;
    Ok(Json(world.channel_json(world.channel(thread)?)))
}

/// `PATCH /play/threads/{id} {as, archived?, locked?, name?, join?, leave?, delete?}` → the thread.
pub async fn change_thread(State(shared): State<Shared>, Path(thread): Path<Id>, Json(body): Json<Value>) -> Played {
    let mut world = shared.world();
    let user = person(&world, &body)?;
    let channel = world.channel(thread)?;
    let manages = world.permissions(user, channel) & MANAGE_THREADS != 0;
    let owns = channel.thread.as_ref().is_some_and(|thread| thread.owner == user);
    let locked = channel.thread.as_ref().is_some_and(|thread| thread.archived && thread.locked);
    let asks = |key: &str| body.get(key).is_some();
    if (asks("locked") || asks("delete")) && !manages || asks("name") && !manages && !owns {
        return Err(MISSING_PERMISSIONS.into());
    }
    if locked && !manages {
        return Err(ARCHIVED_THREAD.into());
    }
    if asks("delete") {
        return Ok(Json(world.delete_thread(thread)?));
    }
    if asks("join") {
        world.join_thread(thread, user)?;
    }
    if asks("leave") {
        world.leave_thread(thread, user)?;
    }
    if asks("archived") || asks("locked") || asks("name") {
        world.change_thread(thread, user, &body)?;
    }
    Ok(Json(world.channel_json(world.channel(thread)?)))
}
