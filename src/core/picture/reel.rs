//! The moving picture's time: which body is seen when, at the phases' true tempo.

use super::keys::{Key, Keys};
use super::marks::Air;
use super::scene::Moment;
use crate::core::catalogue::{Exercise, PhaseKind};
use crate::core::pose::Point;
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::stance::Stance;

/// Which part of an exercise a moving picture loops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Motion {
    /// A whole round, each phase at its own tempo; long holds are shortened to five seconds.
    Round,
    /// The phase of this number, from 0: a short one begins the round there, a hold stays and breathes.
    Phase(usize),
}

/// A hold is shown at most this long, in seconds; the session's own clock counts the rest.
pub const LONGEST_HOLD: f32 = 5.0;
/// Going into and out of a hold.
const ENTER: f32 = 2.0;
/// Staying at the start before the loop begins again.
const PAUSE: f32 = 1.0;
/// A resting breath, in and out.
const BREATH: f32 = 5.0;
/// Centimetres a second that a breath moves chest and belly, and what is slower.
const SLOW: f32 = 2.5;
/// How full the lungs get at rest.
const BREATH_DEPTH: f32 = 0.6;

/// Ends of the body: when none of them moves far, nothing does.
const JOINTS: [Point; 11] = [
    Point::Head,
    Point::MidBack,
    Point::Hip,
    Point::RightElbow,
    Point::LeftElbow,
    Point::RightHand,
    Point::LeftHand,
    Point::RightKnee,
    Point::LeftKnee,
    Point::RightFoot,
    Point::LeftFoot,
];

/// A piece of the loop.
struct Piece<'a> {
    from: Stance,
    to: Stance,
    seconds: f32,
    key: &'a Key,
    air: Option<Air>,
    still: bool,
    /// The earlier piece whose way this one goes backwards, so that its bodies are the same.
    back_of: Option<usize>,
}

/// A loop: what is seen at every moment of its length.
pub struct Reel<'a> {
    pieces: Vec<Piece<'a>>,
}

/// A frame: what is seen and for how long, in hundredths of a second.
pub struct Frame<'a> {
    pub moment: Moment<'a>,
    /// Equal numbers mean equal bodies: a movement comes back the way it went.
    pub body: (usize, usize),
    pub hundredths: u16,
}

impl<'a> Reel<'a> {
    /// The loop of an exercise.
    pub fn of(exercise: &Exercise, keys: &'a Keys, motion: Motion) -> Reel<'a> {
        let phases = &exercise.timer.phases;
        if let Motion::Phase(i) = motion
            && let (Some(phase), Some(key)) = (phases.get(i), keys.phases.get(i))
            && phase.kind == PhaseKind::Hold
        {
            return Reel { pieces: vec![hold(key, BREATH)] };
        }
        let first = match motion {
            Motion::Phase(i) if i < phases.len() => i,
            _ => 0,
        };
        let order: Vec<usize> = (0..phases.len()).map(|k| (first + k) % phases.len()).collect();
        let mut pieces = Vec::new();
        let outside = keys.start.as_ref().filter(|s| !keys.phases.iter().any(|k| k.name == s.name));
        let mut last = outside.or(keys.phases.get((first + phases.len().max(1) - 1) % phases.len().max(1)));
        for i in order {
            let (Some(phase), Some(key), Some(before)) = (phases.get(i), keys.phases.get(i), last) else { continue };
            let seconds = phase.seconds as f32;
            if phase.kind == PhaseKind::Hold {
                if before.name != key.name {
                    pieces.push(going(before, key, ENTER));
                }
                pieces.push(hold(key, seconds.min(LONGEST_HOLD)));
            } else {
                pieces.push(going(before, key, seconds));
            }
            last = Some(key);
        }
        if let (Some(start), Some(end)) = (outside, last) {
            pieces.push(going(end, start, ENTER));
            pieces.push(Piece { still: true, ..going(start, start, PAUSE) });
        }
        mark_ways_back(&mut pieces);
        Reel { pieces }
    }

    /// The loop's frames, `rate` a second while something moves, half as many while it moves no faster than a chest that
    /// breathes; their times add up to the loop's length exactly.
    pub fn frames(&self, rate: f32) -> Vec<Frame<'a>> {
        let mut frames = Vec::new();
        for (i, piece) in self.pieces.iter().enumerate() {
            let staying = piece.from == piece.to;
            let rate = if piece.speed() < SLOW { rate / 2.0 } else { rate };
            let n = if piece.still { 1 } else { (piece.seconds * rate).round().max(1.0) as usize };
            let end = |k: usize| (piece.seconds * 100.0 * k as f32 / n as f32).round() as u16;
            for k in 0..n {
                let moment = piece.at((k as f32 + 0.5) / n as f32);
                let body = match piece.back_of {
                    Some(way) => (way, n - 1 - k),
                    None if staying && piece.seconds == BREATH => (i, k.min(n - 1 - k)),
                    None => (i, k),
                };
                frames.push(Frame { moment, body, hundredths: end(k + 1) - end(k) });
            }
        }
        frames
    }
}

