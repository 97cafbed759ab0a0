//! Sessions from the first press to the archived thread, against a Discord that lives in memory: it recognises nonces as
//! Discord does, refuses when told to, and its clock moves by hand. Workers are killed at every await they have.

#[allow(dead_code, reason = "shared with other tests, which use the rest")]
mod memory;
#[path = "sessions/in_place.rs"]
mod in_place;

use std::sync::Arc;

use memory::{Bot, NOW, who};
use unhunch::app::chat::{ChatError, Priority};
use unhunch::app::message::{Answer, Message, Row};
use unhunch::app::picture::Shown;
use unhunch::app::press::{self, Feel, How, Press};
use unhunch::app::session::{self, Start, Verb};
use unhunch::app::who::{Place, Who};
use unhunch::core::picture::Motion;
use unhunch::core::timeline::{Side, Status};
use unhunch::core::user_error::UserError;

fn foam_roll() -> Start {
    Start { what: "foam-roll".to_owned(), ..Start::default() }
}

fn reply(answer: Answer) -> Message {
    match answer {
        Answer::Reply(message) | Answer::Update(message) => message,
        Answer::Quiet => panic!("expected something to be shown"),
    }
}

fn refusal(result: anyhow::Result<Answer>) -> &'static str {
    result.expect_err("is refused").downcast::<UserError>().expect("a refusal, not a fault").key
}

fn ids(message: &Message) -> Vec<String> {
    let buttons = message.rows.iter().flat_map(|row| match row {
        Row::Buttons(buttons) => buttons.clone(),
        Row::Menu(_) => Vec::new(),
    });
    buttons.map(|button| button.id).collect()
}

#[tokio::test]
async fn a_session_runs_from_the_command_to_the_archived_thread() {
    let bot = Bot::new().await;
    let opened = reply(session::start(&bot.app, &who(1), foam_roll()).await.expect("starts"));
    let thread = bot.discord.only_thread();
    assert!(opened.private && opened.content.contains(&format!("<#{thread}>")));
    bot.run_for(10 * 60_000 + 100_000).await;
    let said = bot.discord.said_in(thread);
    let expected = ["Get ready", "Lie back", "Breathe out", "Ribs soft", "Get ready to roll", "And out", "Done"];
    assert_eq!(said.len(), expected.len() + 1, "the card and the cues: {said:#?}");
    for (line, begins) in said.iter().skip(1).zip(expected) {
        assert!(line.contains(begins), "{line} has no {begins}");
    }
    assert!(bot.discord.is_archived(thread));
}

#[tokio::test]
async fn boundaries_mention_the_person_and_cues_inside_do_not() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(30_000).await;
    let said = bot.discord.said_in(thread);
    assert!(said[2].ends_with("<@1>"), "{}", said[2]);
    assert!(!said[3].contains("<@"), "{}", said[3]);
}

#[tokio::test]
async fn every_cue_comes_at_its_time() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(120_000).await;
    let times: Vec<i64> = bot.discord.times_in(thread).iter().map(|at| (at - NOW) / 1_000).collect();
    assert_eq!(times, [0, 0, 15, 25, 35, 40, 45, 60]);
}

#[tokio::test]
async fn unknown_exercises_are_refused_with_the_nearest_names() {
    let bot = Bot::new().await;
    let start = |what: &str| Start { what: what.to_owned(), ..Start::default() };
    assert_eq!(refusal(session::start(&bot.app, &who(1), start("cat cowe")).await), "session-unknown-near");
    let nonsense = "🙂".repeat(4_000);
    assert_eq!(refusal(session::start(&bot.app, &who(1), start(&nonsense)).await), "session-unknown");
}

#[tokio::test]
async fn doses_outside_the_limits_start_nothing() {
    let bot = Bot::new().await;
    for hold in [0, -5, 1_000_000_000] {
        let start = Start { hold: Some(hold), ..foam_roll() };
        assert_eq!(refusal(session::start(&bot.app, &who(1), start).await), "session-hold-limits");
    }
    assert!(bot.discord.threads().is_empty());
}

