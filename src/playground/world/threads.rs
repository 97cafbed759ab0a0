//! Threads: opened from a message or on their own, joined, used, archived.

use serde_json::{Value, json};

use super::messages::Draft;
use super::{PRIVATE_THREAD, PUBLIC_THREAD, Thread, World, seed};
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, TOO_MANY_THREAD_MEMBERS, TOO_MANY_THREADS};
use crate::playground::gateway::{GUILD_MEMBERS, GUILDS};
use crate::playground::hub::Viewers;

/// "… started a thread", in the channel.
const THREAD_CREATED: u8 = 18;
/// The message a thread hangs on, repeated as its first.
const THREAD_STARTER: u8 = 21;
/// "… changed the name".
const NAME_CHANGED: u8 = 4;
/// Most members of a thread.
const MEMBERS: usize = 1000;

/// A thread to be opened.
#[derive(Debug, Clone)]
pub struct NewThread {
    pub owner: Id,
    pub parent: Id,
    pub name: String,
    pub private: bool,
    /// The message it hangs on.
    pub message: Option<Id>,
    /// Minutes; 60, 1440, 4320 or 10080.
    pub auto_archive: u64,
    pub invitable: bool,
    /// A forum post's first message.
    pub first: Option<Draft>,
    pub tags: Vec<Id>,
}

impl World {
    /// Opens a thread and returns its id: that of its message, where it hangs on one.
    pub fn open_thread(&mut self, new: NewThread) -> Result<Id, ApiError> {
        let active = self.channels.values().filter(|channel| channel.thread.as_ref().is_some_and(|t| !t.archived));
        if active.count() >= self.settings.max_active_threads {
            return Err(TOO_MANY_THREADS.into());
        }
        let id = new.message.unwrap_or_else(|| self.clock.next_id());
        let now = self.now();
        let mut channel = seed::bare_channel(id, if new.private { PRIVATE_THREAD } else { PUBLIC_THREAD });
        channel.name.clone_from(&new.name);
        channel.parent = Some(new.parent);
        channel.thread = Some(Thread {
            owner: new.owner,
            archived: false,
            locked: false,
            auto_archive: new.auto_archive,
            archive_ms: now,
            created_ms: now,
            active_ms: now,
            invitable: new.invitable,
            members: [(new.owner, now)].into(),
            message_count: 0,
            total_sent: 0,
            tags: new.tags.clone(),
        });
        self.channels.insert(id, channel);
        self.tell_thread(id, "THREAD_CREATE", true);
        self.first_messages(id, new)?;
        Ok(id)
    }

    fn first_messages(&mut self, id: Id, new: NewThread) -> Result<(), ApiError> {
        if let Some(message) = new.message {
            self.message_mut(new.parent, message)?.thread = Some(id);
            self.tell_message(new.parent, message, "MESSAGE_UPDATE");
            let starter =
                Draft { kind: THREAD_STARTER, reference: Some((new.parent, message)), ..Draft::plain(new.owner, "") };
            self.post(id, starter);
        } else if let Some(first) = new.first {
            self.post(id, first);
        } else if !new.private {
            let notice =
                Draft { kind: THREAD_CREATED, reference: Some((id, id)), ..Draft::plain(new.owner, &new.name) };
            self.post(new.parent, notice);
        }
        Ok(())
    }

    /// Tells of a new or changed thread.
    pub fn tell_thread(&mut self, id: Id, name: &str, new: bool) {
        let Some(channel) = self.channels.get(&id) else { return };
        let mut data = self.channel_json(channel);
        if new {
            data["newly_created"] = json!(true);
        }
        self.tell(id, (GUILDS, 0), name, &data);
    }

