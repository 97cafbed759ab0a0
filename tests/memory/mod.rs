//! A Discord in memory and a bot on it whose clock moves by hand.

pub mod crash;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use unhunch::app::chat::{Chat, ChatError, FollowUp, NewThread, Post, Priority};
use unhunch::app::clock::Clock;
use unhunch::app::message::Message;
use unhunch::app::session::{self, Start};
use unhunch::app::state::App;
use unhunch::app::tick;
use unhunch::app::who::{Place, Who};
use unhunch::core::timeline::{Ended, FOLLOW_UPS, Status};
use unhunch::core::token::Token;
use unhunch::store::Store;

/// When every test begins.
pub const NOW: i64 = 1_800_000_000_000;
/// How long Discord recognises a nonce; "a few minutes", so the shorter the stricter.
const NONCE_MS: i64 = 120_000;

/// Someone in the text channel of a server in which the bot may do everything.
pub fn who(user: i64) -> Who {
    Who {
        user,
        guild: Some(7),
        channel: 70,
        place: Place::Text,
        locale: "en-GB".to_owned(),
        moderator: false,
        manager: false,
        missing: Vec::new(),
        token: Token::default(),
    }
}

/// One message as it arrived.
#[derive(Debug, Clone)]
pub struct Said {
    /// Channel or thread.
    pub channel: i64,
    /// When.
    pub at_ms: i64,
    /// What.
    pub message: Message,
    nonce: Option<String>,
}

/// What the pretended Discord does with the next requests.
#[derive(Debug, Default)]
enum Mood {
    #[default]
    Well,
    Hangs,
    Refuses(fn(&str) -> ChatError, String),
}

#[derive(Debug, Default)]
struct World {
    follow_ups: HashMap<String, usize>,
    said: Vec<Said>,
    nonces: HashMap<String, (i64, i64)>,
    threads: Vec<i64>,
    archived: Vec<i64>,
    no_more_threads: bool,
    mood: Mood,
    closed: Vec<i64>,
    automod: Vec<(i64, String)>,
    edits: Vec<(i64, i64, Message, Priority)>,
    refuse_edits: bool,
    requests: usize,
    repeats: usize,
}

/// A Discord in memory.
#[derive(Debug)]
pub struct Discord {
    world: Mutex<World>,
    next_id: AtomicI64,
    clock: Arc<Clock>,
}

