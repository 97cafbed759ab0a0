//! Discord's rate limits: a bucket for each route and channel, a global limit of 50 a second, the headers that tell of them.
//! Asked by `rest` before a request is carried out.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use super::clock::wall_ms;

/// Requests a second over all routes together.
const GLOBAL: u32 = 50;
/// Fewest buckets at which idle ones are swept out.
const SWEEP_AT: usize = 10_000;

/// How many requests of a route pass in how many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub requests: u32,
    pub per_ms: u64,
}

#[derive(Debug)]
struct Window {
    used: u32,
    ends: Instant,
}

/// What the limits say to a request.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Headers of the answer, refused or not.
    pub headers: Vec<(&'static str, String)>,
    /// Seconds to wait, and whether it is the global limit that refuses.
    pub refused: Option<(f64, bool)>,
}

/// All buckets.
#[derive(Debug)]
pub struct Limits {
    on: bool,
    fast: u32,
    buckets: HashMap<u64, Window>,
    global: Window,
    /// So many buckets that idle ones are swept out; grows with those in use, so that sweeping stays rare.
    sweep_at: usize,
    /// Answers 401, 403 and 429 so far: Discord bans an address for 10,000 in ten minutes.
    pub invalid: u64,
    /// Answers 429 so far.
    pub refused: u64,
}

impl Limits {
    /// Limits for a clock that runs `fast` times as fast: the windows shrink by it, so that a speeded-up bot has the same
    /// budget for each of its own seconds.
    pub fn new(on: bool, fast: u32) -> Self {
        let global = Window { used: 0, ends: Instant::now() };
        Self { on, fast: fast.max(1), buckets: HashMap::new(), global, sweep_at: SWEEP_AT, invalid: 0, refused: 0 }
    }

    /// Switches them.
    pub fn set(&mut self, on: bool) {
        self.on = on;
    }

    /// Are they on?
    pub fn on(&self) -> bool {
        self.on
    }

    /// Counts one request on a route; `major` is the channel, guild or webhook it is about.
    pub fn take(&mut self, route: &str, major: &str, rate: Option<Rate>, global: bool) -> Verdict {
        if !self.on {
            return Verdict::default();
        }
        let now = Instant::now();
        if global && let Some(wait) = self.take_global(now) {
            self.refused += 1;
            return refusal(Vec::new(), wait, true);
        }
        let Some(rate) = rate else { return Verdict::default() };
        let (headers, wait) = self.take_bucket(now, route, major, rate);
        match wait {
            None => Verdict { headers, refused: None },
            Some(wait) => {
                self.refused += 1;
                refusal(headers, wait, false)
            }
        }
    }

    fn take_global(&mut self, now: Instant) -> Option<Duration> {
        if self.global.ends <= now {
            self.global = Window { used: 0, ends: now + Duration::from_secs(1) / self.fast };
        }
        self.global.used += 1;
        (self.global.used > GLOBAL).then(|| self.global.ends - now)
    }

    fn take_bucket(&mut self, now: Instant, route: &str, major: &str, rate: Rate) -> (Headers, Option<Duration>) {
        if self.buckets.len() > self.sweep_at {
            self.buckets.retain(|_, window| window.ends > now);
            self.sweep_at = SWEEP_AT.max(2 * self.buckets.len());
        }
        let length = Duration::from_millis(rate.per_ms) / self.fast;
        let fresh = || Window { used: 0, ends: now + length };
        let window = self.buckets.entry(hash(&(route, major))).or_insert_with(fresh);
        if window.ends <= now {
            *window = fresh();
        }
        let refused = window.used >= rate.requests;
        window.used += u32::from(!refused);
        let left = window.ends - now;
        (headers(route, rate, rate.requests - window.used, left), refused.then_some(left))
    }
}

type Headers = Vec<(&'static str, String)>;

fn headers(route: &str, rate: Rate, remaining: u32, left: Duration) -> Headers {
    let reset = Duration::from_millis(u64::try_from(wall_ms()).unwrap_or_default()) + left;
    vec![
        ("x-ratelimit-bucket", format!("{:016x}", hash(&route))),
        ("x-ratelimit-limit", rate.requests.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", format!("{:.3}", reset.as_secs_f64())),
        ("x-ratelimit-reset-after", format!("{:.3}", left.as_secs_f64())),
    ]
}

fn refusal(mut headers: Headers, wait: Duration, global: bool) -> Verdict {
    let seconds = (wait.as_secs_f64() * 1000.0).ceil() / 1000.0;
    headers.push(("retry-after", format!("{}", seconds.ceil())));
    headers.push(("x-ratelimit-scope", if global { "global" } else { "user" }.to_owned()));
    if global {
        headers.push(("x-ratelimit-global", "true".to_owned()));
    }
    Verdict { headers, refused: Some((seconds, global)) }
}

fn hash(key: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    key.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE: Option<Rate> = Some(Rate { requests: 5, per_ms: 60_000 });

    #[test]
    fn the_sixth_request_to_a_channel_is_refused_and_another_channel_is_not() {
        let mut limits = Limits::new(true, 1);
        for _ in 0..5 {
            assert!(limits.take("post", "1", FIVE, true).refused.is_none());
        }
        assert!(matches!(limits.take("post", "1", FIVE, true).refused, Some((_, false))));
        assert!(limits.take("post", "2", FIVE, true).refused.is_none());
    }

    #[test]
    fn the_51st_request_in_a_second_meets_the_global_limit() {
        let mut limits = Limits::new(true, 1);
        let refused: Vec<_> = (0..51).filter_map(|_| limits.take("get", "", None, true).refused).collect();
        assert_eq!(refused.iter().filter(|(_, global)| *global).count(), 1);
    }

    #[test]
    fn routes_of_interactions_do_not_count_globally() {
        let mut limits = Limits::new(true, 1);
        assert!((0..100).all(|_| limits.take("callback", "", None, false).refused.is_none()));
    }

    #[test]
    fn switched_off_nothing_is_refused() {
        let mut limits = Limits::new(false, 1);
        assert!((0..100).all(|_| limits.take("post", "1", FIVE, true).refused.is_none()));
    }
}
