//! What the funnel counts, for the metrics.

use std::sync::atomic::{AtomicU64, Ordering};

/// The funnel's counts since it started, and what it is doing now.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Stats {
    /// Requests taken in.
    pub requests: u64,
    /// Waits for a bucket or for the global limit.
    pub waits: u64,
    /// Answers 429 from Discord; each one means that a limit was not foreseen.
    pub too_many: u64,
    /// Answers 5xx from Discord.
    pub server_errors: u64,
    /// Requests that got no answer: the network failed or it took too long.
    pub unanswered: u64,
    /// Requests sent again.
    pub retries: u64,
    /// Requests in the funnel now.
    pub in_flight: u64,
    /// Answers 401, 403 and 429 in the last ten minutes; at 10,000 Discord shuts the address out.
    pub invalid: u32,
    /// The share of the global limit that is free now, 0 to 1.
    pub budget: f64,
}

/// The counts behind [`Stats`].
#[derive(Debug, Default)]
pub struct Counters {
    pub requests: AtomicU64,
    pub waits: AtomicU64,
    pub too_many: AtomicU64,
    pub server_errors: AtomicU64,
    pub unanswered: AtomicU64,
    pub retries: AtomicU64,
    in_flight: AtomicU64,
}

/// A request in the funnel, counted for as long as this lives.
pub struct InFlight<'a>(&'a Counters);

impl Counters {
    /// Adds one.
    pub fn add(count: &AtomicU64) {
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a request until the guard is dropped, also when its caller gives up.
    pub fn enter(&self) -> InFlight<'_> {
        Self::add(&self.requests);
        Self::add(&self.in_flight);
        InFlight(self)
    }

    /// The counts now; `invalid` and `budget` are the gate's.
    pub fn stats(&self, invalid: u32, budget: f64) -> Stats {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        Stats {
            requests: read(&self.requests),
            waits: read(&self.waits),
            too_many: read(&self.too_many),
            server_errors: read(&self.server_errors),
            unanswered: read(&self.unanswered),
            retries: read(&self.retries),
            in_flight: read(&self.in_flight),
            invalid,
            budget,
        }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}
