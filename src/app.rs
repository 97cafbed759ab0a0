//! What the bot does, in plain structs: one file a feature. Called by `discord` and by the tick; asks `core`, remembers in
//! `store`, speaks through [`Chat`](crate::app::chat::Chat).

// What the features stand on.
pub mod chat;
pub mod clock;
pub mod message;
pub mod press;
pub mod reader;
pub mod state;
pub mod tick;
pub mod who;

// The features.
pub mod automod;
pub mod exercise;
pub mod help;
pub mod picture;
pub mod privacy;
pub mod progress;
pub mod referral;
pub mod screening;
pub mod session;
pub mod settings;
