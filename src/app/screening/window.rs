//! Adds up what one person spreads over several messages within minutes. Remembers parts only of those whom the bot may answer,
//! and forgets them once they are answered, edited away, deleted or no longer wanted.

use std::sync::{MutexGuard, PoisonError};

use crate::app::screening::Said;
use crate::app::state::App;
use crate::core::screening::window::{Place, Window};
use crate::core::screening::{Part, Parts, Verdict};

/// The verdict on a message with what the person's earlier messages add to it.
pub fn added(app: &App, said: &Said<'_>, verdict: Verdict, parts: &[Part]) -> Verdict {
    let here: Parts = parts.iter().map(|part| part.set).collect();
    let earlier = window(app).add(place(said), said.message, here, app.clock.now_ms());
    app.content.screener.with_earlier(verdict, parts, earlier)
}

/// The message holds no part, or no longer.
pub fn retract(app: &App, said: &Said<'_>) {
    window(app).retract(place(said), said.message);
}

/// What this person wrote in this channel was answered with all urgency: it is not counted again.
pub fn answered(app: &App, said: &Said<'_>) {
    window(app).answered(place(said));
}

/// A message was deleted.
pub fn deleted(app: &App, channel: i64, message: i64) {
    window(app).deleted(channel, message);
}

/// Someone does not want to be answered, or wants everything forgotten.
pub fn forget(app: &App, person: i64) {
    window(app).forget(person);
}

fn place(said: &Said<'_>) -> Place {
    Place { channel: said.channel, person: said.author }
}

fn window(app: &App) -> MutexGuard<'_, Window> {
    // Nothing in it can be left half done.
    app.window.lock().unwrap_or_else(PoisonError::into_inner)
}
