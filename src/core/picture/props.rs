//! Things in the room: drawn from boxes and rollers in the room's own centimetres, behind the person.

use super::palette as c;
use super::shape::{Camera, Canvas, Color, P, Path, circle_points, hull, p};
use crate::core::pose::space::{V3, v3};
use crate::core::pose::{Prop, PropKind, View};

/// Half the depth of what lies across the picture.
const HALF: f32 = 30.0;

/// Draws what lies on the floor or stands behind it, under the person's shadow.
pub fn ground(camera: &Camera, canvas: &mut Canvas, props: &[Prop], view: View) {
    for prop in props.iter().filter(|q| !on_the_floor(q.kind)) {
        draw(camera, canvas, prop, view);
    }
}

/// Draws what stands on the floor under the person, over the shadow.
pub fn under(camera: &Camera, canvas: &mut Canvas, props: &[Prop], view: View) {
    for prop in props.iter().filter(|q| on_the_floor(q.kind)) {
        draw(camera, canvas, prop, view);
    }
}

fn on_the_floor(kind: PropKind) -> bool {
    matches!(kind, PropKind::Roller | PropKind::Towel | PropKind::Pillow)
}

/// Draws what is between the viewer and the person: the near post of a door frame.
pub fn before(camera: &Camera, canvas: &mut Canvas, props: &[Prop], view: View) {
    let from_behind = matches!(view, View::Back | View::BackSide);
    for prop in props.iter().filter(|q| q.kind == PropKind::Doorway && !from_behind) {
        post(camera, canvas, prop, 1.0);
    }
}

fn draw(camera: &Camera, canvas: &mut Canvas, q: &Prop, view: View) {
    match q.kind {
        PropKind::Mat if view == View::Above => lying_mat(camera, canvas, q),
        PropKind::Mat => {
            cuboid(camera, canvas, [q.x, -1.2, -HALF - 4.0], [q.x + q.size, 0.0, HALF + 4.0], c::MAT, c::MAT_EDGE)
        }
        PropKind::Roller => roll(camera, canvas, q, c::ROLLER, c::ROLLER_EDGE),
        PropKind::Towel => roll(camera, canvas, q, c::TOWEL, c::TOWEL_EDGE),
        PropKind::Wall => cuboid(camera, canvas, [q.x, 0.0, -45.0], [q.x + 16.0, q.size, 45.0], c::WALL, c::WALL_EDGE),
        PropKind::WallBehind => {
            cuboid(camera, canvas, [q.x - 3.0, 0.0, -75.0], [q.x, q.size, 75.0], c::WALL, c::WALL_EDGE)
        }
        PropKind::Chair => chair(camera, canvas, q),
        PropKind::Stool => stool(camera, canvas, q),
        PropKind::Bench => bench(camera, canvas, q),
        PropKind::Doorway => {
            lintel(camera, canvas, q);
            post(camera, canvas, q, -1.0);
            if matches!(view, View::Back | View::BackSide) {
                post(camera, canvas, q, 1.0);
            }
        }
        PropKind::Pillow if view == View::Above => flat_pillow(camera, canvas, q),
        PropKind::Pillow => pillow(camera, canvas, q),
    }
}

/// A box with its seen faces in three shades.
pub fn cuboid(camera: &Camera, canvas: &mut Canvas, lo: [f32; 3], hi: [f32; 3], fill: Color, edge: Color) {
    let corner = |i: usize| v3(pick(lo[0], hi[0], i & 1), pick(lo[1], hi[1], i & 2), pick(lo[2], hi[2], i & 4));
    let all: Vec<P> = (0..8).map(|i| camera.see(corner(i))).collect();
    let mut outline = Path::default();
    outline.polygon(&hull(all));
    canvas.fill(&outline, fill.mix(edge, 0.35), Some((edge, 0.7 * camera.scale)));
    let faces: [([usize; 4], V3, f32); 6] = [
        ([2, 3, 7, 6], v3(0.0, 1.0, 0.0), 0.0),
        ([0, 1, 5, 4], v3(0.0, -1.0, 0.0), 0.6),
        ([4, 5, 7, 6], v3(0.0, 0.0, 1.0), 0.3),
        ([0, 1, 3, 2], v3(0.0, 0.0, -1.0), 0.3),
        ([1, 3, 7, 5], v3(1.0, 0.0, 0.0), 0.45),
        ([0, 2, 6, 4], v3(-1.0, 0.0, 0.0), 0.45),
    ];
    for (corners, normal, shade) in faces {
        if camera.near(normal) > 0.01 {
            let mut face = Path::default();
            face.polygon(&corners.map(|i| camera.see(corner(i))));
            canvas.fill(&face, fill.mix(edge, shade), None);
        }
    }
}

fn pick(lo: f32, hi: f32, bit: usize) -> f32 {
    if bit == 0 { lo } else { hi }
}

fn lying_mat(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let mut path = Path::default();
    let at = |x: f32, y: f32| camera.see(v3(x, y, 0.0));
    path.polygon(&rounded(at(q.x, q.y + 40.0), at(q.x + q.size, q.y - 40.0), 3.0 * camera.scale));
    canvas.fill(&path, c::MAT, Some((c::MAT_EDGE, 0.7 * camera.scale)));
}

