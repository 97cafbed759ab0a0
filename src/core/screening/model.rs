//! The second reader: a small fine-tuned language model that gives each label a probability.
//! The weights come from `models/screening/` as bytes; the verdict combines what it says with the rules.

use std::sync::Arc;

use rten::{NodeId, RunError, RunOptions, ThreadPool, Value, ValueOrView, ValueView};
use rten_text::{Tokenizer, TokenizerError};
use serde::Deserialize;

use super::combine::{Opinion, Thresholds};
use super::verdict::{Label, Topic};

/// The labels in the order of [`Scores::labels`].
pub const LABELS: [Label; 4] = [Label::Crisis, Label::RedFlag, Label::Precaution, Label::Catastrophizing];

/// The topics in the order of [`Scores::topics`].
pub const TOPICS: [Topic; 9] = [
    Topic::CaudaEquina,
    Topic::Cord,
    Topic::Fracture,
    Topic::Cancer,
    Topic::Infection,
    Topic::Vascular,
    Topic::Cardiac,
    Topic::NeuroHead,
    Topic::Visceral,
];

/// What the network answers for one window: four labels, "an emergency", nine topics.
const OUTPUTS: usize = LABELS.len() + 1 + TOPICS.len();

/// Tokens between `CLS` and `SEP` that the network takes at once; a message of 2,000 letters has about 450.
const WINDOW: usize = 510;

/// Where the next window of a longer text begins: enough overlap that no sentence is cut in both.
const STRIDE: usize = 400;

/// Windows read at most; the rest of a text (over about 8,000 letters) is not read, so that time stays bounded.
const MAX_WINDOWS: usize = 4;

/// Probabilities of one message, each 0–1.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Scores {
    /// In the order of [`LABELS`].
    pub labels: [f32; 4],
    /// That a red flag, if there is one, is an emergency.
    pub emergency: f32,
    /// That a red flag, if there is one, is of this topic; in the order of [`TOPICS`].
    pub topics: [f32; 9],
}

impl Scores {
    /// The probability of `label`.
    pub fn of(&self, label: Label) -> f32 {
        let [crisis, red_flag, precaution, catastrophizing] = self.labels;
        match label {
            Label::Crisis => crisis,
            Label::RedFlag => red_flag,
            Label::Precaution => precaution,
            Label::Catastrophizing => catastrophizing,
        }
    }

    /// The same as the verdict takes it.
    pub fn opinion(&self) -> Opinion {
        Opinion {
            labels: LABELS.into_iter().zip(self.labels).collect(),
            emergency: self.emergency,
            topics: TOPICS.into_iter().zip(self.topics).collect(),
        }
    }

    /// The scores of a text of several windows: each label at its highest, urgency and topics from where the red flag is.
    fn join(self, other: Scores) -> Scores {
        let mut joined = if other.of(Label::RedFlag) > self.of(Label::RedFlag) { other } else { self };
        for (label, (a, b)) in joined.labels.iter_mut().zip(self.labels.into_iter().zip(other.labels)) {
            *label = a.max(b);
        }
        joined
    }
}

/// `reader.json`: what belongs to these weights besides the weights.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    outputs: Vec<String>,
    thresholds: Chosen,
}

/// The probability from which each answer counts, chosen on the validation part of the training data.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    crisis: f32,
    red_flag: f32,
    precaution: f32,
    catastrophizing: f32,
    emergency: f32,
    topic: f32,
    /// Below it, what only the rules see falls.
    doubt: f32,
}

impl From<Chosen> for Thresholds {
    fn from(chosen: Chosen) -> Self {
        let labels = [chosen.crisis, chosen.red_flag, chosen.precaution, chosen.catastrophizing];
        Thresholds {
            labels: LABELS.into_iter().zip(labels).collect(),
            emergency: chosen.emergency,
            topic: chosen.topic,
            doubt: chosen.doubt,
        }
    }
}

/// How much a piece of the text spoke for (above 0) or against a label.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Byte offsets of a word in the given text.
    pub start: usize,
    /// End of the word, exclusive.
    pub end: usize,
    /// Its share of the label's logit: +2 makes the odds about seven times higher.
    pub weight: f32,
}

