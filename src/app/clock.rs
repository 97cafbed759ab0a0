//! The one place that asks the time. Speeding it up (`playground --fast N`) or moving it by hand (tests) changes every feature alike.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A system clock that is this far ahead of ours was set forward, or the machine slept; ours then follows.
const FOLLOW_MS: i64 = 1_000;

/// Where "now" comes from.
#[derive(Debug)]
pub enum Clock {
    /// The system's clock, running `factor` times as fast since the start. It never goes back while the process lives: a
    /// clock set back an hour would hold every session for an hour.
    System {
        /// Unix ms at which the bot started, plus what the system's clock was set forward since.
        origin_ms: AtomicI64,
        /// The moment of the start on the clock that only goes forward.
        start: Instant,
        /// 1 = real time.
        factor: u32,
    },
    /// Stands still until it is moved; for tests.
    Manual(AtomicI64),
}

impl Clock {
    /// The system's clock, `factor` times as fast from now on; 0 counts as 1.
    pub fn system(factor: u32) -> Self {
        Self::System { origin_ms: AtomicI64::new(system_ms()), start: Instant::now(), factor: factor.max(1) }
    }

    /// The system's clock, `factor` times as fast since `origin_ms` (unix ms), so that a process started later agrees with
    /// one that has been running fast since then.
    pub fn fast_since(origin_ms: i64, factor: u32) -> Self {
        let factor = factor.max(1);
        let ahead = (system_ms() - origin_ms).saturating_mul(i64::from(factor));
        Self::System { origin_ms: AtomicI64::new(origin_ms.saturating_add(ahead)), start: Instant::now(), factor }
    }

    /// A clock that stands at `now_ms`.
    pub fn manual(now_ms: i64) -> Self {
        Self::Manual(AtomicI64::new(now_ms))
    }

    /// Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System { origin_ms, start, factor } => {
                let passed = i64::try_from(start.elapsed().as_millis()).unwrap_or(i64::MAX);
                let ahead = system_ms() - (origin_ms.load(Ordering::Relaxed) + passed);
                if *factor == 1 && ahead > FOLLOW_MS {
                    origin_ms.fetch_add(ahead, Ordering::Relaxed);
                }
                origin_ms.load(Ordering::Relaxed) + passed.saturating_mul(i64::from(*factor))
            }
            Self::Manual(now) => now.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock on; a system clock moves by itself and ignores it.
    pub fn advance_ms(&self, by_ms: i64) {
        if let Self::Manual(now) = self {
            now.fetch_add(by_ms, Ordering::SeqCst);
        }
    }

    /// How long to really wait until this clock shows `due_ms`.
    pub fn wait_until(&self, due_ms: i64) -> Duration {
        let left = u64::try_from(due_ms.saturating_sub(self.now_ms())).unwrap_or(0);
        match self {
            // Rounded up: waking a fraction of a millisecond early would ask twice.
            Self::System { factor, .. } => Duration::from_millis(left.div_ceil(u64::from(*factor))),
            Self::Manual(_) => Duration::from_millis(left),
        }
    }

    /// `length_ms` of real time as this clock counts it.
    pub fn real_ms(&self, length_ms: i64) -> i64 {
        match self {
            Self::System { factor, .. } => length_ms.saturating_mul(i64::from(*factor)),
            Self::Manual(_) => length_ms,
        }
    }
}

fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual(1_000);
        clock.advance_ms(500);
        assert_eq!((clock.now_ms(), clock.wait_until(2_000)), (1_500, Duration::from_millis(500)));
    }

    #[test]
    fn a_fast_clock_waits_a_fraction() {
        let clock = Clock::system(10);
        let wait = clock.wait_until(clock.now_ms() + 60_000);
        assert!(wait <= Duration::from_secs(6) && wait > Duration::from_secs(5), "{wait:?}");
    }

    #[test]
    fn what_is_past_needs_no_waiting() {
        assert_eq!(Clock::manual(5_000).wait_until(i64::MIN), Duration::ZERO);
    }
}
