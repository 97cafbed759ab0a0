//! The messages of a session beside its card: cues, questions, the end. Frame words come from `session.ftl`, cue words from the exercise.

use crate::app::message::{Button, Card, Message, Row, Style};
use crate::app::press::{Feel, How, Press};
use crate::app::session::{card, in_place, parts};
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::catalogue::{Exercise, PhaseKind};
use crate::core::picture::Motion;
use crate::core::settings::Pings;
use crate::core::text;
use crate::core::texts::Arg;
use crate::core::timeline::{Cue, CueKind, Ended, FOLLOW_UPS_MS, Item, Say, Side, Step, Timeline, Verb};
use crate::store::Session;

/// Longest body of a card.
pub(super) const BODY: usize = 4_096;
/// Longest message.
const CONTENT: usize = 2_000;

/// Speaks one language with the texts of the app.
#[derive(Clone, Copy)]
pub(super) struct Voice<'a> {
    pub(super) app: &'a App,
    pub(super) locale: &'a str,
}

impl Voice<'_> {
    pub(super) fn get(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.app.content.texts.get(self.locale, key, args)
    }

    pub(super) fn side(self, side: Option<Side>) -> Option<String> {
        side.map(|side| self.get(if side == Side::Left { "session-left" } else { "session-right" }, &[]))
    }
}

pub(super) fn voice<'a>(app: &'a App, session: &'a Session) -> Voice<'a> {
    Voice { app, locale: &session.locale }
}