#[tokio::test]
async fn two_at_once_by_one_person_offers_to_stop_the_first() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    let busy = reply(session::start(&bot.app, &who(1), foam_roll()).await.expect("answers"));
    assert!(busy.content.contains(&format!("<#{thread}>")));
    press::pressed(&bot.app, &who(1), &ids(&busy)[0], None, 1).await.expect("stops and starts");
    assert_eq!(bot.discord.threads().len(), 2);
    bot.run_for(10_000).await;
    assert!(bot.discord.is_archived(thread));
}

#[tokio::test]
async fn without_the_permission_it_runs_here_and_names_it() {
    let bot = Bot::new().await;
    let person = Who { missing: vec!["Create Public Threads"], ..who(1) };
    session::start(&bot.app, &person, foam_roll()).await.expect("starts");
    bot.run_for(1_000).await;
    let cards = bot.discord.cards_in(person.channel);
    assert!(cards[0].contains("Create Public Threads"), "{}", cards[0]);
    assert_eq!(bot.discord.said_in(person.channel).len(), 2);
}

#[tokio::test]
async fn what_was_asked_for_in_private_is_not_done_in_public() {
    let bot = Bot::new().await;
    let person = Who { missing: vec!["Create Private Threads"], ..who(1) };
    let start = Start { private: true, ..foam_roll() };
    assert_eq!(refusal(session::start(&bot.app, &person, start).await), "session-private-impossible");
    assert!(bot.discord.said_in(person.channel).is_empty());
    session::start(&bot.app, &who(1), foam_roll()).await.expect("nothing is left half done");
}

#[tokio::test]
async fn where_nothing_can_be_posted_nothing_starts() {
    let bot = Bot::new().await;
    let person = Who { missing: vec!["Send Messages"], ..who(1) };
    assert_eq!(refusal(session::start(&bot.app, &person, foam_roll()).await), "session-cannot-post");
}

#[tokio::test]
async fn in_a_voice_channel_it_runs_here_and_says_why() {
    let bot = Bot::new().await;
    let person = Who { place: Place::NoThreads, ..who(1) };
    session::start(&bot.app, &person, foam_roll()).await.expect("starts");
    assert!(bot.discord.cards_in(person.channel)[0].contains("kind of channel"));
}

#[tokio::test]
async fn at_the_limit_of_threads_an_old_one_is_used_again() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    session::steer(&bot.app, &who(1), Verb::Stop).await.expect("stops");
    bot.run_for(20_000).await;
    bot.discord.no_more_threads();
    session::start(&bot.app, &who(1), foam_roll()).await.expect("starts");
    assert!(!bot.discord.is_archived(thread));
    assert_eq!(bot.discord.threads(), [thread]);
}

#[tokio::test]
async fn a_pause_holds_the_clock_and_going_on_says_where_we_are() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(20_000).await;
    let session = bot.session(1).await;
    let pause = Press::Steer { session, verb: Verb::Pause }.id();
    press::pressed(&bot.app, &who(1), &pause, None, 1).await.expect("pauses");
    let before = bot.discord.said_in(thread).len();
    bot.run_for(5 * 60_000).await;
    assert_eq!(bot.discord.said_in(thread).len(), before);
    session::steer(&bot.app, &who(1), Verb::Resume).await.expect("goes on");
    bot.run_for(1_000).await;
    let said = bot.discord.said_in(thread);
    assert!(said[before].contains("On we go") && said[before].contains("25 seconds left"), "{}", said[before]);
}

#[tokio::test]
async fn strangers_are_refused_and_moderators_may_stop() {
    let bot = Bot::new().await;
    bot.started(1).await;
    let session = bot.session(1).await;
    for verb in [Verb::Pause, Verb::Skip, Verb::Stop, Verb::Hurts] {
        assert_eq!(refusal(session::pressed(&bot.app, &who(2), session, verb).await), "session-strangers");
    }
    let elsewhere = Who { guild: Some(999), moderator: true, ..who(3) };
    assert_eq!(refusal(session::pressed(&bot.app, &elsewhere, session, Verb::Stop).await), "session-strangers");
    let moderator = Who { moderator: true, ..who(3) };
    session::pressed(&bot.app, &moderator, session, Verb::Stop).await.expect("may stop");
}

