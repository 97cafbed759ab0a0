//! (timeline, state, now) → what to say now and the state after it was said. Decides what happens to cues that are late.

use super::state::due_ms;
use super::{CueKind, Ended, GRACE_MS, SHIFT_WITHIN_MS, State, Status, Timeline};

/// A cue or a line of the bot's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Say {
    /// The cue with this index; `late` when part of its step is over, of which `left_ms` are left.
    Cue { index: u32, late: bool, left_ms: i64 },
    /// After a pause: the cue we are in, and how much of it is left.
    Again { index: u32, left_ms: i64 },
    /// The bot was away this long: go on, or start the step again?
    Away { missed_ms: i64 },
    /// Nobody answered; the session ends.
    Unanswered,
    /// "It hurts" was pressed, and nobody said how: the general advice.
    HurtUnanswered,
    /// Nothing to say: the thread is to be archived.
    Archive,
}

/// What to do, and where the session stands once it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Next {
    /// What to say; nothing when it is too early or only the books change.
    pub say: Option<Say>,
    /// The state afterwards.
    pub state: State,
    /// When to look again.
    pub due_ms: i64,
}

/// What comes next at `now_ms`. `repeat`: someone began this and may have died before or after saying it; then what was due
/// is said again rather than judged late, because the repeat of a message is recognised.
pub fn next(timeline: &Timeline, state: &State, now_ms: i64, repeat: bool) -> Next {
    let mut after = state.clone().for_clock(now_ms);
    let due = due_ms(timeline, &after);
    let say = if now_ms < due { None } else { say(timeline, &mut after, now_ms, repeat) };
    let due_ms = due_ms(timeline, &after);
    Next { say, state: after, due_ms }
}

fn say(timeline: &Timeline, state: &mut State, now_ms: i64, repeat: bool) -> Option<Say> {
    match state.status {
        Status::Running => running(timeline, state, now_ms, repeat),
        Status::Paused | Status::Away => {
            state.close(Ended::Unanswered, now_ms);
            Some(Say::Unanswered)
        }
        Status::Hurt => {
            state.close(Ended::Hurt, now_ms);
            Some(Say::HurtUnanswered)
        }
        Status::Feel => {
            state.close(Ended::Finished, now_ms);
            None
        }
        Status::Closing => {
            state.status = Status::Over;
            Some(Say::Archive)
        }
        Status::Over => None,
    }
}

fn running(timeline: &Timeline, state: &mut State, now_ms: i64, repeat: bool) -> Option<Say> {
    let position = state.position_ms(now_ms);
    let Some(cue) = timeline.cue(state.next_cue) else {
        // The exercise was changed under the session: there is nothing left to say.
        state.close(Ended::Finished, now_ms);
        return None;
    };
    if std::mem::take(&mut state.announce) && cue.at_ms > position {
        let (index, _) = timeline.boundary_before(position)?;
        return Some(Say::Again { index, left_ms: left_ms(timeline, position) });
    }
    let late_ms = position - cue.at_ms;
    if late_ms <= GRACE_MS || cue.kind == CueKind::Done || (repeat && late_ms <= SHIFT_WITHIN_MS) {
        return Some(said(timeline, state, now_ms, false));
    }
    too_late(timeline, state, now_ms, late_ms)
}

/// Says the next cue and moves on.
fn said(timeline: &Timeline, state: &mut State, now_ms: i64, late: bool) -> Say {
    let index = state.next_cue;
    let position = state.position_ms(now_ms);
    state.next_cue = index.saturating_add(1);
    if timeline.cue(index).is_some_and(|cue| cue.kind == CueKind::Done) {
        state.hold(Status::Feel, position, now_ms);
    }
    Say::Cue { index, late, left_ms: left_ms(timeline, position) }
}

/// A cue is late beyond grace: still useful within its own step, else the step moves or the person decides.
fn too_late(timeline: &Timeline, state: &mut State, now_ms: i64, late_ms: i64) -> Option<Say> {
    let position = state.position_ms(now_ms);
    let first = timeline.cue(state.next_cue)?;
    let missed_boundary = timeline.boundary_after(first.at_ms).is_some_and(|(_, cue)| cue.at_ms <= position);
    if missed_boundary || (left_ms(timeline, position) < GRACE_MS && late_ms > SHIFT_WITHIN_MS) {
        state.hold(Status::Away, first.at_ms, now_ms);
        return Some(Say::Away { missed_ms: late_ms });
    }
    if left_ms(timeline, position) < GRACE_MS {
        // No time left of its own: it comes late and everything after it moves back.
        state.run_from(first.at_ms, now_ms);
        return Some(said(timeline, state, now_ms, false));
    }
    let boundary = first.is_boundary();
    let say = said(timeline, state, now_ms, true);
    // What should have been said inside the step meanwhile is stale.
    while timeline.cue(state.next_cue).is_some_and(|cue| !cue.is_boundary() && cue.at_ms <= position) {
        state.next_cue += 1;
    }
    boundary.then_some(say)
}

/// How long until the next boundary.
fn left_ms(timeline: &Timeline, position_ms: i64) -> i64 {
    timeline.boundary_after(position_ms).map_or(0, |(_, cue)| cue.at_ms - position_ms)
}
