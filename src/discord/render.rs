//! What `app` says → what Discord takes: `app::message::Message` becomes serenity's builders, cut to Discord's lengths here and
//! nowhere else. For `answer` (interactions) and `send` (everything else).

use serenity::all::{
    ButtonStyle, CreateActionRow, CreateAllowedMentions, CreateAttachment, CreateButton, CreateEmbed,
    CreateEmbedFooter, CreateInteractionResponseFollowup, CreateInteractionResponseMessage, CreateMessage,
    CreateSelectMenu, CreateSelectMenuKind, CreateSelectMenuOption, EditAttachments, EditInteractionResponse,
    EditMessage, InteractionResponseFlags, MessageFlags, RoleId, UserId,
};

use crate::app::message::{Button, Card, Choice, Menu, Message, Picture, Row, Style, Tone};
use crate::core::text::{cut, len};

// Discord's limits, in UTF-16 units or pieces: developers/resources/message (embed limits), developers/components.
const CONTENT: usize = 2_000;
const CARDS: usize = 10;
const ALL_CARDS: usize = 6_000;
const TITLE: usize = 256;
const BODY: usize = 4_096;
const FIELDS: usize = 25;
const FIELD_NAME: usize = 256;
const FIELD_VALUE: usize = 1_024;
const FOOTER: usize = 2_048;
const ALT: usize = 1_024;
const ROWS: usize = 5;
const BUTTONS: usize = 5;
const BUTTON_LABEL: usize = 80;
const CHOICES: usize = 25;
const CHOICE: usize = 100;
const PLACEHOLDER: usize = 150;
const CUSTOM_ID: usize = 100;

/// A field needs a name and a value; this stands for an empty one.
const BLANK: &str = "\u{200b}";

/// A new message in a channel, without what only the sender knows (reply, nonce).
pub fn create(message: &Message) -> CreateMessage {
    let parts = Parts::of(message);
    let mut builder = CreateMessage::new()
        .tts(message.spoken)
        .embeds(parts.embeds)
        .components(parts.rows)
        .allowed_mentions(parts.mentions)
        .add_files(parts.files);
    if !parts.content.is_empty() {
        builder = builder.content(parts.content);
    }
    if message.silent {
        builder = builder.flags(MessageFlags::SUPPRESS_NOTIFICATIONS);
    }
    builder
}

/// The same message in place of an older one: what it does not have is cleared, pictures are replaced.
pub fn edit(message: &Message) -> EditMessage {
    let parts = Parts::of(message);
    EditMessage::new()
        .content(parts.content)
        .embeds(parts.embeds)
        .components(parts.rows)
        .allowed_mentions(parts.mentions)
        .attachments(attachments(parts.files))
}

/// The first answer to an interaction; as an update of the message a button stands on, it clears what it does not have.
pub fn response(message: &Message) -> CreateInteractionResponseMessage {
    let parts = Parts::of(message);
    let mut flags = InteractionResponseFlags::empty();
    flags.set(InteractionResponseFlags::EPHEMERAL, message.private);
    flags.set(InteractionResponseFlags::SUPPRESS_NOTIFICATIONS, message.silent);
    let builder = CreateInteractionResponseMessage::new()
        .content(parts.content)
        .embeds(parts.embeds)
        .components(parts.rows)
        .allowed_mentions(parts.mentions)
        .flags(flags)
        .add_files(parts.files);
    // An update of a message takes no `tts`, not even false.
    if message.spoken { builder.tts(true) } else { builder }
}

/// A further answer to an interaction.
pub fn follow_up(message: &Message) -> CreateInteractionResponseFollowup {
    let parts = Parts::of(message);
    let mut flags = MessageFlags::empty();
    flags.set(MessageFlags::EPHEMERAL, message.private);
    flags.set(MessageFlags::SUPPRESS_NOTIFICATIONS, message.silent);
    CreateInteractionResponseFollowup::new()
        .content(parts.content)
        .tts(message.spoken)
        .embeds(parts.embeds)
        .components(parts.rows)
        .allowed_mentions(parts.mentions)
        .flags(flags)
        .add_files(parts.files)
}

/// The first answer, filled in late or changed. Whether it is private was settled by the first.
pub fn edit_response(message: &Message) -> EditInteractionResponse {
    let parts = Parts::of(message);
    EditInteractionResponse::new()
        .content(parts.content)
        .embeds(parts.embeds)
        .components(parts.rows)
        .allowed_mentions(parts.mentions)
        .attachments(attachments(parts.files))
}

fn attachments(files: Vec<CreateAttachment>) -> EditAttachments {
    files.into_iter().fold(EditAttachments::new(), EditAttachments::add)
}

/// A message in serenity's terms.
struct Parts {
    content: String,
    embeds: Vec<CreateEmbed>,
    rows: Vec<CreateActionRow>,
    files: Vec<CreateAttachment>,
    mentions: CreateAllowedMentions,
}

impl Parts {
    fn of(message: &Message) -> Self {
        let mut files = Files::default();
        let mut left = ALL_CARDS;
        let embeds = message.cards.iter().take(CARDS).map(|card| embed(card, &mut left, &mut files)).collect();
        Self {
            content: cut(&message.content, CONTENT),
            embeds,
            rows: message.rows.iter().filter_map(row).take(ROWS).collect(),
            files: files.0.into_iter().map(|(name, picture)| file(name, picture)).chain(downloads(message)).collect(),
            mentions: mentions(&message.pings, &message.ping_roles),
        }
    }
}

