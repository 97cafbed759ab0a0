//! The one place that asks the time. Speeding it up (`playground --fast N`) or moving it by hand (tests) changes every feature alike.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Where "now" comes from.
#[derive(Debug)]
pub enum Clock {
    /// The system's clock, running `factor` times as fast since `origin_ms`.
    System {
        /// Unix ms at which the bot started.
        origin_ms: i64,
        /// 1 = real time.
        factor: u32,
    },
    /// Stands still until it is moved; for tests.
    Manual(AtomicI64),
}

impl Clock {
    /// The system's clock, `factor` times as fast from now on; 0 counts as 1.
    pub fn system(factor: u32) -> Self {
        Self::System { origin_ms: system_ms(), factor: factor.max(1) }
    }

    /// A clock that stands at `now_ms`.
    pub fn manual(now_ms: i64) -> Self {
        Self::Manual(AtomicI64::new(now_ms))
    }

    /// Unix milliseconds.
    pub fn now_ms(&self) -> i64 {
        match self {
            Self::System { origin_ms, factor } => origin_ms + (system_ms() - origin_ms) * i64::from(*factor),
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
        let left = u64::try_from(due_ms - self.now_ms()).unwrap_or(0);
        match self {
            Self::System { factor, .. } => Duration::from_millis(left / u64::from(*factor)),
            Self::Manual(_) => Duration::from_millis(left),
        }
    }
}

fn system_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
