//! The card at the top of a session: the picture of the phase it is in, what to do now and then, and the buttons. Posted by
//! `start.rs`; `tick.rs` asks for a new face of it when another picture is due.

use std::sync::Arc;
use std::time::Duration;

use crate::app::chat::Priority;
use crate::app::message::{Button, Card, Field, Message, Picture, Row, Style, Tone};
use crate::app::picture::Shown;
use crate::app::press::Press;
use crate::app::session::words::{self, BODY, Voice, voice};
use crate::app::session::{in_place, parts};
use crate::app::state::App;
use crate::core::catalogue::Exercise;
use crate::core::picture::Motion;
use crate::core::text;
use crate::core::timeline::{CueKind, Item, PACED_BELOW_S, Scene, Side, Timeline, Verb};
use crate::store::Session;

/// How long a message waits for its picture.
const PICTURE: Duration = Duration::from_millis(1_200);
/// A new face of the card is given up after this; a later one comes.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longest value of a field.
const FIELD: usize = 1_024;

/// Brings the card up to date with the cue `index`. Nobody waits for it: tried once, and left as it is where too much goes on,
/// where the card was deleted, or where Discord does not take it.
pub async fn show(app: &App, session: &Session, index: u32) {
    if in_place::is_in_place(session) {
        return;
    }
    let Ok(_one_of_few) = app.cards.try_acquire() else { return };
    let edit = async {
        let message = card(app, session, index, None).await;
        app.chat.edit(session.channel, session.card, &message, Priority::Luxury).await
    };
    match tokio::time::timeout(PATIENCE, edit).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(session = session.id, %error, "a card stays as it is"),
        Err(_) => tracing::debug!(session = session.id, "a card stays as it is: no answer"),
    }
}

/// The card as it is from the cue `index` on. `why_here`: why it is not in a thread, said at the start.
pub async fn card(app: &App, session: &Session, index: u32, why_here: Option<&(&'static str, String)>) -> Message {
    let voice = voice(app, session);
    let parts = parts(app, &session.items).unwrap_or_default();
    let timeline = Timeline::new(&parts);
    let scene = timeline.scene(index);
    let why = why_here.map(|(key, value)| voice.get(key, &[("permission", value.into())]));
    let body: Vec<String> = why.into_iter().chain([voice.get("session-card-stop-rule", &[])]).collect();
    let minutes = timeline.length_ms().div_euclid(60_000) + 1;
    let card = Card {
        title: text::cut(&session.title, 256),
        body: text::cut(&body.join("\n\n"), BODY),
        fields: fields(voice, &timeline, &parts, index),
        tone: if scene.is_some_and(|scene| scene.done) { Tone::Good } else { Tone::Calm },
        picture: match scene.and_then(|scene| Some((scene, parts.get(scene.exercise)?.0))) {
            Some((scene, exercise)) => moving(app, exercise, motion(scene), scene.side).await,
            None => None,
        },
        footer: voice.get("session-card-length", &[("minutes", minutes.into())]),
    };
    let rows = rows(voice, session, scene.is_some_and(|scene| scene.done));
    Message { cards: vec![card], rows, pings: vec![session.owner], ..Message::default() }
}

fn motion(scene: Scene) -> Motion {
    scene.phase.map_or(Motion::Round, Motion::Phase)
}

/// At the end only "it hurts" still has a use.
pub(super) fn rows(voice: Voice<'_>, session: &Session, done: bool) -> Vec<Row> {
    if done {
        return vec![Row::Buttons(words::buttons(voice, session.id, &[Verb::Hurts]))];
    }
    let verbs = [Verb::Pause, Verb::Skip, Verb::Back, Verb::Stop, Verb::Hurts];
    let steer = Row::Buttons(words::buttons(voice, session.id, &verbs));
    let join = session.together.then(|| {
        let join = Button::new(Press::Join { session: session.id }.id(), voice.get("session-button-join", &[]));
        Row::Buttons(vec![join.style(Style::Success)])
    });
    std::iter::once(steer).chain(join).collect()
}

/// Now and then, and below them the whole: the steps of one exercise or the list of several.
fn fields(voice: Voice<'_>, timeline: &Timeline, parts: &[(&Exercise, &Item)], index: u32) -> Vec<Field> {
    let field =
        |key: &str, value: String| Field { name: voice.get(key, &[]), value: text::cut(&value, FIELD), inline: false };
    let words = |at: u32| stretch(voice, timeline, parts, at);
    // At the end there is neither now nor then.
    let then = timeline.next_scene(index);
    let now = then.and(timeline.scene_start(index)).and_then(words).map(|now| field("session-card-now", now));
    let then = then.and_then(words).map(|then| field("session-card-next", then));
    let whole = match parts {
        [(exercise, item)] => {
            let steps = numbered(&exercise.steps);
            vec![field("session-card-steps", steps), field("session-card-dose", words::dose(voice, exercise, item))]
        }
        many => {
            let line = |(exercise, item): &(&Exercise, &Item)| {
                format!("• {}: {}", exercise.name, words::dose(voice, exercise, item))
            };
            vec![field("session-card-plan", many.iter().map(line).collect::<Vec<_>>().join("\n"))]
        }
    };
    now.into_iter().chain(then).chain(whole).collect()
}

/// "1. …", a line each.
pub(super) fn numbered(steps: &[String]) -> String {
    (1..).zip(steps).map(|(n, step): (u32, _)| format!("{n}. {step}")).collect::<Vec<_>>().join("\n")
}

/// What is done for as long as the scene lasts that begins with the cue `index`.
fn stretch(voice: Voice<'_>, timeline: &Timeline, parts: &[(&Exercise, &Item)], index: u32) -> Option<String> {
    let cue = timeline.cue(index)?;
    if cue.kind == CueKind::Done {
        return Some(voice.get("session-scene-done", &[]));
    }
    let (first, work) = timeline.work_after(index)?;
    let (exercise, _) = parts.get(work.exercise)?;
    let (phases, position) = (words::phases(voice, timeline, first), &exercise.position);
    let short = work.end_ms - work.start_ms < i64::from(PACED_BELOW_S) * 1_000;
    let words = match cue.kind {
        CueKind::GetReady if short => {
            voice.get("session-scene-loop", &[("position", position.into()), ("phases", (&phases).into())])
        }
        CueKind::GetReady => voice.get("session-scene-ready", &[("position", position.into())]),
        _ => match voice.side(work.side) {
            Some(side) => voice.get("session-scene-side", &[("words", (&phases).into()), ("side", (&side).into())]),
            None => phases,
        },
    };
    Some(match parts.len() {
        1 => words,
        _ => voice.get("session-scene-exercise", &[("exercise", (&exercise.name).into()), ("words", (&words).into())]),
    })
}

/// The moving picture. A session goes on without one that is not drawn in time; it is there for the next.
pub(super) async fn moving(app: &App, exercise: &Exercise, motion: Motion, side: Side) -> Option<Picture> {
    if !app.session_pictures {
        return None;
    }
    let (pictures, owned) = (Arc::clone(&app.pictures), exercise.clone());
    let drawing = async move { pictures.for_exercise(&owned, Shown::Moving(motion), side).await };
    // A task of its own, so that the drawing is finished and kept even when nobody waits for it any more.
    match tokio::time::timeout(PICTURE, tokio::spawn(drawing)).await {
        Ok(Ok(drawn)) => drawn.inspect_err(|error| tracing::warn!(error = format!("{error:#}"), "no picture")).ok(),
        Ok(Err(error)) => {
            tracing::warn!(exercise = exercise.slug, %error, "drawing a picture stopped");
            None
        }
        Err(_) => None,
    }
}
