//! The contact sheet: every exercise's still picture, small, in columns.

use super::keys::Keys;
use super::strip::{Card, WIDTH};
use super::{PictureError, raster, strip};
use crate::core::catalogue::Exercise;

const COLUMNS: usize = 4;
/// Width of one picture.
const SMALL: f32 = 400.0;
const GAP: f32 = 16.0;

/// Draws the sheet.
pub fn png(exercises: &[Exercise]) -> Result<Vec<u8>, PictureError> {
    let cards = exercises.iter().map(|e| Ok(strip::draw(&Keys::of(e)?, false))).collect::<Result<Vec<Card>, _>>()?;
    let k = SMALL / WIDTH;
    let mut filled = [GAP; COLUMNS];
    let mut body = String::new();
    for card in &cards {
        let column = (0..COLUMNS).min_by(|a, b| filled[*a].total_cmp(&filled[*b])).unwrap_or(0);
        let (x, y) = (GAP + column as f32 * (SMALL + GAP), filled[column]);
        body.push_str(&format!("<g transform=\"translate({x} {y}) scale({k})\">{}</g>\n", raster::card(card)));
        filled[column] += card.height * k + GAP;
    }
    let width = GAP + COLUMNS as f32 * (SMALL + GAP);
    let height = filled.iter().copied().fold(0.0, f32::max).ceil();
    raster::png(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\">{body}</svg>"
    ))
}
