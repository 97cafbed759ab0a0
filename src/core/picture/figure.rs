//! The person: a skeleton dressed in tapered limbs, a trunk that follows the spine, clothes and the working part drawn warm.

use super::head;
use super::palette as c;
use super::shape::{Camera, Canvas, Color, Disc, P, Path, hull, limb};
use crate::core::pose::Highlight;
use crate::core::pose::skeleton::{ArmBones, LegBones, Skeleton};
use crate::core::pose::space::{Frame, V3, v3};

/// Width of the darker edge around each part, in centimetres.
const EDGE: f32 = 0.9;

/// Draws the whole person.
pub fn draw(camera: &Camera, canvas: &mut Canvas, body: &Skeleton, highlight: Option<Highlight>) {
    let mut parts = parts(camera, body, highlight);
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, part) in &parts {
        canvas.add(part);
    }
}

/// Every part with how near the viewer it is.
fn parts(camera: &Camera, body: &Skeleton, highlight: Option<Highlight>) -> Vec<(f32, Canvas)> {
    let trunk_near = camera.near(middle(body));
    let mut parts = vec![(trunk_near, trunk(camera, body))];
    if let Some(part) = highlight {
        let mut canvas = Canvas::default();
        warm(camera, &mut canvas, body, part);
        let over = if part == Highlight::Shoulder { 100.0 } else { 0.1 };
        parts.push((trunk_near + over, canvas));
    }
    parts.push((head_near(camera, body, trunk_near), head::draw(camera, body)));
    for side in 0..2 {
        parts.extend(arm(camera, body, side, trunk_near));
        parts.extend(leg(camera, body, side, trunk_near));
    }
    parts
}

fn middle(body: &Skeleton) -> V3 {
    body.pelvis.at.lerp(body.chest().at, 0.5)
}

/// The head is before the trunk unless the person looks away from the viewer.
fn head_near(camera: &Camera, body: &Skeleton, trunk: f32) -> f32 {
    let away = camera.near(body.head.at) - camera.near(body.chest().at);
    trunk + if away < -9.0 { -0.5 } else { 0.5 }
}

/// A slice of the trunk: its frame, how far its middle lies before the spine, half depth and half width.
struct Slice(Frame, f32, f32, f32);

fn trunk_slices(body: &Skeleton) -> (Vec<Slice>, Vec<Slice>) {
    let b = body.breath;
    let pelvis = &body.pelvis;
    let hips = vec![
        Slice(pelvis.moved(pelvis.point(0.0, -1.0, 0.0)), -0.6, 10.9, 16.0),
        Slice(pelvis.moved(pelvis.point(0.0, 4.0, 0.0)), 0.3, 10.4, 15.6),
        Slice(*body.lumbar.first().unwrap_or(pelvis), 1.0, 9.2, 13.8),
    ];
    let mut shirt = vec![Slice(pelvis.moved(pelvis.point(0.0, 3.5, 0.0)), 0.4, 10.6, 15.9)];
    const LUMBAR: [[f32; 3]; 4] = [[0.8, 9.6, 14.4], [1.2, 9.0, 13.4], [1.6, 8.9, 13.2], [2.0, 9.2, 13.8]];
    const THORAX: [[f32; 3]; 8] = [
        [2.4, 9.8, 14.4],
        [2.8, 10.4, 15.2],
        [3.2, 11.0, 15.8],
        [3.4, 11.2, 16.2],
        [3.2, 10.9, 16.4],
        [2.8, 10.2, 16.4],
        [2.0, 8.9, 15.0],
        [0.9, 6.6, 10.0],
    ];
    for (frame, [ahead, depth, width]) in body.lumbar.iter().zip(LUMBAR) {
        let full = if depth < 9.5 { b * 2.2 } else { b };
        shirt.push(Slice(*frame, ahead + full * 0.9, depth + full, width + full * 0.4));
    }
    for (frame, [ahead, depth, width]) in body.thoracic.iter().zip(THORAX) {
        shirt.push(Slice(*frame, ahead + b * 0.5, depth + b * 0.7, width + b * 0.5));
    }
    (hips, shirt)
}

/// Outline of one slice on the picture.
fn ellipse(camera: &Camera, s: &Slice) -> Vec<P> {
    const N: usize = 24;
    (0..N)
        .map(|i| {
            let (sin, cos) = (i as f32 / N as f32 * std::f32::consts::TAU).sin_cos();
            camera.see(s.0.point(s.1 + s.2 * cos, 0.0, s.3 * sin))
        })
        .collect()
}

