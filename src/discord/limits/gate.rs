//! The limits that hold for the bot as a whole: requests a second, pauses Discord orders for everyone, and the
//! 10,000 invalid requests in ten minutes after which Discord shuts an address out.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Discord counts arrivals a second; a little more than a second keeps arrivals apart that the network bunches up.
const PERIOD: Duration = Duration::from_millis(1_050);
/// Discord counts invalid requests (401, 403, 429) over ten minutes.
const INVALID_PERIOD: Duration = Duration::from_secs(600);
/// Invalid requests are counted by the tenth of a minute.
const INVALID_STEP: Duration = Duration::from_secs(6);
/// Of the 10,000 invalid requests that Discord allows, the count from which the funnel slows down.
const SLOW_FROM: u32 = 8_000;
/// Requests a period while slow: even if every one of them were invalid, ten minutes of them stay below 10,000.
const SLOW_LIMIT: usize = 2;

/// A queue, first come first served, that lets `limit` requests through in any one second.
///
/// Its own and not the library's, which counts by fixed windows (so that twice the limit can pass around a window's
/// edge) and cannot say how much is left.
#[derive(Debug)]
pub struct Gate {
    limit: usize,
    turn: tokio::sync::Mutex<()>,
    /// 1 while the one whose turn it is waits.
    waiting: AtomicUsize,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    passed: VecDeque<Instant>,
    closed_until: Instant,
    invalid: VecDeque<(Instant, u32)>,
}

impl Gate {
    /// A gate for `limit` requests a second; 0 counts as 1.
    pub fn new(limit: u16) -> Self {
        let state = State { passed: VecDeque::new(), closed_until: Instant::now(), invalid: VecDeque::new() };
        Self {
            limit: usize::from(limit.max(1)),
            turn: tokio::sync::Mutex::new(()),
            waiting: AtomicUsize::new(0),
            state: Mutex::new(state),
        }
    }

    /// Waits for a place. `counted` is false for what the global limit does not count (interactions): those only
    /// wait when the address is about to be shut out.
    pub async fn pass(&self, counted: bool) {
        if !counted && !self.is_slow() {
            return;
        }
        let _turn = self.turn.lock().await;
        while let Some(free) = self.take(Instant::now()) {
            let _waiting = Waiting::new(&self.waiting);
            sleep_until(free).await;
        }
    }

    /// Takes a place, or says when to ask again.
    fn take(&self, now: Instant) -> Option<Instant> {
        let mut state = self.state();
        if state.closed_until > now {
            return Some(state.closed_until);
        }
        state.forget_passed(now);
        let limit = if state.invalid_count(now) >= SLOW_FROM { SLOW_LIMIT.min(self.limit) } else { self.limit };
        if state.passed.len() < limit {
            state.passed.push_back(now);
            return None;
        }
        let blocking = state.passed.len() - limit;
        state.passed.get(blocking).map(|passed| *passed + PERIOD)
    }

    /// Nothing that is counted passes for `pause`: Discord answered 429 for the bot as a whole.
    pub fn close_for(&self, pause: Duration) {
        let until = Instant::now() + pause;
        let mut state = self.state();
        state.closed_until = state.closed_until.max(until);
    }

    /// Counts an answer 401, 403 or 429 that Discord holds against the address. Returns how many there were in the
    /// last ten minutes.
    pub fn count_invalid(&self) -> u32 {
        let now = Instant::now();
        let mut state = self.state();
        match state.invalid.back_mut() {
            Some((since, count)) if now.duration_since(*since) < INVALID_STEP => *count += 1,
            _ => state.invalid.push_back((now, 1)),
        }
        state.invalid_count(now)
    }

    /// Invalid requests in the last ten minutes.
    pub fn invalid(&self) -> u32 {
        self.state().invalid_count(Instant::now())
    }

    /// Whether the address is near being shut out, so that the gate lets through little.
    pub fn is_slow(&self) -> bool {
        self.invalid() >= SLOW_FROM
    }

