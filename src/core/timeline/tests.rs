//! The timeline as examples, and as laws that hold for every exercise, choice and moment.

use super::*;
use crate::core::catalogue::{DoseStep, Exercise};

const T0: i64 = 1_800_000_000_000;

fn exercise(timer: &str) -> Exercise {
    let text = format!(
        "name = \"Test\"\nlevel = \"easy\"\nposition = \"On the floor\"\nscreen = \"no\"\nsummary = \"s\"\nsteps = [\"a\"]\n\
         cautions = []\nsources = []\nladder = [{{}}]\ndose = {{ next = \"more\" }}\n[timer]\nrelease = \"Roll over\"\n\
         release-seconds = 5\n{timer}"
    );
    let mut exercise: Exercise = toml::from_str(&text).expect("a well-formed exercise");
    exercise.slug = "test".to_owned();
    exercise
}

/// 10 s to get ready, two holds of 20 s with 10 s between, one timed cue in each hold.
fn hold() -> Exercise {
    exercise(
        "prepare = 10\nrounds = 2\nrest = 10\nlimits = { hold = [10, 60], rounds = [1, 4] }\n\
         phases = [{ kind = \"hold\", seconds = 20, cue = \"Hold\", cues = [{ at = 10, say = \"Soften\" }] }]",
    )
}

fn breaths() -> Exercise {
    exercise(
        "prepare = 10\nrounds = 8\nlimits = { rounds = [4, 20] }\n\
         phases = [{ kind = \"breathe-in\", seconds = 3, cue = \"In\" }, { kind = \"breathe-out\", seconds = 3, cue = \"Out\" }]",
    )
}

fn timeline(exercise: &Exercise) -> Timeline {
    let item = choose(exercise, DoseStep::default(), None, None).expect("the default dose");
    Timeline::new(&[(exercise, &item)])
}

fn heard(timeline: &Timeline) -> Vec<(i64, CueKind)> {
    timeline.cues.iter().map(|cue| (cue.at_ms / 1_000, cue.kind)).collect()
}

fn says(timeline: &Timeline, state: &State, at_s: i64) -> Next {
    next(timeline, state, T0 + at_s * 1_000, false)
}

/// A state that has said everything due before `at_s`, on time.
fn on_time(timeline: &Timeline, at_s: i64) -> State {
    let mut state = State::begin(T0);
    while due_ms(timeline, &state) < T0 + at_s * 1_000 {
        state = next(timeline, &state, due_ms(timeline, &state), false).state;
    }
    state
}

#[test]
fn every_change_of_a_long_hold_is_heard() {
    use CueKind::{Done, GetReady, Go, Inside, Release, Rest};
    // What is said inside a short hold is said once.
    let expected = [(0, GetReady), (10, Go), (20, Inside), (30, Rest), (40, Go), (60, Release), (65, Done)];
    assert_eq!(heard(&timeline(&hold())), expected);
}

#[test]
fn short_phases_are_said_once_a_set() {
    use CueKind::{Done, GetReady, Paced, Release};
    assert_eq!(heard(&timeline(&breaths())), [(0, GetReady), (10, Paced), (58, Release), (63, Done)]);
}

#[test]
fn sides_change_after_a_set_with_time_to_turn() {
    let mut exercise = hold();
    exercise.timer.sides = crate::core::catalogue::Sides::AfterSet;
    exercise.timer.rounds = 1;
    let timeline = timeline(&exercise);
    let sides: Vec<_> = timeline.steps.iter().map(|step| (step.kind, step.side)).collect();
    use StepKind::{Done, Hold, Prepare, Release, Switch};
    let (left, right) = (Some(Side::Left), Some(Side::Right));
    let expected = [(Prepare, None), (Hold, left), (Switch, right), (Hold, right), (Release, None), (Done, None)];
    assert_eq!(sides, expected);
}

#[test]
fn sides_take_turns_round_by_round() {
    let mut exercise = hold();
    exercise.timer.sides = crate::core::catalogue::Sides::EachRound;
    let timeline = timeline(&exercise);
    let sides: Vec<_> = timeline.steps.iter().filter(|s| s.kind == StepKind::Hold).map(|s| (s.round, s.side)).collect();
    let (left, right) = (Some(Side::Left), Some(Side::Right));
    assert_eq!(sides, [(1, left), (1, right), (2, left), (2, right)]);
}

#[test]
fn a_hold_outside_the_limits_is_refused_with_the_limit() {
    for wanted in [0, -5, 9, 61, 1_000_000_000, i64::MIN, i64::MAX] {
        let refused = choose(&hold(), DoseStep::default(), Some(wanted), None).expect_err("outside 10–60");
        assert_eq!(refused.key, "session-hold-limits");
        assert!(refused.args.contains(&("low", "10".to_owned())) && refused.args.contains(&("high", "60".to_owned())));
    }
    assert_eq!(choose(&hold(), DoseStep::default(), Some(60), None).expect("the limit itself").hold, Some(60));
}

