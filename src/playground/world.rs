//! What exists in the playground: one server, its people, channels, threads, messages, and what is under way. Changed by
//! `rest` (the bot) and `play` (the people); every change is told to both through `hub`.

pub mod access;
pub mod automod;
pub mod commands;
pub mod files;
pub mod interactions;
pub mod json;
pub mod mentions;
pub mod messages;
mod people;
pub mod permissions;
pub mod reactions;
mod seed;
pub mod threads;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::Notify;

use super::clock::{Id, PlayClock};
use super::hub::{Hub, Route, Viewers};
use files::{Attachment, Pool};

/// Discord's channel types used here.
pub const TEXT: u8 = 0;
pub const DIRECT: u8 = 1;
pub const VOICE: u8 = 2;
pub const CATEGORY: u8 = 4;
pub const PUBLIC_THREAD: u8 = 11;
pub const PRIVATE_THREAD: u8 = 12;
pub const FORUM: u8 = 15;

/// A person or the bot.
#[derive(Debug, Clone)]
pub struct User {
    pub id: Id,
    pub username: String,
    pub global_name: String,
    pub bot: bool,
    /// As Discord tells it with an interaction, for example `en-GB`.
    pub locale: String,
    /// Whether the bot may write to them directly; else 50007.
    pub takes_messages: bool,
}

#[derive(Debug, Clone)]
pub struct Member {
    pub nick: Option<String>,
    pub roles: Vec<Id>,
    pub joined_ms: i64,
}

#[derive(Debug, Clone)]
pub struct Role {
    pub id: Id,
    pub name: String,
    pub color: u64,
    pub permissions: u64,
    pub position: usize,
    /// The bot this role was made for.
    pub bot: Option<Id>,
}

/// What a channel changes for a role or a member.
#[derive(Debug, Clone)]
pub struct Overwrite {
    pub id: Id,
    pub of_member: bool,
    pub allow: u64,
    pub deny: u64,
}

#[derive(Debug, Clone)]
pub struct Channel {
    pub id: Id,
    pub kind: u8,
    pub name: String,
    pub topic: Option<String>,
    pub parent: Option<Id>,
    pub position: usize,
    pub overwrites: Vec<Overwrite>,
    /// The two ends of a direct message; empty in a server.
    pub recipients: Vec<Id>,
    pub thread: Option<Thread>,
    pub last_message: Option<Id>,
    pub messages: BTreeMap<Id, Message>,
}

/// What makes a channel a thread.
#[derive(Debug, Clone)]
pub struct Thread {
    pub owner: Id,
    pub archived: bool,
    pub locked: bool,
    /// Minutes of silence after which it is archived.
    pub auto_archive: u64,
    pub archive_ms: i64,
    pub created_ms: i64,
    pub active_ms: i64,
    pub invitable: bool,
    /// Members and when they joined.
    pub members: BTreeMap<Id, i64>,
    pub message_count: u64,
    pub total_sent: u64,
    pub tags: Vec<Id>,
}

#[derive(Debug, Clone)]
pub struct Message {
    pub id: Id,
    pub channel: Id,
    pub kind: u8,
    pub author: Id,
    pub content: String,
    pub sent_ms: i64,
    pub edited_ms: Option<i64>,
    pub tts: bool,
    pub flags: u64,
    pub embeds: Vec<Value>,
    pub components: Vec<Value>,
    pub attachments: Vec<Attachment>,
    pub pings: mentions::Pings,
    pub nonce: Option<Value>,
    /// Channel and message this one answers.
    pub reference: Option<(Id, Id)>,
    pub thread: Option<Id>,
    /// `interaction_metadata`, where an interaction made it.
    pub interaction: Option<Value>,
    /// The only person who sees it.
    pub ephemeral_for: Option<Id>,
    pub reactions: Vec<reactions::Reaction>,
    pub pinned: bool,
}

#[derive(Debug, Clone)]
pub struct Guild {
    pub id: Id,
    pub name: String,
    pub locale: String,
    pub owner: Id,
    pub created_ms: i64,
}

