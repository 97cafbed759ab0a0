//! The person: a skeleton dressed in tapered limbs around the trunk, drawn from far to near.

use super::shape::{Camera, Canvas, Color};
use super::solid::{Disc, Look, Solid};
use super::{head, palette as c, trunk};
use crate::core::pose::skeleton::{ArmBones, LegBones, Skeleton};
use crate::core::pose::space::{V3, v3};
use crate::core::pose::{Highlight, Point};

/// Draws the whole person.
pub fn draw(camera: &Camera, canvas: &mut Canvas, body: &Skeleton, highlight: Option<Highlight>) {
    let mut parts = parts(camera, body, highlight);
    parts.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, part) in parts {
        canvas.add(part);
    }
}

/// Every part with how near the viewer it is, counted from the trunk.
fn parts(camera: &Camera, body: &Skeleton, highlight: Option<Highlight>) -> Vec<(f32, Canvas)> {
    let middle = camera.near(body.pelvis.at.lerp(body.chest().at, 0.5));
    let head = head_near(camera, body);
    let mut parts = vec![(0.0, trunk::draw(camera, body)), (head, head::draw(camera, body))];
    if let Some(part) = highlight {
        // A sleeve would hide the shoulder's own mark.
        let near = if part == Highlight::Shoulder { 100.0 } else { 0.1 };
        parts.push((near, trunk::warm(camera, body, part)));
    }
    let pelvis = &body.pelvis;
    let facing = camera.near(pelvis.at + pelvis.f) - camera.near(pelvis.at) > 0.8;
    if facing || body.legs.iter().any(|l| camera.near(l.knee) - camera.near(l.hip) > 25.0) {
        parts.push((0.8, trunk::hem(camera, body)));
    }
    for side in 0..2 {
        let [upper, (near, lower)] = arm(camera, &body.arms[side], body.arms[1 - side].shoulder, middle);
        let near = if behind_the_head(camera, body, side) { near.min(head - 0.1) } else { near };
        parts.extend([upper, (near, lower)]);
        parts.extend(leg(camera, body, side));
    }
    parts
}

/// The head is before the trunk unless the person bends away from the viewer.
fn head_near(camera: &Camera, body: &Skeleton) -> f32 {
    let away = camera.near(body.head.at) - camera.near(body.chest().at);
    if away < -9.0 { -0.5 } else { 0.5 }
}

/// Whether a hand lies on the side of the head that the viewer does not see.
fn behind_the_head(camera: &Camera, body: &Skeleton, side: usize) -> bool {
    let (skull, wrist) = (body.point(Point::Head), body.arms[side].wrist);
    (wrist - skull).len() < 16.0 && camera.near(wrist) < camera.near(skull) - 2.0
}

fn look(far: bool, near: Color, away: Color, edge: Color) -> Look {
    Look { fill: if far { away } else { near }, edge }
}

/// Upper arm with sleeve, and forearm with hand: apart, because a hand may lie before the face when the shoulder does not.
fn arm(camera: &Camera, a: &ArmBones, other: V3, middle: f32) -> [(f32, Canvas); 2] {
    let far = camera.near(a.shoulder) < camera.near(other) - 9.0;
    let skin = look(far, c::SKIN, c::SKIN_FAR, c::SKIN_EDGE);
    let shirt = look(far, c::SHIRT, c::SHIRT_FAR, c::SHIRT_EDGE);
    let (at, bone) = (|t: f32| a.shoulder.lerp(a.elbow, t), |t: f32| a.elbow.lerp(a.wrist, t));
    let (mut top, mut low) = (Canvas::default(), Canvas::default());
    Solid::new(camera).limb(&[Disc(a.shoulder, 5.0), Disc(at(0.3), 5.0), Disc(a.elbow, 3.9)]).draw(&mut top, skin);
    Solid::new(camera).limb(&[Disc(a.shoulder, 5.4), Disc(at(0.52), 5.4)]).draw(&mut top, shirt);
    hand(camera, a).draw(&mut low, skin);
    Solid::new(camera).limb(&[Disc(a.elbow, 3.9), Disc(bone(0.25), 4.1), Disc(a.wrist, 2.7)]).draw(&mut low, skin);
    // The edge across the elbow would cut the arm in two.
    Solid::new(camera).limb(&[Disc(at(0.8), 3.9), Disc(a.elbow, 3.8), Disc(bone(0.2), 3.9)]).cover(&mut low, skin);
    let top_near = before(camera.near(at(0.5)) - middle, 1.0, 0.05);
    let low_near = before(camera.near(bone(0.6)) - middle, 1.2, 0.05);
    [(top_near, top), (low_near.max(top_near - 30.0), low)]
}

