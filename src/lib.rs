//! Unhunch, in reading order: `prompts` are the words, `core` decides, `store` remembers, `app` does, `discord` talks,
//! `playground` pretends to be Discord.

/// What the operator sets: environment, flags and `.env`.
pub mod config;
/// What each subcommand does with it: the parts below, put together.
pub mod roles;
/// `prompts/` on disk or embedded → the types of `core`.
pub mod prompts;
/// What the bot decides: exercises, timelines, screening, pictures. Pure.
pub mod core;
/// What must survive a restart, as SQL verbs on SQLite and PostgreSQL.
pub mod store;
/// What the bot does, one file a feature, in plain structs.
pub mod app;
/// The only place that names the Discord library.
pub mod discord;
/// A small Discord on 127.0.0.1 with a web page.
pub mod playground;
/// `unhunch picture`: pictures as files.
pub mod picture_cli;
/// `unhunch screen`: verdicts on the command line.
pub mod screen_cli;
