//! The rules of the funnel against a stand-in for Discord in memory, on a clock that the tests move.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::http::{HeaderName, HeaderValue};

use super::*;

type Script = Box<dyn Fn(usize, &Call) -> Result<Response<Body>, NoAnswer> + Send + Sync>;

/// Answers the n-th request (from 0) as the script says, 40 ms later, and writes down when each came.
struct Stub {
    script: Script,
    count: AtomicUsize,
    seen: Arc<Mutex<Vec<(Instant, String)>>>,
}

#[async_trait]
impl Upstream for Stub {
    async fn send(&self, call: &Call) -> Result<Response<Body>, NoAnswer> {
        let n = self.count.fetch_add(1, Ordering::SeqCst);
        self.seen.lock().expect("seen").push((Instant::now(), call.path.clone()));
        sleep(Duration::from_millis(40)).await;
        (self.script)(n, call)
    }
}

struct Bench {
    forwarder: Arc<Forwarder<Stub>>,
    seen: Arc<Mutex<Vec<(Instant, String)>>>,
    start: Instant,
}

impl Bench {
    fn new(script: impl Fn(usize, &Call) -> Result<Response<Body>, NoAnswer> + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let stub = Stub { script: Box::new(script), count: AtomicUsize::new(0), seen: Arc::clone(&seen) };
        let forwarder = Arc::new(Forwarder::new(stub, Options::default()));
        Self { forwarder, seen, start: Instant::now() }
    }

    /// Sends all at once and returns the statuses in the order of the calls.
    async fn send(&self, calls: Vec<Call>) -> Vec<u16> {
        let mut running = Vec::new();
        for call in calls {
            let forwarder = Arc::clone(&self.forwarder);
            running.push(tokio::spawn(async move { forwarder.forward(&call).await.status().as_u16() }));
        }
        let mut statuses = Vec::new();
        for one in running {
            statuses.push(one.await.expect("no panic"));
        }
        statuses
    }

    /// When the requests reached Discord, in ms since the start.
    fn arrivals(&self) -> Vec<u128> {
        self.seen.lock().expect("seen").iter().map(|(at, _)| (*at - self.start).as_millis()).collect()
    }

    fn paths(&self) -> Vec<String> {
        self.seen.lock().expect("seen").iter().map(|(_, path)| path.clone()).collect()
    }
}

fn call(method: Method, path: &str, body: &str) -> Call {
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Call { method, path: path.to_owned(), headers, body: Bytes::from(body.to_owned()) }
}