/// Only these people and roles are pinged, whatever the text says; not even the author of the message replied to.
fn mentions(people: &[i64], roles: &[i64]) -> CreateAllowedMentions {
    let users = people.iter().filter_map(|id| snowflake(*id)).map(UserId::new);
    let roles = roles.iter().filter_map(|id| snowflake(*id)).map(RoleId::new);
    CreateAllowedMentions::new().users(users).roles(roles).replied_user(false)
}

/// A Discord id; `None` for what cannot be one.
pub fn snowflake(id: i64) -> Option<u64> {
    u64::try_from(id).ok().filter(|id| *id != 0)
}

/// All cards of a message together hold `ALL_CARDS`; `left` is what is left of that.
fn embed<'a>(card: &'a Card, left: &mut usize, files: &mut Files<'a>) -> CreateEmbed {
    let mut fit = |text: &str, max: usize| {
        let fitting = cut(text, max.min(*left));
        *left -= len(&fitting);
        fitting
    };
    let mut embed = CreateEmbed::new().colour(colour(card.tone));
    let title = fit(&card.title, TITLE);
    if !title.is_empty() {
        embed = embed.title(title);
    }
    let body = fit(&card.body, BODY);
    if !body.is_empty() {
        embed = embed.description(body);
    }
    for field in card.fields.iter().take(FIELDS).filter(|field| !field.name.is_empty() || !field.value.is_empty()) {
        let (name, value) = (fit(or_blank(&field.name), FIELD_NAME), fit(or_blank(&field.value), FIELD_VALUE));
        if !name.is_empty() && !value.is_empty() {
            embed = embed.field(name, value, field.inline);
        }
    }
    let footer = fit(&card.footer, FOOTER);
    if !footer.is_empty() {
        embed = embed.footer(CreateEmbedFooter::new(footer));
    }
    match &card.picture {
        Some(picture) => embed.attachment(files.add(picture)),
        None => embed,
    }
}

fn or_blank(text: &str) -> &str {
    if text.is_empty() { BLANK } else { text }
}

fn colour(tone: Tone) -> u32 {
    match tone {
        Tone::Calm => 0x3b_82_9a,
        Tone::Good => 0x3f_9b_5f,
        Tone::Care => 0xd9_8e_04,
        Tone::Urgent => 0xc6_28_28,
    }
}

/// The pictures of a message under names that differ; the same picture on two cards is sent once.
#[derive(Default)]
struct Files<'a>(Vec<(String, &'a Picture)>);

impl<'a> Files<'a> {
    fn add(&mut self, picture: &'a Picture) -> String {
        if let Some((name, _)) = self.0.iter().find(|(_, known)| *known == picture) {
            return name.clone();
        }
        let is_taken = self.0.iter().any(|(name, _)| *name == picture.name);
        let name = if is_taken { format!("{}-{}", self.0.len(), picture.name) } else { picture.name.clone() };
        self.0.push((name.clone(), picture));
        name
    }
}

fn file(name: String, picture: &Picture) -> CreateAttachment {
    let file = CreateAttachment::bytes(picture.bytes.to_vec(), name);
    if picture.alt.is_empty() { file } else { file.description(cut(&picture.alt, ALT)) }
}

fn downloads(message: &Message) -> impl Iterator<Item = CreateAttachment> {
    message.files.iter().map(|file| CreateAttachment::bytes(file.bytes.to_vec(), file.name.clone()))
}

/// Discord refuses a row without anything in it.
fn row(row: &Row) -> Option<CreateActionRow> {
    match row {
        Row::Buttons(buttons) if buttons.is_empty() => None,
        Row::Buttons(buttons) => Some(CreateActionRow::Buttons(buttons.iter().take(BUTTONS).map(button).collect())),
        Row::Menu(one) if one.choices.is_empty() => None,
        Row::Menu(one) => Some(CreateActionRow::SelectMenu(menu(one))),
    }
}

fn button(button: &Button) -> CreateButton {
    let style = match button.style {
        Style::Primary => ButtonStyle::Primary,
        Style::Secondary => ButtonStyle::Secondary,
        Style::Success => ButtonStyle::Success,
        Style::Danger => ButtonStyle::Danger,
    };
    CreateButton::new(cut(&button.id, CUSTOM_ID))
        .label(cut(&button.label, BUTTON_LABEL))
        .style(style)
        .disabled(button.disabled)
}

fn menu(menu: &Menu) -> CreateSelectMenu {
    let option = |choice: &Choice| CreateSelectMenuOption::new(cut(&choice.label, CHOICE), cut(&choice.value, CHOICE));
    let options = menu.choices.iter().take(CHOICES).map(option).collect();
    let built = CreateSelectMenu::new(cut(&menu.id, CUSTOM_ID), CreateSelectMenuKind::String { options });
    if menu.placeholder.is_empty() { built } else { built.placeholder(cut(&menu.placeholder, PLACEHOLDER)) }
}

#[cfg(test)]
mod tests;
