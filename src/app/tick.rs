//! The heart: waits for what is due, claims it, asks the timeline what to say, says it, and moves the session on. A crash
//! anywhere repeats a step, and a repeat is recognised by its nonce. No transaction is open while Discord is talked to.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::chat::ChatError;
use crate::app::session;
use crate::app::state::App;
use crate::core::timeline::{CueKind, Ended, Next, SET_BACK_MS, Say, State, Status, Timeline, due_ms, next};
use crate::store::{Claimed, Engine, Session};

/// A claim that is not finished within this is open to others. Real time.
const LEASE_MS: i64 = 15_000;
/// Discord is waited for at most this long; what it may still do afterwards is recognised by its nonce.
const PATIENCE: Duration = Duration::from_secs(10);
/// How many sessions are worked on at once.
const AT_ONCE: usize = 512;
/// With more than this at work, claims are gathered for [`TOGETHER`].
const FEW: usize = 16;
/// How long claims are gathered; a cue is late by at most this for it.
const TOGETHER: Duration = Duration::from_millis(10);
/// Nothing due: look again after this all the same, for what other processes left.
const LOOK_AGAIN: Duration = Duration::from_secs(30);
/// How often the clock is compared with the times in the store.
const COMPARE_MS: i64 = 30_000;
/// Old rows are deleted this often.
const PRUNE: Duration = Duration::from_secs(3_600);
/// Pauses before Discord is asked again, by the number of failures; the last one repeats.
const PAUSES_MS: [i64; 6] = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
/// How often a write is tried again when the database is busy, a second apart.
const WRITES: u32 = 8;

/// Runs until `stop`; then finishes what is under way.
pub async fn run(app: Arc<App>, stop: CancellationToken) {
    let mut heart = Heart { app, working: JoinSet::new(), failures: 0, compared_ms: i64::MAX };
    heart.start().await;
    let mut prune = tokio::time::interval(PRUNE);
    while !stop.is_cancelled() {
        let wait = heart.beat().await;
        if heart.working.len() > FEW && heart.failures == 0 {
            // Many are at work: a moment later there is more to claim in one go, at a fraction of the cost.
            tokio::select! {
                () = tokio::time::sleep(TOGETHER) => {}
                _ = prune.tick() => heart.prune().await,
            }
            while let Some(done) = heart.working.try_join_next() {
                heart.joined(done);
            }
            continue;
        }
        tokio::select! {
            () = heart.app.wake.notified() => {}
            Some(done) = heart.working.join_next() => heart.joined(done),
            _ = prune.tick() => heart.prune().await,
            () = tokio::time::sleep(wait) => {}
            () = stop.cancelled() => {}
        }
    }
    while let Some(done) = heart.working.join_next().await {
        heart.joined(done);
    }
}

struct Heart {
    app: Arc<App>,
    working: JoinSet<()>,
    /// How often in a row the database failed.
    failures: u32,
    /// When the clock was last compared with what the store has seen.
    compared_ms: i64,
}

impl Heart {
    /// A database of our own: whatever is claimed was claimed by a process that is no more.
    async fn start(&mut self) {
        let now = self.app.clock.now_ms();
        if self.app.store.engine() == Engine::Sqlite {
            let released = self.app.store.release_claims(now).await;
            self.noted("cannot release the claims of the last run", released.map(drop));
        }
    }

    /// Claims what is due and starts work on it; says how long to wait for the next.
    async fn beat(&mut self) -> Duration {
        match self.claim().await {
            Ok(wait) => {
                self.failures = 0;
                wait
            }
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                self.noted("cannot ask the database what is due", Err(error));
                Duration::from_millis(250) * self.failures.min(20)
            }
        }
    }

    async fn claim(&mut self) -> anyhow::Result<Duration> {
        let app = Arc::clone(&self.app);
        let now = app.clock.now_ms();
        if now < self.compared_ms || now - self.compared_ms > COMPARE_MS {
            app.store.wake_future(now, now + SET_BACK_MS).await?;
            self.compared_ms = now;
        }
        if let Some(due) = app.store.next_due().await?.filter(|due| *due > now) {
            return Ok(app.clock.wait_until(due).min(LOOK_AGAIN));
        }
        let free = AT_ONCE.saturating_sub(self.working.len());
        if free == 0 {
            return Ok(LOOK_AGAIN);
        }
        let lease = app.clock.real_ms(LEASE_MS);
        let claimed = app.store.claim_due(&app.worker, now, lease, i64::try_from(free).unwrap_or(i64::MAX)).await?;
        let none = claimed.is_empty();
        for claimed in claimed {
            let app = Arc::clone(&app);
            self.working.spawn(async move { finish(&app, claimed).await });
        }
        // Something was due: look again at once. Nothing at all: a start or a press will wake us.
        Ok(if none { LOOK_AGAIN } else { Duration::ZERO })
    }

    async fn prune(&mut self) {
        let pruned = self.app.store.prune(self.app.clock.now_ms()).await;
        self.noted("cannot delete old rows", pruned);
    }

    fn joined(&self, done: Result<(), tokio::task::JoinError>) {
        if let Err(error) = done {
            tracing::error!(%error, "work on a session stopped; its lease will run out");
        }
    }

    fn noted(&self, what: &str, result: anyhow::Result<()>) {
        if let Err(error) = result {
            tracing::error!(error = format!("{error:#}"), failures = self.failures, "{what}");
        }
    }
}

