//! Sessions where the bot is no member: the plan as an answer, five follow-ups, fifteen minutes.

use unhunch::core::timeline::{CueKind, FOLLOW_UPS, FOLLOW_UPS_MS, Timeline, choose, next_step, routine_items};
use unhunch::core::token::Token;

use super::*;
use crate::memory::crash::kill_at;

/// Where person 1 speaks with someone else, and the bot is not there.
fn elsewhere(token: &str) -> Who {
    Who { place: Place::Elsewhere, guild: None, token: Token::new(token), ..who(1) }
}

fn session_of(what: &str) -> Start {
    Start { what: what.to_owned(), ..Start::default() }
}

async fn started(bot: &Bot, what: &str) -> Message {
    reply(session::start(&bot.app, &elsewhere("first"), session_of(what)).await.expect("starts"))
}

async fn press(bot: &Bot, verb: Verb, token: &str) {
    let id = Press::Steer { session: bot.session(1).await, verb }.id();
    press::pressed(&bot.app, &elsewhere(token), &id, None, 1).await.expect("is taken");
}

/// All that was said in the channel, and when, in ms from the start.
fn heard(bot: &Bot) -> Vec<(i64, String)> {
    let times = bot.discord.times_in(70).into_iter().map(|at| at - NOW);
    times.zip(bot.discord.said_in(70)).collect()
}

/// The timelines of every exercise and routine as they are offered.
fn timelines(bot: &Bot) -> Vec<(String, Timeline)> {
    let catalogue = &bot.app.content.catalogue;
    let alone = catalogue.exercises().iter().map(|exercise| {
        let item = choose(exercise, next_step(exercise, &[]), None, None).expect("its own dose");
        (exercise.slug.clone(), Timeline::new(&[(exercise, &item)]))
    });
    let together = catalogue.routines().iter().map(|routine| {
        let items = routine_items(routine, |slug| catalogue.exercise(slug)).expect("its exercises exist");
        (routine.slug.clone(), Timeline::new(&session::parts(&bot.app, &items).expect("exist")))
    });
    alone.chain(together).collect()
}

#[tokio::test]
async fn the_answer_is_the_plan_and_the_main_steps_follow() {
    let bot = Bot::new().await;
    let plan = started(&bot, "foam-roll").await;
    assert!(plan.cards[0].body.contains("only five times") && plan.cards[0].body.contains("Lie back"));
    assert!(ids(&plan).iter().any(|id| id.ends_with(":hurts")));
    bot.run_for(5 * 60_000).await;
    let heard = heard(&bot);
    let said: Vec<&str> = heard.iter().map(|(_, line)| line.as_str()).collect();
    let [go, out, done] = said[..] else { panic!("{said:#?}") };
    assert!(go.contains("Lie back") && out.contains("And out") && done.contains("How did it feel"), "{said:#?}");
}

#[tokio::test]
async fn every_plan_begins_and_ends_aloud_within_five_messages() {
    let bot = Bot::new().await;
    for (name, timeline) in timelines(&bot) {
        let cues: Vec<_> = timeline.milestones().iter().filter_map(|index| timeline.cue(*index)).collect();
        assert!(cues.len() <= FOLLOW_UPS && cues.is_sorted_by_key(|cue| cue.at_ms), "{name}");
        assert!(matches!(cues[0].kind, CueKind::Go | CueKind::Paced), "{name} begins with {:?}", cues[0]);
        let last = cues.last().expect("has one");
        assert!(last.kind == CueKind::Done && last.at_ms <= FOLLOW_UPS_MS, "{name} ends with {last:?}");
    }
}

#[tokio::test]
async fn where_sides_change_that_is_said() {
    let bot = Bot::new().await;
    started(&bot, "thread-the-needle").await;
    bot.run_for(14 * 60_000).await;
    let heard = heard(&bot);
    assert!(heard.iter().any(|(_, line)| line.contains("Switch sides")), "{heard:#?}");
    assert_eq!((heard.len(), bot.discord.follow_ups("first")), (FOLLOW_UPS, FOLLOW_UPS));
}

