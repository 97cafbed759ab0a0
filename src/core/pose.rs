//! Key poses of an exercise as joint angles, from `prompts/exercises/*.toml`; `pose/skeleton.rs` turns them into places of
//! joints, `core::picture` draws those. Angles in degrees, lengths in centimetres of a person 172 cm tall.

pub mod check;
pub mod contact;
pub mod skeleton;
pub mod space;
pub mod stance;

use std::collections::BTreeMap;

use serde::Deserialize;

/// Named key poses; `base` holds what all of an exercise's poses share, `start` is where it begins, rests and ends.
pub type Poses = BTreeMap<String, Pose>;

/// One key pose. Whatever is absent comes from the pose named by `like`, then from `base`, then from standing at ease.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Pose {
    /// Another pose of the same exercise that this one changes.
    pub like: Option<String>,
    /// Where the viewer stands.
    pub view: Option<View>,
    /// Things in the room.
    pub props: Option<Vec<Prop>>,
    /// The part that works, drawn warm.
    pub highlight: Option<Highlight>,
    /// Which side does the work in the file's numbers; the other side is shown in a mirror.
    pub side: Option<Side>,
    /// Shows only this part of the room: left, bottom, right, top.
    pub crop: Option<[f32; 4]>,
    /// Which way to move into this pose.
    pub arrows: Option<Vec<Arrow>>,
    /// Point halfway between the hip joints: forward, up and, where needed, towards the viewer.
    pub hip: Option<Vec<f32>>,
    /// On the knees: the hips follow from the thighs.
    pub kneel: Option<Kneel>,
    /// Pelvis tipped forward: 0 upright, 90 on all fours or face down, -90 on the back.
    pub lean: Option<f32>,
    /// Whole body turned about the upright axis, to the person's right.
    pub turn: Option<f32>,
    /// Pelvis tipped to the person's right.
    pub roll: Option<f32>,
    /// Bend of the low back, rounded positive, hollow negative.
    pub lumbar: Option<f32>,
    pub lumbar_side: Option<f32>,
    pub lumbar_twist: Option<f32>,
    /// Bend of the mid back, rounded positive, reversed negative.
    pub thoracic: Option<f32>,
    pub thoracic_side: Option<f32>,
    pub thoracic_twist: Option<f32>,
    /// Bend of the neck, forward positive.
    pub neck: Option<f32>,
    pub neck_side: Option<f32>,
    pub neck_twist: Option<f32>,
    /// Nod of the head on the neck, chin down positive.
    pub head: Option<f32>,
    /// Head slid forward (positive) or back (negative) without nodding, in centimetres.
    pub head_glide: Option<f32>,
    /// How full the lungs are, 0 to 1.
    pub breath: Option<f32>,
    /// Both arms.
    pub arms: Option<Arm>,
    pub left_arm: Option<Arm>,
    pub right_arm: Option<Arm>,
    /// Both legs.
    pub legs: Option<Leg>,
    pub left_leg: Option<Leg>,
    pub right_leg: Option<Leg>,
}

/// Kneeling: knees on the floor at `x`, `width` to each side, thighs leaning `thigh` degrees forward of upright.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kneel {
    pub x: f32,
    pub thigh: f32,
    #[serde(default = "hip_width")]
    pub width: f32,
    /// Height of what the knees are on, 0 for the floor.
    #[serde(default)]
    pub y: f32,
}

fn hip_width() -> f32 {
    10.0
}

/// An arm: by angles, or by what its hand or elbow touches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Arm {
    /// Upper arm lifted forward: 0 along the trunk, 90 ahead, 180 overhead.
    pub raise: Option<f32>,
    /// Upper arm away from the body, sideways.
    pub out: Option<f32>,
    /// Upper arm turned about its own length.
    pub rotate: Option<f32>,
    pub elbow: Option<f32>,
    pub wrist: Option<f32>,
    /// Shoulder blade slid forward (positive) or back, in centimetres.
    pub forward: Option<f32>,
    /// Shoulder lifted (positive) or drawn down, in centimetres.
    pub up: Option<f32>,
    /// What the hand touches.
    pub hand: Option<Touch>,
    /// What the elbow rests on.
    pub rest: Option<Touch>,
    /// Elbow swung about the line from shoulder to hand.
    pub swing: Option<f32>,
}

