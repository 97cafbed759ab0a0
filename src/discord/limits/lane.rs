//! Which rate limit a request falls under: method and path → the key that `twilight-http-ratelimiting` counts by.
//! Discord counts per route and channel, guild or webhook token; message ids, emoji and the like do not matter.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::http::Method;
use tokio::time::Instant;
use twilight_http_ratelimiting::{Endpoint, Method as LimitedMethod};

/// How long a channel, guild or webhook token keeps its slot without a request, at least; at most twice as long.
/// Discord's windows are seconds long, so nothing that still counts is forgotten.
const IDLE: Duration = Duration::from_secs(600);

/// Where a request queues.
#[derive(Debug, PartialEq, Eq)]
pub struct Lane {
    /// The bucket key; absent for an interaction's first answer, which happens once and has no bucket to share.
    pub endpoint: Option<Endpoint>,
    /// Whether the global limit applies: not to interactions and webhooks.
    pub global: bool,
}

/// Turns requests into lanes. Remembers only what was used lately, so that a million interactions and a hundred
/// thousand threads leave nothing behind: the limiter below never forgets a channel by itself, so it never hears of
/// channels, only of slots that are lent out and taken back.
#[derive(Debug)]
pub struct Lanes {
    hasher: RandomState,
    slots: Mutex<Slots>,
}

impl Lanes {
    /// No lane known yet.
    pub fn new() -> Self {
        Self { hasher: RandomState::new(), slots: Mutex::new(Slots::new(Instant::now())) }
    }

    /// The lane of a request; `None` for a method that Discord's API does not have. `path` may begin with `/api/v10`
    /// and carry a query.
    pub fn lane(&self, method: &Method, path: &str) -> Option<Lane> {
        let method = limited(method)?;
        let segments = segments(path);
        let first = segments.first().copied().unwrap_or_default();
        if first == "interactions" {
            return Some(Lane { endpoint: None, global: false });
        }
        let token = segments.get(2).copied().filter(|_| first == "webhooks");
        let path = match segments.get(1) {
            Some(id) if matches!(first, "channels" | "guilds" | "webhooks") => {
                let slot = self.slot(&(first, id, token));
                let rest = template(segments.get(if token.is_some() { 3 } else { 2 }..).unwrap_or_default());
                // A webhook with a token and without one are different limits of different routes.
                let kind = if token.is_some() { "/token" } else { "" };
                format!("{first}/{slot}{kind}{rest}")
            }
            _ => template(&segments).trim_start_matches('/').to_owned(),
        };
        Some(Lane { endpoint: Some(Endpoint { method, path }), global: token.is_none() })
    }

    fn slot(&self, major: &(&str, &&str, Option<&str>)) -> u32 {
        let key = self.hasher.hash_one(major);
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).lend(key, Instant::now())
    }

    /// How many slots were ever handed out at once.
    #[cfg(test)]
    pub fn slots_made(&self) -> u32 {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).made
    }
}

fn limited(method: &Method) -> Option<LimitedMethod> {
    Some(match *method {
        Method::GET => LimitedMethod::Get,
        Method::POST => LimitedMethod::Post,
        Method::PUT => LimitedMethod::Put,
        Method::PATCH => LimitedMethod::Patch,
        Method::DELETE => LimitedMethod::Delete,
        _ => return None,
    })
}

/// The path's parts behind `/api` and the version.
fn segments(path: &str) -> Vec<&str> {
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    if parts.first() == Some(&"api") {
        parts.remove(0);
        let is_version = |part: &&str| part.strip_prefix('v').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if parts.first().is_some_and(is_version) {
            parts.remove(0);
        }
    }
    parts
}

/// `/messages/:/reactions/:/@me` for the parts behind the channel: names stay, ids and emoji do not.
fn template(parts: &[&str]) -> String {
    let mut out = String::new();
    let mut after = "";
    for part in parts {
        let is_name = part.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'@' | b'-' | b'_'));
        let is_free = matches!(after, "reactions" | "invites" | "templates");
        out.push('/');
        out.push_str(if is_name && !is_free { part } else { ":" });
        after = part;
    }
    out
}

/// Numbers lent to channels, guilds and webhook tokens while they are in use, in two generations: what was not asked
/// for during a whole generation is given back.
#[derive(Debug)]
struct Slots {
    young: HashMap<u64, u32>,
    old: HashMap<u64, u32>,
    free: Vec<u32>,
    made: u32,
    turned: Instant,
}