#[tokio::test]
async fn a_plan_beyond_fifteen_minutes_says_where_it_falls_silent() {
    let bot = Bot::new().await;
    let long = Start { hold: Some(300), rounds: Some(3), ..session_of("foam-roll") };
    let plan = reply(session::start(&bot.app, &elsewhere("first"), long).await.expect("starts"));
    assert!(plan.cards[0].body.contains("longer than that"));
    bot.run_for(60 * 60_000).await;
    let heard = heard(&bot);
    let (at, last) = heard.last().expect("something was said");
    assert!(last.contains("I can't speak any more") && *at < 15 * 60_000, "{heard:#?}");
    assert!(bot.app.store.session_of(1).await.expect("reads").is_none(), "it still ends");
}

#[tokio::test]
async fn a_press_brings_five_more_and_fifteen_more_minutes() {
    let bot = Bot::new().await;
    started(&bot, "foam-roll").await;
    bot.run_for(20_000).await;
    press(&bot, Verb::Pause, "second").await;
    bot.run_for(14 * 60_000).await;
    press(&bot, Verb::Resume, "third").await;
    bot.run_for(3 * 60_000).await;
    let heard = heard(&bot);
    assert!(heard.last().is_some_and(|(at, line)| line.contains("Done") && *at > 15 * 60_000), "{heard:#?}");
    assert_eq!(bot.discord.follow_ups("second"), 0, "it was paused all the time");
}

#[tokio::test]
async fn what_is_due_after_the_time_stays_unsaid() {
    let bot = Bot::new().await;
    started(&bot, "foam-roll").await;
    bot.run_for(20_000).await;
    let session = bot.session(1).await;
    press(&bot, Verb::Pause, "second").await;
    let before = heard(&bot).len();
    bot.run_for(16 * 60_000).await;
    assert_eq!(heard(&bot).len(), before);
    assert_eq!(bot.ended(session).await, Some("unanswered"));
}

#[tokio::test]
async fn a_refusal_for_good_does_not_end_it() {
    let bot = Bot::new().await;
    started(&bot, "foam-roll").await;
    let session = bot.session(1).await;
    bot.discord.refuse_all(ChatError::Gone);
    bot.run_for(20 * 60_000).await;
    assert_eq!(bot.ended(session).await, Some("finished"));
}

#[tokio::test]
async fn discord_failing_for_a_moment_is_asked_again() {
    let bot = Bot::new().await;
    started(&bot, "foam-roll").await;
    bot.run_for(10_000).await;
    bot.discord.refuse_all(ChatError::Unavailable("503".to_owned()));
    bot.run_for(9_000).await;
    bot.discord.accept_all();
    bot.run_for(5 * 60_000).await;
    let heard = heard(&bot);
    assert!(heard[0].1.contains("Lie back") && heard.len() == 3, "{heard:#?}");
}

#[tokio::test]
async fn in_a_server_only_its_owner_sees_it() {
    let bot = Bot::new().await;
    let person = Who { guild: Some(9), ..elsewhere("first") };
    let plan = reply(session::start(&bot.app, &person, session_of("foam-roll")).await.expect("starts"));
    bot.run_for(20_000).await;
    assert!(plan.private && bot.discord.all_private_in(70));
}

#[tokio::test]
async fn the_token_goes_with_the_end() {
    let bot = Bot::new().await;
    started(&bot, "foam-roll").await;
    let session = bot.session(1).await;
    let kept = || async { bot.app.store.session(session).await.expect("reads").expect("is there").token };
    assert!(!kept().await.is_empty());
    bot.run_for(5 * 60_000).await;
    assert!(kept().await.is_empty());
}

#[tokio::test]
async fn a_kill_loses_nothing_and_repeats_one_at_most() {
    for polls in 0..20 {
        let bot = Bot::new().await;
        started(&bot, "foam-roll").await;
        bot.run_for(17_500).await;
        bot.app.clock.advance_ms(1_000);
        let killed = kill_at(session_work(&bot), polls).await;
        bot.app.store.release_claims(bot.app.clock.now_ms()).await.expect("releases");
        bot.run_for(5 * 60_000).await;
        let said: Vec<String> = heard(&bot).into_iter().map(|(_, line)| line).collect();
        for part in ["Lie back", "And out", "Done"] {
            let count = said.iter().filter(|line| line.contains(part)).count();
            assert!(count == 1 || (killed && count == 2), "{part} {count} times after {polls} awaits: {said:#?}");
        }
    }
}

async fn session_work(bot: &Bot) -> anyhow::Result<usize> {
    unhunch::app::tick::work_due(&bot.app).await
}
