//! A small Discord on 127.0.0.1: REST and gateway for the bot, a page and a driver for people and tests. Uses none of the
//! other modules; the bot meets it over HTTP and WebSocket, as it meets Discord.

mod check;
mod clock;
mod errors;
mod gateway;
mod hub;
mod limits;
mod page;
mod play;
mod rest;
mod world;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use clock::PlayClock;
use limits::Limits;
use rest::{Faults, Log};
use world::World;

/// The token that the playground takes. No secret: it opens nothing but this stand-in, which only this machine can reach.
const TOKEN: &str = "playground.not-a.secret";
/// How long Discord waits for the first answer to an interaction.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// How often the world looks at what has run out.
const TICK: Duration = Duration::from_millis(200);

/// Whether Discord's rate limits apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RateLimits {
    /// As Discord has them.
    #[default]
    Real,
    /// None, to measure the bot itself.
    Off,
}

/// How the playground is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Port on 127.0.0.1; any free one if not given or 0.
    pub port: Option<u16>,
    /// How many of its seconds pass in a real one; 0 counts as 1. Only the 3 s to answer an interaction stay real.
    pub fast: u32,
    /// Unix ms at which its clock agrees with the wall; now if not given. Give the bot's clock the same.
    pub origin_ms: Option<i64>,
    /// Rate limits, in windows `fast` times as short.
    pub limits: RateLimits,
    /// How many of the bot's last requests are kept to be looked at.
    pub log: usize,
    /// How long the bot has for its first answer to an interaction, in real time: 3 s in Discord.
    pub answer_within: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: None,
            fast: 1,
            origin_ms: None,
            limits: RateLimits::Real,
            log: 10_000,
            answer_within: ANSWER_WITHIN,
        }
    }
}

/// A running playground. Dropping it stops it; `stop` waits until it has.
#[derive(Debug)]
pub struct Playground {
    addr: SocketAddr,
    origin_ms: i64,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

/// What all parts share.
pub(crate) struct Inner {
    world: Mutex<World>,
    limits: Mutex<Limits>,
    faults: Mutex<Faults>,
    log: Mutex<Log>,
    clock: Arc<PlayClock>,
    addr: SocketAddr,
    stop: watch::Sender<bool>,
    identified: Mutex<Option<Instant>>,
}

pub(crate) type Shared = Arc<Inner>;

impl Playground {
    /// Starts on 127.0.0.1.
    ///
    /// # Errors
    /// The port is taken.
    pub async fn start(options: Options) -> anyhow::Result<Self> {
        let wanted = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port.unwrap_or(0)));
        let listener = TcpListener::bind(wanted).await.with_context(|| format!("cannot listen on {wanted}"))?;
        let addr = listener.local_addr()?;
        let clock = Arc::new(PlayClock::new(options.origin_ms, options.fast));
        let mut world = World::new(Arc::clone(&clock), format!("http://{addr}"))?;
        world.settings.answer_within = options.answer_within;
        let (stop, mut stopped) = watch::channel(false);
        let shared = Arc::new(Inner {
            world: Mutex::new(world),
            limits: Mutex::new(Limits::new(options.limits == RateLimits::Real, options.fast)),
            faults: Mutex::default(),
            log: Mutex::new(Log::new(options.log)),
            addr,
            stop: stop.clone(),
            identified: Mutex::default(),
            clock: Arc::clone(&clock),
        });
        let app = router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            let serve = axum::serve(listener, app).with_graceful_shutdown(async move {
                let _ = stopped.wait_for(|stopped| *stopped).await;
            });
            tokio::select! {
                _ = serve => {}
                () = tick(shared) => {}
            }
        });
        Ok(Self { addr, origin_ms: clock.origin_ms(), stop, server })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// `http://127.0.0.1:PORT`: the page's address, and what replaces `https://discord.com` for the bot.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The token the bot logs in with.
    pub fn token(&self) -> &'static str {
        TOKEN
    }

    /// Unix ms at which its clock and the wall agreed.
    pub fn origin_ms(&self) -> i64 {
        self.origin_ms
    }

    /// Hangs up on everyone and waits until nothing listens any more.
    pub async fn stop(mut self) {
        let _ = self.stop.send(true);
        if tokio::time::timeout(Duration::from_secs(2), &mut self.server).await.is_err() {
            self.server.abort();
        }
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let _ = self.stop.send(true);
    }
}

impl Inner {
    pub(crate) fn world(&self) -> MutexGuard<'_, World> {
        lock(&self.world)
    }

    pub(crate) fn limits(&self) -> MutexGuard<'_, Limits> {
        lock(&self.limits)
    }

    pub(crate) fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub(crate) fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    pub(crate) fn clock(&self) -> &PlayClock {
        &self.clock
    }

    pub(crate) fn token(&self) -> &'static str {
        TOKEN
    }

    pub(crate) fn gateway_url(&self) -> String {
        format!("ws://{}/gateway", self.addr)
    }

    /// At most one identify each 5 s.
    pub(crate) fn may_identify(&self) -> bool {
        let mut last = lock(&self.identified);
        let may = last.is_none_or(|last| last.elapsed() >= Duration::from_secs(5));
        if may {
            *last = Some(Instant::now());
        }
        may
    }

    /// Discord bans an address for too many of these.
    pub(crate) fn count_invalid(&self, status: u16) {
        if matches!(status, 401 | 403 | 429) {
            self.limits().invalid += 1;
        }
    }
}

/// A panic elsewhere does not make the world unusable: each change is whole or not begun.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn tick(shared: Shared) {
    let mut interval = tokio::time::interval(TICK);
    loop {
        interval.tick().await;
        let mut world = shared.world();
        world.settle_interactions();
        world.archive_quiet_threads();
    }
}

fn router(shared: Shared) -> Router {
    Router::new()
        .route("/api/{*path}", any(rest::serve))
        .route("/gateway", get(connect))
        .route("/attachments/{channel}/{id}/{name}", get(play::attachment))
        .nest("/play", play::router())
        .merge(page::router())
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(local_only))
        .with_state(shared)
}

async fn connect(State(shared): State<Shared>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(move |socket| gateway::serve(socket, shared))
}

/// Refuses what a page of another site might send to this port: a foreign `Host` (DNS rebinding) or `Origin`.
async fn local_only(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host_is_local = header_text(headers, &header::HOST).is_none_or(is_local);
    let origin_is_local = match header_text(headers, &header::ORIGIN) {
        None => true,
        Some(origin) => {
            let origin_host = origin.strip_prefix("http://");
            origin_host.is_some_and(|host| Some(host) == header_text(headers, &header::HOST))
        }
    };
    if host_is_local && origin_is_local { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

fn header_text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("?"))
}

fn is_local(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_local() {
        assert!(["127.0.0.1:8484", "localhost:1", "localhost", "[::1]:80"].into_iter().all(is_local));
        assert!(!["evil.example:8484", "127.0.0.1.evil.example", ""].into_iter().any(is_local));
    }
}
