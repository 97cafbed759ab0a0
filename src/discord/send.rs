//! How `app` speaks on its own: posts, edits and threads, in the order of their urgency. The real [`Chat`]; behind it serenity's
//! HTTP client and the request funnel.

mod refusal;
mod turns;

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::{Value, json};
use serenity::all::{
    AutoArchiveDuration, Builder, ChannelId, ChannelType, CreateThread, GuildId, Http, LightMethod, MessageId,
    MessageReference, MessageReferenceKind, Nonce, RuleId, UserId,
};
use serenity::http::{Request, Route};

use crate::app::chat::{Chat, ChatError, FollowUp, NewThread, Post, Priority};
use crate::app::message::Message;
use crate::core::text::cut;
use crate::discord::limits::Funnel;
use crate::discord::render::{self, snowflake};
use refusal::Action;
use turns::{Kind, Lane, Turn, Turns};

/// Below this share of the request budget, what nobody waits for is left out.
const LUXURY_BUDGET: f64 = 0.1;
/// Discord's limit for the name of a thread.
const THREAD_NAME: usize = 100;

/// Says things in Discord.
pub struct Sender {
    http: Arc<Http>,
    turns: Arc<Turns>,
    budget: Box<dyn Fn() -> f64 + Send + Sync>,
}

impl Sender {
    /// `http` must be pointed at `funnel`, which says how much of the request budget is left.
    pub fn new(http: Arc<Http>, funnel: Arc<Funnel>) -> Self {
        Self::with_budget(http, move || funnel.budget())
    }

    fn with_budget(http: Arc<Http>, budget: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self { http, turns: Arc::new(Turns::default()), budget: Box::new(budget) }
    }

    /// Waits for its turn, and only a luxury is turned away.
    async fn turn(&self, channel: i64, kind: Kind, priority: Priority) -> Result<Turn, ChatError> {
        if priority != Priority::Luxury {
            return Ok(self.turns.wait(Lane { channel, kind }, priority).await);
        }
        let turn = if (self.budget)() < LUXURY_BUDGET { None } else { self.turns.now(Lane { channel, kind }) };
        turn.ok_or(ChatError::Dropped)
    }

    async fn failed(&self, error: &serenity::Error, channel: ChannelId, action: Action) -> ChatError {
        let asks_where = action.depends_on_threads() && refusal::is_missing_permission(error);
        let in_thread = asks_where && self.is_thread(channel).await;
        refusal::read(error, action, in_thread)
    }

    /// Discord names no permission when one is missing; which one it is differs between channels and threads.
    async fn is_thread(&self, channel_id: ChannelId) -> bool {
        #[derive(Deserialize)]
        struct Found {
            #[serde(rename = "type")]
            kind: ChannelType,
        }
        let request = Request::new(Route::Channel { channel_id }, LightMethod::Get);
        let Ok(found) = self.http.fire::<Found>(request).await else { return false };
        matches!(found.kind, ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread)
    }
}

#[async_trait]
impl Chat for Sender {
    async fn post(&self, post: Post<'_>) -> Result<i64, ChatError> {
        let channel = channel_id(post.channel)?;
        let mut message = render::create(post.message);
        if let Some(replied) = post.reply_to.and_then(snowflake) {
            let reference = MessageReference::new(MessageReferenceKind::Default, channel);
            let reference = reference.message_id(MessageId::new(replied)).fail_if_not_exists(false);
            message = message.reference_message(reference);
        }
        if let Some(nonce) = post.nonce {
            message = message.nonce(Nonce::String(nonce)).enforce_nonce(true);
        }
        let _turn = self.turn(post.channel, Kind::Post, post.priority).await?;
        let action = Action::Post { picture: post.message.cards.iter().any(|card| card.picture.is_some()) };
        match message.execute(&self.http, (channel, None)).await {
            Ok(message) => Ok(id(message.id.get())),
            Err(error) => Err(self.failed(&error, channel, action).await),
        }
    }

