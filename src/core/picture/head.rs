//! The head: skull, jaw and nose as one outline, hair as a cap cut from a ball, a bun that shows where the back is, a face.

use super::palette as c;
use super::shape::{Camera, Canvas, P, Path, circle_points, p};
use super::solid::{Disc, Look, Solid, disc_points};
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::space::{Frame, V3};

/// Radius of the skull with hair.
const HAIR: f32 = 9.9;

/// Draws the head at the end of the neck.
pub fn draw(camera: &Camera, body: &Skeleton) -> Canvas {
    let f = &body.head;
    let mut canvas = Canvas::default();
    let e = 0.9 * camera.scale;
    let skull = f.point(0.8, 10.4, 0.0);
    let bun = Disc(f.point(-7.6, 18.2, 0.0), 4.6);
    let bun_behind = camera.near(bun.0) <= camera.near(skull) + 2.0;
    let mut knot = Path::default();
    knot.polygon(&disc_points(camera, &bun, 0.0));
    if bun_behind {
        canvas.fill(&knot, c::HAIR, None);
    }
    face(camera, f, skull).draw(&mut canvas, Look { fill: c::SKIN, edge: c::SKIN_EDGE });
    let cap = cap(camera, f, skull);
    if !cap.is_empty() {
        canvas.fill(&cap, c::HAIR, None);
    }
    ear(camera, &mut canvas, f);
    features(camera, &mut canvas, f);
    if !bun_behind {
        canvas.fill(&knot, c::HAIR, Some((c::FACE.mix(c::INK, 0.5), e * 0.6)));
    }
    canvas
}

fn face<'a>(camera: &'a Camera, f: &Frame, skull: V3) -> Solid<'a> {
    let cheeks =
        [Disc(f.point(5.0, 4.6, 3.2), 3.6), Disc(f.point(5.0, 4.6, -3.2), 3.6), Disc(f.point(7.2, 2.0, 0.0), 2.7)];
    let nose =
        [Disc(f.point(11.0, 7.2, 0.0), 1.1), Disc(f.point(8.0, 9.8, 0.0), 1.6), Disc(f.point(7.6, 6.6, 0.0), 1.6)];
    Solid::new(camera).around(&[Disc(skull, 9.2), cheeks[0], cheeks[1], cheeks[2]]).around(&nose)
}

/// The seen part of the ball above a plane that leans back: the hair.
fn cap(camera: &Camera, f: &Frame, skull: V3) -> Path {
    let axis = f.dir(-0.74, 0.67, 0.0);
    let level = -0.1_f32;
    let ring_radius = (1.0 - level * level).sqrt();
    let (side, up) = (f.r, axis.cross(f.r));
    let on_ring = |turn: f32| {
        let (s, k) = turn.sin_cos();
        skull + (axis * level + (side * k + up * s) * ring_radius) * HAIR
    };
    const N: usize = 72;
    let seen = |v: V3| camera.near(v) >= camera.near(skull);
    let ring: Vec<V3> = (0..N).map(|i| on_ring(i as f32 / N as f32 * std::f32::consts::TAU)).collect();
    let centre = camera.see(skull);
    let rim = |v: V3| {
        let q = camera.see(v);
        (q.y - centre.y).atan2(q.x - centre.x)
    };
    let in_cap = |angle: f32| rim_in_cap(camera, skull, axis, angle);
    let mut path = Path::default();
    let start = (0..N).find(|&i| !seen(ring[i]) && seen(ring[(i + 1) % N]));
    match start {
        None => whole_cap(camera, &ring, seen(ring[0]), seen(skull + axis), centre, &mut path),
        Some(start) => {
            let shown: Vec<V3> = (1..=N).map(|k| ring[(start + k) % N]).take_while(|v| seen(*v)).collect();
            let mut points: Vec<P> = shown.iter().map(|v| camera.see(*v)).collect();
            if let (Some(first), Some(last)) = (shown.first(), shown.last()) {
                points.extend(arc(rim(*last), rim(*first), centre, HAIR * camera.scale, in_cap));
            }
            path.polygon(&points);
        }
    }
    path
}

