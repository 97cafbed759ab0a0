//! Places of the joints of one moment: forward kinematics for what hangs free, two-bone inverse kinematics for hands and
//! feet that touch something.

use super::space::{Frame, V3, v3};
use super::stance::{HIP_HALF, KNEE_RADIUS, Root, Spine, Stance, THIGH, ease, mix};
use super::{Arm, Leg, Point, Surface, Touch};

/// Knee to ankle.
pub const SHIN: f32 = 42.0;
/// Shoulder to elbow.
pub const UPPER_ARM: f32 = 29.0;
/// Elbow to wrist.
pub const FOREARM: f32 = 25.0;
/// Height of the ankle joint over the sole.
pub const ANKLE: f32 = 7.0;
/// Half the thickness of a hand.
pub const PALM: f32 = 2.6;
/// How far a shoulder blade can slide to help a hand stay where it is.
pub const BLADE_GIVE: f32 = 5.0;

/// The sharpest angle inside an elbow or knee, 32 degrees, in radians.
const MOST_BENT: f32 = 0.5585;

/// Where elbows go of themselves, forward, up and outward: hands behind the head open them.
const ELBOWS_WIDE: [f32; 3] = [0.12, 0.1, 1.0];
const ELBOWS_LOOSE: [f32; 3] = [-0.55, -0.75, 0.45];

/// An arm's joints; `hand` is where the fingers point, `palm` where the palm looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ArmBones {
    pub shoulder: V3,
    pub elbow: V3,
    pub wrist: V3,
    pub hand: V3,
    pub palm: V3,
}

/// A leg's joints; `toes` is where the foot points, `sole` where its underside looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegBones {
    pub hip: V3,
    pub knee: V3,
    pub ankle: V3,
    pub toes: V3,
    pub sole: V3,
}

/// A body at one moment; arms and legs are left then right.
#[derive(Debug, Clone, PartialEq)]
pub struct Skeleton {
    pub pelvis: Frame,
    pub lumbar: Vec<Frame>,
    pub thoracic: Vec<Frame>,
    pub neck: Vec<Frame>,
    pub head: Frame,
    pub arms: [ArmBones; 2],
    pub legs: [LegBones; 2],
    pub breath: f32,
}

impl Skeleton {
    /// The body in a key pose.
    pub fn of(s: &Stance) -> Skeleton {
        Skeleton::between(s, s, 0.0)
    }

    /// The body `t` (0–1, before easing) of the way from `a` to `b`.
    pub fn between(a: &Stance, b: &Stance, t: f32) -> Skeleton {
        let t = ease(t);
        let root = Root::mix(a, b, t);
        let mut body = trunk(hip_of(a, root), &a.spine.mix(&b.spine, t));
        let (body_a, body_b) = (trunk(a.hip(), &a.spine), trunk(b.hip(), &b.spine));
        for side in [1, 0] {
            body.legs[side] = leg_between(&body, side, (a, &body_a), (b, &body_b), root, t);
        }
        // The right arm first: the left may hold it. Where it is the right that holds, the left goes first.
        let left_first = a.arms[1].holds_other() || b.arms[1].holds_other();
        for side in if left_first { [0, 1] } else { [1, 0] } {
            body.arms[side] = arm_between(&body, side, (&a.arms, &body_a), (&b.arms, &body_b), t);
        }
        body
    }

    /// Where a point of the body is.
    pub fn point(&self, at: Point) -> V3 {
        let thoracic = |i: usize| self.thoracic.get(i).copied().unwrap_or(self.pelvis);
        match at {
            Point::Head => self.head.point(0.0, 10.0, 0.0),
            Point::Chin => self.head.point(8.0, 2.0, 0.0),
            Point::Neck => self.neck.first().copied().unwrap_or(self.head).at,
            Point::Chest => thoracic(5).point(13.0, 0.0, 0.0),
            Point::MidBack => thoracic(3).point(-8.0, 0.0, 0.0),
            Point::Belly => self.lumbar.get(2).copied().unwrap_or(self.pelvis).point(10.0, 0.0, 0.0),
            Point::Hip => self.pelvis.at,
            Point::RightShoulder => self.arms[1].shoulder,
            Point::LeftShoulder => self.arms[0].shoulder,
            Point::RightElbow => self.arms[1].elbow,
            Point::LeftElbow => self.arms[0].elbow,
            Point::RightHand => self.arms[1].wrist,
            Point::LeftHand => self.arms[0].wrist,
            Point::RightKnee => self.legs[1].knee,
            Point::LeftKnee => self.legs[0].knee,
            Point::RightFoot => self.legs[1].ankle,
            Point::LeftFoot => self.legs[0].ankle,
        }
    }

