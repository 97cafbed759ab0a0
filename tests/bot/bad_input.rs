//! What goes wrong around a session, end to end: odd places, odd doses, buttons pressed twice, a Discord that answers badly.

use serde_json::{Value, json};

use super::play::{ANA, BEN, FORUM, MID_BACK, MO, VOICE};
use super::stage::{Stage, button, until, words};
use super::{FAST, is_private, start};

fn cat_cow() -> Value {
    json!({ "exercise": "cat-cow" })
}

/// A thread that Ana opens in `channel`.
async fn thread_of_ana(stage: &Stage, channel: &str) -> String {
    let new = json!({ "as": ANA, "channel": channel, "name": "my week" });
    let (_, thread) = stage.play.ask("POST", "/play/threads", None, Some(&new)).await;
    thread["id"].as_str().expect("a thread").to_owned()
}

async fn change(stage: &Stage, thread: &str, change: Value) {
    let (status, answer) = stage.play.ask("PATCH", &format!("/play/threads/{thread}"), None, Some(&change)).await;
    assert_eq!(status, 200, "{answer}");
}

#[tokio::test]
async fn in_a_voice_channel_the_session_runs_there_and_says_why() {
    let stage = Stage::new(FAST).await;
    stage.slash(ANA, VOICE, "session start", cat_cow()).await;
    stage.message_where(VOICE, |message| words(message).contains("this kind of channel")).await;
    stage.message_where(VOICE, |message| words(message).contains("Done")).await;
    stage.finish().await;
}

#[tokio::test]
async fn in_a_post_of_a_forum_the_session_runs_there() {
    let stage = Stage::new(FAST).await;
    let post = thread_of_ana(&stage, FORUM).await;
    stage.slash(ANA, &post, "session start", cat_cow()).await;
    stage.message_where(&post, |message| words(message).contains("Done")).await;
    stage.finish().await;
}

#[tokio::test]
async fn in_a_forum_itself_nothing_starts_and_it_says_where_to_go() {
    let stage = Stage::new(FAST).await;
    let answer = stage.slash(ANA, FORUM, "session start", cat_cow()).await;
    assert!(words(&answer["message"]).contains("Please start the session in a text channel"), "{answer}");
    let again = stage.slash(ANA, MID_BACK, "session start", cat_cow()).await;
    assert!(words(&again["message"]).contains("<#"), "nothing holds the person back: {again}");
    stage.finish().await;
}

#[tokio::test]
async fn an_archived_thread_is_opened_by_its_session() {
    let stage = Stage::new(FAST).await;
    let thread = thread_of_ana(&stage, MID_BACK).await;
    change(&stage, &thread, json!({ "as": ANA, "archived": true })).await;
    stage.slash(ANA, &thread, "session start", cat_cow()).await;
    stage.message_where(&thread, |message| words(message).contains("Done")).await;
    stage.finish().await;
}

#[tokio::test]
async fn in_a_locked_thread_nothing_starts_and_it_says_where_to_go() {
    let stage = Stage::new(FAST).await;
    let thread = thread_of_ana(&stage, MID_BACK).await;
    change(&stage, &thread, json!({ "as": MO, "archived": true, "locked": true })).await;
    let answer = stage.slash(ANA, &thread, "session start", cat_cow()).await;
    assert!(is_private(&answer) && words(&answer["message"]).contains("in a text channel"), "{answer}");
    stage.finish().await;
}

#[tokio::test]
async fn impossible_holds_are_refused_with_the_limits() {
    let stage = Stage::new(FAST).await;
    for hold in [0, -5, 1_000_000_000] {
        let options = json!({ "exercise": "foam-roll", "hold": hold });
        let answer = stage.slash(ANA, MID_BACK, "session start", options).await;
        let said = words(&answer["message"]);
        assert!(is_private(&answer) && said.contains("15") && said.contains("300"), "hold {hold}: {said}");
    }
    // Discord's own client sends no letters where a number belongs.
    let letters = json!({ "as": ANA, "channel": MID_BACK, "type": 2, "command": "session start",
        "options": { "exercise": "foam-roll", "hold": "abc" } });
    assert_eq!(stage.play.ask("POST", "/play/interactions", None, Some(&letters)).await.0, 400);
    stage.finish().await;
}

#[tokio::test]
async fn buttons_pressed_twice_by_strangers_and_after_the_end_are_answered() {
    let stage = Stage::new(FAST).await;
    let thread = start(&stage, "foam-roll").await;
    let card = stage.message_where(&thread, |message| button(message, "Stop").is_some()).await;
    for label in ["Pause", "Skip", "Back", "Stop", "It hurts"] {
        let refused = stage.press(BEN, &card, label).await;
        assert!(words(&refused["message"]).contains("Only people in this session"), "{label}: {refused}");
    }
    for label in ["Pause", "Pause", "Stop"] {
        assert_eq!(stage.press(ANA, &card, label).await["state"], "answered", "{label}");
    }
    let over = stage.press(ANA, &card, "Stop").await;
    assert!(is_private(&over) && words(&over["message"]).contains("session is over"), "{over}");
    stage.finish().await;
}

#[tokio::test]
async fn a_second_session_of_one_person_offers_to_stop_the_first() {
    let stage = Stage::new(FAST).await;
    let thread = start(&stage, "foam-roll").await;
    let busy = stage.slash(ANA, MID_BACK, "session start", cat_cow()).await;
    assert!(is_private(&busy) && words(&busy["message"]).contains(&thread), "{busy}");
    stage.finish().await;
}

/// Each way of failing hits one cue of a session of its own; the clock is Discord's own, because the bot's patience is real.
#[tokio::test]
async fn a_cue_comes_once_whatever_discord_answers_first() {
    let stage = Stage::new(1).await;
    let mut threads = Vec::new();
    for (nth, (status, carried_out)) in
        [(500, false), (502, false), (502, true), (429, false), (0, false), (0, true)].into_iter().enumerate()
    {
        let person = stage.play.join(&format!("Person{nth}")).await;
        let options = json!({ "exercise": "scapular-squeeze", "hold": 10, "rounds": 4 });
        let answer = stage.slash(&person, MID_BACK, "session start", options).await;
        let shown = words(&answer["message"]);
        let thread = shown.split_once("<#").and_then(|(_, rest)| rest.split_once('>')).expect("a thread").0.to_owned();
        stage.message_where(&thread, |message| words(message).contains("Get ready")).await;
        let path = format!("/channels/{thread}/messages");
        stage
            .play
            .fault(json!({ "path": path.trim_start_matches('/'), "status": status, "carried_out": carried_out }))
            .await;
        threads.push((format!("{status}, carried out: {carried_out}"), thread));
    }
    for (fault, thread) in threads {
        let mut seen = Vec::new();
        let came = until(async || {
            seen = cues(&stage.messages_in(&thread).await);
            seen.len() > 3
        });
        assert!(came.await && seen.starts_with(&[0, 1, 2, 3]), "{fault}: {seen:?}");
    }
    stage.finish().await;
}

/// The indices of the cues in a thread, as they stand there.
fn cues(messages: &[Value]) -> Vec<u32> {
    let nonces = messages.iter().filter_map(|message| message["nonce"].as_str());
    nonces.filter_map(|nonce| nonce.split(':').nth(1)?.parse().ok()).collect()
}
