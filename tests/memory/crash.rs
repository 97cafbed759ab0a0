//! Kills: workers are dropped at random awaits, as `kill -9` would end them, and others take over.

use std::collections::HashMap;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use unhunch::app::tick;

use super::{Bot, who};
use unhunch::app::session::{self, Start};

/// Exercises of different shapes: long hold, short phases, sides.
const WHAT: [&str; 4] = ["foam-roll", "cat-cow", "thread-the-needle", "bird-dog"];

/// Runs `sessions` sessions while the one worker is killed `kills` times, and checks what people saw.
pub async fn survive(sessions: i64, kills: usize, seed: u64) {
    let bot = Bot::new().await;
    let count = usize::try_from(sessions).expect("small");
    // Each session has about a dozen cues; not every attempt hits a worker before it is done.
    let mut reaper = Reaper { dice: Dice(seed), left: kills, one_in: (count * 3 / kills).max(1) };
    for person in 1..=sessions {
        let start = Start { what: WHAT[reaper.dice.roll(4)].to_owned(), ..Start::default() };
        session::start(&bot.app, &who(person), start).await.expect("starts");
        let pause = i64::try_from(reaper.dice.roll(100_000 / count)).expect("small");
        reaper.run_until(&bot, bot.app.clock.now_ms() + pause).await;
    }
    reaper.run_until(&bot, i64::MAX).await;
    assert_eq!(reaper.left, 0, "too few workers were killed at work");
    assert!(bot.discord.repeats() > 0, "no kill fell between saying and writing down: the test tests too little");
    check(&bot, sessions).await;
}

/// Kills workers until none is left to be killed.
struct Reaper {
    dice: Dice,
    left: usize,
    one_in: usize,
}

impl Reaper {
    /// Works through all that is due before `end_ms`, under fire.
    async fn run_until(&mut self, bot: &Bot, end_ms: i64) {
        while let Some(due) = bot.app.store.next_due().await.expect("answers").filter(|due| *due < end_ms) {
            bot.app.clock.advance_ms((due - bot.app.clock.now_ms()).max(0));
            if self.left > 0 && self.dice.roll(self.one_in) == 0 {
                let polls = self.dice.roll(14);
                self.left -= usize::from(kill_at(tick::work_due(&bot.app), polls).await);
                // The next process starts, as `tick::run` does.
                bot.app.store.release_claims(bot.app.clock.now_ms()).await.expect("releases");
            } else {
                tick::work_due(&bot.app).await.expect("works");
            }
        }
        if end_ms < i64::MAX {
            bot.app.clock.advance_ms((end_ms - bot.app.clock.now_ms()).max(0));
        }
    }
}

/// Everyone saw every cue once, in order, and nobody is stuck.
async fn check(bot: &Bot, sessions: i64) {
    let threads = bot.discord.threads();
    assert_eq!(threads.len(), usize::try_from(sessions).expect("small"));
    let mut seen: HashMap<i64, Vec<String>> = HashMap::new();
    for said in &bot.discord.world().said {
        seen.entry(said.channel).or_default().extend(said.nonce.clone());
    }
    for thread in threads {
        let cues: Vec<u32> = seen[&thread].iter().filter_map(|nonce| nonce.split(':').nth(1)?.parse().ok()).collect();
        let all: Vec<u32> = (0..u32::try_from(cues.len()).expect("small")).collect();
        assert_eq!(cues, all, "a cue is missing, doubled or out of order in {thread}");
        assert!(bot.discord.said_in(thread).last().is_some_and(|line| line.contains("Done")), "{thread} has no end");
        assert!(bot.discord.is_archived(thread), "{thread} is not archived");
        let edits = bot.discord.edits_in(thread);
        assert!(edits.windows(2).all(|pair| pair[0].1 != pair[1].1), "the card of {thread} was edited twice alike");
    }
    for person in 1..=sessions {
        assert!(bot.app.store.session_of(person).await.expect("reads").is_none(), "{person} is stuck");
    }
}

/// Polls `work` until it has been pending `polls` times, then drops it; says whether it was cut short.
pub async fn kill_at<T>(work: impl Future<Output = T>, polls: usize) -> bool {
    let mut work = pin!(work);
    Killed { work: work.as_mut(), polls }.await
}

struct Killed<'a, F> {
    work: Pin<&'a mut F>,
    polls: usize,
}

impl<F: Future> Future for Killed<'_, F> {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        match self.work.as_mut().poll(context) {
            Poll::Ready(_) => Poll::Ready(false),
            Poll::Pending if self.polls == 0 => Poll::Ready(true),
            Poll::Pending => {
                self.polls -= 1;
                Poll::Pending
            }
        }
    }
}

/// A small generator, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % sides
    }
}
