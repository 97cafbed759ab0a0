//! Flat shapes on the picture's plane: rounded outlines around circles, lines and polygons, collected and written as SVG.

use std::fmt::Write as _;

use crate::core::pose::View;
use crate::core::pose::space::V3;

/// A colour, red green blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Color(pub u8, pub u8, pub u8);

impl Color {
    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Towards `other` by `t` (0–1).
    pub fn mix(self, other: Color, t: f32) -> Color {
        let m = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * t).round() as u8;
        Color(m(self.0, other.0), m(self.1, other.1), m(self.2, other.2))
    }
}

/// A point on the picture, in pixels, y downwards.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct P {
    pub x: f32,
    pub y: f32,
}

/// Short form of [`P`].
pub const fn p(x: f32, y: f32) -> P {
    P { x, y }
}

/// Where the viewer stands and how large a centimetre is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    pub yaw: (f32, f32),
    pub pitch: (f32, f32),
    /// Pixels a centimetre.
    pub scale: f32,
    /// Where the room's origin lies on the picture.
    pub origin: P,
}

impl Camera {
    /// One pixel a centimetre, origin at 0.
    pub fn new(view: View) -> Camera {
        let (yaw, pitch): (f32, f32) = match view {
            View::Side => (0.0, 7.0),
            View::SideFront => (28.0, 9.0),
            View::Above => (0.0, 0.0),
            View::Front => (90.0, 7.0),
            View::FrontSide => (42.0, 12.0),
            View::Back => (-90.0, 7.0),
            View::BackSide => (-50.0, 12.0),
        };
        let (yaw, pitch) = (yaw.to_radians().sin_cos(), pitch.to_radians().sin_cos());
        Camera { yaw, pitch, scale: 1.0, origin: p(0.0, 0.0) }
    }

    /// Where a point of the room is seen.
    pub fn see(&self, v: V3) -> P {
        let (x, y, _) = self.turned(v);
        p(self.origin.x + x * self.scale, self.origin.y - y * self.scale)
    }

    /// How near the viewer it is, in centimetres; larger is nearer.
    pub fn near(&self, v: V3) -> f32 {
        self.turned(v).2
    }

    fn turned(&self, v: V3) -> (f32, f32, f32) {
        let ((sy, cy), (sp, cp)) = (self.yaw, self.pitch);
        let (x, near) = (v.x * cy - v.z * sy, v.x * sy + v.z * cy);
        (x, v.y * cp - near * sp, near * cp + v.y * sp)
    }
}

/// Corners of a circle.
pub fn circle_points(c: P, r: f32) -> Vec<P> {
    const N: usize = 20;
    (0..N)
        .map(|i| {
            let (s, k) = (i as f32 / N as f32 * std::f32::consts::TAU).sin_cos();
            p(c.x + r * k, c.y + r * s)
        })
        .collect()
}

/// The convex outline of some points, anticlockwise.
pub fn hull(mut points: Vec<P>) -> Vec<P> {
    points.retain(|q| q.x.is_finite() && q.y.is_finite());
    points.sort_unstable_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    points.dedup();
    let mut outline = half_hull(points.iter());
    outline.extend(half_hull(points.iter().rev()));
    outline
}

fn half_hull<'a>(points: impl Iterator<Item = &'a P>) -> Vec<P> {
    let mut kept: Vec<P> = Vec::new();
    for q in points {
        while let [.., a, b] = kept[..] {
            if (b.x - a.x) * (q.y - a.y) - (b.y - a.y) * (q.x - a.x) > 0.0 {
                break;
            }
            kept.pop();
        }
        kept.push(*q);
    }
    kept.pop();
    kept
}

/// SVG path data in the making.
#[derive(Debug, Clone, Default)]
pub struct Path {
    d: String,
    /// Left, top, right, bottom of what it covers.
    pub bounds: Option<[f32; 4]>,
}

impl Path {
    fn cover(&mut self, q: P) {
        let b = self.bounds.get_or_insert([q.x, q.y, q.x, q.y]);
        *b = [b[0].min(q.x), b[1].min(q.y), b[2].max(q.x), b[3].max(q.y)];
    }

    fn to(&mut self, command: char, q: P) {
        self.cover(q);
        self.d.push(command);
        number(&mut self.d, q.x);
        self.d.push(' ');
        number(&mut self.d, q.y);
    }

    /// Adds a closed polygon.
    pub fn polygon(&mut self, points: &[P]) {
        self.line(points);
        if !points.is_empty() {
            self.d.push('Z');
        }
    }

