//! The export to Discord AutoMod: within Discord's limits, true to the rules, and what it finds of the labelled messages.
//! `cargo test --test automod -- --nocapture` prints the table.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use regex_automata::meta::Regex;
use unhunch::core::content::Content;
use unhunch::core::referral::ReplyKind;
use unhunch::core::screening::automod::{
    ALLOWED, AutoModRule, Export, KEYWORD, KEYWORDS, KINDS, PATTERN, PATTERNS, export,
};
use unhunch::core::screening::read;

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
