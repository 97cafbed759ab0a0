//! Exercises and doses → steps without gaps → cues. Which boundaries get a message of their own is decided here.

use super::{Cue, CueKind, Item, PACED_BELOW_S, SWITCH_S, Side, Step, StepKind, Timeline};
use crate::core::catalogue::{Exercise, Phase, PhaseKind, Sides};

impl Timeline {
    /// The timeline of these exercises, one after the other. Empty only for an empty list.
    pub fn new(parts: &[(&Exercise, &Item)]) -> Self {
        let mut building = Building::default();
        for (index, (exercise, item)) in parts.iter().enumerate() {
            building.exercise(index, exercise, item);
        }
        if !parts.is_empty() {
            let last = parts.len() - 1;
            building.step(StepKind::Done, 0, Place { exercise: last, ..Place::default() }, "");
            building.cue(CueKind::Done, "");
        }
        Self { steps: building.steps, cues: building.cues }
    }
}

/// In holds from this length on, everything the exercise says inside them is said; in shorter ones once a set.
const TALK_FROM_S: u32 = 30;

/// Where in the session a step stands.
#[derive(Clone, Copy, Default)]
struct Place {
    exercise: usize,
    side: Option<Side>,
    round: u32,
    rounds: u32,
    set: u32,
    sets: u32,
}

#[derive(Default)]
struct Building {
    steps: Vec<Step>,
    cues: Vec<Cue>,
    now_ms: i64,
    /// Nothing of this set has been said yet.
    set_is_new: bool,
    /// The step before was long or had a message of its own kind, so that its end must be heard.
    after_long: bool,
    /// What was said inside the phases of this set and side.
    said: Vec<String>,
}

impl Building {
    fn exercise(&mut self, index: usize, exercise: &Exercise, item: &Item) {
        let timer = &exercise.timer;
        let place = Place { exercise: index, rounds: item.rounds, sets: item.sets, ..Place::default() };
        self.step(StepKind::Prepare, timer.prepare, place, &exercise.position);
        self.cue(CueKind::GetReady, &exercise.position);
        for set in 1..=item.sets {
            if set > 1 {
                self.between(StepKind::SetRest, CueKind::SetRest, timer.set_rest, place);
            }
            self.set(exercise, item, Place { set, ..place });
        }
        self.step(StepKind::Release, timer.release_seconds, place, &timer.release);
        self.cue(CueKind::Release, &timer.release);
    }

    fn set(&mut self, exercise: &Exercise, item: &Item, place: Place) {
        match exercise.timer.sides {
            Sides::None => self.rounds(exercise, item, place, &[None]),
            Sides::EachRound => self.rounds(exercise, item, place, &[Some(Side::Left), Some(Side::Right)]),
            Sides::AfterSet => {
                self.rounds(exercise, item, place, &[Some(Side::Left)]);
                let right = Place { side: Some(Side::Right), ..place };
                self.between(StepKind::Switch, CueKind::Switch, exercise.timer.rest.max(SWITCH_S), right);
                self.rounds(exercise, item, place, &[Some(Side::Right)]);
            }
        }
    }

    /// The rounds of a set; where both sides take part, they take turns.
    fn rounds(&mut self, exercise: &Exercise, item: &Item, place: Place, sides: &[Option<Side>]) {
        self.set_is_new = true;
        self.said.clear();
        let turns = (1..=item.rounds).flat_map(|round| sides.iter().map(move |side| (round, *side)));
        for (turn, (round, side)) in turns.enumerate() {
            let place = Place { side, round, ..place };
            if turn > 0 && exercise.timer.rest > 0 {
                self.rest(exercise.timer.rest, place);
            }
            for (number, phase) in exercise.timer.phases.iter().enumerate() {
                self.phase(exercise, item, (number, phase), place);
            }
        }
    }

