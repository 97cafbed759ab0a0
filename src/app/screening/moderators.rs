//! What the moderators' channel hears: that someone may need a look, with a link, and who takes it. It quotes nothing.

use anyhow::Context as _;

use crate::app::chat::{Post, Priority};
use crate::app::message::{Answer, Button, Card, Message, Row, Style, Tone};
use crate::app::press::Press;
use crate::app::screening::{Said, reply};
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::referral::ReplyKind;
use crate::core::settings::GuildSettings;

/// A notice can be taken once; nothing about it grows graver.
const ONE_CLAIM: i64 = 1;

/// Tells the moderators' channel; the duty role is mentioned where it cannot wait. `false` where Discord does not let the bot
/// write there.
pub async fn tell(
    app: &App,
    said: &Said<'_>,
    settings: &GuildSettings,
    channel: i64,
    kind: ReplyKind,
    replied: bool,
) -> anyhow::Result<bool> {
    let message = notice(app, said, settings, kind, replied);
    let priority = if kind.is_urgent() { Priority::Urgent } else { Priority::Normal };
    let nonce = Some(reply::nonce('m', said.message, kind));
    match app.chat.post(Post { channel, reply_to: None, message: &message, nonce, priority }).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_final() => {
            tracing::warn!(channel, %error, "the moderators' channel cannot be written to");
            Ok(false)
        }
        Err(error) => Err(error).context("cannot tell the moderators"),
    }
}

fn notice(app: &App, said: &Said<'_>, settings: &GuildSettings, kind: ReplyKind, replied: bool) -> Message {
    let language = settings.language.as_deref().unwrap_or_default();
    let text = |key: &str| app.content.texts.get(language, key, &[]);
    let guild = said.guild.unwrap_or_default();
    let link = format!("https://discord.com/channels/{guild}/{}/{}", said.channel, said.message);
    let user = said.author.to_string();
    let args = [("user", (&user).into()), ("link", (&link).into())];
    let (title, tone) = match kind.is_urgent() {
        true => ("moderators-title-urgent", Tone::Urgent),
        false => ("moderators-title-calm", Tone::Care),
    };
    let answered = if replied { "moderators-answered" } else { "moderators-not-answered" };
    let body =
        [app.content.texts.get(language, "moderators-body", &args), text(next_key(kind)), text(answered)].join("\n\n");
    let duty = settings.duty_role.filter(|_| kind.is_urgent());
    let claim = Button::new(Press::Claim.id(), text("moderators-claim")).style(Style::Success);
    Message {
        content: duty.map(|role| format!("<@&{role}>")).unwrap_or_default(),
        cards: vec![Card { title: text(title), body, tone, ..Card::default() }],
        rows: vec![Row::Buttons(vec![claim])],
        ping_roles: duty.into_iter().collect(),
        ..Message::default()
    }
}

fn next_key(kind: ReplyKind) -> &'static str {
    match kind {
        ReplyKind::Crisis => "moderators-next-crisis",
        ReplyKind::RedFlagEmergency => "moderators-next-emergency",
        ReplyKind::RedFlagUrgent | ReplyKind::CatastrophizingRedFlag => "moderators-next-urgent",
        ReplyKind::Precaution => "moderators-next-precaution",
        ReplyKind::Catastrophizing | ReplyKind::ExerciseHurts | ReplyKind::SessionEnd => "moderators-next-worry",
    }
}

/// A moderator takes it: posted below the notice, once.
///
/// # Errors
/// The store or Discord failed.
pub async fn claim(app: &App, who: &Who, notice: i64) -> anyhow::Result<Answer> {
    let text = |key: &str, args: &[(&str, crate::core::texts::Arg<'_>)]| app.content.texts.get(&who.locale, key, args);
    if !app.store.claim_reply(notice, ONE_CLAIM, app.clock.now_ms()).await? {
        let content = text("moderators-claimed-already", &[]);
        return Ok(Answer::Reply(Message { content, private: true, ..Message::default() }));
    }
    let user = who.user.to_string();
    let content = text("moderators-claimed", &[("user", (&user).into())]);
    Ok(Answer::Reply(Message { content, ..Message::default() }))
}
