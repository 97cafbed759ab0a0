//! The camera of a film: paints each frame over the unmoving ground and says which part of the picture may be new.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use resvg::tiny_skia::{IntRect, Pixmap, Transform};

use super::PictureError;
use super::keys::Keys;
use super::raster;
use super::reel::Frame;
use super::scene::{self, Area, Moment};
use super::shape::{Camera, Canvas};
use super::strip::{self, Card};
use crate::core::pose::Side;

/// Width of the picture in pixels.
pub const WIDTH: f32 = 480.0;
const MARGIN: f32 = 18.0;

/// What every frame shares: size, camera and the drawn ground.
pub struct Stage<'a> {
    keys: &'a Keys,
    pub camera: Camera,
    pub ground: Pixmap,
    /// The whole picture as in a mirror, or as it is.
    turn: Transform,
}

impl<'a> Stage<'a> {
    /// Room for all these moments.
    ///
    /// # Errors
    /// When the renderer refuses the ground.
    pub fn of(keys: &'a Keys, moments: &[Moment], side: Side) -> Result<Stage<'a>, PictureError> {
        let bounds = scene::bounds(&keys.room, moments);
        let inner = WIDTH - 2.0 * MARGIN;
        let aspect = (bounds[2] - bounds[0]) / (bounds[3] - bounds[1]).max(1.0);
        let height = (inner / aspect).clamp(230.0, 500.0).round() + 2.0 * MARGIN;
        let area = Area { x: MARGIN, y: MARGIN, w: inner, h: height - 2.0 * MARGIN };
        let camera = scene::fit(keys.room.view, bounds, area);
        let mut ground = Canvas::default();
        scene::floor(&mut ground, &camera, keys.room.view, Area { x: 0.0, y: 0.0, w: WIDTH, h: height });
        ground.add(scene::still(&camera, &keys.room));
        let mirrored = keys.room.mirrored(side);
        let body = strip::flipped(ground.svg(), WIDTH, mirrored);
        let ground = raster::pixels(&raster::document(&Card { width: WIDTH, height, body }))?;
        let mirror = Transform::from_row(-1.0, 0.0, 0.0, 1.0, WIDTH, 0.0);
        Ok(Stage { keys, camera, ground, turn: if mirrored { mirror } else { Transform::identity() } })
    }

    /// The part of the picture that a canvas covers, in whole pixels.
    fn place(&self, canvas: &Canvas) -> Option<IntRect> {
        let [l, t, r, b] = canvas.extent()?;
        let (l, r) = if self.turn.sx < 0.0 { (WIDTH - r, WIDTH - l) } else { (l, r) };
        let right = (r.ceil() as i32).min(self.ground.width() as i32);
        let bottom = (b.ceil() as i32).min(self.ground.height() as i32);
        IntRect::from_ltrb((l.floor() as i32).max(0), (t.floor() as i32).max(0), right, bottom)
    }
}

/// A piece of a picture and where it belongs.
struct Cut {
    place: IntRect,
    pixels: Pixmap,
}

/// Paints frames; keeps what was painted of the person, because a movement mostly comes back the way it went.
pub struct Shooting<'a> {
    stage: &'a Stage<'a>,
    seen: HashMap<(usize, usize), Option<Cut>>,
    /// The picture of the last frame.
    pub picture: Pixmap,
    /// Where the picture differs from the ground.
    covered: Option<IntRect>,
}

impl<'a> Shooting<'a> {
    /// Begins with the empty ground.
    pub fn new(stage: &'a Stage<'a>) -> Shooting<'a> {
        Shooting { stage, seen: HashMap::new(), picture: stage.ground.clone(), covered: None }
    }

    /// Paints a frame onto `picture`; gives the part that may differ from the one before.
    pub fn shoot(&mut self, frame: &Frame) -> Option<IntRect> {
        let stage = self.stage;
        let before = self.covered;
        if let Some(cut) = before.and_then(|place| Some(Cut { place, pixels: stage.ground.clone_rect(place)? })) {
            cut.paste(&mut self.picture);
        }
        let person = match self.seen.entry(frame.body) {
            Entry::Occupied(painted) => painted.into_mut(),
            Entry::Vacant(free) => free.insert(person(stage, &frame.moment)),
        };
        if let Some(cut) = person {
            cut.paste(&mut self.picture);
        }
        let marks = scene::pointing(&stage.camera, &frame.moment);
        marks.paint(&mut self.picture.as_mut(), stage.turn);
        self.covered = around(person.as_ref().map(|cut| cut.place), stage.place(&marks));
        around(before, self.covered)
    }
}

fn person(stage: &Stage, moment: &Moment) -> Option<Cut> {
    let canvas = scene::moving(&stage.camera, &stage.keys.room, moment);
    let place = stage.place(&canvas)?;
    let mut pixels = stage.ground.clone_rect(place)?;
    canvas.paint(&mut pixels.as_mut(), stage.turn.post_translate(-place.x() as f32, -place.y() as f32));
    Some(Cut { place, pixels })
}

impl Cut {
    /// Puts it where it belongs, over whatever is there.
    fn paste(&self, picture: &mut Pixmap) {
        let row = 4 * self.pixels.width() as usize;
        let start = 4 * (self.place.y() as usize * picture.width() as usize + self.place.x() as usize);
        let line = 4 * picture.width() as usize;
        let there = picture.data_mut().get_mut(start..).unwrap_or_default().chunks_mut(line);
        for (from, to) in self.pixels.data().chunks_exact(row).zip(there) {
            if let Some(to) = to.get_mut(..row) {
                to.copy_from_slice(from);
            }
        }
    }
}

/// The smallest part that holds both.
fn around(a: Option<IntRect>, b: Option<IntRect>) -> Option<IntRect> {
    let (Some(p), Some(q)) = (a, b) else { return a.or(b) };
    let (left, top) = (p.left().min(q.left()), p.top().min(q.top()));
    IntRect::from_ltrb(left, top, p.right().max(q.right()), p.bottom().max(q.bottom()))
}
