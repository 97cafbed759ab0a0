//! Ends the process when Discord's gateway has fallen silent, so that a supervisor starts it anew: serenity 0.12.5 can lose a
//! shard for good without a word. Fed by the gateway's heartbeats (through the shard manager) and by every event.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use serenity::all::{ConnectionStage, ShardManager};
use tokio::time::Instant;

/// Discord asks for a heartbeat about every 41 s and acknowledges each; after five without one the connection is dead.
const SILENCE: Duration = Duration::from_secs(5 * 41);
/// How often it looks.
const LOOK: Duration = Duration::from_secs(15);

/// Counts the signs of life of the gateway.
#[derive(Debug, Default)]
pub struct Watchdog {
    events: AtomicU64,
}

impl Watchdog {
    /// Watches the shards until their manager is gone; ends the process with status 1 when one is silent for longer than
    /// five heartbeats.
    pub fn start(shards: &Arc<ShardManager>) -> Arc<Self> {
        let watchdog = Arc::new(Self::default());
        tokio::spawn(watch(Arc::downgrade(&watchdog), Arc::downgrade(shards)));
        watchdog
    }

    /// An event came from the gateway.
    pub fn seen(&self) {
        self.events.fetch_add(1, Ordering::Relaxed);
    }
}

async fn watch(watchdog: Weak<Watchdog>, shards: Weak<ShardManager>) {
    let mut vigil = Vigil::default();
    loop {
        tokio::time::sleep(LOOK).await;
        let (Some(watchdog), Some(shards)) = (watchdog.upgrade(), shards.upgrade()) else { return };
        let signs = signs(&shards, watchdog.events.load(Ordering::Relaxed)).await;
        if let Some(silent) = vigil.silent(signs, Instant::now()) {
            tracing::error!(
                shard = silent.shard,
                seconds = silent.since.as_secs(),
                "Discord's gateway has fallen silent; ending so that a supervisor can start the bot again"
            );
            std::process::exit(1);
        }
    }
}

async fn signs(shards: &ShardManager, events: u64) -> HashMap<u32, Sign> {
    let runners = shards.runners.lock().await;
    // With several shards nobody knows whose event it was, and one that is alive must not vouch for the others.
    let events = if runners.len() == 1 { events } else { 0 };
    let sign = |latency, stage| Sign { latency, stage, events };
    runners.iter().map(|(id, runner)| (id.0, sign(runner.latency, runner.stage))).collect()
}

/// What changes as long as a shard is alive: the latency with each acknowledged heartbeat (to the nanosecond), the stage
/// while it reconnects.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sign {
    latency: Option<Duration>,
    stage: ConnectionStage,
    events: u64,
}

/// A shard that has fallen silent.
#[derive(Debug, PartialEq, Eq)]
struct Silent {
    shard: u32,
    since: Duration,
}

/// When each shard last showed a sign of life.
#[derive(Debug, Default)]
struct Vigil {
    last: HashMap<u32, (Sign, Instant)>,
}

impl Vigil {
    /// Takes in what is seen now and names the shard that was silent longest, if that is too long. A shard once seen is
    /// expected for ever: one that vanishes is silent.
    fn silent(&mut self, signs: HashMap<u32, Sign>, now: Instant) -> Option<Silent> {
        for (shard, sign) in signs {
            let known = self.last.entry(shard).or_insert((sign, now));
            if known.0 != sign {
                *known = (sign, now);
            }
        }
        let silent = self.last.iter().map(|(shard, (_, at))| Silent { shard: *shard, since: now.duration_since(*at) });
        silent.max_by_key(|silent| silent.since).filter(|silent| silent.since >= SILENCE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(latency_ns: u64, events: u64) -> Sign {
        Sign { latency: Some(Duration::from_nanos(latency_ns)), stage: ConnectionStage::Connected, events }
    }

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn heartbeats_are_signs_of_life_however_quiet_the_server() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        for beat in 0..1_000 {
            let seen = vigil.silent(HashMap::from([(0, sign(beat, 0))]), after(start, 41 * beat));
            assert_eq!(seen, None);
        }
    }

    #[test]
    fn five_missed_heartbeats_are_silence() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        let same = || HashMap::from([(0, sign(1, 7))]);
        assert_eq!(vigil.silent(same(), start), None);
        assert_eq!(vigil.silent(same(), after(start, 204)), None);
        let silent = Silent { shard: 0, since: Duration::from_secs(205) };
        assert_eq!(vigil.silent(same(), after(start, 205)), Some(silent));
    }

    #[test]
    fn an_event_is_a_sign_of_life_too() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        vigil.silent(HashMap::from([(0, sign(1, 7))]), start);
        vigil.silent(HashMap::from([(0, sign(1, 8))]), after(start, 200));
        assert_eq!(vigil.silent(HashMap::from([(0, sign(1, 8))]), after(start, 300)), None);
    }

    #[test]
    fn a_living_shard_does_not_vouch_for_one_that_vanished() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        vigil.silent(HashMap::from([(0, sign(1, 0)), (1, sign(1, 0))]), start);
        let silent = vigil.silent(HashMap::from([(0, sign(2, 0))]), after(start, 205));
        assert_eq!(silent.map(|silent| silent.shard), Some(1));
    }

    #[test]
    fn a_shard_that_reconnects_is_not_silent() {
        let (mut vigil, start) = (Vigil::default(), Instant::now());
        for (step, stage) in [ConnectionStage::Connected, ConnectionStage::Disconnected, ConnectionStage::Resuming]
            .into_iter()
            .enumerate()
        {
            let seconds = 150 * u64::try_from(step).unwrap_or_default();
            let signs = HashMap::from([(0, Sign { stage, ..sign(1, 0) })]);
            assert_eq!(vigil.silent(signs, after(start, seconds)), None);
        }
    }
}