fn wrap(camera: &Camera, slices: &[Slice]) -> Path {
    let mut path = Path::default();
    for pair in slices.windows(2) {
        let mut points = ellipse(camera, &pair[0]);
        points.extend(ellipse(camera, &pair[1]));
        path.polygon(&hull(points));
    }
    path
}

fn trunk(camera: &Camera, body: &Skeleton) -> Canvas {
    let mut canvas = Canvas::default();
    let e = EDGE * camera.scale;
    let (hips, shirt) = trunk_slices(body);
    let mut seat = wrap(camera, &hips);
    seat.join(&buttocks(camera, body));
    canvas.fill(&seat, c::LEGGINGS, Some((c::LEGGINGS_EDGE, e)));
    canvas.fill(&neck(camera, body), c::SKIN, Some((c::SKIN_EDGE, e)));
    let mut top = wrap(camera, &shirt);
    top.join(&shoulders(camera, body));
    canvas.fill(&top, c::SHIRT, Some((c::SHIRT_EDGE, e)));
    canvas
}

/// The round lower end of the trunk.
fn buttocks(camera: &Camera, body: &Skeleton) -> Path {
    let discs = [-5.4, 5.4].map(|side| Disc(body.pelvis.point(-1.0, -1.6, side), 10.4));
    limb(camera, &discs)
}

/// From collar to shoulder, on both sides.
fn shoulders(camera: &Camera, body: &Skeleton) -> Path {
    let mut path = Path::default();
    let collar = body.thoracic.last().copied().unwrap_or(body.pelvis);
    let low = body.thoracic.get(4).copied().unwrap_or(body.pelvis);
    for (side, arm) in body.arms.iter().enumerate() {
        let s = if side == 1 { 1.0 } else { -1.0 };
        let discs = [
            Disc(collar.point(1.0, -1.0, 4.0 * s), 4.2),
            Disc(arm.shoulder, 5.2),
            Disc(low.point(3.0, 0.0, 9.0 * s), 7.0),
        ];
        let points = discs.iter().flat_map(|d| super::shape::disc_points(camera, d)).collect();
        path.polygon(&hull(points));
    }
    path
}

fn neck(camera: &Camera, body: &Skeleton) -> Path {
    let base = body.thoracic.last().copied().unwrap_or(body.pelvis);
    let mut discs = vec![Disc(base.point(0.6, -2.0, 0.0), 6.2)];
    discs.extend(body.neck.iter().map(|f| Disc(f.point(0.8, 0.0, 0.0), 5.3)));
    discs.push(Disc(body.head.point(1.0, 3.0, 0.0), 5.2));
    limb(camera, &discs)
}

