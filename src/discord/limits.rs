//! The one way to Discord: a small HTTP proxy inside the process through which every request of serenity and poise
//! passes, on its way to Discord, to `DISCORD_PROXY` or to the playground. It keeps Discord's rate limits and repeats
//! what may be repeated, because serenity with a proxy does neither.
//!
//! It listens on loopback only, and only under a path that nobody can guess. Another user of the machine who finds the
//! port gets 404; even with the path there is no token to be had, because each request brings its own. What the path
//! protects is the bot's share of Discord's limits and its good name with Discord's guard against invalid requests.
//! Nothing of a request is logged: no header, no path (interaction tokens are in it), no body.

mod answer;
mod counters;
mod forward;
mod gate;
mod lane;
mod replay;
mod upstream;

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, Response, StatusCode};
use axum::serve::ListenerExt;
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use counters::Stats;
pub use forward::Options;

use forward::{Call, Forwarder};
use upstream::Web;

/// Discord's own limit for a request with files.
const BODY_LIMIT: usize = 25 * 1024 * 1024;
/// How long [`Funnel::stop`] waits for requests under way.
const FAREWELL: Duration = Duration::from_secs(5);

/// The proxy while it runs.
pub struct Funnel {
    addr: SocketAddr,
    base_url: String,
    shared: Arc<Shared>,
    client: reqwest::Client,
    stopping: CancellationToken,
    server: tokio::sync::Mutex<Option<JoinHandle<std::io::Result<()>>>>,
}

struct Shared {
    secret: String,
    forwarder: Forwarder<Web>,
}

impl Funnel {
    /// Starts it on a loopback port of the system's choosing, in front of `upstream` (`https://discord.com`, or a
    /// base address without `/api`), with Discord's limits.
    ///
    /// # Errors
    /// `upstream` is no http(s) address, or no port is to be had.
    pub async fn start(upstream: &str) -> anyhow::Result<Self> {
        Self::start_with(upstream, Options::default()).await
    }

    /// [`Funnel::start`] with another patience or limit.
    ///
    /// # Errors
    /// As [`Funnel::start`].
    pub async fn start_with(upstream: &str, options: Options) -> anyhow::Result<Self> {
        let forwarder = Forwarder::new(Web::new(upstream)?, options);
        let shared = Arc::new(Shared { secret: secret(), forwarder });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.context("no loopback port for requests")?;
        let addr = listener.local_addr().context("no address for requests")?;
        let listener = listener.tap_io(|io| {
            // Small answers must not wait for the next packet; a socket that cannot do it still works.
            let _ = io.set_nodelay(true);
        });
        let app = Router::new().fallback(handle).with_state(Arc::clone(&shared));
        let stopping = CancellationToken::new();
        let stopped = stopping.clone().cancelled_owned();
        let server = tokio::spawn(async move { axum::serve(listener, app).with_graceful_shutdown(stopped).await });
        Ok(Self {
            addr,
            base_url: format!("http://{addr}/{}", shared.secret),
            shared,
            client: upstream::direct_client()?,
            stopping,
            server: tokio::sync::Mutex::new(Some(server)),
        })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// What replaces `https://discord.com`: for serenity's `HttpBuilder::proxy`, together with
    /// `ratelimiter_disabled(true)`. Holds the path nobody else may know: not for logs.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// A client for serenity's `HttpBuilder::client` that does not send loopback requests to a web proxy which the
    /// environment may name.
    pub fn client(&self) -> reqwest::Client {
        self.client.clone()
    }

    /// What happened so far, for the metrics.
    pub fn stats(&self) -> Stats {
        self.shared.forwarder.stats()
    }

    /// The share of Discord's global limit that is free now, 0 to 1. What nobody waits for should be left out below a
    /// tenth.
    pub fn budget(&self) -> f64 {
        self.shared.forwarder.budget()
    }

    /// Takes no more requests and waits a few seconds for those under way.
    pub async fn stop(&self) {
        self.stopping.cancel();
        if let Some(mut server) = self.server.lock().await.take()
            && tokio::time::timeout(FAREWELL, &mut server).await.is_err()
        {
            server.abort();
        }
    }
}

impl Drop for Funnel {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

/// 128 bits nobody can guess; the standard library keys its hashers with the system's randomness.
fn secret() -> String {
    let part = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", part(), part())
}

async fn handle(State(shared): State<Arc<Shared>>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let inner = path.strip_prefix('/').and_then(|path| path.strip_prefix(shared.secret.as_str()));
    let Some(inner) = inner.filter(|inner| inner.starts_with('/')) else {
        return answer::own(StatusCode::NOT_FOUND, "nothing here");
    };
    let Ok(body) = to_bytes(body, BODY_LIMIT).await else {
        return answer::own(StatusCode::PAYLOAD_TOO_LARGE, "larger than Discord takes");
    };
    let headers = upstream::passed_on(&parts.headers);
    let call = Call { method: parts.method, path: inner.to_owned(), headers, body };
    shared.forwarder.forward(&call).await
}

/// Asks Discord through the funnel for the gateway's address (`GET /gateway/bot`). serenity falls back to the real
/// gateway when that request fails, so it is asked first.
///
/// # Errors
/// Discord cannot be reached, refuses the token, or answers something else: never a silent fall-back.
pub async fn gateway_url(funnel: &Funnel, token: &str) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Gateway {
        url: String,
    }
    let token = token.trim().trim_start_matches("Bot ");
    let url = format!("{}/api/v10/gateway/bot", funnel.base_url());
    let sent = funnel.client.get(url).header(AUTHORIZATION, format!("Bot {token}")).send().await;
    let answer = sent.map_err(reqwest::Error::without_url).context("asking for the gateway's address")?;
    match answer.status() {
        StatusCode::OK => {}
        StatusCode::UNAUTHORIZED => anyhow::bail!("Discord refused the token (401): see DISCORD_TOKEN"),
        status => anyhow::bail!("asking for the gateway's address: {status}"),
    }
    let body = answer.bytes().await.map_err(reqwest::Error::without_url).context("reading the gateway's address")?;
    let gateway: Gateway = serde_json::from_slice(&body).context("reading the gateway's address")?;
    let is_gateway = gateway.url.starts_with("wss://") || gateway.url.starts_with("ws://");
    anyhow::ensure!(is_gateway, "the gateway's address is not a WebSocket address");
    Ok(gateway.url)
}

#[cfg(test)]
mod tests;
