//! `/session` and its buttons: starts a guided session in a thread (or in place, saying why), steers it, asks how it hurts
//! and how it felt. From `discord` through commands and `press.rs`; the cues themselves come from `tick.rs`.

mod after;
mod card;
mod in_place;
mod start;
mod steer;
mod words;

pub(crate) use after::keep;
pub use after::{felt, hurt_how};
pub(crate) use card::show;
pub(crate) use start::post_without_pictures_if_need_be;
pub use start::{Start, instead, start, suggest};
pub use steer::{join, pressed, steer, thread_gone};
pub use words::{ended, said};

use crate::app::chat::{ChatError, Post, Priority};
use crate::app::message::Message;
use crate::app::state::App;
use crate::core::catalogue::Exercise;
use crate::core::timeline::{Item, Timeline};
use crate::store::Session;

/// What a person may do with `/session`; the buttons mean the same.
pub use crate::core::timeline::Verb;

/// Says what [`said`] put into words, in the way the session speaks.
///
/// # Errors
/// Discord does not take it now.
pub(crate) async fn speak(
    app: &App,
    session: &Session,
    message: &Message,
    due_ms: i64,
    nonce: String,
) -> Result<(), ChatError> {
    if in_place::is_in_place(session) {
        return in_place::say(app, session, message, due_ms).await;
    }
    let (channel, priority) = (session.channel, Priority::Cue(due_ms));
    let post = Post { channel, reply_to: None, message, nonce: Some(nonce), priority };
    post_without_pictures_if_need_be(app, post).await.map(drop)
}

/// The exercises of a session with their doses; `None` when one of them is no longer in the catalogue.
pub fn parts<'a>(app: &'a App, items: &'a [Item]) -> Option<Vec<(&'a Exercise, &'a Item)>> {
    items.iter().map(|item| Some((app.content.catalogue.exercise(&item.exercise)?, item))).collect()
}

/// The timeline of a session; `None` when one of its exercises is no longer in the catalogue.
pub fn timeline(app: &App, session: &Session) -> Option<Timeline> {
    Some(Timeline::new(&parts(app, &session.items)?))
}
