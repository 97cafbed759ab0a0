//! Posting, changing and removing messages, by the bot and by people alike.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::files::{Attachment, Upload};
use super::mentions::Pings;
use super::{Message, World};
use crate::playground::check::id;
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, EMPTY_MESSAGE, TOO_MANY_OLD_EDITS};
use crate::playground::gateway::{DIRECT_MESSAGES, GUILD_MESSAGES};
use crate::playground::hub::{Route, Viewers};

/// Only one person sees it.
pub const EPHEMERAL: u64 = 1 << 6;
/// "… is thinking".
pub const LOADING: u64 = 1 << 7;
/// No sound for those who are mentioned.
pub const SUPPRESS_NOTIFICATIONS: u64 = 1 << 12;
/// Bits of `flags` that a sender may set.
pub const SENDABLE: u64 = (1 << 2) | SUPPRESS_NOTIFICATIONS | (1 << 13);
/// A reply.
pub const REPLY: u8 = 19;
/// An answer to a slash command.
pub const COMMAND_ANSWER: u8 = 20;
/// An answer to a command of the message menu.
pub const MENU_ANSWER: u8 = 23;

/// How long Discord remembers a nonce.
const NONCE_MEMORY: Duration = Duration::from_secs(300);
/// Messages kept in a channel.
const KEPT: usize = 2000;
const HOUR_MS: i64 = 3_600_000;

/// A message to be posted.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub author: Id,
    pub kind: u8,
    pub content: String,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub flags: u64,
    pub tts: bool,
    pub nonce: Option<Value>,
    pub reference: Option<(Id, Id)>,
    pub allowed_mentions: Option<Value>,
    pub interaction: Option<Value>,
    pub ephemeral_for: Option<Id>,
}

impl Draft {
    /// Text and nothing else.
    pub fn plain(author: Id, content: &str) -> Self {
        Self { author, content: content.to_owned(), ..Self::default() }
    }
}

impl World {
    /// A draft from a checked request body; files become attachments, `attachment://` becomes their address.
    pub fn draft(&mut self, author: Id, channel: Id, body: &Value, files: &[Upload]) -> Draft {
        let word = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut attachments = self.new_attachments(body, files);
        let mut embeds = list(body, "embeds");
        self.place_pictures(channel, &mut embeds, &mut attachments);
        Draft {
            author,
            kind: 0,
            content: word("content"),
            embeds,
            components: numbered(list(body, "components")),
            attachments,
            flags: body.get("flags").and_then(Value::as_u64).unwrap_or(0) & SENDABLE,
            tts: body.get("tts").and_then(Value::as_bool).unwrap_or(false),
            nonce: body.get("nonce").filter(|nonce| !nonce.is_null()).cloned(),
            reference: None,
            allowed_mentions: body.get("allowed_mentions").cloned(),
            interaction: None,
            ephemeral_for: None,
        }
    }

    fn new_attachments(&mut self, body: &Value, files: &[Upload]) -> Vec<Attachment> {
        let described = list(body, "attachments");
        let mut made = Vec::new();
        for file in files {
            let entry = described.iter().find(|entry| id(entry.get("id")) == Some(file.number));
            let word = |key: &str| entry.and_then(|entry| entry.get(key)).and_then(Value::as_str).map(str::to_owned);
            let name = safe_name(&word("filename").unwrap_or_else(|| file.name.clone()));
            made.push(Attachment {
                id: self.clock.next_id(),
                description: word("description"),
                content_type: file.content_type.clone(),
                bytes: self.pool.share(&file.bytes),
                in_embed: false,
                name,
            });
        }
        made
    }

    /// Turns `attachment://name` in embeds into the file's address, and fills in what Discord adds to an embed.
    fn place_pictures(&self, channel: Id, embeds: &mut [Value], files: &mut [Attachment]) {
        for embed in embeds {
            embed["type"] = json!("rich");
            for path in ["/image", "/thumbnail", "/footer", "/author"] {
                let Some(part) = embed.pointer_mut(path) else { continue };
                let key = if part.get("url").is_some() && part.get("name").is_none() { "url" } else { "icon_url" };
                let wanted = part.get(key).and_then(Value::as_str).and_then(|url| url.strip_prefix("attachment://"));
                let Some(file) = files.iter_mut().find(|file| Some(file.name.as_str()) == wanted) else { continue };
                file.in_embed = true;
                let url = self.attachment_url(channel, file);
                part[key] = json!(url);
                part[format!("proxy_{key}")] = json!(url);
                if let (Some((width, height)), "url") = (super::files::picture_size(&file.bytes), key) {
                    part["width"] = json!(width);
                    part["height"] = json!(height);
                    part["content_type"] = json!(file.content_type);
                }
                if let Some(description) = &file.description {
                    part["description"] = json!(description);
                }
            }
            for field in embed.get_mut("fields").and_then(Value::as_array_mut).into_iter().flatten() {
                if field.get("inline").is_none() {
                    field["inline"] = json!(false);
                }
            }
        }
    }