    /// A message was posted: counts it, takes its author in, wakes the thread.
    pub fn thread_was_used(&mut self, id: Id, author: Id) {
        let now = self.now();
        let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) else { return };
        thread.active_ms = now;
        thread.total_sent += 1;
        thread.message_count += 1;
        let woken = std::mem::replace(&mut thread.archived, false);
        if woken {
            thread.archive_ms = now;
            self.tell_thread(id, "THREAD_UPDATE", false);
        }
        let _ = self.join_thread(id, author);
    }

    /// Who is mentioned in a thread becomes a member of it, if they may see the channel it belongs to.
    pub fn call_into_thread(&mut self, id: Id, message: Id) {
        let Ok(channel) = self.channel(id) else { return };
        let parent = channel.parent.and_then(|parent| self.channels.get(&parent)).filter(|_| channel.thread.is_some());
        let (Some(parent), Ok(message)) = (parent, self.message(id, message)) else { return };
        let called = message.pings.users.iter().filter(|user| self.sees(**user, parent));
        for user in called.copied().collect::<Vec<_>>() {
            let _ = self.join_thread(id, user);
        }
    }

    /// Adds a member; one who is there already changes nothing.
    pub fn join_thread(&mut self, id: Id, user: Id) -> Result<(), ApiError> {
        let now = self.now();
        let Some(thread) = self.channel_mut(id)?.thread.as_mut() else { return Ok(()) };
        if thread.members.contains_key(&user) {
            return Ok(());
        }
        if thread.members.len() >= MEMBERS {
            return Err(TOO_MANY_THREAD_MEMBERS.into());
        }
        thread.members.insert(user, now);
        if user == self.bot {
            self.tell_thread(id, "THREAD_CREATE", false);
        }
        let member = self.thread_member_json(id, user, now);
        self.tell_members(id, &json!([member]), &json!([]));
        Ok(())
    }

    /// Takes a member out.
    pub fn leave_thread(&mut self, id: Id, user: Id) -> Result<(), ApiError> {
        let Some(thread) = self.channel_mut(id)?.thread.as_mut() else { return Ok(()) };
        if thread.members.remove(&user).is_some() {
            self.tell_members(id, &json!([]), &json!([user.to_string()]));
        }
        Ok(())
    }

    fn tell_members(&mut self, id: Id, added: &Value, removed: &Value) {
        let count = self.channels.get(&id).and_then(|channel| channel.thread.as_ref()).map_or(0, |t| t.members.len());
        let data = json!({
            "id": id.to_string(), "guild_id": self.guild.id.to_string(), "member_count": count.min(50),
            "added_members": added, "removed_member_ids": removed,
        });
        self.tell(id, (GUILDS | GUILD_MEMBERS, 0), "THREAD_MEMBERS_UPDATE", &data);
    }

    /// A member of a thread.
    pub fn thread_member_json(&self, id: Id, user: Id, joined_ms: i64) -> Value {
        json!({ "id": id.to_string(), "user_id": user.to_string(), "flags": 0,
            "join_timestamp": crate::playground::clock::iso(joined_ms), "member": self.member_json(user), "presence": null })
    }

    /// Changes a thread's name, archive state and lock; `by` is named in the notice of a new name.
    pub fn change_thread(&mut self, id: Id, by: Id, body: &Value) -> Result<(), ApiError> {
        let now = self.now();
        let channel = self.channel_mut(id)?;
        let renamed = body.get("name").and_then(Value::as_str).filter(|name| **name != channel.name).map(str::to_owned);
        if let Some(name) = &renamed {
            channel.name.clone_from(name);
        }
        if let Some(thread) = channel.thread.as_mut() {
            if let Some(locked) = body.get("locked").and_then(Value::as_bool) {
                thread.locked = locked;
            }
            if let Some(minutes) = body.get("auto_archive_duration").and_then(Value::as_u64) {
                thread.auto_archive = minutes;
            }
            if let Some(archived) = body.get("archived").and_then(Value::as_bool) {
                thread.archived = archived;
                thread.archive_ms = now;
                thread.active_ms = now;
            }
        }
        self.tell_thread(id, "THREAD_UPDATE", false);
        if let Some(name) = renamed {
            self.post(id, Draft { kind: NAME_CHANGED, ..Draft::plain(by, &name) });
        }
        Ok(())
    }

    /// Removes a thread and everything in it.
    pub fn delete_thread(&mut self, id: Id) -> Result<Value, ApiError> {
        let channel = self.channel(id)?;
        let (parent, kind) = (channel.parent, channel.kind);
        let gone = self.channel_json(channel);
        let data = json!({ "id": id.to_string(), "guild_id": self.guild.id.to_string(), "type": kind,
            "parent_id": parent.map(|id| id.to_string()) });
        self.tell(id, (GUILDS, 0), "THREAD_DELETE", &data);
        self.channels.remove(&id);
        if let Some(place) = parent.and_then(|parent| self.channels.get_mut(&parent))
            && let Some(message) = place.messages.get_mut(&id)
        {
            message.thread = None;
        }
        Ok(gone)
    }

    /// Archives threads nobody wrote in for as long as they say.
    pub fn archive_quiet_threads(&mut self) {
        let now = self.now();
        let is_quiet = |thread: &Thread| {
            let wait = i64::try_from(thread.auto_archive).unwrap_or(i64::MAX).saturating_mul(60_000);
            !thread.archived && now - thread.active_ms > wait
        };
        let threads = self.channels.values().filter(|channel| channel.thread.as_ref().is_some_and(is_quiet));
        let quiet: Vec<Id> = threads.map(|channel| channel.id).collect();
        for id in quiet {
            if let Some(thread) = self.channels.get_mut(&id).and_then(|channel| channel.thread.as_mut()) {
                thread.archived = true;
                thread.archive_ms = now;
            }
            self.tell_thread(id, "THREAD_UPDATE", false);
        }
    }

    /// Someone is typing.
    pub fn typing(&mut self, channel: Id, user: Id) {
        let mut data = json!({ "channel_id": channel.to_string(), "user_id": user.to_string(),
            "timestamp": self.now() / 1000 });
        if self.in_guild(channel) {
            data["guild_id"] = json!(self.guild.id.to_string());
            data["member"] = self.member_json(user);
        }
        use crate::playground::gateway::{DIRECT_MESSAGE_TYPING, GUILD_MESSAGE_TYPING};
        self.tell(channel, (GUILD_MESSAGE_TYPING, DIRECT_MESSAGE_TYPING), "TYPING_START", &data);
    }

    /// Everyone on the page may see this.
    pub fn tell_all_pages(&self, name: &str, data: &Value) {
        self.hub.tell_pages(Viewers::Everyone, name, data);
    }
}
