//! Starting: what was asked for → doses within limits → a row in the store → a thread with a card → the clock runs.

use anyhow::Context as _;

use crate::app::chat::{ChatError, NewThread, Post, Priority};
use crate::app::message::{Answer, Button, Choice, Message, Row, Style};
use crate::app::press::{Feel, Press};
use crate::app::session::{card, in_place, words};
use crate::app::state::App;
use crate::app::who::{Place, Who};
use crate::core::catalogue::{DoseStep, Exercise};
use crate::core::settings::Pings;
use crate::core::text;
use crate::core::timeline::{Ended, Item, Past, Timeline, choose, due_ms, next_step, routine_items};
use crate::core::token::Token;
use crate::core::user_error::UserError;
use crate::store::{NewSession, Session};

/// Longest name of a thread.
const THREAD_NAME: usize = 100;
/// After a longer break one begins with the first step again.
const LOOK_BACK_MS: i64 = 60 * 24 * 3_600_000;
/// Most entries of an autocomplete list.
const CHOICES: usize = 25;
/// Permissions without which nothing can be posted in a channel.
const TO_POST: [&str; 3] = ["View Channels", "Send Messages", "Embed Links"];
/// The permission to have cues read aloud.
const TO_SPEAK: &str = "Send Text-to-Speech Messages";

/// What a person asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Start {
    /// Exercise or routine: id, name or alias.
    pub what: String,
    /// Seconds of hold; checked against the exercise's limits.
    pub hold: Option<i64>,
    /// Rounds a set; checked against the exercise's limits.
    pub rounds: Option<i64>,
    /// In a private thread.
    pub private: bool,
    /// Others may join.
    pub together: bool,
    /// Cues are read aloud.
    pub spoken: bool,
}

impl Start {
    /// The plain session of an exercise or routine.
    pub fn of(what: String) -> Self {
        Self { what, ..Self::default() }
    }

    /// All of it as the id of a button; `what` is then an id of the catalogue.
    pub fn word(&self) -> String {
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        let flags = [(self.private, 'p'), (self.together, 't'), (self.spoken, 's')];
        let flags: String = flags.into_iter().filter(|(on, _)| *on).map(|(_, letter)| letter).collect();
        format!("instead:{}:{}:{}:{flags}", self.what, number(self.hold), number(self.rounds))
    }

    /// What [`Start::word`] built.
    pub fn from_word(word: &str) -> Option<Self> {
        let parts: Vec<&str> = word.split(':').collect();
        let ["instead", what, hold, rounds, flags] = parts.as_slice() else { return None };
        let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let known = !what.is_empty() && flags.chars().all(|flag| "pts".contains(flag));
        let on = |flag: char| flags.contains(flag);
        let what = (*what).to_owned();
        let start = Self {
            what,
            hold: number(hold)?,
            rounds: number(rounds)?,
            private: on('p'),
            together: on('t'),
            spoken: on('s'),
        };
        known.then_some(start)
    }
}

/// What is to be done, with the title people read.
pub(super) struct Plan {
    pub(super) title: String,
    pub(super) slug: String,
    pub(super) items: Vec<Item>,
}

