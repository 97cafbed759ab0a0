//! The bot through its request funnel against a playground with Discord's limits: a process of its own, reached over HTTP, whose
//! record says when each cue arrived.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use unhunch::app::chat::{Chat, ChatError, FollowUp, NewThread, Post, Priority};
use unhunch::app::clock::Clock;
use unhunch::app::message::Message;
use unhunch::app::state::App;
use unhunch::app::tick;
use unhunch::discord::connect::Connection;
use unhunch::discord::send::Sender;
use unhunch::playground::{Options, Playground};
use unhunch::store::Store;

use super::{ANSWER, MEASURED, Place, begin, memory_mb, percentile, runtime};

/// The argument with which this program is the playground.
pub const PLAYGROUND: &str = "--playground";
/// The text channel under which the threads are (`src/playground/world/seed.json`).
const CHANNEL: &str = "900000000000000032";
/// Opening a session costs this many requests (thread, member, card), of which Discord takes 50 a second.
const START_MS: i64 = 3 * 1_000 / 50;

/// How the sessions begin.
#[derive(Debug, Clone, Copy)]
enum Starts {
    /// At random moments within a minute, as people come.
    Minute,
    /// Everyone presses at once, and Discord lets the bot open them as fast as its limits allow.
    Rush,
    /// At the same millisecond, which Discord's limits do not let happen.
    Instant,
}

impl Starts {
    fn name(self) -> &'static str {
        match self {
            Self::Minute => "random in 60 s",
            Self::Rush => "one each 60 ms",
            Self::Instant => "all at once",
        }
    }

    /// When the `nth` session begins, in ms after the first may.
    fn begin_ms(self, nth: i64, dice: &mut u64) -> i64 {
        match self {
            Self::Minute => {
                *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                i64::try_from((*dice >> 33) % 60_000).unwrap_or_default()
            }
            Self::Rush => nth * START_MS,
            Self::Instant => 0,
        }
    }
}

/// Measures `sessions` sessions in each way of beginning.
pub fn all(sessions: i64) -> anyhow::Result<()> {
    println!(
        "sessions  begin            boundary cues   late p50      p99      max   429s   requests/session-minute   memory"
    );
    for starts in [Starts::Minute, Starts::Rush, Starts::Instant] {
        runtime()?.block_on(measure(sessions, starts))?;
    }
    Ok(())
}

/// A playground for another process: prints its address and token, and runs until standard input ends.
pub async fn playground() -> anyhow::Result<()> {
    let playground = Playground::start(Options { log: 1_000_000, ..Options::default() }).await?;
    println!("{} {}", playground.base_url(), playground.token());
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    playground.stop().await;
    Ok(())
}

async fn measure(sessions: i64, starts: Starts) -> anyhow::Result<()> {
    let (town, token) = Town::start()?;
    town.ask("PATCH", "/play/settings", Some(json!({ "latency_ms": ANSWER.as_millis() as u64 }))).await?;
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite://{}", folder.path().join("bench.sqlite").display())).await?;
    let clock = Arc::new(Clock::system(1));
    let connection = Connection::open(&token, &town.base).await?;
    let chat = Arc::new(Noting { sender: connection.sender(), due_ms: Mutex::default() });
    let content = unhunch::prompts::load(None).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let mut app = App::new(content, store, Arc::clone(&chat) as Arc<dyn Chat>, clock);
    app.session_pictures = false;
    let app = Arc::new(app);
    let places = town.places(sessions, starts, app.clock.now_ms() + 5_000 + 10 * sessions).await?;
    begin(&app, &places).await?;
    let before = town.ask("GET", "/play/state", None).await?["requests"].as_u64().unwrap_or_default();
    let stop = CancellationToken::new();
    let ticking = tokio::spawn(tick::run(Arc::clone(&app), stop.clone()));
    let last_ms = places.iter().map(|place| place.begin_ms).max().unwrap_or_default();
    let end_ms = last_ms + i64::try_from(MEASURED.as_millis())?;
    tokio::time::sleep(app.clock.wait_until(end_ms)).await;
    let requests = town.ask("GET", &format!("/play/requests?after={before}"), None).await?;
    let refused = town.ask("GET", "/play/state", None).await?["rate_limited"].as_u64().unwrap_or_default();
    let memory = memory_mb();
    stop.cancel();
    ticking.await?;
    let minutes = places.iter().map(|place| end_ms - place.begin_ms).sum::<i64>() as f64 / 60_000.0;
    let requests = requests.as_array().context("a list of requests")?;
    let late = chat.late_ms(requests);
    println!(
        "{sessions:>8}  {:<15} {:>14} {:>7} ms {:>5} ms {:>5} ms {refused:>6} {:>25.2} {memory:>6} MB",
        starts.name(),
        late.len(),
        percentile(&late, 50),
        percentile(&late, 99),
        percentile(&late, 100),
        requests.len() as f64 / minutes,
    );
    Ok(())
}

