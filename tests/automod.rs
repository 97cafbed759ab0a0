//! The export to Discord AutoMod: within Discord's limits, true to the rules, what it finds of the labelled messages,
//! and its rules in a server.
//! `cargo test --test automod -- --nocapture` prints the table.

#[allow(dead_code, reason = "shared with other tests, which use the rest")]
mod memory;

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use memory::{Bot, who};
use regex_automata::meta::Regex;
use unhunch::app::automod::{self, Alert, Wish};
use unhunch::app::chat::ChatError;
use unhunch::app::privacy;
use unhunch::app::who::Who;
use unhunch::core::content::Content;
use unhunch::core::referral::ReplyKind;
use unhunch::core::screening::automod::{
    ALLOWED, AutoModRule, Export, KEYWORD, KEYWORDS, KINDS, PATTERN, PATTERNS, export,
};
use unhunch::core::screening::read;
use unhunch::core::settings::GuildSettings;
use unhunch::core::user_error::UserError;

/// Made once for all tests: every phrase of the export is read by the rules, which takes long without optimisation.
fn built_in() -> &'static (Content, Export) {
    static ALL: OnceLock<(Content, Export)> = OnceLock::new();
    ALL.get_or_init(|| {
        let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
        let export = export(&content.screener);
        (content, export)
    })
}

/// The patterns of all rules, compiled once.
fn compiled() -> &'static [Vec<Regex>] {
    static ALL: OnceLock<Vec<Vec<Regex>>> = OnceLock::new();
    let one = |pattern: &String| Regex::new(pattern).expect("a pattern");
    ALL.get_or_init(|| {
        built_in().1.rules.iter().map(|rule| rule.trigger.regex_patterns.iter().map(one).collect()).collect()
    })
}

#[test]
fn there_is_one_rule_a_reply_and_room_for_one_of_the_servers_own() {
    let kinds: Vec<ReplyKind> = built_in().1.rules.iter().map(|rule| rule.kind).collect();
    assert_eq!(kinds, KINDS);
    assert!(kinds.len() < 6, "Discord allows six");
}

#[test]
fn everything_is_within_discords_limits() {
    for AutoModRule { kind, trigger } in &built_in().1.rules {
        let counts = (trigger.keyword_filter.len(), trigger.regex_patterns.len(), trigger.allow_list.len());
        assert!(counts.0 <= KEYWORDS && counts.1 <= PATTERNS && counts.2 <= ALLOWED, "{kind:?}: {counts:?}");
        let longest = |list: &[String]| list.iter().map(|text| text.chars().count()).max().unwrap_or(0);
        assert!(longest(&trigger.keyword_filter) <= KEYWORD && longest(&trigger.allow_list) <= KEYWORD, "{kind:?}");
        assert!(longest(&trigger.regex_patterns) <= PATTERN, "{kind:?}");
    }
}

#[test]
fn every_rule_finds_something() {
    for rule in &built_in().1.rules {
        assert!(!rule.trigger.keyword_filter.is_empty() && !rule.trigger.regex_patterns.is_empty(), "{:?}", rule.kind);
    }
}

#[test]
fn every_keyword_alone_says_to_our_rules_what_its_alert_says() {
    let (content, export) = built_in();
    for AutoModRule { kind, trigger } in &export.rules {
        // Every seventh, for the sake of time.
        for keyword in trigger.keyword_filter.iter().step_by(7) {
            let verdict = read(&content.screener, keyword.trim_end_matches('*'));
            let said = ReplyKind::for_verdict(&verdict);
            assert!(said == Some(*kind) || keyword.ends_with('*'), "{keyword}: {said:?}, not {kind:?}");
        }
    }
}

#[test]
fn no_keyword_or_pattern_finds_what_the_rules_call_harmless() {
    let harmless = ["my back is killing me lol", "no numbness, bladder is fine, just sore", "anyone up for a game?"];
    for text in harmless {
        assert_eq!(alerts(text), [], "{text}");
    }
}

#[test]
fn what_is_not_expressed_is_named_with_a_reason() {
    let left_out = &built_in().1.left_out;
    assert!(left_out.iter().any(|left| left.rule == "cauda_equina/both_legs_and_toilet" && !left.why.is_empty()));
}

/// What AutoMod would find where the bot reads no messages. Far less than the bot with its rules and model, and said so.
#[test]
fn labelled_messages_as_automod_sees_them() {
    let (mut found, mut wanted, mut false_alarms, mut harmless) = (0, 0, 0, 0);
    for message in labelled() {
        let text = message["text"].as_str().expect("a text");
        let alerts = alerts(text);
        match (message["urgency"] == "emergency", message["labels"].as_array().is_none_or(Vec::is_empty)) {
            (true, _) => (wanted, found) = (wanted + 1, found + usize::from(!alerts.is_empty())),
            (_, true) => (harmless, false_alarms) = (harmless + 1, false_alarms + usize::from(!alerts.is_empty())),
            _ => {}
        }
    }
    println!(
        "AutoMod finds {found} of {wanted} emergencies, and something in {false_alarms} of {harmless} harmless messages"
    );
    // A keyword list is a poor reader; what it reaches must not get less unseen.
    assert!(found * 12 >= wanted, "{found} of {wanted}");
    assert!(false_alarms * 20 <= harmless, "{false_alarms} of {harmless}");
}