/// Works on everything that is due now, one after the other, and says how much it was. For tests and tools that move the
/// clock by hand.
///
/// # Errors
/// The store fails.
pub async fn work_due(app: &App) -> anyhow::Result<usize> {
    let now = app.clock.now_ms();
    app.store.wake_future(now, now + SET_BACK_MS).await?;
    let claimed = app.store.claim_due(&app.worker, now, app.clock.real_ms(LEASE_MS), 1_000).await?;
    let count = claimed.len();
    for claimed in claimed {
        work(app, claimed).await?;
    }
    Ok(count)
}

async fn finish(app: &App, claimed: Claimed) {
    let id = claimed.session.id;
    if let Err(error) = work(app, claimed).await {
        tracing::error!(
            session = id,
            error = format!("{error:#}"),
            "a session could not be worked on; it is tried again"
        );
    }
}

async fn work(app: &App, claimed: Claimed) -> anyhow::Result<()> {
    let Claimed { session, repeat } = claimed;
    let Some(timeline) = session::timeline(app, &session).filter(|_| session.card != 0) else {
        // Never placed, or its exercise was taken out of the catalogue.
        return give_up(app, &session, Ended::Fault).await;
    };
    let next = next(&timeline, &session.state, app.clock.now_ms(), repeat);
    match speak(app, &session, &timeline, &next).await {
        Ok(()) => {
            let scene = new_scene(&timeline, &session.state, &next).map(|cue| (session.clone(), cue));
            // Only once the cue is written down: a repeat after a crash edits no card twice, and no cue waits for a card.
            if advance(app, session, &timeline, &next).await?
                && let Some((session, cue)) = scene
            {
                session::show(app, &session, cue).await;
            }
            Ok(())
        }
        Err(ChatError::Gone) => give_up(app, &session, Ended::Gone).await,
        Err(ChatError::Forbidden(permission)) => {
            tracing::info!(session = session.id, permission, "a session ended for want of a permission");
            give_up(app, &session, Ended::Forbidden).await
        }
        Err(error @ (ChatError::ThreadLimit(_) | ChatError::Refused(_))) => {
            tracing::error!(session = session.id, %error, "Discord refuses what a session says");
            give_up(app, &session, Ended::Fault).await
        }
        Err(error @ (ChatError::Dropped | ChatError::Unavailable(_))) => put_off(app, &session, &error).await,
    }
}

/// The cue just said, where the card has to show something else from it on.
fn new_scene(timeline: &Timeline, before: &State, next: &Next) -> Option<u32> {
    let Some(Say::Cue { index, .. }) = next.say else { return None };
    // Someone went here by hand: the card may show anything. At the start it is new.
    let jumped = due_ms(timeline, before) == before.since_ms && (index, before.turn) != (0, 0);
    (jumped || timeline.changes_scene(index)).then_some(index)
}

/// Says what is next. Nothing to say is well said.
async fn speak(app: &App, session: &Session, timeline: &Timeline, next: &Next) -> Result<(), ChatError> {
    let Some(say) = next.say else { return Ok(()) };
    if say == Say::Archive {
        return archive(app, session).await;
    }
    let people: Vec<i64> = match app.store.participants(session.id).await {
        Ok(people) => people.into_iter().filter(|someone| someone.active).map(|someone| someone.person).collect(),
        Err(error) => return Err(ChatError::Unavailable(format!("{error:#}"))),
    };
    if finishes(timeline, say) {
        keep(app, session, &people).await?;
    }
    let Some(message) = session::said(app, session, timeline, say, &people).await else { return Ok(()) };
    let due = due_ms(timeline, &session.state);
    let spoken = session::speak(app, session, &message, due, nonce(session, say));
    let spoken = tokio::time::timeout(PATIENCE, spoken).await;
    spoken.unwrap_or_else(|_| Err(ChatError::Unavailable("no answer".to_owned())))
}

