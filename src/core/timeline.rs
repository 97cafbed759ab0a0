//! A guided session as pure arithmetic: exercises and doses become steps and cues; (timeline, state, now) becomes what to say
//! next, the state after it, and when to look again. Asked by `app/session.rs` and `app/tick.rs`; nothing here reads a clock.

mod build;
mod dose;
mod milestones;
mod next;
mod scene;
mod state;

pub use crate::core::pose::Side;
pub use dose::{Item, Past, choose, next_step, routine_items};
pub use milestones::{FOLLOW_UPS, FOLLOW_UPS_MS};
pub use next::{Next, Say, next};
pub use scene::Scene;
pub use state::{Ended, State, Status, Verb, apply, due_ms};

/// Phases shorter than this are paced by the moving picture; their boundaries are said once a set.
pub const PACED_BELOW_S: u32 = 8;
/// Sides that take turns sooner than this have one picture between them.
pub const SIDE_SHOWN_MS: i64 = 20_000;
/// Up to this late a cue is said as if it were on time.
pub const GRACE_MS: i64 = 3_000;
/// Up to this late a cue that has no time left of its own still comes, and the rest moves back with it.
pub const SHIFT_WITHIN_MS: i64 = 20_000;
/// A pause, or an offer to go on, that nobody answers ends the session after this.
pub const UNANSWERED_MS: i64 = 15 * 60_000;
/// Nobody answered "how does it hurt?" for this long: the general advice is said and the session ends.
pub const HURT_UNANSWERED_MS: i64 = 3 * 60_000;
/// The thread stays open this long for "how did it feel?".
pub const FEEL_OPEN_MS: i64 = 10 * 60_000;
/// The thread is archived this long after the end, so that the last answer comes before and does not reopen it.
pub const CLOSING_MS: i64 = 5_000;
/// Seconds to change sides, where the exercise's own rest is not longer.
pub const SWITCH_S: u32 = 5;
/// A clock that is further behind than this was set back; below it, two machines merely disagree.
pub const SET_BACK_MS: i64 = 60_000;
/// The due time of what is over.
pub const NEVER: i64 = i64::MAX;

/// What a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Getting into position.
    Prepare,
    /// Staying still.
    Hold,
    /// Going from one position to the next.
    Move,
    /// A breath in.
    BreatheIn,
    /// A breath out.
    BreatheOut,
    /// Rest between rounds.
    Rest,
    /// Changing to the other side.
    Switch,
    /// Rest between sets.
    SetRest,
    /// Coming out of the position.
    Release,
    /// The end; has no length.
    Done,
}

/// A stretch of a session, in ms of session time (which stands still in a pause).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it is.
    pub kind: StepKind,
    /// Which exercise, counted from 0 in the order of the session.
    pub exercise: usize,
    /// For which side.
    pub side: Option<Side>,
    /// Round, from 1; 0 outside rounds.
    pub round: u32,
    /// Rounds in a set.
    pub rounds: u32,
    /// Set, from 1; 0 outside sets.
    pub set: u32,
    /// How many sets.
    pub sets: u32,
    /// When it begins.
    pub start_ms: i64,
    /// When it ends.
    pub end_ms: i64,
    /// The exercise's own words for it; empty where only the frame text speaks.
    pub words: String,
    /// The pose it reaches.
    pub pose: Option<String>,
    /// Which of the exercise's phases it is, counted from 0; absent outside phases.
    pub phase: Option<usize>,
}

/// Why something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueKind {
    /// An exercise comes: get into position.
    GetReady,
    /// A phase begins.
    Go,
    /// A set of short phases begins; the picture keeps the pace from here.
    Paced,
    /// Something said inside a phase.
    Inside,
    /// Rest between rounds.
    Rest,
    /// Change sides.
    Switch,
    /// Rest between sets.
    SetRest,
    /// Come out of it.
    Release,
    /// Everything is done.
    Done,
}

/// A message of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cue {
    /// Session time at which it is due.
    pub at_ms: i64,
    /// Index of the step it belongs to.
    pub step: usize,
    /// Why it is said.
    pub kind: CueKind,
    /// The exercise's own words; empty where only the frame text speaks.
    pub words: String,
}

impl Cue {
    /// Whether it marks the change from one step to the next, rather than something said inside a step.
    pub fn is_boundary(&self) -> bool {
        self.kind != CueKind::Inside
    }
}

/// All steps and cues of a session, in order of time. The last cue is [`CueKind::Done`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// Without gaps from 0 to the end.
    pub steps: Vec<Step>,
    /// By time.
    pub cues: Vec<Cue>,
}

impl Timeline {
    /// The whole length in ms.
    pub fn length_ms(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.end_ms)
    }

    /// The step of a cue.
    pub fn step_of(&self, cue: &Cue) -> Option<&Step> {
        self.steps.get(cue.step)
    }

    /// The step at a session time; the last one after the end.
    pub fn step_at(&self, position_ms: i64) -> Option<&Step> {
        let after = self.steps.partition_point(|step| step.start_ms <= position_ms);
        self.steps.get(after.saturating_sub(1))
    }

    /// The cue with this index.
    pub fn cue(&self, index: u32) -> Option<&Cue> {
        self.cues.get(usize::try_from(index).ok()?)
    }

    /// The first boundary cue after `position_ms`, with its index.
    pub fn boundary_after(&self, position_ms: i64) -> Option<(u32, &Cue)> {
        self.boundaries().find(|(_, cue)| cue.at_ms > position_ms)
    }

    /// The last boundary cue at or before `position_ms`, with its index.
    pub fn boundary_before(&self, position_ms: i64) -> Option<(u32, &Cue)> {
        self.boundaries().take_while(|(_, cue)| cue.at_ms <= position_ms).last()
    }

    fn boundaries(&self) -> impl Iterator<Item = (u32, &Cue)> {
        (0u32..).zip(&self.cues).filter(|(_, cue)| cue.is_boundary())
    }
}

#[cfg(test)]
mod tests;
