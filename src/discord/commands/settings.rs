//! `/settings`: what a server's managers choose. Without options it shows what is set; Discord hides it from everyone else.

use serenity::all::{CreateAutocompleteResponse, GuildChannel, Role};

use super::referral::countries;
use super::{Context, answer, who};
use crate::app;
use crate::app::automod::Wish;
use crate::app::settings::{Change, Replies};
use crate::core::settings::{Pings, ReplyMode};
use crate::discord::caller;

/// The reply modes as Discord offers them.
#[derive(Debug, Clone, Copy, poise::ChoiceParameter)]
enum Mode {
    #[name = "In the channel, with a button for details"]
    Channel,
    #[name = "A neutral line; details only privately"]
    Neutral,
    #[name = "Only the moderators' channel"]
    Moderators,
    #[name = "Off: no replies to messages"]
    Off,
}

impl From<Mode> for Replies {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Channel => Self::On(ReplyMode::InChannel),
            Mode::Neutral => Self::On(ReplyMode::Neutral),
            Mode::Moderators => Self::On(ReplyMode::Moderators),
            Mode::Off => Self::Off,
        }
    }
}

/// How sessions reach people, as Discord offers it.
#[derive(Debug, Clone, Copy, poise::ChoiceParameter)]
enum Sessions {
    #[name = "Ping them at each step"]
    Ping,
    #[name = "Post each step without a notification"]
    Silent,
    #[name = "Ping them, and read each step aloud"]
    Spoken,
}

impl From<Sessions> for Pings {
    fn from(sessions: Sessions) -> Self {
        match sessions {
            Sessions::Ping => Self::Ping,
            Sessions::Silent => Self::Silent,
            Sessions::Spoken => Self::Spoken,
        }
    }
}

/// What can be done with the bot's AutoMod rules, as Discord offers it.
#[derive(Debug, Clone, Copy, poise::ChoiceParameter)]
enum AutoMod {
    #[name = "Set up the rules, or bring them up to date"]
    SetUp,
    #[name = "Remove the rules"]
    Remove,
}

impl From<AutoMod> for Wish {
    fn from(wish: AutoMod) -> Self {
        match wish {
            AutoMod::SetUp => Self::SetUp,
            AutoMod::Remove => Self::Remove,
        }
    }
}

/// Shows or changes the settings of this server.
#[poise::command(
    slash_command,
    guild_only,
    default_member_permissions = "MANAGE_GUILD",
    install_context = "Guild",
    interaction_context = "Guild"
)]
#[allow(clippy::too_many_arguments, reason = "one argument an option of the command")]
pub async fn settings(
    ctx: Context<'_>,
    replies: Option<Mode>,
    moderators: Option<GuildChannel>,
    duty: Option<Role>,
    #[autocomplete = "country_names"] country: Option<String>,
    ping: Option<bool>,
    sessions: Option<Sessions>,
    quiet: Option<GuildChannel>,
    automod: Option<AutoMod>,
) -> anyhow::Result<()> {
    let who = who(ctx);
    let change = Change {
        replies: replies.map(Into::into),
        moderators: moderators.map(|channel| caller::id(channel.id.get())),
        duty: duty.map(|role| caller::id(role.id.get())),
        country,
        ping,
        sessions: sessions.map(Into::into),
        quiet: quiet.map(|channel| caller::id(channel.id.get())),
    };
    let app = &ctx.data().app;
    let work = async {
        let changed = app::settings::change(app, &who, change).await?;
        match automod {
            Some(wish) => app::automod::wish(app, &who, wish.into()).await,
            None => Ok(changed),
        }
    };
    answer(ctx, true, work).await
}

async fn country_names(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    countries(ctx, partial).await
}
