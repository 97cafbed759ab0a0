//! **Check this message**: what screening noticed, what it let pass and why, for the one who asks.

use crate::app::message::{Card, Field, Message, Tone};
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::referral::ReplyKind;
use crate::core::screening::verdict::{Evidence, Silenced};
use crate::core::text;

/// How many lines of each list are shown.
const LINES: usize = 6;
/// How much of the message's words a line repeats, in UTF-16 units.
const WORDS: usize = 80;

/// The verdict on `content` as a private card.
///
/// # Errors
/// None of its own.
pub async fn explain(app: &App, who: &Who, content: &str) -> anyhow::Result<Message> {
    let verdict = app.read_whole(content).await;
    let kind = ReplyKind::for_verdict(&verdict);
    let text = |key: &str| app.content.texts.get(&who.locale, key, &[]);
    let fired = verdict.evidence.iter().take(LINES).map(|found| fired_line(app, who, content, found)).collect();
    let silenced = verdict.silenced.iter().take(LINES).map(|found| silenced_line(app, who, content, found)).collect();
    let card = Card {
        title: text("explain-title"),
        body: text(result_key(kind)),
        fields: [field(text("explain-fired"), fired), field(text("explain-silenced"), silenced)]
            .into_iter()
            .flatten()
            .collect(),
        tone: tone(kind),
        footer: text("explain-foot"),
        ..Card::default()
    };
    Ok(Message { cards: vec![card], private: true, ..Message::default() })
}

fn field(name: String, lines: Vec<String>) -> Option<Field> {
    (!lines.is_empty()).then(|| Field { name, value: lines.join("\n"), inline: false })
}

fn fired_line(app: &App, who: &Who, content: &str, found: &Evidence) -> String {
    let texts = &app.content.texts;
    match found {
        Evidence::Rule { rule, start, end, .. } => {
            let words = words(content, *start, *end);
            texts.get(
                &who.locale,
                "explain-fired-line",
                &[("words", (&words).into()), ("rule", plain_rule(rule).into())],
            )
        }
        Evidence::Model { p, .. } => {
            let percent = format!("{:.0}", p * 100.0);
            texts.get(&who.locale, "explain-fired-model", &[("percent", (&percent).into())])
        }
    }
}

fn silenced_line(app: &App, who: &Who, content: &str, found: &Silenced) -> String {
    let texts = &app.content.texts;
    let words = words(content, found.start, found.end);
    let by = texts.get(&who.locale, &format!("explain-by-{}", found.by), &[]);
    let args = [("words", (&words).into()), ("rule", plain_rule(&found.rule).into()), ("by", (&by).into())];
    texts.get(&who.locale, "explain-silenced-line", &args)
}

/// The message's own words at `start..end`, harmless and short.
fn words(content: &str, start: usize, end: usize) -> String {
    let slice = content.get(start..end).unwrap_or_default();
    text::plain(&text::cut(slice, WORDS))
}

/// A rule's name without its family: the family of worn-out words has a name that nobody should read.
fn plain_rule(rule: &str) -> &str {
    rule.rsplit('/').next().unwrap_or(rule)
}

fn result_key(kind: Option<ReplyKind>) -> &'static str {
    match kind {
        Some(ReplyKind::Crisis) => "explain-crisis",
        Some(ReplyKind::RedFlagEmergency) => "explain-emergency",
        Some(ReplyKind::RedFlagUrgent | ReplyKind::CatastrophizingRedFlag) => "explain-urgent",
        Some(ReplyKind::Precaution) => "explain-precaution",
        Some(ReplyKind::Catastrophizing) => "explain-worry",
        Some(ReplyKind::ExerciseHurts | ReplyKind::SessionEnd) | None => "explain-nothing",
    }
}

fn tone(kind: Option<ReplyKind>) -> Tone {
    match kind {
        None => Tone::Calm,
        Some(kind) if kind.is_urgent() => Tone::Urgent,
        Some(_) => Tone::Care,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_of_a_rule_is_not_shown() {
        assert_eq!(plain_rule("catastrophizing/no-end"), "no-end");
    }

    #[test]
    fn offsets_outside_the_message_show_nothing() {
        assert_eq!(words("short", 3, 99), "");
    }
}
