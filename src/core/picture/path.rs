//! A path on the picture's plane, as SVG writes it and as the rasteriser takes it.

use resvg::tiny_skia;

use super::shape::{P, p};

#[derive(Debug, Clone, Copy, PartialEq)]
enum Step {
    Move(P),
    Line(P),
    Curve(P, P, P),
    Close,
}

/// Lines, curves and polygons in the making.
#[derive(Debug, Clone, Default)]
pub struct Path {
    steps: Vec<Step>,
    /// Left, top, right, bottom of what it covers.
    pub bounds: Option<[f32; 4]>,
}

impl Path {
    fn cover(&mut self, q: P) {
        let b = self.bounds.get_or_insert([q.x, q.y, q.x, q.y]);
        *b = [b[0].min(q.x), b[1].min(q.y), b[2].max(q.x), b[3].max(q.y)];
    }

    /// Adds a closed polygon.
    pub fn polygon(&mut self, points: &[P]) {
        self.line(points);
        if !points.is_empty() {
            self.steps.push(Step::Close);
        }
    }

    /// Adds an open line through the points.
    pub fn line(&mut self, points: &[P]) {
        for (i, q) in points.iter().enumerate() {
            self.cover(*q);
            self.steps.push(if i == 0 { Step::Move(*q) } else { Step::Line(*q) });
        }
    }

    /// Adds a smooth open line through the points.
    pub fn smooth(&mut self, points: &[P]) {
        let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
        for i in 0..points.len() as isize {
            self.cover(at(i));
            if i == 0 {
                self.steps.push(Step::Move(at(0)));
                continue;
            }
            let (a, b, c, e) = (at(i - 2), at(i - 1), at(i), at(i + 1));
            let (u, v) = (
                p(b.x + (c.x - a.x) / 6.0, b.y + (c.y - a.y) / 6.0),
                p(c.x - (e.x - b.x) / 6.0, c.y - (e.y - b.y) / 6.0),
            );
            self.steps.push(Step::Curve(u, v, c));
        }
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// SVG path data, in tenths of a pixel.
    pub fn data(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            match *step {
                Step::Move(q) => points(&mut out, "M", &[q]),
                Step::Line(q) => points(&mut out, "L", &[q]),
                Step::Curve(u, v, q) => points(&mut out, "C", &[u, v, q]),
                Step::Close => out.push('Z'),
            }
        }
        out
    }

    /// The path for the rasteriser; `None` where there is nothing to draw.
    pub fn outline(&self) -> Option<tiny_skia::Path> {
        let mut outline = tiny_skia::PathBuilder::with_capacity(self.steps.len(), self.steps.len());
        for step in &self.steps {
            match *step {
                Step::Move(q) => outline.move_to(q.x, q.y),
                Step::Line(q) => outline.line_to(q.x, q.y),
                Step::Curve(u, v, q) => outline.cubic_to(u.x, u.y, v.x, v.y, q.x, q.y),
                Step::Close => outline.close(),
            }
        }
        outline.finish()
    }
}

fn points(out: &mut String, command: &str, points: &[P]) {
    let numbers: Vec<String> = points.iter().flat_map(|q| [short(q.x), short(q.y)]).collect();
    out.push_str(command);
    out.push_str(&numbers.join(" "));
}

/// One decimal, without a trailing `.0`.
pub fn short(x: f32) -> String {
    let tenths = (x * 10.0).round() as i32;
    let (sign, whole, tenth) =
        (if tenths < 0 { "-" } else { "" }, tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    if tenth == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenth}") }
}