/// Where a session will speak.
struct Spot {
    channel: i64,
    own_thread: bool,
    /// Why it is not a thread: a text key and its value.
    why: Option<(&'static str, String)>,
}

/// Exercises and routines that `partial` may mean, at most 25, best first.
pub fn suggest(app: &App, partial: &str) -> Vec<Choice> {
    let choice = |slug: &str, name: &str| Choice { value: slug.to_owned(), label: text::cut(name, THREAD_NAME) };
    let catalogue = &app.content.catalogue;
    let routines = catalogue.suggest_routines(partial, 5);
    let exercises = catalogue.suggest(partial, CHOICES - routines.len());
    let (routines, exercises) = (
        routines.into_iter().map(|routine| choice(&routine.slug, &routine.name)),
        exercises.into_iter().map(|exercise| choice(&exercise.slug, &exercise.name)),
    );
    exercises.chain(routines).collect()
}

/// Starts a session for the one who asks.
///
/// # Errors
/// `UserError`: unknown exercise, dose outside the limits, already in a session, nothing can be posted here.
pub async fn start(app: &App, who: &Who, start: Start) -> anyhow::Result<Answer> {
    let plan = plan(app, who, &start).await?;
    if who.place == Place::Elsewhere {
        return in_place::start(app, who, start, &plan).await;
    }
    if let Some(missing) = TO_POST.iter().find(|name| who.place != Place::Direct && !who.allows(name)) {
        return Err(UserError::new("session-cannot-post").with("permission", missing).into());
    }
    if start.spoken && who.place != Place::Direct && !who.allows(TO_SPEAK) {
        return Err(UserError::new("session-cannot-post").with("permission", TO_SPEAK).into());
    }
    let new = new_session(app, who, &start, &plan).await?;
    match app.store.insert_session(&new).await? {
        Some(session) => open(app, who, &session).await,
        None => busy(app, who, Start { what: plan.slug, ..start }).await,
    }
}

/// Stops the session the person is in, then starts this one.
///
/// # Errors
/// As [`start`].
pub async fn instead(app: &App, who: &Who, wanted: Start) -> anyhow::Result<Answer> {
    if let Some(running) = app.store.session_of(who.user).await? {
        super::steer::stop_for(app, who, &running).await?;
    }
    start(app, who, wanted).await
}

async fn plan(app: &App, who: &Who, start: &Start) -> anyhow::Result<Plan> {
    let catalogue = &app.content.catalogue;
    if let Some(exercise) = catalogue.find(&start.what) {
        let step = own_step(app, who, exercise).await?;
        let item = choose(exercise, step, start.hold, start.rounds)?;
        return Ok(Plan { title: exercise.name.clone(), slug: exercise.slug.clone(), items: vec![item] });
    }
    if let Some(routine) = catalogue.find_routine(&start.what) {
        if start.hold.is_some() || start.rounds.is_some() {
            return Err(UserError::new("session-routine-dose").with("routine", &routine.name).into());
        }
        let items = routine_items(routine, |slug| catalogue.exercise(slug))?;
        return Ok(Plan { title: routine.name.clone(), slug: routine.slug.clone(), items });
    }
    // Without a letter the suggestions are the whole list, which is near nothing.
    let typed = start.what.chars().any(char::is_alphanumeric);
    let near: Vec<String> =
        suggest(app, &start.what).into_iter().take(if typed { 3 } else { 0 }).map(|choice| choice.label).collect();
    let name = text::plain(&text::cut(&start.what, 60));
    Err(match near.is_empty() {
        true => UserError::new("session-unknown").with("name", name).into(),
        false => UserError::new("session-unknown-near").with("name", name).with("near", near.join(", ")).into(),
    })
}

/// The step of the ladder for this person: grown from their practice where they keep it, else the first.
async fn own_step(app: &App, who: &Who, exercise: &Exercise) -> anyhow::Result<DoseStep> {
    if !app.store.member_settings(who.user).await?.history {
        return Ok(next_step(exercise, &[]));
    }
    let since = app.clock.now_ms() - LOOK_BACK_MS;
    let practice = app.store.practice(who.user, Some(&exercise.slug), since).await?;
    let past: Vec<Past<'_>> = practice
        .iter()
        .map(|done| Past {
            done_ms: done.done_ms,
            item: &done.item,
            easier: done.feel == Feel::Easier.word(),
            worse: done.feel == Feel::Worse.word(),
        })
        .collect();
    Ok(next_step(exercise, &past))
}

pub(super) async fn new_session(app: &App, who: &Who, start: &Start, plan: &Plan) -> anyhow::Result<NewSession> {
    let chosen = match who.guild {
        Some(guild) => app.store.guild_settings(guild).await?.session_pings,
        None => Pings::default(),
    };
    Ok(NewSession {
        guild: who.guild.unwrap_or_default(),
        parent: who.channel,
        owner: who.user,
        title: plan.title.clone(),
        items: plan.items.clone(),
        locale: who.locale.clone(),
        pings: match (start.spoken, chosen) {
            (true, _) => Pings::Spoken,
            // The server's choice, but Discord would refuse every cue.
            (false, Pings::Spoken) if !who.allows(TO_SPEAK) => Pings::Ping,
            (false, chosen) => chosen,
        },
        together: start.together,
        private: start.private,
        token: Token::default(),
        now_ms: app.clock.now_ms(),
    })
}

/// Finds a place, posts the card, and lets the clock run. Whatever fails takes the row back.
async fn open(app: &App, who: &Who, session: &Session) -> anyhow::Result<Answer> {
    match place(app, who, session).await {
        Ok(answer) => Ok(answer),
        Err(error) => {
            let mut state = session.state.clone();
            state.end(Ended::Fault, app.clock.now_ms());
            let due = due_ms(&Timeline::default(), &state);
            app.store.save_state(session.id, session.version, &state, due).await?;
            Err(error)
        }
    }
}

async fn place(app: &App, who: &Who, session: &Session) -> anyhow::Result<Answer> {
    let spot = spot(app, who, session).await?;
    let placed = Session { channel: spot.channel, own_thread: spot.own_thread, ..session.clone() };
    let message = card::card(app, &placed, 0, spot.why.as_ref()).await;
    let nonce = Some(format!("{}:card", session.id));
    let post = Post { channel: spot.channel, reply_to: None, message: &message, nonce, priority: Priority::Normal };
    let card = post_without_pictures_if_need_be(app, post).await.map_err(refused)?;
    let now = app.clock.now_ms();
    if !app.store.place_session(session.id, spot.channel, spot.own_thread, card, now).await? {
        return Err(UserError::new("session-not-now").into());
    }
    app.wake.notify_one();
    Ok(Answer::Reply(words::opened(app, who, &placed)))
}

async fn spot(app: &App, who: &Who, session: &Session) -> anyhow::Result<Spot> {
    let here = |why| Ok(Spot { channel: who.channel, own_thread: false, why });
    match who.place {
        Place::Direct | Place::Elsewhere => return here(None),
        Place::Thread => return here(None),
        Place::NoThreads => return here(Some(("session-here-no-threads", String::new()))),
        Place::Text => {}
    }
    let create = if session.private { "Create Private Threads" } else { "Create Public Threads" };
    if let Some(missing) = [create, "Send Messages in Threads"].into_iter().find(|name| !who.allows(name)) {
        return here_unless_private(who, session, ("session-here-permission", missing.to_owned()));
    }
    let name = text::cut(&session.title, THREAD_NAME);
    let thread = NewThread { channel: who.channel, from_message: None, name: &name, private: session.private };
    let channel = match app.chat.open_thread(thread).await {
        Ok(channel) => channel,
        Err(ChatError::ThreadLimit(_)) => match again(app, who, session).await? {
            Some(channel) => channel,
            None => return here_unless_private(who, session, ("session-here-limit", String::new())),
        },
        Err(ChatError::Forbidden(permission)) => {
            return here_unless_private(who, session, ("session-here-permission", permission));
        }
        Err(error) => return Err(refused(error)),
    };
    // Not being in the list of the thread is no reason to fail: the first cue mentions the person, which adds them.
    if let Err(error) = app.chat.add_to_thread(channel, who.user).await {
        tracing::info!(session = session.id, %error, "a person could not be added to their thread");
    }
    Ok(Spot { channel, own_thread: true, why: None })
}

/// Posts a message; where attaching files is not allowed, without its pictures.
pub(crate) async fn post_without_pictures_if_need_be(app: &App, post: Post<'_>) -> Result<i64, ChatError> {
    let has_picture = post.message.cards.iter().any(|card| card.picture.is_some());
    match app.chat.post(post.clone()).await {
        Err(ChatError::Forbidden(_)) if has_picture => {
            let mut plain = post.message.clone();
            plain.cards.iter_mut().for_each(|card| card.picture = None);
            app.chat.post(Post { message: &plain, ..post }).await
        }
        posted => posted,
    }
}

/// What was asked for in private is not done in public.
fn here_unless_private(who: &Who, session: &Session, why: (&'static str, String)) -> anyhow::Result<Spot> {
    if session.private {
        let permission = if why.1.is_empty() { "Create Private Threads".to_owned() } else { why.1 };
        return Err(UserError::new("session-private-impossible").with("permission", permission).into());
    }
    Ok(Spot { channel: who.channel, own_thread: false, why: Some(why) })
}

/// An old thread of the same person below the same channel, opened again.
async fn again(app: &App, who: &Who, session: &Session) -> anyhow::Result<Option<i64>> {
    let Some(thread) = app.store.old_thread(who.user, who.channel, session.private).await? else { return Ok(None) };
    Ok(app.chat.archive_thread(thread, false).await.is_ok().then_some(thread))
}

fn refused(error: ChatError) -> anyhow::Error {
    match error {
        ChatError::Forbidden(permission) => UserError::new("session-cannot-post").with("permission", permission).into(),
        ChatError::Gone => UserError::new("session-channel-gone").into(),
        ChatError::ThreadLimit(_) => UserError::new("session-place-closed").into(),
        ChatError::Dropped | ChatError::Unavailable(_) => {
            tracing::warn!(%error, "a session could not be opened");
            UserError::new("session-not-now").into()
        }
        ChatError::Refused(_) => anyhow::Error::new(error).context("Discord refuses the card of a session"),
    }
}

/// One running session a person: offers to stop the other.
pub(super) async fn busy(app: &App, who: &Who, wanted: Start) -> anyhow::Result<Answer> {
    let running = app.store.session_of(who.user).await?;
    let running = running.context("a person has a place in a session that does not exist")?;
    let channel = running.channel.to_string();
    let args = [("title", (&running.title).into()), ("channel", (&channel).into())];
    let text = |key: &str, args: &[(&str, crate::core::texts::Arg<'_>)]| app.content.texts.get(&who.locale, key, args);
    let button = Button::new(Press::Instead { start: wanted }.id(), text("session-busy-instead", &[]));
    let content = text("session-busy", &args);
    let rows = vec![Row::Buttons(vec![button.style(Style::Danger)])];
    Ok(Answer::Reply(Message { content, rows, private: true, ..Message::default() }))
}
