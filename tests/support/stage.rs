//! A stage for end-to-end tests: a playground in this process, the real bot as a process of its own against it, and people who
//! type, press and read over the playground's driver.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use unhunch::playground::{Options, Playground};

use super::openapi::OpenApi;
use super::play::Play;

/// How long anything may take before a test gives up on it; CI machines are slow.
const PATIENCE: Duration = Duration::from_secs(60);
/// Discord's flag of an answer that is still to come.
const LOADING: u64 = 1 << 7;

/// A playground and a bot against it.
pub struct Stage {
    /// The people and what they see.
    pub play: Play,
    playground: Playground,
    bot: Option<Child>,
    folder: tempfile::TempDir,
    fast: u32,
}

impl Stage {
    /// A playground whose clock runs `fast` times as fast, and the bot against it.
    pub async fn new(fast: u32) -> Self {
        let mut stage = Self::without_bot(fast).await;
        stage.start_bot().await;
        stage
    }

    /// Only the playground; the bot comes with [`Self::start_bot`].
    pub async fn without_bot(fast: u32) -> Self {
        let options = Options { fast, ..Options::default() };
        let playground = Playground::start(options).await.expect("a playground");
        let play = Play::new(&playground.base_url());
        let folder = tempfile::tempdir().expect("a folder");
        Self { play, playground, bot: None, folder, fast }
    }

    /// Starts the bot as a process of its own and waits until it is connected and its commands are there.
    pub async fn start_bot(&mut self) {
        self.bot = Some(self.command().spawn().expect("the bot starts"));
        let ready = until(async || {
            let state = self.play.state().await;
            state["bot"]["online"] == true && state["commands"].as_u64() > Some(0)
        });
        assert!(ready.await, "the bot did not connect");
    }

    /// The command line of the bot against this playground, for tests that look at what it prints.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unhunch"));
        command
            .args(["run", "--fast", &self.fast.to_string()])
            .args(["--fast-since", &self.playground.origin_ms().to_string()])
            .env("DISCORD_TOKEN", self.playground.token())
            .env("DISCORD_PROXY", self.playground.base_url())
            .env("DATABASE_URL", self.database())
            .env("RUST_LOG", std::env::var("RUST_LOG").unwrap_or_else(|_| "error".to_owned()))
            // Pictures are drawn once for all tests, and never into the home of who runs them.
            .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// A file in the stage's own folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// kill -9: no word of goodbye, nothing written.
    pub fn kill_bot(&mut self) {
        if let Some(mut bot) = self.bot.take() {
            bot.kill().expect("the bot can be killed");
            bot.wait().expect("the bot is gone");
        }
    }

    /// How many sessions a killed bot had claimed and not yet moved on, from the database it left behind.
    pub async fn claimed(&self) -> i64 {
        use sqlx::{Connection as _, Row as _};
        sqlx::any::install_default_drivers();
        let mut database = sqlx::AnyConnection::connect(&self.database()).await.expect("the bot's database");
        let row = sqlx::query("SELECT COUNT(*) AS claimed FROM sessions WHERE worker <> ''").fetch_one(&mut database);
        let claimed = row.await.and_then(|row| row.try_get("claimed")).expect("a number");
        database.close().await.expect("closes");
        claimed
    }

    fn database(&self) -> String {
        format!("sqlite://{}", self.path("unhunch.sqlite").display())
    }

    /// An interaction once its answer is there; Discord lets the bot fill it in late.
    pub async fn answered(&self, mut interaction: Value) -> Value {
        let question = format!("/play/interactions/{}", interaction["id"].as_str().unwrap_or_default());
        let loading = |answer: &Value| answer["message"]["flags"].as_u64().is_some_and(|flags| flags & LOADING != 0);
        let filled = until(async || {
            if loading(&interaction) {
                interaction = self.play.ask("GET", &question, None, None).await.1;
            }
            !loading(&interaction)
        });
        assert!(filled.await, "the bot never filled in its answer");
        interaction
    }

    /// A slash command and its answer.
    pub async fn slash(&self, person: &str, channel: &str, command: &str, options: Value) -> Value {
        self.answered(self.play.slash(person, channel, command, options).await).await
    }

    /// The button labelled `label` is pressed; the answer.
    pub async fn press(&self, person: &str, message: &Value, label: &str) -> Value {
        let id = button(message, label).unwrap_or_else(|| panic!("no button {label} on {message}"));
        self.answered(self.play.press(person, message, &id, &[]).await).await
    }

    /// All messages of a channel or thread, private ones too.
    pub async fn messages_in(&self, channel: &str) -> Vec<Value> {
        let question = format!("/play/messages?channel={channel}&limit=1000");
        self.play.ask("GET", &question, None, None).await.1.as_array().cloned().unwrap_or_default()
    }

    /// Waits for a message in a channel or thread that fits.
    pub async fn message_where(&self, channel: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let mut found = None;
        until(async || {
            found = self.messages_in(channel).await.into_iter().find(|message| fits(message));
            found.is_some()
        })
        .await;
        match found {
            Some(message) => message,
            None => panic!("no such message; there are {:#?}", self.words_in(channel).await),
        }
    }

    /// The words of all messages of a channel or thread.
    pub async fn words_in(&self, channel: &str) -> Vec<String> {
        self.messages_in(channel).await.iter().map(words).collect()
    }

    /// Ends the scene: every request the bot made must be one that Discord's own description knows.
    pub async fn finish(mut self) {
        self.kill_bot();
        let api = OpenApi::load();
        let mut faults = Vec::new();
        for request in self.play.requests(0).await {
            let (method, path) = (request["method"].as_str().unwrap_or("?"), request["path"].as_str().unwrap_or("?"));
            let path = path.trim_start_matches("/api/v10");
            faults.extend(api.request_faults(method, path, &request["body"]));
        }
        assert!(faults.is_empty(), "requests that Discord would not understand:\n{}", faults.join("\n"));
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.kill_bot();
    }
}

/// The custom id of the button labelled `label`.
pub fn button(message: &Value, label: &str) -> Option<String> {
    let rows = message["components"].as_array()?;
    let mut parts = rows.iter().filter_map(|row| row["components"].as_array()).flatten();
    parts.find(|part| part["label"] == label).and_then(|part| part["custom_id"].as_str().map(str::to_owned))
}

/// All words of a message: text, cards and their fields.
pub fn words(message: &Value) -> String {
    let mut all = vec![message["content"].as_str().unwrap_or_default().to_owned()];
    for embed in message["embeds"].as_array().into_iter().flatten() {
        all.extend(["title", "description"].iter().filter_map(|key| embed[key].as_str().map(str::to_owned)));
        for field in embed["fields"].as_array().into_iter().flatten() {
            all.extend(["name", "value"].iter().filter_map(|key| field[key].as_str().map(str::to_owned)));
        }
        all.extend(embed["footer"]["text"].as_str().map(str::to_owned));
    }
    all.join("\n")
}

/// Asks again and again until it is so; `false` when patience runs out.
pub async fn until(mut so: impl AsyncFnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if so().await {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(30)).await;
    }
    false
}
