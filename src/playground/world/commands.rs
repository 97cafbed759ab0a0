//! The bot's registered commands, and which of them a person may use where.

use serde_json::{Value, json};

use super::permissions::{ADMINISTRATOR, USE_APPLICATION_COMMANDS};
use super::{Channel, World};
use crate::playground::check::id;
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, UNKNOWN_COMMAND};

/// A registered command.
#[derive(Debug, Clone)]
pub struct Command {
    /// Absent for global ones.
    pub guild: Option<Id>,
    pub name: String,
    /// 1 slash, 2 user menu, 3 message menu.
    pub kind: u64,
    pub body: Value,
}

/// Where an interaction happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Server,
    /// Between a person and the bot.
    BotDirect,
    /// Between people, without the bot: only for commands installed to the user.
    PrivateChannel,
}

impl Place {
    /// Discord's number for it.
    pub fn context(self) -> u64 {
        match self {
            Self::Server => 0,
            Self::BotDirect => 1,
            Self::PrivateChannel => 2,
        }
    }
}

impl World {
    /// Registers one command, in place of its namesake.
    pub fn put_command(&mut self, guild: Option<Id>, body: &Value) -> Value {
        let kind = body.get("type").and_then(Value::as_u64).unwrap_or(1);
        let name = body.get("name").and_then(Value::as_str).unwrap_or_default().to_owned();
        let known = self.commands.iter().find(|(_, one)| one.guild == guild && one.kind == kind && one.name == name);
        let command_id = known.map_or_else(|| self.clock.next_id(), |(id, _)| *id);
        let mut json = body.clone();
        let defaults = json!({
            "type": kind, "description": "", "options": [], "name_localizations": null, "dm_permission": true,
            "description_localizations": null, "default_member_permissions": null, "nsfw": false,
            "integration_types": [0], "contexts": null,
        });
        for (key, value) in defaults.as_object().into_iter().flatten() {
            if json.get(key).is_none_or(Value::is_null) {
                json[key] = value.clone();
            }
        }
        json["id"] = json!(command_id.to_string());
        json["application_id"] = json!(self.bot.to_string());
        json["version"] = json!(self.clock.next_id().to_string());
        if let Some(guild) = guild {
            json["guild_id"] = json!(guild.to_string());
        }
        self.commands.insert(command_id, Command { guild, name, kind, body: json.clone() });
        self.tell_all_pages("COMMANDS_CHANGED", &json!({}));
        json
    }

    /// Replaces all commands of a scope.
    pub fn overwrite_commands(&mut self, guild: Option<Id>, list: &Value) -> Value {
        let list = list.as_array().cloned().unwrap_or_default();
        let stays = |command: &Command| {
            list.iter().any(|body| {
                body.get("name").and_then(Value::as_str) == Some(&command.name)
                    && body.get("type").and_then(Value::as_u64).unwrap_or(1) == command.kind
            })
        };
        self.commands.retain(|_, command| command.guild != guild || stays(command));
        let made: Vec<Value> = list.iter().map(|body| self.put_command(guild, body)).collect();
        self.tell_all_pages("COMMANDS_CHANGED", &json!({}));
        Value::Array(made)
    }

    /// The commands of a scope.
    pub fn list_commands(&self, guild: Option<Id>) -> Value {
        self.commands.values().filter(|command| command.guild == guild).map(|command| command.body.clone()).collect()
    }

    /// One command of a scope.
    pub fn command(&self, guild: Option<Id>, id: Id) -> Result<&Command, ApiError> {
        self.commands.get(&id).filter(|command| command.guild == guild).ok_or_else(|| UNKNOWN_COMMAND.into())
    }

    /// The commands that a person may use in a channel, as Discord's client would offer them.
    pub fn commands_for(&self, user: Id, channel: &Channel) -> Vec<&Command> {
        let place = self.place(channel);
        let usable = |command: &&Command| self.usable(command, user, channel, place);
        self.commands.values().filter(usable).collect()
    }

    /// Where a channel is, for interactions.
    pub fn place(&self, channel: &Channel) -> Place {
        match (channel.is_direct(), channel.recipients.contains(&self.bot)) {
            (false, _) => Place::Server,
            (true, true) => Place::BotDirect,
            (true, false) => Place::PrivateChannel,
        }
    }

    fn usable(&self, command: &Command, user: Id, channel: &Channel, place: Place) -> bool {
        if place != Place::Server && command.guild.is_some() {
            return false;
        }
        let listed = |key: &str, wanted: u64, otherwise: bool| match command.body.get(key).and_then(Value::as_array) {
            Some(list) => list.iter().any(|entry| entry.as_u64() == Some(wanted)),
            None => otherwise,
        };
        let install = u64::from(place == Place::PrivateChannel);
        let in_context = listed("contexts", place.context(), place != Place::PrivateChannel);
        if !in_context || !listed("integration_types", install, install == 0) {
            return false;
        }
        place != Place::Server || self.permitted(command, user, channel)
    }

    fn permitted(&self, command: &Command, user: Id, channel: &Channel) -> bool {
        let has = self.permissions(user, channel);
        if has & ADMINISTRATOR != 0 {
            return true;
        }
        let needs = match id(command.body.get("default_member_permissions")) {
            Some(0) => return false,
            needs => needs.unwrap_or(0),
        };
        has & USE_APPLICATION_COMMANDS != 0 && has & needs == needs
    }
}
