//! The picture's plane: colours, points, the camera, and outlines around circles. What is drawn there is a `path` on a `canvas`.

use std::sync::LazyLock;

pub use super::canvas::Canvas;
pub use super::path::Path;
use crate::core::pose::View;
use crate::core::pose::space::V3;

/// A colour, red green blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Towards `other` by `t` (0–1).
    pub fn mix(self, other: Color, t: f32) -> Color {
        let m = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
        Color(m(self.0, other.0), m(self.1, other.1), m(self.2, other.2))
    }
}

/// A point on the picture, in pixels, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct P {
    pub x: f32,
    pub y: f32,
}

/// Short form of [`P`].
pub const fn p(x: f32, y: f32) -> P {
    P { x, y }
}

/// Where the viewer stands and how large a centimetre is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    pub yaw: (f32, f32),
    pub pitch: (f32, f32),
    /// Pixels a centimetre.
    pub scale: f32,
    /// Where the room's origin lies on the picture.
    pub origin: P,
}

impl Camera {
    /// One pixel a centimetre, origin at 0.
    pub fn new(view: View) -> Camera {
        let (yaw, pitch): (f32, f32) = match view {
            View::Side => (0.0, 7.0),
            View::SideFront => (28.0, 9.0),
            View::Above => (0.0, 0.0),
            View::Front => (90.0, 7.0),
            View::FrontSide => (42.0, 12.0),
            View::Back => (-90.0, 7.0),
            View::BackSide => (-50.0, 12.0),
        };
        let (yaw, pitch) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
        Camera { yaw, pitch, scale: 1.0, origin: p(0.0, 0.0) }
    }

    /// Where a point of the room is seen.
    pub fn see(&self, v: V3) -> P {
        let (x, y, _) = self.turned(v);
        p(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }

    /// How near the viewer it is, in centimetres; larger is nearer.
    pub fn near(&self, v: V3) -> f32 {
        self.turned(v).2
    }

    fn turned(&self, v: V3) -> (f32, f32, f32) {
        let ((sy, cy), (sp, cp)) = (self.yaw, self.pitch);
        let (x, near) = (v.x * cy - v.z * sy, v.x * sy + v.z * cy);
        (x, v.y * cp - near * sp, near * cp + v.y * sp)
    }
}

/// How many corners a circle has.
const CORNERS: usize = 20;
/// A film draws a hundred thousand circles: their corners are worked out once.
static CIRCLE: LazyLock<[(f32, f32); CORNERS]> =
    LazyLock::new(|| std::array::from_fn(|i| (i as f32 / CORNERS as f32 * std::f32::consts::TAU).sin_cos()));

/// Corners of a circle.
pub fn circle_points(c: P, r: f32) -> Vec<P> {
    CIRCLE.iter().map(|(s, k)| p(c.x + r * k, c.y + r * s)).collect()
}

/// The convex outline of some points, anticlockwise.
pub fn hull(mut points: Vec<P>) -> Vec<P> {
    points.retain(|q| q.x.is_finite() && q.y.is_finite());
    points.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let mut outline = half_hull(points.iter());
    outline.extend(half_hull(points.iter().rev()));
    outline
}

fn half_hull<'a>(points: impl Iterator<Item = &'a P>) -> Vec<P> {
    let mut kept: Vec<P> = Vec::new();
    for q in points {
        while let [.., a, b] = kept[..] {
            if (b.x - a.x) * (q.y - a.y) - (b.y - a.y) * (q.x - a.x) > 0.0 {
                break;
            }
            kept.pop();
        }
        kept.push(*q);
    }
    kept.pop();
    kept
}
