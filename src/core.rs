//! Pure decisions: no Discord, no database, no files, no clock. `prompts` fills these types, `app` asks them.

pub mod catalogue;
pub mod chart;
pub mod content;
mod names;
pub mod picture;
pub mod pose;
pub mod referral;
pub mod screening;
pub mod settings;
pub mod text;
pub mod texts;
pub mod timeline;
pub mod token;
pub mod user_error;
