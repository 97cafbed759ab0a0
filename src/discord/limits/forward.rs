//! One request's way: wait for its bucket, wait for the global limit, send, and send again where that is right.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method, Response, StatusCode};
use futures_util::FutureExt;
use tokio::time::{Instant, sleep, timeout_at};
use twilight_http_ratelimiting::{Endpoint, Permit, RateLimitHeaders, RateLimiter};

use super::answer::{self, Pause};
use super::counters::{Counters, Stats};
use super::gate::Gate;
use super::lane::{Lane, Lanes};
use super::replay;

/// A wait shorter than this is the machine's, not a limit's.
const NOTICEABLE: Duration = Duration::from_millis(2);
/// The first pause before a request that failed is sent again; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How patient the funnel is.
#[derive(Debug, Clone)]
pub struct Options {
    /// Requests a second for the bot as a whole. Discord allows every bot 50.
    pub global_limit: u16,
    /// How long a request may stay in the funnel before it is sent for the last time.
    pub patience: Duration,
    /// How long Discord may take to begin its answer.
    pub timeout: Duration,
    /// How often a request is sent at most.
    pub attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { global_limit: 50, patience: Duration::from_secs(60), timeout: Duration::from_secs(30), attempts: 5 }
    }
}

/// A request as it is passed on.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Method,
    /// Path and query, beginning with `/`.
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The connection was refused: the request never left.
    NotSent,
    /// The request left, and what became of it is unknown.
    Lost,
}

/// Where requests go; Discord, or a stand-in in tests.
#[async_trait]
pub trait Upstream: Send + Sync + 'static {
    /// Sends it once and returns as soon as the answer begins.
    async fn send(&self, call: &Call) -> Result<Response<Body>, NoAnswer>;
}

/// The limits and what they know.
pub struct Forwarder<U> {
    upstream: U,
    options: Options,
    lanes: Lanes,
    gate: Gate,
    buckets: Mutex<RateLimiter>,
    counters: Counters,
}

impl<U: Upstream> Forwarder<U> {
    /// Knows no bucket yet.
    pub fn new(upstream: U, options: Options) -> Self {
        Self {
            upstream,
            lanes: Lanes::new(),
            gate: Gate::new(options.global_limit),
            buckets: Mutex::new(unlimited_buckets()),
            counters: Counters::default(),
            options,
        }
    }

    /// What happened so far.
    pub fn stats(&self) -> Stats {
        self.counters.stats(self.gate.invalid(), self.gate.budget())
    }

    /// The share of the global limit that is free now, 0 to 1.
    pub fn budget(&self) -> f64 {
        self.gate.budget()
    }

    /// Passes a request on and returns Discord's answer, or the funnel's own: 405, 429 (it would wait too long),
    /// 502 (no connection) or 504 (no answer).
    pub async fn forward(&self, call: &Call) -> Response<Body> {
        let _counted = self.counters.enter();
        let Some(lane) = self.lanes.lane(&call.method, &call.path) else {
            return answer::own(StatusCode::METHOD_NOT_ALLOWED, "Discord's API has no such method");
        };
        let deadline = Instant::now() + self.options.patience;
        let permit = match self.permit(&lane, deadline).await {
            Ok(permit) => permit,
            Err(wait) => return answer::too_long(wait),
        };
        let (answer, limit) = self.send(call, &lane, deadline).await;
        if let Some(permit) = permit {
            complete(permit, limit);
        }
        answer
    }

    /// Waits until the bucket has room. The error is how long that would take.
    async fn permit(&self, lane: &Lane, deadline: Instant) -> Result<Option<Permit>, Duration> {
        let Some(endpoint) = &lane.endpoint else { return Ok(None) };
        let start = Instant::now();
        let until = deadline.into_std();
        for _ in 0..2 {
            // Keeps the limiter's own lock out of the wait.
            let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let asked = AssertUnwindSafe(timeout_at(deadline, bounded(&buckets, endpoint, until))).catch_unwind().await;
            match asked {
                Ok(Ok(Ok(permit))) => {
                    self.count_wait(start);
                    return Ok(Some(permit));
                }
                Ok(Ok(Err(wait))) => return Err(wait),
                Ok(Err(_elapsed)) => return Err(FIRST_PAUSE),
                Err(_panic) => self.renew_buckets(),
            }
        }
        Err(FIRST_PAUSE)
    }

    /// The library's task ended in a panic: without a new one no request would ever pass again.
    fn renew_buckets(&self) {
        tracing::error!("the rate limiter stopped; starting it anew without what it knew");
        *self.buckets.lock().unwrap_or_else(PoisonError::into_inner) = unlimited_buckets();
    }

    fn count_wait(&self, start: Instant) {
        if start.elapsed() >= NOTICEABLE {
            Counters::add(&self.counters.waits);
        }
    }

    /// Sends until there is an answer to give. The permit is held meanwhile, so that nothing else of the same bucket
    /// runs into the same wall or overtakes.
    async fn send(&self, call: &Call, lane: &Lane, deadline: Instant) -> (Response<Body>, Option<RateLimitHeaders>) {
        let mut attempt = 1;
        loop {
            let start = Instant::now();
            if timeout_at(deadline, self.gate.pass(lane.global)).await.is_err() {
                return (answer::too_long(FIRST_PAUSE), None);
            }
            self.count_wait(start);
            let outcome = self.once(call).await;
            let judgement = outcome.judge(attempt);
            let pause = self.pause_before_repeat(call, judgement).await;
            match pause.filter(|pause| attempt < self.options.attempts && Instant::now() + *pause <= deadline) {
                None => return outcome.finish(),
                Some(pause) => sleep(pause).await,
            }
            Counters::add(&self.counters.retries);
            attempt += 1;
        }
    }

