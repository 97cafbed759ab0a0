//! Who asks, and where: what the features need to know of an interaction or a message. Filled by `discord/caller.rs`.

use crate::core::token::Token;
use crate::core::user_error::UserError;

/// The person and the place of a command, a button or a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The person.
    pub user: i64,
    /// The server, absent in a direct message.
    pub guild: Option<i64>,
    /// The channel or thread.
    pub channel: i64,
    /// What kind of channel it is, and whether the bot can act there on its own.
    pub place: Place,
    /// The person's Discord language, for example "en-GB".
    pub locale: String,
    /// May moderate: Manage Messages, Manage Threads or Moderate Members.
    pub moderator: bool,
    /// Has Manage Server.
    pub manager: bool,
    /// Permissions the bot uses and does not have here, named as Discord's settings name them.
    pub missing: Vec<&'static str>,
    /// What further answers to the interaction take; empty for a message.
    pub token: Token,
}

/// Where something happens; decides whether a thread can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A text or announcement channel of a server the bot is in.
    Text,
    /// A thread of such a server.
    Thread,
    /// A forum, voice or stage channel: no thread for a session can hang there.
    NoThreads,
    /// A direct message with the bot.
    Direct,
    /// The bot is installed by the person only: it may answer, but not post on its own.
    Elsewhere,
}

impl Who {
    /// The server whose settings the person may change.
    ///
    /// # Errors
    /// Outside a server, and without Manage Server.
    pub fn managed(&self) -> Result<i64, UserError> {
        let guild = self.guild.ok_or_else(|| UserError::new("error-server-only"))?;
        if self.manager { Ok(guild) } else { Err(UserError::new("error-manager-only")) }
    }

    /// Whether the bot has the permission that Discord's settings call `name` here.
    pub fn allows(&self, name: &str) -> bool {
        !self.missing.contains(&name)
    }
}
