//! What a routine must keep to: exercises that exist, holds and rounds within their limits.

use crate::core::catalogue::{Exercise, Routine};
use crate::prompts::check::{Check, NAME};

const SUMMARY: usize = 300;
/// More than that is no routine for a break or an evening.
const MOST: usize = 12;

pub(super) fn check(routine: &Routine, exercises: &[Exercise], check: &mut Check<'_, '_>) {
    check.text("name", &routine.name, NAME);
    check.text("summary", &routine.summary, SUMMARY);
    for (at, alias) in routine.aliases.iter().enumerate() {
        check.text(&format!("aliases[{at}]"), alias, NAME);
    }
    if routine.exercises.is_empty() || routine.exercises.len() > MOST {
        check.fault("exercises", format!("{} of them: 1–{MOST} are allowed", routine.exercises.len()));
    }
    for (at, item) in routine.exercises.iter().enumerate() {
        let field = format!("exercises[{at}]");
        let Some(exercise) = exercises.iter().find(|exercise| exercise.slug == item.exercise) else {
            check.fault(&format!("{field}.exercise"), format!("there is no exercise “{}”", item.exercise));
            continue;
        };
        let limits = &exercise.timer.limits;
        within(&field, [("hold", item.hold, limits.hold), ("rounds", item.rounds, Some(limits.rounds))], check);
    }
}

/// A key, what was chosen for it, and the limits it must lie within, if it may be chosen at all.
pub(super) type Chosen<'a> = (&'a str, Option<u32>, Option<[u32; 2]>);

/// What is chosen must lie within its limits, and have limits at all.
pub(super) fn within(field: &str, chosen: [Chosen<'_>; 2], check: &mut Check<'_, '_>) {
    for (key, value, limits) in chosen {
        let field = format!("{field}.{key}");
        match (value, limits) {
            (Some(value), Some([low, high])) => check.range(&field, value, low..=high),
            (Some(_), None) => check.fault(&field, "the exercise has no hold to change"),
            (None, _) => {}
        }
    }
}
