//! What of a body touches the room: those places stay where they are while the body moves.

use super::skeleton::{ANKLE, PALM, Skeleton};
use super::space::{V3, v3};
use super::stance::{KNEE_RADIUS, Root, Stance};
use super::{Point, Surface, Touch};

/// A joint that touches the room, and where it ought to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contact {
    pub joint: Point,
    pub place: V3,
}

impl Contact {
    /// How far the body is from touching there, in centimetres.
    pub fn gap(&self, body: &Skeleton) -> f32 {
        (body.point(self.joint) - self.place).len()
    }
}

/// Everything of a key pose that touches the room, not the own body.
pub fn contacts(stance: &Stance) -> Vec<Contact> {
    let mut all = Vec::new();
    for (side, s) in [(0, -1.0), (1, 1.0)] {
        let pick = |left: Point, right: Point| if side == 0 { left } else { right };
        let (arm, leg) = (&stance.arms[side], &stance.legs[side]);
        let mut touch = |joint: Point, touch: Option<Touch>, height: f32| {
            let found = touch.and_then(|t| Some(Contact { joint, place: place(&t, s, height)? }));
            all.extend(found);
        };
        // A hand whose elbow rests points where it points; only the elbow is held.
        touch(pick(Point::LeftHand, Point::RightHand), arm.hand.filter(|_| arm.rest.is_none()), PALM);
        touch(pick(Point::LeftElbow, Point::RightElbow), arm.rest, PALM);
        touch(pick(Point::LeftFoot, Point::RightFoot), leg.foot, ANKLE);
        if let (Root::Kneel(k), None, true) = (stance.root, leg.foot, leg.down.unwrap_or(true)) {
            let place = v3(k.x, k.y + KNEE_RADIUS, k.width * s);
            all.push(Contact { joint: pick(Point::LeftKnee, Point::RightKnee), place });
        }
    }
    all
}

/// Where the joint is whose hand or foot touches; `None` on the own body.
fn place(touch: &Touch, s: f32, height: f32) -> Option<V3> {
    let [x, y, z] = touch.at;
    let at = v3(x, y, z * s);
    match touch.on {
        Surface::Floor => Some(at + v3(0.0, height, 0.0)),
        Surface::Wall => Some(at - v3(height, 0.0, 0.0)),
        Surface::Air => Some(at),
        Surface::Head | Surface::Chest | Surface::Belly | Surface::Pelvis | Surface::OtherArm => None,
    }
}
