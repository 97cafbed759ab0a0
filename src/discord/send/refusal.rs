//! What a refusal of Discord's means for the one who asked: serenity's error → [`ChatError`], by Discord's JSON error codes.

use serenity::all::HttpError;
use serenity::http::ErrorResponse;

use crate::app::chat::ChatError;

const UNKNOWN_CHANNEL: isize = 10_003;
const UNKNOWN_MESSAGE: isize = 10_008;
const NOT_FOR_MESSAGES: isize = 50_008;
const WRONG_CHANNEL_TYPE: isize = 50_024;
const MISSING_ACCESS: isize = 50_001;
const MISSING_PERMISSIONS: isize = 50_013;
const THREAD_ARCHIVED: isize = 50_083;
const NO_HISTORY: isize = 160_002;
const THREAD_EXISTS: isize = 160_004;
const THREAD_LOCKED: isize = 160_005;
const MOST_THREADS: isize = 160_006;
const MOST_NEWS_THREADS: isize = 160_007;

/// What was asked of Discord, as far as permissions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A message, with or without a picture.
    Post {
        picture: bool,
    },
    Edit,
    FollowUp,
    OpenThread {
        private: bool,
    },
    AddToThread,
    ArchiveThread,
    AutoMod,
}

impl Action {
    /// Whether another permission is needed in a thread than in a channel.
    pub fn depends_on_threads(self) -> bool {
        matches!(self, Self::Post { .. } | Self::Edit)
    }

    /// The permission it needs, as Discord's settings name it.
    fn permission(self, in_thread: bool) -> &'static str {
        match (self, in_thread) {
            (Self::Post { picture: true }, true) => "Send Messages in Threads, Attach Files",
            (Self::Post { picture: true }, false) => "Send Messages, Attach Files",
            (Self::Post { picture: false } | Self::Edit, true) | (Self::AddToThread, _) => "Send Messages in Threads",
            (Self::Post { picture: false } | Self::Edit, false) => "Send Messages",
            (Self::OpenThread { private: true }, _) => "Create Private Threads",
            (Self::OpenThread { private: false }, _) => "Create Public Threads",
            (Self::ArchiveThread, _) => "Manage Threads",
            (Self::AutoMod, _) => "Manage Server",
            (Self::FollowUp, _) => "Use External Apps",
        }
    }
}

/// Whether Discord says that a permission is missing, without saying which.
pub fn is_missing_permission(error: &serenity::Error) -> bool {
    matches!(error, serenity::Error::Http(HttpError::UnsuccessfulRequest(refused))
        if refused.error.code == MISSING_PERMISSIONS)
}

/// What the error means. `in_thread` says where the action was tried. Addresses stay out: they hold secrets.
pub fn read(error: &serenity::Error, action: Action, in_thread: bool) -> ChatError {
    match error {
        serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) => by_code(refused, action, in_thread),
        serenity::Error::Http(HttpError::Request(failed)) if failed.is_timeout() => {
            ChatError::Unavailable("no answer in time".to_owned())
        }
        serenity::Error::Http(HttpError::Request(_)) | serenity::Error::Io(_) => {
            ChatError::Unavailable("no connection".to_owned())
        }
        serenity::Error::Json(_) => ChatError::Refused("the answer cannot be read".to_owned()),
        serenity::Error::Model(wrong) => ChatError::Refused(wrong.to_string()),
        _ => ChatError::Refused("the request could not be made".to_owned()),
    }
}

fn by_code(refused: &ErrorResponse, action: Action, in_thread: bool) -> ChatError {
    let (status, code) = (refused.status_code, refused.error.code);
    let said = || format!("{} (code {code}, status {})", refused.error.message, status.as_u16());
    match code {
        UNKNOWN_CHANNEL | UNKNOWN_MESSAGE => ChatError::Gone,
        MISSING_ACCESS => ChatError::Forbidden("View Channel".to_owned()),
        MISSING_PERMISSIONS => ChatError::Forbidden(action.permission(in_thread).to_owned()),
        NO_HISTORY => ChatError::Forbidden("Read Message History".to_owned()),
        THREAD_EXISTS | THREAD_LOCKED | MOST_THREADS | MOST_NEWS_THREADS | WRONG_CHANNEL_TYPE | THREAD_ARCHIVED
        | NOT_FOR_MESSAGES => ChatError::ThreadLimit(said()),
        _ if status.is_server_error() || status.as_u16() == 429 => ChatError::Unavailable(said()),
        _ => ChatError::Refused(said()),
    }
}
