//! The second reader as the bot uses it: the language model, not waited for where the rules alone settle the reply.
//! Given the model's files by `roles`; called by `app/reader.rs` and the command line.

use super::combine::with_model;
use super::model::{Model, ModelError};
use super::verdict::{Label, Urgency, Verdict};

/// The files of `models/screening/`.
#[derive(Debug, Clone, Copy)]
pub struct ModelFiles {
    /// `reader.onnx`.
    pub network: &'static [u8],
    /// `tokenizer.json`.
    pub tokenizer: &'static str,
    /// `reader.json`.
    pub config: &'static [u8],
}

/// Whether the reply waits for the model: a crisis or an emergency of the rules is answered at once.
pub fn leaves_open(verdict: &Verdict) -> bool {
    !verdict.has(Label::Crisis) && verdict.urgency != Some(Urgency::Emergency)
}

/// The loaded language model. Stays on one thread.
pub struct SecondReader(Model);

impl SecondReader {
    /// Loads the model; some 100 ms.
    ///
    /// # Errors
    /// Its files are damaged or do not fit each other.
    pub fn load(files: ModelFiles) -> Result<Self, ModelError> {
        Model::load(files.network, files.tokenizer, files.config).map(Self)
    }

    /// Joins what the model sees in `text` with what the rules found. Blocking, some 10 ms a sentence.
    pub fn add_to(&self, verdict: Verdict, text: &str) -> Verdict {
        // A text that the network cannot take is one the rules must do with.
        let scores = self.0.read(text).unwrap_or_default();
        with_model(verdict, &scores.opinion(), self.0.thresholds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emergency_of_the_rules_does_not_wait_for_the_model() {
        let verdict = Verdict { urgency: Some(Urgency::Emergency), ..Verdict::default() };
        assert!(!leaves_open(&verdict));
    }

    #[test]
    fn what_the_rules_pass_over_waits_for_the_model() {
        assert!(leaves_open(&Verdict::default()));
    }

    #[test]
    fn a_damaged_model_is_refused() {
        let files = ModelFiles { network: b"", tokenizer: "", config: b"{}" };
        assert!(SecondReader::load(files).is_err());
    }
}