    /// The share of the global limit that is free now, 0 to 1; 0 while anyone waits.
    pub fn budget(&self) -> f64 {
        let now = Instant::now();
        let mut state = self.state();
        if state.closed_until > now || state.invalid_count(now) >= SLOW_FROM || self.waiting.load(Ordering::SeqCst) > 0
        {
            return 0.0;
        }
        state.forget_passed(now);
        let free = self.limit.saturating_sub(state.passed.len());
        #[expect(clippy::cast_precision_loss, reason = "both are at most 65,535")]
        let share = free as f64 / self.limit as f64;
        share
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn forget_passed(&mut self, now: Instant) {
        while self.passed.front().is_some_and(|passed| *passed + PERIOD <= now) {
            self.passed.pop_front();
        }
    }

    fn invalid_count(&mut self, now: Instant) -> u32 {
        while self.invalid.front().is_some_and(|(since, _)| *since + INVALID_PERIOD + INVALID_STEP <= now) {
            self.invalid.pop_front();
        }
        self.invalid.iter().map(|(_, count)| count).sum()
    }
}

/// Counts one who waits for as long as it lives, so that one who gives up is not counted for ever.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn no_second_sees_more_than_the_limit() {
        let gate = Gate::new(50);
        let start = Instant::now();
        let mut passed = Vec::new();
        gate.pass(true).await;
        passed.push(start);
        tokio::time::advance(Duration::from_millis(990)).await;
        for _ in 0..150 {
            gate.pass(true).await;
            passed.push(Instant::now());
        }
        let most = passed
            .iter()
            .map(|from| passed.iter().filter(|at| **at >= *from && **at < *from + Duration::from_secs(1)).count());
        assert_eq!(most.max(), Some(50));
    }

    #[tokio::test(start_paused = true)]
    async fn interactions_pass_while_the_others_wait() {
        let gate = Gate::new(1);
        let start = Instant::now();
        gate.pass(true).await;
        gate.pass(false).await;
        assert_eq!(Instant::now(), start);
        gate.pass(true).await;
        assert_eq!(Instant::now(), start + PERIOD);
    }

    #[tokio::test(start_paused = true)]
    async fn a_closed_gate_opens_when_discord_said() {
        let gate = Gate::new(50);
        let start = Instant::now();
        gate.close_for(Duration::from_secs(3));
        gate.pass(true).await;
        assert_eq!(Instant::now(), start + Duration::from_secs(3));
    }

    #[tokio::test(start_paused = true)]
    async fn near_ten_thousand_invalid_requests_it_slows_down_and_recovers() {
        let gate = Gate::new(50);
        for _ in 0..SLOW_FROM {
            gate.count_invalid();
        }
        assert!(gate.is_slow());
        let start = Instant::now();
        for _ in 0..600 {
            gate.pass(false).await;
        }
        assert!(Instant::now() - start > Duration::from_secs(300), "two a second at most");
        tokio::time::advance(INVALID_PERIOD).await;
        assert!(!gate.is_slow());
    }

    #[tokio::test(start_paused = true)]
    async fn the_budget_falls_with_each_request_and_comes_back() {
        let gate = Gate::new(10);
        for _ in 0..9 {
            gate.pass(true).await;
        }
        assert!((gate.budget() - 0.1).abs() < 1e-9);
        tokio::time::advance(PERIOD).await;
        assert!((gate.budget() - 1.0).abs() < 1e-9);
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_gives_up_waiting_leaves_the_queue() {
        let gate = Arc::new(Gate::new(1));
        gate.pass(true).await;
        let given_up = tokio::time::timeout(Duration::from_millis(10), gate.pass(true)).await;
        assert!(given_up.is_err());
        tokio::time::advance(PERIOD).await;
        assert!((gate.budget() - 1.0).abs() < 1e-9);
    }
}