/// A leg: by angles, or by what its foot touches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Leg {
    /// Thigh lifted forward: 0 in line with the trunk, 90 at right angles.
    pub hip: Option<f32>,
    pub out: Option<f32>,
    pub rotate: Option<f32>,
    pub knee: Option<f32>,
    /// Toes pointed, 0 at right angles to the shin.
    pub ankle: Option<f32>,
    /// What the foot stands on.
    pub foot: Option<Touch>,
    /// Knee swung about the line from hip to ankle.
    pub swing: Option<f32>,
    /// False lifts a leg off the ground that `kneel` would put down.
    pub down: Option<bool>,
}

/// A contact: the place stays while the body moves.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Touch {
    pub on: Surface,
    /// In the room: right, up, towards the viewer. On the body: forward, up and outward from that part.
    pub at: [f32; 3],
    /// Where fingers or toes point, in the same directions; each surface has its usual way.
    pub point: Option<[f32; 3]>,
}

/// What hands, elbows and feet touch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Surface {
    Floor,
    Wall,
    Air,
    Head,
    Chest,
    Belly,
    Pelvis,
    OtherArm,
}

/// Which side of the body does the work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    Left,
    #[default]
    Right,
}

/// Where the viewer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// From the person's right, a little from above.
    Side,
    /// From the person's right and a little from the front, so that an arm does not hide the face.
    SideFront,
    /// Straight from above: the person lies on the side.
    Above,
    /// Facing the person.
    Front,
    /// Half from the front, from the person's right.
    FrontSide,
    /// From behind.
    Back,
    /// Half from behind, from the person's right.
    BackSide,
}

/// The part that works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Highlight {
    /// The mid back.
    Thoracic,
    /// Neck, from the front of the throat to the nape.
    Neck,
    /// Side of the neck, the person's left.
    NeckSide,
    /// Front of the chest.
    Chest,
    /// Between the shoulder blades.
    Blades,
    /// Back of the right shoulder.
    Shoulder,
    Belly,
    /// Both sides of the ribs.
    Ribs,
}

/// A direction to move in, drawn beside the body.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrow {
    pub at: Point,
    /// From that point to where the arrow starts: right and up on the picture.
    #[serde(default)]
    pub off: [f32; 2],
    /// From start to head: right and up on the picture.
    pub to: [f32; 2],
    /// How far the arrow bows to its left, in centimetres.
    #[serde(default)]
    pub bow: f32,
}

/// Places on the body that an arrow can start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Point {
    Head,
    Chin,
    Neck,
    Chest,
    MidBack,
    Belly,
    Hip,
    RightShoulder,
    LeftShoulder,
    RightElbow,
    LeftElbow,
    RightHand,
    LeftHand,
    RightKnee,
    LeftKnee,
    RightFoot,
    LeftFoot,
}

/// Something in the room. Places are in the room's centimetres.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prop {
    pub kind: PropKind,
    /// Where it is: its left edge or, for round things, its middle.
    #[serde(default)]
    pub x: f32,
    /// How far it reaches from `x`, or its diameter.
    #[serde(default)]
    pub size: f32,
    /// Its height above the floor, for what has one.
    #[serde(default)]
    pub y: f32,
}

/// The things that can be in the room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PropKind {
    /// `x` to `x + size` on the floor.
    Mat,
    /// Foam roller lying across, middle at `x`, diameter `size`.
    Roller,
    /// Rolled towel lying across, middle at `x`, diameter `size`.
    Towel,
    /// Wall ahead, its face at `x`.
    Wall,
    /// Wall behind, its face at `x`.
    WallBehind,
    /// Chair: back of the seat at `x`, seat at height `y`, backrest up to height `size`.
    Chair,
    /// Stool without a backrest: middle at `x`, seat at height `y`.
    Stool,
    /// Bench: `x` to `x + size`, top at height `y`.
    Bench,
    /// Door frame at `x`, opening `size` wide.
    Doorway,
    /// Pillow: middle at `x`, top at height `y`, `size` long.
    Pillow,
}