fn whole_cap(camera: &Camera, ring: &[V3], ring_seen: bool, cap_seen: bool, centre: P, path: &mut Path) {
    if cap_seen && !ring_seen {
        path.polygon(&circle_points(centre, HAIR * camera.scale));
    } else if cap_seen {
        path.polygon(&ring.iter().map(|v| camera.see(*v)).collect::<Vec<_>>());
    }
}

/// Whether the point of the ball's outline at this angle of the picture has hair.
fn rim_in_cap(camera: &Camera, skull: V3, axis: V3, angle: f32) -> bool {
    let (tip, centre) = (camera.see(skull + axis * HAIR), camera.see(skull));
    let (s, k) = angle.sin_cos();
    (tip.x - centre.x) * k + (tip.y - centre.y) * s > 0.0
}

/// Along the outline from one angle to another, the way round on which there is hair.
fn arc(from: f32, to: f32, centre: P, radius: f32, in_cap: impl Fn(f32) -> bool) -> Vec<P> {
    let tau = std::f32::consts::TAU;
    let forward = (to - from).rem_euclid(tau);
    let sweep = if in_cap(from + forward / 2.0) { forward } else { forward - tau };
    (0..=24)
        .map(|i| {
            let (s, k) = (from + sweep * i as f32 / 24.0).sin_cos();
            p(centre.x + radius * k, centre.y + radius * s)
        })
        .collect()
}

fn ear(camera: &Camera, canvas: &mut Canvas, f: &Frame) {
    for s in [-1.0, 1.0] {
        let facing = camera.near(f.at + f.r * s) - camera.near(f.at);
        if facing > 0.25 {
            let ear = [Disc(f.point(0.2, 9.6, 8.8 * s), 1.9), Disc(f.point(0.2, 7.4, 8.8 * s), 1.4)];
            Solid::new(camera).around(&ear).draw(canvas, Look { fill: c::SKIN, edge: c::SKIN_EDGE });
        }
    }
}

fn features(camera: &Camera, canvas: &mut Canvas, f: &Frame) {
    let towards = |v: V3| camera.near(f.at + v) - camera.near(f.at);
    let px = camera.scale;
    for s in [-1.0, 1.0] {
        if towards(f.dir(0.86, 0.1, 0.5 * s)) > 0.28 {
            let centre = camera.see(f.point(8.6, 9.2, 3.7 * s));
            let mut eye = Path::default();
            eye.polygon(&circle_points(centre, 1.15 * px));
            canvas.fill(&eye, c::FACE, None);
            let mut brow = Path::default();
            brow.smooth(&[
                camera.see(f.point(8.0, 11.9, 5.2 * s)),
                camera.see(f.point(8.9, 12.6, 3.6 * s)),
                camera.see(f.point(9.4, 12.5, 2.2 * s)),
            ]);
            canvas.stroke(&brow, c::HAIR, 0.8 * px, 1.0);
        }
    }
    if towards(f.dir(1.0, 0.0, 0.0)) > -0.2 {
        let near = |s: f32| towards(f.dir(0.9, 0.0, 0.45 * s)) > 0.1;
        let mouth: Vec<P> = [-2.2_f32, -0.8, 0.8, 2.2]
            .into_iter()
            .filter(|s| near(s.signum()))
            .map(|s| camera.see(f.point(9.0 - s.abs() * 0.35, 4.4 + s.abs() * 0.18, s)))
            .collect();
        if mouth.len() > 1 {
            let mut path = Path::default();
            path.smooth(&mouth);
            canvas.stroke(&path, c::SKIN_EDGE.mix(c::FACE, 0.4), 0.8 * px, 1.0);
        }
    }
}
