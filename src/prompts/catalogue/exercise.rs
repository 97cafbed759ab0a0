//! What an exercise must keep to: the ranges of `core::catalogue`, a ladder that starts at the timer and rises, texts that fit.

use crate::core::catalogue::{DoseStep, Exercise, Phase, PhaseKind, Timer};
use crate::core::pose;
use crate::prompts::check::{Check, FIELD, NAME};

/// Steps stand in the body of a card, with the summary.
const STEPS: usize = 2000;
const SUMMARY: usize = 300;
/// A cue is one line of a notification.
const CUE: usize = 60;
const RELEASE: usize = 120;

pub(super) fn check(exercise: &Exercise, check: &mut Check<'_, '_>) {
    words(exercise, check);
    timer(&exercise.timer, check);
    phases(&exercise.timer, check);
    ladder(exercise, check);
    for (field, what) in pose::check::validate(exercise) {
        check.fault(&field, what);
    }
}

fn words(exercise: &Exercise, check: &mut Check<'_, '_>) {
    check.text("name", &exercise.name, NAME);
    check.text("position", &exercise.position, NAME);
    check.text("summary", &exercise.summary, SUMMARY);
    for (at, alias) in exercise.aliases.iter().enumerate() {
        check.text(&format!("aliases[{at}]"), alias, NAME);
    }
    check.list("kit", exercise.kit.iter().map(String::as_str), FIELD);
    check.list("steps", exercise.steps.iter().map(String::as_str), STEPS);
    check.list("mistakes", exercise.mistakes.iter().map(String::as_str), FIELD);
    check.list("cautions", exercise.cautions.iter().map(|caution| caution.text.as_str()), FIELD);
    check.list("sources", exercise.sources.iter().map(|source| source.title.as_str()), FIELD);
    check.optional("dose.source", exercise.dose.source.as_deref(), FIELD);
    check.optional("dose.ours", exercise.dose.ours.as_deref(), FIELD);
    check.text("dose.next", &exercise.dose.next, FIELD);
    for (field, empty) in [
        ("steps", exercise.steps.is_empty()),
        ("cautions", exercise.cautions.is_empty()),
        ("sources", exercise.sources.is_empty()),
    ] {
        if empty {
            check.fault(field, "is empty");
        }
    }
}

fn timer(timer: &Timer, check: &mut Check<'_, '_>) {
    check.range("timer.prepare", timer.prepare, 5..=60);
    check.range("timer.rounds", timer.rounds, 1..=30);
    check.range("timer.rest", timer.rest, 0..=60);
    check.range("timer.sets", timer.sets, 1..=5);
    check.range("timer.set-rest", timer.set_rest, 0..=120);
    check.range("timer.release-seconds", timer.release_seconds, 3..=30);
    check.text("timer.release", &timer.release, RELEASE);
    let [low, high] = timer.limits.rounds;
    limits("timer.limits.rounds", [low, high], 1..=30, check);
    check.range("timer.rounds", timer.rounds, low..=high);
    match (timer.limits.hold, hold_of(timer)) {
        (Some([low, high]), Some(_)) => limits("timer.limits.hold", [low, high], 1..=600, check),
        (Some(_), None) => check.fault("timer.limits.hold", "there is no phase of kind hold"),
        (None, Some(_)) => check.fault("timer.limits", "hold is missing: there is a phase of kind hold"),
        (None, None) => {}
    }
}

fn limits(field: &str, [low, high]: [u32; 2], range: std::ops::RangeInclusive<u32>, check: &mut Check<'_, '_>) {
    check.range(&format!("{field}[0]"), low, range.clone());
    check.range(&format!("{field}[1]"), high, range);
    if low > high {
        check.fault(field, format!("{low} is more than {high}"));
    }
}

fn hold_of(timer: &Timer) -> Option<u32> {
    timer.phases.iter().find(|phase| phase.kind == PhaseKind::Hold).map(|phase| phase.seconds)
}

fn phases(timer: &Timer, check: &mut Check<'_, '_>) {
    if timer.phases.is_empty() {
        check.fault("timer.phases", "is empty");
    }
    if timer.phases.iter().filter(|phase| phase.kind == PhaseKind::Hold).count() > 1 {
        check.fault("timer.phases", "has more than one phase of kind hold");
    }
    for (at, phase) in timer.phases.iter().enumerate() {
        let field = format!("timer.phases[{at}]");
        check.range(&format!("{field}.seconds"), phase.seconds, 1..=600);
        check.text(&format!("{field}.cue"), &phase.cue, CUE);
        if let (PhaseKind::Hold, Some([low, high])) = (phase.kind, timer.limits.hold) {
            check.range(&format!("{field}.seconds"), phase.seconds, low..=high);
        }
        cues(&field, phase, timer, check);
    }
}

fn cues(field: &str, phase: &Phase, timer: &Timer, check: &mut Check<'_, '_>) {
    let longest = match (phase.kind, timer.limits.hold) {
        (PhaseKind::Hold, Some([_, high])) => high,
        _ => phase.seconds,
    };
    for (at, cue) in phase.cues.iter().enumerate() {
        let field = format!("{field}.cues[{at}]");
        check.text(&format!("{field}.say"), &cue.say, CUE);
        if cue.at.unsigned_abs() == 0 || cue.at.unsigned_abs() >= longest {
            check.fault(&format!("{field}.at"), format!("{} is never inside the phase", cue.at));
        }
        for round in &cue.rounds {
            check.range(&format!("{field}.rounds"), *round, 1..=timer.limits.rounds[1]);
        }
    }
}

fn ladder(exercise: &Exercise, check: &mut Check<'_, '_>) {
    let timer = &exercise.timer;
    let mut before = 0;
    for (at, step) in exercise.ladder.iter().enumerate() {
        let field = format!("ladder[{at}]");
        step_within(&field, *step, timer, check);
        let work = work(timer, *step);
        if work <= before {
            check.fault(&field, "is no more than the step before it");
        }
        before = work;
    }
    match exercise.ladder.first() {
        None => check.fault("ladder", "is empty"),
        Some(first) if effective(timer, *first) != effective(timer, DoseStep::default()) => {
            check.fault("ladder[0]", "differs from the timer's own hold, rounds or sets");
        }
        Some(_) => {}
    }
}

fn step_within(field: &str, step: DoseStep, timer: &Timer, check: &mut Check<'_, '_>) {
    if let Some(sets) = step.sets {
        check.range(&format!("{field}.sets"), sets, 1..=5);
    }
    let chosen = [("hold", step.hold, timer.limits.hold), ("rounds", step.rounds, Some(timer.limits.rounds))];
    super::routine::within(field, chosen, check);
}

/// Hold, rounds and sets once what is absent comes from the timer.
fn effective(timer: &Timer, step: DoseStep) -> (Option<u32>, u32, u32) {
    (step.hold.or(hold_of(timer)), step.rounds.unwrap_or(timer.rounds), step.sets.unwrap_or(timer.sets))
}

/// Seconds under load, rests left out.
fn work(timer: &Timer, step: DoseStep) -> u32 {
    let (hold, rounds, sets) = effective(timer, step);
    let seconds =
        |phase: &Phase| if phase.kind == PhaseKind::Hold { hold.unwrap_or(phase.seconds) } else { phase.seconds };
    let round: u32 = timer.phases.iter().map(seconds).fold(0, u32::saturating_add);
    round.saturating_mul(rounds).saturating_mul(sets)
}
