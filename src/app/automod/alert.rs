//! An alert of Discord's own filter → the ordinary reply. The alert names its rule and the message, not the words.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::ours;
use crate::app::screening::{self, Said};
use crate::app::state::App;
use crate::core::referral::ReplyKind;

/// A message that sets off several rules raises several alerts, in any order; they are awaited for so long.
const GATHER: Duration = Duration::from_millis(700);
/// For how many AutoMod rules it is remembered whether they are ours.
const RULES: usize = 10_000;

/// What an alert says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// The AutoMod rule that was set off.
    pub rule: i64,
    /// The server.
    pub guild: i64,
    /// The channel or thread of the message.
    pub channel: i64,
    /// The message.
    pub message: i64,
    /// Who wrote it.
    pub author: i64,
}

/// Alerts under way, and which rules are ours.
#[derive(Debug, Default)]
pub struct Alerts {
    kinds: Mutex<HashMap<i64, Option<ReplyKind>>>,
    waiting: Mutex<HashMap<i64, ReplyKind>>,
}

impl Alerts {
    /// Whether this is the first alert of `message`; of several the gravest is kept.
    fn begins(&self, message: i64, kind: ReplyKind) -> bool {
        let mut waiting = locked(&self.waiting);
        let first = !waiting.contains_key(&message);
        let kept = waiting.entry(message).or_insert(kind);
        if kind.gravity() > kept.gravity() {
            *kept = kind;
        }
        first
    }

    fn gathered(&self, message: i64) -> Option<ReplyKind> {
        locked(&self.waiting).remove(&message)
    }
}

/// Answers the message of an alert as its rule calls for, by the same policy as every other reply. Alerts of rules that are not
/// ours are the moderators' business.
///
/// # Errors
/// The store or Discord failed.
pub async fn alerted(app: &App, alert: &Alert) -> anyhow::Result<()> {
    let Some(kind) = kind(app, alert).await? else { return Ok(()) };
    if !app.alerts.begins(alert.message, kind) {
        return Ok(());
    }
    tokio::time::sleep(GATHER).await;
    let Some(kind) = app.alerts.gathered(alert.message) else { return Ok(()) };
    let said = Said {
        message: alert.message,
        channel: alert.channel,
        guild: Some(alert.guild),
        author: alert.author,
        automatic: false,
        content: "",
    };
    screening::flagged(app, &said, kind).await
}

/// The reply that the alert's rule stands for; asks Discord once a rule.
async fn kind(app: &App, alert: &Alert) -> anyhow::Result<Option<ReplyKind>> {
    if let Some(known) = locked(&app.alerts.kinds).get(&alert.rule) {
        return Ok(*known);
    }
    let found = ours(app, alert.guild).await?;
    let mut kinds = locked(&app.alerts.kinds);
    if kinds.len() >= RULES {
        kinds.clear();
    }
    kinds.extend(found.into_iter().map(|(rule, kind)| (rule, Some(kind))));
    Ok(*kinds.entry(alert.rule).or_insert(None))
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing in it can be left half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_alerts_of_a_message_the_gravest_is_answered_once() {
        let alerts = Alerts::default();
        let begun: Vec<bool> = [ReplyKind::Precaution, ReplyKind::RedFlagEmergency, ReplyKind::RedFlagUrgent]
            .into_iter()
            .map(|kind| alerts.begins(5, kind))
            .collect();
        assert_eq!(begun, [true, false, false]);
        assert_eq!(alerts.gathered(5), Some(ReplyKind::RedFlagEmergency));
        assert_eq!(alerts.gathered(5), None);
    }
}
