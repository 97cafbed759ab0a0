//! The world on its first day, from `seed.json`.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use anyhow::Context as _;
use serde_json::Value;

use super::permissions::{EVERYONE, MENTION_EVERYONE, VIEW_CHANNEL};
use super::{Channel, Guild, Member, Overwrite, Role, Settings, User, World};
use crate::playground::check::id;
use crate::playground::clock::{Id, PlayClock};
use crate::playground::hub::Hub;

const SEED: &str = include_str!("seed.json");
/// What the bot's own role adds to @everyone: "mention everyone" as every invite that asks for nothing dangerous.
const BOT_ROLE: u64 = EVERYONE & !MENTION_EVERYONE;
/// Every day a bot may log in this often.
const LOGINS: u64 = 1000;

impl World {
    /// The server, people and channels of `seed.json`.
    pub fn new(clock: Arc<PlayClock>, base_url: String) -> anyhow::Result<Self> {
        let seed: Value = serde_json::from_str(SEED).context("seed.json")?;
        let mut world = Self::bare(clock, base_url, &seed)?;
        world.add_people(&seed)?;
        for (position, channel) in list(&seed, "channels").iter().enumerate() {
            let channel = read_channel(channel, position, world.guild.id, world.bot)?;
            world.channels.insert(channel.id, channel);
        }
        let people: Vec<Id> = world.users.values().filter(|user| !user.bot).map(|user| user.id).collect();
        for person in &people {
            world.direct_channel(*person, world.bot);
        }
        if let [one, other, ..] = people.as_slice() {
            world.direct_channel(*one, *other);
        }
        for message in list(&seed, "messages") {
            world.old_message(message)?;
        }
        Ok(world)
    }

    fn bare(clock: Arc<PlayClock>, base_url: String, seed: &Value) -> anyhow::Result<Self> {
        let guild = seed.get("guild").context("guild")?;
        let created_ms = clock.now_ms() - 90 * 86_400_000;
        let guild = Guild {
            id: number(guild, "id")?,
            name: word(guild, "name")?,
            locale: word(guild, "locale")?,
            owner: number(guild, "owner")?,
            created_ms,
        };
        let mut roles = BTreeMap::new();
        let everyone = Role {
            id: guild.id,
            name: "@everyone".to_owned(),
            color: 0,
            permissions: EVERYONE,
            position: 0,
            bot: None,
        };
        roles.insert(guild.id, everyone);
        Ok(Self {
            clock,
            base_url,
            guild,
            bot: number(seed.get("bot").context("bot")?, "id")?,
            users: BTreeMap::new(),
            members: BTreeMap::new(),
            roles,
            channels: BTreeMap::new(),
            commands: BTreeMap::new(),
            automod: Default::default(),
            interactions: Default::default(),
            settings: Settings {
                refused_intents: 0,
                bot_denied: 0,
                max_active_threads: 1000,
                old_edits_per_hour: 30,
                slow_identify: false,
                latency: std::time::Duration::ZERO,
                answer_within: std::time::Duration::from_secs(3),
            },
            hub: Hub::default(),
            answered: Arc::default(),
            pool: Default::default(),
            nonces: HashMap::new(),
            nonce_order: VecDeque::new(),
            old_edits: HashMap::new(),
            logins_left: LOGINS,
        })
    }

    fn add_people(&mut self, seed: &Value) -> anyhow::Result<()> {
        let bot = seed.get("bot").context("bot")?;
        let bot_role = number(bot, "role")?;
        let role = Role {
            id: bot_role,
            name: word(bot, "global_name")?,
            color: 0,
            permissions: BOT_ROLE,
            position: 1,
            bot: Some(self.bot),
        };
        self.roles.insert(bot_role, role);
        for (index, role) in list(seed, "roles").iter().enumerate() {
            let role = Role {
                id: number(role, "id")?,
                name: word(role, "name")?,
                color: number(role, "color")?,
                permissions: number(role, "permissions")?,
                position: index + 2,
                bot: None,
            };
            self.roles.insert(role.id, role);
        }
        self.add_person(bot, true, vec![bot_role])?;
        for person in list(seed, "people") {
            let roles = list(person, "roles").iter().filter_map(|role| id(Some(role))).collect();
            self.add_person(person, false, roles)?;
        }
        Ok(())
    }

    fn add_person(&mut self, person: &Value, bot: bool, roles: Vec<Id>) -> anyhow::Result<()> {
        let user = User {
            id: number(person, "id")?,
            username: word(person, "username")?,
            global_name: word(person, "global_name")?,
            bot,
            locale: word(person, "locale").unwrap_or_else(|_| self.guild.locale.clone()),
            takes_messages: true,
        };
        let member = Member { nick: None, roles, joined_ms: self.guild.created_ms };
        self.members.insert(user.id, member);
        self.users.insert(user.id, user);
        Ok(())
    }

    fn old_message(&mut self, message: &Value) -> anyhow::Result<()> {
        let channel = number(message, "channel")?;
        let ago = i64::try_from(number(message, "minutes_ago")?)? * 60_000;
        let draft = super::messages::Draft::plain(number(message, "author")?, &word(message, "content")?);
        let id = self.post(channel, draft);
        if let Some(place) = self.channels.get_mut(&channel)
            && let Some(mut message) = place.messages.remove(&id)
        {
            message.sent_ms -= ago;
            message.id -= u64::try_from(ago)? << 22;
            place.last_message = Some(message.id);
            place.messages.insert(message.id, message);
        }
        Ok(())
    }
}

/// A channel with nothing in it.
pub(super) fn bare_channel(id: Id, kind: u8) -> Channel {
    Channel {
        id,
        kind,
        name: String::new(),
        topic: None,
        parent: None,
        position: 0,
        overwrites: Vec::new(),
        recipients: Vec::new(),
        thread: None,
        last_message: None,
        messages: BTreeMap::new(),
    }
}

fn read_channel(seed: &Value, position: usize, guild: Id, bot: Id) -> anyhow::Result<Channel> {
    let mut channel = bare_channel(number(seed, "id")?, u8::try_from(number(seed, "type")?)?);
    channel.name = word(seed, "name")?;
    channel.topic = word(seed, "topic").ok();
    channel.parent = id(seed.get("parent"));
    channel.position = position;
    if let Some(only) = id(seed.get("only")) {
        channel.overwrites = vec![
            Overwrite { id: guild, of_member: false, allow: 0, deny: VIEW_CHANNEL },
            Overwrite { id: only, of_member: false, allow: VIEW_CHANNEL, deny: 0 },
            Overwrite { id: bot, of_member: true, allow: VIEW_CHANNEL, deny: 0 },
        ];
    }
    Ok(channel)
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn number(value: &Value, key: &str) -> anyhow::Result<u64> {
    id(value.get(key)).with_context(|| format!("seed.json: {key}"))
}

fn word(value: &Value, key: &str) -> anyhow::Result<String> {
    value.get(key).and_then(Value::as_str).map(str::to_owned).with_context(|| format!("seed.json: {key}"))
}
