//! The exercises and routines as `prompts/` describes them, and how a person finds one by name.
//! Filled by `prompts.rs`; read by the timeline, the pictures and the commands.

mod find;
mod names;

use serde::Deserialize;

pub use find::Catalogue;
pub use names::fold;

/// One exercise, as `prompts/exercises/<slug>.toml` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Exercise {
    /// File name without `.toml`; the id used in buttons, rows and autocomplete values. Set by the loader.
    #[serde(skip)]
    pub slug: String,
    /// Name a person reads, for example "Cat-cow".
    pub name: String,
    /// Place in lists: lower first, names in turn among equals.
    #[serde(default = "last")]
    pub order: u32,
    /// Other names people use: lay, Sanskrit, run together, in any spelling.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How demanding it is.
    pub level: Level,
    /// Starting position in words, for example "On all fours".
    pub position: String,
    /// What is needed, for example "mat"; empty when nothing is.
    #[serde(default)]
    pub kit: Vec<String>,
    /// Whether the person can see a screen while doing it.
    pub screen: Screen,
    /// One sentence: what it is for.
    pub summary: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// Common mistakes, each as the thing to do instead or avoid.
    #[serde(default)]
    pub mistakes: Vec<String>,
    /// How much, in words, told apart by where the number comes from.
    pub dose: DoseText,
    /// How the guided hold runs.
    pub timer: Timer,
    /// From the lowest dose up; the first is the default of a newcomer and equals the timer's own numbers.
    pub ladder: Vec<DoseStep>,
    /// Who should not do it, or only after asking.
    pub cautions: Vec<Caution>,
    /// Where the facts come from.
    pub sources: Vec<Source>,
    /// Named key poses for the pictures.
    #[serde(default)]
    pub poses: crate::core::pose::Poses,
}

/// How demanding an exercise is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    VeryEasy,
    Easy,
    Medium,
    Hard,
}

/// Whether the person can see a screen during the exercise; if not, cues must be heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Screen {
    Yes,
    Partly,
    No,
}

/// The dose in words. `source` is what the named source says; `ours` is what this project added, and is shown as such.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoseText {
    /// What the cited source gives, word for number; absent when it gives nothing.
    pub source: Option<String>,
    /// What we suggest beyond the source.
    pub ours: Option<String>,
    /// The next step up when the last ones felt easy.
    pub next: String,
}

/// The guided hold: `prepare`, then `sets` × `rounds` × phases, on each side where `sides` says so.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Timer {
    /// Seconds to get into position, 5–60.
    pub prepare: u32,
    /// How often the phases repeat within a set (on each side), 1–30.
    pub rounds: u32,
    /// Seconds of rest between rounds, 0–60.
    #[serde(default)]
    pub rest: u32,
    /// How many sets, 1–5.
    #[serde(default = "one")]
    pub sets: u32,
    /// Seconds of rest between sets, 0–120.
    #[serde(default)]
    pub set_rest: u32,
    /// Whether left and right are done in turn.
    #[serde(default)]
    pub sides: Sides,
    /// What happens in one round, in order.
    pub phases: Vec<Phase>,
    /// What a member may choose.
    pub limits: Limits,
    /// How to come out of it, said when the last phase ends.
    pub release: String,
    /// Seconds for coming out, 3–30.
    pub release_seconds: u32,
}

fn one() -> u32 {
    1
}

fn last() -> u32 {
    1000
}

/// Whether an exercise has sides, and when they change.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sides {
    /// Both at once, or in the middle.
    #[default]
    None,
    /// All rounds on one side, then all on the other.
    AfterSet,
    /// Left and right in turn, round by round (bird dog).
    EachRound,
}

/// One part of a round.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// What kind of part it is.
    pub kind: PhaseKind,
    /// How long it takes, 1–600 s.
    pub seconds: u32,
    /// What is said when it begins, at most about 60 characters.
    pub cue: String,
    /// Further cues inside it.
    #[serde(default)]
    pub cues: Vec<TimedCue>,
    /// Key of the pose in `poses` that this phase reaches.
    #[serde(default)]
    pub pose: Option<String>,
}

/// The kinds of phase a round is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PhaseKind {
    /// Stay where you are; the phase the member's `hold` changes.
    Hold,
    /// Go from one position to the next.
    Move,
    /// Breathe in, moving or still.
    BreatheIn,
    /// Breathe out, moving or still.
    BreatheOut,
}

/// Something said inside a phase.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimedCue {
    /// Seconds after the phase began; negative: seconds before it ends, so that it moves with the hold.
    pub at: i32,
    /// What is said.
    pub say: String,
    /// Only in these rounds of a set, counted from 1; empty: in every round.
    #[serde(default)]
    pub rounds: Vec<u32>,
}

impl Phase {
    /// What is said inside this phase when it lasts `seconds` in the given `round` (from 1): seconds after its beginning
    /// and the words, in order. A cue that falls on the beginning, the end or outside is left out.
    pub fn cues_in(&self, seconds: u32, round: u32) -> Vec<(u32, &str)> {
        let mut said: Vec<(u32, &str)> = self
            .cues
            .iter()
            .filter(|cue| cue.rounds.is_empty() || cue.rounds.contains(&round))
            .filter_map(|cue| Some((cue.second_of(seconds)?, cue.say.as_str())))
            .collect();
        said.sort_by_key(|(at, _)| *at);
        said.dedup_by_key(|(at, _)| *at);
        said
    }
}

impl TimedCue {
    fn second_of(&self, seconds: u32) -> Option<u32> {
        let at = if self.at < 0 { seconds.checked_sub(self.at.unsigned_abs())? } else { self.at.unsigned_abs() };
        (at > 0 && at < seconds).then_some(at)
    }
}

/// What a member may choose, both ends included.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Seconds of hold, absent where the exercise has no hold phase.
    pub hold: Option<[u32; 2]>,
    /// Rounds a set.
    pub rounds: [u32; 2],
}

/// A step of the dose; what is absent stays as the timer says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DoseStep {
    /// Seconds of hold.
    pub hold: Option<u32>,
    /// Rounds a set.
    pub rounds: Option<u32>,
    /// Sets.
    pub sets: Option<u32>,
}

/// Who should not do an exercise, and why, in words for that person.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Caution {
    /// Which group the caution speaks to.
    pub who: CautionKind,
    /// "Not for you if …" in plain words, without the lead-in.
    pub text: String,
}

/// The groups of section 2 of the clinical reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CautionKind {
    Osteoporosis,
    Fusion,
    Stenosis,
    Pregnancy,
    BloodPressure,
    Shoulder,
    Neck,
    WristKnee,
    Surgery,
    Balance,
    Other,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Title a person can recognise.
    pub title: String,
    /// Address without `https://` where it is known.
    pub url: Option<String>,
    /// Which fact it carries.
    pub says: String,
}

/// Several exercises in one session, as `prompts/routines/<slug>.toml` describes it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routine {
    /// File name without `.toml`. Set by the loader.
    #[serde(skip)]
    pub slug: String,
    /// Name a person reads.
    pub name: String,
    /// Place in lists: lower first, names in turn among equals.
    #[serde(default = "last")]
    pub order: u32,
    /// Other names people use.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One sentence: when it fits.
    pub summary: String,
    /// The exercises in order, positions grouped.
    pub exercises: Vec<RoutineItem>,
}

/// One exercise of a routine.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoutineItem {
    /// Slug of the exercise.
    pub exercise: String,
    /// Seconds of hold, within the exercise's limits.
    pub hold: Option<u32>,
    /// Rounds, within the exercise's limits.
    pub rounds: Option<u32>,
}
