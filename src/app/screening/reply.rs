//! The reply under a message, and its three buttons: the private card with local numbers, "Not right?", "Stop these replies".

use anyhow::Context as _;

use crate::app::chat::{Post, Priority};
use crate::app::message::{Answer, Button, Message, Row, Style};
use crate::app::press::Press;
use crate::app::screening::Said;
use crate::app::state::App;
use crate::app::who::Who;
use crate::app::{privacy, referral};
use crate::core::referral::ReplyKind;
use crate::core::settings::{GuildSettings, ReplyMode};
use crate::core::user_error::UserError;

/// "Not right?" counts once a message and person within this.
const ONCE_MS: i64 = 7 * 24 * 3_600_000;

/// Posts the reply. `false` where Discord does not let the bot write there (the moderators are then told so).
pub async fn post(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    mode: ReplyMode,
    kind: ReplyKind,
    rule: &str,
) -> anyhow::Result<bool> {
    let message = public(app, said, settings, mode, kind, rule).await?;
    let priority = if kind.is_urgent() { Priority::Urgent } else { Priority::Normal };
    let nonce = Some(nonce('r', said.message, kind));
    let post = Post { channel: said.channel, reply_to: Some(said.message), message: &message, nonce, priority };
    match app.chat.post(post).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_final() => {
            tracing::warn!(channel = said.channel, %error, "a reply could not be posted");
            Ok(false)
        }
        Err(error) => Err(error).context("cannot post a reply"),
    }
}

/// The same for a repeat of the same answer, another for a graver one: Discord hands back the first message for a nonce it
/// knows. At most 22 characters of the 25 allowed.
pub fn nonce(what: char, message: i64, kind: ReplyKind) -> String {
    format!("{what}{message}:{}", kind.gravity())
}

async fn public(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    mode: ReplyMode,
    kind: ReplyKind,
    rule: &str,
) -> anyhow::Result<Message> {
    let language = settings.language.as_deref().unwrap_or_default();
    let country = app.country(said.author, said.guild).await?;
    let content = match mode {
        ReplyMode::Neutral => app.content.texts.get(language, "reply-neutral", &[]),
        _ => app.content.reply_short(kind, country.as_deref()),
    };
    let pings = if settings.ping_author { vec![said.author] } else { Vec::new() };
    Ok(Message { content, rows: vec![buttons(app, language, said.author, kind, rule)], pings, ..Message::default() })
}

fn buttons(app: &App, language: &str, author: i64, kind: ReplyKind, rule: &str) -> Row {
    let label = |key: &str| app.content.texts.get(language, key, &[]);
    Row::Buttons(vec![
        Button::new(Press::Card { author, kind }.id(), label("reply-button-card")).style(Style::Primary),
        Button::new(Press::NotRight { author, kind, rule: rule.to_owned() }.id(), label("reply-button-not-right")),
        Button::new(Press::StopReplies { author }.id(), label("reply-button-stop")),
    ])
}

/// The private card: the whole reply with the numbers of the person's country. Anyone may read the help text; it quotes nothing.
///
/// # Errors
/// The store failed.
pub async fn card(app: &App, who: &Who, kind: ReplyKind) -> anyhow::Result<Answer> {
    referral::card(app, who, kind).await.map(Answer::Reply)
}

/// Counts that a reply was not right: the rule's name and the kind of reply, nothing else.
///
/// # Errors
/// The store failed.
pub async fn not_right(app: &App, who: &Who, message: i64, kind: ReplyKind, rule: &str) -> anyhow::Result<Answer> {
    let once = format!("not-right-{message}");
    let first = app.store.start_cool_down(who.user, &once, app.clock.now_ms(), ONCE_MS).await?;
    if first {
        app.store.count_wrong(rule, kind.name()).await?;
    }
    let key = if first { "reply-not-right-thanks" } else { "reply-not-right-again" };
    Ok(private(app, who, key))
}

/// Stops replies to the person the reply was for.
///
/// # Errors
/// `UserError` for everyone else.
pub async fn stop(app: &App, who: &Who, author: i64) -> anyhow::Result<Answer> {
    if who.user != author {
        return Err(UserError::new("reply-not-yours").into());
    }
    privacy::set_replies(app, who, false).await?;
    Ok(private(app, who, "reply-stopped"))
}

fn private(app: &App, who: &Who, key: &str) -> Answer {
    let content = app.content.texts.get(&who.locale, key, &[]);
    Answer::Reply(Message { content, private: true, ..Message::default() })
}
