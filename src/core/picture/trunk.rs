//! The trunk: slices along the spine, so that every bend of it shows, and the working part drawn warm.

use super::palette as c;
use super::shape::{Camera, Canvas, Path};
use super::solid::{Disc, Look, Slice, Solid};
use crate::core::pose::Highlight;
use crate::core::pose::skeleton::Skeleton;
use crate::core::pose::space::{Frame, V3};

/// Each slice of the low back: middle before the spine, half depth, half width.
const LUMBAR: [[f32; 3]; 4] = [[0.8, 9.6, 14.4], [1.2, 9.0, 13.4], [1.6, 8.9, 13.2], [2.0, 9.2, 13.8]];
/// The same for the chest, up to the collar.
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

/// Hips, neck and shirt.
pub fn draw(camera: &Camera, body: &Skeleton) -> Canvas {
    let mut canvas = Canvas::default();
    let seat = [-5.4, 5.4].map(|side| Disc(body.pelvis.point(-1.0, -1.6, side), 10.4));
    let hips = Solid::new(camera).trunk(&hip_slices(body)).around(&seat);
    hips.draw(&mut canvas, Look { fill: c::LEGGINGS, edge: c::LEGGINGS_EDGE });
    neck(camera, body).draw(&mut canvas, Look { fill: c::SKIN, edge: c::SKIN_EDGE });
    let shirt = shoulders(Solid::new(camera).trunk(&shirt_slices(body)), body);
    shirt.draw(&mut canvas, Look { fill: c::SHIRT, edge: c::SHIRT_EDGE });
    canvas
}

/// The shirt's end, over thighs that point at the viewer.
pub fn hem(camera: &Camera, body: &Skeleton) -> Canvas {
    let mut canvas = Canvas::default();
    let low: Vec<Slice> = shirt_slices(body).into_iter().take(3).collect();
    Solid::new(camera).trunk(&low).draw(&mut canvas, Look { fill: c::SHIRT, edge: c::SHIRT_EDGE });
    let high: Vec<Slice> = shirt_slices(body).into_iter().skip(1).take(4).collect();
    Solid::new(camera).trunk(&high).cover(&mut canvas, Look { fill: c::SHIRT, edge: c::SHIRT_EDGE });
    canvas
}

fn hip_slices(body: &Skeleton) -> [Slice; 3] {
    let pelvis = &body.pelvis;
    [
        Slice(pelvis.moved(pelvis.point(0.0, -1.0, 0.0)), -0.6, 10.9, 16.0),
        Slice(pelvis.moved(pelvis.point(0.0, 4.0, 0.0)), 0.3, 10.4, 15.6),
        Slice(*body.lumbar.first().unwrap_or(pelvis), 1.0, 9.2, 13.8),
    ]
}

/// From the waist to the collar; the belly more than the chest fills with breath.
fn shirt_slices(body: &Skeleton) -> Vec<Slice> {
    let (b, pelvis) = (body.breath, &body.pelvis);
    let mut shirt = vec![Slice(pelvis.moved(pelvis.point(0.0, 3.5, 0.0)), 0.4, 10.6, 15.9)];
    for (i, (frame, [ahead, depth, width])) in body.lumbar.iter().zip(LUMBAR).enumerate() {
        let full = if i == 0 { b } else { b * 2.2 };
        shirt.push(Slice(*frame, ahead + full * 0.9, depth + full, width + full * 0.4));
    }
    for (frame, [ahead, depth, width]) in body.thoracic.iter().zip(THORAX) {
        shirt.push(Slice(*frame, ahead + b * 0.5, depth + b * 0.7, width + b * 0.5));
    }
    shirt
}

/// From collar to shoulder, on both sides.
fn shoulders<'a>(mut shirt: Solid<'a>, body: &Skeleton) -> Solid<'a> {
    let collar = body.thoracic.last().copied().unwrap_or(body.pelvis);
    let low = thoracic(body, 4);
    for (arm, s) in body.arms.iter().zip([-1.0, 1.0]) {
        let discs = [
            Disc(collar.point(1.0, -1.0, 4.0 * s), 4.2),
            Disc(arm.shoulder, 5.2),
            Disc(low.point(3.0, 0.0, 9.0 * s), 7.0),
        ];
        shirt = shirt.around(&discs);
    }
    shirt
}

fn neck<'a>(camera: &'a Camera, body: &Skeleton) -> Solid<'a> {
    let base = body.thoracic.last().copied().unwrap_or(body.pelvis);
    let mut discs = vec![Disc(base.point(0.6, -2.0, 0.0), 6.2)];
    discs.extend(body.neck.iter().map(|f| Disc(f.point(0.8, 0.0, 0.0), 5.3)));
    discs.push(Disc(body.head.point(1.0, 3.0, 0.0), 5.2));
    Solid::new(camera).limb(&discs)
}

fn thoracic(body: &Skeleton, i: usize) -> Frame {
    body.thoracic.get(i).copied().unwrap_or(body.pelvis)
}

