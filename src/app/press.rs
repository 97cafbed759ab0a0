//! What a button or menu means: built into its id (at most 100 characters), read back when it is pressed, handed to the
//! feature. An id that is malformed or of an older version is "out of date", never a fault.

use crate::app::message::Answer;
use crate::app::state::App;
use crate::app::who::Who;
use crate::app::{progress, referral, screening, session};
use crate::core::referral::ReplyKind;
use crate::core::timeline::Verb;
use crate::core::user_error::UserError;

/// Longest custom id Discord takes.
const LONGEST: usize = 100;

/// A press of a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Press {
    /// Start a guided session of this exercise or routine.
    Start { what: String },
    /// Stop the session the person is in, then start this one, with all that was asked for.
    Instead { start: session::Start },
    /// Do something to a session.
    Steer { session: i64, verb: Verb },
    /// Take part in a session.
    Join { session: i64 },
    /// How it hurts.
    HurtHow { session: i64, how: How },
    /// How the session felt.
    Feel { session: i64, feel: Feel },
    /// Show the private card of a reply that was for `author`.
    Card { author: i64, kind: ReplyKind },
    /// The reply was not right; names the rule for the count.
    NotRight { author: i64, kind: ReplyKind, rule: String },
    /// Stop replies to `author`.
    StopReplies { author: i64 },
    /// Keep the person's practice from now on, or no longer.
    History { keep: bool },
    /// A moderator takes care of it.
    Claim,
    /// A country was chosen in the menu of this page.
    Country { page: u32 },
}

