//! `/exercise`: how to do an exercise, on one card with its picture, and a button that starts the guided hold.
//! From `discord/commands/exercise.rs`.

use crate::app::message::{Button, Card, Choice, Field, Message, Picture, Row, Style, Tone};
use crate::app::picture::Shown;
use crate::app::press::Press;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::catalogue::{Catalogue, Exercise, Level, Screen, Source};
use crate::core::picture::Motion;
use crate::core::pose::Side;
use crate::core::text;
use crate::core::texts::{Arg, Texts};
use crate::core::user_error::UserError;

/// How many names are offered for an unknown one.
const NEAR: usize = 3;
/// How many entries an autocomplete list has.
const CHOICES: usize = 25;
/// How much of an unknown name is repeated.
const REPEATED: usize = 60;

/// The card of the exercise that `name` means; without its picture where that cannot be drawn.
///
/// # Errors
/// `UserError` with the nearest names when there is no such exercise.
pub async fn show(app: &App, who: &Who, name: &str, private: bool) -> anyhow::Result<Message> {
    let exercise = app.content.catalogue.find(name).ok_or_else(|| unknown(&app.content.catalogue, name))?;
    let drawn = app.pictures.for_exercise(exercise, Shown::Moving(Motion::Round), Side::default()).await;
    let picture = drawn
        .inspect_err(|error| tracing::warn!(exercise = exercise.slug, error = format!("{error:#}"), "no picture"))
        .ok();
    Ok(message(&app.content.texts, &who.locale, exercise, picture, private))
}

/// What autocomplete offers for what was typed so far, best first.
pub fn suggest(app: &App, typed: &str) -> Vec<Choice> {
    let choice = |exercise: &Exercise| Choice {
        value: exercise.slug.clone(),
        label: text::cut(&format!("{} · {}", exercise.name, exercise.position), 100),
    };
    app.content.catalogue.suggest(typed, CHOICES).into_iter().map(choice).collect()
}

/// No exercise is called `name`; offers the nearest.
pub fn unknown(catalogue: &Catalogue, name: &str) -> UserError {
    let near: Vec<&str> = catalogue.suggest(name, NEAR).into_iter().map(|exercise| exercise.name.as_str()).collect();
    let key = if near.is_empty() { "error-unknown-exercise" } else { "error-unknown-exercise-near" };
    let shown = text::plain(&text::cut(name.trim(), REPEATED));
    UserError::new(key).with("name", shown).with("near", near.join(", "))
}

/// The card of `exercise` with its button.
pub fn message(texts: &Texts, locale: &str, exercise: &Exercise, picture: Option<Picture>, private: bool) -> Message {
    let words = Words { texts, locale };
    let start = Press::Start { what: exercise.slug.clone() };
    let button = Button::new(start.id(), words.get("exercise-start", &[])).style(Style::Primary);
    let card = card(&words, exercise, picture);
    Message { cards: vec![card], rows: vec![Row::Buttons(vec![button])], private, ..Message::default() }
}

/// The texts in one person's language.
struct Words<'a> {
    texts: &'a Texts,
    locale: &'a str,
}

impl Words<'_> {
    fn get(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.texts.get(self.locale, key, args)
    }

    fn field(&self, key: &str, value: String) -> Option<Field> {
        (!value.is_empty()).then(|| Field { name: self.get(key, &[]), value, inline: false })
    }
}

fn card(words: &Words<'_>, exercise: &Exercise, picture: Option<Picture>) -> Card {
    let fields = [
        words.field("exercise-before", before(words, exercise)),
        words.field("exercise-dose", dose(words, exercise)),
        words.field("exercise-mistakes", bullets(exercise.mistakes.iter().map(String::as_str))),
        words.field("exercise-not-for-you", bullets(exercise.cautions.iter().map(|caution| caution.text.as_str()))),
        words.field("exercise-stop", words.get("exercise-stop-rule", &[])),
        words.field("exercise-sources", bullets(exercise.sources.iter().map(source))),
    ];
    Card {
        title: exercise.name.clone(),
        body: format!("{}\n\n{}", exercise.summary, steps(exercise)),
        fields: fields.into_iter().flatten().collect(),
        tone: Tone::Calm,
        picture,
        footer: words.get("exercise-footer", &[]),
    }
}

fn steps(exercise: &Exercise) -> String {
    let numbered = exercise.steps.iter().enumerate().map(|(at, step)| format!("**{}.** {step}", at + 1));
    numbered.collect::<Vec<_>>().join("\n")
}

fn before(words: &Words<'_>, exercise: &Exercise) -> String {
    let position = words.get("exercise-position", &[("position", (&exercise.position).into())]);
    let kit = exercise.kit.join(", ");
    let kit = (!kit.is_empty()).then(|| words.get("exercise-kit", &[("kit", (&kit).into())]));
    let level = words.get("exercise-level", &[("level", (&words.get(level(exercise.level), &[])).into())]);
    let screen = (exercise.screen == Screen::No).then(|| words.get("exercise-no-screen", &[]));
    [Some(position), kit, Some(level), screen].into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn level(level: Level) -> &'static str {
    match level {
        Level::VeryEasy => "exercise-level-very-easy",
        Level::Easy => "exercise-level-easy",
        Level::Medium => "exercise-level-medium",
        Level::Hard => "exercise-level-hard",
    }
}

/// What the source says and what we add stay told apart.
fn dose(words: &Words<'_>, exercise: &Exercise) -> String {
    let dose = &exercise.dose;
    let line = |key, text: Option<&String>| text.map(|text| words.get(key, &[("dose", text.into())]));
    let lines = [
        line("exercise-dose-source", dose.source.as_ref()),
        line("exercise-dose-ours", dose.ours.as_ref()),
        line("exercise-dose-next", Some(&dose.next)),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

fn source(source: &Source) -> String {
    match &source.url {
        Some(url) => format!("[{}](https://{url}): {}", source.title, source.says),
        None => format!("{}: {}", source.title, source.says),
    }
}

fn bullets(lines: impl Iterator<Item = impl AsRef<str>>) -> String {
    lines.map(|line| format!("• {}", line.as_ref())).collect::<Vec<_>>().join("\n")
}
