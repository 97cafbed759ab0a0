//! Reads one message and says what it carries: normalise → concepts → context → model → verdict.
//! Rules come from `prompts/screening/`; the verdict goes to `referral`, to `unhunch screen` and to the reply policy.

/// The rules for Discord's own filter.
pub mod automod;
/// The rules' verdict with the model's opinion.
pub mod combine;
/// Rule files → what is looked for.
mod compile;
/// Negation, past, somebody else, fear, quotes, teaching, jokes.
mod context;
/// Findings and the model's opinion → verdict.
pub mod decide;
/// Where the classes are in a message.
mod find;
/// The candidate test over raw bytes.
mod gate;
/// The words the rules know.
mod lexicon;
/// The second reader: a small language model.
pub mod model;
/// A message → words with their places.
mod normalise;
/// The pattern language of the rule files.
pub mod pattern;
/// The model as the bot uses it.
pub mod second;
/// `prompts/screening/*.toml` as types.
pub mod rules;
/// What the candidate test looks for.
mod stems;
/// What screening found.
pub mod verdict;
/// What one person's last messages add up to.
pub mod window;

pub use decide::Part;
pub use rules::{Problem, RuleFile};
pub use verdict::{Evidence, Label, Silenced, Topic, Urgency, Verdict};
pub use window::Parts;

/// Everything that screening needs, compiled once and shared by all threads.
#[derive(Debug, Clone)]
pub struct Screener {
    compiled: compile::Compiled,
    /// Where it was compiled from, for the export.
    files: Vec<RuleFile>,
}

impl Screener {
    /// Compiles the files of `prompts/screening/`. All mistakes are reported together.
    pub fn new(files: &[RuleFile]) -> Result<Self, Vec<Problem>> {
        Ok(Self { compiled: compile::compile(files)?, files: files.to_vec() })
    }

    /// Reads and compiles files given as (name, text).
    pub fn from_texts<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<Problem>> {
        let mut good = Vec::new();
        let mut problems = Vec::new();
        for (name, text) in files {
            match rules::parse(name, text) {
                Ok(file) => good.push(file),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Self::new(&good) } else { Err(problems) }
    }

    /// Whether a message is worth reading at all; allocates nothing. Rules and model see only what passes.
    pub fn is_candidate(&self, text: &str) -> bool {
        self.compiled.gate.passes(text)
    }

    /// Adds to `verdict` what the parts of this message make with those of earlier ones.
    #[must_use]
    pub fn with_earlier(&self, verdict: Verdict, now: &[Part], earlier: Parts) -> Verdict {
        decide::with_sums(&self.compiled, verdict, now, earlier)
    }

    /// How many rules are loaded.
    pub fn rule_count(&self) -> usize {
        self.compiled.rules.len()
    }
}

/// What in `text` may become a red flag with what its author writes within minutes.
pub fn parts(screener: &Screener, text: &str) -> Vec<Part> {
    let rules = &screener.compiled;
    if rules.parts.is_empty() || !rules.gate.half_passes(text) {
        return Vec::new();
    }
    let (reading, found) = understood(rules, text);
    decide::parts(rules, &reading, &found)
}

/// The rules' verdict, absent where `text` is not worth reading, and its [`parts`], from one reading.
pub fn read_with_parts(screener: &Screener, text: &str) -> (Option<Verdict>, Vec<Part>) {
    let rules = &screener.compiled;
    if rules.parts.is_empty() {
        return (screener.is_candidate(text).then(|| read(screener, text)), Vec::new());
    }
    // What is not even half enough is not enough, so most chat is looked at once.
    if !rules.gate.half_passes(text) {
        return (None, Vec::new());
    }
    let (reading, found) = understood(rules, text);
    let verdict = screener.is_candidate(text).then(|| decide::by_rules(rules, text, &reading, &found));
    (verdict, decide::parts(rules, &reading, &found))
}

fn understood(rules: &compile::Compiled, text: &str) -> (normalise::Reading, find::Found) {
    let reading = normalise::read(text, &rules.lexicon, &rules.spelling);
    let found = find::find(rules, &reading);
    (reading, found)
}

/// What `text` carries, by the rules alone. No allocation for a message without a candidate.
pub fn screen(screener: &Screener, text: &str) -> Verdict {
    if screener.is_candidate(text) { read(screener, text) } else { Verdict::default() }
}

/// As [`screen`], without the candidate test: for a message already known to be worth reading.
pub fn read(screener: &Screener, text: &str) -> Verdict {
    let rules = &screener.compiled;
    let (reading, found) = understood(rules, text);
    decide::by_rules(rules, text, &reading, &found)
}
