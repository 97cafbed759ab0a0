//! Which canned reply a verdict calls for, and its words with the right numbers for a country.
//! Replies and numbers come from `prompts/replies/`; the text goes to `app`, which shows it.

mod regions;

use serde::{Deserialize, Serialize};

use crate::core::screening::verdict::{Label, Urgency, Verdict};

pub use regions::{Fallback, Filled, Line, Region, Regions, Trust, Words, best_first};

/// The canned replies. The names are those of the files in `prompts/replies/` and of `unhunch screen`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReplyKind {
    /// Thoughts of suicide or self-harm.
    Crisis,
    /// A symptom that needs a doctor now.
    RedFlagEmergency,
    /// A symptom that needs a doctor within days.
    RedFlagUrgent,
    /// The same, for someone who is also overwhelmed by the pain. The name never reaches a user.
    CatastrophizingRedFlag,
    /// Not to exercise before someone has examined them.
    Precaution,
    /// Overwhelmed by the pain. The name never reaches a user.
    Catastrophizing,
    /// An exercise hurt or made dizzy.
    ExerciseHurts,
    /// The end of a session.
    SessionEnd,
}

impl ReplyKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Crisis,
        Self::RedFlagEmergency,
        Self::RedFlagUrgent,
        Self::CatastrophizingRedFlag,
        Self::Precaution,
        Self::Catastrophizing,
        Self::ExerciseHurts,
        Self::SessionEnd,
    ];

    /// The stable name, for example `red-flag-emergency`; for machines and operators, never for members.
    pub fn name(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::RedFlagEmergency => "red-flag-emergency",
            Self::RedFlagUrgent => "red-flag-urgent",
            Self::CatastrophizingRedFlag => "catastrophizing-red-flag",
            Self::Precaution => "precaution",
            Self::Catastrophizing => "catastrophizing",
            Self::ExerciseHurts => "exercise-hurts",
            Self::SessionEnd => "session-end",
        }
    }

    /// The kind with this stable name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The one reply a verdict calls for: crisis, then emergency, urgent, precaution, catastrophizing; none for silence.
    pub fn for_verdict(verdict: &Verdict) -> Option<Self> {
        let overwhelmed = verdict.has(Label::Catastrophizing);
        if verdict.has(Label::Crisis) {
            return Some(Self::Crisis);
        }
        if verdict.has(Label::RedFlag) {
            return Some(match verdict.urgency {
                Some(Urgency::Emergency) => Self::RedFlagEmergency,
                _ if overwhelmed => Self::CatastrophizingRedFlag,
                _ => Self::RedFlagUrgent,
            });
        }
        if verdict.has(Label::Precaution) {
            return Some(Self::Precaution);
        }
        overwhelmed.then_some(Self::Catastrophizing)
    }

    /// The reply that a rule with this label and urgency calls for by itself.
    pub fn for_rule(label: Label, urgency: Option<Urgency>) -> Option<Self> {
        Self::for_verdict(&Verdict { labels: vec![label], urgency, ..Verdict::default() })
    }

    /// How grave what it answers is, from 1; the higher goes before the lower, and an edit that raises it is answered anew.
    pub fn gravity(self) -> i64 {
        match self {
            Self::Crisis => 5,
            Self::RedFlagEmergency => 4,
            Self::RedFlagUrgent | Self::CatastrophizingRedFlag => 3,
            Self::Precaution => 2,
            Self::Catastrophizing | Self::ExerciseHurts | Self::SessionEnd => 1,
        }
    }

    /// Whether someone may be in danger now: such a reply is never held back by a cool-down.
    pub fn is_urgent(self) -> bool {
        matches!(self, Self::Crisis | Self::RedFlagEmergency)
    }
}

/// One canned reply, as `prompts/replies/<name>.toml` describes it. The texts may use `{emergency}`, `{crisis}` and
/// `{advice}`, which [`render`] fills for a country.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// Heading of the private card, at most 256 characters.
    pub title: String,
    /// What stands in the channel, one to three sentences, at most 300 characters.
    pub short: String,
    /// What stands on the private card, at most 600 characters.
    pub full: String,
}

/// Names that may stand in braces in a [`Reply`].
pub const PLACEHOLDERS: [&str; 3] = ["emergency", "crisis", "advice"];

/// A reply for each [`ReplyKind`].
#[derive(Debug, Clone)]
pub struct Replies {
    crisis: Reply,
    red_flag_emergency: Reply,
    red_flag_urgent: Reply,
    catastrophizing_red_flag: Reply,
    precaution: Reply,
    catastrophizing: Reply,
    exercise_hurts: Reply,
    session_end: Reply,
}