    /// Adds an open line through the points.
    pub fn line(&mut self, points: &[P]) {
        for (i, q) in points.iter().enumerate() {
            self.to(if i == 0 { 'M' } else { 'L' }, *q);
        }
    }

    /// Adds a smooth open line through the points.
    pub fn smooth(&mut self, points: &[P]) {
        let at = |i: isize| points[i.clamp(0, points.len() as isize - 1) as usize];
        for i in 0..points.len() as isize {
            if i == 0 {
                self.to('M', at(0));
                continue;
            }
            let (a, b, c, e) = (at(i - 2), at(i - 1), at(i), at(i + 1));
            let (u, v) = (
                p(b.x + (c.x - a.x) / 6.0, b.y + (c.y - a.y) / 6.0),
                p(c.x - (e.x - b.x) / 6.0, c.y - (e.y - b.y) / 6.0),
            );
            let _ = write!(
                self.d,
                "C{} {} {} {} {} {}",
                short(u.x),
                short(u.y),
                short(v.x),
                short(v.y),
                short(c.x),
                short(c.y)
            );
            self.cover(c);
        }
    }

    /// Whether nothing was drawn.
    pub fn is_empty(&self) -> bool {
        self.d.is_empty()
    }
}

/// One decimal, without a trailing `.0`; written by hand because a film writes a million of them.
fn number(out: &mut String, x: f32) {
    let tenths = (x * 10.0).round() as i32;
    if tenths < 0 {
        out.push('-');
    }
    let (whole, tenth) = (tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10);
    let mut scale = 1;
    while whole / scale >= 10 {
        scale *= 10;
    }
    while scale > 0 {
        out.push(digit(whole / scale % 10));
        scale /= 10;
    }
    if tenth > 0 {
        out.push('.');
        out.push(digit(tenth));
    }
}

fn digit(d: u32) -> char {
    char::from(b'0' + d as u8)
}

fn short(x: f32) -> String {
    let mut out = String::new();
    number(&mut out, x);
    out
}

/// Shapes in drawing order.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    body: String,
    /// Left, top, right, bottom of all shapes that count for the fit.
    pub bounds: Option<[f32; 4]>,
}

impl Canvas {
    /// A filled shape with an edge of the given colour and width in pixels (0: none).
    pub fn fill(&mut self, path: &Path, fill: Color, edge: Option<(Color, f32)>) {
        self.grow(path, edge.map_or(0.0, |e| e.1));
        let edge = edge.map_or(String::new(), |(c, w)| {
            format!(" stroke=\"{}\" stroke-width=\"{}\" paint-order=\"stroke\"", c.hex(), short(w * 2.0))
        });
        let _ = writeln!(self.body, "<path d=\"{}\" fill=\"{}\"{edge}/>", path.d, fill.hex());
    }

    /// A see-through filled shape.
    pub fn glaze(&mut self, path: &Path, fill: Color, opacity: f32) {
        let _ = writeln!(self.body, "<path d=\"{}\" fill=\"{}\" fill-opacity=\"{opacity:.2}\"/>", path.d, fill.hex());
    }

    /// A line with round ends, `width` in pixels.
    pub fn stroke(&mut self, path: &Path, color: Color, width: f32, opacity: f32) {
        self.grow(path, width / 2.0);
        let see_through = if opacity < 1.0 { format!(" stroke-opacity=\"{opacity:.2}\"") } else { String::new() };
        let _ = writeln!(
            self.body,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"{see_through}/>",
            path.d,
            color.hex(),
            short(width)
        );
    }

    /// Anything else, as SVG.
    pub fn raw(&mut self, svg: &str) {
        self.body.push_str(svg);
    }

    /// Everything of another canvas on top.
    pub fn add(&mut self, other: &Canvas) {
        self.body.push_str(&other.body);
        if let Some([a, b, c, d]) = other.bounds {
            self.cover(a, b, c, d);
        }
    }

    /// The shapes as SVG elements.
    pub fn svg(&self) -> &str {
        &self.body
    }

    fn grow(&mut self, path: &Path, by: f32) {
        if let Some([a, b, c, d]) = path.bounds {
            self.cover(a - by, b - by, c + by, d + by);
        }
    }

    fn cover(&mut self, a: f32, b: f32, c: f32, d: f32) {
        let own = self.bounds.get_or_insert([a, b, c, d]);
        *own = [own[0].min(a), own[1].min(b), own[2].max(c), own[3].max(d)];
    }
}
