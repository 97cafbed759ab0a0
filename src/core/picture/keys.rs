//! The key poses of an exercise in the order in which a person goes through them.

use super::PictureError;
use super::marks::Air;
use super::scene::Room;
use crate::core::catalogue::{Exercise, Phase, PhaseKind};
use crate::core::pose::{self, Pose};

/// A key pose with what the breath does on the way into it.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: String,
    pub pose: Pose,
    pub air: Option<Air>,
}

/// All key poses of an exercise.
pub struct Keys {
    pub room: Room,
    /// Where it begins and rests, when the phases alone do not say.
    pub start: Option<Key>,
    /// One for each phase.
    pub phases: Vec<Key>,
    /// Those worth showing, each once, in order.
    pub shown: Vec<Key>,
}

impl Keys {
    /// Reads the exercise's poses.
    ///
    /// # Errors
    /// When a phase names no pose or one that does not exist.
    pub fn of(exercise: &Exercise) -> Result<Keys, PictureError> {
        let key = |name: &str, air| {
            let pose = pose::resolved(&exercise.poses, name)
                .ok_or_else(|| PictureError::NoPose { exercise: exercise.slug.clone(), pose: name.to_owned() })?;
            Ok(Key { name: name.to_owned(), pose, air })
        };
        let start = exercise.poses.contains_key("start").then(|| key("start", None)).transpose()?;
        let phases = exercise
            .timer
            .phases
            .iter()
            .map(|phase| key(pose_name(phase), air(phase)))
            .collect::<Result<Vec<_>, _>>()?;
        let mut shown: Vec<Key> = Vec::new();
        for key in start.iter().chain(&phases) {
            if !shown.iter().any(|k| k.name == key.name) {
                shown.push(key.clone());
            }
        }
        let first = shown
            .first()
            .ok_or_else(|| PictureError::NoPose { exercise: exercise.slug.clone(), pose: "start".into() })?;
        Ok(Keys { room: Room::of(&first.pose), start, phases, shown })
    }
}

/// A phase without a pose of its own is the exercise's main pose.
fn pose_name(phase: &Phase) -> &str {
    phase.pose.as_deref().unwrap_or("main")
}

fn air(phase: &Phase) -> Option<Air> {
    match phase.kind {
        PhaseKind::BreatheIn => Some(Air::In),
        PhaseKind::BreatheOut => Some(Air::Out),
        PhaseKind::Hold | PhaseKind::Move => None,
    }
}