    /// The frame of the shoulder girdle.
    pub fn chest(&self) -> Frame {
        self.thoracic.get(6).or(self.thoracic.last()).copied().unwrap_or(self.pelvis)
    }
}

impl Arm {
    fn holds_other(&self) -> bool {
        self.hand.is_some_and(|t| t.on == Surface::OtherArm)
    }
}

fn hip_of(a: &Stance, root: Root) -> V3 {
    Stance { root, ..*a }.hip()
}

/// Pelvis, spine and head; limbs are placeholders.
fn trunk(hip: V3, s: &Spine) -> Skeleton {
    let pelvis = Frame::upright(hip).about(v3(0.0, 1.0, 0.0), -s.turn).bent(s.lean, s.roll, 0.0);
    let lumbar = curve(pelvis.moved(pelvis.point(0.0, 5.0, 0.0)), 4, 16.0, s.lumbar);
    let thoracic = curve(*lumbar.last().unwrap_or(&pelvis), 8, 28.0, s.thoracic);
    let neck = curve(*thoracic.last().unwrap_or(&pelvis), 3, 10.5, s.neck);
    let top = *neck.last().unwrap_or(&pelvis);
    let head = top.bent(s.head, 0.0, 0.0);
    let head = head.moved(head.point(s.glide, 0.0, 0.0));
    let arm = ArmBones { shoulder: hip, elbow: hip, wrist: hip, hand: pelvis.f, palm: pelvis.f };
    let leg = LegBones { hip, knee: hip, ankle: hip, toes: pelvis.f, sole: -pelvis.u };
    Skeleton { pelvis, lumbar, thoracic, neck, head, arms: [arm; 2], legs: [leg; 2], breath: s.breath }
}

/// A run of `n` pieces, `length` long altogether, that bends evenly.
fn curve(from: Frame, n: usize, length: f32, [flex, side, twist]: [f32; 3]) -> Vec<Frame> {
    let k = 1.0 / n as f32;
    let mut at = from;
    (0..n)
        .map(|_| {
            let half = at.bent(flex * k / 2.0, side * k / 2.0, twist * k / 2.0);
            at = half.moved(half.point(0.0, length * k, 0.0)).bent(flex * k / 2.0, side * k / 2.0, twist * k / 2.0);
            at
        })
        .collect()
}

fn sign(side: usize) -> f32 {
    if side == 1 { 1.0 } else { -1.0 }
}

type ArmsOf<'a> = (&'a [Arm; 2], &'a Skeleton);

/// Touch to touch and angles to angles keep their kind on the way; anything else goes by the wrist's own path.
fn arm_between(body: &Skeleton, side: usize, a: ArmsOf, b: ArmsOf, t: f32) -> ArmBones {
    let (p, q) = (a.0[side], b.0[side]);
    if let Some(arm) = mix_arm(&p, &q, t) {
        return solve_arm(body, side, &arm);
    }
    let whole = |arms: ArmsOf| {
        let mut own = arms.1.clone();
        for s in [1 - side, side] {
            own.arms[s] = solve_arm(&own, s, &arms.0[s]);
        }
        own.arms[side]
    };
    let (from, to) = (whole(a), whole(b));
    let shoulder = shoulder_at(
        body,
        side,
        mix(p.forward.unwrap_or(0.0), q.forward.unwrap_or(0.0), t),
        mix(p.up.unwrap_or(0.0), q.up.unwrap_or(0.0), t),
    );
    let pole = |x: &ArmBones| x.elbow - x.shoulder.lerp(x.wrist, 0.5);
    let wrist = from.wrist.lerp(to.wrist, t);
    let (shoulder, elbow, wrist) = reach(shoulder, wrist, UPPER_ARM, FOREARM, pole(&from).lerp(pole(&to), t));
    let hand = from.hand.lerp(to.hand, t).unit_or(to.hand);
    ArmBones { shoulder, elbow, wrist, hand, palm: from.palm.lerp(to.palm, t).unit_or(to.palm) }
}

