//! What a body cannot do: names every angle of an exercise's poses that is outside its range.

use super::contact::contacts;
use super::skeleton::Skeleton;
use super::stance::Stance;
use super::{Arm, Leg, Pose};
use crate::core::catalogue::Exercise;

/// Problems of an exercise's poses: the key's path in its file (`poses.cow.thoracic`) and what is wrong with it.
pub fn validate(exercise: &Exercise) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    for (name, pose) in &exercise.poses {
        let path = format!("poses.{name}");
        for (joint, value, range) in trunk_joints(pose) {
            outside(&mut problems, &path, joint, value, range);
        }
        for (limb, arm) in [("arms", pose.arms), ("left-arm", pose.left_arm), ("right-arm", pose.right_arm)] {
            for (joint, value, range) in arm.iter().flat_map(arm_joints) {
                outside(&mut problems, &format!("{path}.{limb}"), joint, value, range);
            }
        }
        for (limb, leg) in [("legs", pose.legs), ("left-leg", pose.left_leg), ("right-leg", pose.right_leg)] {
            for (joint, value, range) in leg.iter().flat_map(leg_joints) {
                outside(&mut problems, &format!("{path}.{limb}"), joint, value, range);
            }
        }
        if pose.hip.as_ref().is_some_and(|h| !(2..=3).contains(&h.len())) {
            problems.push((format!("{path}.hip"), "hip needs two or three numbers".into()));
        }
        if super::resolved(&exercise.poses, name).is_none() {
            problems.push((format!("{path}.like"), "there is no such pose, or it leads back to itself".into()));
        }
    }
    if problems.is_empty() {
        out_of_reach(exercise, &mut problems);
    }
    missing(exercise, &mut problems);
    problems
}

/// How far a joint may be from the place its pose gives it, in centimetres.
const REACH: f32 = 1.0;

/// Hands and feet that cannot get where their pose puts them.
fn out_of_reach(exercise: &Exercise, problems: &mut Vec<(String, String)>) {
    for name in exercise.poses.keys().filter(|name| *name != "base") {
        let Some(pose) = super::resolved(&exercise.poses, name) else { continue };
        let stance = Stance::of(&pose);
        let body = Skeleton::of(&stance);
        for contact in contacts(&stance) {
            let gap = contact.gap(&body);
            if gap > REACH {
                problems.push((
                    format!("poses.{name}"),
                    format!("{:?} is {gap:.1} cm away from what it touches", contact.joint),
                ));
            }
        }
    }
}

/// Phases that name a pose the file does not have.
fn missing(exercise: &Exercise, problems: &mut Vec<(String, String)>) {
    // An exercise without any poses simply has no picture.
    if exercise.poses.is_empty() && exercise.timer.phases.iter().all(|phase| phase.pose.is_none()) {
        return;
    }
    for (i, phase) in exercise.timer.phases.iter().enumerate() {
        let (path, name) = match &phase.pose {
            Some(name) => (format!("timer.phases[{i}].pose"), name.as_str()),
            None => (format!("timer.phases[{i}]"), "main"),
        };
        if !exercise.poses.contains_key(name) {
            problems.push((path, format!("there is no pose \"{name}\"")));
        }
    }
}

type Joint = (&'static str, Option<f32>, [f32; 2]);

fn outside(problems: &mut Vec<(String, String)>, path: &str, joint: &str, value: Option<f32>, [lo, hi]: [f32; 2]) {
    if let Some(value) = value.filter(|v| !(lo..=hi).contains(v)) {
        problems.push((format!("{path}.{joint}"), format!("{joint} is {value}, a body allows {lo} to {hi}")));
    }
}

/// Ranges of the trunk: common textbook ranges of motion, a little wider where clothes and skin move too.
fn trunk_joints(p: &Pose) -> Vec<Joint> {
    vec![
        ("lean", p.lean, [-180.0, 180.0]),
        ("turn", p.turn, [-180.0, 180.0]),
        ("roll", p.roll, [-90.0, 90.0]),
        ("lumbar", p.lumbar, [-60.0, 60.0]),
        ("lumbar-side", p.lumbar_side, [-30.0, 30.0]),
        ("lumbar-twist", p.lumbar_twist, [-15.0, 15.0]),
        ("thoracic", p.thoracic, [-45.0, 75.0]),
        ("thoracic-side", p.thoracic_side, [-35.0, 35.0]),
        ("thoracic-twist", p.thoracic_twist, [-75.0, 75.0]),
        ("neck", p.neck, [-70.0, 60.0]),
        ("neck-side", p.neck_side, [-45.0, 45.0]),
        ("neck-twist", p.neck_twist, [-80.0, 80.0]),
        ("head", p.head, [-40.0, 40.0]),
        ("head-glide", p.head_glide, [-4.0, 6.0]),
        ("breath", p.breath, [0.0, 1.0]),
    ]
}

fn arm_joints(a: &Arm) -> Vec<Joint> {
    vec![
        ("raise", a.raise, [-60.0, 190.0]),
        ("out", a.out, [-50.0, 185.0]),
        ("rotate", a.rotate, [-100.0, 100.0]),
        ("elbow", a.elbow, [0.0, 150.0]),
        ("wrist", a.wrist, [-80.0, 80.0]),
        ("forward", a.forward, [-6.0, 8.0]),
        ("up", a.up, [-4.0, 8.0]),
        ("swing", a.swing, [-180.0, 180.0]),
    ]
}

fn leg_joints(l: &Leg) -> Vec<Joint> {
    vec![
        ("hip", l.hip, [-35.0, 135.0]),
        ("out", l.out, [-30.0, 60.0]),
        ("rotate", l.rotate, [-50.0, 60.0]),
        ("knee", l.knee, [0.0, 160.0]),
        ("ankle", l.ankle, [-35.0, 80.0]),
        ("swing", l.swing, [-90.0, 90.0]),
    ]
}