/// The working part.
fn warm(camera: &Camera, canvas: &mut Canvas, body: &Skeleton, part: Highlight) {
    let px = camera.scale;
    let mut band = |points: Vec<V3>, width: f32| {
        let mut path = Path::default();
        path.smooth(&points.iter().map(|v| camera.see(*v)).collect::<Vec<_>>());
        canvas.stroke(&path, c::WARM_SOFT, (width + 2.6) * px, 0.9);
        canvas.stroke(&path, c::WARM, width * px, 1.0);
    };
    let spine = |back: f32, skip: usize| -> Vec<V3> {
        let (_, shirt) = trunk_slices(body);
        shirt.iter().skip(5 + skip).take(7 - skip).map(|s| s.0.point(s.1 - s.2 + back, 0.0, 0.0)).collect()
    };
    match part {
        Highlight::Thoracic => band(spine(3.2, 0), 3.6),
        Highlight::Neck => band(body.neck.iter().map(|f| f.point(-2.6, 0.5, 0.0)).collect(), 2.6),
        Highlight::NeckSide => {
            let shoulder = body.chest().moved(body.arms[0].shoulder);
            let from = body.head.point(0.0, 1.5, -4.6);
            let mid = body.neck.first().copied().unwrap_or(body.head).point(0.0, 0.0, -4.6);
            band(vec![from, mid, shoulder.point(0.0, 4.0, 6.0)], 2.8);
        }
        Highlight::Chest => {
            let chest = body.thoracic.get(4).copied().unwrap_or(body.pelvis);
            let front = |s: f32, up: f32| chest.point(12.5, up, s);
            band(vec![front(-10.0, 5.0), front(-5.0, 2.0), front(0.0, 3.0), front(5.0, 2.0), front(10.0, 5.0)], 4.0);
        }
        Highlight::Blades => {
            let back = body.thoracic.get(4).copied().unwrap_or(body.pelvis);
            for s in [-1.0, 1.0] {
                let shift = body.chest().point(3.0, 0.0, 17.0 * s) - body.arms[if s > 0.0 { 1 } else { 0 }].shoulder;
                let lift = -shift.dot(body.chest().u);
                let at = |out: f32, up: f32| back.point(-8.5, up + lift, out * s);
                band(vec![at(6.0, 6.0), at(7.5, 0.0), at(9.0, -6.0)], 3.6);
            }
        }
        Highlight::Shoulder => {
            let a = &body.arms[1];
            let out = body.chest();
            band(
                vec![
                    a.shoulder + out.dir(0.0, 3.5, 1.0),
                    a.shoulder + out.dir(0.5, 0.5, 4.6),
                    a.shoulder.lerp(a.elbow, 0.4),
                ],
                3.2,
            );
        }
        Highlight::Ribs => {
            for s in [-1.0, 1.0] {
                let ribs = body.thoracic.iter().take(4);
                band(ribs.map(|f| f.point(5.0, 0.0, 12.0 * s)).collect(), 3.2);
            }
        }
        Highlight::Belly => {
            let belly = |i: usize, up: f32| {
                let f = body.lumbar.get(i).copied().unwrap_or(body.pelvis);
                f.point(8.6 + body.breath * 3.4, up, 0.0)
            };
            band(vec![belly(0, -1.0), belly(1, 0.0), belly(2, 0.0), belly(3, 1.0)], 3.6);
        }
    }
}

struct Look {
    fill: Color,
    edge: Color,
}

fn look(far: bool, near: Color, away: Color, edge: Color) -> Look {
    Look { fill: if far { away } else { near }, edge }
}

/// Upper arm with sleeve, forearm and hand; forearm apart, because it may lie before the face while the shoulder does not.
fn arm(camera: &Camera, body: &Skeleton, side: usize, trunk: f32) -> Vec<(f32, Canvas)> {
    let a = &body.arms[side];
    let e = EDGE * camera.scale;
    let far = camera.near(a.shoulder) < trunk - 6.0;
    let skin = look(far, c::SKIN, c::SKIN_FAR, c::SKIN_EDGE);
    let shirt = look(far, c::SHIRT, c::SHIRT_FAR, c::SHIRT_EDGE);
    let at = |t: f32| a.shoulder.lerp(a.elbow, t);
    let upper = limb(camera, &[Disc(a.shoulder, 5.0), Disc(at(0.3), 5.0), Disc(a.elbow, 3.9)]);
    let sleeve = limb(camera, &[Disc(a.shoulder, 5.4), Disc(at(0.52), 5.4)]);
    let mut top = Canvas::default();
    top.fill(&upper, skin.fill, Some((skin.edge, e)));
    top.fill(&sleeve, shirt.fill, Some((shirt.edge, e)));
    let mut low = Canvas::default();
    hand(camera, &mut low, a, &skin);
    let bone = |t: f32| a.elbow.lerp(a.wrist, t);
    let fore = limb(camera, &[Disc(a.elbow, 3.9), Disc(bone(0.25), 4.1), Disc(a.wrist, 2.7)]);
    low.fill(&fore, skin.fill, Some((skin.edge, e)));
    // The edge across the elbow would cut the arm in two.
    low.fill(&limb(camera, &[Disc(at(0.8), 3.9), Disc(a.elbow, 3.8), Disc(bone(0.2), 3.9)]), skin.fill, None);
    let upper_near = before(camera.near(at(0.5)) - trunk, trunk, 1.0);
    let low_near = before(camera.near(bone(0.6)) - trunk, trunk, 1.2);
    vec![(upper_near, top), (low_near.max(upper_near - 30.0), low)]
}

/// Whatever is level with the trunk or nearer is drawn over it.
fn before(ahead: f32, trunk: f32, step: f32) -> f32 {
    if ahead > -3.0 { trunk + step + ahead.max(0.0) * 0.05 } else { trunk + ahead }
}

