//! A session where the bot is no member: its plan is the answer to the command, and its most important cues are follow-ups to
//! it, which Discord takes five times within 15 minutes. `tick.rs` keeps its time as for any other.

use crate::app::chat::{ChatError, FollowUp, Priority};
use crate::app::message::{Answer, Message};
use crate::app::session::start::{self, Plan, Start};
use crate::app::session::words;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::timeline::{FOLLOW_UPS_MS, Say, Timeline};
use crate::core::user_error::UserError;
use crate::store::{NewSession, Session};

/// The card is an answer, whose id nobody told us.
const ANSWER: i64 = -1;
/// The clock runs from here, when Discord has had the answer: it takes no follow-up before.
const ANSWERED_MS: i64 = 3_000;

/// Whether a session speaks by follow-ups.
pub(super) fn is_in_place(session: &Session) -> bool {
    session.card == ANSWER
}

/// Whether only its owner is to see what it says; a private thread needs no such care.
pub(super) fn is_private(session: &Session) -> bool {
    is_in_place(session) && session.private
}

/// Starts it; the answer is its card.
///
/// # Errors
/// The store fails.
pub(super) async fn start(app: &App, who: &Who, wanted: Start, plan: &Plan) -> anyhow::Result<Answer> {
    let new = NewSession {
        // A server that did not invite the bot is not to be disturbed, and nobody there can be asked to join.
        private: wanted.private || who.guild.is_some(),
        together: false,
        token: who.token.clone(),
        ..start::new_session(app, who, &wanted, plan).await?
    };
    let Some(session) = app.store.insert_session(&new).await? else {
        return start::busy(app, who, Start { what: plan.slug.clone(), ..wanted }).await;
    };
    let card = words::in_place(app, &session).await;
    let begin_ms = app.clock.now_ms() + ANSWERED_MS;
    if !app.store.place_session(session.id, who.channel, false, ANSWER, begin_ms).await? {
        return Err(UserError::new("session-not-now").into());
    }
    app.wake.notify_one();
    Ok(Answer::Reply(card))
}

/// Whether something is worth one of the few follow-ups, and Discord still takes it.
pub(super) fn speaks(app: &App, session: &Session, timeline: &Timeline, say: Say) -> bool {
    let in_time = app.clock.now_ms() - session.token_ms <= FOLLOW_UPS_MS;
    in_time && !matches!(say, Say::Cue { index, .. } if !timeline.milestones().contains(&index))
}

/// A press is an interaction of its own, with five more follow-ups and 15 more minutes.
///
/// # Errors
/// The store fails.
pub(super) async fn renew(app: &App, who: &Who, session: &Session) -> anyhow::Result<()> {
    if !is_in_place(session) || session.owner != who.user || who.token.is_empty() {
        return Ok(());
    }
    app.store.renew_token(session.id, &who.token, app.clock.now_ms()).await
}

/// Says something. Follow-ups have no nonce: where a process dies between saying and writing it down, it is said again. What
/// Discord refuses for good, for example a sixth, stays unsaid; the person has the plan.
pub(super) async fn say(app: &App, session: &Session, message: &Message, due_ms: i64) -> Result<(), ChatError> {
    let message = Message { private: session.private, ..message.clone() };
    let priority = Priority::Cue(due_ms);
    let said =
        app.chat.follow_up(FollowUp { channel: session.channel, token: &session.token, message: &message, priority });
    match said.await {
        Err(error) if error.is_final() => {
            tracing::info!(session = session.id, %error, "a follow-up was not taken; the session goes on without it");
            Ok(())
        }
        said => said,
    }
}
