//! Interactions: a person presses or types something, the bot has 3 s to answer and 15 minutes to follow up. Made by
//! `play`, answered through `rest`.

mod asked;

use std::collections::HashMap;
use std::time::Instant;

use serde_json::{Value, json};

pub use asked::NewInteraction;

use super::commands::Place;
use super::files::Upload;
use super::messages::{COMMAND_ANSWER, EPHEMERAL, LOADING, MENU_ANSWER, REPLY};
use super::{Message, World};
use crate::playground::check;
use crate::playground::clock::Id;
use crate::playground::errors::{
    ALREADY_ACKNOWLEDGED, ApiError, FieldErrors, INVALID_WEBHOOK_TOKEN, TOO_MANY_FOLLOWUPS, UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK,
};
use crate::playground::hub::Viewers;

/// How long the token works, on the playground's clock.
const TOKEN_MS: i64 = 15 * 60_000;
/// Follow-ups of a command that is installed to a user only.
const USER_FOLLOWUPS: usize = 5;

pub const COMMAND: u64 = 2;
pub const COMPONENT: u64 = 3;
pub const AUTOCOMPLETE: u64 = 4;
pub const MODAL: u64 = 5;

/// Types of the bot's first answer.
const MESSAGE: u64 = 4;
const DEFER_MESSAGE: u64 = 5;
const DEFER_UPDATE: u64 = 6;
const UPDATE: u64 = 7;
const CHOICES: u64 = 8;
const OPEN_MODAL: u64 = 9;

/// What became of an interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Waiting,
    Answered,
    /// No answer within 3 s.
    Failed,
}

/// One interaction.
#[derive(Debug)]
pub struct Interaction {
    pub id: Id,
    pub token: String,
    pub kind: u64,
    pub user: Id,
    pub channel: Id,
    pub state: State,
    /// Type of the first answer.
    pub answer: Option<u64>,
    pub choices: Value,
    pub modal: Value,
    /// The message that `@original` means.
    pub original: Option<Id>,
    followups: Vec<Id>,
    /// The message whose button was pressed.
    source: Option<Id>,
    from_menu: bool,
    place: Place,
    metadata: Value,
    made: Instant,
    made_ms: i64,
}

/// All interactions of the last minutes.
#[derive(Debug, Default)]
pub struct Book {
    by_id: HashMap<Id, Interaction>,
    by_token: HashMap<String, Id>,
}

impl Book {
    pub fn get(&self, id: Id) -> Option<&Interaction> {
        self.by_id.get(&id)
    }
}

impl World {
    /// The bot's first answer.
    pub fn callback(&mut self, id: Id, token: &str, body: &Value, files: &[Upload]) -> Result<(), ApiError> {
        let found = self.interactions.get(id).filter(|found| found.token == token);
        let found = found.ok_or(UNKNOWN_INTERACTION)?;
        match found.state {
            State::Answered => return Err(ALREADY_ACKNOWLEDGED.into()),
            State::Failed => return Err(UNKNOWN_INTERACTION.into()),
            State::Waiting if found.made.elapsed() > self.settings.answer_within => {
                return Err(UNKNOWN_INTERACTION.into());
            }
            State::Waiting => {}
        }
        let answer = body.get("type").and_then(Value::as_u64).unwrap_or(0);
        if !found.accepts(answer) {
            return Err(ApiError::field("type", "BASE_TYPE_CHOICES", "Value must be one of the types allowed here."));
        }
        let empty = json!({});
        let data = body.get("data").filter(|data| !data.is_null()).unwrap_or(&empty);
        let original = self.carry_out(id, answer, data, files)?;
        if let Some(found) = self.interactions.by_id.get_mut(&id) {
            found.state = State::Answered;
            found.answer = Some(answer);
            found.original = original;
        }
        self.tell_answer(id);
        Ok(())
    }

