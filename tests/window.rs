//! What one person spreads over several messages: the parts and sums of `prompts/screening/window.toml` on their own examples,
//! ordinary messages that must not add up, and the bot with a clock that moves by hand.

#[allow(dead_code, reason = "shared with other tests, which use the rest")]
mod memory;

use std::fs;
use std::path::Path;

use memory::{Bot, who};
use unhunch::app::privacy;
use unhunch::app::screening::{self, Said};
use unhunch::core::screening::window::{Place, Window};
use unhunch::core::screening::{Label, Parts, Verdict, parts, rules};

const CHANNEL: i64 = 70;
const MINUTE: i64 = 60_000;
const LEGS: &str = "my left foot has been tingling today";
const TOILET: &str = "also weird, it takes ages to start peeing now";

/// What `person` wrote in `channel` as message `id`, new or edited.
async fn writes_in(bot: &Bot, channel: i64, person: i64, id: i64, content: &str) -> anyhow::Result<()> {
    let said = Said { message: id, channel, guild: Some(7), author: person, automatic: false, content };
    screening::said(&bot.app, &said).await
}

async fn writes(bot: &Bot, id: i64, content: &str) -> anyhow::Result<()> {
    writes_in(bot, CHANNEL, 1, id, content).await
}

fn replies(bot: &Bot) -> Vec<String> {
    bot.discord.said_in(CHANNEL)
}

#[tokio::test]
async fn two_messages_within_half_an_hour_add_up_to_one_reply() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    writes(&bot, 5, LEGS).await?;
    assert_eq!(replies(&bot), [] as [&str; 0], "a part alone is no reason to reply");
    bot.run_for(29 * MINUTE).await;
    writes(&bot, 6, "anyone up for a game?").await?;
    writes(&bot, 7, TOILET).await?;
    assert!(matches!(&replies(&bot)[..], [one] if one.contains("emergency")), "{:?}", replies(&bot));
    Ok(())
}

#[tokio::test]
async fn after_half_an_hour_they_do_not() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    writes(&bot, 5, LEGS).await?;
    bot.run_for(30 * MINUTE).await;
    writes(&bot, 6, TOILET).await?;
    assert_eq!(replies(&bot), [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn two_people_and_two_channels_do_not_add_up() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    writes_in(&bot, CHANNEL, 2, 5, LEGS).await?;
    writes_in(&bot, 71, 1, 6, LEGS).await?;
    writes(&bot, 7, TOILET).await?;
    assert_eq!(replies(&bot), [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn what_was_answered_is_not_counted_again() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    for (id, content) in [(5, LEGS), (6, TOILET), (7, LEGS)] {
        writes(&bot, id, content).await?;
    }
    assert_eq!(replies(&bot).len(), 1);
    Ok(())
}

#[tokio::test]
async fn what_was_edited_away_or_deleted_is_forgotten() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    writes(&bot, 5, LEGS).await?;
    writes(&bot, 5, "never mind, all good").await?;
    writes(&bot, 6, LEGS).await?;
    screening::deleted(&bot.app, CHANNEL, 6);
    writes(&bot, 7, TOILET).await?;
    assert_eq!(replies(&bot), [] as [&str; 0]);
    Ok(())
}

#[tokio::test]
async fn who_opts_out_or_deletes_their_data_is_forgotten() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    writes(&bot, 5, LEGS).await?;
    privacy::opt_out(&bot.app, &who(1)).await?;
    writes(&bot, 6, LEGS).await?;
    privacy::opt_in(&bot.app, &who(1)).await?;
    writes(&bot, 7, LEGS).await?;
    privacy::delete(&bot.app, &who(1)).await?;
    writes(&bot, 8, TOILET).await?;
    assert_eq!(replies(&bot), [] as [&str; 0]);
    Ok(())
}

#[test]
fn every_part_finds_its_own_examples_and_only_those() {
    let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
    let mut wrong = Vec::new();
    for (name, part) in file().parts() {
        let found = |text: &str| parts(&content.screener, text).iter().any(|part| part.name == name);
        wrong.extend(part.must_fire.iter().filter(|s| !found(s.get_ref())).map(|s| format!("{name} is silent: {s:?}")));
        wrong.extend(part.must_not_fire.iter().filter(|s| found(s.get_ref())).map(|s| format!("{name} fires: {s:?}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_sum_is_a_red_flag_of_its_urgency_in_whatever_order() {
    let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
    let file = file();
    for sum in file.sums() {
        let example = |name: &str| {
            let part = file.parts().find(|(full, _)| full.ends_with(&format!("/{name}"))).expect("a part").1;
            parts(&content.screener, part.must_fire[0].get_ref())
        };
        let messages: Vec<_> = sum.parts.iter().map(|part| example(part.get_ref())).collect();
        for (last, now) in messages.iter().enumerate() {
            let others = messages.iter().enumerate().filter(|(at, _)| *at != last);
            let earlier: Parts = others.flat_map(|(_, parts)| parts).map(|part| part.set).collect();
            let verdict = content.screener.with_earlier(Verdict::default(), now, earlier);
            assert_eq!((verdict.has(Label::RedFlag), verdict.urgency), (true, Some(sum.urgency)), "{sum:?}");
        }
    }
}

#[test]
fn parts_that_stand_in_one_message_are_left_to_the_rules() {
    let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
    let both = parts(&content.screener, &format!("{LEGS}. {TOILET}"));
    assert!(both.len() >= 2, "{both:?}");
    assert_eq!(content.screener.with_earlier(Verdict::default(), &both, Parts::default()), Verdict::default());
}

/// One person who writes all harmless labelled messages, ten in each half hour: prints how many hold a part and what adds up.
#[test]
fn harmless_messages_do_not_add_up() {
    let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
    let (mut window, mut held, mut sums) = (Window::default(), 0, Vec::new());
    let harmless = harmless();
    for (at, text) in harmless.iter().enumerate() {
        let id = i64::try_from(at).expect("a small number");
        let found = parts(&content.screener, text);
        held += usize::from(!found.is_empty());
        let here = found.iter().map(|part| part.set).collect();
        let earlier = window.add(Place { channel: 1, person: 1 }, id, here, id * 3 * MINUTE);
        let verdict = content.screener.with_earlier(Verdict::default(), &found, earlier);
        sums.extend(verdict.evidence.into_iter().map(|evidence| format!("{evidence:?} {text}")));
    }
    println!("{} harmless messages, {held} with a part, {} sums", harmless.len(), sums.len());
    assert!(harmless.len() > 500, "only {} messages", harmless.len());
    assert!(sums.len() * 200 <= harmless.len(), "more than 1 in 200 adds up:\n{}", sums.join("\n"));
}

fn file() -> rules::RuleFile {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/screening/window.toml");
    rules::parse("window.toml", &fs::read_to_string(path).expect("is there")).expect("is well")
}

/// The labelled messages without any label, of the parts that may be read.
fn harmless() -> Vec<String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screening");
    let mut texts = Vec::new();
    for name in ["dev.jsonl", "own-5-open.jsonl", "own-6-open.jsonl"] {
        let lines = fs::read_to_string(dir.join(name)).expect("is there");
        let all = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
        let none = |message: &serde_json::Value, key: &str| message[key].as_array().is_none_or(Vec::is_empty);
        let texts_of = all.filter(|message| none(message, "labels") && none(message, "optional"));
        texts.extend(texts_of.filter_map(|message| message["text"].as_str().map(str::to_owned)));
    }
    texts
}
