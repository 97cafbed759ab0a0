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