/// Practice is kept before the last cue is said, because who took part is forgotten with it. Repeating it changes nothing.
async fn keep(app: &App, session: &Session, people: &[i64]) -> Result<(), ChatError> {
    for person in people {
        let kept = session::keep(app, session, *person, "").await;
        kept.map_err(|error| ChatError::Unavailable(format!("{error:#}")))?;
    }
    Ok(())
}

fn finishes(timeline: &Timeline, say: Say) -> bool {
    matches!(say, Say::Cue { index, .. } if timeline.cue(index).is_some_and(|cue| cue.kind == CueKind::Done))
}

/// A thread that cannot be archived any more needs no archiving.
async fn archive(app: &App, session: &Session) -> Result<(), ChatError> {
    if !session.own_thread {
        return Ok(());
    }
    match tokio::time::timeout(PATIENCE, app.chat.archive_thread(session.channel, true)).await {
        Ok(Err(error)) if !error.is_final() => Err(error),
        Err(_) => Err(ChatError::Unavailable("no answer".to_owned())),
        Ok(_) => Ok(()),
    }
}

/// At most 25 characters, the same for the same thing said, and never used again for another.
fn nonce(session: &Session, say: Say) -> String {
    let (id, turn) = (base36(session.id), session.state.turn);
    match say {
        Say::Cue { index, .. } => format!("{id}:{index}:{turn}"),
        Say::Again { .. } => format!("{id}:g{}", base36(session.state.since_ms)),
        Say::Away { .. } => format!("{id}:w{}:{turn}", session.state.next_cue),
        Say::Unanswered => format!("{id}:u"),
        Say::HurtUnanswered => format!("{id}:h"),
        Say::Archive => format!("{id}:a"),
    }
}

fn base36(mut number: i64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        let digit = u32::try_from(number % 36).unwrap_or_default();
        digits.push(char::from_digit(digit, 36).unwrap_or('0'));
        number /= 36;
    }
    digits.iter().rev().collect()
}

/// Writes what was said; `false` where the session went elsewhere. Where someone pressed a button meanwhile, their press stands
/// and the cue counts as said.
async fn advance(app: &App, mut session: Session, timeline: &Timeline, next: &Next) -> anyhow::Result<bool> {
    let mut state = next.state.clone();
    loop {
        if save(app, &session, &state, due_ms(timeline, &state)).await? {
            return Ok(true);
        }
        let Some(fresh) = app.store.session(session.id).await? else { return Ok(false) };
        let Some(merged) = merged(timeline, &session.state, &fresh.state, next) else { return Ok(false) };
        (session, state) = (Session { version: fresh.version, ..session }, merged);
    }
}

/// `pressed` with the cue counted that was said from `before`; nothing where it went elsewhere meanwhile.
fn merged(timeline: &Timeline, before: &State, pressed: &State, next: &Next) -> Option<State> {
    let Some(say @ Say::Cue { index, .. }) = next.say else { return None };
    if pressed.next_cue != index || pressed.turn != before.turn {
        return None;
    }
    let mut state = pressed.clone();
    state.next_cue = next.state.next_cue;
    if finishes(timeline, say) && state.status == Status::Running {
        state = next.state.clone();
    }
    Some(state)
}

/// A busy database is asked again for a while: what was said must be written down.
async fn save(app: &App, session: &Session, state: &State, due_ms: i64) -> anyhow::Result<bool> {
    let mut tries = 0;
    loop {
        match app.store.save_state(session.id, session.version, state, due_ms).await {
            Err(error) if tries < WRITES => {
                tries += 1;
                tracing::warn!(
                    session = session.id,
                    tries,
                    error = format!("{error:#}"),
                    "a session could not be saved"
                );
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            result => return result,
        }
    }
}

/// Ends a session that nobody can hear any more. One write and no further tries.
async fn give_up(app: &App, session: &Session, why: Ended) -> anyhow::Result<()> {
    let mut state = session.state.clone();
    state.end(why, app.clock.now_ms());
    if save(app, session, &state, due_ms(&Timeline::default(), &state)).await? {
        tracing::info!(session = session.id, why = why.name(), "a session ended");
    }
    Ok(())
}

async fn put_off(app: &App, session: &Session, error: &ChatError) -> anyhow::Result<()> {
    let tries = usize::try_from(session.tries).unwrap_or(usize::MAX).min(PAUSES_MS.len() - 1);
    let pause = PAUSES_MS.get(tries).copied().unwrap_or(1_000);
    tracing::warn!(session = session.id, %error, pause_ms = pause, "Discord did not take what a session says; trying again");
    app.store.postpone(session.id, session.version, app.clock.now_ms() + app.clock.real_ms(pause)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_in_base_36() {
        assert_eq!(base36(36 * 36 - 1), "zz");
        assert!(base36(1_900_000_000_000 << 10).len() <= 11);
    }
}
