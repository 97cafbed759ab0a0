//! Shapes in drawing order: written as SVG for still pictures, painted straight onto pixels for the frames of a film.

use std::fmt::Write as _;

use resvg::tiny_skia::{FillRule, LineCap, LineJoin, Paint, PixmapMut, Stroke, Transform};

use super::path::{Path, short};
use super::shape::Color;

/// How a path is drawn.
#[derive(Debug, Clone, Copy)]
enum Look {
    /// Filled, over an edge of the given colour and width in pixels.
    Fill(Color, Option<(Color, f32)>),
    /// Filled and see-through.
    Glaze(Color, f32),
    /// A line with round ends: colour, width in pixels, opacity.
    Line(Color, f32, f32),
}

/// Shapes in drawing order.
#[derive(Debug, Clone, Default)]
pub struct Canvas {
    shapes: Vec<(Path, Look)>,
    /// Left, top, right, bottom of all shapes that count for the fit.
    pub bounds: Option<[f32; 4]>,
}

impl Canvas {
    /// A filled shape with an edge of the given colour and width in pixels (0: none).
    pub fn fill(&mut self, path: &Path, fill: Color, edge: Option<(Color, f32)>) {
        self.grow(path, edge.map_or(0.0, |e| e.1));
        self.shapes.push((path.clone(), Look::Fill(fill, edge)));
    }

    /// A see-through filled shape.
    pub fn glaze(&mut self, path: &Path, fill: Color, opacity: f32) {
        self.shapes.push((path.clone(), Look::Glaze(fill, opacity)));
    }

    /// A line with round ends, `width` in pixels.
    pub fn stroke(&mut self, path: &Path, color: Color, width: f32, opacity: f32) {
        self.grow(path, width / 2.0);
        self.shapes.push((path.clone(), Look::Line(color, width, opacity)));
    }

    /// Everything of another canvas on top.
    pub fn add(&mut self, other: Canvas) {
        self.cover(other.bounds);
        self.shapes.extend(other.shapes);
    }

    /// Makes room for what another canvas covers.
    pub fn cover(&mut self, bounds: Option<[f32; 4]>) {
        if let Some(more) = bounds {
            let own = self.bounds.get_or_insert(more);
            *own = around(*own, more);
        }
    }

    fn grow(&mut self, path: &Path, by: f32) {
        self.cover(path.bounds.map(|b| larger(b, by)));
    }

    /// The shapes as SVG elements.
    pub fn svg(&self) -> String {
        let mut out = String::new();
        for (path, look) in &self.shapes {
            let _ = writeln!(out, "<path d=\"{}\" {}/>", path.data(), attributes(*look));
        }
        out
    }

    /// Left, top, right, bottom of every pixel that [`Canvas::paint`] may touch; `None` where there is nothing.
    pub fn extent(&self) -> Option<[f32; 4]> {
        let all = self.shapes.iter().filter_map(|(path, look)| Some(larger(path.bounds?, look.overhang())));
        all.reduce(around)
    }

    /// Draws the shapes over what is there.
    pub fn paint(&self, pixels: &mut PixmapMut<'_>, turn: Transform) {
        for (path, look) in &self.shapes {
            let Some(outline) = path.outline() else { continue };
            let mut line = |color, opacity, stroke: Stroke| {
                pixels.stroke_path(&outline, &paint(color, opacity), &stroke, turn, None);
            };
            match *look {
                Look::Line(color, width, opacity) => {
                    let (line_cap, line_join) = (LineCap::Round, LineJoin::Round);
                    line(color, opacity, Stroke { width, line_cap, line_join, ..Stroke::default() });
                }
                Look::Fill(_, Some((color, width))) => {
                    line(color, 1.0, Stroke { width: width * 2.0, ..Stroke::default() })
                }
                Look::Fill(_, None) | Look::Glaze(..) => {}
            }
            if let Look::Fill(color, _) | Look::Glaze(color, _) = *look {
                let opacity = if let Look::Glaze(_, opacity) = *look { opacity } else { 1.0 };
                pixels.fill_path(&outline, &paint(color, opacity), FillRule::Winding, turn, None);
            }
        }
    }
}

impl Look {
    /// How far it may reach beyond its path, in pixels: the pointed corners of an edge, and the curves of a line.
    fn overhang(self) -> f32 {
        2.0 + match self {
            Look::Fill(_, edge) => edge.map_or(0.0, |(_, width)| width * Stroke::default().miter_limit),
            Look::Glaze(..) => 0.0,
            Look::Line(_, width, _) => width,
        }
    }
}

fn paint(color: Color, opacity: f32) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(color.0, color.1, color.2, (opacity.clamp(0.0, 1.0) * 255.0).round() as u8);
    paint
}

fn attributes(look: Look) -> String {
    match look {
        Look::Fill(fill, None) => format!("fill=\"{}\"", fill.hex()),
        Look::Fill(fill, Some((edge, width))) => format!(
            "fill=\"{}\" stroke=\"{}\" stroke-width=\"{}\" paint-order=\"stroke\"",
            fill.hex(),
            edge.hex(),
            short(width * 2.0)
        ),
        Look::Glaze(fill, opacity) => format!("fill=\"{}\" fill-opacity=\"{opacity:.2}\"", fill.hex()),
        Look::Line(color, width, opacity) => {
            let see_through = if opacity < 1.0 { format!(" stroke-opacity=\"{opacity:.2}\"") } else { String::new() };
            format!(
                "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"{see_through}",
                color.hex(),
                short(width)
            )
        }
    }
}

fn larger([l, t, r, b]: [f32; 4], by: f32) -> [f32; 4] {
    [l - by, t - by, r + by, b + by]
}

fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]
}
