//! `/help`: what the bot can do and what it cannot, privately. From `discord/commands/help.rs`.

use crate::app::message::{Card, Field, Message};
use crate::app::state::App;
use crate::app::who::Who;

/// Heading and text of each part of the card.
const PARTS: [(&str, &str); 4] = [
    ("help-exercise-title", "help-exercise"),
    ("help-notice-title", "help-notice"),
    ("help-private-title", "help-private"),
    ("help-cannot-title", "help-cannot"),
];

/// The help card.
///
/// # Errors
/// None; a `Result` as every feature's answer is one.
pub fn show(app: &App, who: &Who) -> anyhow::Result<Message> {
    let said = |key: &str| app.content.texts.get(&who.locale, key, &[]);
    let fields = PARTS.map(|(name, value)| Field { name: said(name), value: said(value), inline: false });
    let card = Card {
        title: said("help-title"),
        body: said("help-body"),
        fields: fields.to_vec(),
        footer: said("help-footer"),
        ..Card::default()
    };
    Ok(Message { cards: vec![card], private: true, ..Message::default() })
}
