//! Reactions on messages.

use serde_json::{Value, json};

use super::World;
use crate::playground::clock::Id;
use crate::playground::errors::ApiError;
use crate::playground::gateway::{DIRECT_MESSAGE_REACTIONS, GUILD_MESSAGE_REACTIONS};

/// One emoji under a message and who chose it.
#[derive(Debug, Clone)]
pub struct Reaction {
    pub emoji: String,
    pub by: Vec<Id>,
}

impl Reaction {
    /// As a message carries it.
    pub fn json(&self, viewer: Id) -> Value {
        json!({
            "emoji": { "id": null, "name": self.emoji }, "count": self.by.len(), "me": self.by.contains(&viewer),
            "count_details": { "burst": 0, "normal": self.by.len() }, "burst_colors": [], "me_burst": false,
        })
    }
}

impl World {
    /// Adds or takes away one reaction; doing it twice changes nothing.
    pub fn react(&mut self, user: Id, channel: Id, message: Id, emoji: &str, add: bool) -> Result<(), ApiError> {
        let target = self.message_mut(channel, message)?;
        let author = target.author;
        let at = target.reactions.iter().position(|reaction| reaction.emoji == emoji);
        match (at, add) {
            (None, true) => target.reactions.push(Reaction { emoji: emoji.to_owned(), by: vec![user] }),
            (Some(at), add) => {
                let Some(reaction) = target.reactions.get_mut(at) else { return Ok(()) };
                if reaction.by.contains(&user) == add {
                    return Ok(());
                }
                reaction.by.retain(|other| *other != user);
                if add {
                    reaction.by.push(user);
                }
                target.reactions.retain(|reaction| !reaction.by.is_empty());
            }
            (None, false) => return Ok(()),
        }
        self.tell_reaction(user, channel, message, author, emoji, add);
        Ok(())
    }

    fn tell_reaction(&mut self, user: Id, channel: Id, message: Id, author: Id, emoji: &str, add: bool) {
        let mut data = json!({
            "user_id": user.to_string(), "channel_id": channel.to_string(), "message_id": message.to_string(),
            "emoji": { "id": null, "name": emoji }, "burst": false, "type": 0,
        });
        if self.channels.get(&channel).is_some_and(|channel| !channel.is_direct()) {
            data["guild_id"] = json!(self.guild.id.to_string());
            if add {
                data["member"] = self.member_json(user);
            }
        }
        if add {
            data["message_author_id"] = json!(author.to_string());
        }
        let name = if add { "MESSAGE_REACTION_ADD" } else { "MESSAGE_REACTION_REMOVE" };
        self.tell(channel, (GUILD_MESSAGE_REACTIONS, DIRECT_MESSAGE_REACTIONS), name, &data);
    }
}