impl Replies {
    /// From whatever `take` gives for each kind; none when one is missing.
    pub fn new(mut take: impl FnMut(ReplyKind) -> Option<Reply>) -> Option<Self> {
        Some(Self {
            crisis: take(ReplyKind::Crisis)?,
            red_flag_emergency: take(ReplyKind::RedFlagEmergency)?,
            red_flag_urgent: take(ReplyKind::RedFlagUrgent)?,
            catastrophizing_red_flag: take(ReplyKind::CatastrophizingRedFlag)?,
            precaution: take(ReplyKind::Precaution)?,
            catastrophizing: take(ReplyKind::Catastrophizing)?,
            exercise_hurts: take(ReplyKind::ExerciseHurts)?,
            session_end: take(ReplyKind::SessionEnd)?,
        })
    }

    /// The reply of this kind, with its placeholders.
    pub fn get(&self, kind: ReplyKind) -> &Reply {
        match kind {
            ReplyKind::Crisis => &self.crisis,
            ReplyKind::RedFlagEmergency => &self.red_flag_emergency,
            ReplyKind::RedFlagUrgent => &self.red_flag_urgent,
            ReplyKind::CatastrophizingRedFlag => &self.catastrophizing_red_flag,
            ReplyKind::Precaution => &self.precaution,
            ReplyKind::Catastrophizing => &self.catastrophizing,
            ReplyKind::ExerciseHurts => &self.exercise_hurts,
            ReplyKind::SessionEnd => &self.session_end,
        }
    }
}

/// Where a reply is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the channel, before everyone: short, with a button to the private card.
    Channel,
    /// Only to the person.
    Private,
}

/// The words of a reply, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReplyText {
    /// Heading; for the private card.
    pub title: String,
    /// What it says.
    pub body: String,
}

/// The reply of `kind` with the numbers of `country` (ISO 3166 code); without a country, or with one we have no numbers for,
/// the fall-back stands in their place. The country is never guessed from a language.
pub fn render(replies: &Replies, regions: &Regions, country: Option<&str>, kind: ReplyKind, form: Form) -> ReplyText {
    let reply = replies.get(kind);
    let template = match form {
        Form::Channel => &reply.short,
        Form::Private => &reply.full,
    };
    let words = regions.words(country);
    let body = template
        .replace("{emergency}", &words.emergency)
        .replace("{crisis}", &words.crisis)
        .replace("{advice}", &words.advice);
    ReplyText { title: reply.title.clone(), body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(labels: &[Label], urgency: Option<Urgency>) -> Verdict {
        Verdict { labels: labels.to_vec(), urgency, ..Verdict::default() }
    }

    fn kind(labels: &[Label], urgency: Option<Urgency>) -> Option<ReplyKind> {
        ReplyKind::for_verdict(&verdict(labels, urgency))
    }

    #[test]
    fn nothing_found_is_silence() {
        assert_eq!(kind(&[], None), None);
    }

    #[test]
    fn a_crisis_goes_before_an_emergency() {
        let found = kind(&[Label::Crisis, Label::RedFlag], Some(Urgency::Emergency));
        assert_eq!(found, Some(ReplyKind::Crisis));
    }

    #[test]
    fn an_emergency_goes_before_everything_but_a_crisis() {
        let found = kind(&[Label::RedFlag, Label::Precaution, Label::Catastrophizing], Some(Urgency::Emergency));
        assert_eq!(found, Some(ReplyKind::RedFlagEmergency));
    }

    #[test]
    fn an_urgent_sign_in_someone_overwhelmed_has_its_own_reply() {
        let found = kind(&[Label::RedFlag, Label::Catastrophizing], Some(Urgency::Urgent));
        assert_eq!(found, Some(ReplyKind::CatastrophizingRedFlag));
    }

    #[test]
    fn an_urgent_sign_alone_is_urgent() {
        assert_eq!(kind(&[Label::RedFlag], Some(Urgency::Urgent)), Some(ReplyKind::RedFlagUrgent));
    }

    #[test]
    fn a_precaution_goes_before_being_overwhelmed() {
        assert_eq!(kind(&[Label::Precaution, Label::Catastrophizing], None), Some(ReplyKind::Precaution));
    }

    #[test]
    fn what_goes_first_is_graver() {
        let falling = [ReplyKind::Crisis, ReplyKind::RedFlagEmergency, ReplyKind::RedFlagUrgent, ReplyKind::Precaution];
        assert!(falling.windows(2).all(|pair| pair[0].gravity() > pair[1].gravity()));
        assert!(ReplyKind::ALL.iter().all(|kind| kind.gravity() > 0), "0 is for nothing answered");
    }

    #[test]
    fn names_lead_back_to_their_kinds() {
        for kind in ReplyKind::ALL {
            assert_eq!(ReplyKind::from_name(kind.name()), Some(kind));
        }
    }
}
