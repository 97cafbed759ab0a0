//! The pictures of every shipped exercise: bodies that a body can make, contacts that stay, files that Discord takes.

use unhunch::core::catalogue::Exercise;
use unhunch::core::picture::{self, Motion};
use unhunch::core::pose::contact::contacts;
use unhunch::core::pose::skeleton::Skeleton;
use unhunch::core::pose::stance::Stance;
use unhunch::core::pose::{self, Point, Side, View, check};

fn exercises() -> Vec<Exercise> {
    let catalogue = unhunch::prompts::load_catalogue(None).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    });
    catalogue.exercises().to_vec()
}

fn exercise(slug: &str) -> Exercise {
    exercises().into_iter().find(|e| e.slug == slug).unwrap_or_else(|| panic!("no {slug}"))
}

/// Every frame of the round, and pixels a centimetre.
fn frames(exercise: &Exercise) -> (Vec<Skeleton>, f32) {
    picture::bodies(exercise, Motion::Round).unwrap_or_else(|e| panic!("{}: {e}", exercise.slug))
}

/// The key poses a round goes through, without repeats.
fn stances(exercise: &Exercise) -> Vec<Stance> {
    let mut names: Vec<&str> = exercise.timer.phases.iter().filter_map(|p| p.pose.as_deref()).collect();
    names.extend(exercise.poses.keys().map(String::as_str).filter(|n| *n == "start"));
    names.sort_unstable();
    names.dedup();
    names.iter().filter_map(|n| pose::resolved(&exercise.poses, n)).map(|p| Stance::of(&p)).collect()
}

fn seen_from_above(exercise: &Exercise) -> bool {
    exercise.poses.get("base").is_some_and(|base| base.view == Some(View::Above))
}

