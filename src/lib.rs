//! Unhunch, in reading order: `prompts` are the words, `core` decides, `store` remembers, `app` does, `discord` talks,
//! `playground` pretends to be Discord.

/// What the bot does, one file a feature, in plain structs.
pub mod app;
/// What the operator sets: environment, flags and `.env`.
pub mod config;
/// What the bot decides: exercises, timelines, screening, pictures. Pure.
pub mod core;
/// The only place that names the Discord library.
pub mod discord;
/// `unhunch picture`: pictures as files.
pub mod picture_cli;
/// A small Discord on 127.0.0.1 with a web page.
pub mod playground;
/// `prompts/` on disk or embedded → the types of `core`.
pub mod prompts;
/// What must survive a restart, as SQL verbs on SQLite and PostgreSQL.
pub mod store;
