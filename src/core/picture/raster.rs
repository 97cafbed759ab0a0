//! SVG documents and their pixels.

use resvg::{tiny_skia, usvg};

use super::PictureError;
use super::palette as c;
use super::strip::Card;

/// Radius of the card's corners.
const CORNER: f32 = 22.0;

/// The card as an SVG document with its background and rounded corners.
pub fn document(card: &Card) -> String {
    let (w, h) = (card.width, card.height);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n{}</svg>\n",
        self::card(card)
    )
}

/// The card as SVG elements.
pub fn card(card: &Card) -> String {
    let (w, h) = (card.width, card.height);
    let round = format!("card{w}x{h}").replace('.', "_");
    format!(
        "<clipPath id=\"{round}\"><rect width=\"{w}\" height=\"{h}\" rx=\"{CORNER}\"/></clipPath>\n\
         <g clip-path=\"url(#{round})\">\n<rect width=\"{w}\" height=\"{h}\" fill=\"{}\"/>\n{}</g>\n",
        c::CARD.hex(),
        card.body
    )
}

/// Draws an SVG document at its own size.
pub fn pixels(svg: &str) -> Result<tiny_skia::Pixmap, PictureError> {
    let refused = |why: String| PictureError::Render(why);
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).map_err(|e| refused(e.to_string()))?;
    let size = tree.size().to_int_size();
    let mut pixmap = tiny_skia::Pixmap::new(size.width(), size.height()).ok_or_else(|| refused("no size".into()))?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    Ok(pixmap)
}

/// An SVG document as PNG.
pub fn png(svg: &str) -> Result<Vec<u8>, PictureError> {
    pixels(svg)?.encode_png().map_err(|e| PictureError::Render(e.to_string()))
}
