//! What screening found in a message. Filled by the readers, read by `referral`, the command line and the moderators' view.

use serde::{Deserialize, Serialize};

/// What a message carries; the meaning of each is the project's labelling guideline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Thoughts of suicide or self-harm, a wish to be dead.
    Crisis,
    /// A symptom or combination that needs a clinician promptly.
    RedFlag,
    /// A fact that makes self-directed exercise unsafe without an examination.
    Precaution,
    /// Rumination, magnification or helplessness about pain. The word never reaches a user.
    Catastrophizing,
}

/// How soon a red flag needs a clinician.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// Today to a few days.
    Urgent,
    /// Now.
    Emergency,
}

/// What kind of red flag it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    CaudaEquina,
    Cord,
    Fracture,
    Cancer,
    Infection,
    Vascular,
    Cardiac,
    NeuroHead,
    Visceral,
}

/// Why a label was given.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "reader", rename_all = "snake_case")]
pub enum Evidence {
    /// A rule of `prompts/screening/` for `label` matched; `start..end` are byte offsets into the given text.
    Rule {
        rule: String,
        start: usize,
        end: usize,
        #[serde(skip)]
        label: Label,
    },
    /// The model gave `label` the probability `p`, 0–1.
    Model { label: Label, p: f32 },
}

impl Evidence {
    /// That `rule` matched there.
    pub fn rule(label: Label, rule: &str, start: usize, end: usize) -> Self {
        Self::Rule { rule: rule.to_owned(), start, end, label }
    }

    /// What it speaks for.
    pub fn label(&self) -> Label {
        match self {
            Self::Rule { label, .. } | Self::Model { label, .. } => *label,
        }
    }
}

/// A match that context silenced.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Silenced {
    /// The rule that matched.
    pub rule: String,
    /// Byte offsets into the given text.
    pub start: usize,
    /// End of the match, exclusive.
    pub end: usize,
    /// What silenced it: `negation`, `past`, `experiencer`, `hypothetical`, `quote`, `educational`, `joke`;
    /// `exception` for words that the rule itself excepts; `model` where the language model is all but sure that it is nothing.
    pub by: String,
    /// The words that did, absent for a quoted line and for the model.
    pub words: Option<String>,
}

/// What screening found. Empty `labels` means silence.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Verdict {
    /// In the order of [`Label`], each once.
    pub labels: Vec<Label>,
    /// Present with [`Label::RedFlag`] only.
    pub urgency: Option<Urgency>,
    /// Present with [`Label::RedFlag`] only, each once.
    pub topics: Vec<Topic>,
    /// What led to the labels.
    pub evidence: Vec<Evidence>,
    /// What matched and was silenced.
    pub silenced: Vec<Silenced>,
}

impl Verdict {
    /// Whether `label` was given.
    pub fn has(&self, label: Label) -> bool {
        self.labels.contains(&label)
    }
}
