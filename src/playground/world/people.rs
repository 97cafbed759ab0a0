//! People who come to the server while it runs; the first ones are there from the seed.

use serde_json::json;

use super::{Member, User, World};
use crate::playground::clock::Id;
use crate::playground::gateway::GUILD_MEMBERS;
use crate::playground::hub::Route;

impl World {
    /// Someone new joins the server and may write to the bot directly.
    pub fn join(&mut self, name: &str, locale: String) -> Id {
        let id = self.clock.next_id();
        let user = User {
            id,
            username: name.to_lowercase(),
            global_name: name.to_owned(),
            bot: false,
            locale,
            takes_messages: true,
        };
        self.users.insert(id, user);
        self.members.insert(id, Member { nick: None, roles: Vec::new(), joined_ms: self.now() });
        self.direct_channel(id, self.bot);
        let guild = self.guild.id;
        let mut member = self.member_json(id);
        member["guild_id"] = json!(guild.to_string());
        self.hub.dispatch(Route { guild: Some(guild), intents: GUILD_MEMBERS }, "GUILD_MEMBER_ADD", &member, None);
        id
    }
}
