//! One moment of an exercise as shapes: room, person, arrows and breath, fitted into a box of the card.

use super::marks::{self, Air};
use super::shape::{Camera, Canvas, P, Path, p};
use super::{figure, palette as c, props};
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::space::v3;
use crate::core::pose::{Arrow, Highlight, Pose, Prop, Side, View};

/// What stays the same in all moments of an exercise.
#[derive(Debug, Clone)]
pub struct Room {
    pub view: View,
    pub props: Vec<Prop>,
    pub highlight: Option<Highlight>,
    /// Which side is at work in the poses.
    side: Side,
    crop: Option<[f32; 4]>,
}

impl Room {
    /// The room of a resolved pose.
    pub fn of(pose: &Pose) -> Room {
        let props = pose.props.clone().unwrap_or_default();
        Room {
            view: pose.view.unwrap_or(View::Side),
            props,
            highlight: pose.highlight,
            side: pose.side.unwrap_or_default(),
            crop: pose.crop,
        }
    }
}

impl Room {
    /// Whether only a part of the room is shown.
    pub fn cropped(&self) -> bool {
        self.crop.is_some()
    }

    /// Whether this side is shown in a mirror.
    pub fn mirrored(&self, side: Side) -> bool {
        side != self.side
    }
}

/// One moment: the body and what points at it.
#[derive(Debug, Clone)]
pub struct Moment<'a> {
    pub body: Skeleton,
    /// Where the body is going; arrows stand beside it.
    pub goal: Option<Skeleton>,
    pub arrows: &'a [Arrow],
    /// Way of the air and how strongly it is shown, 0–1.
    pub air: Option<(Air, f32)>,
}

/// A rectangle of the card, in pixels.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub w: f32,
    pub h: f32,
}

/// The camera that shows all of `bounds` (taken at one pixel a centimetre) within `area`.
pub fn fit(view: View, bounds: [f32; 4], area: Area) -> Camera {
    let [l, t, r, b] = bounds;
    let scale = (area.w / (r - l).max(1.0)).min(area.h / (b - t).max(1.0));
    let origin =
        p(area.x + (area.w - (r - l) * scale) / 2.0 - l * scale, area.y + (area.h - (b - t) * scale) / 2.0 - t * scale);
    Camera { scale, origin, ..Camera::new(view) }
}

/// What all these moments cover, at one pixel a centimetre.
pub fn bounds(room: &Room, moments: &[Moment]) -> [f32; 4] {
    let camera = Camera::new(room.view);
    if let Some([l, b, r, t]) = room.crop {
        return [l, -t, r, -b];
    }
    let mut all = Canvas::default();
    all.cover(still(&camera, room).bounds);
    for moment in moments {
        all.cover(moving(&camera, room, moment).bounds);
        all.cover(pointing(&camera, moment).bounds);
    }
    all.bounds.unwrap_or([-90.0, -180.0, 90.0, 10.0])
}

/// Where the floor begins to be seen; `None` when the viewer looks straight down on it.
pub fn floor_line(camera: &Camera, view: View) -> Option<f32> {
    (view != View::Above).then(|| camera.see(v3(0.0, 0.0, 0.0)).y - 14.0 * camera.scale)
}

/// The floor of one panel.
pub fn floor(canvas: &mut Canvas, camera: &Camera, view: View, area: Area) {
    if let Some(top) = floor_line(camera, view) {
        let mut path = Path::default();
        let corners: [P; 4] =
            [p(area.x, top), p(area.x + area.w, top), p(area.x + area.w, area.y + area.h), p(area.x, area.y + area.h)];
        path.polygon(&corners);
        canvas.fill(&path, c::FLOOR, None);
    }
}

/// What does not move: the things in the room behind the person.
pub fn still(camera: &Camera, room: &Room) -> Canvas {
    let mut canvas = Canvas::default();
    props::ground(camera, &mut canvas, &room.props, room.view);
    canvas
}

/// What moves: shadow, person, and what stands before the person.
pub fn moving(camera: &Camera, room: &Room, moment: &Moment) -> Canvas {
    let mut canvas = Canvas::default();
    if room.view != View::Above {
        marks::shadow(camera, &mut canvas, &moment.body);
    }
    props::under(camera, &mut canvas, &room.props, room.view);
    figure::draw(camera, &mut canvas, &moment.body, room.highlight);
    props::before(camera, &mut canvas, &room.props, room.view);
    canvas
}

/// Arrows and breath.
pub fn pointing(camera: &Camera, moment: &Moment) -> Canvas {
    let mut canvas = Canvas::default();
    for arrow in moment.arrows {
        marks::arrow(camera, &mut canvas, moment.goal.as_ref().unwrap_or(&moment.body), arrow);
    }
    if let Some((air, strength)) = moment.air {
        marks::breath(camera, &mut canvas, &moment.body, air, strength);
    }
    canvas
}