#[tokio::test]
async fn presses_after_the_end_and_old_buttons_are_answered() {
    let bot = Bot::new().await;
    bot.started(1).await;
    let session = bot.session(1).await;
    session::steer(&bot.app, &who(1), Verb::Stop).await.expect("stops");
    assert_eq!(refusal(session::pressed(&bot.app, &who(1), session, Verb::Pause).await), "session-over");
    assert_eq!(refusal(session::pressed(&bot.app, &who(1), 12, Verb::Pause).await), "session-over");
    assert_eq!(refusal(press::pressed(&bot.app, &who(1), "v0/pause", None, 1).await), "session-old-button");
}

#[tokio::test]
async fn the_same_press_twice_does_it_once() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(20_000).await;
    let session = bot.session(1).await;
    let before = bot.discord.said_in(thread).len();
    for verb in [Verb::Pause, Verb::Pause, Verb::Resume, Verb::Resume] {
        session::pressed(&bot.app, &who(1), session, verb).await.expect("is answered");
    }
    bot.run_for(1_000).await;
    let said = bot.discord.said_in(thread);
    assert_eq!(said.len(), before + 1, "{said:?}");
    assert!(said[before].contains("On we go"), "{said:?}");
}

#[tokio::test]
async fn an_id_with_letters_for_a_number_is_an_old_button() {
    let bot = Bot::new().await;
    let sound = Press::Instead { start: Start { hold: Some(30), ..foam_roll() } }.id();
    let letters = sound.replace(":30:", ":abc:");
    assert_ne!(letters, sound);
    assert_eq!(refusal(press::pressed(&bot.app, &who(1), &letters, None, 1).await), "session-old-button");
}

#[tokio::test]
async fn it_hurts_stops_at_once_and_numb_leads_to_the_emergency_card() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(20_000).await;
    let session = bot.session(1).await;
    let before = bot.discord.said_in(thread).len();
    let asked = reply(session::pressed(&bot.app, &who(1), session, Verb::Hurts).await.expect("stops"));
    assert!(asked.private && ids(&asked).len() == How::ALL.len());
    bot.run_for(60_000).await;
    assert_eq!(bot.discord.said_in(thread).len(), before, "nothing more is counted");
    let numb = Press::HurtHow { session, how: How::Numb }.id();
    let card = reply(press::pressed(&bot.app, &who(1), &numb, None, 1).await.expect("answers"));
    assert!(card.cards[0].body.contains("emergency"), "{}", card.cards[0].body);
    bot.run_for(10_000).await;
    assert!(bot.discord.is_archived(thread));
}

#[tokio::test]
async fn someone_in_pain_who_does_not_answer_gets_the_advice() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    session::steer(&bot.app, &who(1), Verb::Hurts).await.expect("stops");
    bot.run_for(4 * 60_000).await;
    let said = bot.discord.said_in(thread);
    assert!(said.last().is_some_and(|line| line.contains("/referral")), "{said:?}");
}

#[tokio::test]
async fn together_each_may_stop_alone_and_the_last_one_ends_it() {
    let bot = Bot::new().await;
    let start = Start { together: true, ..foam_roll() };
    session::start(&bot.app, &who(1), start).await.expect("starts");
    let session = bot.session(1).await;
    let join = Press::Join { session }.id();
    press::pressed(&bot.app, &who(2), &join, None, 1).await.expect("joins");
    bot.run_for(16_000).await;
    let thread = bot.discord.only_thread();
    assert!(bot.discord.said_in(thread).iter().any(|line| line.contains("<@1> <@2>")));
    session::pressed(&bot.app, &who(1), session, Verb::Stop).await.expect("leaves");
    assert_eq!(bot.status(session).await, Status::Running);
    session::pressed(&bot.app, &who(2), session, Verb::Stop).await.expect("ends it");
    assert_eq!(bot.status(session).await, Status::Closing);
}

#[tokio::test]
async fn a_session_for_one_is_not_joined() {
    let bot = Bot::new().await;
    bot.started(1).await;
    let session = bot.session(1).await;
    assert_eq!(refusal(session::join(&bot.app, &who(2), session).await), "session-not-together");
}

