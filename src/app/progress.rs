//! `/progress`: a private picture of practice, for those who asked to have it kept. From `discord/commands/progress.rs` and its
//! buttons.

use anyhow::Context as _;

use crate::app::message::{Answer, Button, Card, Message, Picture, Row, Style};
use crate::app::press::Press;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::chart::{Done, Progress, WEEKS, png};
use crate::core::text;
use crate::core::timeline::{Item, Timeline};
use crate::store::Practice;

const WEEK_MS: i64 = 7 * 24 * 3_600_000;
/// Longest alt text.
const ALT: usize = 1_024;

/// The chart with its words; to someone whose practice is not kept, the offer to keep it.
///
/// # Errors
/// The store failed, or the chart cannot be drawn.
pub async fn show(app: &App, who: &Who) -> anyhow::Result<Message> {
    if !app.store.member_settings(who.user).await?.history {
        return Ok(offer(app, who));
    }
    let now = app.clock.now_ms();
    let weeks = i64::try_from(WEEKS).unwrap_or_default();
    let kept = app.store.practice(who.user, None, now - weeks * WEEK_MS).await?;
    let done: Vec<Done> = kept.iter().map(|practice| done(app, practice)).collect();
    let progress = Progress::of(&done, now, 0);
    let words = progress.summary(&app.content.texts, &who.locale);
    // Drawing takes tens of milliseconds: not on a thread that answers Discord.
    let drawn = tokio::task::spawn_blocking(move || png(&progress)).await.context("the chart was not drawn")??;
    let picture = Picture { name: "progress.png".to_owned(), bytes: drawn.into(), alt: text::cut(&words, ALT) };
    let title = app.content.texts.get(&who.locale, "progress-title", &[]);
    let card = Card { title, body: words, picture: Some(picture), ..Card::default() };
    Ok(Message { cards: vec![card], rows: vec![button(app, who, false)], private: true, ..Message::default() })
}

/// Practice is kept from now on, or no longer; what was kept stays until `/privacy delete`.
///
/// # Errors
/// The store failed.
pub async fn keep(app: &App, who: &Who, keep: bool) -> anyhow::Result<Answer> {
    let mut settings = app.store.member_settings(who.user).await?;
    settings.history = keep;
    app.store.save_member_settings(who.user, &settings).await?;
    let key = if keep { "progress-kept" } else { "progress-no-longer" };
    let content = app.content.texts.get(&who.locale, key, &[]);
    Ok(Answer::Update(Message { content, private: true, ..Message::default() }))
}

fn offer(app: &App, who: &Who) -> Message {
    let content = app.content.texts.get(&who.locale, "progress-offer", &[]);
    Message { content, rows: vec![button(app, who, true)], private: true, ..Message::default() }
}

fn button(app: &App, who: &Who, keep: bool) -> Row {
    let key = if keep { "progress-button-keep" } else { "progress-button-stop" };
    let button = Button::new(Press::History { keep }.id(), app.content.texts.get(&who.locale, key, &[]));
    Row::Buttons(vec![if keep { button.style(Style::Primary) } else { button }])
}

/// What was done, with the time its timeline takes; an exercise that is no longer in the catalogue counts without time.
fn done(app: &App, practice: &Practice) -> Done {
    let seconds = |item: &Item| {
        let exercise = app.content.catalogue.exercise(&item.exercise)?;
        u32::try_from(Timeline::new(&[(exercise, item)]).length_ms() / 1_000).ok()
    };
    Done { at_ms: practice.done_ms, seconds: seconds(&practice.item).unwrap_or_default(), hold: practice.item.hold }
}
