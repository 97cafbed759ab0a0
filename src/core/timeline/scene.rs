//! What a session's card shows, cue by cue: which picture, for which side, and at which cue another one takes its place.

use super::{CueKind, PACED_BELOW_S, SIDE_SHOWN_MS, Side, Step, StepKind, Timeline};

/// What the card shows for a stretch of the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    /// Which exercise, counted from 0 in the order of the session.
    pub exercise: usize,
    /// The phase that is held, counted from 0; absent where the picture loops through the whole round.
    pub phase: Option<usize>,
    /// The side at work; where sides take turns quickly, the first.
    pub side: Side,
    /// Everything is done.
    pub done: bool,
}

impl Timeline {
    /// The scene at the cue with this index; absent past the last cue.
    pub fn scene(&self, index: u32) -> Option<Scene> {
        self.scene_start(index).and_then(|start| self.begins(start))
    }

    /// The cue with which the scene at this cue began.
    pub fn scene_start(&self, index: u32) -> Option<u32> {
        let starts = (0..=index).rev().filter_map(|at| Some((at, self.begins(at)?)));
        let mut starts = starts.take_while({
            let mut last = None;
            move |(_, scene)| *last.get_or_insert(*scene) == *scene
        });
        let newest = starts.next()?;
        self.cue(index)?;
        Some(starts.last().unwrap_or(newest).0)
    }

    /// Whether the card has to show another scene from this cue on.
    pub fn changes_scene(&self, index: u32) -> bool {
        index > 0 && self.begins(index).is_some_and(|scene| self.scene(index - 1) != Some(scene))
    }

    /// The first cue after this one with another scene.
    pub fn next_scene(&self, index: u32) -> Option<u32> {
        let count = u32::try_from(self.cues.len()).unwrap_or(u32::MAX);
        (index.saturating_add(1)..count).find(|later| self.changes_scene(*later))
    }

    /// The first step of a phase at or after the step of this cue, with its index.
    pub fn work_after(&self, index: u32) -> Option<(usize, &Step)> {
        let first = self.cue(index)?.step;
        self.steps.iter().enumerate().skip(first).find(|(_, step)| step.phase.is_some())
    }

    /// The scene that this cue itself asks for; none where it leaves the card as it is.
    fn begins(&self, index: u32) -> Option<Scene> {
        let cue = self.cue(index)?;
        let step = self.step_of(cue)?;
        let whole = Scene { exercise: step.exercise, phase: None, side: self.first_side(step.exercise), done: false };
        match cue.kind {
            CueKind::Inside | CueKind::Rest | CueKind::SetRest | CueKind::Release => None,
            CueKind::GetReady => Some(whole),
            CueKind::Done => Some(Scene { done: true, ..whole }),
            CueKind::Go | CueKind::Paced | CueKind::Switch => {
                let (_, work) = self.work_after(index)?;
                let held = if is_long(work) { work.phase } else { None };
                let fleeting = work.end_ms - work.start_ms < SIDE_SHOWN_MS && !self.switches(step.exercise);
                match work.side {
                    Some(_) if fleeting => Some(whole),
                    side => Some(Scene { phase: held, side: side.unwrap_or_default(), ..whole }),
                }
            }
        }
    }

    fn first_side(&self, exercise: usize) -> Side {
        self.steps.iter().filter(|step| step.exercise == exercise).find_map(|step| step.side).unwrap_or_default()
    }

    /// Whether an exercise changes sides once, with a break for it, rather than at every turn.
    fn switches(&self, exercise: usize) -> bool {
        self.steps.iter().any(|step| step.exercise == exercise && step.kind == StepKind::Switch)
    }
}

fn is_long(step: &Step) -> bool {
    step.end_ms - step.start_ms >= i64::from(PACED_BELOW_S) * 1_000
}