#[tokio::test]
async fn how_it_felt_is_kept_only_for_those_who_asked() {
    let bot = Bot::new().await;
    let mut settings = bot.app.store.member_settings(1).await.expect("reads");
    settings.history = true;
    bot.app.store.save_member_settings(1, &settings).await.expect("saves");
    for person in [1, 2] {
        bot.started(person).await;
        let session = bot.session(person).await;
        bot.run_for(65_000).await;
        assert_eq!(bot.status(session).await, Status::Feel);
        session::felt(&bot.app, &who(person), session, Feel::Easier).await.expect("answers");
    }
    let kept = bot.app.store.practice(1, None, 0).await.expect("lists");
    assert_eq!(kept.iter().map(|practice| practice.feel.as_str()).collect::<Vec<_>>(), ["easier"]);
    assert!(bot.app.store.practice(2, None, 0).await.expect("lists").is_empty());
}

#[tokio::test]
async fn the_dose_grows_from_practice_that_felt_easier() {
    let bot = Bot::new().await;
    let mut settings = bot.app.store.member_settings(1).await.expect("reads");
    settings.history = true;
    bot.app.store.save_member_settings(1, &settings).await.expect("saves");
    let mut holds = Vec::new();
    for _ in 0..3 {
        bot.started(1).await;
        let session = bot.session(1).await;
        holds.push(bot.app.store.session(session).await.expect("reads").expect("is there").items[0].hold);
        bot.run_for(120_000).await;
        session::felt(&bot.app, &who(1), session, Feel::Easier).await.expect("answers");
        bot.run_for(7 * 24 * 3_600_000).await;
    }
    assert_eq!(holds, [Some(30), Some(30), Some(60)]);
}

#[tokio::test]
async fn the_database_locked_for_five_seconds_costs_no_cue() {
    use sqlx::Connection as _;
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    sqlx::any::install_default_drivers();
    let mut other = sqlx::AnyConnection::connect(&bot.database).await.expect("opens the same file");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("locks");
    let stop = tokio_util::sync::CancellationToken::new();
    let tick = tokio::spawn(unhunch::app::tick::run(Arc::clone(&bot.app), stop.clone()));
    tokio::time::sleep(std::time::Duration::from_millis(5_500)).await;
    assert_eq!(bot.discord.said_in(thread).len(), 1, "nothing but the card while nothing can be claimed");
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("unlocks");
    bot.discord.until_said(thread, 2).await;
    stop.cancel();
    tick.await.expect("stops");
}