#[test]
fn rounds_outside_the_limits_are_refused() {
    for wanted in [0, -5, 5, 1_000_000_000] {
        let refused = choose(&hold(), DoseStep::default(), None, Some(wanted)).expect_err("outside 1–4");
        assert_eq!(refused.key, "session-rounds-limits");
    }
}

#[test]
fn a_hold_for_an_exercise_without_one_is_refused() {
    assert_eq!(choose(&breaths(), DoseStep::default(), Some(20), None).expect_err("no hold").key, "session-no-hold");
}

/// The first cue of each scene after the first, with what it shows.
fn scenes(timeline: &Timeline) -> Vec<(CueKind, Scene)> {
    let changes = (0..timeline.cues.len() as u32).filter(|cue| timeline.changes_scene(*cue));
    changes.map(|cue| (timeline.cues[cue as usize].kind, timeline.scene(cue).expect("a cue"))).collect()
}

const LOOP: Scene = Scene { exercise: 0, phase: None, side: Side::Right, done: false };

#[test]
fn the_card_shows_a_long_hold_through_its_rests_until_the_end() {
    let held = Scene { phase: Some(0), ..LOOP };
    assert_eq!(scenes(&timeline(&hold())), [(CueKind::Go, held), (CueKind::Done, Scene { done: true, ..LOOP })]);
}

#[test]
fn the_card_shows_the_other_side_from_the_switch_on() {
    let mut exercise = hold();
    exercise.timer.sides = crate::core::catalogue::Sides::AfterSet;
    let shown: Vec<_> = scenes(&timeline(&exercise)).into_iter().map(|(cue, scene)| (cue, scene.side)).collect();
    let expected = [(CueKind::Go, Side::Left), (CueKind::Switch, Side::Right), (CueKind::Done, Side::Left)];
    assert_eq!(shown, expected);
}

#[test]
fn short_phases_share_one_picture() {
    assert_eq!(scenes(&timeline(&breaths())), [(CueKind::Done, Scene { done: true, ..LOOP })]);
}

#[test]
fn sides_that_take_turns_quickly_share_one_picture() {
    let mut exercise = hold();
    exercise.timer.sides = crate::core::catalogue::Sides::EachRound;
    let item = Item { hold: Some(10), ..choose(&exercise, DoseStep::default(), None, None).expect("within limits") };
    let kinds: Vec<_> = scenes(&Timeline::new(&[(&exercise, &item)])).into_iter().map(|(cue, _)| cue).collect();
    assert_eq!(kinds, [CueKind::Done]);
}

#[test]
fn a_scene_begins_where_it_was_first_shown() {
    let timeline = timeline(&hold());
    let last_before_done = timeline.cues.len() as u32 - 2;
    assert_eq!(timeline.scene_start(last_before_done), Some(1));
    assert_eq!(timeline.next_scene(1), Some(last_before_done + 1));
    assert_eq!(timeline.scene(last_before_done + 2), None, "past the last cue");
}

const DAY: i64 = 24 * 3_600_000;

/// A ladder of 20, 30 and 40 s.
fn ladder() -> Exercise {
    let step = |hold| DoseStep { hold: Some(hold), ..DoseStep::default() };
    Exercise { ladder: vec![step(20), step(30), step(40)], ..hold() }
}

/// What to hold after days of practice, latest first: (days ago, seconds, felt easier, felt worse).
fn grown(past: &[(i64, u32, bool, bool)]) -> Option<u32> {
    let item = |seconds| Item { exercise: "test".to_owned(), hold: Some(seconds), rounds: 2, sets: 1 };
    let items: Vec<Item> = past.iter().map(|(_, seconds, ..)| item(*seconds)).collect();
    let past: Vec<Past<'_>> = past
        .iter()
        .zip(&items)
        .map(|((ago, _, easier, worse), item)| Past { done_ms: T0 - ago * DAY, item, easier: *easier, worse: *worse })
        .collect();
    next_step(&ladder(), &past).hold
}

#[test]
fn a_newcomer_begins_with_the_first_step() {
    assert_eq!(grown(&[]), Some(20));
}

#[test]
fn a_week_that_ended_easy_leads_one_step_up() {
    assert_eq!(grown(&[(1, 20, true, false), (3, 20, true, false), (8, 20, false, false)]), Some(30));
}

#[test]
fn easy_but_not_yet_a_week_stays() {
    assert_eq!(grown(&[(1, 20, true, false), (3, 20, true, false)]), Some(20));
}

#[test]
fn once_easy_is_not_enough() {
    assert_eq!(grown(&[(1, 20, true, false), (9, 20, false, false)]), Some(20));
}

