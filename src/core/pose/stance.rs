//! A pose with every number filled in, and the way from one to the next.

use super::space::{V3, v3};
use super::{Arm, Kneel, Leg, Pose};

/// Thigh, hip joint to knee, in centimetres.
pub const THIGH: f32 = 43.0;
/// How high the middle of a knee is when it rests on the floor.
pub const KNEE_RADIUS: f32 = 5.5;
/// Half the distance between the hip joints.
pub const HIP_HALF: f32 = 9.0;

/// The trunk's bends in degrees, see [`Pose`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spine {
    pub lean: f32,
    pub turn: f32,
    pub roll: f32,
    pub lumbar: [f32; 3],
    pub thoracic: [f32; 3],
    pub neck: [f32; 3],
    pub head: f32,
    pub glide: f32,
    pub breath: f32,
}

/// Where the hips are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Root {
    Hip(V3),
    Kneel(Kneel),
}

/// A pose with every number filled in; arms and legs are left then right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stance {
    pub root: Root,
    pub spine: Spine,
    pub arms: [Arm; 2],
    pub legs: [Leg; 2],
}

/// Standing at ease fills what a pose leaves out.
const EASE: Spine = Spine {
    lean: 9.0,
    turn: 0.0,
    roll: 0.0,
    lumbar: [-24.0, 0.0, 0.0],
    thoracic: [32.0, 0.0, 0.0],
    neck: [-10.0, 0.0, 0.0],
    head: -7.0,
    glide: 0.0,
    breath: 0.0,
};

impl Stance {
    /// Fills in a resolved pose.
    pub fn of(p: &Pose) -> Stance {
        let three = |a: Option<f32>, b: Option<f32>, c: Option<f32>, or: [f32; 3]| {
            [a.unwrap_or(or[0]), b.unwrap_or(or[1]), c.unwrap_or(or[2])]
        };
        let spine = Spine {
            lean: p.lean.unwrap_or(EASE.lean),
            turn: p.turn.unwrap_or(EASE.turn),
            roll: p.roll.unwrap_or(EASE.roll),
            lumbar: three(p.lumbar, p.lumbar_side, p.lumbar_twist, EASE.lumbar),
            thoracic: three(p.thoracic, p.thoracic_side, p.thoracic_twist, EASE.thoracic),
            neck: three(p.neck, p.neck_side, p.neck_twist, EASE.neck),
            head: p.head.unwrap_or(EASE.head),
            glide: p.head_glide.unwrap_or(EASE.glide),
            breath: p.breath.unwrap_or(EASE.breath),
        };
        Stance { root: root(p), spine, arms: [p.arm(false), p.arm(true)], legs: [p.leg(false), p.leg(true)] }
    }

    /// Middle between the hip joints.
    pub fn hip(&self) -> V3 {
        match self.root {
            Root::Hip(at) => at,
            Root::Kneel(k) => {
                let aside = k.width - HIP_HALF;
                let reach = (THIGH * THIGH - aside * aside).max(1.0).sqrt();
                let (s, c) = k.thigh.to_radians().sin_cos();
                v3(k.x + reach * s, k.y + KNEE_RADIUS + reach * c, 0.0)
            }
        }
    }
}

fn root(p: &Pose) -> Root {
    match (p.kneel, p.hip.as_deref()) {
        (Some(k), _) => Root::Kneel(k),
        (None, Some([x, y, z, ..])) => Root::Hip(v3(*x, *y, *z)),
        (None, Some([x, y])) => Root::Hip(v3(*x, *y, 0.0)),
        _ => Root::Hip(v3(0.0, 92.0, 0.0)),
    }
}

/// `t` (0–1) of the way from `a` to `b`.
pub fn mix(a: f32, b: f32, t: f32) -> f32 {
    a + (b - a) * t
}

fn mix3(a: [f32; 3], b: [f32; 3], t: f32) -> [f32; 3] {
    [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)]
}

impl Spine {
    /// `t` (0–1) of the way to `b`.
    pub fn mix(&self, b: &Spine, t: f32) -> Spine {
        Spine {
            lean: mix(self.lean, b.lean, t),
            turn: mix(self.turn, b.turn, t),
            roll: mix(self.roll, b.roll, t),
            lumbar: mix3(self.lumbar, b.lumbar, t),
            thoracic: mix3(self.thoracic, b.thoracic, t),
            neck: mix3(self.neck, b.neck, t),
            head: mix(self.head, b.head, t),
            glide: mix(self.glide, b.glide, t),
            breath: mix(self.breath, b.breath, t),
        }
    }
}

impl Root {
    /// `t` (0–1) of the way from `a` to `b`; knees that stay on the floor stay where they are.
    pub fn mix(a: &Stance, b: &Stance, t: f32) -> Root {
        match (a.root, b.root) {
            (Root::Kneel(k), Root::Kneel(l)) => Root::Kneel(Kneel {
                x: mix(k.x, l.x, t),
                thigh: mix(k.thigh, l.thigh, t),
                width: mix(k.width, l.width, t),
                y: mix(k.y, l.y, t),
            }),
            _ => Root::Hip(a.hip().lerp(b.hip(), t)),
        }
    }
}

/// Slow at both ends: 0 at 0, 1 at 1.
pub fn ease(t: f32) -> f32 {
    let t = t.clamp(0.0, 1.0);
    t * t * t * (t * (t * 6.0 - 15.0) + 10.0)
}
