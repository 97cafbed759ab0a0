//! What the request funnel costs: the time it adds to a request, and the memory that channels and interactions leave behind.
//! `cargo bench --bench limits -- [interactions] [threads]`; prints one line a measurement.

use std::time::{Duration, Instant};

use axum::Router;
use axum::http::StatusCode;
use unhunch::discord::limits::{Funnel, Options};

/// Requests timed on each way.
const TIMED: usize = 5_000;

fn main() -> anyhow::Result<()> {
    let sizes: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let interactions = sizes.first().copied().unwrap_or(20_000);
    let threads = sizes.get(1).copied().unwrap_or(20_000);
    tokio::runtime::Runtime::new()?.block_on(time())?;
    let paused = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build()?;
    paused.block_on(memory(interactions, threads))?;
    // The task that keeps the clock from running ahead of the sockets never ends by itself.
    paused.shutdown_background();
    Ok(())
}

/// A Discord that allows five messages a channel every five seconds and never minds.
async fn upstream() -> anyhow::Result<String> {
    let answer = || async {
        let headers = [
            ("x-ratelimit-bucket", "bench"),
            ("x-ratelimit-limit", "5"),
            ("x-ratelimit-remaining", "4"),
            ("x-ratelimit-reset-after", "5"),
        ];
        (StatusCode::OK, headers, r#"{"id":"1"}"#)
    };
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await });
    Ok(address)
}

fn without_global_limit() -> Options {
    Options { global_limit: u16::MAX, ..Options::default() }
}

async fn time() -> anyhow::Result<()> {
    let direct = upstream().await?;
    let funnel = Funnel::start_with(&direct, without_global_limit()).await?;
    let client = funnel.client();
    for (way, base) in [("direct", direct.as_str()), ("funnel", funnel.base_url())] {
        let mut took = Vec::with_capacity(TIMED);
        for _ in 0..TIMED {
            let start = Instant::now();
            client.post(format!("{base}/api/v10/channels/1/messages")).body("{}").send().await?.bytes().await?;
            took.push(start.elapsed());
        }
        took.sort();
        println!("{way}: p50 {:?}, p99 {:?} a request", took[TIMED / 2], took[TIMED * 99 / 100]);
    }
    Ok(())
}

/// Runs days of traffic on a clock moved by hand: every interaction and every thread is a new one.
async fn memory(interactions: u64, threads: u64) -> anyhow::Result<()> {
    // While a blocking task runs, the paused clock moves only when told to.
    tokio::task::spawn_blocking(|| std::thread::sleep(Duration::from_secs(24 * 3600)));
    let funnel = Funnel::start_with(&upstream().await?, without_global_limit()).await?;
    let client = funnel.client();
    let base = format!("{}/api/v10", funnel.base_url());
    println!("at rest: {} KiB resident", resident_kib());
    for n in 0..interactions {
        client.post(format!("{base}/interactions/{n}/token{n}/callback")).body("{}").send().await?.bytes().await?;
        let late = format!("{base}/webhooks/1/token{n}/messages/@original");
        client.patch(late).body("{}").send().await?.bytes().await?;
        pass(n, interactions, "interactions").await;
    }
    for n in 0..threads {
        client.post(format!("{base}/channels/{n}/messages")).body("{}").send().await?.bytes().await?;
        pass(n, threads, "threads").await;
    }
    Ok(())
}

/// A second passes; four times on the way the memory is printed.
async fn pass(n: u64, of: u64, what: &str) {
    tokio::time::advance(Duration::from_secs(1)).await;
    if (n + 1).is_multiple_of((of / 4).max(1)) {
        println!("after {} {what}: {} KiB resident", n + 1, resident_kib());
    }
}

/// Memory in use, on Linux; 0 elsewhere.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}