/// What the person at the playground can switch, to try how the bot takes it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Privileged intents that are not enabled: identifying with one of them is answered with 4014.
    pub refused_intents: u64,
    /// Permissions taken away from the bot everywhere.
    pub bot_denied: u64,
    /// Most active threads of the server; Discord allows 1,000.
    pub max_active_threads: usize,
    /// Most edits an hour of messages older than an hour, in each channel.
    pub old_edits_per_hour: usize,
    /// One identify each 5 s, as Discord has it; off so that a killed bot is back at once.
    pub slow_identify: bool,
    /// Real time from a request of the bot to its answer, as the way to Discord takes it; none by default.
    pub latency: Duration,
    /// How long the bot has for its first answer, in real time: it is about the network, not about people.
    pub answer_within: Duration,
}

/// Author and text of a nonce.
type Nonce = (Id, String);

/// Everything.
pub struct World {
    pub clock: Arc<PlayClock>,
    pub base_url: String,
    pub guild: Guild,
    pub bot: Id,
    pub users: BTreeMap<Id, User>,
    pub members: BTreeMap<Id, Member>,
    pub roles: BTreeMap<Id, Role>,
    pub channels: BTreeMap<Id, Channel>,
    pub commands: BTreeMap<Id, commands::Command>,
    pub automod: automod::Rules,
    pub interactions: interactions::Book,
    pub settings: Settings,
    pub hub: Hub,
    /// Wakes those who wait for an interaction's answer.
    pub answered: Arc<Notify>,
    pool: Pool,
    /// When a nonce was used, and the channel and message it made.
    nonces: HashMap<Nonce, (Instant, Id, Id)>,
    /// The nonces in the order in which they will be forgotten.
    nonce_order: VecDeque<(Instant, Nonce)>,
    old_edits: HashMap<Id, Vec<i64>>,
    /// Gateway logins left of the day's 1,000.
    pub logins_left: u64,
}

impl Channel {
    /// A direct message: no server.
    pub fn is_direct(&self) -> bool {
        self.kind == DIRECT
    }

    /// Can hold messages.
    pub fn takes_text(&self) -> bool {
        !matches!(self.kind, CATEGORY | FORUM)
    }
}

impl World {
    /// Unix ms on the playground's clock.
    pub fn now(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Tells the bot (where it may see the channel) and the pages of something in a channel. The intents are those for a
    /// server and for a direct message.
    pub fn tell(&mut self, channel: Id, intents: (u64, u64), name: &str, data: &Value) {
        self.tell_with(channel, intents, name, data, None);
    }

    /// As `tell`, with another form of the data for sessions without the message-content intent.
    pub fn tell_with(&mut self, channel: Id, intents: (u64, u64), name: &str, data: &Value, plain: Option<&Value>) {
        let Some(place) = self.channels.get(&channel) else { return };
        let direct = place.is_direct();
        let to_bot = self.sees(self.bot, place);
        if self.hub.has_pages() {
            self.hub.tell_pages(self.viewers(place), name, data);
        }
        if to_bot {
            let guild = (!direct).then_some(self.guild.id);
            let intents = if direct { intents.1 } else { intents.0 };
            self.hub.dispatch(Route { guild, intents }, name, data, plain);
        }
    }

    /// Who sees what happens in a channel on the page.
    pub fn viewers(&self, channel: &Channel) -> Viewers {
        let people = self.users.values().filter(|user| !user.bot);
        let seeing: Vec<Id> = people.clone().filter(|user| self.sees(user.id, channel)).map(|user| user.id).collect();
        if seeing.len() == people.count() { Viewers::Everyone } else { Viewers::Only(seeing) }
    }

    /// The direct messages between two users, opened if need be.
    pub fn direct_channel(&mut self, one: Id, other: Id) -> Id {
        let both = |channel: &&Channel| {
            channel.is_direct() && channel.recipients.contains(&one) && channel.recipients.contains(&other)
        };
        if let Some(channel) = self.channels.values().find(both) {
            return channel.id;
        }
        let id = self.clock.next_id();
        let mut channel = seed::bare_channel(id, DIRECT);
        channel.recipients = vec![one, other];
        self.channels.insert(id, channel);
        let viewers = Viewers::Only(vec![one, other]);
        let data = self.channels.get(&id).map(|channel| self.channel_json(channel)).unwrap_or_default();
        self.hub.tell_pages(viewers, "CHANNEL_CREATE", &data);
        id
    }
}