impl Pose {
    /// `self` where it says something, else `under`.
    #[must_use]
    pub fn over(&self, under: &Pose) -> Pose {
        let (a, b) = (self, under);
        let root_given = a.hip.is_some() || a.kneel.is_some();
        Pose {
            like: None,
            view: a.view.or(b.view),
            props: a.props.clone().or_else(|| b.props.clone()),
            highlight: a.highlight.or(b.highlight),
            side: a.side.or(b.side),
            crop: a.crop.or(b.crop),
            arrows: a.arrows.clone(),
            hip: if root_given { a.hip.clone() } else { b.hip.clone() },
            kneel: if root_given { a.kneel } else { b.kneel },
            lean: a.lean.or(b.lean),
            turn: a.turn.or(b.turn),
            roll: a.roll.or(b.roll),
            lumbar: a.lumbar.or(b.lumbar),
            lumbar_side: a.lumbar_side.or(b.lumbar_side),
            lumbar_twist: a.lumbar_twist.or(b.lumbar_twist),
            thoracic: a.thoracic.or(b.thoracic),
            thoracic_side: a.thoracic_side.or(b.thoracic_side),
            thoracic_twist: a.thoracic_twist.or(b.thoracic_twist),
            neck: a.neck.or(b.neck),
            neck_side: a.neck_side.or(b.neck_side),
            neck_twist: a.neck_twist.or(b.neck_twist),
            head: a.head.or(b.head),
            head_glide: a.head_glide.or(b.head_glide),
            breath: a.breath.or(b.breath),
            arms: None,
            left_arm: Some(a.arm(false).over(b.arm(false))),
            right_arm: Some(a.arm(true).over(b.arm(true))),
            legs: None,
            left_leg: Some(a.leg(false).over(b.leg(false))),
            right_leg: Some(a.leg(true).over(b.leg(true))),
        }
    }

    /// What is said about one arm: by its own name first, then by `arms`.
    pub fn arm(&self, right: bool) -> Arm {
        let own = if right { self.right_arm } else { self.left_arm };
        own.unwrap_or_default().over(self.arms.unwrap_or_default())
    }

    /// What is said about one leg: by its own name first, then by `legs`.
    pub fn leg(&self, right: bool) -> Leg {
        let own = if right { self.right_leg } else { self.left_leg };
        own.unwrap_or_default().over(self.legs.unwrap_or_default())
    }
}

impl Arm {
    fn by_angles(&self) -> bool {
        self.raise.or(self.out).or(self.rotate).or(self.elbow).is_some()
    }

    /// Angles given here replace a touch from `b`, and the other way round.
    fn over(self, b: Arm) -> Arm {
        let touches = self.hand.is_some() || self.rest.is_some();
        let keep = !touches && !self.by_angles();
        Arm {
            raise: self.raise.or(b.raise),
            out: self.out.or(b.out),
            rotate: self.rotate.or(b.rotate),
            elbow: self.elbow.or(b.elbow),
            wrist: self.wrist.or(b.wrist),
            forward: self.forward.or(b.forward),
            up: self.up.or(b.up),
            hand: if keep { b.hand } else { self.hand },
            rest: if keep { b.rest } else { self.rest },
            swing: self.swing.or(b.swing),
        }
    }
}

impl Leg {
    fn by_angles(&self) -> bool {
        self.hip.or(self.out).or(self.rotate).or(self.knee).is_some()
    }

    fn over(self, b: Leg) -> Leg {
        let keep = self.foot.is_none() && !self.by_angles();
        Leg {
            hip: self.hip.or(b.hip),
            out: self.out.or(b.out),
            rotate: self.rotate.or(b.rotate),
            knee: self.knee.or(b.knee),
            ankle: self.ankle.or(b.ankle),
            foot: if keep { b.foot } else { self.foot },
            swing: self.swing.or(b.swing),
            down: self.down.or(b.down),
        }
    }
}

/// The pose of that name with everything it inherits, or `None` if it, or one it is `like`, does not exist.
pub fn resolved(poses: &Poses, name: &str) -> Option<Pose> {
    let mut pose = poses.get(name)?.clone();
    let mut seen = vec![name.to_owned()];
    while let Some(next) = pose.like.take() {
        if seen.contains(&next) {
            return None;
        }
        let under = poses.get(&next)?;
        let like = under.like.clone();
        let arrows = pose.arrows.clone();
        pose = Pose { like, arrows, ..pose.over(under) };
        seen.push(next);
    }
    let base = poses.get("base").cloned().unwrap_or_default();
    Some(pose.over(&base))
}