fn post(path: &str) -> Call {
    call(Method::POST, path, r#"{"content":"go"}"#)
}

fn get(path: &str) -> Call {
    call(Method::GET, path, "")
}

fn reply(status: u16, headers: &[(&'static str, &str)], body: &'static str) -> Result<Response<Body>, NoAnswer> {
    let mut answer = Response::new(Body::from(body));
    *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
    for (name, value) in headers {
        answer.headers_mut().insert(HeaderName::from_static(name), HeaderValue::from_str(value).expect("a value"));
    }
    Ok(answer)
}

fn bucket(remaining: &str, reset_after: &str) -> Result<Response<Body>, NoAnswer> {
    let headers = [
        ("x-ratelimit-bucket", "messages"),
        ("x-ratelimit-limit", "5"),
        ("x-ratelimit-remaining", remaining),
        ("x-ratelimit-reset-after", reset_after),
    ];
    reply(200, &headers, "{}")
}

#[tokio::test(start_paused = true)]
async fn an_empty_bucket_is_waited_for_and_no_429_comes() {
    let bench = Bench::new(|n, _| bucket(if n % 5 == 4 { "0" } else { "3" }, "2.0"));
    bench.send((0..7).map(|_| post("/api/v10/channels/1/messages")).collect()).await;
    let arrivals = bench.arrivals();
    assert!(arrivals[4] < 1_000, "the first five go at once: {arrivals:?}");
    assert!(arrivals[5] >= arrivals[4] + 2_000, "the sixth waits for the reset: {arrivals:?}");
}

#[tokio::test(start_paused = true)]
async fn a_bucket_that_is_empty_stops_no_other_channel() {
    let bench = Bench::new(|_, call| if call.path.contains("/1/") { bucket("0", "30") } else { bucket("4", "1") });
    bench.send(vec![post("/api/v10/channels/1/messages")]).await;
    let second = bench.send(vec![post("/api/v10/channels/2/messages"), post("/api/v10/channels/1/messages")]);
    assert_eq!(second.await, vec![200, 200]);
    let arrivals = bench.arrivals();
    assert!(arrivals[1] < 1_000 && arrivals[2] >= 30_000, "{arrivals:?}");
}

#[tokio::test(start_paused = true)]
async fn requests_of_one_channel_keep_their_order() {
    let bench = Bench::new(|_, _| bucket("4", "1"));
    let calls: Vec<Call> = (0..20).map(|n| post(&format!("/api/v10/channels/1/messages?n={n}"))).collect();
    let expected: Vec<String> = calls.iter().map(|call| call.path.clone()).collect();
    bench.send(calls).await;
    assert_eq!(bench.paths(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_channel_keeps_its_order_across_a_429() {
    let bench = Bench::new(|n, _| match n {
        0 => reply(429, &[("x-ratelimit-bucket", "messages")], r#"{"retry_after":2.5,"global":false}"#),
        _ => bucket("4", "1"),
    });
    let statuses =
        bench.send(vec![post("/api/v10/channels/1/messages?n=0"), post("/api/v10/channels/1/messages?n=1")]).await;
    assert_eq!(statuses, vec![200, 200]);
    let paths: Vec<String> = bench.paths().iter().map(|path| path[path.len() - 3..].to_owned()).collect();
    assert_eq!(paths, ["n=0", "n=0", "n=1"]);
    assert!(bench.arrivals()[1] >= 2_500, "{:?}", bench.arrivals());
}

#[tokio::test(start_paused = true)]
async fn fifty_a_second_for_all_channels_together() {
    let bench = Bench::new(|_, _| bucket("4", "1"));
    bench.send((0..200).map(|n| post(&format!("/api/v10/channels/{n}/messages"))).collect()).await;
    let arrivals = bench.arrivals();
    let most = arrivals.iter().map(|from| arrivals.iter().filter(|at| (*from..*from + 1_000).contains(*at)).count());
    assert_eq!(most.max(), Some(50));
    assert!(arrivals[199] < 3_300, "and not much slower: {arrivals:?}");
}

/// Counts as Discord does, in windows that begin with their first request: five a channel in five seconds, fifty in
/// each second of its own clock. More gets 429.
fn strict() -> impl Fn(usize, &Call) -> Result<Response<Body>, NoAnswer> + Send + Sync {
    const CHANNEL_WINDOW: Duration = Duration::from_secs(5);
    let start = Instant::now();
    let channels = Mutex::new(std::collections::HashMap::<String, (Instant, u32)>::new());
    let seconds = Mutex::new(std::collections::HashMap::<u64, u32>::new());
    move |_, call| {
        let now = Instant::now();
        let mut seconds = seconds.lock().expect("seconds");
        let this_second = seconds.entry((now - start).as_secs()).or_default();
        *this_second += 1;
        let mut channels = channels.lock().expect("channels");
        let (since, count) = channels.entry(call.path.clone()).or_insert((now, 0));
        if now.duration_since(*since) >= CHANNEL_WINDOW {
            (*since, *count) = (now, 0);
        }
        *count += 1;
        if *this_second > 50 || *count > 5 {
            return reply(429, &[], r#"{"retry_after":1.0,"global":false}"#);
        }
        let left = (CHANNEL_WINDOW - now.duration_since(*since)).as_secs_f64();
        bucket(&(5 - *count).to_string(), &format!("{left:.3}"))
    }
}

#[tokio::test(start_paused = true)]
async fn a_strict_discord_never_has_to_say_429() {
    let bench = Bench::new(strict());
    sleep(Duration::from_millis(700)).await;
    let calls: Vec<Call> = (0..400).map(|n| post(&format!("/api/v10/channels/{}/messages", n % 30))).collect();
    let statuses = bench.send(calls).await;
    assert!(statuses.iter().all(|status| *status == 200));
    assert_eq!(bench.forwarder.stats().too_many, 0);
    let seconds = (bench.start.elapsed().as_secs(), bench.arrivals().len());
    assert!(seconds.0 < 16, "13 or 14 for a channel need three windows, no more: {seconds:?}");
}

#[tokio::test(start_paused = true)]
async fn interactions_are_answered_at_once_while_everything_else_waits() {
    let bench = Bench::new(|_, _| bucket("4", "1"));
    let mut calls: Vec<Call> = (0..300).map(|n| post(&format!("/api/v10/channels/{n}/messages"))).collect();
    calls.push(post("/api/v10/interactions/1/token/callback"));
    calls.push(call(Method::PATCH, "/api/v10/webhooks/9/token/messages/@original", "{}"));
    bench.send(calls).await;
    for wanted in ["callback", "@original"] {
        let at = bench.paths().iter().position(|path| path.ends_with(wanted)).expect("sent");
        assert!(bench.arrivals()[at] < 100, "{wanted}: {} ms", bench.arrivals()[at]);
    }
}

#[tokio::test(start_paused = true)]
async fn many_interactions_at_once_do_not_queue_behind_each_other() {
    let bench = Bench::new(|_, _| reply(204, &[], ""));
    bench.send((0..500).map(|n| post(&format!("/api/v10/interactions/{n}/token{n}/callback"))).collect()).await;
    assert!(bench.arrivals().iter().all(|at| *at < 10));
}

#[tokio::test(start_paused = true)]
async fn a_global_429_stops_every_channel_but_no_interaction() {
    let bench = Bench::new(|n, _| match n {
        0 => reply(429, &[("x-ratelimit-scope", "global")], r#"{"retry_after":4.0,"global":true}"#),
        _ => reply(200, &[], "{}"),
    });
    let first = bench.send(vec![post("/api/v10/channels/1/messages")]);
    let others = async {
        sleep(Duration::from_millis(100)).await;
        bench.send(vec![post("/api/v10/channels/2/messages"), post("/api/v10/interactions/1/t/callback")]).await
    };
    tokio::join!(first, others);
    let arrivals = bench.arrivals();
    assert_eq!(arrivals[1], 100, "the interaction: {arrivals:?}");
    assert!(arrivals[2] >= 4_000 && arrivals[3] >= 4_000, "{arrivals:?}");
}

#[tokio::test(start_paused = true)]
async fn a_429_without_end_is_passed_on() {
    let bench = Bench::new(|_, _| reply(429, &[], r#"{"retry_after":1.0,"global":false}"#));
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/messages")]).await, vec![429]);
    assert_eq!(bench.arrivals().len(), 5);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_minutes_for_a_limit_and_the_next_one_is_told_at_once() {
    let bench =
        Bench::new(|_, _| reply(429, &[("x-ratelimit-bucket", "threads")], r#"{"retry_after":219.0,"global":false}"#));
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/threads")]).await, vec![429]);
    sleep(Duration::from_millis(10)).await;
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/threads")]).await, vec![429]);
    assert_eq!(bench.arrivals().len(), 1, "the second did not trouble Discord");
    assert!(bench.start.elapsed() < Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_server_error_is_repeated_with_growing_pauses_where_that_is_harmless() {
    let bench = Bench::new(|n, _| reply(if n < 3 { 502 } else { 200 }, &[], "{}"));
    assert_eq!(bench.send(vec![get("/api/v10/gateway/bot")]).await, vec![200]);
    assert_eq!(bench.arrivals(), vec![0, 540, 1_580, 3_620]);
}

#[tokio::test(start_paused = true)]
async fn a_post_with_an_enforced_nonce_is_repeated_and_one_without_is_not() {
    let with = call(Method::POST, "/api/v10/channels/1/messages", r#"{"nonce":"7:1","enforce_nonce":true}"#);
    let without = post("/api/v10/channels/2/messages");
    let bench = Bench::new(|n, _| reply(if n == 0 { 500 } else { 200 }, &[], "{}"));
    assert_eq!(bench.send(vec![with]).await, vec![200]);
    let bench = Bench::new(|n, _| reply(if n == 0 { 500 } else { 200 }, &[], "{}"));
    assert_eq!(bench.send(vec![without]).await, vec![500]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_post_is_not_repeated_but_one_that_never_left_is() {
    let bench = Bench::new(|_, _| Err(NoAnswer::Lost));
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/messages")]).await, vec![504]);
    assert_eq!(bench.arrivals().len(), 1);
    let bench = Bench::new(|n, _| if n == 0 { Err(NoAnswer::NotSent) } else { reply(200, &[], "{}") });
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/messages")]).await, vec![200]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_never_comes_ends_in_504() {
    struct Silent;
    #[async_trait]
    impl Upstream for Silent {
        async fn send(&self, _: &Call) -> Result<Response<Body>, NoAnswer> {
            std::future::pending().await
        }
    }
    let forwarder = Forwarder::new(Silent, Options::default());
    assert_eq!(forwarder.forward(&post("/api/v10/channels/1/messages")).await.status(), 504);
    assert_eq!(forwarder.stats().unanswered, 1);
}

#[tokio::test(start_paused = true)]
async fn refusals_are_passed_on_and_counted() {
    let bench = Bench::new(|_, _| reply(403, &[], r#"{"code":50013,"message":"Missing Permissions"}"#));
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/messages")]).await, vec![403]);
    let stats = bench.forwarder.stats();
    assert_eq!((stats.requests, stats.retries, stats.invalid, stats.in_flight), (1, 0, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_gives_up_leaves_its_bucket_usable() {
    let bench = Bench::new(|_, _| bucket("4", "1"));
    let first = post("/api/v10/channels/1/messages");
    let given_up = tokio::time::timeout(Duration::from_millis(5), bench.forwarder.forward(&first)).await;
    assert!(given_up.is_err());
    assert_eq!(bench.send(vec![first]).await, vec![200]);
    assert_eq!(bench.forwarder.stats().in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn a_limiter_that_stopped_is_started_anew() {
    let bench = Bench::new(|_, _| bucket("4", "1"));
    *bench.forwarder.buckets.lock().expect("buckets") = stopped_limiter();
    assert_eq!(bench.send(vec![post("/api/v10/channels/1/messages")]).await, vec![200]);
}

/// A limiter whose task is gone, as after a panic in it: the runtime it ran on has ended.
fn stopped_limiter() -> RateLimiter {
    let make = || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async { unlimited_buckets() })
    };
    std::thread::spawn(make).join().expect("a limiter")
}