    async fn once(&self, call: &Call) -> Outcome {
        let sent = tokio::time::timeout(self.options.timeout, self.upstream.send(call)).await;
        match sent.unwrap_or(Err(NoAnswer::Lost)) {
            Ok(answer) => {
                let (answer, pause) = answer::pause_of(answer).await;
                self.count_answer(answer.status(), pause);
                Outcome::Answer(answer, pause)
            }
            Err(failure) => {
                Counters::add(&self.counters.unanswered);
                Outcome::None(failure)
            }
        }
    }

    fn count_answer(&self, status: StatusCode, pause: Option<Pause>) {
        if pause.is_some() {
            Counters::add(&self.counters.too_many);
        }
        if status.is_server_error() {
            Counters::add(&self.counters.server_errors);
        }
        let is_refusal = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        if is_refusal || pause.is_some_and(|pause| pause.counts_as_invalid) {
            self.count_invalid();
        }
        if let Some(pause) = pause.filter(|pause| pause.global) {
            tracing::warn!(wait_ms = pause.wait.as_millis(), "Discord asked the bot as a whole to pause");
            self.gate.close_for(pause.wait);
        }
    }

    fn count_invalid(&self) {
        let count = self.gate.count_invalid();
        if count.is_multiple_of(1_000) {
            tracing::warn!(count, "many refused requests; Discord shuts the address out at 10,000 in ten minutes");
        }
    }

    /// How long to wait before the same request goes again; `None` if its answer stands.
    async fn pause_before_repeat(&self, call: &Call, judgement: Judgement) -> Option<Duration> {
        match judgement {
            Judgement::Stands => None,
            Judgement::Again(pause) => Some(pause),
            Judgement::Uncertain(pause) => {
                let kind = call.headers.get(CONTENT_TYPE);
                replay::is_harmless(&call.method, kind, &call.body).await.then_some(pause)
            }
        }
    }
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Judgement {
    Stands,
    /// Discord did not carry it out: once more, after this pause.
    Again(Duration),
    /// Discord may have carried it out: once more, after this pause, if that is harmless.
    Uncertain(Duration),
}

/// What one attempt brought.
enum Outcome {
    Answer(Response<Body>, Option<Pause>),
    None(NoAnswer),
}

impl Outcome {
    /// `attempt` counts from 1; pauses double with it.
    fn judge(&self, attempt: u32) -> Judgement {
        let growing = FIRST_PAUSE * 2_u32.pow(attempt.saturating_sub(1).min(6));
        match self {
            Self::Answer(_, Some(pause)) => Judgement::Again(pause.wait),
            Self::Answer(answer, None) if answer.status().is_server_error() => Judgement::Uncertain(growing),
            Self::Answer(_, None) => Judgement::Stands,
            Self::None(NoAnswer::NotSent) => Judgement::Again(growing),
            Self::None(NoAnswer::Lost) => Judgement::Uncertain(growing),
        }
    }

    /// The answer to pass back, and what it tells about the bucket.
    fn finish(self) -> (Response<Body>, Option<RateLimitHeaders>) {
        match self {
            Self::Answer(answer, pause) => {
                let limit = answer::limit_of(answer.headers(), pause);
                (answer, limit)
            }
            Self::None(NoAnswer::NotSent) => (answer::own(StatusCode::BAD_GATEWAY, "Discord cannot be reached"), None),
            Self::None(NoAnswer::Lost) => (answer::own(StatusCode::GATEWAY_TIMEOUT, "Discord did not answer"), None),
        }
    }
}

/// The library counts buckets; the global limit is the gate's.
fn unlimited_buckets() -> RateLimiter {
    RateLimiter::new(u16::MAX)
}

/// A permit, unless the bucket is known to be empty until after `until`; the error is how long it is empty.
async fn bounded(buckets: &RateLimiter, endpoint: &Endpoint, until: std::time::Instant) -> Result<Permit, Duration> {
    let is_in_time = move |bucket: Option<twilight_http_ratelimiting::Bucket>| {
        bucket.is_none_or(|bucket| bucket.remaining > 0 || bucket.reset_at <= until)
    };
    match buckets.acquire_if(endpoint.clone(), is_in_time).await {
        Some(permit) => Ok(permit),
        None => {
            let reset_at = buckets.bucket(endpoint.clone()).await.map(|bucket| bucket.reset_at);
            Err(reset_at.map_or(FIRST_PAUSE, |at| at.saturating_duration_since(Instant::now().into_std())))
        }
    }
}

/// Tells the limiter. It panics if its task is gone; the next request finds that out and starts a new one.
fn complete(permit: Permit, limit: Option<RateLimitHeaders>) {
    if std::panic::catch_unwind(AssertUnwindSafe(|| permit.complete(limit))).is_err() {
        tracing::error!("the rate limiter is gone");
    }
}

#[cfg(test)]
mod tests;
