//! What the bot does, in plain structs: one file a feature. Called by `discord` and by the tick; asks `core`, remembers in
//! `store`, speaks through [`chat::Chat`].

pub mod chat;
pub mod clock;
pub mod exercise;
pub mod help;
pub mod message;
pub mod picture;
pub mod press;
pub mod privacy;
pub mod referral;
pub mod session;
pub mod state;
pub mod tick;
pub mod who;