#[test]
fn every_exercise_has_poses_a_body_can_make() {
    let problems: Vec<String> = exercises()
        .iter()
        .flat_map(|e| check::validate(e).into_iter().map(|(k, w)| format!("{}: {k}: {w}", e.slug)))
        .collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn hands_feet_and_knees_that_touch_slide_at_most_two_pixels() {
    let mut slid = Vec::new();
    for e in exercises() {
        let all = stances(&e);
        let Some((first, rest)) = all.split_first() else { panic!("{} has no poses", e.slug) };
        let kept = contacts(first).into_iter().filter(|c| rest.iter().all(|s| contacts(s).contains(c)));
        let (bodies, scale) = frames(&e);
        for contact in kept {
            let most = bodies.iter().map(|b| contact.gap(b) * scale).fold(0.0, f32::max);
            if most > 2.0 {
                slid.push(format!("{}: {:?} by {most:.1} px", e.slug, contact.joint));
            }
        }
    }
    assert!(slid.is_empty(), "{}", slid.join("\n"));
}

#[test]
fn nothing_goes_through_the_floor() {
    let low = [
        (Point::LeftHand, 1.5),
        (Point::RightHand, 1.5),
        (Point::LeftElbow, 2.5),
        (Point::RightElbow, 2.5),
        (Point::LeftKnee, 4.5),
        (Point::RightKnee, 4.5),
        (Point::LeftFoot, 3.0),
        (Point::RightFoot, 3.0),
        (Point::Head, 8.5),
        (Point::Hip, 9.5),
        (Point::Chest, -0.5),
        (Point::MidBack, -0.5),
        (Point::LeftShoulder, 4.0),
        (Point::RightShoulder, 4.0),
    ];
    let mut through = Vec::new();
    for e in exercises().iter().filter(|e| !seen_from_above(e)) {
        let (bodies, _) = frames(e);
        for (joint, least) in low {
            let height = bodies.iter().map(|b| b.point(joint).y).fold(f32::INFINITY, f32::min);
            if height < least {
                through.push(format!("{}: {joint:?} at {height:.1} cm, at least {least}", e.slug));
            }
        }
    }
    assert!(through.is_empty(), "{}", through.join("\n"));
}

#[test]
fn no_knee_or_elbow_bends_too_far_or_backwards_in_any_frame() {
    let mut wrong = Vec::new();
    for e in exercises() {
        for body in frames(&e).0 {
            for side in 0..2 {
                let (arm, leg) = (&body.arms[side], &body.legs[side]);
                let (thigh, shin) = (leg.knee - leg.hip, leg.ankle - leg.knee);
                let knee = bend(thigh, shin);
                let elbow = bend(arm.elbow - arm.shoulder, arm.wrist - arm.elbow);
                // Knees bend forward: the joint lies on the toes' side of the line from hip to ankle, or on the front's
                // where the toes are pointed.
                let ahead = leg.knee - leg.hip.lerp(leg.ankle, 0.5);
                let backwards = knee > 15.0 && ahead.dot(leg.toes) < 0.0 && ahead.dot(body.pelvis.f) < 0.0;
                if knee > 160.0 || elbow > 152.0 || backwards {
                    wrong.push(format!("{}: knee {knee:.0} backwards {backwards}, elbow {elbow:.0}", e.slug));
                }
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_film_is_small_enough_and_loops_for_ever() {
    let all = exercises();
    // Drawing without optimisation is slow: all cores at once.
    std::thread::scope(|scope| {
        for part in all.chunks(all.len().div_ceil(4)) {
            scope.spawn(move || part.iter().for_each(film_fits));
        }
    });
}

fn film_fits(e: &Exercise) {
    let film = picture::gif(e, Motion::Round, Side::Right).unwrap_or_else(|x| panic!("{}: {x}", e.slug));
    assert!(film.len() <= 500_000, "{}: {} bytes", e.slug, film.len());
    let mut decoder = gif::DecodeOptions::new().read_info(&film[..]).unwrap_or_else(|x| panic!("{}: {x}", e.slug));
    assert!((480..=600).contains(&decoder.width()), "{}", e.slug);
    let mut frames = 0;
    while decoder.read_next_frame().unwrap_or_else(|x| panic!("{}: {x}", e.slug)).is_some() {
        frames += 1;
    }
    assert!(frames > 1, "{} does not move", e.slug);
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite, "{}", e.slug);
}

#[test]
fn a_film_takes_as_long_as_its_phases() {
    let film = picture::gif(&exercise("cat-cow"), Motion::Round, Side::Right).expect("draws");
    let mut decoder = gif::DecodeOptions::new().read_info(&film[..]).expect("decodes");
    let mut hundredths = 0;
    while let Some(frame) = decoder.read_next_frame().expect("decodes") {
        hundredths += u32::from(frame.delay);
    }
    let seconds: u32 = exercise("cat-cow").timer.phases.iter().map(|p| p.seconds).sum();
    assert_eq!(hundredths, seconds * 100);
}

#[test]
fn a_held_phase_stays_where_it_is_and_breathes() {
    let (bodies, _) = picture::bodies(&exercise("open-book"), Motion::Phase(1)).expect("draws");
    let (first, fullest) = (&bodies[0], bodies.iter().map(|b| b.breath).fold(0.0, f32::max));
    assert!(bodies.iter().all(|b| b.arms == first.arms && b.head == first.head));
    assert!(fullest > 0.3, "{fullest}");
}

#[test]
fn a_short_phase_begins_the_round_there() {
    let face = |motion| picture::bodies(&exercise("cat-cow"), motion).expect("draws").0[0].head.f;
    assert!(face(Motion::Phase(0)).x < 0.0, "the breath in starts from the cat");
    assert!(face(Motion::Phase(1)).y > 0.0, "the breath out starts from the cow");
}

#[test]
fn every_still_picture_is_a_png_of_the_card() {
    for e in exercises() {
        let png = picture::png(&e, Side::Left).unwrap_or_else(|x| panic!("{}: {x}", e.slug));
        let decoded = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap_or_else(|x| panic!("{}: {x}", e.slug));
        assert_eq!(decoded.width(), 840, "{}", e.slug);
        assert!((200..=1000).contains(&decoded.height()), "{}: {} high", e.slug, decoded.height());
    }
}

#[test]
fn the_other_side_is_the_mirror_image() {
    let film = |side| picture::png(&exercise("bird-dog"), side).expect("draws");
    let pixels = |png: &[u8]| resvg::tiny_skia::Pixmap::decode_png(png).expect("decodes");
    let (right, left) = (pixels(&film(Side::Right)), pixels(&film(Side::Left)));
    let (w, h) = (right.width(), right.height());
    // The middle of the card: numbers in the corners are not mirrored.
    let differ = (100..w - 100).filter(|x| right.pixel(*x, h / 4) != left.pixel(w - 1 - x, h / 4)).count();
    assert!(differ < 20, "{differ} of {} pixels differ", w - 200);
}

#[test]
fn the_words_for_a_picture_fit_discord() {
    for e in exercises() {
        let alt = picture::alt(&e);
        assert!(alt.starts_with(&e.name), "{}", e.slug);
        assert!(alt.encode_utf16().count() <= 1024, "{}", e.slug);
    }
}

#[test]
fn an_unknown_joint_is_refused_by_name() {
    let text = include_str!("../prompts/exercises/cat-cow.toml").replace("thoracic = ", "thorasic = ");
    let error = toml::from_str::<Exercise>(&text).expect_err("is refused").to_string();
    assert!(error.contains("thorasic"), "{error}");
}

#[test]
fn an_angle_no_body_allows_is_named() {
    let mut wrong = exercise("cat-cow");
    if let Some(cow) = wrong.poses.get_mut("cow") {
        cow.thoracic = Some(-90.0);
    }
    let problems = check::validate(&wrong);
    assert_eq!(problems, [("poses.cow.thoracic".to_owned(), "thoracic is -90, a body allows -45 to 75".to_owned())]);
}

#[test]
fn a_hand_that_cannot_reach_is_named() {
    let mut wrong = exercise("cat-cow");
    if let Some(hand) = wrong.poses.get_mut("base").and_then(|b| b.arms.as_mut()).and_then(|a| a.hand.as_mut()) {
        hand.at[0] = 120.0;
    }
    let problems = check::validate(&wrong);
    assert!(problems.iter().any(|(key, what)| key == "poses.cow" && what.contains("RightHand")), "{problems:?}");
}

#[test]
fn the_mid_back_reverses_in_cow_and_in_the_wall_stretch() {
    for (slug, reversed, round) in [("cat-cow", "cow", "cat"), ("wall-stretch", "arch", "start")] {
        assert!(bend_of_mid_back(slug, reversed) < -25.0, "{slug}");
        assert!(bend_of_mid_back(slug, round) > 10.0, "{slug}");
    }
}

/// How far the trunk turns forward from the low end of the mid back to its top, in degrees.
fn bend_of_mid_back(slug: &str, name: &str) -> f32 {
    let pose = pose::resolved(&exercise(slug).poses, name).expect("is there");
    let body = Skeleton::of(&Stance::of(&pose));
    let (low, high) = (body.thoracic[0], body.thoracic[7]);
    high.u.dot(low.f).atan2(high.u.dot(low.u)).to_degrees()
}

#[test]
fn the_cow_looks_up_and_the_cat_to_the_navel() {
    let face = |name: &str| {
        let pose = pose::resolved(&exercise("cat-cow").poses, name).expect("is there");
        Skeleton::of(&Stance::of(&pose)).head.f
    };
    assert!(face("cow").y > 0.2, "{:?}", face("cow"));
    assert!(face("cat").x < -0.5, "{:?}", face("cat"));
}

/// Joints of every key pose in whole centimetres: a pose that changes shows here, by name.
#[test]
fn the_poses_are_as_they_were() {
    let joints = [
        ("head", Point::Head),
        ("neck", Point::Neck),
        ("mid back", Point::MidBack),
        ("hip", Point::Hip),
        ("right elbow", Point::RightElbow),
        ("right hand", Point::RightHand),
        ("left hand", Point::LeftHand),
        ("right knee", Point::RightKnee),
        ("left foot", Point::LeftFoot),
    ];
    let mut lines = Vec::new();
    for e in exercises() {
        for name in e.poses.keys().filter(|n| *n != "base") {
            let pose = pose::resolved(&e.poses, name).expect("is there");
            let body = Skeleton::of(&Stance::of(&pose));
            let place = |p: Point| {
                let v = body.point(p);
                format!("{:.0} {:.0} {:.0}", v.x, v.y, v.z)
            };
            let all: Vec<String> = joints.iter().map(|(word, p)| format!("{word} {}", place(*p))).collect();
            lines.push(format!("{} {name}: {}", e.slug, all.join(", ")));
        }
    }
    insta::assert_snapshot!("poses", lines.join("\n"));
}

#[test]
fn the_drawing_of_cat_cow_is_as_it_was() {
    insta::assert_snapshot!("cat-cow.svg", picture::svg(&exercise("cat-cow"), Side::Right).expect("draws"));
}

/// Degrees between two bones, 0 when straight.
fn bend(a: pose::space::V3, b: pose::space::V3) -> f32 {
    (a.dot(b) / (a.len() * b.len()).max(0.01)).clamp(-1.0, 1.0).acos().to_degrees()
}