#[test]
fn worse_leads_one_step_down_and_never_up() {
    assert_eq!(grown(&[(1, 30, false, true), (3, 30, true, false), (9, 30, true, false)]), Some(20));
    assert_eq!(grown(&[(1, 20, false, true)]), Some(20));
}

#[test]
fn the_last_step_is_the_last() {
    assert_eq!(grown(&[(1, 40, true, false), (3, 40, true, false), (9, 40, true, false)]), Some(40));
}

#[test]
fn nothing_is_said_before_its_time() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 10);
    let early = next(&timeline, &state, T0 + 9_999, false);
    assert_eq!((early.say, early.due_ms), (None, T0 + 10_000));
}

#[test]
fn a_few_seconds_late_is_said_as_usual() {
    let timeline = timeline(&hold());
    let late = says(&timeline, &on_time(&timeline, 10), 12);
    assert_eq!(late.say, Some(Say::Cue { index: 1, late: false, left_ms: 18_000 }));
}

#[test]
fn late_within_a_hold_says_the_time_left() {
    let timeline = timeline(&hold());
    let late = says(&timeline, &on_time(&timeline, 10), 22);
    assert_eq!(late.say, Some(Say::Cue { index: 1, late: true, left_ms: 8_000 }));
    assert_eq!(late.due_ms, T0 + 30_000, "the stale cue inside the hold is dropped");
}

#[test]
fn a_cue_without_time_left_comes_and_moves_the_rest() {
    let timeline = timeline(&hold());
    let late = says(&timeline, &on_time(&timeline, 60), 64);
    assert_eq!(late.say, Some(Say::Cue { index: 5, late: false, left_ms: 5_000 }));
    assert_eq!(late.due_ms, T0 + 69_000);
}

#[test]
fn long_absence_asks_once_instead_of_flooding() {
    let timeline = timeline(&hold());
    let away = says(&timeline, &on_time(&timeline, 10), 55);
    assert_eq!(away.say, Some(Say::Away { missed_ms: 45_000 }));
    assert_eq!(says(&timeline, &away.state, 56).say, None);
}

#[test]
fn going_on_after_an_absence_says_the_missed_cue() {
    let timeline = timeline(&hold());
    let away = says(&timeline, &on_time(&timeline, 30), 100).state;
    let going = apply(&timeline, &away, Verb::Resume, T0 + 110_000).expect("may go on");
    assert_eq!(says(&timeline, &going, 110).say, Some(Say::Cue { index: 3, late: false, left_ms: 10_000 }));
}

#[test]
fn starting_the_step_again_after_an_absence_says_it_anew() {
    let timeline = timeline(&hold());
    let away = says(&timeline, &on_time(&timeline, 30), 100).state;
    let again = apply(&timeline, &away, Verb::Back, T0 + 110_000).expect("may start again");
    assert_eq!((again.next_cue, again.turn), (1, 1));
    assert_eq!(says(&timeline, &again, 110).say, Some(Say::Cue { index: 1, late: false, left_ms: 20_000 }));
}

#[test]
fn what_a_dead_worker_began_is_said_again_and_not_judged_late() {
    let timeline = timeline(&hold());
    let repeated = next(&timeline, &on_time(&timeline, 30), T0 + 45_000, true);
    assert!(matches!(repeated.say, Some(Say::Cue { index: 3, late: false, .. })));
}

#[test]
fn a_pause_stops_the_clock() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 15);
    let paused = apply(&timeline, &state, Verb::Pause, T0 + 15_000).expect("may pause");
    let resumed = apply(&timeline, &paused, Verb::Resume, T0 + 75_000).expect("may resume");
    let said = says(&timeline, &resumed, 75);
    assert_eq!(said.say, Some(Say::Again { index: 1, left_ms: 15_000 }));
    assert_eq!(said.due_ms, T0 + 80_000, "the cue 5 s later, 60 s later than planned");
}

#[test]
fn pressing_twice_is_pressing_once() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 15);
    for verb in [Verb::Pause, Verb::Skip, Verb::Back, Verb::Hurts] {
        let once = apply(&timeline, &state, verb, T0 + 15_000).expect("may be pressed");
        let mut twice = apply(&timeline, &once, verb, T0 + 15_400).expect("may be pressed again");
        twice.seen_ms = once.seen_ms;
        assert_eq!(once, twice, "{verb:?}");
    }
}

#[test]
fn skip_goes_to_the_next_boundary_and_back_to_the_last() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 15);
    let skipped = apply(&timeline, &state, Verb::Skip, T0 + 15_000).expect("may skip");
    assert!(matches!(says(&timeline, &skipped, 15).say, Some(Say::Cue { index: 3, .. })));
    let back = apply(&timeline, &state, Verb::Back, T0 + 15_000).expect("may go back");
    assert!(matches!(says(&timeline, &back, 15).say, Some(Say::Cue { index: 1, .. })));
    assert_eq!(back.turn, 1);
}

