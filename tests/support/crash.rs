//! Kills the real bot with -9 while many sessions run, starts it again, and reads from the playground's own record what people
//! saw: every boundary cue once, and every session to its end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};
use unhunch::core::content::Content;
use unhunch::core::timeline::{Timeline, choose};

use super::play::{GENERAL, MID_BACK, VENTING};
use super::stage::{Stage, button, until, words};

/// What people do: exercise, hold and rounds. Two to four minutes each, longer than the killing takes.
const WHAT: [(&str, i64, i64); 5] = [
    ("doorway-stretch", 30, 4),
    ("cross-body-stretch", 20, 3),
    ("sphinx", 40, 4),
    ("foam-roll", 180, 1),
    ("upper-trap-stretch", 25, 3),
];
/// Where they start them.
const CHANNELS: [&str; 3] = [MID_BACK, GENERAL, VENTING];
/// People who press at the same time.
const HANDS: usize = 8;

/// The bot may have been away so often that a session takes many times as long.
const ROUNDS_OF_PATIENCE: usize = 5;

/// How much of it.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// The clock runs so many times as fast; a restart takes one to two real seconds.
    pub fast: u32,
    pub sessions: usize,
    pub kills: usize,
    pub seed: u64,
}

/// What people saw, and when the bot died.
#[derive(Debug, Default)]
pub struct Tally {
    sessions: usize,
    kills: [usize; 3],
    kills_at_work: usize,
    claimed: i64,
    boundaries: usize,
    lost: Vec<String>,
    twice: Vec<String>,
    stuck: Vec<String>,
    stale: usize,
    offers: usize,
    repeats: usize,
}

impl Tally {
    /// Nothing is lost, doubled or stuck, and the kills did hit the bot at work.
    pub fn check(&self) {
        assert_eq!(self.lost, Vec::<String>::new(), "boundary cues are lost");
        assert_eq!(self.twice, Vec::<String>::new(), "cues were shown twice");
        assert_eq!(self.stuck, Vec::<String>::new(), "sessions are stuck");
        let kills: usize = self.kills.iter().sum();
        assert!(2 * self.kills_at_work >= kills, "too few kills hit the bot at work: {self}");
        assert!(self.repeats > 0, "no kill fell between saying and writing down: {self}");
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [before, after, any] = self.kills;
        write!(
            f,
            "{} sessions, {} kills ({before} before a post, {after} after one, {any} at any moment; {} with {} sessions claimed): \
             {} boundary cues, {} lost, {} twice, {} sessions stuck; {} posts repeated and recognised, {} offers to go on, \
             {} cues inside a hold left out as stale",
            self.sessions,
            before + after + any,
            self.kills_at_work,
            self.claimed,
            self.boundaries,
            self.lost.len(),
            self.twice.len(),
            self.stuck.len(),
            self.repeats,
            self.offers,
            self.stale,
        )
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.sessions += other.sessions;
        self.kills.iter_mut().zip(other.kills).for_each(|(all, more)| *all += more);
        self.kills_at_work += other.kills_at_work;
        self.claimed += other.claimed;
        self.boundaries += other.boundaries;
        self.lost.extend(other.lost);
        self.twice.extend(other.twice);
        self.stuck.extend(other.stuck);
        self.stale += other.stale;
        self.offers += other.offers;
        self.repeats += other.repeats;
    }
}