    async fn edit(
        &self,
        channel: i64,
        message_id: i64,
        message: &Message,
        priority: Priority,
    ) -> Result<(), ChatError> {
        let target = (channel_id(channel)?, MessageId::new(snowflake(message_id).ok_or(ChatError::Gone)?), None);
        let _turn = self.turn(channel, Kind::Edit, priority).await?;
        match render::edit(message).execute(&self.http, target).await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(&error, target.0, Action::Edit).await),
        }
    }

    async fn follow_up(&self, follow_up: FollowUp<'_>) -> Result<(), ChatError> {
        let _turn = self.turn(follow_up.channel, Kind::Post, follow_up.priority).await?;
        let request = render::follow_up(follow_up.message);
        match request.execute(&self.http, (None, follow_up.token.secret())).await {
            Ok(_) => Ok(()),
            Err(error) => Err(refusal::read(&error, Action::FollowUp, false)),
        }
    }

    async fn open_thread(&self, thread: NewThread<'_>) -> Result<i64, ChatError> {
        let channel_id = channel_id(thread.channel)?;
        let new = CreateThread::new(cut(thread.name, THREAD_NAME)).auto_archive_duration(AutoArchiveDuration::OneHour);
        let (route, body) = match thread.from_message.and_then(snowflake) {
            // A thread on a message is public and of the channel's kind; Discord takes no type for it.
            Some(message) => {
                (Route::ChannelMessageThreads { channel_id, message_id: MessageId::new(message) }, json!(new))
            }
            None if thread.private => {
                (Route::ChannelThreads { channel_id }, json!(new.kind(ChannelType::PrivateThread).invitable(false)))
            }
            None => (Route::ChannelThreads { channel_id }, json!(new.kind(ChannelType::PublicThread))),
        };
        let request = Request::new(route, LightMethod::Post).body(Some(body.to_string().into_bytes()));
        let _turn = self.turn(thread.channel, Kind::Thread, Priority::Normal).await?;
        let action = Action::OpenThread { private: thread.private && thread.from_message.is_none() };
        match self.http.fire::<Created>(request).await {
            Ok(created) => Ok(id(created.id.get())),
            Err(error) => Err(self.failed(&error, channel_id, action).await),
        }
    }

    async fn add_to_thread(&self, thread: i64, user: i64) -> Result<(), ChatError> {
        let channel = channel_id(thread)?;
        let user = snowflake(user).ok_or_else(|| ChatError::Refused("not a user".to_owned()))?;
        let _turn = self.turn(thread, Kind::Thread, Priority::Normal).await?;
        match self.http.add_thread_channel_member(channel, UserId::new(user)).await {
            Ok(()) => Ok(()),
            Err(error) => Err(self.failed(&error, channel, Action::AddToThread).await),
        }
    }

    async fn automod_rules(&self, guild: i64) -> Result<Vec<(i64, String)>, ChatError> {
        let request = Request::new(Route::GuildAutomodRules { guild_id: guild_id(guild)? }, LightMethod::Get);
        let rules: Vec<Named> = self.automod(request).await?;
        Ok(rules.into_iter().map(|rule| (id(rule.id.get()), rule.name)).collect())
    }

    async fn keep_automod_rule(&self, guild: i64, id: Option<i64>, rule: &Value) -> Result<(), ChatError> {
        let guild_id = guild_id(guild)?;
        let (route, method) = match id {
            Some(id) => (Route::GuildAutomodRule { guild_id, rule_id: rule_id(id)? }, LightMethod::Patch),
            None => (Route::GuildAutomodRules { guild_id }, LightMethod::Post),
        };
        let mut body = rule.clone();
        if let (Some(_), Some(fields)) = (id, body.as_object_mut()) {
            // What a rule looks at cannot be changed, and is not asked for again.
            fields.shift_remove("trigger_type");
        }
        let request = Request::new(route, method).body(Some(body.to_string().into_bytes()));
        self.automod::<IgnoredAny>(request).await.map(drop)
    }

    async fn drop_automod_rule(&self, guild: i64, id: i64) -> Result<(), ChatError> {
        let dropped = self.http.delete_automod_rule(guild_id(guild)?, rule_id(id)?, None).await;
        dropped.map_err(|error| refusal::read(&error, Action::AutoMod, false))
    }

    async fn archive_thread(&self, thread: i64, archived: bool) -> Result<(), ChatError> {
        let channel_id = channel_id(thread)?;
        let body = json!({ "archived": archived }).to_string().into_bytes();
        let request = Request::new(Route::Channel { channel_id }, LightMethod::Patch).body(Some(body));
        let _turn = self.turn(thread, Kind::Thread, Priority::Normal).await?;
        match self.http.fire::<IgnoredAny>(request).await {
            Ok(_) => Ok(()),
            Err(error) => Err(self.failed(&error, channel_id, Action::ArchiveThread).await),
        }
    }
}

impl Sender {
    /// A request about the AutoMod rules of a server.
    async fn automod<T: DeserializeOwned>(&self, request: Request<'_>) -> Result<T, ChatError> {
        self.http.fire(request).await.map_err(|error| refusal::read(&error, Action::AutoMod, false))
    }
}

/// All that is needed of an AutoMod rule; what serenity asks for besides, rules of newer kinds do not have.
#[derive(Deserialize)]
struct Named {
    id: RuleId,
    name: String,
}

/// All that is needed of what Discord made.
#[derive(Deserialize)]
struct Created {
    id: ChannelId,
}

fn guild_id(id: i64) -> Result<GuildId, ChatError> {
    snowflake(id).map(GuildId::new).ok_or(ChatError::Gone)
}

fn rule_id(id: i64) -> Result<RuleId, ChatError> {
    snowflake(id).map(RuleId::new).ok_or(ChatError::Gone)
}

fn channel_id(id: i64) -> Result<ChannelId, ChatError> {
    snowflake(id).map(ChannelId::new).ok_or(ChatError::Gone)
}

/// Discord's ids stay below 2^63 for the next hundred years.
fn id(snowflake: u64) -> i64 {
    i64::try_from(snowflake).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests;