/// Whatever is level with the trunk or nearer is drawn over it.
fn before(ahead: f32, step: f32, slope: f32) -> f32 {
    if ahead > -3.0 { step + ahead.max(0.0) * slope } else { ahead }
}

fn hand<'a>(camera: &'a Camera, a: &ArmBones) -> Solid<'a> {
    let across = a.hand.cross(a.palm).unit_or(v3(0.0, 0.0, 1.0));
    let down = a.palm * 0.4;
    let knuckles = a.wrist + a.hand * 8.5 + down;
    let tip = a.wrist + a.hand * 16.0 + down * 2.0;
    let thumb = a.wrist + a.hand * 8.0 + across * 4.2 + a.palm * 1.2;
    Solid::new(camera)
        .limb(&[Disc(a.wrist, 2.7), Disc(knuckles + across * 1.4, 2.4), Disc(tip + across * 0.8, 1.5)])
        .limb(&[Disc(a.wrist, 2.7), Disc(knuckles - across * 1.8, 2.4), Disc(tip - across * 1.6, 1.4)])
        .limb(&[Disc(a.wrist + a.hand * 2.0, 2.0), Disc(thumb, 1.4)])
}

fn leg(camera: &Camera, body: &Skeleton, side: usize) -> [(f32, Canvas); 2] {
    let l = &body.legs[side];
    let middle = camera.near(body.pelvis.at);
    let far = camera.near(l.hip) < middle - 4.0;
    let cloth = look(far, c::LEGGINGS, c::LEGGINGS_FAR, c::LEGGINGS_EDGE);
    let skin = look(far, c::SKIN, c::SKIN_FAR, c::SKIN_EDGE);
    let (at, bone) = (|t: f32| l.hip.lerp(l.knee, t), |t: f32| l.knee.lerp(l.ankle, t));
    let (mut top, mut low) = (Canvas::default(), Canvas::default());
    Solid::new(camera).limb(&[Disc(l.hip, 9.0), Disc(at(0.3), 8.6), Disc(l.knee, 5.6)]).draw(&mut top, cloth);
    foot(camera, l).draw(&mut low, skin);
    let calf = bone(0.28) - l.toes * 1.6;
    Solid::new(camera).limb(&[Disc(l.knee, 5.5), Disc(calf, 5.3), Disc(bone(0.84), 3.6)]).draw(&mut low, cloth);
    Solid::new(camera).limb(&[Disc(at(0.8), 5.9), Disc(l.knee, 5.5), Disc(bone(0.15), 5.3)]).cover(&mut low, cloth);
    let near = |v: V3, step: f32| before(camera.near(v) - middle, step, 0.02);
    [(near(at(0.6), 0.2), top), (near(bone(0.5), 0.3), low)]
}

fn foot<'a>(camera: &'a Camera, l: &LegBones) -> Solid<'a> {
    let across = l.toes.cross(l.sole).unit_or(v3(0.0, 0.0, 1.0));
    let at = |ahead: f32, down: f32, side: f32| l.ankle + l.toes * ahead + l.sole * down + across * side;
    let heel = Disc(at(-3.4, 3.6, 0.0), 3.4);
    Solid::new(camera)
        .limb(&[Disc(l.knee.lerp(l.ankle, 0.78), 3.3), Disc(l.ankle, 3.3), heel])
        .around(&[Disc(l.ankle, 3.3), heel, Disc(at(4.0, 3.8, 0.0), 3.2)])
        .limb(&[Disc(at(1.0, 1.0, 0.0), 3.4), Disc(at(9.0, 4.4, 1.4), 2.6), Disc(at(15.5, 5.4, 1.0), 1.6)])
        .limb(&[heel, Disc(at(9.0, 4.4, -1.4), 2.6), Disc(at(14.5, 5.4, -1.6), 1.6)])
}