    fn carry_out(&mut self, id: Id, answer: u64, data: &Value, files: &[Upload]) -> Result<Option<Id>, ApiError> {
        let found = self.interactions.get(id).ok_or(UNKNOWN_INTERACTION)?;
        let (channel, source) = (found.channel, found.source);
        match answer {
            MESSAGE => {
                check_data(data, files.len())?;
                check::message::not_empty(data, files.len())?;
                Ok(Some(self.answer_with(id, data, files)))
            }
            DEFER_MESSAGE => {
                let flags = data.get("flags").and_then(Value::as_u64).unwrap_or(0);
                let message = self.answer_with(id, &json!({ "flags": flags & EPHEMERAL, "loading": true }), &[]);
                Ok(Some(message))
            }
            DEFER_UPDATE => Ok(source),
            UPDATE => {
                check_data(data, files.len())?;
                let source = source.ok_or(UNKNOWN_MESSAGE)?;
                self.edit(channel, source, data, files)?;
                Ok(Some(source))
            }
            CHOICES => {
                check_choices(data)?;
                self.keep(id, |found| found.choices = data.get("choices").cloned().unwrap_or_else(|| json!([])));
                Ok(None)
            }
            OPEN_MODAL => {
                check::modal::check(data)?;
                self.keep(id, |found| found.modal = data.clone());
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn keep(&mut self, id: Id, change: impl FnOnce(&mut Interaction)) {
        if let Some(found) = self.interactions.by_id.get_mut(&id) {
            change(found);
        }
    }

    /// Posts an answer to an interaction: the first, or a follow-up.
    fn answer_with(&mut self, id: Id, data: &Value, files: &[Upload]) -> Id {
        let Some(found) = self.interactions.get(id) else { return 0 };
        let (user, channel, metadata) = (found.user, found.channel, found.metadata.clone());
        let replies_to = found.original.or(found.source).filter(|_| found.original.is_some() || found.kind != COMMAND);
        let kind = match (replies_to, found.from_menu) {
            (Some(_), _) => REPLY,
            (None, true) => MENU_ANSWER,
            (None, false) => COMMAND_ANSWER,
        };
        let mut draft = self.draft(self.bot, channel, data, files);
        draft.kind = kind;
        draft.reference = replies_to.map(|message| (channel, message));
        draft.interaction = Some(metadata);
        let flags = data.get("flags").and_then(Value::as_u64).unwrap_or(0);
        draft.ephemeral_for = (flags & EPHEMERAL != 0).then_some(user);
        if data.get("loading").is_some() {
            draft.flags |= LOADING;
        }
        self.post(channel, draft)
    }

    /// A later message for an interaction; the first one after a deferred answer takes the place of "is thinking".
    pub fn follow_up(&mut self, token: &str, body: &Value, files: &[Upload]) -> Result<Id, ApiError> {
        let id = self.by_token(token)?;
        check::message::check(body, files.len())?;
        check::message::not_empty(body, files.len())?;
        let found = self.interactions.get(id).ok_or(UNKNOWN_WEBHOOK)?;
        let (channel, original) = (found.channel, found.original);
        let loading = original.and_then(|original| self.message(channel, original).ok());
        if let Some(loading) = loading.filter(|message| message.flags & LOADING != 0).map(|message| message.id) {
            self.edit(channel, loading, body, files)?;
            return Ok(loading);
        }
        if found.place == Place::PrivateChannel && found.followups.len() >= USER_FOLLOWUPS {
            return Err(TOO_MANY_FOLLOWUPS.into());
        }
        let message = self.answer_with(id, body, files);
        self.keep(id, |found| found.followups.push(message));
        Ok(message)
    }

    /// The interaction of a token that still works: 10015 if there is none, 50027 after 15 minutes.
    fn by_token(&self, token: &str) -> Result<Id, ApiError> {
        let found = self.interactions.by_token.get(token).and_then(|id| self.interactions.get(*id));
        let found = found.filter(|found| found.state == State::Answered).ok_or(UNKNOWN_WEBHOOK)?;
        if self.now() - found.made_ms > TOKEN_MS {
            return Err(INVALID_WEBHOOK_TOKEN.into());
        }
        Ok(found.id)
    }

    /// Channel and message that a token and `@original` or an id mean.
    pub fn by_webhook(&self, token: &str, message: &str) -> Result<(Id, Id), ApiError> {
        let found = self.interactions.get(self.by_token(token)?).ok_or(UNKNOWN_WEBHOOK)?;
        let wanted = match message {
            "@original" => found.original,
            text => text.parse().ok().filter(|id| found.original == Some(*id) || found.followups.contains(id)),
        };
        let message = wanted.ok_or(UNKNOWN_MESSAGE)?;
        self.message(found.channel, message)?;
        Ok((found.channel, message))
    }

    /// The message an interaction's first answer made or changed.
    pub fn answer_message(&self, interaction: &Interaction) -> Option<&Message> {
        interaction.original.and_then(|message| self.message(interaction.channel, message).ok())
    }

    /// Gives up on interactions nobody answered, and forgets those whose token no longer works.
    pub fn settle_interactions(&mut self) {
        let within = self.settings.answer_within;
        let late = |found: &&mut Interaction| found.state == State::Waiting && found.made.elapsed() > within;
        let failed: Vec<Id> = self.interactions.by_id.values_mut().filter(late).map(|found| found.id).collect();
        for id in failed {
            self.keep(id, |found| found.state = State::Failed);
            self.tell_answer(id);
        }
        let now = self.now();
        // Kept a while longer than the token works, so that a late follow-up gets the right refusal.
        let old = |found: &Interaction| now - found.made_ms > 2 * TOKEN_MS && found.made.elapsed() > 2 * within;
        self.interactions.by_id.retain(|_, found| !old(found));
        let by_id = &self.interactions.by_id;
        self.interactions.by_token.retain(|_, id| by_id.contains_key(id));
    }

    fn tell_answer(&mut self, id: Id) {
        self.answered.notify_waiters();
        if let Some(found) = self.interactions.get(id) {
            let data = self.interaction_json(found);
            self.hub.tell_pages(Viewers::Only(vec![found.user]), "INTERACTION", &data);
        }
    }

    /// What became of an interaction, for the page and for tests.
    pub fn interaction_json(&self, found: &Interaction) -> Value {
        let state = match found.state {
            State::Waiting => "waiting",
            State::Answered => "answered",
            State::Failed => "failed",
        };
        json!({
            "id": found.id.to_string(), "state": state, "type": found.kind, "answer": found.answer,
            "user": found.user.to_string(), "channel": found.channel.to_string(), "choices": found.choices,
            "modal": found.modal, "source": found.source.map(|id| id.to_string()),
            "message": self.answer_message(found).map(|message| self.page_message(message)),
        })
    }
}

impl Interaction {
    fn accepts(&self, answer: u64) -> bool {
        match self.kind {
            COMMAND => matches!(answer, MESSAGE | DEFER_MESSAGE | OPEN_MODAL),
            COMPONENT => matches!(answer, MESSAGE | DEFER_MESSAGE | DEFER_UPDATE | UPDATE | OPEN_MODAL),
            AUTOCOMPLETE => answer == CHOICES,
            MODAL => {
                matches!(answer, MESSAGE | DEFER_MESSAGE)
                    || self.source.is_some() && matches!(answer, DEFER_UPDATE | UPDATE)
            }
            _ => false,
        }
    }

    /// The message whose button opened it.
    pub fn source(&self) -> Option<Id> {
        self.source
    }
}

/// The same checks as for any message, with `data.` before each path.
fn check_data(data: &Value, files: usize) -> Result<(), ApiError> {
    check::message::check(data, files).map_err(|mut error| {
        error.errors = error.errors.map(|errors| json!({ "data": errors }));
        error
    })
}

fn check_choices(data: &Value) -> Result<(), ApiError> {
    let mut errors = FieldErrors::default();
    let choices = check::list(&mut errors, "data.choices", data.get("choices"), 0, 25);
    for (index, choice) in choices.iter().enumerate() {
        let path = format!("data.choices.{index}");
        check::required_text(&mut errors, &format!("{path}.name"), choice.get("name"), 1, 100);
        match choice.get("value") {
            Some(Value::Number(_)) => {}
            value => check::required_text(&mut errors, &format!("{path}.value"), value, 1, 100),
        }
    }
    errors.finish()
}
