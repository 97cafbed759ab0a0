//! Everything `prompts/` holds, read once at start and shared by all features. Filled by `prompts.rs`.

use crate::core::catalogue::Catalogue;
use crate::core::referral::{Form, Regions, Replies, ReplyKind, render};
use crate::core::screening::Screener;
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
    /// What messages are read for.
    pub screener: Screener,
}

impl Content {
    /// What stands in a channel for `kind`, with the numbers of `country` (see [`render`]).
    pub fn reply_short(&self, kind: ReplyKind, country: Option<&str>) -> String {
        render(&self.replies, &self.regions, country, kind, Form::Channel).body
    }
}