fn mix_arm(p: &Arm, q: &Arm, t: f32) -> Option<Arm> {
    let some = |a: Option<f32>, b: Option<f32>| Some(mix(a.unwrap_or(0.0), b.unwrap_or(0.0), t));
    let (hand, rest) = (mix_touch(p.hand, q.hand, t)?, mix_touch(p.rest, q.rest, t)?);
    Some(Arm {
        raise: some(p.raise, q.raise),
        out: some(p.out, q.out),
        rotate: some(p.rotate, q.rotate),
        elbow: some(p.elbow, q.elbow),
        wrist: some(p.wrist, q.wrist),
        forward: some(p.forward, q.forward),
        up: some(p.up, q.up),
        hand,
        rest,
        swing: some(p.swing, q.swing),
    })
}

/// `None` when only one of them touches, or they touch different things.
fn mix_touch(p: Option<Touch>, q: Option<Touch>, t: f32) -> Option<Option<Touch>> {
    let mix3 = |a: [f32; 3], b: [f32; 3]| [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
    match (p, q) {
        (None, None) => Some(None),
        (Some(p), Some(q)) if p.on == q.on && p.point.is_some() == q.point.is_some() => {
            let point = p.point.zip(q.point).map(|(a, b)| mix3(a, b));
            Some(Some(Touch { on: p.on, at: mix3(p.at, q.at), point }))
        }
        _ => None,
    }
}

fn shoulder_at(body: &Skeleton, side: usize, forward: f32, up: f32) -> V3 {
    body.chest().point(3.0 + forward, 0.5 + up, 17.0 * sign(side))
}

fn solve_arm(body: &Skeleton, side: usize, arm: &Arm) -> ArmBones {
    let shoulder = shoulder_at(body, side, arm.forward.unwrap_or(0.0), arm.up.unwrap_or(0.0));
    match (arm.hand, arm.rest) {
        (hand, Some(rest)) => resting_arm(body, side, shoulder, rest, hand),
        (Some(hand), None) => touching_arm(body, side, shoulder, hand, arm.swing.unwrap_or(0.0)),
        (None, None) => hanging_arm(body, side, shoulder, arm),
    }
}

fn hanging_arm(body: &Skeleton, side: usize, shoulder: V3, arm: &Arm) -> ArmBones {
    let (chest, s) = (body.chest(), sign(side));
    let frame = chest.about(chest.f, -s * arm.out.unwrap_or(0.0)).about(chest.r, arm.raise.unwrap_or(0.0));
    let frame = frame.about(frame.u, s * arm.rotate.unwrap_or(0.0));
    let elbow = shoulder - frame.u * UPPER_ARM;
    let fore = frame.about(frame.r, arm.elbow.unwrap_or(0.0));
    let wrist = elbow - fore.u * FOREARM;
    let hand = fore.about(fore.r, arm.wrist.unwrap_or(0.0));
    ArmBones { shoulder, elbow, wrist, hand: -hand.u, palm: -fore.r * s }
}

/// The place of a touch, where fingers point and where the palm looks.
fn place(body: &Skeleton, side: usize, touch: &Touch) -> (V3, V3, V3) {
    let [a, b, c] = touch.at;
    let s = sign(side);
    let on_body = |frame: Frame, palm: V3| {
        let point = touch.point.map_or(frame.dir(0.2, 0.6, -0.7 * s), |[x, y, z]| frame.dir(x, y, z * s));
        (frame.point(a, b, c * s), point.unit_or(frame.u), palm)
    };
    let in_room = |usual: V3, palm: V3| {
        let point = touch.point.map_or(usual, |[x, y, z]| v3(x, y, z * s));
        (v3(a, b, c * s), point.unit_or(usual), palm)
    };
    match touch.on {
        Surface::Floor => {
            let (at, point, palm) = in_room(v3(1.0, -0.12, 0.0), v3(0.0, -1.0, 0.0));
            (at + v3(0.0, PALM, 0.0), point, palm)
        }
        Surface::Wall => {
            let (at, point, palm) = in_room(v3(0.12, 1.0, 0.0), v3(1.0, 0.0, 0.0));
            (at - v3(PALM, 0.0, 0.0), point, palm)
        }
        Surface::Air => in_room(v3(1.0, 0.0, 0.0), v3(0.0, -1.0, 0.0)),
        Surface::Head => on_body(body.head, body.head.f),
        Surface::Chest => on_body(body.chest(), -body.chest().f),
        Surface::Belly => {
            let frame = body.lumbar.get(2).copied().unwrap_or(body.pelvis);
            on_body(frame, -frame.f)
        }
        Surface::Pelvis => on_body(body.pelvis, -body.pelvis.f),
        Surface::OtherArm => on_other_arm(body, side, touch),
    }
}

/// `at` is: how far from the shoulder towards the elbow (0–1), before it, above it.
fn on_other_arm(body: &Skeleton, side: usize, touch: &Touch) -> (V3, V3, V3) {
    let (other, chest) = (&body.arms[1 - side], body.chest());
    let [along, before, above] = touch.at;
    let at = other.shoulder.lerp(other.elbow, along) + chest.dir(before, above, 0.0);
    let point = touch.point.map_or(chest.u, |[x, y, z]| chest.dir(x, y, z * sign(side)));
    (at, point.unit_or(chest.u), -chest.f)
}

fn touching_arm(body: &Skeleton, side: usize, shoulder: V3, touch: Touch, swing: f32) -> ArmBones {
    let (at, hand, palm) = place(body, side, &touch);
    let s = sign(side);
    let axis = (at - shoulder).unit_or(body.chest().f);
    let [f, u, r] = if touch.on == Surface::Head { ELBOWS_WIDE } else { ELBOWS_LOOSE };
    let pole = body.chest().dir(f, u, r * s).turned(axis, swing * s);
    let (shoulder, elbow, wrist) = reach(shoulder, at, UPPER_ARM, FOREARM, pole);
    ArmBones { shoulder, elbow, wrist, hand, palm }
}

/// The elbow lies where it is told; the shoulder gives a little, the forearm points where the touch says.
fn resting_arm(body: &Skeleton, side: usize, shoulder: V3, rest: Touch, hand: Option<Touch>) -> ArmBones {
    let (elbow, along, palm) = place(body, side, &rest);
    let gap = elbow - shoulder;
    let give = (gap.len() - UPPER_ARM).clamp(-BLADE_GIVE, BLADE_GIVE);
    let shoulder = shoulder + gap.unit_or(along) * give;
    let wrist = match hand {
        Some(hand) => elbow + (place(body, side, &hand).0 - elbow).unit_or(along) * FOREARM,
        None => elbow + along * FOREARM,
    };
    ArmBones { shoulder, elbow, wrist, hand: (wrist - elbow).unit_or(along), palm }
}

/// Two bones from `a` to `target`, bent towards `pole`. Where the target is too far, `a` gives up to [`BLADE_GIVE`].
fn reach(a: V3, target: V3, upper: f32, lower: f32, pole: V3) -> (V3, V3, V3) {
    let gap = target - a;
    let axis = gap.unit_or(v3(0.0, -1.0, 0.0));
    let most = (upper + lower) * 0.998;
    let a = a + axis * (gap.len() - most).clamp(0.0, BLADE_GIVE);
    let (joint, end) = two_bones(a, target, upper, lower, pole);
    (a, joint, end)
}

fn two_bones(a: V3, target: V3, upper: f32, lower: f32, pole: V3) -> (V3, V3) {
    let axis = (target - a).unit_or(v3(0.0, -1.0, 0.0));
    let folded = (upper * upper + lower * lower - 2.0 * upper * lower * MOST_BENT.cos()).sqrt();
    let d = (target - a).len().clamp(folded, (upper + lower) * 0.998);
    let along = (d * d + upper * upper - lower * lower) / (2.0 * d);
    let aside = (upper * upper - along * along).max(0.0).sqrt();
    let side = pole.beside(axis).unit_or(v3(0.0, 0.0, 1.0).beside(axis).unit_or(v3(1.0, 0.0, 0.0)));
    (a + axis * along + side * aside, a + axis * d)
}

type LegOf<'a> = (&'a Stance, &'a Skeleton);

fn leg_between(body: &Skeleton, side: usize, a: LegOf, b: LegOf, root: Root, t: f32) -> LegBones {
    let (p, q) = (a.0.legs[side], b.0.legs[side]);
    let (down_a, down_b) = (kneels(a.0.root, &p), kneels(b.0.root, &q));
    if let (Root::Kneel(_), true, true) = (root, down_a, down_b) {
        return kneeling_leg(body, side, root);
    }
    if !down_a
        && !down_b
        && let Some(leg) = mix_leg(&p, &q, t)
    {
        return solve_leg(body, side, &leg);
    }
    let whole = |(s, own): LegOf, leg: &Leg, down: bool| {
        if down { kneeling_leg(own, side, s.root) } else { solve_leg(own, side, leg) }
    };
    let (from, to) = (whole(a, &p, down_a), whole(b, &q, down_b));
    let pole = |x: &LegBones| x.knee - x.hip.lerp(x.ankle, 0.5);
    let hip = hip_joint(body, side);
    let (knee, ankle) = two_bones(hip, from.ankle.lerp(to.ankle, t), THIGH, SHIN, pole(&from).lerp(pole(&to), t));
    let mixed = |u: V3, v: V3| u.lerp(v, t).unit_or(v);
    LegBones { hip, knee, ankle, toes: mixed(from.toes, to.toes), sole: mixed(from.sole, to.sole) }
}

fn kneels(root: Root, leg: &Leg) -> bool {
    matches!(root, Root::Kneel(_)) && leg.foot.is_none() && leg.down.unwrap_or(true)
}

fn mix_leg(p: &Leg, q: &Leg, t: f32) -> Option<Leg> {
    let some = |a: Option<f32>, b: Option<f32>| Some(mix(a.unwrap_or(0.0), b.unwrap_or(0.0), t));
    Some(Leg {
        hip: some(p.hip, q.hip),
        out: some(p.out, q.out),
        rotate: some(p.rotate, q.rotate),
        knee: some(p.knee, q.knee),
        ankle: some(p.ankle, q.ankle),
        foot: mix_touch(p.foot, q.foot, t)?,
        swing: some(p.swing, q.swing),
        down: q.down,
    })
}

fn hip_joint(body: &Skeleton, side: usize) -> V3 {
    body.pelvis.point(0.0, 0.0, HIP_HALF * sign(side))
}

/// Knee on the floor, shin and back of the foot flat behind it.
fn kneeling_leg(body: &Skeleton, side: usize, root: Root) -> LegBones {
    let hip = hip_joint(body, side);
    let Root::Kneel(k) = root else {
        return LegBones { hip, knee: hip, ankle: hip, toes: body.pelvis.f, sole: -body.pelvis.u };
    };
    let knee = v3(k.x, k.y + KNEE_RADIUS, k.width * sign(side));
    let inward = (k.width - HIP_HALF) * 0.8 * sign(side);
    let back = v3(-SHIN, KNEE_RADIUS.min(5.0) - KNEE_RADIUS - 0.5, -inward).unit_or(v3(-1.0, 0.0, 0.0));
    let ankle = knee + back * SHIN;
    LegBones { hip, knee, ankle, toes: v3(-0.98, -0.16, 0.0), sole: v3(-0.16, 0.98, 0.0) }
}

fn solve_leg(body: &Skeleton, side: usize, leg: &Leg) -> LegBones {
    let hip = hip_joint(body, side);
    let s = sign(side);
    if let Some(touch) = leg.foot {
        let [x, y, z] = touch.at;
        let toes = touch.point.map_or(v3(1.0, 0.0, 0.12 * s), |[x, y, z]| v3(x, y, z * s)).unit_or(v3(1.0, 0.0, 0.0));
        let sole = if touch.on == Surface::Wall { v3(1.0, 0.0, 0.0) } else { v3(0.0, -1.0, 0.0) };
        let ankle = v3(x, y, z * s) - sole * ANKLE;
        let pole = body.pelvis.dir(1.0, 0.15, 0.12 * s) + toes * 0.6;
        let axis = (ankle - hip).unit_or(-body.pelvis.u);
        let pole = pole.turned(axis, leg.swing.unwrap_or(0.0) * s);
        let (knee, ankle) = two_bones(hip, ankle, THIGH, SHIN, pole);
        return LegBones { hip, knee, ankle, toes, sole };
    }
    let pelvis = body.pelvis;
    let thigh = pelvis.about(pelvis.f, -s * leg.out.unwrap_or(0.0)).about(pelvis.r, leg.hip.unwrap_or(0.0));
    let thigh = thigh.about(thigh.u, s * leg.rotate.unwrap_or(0.0));
    let knee = hip - thigh.u * THIGH;
    let shin = thigh.about(thigh.r, -leg.knee.unwrap_or(0.0));
    let ankle = knee - shin.u * SHIN;
    let foot = shin.about(shin.r, -leg.ankle.unwrap_or(0.0));
    LegBones { hip, knee, ankle, toes: foot.f, sole: -foot.u }
}
