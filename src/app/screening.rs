//! Notices: a message is read, and where it carries something the person gets one kind reply with the right number. Also what
//! the buttons under a reply do, and **Check this message**. From `discord/events.rs`; nothing of a message is kept or logged.

mod explain;
mod moderators;
mod policy;
mod reply;
mod window;

pub use explain::explain;
pub use moderators::claim;
pub use reply::{card, not_right, stop};
pub use window::{deleted, forget};

use crate::app::state::App;
use crate::core::referral::ReplyKind;
use crate::core::screening::verdict::{Evidence, Verdict};
use crate::core::settings::{GuildSettings, ReplyMode};

/// A message someone wrote or edited.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// Its id.
    pub message: i64,
    /// The channel or thread it is in.
    pub channel: i64,
    /// The server, absent in a direct message.
    pub guild: Option<i64>,
    /// Who wrote it.
    pub author: i64,
    /// Written by a bot, a webhook or Discord itself.
    pub automatic: bool,
    /// Its text; empty where Discord does not hand it out.
    pub content: &'a str,
}

/// Reads a message and replies where that is called for: once a message, and the calmer kinds once in their cool-down.
///
/// # Errors
/// The store or Discord failed; the message can then be answered by another try.
pub async fn said(app: &App, said: &Said<'_>) -> anyhow::Result<()> {
    if said.automatic || said.content.is_empty() {
        return Ok(());
    }
    let (verdict, parts) = app.read(said.content).await;
    if parts.is_empty() {
        window::retract(app, said);
    }
    if parts.is_empty() && verdict.labels.is_empty() {
        return Ok(());
    }
    let settings = policy::settings_of(app, said.guild).await?;
    if !policy::listens(app, said, &settings).await? {
        return Ok(());
    }
    let verdict = window::added(app, said, verdict, &parts);
    match ReplyKind::for_verdict(&verdict) {
        Some(kind) => answer(app, said, &settings, kind, first_rule(&verdict)).await,
        None => Ok(()),
    }
}

/// Answers a message that Discord's own filter flagged, and whose words the bot does not see.
///
/// # Errors
/// The store or Discord failed; the message can then be answered by another try.
pub async fn flagged(app: &App, said: &Said<'_>, kind: ReplyKind) -> anyhow::Result<()> {
    let settings = policy::settings_of(app, said.guild).await?;
    if !policy::listens(app, said, &settings).await? {
        return Ok(());
    }
    answer(app, said, &settings, kind, "automod").await
}

/// Answers with `kind`, if nobody has or will.
async fn answer(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    kind: ReplyKind,
    rule: &str,
) -> anyhow::Result<()> {
    let Some(claim) = policy::claim(app, said, kind).await? else { return Ok(()) };
    tracing::info!(message = said.message, rule, kind = kind.name(), "a message gets a reply");
    let replied = reply(app, said, settings, kind, rule).await;
    let told = tell(app, said, settings, kind, matches!(replied, Ok(Reply::Posted))).await;
    let reached = match &replied {
        Ok(Reply::Posted) => true,
        Ok(Reply::NotWanted) => matches!(told, Ok(true)),
        Ok(Reply::Refused) | Err(_) => false,
    };
    if !reached {
        claim.release(app).await?;
    } else if kind.is_urgent() {
        window::answered(app, said);
    }
    replied.and(told).map(drop)
}

/// What became of the reply under the message.
enum Reply {
    Posted,
    /// Discord does not let the bot write there.
    Refused,
    /// The server wants only its moderators told.
    NotWanted,
}

async fn reply(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    kind: ReplyKind,
    rule: &str,
) -> anyhow::Result<Reply> {
    match settings.reply_mode {
        ReplyMode::Moderators if settings.moderators_channel.is_some() && said.guild.is_some() => Ok(Reply::NotWanted),
        mode => match reply::post(app, said, settings, mode, kind, rule).await? {
            true => Ok(Reply::Posted),
            false => Ok(Reply::Refused),
        },
    }
}

/// Tells the moderators, where the server has a channel for them; whether they were.
async fn tell(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    kind: ReplyKind,
    replied: bool,
) -> anyhow::Result<bool> {
    match settings.moderators_channel {
        Some(channel) if said.guild.is_some() => moderators::tell(app, said, settings, channel, kind, replied).await,
        _ => Ok(false),
    }
}

/// The rule that led to the reply, for the feedback count: the first one, or the model.
fn first_rule(verdict: &Verdict) -> &str {
    let rule = |evidence: &Evidence| matches!(evidence, Evidence::Rule { .. });
    match verdict.evidence.iter().find(|evidence| rule(evidence)) {
        Some(Evidence::Rule { rule, .. }) => rule,
        _ => "model",
    }
}
