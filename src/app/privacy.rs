//! `/privacy`: what is kept about a person, shown, handed out, deleted; and whether the bot may answer their messages.
//! From `discord/commands/privacy.rs`, and from the event that a server removed the bot.

use anyhow::Context as _;

use crate::app::message::{Attachment, Card, Field, Message};
use crate::app::screening;
use crate::app::state::App;
use crate::app::who::Who;

/// Says what is kept, for how long, and what the person chose.
///
/// # Errors
/// The store failed.
pub async fn show(app: &App, who: &Who) -> anyhow::Result<Message> {
    let settings = app.store.member_settings(who.user).await?;
    let said = |key: &str| app.content.texts.get(&who.locale, key, &[]);
    let replies = if settings.replies { "privacy-replies-on" } else { "privacy-replies-off" };
    let history = if settings.history { "privacy-history-on" } else { "privacy-history-off" };
    let country = match settings.country.as_deref().and_then(|code| app.content.regions.get(code)) {
        Some(region) => app.content.texts.get(&who.locale, "privacy-country", &[("country", (&region.name).into())]),
        None => said("privacy-country-none"),
    };
    let field = |key: &str, value: String| Field { name: said(key), value, inline: false };
    let fields = vec![
        field("privacy-kept-title", said("privacy-kept")),
        field("privacy-never-title", said("privacy-never")),
        field("privacy-yours-title", [said(replies), said(history), country].join("\n")),
        field("privacy-change-title", said("privacy-change")),
    ];
    let card = Card { title: said("privacy-title"), body: said("privacy-body"), fields, ..Card::default() };
    Ok(Message { cards: vec![card], private: true, ..Message::default() })
}

/// Everything kept about the person, as a JSON file.
///
/// # Errors
/// The store failed.
pub async fn export(app: &App, who: &Who) -> anyhow::Result<Message> {
    let all = app.store.export_person(who.user).await.context("cannot export a person's data")?;
    let bytes = serde_json::to_vec_pretty(&all).context("cannot write a person's data as JSON")?;
    let file = Attachment { name: "unhunch-my-data.json".to_owned(), bytes: bytes.into() };
    Ok(Message { files: vec![file], ..plain(app, who, "privacy-exported") })
}

/// Deletes everything kept about the person.
///
/// # Errors
/// The store failed; then nothing was deleted.
pub async fn delete(app: &App, who: &Who) -> anyhow::Result<Message> {
    app.store.delete_person(who.user).await.context("cannot delete a person's data")?;
    screening::forget(app, who.user);
    app.wake.notify_one();
    Ok(plain(app, who, "privacy-deleted"))
}

/// Stops replies to the person's messages.
///
/// # Errors
/// The store failed.
pub async fn opt_out(app: &App, who: &Who) -> anyhow::Result<Message> {
    set_replies(app, who, false).await?;
    Ok(plain(app, who, "privacy-opted-out"))
}

/// Allows replies to the person's messages again.
///
/// # Errors
/// The store failed.
pub async fn opt_in(app: &App, who: &Who) -> anyhow::Result<Message> {
    set_replies(app, who, true).await?;
    Ok(plain(app, who, "privacy-opted-in"))
}

/// A server removed the bot: what it chose and its sessions go. Never call it for an outage.
///
/// # Errors
/// The store failed; then nothing was deleted.
pub async fn guild_removed(app: &App, guild: i64) -> anyhow::Result<()> {
    app.store.delete_guild(guild).await.context("cannot delete a server's data")
}

/// Keeps whether the person's messages may be answered.
pub(super) async fn set_replies(app: &App, who: &Who, replies: bool) -> anyhow::Result<()> {
    if !replies {
        screening::forget(app, who.user);
    }
    let mut settings = app.store.member_settings(who.user).await?;
    if settings.replies != replies {
        settings.replies = replies;
        app.store.save_member_settings(who.user, &settings).await?;
    }
    Ok(())
}

fn plain(app: &App, who: &Who, key: &str) -> Message {
    Message { content: app.content.texts.get(&who.locale, key, &[]), private: true, ..Message::default() }
}