    /// The message that this author posted with this nonce a short while ago, in whatever channel.
    pub fn same_nonce(&self, author: Id, nonce: Option<&Value>) -> Option<&Message> {
        let (since, channel, message) = self.nonces.get(&(author, nonce?.to_string()))?;
        if since.elapsed() > NONCE_MEMORY {
            return None;
        }
        self.message(*channel, *message).ok()
    }

    /// Remembers a nonce for a while.
    pub fn remember_nonce(&mut self, author: Id, channel: Id, nonce: Option<&Value>, message: Id) {
        let Some(nonce) = nonce else { return };
        let now = Instant::now();
        while self.nonce_order.front().is_some_and(|(since, _)| now - *since > NONCE_MEMORY) {
            if let Some((_, old)) = self.nonce_order.pop_front() {
                self.nonces.remove(&old);
            }
        }
        let key = (author, nonce.to_string());
        self.nonce_order.push_back((now, key.clone()));
        self.nonces.insert(key, (now, channel, message));
    }

    /// Posts a draft, wakes an archived thread, and tells everyone.
    pub fn post(&mut self, channel: Id, draft: Draft) -> Id {
        let id = self.clock.next_id();
        let pings = self.pings_of(channel, &draft);
        let now = self.now();
        let private = draft.ephemeral_for;
        let message = Message {
            id,
            channel,
            kind: draft.kind,
            author: draft.author,
            content: draft.content,
            sent_ms: now,
            edited_ms: None,
            tts: draft.tts,
            flags: draft.flags | private.map_or(0, |_| EPHEMERAL),
            embeds: draft.embeds,
            components: draft.components,
            attachments: draft.attachments,
            pings,
            nonce: draft.nonce,
            reference: draft.reference,
            thread: None,
            interaction: draft.interaction,
            ephemeral_for: private,
            reactions: Vec::new(),
            pinned: false,
        };
        let author = message.author;
        if let Some(place) = self.channels.get_mut(&channel) {
            place.messages.insert(id, message);
            if private.is_none() {
                place.last_message = Some(id);
            }
            while place.messages.len() > KEPT {
                place.messages.pop_first();
            }
        }
        if private.is_none() {
            self.thread_was_used(channel, author);
            self.call_into_thread(channel, id);
        }
        self.tell_message(channel, id, "MESSAGE_CREATE");
        id
    }

    fn pings_of(&self, channel: Id, draft: &Draft) -> Pings {
        if draft.ephemeral_for.is_some() {
            return Pings::default();
        }
        let may = self.channels.get(&channel).map_or(0, |place| self.permissions(draft.author, place));
        let replied = draft.reference.and_then(|(channel, message)| self.message(channel, message).ok());
        let replied = replied.map(|message| message.author).filter(|_| draft.kind == REPLY);
        self.pings(draft.author, may, &draft.content, draft.allowed_mentions.as_ref(), replied)
    }

    /// Tells of a new or changed message: the bot by its intents, each page what its person may see.
    pub fn tell_message(&mut self, channel: Id, id: Id, name: &str) {
        let (Ok(message), Ok(place)) = (self.message(channel, id), self.channel(channel)) else { return };
        if self.hub.has_pages() {
            let viewers =
                message.ephemeral_for.map_or_else(|| self.viewers(place), |person| Viewers::Only(vec![person]));
            self.hub.tell_pages(viewers, name, &self.page_message(message));
        }
        if message.ephemeral_for.is_some() || !self.sees(self.bot, place) {
            return;
        }
        let direct = place.is_direct();
        let event = self.message_event(message);
        let plain = self.without_content(message, &event);
        let guild = (!direct).then_some(self.guild.id);
        let intents = if direct { DIRECT_MESSAGES } else { GUILD_MESSAGES };
        self.hub.dispatch(Route { guild, intents }, name, &event, plain.as_ref());
    }

    /// What a bot without the message-content intent gets; nothing different for its own messages, direct messages and
    /// messages that mention it.
    fn without_content(&self, message: &Message, event: &Value) -> Option<Value> {
        let its_business =
            message.author == self.bot || !self.in_guild(message.channel) || message.pings.users.contains(&self.bot);
        if its_business {
            return None;
        }
        let mut plain = event.clone();
        plain["content"] = json!("");
        for key in ["embeds", "attachments", "components"] {
            plain[key] = json!([]);
        }
        Some(plain)
    }

