//! Where a session stands, as a few numbers, and what pause, skip, back, stop and "it hurts" do to them.

use super::{CLOSING_MS, FEEL_OPEN_MS, HURT_UNANSWERED_MS, NEVER, SET_BACK_MS, Timeline, UNANSWERED_MS};
use crate::core::names::names;
use crate::core::user_error::UserError;

/// A second press of skip or back within this is the same press.
const SAME_PRESS_MS: i64 = 1_000;
/// "Back" this soon after a boundary means the boundary before.
const BACK_AGAIN_MS: i64 = 3_000;

/// What a session is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// The clock runs.
    Running,
    /// Someone pressed pause.
    Paused,
    /// The bot was away too long and asks whether to go on.
    Away,
    /// Someone pressed "it hurts" and is asked how.
    Hurt,
    /// All steps are done; "how did it feel?" is open.
    Feel,
    /// Over, with the thread still to be archived.
    Closing,
    /// Over.
    Over,
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// All steps were done.
    Finished,
    /// Someone stopped it.
    Stopped,
    /// It hurt.
    Hurt,
    /// Nobody answered.
    Unanswered,
    /// The thread or channel is gone.
    Gone,
    /// The bot may no longer post there.
    Forbidden,
    /// Its exercise no longer exists, or Discord refuses what is said.
    Fault,
}

names!(Status {
    Running = "running",
    Paused = "paused",
    Away = "away",
    Hurt = "hurt",
    Feel = "feel",
    Closing = "closing",
    Over = "over",
});
names!(Ended {
    Finished = "finished",
    Stopped = "stopped",
    Hurt = "hurt",
    Unanswered = "unanswered",
    Gone = "gone",
    Forbidden = "forbidden",
    Fault = "fault",
});

/// Where a session stands. All times are unix ms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// What it is doing.
    pub status: Status,
    /// Why it ended; absent before.
    pub ended: Option<Ended>,
    /// The time at which session time was 0, moved along by pauses and skips. Counts while running.
    pub origin_ms: i64,
    /// Session time while the clock does not run.
    pub held_ms: i64,
    /// When the present status began.
    pub since_ms: i64,
    /// Index of the next cue to say.
    pub next_cue: u32,
    /// Counts jumps back, so that a cue said again is a new message.
    pub turn: u32,
    /// After a resume: where we are is to be said once.
    pub announce: bool,
    /// When the state was last worked on.
    pub seen_ms: i64,
    /// The last skip or back.
    pub pressed_ms: i64,
}

/// What a person may do to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Hold the clock.
    Pause,
    /// Let it run again.
    Resume,
    /// Go to the next boundary.
    Skip,
    /// Start the present step again, or the one before when it has only begun.
    Back,
    /// End it.
    Stop,
    /// Stop at once because something hurts.
    Hurts,
    /// What hurt was answered.
    HurtAnswered,
    /// How it felt was answered.
    Felt,
}

impl State {
    /// A session that begins at `now_ms`.
    pub fn begin(now_ms: i64) -> Self {
        Self {
            status: Status::Running,
            ended: None,
            origin_ms: now_ms,
            held_ms: 0,
            since_ms: now_ms,
            next_cue: 0,
            turn: 0,
            announce: false,
            seen_ms: now_ms,
            pressed_ms: 0,
        }
    }

    /// Session time at `now_ms`, never negative.
    pub fn position_ms(&self, now_ms: i64) -> i64 {
        match self.status {
            Status::Running => now_ms.saturating_sub(self.origin_ms).max(0),
            _ => self.held_ms,
        }
    }

    /// The same state for a clock that was set back since it was last worked on: session time goes on from there.
    #[must_use]
    pub fn for_clock(mut self, now_ms: i64) -> Self {
        let behind = self.seen_ms.saturating_sub(now_ms);
        if behind > SET_BACK_MS {
            self.origin_ms = self.origin_ms.saturating_sub(behind);
            self.since_ms = self.since_ms.saturating_sub(behind);
            self.pressed_ms = 0;
        }
        self.seen_ms = now_ms;
        self
    }