#[tokio::test]
async fn holds_of_twenty_seconds_need_at_most_six_requests_a_minute() {
    let bot = Bot::new().await;
    let mut over = Vec::new();
    for exercise in bot.app.content.catalogue.exercises() {
        let step = exercise.ladder.first().copied().unwrap_or_default();
        let twenty = exercise.timer.limits.hold.is_some_and(|[low, high]| low <= 20 && 20 <= high);
        let Ok(item) = unhunch::core::timeline::choose(exercise, step, twenty.then_some(20), None) else { continue };
        let timeline = unhunch::core::timeline::Timeline::new(&[(exercise, &item)]);
        // The first message, the last, and the last face of the card are the session's, not a minute's.
        let minutes = timeline.length_ms() as f64 / 60_000.0;
        let cues = timeline.cues.len() - 2;
        let edits = (0..=cues as u32).filter(|cue| timeline.changes_scene(*cue)).count();
        if (cues + edits) as f64 > 6.0 * minutes {
            over.push(format!("{}: {cues} cues and {edits} edits in {minutes:.1} minutes", exercise.slug));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

/// What the card says under "Now" after each edit, in order.
fn nows(bot: &Bot, thread: i64) -> Vec<String> {
    let fields = |message: Message| message.cards[0].fields.clone().into_iter().find(|field| field.name == "Now");
    bot.discord.edits_in(thread).into_iter().map(|edit| fields(edit.1).map_or(String::new(), |now| now.value)).collect()
}

async fn needle(bot: &Bot) -> i64 {
    let start = Start { what: "thread-the-needle".to_owned(), hold: Some(20), ..Start::default() };
    session::start(&bot.app, &who(1), start).await.expect("starts");
    bot.discord.only_thread()
}

#[tokio::test]
async fn the_card_shows_the_phase_the_side_and_the_end_with_one_edit_each() {
    let bot = Bot::new().await;
    let thread = needle(&bot).await;
    bot.run_for(5 * 60_000).await;
    let nows = nows(&bot, thread);
    assert_eq!(nows.len(), 3, "{nows:#?}");
    assert!(nows[0].contains("20 s (left side)") && nows[1].contains("20 s (right side)"), "{nows:#?}");
    assert_eq!(nows[2], "", "at the end there is no now");
}

#[tokio::test]
async fn the_card_says_what_comes_then() {
    let bot = Bot::new().await;
    let thread = needle(&bot).await;
    bot.run_for(15_000).await;
    let (_, message, _) = &bot.discord.edits_in(thread)[0];
    let then = message.cards[0].fields.iter().find(|field| field.name == "Then").expect("something comes");
    assert!(then.value.contains("(right side)"), "{}", then.value);
}

#[tokio::test]
async fn the_card_is_edited_in_place_and_only_where_requests_are_plenty() {
    let bot = Bot::new().await;
    let thread = needle(&bot).await;
    let session = bot.session(1).await;
    bot.run_for(5 * 60_000).await;
    let card = bot.app.store.session(session).await.expect("reads").expect("is there").card;
    let edits = bot.discord.edits_in(thread);
    assert!(edits.iter().all(|(id, _, priority)| *id == card && *priority == Priority::Luxury), "{edits:#?}");
}

#[tokio::test]
async fn short_phases_are_paced_by_the_picture_and_not_by_edits() {
    let bot = Bot::new().await;
    let start = Start { what: "cat-cow".to_owned(), ..Start::default() };
    session::start(&bot.app, &who(1), start).await.expect("starts");
    let thread = bot.discord.only_thread();
    bot.run_for(5 * 60_000).await;
    assert_eq!(nows(&bot, thread), [""], "only the end");
}

#[tokio::test]
async fn a_deleted_card_costs_no_cue_and_makes_no_storm() {
    let bot = Bot::new().await;
    let thread = needle(&bot).await;
    bot.discord.refuse_edits();
    bot.run_for(5 * 60_000).await;
    assert_eq!(bot.discord.edits_in(thread).len(), 3, "one try for each scene");
    assert!(bot.discord.said_in(thread).last().is_some_and(|line| line.contains("Done")));
}

#[tokio::test]
async fn going_back_takes_the_card_back() {
    let bot = Bot::new().await;
    let thread = needle(&bot).await;
    bot.run_for(12_000).await;
    session::steer(&bot.app, &who(1), Verb::Back).await.expect("goes back");
    bot.run_for(1_000).await;
    let nows = nows(&bot, thread);
    assert!(nows.len() == 2 && nows[1].contains("Get into position"), "{nows:#?}");
}

#[tokio::test]
async fn the_picture_is_that_of_the_phase_and_side() {
    let bot = Bot::drawing(true).await;
    let exercise = bot.app.content.catalogue.exercise("thread-the-needle").expect("is there").clone();
    let film = async |motion, side| {
        let drawn = bot.app.pictures.for_exercise(&exercise, Shown::Moving(motion), side).await;
        Some(drawn.expect("is drawn"))
    };
    // Drawn before, so that no card goes without for want of time.
    let expected = [
        film(Motion::Phase(0), Side::Left).await,
        film(Motion::Phase(0), Side::Right).await,
        film(Motion::Round, Side::Left).await,
    ];
    let thread = needle(&bot).await;
    bot.run_for(5 * 60_000).await;
    let edits = bot.discord.edits_in(thread);
    assert_eq!(edits.into_iter().map(|edit| edit.1.cards[0].picture.clone()).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn a_thread_that_is_gone_ends_the_session_without_a_storm() {
    let bot = Bot::new().await;
    bot.started(1).await;
    let session = bot.session(1).await;
    bot.discord.refuse_all(ChatError::Gone);
    let asked = bot.discord.requests();
    bot.run_for(60 * 60_000).await;
    assert_eq!(bot.discord.requests() - asked, 1);
    assert_eq!(bot.ended(session).await, Some("gone"));
}

#[tokio::test]
async fn a_permission_taken_away_ends_the_session_without_a_storm() {
    let bot = Bot::new().await;
    bot.started(1).await;
    let session = bot.session(1).await;
    bot.discord.refuse_all(ChatError::Forbidden("Send Messages in Threads".to_owned()));
    let asked = bot.discord.requests();
    bot.run_for(60 * 60_000).await;
    assert_eq!(bot.discord.requests() - asked, 1);
    assert_eq!(bot.ended(session).await, Some("forbidden"));
}

#[tokio::test]
async fn a_deleted_thread_frees_its_person() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    session::thread_gone(&bot.app, thread).await.expect("ends it");
    session::start(&bot.app, &who(1), foam_roll()).await.expect("starts another");
}

#[tokio::test]
async fn discord_failing_for_two_seconds_costs_no_cue() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(14_500).await;
    bot.discord.refuse_all(ChatError::Unavailable("502".to_owned()));
    bot.run_for(1_600).await;
    bot.discord.accept_all();
    bot.run_for(60_000).await;
    let said = bot.discord.said_in(thread);
    assert!(said[2].contains("Lie back"), "{said:?}");
    assert_eq!(said.len(), 8);
}

#[tokio::test]
async fn after_a_long_outage_it_asks_once_and_goes_on_where_it_stopped() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(20_000).await;
    bot.app.clock.advance_ms(10 * 60_000);
    bot.run_for(30_000).await;
    let said = bot.discord.said_in(thread);
    assert!(said.last().is_some_and(|line| line.contains("I was away")), "{said:?}");
    assert_eq!(said.len(), 4, "one line, no flood: {said:?}");
    session::steer(&bot.app, &who(1), Verb::Resume).await.expect("goes on");
    bot.run_for(60_000).await;
    assert!(bot.discord.said_in(thread).last().is_some_and(|line| line.contains("Done")));
}

#[tokio::test]
async fn a_clock_set_back_an_hour_loses_no_session() {
    let bot = Bot::new().await;
    let thread = bot.started(1).await;
    bot.run_for(20_000).await;
    bot.app.clock.advance_ms(-3_600_000);
    bot.run_for(60_000).await;
    assert!(bot.discord.said_in(thread).last().is_some_and(|line| line.contains("Done")));
}

#[tokio::test]
async fn a_start_that_dies_half_way_frees_its_person() {
    let bot = Bot::new().await;
    bot.discord.refuse_all(ChatError::Unavailable("500".to_owned()));
    assert_eq!(refusal(session::start(&bot.app, &who(1), foam_roll()).await), "session-not-now");
    bot.discord.accept_all();
    session::start(&bot.app, &who(1), foam_roll()).await.expect("starts");
}

#[tokio::test]
async fn a_process_killed_between_row_and_thread_frees_its_person() {
    let bot = Bot::new().await;
    bot.discord.hang();
    let person = who(1);
    let start = session::start(&bot.app, &person, foam_roll());
    assert!(tokio::time::timeout(std::time::Duration::from_millis(50), start).await.is_err());
    bot.discord.accept_all();
    bot.run_for(61_000).await;
    session::start(&bot.app, &who(1), foam_roll()).await.expect("starts");
}

#[tokio::test]
async fn a_routine_goes_through_its_exercises() {
    let bot = Bot::new().await;
    let start = Start { what: "desk-micro-set".to_owned(), ..Start::default() };
    session::start(&bot.app, &who(1), start).await.expect("starts");
    let thread = bot.discord.only_thread();
    bot.run_for(20 * 60_000).await;
    let said = bot.discord.said_in(thread);
    assert_eq!(said.iter().filter(|line| line.contains("Get ready:")).count(), 5, "{said:#?}");
    assert!(said.last().is_some_and(|line| line.contains("Done")));
}

/// Kills workers at random awaits, at 20 moments over 50 sessions: nothing is lost, doubled or stuck.
#[tokio::test]
async fn killed_at_any_moment_nothing_is_lost_doubled_or_stuck() {
    memory::crash::survive(50, 20, 1).await;
}

/// The same at the size the project promises.
#[tokio::test]
#[ignore = "takes minutes; run it with: cargo test --release --test sessions -- --ignored"]
async fn a_thousand_sessions_survive_two_hundred_kills() {
    memory::crash::survive(1_000, 200, 7).await;
}

#[tokio::test]
async fn the_tick_wakes_for_what_is_due_and_stops_when_told() {
    let bot = Bot::new().await;
    let stop = tokio_util::sync::CancellationToken::new();
    let tick = tokio::spawn(unhunch::app::tick::run(Arc::clone(&bot.app), stop.clone()));
    let thread = bot.started(1).await;
    bot.discord.until_said(thread, 2).await;
    stop.cancel();
    tick.await.expect("stops");
}