/// The replies whose AutoMod rule a text sets off, as Discord does it: whole words, unless an allowed phrase covers them.
fn alerts(text: &str) -> Vec<ReplyKind> {
    let lower = text.to_lowercase();
    let set_off = |(rule, patterns): &(&AutoModRule, &Vec<Regex>)| {
        let trigger = &rule.trigger;
        let spared = trigger.allow_list.iter().fold(lower.clone(), |text, allowed| text.replace(allowed.as_str(), " "));
        trigger.keyword_filter.iter().any(|keyword| holds(&spared, keyword))
            || patterns.iter().any(|pattern| pattern.is_match(&lower))
    };
    built_in().1.rules.iter().zip(compiled()).filter(set_off).map(|(rule, _)| rule.kind).collect()
}

mod in_a_server {
    use super::*;

    const EMERGENCY: &str = "Unhunch: a symptom that cannot wait";

    fn manager() -> Who {
        Who { manager: true, ..who(3) }
    }

    async fn with_moderators() -> anyhow::Result<Bot> {
        let bot = Bot::new().await;
        let settings = GuildSettings { moderators_channel: Some(71), ..GuildSettings::default() };
        bot.app.store.save_guild_settings(7, &settings).await?;
        Ok(bot)
    }

    async fn set_up(bot: &Bot) -> anyhow::Result<String> {
        Ok(automod::wish(&bot.app, &manager(), Wish::SetUp).await?.content)
    }

    fn alert(rule: i64, message: i64) -> Alert {
        Alert { rule, guild: 7, channel: 70, message, author: 1 }
    }

    fn refusal(result: anyhow::Result<String>) -> &'static str {
        let error = result.expect_err("is refused");
        error.downcast_ref::<UserError>().map_or("not a refusal", |error| error.key)
    }

    #[tokio::test]
    async fn rules_are_made_once_brought_up_to_date_and_removed_without_touching_others() -> anyhow::Result<()> {
        let bot = with_moderators().await?;
        let own = bot.discord.add_automod_rule("No spam");
        let said = set_up(&bot).await?;
        assert!(said.contains("5 AutoMod rules are in place") && said.contains("<#71>"), "{said}");
        let ids = |bot: &Bot| bot.discord.automod_rules().into_iter().map(|(id, _)| id).collect::<Vec<_>>();
        let first = ids(&bot);
        set_up(&bot).await?;
        assert_eq!(ids(&bot), first);
        automod::wish(&bot.app, &manager(), Wish::Remove).await?;
        assert_eq!(ids(&bot), [own]);
        Ok(())
    }

    #[tokio::test]
    async fn what_discord_does_not_take_is_named() -> anyhow::Result<()> {
        let bot = with_moderators().await?;
        for name in ["a", "b"] {
            bot.discord.add_automod_rule(name);
        }
        let said = set_up(&bot).await?;
        assert!(said.contains("4 AutoMod rules are in place") && said.contains("Unhunch: worn out by pain"), "{said}");
        Ok(())
    }

    #[tokio::test]
    async fn without_a_channel_a_permission_or_manage_server_the_next_step_is_said() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        assert_eq!(refusal(set_up(&bot).await), "automod-needs-channel");
        let bot = with_moderators().await?;
        let stranger = automod::wish(&bot.app, &who(1), Wish::SetUp).await;
        assert_eq!(refusal(stranger.map(|message| message.content)), "error-manager-only");
        bot.discord.refuse_all(ChatError::Forbidden("Manage Server".to_owned()));
        assert_eq!(refusal(set_up(&bot).await), "automod-needs-permission");
        Ok(())
    }

    #[tokio::test]
    async fn an_alert_is_answered_once_as_its_rule_says() -> anyhow::Result<()> {
        let bot = with_moderators().await?;
        let rule = bot.discord.add_automod_rule(EMERGENCY);
        for _ in 0..2 {
            automod::alerted(&bot.app, &alert(rule, 5)).await?;
        }
        let said = bot.discord.said_in(70);
        assert!(matches!(&said[..], [one] if one.contains("emergency")), "{said:?}");
        Ok(())
    }

    #[tokio::test]
    async fn several_alerts_of_a_message_get_one_reply_the_gravest() -> anyhow::Result<()> {
        let bot = with_moderators().await?;
        let calm = bot.discord.add_automod_rule("Unhunch: ask before exercises");
        let grave = bot.discord.add_automod_rule(EMERGENCY);
        let (first, second) = (alert(calm, 5), alert(grave, 5));
        let (first, second) = tokio::join!(automod::alerted(&bot.app, &first), automod::alerted(&bot.app, &second));
        first.and(second)?;
        let said = bot.discord.said_in(70);
        assert!(matches!(&said[..], [one] if one.contains("emergency")), "{said:?}");
        Ok(())
    }

    #[tokio::test]
    async fn alerts_of_other_rules_and_of_who_opted_out_are_left_alone() -> anyhow::Result<()> {
        let bot = with_moderators().await?;
        let own = bot.discord.add_automod_rule("No spam");
        automod::alerted(&bot.app, &alert(own, 5)).await?;
        let ours = bot.discord.add_automod_rule(EMERGENCY);
        privacy::opt_out(&bot.app, &who(1)).await?;
        automod::alerted(&bot.app, &alert(ours, 6)).await?;
        assert_eq!(bot.discord.said_in(70), [] as [&str; 0]);
        Ok(())
    }
}

fn holds(text: &str, keyword: &str) -> bool {
    let body = keyword.trim_end_matches('*');
    text.match_indices(body).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + body.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric)
            && (body.len() < keyword.len() || !after.is_some_and(char::is_alphanumeric))
    })
}

/// The labelled messages of the parts that may be read.
fn labelled() -> Vec<serde_json::Value> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screening");
    let files = ["dev.jsonl", "own-5-open.jsonl", "own-6-open.jsonl"];
    let texts = files.map(|name| fs::read_to_string(dir.join(name)).expect("is there"));
    texts.iter().flat_map(|text| text.lines()).map(|line| serde_json::from_str(line).expect("JSON")).collect()
}
