//! A part of the body as one shape: joined discs and slices, and the same a little larger underneath as its edge.

use super::shape::{Camera, Canvas, Color, P, Path, circle_points, hull};
use crate::core::pose::space::{Frame, V3};

/// Width of the darker edge around each part, in centimetres.
const EDGE: f32 = 0.9;

/// A disc of the body: its middle in the room and its radius in centimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc(pub V3, pub f32);

/// A slice of the trunk: its frame, how far its middle lies before the spine, half depth and half width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slice(pub Frame, pub f32, pub f32, pub f32);

/// A colour and that of its edge.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub fill: Color,
    pub edge: Color,
}

/// A shape in the making.
pub struct Solid<'a> {
    camera: &'a Camera,
    inside: Path,
    edge: Path,
}

impl<'a> Solid<'a> {
    /// Nothing yet.
    pub fn new(camera: &'a Camera) -> Solid<'a> {
        Solid { camera, inside: Path::default(), edge: Path::default() }
    }

    /// Adds the outlines around each pair of neighbouring discs.
    #[must_use]
    pub fn limb(mut self, discs: &[Disc]) -> Self {
        for pair in discs.windows(2) {
            self = self.around(pair);
        }
        self
    }

    /// Adds the outline around all discs together.
    #[must_use]
    pub fn around(mut self, discs: &[Disc]) -> Self {
        let points = |grow: f32| discs.iter().flat_map(|d| disc_points(self.camera, d, grow)).collect();
        let (inside, edge) = (hull(points(0.0)), hull(points(EDGE)));
        self.inside.polygon(&inside);
        self.edge.polygon(&edge);
        self
    }

    /// Adds the outlines around each pair of neighbouring slices.
    #[must_use]
    pub fn trunk(mut self, slices: &[Slice]) -> Self {
        for pair in slices.windows(2) {
            let points = |grow: f32| pair.iter().flat_map(|s| slice_points(self.camera, s, grow)).collect();
            let (inside, edge) = (hull(points(0.0)), hull(points(EDGE)));
            self.inside.polygon(&inside);
            self.edge.polygon(&edge);
        }
        self
    }

    /// Draws it with its edge.
    pub fn draw(&self, canvas: &mut Canvas, look: Look) {
        canvas.fill(&self.edge, look.edge, None);
        canvas.fill(&self.inside, look.fill, None);
    }

    /// Draws it without an edge, to cover one.
    pub fn cover(&self, canvas: &mut Canvas, look: Look) {
        canvas.fill(&self.inside, look.fill, None);
    }
}

/// Corners of a disc's outline on the picture, `grow` centimetres larger.
pub fn disc_points(camera: &Camera, disc: &Disc, grow: f32) -> Vec<P> {
    circle_points(camera.see(disc.0), (disc.1 + grow) * camera.scale)
}

fn slice_points(camera: &Camera, s: &Slice, grow: f32) -> Vec<P> {
    const N: usize = 24;
    (0..N)
        .map(|i| {
            let (sin, cos) = (i as f32 / N as f32 * std::f32::consts::TAU).sin_cos();
            camera.see(s.0.point(s.1 + (s.2 + grow) * cos, 0.0, (s.3 + grow) * sin))
        })
        .collect()
}
