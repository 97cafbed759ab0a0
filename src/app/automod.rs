//! Discord's own filter in our service: sets up its rules in a server, and answers the alerts they raise, so that a server
//! without message content still gets replies. From `/settings automod`, `unhunch automod` and the alert event.

mod alert;

pub use alert::{Alert, Alerts, alerted};

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::app::chat::ChatError;
use crate::app::message::Message;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::referral::ReplyKind;
use crate::core::screening::automod::{AutoModRule, Export, KINDS, export};
use crate::core::texts::{FALLBACK, Texts};
use crate::core::user_error::UserError;

/// Discord's numbers: a rule by words and patterns, looked for in messages; an alert.
const KEYWORD: u8 = 1;
const MESSAGE_SEND: u8 = 1;
const ALERT: u8 = 2;

/// What a manager wants done with the bot's AutoMod rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Make those that are missing, and bring the others up to date.
    SetUp,
    /// Take them away.
    Remove,
}

/// Does it, and says what was done.
///
/// # Errors
/// `UserError` outside a server, without Manage Server (of the person or of the bot), and without a moderators' channel, to
/// which the alerts go; everything else is a fault.
pub async fn wish(app: &App, who: &Who, wish: Wish) -> anyhow::Result<Message> {
    let guild = who.managed()?;
    let content = match wish {
        Wish::SetUp => set_up(app, who, guild).await?,
        Wish::Remove => remove(app, who, guild).await?,
    };
    Ok(Message { content, private: true, ..Message::default() })
}

async fn set_up(app: &App, who: &Who, guild: i64) -> anyhow::Result<String> {
    let settings = app.store.guild_settings(guild).await?;
    let alerts = settings.moderators_channel.ok_or_else(|| UserError::new("automod-needs-channel"))?;
    let known = ours(app, guild).await?;
    // Every phrase is read by our own rules first: too long for a thread that has others waiting.
    let screener = app.content.screener.clone();
    let export = tokio::task::spawn_blocking(move || export(&screener)).await.context("the AutoMod rules")?;
    let mut refused = Vec::new();
    for rule in &export.rules {
        let id = known.iter().find(|(_, kind)| *kind == rule.kind).map(|(id, _)| *id);
        match app.chat.keep_automod_rule(guild, id, &body(&app.content.texts, rule, alerts)).await {
            Ok(()) => {}
            Err(ChatError::Refused(why)) => {
                tracing::warn!(guild, why, "Discord refused an AutoMod rule");
                refused.push(rule.kind);
            }
            Err(error) => return Err(refusal(error)),
        }
    }
    Ok(done(app, who, alerts, &export, &refused))
}

/// What was set up, what was not, and what to expect of it.
fn done(app: &App, who: &Who, alerts: i64, export: &Export, refused: &[ReplyKind]) -> String {
    let texts = &app.content.texts;
    let channel = alerts.to_string();
    let count = export.rules.len() - refused.len();
    let set_up = [("count", count.into()), ("channel", (&channel).into())];
    let mut parts = vec![texts.get(&who.locale, "automod-set-up", &set_up)];
    let names: Vec<String> = refused.iter().map(|kind| format!("• {}", name(texts, *kind))).collect();
    let names = names.join("\n");
    if !names.is_empty() {
        parts.push(texts.get(&who.locale, "automod-refused", &[("rules", (&names).into())]));
    }
    parts.push(texts.get(&who.locale, "automod-limits", &[("count", export.left_out.len().into())]));
    parts.join("\n\n")
}

async fn remove(app: &App, who: &Who, guild: i64) -> anyhow::Result<String> {
    let known = ours(app, guild).await?;
    for (id, _) in &known {
        app.chat.drop_automod_rule(guild, *id).await.map_err(refusal)?;
    }
    Ok(app.content.texts.get(&who.locale, "automod-removed", &[("count", known.len().into())]))
}

/// The AutoMod rules of a server that are ours, by their names.
async fn ours(app: &App, guild: i64) -> anyhow::Result<Vec<(i64, ReplyKind)>> {
    let rules = app.chat.automod_rules(guild).await.map_err(refusal)?;
    let kind = |shown: &str| KINDS.into_iter().find(|kind| name(&app.content.texts, *kind) == shown);
    Ok(rules.into_iter().filter_map(|(id, shown)| Some((id, kind(&shown)?))).collect())
}

fn refusal(error: ChatError) -> anyhow::Error {
    match error {
        ChatError::Forbidden(_) => UserError::new("automod-needs-permission").into(),
        error => anyhow::Error::new(error).context("cannot work on the AutoMod rules of a server"),
    }
}

/// A rule as Discord takes it; alerts go to the channel `alerts`.
pub fn body(texts: &Texts, rule: &AutoModRule, alerts: i64) -> Value {
    json!({
        "name": name(texts, rule.kind),
        "event_type": MESSAGE_SEND,
        "trigger_type": KEYWORD,
        "trigger_metadata": rule.trigger,
        "actions": [{ "type": ALERT, "metadata": { "channel_id": alerts.to_string() } }],
        "enabled": true,
    })
}

/// The name by which a rule is known again, so it is the same in every language.
fn name(texts: &Texts, kind: ReplyKind) -> String {
    let key = match kind {
        ReplyKind::Crisis => "automod-name-crisis",
        ReplyKind::RedFlagEmergency => "automod-name-emergency",
        ReplyKind::RedFlagUrgent | ReplyKind::CatastrophizingRedFlag => "automod-name-urgent",
        ReplyKind::Precaution => "automod-name-precaution",
        ReplyKind::Catastrophizing | ReplyKind::ExerciseHurts | ReplyKind::SessionEnd => "automod-name-worry",
    };
    texts.get(FALLBACK, key, &[])
}