/// One person's session.
struct Run {
    person: String,
    thread: String,
    what: (&'static str, i64, i64),
}

/// Starts the sessions, kills the bot, lets the sessions come to their end, and counts.
pub async fn survive(scale: Scale) -> Tally {
    let mut stage = Stage::new(scale.fast).await;
    // Discord's limits have tests of their own; here they would only spread the start.
    stage.play.set(json!({ "limits": false })).await;
    let runs = start_all(&stage, scale.sessions).await;
    let mut tally = Tally { sessions: runs.len(), ..Tally::default() };
    let mut dice = Dice(scale.seed);
    for _ in 0..scale.kills {
        kill(&mut stage, &mut dice, &mut tally).await;
    }
    tally.stuck = run_out(&stage, &runs).await;
    let content = unhunch::prompts::load(None).expect("the built-in prompts are well");
    for run in &runs {
        count(&mut tally, run, &content, &stage.messages_in(&run.thread).await);
    }
    tally.repeats = repeats(&stage.play.requests(0).await);
    stage.finish().await;
    tally
}

async fn start_all(stage: &Stage, sessions: usize) -> Vec<Run> {
    let start = async |nth: usize| {
        let person = stage.play.join(&format!("Person{nth}")).await;
        let what = WHAT[nth % WHAT.len()];
        let thread = start(stage, &person, CHANNELS[nth % CHANNELS.len()], what).await;
        Run { person, thread, what }
    };
    stream::iter(0..sessions).map(start).buffer_unordered(HANDS).collect().await
}

/// On a slow machine the answer may miss Discord's 3 s; then the person asks again and is told where their session is.
async fn start(stage: &Stage, person: &str, channel: &str, what: (&str, i64, i64)) -> String {
    let options = json!({ "exercise": what.0, "hold": what.1, "rounds": what.2 });
    let mut thread = None;
    until(async || {
        let answer = stage.slash(person, channel, "session start", options.clone()).await;
        let shown = words(&answer["message"]);
        let named = shown.split_once("<#").and_then(|(_, rest)| rest.split_once('>')).map(|(named, _)| named);
        thread = named.filter(|named| !CHANNELS.contains(named)).map(str::to_owned);
        thread.is_some()
    })
    .await;
    thread.unwrap_or_else(|| panic!("no thread for {what:?}"))
}

/// Kills the bot at one of three kinds of moment and starts it again.
async fn kill(stage: &mut Stage, dice: &mut Dice, tally: &mut Tally) {
    let kind = dice.roll(3);
    match kind {
        0 => silence(stage, false).await,
        1 => silence(stage, true).await,
        _ => {}
    }
    tokio::time::sleep(Duration::from_millis(dice.roll(400))).await;
    stage.kill_bot();
    stage.play.no_faults().await;
    let claimed = stage.claimed().await;
    tally.kills[usize::try_from(kind).expect("small")] += 1;
    tally.kills_at_work += usize::from(claimed > 0);
    tally.claimed += claimed;
    stage.start_bot().await;
}

/// From now on no post is answered, `carried_out` or not; waits until one was asked for.
async fn silence(stage: &Stage, carried_out: bool) {
    let seen = stage.play.state().await["requests"].as_u64().expect("a number");
    let silent =
        json!({ "method": "POST", "path": "/messages", "status": 0, "carried_out": carried_out, "times": 1_000 });
    stage.play.fault(silent).await;
    let hit = until(async || stage.play.requests(seen).await.iter().any(|request| request["status"] == 0));
    assert!(hit.await, "no session said anything");
}

/// Answers what people are asked until every session is over; those that are not, in the end.
async fn run_out(stage: &Stage, runs: &[Run]) -> Vec<String> {
    let mut open: BTreeMap<&str, &Run> = runs.iter().map(|run| (run.thread.as_str(), run)).collect();
    for _ in 0..ROUNDS_OF_PATIENCE {
        let over = until(async || {
            for run in open.values() {
                answer_last(stage, run).await;
            }
            forget_archived(&mut open, &stage.play.state().await);
            open.is_empty()
        });
        if over.await {
            break;
        }
    }
    let mut stuck = Vec::new();
    for thread in open.into_keys() {
        stuck.push(format!("{thread}: {:#?}", stage.words_in(thread).await));
    }
    stuck
}

fn forget_archived(open: &mut BTreeMap<&str, &Run>, state: &Value) {
    for thread in state["channels"].as_array().into_iter().flatten() {
        if thread["thread_metadata"]["archived"] == true {
            open.remove(thread["id"].as_str().unwrap_or_default());
        }
    }
}

/// The person says yes to going on, and at the end how it felt; then the thread closes.
async fn answer_last(stage: &Stage, run: &Run) {
    let last = stage.messages_in(&run.thread).await.pop().unwrap_or_default();
    for label in ["Go on", "Easier"] {
        if button(&last, label).is_some() {
            stage.press(&run.person, &last, label).await;
        }
    }
}

/// Holds what stands in a thread against the timeline of its exercise.
fn count(tally: &mut Tally, run: &Run, content: &Content, seen: &[Value]) {
    let timeline = timeline(content, run.what);
    let nonces = || seen.iter().filter_map(|message| message["nonce"].as_str());
    let shown: Vec<usize> = nonces().filter_map(|nonce| nonce.split(':').nth(1)?.parse().ok()).collect();
    let once: BTreeSet<usize> = shown.iter().copied().collect();
    for (index, cue) in timeline.cues.iter().enumerate() {
        let missing = !once.contains(&index);
        tally.boundaries += usize::from(cue.is_boundary());
        tally.stale += usize::from(missing && !cue.is_boundary());
        if missing && cue.is_boundary() {
            tally.lost.push(format!("cue {index} in {}: {shown:?}", run.thread));
        }
    }
    if shown.len() != once.len() || !shown.is_sorted() {
        tally.twice.push(format!("{}: {shown:?}", run.thread));
    }
    tally.offers += nonces().filter(|nonce| nonce.split(':').nth(1).is_some_and(|word| word.starts_with('w'))).count();
}

fn timeline(content: &Content, (slug, hold, rounds): (&str, i64, i64)) -> Timeline {
    let exercise = content.catalogue.exercise(slug).expect("an exercise");
    let step = exercise.ladder.first().copied().unwrap_or_default();
    let item = choose(exercise, step, Some(hold), Some(rounds)).expect("within its limits");
    Timeline::new(&[(exercise, &item)])
}

/// How often a cue was posted again because it was not known whether it had been.
fn repeats(requests: &[Value]) -> usize {
    let nonces: Vec<&str> = requests.iter().filter_map(|request| request["body"]["nonce"].as_str()).collect();
    nonces.len() - nonces.iter().collect::<BTreeSet<_>>().len()
}

/// A small generator, so that a failure can be repeated as far as real processes can.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
