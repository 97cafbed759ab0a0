//! `/settings`: what the managers of a server choose, and how often each rule was called wrong. From `discord/commands/settings.rs`.

use crate::app::message::{Card, Field, Message};
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::settings::{GuildSettings, Pings, ReplyMode};
use crate::core::user_error::UserError;

/// How many of the rules most often called wrong are shown.
const WRONG_SHOWN: usize = 8;

/// How the bot is to reply to messages; `Off` switches screening off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replies {
    On(ReplyMode),
    Off,
}

/// What a manager wants changed; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// How the bot replies.
    pub replies: Option<Replies>,
    /// The moderators' channel.
    pub moderators: Option<i64>,
    /// The role mentioned there for an emergency or a crisis.
    pub duty: Option<i64>,
    /// Country, by code or name.
    pub country: Option<String>,
    /// Whether a reply pings the person it is for.
    pub ping: Option<bool>,
    /// How sessions reach people.
    pub sessions: Option<Pings>,
    /// A channel whose screening is switched off, or on again.
    pub quiet: Option<i64>,
}

/// Applies a change and shows the settings.
///
/// # Errors
/// `UserError` outside a server, without Manage Server, for an unknown country, or for "moderators only" without a channel.
pub async fn change(app: &App, who: &Who, change: Change) -> anyhow::Result<Message> {
    let guild = who.managed()?;
    let before = app.store.guild_settings(guild).await?;
    let after = applied(app, before.clone(), change)?;
    let changed = after != before;
    if changed {
        app.store.save_guild_settings(guild, &after).await?;
    }
    show(app, who, &after, changed).await
}

fn applied(app: &App, mut settings: GuildSettings, change: Change) -> Result<GuildSettings, UserError> {
    match change.replies {
        Some(Replies::On(mode)) => (settings.screening, settings.reply_mode) = (true, mode),
        Some(Replies::Off) => settings.screening = false,
        None => {}
    }
    if let Some(wanted) = change.country {
        settings.country = Some(super::referral::country(app, &wanted)?);
    }
    settings.moderators_channel = change.moderators.or(settings.moderators_channel);
    settings.duty_role = change.duty.or(settings.duty_role);
    settings.ping_author = change.ping.unwrap_or(settings.ping_author);
    settings.session_pings = change.sessions.unwrap_or(settings.session_pings);
    if let Some(channel) = change.quiet {
        toggle(&mut settings.exempt_channels, channel);
    }
    if settings.reply_mode == ReplyMode::Moderators && settings.moderators_channel.is_none() {
        return Err(UserError::new("settings-needs-channel"));
    }
    Ok(settings)
}

fn toggle(channels: &mut Vec<i64>, channel: i64) {
    match channels.iter().position(|known| *known == channel) {
        Some(at) => drop(channels.remove(at)),
        None => channels.push(channel),
    }
}

async fn show(app: &App, who: &Who, settings: &GuildSettings, changed: bool) -> anyhow::Result<Message> {
    let text = |key: &str| app.content.texts.get(&who.locale, key, &[]);
    let none = || text("settings-none");
    let field = |key: &str, value: String| Field { name: text(key), value, inline: true };
    let quiet: Vec<String> = settings.exempt_channels.iter().map(|channel| format!("<#{channel}>")).collect();
    let yes_no = if settings.ping_author { "settings-yes" } else { "settings-no" };
    let fields = vec![
        Field { name: text("settings-replies"), value: text(replies_key(settings)), inline: false },
        field("settings-moderators", settings.moderators_channel.map_or_else(none, |id| format!("<#{id}>"))),
        field("settings-duty", settings.duty_role.map_or_else(none, |id| format!("<@&{id}>"))),
        field("settings-country", settings.country.clone().unwrap_or_else(none)),
        field("settings-ping", text(yes_no)),
        field("settings-sessions", text(sessions_key(settings.session_pings))),
        field("settings-quiet", if quiet.is_empty() { none() } else { quiet.join(" ") }),
        Field { name: text("settings-wrong"), value: wrong(app, who).await?, inline: false },
    ];
    let card = Card { title: text("settings-title"), fields, footer: text("settings-foot"), ..Card::default() };
    let content = if changed { text("settings-changed") } else { String::new() };
    Ok(Message { content, cards: vec![card], private: true, ..Message::default() })
}

fn replies_key(settings: &GuildSettings) -> &'static str {
    match settings.reply_mode {
        _ if !settings.screening => "settings-replies-off",
        ReplyMode::InChannel => "settings-replies-channel",
        ReplyMode::Neutral => "settings-replies-neutral",
        ReplyMode::Moderators => "settings-replies-moderators",
    }
}

fn sessions_key(pings: Pings) -> &'static str {
    match pings {
        Pings::Ping => "settings-sessions-ping",
        Pings::Silent => "settings-sessions-silent",
        Pings::Spoken => "settings-sessions-spoken",
    }
}

async fn wrong(app: &App, who: &Who) -> anyhow::Result<String> {
    let lines: Vec<String> = app
        .store
        .wrong_rules()
        .await?
        .into_iter()
        .take(WRONG_SHOWN)
        .map(|(rule, _, count)| {
            let args = [("rule", rule.as_str().into()), ("count", count.into())];
            app.content.texts.get(&who.locale, "settings-wrong-line", &args)
        })
        .collect();
    let none = app.content.texts.get(&who.locale, "settings-none", &[]);
    Ok(if lines.is_empty() { none } else { lines.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choosing_a_quiet_channel_again_allows_replies_there() {
        let mut channels = vec![1, 2];
        toggle(&mut channels, 2);
        toggle(&mut channels, 3);
        assert_eq!(channels, [1, 3]);
    }
}
