//! Marks on the picture that are not the person: shadow, arrows, breath, numbers.

use super::shape::{Camera, Canvas, P, Path, circle_points, hull, p};
use super::solid::Disc;
use super::{digits, palette as c};
use crate::core::pose::Arrow;
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::space::v3;

/// Which way the air goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Air {
    In,
    Out,
}

/// The shadow on the floor: one soft patch under everything that is near the floor.
pub fn shadow(camera: &Camera, canvas: &mut Canvas, body: &Skeleton) {
    let low = discs(body).into_iter().filter(|d| d.0.y < 45.0);
    let points: Vec<P> = low.flat_map(|d| flat(camera, &d)).collect();
    let mut path = Path::default();
    path.polygon(&hull(points));
    if !path.is_empty() {
        canvas.glaze(&path, c::SHADOW, 0.13);
    }
}

fn discs(body: &Skeleton) -> Vec<Disc> {
    let mut discs = vec![Disc(body.pelvis.at, 14.0), Disc(body.head.point(0.0, 9.0, 0.0), 9.0)];
    discs.extend(body.thoracic.iter().map(|f| Disc(f.at, 13.0)));
    for a in &body.arms {
        discs.extend([Disc(a.elbow, 6.0), Disc(a.wrist, 6.0), Disc(a.wrist + a.hand * 15.0, 5.0)]);
    }
    for l in &body.legs {
        discs.extend([Disc(l.knee, 9.0), Disc(l.ankle, 8.0), Disc(l.ankle + l.toes * 14.0, 6.0)]);
    }
    discs
}

/// The disc's outline laid on the floor; smaller the higher it is.
fn flat(camera: &Camera, d: &Disc) -> Vec<P> {
    let r = (d.1 * (1.0 - (d.0.y - 12.0).max(0.0) / 130.0)).max(2.0);
    (0..16)
        .map(|i| {
            let (s, k) = (i as f32 / 16.0 * std::f32::consts::TAU).sin_cos();
            camera.see(v3(d.0.x + r * k, 0.0, d.0.z + r * s))
        })
        .collect()
}

/// A direction arrow beside the body.
pub fn arrow(camera: &Camera, canvas: &mut Canvas, body: &Skeleton, a: &Arrow) {
    let k = camera.scale;
    let from = camera.see(body.point(a.at));
    let start = p(from.x + a.off[0] * k, from.y - a.off[1] * k);
    let end = p(start.x + a.to[0] * k, start.y - a.to[1] * k);
    let (dx, dy) = (end.x - start.x, end.y - start.y);
    let len = dx.hypot(dy).max(1.0);
    let bow = a.bow * k * 2.0;
    let control = p((start.x + end.x) / 2.0 + dy / len * bow, (start.y + end.y) / 2.0 - dx / len * bow);
    curved_arrow(canvas, start, control, end, 2.6 * k);
}

/// An arrow along a bowed line, with a light rim so that it reads on any ground.
pub fn curved_arrow(canvas: &mut Canvas, start: P, control: P, end: P, width: f32) {
    let at = |t: f32| {
        let u = 1.0 - t;
        p(
            u * u * start.x + 2.0 * u * t * control.x + t * t * end.x,
            u * u * start.y + 2.0 * u * t * control.y + t * t * end.y,
        )
    };
    let (back, tip) = (at(0.97), end);
    let (dx, dy) = (tip.x - back.x, tip.y - back.y);
    let len = dx.hypot(dy).max(0.01);
    let (ux, uy) = (dx / len, dy / len);
    let head = width * 2.1;
    let base = p(tip.x - ux * head, tip.y - uy * head);
    let line: Vec<P> =
        (0..=10).map(|i| at(i as f32 / 10.0)).filter(|q| (q.x - tip.x).hypot(q.y - tip.y) > head * 0.8).collect();
    let mut shaft = Path::default();
    shaft.line(&line);
    shaft.line(&[*line.last().unwrap_or(&start), base]);
    let mut point = Path::default();
    point.polygon(&[
        tip,
        p(base.x - uy * head * 0.72, base.y + ux * head * 0.72),
        p(base.x + uy * head * 0.72, base.y - ux * head * 0.72),
    ]);
    canvas.stroke(&shaft, c::WHITE, width * 1.9, 1.0);
    canvas.stroke(&point, c::WHITE, width * 0.9, 1.0);
    canvas.stroke(&shaft, c::ARROW, width, 1.0);
    canvas.fill(&point, c::ARROW, None);
}

/// Breath before the nose: two wavy streams with points towards or away from it.
pub fn breath(camera: &Camera, canvas: &mut Canvas, body: &Skeleton, air: Air, strength: f32) {
    if strength < 0.05 {
        return;
    }
    let f = &body.head;
    let (nose, ahead) = (camera.see(f.point(12.5, 5.6, 0.0)), camera.see(f.point(32.5, 1.6, 0.0)));
    let (dx, dy) = (ahead.x - nose.x, ahead.y - nose.y);
    let len = dx.hypot(dy);
    // Seen from the front the stream would point at the viewer: let it fall instead.
    let (ux, uy) = if len < 8.0 * camera.scale { (0.0, 1.0) } else { (dx / len, dy / len) };
    // With the head hanging, a long stream would lie across the body.
    let reach = if f.u.y < 0.0 { 9.0 } else { 15.0 };
    let k = camera.scale;
    for side in [-1.0_f32, 1.0] {
        let at = |along: f32, aside: f32| {
            let (a, b) = ((4.0 + along * reach) * k, (side * (1.8 + along * 1.6) + aside) * k);
            p(nose.x + ux * a - uy * b, nose.y + uy * a + ux * b)
        };
        let wave: Vec<P> = (0..=8).map(|i| at(i as f32 / 8.0, (i as f32 / 8.0 * 6.3).sin() * 0.9)).collect();
        let mut line = Path::default();
        line.smooth(&wave);
        let (tip, back) = match air {
            Air::In => (at(-0.04, 0.0), 0.22),
            Air::Out => (at(1.08, 0.0), 0.8),
        };
        let mut head = Path::default();
        head.line(&[at(back, 1.7), tip, at(back, -1.7)]);
        canvas.stroke(&line, c::WHITE, 2.9 * k, strength * 0.8);
        canvas.stroke(&head, c::WHITE, 2.9 * k, strength * 0.8);
        canvas.stroke(&line, c::AIR, 1.3 * k, strength);
        canvas.stroke(&head, c::AIR, 1.3 * k, strength);
    }
}

/// A small disc with a number.
pub fn badge(canvas: &mut Canvas, at: P, r: f32, number: usize) {
    let mut disc = Path::default();
    disc.polygon(&circle_points(at, r));
    canvas.fill(&disc, c::INK, None);
    let (text, height) = (number.to_string(), r * 0.95);
    digits::draw(canvas, &text, p(at.x - digits::width(&text, height) / 2.0, at.y), height, c::WHITE);
}

/// "Then this": a small disc with a point to the right or down.
pub fn chevron(canvas: &mut Canvas, at: P, r: f32, down: bool) {
    let mut disc = Path::default();
    disc.polygon(&circle_points(at, r));
    canvas.fill(&disc, c::WHITE, Some((c::WALL_EDGE, 1.0)));
    let turned = |x: f32, y: f32| if down { p(at.x + y * r, at.y + x * r) } else { p(at.x + x * r, at.y + y * r) };
    let mut line = Path::default();
    line.line(&[turned(-0.2, -0.45), turned(0.28, 0.0), turned(-0.2, 0.45)]);
    canvas.stroke(&line, c::INK, r * 0.22, 1.0);
}