#[test]
fn back_just_after_a_boundary_means_the_one_before() {
    let timeline = timeline(&hold());
    let back = apply(&timeline, &on_time(&timeline, 31), Verb::Back, T0 + 31_000).expect("may go back");
    assert_eq!(back.next_cue, 1);
}

#[test]
fn what_is_over_refuses_every_press() {
    let timeline = timeline(&hold());
    let stopped = apply(&timeline, &State::begin(T0), Verb::Stop, T0 + 1_000).expect("may stop");
    for verb in [Verb::Pause, Verb::Resume, Verb::Skip, Verb::Back, Verb::Stop, Verb::Hurts, Verb::Felt] {
        assert_eq!(apply(&timeline, &stopped, verb, T0 + 2_000).expect_err("over").key, "session-over");
    }
}

#[test]
fn a_pause_nobody_ends_ends_the_session() {
    let timeline = timeline(&hold());
    let paused = apply(&timeline, &State::begin(T0), Verb::Pause, T0 + 1_000).expect("may pause");
    let ended = next(&timeline, &paused, T0 + 1_000 + UNANSWERED_MS, false);
    assert_eq!((ended.say, ended.state.ended), (Some(Say::Unanswered), Some(Ended::Unanswered)));
}

#[test]
fn a_clock_set_back_an_hour_costs_no_hour() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 31);
    let hour_before = T0 + 30_000 - 3_600_000;
    let after = next(&timeline, &state, hour_before, false);
    assert_eq!(after.say, None);
    assert_eq!(after.due_ms, hour_before + 10_000);
}

#[test]
fn at_the_end_it_asks_how_it_felt_then_archives() {
    let timeline = timeline(&hold());
    let state = on_time(&timeline, 66);
    assert_eq!(state.status, Status::Feel);
    let felt = apply(&timeline, &state, Verb::Felt, T0 + 70_000).expect("may answer");
    let archived = says(&timeline, &felt, 75);
    assert_eq!((archived.say, archived.state.status, archived.due_ms), (Some(Say::Archive), Status::Over, NEVER));
}

#[test]
fn names_of_statuses_and_reasons_come_back_as_they_were() {
    use Ended::{Fault, Finished, Forbidden, Gone, Hurt, Stopped, Unanswered};
    for ended in [Finished, Stopped, Hurt, Unanswered, Gone, Forbidden, Fault] {
        assert_eq!(Ended::from_name(ended.name()), Some(ended));
    }
    assert_eq!(Status::from_name("nonsense"), None);
}

/// A small generator, so that the laws below see many cases and fail alike every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn whatever_is_pressed_and_whenever_it_is_asked_every_session_ends() {
    let timelines = [timeline(&hold()), timeline(&breaths())];
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let timeline = &timelines[(seed % 2) as usize];
        let (mut state, mut now) = (State::begin(T0), T0);
        for _ in 0..200 {
            now += dice.roll(9_000) as i64 - if dice.roll(50) == 0 { 3_600_000 } else { 0 };
            let verbs = [Verb::Pause, Verb::Resume, Verb::Skip, Verb::Back, Verb::Resume];
            if dice.roll(10) == 0 {
                state = apply(timeline, &state, verbs[dice.roll(5) as usize], now).unwrap_or(state);
            }
            state = next(timeline, &state, now, false).state;
            assert!(state.position_ms(now) >= 0);
        }
        for _ in 0..400 {
            now = due_ms(timeline, &state).clamp(now, now + 3_600_000);
            state = next(timeline, &state, now, false).state;
        }
        assert_eq!(state.status, Status::Over, "seed {seed}");
    }
}

#[test]
fn asked_on_time_every_cue_is_said_once_and_in_order() {
    for timeline in [timeline(&hold()), timeline(&breaths())] {
        let mut state = State::begin(T0);
        let mut said = Vec::new();
        while state.status == Status::Running {
            let next = next(&timeline, &state, due_ms(&timeline, &state), false);
            said.extend(next.say.map(|say| match say {
                Say::Cue { index, late: false, .. } => index,
                other => panic!("not on time: {other:?}"),
            }));
            state = next.state;
        }
        assert_eq!(said, (0..timeline.cues.len() as u32).collect::<Vec<_>>());
    }
}

#[test]
fn steps_follow_one_another_without_gaps() {
    for exercise in [hold(), breaths()] {
        let timeline = timeline(&exercise);
        for pair in timeline.steps.windows(2) {
            assert_eq!(pair[0].end_ms, pair[1].start_ms);
        }
        assert!(timeline.cues.is_sorted_by_key(|cue| cue.at_ms));
    }
}
