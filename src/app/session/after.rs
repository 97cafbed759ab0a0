//! What follows a session: how it hurts → the right card; how it felt → a summary, and practice for those who keep it.

use crate::app::message::{Answer, Card, Message, Tone};
use crate::app::press::{Feel, How};
use crate::app::session::steer::{change, found};
use crate::app::session::words;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::referral::{Form, ReplyKind, render};
use crate::core::timeline::{Status, Verb, apply};
use crate::core::user_error::UserError;
use crate::store::Session;

/// How it hurts: numb, weak, chest and breath lead straight to the emergency card.
///
/// # Errors
/// `UserError` for someone who had no part in the session.
pub async fn hurt_how(app: &App, who: &Who, session: i64, how: How) -> anyhow::Result<Answer> {
    let session = found(app, session).await?;
    took_part(app, who, &session).await?;
    let message = advice(app, who, how).await?;
    if session.state.status == Status::Hurt {
        change(app, session, |timeline, state, now| apply(timeline, state, Verb::HurtAnswered, now)).await?;
    }
    Ok(Answer::Update(message))
}

async fn advice(app: &App, who: &Who, how: How) -> anyhow::Result<Message> {
    if how == How::Tired {
        return Ok(words::private(app, who, "session-hurt-tired-advice", &[]));
    }
    let kind = match how {
        How::Numb | How::Chest => ReplyKind::RedFlagEmergency,
        How::Sharp | How::Tired => ReplyKind::ExerciseHurts,
    };
    let country = app.country(who.user, who.guild).await?;
    let reply = render(&app.content.replies, &app.content.regions, country.as_deref(), kind, Form::Private);
    let tone = if kind == ReplyKind::RedFlagEmergency { Tone::Urgent } else { Tone::Care };
    let card = Card { title: reply.title, body: reply.body, tone, ..Card::default() };
    Ok(Message { cards: vec![card], private: true, ..Message::default() })
}

/// How it felt. The last answer of a person counts; when all have answered, the session closes.
///
/// # Errors
/// `UserError` for someone who had no part in the session.
pub async fn felt(app: &App, who: &Who, session: i64, feel: Feel) -> anyhow::Result<Answer> {
    let session = found(app, session).await?;
    took_part(app, who, &session).await?;
    app.store.set_feel(session.id, who.user, feel.word()).await?;
    keep(app, &session, who.user, feel.word()).await?;
    let people = app.store.participants(session.id).await?;
    if session.state.status == Status::Feel && people.iter().all(|participant| !participant.feel.is_empty()) {
        change(app, session, |timeline, state, now| apply(timeline, state, Verb::Felt, now)).await?;
    }
    Ok(Answer::Reply(words::private(app, who, words::felt_key(feel), &[])))
}

async fn took_part(app: &App, who: &Who, session: &Session) -> anyhow::Result<()> {
    let people = app.store.participants(session.id).await?;
    match people.iter().any(|participant| participant.person == who.user) {
        true => Ok(()),
        false => Err(UserError::new("session-strangers").into()),
    }
}

/// Keeps the session's exercises in the practice of someone who asked for that.
pub(crate) async fn keep(app: &App, session: &Session, person: i64, feel: &str) -> anyhow::Result<()> {
    if app.store.member_settings(person).await?.history {
        for item in &session.items {
            app.store.keep_practice(person, session.created_ms, item, feel).await?;
        }
    }
    Ok(())
}
