//! Numbers drawn as lines, so that pictures need no font.

use super::shape::{Canvas, Color, P, Path, p};

/// Draws digits and `:` from the left, `height` pixels high, with the middle of the first line at `at`; returns the width.
pub fn draw(canvas: &mut Canvas, text: &str, at: P, height: f32, color: Color) -> f32 {
    let mut x = at.x;
    for c in text.chars() {
        let wide = if c == ':' { 0.3 } else { 0.66 };
        let centre = p(x + wide * height / 2.0, at.y);
        for line in strokes(c) {
            let mut path = Path::default();
            path.line(
                &line.iter().map(|(dx, dy)| p(centre.x + dx * height, centre.y + dy * height)).collect::<Vec<_>>(),
            );
            canvas.stroke(&path, color, height * 0.14, 1.0);
        }
        x += (wide + 0.1) * height;
    }
    x - at.x - 0.1 * height
}

/// How wide [`draw`] makes a text of this height.
pub fn width(text: &str, height: f32) -> f32 {
    let wide = |c: char| if c == ':' { 0.4 } else { 0.76 };
    (text.chars().map(wide).sum::<f32>() - 0.1).max(0.0) * height
}

/// The lines of a digit, in a box from -0.5 to 0.5 high and -0.3 to 0.3 wide.
fn strokes(c: char) -> &'static [&'static [(f32, f32)]] {
    match c {
        '0' => &[&[
            (0.0, -0.5),
            (-0.2, -0.4),
            (-0.28, 0.0),
            (-0.2, 0.4),
            (0.0, 0.5),
            (0.2, 0.4),
            (0.28, 0.0),
            (0.2, -0.4),
            (0.0, -0.5),
        ]],
        '1' => &[&[(-0.18, -0.3), (0.06, -0.5), (0.06, 0.5)]],
        '2' => &[&[
            (-0.26, -0.28),
            (-0.16, -0.46),
            (0.04, -0.5),
            (0.24, -0.38),
            (0.26, -0.15),
            (0.08, 0.1),
            (-0.28, 0.5),
            (0.3, 0.5),
        ]],
        '3' => &[&[
            (-0.26, -0.5),
            (0.26, -0.5),
            (-0.04, -0.1),
            (0.2, -0.02),
            (0.28, 0.2),
            (0.18, 0.42),
            (-0.04, 0.5),
            (-0.28, 0.4),
        ]],
        '4' => &[&[(0.14, 0.5), (0.14, -0.5), (-0.3, 0.2), (0.3, 0.2)]],
        '5' => &[&[
            (0.24, -0.5),
            (-0.2, -0.5),
            (-0.25, -0.06),
            (0.04, -0.14),
            (0.26, 0.04),
            (0.26, 0.3),
            (0.06, 0.5),
            (-0.26, 0.42),
        ]],
        '6' => &[&[
            (0.2, -0.5),
            (-0.1, -0.3),
            (-0.26, 0.1),
            (-0.2, 0.4),
            (0.02, 0.5),
            (0.24, 0.36),
            (0.24, 0.12),
            (0.02, 0.0),
            (-0.22, 0.16),
        ]],
        '7' => &[&[(-0.26, -0.5), (0.28, -0.5), (-0.06, 0.5)]],
        '8' => &[
            &[(0.0, -0.04), (-0.2, -0.14), (-0.2, -0.4), (0.0, -0.5), (0.2, -0.4), (0.2, -0.14), (0.0, -0.04)],
            &[(0.0, -0.04), (-0.26, 0.12), (-0.24, 0.4), (0.0, 0.5), (0.24, 0.4), (0.26, 0.12), (0.0, -0.04)],
        ],
        '9' => &[&[
            (0.24, -0.16),
            (-0.02, 0.0),
            (-0.24, -0.12),
            (-0.24, -0.36),
            (-0.02, -0.5),
            (0.2, -0.4),
            (0.26, -0.1),
            (0.1, 0.3),
            (-0.18, 0.5),
        ]],
        ':' => &[&[(0.0, -0.2), (0.0, -0.19)], &[(0.0, 0.24), (0.0, 0.25)]],
        _ => &[],
    }
}