    /// Whether the exercise is under way or could be again.
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Running | Status::Paused | Status::Away)
    }

    /// Ends it at once, with nothing more to be done: for when there is nowhere left to say anything.
    pub fn end(&mut self, why: Ended, now_ms: i64) {
        self.close(why, now_ms);
        self.status = Status::Over;
    }

    pub(super) fn hold(&mut self, status: Status, position_ms: i64, now_ms: i64) {
        self.held_ms = position_ms;
        self.status = status;
        self.since_ms = now_ms;
        self.announce = false;
    }

    pub(super) fn run_from(&mut self, position_ms: i64, now_ms: i64) {
        self.status = Status::Running;
        self.since_ms = now_ms;
        self.origin_ms = now_ms.saturating_sub(position_ms);
    }

    pub(super) fn close(&mut self, why: Ended, now_ms: i64) {
        let position = self.position_ms(now_ms);
        self.hold(Status::Closing, position, now_ms);
        self.ended = Some(why);
    }
}

/// When the session next needs work: the next cue, the end of patience, or [`NEVER`].
pub fn due_ms(timeline: &Timeline, state: &State) -> i64 {
    match state.status {
        Status::Running if state.announce => state.since_ms,
        Status::Running => {
            timeline.cue(state.next_cue).map_or(state.since_ms, |cue| state.origin_ms.saturating_add(cue.at_ms))
        }
        Status::Paused | Status::Away => state.since_ms.saturating_add(UNANSWERED_MS),
        Status::Hurt => state.since_ms.saturating_add(HURT_UNANSWERED_MS),
        Status::Feel => state.since_ms.saturating_add(FEEL_OPEN_MS),
        Status::Closing => state.since_ms.saturating_add(CLOSING_MS),
        Status::Over => NEVER,
    }
}

/// The state after a person pressed `verb`. The same press twice changes nothing the second time.
///
/// # Errors
/// The session is over, or it does not stand where the verb makes sense; names the text that says so.
pub fn apply(timeline: &Timeline, state: &State, verb: Verb, now_ms: i64) -> Result<State, UserError> {
    let mut state = state.clone().for_clock(now_ms);
    match verb {
        Verb::Pause if state.status == Status::Running => {
            let position = state.position_ms(now_ms);
            state.hold(Status::Paused, position, now_ms);
        }
        Verb::Resume if matches!(state.status, Status::Paused | Status::Away) => {
            let paused = state.status == Status::Paused;
            state.run_from(state.held_ms, now_ms);
            state.announce = paused;
        }
        Verb::Pause | Verb::Resume if state.is_open() => {}
        Verb::Skip | Verb::Back if state.is_open() => jump(timeline, &mut state, verb, now_ms),
        Verb::Stop if state.is_open() => state.close(Ended::Stopped, now_ms),
        Verb::Hurts if state.is_open() || state.status == Status::Feel => {
            let position = state.position_ms(now_ms);
            state.hold(Status::Hurt, position, now_ms);
        }
        Verb::Hurts if state.status == Status::Hurt => {}
        Verb::HurtAnswered if state.status == Status::Hurt => state.close(Ended::Hurt, now_ms),
        Verb::Felt if state.status == Status::Feel => state.close(Ended::Finished, now_ms),
        _ => return Err(UserError::new("session-over")),
    }
    Ok(state)
}

fn jump(timeline: &Timeline, state: &mut State, verb: Verb, now_ms: i64) {
    if now_ms.saturating_sub(state.pressed_ms).abs() < SAME_PRESS_MS {
        return;
    }
    let position = state.position_ms(now_ms);
    let target = match verb {
        // Away stands on the first cue that was missed; "go to the next" must not say that one.
        Verb::Skip => timeline.boundary_after(position),
        _ if state.status == Status::Away => timeline.boundary_before(position - 1),
        _ => timeline.boundary_before(position - BACK_AGAIN_MS).or_else(|| timeline.boundary_before(position)),
    };
    let Some((index, cue)) = target.or_else(|| timeline.boundary_before(position)) else { return };
    state.turn += u32::from(index < state.next_cue);
    state.next_cue = index;
    state.pressed_ms = now_ms;
    state.announce = false;
    state.run_from(cue.at_ms, now_ms);
}