impl Discord {
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().expect("no test panics while it holds the world")
    }

    async fn request(&self) -> Result<(), ChatError> {
        // A real request takes a moment, in which a worker may be killed: before it has an effect, and after.
        tokio::task::yield_now().await;
        let hangs = {
            let mut world = self.world();
            world.requests += 1;
            match &world.mood {
                Mood::Well => false,
                Mood::Hangs => true,
                Mood::Refuses(error, why) => return Err(error(why)),
            }
        };
        if hangs {
            std::future::pending::<()>().await;
        }
        Ok(())
    }

    /// What was said in a channel or thread.
    pub fn said_in(&self, channel: i64) -> Vec<String> {
        self.world()
            .said
            .iter()
            .filter(|said| said.channel == channel)
            .map(|said| said.message.content.clone())
            .collect()
    }

    /// When things were said in a channel or thread.
    pub fn times_in(&self, channel: i64) -> Vec<i64> {
        self.world().said.iter().filter(|said| said.channel == channel).map(|said| said.at_ms).collect()
    }

    /// The bodies of the cards in a channel or thread.
    pub fn cards_in(&self, channel: i64) -> Vec<String> {
        let world = self.world();
        let said = world.said.iter().filter(|said| said.channel == channel);
        said.flat_map(|said| said.message.cards.iter().map(|card| card.body.clone())).collect()
    }

    /// The edits that arrived for a channel or thread: of which message, into what, how urgent.
    pub fn edits_in(&self, channel: i64) -> Vec<(i64, Message, Priority)> {
        let world = self.world();
        let edits = world.edits.iter().filter(|edit| edit.0 == channel);
        edits.map(|(_, id, message, priority)| (*id, message.clone(), *priority)).collect()
    }

    /// Every message the bot wants to edit has been deleted.
    pub fn refuse_edits(&self) {
        self.world().refuse_edits = true;
    }

    /// All threads, in the order of opening.
    pub fn threads(&self) -> Vec<i64> {
        self.world().threads.clone()
    }

    /// The one thread there is.
    pub fn only_thread(&self) -> i64 {
        let threads = self.threads();
        assert_eq!(threads.len(), 1);
        threads[0]
    }

    /// Whether a thread is archived.
    pub fn is_archived(&self, thread: i64) -> bool {
        self.world().archived.contains(&thread)
    }

    /// Whether only the person who asked sees what is in a channel.
    pub fn all_private_in(&self, channel: i64) -> bool {
        self.world().said.iter().filter(|said| said.channel == channel).all(|said| said.message.private)
    }

    /// How many follow-ups an interaction has had.
    pub fn follow_ups(&self, token: &str) -> usize {
        self.world().follow_ups.get(token).copied().unwrap_or_default()
    }

    /// How many requests arrived.
    pub fn requests(&self) -> usize {
        self.world().requests
    }

    /// How many posts were recognised as repeats.
    pub fn repeats(&self) -> usize {
        self.world().repeats
    }

    /// The server has as many threads as it may have.
    pub fn no_more_threads(&self) {
        self.world().no_more_threads = true;
    }

    /// Every request fails like this from now on.
    pub fn refuse_all(&self, error: ChatError) {
        self.world().mood = match error {
            ChatError::Gone => Mood::Refuses(|_| ChatError::Gone, String::new()),
            ChatError::Forbidden(why) => Mood::Refuses(|why| ChatError::Forbidden(why.to_owned()), why),
            ChatError::Unavailable(why) => Mood::Refuses(|why| ChatError::Unavailable(why.to_owned()), why),
            other => panic!("not prepared for {other}"),
        };
    }

    /// Nothing can be posted in a channel for now.
    pub fn refuse_in(&self, channel: i64) {
        self.world().closed.push(channel);
    }

    /// A rule of Discord's own filter that somebody made; its id.
    pub fn add_automod_rule(&self, name: &str) -> i64 {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        self.world().automod.push((id, name.to_owned()));
        id
    }

    /// The rules of Discord's own filter.
    pub fn automod_rules(&self) -> Vec<(i64, String)> {
        self.world().automod.clone()
    }

    /// No request is answered from now on.
    pub fn hang(&self) {
        self.world().mood = Mood::Hangs;
    }

    /// All is well again.
    pub fn accept_all(&self) {
        let mut world = self.world();
        world.mood = Mood::Well;
        world.closed.clear();
    }

    /// Waits until so many messages are in a channel.
    pub async fn until_said(&self, channel: i64, count: usize) {
        while self.said_in(channel).len() < count {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    fn posted(&self, post: &Post<'_>) -> i64 {
        let now = self.clock.now_ms();
        let mut world = self.world();
        if let Some(nonce) = &post.nonce {
            assert!(nonce.chars().count() <= 25, "Discord refuses the nonce {nonce}");
            if let Some((at, id)) = world.nonces.get(nonce)
                && now - at < NONCE_MS
            {
                let id = *id;
                world.repeats += 1;
                return id;
            }
        }
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (nonce, message) = (post.nonce.clone(), post.message.clone());
        if let Some(nonce) = nonce.clone() {
            world.nonces.insert(nonce, (now, id));
        }
        world.said.push(Said { channel: post.channel, at_ms: now, message, nonce });
        id
    }
}

#[async_trait]
impl Chat for Discord {
    async fn post(&self, post: Post<'_>) -> Result<i64, ChatError> {
        self.request().await?;
        if self.world().closed.contains(&post.channel) {
            return Err(ChatError::Unavailable("503".to_owned()));
        }
        let id = self.posted(&post);
        tokio::task::yield_now().await;
        Ok(id)
    }

    async fn edit(&self, channel: i64, id: i64, message: &Message, priority: Priority) -> Result<(), ChatError> {
        self.request().await?;
        let mut world = self.world();
        world.edits.push((channel, id, message.clone(), priority));
        if world.refuse_edits { Err(ChatError::Gone) } else { Ok(()) }
    }

    async fn follow_up(&self, follow_up: FollowUp<'_>) -> Result<(), ChatError> {
        self.request().await?;
        let token = follow_up.token.secret().to_owned();
        {
            let mut world = self.world();
            let sent = world.follow_ups.entry(token).or_default();
            if *sent == FOLLOW_UPS {
                return Err(ChatError::Refused("40094: maximum number of follow-up messages".to_owned()));
            }
            *sent += 1;
            let (at_ms, message) = (self.clock.now_ms(), follow_up.message.clone());
            world.said.push(Said { channel: follow_up.channel, at_ms, message, nonce: None });
        }
        tokio::task::yield_now().await;
        Ok(())
    }

    async fn open_thread(&self, _: NewThread<'_>) -> Result<i64, ChatError> {
        self.request().await?;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let mut world = self.world();
        if world.no_more_threads {
            return Err(ChatError::ThreadLimit("160006".to_owned()));
        }
        world.threads.push(id);
        Ok(id)
    }

    async fn add_to_thread(&self, _: i64, _: i64) -> Result<(), ChatError> {
        self.request().await
    }

    async fn automod_rules(&self, _: i64) -> Result<Vec<(i64, String)>, ChatError> {
        self.request().await?;
        Ok(self.world().automod.clone())
    }

    async fn keep_automod_rule(&self, _: i64, id: Option<i64>, rule: &serde_json::Value) -> Result<(), ChatError> {
        self.request().await?;
        let mut world = self.world();
        if id.is_none() && world.automod.len() >= 6 {
            return Err(ChatError::Refused("Maximum number of rules of this type exceeded".to_owned()));
        }
        let id = id.unwrap_or_else(|| self.next_id.fetch_add(1, Ordering::Relaxed));
        world.automod.retain(|(known, _)| *known != id);
        world.automod.push((id, rule["name"].as_str().unwrap_or_default().to_owned()));
        Ok(())
    }

    async fn drop_automod_rule(&self, _: i64, id: i64) -> Result<(), ChatError> {
        self.request().await?;
        self.world().automod.retain(|(known, _)| *known != id);
        Ok(())
    }

    async fn archive_thread(&self, thread: i64, archived: bool) -> Result<(), ChatError> {
        self.request().await?;
        let mut world = self.world();
        world.archived.retain(|known| *known != thread);
        if archived {
            world.archived.push(thread);
        }
        Ok(())
    }
}

/// A bot with the built-in prompts on a store of its own.
pub struct Bot {
    /// The bot.
    pub app: Arc<App>,
    /// Its Discord.
    pub discord: Arc<Discord>,
    /// Where its database is.
    pub database: String,
    clock: Arc<Clock>,
    _folder: tempfile::TempDir,
}

impl Bot {
    /// A bot that has just started.
    pub async fn new() -> Self {
        // Drawing has tests of its own, and takes long without optimisation.
        Self::drawing(false).await
    }

    /// A bot that has just started and draws pictures, or not.
    pub async fn drawing(pictures: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("test.sqlite").display());
        let store = Store::open(&url).await.expect("a new SQLite file");
        let clock = Arc::new(Clock::manual(NOW));
        let discord =
            Arc::new(Discord { world: Mutex::default(), next_id: AtomicI64::new(1_000), clock: Arc::clone(&clock) });
        let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
        let mut app = App::new(content, store, Arc::clone(&discord) as Arc<dyn Chat>, Arc::clone(&clock));
        app.session_pictures = pictures;
        Self { app: Arc::new(app), discord, database: url, clock, _folder: folder }
    }

    /// Starts the foam roll for `person` and gives its thread.
    pub async fn started(&self, person: i64) -> i64 {
        let start = Start { what: "foam-roll".to_owned(), ..Start::default() };
        session::start(&self.app, &who(person), start).await.expect("starts");
        *self.discord.threads().last().expect("a thread")
    }

    /// Moves the clock on to each due time in turn and works, as the tick does, until `ms` have passed.
    pub async fn run_for(&self, ms: i64) {
        let end = self.clock.now_ms() + ms;
        loop {
            while tick::work_due(&self.app).await.expect("works") > 0 {}
            let due = self.app.store.next_due().await.expect("answers").unwrap_or(end);
            let now = self.clock.now_ms();
            if due >= end || due <= now {
                self.clock.advance_ms(end - now);
                break;
            }
            self.clock.advance_ms(due - now);
        }
        while tick::work_due(&self.app).await.expect("works") > 0 {}
    }

    /// The session in which `person` is.
    pub async fn session(&self, person: i64) -> i64 {
        self.app.store.session_of(person).await.expect("reads").expect("is in a session").id
    }

    /// What a session is doing.
    pub async fn status(&self, session: i64) -> Status {
        self.app.store.session(session).await.expect("reads").expect("is there").state.status
    }

    /// Why a session ended.
    pub async fn ended(&self, session: i64) -> Option<&'static str> {
        self.app.store.session(session).await.expect("reads").expect("is there").state.ended.map(Ended::name)
    }
}
