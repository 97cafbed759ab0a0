//! What a person did, as the bot is told of it: INTERACTION_CREATE and the metadata that answers carry.

use std::time::Instant;

use serde_json::{Value, json};

use super::{COMPONENT, Interaction, MODAL, State};
use crate::playground::clock::Id;
use crate::playground::errors::ApiError;
use crate::playground::hub::Route;
use crate::playground::world::World;
use crate::playground::world::commands::Place;

/// What a person did.
#[derive(Debug)]
pub struct NewInteraction {
    pub user: Id,
    pub channel: Id,
    pub kind: u64,
    /// Discord's `data`.
    pub data: Value,
    /// The message with the button or menu.
    pub source: Option<Id>,
    /// The interaction whose modal this submits.
    pub opened_by: Option<Id>,
    /// Absent: the person's own.
    pub locale: Option<String>,
}

impl World {
    /// Tells the bot of an interaction and returns its id.
    pub fn interact(&mut self, new: NewInteraction) -> Result<Id, ApiError> {
        let id = self.clock.next_id();
        let token = format!("play-{:016x}{:016x}", id.wrapping_mul(0x9E37_79B9_7F4A_7C15), id.rotate_left(17));
        let place = self.place(self.channel(new.channel)?);
        let from_menu = new.data.get("type").and_then(Value::as_u64) == Some(3);
        let event = self.interaction_event(id, &token, place, &new)?;
        let metadata = self.metadata(id, place, &new);
        let interaction = Interaction {
            id,
            token: token.clone(),
            kind: new.kind,
            user: new.user,
            channel: new.channel,
            state: State::Waiting,
            answer: None,
            choices: Value::Null,
            modal: Value::Null,
            original: None,
            followups: Vec::new(),
            source: new.source,
            from_menu,
            place,
            metadata,
            made: Instant::now(),
            made_ms: self.now(),
        };
        self.interactions.by_id.insert(id, interaction);
        self.interactions.by_token.insert(token, id);
        let guild = (place == Place::Server).then_some(self.guild.id);
        self.hub.dispatch(Route { guild, intents: 0 }, "INTERACTION_CREATE", &event, None);
        Ok(id)
    }

    fn interaction_event(&self, id: Id, token: &str, place: Place, new: &NewInteraction) -> Result<Value, ApiError> {
        let channel = self.channel(new.channel)?;
        let own = self.users.get(&new.user).map(|user| user.locale.clone());
        let mut channel_json = self.channel_json(channel);
        channel_json["permissions"] = json!(self.permissions(new.user, channel).to_string());
        let mut event = json!({
            "id": id.to_string(), "application_id": self.bot.to_string(), "type": new.kind, "token": token,
            "version": 1, "data": new.data, "channel_id": channel.id.to_string(), "channel": channel_json,
            "locale": new.locale.clone().or(own).unwrap_or_else(|| self.guild.locale.clone()),
            "app_permissions": self.permissions(self.bot, channel).to_string(), "entitlements": [],
            "entitlement_sku_ids": [], "context": place.context(), "attachment_size_limit": 10_485_760,
            "authorizing_integration_owners": self.owners(place, new.user),
        });
        if place == Place::Server {
            let guild = self.guild.id.to_string();
            let mut member = self.member_json(new.user);
            member["permissions"] = json!(self.permissions(new.user, channel).to_string());
            event["member"] = member;
            event["guild_id"] = json!(guild);
            event["guild_locale"] = json!(self.guild.locale);
            event["guild"] = json!({ "id": guild, "locale": self.guild.locale, "features": [] });
        } else {
            event["user"] = self.user_json(new.user);
        }
        if let Some(source) = new.source {
            event["message"] = self.message_json(self.message(new.channel, source)?);
        }
        Ok(event)
    }

    fn owners(&self, place: Place, user: Id) -> Value {
        match place {
            Place::Server => json!({ "0": self.guild.id.to_string() }),
            Place::BotDirect => json!({ "0": "0" }),
            Place::PrivateChannel => json!({ "1": user.to_string() }),
        }
    }

    fn metadata(&self, id: Id, place: Place, new: &NewInteraction) -> Value {
        let mut data = json!({ "id": id.to_string(), "type": new.kind, "user": self.user_json(new.user),
            "authorizing_integration_owners": self.owners(place, new.user) });
        match (new.kind, new.source, new.opened_by) {
            (COMPONENT, Some(source), _) => data["interacted_message_id"] = json!(source.to_string()),
            (MODAL, _, Some(opener)) => {
                let opener = self.interactions.get(opener).map(|opener| opener.metadata.clone());
                data["triggering_interaction_metadata"] = opener.unwrap_or_default();
            }
            _ => {
                data["name"] = new.data.get("name").cloned().unwrap_or_default();
                if let Some(target) = new.data.get("target_id") {
                    data["target_message_id"] = target.clone();
                }
            }
        }
        data
    }
}
