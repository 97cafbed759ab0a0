//! The moving picture: frames of a [`Reel`] over one unmoving ground, few colours, only what changes.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use gif::{DisposalMethod, Encoder, Frame, Repeat};
use resvg::tiny_skia::Pixmap;

use super::PictureError;
use super::keys::Keys;
use super::quantise::{CLEAR, Counter, Palette};
use super::raster;
use super::reel::{self, Motion, Reel};
use super::scene::{self, Area, Moment};
use super::shape::{Camera, Canvas};
use super::strip::{self, Card};
use crate::core::catalogue::Exercise;
use crate::core::pose::Side;
use crate::core::pose::skeleton::Skeleton;

/// Width of the picture in pixels.
pub const WIDTH: f32 = 480.0;
const MARGIN: f32 = 18.0;
/// Frames a second.
const RATE: f32 = 10.0;
/// Every so many frames are enough to choose the colours from.
const SAMPLE: usize = 5;

/// Draws the film as a looping GIF.
pub fn gif(exercise: &Exercise, motion: Motion, side: Side) -> Result<Vec<u8>, PictureError> {
    let keys = Keys::of(exercise)?;
    let reel = Reel::of(exercise, &keys, motion);
    let frames = reel.frames(RATE);
    let stage = Stage::of(&keys, &frames.iter().step_by(3).map(|f| &f.moment).collect::<Vec<_>>(), side)?;
    let mut camera = Shooting { stage: &stage, seen: HashMap::new() };
    let mut counter = Counter::new();
    for frame in frames.iter().step_by(SAMPLE) {
        counter.count(camera.shoot(frame)?.data());
    }
    encode(&mut camera, &frames, &counter.palette())
}

/// The bodies of a film, frame by frame, and how many pixels a centimetre has in it.
pub fn bodies(exercise: &Exercise, motion: Motion) -> Result<(Vec<Skeleton>, f32), PictureError> {
    let keys = Keys::of(exercise)?;
    let frames = Reel::of(exercise, &keys, motion).frames(RATE);
    let stage = Stage::of(&keys, &frames.iter().step_by(3).map(|f| &f.moment).collect::<Vec<_>>(), Side::Right)?;
    let scale = stage.camera.scale;
    Ok((frames.into_iter().map(|f| f.moment.body).collect(), scale))
}

/// What every frame shares: size, camera and the drawn ground.
struct Stage<'a> {
    keys: &'a Keys,
    camera: Camera,
    ground: Pixmap,
    mirrored: bool,
}

impl<'a> Stage<'a> {
    fn of(keys: &'a Keys, moments: &[&Moment], side: Side) -> Result<Stage<'a>, PictureError> {
        let bounds = scene::bounds(&keys.room, &moments.iter().copied().cloned().collect::<Vec<_>>());
        let inner = WIDTH - 2.0 * MARGIN;
        let aspect = (bounds[2] - bounds[0]) / (bounds[3] - bounds[1]).max(1.0);
        let height = (inner / aspect).clamp(230.0, 500.0).round() + 2.0 * MARGIN;
        let area = Area { x: MARGIN, y: MARGIN, w: inner, h: height - 2.0 * MARGIN };
        let camera = scene::fit(keys.room.view, bounds, area);
        let mut body = Canvas::default();
        scene::floor(&mut body, &camera, keys.room.view, Area { x: 0.0, y: 0.0, w: WIDTH, h: height });
        body.add(&scene::still(&camera, &keys.room));
        let mirrored = keys.room.mirrored(side);
        strip::flip(&mut body, WIDTH, mirrored);
        let ground = raster::pixels(&raster::document(&Card { width: WIDTH, height, body }))?;
        Ok(Stage { keys, camera, ground, mirrored })
    }
}

/// Draws frames; keeps what was drawn of the person, because a movement mostly comes back the way it went.
struct Shooting<'a> {
    stage: &'a Stage<'a>,
    seen: HashMap<(usize, usize), Pixmap>,
}

