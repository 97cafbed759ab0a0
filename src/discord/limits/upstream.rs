//! The funnel's far side: requests to Discord over pooled connections, and which headers pass.

use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use axum::body::Body;
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER, USER_AGENT};
use axum::http::{HeaderMap, HeaderName, Response};
use reqwest::redirect::Policy;

use super::forward::{Call, NoAnswer, Upstream};

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);
/// How long an answer's body may stand still.
const STANDSTILL: Duration = Duration::from_secs(30);

/// Discord, or what stands in for it.
pub struct Web {
    base: String,
    client: reqwest::Client,
}

impl Web {
    /// # Errors
    /// `base` is no http or https address.
    pub fn new(base: &str) -> anyhow::Result<Self> {
        let base = base.trim().trim_end_matches('/');
        let url = reqwest::Url::parse(base).with_context(|| format!("{base:?} is not an address"))?;
        let is_plain = matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
        anyhow::ensure!(is_plain && url.has_host(), "{base:?} is not an http(s) base address");
        let client = if is_loopback(&url) { direct_client()? } else { built(reqwest::Client::builder())? };
        Ok(Self { base: base.to_owned(), client })
    }
}

fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A client for addresses on this machine: no web proxy of the environment in between.
pub fn direct_client() -> anyhow::Result<reqwest::Client> {
    built(reqwest::Client::builder().no_proxy())
}

fn built(builder: reqwest::ClientBuilder) -> anyhow::Result<reqwest::Client> {
    // A redirect would carry the token to somewhere else.
    let builder = builder.redirect(Policy::none()).connect_timeout(CONNECT).read_timeout(STANDSTILL);
    builder.build().context("no HTTP client")
}

#[async_trait]
impl Upstream for Web {
    async fn send(&self, call: &Call) -> Result<Response<Body>, NoAnswer> {
        let request = self
            .client
            .request(call.method.clone(), format!("{}{}", self.base, call.path))
            .headers(call.headers.clone())
            .body(call.body.clone());
        let answer = request.send().await.map_err(|error| failure(&error))?;
        let mut passed = Response::builder().status(answer.status());
        if let Some(headers) = passed.headers_mut() {
            *headers = passed_back(answer.headers());
        }
        passed.body(Body::from_stream(answer.bytes_stream())).map_err(|_| NoAnswer::Lost)
    }
}

fn failure(error: &reqwest::Error) -> NoAnswer {
    if error.is_connect() || error.is_builder() { NoAnswer::NotSent } else { NoAnswer::Lost }
}

/// What Discord needs of a request's headers.
pub fn passed_on(headers: &HeaderMap) -> HeaderMap {
    let audit_reason = HeaderName::from_static("x-audit-log-reason");
    picked(headers, |name| [ACCEPT, AUTHORIZATION, CONTENT_TYPE, USER_AGENT].contains(name) || name == audit_reason)
}

/// What a client needs of an answer's headers.
fn passed_back(headers: &HeaderMap) -> HeaderMap {
    picked(headers, |name| [CONTENT_TYPE, RETRY_AFTER].contains(name) || name.as_str().starts_with("x-ratelimit-"))
}

fn picked(headers: &HeaderMap, keep: impl Fn(&HeaderName) -> bool) -> HeaderMap {
    headers.iter().filter(|(name, _)| keep(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}