impl Slots {
    fn new(now: Instant) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), free: Vec::new(), made: 0, turned: now }
    }

    fn lend(&mut self, key: u64, now: Instant) -> u32 {
        if now.duration_since(self.turned) >= IDLE {
            self.turned = now;
            let young = std::mem::take(&mut self.young);
            self.free.extend(std::mem::replace(&mut self.old, young).into_values());
        }
        if let Some(slot) = self.young.get(&key) {
            return *slot;
        }
        let slot = self.old.remove(&key).or_else(|| self.free.pop()).unwrap_or_else(|| {
            self.made = self.made.wrapping_add(1);
            self.made
        });
        self.young.insert(key, slot);
        slot
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(lanes: &Lanes, method: &Method, path: &str) -> Option<String> {
        lanes.lane(method, path).and_then(|lane| lane.endpoint).map(|endpoint| endpoint.path)
    }

    #[tokio::test]
    async fn messages_of_one_channel_share_a_lane_whatever_their_id() {
        let lanes = Lanes::new();
        let one = lanes.lane(&Method::PATCH, "/api/v10/channels/7/messages/100");
        assert_eq!(one, lanes.lane(&Method::PATCH, "/api/v10/channels/7/messages/200?with=query"));
        assert_ne!(one, lanes.lane(&Method::PATCH, "/api/v10/channels/8/messages/100"));
        assert_ne!(one, lanes.lane(&Method::DELETE, "/api/v10/channels/7/messages/100"));
    }

    #[tokio::test]
    async fn each_interaction_token_has_a_lane_of_its_own() {
        let lanes = Lanes::new();
        let one = lanes.lane(&Method::PATCH, "/api/v10/webhooks/1/tokenA/messages/@original");
        assert_ne!(one, lanes.lane(&Method::PATCH, "/api/v10/webhooks/1/tokenB/messages/@original"));
        assert!(one.is_some_and(|lane| !lane.global), "the global limit does not count interactions");
    }

    #[tokio::test]
    async fn the_first_answer_to_an_interaction_waits_for_nobody() {
        let lane = Lanes::new().lane(&Method::POST, "/api/v10/interactions/1/token/callback");
        assert_eq!(lane, Some(Lane { endpoint: None, global: false }));
    }

    #[tokio::test]
    async fn emoji_and_ids_leave_the_route() {
        let lanes = Lanes::new();
        let found = path(&lanes, &Method::PUT, "/api/v10/channels/7/messages/1/reactions/abc/@me");
        assert_eq!(found.as_deref(), Some("channels/1/messages/:/reactions/:/@me"));
        let found = path(&lanes, &Method::PUT, "/api/v10/applications/99/guilds/5/commands");
        assert_eq!(found.as_deref(), Some("applications/:/guilds/:/commands"));
    }

    #[tokio::test]
    async fn a_method_discord_does_not_have_has_no_lane() {
        assert_eq!(Lanes::new().lane(&Method::TRACE, "/api/v10/gateway"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_channel_in_use_keeps_its_slot_and_an_idle_one_gives_it_back() {
        let lanes = Lanes::new();
        let mut seen = Vec::new();
        for round in 0..4 {
            seen.push(path(&lanes, &Method::GET, "/channels/7"));
            path(&lanes, &Method::GET, &format!("/channels/1{round}"));
            tokio::time::advance(IDLE).await;
        }
        assert_eq!(seen, vec![Some("channels/1".to_owned()); 4]);
        assert_eq!(lanes.slots_made(), 3, "the third visitor took the slot of the first");
    }

    #[tokio::test(start_paused = true)]
    async fn a_hundred_thousand_threads_leave_nothing_behind() {
        let lanes = Lanes::new();
        for thread in 0..100_000 {
            path(&lanes, &Method::POST, &format!("/api/v10/channels/{thread}/messages"));
            path(&lanes, &Method::PATCH, &format!("/api/v10/webhooks/1/token{thread}/messages/@original"));
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        let used_in_two_generations = 2 * 2 * u32::try_from(IDLE.as_secs()).unwrap_or(u32::MAX);
        assert!(lanes.slots_made() <= used_in_two_generations, "{} slots", lanes.slots_made());
    }
}
