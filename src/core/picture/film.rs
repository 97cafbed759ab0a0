//! The moving picture: frames of a [`Reel`] over one unmoving ground, few colours, only what changes.

use std::collections::HashMap;

use gif::{DisposalMethod, Encoder, Frame, Repeat};
use resvg::tiny_skia::Pixmap;

use super::PictureError;
use super::keys::Keys;
use super::quantise::{CLEAR, Counter, Palette};
use super::raster;
use super::reel::{self, Motion, Reel};
use super::scene::{self, Area, Moment};
use super::shape::{Camera, Canvas};
use super::strip::Card;
use crate::core::catalogue::Exercise;
use crate::core::pose::Side;
use crate::core::pose::skeleton::Skeleton;

/// Width of the picture in pixels.
pub const WIDTH: f32 = 480.0;
const MARGIN: f32 = 18.0;
/// Frames a second.
const RATE: f32 = 12.0;

/// Draws the film as a looping GIF.
pub fn gif(exercise: &Exercise, motion: Motion, side: Side) -> Result<Vec<u8>, PictureError> {
    let keys = Keys::of(exercise)?;
    let reel = Reel::of(exercise, &keys, motion);
    let frames = reel.frames(RATE);
    let stage = Stage::of(&keys, &frames.iter().step_by(3).map(|f| &f.moment).collect::<Vec<_>>(), side)?;
    let mut shots = Vec::new();
    let mut seen = HashMap::new();
    for frame in &frames {
        shots.push((stage.shoot(frame, &mut seen)?, frame.hundredths));
    }
    encode(&stage, &shots)
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
        let ground = raster::pixels(&raster::document(&Card { width: WIDTH, height, body }))?;
        Ok(Stage { keys, camera, ground, mirrored: keys.room.mirrored(side) })
    }

    /// One frame's pixels, red green blue alpha.
    ///
    /// `seen` keeps what was drawn of the person: a movement mostly comes back the way it went.
    fn shoot(&self, frame: &reel::Frame, seen: &mut HashMap<(usize, usize), Pixmap>) -> Result<Vec<u8>, PictureError> {
        let moment = &frame.moment;
        if !seen.contains_key(&frame.body) {
            let mut drawn = self.ground.clone();
            raster::draw_over(&mut drawn, scene::moving(&self.camera, &self.keys.room, moment).svg())?;
            seen.insert(frame.body, drawn);
        }
        let mut pixmap = seen.get(&frame.body).unwrap_or(&self.ground).clone();
        let marks = scene::pointing(&self.camera, moment);
        if !marks.svg().is_empty() {
            raster::draw_over(&mut pixmap, marks.svg())?;
        }
        let mut rgba = pixmap.take();
        if self.mirrored {
            let row = self.ground.width() as usize * 4;
            for line in rgba.chunks_exact_mut(row) {
                mirror(line);
            }
        }
        Ok(rgba)
    }
}

fn mirror(line: &mut [u8]) {
    let pixels = line.len() / 4;
    for x in 0..pixels / 2 {
        for k in 0..4 {
            line.swap(x * 4 + k, (pixels - 1 - x) * 4 + k);
        }
    }
}

fn encode(stage: &Stage, shots: &[(Vec<u8>, u16)]) -> Result<Vec<u8>, PictureError> {
    let refused = |e: gif::EncodingError| PictureError::Render(e.to_string());
    let mut counter = Counter::new();
    for (rgba, _) in shots.iter().step_by(3) {
        counter.count(rgba);
    }
    let palette = counter.palette();
    let (w, h) = (stage.ground.width() as u16, stage.ground.height() as u16);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, w, h, &palette.colours).map_err(refused)?;
    encoder.set_repeat(Repeat::Infinite).map_err(refused)?;
    for frame in deltas(&palette, shots, usize::from(w)) {
        encoder.write_frame(&frame).map_err(refused)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// Frames cut to what changed; a frame without a change lengthens the one before.
fn deltas(palette: &Palette, shots: &[(Vec<u8>, u16)], w: usize) -> Vec<Frame<'static>> {
    let mut frames: Vec<Frame<'static>> = Vec::new();
    let mut shown: Vec<u8> = Vec::new();
    for (rgba, hundredths) in shots {
        let next = palette.indices(rgba);
        match (changed(&shown, &next, w), frames.last_mut()) {
            (None, Some(last)) => last.delay += hundredths,
            (None, None) => frames.push(frame(&next, [0, 0, w, next.len() / w.max(1)], *hundredths)),
            (Some([x0, y0, x1, y1]), _) => {
                let mut cut = Vec::with_capacity((x1 - x0) * (y1 - y0));
                for y in y0..y1 {
                    for i in y * w + x0..y * w + x1 {
                        cut.push(if shown[i] == next[i] { CLEAR } else { next[i] });
                    }
                }
                frames.push(frame(&cut, [x0, y0, x1, y1], *hundredths));
            }
        }
        shown = next;
    }
    frames
}

fn frame(indices: &[u8], [x0, y0, x1, y1]: [usize; 4], hundredths: u16) -> Frame<'static> {
    let mut frame = Frame::from_indexed_pixels((x1 - x0) as u16, (y1 - y0) as u16, indices.to_vec(), Some(CLEAR));
    (frame.left, frame.top) = (x0 as u16, y0 as u16);
    frame.delay = hundredths;
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