macro_rules! words {
    ($(#[$doc:meta])* $kind:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $kind { $($(#[$variant_doc])* $variant),* }

        impl $kind {
            /// All, in the order of the buttons.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word in ids, rows and text keys.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The one meant by `word`.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }
        }
    };
}

words!(
    /// Answers to "how does it hurt?".
    How {
        /// Sharp, or spreading.
        Sharp = "sharp",
        /// Numb, tingling or weak.
        Numb = "numb",
        /// In the chest, or short of breath.
        Chest = "chest",
        /// Just tired.
        Tired = "tired",
    }
);
words!(
    /// Answers to "how did it feel?".
    Feel {
        /// Easier than last time.
        Easier = "easier",
        /// The same.
        Same = "same",
        /// Worse.
        Worse = "worse",
    }
);

const VERBS: [(Verb, &str); 6] = [
    (Verb::Pause, "pause"),
    (Verb::Resume, "resume"),
    (Verb::Skip, "skip"),
    (Verb::Back, "back"),
    (Verb::Stop, "stop"),
    (Verb::Hurts, "hurts"),
];

impl Press {
    /// The custom id of a button that means this.
    pub fn id(&self) -> String {
        let id = match self {
            Self::Start { what } => format!("start:{what}"),
            Self::Instead { start } => start.word(),
            Self::Steer { session, verb } => {
                let word = VERBS.iter().find(|(known, _)| known == verb).map_or("", |(_, word)| word);
                format!("s:{session}:{word}")
            }
            Self::Join { session } => format!("join:{session}"),
            Self::HurtHow { session, how } => format!("hurt:{session}:{}", how.word()),
            Self::Feel { session, feel } => format!("feel:{session}:{}", feel.word()),
            Self::Card { author, kind } => format!("card:{author}:{}", kind.name()),
            Self::NotRight { author, kind, rule } => format!("wrong:{author}:{}:{rule}", kind.name()),
            Self::StopReplies { author } => format!("quiet:{author}"),
            Self::History { keep } => format!("history:{}", if *keep { "on" } else { "off" }),
            Self::Claim => "claim".to_owned(),
            Self::Country { page } => format!("country:{page}"),
        };
        id.chars().take(LONGEST).collect()
    }

    /// What the id of a pressed button means.
    ///
    /// # Errors
    /// `error-old-button` for everything that [`Press::id`] does not build.
    pub fn parse(id: &str) -> Result<Self, UserError> {
        Self::read(id).ok_or_else(|| UserError::new("session-old-button"))
    }

    fn read(id: &str) -> Option<Self> {
        let (word, rest) = id.split_once(':').unwrap_or((id, ""));
        let mut parts = rest.splitn(3, ':');
        let (first, second, third) = (parts.next()?, parts.next(), parts.next());
        let number = || first.parse::<i64>().ok().filter(|number| *number > 0);
        let what = || {
            (!rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).then(|| rest.to_owned())
        };
        let alone = |press: Self| second.is_none().then_some(press);
        let paired = |press: Self| third.is_none().then_some(press);
        match word {
            "start" => Some(Self::Start { what: what()? }),
            "instead" => Some(Self::Instead { start: session::Start::from_word(id)? }),
            "s" => {
                let (verb, _) = VERBS.iter().find(|(_, known)| Some(*known) == second)?;
                paired(Self::Steer { session: number()?, verb: *verb })
            }
            "join" => alone(Self::Join { session: number()? }),
            "hurt" => paired(Self::HurtHow { session: number()?, how: How::from_word(second?)? }),
            "feel" => paired(Self::Feel { session: number()?, feel: Feel::from_word(second?)? }),
            "card" => paired(Self::Card { author: number()?, kind: ReplyKind::from_name(second?)? }),
            "wrong" => {
                let (kind, rule) = (ReplyKind::from_name(second?)?, third?.to_owned());
                Some(Self::NotRight { author: number()?, kind, rule })
            }
            "country" => alone(Self::Country { page: first.parse().ok()? }),
            "quiet" => alone(Self::StopReplies { author: number()? }),
            "history" if rest == "on" || rest == "off" => Some(Self::History { keep: rest == "on" }),
            "claim" if rest.is_empty() && !id.ends_with(':') => Some(Self::Claim),
            _ => None,
        }
    }
}

/// Does what a pressed button means. `chosen`: the entry of a menu; `message`: the message the button stands on.
///
/// # Errors
/// A [`UserError`] to show privately, or a fault.
pub async fn pressed(app: &App, who: &Who, id: &str, chosen: Option<&str>, message: i64) -> anyhow::Result<Answer> {
    match Press::parse(id)? {
        Press::Start { what } => session::start(app, who, session::Start::of(what)).await,
        Press::Instead { start } => session::instead(app, who, start).await,
        Press::Steer { session, verb } => session::pressed(app, who, session, verb).await,
        Press::Join { session } => session::join(app, who, session).await,
        Press::HurtHow { session, how } => session::hurt_how(app, who, session, how).await,
        Press::Feel { session, feel } => session::felt(app, who, session, feel).await,
        Press::Country { .. } => referral::chosen(app, who, chosen.unwrap_or_default()).await,
        Press::Card { kind, .. } => screening::card(app, who, kind).await,
        Press::NotRight { kind, rule, .. } => screening::not_right(app, who, message, kind, &rule).await,
        Press::StopReplies { author } => screening::stop(app, who, author).await,
        Press::History { keep } => progress::keep(app, who, keep).await,
        Press::Claim => screening::claim(app, who, message).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIG: i64 = 1_500_000_000_000_000_000;

    fn all() -> Vec<Press> {
        let kinds = ReplyKind::ALL.into_iter();
        let mut all = vec![
            Press::Start { what: "cat-cow".to_owned() },
            Press::Instead { start: session::Start::of("desk-micro-set".to_owned()) },
            Press::Instead {
                start: session::Start {
                    what: "foam-roll".to_owned(),
                    hold: Some(300),
                    rounds: Some(3),
                    private: true,
                    together: true,
                    spoken: true,
                },
            },
            Press::Join { session: BIG },
            Press::StopReplies { author: BIG },
            Press::History { keep: true },
            Press::History { keep: false },
            Press::Claim,
            Press::Country { page: 1 },
        ];
        all.extend(VERBS.iter().map(|(verb, _)| Press::Steer { session: BIG, verb: *verb }));
        all.extend(How::ALL.iter().map(|how| Press::HurtHow { session: BIG, how: *how }));
        all.extend(Feel::ALL.iter().map(|feel| Press::Feel { session: BIG, feel: *feel }));
        all.extend(kinds.clone().map(|kind| Press::Card { author: BIG, kind }));
        all.extend(kinds.map(|kind| Press::NotRight { author: BIG, kind, rule: "cauda_equina/saddle".to_owned() }));
        all
    }

    #[test]
    fn every_id_fits_and_reads_back() {
        for press in all() {
            assert!(press.id().len() <= LONGEST, "{press:?}");
            assert_eq!(Press::parse(&press.id()), Ok(press));
        }
    }

    #[test]
    fn old_and_mangled_ids_are_out_of_date() {
        let bad = [
            "",
            ":",
            "::::",
            "s",
            "s:",
            "s:1",
            "s:x:pause",
            "s:1:fly",
            "s:-1:pause",
            "s:1:pause:more",
            "start:",
            "start:a b",
            "feel:1:great",
            "claim:",
            "claim:1",
            "join:99999999999999999999",
            "card:1:none",
            "wrong:1:crisis",
            "🙂:🙂",
            "v0/12",
        ];
        for id in bad {
            assert_eq!(Press::parse(id).expect_err(id).key, "session-old-button", "{id}");
        }
    }

    #[test]
    fn a_long_rule_name_still_fits() {
        let press = Press::NotRight { author: BIG, kind: ReplyKind::Crisis, rule: "ä".repeat(200) };
        assert_eq!(press.id().chars().count(), LONGEST);
        assert!(matches!(Press::parse(&press.id()), Ok(Press::NotRight { .. })));
    }
}