/// A private line.
pub fn private(app: &App, who: &Who, key: &str, args: &[(&str, Arg<'_>)]) -> Message {
    let content = app.content.texts.get(&who.locale, key, args);
    Message { content, private: true, ..Message::default() }
}

/// "2 × 30 s" in words, with sides and sets where there are any.
pub(super) fn dose(voice: Voice<'_>, exercise: &Exercise, item: &Item) -> String {
    let rounds = match item.hold {
        Some(hold) => voice.get("session-dose-hold", &[("rounds", item.rounds.into()), ("seconds", hold.into())]),
        None => voice.get("session-dose-rounds", &[("rounds", item.rounds.into())]),
    };
    let sides =
        (exercise.timer.sides != crate::core::catalogue::Sides::None).then(|| voice.get("session-dose-sides", &[]));
    let sets = (item.sets > 1).then(|| voice.get("session-dose-sets", &[("sets", item.sets.into())]));
    [Some(rounds), sides, sets].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

pub(super) fn buttons(voice: Voice<'_>, session: i64, verbs: &[Verb]) -> Vec<Button> {
    let button = |verb: &Verb| {
        let (key, style) = match verb {
            Verb::Pause => ("session-button-pause", Style::Secondary),
            Verb::Resume => ("session-button-resume", Style::Success),
            Verb::Skip => ("session-button-skip", Style::Secondary),
            Verb::Back => ("session-button-back", Style::Secondary),
            Verb::Hurts => ("session-button-hurts", Style::Danger),
            Verb::Stop | Verb::HurtAnswered | Verb::Felt => ("session-button-stop", Style::Secondary),
        };
        Button::new(Press::Steer { session, verb: *verb }.id(), voice.get(key, &[])).style(style)
    };
    verbs.iter().map(button).collect()
}

/// "Your session is here", for the one who started it.
pub fn opened(app: &App, who: &Who, session: &Session) -> Message {
    let channel = session.channel.to_string();
    let key = if session.own_thread { "session-opened-thread" } else { "session-opened-here" };
    private(app, who, key, &[("channel", (&channel).into())])
}

/// "Your place is taken", for someone who joined.
pub fn joined(app: &App, who: &Who, session: &Session) -> Message {
    private(app, who, "session-joined", &[("title", (&session.title).into())])
}

/// Said when the clock is held.
pub fn paused(app: &App, session: &Session) -> Message {
    let voice = voice(app, session);
    let rows = vec![Row::Buttons(buttons(voice, session.id, &[Verb::Resume, Verb::Stop, Verb::Hurts]))];
    let private = in_place::is_private(session);
    Message { content: voice.get("session-paused", &[]), rows, private, ..Message::default() }
}

/// Said when someone stopped it.
pub fn stopped(app: &App, session: &Session) -> Message {
    let private = in_place::is_private(session);
    Message { content: voice(app, session).get("session-stopped", &[]), private, ..Message::default() }
}

/// "How does it hurt?", private, with its answers.
pub fn hurt_questions(app: &App, who: &Who, session: i64) -> Message {
    let text = |key: &str| app.content.texts.get(&who.locale, key, &[]);
    let button = |how: &How| {
        Button::new(Press::HurtHow { session, how: *how }.id(), text(&format!("session-hurt-{}", how.word())))
    };
    let rows = vec![Row::Buttons(How::ALL.iter().map(button).collect())];
    Message { content: text("session-hurt-ask"), rows, private: true, ..Message::default() }
}

/// What a command answers where the thread shows the effect.
pub fn done_key(verb: Verb) -> &'static str {
    match verb {
        Verb::Pause => "session-paused",
        Verb::Resume => "session-resumed",
        Verb::Skip => "session-skipped",
        Verb::Back => "session-went-back",
        Verb::Stop | Verb::Hurts | Verb::HurtAnswered | Verb::Felt => "session-stopped",
    }
}

/// What "how did it feel?" answers.
pub fn felt_key(feel: Feel) -> &'static str {
    match feel {
        Feel::Easier => "session-felt-easier",
        Feel::Same => "session-felt-same",
        Feel::Worse => "session-felt-worse",
    }
}

/// What the tick says, for the people who take part; nothing where there is nothing to say.
pub async fn said(app: &App, session: &Session, timeline: &Timeline, say: Say, people: &[i64]) -> Option<Message> {
    if in_place::is_in_place(session) && !in_place::speaks(app, session, timeline, say) {
        return None;
    }
    let voice = voice(app, session);
    let message = match say {
        Say::Cue { index, late, left_ms } => cue(app, session, timeline, index, late.then_some(left_ms)).await?,
        Say::Again { index, left_ms } => {
            let cue = timeline.cue(index)?;
            let words = line(voice, timeline, cue, Some(left_ms), session)?;
            plain(voice.get("session-again", &[("words", (&words).into())]))
        }
        Say::Away { missed_ms } => {
            let rows = vec![Row::Buttons(buttons(voice, session.id, &[Verb::Resume, Verb::Back, Verb::Stop]))];
            let content = voice.get("session-away", &[("seconds", seconds(missed_ms).into())]);
            Message { content, rows, ..Message::default() }
        }
        Say::Unanswered => plain(voice.get("session-unanswered", &[])),
        Say::HurtUnanswered => plain(voice.get("session-hurt-unanswered", &[])),
        Say::Archive => return None,
    };
    Some(addressed(message, session.pings, people, is_boundary(timeline, say)))
}

/// Said where it still can be, when a session ends for a reason nobody chose.
pub fn ended(app: &App, session: &Session, why: Ended) -> Option<Message> {
    let key = match why {
        Ended::Fault => "session-ended-fault",
        Ended::Forbidden | Ended::Gone | Ended::Finished | Ended::Stopped | Ended::Hurt | Ended::Unanswered => {
            return None;
        }
    };
    Some(plain(voice(app, session).get(key, &[])))
}

fn plain(content: String) -> Message {
    Message { content: text::cut(&content, CONTENT), ..Message::default() }
}

fn is_boundary(timeline: &Timeline, say: Say) -> bool {
    match say {
        Say::Cue { index, .. } => timeline.cue(index).is_some_and(Cue::is_boundary),
        _ => true,
    }
}

/// Adds who is meant, in the way the session reaches people.
fn addressed(mut message: Message, pings: Pings, people: &[i64], boundary: bool) -> Message {
    message.silent = pings == Pings::Silent;
    message.spoken = pings == Pings::Spoken;
    if pings != Pings::Silent && boundary && !people.is_empty() {
        // After the words: what is read aloud, or shown on a locked screen, begins with what to do.
        let mentions: Vec<String> = people.iter().take(20).map(|person| format!("<@{person}>")).collect();
        message.content = format!("{} {}", text::cut(&message.content, CONTENT - 500), mentions.join(" "));
        message.pings = people.iter().take(20).copied().collect();
    }
    message
}

/// The message of a cue; `left_ms` when it comes late.
async fn cue(app: &App, session: &Session, timeline: &Timeline, index: u32, left_ms: Option<i64>) -> Option<Message> {
    let voice = voice(app, session);
    let cue = timeline.cue(index)?;
    let mut message = plain(line(voice, timeline, cue, left_ms, session)?);
    let step = timeline.step_of(cue)?;
    match cue.kind {
        CueKind::GetReady if step.exercise > 0 => {
            let exercise = app.content.catalogue.exercise(&session.items.get(step.exercise)?.exercise)?;
            message.cards = vec![next_exercise(app, exercise).await];
            message.rows = vec![Row::Buttons(buttons(voice, session.id, &[Verb::Pause, Verb::Skip, Verb::Hurts]))];
        }
        CueKind::Done => {
            let button = |feel: &Feel| {
                let label = voice.get(&format!("session-feel-{}", feel.word()), &[]);
                Button::new(Press::Feel { session: session.id, feel: *feel }.id(), label)
            };
            message.rows = vec![Row::Buttons(Feel::ALL.iter().map(button).collect())];
        }
        CueKind::Inside => {}
        _ => message.rows = vec![Row::Buttons(buttons(voice, session.id, &[Verb::Pause, Verb::Hurts]))],
    }
    if in_place::is_in_place(session) && cue.kind != CueKind::Done && timeline.milestones().last() == Some(&index) {
        message.content = format!("{}\n{}", message.content, voice.get("session-in-place-last", &[]));
    }
    Some(message)
}

async fn next_exercise(app: &App, exercise: &Exercise) -> Card {
    let picture = card::moving(app, exercise, Motion::Round, Side::default()).await;
    let (title, body) = (text::cut(&exercise.name, 256), text::cut(&card::numbered(&exercise.steps), BODY));
    Card { title, body, picture, ..Card::default() }
}

/// The words of a cue.
fn line(voice: Voice<'_>, timeline: &Timeline, cue: &Cue, left_ms: Option<i64>, session: &Session) -> Option<String> {
    let step = timeline.step_of(cue)?;
    let seconds = seconds(left_ms.unwrap_or(step.end_ms - step.start_ms));
    let words = &cue.words;
    let line = match cue.kind {
        CueKind::GetReady => {
            let exercise = voice.app.content.catalogue.exercise(&session.items.get(step.exercise)?.exercise)?;
            let (name, position) = (&exercise.name, &exercise.position);
            voice.get(
                "session-get-ready",
                &[("exercise", name.into()), ("position", position.into()), ("seconds", seconds.into())],
            )
        }
        CueKind::Go => {
            let key = if left_ms.is_some() { "session-go-left" } else { "session-go" };
            let go = voice.get(key, &[("words", words.into()), ("seconds", seconds.into())]);
            with_place(voice, step, go)
        }
        CueKind::Paced => paced(voice, timeline, step, cue),
        CueKind::Inside => words.clone(),
        CueKind::Rest => voice.get("session-rest", &[("seconds", seconds.into())]),
        CueKind::SetRest => voice.get("session-set-rest", &[("seconds", seconds.into()), ("sets", step.sets.into())]),
        CueKind::Switch => {
            let side = voice.side(step.side).unwrap_or_default();
            voice.get("session-switch", &[("side", (&side).into()), ("seconds", seconds.into())])
        }
        CueKind::Release => voice.get("session-release", &[("words", words.into())]),
        CueKind::Done => voice.get("session-done", &[("title", (&session.title).into())]),
    };
    Some(line)
}

/// Side, round and set around a cue, where there is more than one.
fn with_place(voice: Voice<'_>, step: &Step, go: String) -> String {
    let side = voice.side(step.side);
    let round = (step.rounds > 1)
        .then(|| voice.get("session-round", &[("round", step.round.into()), ("rounds", step.rounds.into())]));
    let set =
        (step.sets > 1).then(|| voice.get("session-set", &[("set", step.set.into()), ("sets", step.sets.into())]));
    let place: Vec<String> = [side, round, set].into_iter().flatten().collect();
    if place.is_empty() { go } else { format!("{go} ({})", place.join(", ")) }
}

/// What one round is made of, from the step with this index on: "Breathe in, 3 s · Breathe out, 3 s".
pub(super) fn phases(voice: Voice<'_>, timeline: &Timeline, first: usize) -> String {
    let Some(step) = timeline.steps.get(first) else { return String::new() };
    let round = timeline.steps.iter().skip(first).take_while(|next| next.round == step.round && next.side == step.side);
    let phases = round.filter(|next| next.phase.is_some()).map(|phase| {
        let seconds = seconds(phase.end_ms - phase.start_ms);
        voice.get("session-phase", &[("words", (&phase.words).into()), ("seconds", seconds.into())])
    });
    phases.collect::<Vec<_>>().join(" · ")
}

/// A whole set of short phases in one line: what one round is, and how many there are.
fn paced(voice: Voice<'_>, timeline: &Timeline, step: &Step, cue: &Cue) -> String {
    let (phases, rounds) = (phases(voice, timeline, cue.step), step.rounds);
    let line = voice.get("session-paced", &[("phases", (&phases).into()), ("rounds", rounds.into())]);
    let side = voice.side(step.side);
    let set =
        (step.sets > 1).then(|| voice.get("session-set", &[("set", step.set.into()), ("sets", step.sets.into())]));
    let place: Vec<String> = [side, set].into_iter().flatten().collect();
    if place.is_empty() { line } else { format!("{line} ({})", place.join(", ")) }
}

/// The card of a session that speaks by follow-ups: its whole plan, because most of it is done by hand.
pub(super) async fn in_place(app: &App, session: &Session) -> Message {
    let voice = voice(app, session);
    let parts = parts(app, &session.items).unwrap_or_default();
    let long = Timeline::new(&parts).length_ms() > FOLLOW_UPS_MS;
    let why = [Some("session-in-place"), long.then_some("session-in-place-long"), Some("session-card-stop-rule")];
    let why = why.into_iter().flatten().map(|key| voice.get(key, &[]));
    let lines = parts.iter().map(|(exercise, item)| by_hand_line(voice, exercise, item));
    let body: Vec<String> = why.chain(lines).collect();
    let picture = match parts.first() {
        Some((exercise, _)) => card::moving(app, exercise, Motion::Round, Side::default()).await,
        None => None,
    };
    let card = Card {
        title: text::cut(&session.title, 256),
        body: text::cut(&body.join("\n\n"), BODY),
        picture,
        ..Card::default()
    };
    let rows = card::rows(voice, session, false);
    Message { cards: vec![card], rows, private: session.private, ..Message::default() }
}

fn by_hand_line(voice: Voice<'_>, exercise: &Exercise, item: &Item) -> String {
    let phase = |phase: &crate::core::catalogue::Phase| {
        let seconds = item.hold.filter(|_| phase.kind == PhaseKind::Hold).unwrap_or(phase.seconds);
        voice.get("session-phase", &[("words", (&phase.cue).into()), ("seconds", seconds.into())])
    };
    let phases: Vec<String> = exercise.timer.phases.iter().map(phase).collect();
    format!("**{}** ({})\n{}", exercise.name, dose(voice, exercise, item), phases.join(" · "))
}

/// Whole seconds, rounded, at least one.
pub(super) fn seconds(ms: i64) -> u32 {
    u32::try_from((ms + 500) / 1_000).unwrap_or_default().max(1)
}
