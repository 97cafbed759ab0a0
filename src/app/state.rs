//! What every feature works with, built once at start and shared: the words, the store, the way to Discord, the clock.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use tokio::sync::{Notify, Semaphore};

use crate::app::automod::Alerts;
use crate::app::chat::Chat;
use crate::app::clock::Clock;
use crate::app::picture::Pictures;
use crate::app::reader::ModelThread;
use crate::core::content::Content;
use crate::core::screening::window::Window;
use crate::store::Store;

/// Cards brought up to date at once; further ones are left as they are.
const CARDS_AT_ONCE: usize = 8;

/// The bot without Discord: everything a feature needs.
pub struct App {
    /// Everything `prompts/` holds.
    pub content: Content,
    /// What survives a restart.
    pub store: Store,
    /// How the bot speaks on its own.
    pub chat: Arc<dyn Chat>,
    /// What people's last messages held, for minutes.
    pub window: Mutex<Window>,
    /// Alerts of Discord's own filter that are being answered.
    pub alerts: Alerts,
    /// The language model that reads what the rules left open.
    pub model: ModelThread,
    /// Pictures, drawn once.
    pub pictures: Arc<Pictures>,
    /// Whether sessions show the moving picture; without it they are words only.
    pub session_pictures: bool,
    /// The only clock.
    pub clock: Arc<Clock>,
    /// Wakes the tick when a session was started or steered.
    pub wake: Notify,
    /// Who may bring a card up to date now.
    pub cards: Semaphore,
    /// Names this process in claims.
    pub worker: String,
}

impl App {
    /// Puts the parts together; messages are read by the rules alone.
    pub fn new(content: Content, store: Store, chat: Arc<dyn Chat>, clock: impl Into<Arc<Clock>>) -> Self {
        let clock = clock.into();
        let worker = format!("{}-{}", std::process::id(), clock.now_ms());
        let pictures = Arc::new(Pictures::new(None));
        let model = ModelThread::default();
        let (window, alerts) = (Mutex::default(), Alerts::default());
        let (wake, cards) = (Notify::new(), Semaphore::new(CARDS_AT_ONCE));
        Self {
            content,
            store,
            chat,
            window,
            alerts,
            model,
            pictures,
            session_pictures: true,
            clock,
            wake,
            cards,
            worker,
        }
    }

    /// The same with drawn pictures kept in `folder`; without one, in memory.
    #[must_use]
    pub fn with_picture_cache(self, folder: Option<PathBuf>) -> Self {
        Self { pictures: Arc::new(Pictures::new(folder)), ..self }
    }

    /// The same with the language model as a second reader.
    #[must_use]
    pub fn with_model(self, model: ModelThread) -> Self {
        Self { model, ..self }
    }

    /// The country whose numbers `person` sees: their own choice, else the server's.
    ///
    /// # Errors
    /// The store fails.
    pub async fn country(&self, person: i64, guild: Option<i64>) -> anyhow::Result<Option<String>> {
        if let Some(own) = self.store.member_settings(person).await?.country {
            return Ok(Some(own));
        }
        match guild {
            Some(guild) => Ok(self.store.guild_settings(guild).await?.country),
            None => Ok(None),
        }
    }
}