impl Shooting<'_> {
    fn shoot(&mut self, frame: &reel::Frame) -> Result<Cow<'_, Pixmap>, PictureError> {
        let stage = self.stage;
        let person = match self.seen.entry(frame.body) {
            Entry::Occupied(drawn) => drawn.into_mut(),
            Entry::Vacant(place) => {
                let mut drawn = stage.ground.clone();
                let canvas = scene::moving(&stage.camera, &stage.keys.room, &frame.moment);
                raster::draw_over(&mut drawn, canvas.svg(), stage.mirrored)?;
                place.insert(drawn)
            }
        };
        let marks = scene::pointing(&stage.camera, &frame.moment);
        if marks.svg().is_empty() {
            return Ok(Cow::Borrowed(person));
        }
        let mut drawn = person.clone();
        raster::draw_over(&mut drawn, marks.svg(), stage.mirrored)?;
        Ok(Cow::Owned(drawn))
    }
}

fn encode(camera: &mut Shooting, frames: &[reel::Frame], palette: &Palette) -> Result<Vec<u8>, PictureError> {
    let refused = |e: gif::EncodingError| PictureError::Render(e.to_string());
    let (w, h) = (camera.stage.ground.width() as u16, camera.stage.ground.height() as u16);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, w, h, &palette.colours).map_err(refused)?;
    encoder.set_repeat(Repeat::Infinite).map_err(refused)?;
    let mut waiting: Option<Frame> = None;
    let mut shown = Vec::new();
    for frame in frames {
        let next = palette.indices(camera.shoot(frame)?.data());
        match (delta(&shown, &next, usize::from(w)), &mut waiting) {
            // Nothing changed: what is there stays longer.
            (None, Some(last)) => last.delay += frame.hundredths,
            (changed, last) => {
                let mut cut = changed.unwrap_or_else(|| piece(next.clone(), [0, 0, usize::from(w), usize::from(h)]));
                cut.delay = frame.hundredths;
                if let Some(done) = last.replace(cut) {
                    encoder.write_frame(&done).map_err(refused)?;
                }
            }
        }
        shown = next;
    }
    if let Some(done) = waiting {
        encoder.write_frame(&done).map_err(refused)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// The rectangle that changed, with what did not change in it left clear; `None` when nothing did, or nothing was shown.
fn delta(shown: &[u8], next: &[u8], w: usize) -> Option<Frame<'static>> {
    let [x0, y0, x1, y1] = changed(shown, next, w)?;
    let rows = (y0..y1).map(|y| y * w + x0..y * w + x1);
    let cut = rows.flat_map(|row| {
        let pairs = shown.get(row.clone()).unwrap_or_default().iter().zip(next.get(row).unwrap_or_default());
        pairs.map(|(a, b)| if a == b { CLEAR } else { *b })
    });
    Some(piece(cut.collect(), [x0, y0, x1, y1]))
}

fn piece(indices: Vec<u8>, [x0, y0, x1, y1]: [usize; 4]) -> Frame<'static> {
    let mut frame = Frame::from_indexed_pixels((x1 - x0) as u16, (y1 - y0) as u16, indices, Some(CLEAR));
    (frame.left, frame.top) = (x0 as u16, y0 as u16);
    frame.dispose = DisposalMethod::Keep;
    frame
}

/// Left, top, right, bottom of what differs; `None` when nothing does or there is nothing to compare.
fn changed(before: &[u8], after: &[u8], w: usize) -> Option<[usize; 4]> {
    let mut area: Option<[usize; 4]> = None;
    for (y, (a, b)) in before.chunks_exact(w).zip(after.chunks_exact(w)).enumerate() {
        if a != b {
            let left = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(0);
            let right = a.iter().zip(b).rposition(|(a, b)| a != b).unwrap_or(w - 1) + 1;
            let own = area.get_or_insert([left, y, right, y + 1]);
            *own = [own[0].min(left), own[1], own[2].max(right), y + 1];
        }
    }
    area
}
