//! `/session` and its buttons: starts a guided session in a thread (or in place, saying why), steers it, asks how it hurts
//! and how it felt. From `discord` through commands and `press.rs`; the cues themselves come from `tick.rs`.

mod after;
mod card;
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

use crate::app::state::App;
use crate::core::catalogue::Exercise;
use crate::core::timeline::{Item, Timeline};
use crate::store::Session;

/// What a person may do with `/session`; the buttons mean the same.
pub use crate::core::timeline::Verb;

/// The exercises of a session with their doses; `None` when one of them is no longer in the catalogue.
pub fn parts<'a>(app: &'a App, items: &'a [Item]) -> Option<Vec<(&'a Exercise, &'a Item)>> {
    items.iter().map(|item| Some((app.content.catalogue.exercise(&item.exercise)?, item))).collect()
}

/// The timeline of a session; `None` when one of its exercises is no longer in the catalogue.
pub fn timeline(app: &App, session: &Session) -> Option<Timeline> {
    Some(Timeline::new(&parts(app, &session.items)?))
}
