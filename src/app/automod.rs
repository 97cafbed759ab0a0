//! Discord's own filter in our service: sets up its rules in a server, and answers the alerts they raise, so that a server
//! without message content still gets replies. From `/settings automod`, `unhunch automod` and the alert event.

use serde_json::{Value, json};

use crate::core::referral::ReplyKind;
use crate::core::screening::automod::AutoModRule;
use crate::core::texts::{FALLBACK, Texts};

/// Discord's numbers: a rule by words and patterns, looked for in messages; an alert.
const KEYWORD: u8 = 1;
const MESSAGE_SEND: u8 = 1;
const ALERT: u8 = 2;

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