fn hand(camera: &Camera, canvas: &mut Canvas, a: &ArmBones, look: &Look) {
    let e = EDGE * camera.scale;
    let across = a.hand.cross(a.palm).unit_or(v3(0.0, 0.0, 1.0));
    let down = a.palm * 0.4;
    let knuckles = a.wrist + a.hand * 8.5 + down;
    let tip = a.wrist + a.hand * 16.0 + down * 2.0;
    let thumb = a.wrist + a.hand * 8.0 + across * 4.2 + a.palm * 1.2;
    let mut path =
        limb(camera, &[Disc(a.wrist, 2.7), Disc(knuckles + across * 1.4, 2.4), Disc(tip + across * 0.8, 1.5)]);
    path.join(&limb(camera, &[Disc(a.wrist, 2.7), Disc(knuckles - across * 1.8, 2.4), Disc(tip - across * 1.6, 1.4)]));
    path.join(&limb(camera, &[Disc(a.wrist + a.hand * 2.0, 2.0), Disc(thumb, 1.4)]));
    canvas.fill(&path, look.fill, Some((look.edge, e)));
}

fn leg(camera: &Camera, body: &Skeleton, side: usize, trunk: f32) -> Vec<(f32, Canvas)> {
    let l = &body.legs[side];
    let e = EDGE * camera.scale;
    let far = camera.near(l.hip) < camera.near(body.pelvis.at) - 4.0;
    let cloth = look(far, c::LEGGINGS, c::LEGGINGS_FAR, c::LEGGINGS_EDGE);
    let skin = look(far, c::SKIN, c::SKIN_FAR, c::SKIN_EDGE);
    let at = |t: f32| l.hip.lerp(l.knee, t);
    let thigh = limb(camera, &[Disc(l.hip, 9.0), Disc(at(0.3), 8.6), Disc(l.knee, 5.6)]);
    let mut top = Canvas::default();
    top.fill(&thigh, cloth.fill, Some((cloth.edge, e)));
    let mut low = Canvas::default();
    foot(camera, &mut low, l, bone_point(l, 0.78), &skin);
    let bone = |t: f32| l.knee.lerp(l.ankle, t);
    let calf = -l.toes * 1.6;
    let shin = limb(camera, &[Disc(l.knee, 5.5), Disc(bone(0.28) + calf, 5.3), Disc(bone(0.84), 3.6)]);
    low.fill(&shin, cloth.fill, Some((cloth.edge, e)));
    low.fill(&limb(camera, &[Disc(at(0.8), 5.9), Disc(l.knee, 5.5), Disc(bone(0.15), 5.3)]), cloth.fill, None);
    let near = |v: V3, step: f32| {
        let ahead = camera.near(v) - camera.near(body.pelvis.at);
        if ahead > -3.0 { trunk + step + ahead.max(0.0) * 0.02 } else { trunk + ahead }
    };
    vec![(near(at(0.6), 0.2), top), (near(bone(0.5), 0.3), low)]
}

fn bone_point(l: &LegBones, t: f32) -> V3 {
    l.knee.lerp(l.ankle, t)
}

fn foot(camera: &Camera, canvas: &mut Canvas, l: &LegBones, shin: V3, look: &Look) {
    let e = EDGE * camera.scale;
    let across = l.toes.cross(l.sole).unit_or(v3(0.0, 0.0, 1.0));
    let at = |ahead: f32, down: f32, side: f32| l.ankle + l.toes * ahead + l.sole * down + across * side;
    let mut path = limb(
        camera,
        &[Disc(l.ankle, 3.3), Disc(at(-3.4, 3.6, 0.0), 3.4), Disc(at(4.0, 3.8, 0.0), 3.2), Disc(l.ankle, 3.3)],
    );
    path.join(&limb(camera, &[Disc(shin, 3.3), Disc(l.ankle, 3.3)]));
    path.join(&limb(
        camera,
        &[Disc(at(1.0, 1.0, 0.0), 3.4), Disc(at(9.0, 4.4, 1.4), 2.6), Disc(at(15.5, 5.4, 1.0), 1.6)],
    ));
    path.join(&limb(
        camera,
        &[Disc(at(-3.4, 3.6, 0.0), 3.4), Disc(at(9.0, 4.4, -1.4), 2.6), Disc(at(14.5, 5.4, -1.6), 1.6)],
    ));
    canvas.fill(&path, look.fill, Some((look.edge, e)));
}
