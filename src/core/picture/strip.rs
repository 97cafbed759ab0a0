//! The still picture: the key poses of an exercise in order, numbered, on one card.

use super::keys::{Key, Keys};
use super::marks::{self, Air};
use super::scene::{self, Area, Moment};
use super::shape::{Canvas, P, p};
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::stance::Stance;

/// Width of the card in pixels.
pub const WIDTH: f32 = 840.0;
const MARGIN: f32 = 26.0;
const GAP: f32 = 34.0;

/// A drawn card.
pub struct Card {
    pub width: f32,
    pub height: f32,
    /// What is on it, as SVG elements.
    pub body: String,
}

/// Draws the strip.
pub fn draw(keys: &Keys, mirrored: bool) -> Card {
    let moments: Vec<Moment> = keys.shown.iter().map(moment).collect();
    let bounds = scene::bounds(&keys.room, &moments);
    let grid = Grid::of(bounds, moments.len(), keys.room.cropped());
    let mut card = Card { width: WIDTH, height: grid.height, body: String::new() };
    let mut marks_on_top = Canvas::default();
    for (i, moment) in moments.iter().enumerate() {
        let area = grid.area(if mirrored && !grid.stacked { moments.len() - 1 - i } else { i });
        let camera = scene::fit(keys.room.view, bounds, area);
        let whole = grid.whole(area);
        let mut panel = Canvas::default();
        scene::floor(&mut panel, &camera, keys.room.view, whole);
        panel.add(scene::still(&camera, &keys.room));
        panel.add(scene::moving(&camera, &keys.room, moment));
        panel.add(scene::pointing(&camera, moment));
        card.body.push_str(&clipped(&panel, whole));
    }
    card.body = flipped(card.body, WIDTH, mirrored);
    if moments.len() > 1 {
        for i in 0..moments.len() {
            let area = grid.whole(grid.area(i));
            marks::badge(&mut marks_on_top, p(area.x + 32.0, area.y + 32.0), 17.0, i + 1);
        }
        grid.chevrons(&mut marks_on_top, moments.len());
    }
    card.body.push_str(&marks_on_top.svg());
    card
}

/// Nothing of a panel shows in its neighbour.
fn clipped(panel: &Canvas, a: Area) -> String {
    let Area { x, y, w, h } = a;
    // Named by its place: on a contact sheet, equal names mean equal panels.
    let name = format!("panel{x}_{y}_{w}_{h}").replace('.', "-");
    let clip = format!("<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/>");
    format!("<clipPath id=\"{name}\">{clip}</clipPath>\n<g clip-path=\"url(#{name})\">\n{}</g>\n", panel.svg())
}

fn moment(key: &Key) -> Moment<'_> {
    let stance = Stance::of(&key.pose);
    // Nobody moves into the first pose yet.
    let arrows = if key.name == "start" { &[] } else { key.pose.arrows.as_deref().unwrap_or_default() };
    Moment { body: Skeleton::of(&stance), goal: None, arrows, air: key.air.map(|a: Air| (a, 1.0)) }
}

/// SVG elements as in a mirror, where that is wanted.
pub fn flipped(elements: String, width: f32, mirrored: bool) -> String {
    if !mirrored {
        return elements;
    }
    format!("<g transform=\"translate({width} 0) scale(-1 1)\">\n{elements}</g>\n")
}

/// Panels side by side for tall scenes, one below the other for long ones.
struct Grid {
    n: usize,
    stacked: bool,
    height: f32,
    panel: (f32, f32),
}

impl Grid {
    fn of(bounds: [f32; 4], n: usize, cropped: bool) -> Grid {
        let aspect = (bounds[2] - bounds[0]) / (bounds[3] - bounds[1]).max(1.0);
        let stacked = aspect > 1.1 && n > 1 && !cropped;
        let (columns, rows) = if stacked { (1, n) } else { (n, 1) };
        let w = (WIDTH - 2.0 * MARGIN - GAP * (columns - 1) as f32) / columns as f32;
        let h = (w / aspect).clamp(200.0, if stacked { 400.0 } else { 620.0 });
        let height = 2.0 * MARGIN + rows as f32 * h + GAP * (rows - 1) as f32;
        Grid { n, stacked, height: height.ceil(), panel: (w, h) }
    }

    fn area(&self, i: usize) -> Area {
        let (w, h) = self.panel;
        let (x, y) = if self.stacked { (0.0, i as f32 * (h + GAP)) } else { (i as f32 * (w + GAP), 0.0) };
        Area { x: MARGIN + x, y: MARGIN + y, w, h }
    }

    /// The panel with its share of the card's margin.
    fn whole(&self, a: Area) -> Area {
        let half = GAP / 2.0;
        let (first_x, first_y) = (a.x <= MARGIN, a.y <= MARGIN);
        let last_x = a.x + a.w >= WIDTH - MARGIN - 1.0;
        let last_y = a.y + a.h >= self.height - MARGIN - 1.0;
        let x = if first_x { 0.0 } else { a.x - half };
        let y = if first_y { 0.0 } else { a.y - half };
        let right = if last_x { WIDTH } else { a.x + a.w + half };
        let bottom = if last_y { self.height } else { a.y + a.h + half };
        Area { x, y, w: right - x, h: bottom - y }
    }

    fn chevrons(&self, canvas: &mut Canvas, n: usize) {
        for i in 1..n.min(self.n) {
            let a = self.whole(self.area(i));
            let at: P = if self.stacked { p(a.x + a.w / 2.0, a.y) } else { p(a.x, a.y + a.h / 2.0) };
            marks::chevron(canvas, at, 15.0, self.stacked);
        }
    }
}
