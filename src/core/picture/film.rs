//! The moving picture: frames of a [`Reel`] in few colours, each holding only what changes.

use gif::{DisposalMethod, Encoder, Frame, Repeat};
use resvg::tiny_skia::{IntRect, Pixmap};

use super::PictureError;
use super::keys::Keys;
use super::quantise::{CLEAR, Counter, Palette};
use super::reel::{self, Motion, Reel};
use super::scene::Moment;
use super::shoot::{Shooting, Stage};
use crate::core::catalogue::Exercise;
use crate::core::pose::Side;
use crate::core::pose::skeleton::Skeleton;

/// Frames a second.
const RATE: f32 = 10.0;
/// Every so many frames are enough to find out how much room the film needs.
const MEASURE: usize = 3;
/// Every so many frames are enough to choose the colours from.
const SAMPLE: usize = 5;

/// Draws the film as a looping GIF.
pub fn gif(exercise: &Exercise, motion: Motion, side: Side) -> Result<Vec<u8>, PictureError> {
    let keys = Keys::of(exercise)?;
    let frames = Reel::of(exercise, &keys, motion).frames(RATE);
    let stage = stage(&keys, &frames, side)?;
    let mut camera = Shooting::new(&stage);
    let mut counter = Counter::new();
    for frame in frames.iter().step_by(SAMPLE) {
        camera.shoot(frame);
        counter.count(camera.picture.data());
    }
    encode(&mut camera, &frames, counter.palette())
}

/// The bodies of a film, frame by frame, and how many pixels a centimetre has in it.
pub fn bodies(exercise: &Exercise, motion: Motion) -> Result<(Vec<Skeleton>, f32), PictureError> {
    let keys = Keys::of(exercise)?;
    let frames = Reel::of(exercise, &keys, motion).frames(RATE);
    let scale = stage(&keys, &frames, Side::Right)?.camera.scale;
    Ok((frames.into_iter().map(|f| f.moment.body).collect(), scale))
}

fn stage<'a>(keys: &'a Keys, frames: &[reel::Frame], side: Side) -> Result<Stage<'a>, PictureError> {
    let moments: Vec<Moment> = frames.iter().step_by(MEASURE).map(|frame| frame.moment.clone()).collect();
    Stage::of(keys, &moments, side)
}

fn encode(camera: &mut Shooting, frames: &[reel::Frame], palette: Palette) -> Result<Vec<u8>, PictureError> {
    let refused = |e: gif::EncodingError| PictureError::Render(e.to_string());
    let (w, h) = (camera.picture.width(), camera.picture.height());
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, w as u16, h as u16, &palette.colours).map_err(refused)?;
    encoder.set_repeat(Repeat::Infinite).map_err(refused)?;
    let mut screen = Screen { shown: Vec::new(), palette, width: w as usize };
    let mut waiting: Option<Frame> = None;
    for frame in frames {
        let new = camera.shoot(frame);
        match (screen.show(&camera.picture, new), &mut waiting) {
            // Nothing changed: what is there stays longer.
            (None, Some(last)) => last.delay += frame.hundredths,
            (changed, last) => {
                let mut piece = changed.unwrap_or_else(|| piece(screen.shown.clone(), [0, 0, w as usize, h as usize]));
                piece.delay = frame.hundredths;
                if let Some(done) = last.replace(piece) {
                    encoder.write_frame(&done).map_err(refused)?;
                }
            }
        }
    }
    if let Some(done) = waiting {
        encoder.write_frame(&done).map_err(refused)?;
    }
    drop(encoder);
    Ok(bytes)
}

/// What is seen at the moment, as indices of the film's colours.
struct Screen {
    shown: Vec<u8>,
    palette: Palette,
    width: usize,
}

impl Screen {
    /// Shows the next picture, new in `part` at most. What changed of it comes back, with what did not left clear; nothing
    /// where nothing changed, and at the start, when all of it is new.
    fn show(&mut self, picture: &Pixmap, part: Option<IntRect>) -> Option<Frame<'static>> {
        if self.shown.is_empty() {
            self.shown = vec![CLEAR; picture.data().len() / 4];
            self.palette.find(picture.data(), &mut self.shown);
            return None;
        }
        let part = part?;
        let columns = part.left() as usize..part.right() as usize;
        let mut next = vec![CLEAR; columns.len() * part.height() as usize];
        let mut changed: Option<[usize; 4]> = None;
        for (row, y) in next.chunks_exact_mut(columns.len()).zip(part.top() as usize..) {
            let start = y * self.width + columns.start;
            let there = start..start + columns.len();
            self.palette.find(picture.data().get(there.start * 4..there.end * 4)?, row);
            if let Some((left, right)) = replace(self.shown.get_mut(there)?, row) {
                let own = changed.get_or_insert([left, y, right, y + 1]);
                *own = [own[0].min(left), own[1], own[2].max(right), y + 1];
            }
        }
        let [left, top, right, bottom] = changed?;
        let rows = next.chunks_exact(columns.len()).skip(top - part.top() as usize).take(bottom - top);
        let cut = rows.flat_map(|row| row.iter().copied().skip(left).take(right - left)).collect();
        Some(piece(cut, [columns.start + left, top, columns.start + right, bottom]))
    }
}

/// Puts `next` in the place of `shown` and leaves in `next` only what differed; from where to where that is.
fn replace(shown: &mut [u8], next: &mut [u8]) -> Option<(usize, usize)> {
    if shown == next {
        next.fill(CLEAR);
        return None;
    }
    let mut ends: Option<(usize, usize)> = None;
    for (x, (old, new)) in shown.iter_mut().zip(next).enumerate() {
        if old == new {
            *new = CLEAR;
        } else {
            *old = *new;
            ends = Some((ends.map_or(x, |ends| ends.0), x + 1));
        }
    }
    ends
}

fn piece(indices: Vec<u8>, [x0, y0, x1, y1]: [usize; 4]) -> Frame<'static> {
    let mut frame = Frame::from_indexed_pixels((x1 - x0) as u16, (y1 - y0) as u16, indices, Some(CLEAR));
    (frame.left, frame.top) = (x0 as u16, y0 as u16);
    frame.dispose = DisposalMethod::Keep;
    frame
}
