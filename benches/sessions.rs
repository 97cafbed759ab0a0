//! How late cues are: many sessions at once on a real clock and a real SQLite file. `cargo bench --bench sessions -- 400 10000`
//! measures the bot itself, against a Discord in memory that answers after a fixed time and has no limits; `-- --limits 400`
//! measures it through its request funnel, over HTTP, against the playground with Discord's limits.

#[path = "sessions/limited.rs"]
mod limited;

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use tokio_util::sync::CancellationToken;
use unhunch::app::chat::{Chat, ChatError, FollowUp, NewThread, Post, Priority};
use unhunch::app::clock::Clock;
use unhunch::app::message::Message;
use unhunch::app::state::App;
use unhunch::app::tick;
use unhunch::core::settings::Pings;
use unhunch::core::timeline::Item;
use unhunch::core::token::Token;
use unhunch::store::{NewSession, Store};

/// How long Discord takes to answer.
const ANSWER: Duration = Duration::from_millis(80);
/// How long is measured, after all sessions have begun.
const MEASURED: Duration = Duration::from_secs(60);
/// The sessions begin spread over this many milliseconds, as people do.
const SPREAD_MS: i64 = 30_000;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let asked: Vec<i64> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let has = |flag: &str| args.iter().any(|arg| arg == flag);
    if has(limited::PLAYGROUND) {
        return runtime()?.block_on(limited::playground());
    }
    if has("--limits") {
        return limited::all(asked.first().copied().unwrap_or(400));
    }
    let sizes = if asked.is_empty() { vec![400, 10_000] } else { asked };
    println!("sessions   cues   cues/s   late p50   p99      max      memory");
    for sessions in sizes {
        runtime()?.block_on(measure(sessions))?;
    }
    Ok(())
}

fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

async fn measure(sessions: i64) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let store = Store::open(&format!("sqlite://{}", folder.path().join("bench.sqlite").display())).await?;
    let clock = Arc::new(Clock::system(1));
    let discord = Arc::new(Discord { clock: Arc::clone(&clock), ..Discord::default() });
    let content = unhunch::prompts::load(None).map_err(|problems| anyhow::anyhow!("{problems:?}"))?;
    let mut app = App::new(content, store, Arc::clone(&discord) as Arc<dyn Chat>, Arc::clone(&clock));
    app.session_pictures = false;
    let app = Arc::new(app);
    let first = app.clock.now_ms() + 1_000 + sessions;
    let places = (1..=sessions).map(|owner| Place {
        owner,
        channel: 1_000 + owner,
        begin_ms: first + SPREAD_MS * (owner - 1) / sessions,
    });
    begin(&app, &places.collect::<Vec<_>>()).await?;
    let stop = CancellationToken::new();
    let ticking = tokio::spawn(tick::run(Arc::clone(&app), stop.clone()));
    tokio::time::sleep(MEASURED + Duration::from_millis(SPREAD_MS.unsigned_abs())).await;
    stop.cancel();
    ticking.await?;
    report(sessions, &discord);
    Ok(())
}

/// Whose session speaks where, and when it begins (unix ms).
struct Place {
    owner: i64,
    channel: i64,
    begin_ms: i64,
}

/// Holds of 20 s with rests of 10 s on two sides, 200 s long.
async fn begin(app: &App, places: &[Place]) -> anyhow::Result<()> {
    let item = Item { exercise: "thread-the-needle".to_owned(), hold: Some(20), rounds: 3, sets: 1 };
    for place in places {
        let new = NewSession {
            guild: 7,
            parent: 70,
            owner: place.owner,
            title: "Bench".to_owned(),
            items: vec![item.clone()],
            locale: "en".to_owned(),
            pings: Pings::Ping,
            together: false,
            private: false,
            token: Token::default(),
            now_ms: app.clock.now_ms(),
        };
        if let Some(row) = app.store.insert_session(&new).await? {
            app.store.place_session(row.id, place.channel, true, 1, place.begin_ms).await?;
        }
    }
    Ok(())
}

fn report(sessions: i64, discord: &Discord) {
    let mut late = discord.late_ms.lock().map(|late| late.clone()).unwrap_or_default();
    late.sort_unstable();
    let at = |percent| percentile(&late, percent);
    let seconds = MEASURED.as_secs() + SPREAD_MS.unsigned_abs() / 1_000;
    let per_second = u64::try_from(late.len()).unwrap_or_default() / seconds;
    println!(
        "{sessions:>8} {:>6} {per_second:>8} {:>7} ms {:>4} ms {:>5} ms {:>7} MB",
        late.len(),
        at(50),
        at(99),
        at(100),
        memory_mb()
    );
}

/// Of sorted numbers; 100 is the largest.
fn percentile(sorted: &[i64], percent: usize) -> i64 {
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

/// Resident memory of this process; 0 where the system does not say.
fn memory_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1_024
}

/// Notes how late each cue is handed over.
struct Discord {
    clock: Arc<Clock>,
    next_id: AtomicI64,
    late_ms: Mutex<Vec<i64>>,
}

impl Default for Discord {
    fn default() -> Self {
        Self { clock: Arc::new(Clock::manual(0)), next_id: AtomicI64::new(1), late_ms: Mutex::default() }
    }
}

#[async_trait]
impl Chat for Discord {
    async fn post(&self, post: Post<'_>) -> Result<i64, ChatError> {
        if let (Priority::Cue(due_ms), Ok(mut late)) = (post.priority, self.late_ms.lock()) {
            late.push(self.clock.now_ms() - due_ms);
        }
        tokio::time::sleep(ANSWER).await;
        Ok(self.next_id.fetch_add(1, Ordering::Relaxed))
    }

    async fn edit(&self, _: i64, _: i64, _: &Message, _: Priority) -> Result<(), ChatError> {
        Ok(())
    }

    async fn follow_up(&self, _: FollowUp<'_>) -> Result<(), ChatError> {
        Ok(())
    }

    async fn open_thread(&self, _: NewThread<'_>) -> Result<i64, ChatError> {
        Ok(self.next_id.fetch_add(1, Ordering::Relaxed))
    }

    async fn add_to_thread(&self, _: i64, _: i64) -> Result<(), ChatError> {
        Ok(())
    }

    async fn automod_rules(&self, _: i64) -> Result<Vec<(i64, String)>, ChatError> {
        Ok(Vec::new())
    }

    async fn keep_automod_rule(&self, _: i64, _: Option<i64>, _: &serde_json::Value) -> Result<(), ChatError> {
        Ok(())
    }

    async fn drop_automod_rule(&self, _: i64, _: i64) -> Result<(), ChatError> {
        Ok(())
    }

    async fn archive_thread(&self, _: i64, _: bool) -> Result<(), ChatError> {
        Ok(())
    }
}
