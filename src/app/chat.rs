//! The port through which features speak on their own (outside an answer to an interaction): posting, editing, threads.
//! `discord/send.rs` is the real one; tests may bring their own.

use async_trait::async_trait;
use serde_json::Value;

use crate::app::message::Message;
use crate::core::token::Token;

/// How urgent a message is; the sender keeps this order when requests are scarce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Crisis and emergency replies.
    Urgent,
    /// A boundary of a session, by its due time in unix ms.
    Cue(i64),
    /// Everything else that someone waits for.
    Normal,
    /// Edits of a session's card: dropped when the request budget is tight.
    Luxury,
}

/// A message to post.
#[derive(Debug, Clone)]
pub struct Post<'a> {
    /// Channel or thread id.
    pub channel: i64,
    /// The id of the message this replies to, if any; a reply to a message that is gone is posted plainly.
    pub reply_to: Option<i64>,
    /// What it says.
    pub message: &'a Message,
    /// At most 25 characters; Discord returns the first message for a repeat of the same nonce within minutes.
    pub nonce: Option<String>,
    /// When scarce, who goes first.
    pub priority: Priority,
}

/// A further answer to an interaction, the only way to speak where the bot is no member.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp<'a> {
    /// Where the interaction was, for the order of what is said there.
    pub channel: i64,
    /// The interaction's.
    pub token: &'a Token,
    /// What it says.
    pub message: &'a Message,
    /// When scarce, who goes first.
    pub priority: Priority,
}

/// Why Discord did not do it.
#[derive(Debug, thiserror::Error)]
pub enum ChatError {
    /// The channel, thread or message no longer exists.
    #[error("the channel, thread or message is gone")]
    Gone,
    /// The bot lacks a permission; names it as Discord's settings do, for example "Create Public Threads".
    #[error("missing permission: {0}")]
    Forbidden(String),
    /// The thread is archived and locked, the channel has too many threads, or it is no place for messages.
    #[error("no thread to be had: {0}")]
    ThreadLimit(String),
    /// Dropped on purpose: a luxury while the budget is tight.
    #[error("dropped while requests are scarce")]
    Dropped,
    /// Discord or the network failed for now; trying again later may help.
    #[error("not now: {0}")]
    Unavailable(String),
    /// Discord refused the request for good: a fault of ours.
    #[error("refused: {0}")]
    Refused(String),
}

impl ChatError {
    /// Whether trying the same again cannot help.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Gone | Self::Forbidden(_) | Self::ThreadLimit(_) | Self::Refused(_))
    }
}

/// Where a thread is opened.
#[derive(Debug, Clone)]
pub struct NewThread<'a> {
    /// The text channel it belongs to.
    pub channel: i64,
    /// The message it hangs on, absent for a thread of its own.
    pub from_message: Option<i64>,
    /// At most 100 characters.
    pub name: &'a str,
    /// Only for those invited.
    pub private: bool,
}

/// What the bot can do in Discord on its own.
#[async_trait]
pub trait Chat: Send + Sync {
    /// Posts a message and returns its id.
    async fn post(&self, post: Post<'_>) -> Result<i64, ChatError>;
    /// Replaces text, cards and rows of one of the bot's own messages.
    async fn edit(&self, channel: i64, message_id: i64, message: &Message, priority: Priority)
    -> Result<(), ChatError>;
    /// Answers an interaction once more. Discord knows no nonce for it: what is sent twice is seen twice.
    async fn follow_up(&self, follow_up: FollowUp<'_>) -> Result<(), ChatError>;
    /// Opens a thread and returns its id.
    async fn open_thread(&self, thread: NewThread<'_>) -> Result<i64, ChatError>;
    /// Adds a person to a thread.
    async fn add_to_thread(&self, thread: i64, user: i64) -> Result<(), ChatError>;
    /// The id and the name of each AutoMod rule of a server.
    async fn automod_rules(&self, guild: i64) -> Result<Vec<(i64, String)>, ChatError>;
    /// Makes an AutoMod rule, or gives the one called `id` a new content; `rule` is a body as Discord takes it.
    async fn keep_automod_rule(&self, guild: i64, id: Option<i64>, rule: &Value) -> Result<(), ChatError>;
    /// Removes an AutoMod rule.
    async fn drop_automod_rule(&self, guild: i64, id: i64) -> Result<(), ChatError>;
    /// Archives (`true`) or reopens a thread.
    async fn archive_thread(&self, thread: i64, archived: bool) -> Result<(), ChatError>;
}
