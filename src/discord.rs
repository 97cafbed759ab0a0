//! Talks to Discord, and is the only place that names serenity and poise: connects, registers the commands, turns events
//! into calls of `app`, and sends what `app` says. Started by `roles`, against Discord or a stand-in alike.

pub mod answer;
pub mod caller;
pub mod commands;
pub mod connect;
pub mod errors;
pub mod events;
pub mod intents;
pub mod invite;
pub mod limits;
pub mod register;
pub mod render;
pub mod send;
pub mod serve;
pub mod watchdog;

use std::sync::Arc;

use crate::app::state::App;
use crate::discord::watchdog::Watchdog;

/// How much the libraries below this module say when nobody asked for more: what the gateway has to tell, `serve` says in
/// words that help.
pub const LOG_LEVELS: &str = "serenity=warn,serenity::gateway=off,poise=warn,twilight_http_ratelimiting=warn";

/// What every command and event gets.
pub struct Bot {
    /// The features and what they stand on.
    pub app: Arc<App>,
    /// Told of every sign of life from the gateway.
    pub watchdog: Arc<Watchdog>,
}
