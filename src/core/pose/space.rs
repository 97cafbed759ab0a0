//! Points, directions and frames in the room of a picture: x to the right, y up, z towards the viewer, in centimetres.

use std::ops::{Add, Mul, Neg, Sub};

/// A point or a direction, in centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct V3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

/// Short form of [`V3`].
pub const fn v3(x: f32, y: f32, z: f32) -> V3 {
    V3 { x, y, z }
}

impl Add for V3 {
    type Output = V3;
    fn add(self, o: V3) -> V3 {
        v3(self.x + o.x, self.y + o.y, self.z + o.z)
    }
}

impl Sub for V3 {
    type Output = V3;
    fn sub(self, o: V3) -> V3 {
        v3(self.x - o.x, self.y - o.y, self.z - o.z)
    }
}

impl Mul<f32> for V3 {
    type Output = V3;
    fn mul(self, k: f32) -> V3 {
        v3(self.x * k, self.y * k, self.z * k)
    }
}

impl Neg for V3 {
    type Output = V3;
    fn neg(self) -> V3 {
        self * -1.0
    }
}

impl V3 {
    /// Scalar product.
    pub fn dot(self, o: V3) -> f32 {
        self.x * o.x + self.y * o.y + self.z * o.z
    }

    /// Vector product.
    pub fn cross(self, o: V3) -> V3 {
        v3(self.y * o.z - self.z * o.y, self.z * o.x - self.x * o.z, self.x * o.y - self.y * o.x)
    }

    /// Length in centimetres.
    pub fn len(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// The same direction with length 1; `fallback` where there is no direction.
    pub fn unit_or(self, fallback: V3) -> V3 {
        let len = self.len();
        if len < 1e-4 { fallback } else { self * (1.0 / len) }
    }

    /// The part of `self` at right angles to the unit vector `axis`.
    pub fn beside(self, axis: V3) -> V3 {
        self - axis * self.dot(axis)
    }

    /// The point `t` (0–1) of the way to `o`.
    pub fn lerp(self, o: V3, t: f32) -> V3 {
        self + (o - self) * t
    }

    /// Turned about the unit vector `axis` by `degrees` (right-hand rule).
    pub fn turned(self, axis: V3, degrees: f32) -> V3 {
        let (s, c) = degrees.to_radians().sin_cos();
        self * c + axis.cross(self) * s + axis * (axis.dot(self) * (1.0 - c))
    }
}

/// A place on the body with its own directions: forward, up (towards the head) and right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub at: V3,
    pub f: V3,
    pub u: V3,
    pub r: V3,
}

impl Frame {
    /// Standing upright at `at`, facing right.
    pub fn upright(at: V3) -> Frame {
        Frame { at, f: v3(1.0, 0.0, 0.0), u: v3(0.0, 1.0, 0.0), r: v3(0.0, 0.0, 1.0) }
    }

    /// Bent forward by `flex`, tipped to the right by `side` and turned to the right by `twist` degrees, about its own axes.
    pub fn bent(self, flex: f32, side: f32, twist: f32) -> Frame {
        self.about(self.r, -flex).then(|x| x.about(x.f, side)).then(|x| x.about(x.u, -twist))
    }

    /// Turned about `axis` by `degrees`; the place stays.
    pub fn about(self, axis: V3, degrees: f32) -> Frame {
        let turn = |v: V3| v.turned(axis, degrees);
        Frame { at: self.at, f: turn(self.f), u: turn(self.u), r: turn(self.r) }
    }

    fn then(self, step: impl Fn(Frame) -> Frame) -> Frame {
        step(self)
    }

    /// The point `forward`, `up` and `right` centimetres from here.
    pub fn point(self, forward: f32, up: f32, right: f32) -> V3 {
        self.at + self.dir(forward, up, right)
    }

    /// The direction made of these parts.
    pub fn dir(self, forward: f32, up: f32, right: f32) -> V3 {
        self.f * forward + self.u * up + self.r * right
    }

    /// The same directions at another place.
    pub fn moved(self, at: V3) -> Frame {
        Frame { at, ..self }
    }
}
