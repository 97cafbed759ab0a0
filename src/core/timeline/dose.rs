//! What a person chose → exercises with their numbers, refused with the limit by name where it does not fit.

use serde::{Deserialize, Serialize};

use crate::core::catalogue::{DoseStep, Exercise, PhaseKind, Routine};
use crate::core::user_error::UserError;

/// One exercise of a session with its dose; this is what the store keeps of a session's content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Slug of the exercise.
    pub exercise: String,
    /// Seconds of hold; absent where the exercise has no hold phase.
    pub hold: Option<u32>,
    /// Rounds a set.
    pub rounds: u32,
    /// Sets.
    pub sets: u32,
}

/// The dose of one exercise: `step` (from the ladder) with the member's own wishes on top.
///
/// # Errors
/// A hold or a number of rounds outside the exercise's limits, or a hold where there is none.
pub fn choose(exercise: &Exercise, step: DoseStep, hold: Option<i64>, rounds: Option<i64>) -> Result<Item, UserError> {
    let limits = &exercise.timer.limits;
    let held = exercise.timer.phases.iter().find(|phase| phase.kind == PhaseKind::Hold).map(|phase| phase.seconds);
    let hold = match (hold, limits.hold, held) {
        (None, _, usual) => step.hold.or(usual).filter(|_| held.is_some()),
        (Some(wanted), Some(range), Some(_)) => Some(within("session-hold-limits", exercise, wanted, range)?),
        (Some(_), _, _) => return Err(UserError::new("session-no-hold").with("exercise", &exercise.name)),
    };
    let rounds = match rounds {
        Some(wanted) => within("session-rounds-limits", exercise, wanted, limits.rounds)?,
        None => step.rounds.unwrap_or(exercise.timer.rounds),
    };
    let sets = step.sets.unwrap_or(exercise.timer.sets).clamp(1, 5);
    Ok(Item { exercise: exercise.slug.clone(), hold, rounds: rounds.clamp(1, 60), sets })
}

/// One time an exercise was done, as its practice is kept.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    /// When, unix ms.
    pub done_ms: i64,
    /// With which dose.
    pub item: &'a Item,
    /// It felt easier than before.
    pub easier: bool,
    /// It felt worse, or hurt.
    pub worse: bool,
}

/// A step of the ladder is kept at least this long: clinical reference, section 2, "add one step a week".
const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// So many times in a row must have felt easier.
const EASY_TIMES: usize = 2;

/// The step of the ladder to do today, from what was done before, latest first: one step up when the last times felt easier
/// and the present step is a week old, one step down when the last time felt worse, else the same.
pub fn next_step(exercise: &Exercise, past: &[Past<'_>]) -> DoseStep {
    let first = exercise.ladder.first().copied().unwrap_or_default();
    let Some(last) = past.first() else { return first };
    // A dose of one's own choice counts as the highest step it reaches.
    let reached = |item: &Item| exercise.ladder.iter().rposition(|step| reaches(exercise, item, *step)).unwrap_or(0);
    let at = reached(last.item);
    let here = || past.iter().take_while(|past| reached(past.item) == at);
    let easy = here().count() >= EASY_TIMES && here().take(EASY_TIMES).all(|past| past.easier);
    let since = here().last().map_or(last.done_ms, |past| past.done_ms);
    let next = match (last.worse, easy && last.done_ms - since >= WEEK_MS) {
        (true, _) => at.saturating_sub(1),
        (false, true) => (at + 1).min(exercise.ladder.len().saturating_sub(1)),
        (false, false) => at,
    };
    exercise.ladder.get(next).copied().unwrap_or(first)
}

fn reaches(exercise: &Exercise, item: &Item, step: DoseStep) -> bool {
    item.hold >= step.hold
        && item.rounds >= step.rounds.unwrap_or(exercise.timer.rounds)
        && item.sets >= step.sets.unwrap_or(exercise.timer.sets)
}

fn within(key: &'static str, exercise: &Exercise, wanted: i64, [low, high]: [u32; 2]) -> Result<u32, UserError> {
    let chosen = u32::try_from(wanted).ok().filter(|chosen| (low..=high).contains(chosen));
    chosen.ok_or_else(|| {
        UserError::new(key).with("exercise", &exercise.name).with("wanted", wanted).with("low", low).with("high", high)
    })
}

/// The doses of a routine, in order.
///
/// # Errors
/// The routine names an exercise that `find` does not know, or a dose outside its limits.
pub fn routine_items<'a>(
    routine: &Routine,
    find: impl Fn(&str) -> Option<&'a Exercise>,
) -> Result<Vec<Item>, UserError> {
    let item = |part: &crate::core::catalogue::RoutineItem| {
        let exercise =
            find(&part.exercise).ok_or_else(|| UserError::new("session-unknown").with("name", &part.exercise))?;
        let first = exercise.ladder.first().copied().unwrap_or_default();
        choose(exercise, first, part.hold.map(i64::from), part.rounds.map(i64::from))
    };
    routine.exercises.iter().map(item).collect()
}
