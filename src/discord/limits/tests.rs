//! The funnel over real sockets: what passes, what does not, and who may use it.

use std::sync::Mutex;

use axum::http::{HeaderMap, Method};
use axum::routing::{get, post};
use serenity::http::HttpBuilder;

use super::*;

/// Serves `app` on a loopback port and returns its address.
async fn serve(app: Router) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let addr = listener.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(listener, app).await });
    format!("http://{addr}")
}

async fn funnel(app: Router) -> Funnel {
    Funnel::start(&serve(app).await).await.expect("a funnel")
}

#[tokio::test]
async fn serenity_speaks_to_the_upstream_and_to_nobody_else() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&seen);
    let app = Router::new().fallback(move |method: Method, request: Request<Body>| async move {
        let token =
            request.headers().get(AUTHORIZATION).map(|token| String::from_utf8_lossy(token.as_bytes()).into_owned());
        log.lock().expect("log").push((method, request.uri().path().to_owned(), token));
        r#"{"url":"wss://gateway.test"}"#
    });
    let funnel = funnel(app).await;
    let http = HttpBuilder::new("secret-token")
        .client(funnel.client())
        .proxy(funnel.base_url())
        .ratelimiter_disabled(true)
        .build();
    assert_eq!(http.get_gateway().await.expect("an answer").url, "wss://gateway.test");
    let expected = (Method::GET, "/api/v10/gateway".to_owned(), Some("Bot secret-token".to_owned()));
    assert_eq!(*seen.lock().expect("log"), vec![expected]);
}

#[tokio::test]
async fn without_the_secret_path_there_is_nothing() {
    let app = Router::new().fallback(|| async { "reached" });
    let funnel = funnel(app).await;
    let root = format!("http://{}", funnel.addr());
    for path in
        ["/api/v10/gateway", "/", "/0123/api/v10/gateway", &format!("{}x/api", &funnel.base_url()[root.len()..])]
    {
        let answer = funnel.client().get(format!("{root}{path}")).send().await.expect("an answer");
        assert_eq!(answer.status(), 404, "{path}");
    }
    assert_eq!(funnel.stats().requests, 0);
}

#[tokio::test]
async fn it_listens_on_loopback_only() {
    let funnel = funnel(Router::new()).await;
    assert!(funnel.addr().ip().is_loopback());
}

#[tokio::test]
async fn query_body_and_headers_arrive_and_the_answer_comes_back() {
    let echo = |headers: HeaderMap, request: Request<Body>| async move {
        let query = request.uri().query().unwrap_or_default().to_owned();
        let body = to_bytes(request.into_body(), 1_000).await.unwrap_or_default();
        let reason = headers.get("x-audit-log-reason").and_then(|reason| reason.to_str().ok()).unwrap_or_default();
        let said = format!("{query}|{reason}|{}", String::from_utf8_lossy(&body));
        ([("x-ratelimit-limit", "5"), ("x-other", "1")], said)
    };
    let funnel = funnel(Router::new().route("/api/v10/channels/1/messages", post(echo))).await;
    let url = format!("{}/api/v10/channels/1/messages?&limit=5", funnel.base_url());
    let request = funnel.client().post(url).header("x-audit-log-reason", "why").body("hello");
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.headers().get("x-ratelimit-limit").and_then(|limit| limit.to_str().ok()), Some("5"));
    assert!(answer.headers().get("x-other").is_none());
    assert_eq!(answer.text().await.expect("a body"), "&limit=5|why|hello");
}

#[tokio::test]
async fn a_body_larger_than_discord_takes_is_refused_here() {
    let funnel = funnel(Router::new().fallback(|| async { "reached" })).await;
    let url = format!("{}/api/v10/channels/1/messages", funnel.base_url());
    let answer = funnel.client().post(url).body(vec![0; BODY_LIMIT + 1]).send().await.expect("an answer");
    assert_eq!(answer.status(), 413);
}

#[tokio::test]
async fn the_gateway_address_comes_from_discord_or_not_at_all() {
    let good = funnel(Router::new().route("/api/v10/gateway/bot", get(|| async { r#"{"url":"ws://127.0.0.1:1"}"# })));
    assert_eq!(gateway_url(&good.await, "token").await.expect("an address"), "ws://127.0.0.1:1");

    let refusing = Router::new().fallback(|| async { (StatusCode::UNAUTHORIZED, "{}") });
    let error = gateway_url(&funnel(refusing).await, "token").await.expect_err("no address");
    assert!(error.to_string().contains("DISCORD_TOKEN"), "{error}");

    let odd = Router::new().fallback(|| async { r#"{"url":"https://elsewhere.test"}"# });
    assert!(gateway_url(&funnel(odd).await, "token").await.is_err());
}

#[tokio::test]
async fn an_upstream_that_is_no_address_is_an_error() {
    for odd in ["", "discord.com", "ftp://discord.com", "http://", "https://discord.com/?q=1"] {
        assert!(Funnel::start(odd).await.is_err(), "{odd:?}");
    }
}

#[tokio::test]
async fn an_upstream_that_is_not_there_gives_502() {
    let options = Options { attempts: 1, ..Options::default() };
    let funnel = Funnel::start_with("http://127.0.0.1:1", options).await.expect("a funnel");
    let url = format!("{}/api/v10/gateway", funnel.base_url());
    assert_eq!(funnel.client().get(url).send().await.expect("an answer").status(), 502);
}

#[tokio::test]
async fn after_stop_nobody_is_served() {
    let funnel = funnel(Router::new().fallback(|| async { "reached" })).await;
    funnel.stop().await;
    assert!(funnel.client().get(funnel.base_url()).send().await.is_err());
}