/// The working part, as warm bands.
pub fn warm(camera: &Camera, body: &Skeleton, part: Highlight) -> Canvas {
    let mut canvas = Canvas::default();
    let (bands, width) = match part {
        Highlight::Thoracic => (vec![spine(body)], 3.6),
        Highlight::Neck => (vec![nape(body)], 2.6),
        Highlight::NeckSide => (vec![neck_side(body)], 2.8),
        Highlight::Chest => (vec![chest(body)], 4.0),
        Highlight::Blades => (vec![blade(body, 0), blade(body, 1)], 3.6),
        Highlight::Shoulder => (vec![shoulder(body)], 3.2),
        Highlight::Belly => (vec![belly(body)], 3.6),
        Highlight::Ribs => (vec![ribs(body, -1.0), ribs(body, 1.0)], 3.2),
    };
    for points in bands {
        let mut path = Path::default();
        path.smooth(&points.iter().map(|v| camera.see(*v)).collect::<Vec<_>>());
        canvas.stroke(&path, c::WARM_SOFT, (width + 2.6) * camera.scale, 1.0);
        canvas.stroke(&path, c::WARM, width * camera.scale, 1.0);
    }
    canvas
}

/// Along the back, just inside its outline.
fn spine(body: &Skeleton) -> Vec<V3> {
    shirt_slices(body).iter().skip(5).take(7).map(|s| s.0.point(s.1 - s.2 + 3.2, 0.0, 0.0)).collect()
}

fn nape(body: &Skeleton) -> Vec<V3> {
    let mut points: Vec<V3> = body.neck.iter().map(|f| f.point(-2.4, 0.0, 0.0)).collect();
    points.insert(0, thoracic(body, 7).point(-3.0, -1.0, 0.0));
    points
}

fn neck_side(body: &Skeleton) -> Vec<V3> {
    let shoulder = body.chest().moved(body.arms[0].shoulder);
    let middle = body.neck.first().copied().unwrap_or(body.head).point(0.0, 0.0, -4.6);
    vec![body.head.point(0.0, 1.5, -4.6), middle, shoulder.point(0.0, 4.0, 6.0)]
}

fn chest(body: &Skeleton) -> Vec<V3> {
    let middle = thoracic(body, 4);
    [(-10.0, 5.0), (-5.0, 2.0), (0.0, 3.0), (5.0, 2.0), (10.0, 5.0)].map(|(s, up)| middle.point(12.5, up, s)).into()
}

/// The inner edge of a shoulder blade; it goes where the shoulder goes.
fn blade(body: &Skeleton, side: usize) -> Vec<V3> {
    let s = if side == 1 { 1.0 } else { -1.0 };
    let (girdle, back) = (body.chest(), thoracic(body, 4));
    let slid = body.arms[side].shoulder - girdle.point(3.0, 0.5, 17.0 * s);
    let (ahead, up) = (slid.dot(girdle.f), slid.dot(girdle.u));
    [(6.0, 6.0), (7.2, 0.0), (8.6, -6.0)]
        .map(|(out, high)| back.point(-8.3, high + up, (out + ahead * 0.45) * s))
        .into()
}

fn shoulder(body: &Skeleton) -> Vec<V3> {
    let (arm, girdle) = (&body.arms[1], body.chest());
    vec![
        arm.shoulder + girdle.dir(0.0, 3.5, 1.0),
        arm.shoulder + girdle.dir(0.5, 0.5, 4.6),
        arm.shoulder.lerp(arm.elbow, 0.4),
    ]
}

fn belly(body: &Skeleton) -> Vec<V3> {
    let at = |f: &Frame| f.point(8.6 + body.breath * 3.4, 0.0, 0.0);
    body.lumbar.iter().map(at).collect()
}

fn ribs(body: &Skeleton, s: f32) -> Vec<V3> {
    body.thoracic.iter().take(4).map(|f| f.point(5.0, 0.0, 12.0 * s)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::catalogue::Exercise;
    use crate::core::pose::stance::Stance;
    use crate::core::pose::{self, PropKind};

    #[test]
    fn the_roller_carries_the_mid_back_and_nothing_sinks_into_it() {
        let text = include_str!("../../../prompts/exercises/foam-roll.toml");
        let exercise: Exercise = toml::from_str(text).expect("the shipped file is valid");
        let pose = pose::resolved(&exercise.poses, "main").expect("is there");
        let roller = pose.props.iter().flatten().find(|q| q.kind == PropKind::Roller).copied().expect("is there");
        let body = Skeleton::of(&Stance::of(&pose));
        let gap = |f: &Frame, [ahead, depth, _]: [f32; 3]| {
            let back = f.point(ahead - depth, 0.0, 0.0);
            (back.x - roller.x).hypot(back.y - roller.size / 2.0) - roller.size / 2.0
        };
        let gaps: Vec<f32> = body.thoracic.iter().zip(THORAX).map(|(f, slice)| gap(f, slice)).collect();
        let (nearest, least) =
            gaps.iter().enumerate().fold((0, f32::INFINITY), |best, (i, g)| if *g < best.1 { (i, *g) } else { best });
        assert!((-1.5..1.5).contains(&least), "{least} cm between back and roller");
        // Between the lower ribs and the lower edge of the shoulder blades, never the low back or the neck.
        assert!((1..=5).contains(&nearest), "touches at piece {nearest} of 8");
    }
}