/// Why a model cannot be used. All of them mean that files of `models/screening/` do not fit each other.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("the network cannot be loaded: {0}")]
    Network(#[from] rten::LoadError),
    #[error("the vocabulary cannot be loaded: {0}")]
    Vocabulary(String),
    #[error("the settings beside the network cannot be read: {0}")]
    Config(#[from] serde_json::Error),
    #[error("the network answers {0}, expected the labels, urgency and topics of this version")]
    Outputs(String),
    #[error("the text cannot be split into tokens: {0}")]
    Tokens(#[from] TokenizerError),
    #[error("the network failed: {0}")]
    Run(#[from] RunError),
}

/// The loaded model. Reading takes `&self`, is pure, and runs on one thread of its own.
pub struct Model {
    network: rten::Model,
    input: NodeId,
    probabilities: NodeId,
    terms: NodeId,
    tokenizer: Tokenizer,
    cls: i32,
    sep: i32,
    thresholds: Thresholds,
    thread: Arc<ThreadPool>,
}

/// One window's answer: the scores, and per token and label its share of the logit.
struct Answer {
    scores: Scores,
    terms: Vec<f32>,
}

impl Model {
    /// Loads the network (`reader.onnx`), its vocabulary (`tokenizer.json`) and settings (`reader.json`).
    ///
    /// # Errors
    /// When one of them is damaged or made for other outputs.
    pub fn load(network: &'static [u8], tokenizer: &str, config: &[u8]) -> Result<Model, ModelError> {
        let config: Config = serde_json::from_slice(config)?;
        if config.outputs != expected_outputs() {
            return Err(ModelError::Outputs(config.outputs.join(", ")));
        }
        let network = rten::Model::load_static_slice(network)?;
        let tokenizer = Tokenizer::from_json(tokenizer).map_err(|e| ModelError::Vocabulary(e.to_string()))?;
        let special = |token| tokenizer.get_token_id(token).map(|id| id as i32);
        Ok(Model {
            input: network.node_id("ids")?,
            probabilities: network.node_id("probabilities")?,
            terms: network.node_id("terms")?,
            cls: special("[CLS]")?,
            sep: special("[SEP]")?,
            network,
            tokenizer,
            thresholds: config.thresholds.into(),
            thread: Arc::new(ThreadPool::with_num_threads(1)),
        })
    }

    /// The thresholds that were chosen for these weights.
    pub fn thresholds(&self) -> &Thresholds {
        &self.thresholds
    }

    /// Reads one text. About 0.2 ms a token on one core; blocking, so call it off the async threads.
    ///
    /// # Errors
    /// Only when the model itself is broken; any text is readable.
    pub fn read(&self, text: &str) -> Result<Scores, ModelError> {
        let (ids, _) = self.tokens(text)?;
        let mut scores = Scores::default();
        for window in windows(&ids) {
            scores = scores.join(self.answer(window)?.scores);
        }
        Ok(scores)
    }

    /// Reads several texts, each exactly as [`Model::read`] would: int8 scales depend on what shares a batch, so none does.
    ///
    /// # Errors
    /// As [`Model::read`].
    pub fn read_batch(&self, texts: &[&str]) -> Result<Vec<Scores>, ModelError> {
        texts.iter().map(|text| self.read(text)).collect()
    }

    /// The `count` words that weighed most for `label`, heaviest first; for people who ask why.
    ///
    /// # Errors
    /// As [`Model::read`].
    pub fn weighed(&self, text: &str, label: Label, count: usize) -> Result<Vec<Weighed>, ModelError> {
        let (ids, starts) = self.tokens(text)?;
        let Some(window) = windows(&ids).next() else { return Ok(Vec::new()) };
        let column = LABELS.iter().position(|l| *l == label).unwrap_or_default();
        let terms = self.answer(window)?.terms;
        // The first and last rows are `CLS` and `SEP`, which stand for no word.
        let shares = terms.chunks_exact(LABELS.len()).skip(1).filter_map(|row| row.get(column).copied());
        let mut words = by_word(text, starts.iter().copied().zip(shares));
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        words.truncate(count);
        Ok(words)
    }

    /// Token numbers without `CLS` and `SEP`, and where in the text each begins.
    fn tokens(&self, text: &str) -> Result<(Vec<i32>, Vec<usize>), ModelError> {
        let encoded = self.tokenizer.encode(text, None)?;
        let inner = 1..encoded.token_ids().len().saturating_sub(1).max(1);
        let ids = encoded.token_ids().get(inner.clone()).unwrap_or_default();
        let starts = encoded.token_offsets().get(inner).unwrap_or_default();
        Ok((ids.iter().map(|id| *id as i32).collect(), starts.to_vec()))
    }

    fn answer(&self, window: &[i32]) -> Result<Answer, ModelError> {
        let ids: Vec<i32> = [self.cls].into_iter().chain(window.iter().copied()).chain([self.sep]).collect();
        let input =
            ValueView::from_shape([1, ids.len()], ids.as_slice()).map_err(|e| ModelError::Outputs(e.to_string()))?;
        let options = RunOptions::default().with_thread_pool(Some(self.thread.clone()));
        let [probabilities, terms] = self.network.run_n(
            vec![(self.input, ValueOrView::from(input))],
            [self.probabilities, self.terms],
            Some(options),
        )?;
        Ok(Answer { scores: scores(&floats::<2>(probabilities)?)?, terms: floats::<3>(terms)? })
    }
}

/// The windows of a text's tokens; one, empty, for a text without any.
fn windows(ids: &[i32]) -> impl Iterator<Item = &[i32]> {
    let count = 1 + ids.len().saturating_sub(WINDOW).div_ceil(STRIDE);
    (0..count.min(MAX_WINDOWS)).map(move |i| {
        let start = i * STRIDE;
        ids.get(start..ids.len().min(start + WINDOW)).unwrap_or_default()
    })
}

/// The numbers of an output of `N` dimensions.
fn floats<const N: usize>(value: Value) -> Result<Vec<f32>, ModelError> {
    value.into_shape_vec::<f32, N>().map(|(_, data)| data).map_err(|e| ModelError::Outputs(e.to_string()))
}

fn scores(outputs: &[f32]) -> Result<Scores, ModelError> {
    let wrong = || ModelError::Outputs(format!("{} values", outputs.len()));
    let outputs: &[f32; OUTPUTS] = outputs.try_into().map_err(|_| wrong())?;
    let [a, b, c, d, emergency, topics @ ..] = *outputs;
    Ok(Scores { labels: [a, b, c, d], emergency, topics })
}

/// The names that training writes into `reader.json`, in its order.
fn expected_outputs() -> Vec<String> {
    let name = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let labels = LABELS.iter().map(|l| name(serde_json::to_value(l)));
    let topics = TOPICS.iter().map(|t| name(serde_json::to_value(t)));
    labels.chain(["emergency".to_owned()]).chain(topics).collect()
}

/// Sums the shares of a word's pieces; pieces of one word follow each other without white space between.
fn by_word(text: &str, pieces: impl Iterator<Item = (usize, f32)>) -> Vec<Weighed> {
    let mut words: Vec<Weighed> = Vec::new();
    for (start, weight) in pieces {
        match words.last_mut() {
            Some(word) if start < word.end => word.weight += weight,
            _ => words.push(Weighed { start, end: start + word_length(text, start), weight }),
        }
    }
    words
}

fn word_length(text: &str, start: usize) -> usize {
    let rest = text.get(start..).unwrap_or_default();
    rest.find(char::is_whitespace).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengths(tokens: usize) -> Vec<usize> {
        windows(&vec![7; tokens]).map(<[i32]>::len).collect()
    }

    #[test]
    fn a_message_is_one_window_even_when_empty() {
        assert_eq!(lengths(0), [0]);
        assert_eq!(lengths(WINDOW), [WINDOW]);
    }

    #[test]
    fn a_longer_text_goes_on_in_overlapping_windows() {
        assert_eq!(lengths(WINDOW + 1), [WINDOW, WINDOW + 1 - STRIDE]);
    }

    #[test]
    fn an_endless_text_is_read_in_bounded_time() {
        assert_eq!(lengths(1_000_000).len(), MAX_WINDOWS);
    }

    #[test]
    fn of_several_windows_urgency_comes_from_the_one_with_the_red_flag() {
        let calm = Scores { labels: [0.1, 0.2, 0.9, 0.1], emergency: 0.9, ..Scores::default() };
        let flag = Scores { labels: [0.2, 0.8, 0.1, 0.3], emergency: 0.4, ..Scores::default() };
        let both = calm.join(flag);
        assert_eq!(both.labels, [0.2, 0.8, 0.9, 0.3]);
        assert!((both.emergency - 0.4).abs() < f32::EPSILON);
    }

    #[test]
    fn pieces_of_a_word_are_weighed_together() {
        let words = by_word("numb crotch", [(0, 0.5), (2, 0.5), (5, 2.0)].into_iter());
        assert_eq!(words, [Weighed { start: 0, end: 4, weight: 1.0 }, Weighed { start: 5, end: 11, weight: 2.0 }]);
    }

    #[test]
    fn answers_are_named_as_training_names_them() {
        assert_eq!(
            expected_outputs()[..6],
            ["crisis", "red_flag", "precaution", "catastrophizing", "emergency", "cauda_equina"]
        );
        assert_eq!(expected_outputs().len(), OUTPUTS);
    }
}
