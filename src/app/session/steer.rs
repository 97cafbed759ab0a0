//! Pause, resume, skip, back, stop, "it hurts", join: who may, and what the press answers. Two who press at once both count.

use anyhow::bail;

use crate::app::message::Answer;
use crate::app::session::{in_place, timeline, words};
use crate::app::state::App;
use crate::app::who::{Place, Who};
use crate::core::timeline::{Ended, State, Status, Timeline, Verb, apply, due_ms};
use crate::core::user_error::UserError;
use crate::store::Session;

/// How often a write that lost a race is tried again.
const RACES: usize = 8;

/// `/session pause` and so on: the session of this thread, else the one the person is in.
///
/// # Errors
/// `UserError`: none is running, it is over, or the person has no part in it.
pub async fn steer(app: &App, who: &Who, verb: Verb) -> anyhow::Result<Answer> {
    // Where the bot is no member, several may have a session of their own in one channel.
    let here = if who.place == Place::Elsewhere { None } else { app.store.session_in(who.channel).await? };
    let session = match here {
        Some(session) => Some(session),
        None => app.store.session_of(who.user).await?,
    };
    let session = session.ok_or_else(|| UserError::new("session-none"))?;
    match act(app, who, session.id, verb).await? {
        // A command must be answered with something, even where the thread shows the effect.
        Answer::Quiet => Ok(Answer::Reply(words::private(app, who, words::done_key(verb), &[]))),
        answer => Ok(answer),
    }
}

/// A button of a session.
///
/// # Errors
/// `UserError`: it is over, or the person has no part in it.
pub async fn pressed(app: &App, who: &Who, session: i64, verb: Verb) -> anyhow::Result<Answer> {
    act(app, who, session, verb).await
}

/// Takes part in a session that was started with `together`.
///
/// # Errors
/// `UserError`: it is over, not open to others, or the person is in another one.
pub async fn join(app: &App, who: &Who, session: i64) -> anyhow::Result<Answer> {
    let session = found(app, session).await?;
    if !session.state.is_open() {
        return Err(UserError::new("session-over").into());
    }
    if !session.together {
        return Err(UserError::new("session-not-together").into());
    }
    if app.store.join_session(session.id, who.user, app.clock.now_ms()).await? {
        return Ok(Answer::Reply(words::joined(app, who, &session)));
    }
    let key = match app.store.session_of(who.user).await? {
        Some(other) if other.id == session.id => "session-joined-already",
        Some(_) => "session-in-another",
        // Someone who stopped may come back.
        None => {
            app.store.rejoin_session(session.id, who.user).await?;
            return Ok(Answer::Reply(words::joined(app, who, &session)));
        }
    };
    Ok(Answer::Reply(words::private(app, who, key, &[])))
}

/// Discord says a thread is gone: its session ends without a word.
///
/// # Errors
/// The store fails.
pub async fn thread_gone(app: &App, thread: i64) -> anyhow::Result<()> {
    while let Some(session) = app.store.session_in(thread).await? {
        let mut state = session.state.clone();
        state.end(Ended::Gone, app.clock.now_ms());
        if save(app, &session, &Timeline::default(), &state).await? {
            tracing::info!(session = session.id, "a session ended because its thread is gone");
        }
    }
    Ok(())
}

/// Stops `session` for `who`, because they start another.
pub(super) async fn stop_for(app: &App, who: &Who, session: &Session) -> anyhow::Result<()> {
    match act(app, who, session.id, Verb::Stop).await {
        Ok(_) => Ok(()),
        // Over already: what was wanted.
        Err(error) if error.is::<UserError>() => Ok(()),
        Err(error) => Err(error),
    }
}

/// The session with this id.
pub(super) async fn found(app: &App, id: i64) -> anyhow::Result<Session> {
    Ok(app.store.session(id).await?.ok_or_else(|| UserError::new("session-over"))?)
}

/// What a person is to a session.
enum Part {
    /// Alone in it, or the last one left.
    Alone,
    /// One of several.
    OneOf,
    /// No part, but may moderate here.
    Moderator,
}

async fn part_of(app: &App, who: &Who, session: &Session) -> anyhow::Result<Part> {
    let people = app.store.participants(session.id).await?;
    let mine = people.iter().any(|participant| participant.person == who.user);
    let others = people.iter().any(|participant| participant.active && participant.person != who.user);
    match (mine, others) {
        (true, false) => Ok(Part::Alone),
        (true, true) => Ok(Part::OneOf),
        _ if who.moderator && who.guild == Some(session.guild) => Ok(Part::Moderator),
        _ => Err(UserError::new("session-strangers").into()),
    }
}

async fn act(app: &App, who: &Who, id: i64, verb: Verb) -> anyhow::Result<Answer> {
    let session = found(app, id).await?;
    in_place::renew(app, who, &session).await?;
    match (part_of(app, who, &session).await?, verb) {
        // Each may stop alone, the rest goes on.
        (Part::OneOf, Verb::Stop) if session.state.is_open() => {
            app.store.leave_session(id, who.user).await?;
            Ok(Answer::Reply(words::private(app, who, "session-left-early", &[])))
        }
        (Part::OneOf, Verb::Hurts) if session.state.is_open() => {
            app.store.leave_session(id, who.user).await?;
            Ok(Answer::Reply(words::hurt_questions(app, who, id)))
        }
        (Part::Moderator, Verb::Hurts) => Err(UserError::new("session-strangers").into()),
        _ => {
            let before = session.state.status;
            let session = change(app, session, |timeline, state, now| apply(timeline, state, verb, now)).await?;
            Ok(answer(app, who, &session, before, verb))
        }
    }
}

fn answer(app: &App, who: &Who, session: &Session, before: Status, verb: Verb) -> Answer {
    match verb {
        Verb::Pause if before == Status::Running => Answer::Reply(words::paused(app, session)),
        Verb::Pause => Answer::Reply(words::private(app, who, "session-paused-already", &[])),
        Verb::Resume if before == Status::Running => {
            Answer::Reply(words::private(app, who, "session-runs-already", &[]))
        }
        Verb::Stop => Answer::Reply(words::stopped(app, session)),
        Verb::Hurts => Answer::Reply(words::hurt_questions(app, who, session.id)),
        Verb::Resume | Verb::Skip | Verb::Back | Verb::HurtAnswered | Verb::Felt => Answer::Quiet,
    }
}

/// Changes where a session stands, again if someone else wrote in between, and wakes the tick.
pub(super) async fn change(
    app: &App,
    mut session: Session,
    how: impl Fn(&Timeline, &State, i64) -> Result<State, UserError>,
) -> anyhow::Result<Session> {
    for _ in 0..RACES {
        let timeline = timeline(app, &session).unwrap_or_default();
        let state = how(&timeline, &session.state, app.clock.now_ms())?;
        if save(app, &session, &timeline, &state).await? {
            app.wake.notify_one();
            return Ok(Session { state, ..session });
        }
        session = found(app, session.id).await?;
    }
    bail!("session {} was written to by others {RACES} times in a row", session.id)
}

async fn save(app: &App, session: &Session, timeline: &Timeline, state: &State) -> anyhow::Result<bool> {
    app.store.save_state(session.id, session.version, state, due_ms(timeline, state)).await
}
