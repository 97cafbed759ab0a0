//! Pictures of an exercise: its key poses (`core::pose`) drawn as SVG and turned into PNG or a looping GIF.
//! `app::picture` renders them off the async threads and keeps them.

mod canvas;
pub(super) mod digits;
mod figure;
mod film;
mod head;
mod keys;
mod marks;
pub(super) mod palette;
mod path;
mod props;
mod quantise;
pub(super) mod raster;
mod reel;
mod scene;
pub(super) mod shape;
mod sheet;
mod shoot;
mod solid;
mod strip;
mod trunk;

use crate::core::catalogue::Exercise;
use crate::core::pose::Side;
pub use film::bodies;
use keys::Keys;
pub(super) use props::rounded;
pub use reel::Motion;
pub(super) use strip::Card;

/// Counts the changes of how pictures are drawn, so that kept ones are drawn anew.
pub const DRAWING: u32 = 3;

/// Why a picture could not be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The exercise's file has no such pose.
    #[error("exercise {exercise} has no pose \"{pose}\"")]
    NoPose { exercise: String, pose: String },
    /// The renderer refused what was drawn.
    #[error("drawing failed: {0}")]
    Render(String),
}

/// The still picture: numbered key poses on one card, with the given side at work (the other is drawn in a mirror).
///
/// # Errors
/// When the exercise lacks a pose.
pub fn svg(exercise: &Exercise, side: Side) -> Result<String, PictureError> {
    let keys = Keys::of(exercise)?;
    let card = strip::draw(&keys, keys.room.mirrored(side));
    Ok(raster::document(&card))
}

/// [`svg`] as PNG, 840 pixels wide.
///
/// # Errors
/// When the exercise lacks a pose or the renderer refuses the drawing.
pub fn png(exercise: &Exercise, side: Side) -> Result<Vec<u8>, PictureError> {
    raster::png(&svg(exercise, side)?)
}

/// A looping GIF, 480 pixels wide, at the phases' true tempo, with the given side at work.
///
/// # Errors
/// When the exercise lacks a pose or the renderer refuses a frame.
pub fn gif(exercise: &Exercise, motion: Motion, side: Side) -> Result<Vec<u8>, PictureError> {
    film::gif(exercise, motion, side)
}

/// Every exercise's still picture, small, on one PNG: for looking at all of them at once.
///
/// # Errors
/// When an exercise lacks a pose or the renderer refuses a drawing.
pub fn contact_sheet(exercises: &[Exercise]) -> Result<Vec<u8>, PictureError> {
    sheet::png(exercises)
}

/// The picture in words, for people who do not see it: name, position and steps. At most Discord's 1,024 characters.
pub fn alt(exercise: &Exercise) -> String {
    let mut words = format!("{}. {}.", exercise.name, exercise.position.trim_end_matches('.'));
    for (number, step) in exercise.steps.iter().enumerate() {
        words.push_str(&format!(" {}. {}", number + 1, step.trim()));
    }
    crate::core::text::cut(&words, ALT_CHARACTERS)
}

/// Discord's limit for an attachment's description.
const ALT_CHARACTERS: usize = 1024;