    fn phase(&mut self, exercise: &Exercise, item: &Item, (number, phase): (usize, &Phase), place: Place) {
        let seconds = length(phase, item);
        self.step(kind_of(phase.kind), seconds, place, &phase.cue);
        if let Some(step) = self.steps.last_mut() {
            (step.pose, step.phase) = (phase.pose.clone(), Some(number));
        }
        let long = seconds >= PACED_BELOW_S;
        if self.set_is_new && is_paced(exercise, item) {
            self.cue(CueKind::Paced, &phase.cue);
        } else if self.set_is_new || long || self.after_long {
            self.cue(CueKind::Go, &phase.cue);
        }
        if long {
            let mut last = 0;
            for (at, words) in phase.cues_in(seconds, place.round) {
                // In a short hold the words would trip over one another, and over Discord's limits.
                let room =
                    (at - last).min(seconds - at) >= PACED_BELOW_S && !self.said.iter().any(|said| said == words);
                if room || seconds >= TALK_FROM_S {
                    self.inside(at, words);
                    last = at;
                }
            }
        }
        self.set_is_new = false;
        self.after_long = long;
    }

    fn rest(&mut self, seconds: u32, place: Place) {
        self.step(StepKind::Rest, seconds, place, "");
        let long = seconds >= PACED_BELOW_S;
        if long || self.after_long {
            self.cue(CueKind::Rest, "");
        }
        self.after_long = long || self.after_long;
    }

    /// A break that is always announced; none where it has no length.
    fn between(&mut self, step: StepKind, cue: CueKind, seconds: u32, place: Place) {
        if seconds > 0 {
            self.step(step, seconds, place, "");
            self.cue(cue, "");
        }
    }

    fn step(&mut self, kind: StepKind, seconds: u32, place: Place, words: &str) {
        let start_ms = self.now_ms;
        self.now_ms += i64::from(seconds) * 1_000;
        let Place { exercise, side, round, rounds, set, sets } = place;
        let (words, end_ms) = (words.to_owned(), self.now_ms);
        let (pose, phase) = (None, None);
        self.steps.push(Step { kind, exercise, side, round, rounds, set, sets, start_ms, end_ms, words, pose, phase });
    }

    /// A cue at the beginning of the latest step.
    fn cue(&mut self, kind: CueKind, words: &str) {
        if let Some(step) = self.steps.last() {
            let at_ms = step.start_ms;
            self.cues.push(Cue { at_ms, step: self.steps.len() - 1, kind, words: words.to_owned() });
        }
    }

    fn inside(&mut self, at_s: u32, words: &str) {
        self.said.push(words.to_owned());
        if let Some(step) = self.steps.last() {
            let at_ms = step.start_ms + i64::from(at_s) * 1_000;
            let cue = Cue { at_ms, step: self.steps.len() - 1, kind: CueKind::Inside, words: words.to_owned() };
            self.cues.push(cue);
        }
    }
}

/// Whether the picture alone keeps the pace within a set.
fn is_paced(exercise: &Exercise, item: &Item) -> bool {
    let turns = if exercise.timer.sides == Sides::EachRound { item.rounds * 2 } else { item.rounds };
    let phases = &exercise.timer.phases;
    let short = |seconds: u32| seconds < PACED_BELOW_S;
    (turns > 1 || phases.len() > 1) && short(exercise.timer.rest) && phases.iter().all(|p| short(length(p, item)))
}

fn length(phase: &Phase, item: &Item) -> u32 {
    match (phase.kind, item.hold) {
        (PhaseKind::Hold, Some(hold)) => hold,
        _ => phase.seconds,
    }
}

fn kind_of(kind: PhaseKind) -> StepKind {
    match kind {
        PhaseKind::Hold => StepKind::Hold,
        PhaseKind::Move => StepKind::Move,
        PhaseKind::BreatheIn => StepKind::BreatheIn,
        PhaseKind::BreatheOut => StepKind::BreatheOut,
    }
}
