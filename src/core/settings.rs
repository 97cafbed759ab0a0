//! What a server and a person chose. Kept by `store/settings.rs`; read by the reply policy, sessions and commands.

use crate::core::names::names;

/// How a worrying message is answered in a server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReplyMode {
    /// A short reply in the channel, with a button for the private card.
    #[default]
    InChannel,
    /// A neutral line in the channel; the details only privately.
    Neutral,
    /// Nothing in the channel; the moderators' channel hears of it.
    Moderators,
}

/// How a session reaches those who take part.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pings {
    /// Every boundary mentions them.
    #[default]
    Ping,
    /// Posted without a push notification.
    Silent,
    /// Read aloud by Discord's text-to-speech, and mentioned.
    Spoken,
}

names!(ReplyMode { InChannel = "in-channel", Neutral = "neutral", Moderators = "moderators" });
names!(Pings { Ping = "ping", Silent = "silent", Spoken = "spoken" });

/// What a server chose; the default is that of a server that never opened `/settings`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuildSettings {
    /// Two-letter country code whose numbers are shown.
    pub country: Option<String>,
    /// Language of what is said in its channels, as Discord spells it.
    pub language: Option<String>,
    /// How a worrying message is answered.
    pub reply_mode: ReplyMode,
    /// Where moderators hear of it.
    pub moderators_channel: Option<i64>,
    /// The role on duty, mentioned there.
    pub duty_role: Option<i64>,
    /// Whether the reply mentions the author.
    pub ping_author: bool,
    /// Whether messages are screened at all.
    pub screening: bool,
    /// How sessions reach people.
    pub session_pings: Pings,
    /// Channels that are not screened.
    pub exempt_channels: Vec<i64>,
}

impl Default for GuildSettings {
    fn default() -> Self {
        Self {
            country: None,
            language: None,
            reply_mode: ReplyMode::default(),
            moderators_channel: None,
            duty_role: None,
            ping_author: true,
            screening: true,
            session_pings: Pings::default(),
            exempt_channels: Vec::new(),
        }
    }
}

/// What a person chose; the default is that of someone who never chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberSettings {
    /// Two-letter country code whose numbers are shown.
    pub country: Option<String>,
    /// Whether their messages may be answered.
    pub replies: bool,
    /// Whether their practice is kept.
    pub history: bool,
    /// When the self-check was last asked, unix ms.
    pub screened_ms: Option<i64>,
}

impl Default for MemberSettings {
    fn default() -> Self {
        Self { country: None, replies: true, history: false, screened_ms: None }
    }
}
