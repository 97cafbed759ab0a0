//! Everything `prompts/` holds, read once at start and shared by all features. Filled by `prompts.rs`.

use crate::core::catalogue::Catalogue;
use crate::core::referral::{Regions, Replies};
use crate::core::texts::Texts;

/// The words and the data of the bot.
pub struct Content {
    /// Exercises and routines.
    pub catalogue: Catalogue,
    /// The canned replies.
    pub replies: Replies,
    /// Numbers by country.
    pub regions: Regions,
    /// The interface texts.
    pub texts: Texts,
}
