//! How Discord says no: HTTP status, JSON error code and, for a bad form, the nested list of what is wrong with each field.
//! Made by `check`, `world` and `rest`; written to the wire by `rest`.

use serde_json::{Map, Value, json};

/// One of Discord's numbered refusals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub u16, pub u32, pub &'static str);

pub const UNAUTHORIZED: Refusal = Refusal(401, 0, "401: Unauthorized");
pub const NOT_FOUND: Refusal = Refusal(404, 0, "404: Not Found");
pub const METHOD_NOT_ALLOWED: Refusal = Refusal(405, 0, "405: Method Not Allowed");
pub const UNKNOWN_APPLICATION: Refusal = Refusal(404, 10002, "Unknown Application");
pub const UNKNOWN_CHANNEL: Refusal = Refusal(404, 10003, "Unknown Channel");
pub const UNKNOWN_GUILD: Refusal = Refusal(404, 10004, "Unknown Guild");
pub const UNKNOWN_MEMBER: Refusal = Refusal(404, 10007, "Unknown Member");
pub const UNKNOWN_MESSAGE: Refusal = Refusal(404, 10008, "Unknown Message");
pub const UNKNOWN_ROLE: Refusal = Refusal(404, 10011, "Unknown Role");
pub const UNKNOWN_USER: Refusal = Refusal(404, 10013, "Unknown User");
pub const UNKNOWN_EMOJI: Refusal = Refusal(400, 10014, "Unknown Emoji");
pub const UNKNOWN_WEBHOOK: Refusal = Refusal(404, 10015, "Unknown Webhook");
pub const UNKNOWN_INTERACTION: Refusal = Refusal(404, 10062, "Unknown interaction");
pub const UNKNOWN_COMMAND: Refusal = Refusal(404, 10063, "Unknown application command");
pub const UNKNOWN_AUTOMOD_RULE: Refusal = Refusal(404, 10066, "Unknown auto moderation rule");
pub const TOO_MANY_OLD_EDITS: Refusal =
    Refusal(429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later");
pub const TOO_MANY_THREAD_MEMBERS: Refusal =
    Refusal(400, 30033, "Maximum number of thread participants has been reached (1000)");
pub const ENTITY_TOO_LARGE: Refusal = Refusal(413, 40005, "Request entity too large");
pub const ALREADY_ACKNOWLEDGED: Refusal = Refusal(400, 40060, "Interaction has already been acknowledged.");
pub const TOO_MANY_FOLLOWUPS: Refusal = Refusal(
    400,
    40094,
    "This interaction has reached its maximum number of follow-up messages (5) for a user-installed app",
);
pub const MISSING_ACCESS: Refusal = Refusal(403, 50001, "Missing Access");
pub const CANNOT_EDIT_OTHERS: Refusal = Refusal(403, 50005, "Cannot edit a message authored by another user");
pub const EMPTY_MESSAGE: Refusal = Refusal(400, 50006, "Cannot send an empty message");
pub const CANNOT_DM: Refusal = Refusal(403, 50007, "Cannot send messages to this user");
pub const NON_TEXT_CHANNEL: Refusal = Refusal(400, 50008, "Cannot send messages in a non-text channel");
pub const MISSING_PERMISSIONS: Refusal = Refusal(403, 50013, "Missing Permissions");
pub const SYSTEM_MESSAGE: Refusal = Refusal(403, 50021, "Cannot execute action on a system message");
pub const WRONG_CHANNEL_TYPE: Refusal = Refusal(400, 50024, "Cannot execute action on this channel type");
pub const INVALID_WEBHOOK_TOKEN: Refusal = Refusal(401, 50027, "Invalid Webhook Token");
pub const INVALID_JSON: Refusal = Refusal(400, 50109, "The request body contains invalid JSON.");
pub const ARCHIVED_THREAD: Refusal = Refusal(
    400,
    50083,
    "Tried to perform an operation on an archived thread, such as editing a message or adding a user to the thread",
);
pub const BLOCKED_BY_AUTOMOD: Refusal = Refusal(400, 200_000, "Message was blocked by automatic moderation");
pub const REPLY_NEEDS_HISTORY: Refusal =
    Refusal(403, 160002, "Cannot reply without permission to read message history");
pub const THREAD_EXISTS: Refusal = Refusal(400, 160004, "A thread has already been created for this message");
pub const THREAD_LOCKED: Refusal = Refusal(403, 160005, "Thread is locked");
pub const TOO_MANY_THREADS: Refusal = Refusal(400, 160006, "Maximum number of active threads reached");

/// What goes back to the bot instead of a result.
#[derive(Debug, Clone)]
pub struct ApiError {
    /// HTTP status.
    pub status: u16,
    /// Discord's JSON error code; 0 for plain HTTP errors.
    pub code: u32,
    /// Discord's English sentence.
    pub message: String,
    /// The `errors` tree of code 50035.
    pub errors: Option<Value>,
}

impl From<Refusal> for ApiError {
    fn from(Refusal(status, code, message): Refusal) -> Self {
        Self { status, code, message: message.to_owned(), errors: None }
    }
}

impl ApiError {
    /// A bad form with one wrong field; `path` is dotted, as in `embeds.0.title`.
    pub fn field(path: &str, code: &str, message: &str) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(path, code, message);
        errors.into_error()
    }

    /// The JSON body of the answer.
    pub fn body(&self) -> Value {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = &self.errors {
            body["errors"] = errors.clone();
        }
        body
    }
}

/// Collects what is wrong with a form, field by field.
#[derive(Debug, Default)]
pub struct FieldErrors(Map<String, Value>);

impl FieldErrors {
    /// Notes one fault at a dotted path.
    pub fn add(&mut self, path: &str, code: &str, message: &str) {
        let mut at = &mut self.0;
        for part in path.split('.') {
            let next = at.entry(part).or_insert_with(|| json!({}));
            let Value::Object(map) = next else { return };
            at = map;
        }
        let list = at.entry("_errors").or_insert_with(|| json!([]));
        if let Value::Array(list) = list {
            list.push(json!({ "code": code, "message": message }));
        }
    }

    /// "This field is required".
    pub fn required(&mut self, path: &str) {
        self.add(path, "BASE_TYPE_REQUIRED", "This field is required");
    }

    /// Outside the allowed length.
    pub fn length(&mut self, path: &str, min: usize, max: usize) {
        if min == 0 {
            self.add(path, "BASE_TYPE_MAX_LENGTH", &format!("Must be {max} or fewer in length."));
        } else {
            self.add(path, "BASE_TYPE_BAD_LENGTH", &format!("Must be between {min} and {max} in length."));
        }
    }

    /// Not one of the allowed values.
    pub fn choices(&mut self, path: &str, allowed: &str) {
        self.add(path, "BASE_TYPE_CHOICES", &format!("Value must be one of {{{allowed}}}."));
    }

    /// Ends the checks: fine when nothing was noted.
    pub fn finish(self) -> Result<(), ApiError> {
        if self.0.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    fn into_error(self) -> ApiError {
        let errors = Some(Value::Object(self.0));
        ApiError { status: 400, code: 50035, message: "Invalid Form Body".to_owned(), errors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_field_is_told_by_its_nested_path() {
        let error = ApiError::field("embeds.0.title", "BASE_TYPE_MAX_LENGTH", "Must be 256 or fewer in length.");
        assert_eq!(
            error.body(),
            json!({ "message": "Invalid Form Body", "code": 50035, "errors": { "embeds": { "0": { "title": {
                "_errors": [{ "code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 256 or fewer in length." }]
            } } } } })
        );
    }
}