fn mark_ways_back(pieces: &mut [Piece]) {
    for i in 1..pieces.len() {
        let (before, rest) = pieces.split_at_mut(i);
        if let Some(piece) = rest.first_mut() {
            let back = |q: &Piece| q.from == piece.to && q.to == piece.from && q.seconds == piece.seconds;
            piece.back_of = if piece.from == piece.to { None } else { before.iter().position(back) };
        }
    }
}

/// From one key pose to the next.
fn going<'a>(from: &'a Key, to: &'a Key, seconds: f32) -> Piece<'a> {
    let (mut a, mut b) = (Stance::of(&from.pose), Stance::of(&to.pose));
    if to.air.is_some() {
        a.spine.breath = lungs(from);
        b.spine.breath = lungs(to);
    }
    Piece { from: a, to: b, seconds, key: to, air: to.air, still: false, back_of: None }
}

/// How full the lungs are after the breath that leads into a pose.
fn lungs(key: &Key) -> f32 {
    key.pose.breath.unwrap_or(if key.air == Some(Air::In) { 0.4 } else { 0.0 })
}

/// Staying in a pose and breathing quietly.
fn hold(key: &Key, seconds: f32) -> Piece<'_> {
    let stance = Stance::of(&key.pose);
    Piece { from: stance, to: stance, seconds, key, air: None, still: false, back_of: None }
}

impl<'a> Piece<'a> {
    /// How fast the fastest joint moves, in centimetres a second.
    fn speed(&self) -> f32 {
        let (from, to) = (Skeleton::of(&self.from), Skeleton::of(&self.to));
        let ways = JOINTS.map(|joint| (to.point(joint) - from.point(joint)).len());
        ways.into_iter().fold(0.0, f32::max) / self.seconds.max(0.01)
    }

    fn at(&self, t: f32) -> Moment<'a> {
        let mut body = match self.back_of.is_some() {
            true => Skeleton::between(&self.to, &self.from, 1.0 - t),
            false => Skeleton::between(&self.from, &self.to, t),
        };
        let staying = self.from == self.to;
        let mut air = self.air.map(|a| (a, fade(t)));
        if staying && !self.still {
            let phase = t * self.seconds / BREATH * std::f32::consts::TAU;
            body.breath = BREATH_DEPTH * (0.5 - 0.5 * phase.cos());
            air = Some((if phase.sin() >= 0.0 { Air::In } else { Air::Out }, phase.sin().abs() * 0.8));
        }
        let arrows = if staying { &[] } else { self.key.pose.arrows.as_deref().unwrap_or_default() };
        Moment { body, goal: (!staying).then(|| Skeleton::of(&self.to)), arrows, air }
    }
}

/// Fades in at the beginning and out at the end.
fn fade(t: f32) -> f32 {
    (t / 0.15).min((1.0 - t) / 0.15).clamp(0.0, 1.0)
}
