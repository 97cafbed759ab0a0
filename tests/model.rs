//! The language model in Rust answers what training stored for it: thirty messages, each probability within 0.02.

use serde::Deserialize;
use unhunch::core::screening::Label;
use unhunch::core::screening::model::{LABELS, Model};

/// How far the two runtimes may differ: they round int8 activations in different places.
const TOLERANCE: f32 = 0.02;

static NETWORK: &[u8] = include_bytes!("../models/screening/reader.onnx");

#[derive(Deserialize)]
struct Expected {
    text: String,
    /// Four labels, emergency, nine topics.
    p: Vec<f32>,
}

fn model() -> Model {
    let vocabulary = include_str!("../models/screening/tokenizer.json");
    Model::load(NETWORK, vocabulary, include_bytes!("../models/screening/reader.json")).expect("the model loads")
}

fn expected() -> Vec<Expected> {
    let lines = include_str!("../models/screening/expected.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).expect("a line of expected.jsonl")).collect()
}

#[test]
fn thirty_messages_read_as_training_stored_them() {
    let (model, expected) = (model(), expected());
    assert_eq!(expected.len(), 30);
    for Expected { text, p } in expected {
        let scores = model.read(&text).expect("readable");
        let ours: Vec<f32> = scores.labels.into_iter().chain([scores.emergency]).chain(scores.topics).collect();
        assert_eq!(ours.len(), p.len());
        // Urgency and topics are asked of a red flag only: where there is none, training taught no answer.
        let asked = if p[1] >= 0.5 { p.len() } else { LABELS.len() };
        for (ours, stored) in ours.iter().zip(&p).take(asked) {
            assert!((ours - stored).abs() <= TOLERANCE, "{text}: {ours} instead of {stored}");
        }
    }
}

#[test]
fn a_batch_reads_each_text_as_if_alone() {
    let model = model();
    let texts = ["numb between the legs since monday", "nice weather", ""];
    let alone: Vec<_> = texts.iter().map(|t| model.read(t).expect("readable")).collect();
    assert_eq!(model.read_batch(&texts).expect("readable"), alone);
}

#[test]
fn any_text_is_readable() {
    let model = model();
    let endless = "a b ".repeat(20_000);
    for text in ["", " ", "\0", "👩‍👩‍👧‍👦\u{200d}", "\u{202e}x", &"z".repeat(5_000), &endless] {
        let scores = model.read(text).expect("readable");
        assert!(scores.labels.iter().all(|p| (0.0..=1.0).contains(p)));
    }
}

#[test]
fn the_words_that_weighed_most_are_words_of_the_text() {
    let text = "hello all 😀 — since friday I can't feel it when I wipe";
    let words = model().weighed(text, Label::RedFlag, 3).expect("readable");
    let words: Vec<&str> = words.iter().map(|w| text.get(w.start..w.end).expect("on letter borders")).collect();
    assert_eq!(words.len(), 3);
    assert!(words.iter().all(|word| text.split_whitespace().any(|w| w == *word)), "{words:?}");
}

#[test]
fn damaged_weights_are_refused() {
    let vocabulary = include_str!("../models/screening/tokenizer.json");
    let settings = include_bytes!("../models/screening/reader.json");
    assert!(Model::load(&NETWORK[..1000], vocabulary, settings).is_err());
    assert!(Model::load(NETWORK, "{}", settings).is_err());
    assert!(Model::load(NETWORK, vocabulary, b"{}").is_err());
}
