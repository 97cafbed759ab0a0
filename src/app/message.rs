//! What the bot says, before it is a Discord payload: a message with cards, pictures and buttons in plain structs.
//! Features build it, `discord/render.rs` turns it into JSON.

use std::sync::Arc;

/// A message the bot sends or an answer it gives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Message {
    /// Plain text above the cards, at most 2,000 UTF-16 units.
    pub content: String,
    /// Cards (Discord embeds), at most 10.
    pub cards: Vec<Card>,
    /// Rows of buttons or one menu each, at most 5.
    pub rows: Vec<Row>,
    /// Files to download, beside the pictures of the cards.
    pub files: Vec<Attachment>,
    /// Shown only to the person who asked (only for answers to an interaction).
    pub private: bool,
    /// The people this message may ping; everyone else's mention stays silent.
    pub pings: Vec<i64>,
    /// The roles this message may ping.
    pub ping_roles: Vec<i64>,
    /// Read aloud by Discord's text-to-speech.
    pub spoken: bool,
    /// Sent without a push notification.
    pub silent: bool,
}

/// A card, shown as a Discord embed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Card {
    /// At most 256 characters.
    pub title: String,
    /// At most 4,096 characters.
    pub body: String,
    /// Named parts, at most 25.
    pub fields: Vec<Field>,
    /// Which colour the card has.
    pub tone: Tone,
    /// A picture below the text.
    pub picture: Option<Picture>,
    /// Small print, at most 2,048 characters.
    pub footer: String,
}

/// A named part of a card.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Field {
    /// At most 256 characters.
    pub name: String,
    /// At most 1,024 characters.
    pub value: String,
    /// May stand beside another field.
    pub inline: bool,
}

/// What a card is about; decides its colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// Exercises, sessions.
    #[default]
    Calm,
    /// Done, well.
    Good,
    /// Look out.
    Care,
    /// Emergency or crisis.
    Urgent,
}

/// A picture to attach, with what it shows for those who cannot see it.
#[derive(Clone, PartialEq)]
pub struct Picture {
    /// File name with ending, letters, digits and `-` only, for example `cat-cow.gif`.
    pub name: String,
    /// PNG or GIF.
    pub bytes: Arc<[u8]>,
    /// Alt text, at most 1,024 characters.
    pub alt: String,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A file to download.
#[derive(Clone, PartialEq)]
pub struct Attachment {
    /// File name with ending, letters, digits and `-` only.
    pub name: String,
    /// What is in it.
    pub bytes: Arc<[u8]>,
}

impl std::fmt::Debug for Attachment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Attachment({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// A row below a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    /// At most 5 buttons.
    Buttons(Vec<Button>),
    /// One select menu.
    Menu(Menu),
}

/// A button.
#[derive(Debug, Clone, PartialEq)]
pub struct Button {
    /// What a press means; see `app/press.rs`. At most 100 characters.
    pub id: String,
    /// At most 80 characters.
    pub label: String,
    /// Its colour.
    pub style: Style,
    /// Greyed out.
    pub disabled: bool,
}

/// The colours Discord gives buttons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    Primary,
    #[default]
    Secondary,
    Success,
    Danger,
}

/// A select menu of which one entry is chosen.
#[derive(Debug, Clone, PartialEq)]
pub struct Menu {
    /// What a choice means. At most 100 characters.
    pub id: String,
    /// Shown while nothing is chosen.
    pub placeholder: String,
    /// Value, label and whether it is the present choice; at most 25.
    pub choices: Vec<Choice>,
}

/// One entry of a [`Menu`] or of an autocomplete list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What comes back, at most 100 characters.
    pub value: String,
    /// What is read, at most 100 characters.
    pub label: String,
}

impl Button {
    /// A button of the quiet colour.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), style: Style::Secondary, disabled: false }
    }

    /// The same button in another colour.
    #[must_use]
    pub fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }
}

/// What an interaction (a command, a button, a menu) is answered with.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// A message of its own, private where it says so.
    Reply(Message),
    /// The message that the button stands on changes into this one.
    Update(Message),
    /// Nothing visible: the press is acknowledged, something else (a post in the thread) shows the effect.
    Quiet,
}

impl From<Message> for Answer {
    fn from(message: Message) -> Self {
        Self::Reply(message)
    }
}