fn flat_pillow(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let mut path = Path::default();
    let at = |x: f32, y: f32| camera.see(v3(x, y, 0.0));
    path.polygon(&rounded(at(q.x - q.size / 2.0, q.y + 20.0), at(q.x + q.size / 2.0, q.y - 20.0), 7.0 * camera.scale));
    canvas.fill(&path, c::PILLOW, Some((c::PILLOW_EDGE, 0.8 * camera.scale)));
}

/// Corners of a rectangle with rounded corners.
pub fn rounded(a: P, b: P, r: f32) -> Vec<P> {
    let (l, t, rt, bt) = (a.x.min(b.x), a.y.min(b.y), a.x.max(b.x), a.y.max(b.y));
    let mut points = Vec::new();
    for centre in [p(l + r, t + r), p(rt - r, t + r), p(rt - r, bt - r), p(l + r, bt - r)] {
        points.extend(circle_points(centre, r));
    }
    hull(points)
}

fn roll(camera: &Camera, canvas: &mut Canvas, q: &Prop, fill: Color, edge: Color) {
    let r = q.size / 2.0;
    let end = |z: f32| circle_points(camera.see(v3(q.x, r + q.y, z)), r * camera.scale);
    let mut points = end(-HALF + 6.0);
    points.extend(end(HALF - 6.0));
    let mut body = Path::default();
    body.polygon(&hull(points));
    canvas.fill(&body, fill.mix(edge, 0.45), Some((edge, 0.8 * camera.scale)));
    let mut face = Path::default();
    face.polygon(&end(HALF - 6.0));
    canvas.fill(&face, fill, Some((edge, 0.5 * camera.scale)));
    for k in [0.62, 0.28] {
        let mut ring = Path::default();
        ring.polygon(&circle_points(camera.see(v3(q.x, r + q.y, HALF - 6.0)), r * k * camera.scale));
        canvas.stroke(&ring, edge, 0.8 * camera.scale, 0.8);
    }
}

fn pillow(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let (half, top) = (q.size / 2.0, q.y);
    let mut points = Vec::new();
    for z in [-18.0, 18.0] {
        for (x, y, r) in [
            (-half + 2.5, 2.5, 2.5),
            (half - 2.5, 2.5, 2.5),
            (-half * 0.45, top - 4.0, 4.0),
            (half * 0.45, top - 4.0, 4.0),
        ] {
            points.extend(circle_points(camera.see(v3(q.x + x, y, z)), r * camera.scale));
        }
    }
    let mut path = Path::default();
    path.polygon(&hull(points));
    canvas.fill(&path, c::PILLOW, Some((c::PILLOW_EDGE, 0.8 * camera.scale)));
}

fn chair(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let (x, seat, top) = (q.x, q.y, q.size);
    let mut block = |lo: [f32; 3], hi: [f32; 3]| cuboid(camera, canvas, lo, hi, c::WOOD, c::WOOD_DARK);
    for z in [-20.0, 17.0] {
        block([x + 38.0, 0.0, z], [x + 41.0, seat - 4.0, z + 3.0]);
        block([x - 3.0, 0.0, z], [x, seat - 4.0, z + 3.0]);
    }
    for z in [-20.0, 17.0] {
        block([x - 3.5, seat - 4.0, z], [x, top - 14.0, z + 3.0]);
    }
    block([x - 4.0, top - 20.0, -21.0], [x, top, 21.0]);
    block([x - 3.0, seat - 4.0, -21.0], [x + 42.0, seat, 21.0]);
}

fn stool(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let (x, seat) = (q.x, q.y);
    let mut block = |lo: [f32; 3], hi: [f32; 3]| cuboid(camera, canvas, lo, hi, c::WOOD, c::WOOD_DARK);
    for (dx, z) in [(-17.0, -19.0), (14.0, -19.0), (-17.0, 16.0), (14.0, 16.0)] {
        block([x + dx, 0.0, z], [x + dx + 3.0, seat - 4.0, z + 3.0]);
    }
    block([x - 20.0, seat - 4.0, -21.0], [x + 20.0, seat, 21.0]);
}

fn bench(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let mut block = |lo: [f32; 3], hi: [f32; 3]| cuboid(camera, canvas, lo, hi, c::WOOD, c::WOOD_DARK);
    for (x, z) in [(q.x + 3.0, -22.0), (q.x + q.size - 7.0, -22.0), (q.x + 3.0, 18.0), (q.x + q.size - 7.0, 18.0)] {
        block([x, 0.0, z], [x + 4.0, q.y - 5.0, z + 4.0]);
    }
    block([q.x, q.y - 5.0, -26.0], [q.x + q.size, q.y, 26.0]);
}

fn post(camera: &Camera, canvas: &mut Canvas, q: &Prop, side: f32) {
    let z = side * q.size / 2.0;
    let (lo, hi) = if side > 0.0 { (z, z + 9.0) } else { (z - 9.0, z) };
    cuboid(camera, canvas, [q.x - 5.0, 0.0, lo], [q.x + 5.0, q.y, hi], c::WALL, c::WALL_EDGE);
}

fn lintel(camera: &Camera, canvas: &mut Canvas, q: &Prop) {
    let half = q.size / 2.0 + 9.0;
    cuboid(camera, canvas, [q.x - 5.0, q.y, -half], [q.x + 5.0, q.y + 9.0, half], c::WALL, c::WALL_EDGE);
}