/// The playground's process, and the people in it.
struct Town {
    base: String,
    http: reqwest::Client,
    process: Child,
}

impl Town {
    fn start() -> anyhow::Result<(Self, String)> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.arg(PLAYGROUND).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().context("its output")?).read_line(&mut line)?;
        let (base, token) = line.trim().split_once(' ').context("address and token")?;
        let http = reqwest::Client::builder().no_proxy().build()?;
        Ok((Self { base: base.to_owned(), http, process }, token.to_owned()))
    }

    async fn ask(&self, method: &str, path: &str, body: Option<Value>) -> anyhow::Result<Value> {
        let mut request = self.http.request(method.parse()?, format!("{}{path}", self.base));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.timeout(Duration::from_secs(60)).send().await?.error_for_status()?;
        Ok(serde_json::from_slice(&answer.bytes().await?)?)
    }

    /// A person and a thread for each session.
    async fn places(&self, sessions: i64, starts: Starts, first_ms: i64) -> anyhow::Result<Vec<Place>> {
        let mut dice = 5;
        let mut places = Vec::new();
        for nth in 0..sessions {
            let person = self.ask("POST", "/play/users", Some(json!({ "name": format!("Person{nth}") }))).await?;
            let opened = json!({ "as": person["id"], "channel": CHANNEL, "name": "Bench" });
            let thread = self.ask("POST", "/play/threads", Some(opened)).await?;
            let begin_ms = first_ms + starts.begin_ms(nth, &mut dice);
            places.push(Place { owner: id(&person)?, channel: id(&thread)?, begin_ms });
        }
        Ok(places)
    }
}

impl Drop for Town {
    fn drop(&mut self) {
        // Ends when its input does; killed all the same, so that nothing stays behind.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn id(found: &Value) -> anyhow::Result<i64> {
    Ok(found["id"].as_str().context("an id")?.parse()?)
}

/// The real sender; notes when each boundary cue was due.
struct Noting {
    sender: Arc<Sender>,
    due_ms: Mutex<HashMap<String, i64>>,
}

impl Noting {
    /// How late each boundary cue arrived in the playground, sorted.
    fn late_ms(&self, requests: &[Value]) -> Vec<i64> {
        let due_ms = self.due_ms.lock().map(|due| due.clone()).unwrap_or_default();
        let late = requests.iter().filter_map(|request| {
            let due = due_ms.get(request["body"]["nonce"].as_str()?)?;
            Some(request["at_ms"].as_i64()? - due)
        });
        let mut late: Vec<i64> = late.collect();
        late.sort_unstable();
        late
    }
}

#[async_trait]
impl Chat for Noting {
    async fn post(&self, post: Post<'_>) -> Result<i64, ChatError> {
        // Only boundaries mention people.
        if let (Priority::Cue(due), Some(nonce), false) = (post.priority, &post.nonce, post.message.pings.is_empty())
            && let Ok(mut due_ms) = self.due_ms.lock()
        {
            due_ms.insert(nonce.clone(), due);
        }
        self.sender.post(post).await
    }

    async fn edit(&self, channel: i64, id: i64, message: &Message, priority: Priority) -> Result<(), ChatError> {
        self.sender.edit(channel, id, message, priority).await
    }

    async fn follow_up(&self, follow_up: FollowUp<'_>) -> Result<(), ChatError> {
        self.sender.follow_up(follow_up).await
    }

    async fn open_thread(&self, thread: NewThread<'_>) -> Result<i64, ChatError> {
        self.sender.open_thread(thread).await
    }

    async fn add_to_thread(&self, thread: i64, user: i64) -> Result<(), ChatError> {
        self.sender.add_to_thread(thread, user).await
    }

    async fn automod_rules(&self, guild: i64) -> Result<Vec<(i64, String)>, ChatError> {
        self.sender.automod_rules(guild).await
    }

    async fn keep_automod_rule(&self, guild: i64, id: Option<i64>, rule: &serde_json::Value) -> Result<(), ChatError> {
        self.sender.keep_automod_rule(guild, id, rule).await
    }

    async fn drop_automod_rule(&self, guild: i64, id: i64) -> Result<(), ChatError> {
        self.sender.drop_automod_rule(guild, id).await
    }

    async fn archive_thread(&self, thread: i64, archived: bool) -> Result<(), ChatError> {
        self.sender.archive_thread(thread, archived).await
    }
}
