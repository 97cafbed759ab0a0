//! The rules of `prompts/screening/` on their own examples and on the labelled messages of `tests/screening/`.
//! `cargo test --test screening -- --nocapture` prints precision and recall of the rules, with `--include-ignored` of both
//! readers too.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;
use serde::Deserialize;
use unhunch::core::screening::model::{LABELS, TOPICS};
use unhunch::core::screening::second::{ModelFiles, SecondReader};
use unhunch::core::screening::{
    Evidence, Label, Screener, Topic, Urgency, Verdict, parts as parts_of, read, read_with_parts, rules, screen,
};

fn texts() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/screening");
    let mut files: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    files.sort();
    files
        .iter()
        .map(|p| (p.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(p).unwrap()))
        .collect()
}

fn screener() -> Screener {
    let texts = texts();
    Screener::from_texts(texts.iter().map(|(n, t)| (n.as_str(), t.as_str()))).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })
}

fn fired(verdict: &Verdict, name: &str) -> bool {
    verdict.evidence.iter().any(|e| matches!(e, Evidence::Rule { rule, .. } if rule == name))
}

#[test]
fn every_rule_finds_its_own_examples_and_only_those() {
    let screener = screener();
    let mut wrong = Vec::new();
    for (file, text) in texts() {
        for (name, rule) in rules::parse(&file, &text).unwrap().rules() {
            for sentence in &rule.must_fire {
                if !fired(&screen(&screener, sentence.get_ref()), &name) {
                    wrong.push(format!("{name} is silent: {}", sentence.get_ref()));
                }
            }
            for sentence in &rule.must_not_fire {
                if fired(&screen(&screener, sentence.get_ref()), &name) {
                    wrong.push(format!("{name} fires: {}", sentence.get_ref()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_label_and_topic_has_a_rule() {
    let mut labels = Vec::new();
    let mut topics = Vec::new();
    let screener = screener();
    for (file, text) in texts() {
        for (_, rule) in rules::parse(&file, &text).unwrap().rules() {
            for sentence in &rule.must_fire {
                let verdict = screen(&screener, sentence.get_ref());
                labels.extend(verdict.labels);
                topics.extend(verdict.topics);
            }
        }
    }
    for label in LABELS {
        assert!(labels.contains(&label), "{label:?}");
    }
    for topic in TOPICS {
        assert!(topics.contains(&topic), "{topic:?}");
    }
}

#[test]
fn evidence_is_a_place_in_the_given_text() {
    let text = "héllo 👋 ok. MY CROTCH HAS BEEN NUMB since sunday, ｓｉｎｃｅ";
    let verdict = screen(&screener(), text);
    let spans: Vec<&str> = verdict
        .evidence
        .iter()
        .filter_map(|e| match e {
            Evidence::Rule { start, end, .. } => text.get(*start..*end),
            Evidence::Model { .. } => None,
        })
        .collect();
    assert!(spans.contains(&"CROTCH HAS BEEN NUMB"), "{spans:?}");
}

#[test]
fn odd_messages_are_read_without_harm() {
    let screener = screener();
    let long = "my back numb no not legs both ".repeat(140);
    for text in [
        "",
        " ",
        "💀💀💀",
        "\u{200b}\u{200b}",
        "مرحبا كيف حالك numb",
        "``````````",
        "\"\"\"",
        "<@<@<@",
        &long,
        &"@".repeat(4000),
    ] {
        let verdict = screen(&screener, text);
        assert!(verdict.labels.len() <= 4);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_evidence_stays_inside_it(text in "\\PC{0,400}|[a-z !?.'*>`\"@<\u{200b}0-9\n]{0,400}") {
        let verdict = read(shared(), &text);
        for found in &verdict.evidence {
            if let Evidence::Rule { start, end, .. } = found {
                prop_assert!(text.get(*start..*end).is_some());
            }
        }
        for found in &verdict.silenced {
            prop_assert!(text.get(found.start..found.end).is_some());
        }
    }

    #[test]
    fn words_of_the_rules_in_any_order_are_read(words in proptest::collection::vec(0..WORDS.len(), 0..300)) {
        let text = words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ");
        let verdict = read(shared(), &text);
        prop_assert_eq!(verdict.urgency.is_some(), verdict.has(Label::RedFlag));
        prop_assert!(!(verdict.has(Label::RedFlag) && verdict.has(Label::Precaution)));
    }

    #[test]
    fn verdict_and_parts_at_once_are_those_of_each_alone(words in proptest::collection::vec(0..WORDS.len(), 0..40)) {
        let text = words.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ");
        let alone = shared().is_candidate(&text).then(|| read(shared(), &text));
        prop_assert_eq!(read_with_parts(shared(), &text), (alone, parts_of(shared(), &text)));
    }
}

const WORDS: [&str; 24] = [
    "my",
    "back",
    "numb",
    "legs",
    "both",
    "can't",
    "feel",
    "no",
    "not",
    "but",
    "since",
    "yesterday",
    "pee",
    "die",
    "want",
    "pain",
    "never",
    "ends",
    ".",
    "mum",
    "fell",
    "cancer",
    "\"",
    ">",
];

fn shared() -> &'static Screener {
    static SCREENER: OnceLock<Screener> = OnceLock::new();
    SCREENER.get_or_init(screener)
}

#[derive(Deserialize)]
struct Labelled {
    text: String,
    labels: Vec<Label>,
    urgency: Option<Urgency>,
    #[serde(default)]
    topic: Vec<Topic>,
    #[serde(default)]
    optional: Vec<Label>,
}

#[derive(Default, Clone, Copy)]
struct Count {
    hit: usize,
    false_alarm: usize,
    missed: usize,
}

impl Count {
    fn add(&mut self, wanted: bool, given: bool) {
        match (wanted, given) {
            (true, true) => self.hit += 1,
            (false, true) => self.false_alarm += 1,
            (true, false) => self.missed += 1,
            (false, false) => {}
        }
    }

    fn precision(&self) -> f64 {
        self.hit as f64 / (self.hit + self.false_alarm).max(1) as f64
    }

    fn recall(&self) -> f64 {
        self.hit as f64 / (self.hit + self.missed).max(1) as f64
    }
}

/// What the rules alone reached when this was written, less a margin: a change for the worse must not pass unseen.
#[test]
fn precision_and_recall_on_the_labelled_messages() {
    let screener = screener();
    let floors = [(0.90, 0.68), (0.92, 0.80), (0.88, 0.54), (0.80, 0.30)];
    hold(floors, measure("rules alone", |text| screen(&screener, text)));
}

/// Messages that carry something and are let in to be read at all: what the gate drops, no reader can find.
#[test]
fn the_gate_lets_in_what_carries_a_label() {
    let (mut passed, mut all) = (0, 0);
    for part in parts() {
        let messages = labelled(&part);
        let positive: Vec<_> = messages.iter().filter(|m| !m.labels.is_empty()).collect();
        let let_in = positive.iter().filter(|m| shared().is_candidate(&m.text)).count();
        println!("{}: the gate lets in {let_in} of {} labelled", part.file_stem().unwrap().display(), positive.len());
        passed += let_in;
        all += positive.len();
    }
    assert!(passed as f64 >= 0.995 * all as f64, "{passed} of {all}");
}

/// The same for rules and language model together, as the bot reads.
#[test]
#[ignore = "reads every message with the language model, more than a minute in a development build; .ci/run does"]
fn precision_and_recall_of_both_readers() {
    let screener = screener();
    let second = SecondReader::load(MODEL).expect("the model loads");
    let both = |text: &str| {
        if !screener.is_candidate(text) {
            return Verdict::default();
        }
        let verdict = read(&screener, text);
        second.add_to(verdict, text)
    };
    hold([(0.83, 0.88), (0.90, 0.96), (0.90, 0.83), (0.88, 0.90)], measure("both readers", both));
}

const MODEL: ModelFiles = ModelFiles {
    network: include_bytes!("../models/screening/reader.onnx"),
    tokenizer: include_str!("../models/screening/tokenizer.json"),
    config: include_bytes!("../models/screening/reader.json"),
};

/// (precision, recall) of each label that must be reached over all parts.
fn hold(floors: [(f64, f64); 4], reached: [Count; 4]) {
    for ((label, count), (precision, recall)) in LABELS.iter().zip(reached).zip(floors) {
        assert!(count.precision() >= precision, "{label:?} precision {:.3}", count.precision());
        assert!(count.recall() >= recall, "{label:?} recall {:.3}", count.recall());
    }
}

/// Prints a table for each part of `tests/screening/`; the sums over all of them.
fn measure(readers: &str, read: impl Fn(&str) -> Verdict) -> [Count; 4] {
    let mut all = [Count::default(); 4];
    for part in parts() {
        let counts = table(readers, &read, &part.file_stem().unwrap().to_string_lossy(), &labelled(&part));
        for (sum, count) in all.iter_mut().zip(counts) {
            sum.hit += count.hit;
            sum.false_alarm += count.false_alarm;
            sum.missed += count.missed;
        }
    }
    all
}

/// The files of `tests/screening/`.
fn parts() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/screening");
    let mut parts: Vec<PathBuf> = fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    parts.retain(|p| p.extension().is_some_and(|e| e == "jsonl"));
    parts.sort();
    parts
}

fn labelled(part: &Path) -> Vec<Labelled> {
    let text = fs::read_to_string(part).unwrap();
    let lines = text.lines().enumerate();
    lines
        .map(|(n, line)| serde_json::from_str(line).unwrap_or_else(|e| panic!("{}:{}: {e}", part.display(), n + 1)))
        .collect()
}

fn table(readers: &str, read: &impl Fn(&str) -> Verdict, part: &str, messages: &[Labelled]) -> [Count; 4] {
    let verdicts: Vec<Verdict> = messages.iter().map(|m| read(&m.text)).collect();
    println!("\n{part}: {} messages, {readers}", messages.len());
    let counts = LABELS.map(|label| {
        let mut count = Count::default();
        for (message, verdict) in messages.iter().zip(&verdicts).filter(|(m, _)| !m.optional.contains(&label)) {
            count.add(message.labels.contains(&label), verdict.has(label));
        }
        println!(
            "  {:16} precision {:.3}  recall {:.3}  ({} found, {} missed, {} false)",
            format!("{label:?}"),
            count.precision(),
            count.recall(),
            count.hit,
            count.missed,
            count.false_alarm
        );
        count
    });
    red_flags(messages, &verdicts);
    counts
}

fn red_flags(messages: &[Labelled], verdicts: &[Verdict]) {
    let found: Vec<_> = messages
        .iter()
        .zip(verdicts)
        .filter(|(m, v)| m.labels.contains(&Label::RedFlag) && v.has(Label::RedFlag))
        .collect();
    let share = |n: usize| n as f64 / found.len().max(1) as f64;
    let urgency = found.iter().filter(|(m, v)| m.urgency == v.urgency).count();
    let topic = found.iter().filter(|(m, v)| m.topic.iter().any(|t| v.topics.contains(t))).count();
    let emergencies: Vec<_> =
        messages.iter().zip(verdicts).filter(|(m, _)| m.urgency == Some(Urgency::Emergency)).collect();
    let seen = emergencies.iter().filter(|(_, v)| v.has(Label::RedFlag)).count();
    println!("  emergencies found: {seen} of {}", emergencies.len());
    println!("  of the red flags found: urgency right {:.3}, a topic right {:.3}", share(urgency), share(topic));
}