    /// A message with what only the page needs: who is rung, who alone sees it.
    pub fn page_message(&self, message: &Message) -> Value {
        let mut json = self.message_event(message);
        let silent = message.flags & SUPPRESS_NOTIFICATIONS != 0;
        let rung = if message.ephemeral_for.is_some() { Vec::new() } else { self.rung(&message.pings, message.author) };
        let files = message.attachments.iter().map(|file| self.attachment_json(message.channel, file));
        let reactions =
            message.reactions.iter().map(|one| json!({ "emoji": one.emoji, "by": super::json::ids(&one.by) }));
        json["play"] = json!({
            "rings": super::json::ids(&rung), "silent": silent, "files": files.collect::<Value>(),
            "only_for": message.ephemeral_for.map(|id| id.to_string()), "reactions": reactions.collect::<Value>(),
        });
        json
    }

    /// Changes a message as a checked body says; absent fields stay.
    pub fn edit(&mut self, channel: Id, id: Id, body: &Value, files: &[Upload]) -> Result<(), ApiError> {
        let before = self.message(channel, id)?.clone();
        let mut message = before.clone();
        if let Some(content) = body.get("content") {
            message.content = content.as_str().unwrap_or_default().to_owned();
        }
        if body.get("components").is_some() {
            message.components = numbered(list(body, "components"));
        }
        self.edit_files(channel, &mut message, body, files);
        if let Some(flags) = body.get("flags").and_then(Value::as_u64) {
            message.flags = message.flags & !4 | flags & 4;
        }
        message.flags &= !LOADING;
        let blank = message.content.trim().is_empty() && message.embeds.is_empty() && message.components.is_empty();
        if blank && message.attachments.is_empty() && message.flags & LOADING == 0 {
            return Err(EMPTY_MESSAGE.into());
        }
        let was_loading = before.flags & LOADING != 0;
        message.edited_ms = if was_loading { None } else { Some(self.now()) };
        if was_loading && message.ephemeral_for.is_none() {
            let draft = Draft {
                author: message.author,
                content: message.content.clone(),
                allowed_mentions: body.get("allowed_mentions").cloned(),
                ..Draft::default()
            };
            message.pings = self.pings_of(channel, &draft);
        }
        *self.message_mut(channel, id)? = message;
        self.tell_message(channel, id, "MESSAGE_UPDATE");
        Ok(())
    }

    fn edit_files(&mut self, channel: Id, message: &mut Message, body: &Value, files: &[Upload]) {
        if let Some(kept) = body.get("attachments").and_then(Value::as_array) {
            message.attachments.retain(|file| kept.iter().any(|entry| id(entry.get("id")) == Some(file.id)));
        }
        message.attachments.extend(self.new_attachments(body, files));
        if body.get("embeds").is_some() {
            message.attachments.iter_mut().for_each(|file| file.in_embed = false);
            message.embeds = list(body, "embeds");
            self.place_pictures(channel, &mut message.embeds, &mut message.attachments);
        }
    }

    /// Counts an edit of a message older than an hour; too many in a channel are refused with 30046.
    pub fn count_old_edit(&mut self, channel: Id, sent_ms: i64) -> Result<(), ApiError> {
        let now = self.now();
        if now - sent_ms < HOUR_MS {
            return Ok(());
        }
        let edits = self.old_edits.entry(channel).or_default();
        edits.retain(|at| now - at < HOUR_MS);
        if edits.len() >= self.settings.old_edits_per_hour {
            return Err(TOO_MANY_OLD_EDITS.into());
        }
        edits.push(now);
        Ok(())
    }

    /// Removes a message and tells everyone.
    pub fn delete(&mut self, channel: Id, id: Id) -> Result<(), ApiError> {
        let private = self.message(channel, id)?.ephemeral_for;
        let place = self.channel_mut(channel)?;
        place.messages.remove(&id);
        if place.last_message == Some(id) {
            place.last_message = place.messages.keys().next_back().copied();
        }
        let mut data = json!({ "id": id.to_string(), "channel_id": channel.to_string() });
        if self.in_guild(channel) {
            data["guild_id"] = json!(self.guild.id.to_string());
        }
        match private {
            Some(person) => self.hub.tell_pages(Viewers::Only(vec![person]), "MESSAGE_DELETE", &data),
            None => self.tell(channel, (GUILD_MESSAGES, DIRECT_MESSAGES), "MESSAGE_DELETE", &data),
        }
        Ok(())
    }
}

fn list(body: &Value, key: &str) -> Vec<Value> {
    body.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Gives every row and part the number that Discord gives it where the sender gave none.
fn numbered(mut rows: Vec<Value>) -> Vec<Value> {
    fn number(part: &mut Value, next: &mut u64) {
        *next += 1;
        if part.get("id").is_none_or(Value::is_null) {
            part["id"] = json!(*next);
        }
        for inner in part.get_mut("components").and_then(Value::as_array_mut).into_iter().flatten() {
            number(inner, next);
        }
    }
    let mut next = 0;
    rows.iter_mut().for_each(|row| number(row, &mut next));
    rows
}

/// Discord keeps letters, digits, dots, dashes and underscores of a file name.
fn safe_name(name: &str) -> String {
    let safe: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    if safe.trim_matches(['.', '_']).is_empty() { "unknown".to_owned() } else { safe }
}
