//! How long drawing takes one core and how large the files are: every film of every exercise, its still picture too. Where
//! Linux tells the time this thread was running, that counts, so that a busy machine draws no slower than an idle one.
//! `cargo bench --bench pictures -- [part of a name]`; prints one line a picture, and at the end the worst of all.

use std::time::{Duration, Instant};

use unhunch::core::catalogue::Exercise;
use unhunch::core::picture::{self, Motion};
use unhunch::core::pose::Side;

/// What a picture may cost.
const MOST_MS: f64 = 300.0;
const MOST_KB: f64 = 500.0;
/// Each picture is drawn so often; the median counts.
const TIMES: usize = 3;

struct Drawn {
    name: String,
    frames: usize,
    ms: f64,
    kb: f64,
}

impl Drawn {
    fn too_much(&self) -> bool {
        self.ms > MOST_MS || self.kb > MOST_KB
    }

    fn print(&self, mark: &str) {
        println!("{:<36} {:>4} frames {:>6.0} ms {:>5.0} kB {mark}", self.name, self.frames, self.ms, self.kb);
    }
}

fn main() -> anyhow::Result<()> {
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    let loaded = unhunch::prompts::load_catalogue(None);
    let catalogue = loaded.map_err(|problems| anyhow::anyhow!("the prompts have {} mistakes", problems.len()))?;
    let mut all = Vec::new();
    for exercise in catalogue.exercises().iter().filter(|exercise| exercise.slug.contains(&wanted)) {
        let drawn = pictures(exercise)?;
        drawn.iter().for_each(|drawn| drawn.print(if drawn.too_much() { "TOO MUCH" } else { "" }));
        all.extend(drawn);
    }
    println!(
        "\n{} pictures, {} over {MOST_MS} ms or {MOST_KB} kB",
        all.len(),
        all.iter().filter(|d| d.too_much()).count()
    );
    if let Some(slowest) = all.iter().max_by(|a, b| a.ms.total_cmp(&b.ms)) {
        slowest.print("the slowest");
    }
    if let Some(largest) = all.iter().max_by(|a, b| a.kb.total_cmp(&b.kb)) {
        largest.print("the largest");
    }
    Ok(())
}

/// The still picture, the whole round, and each phase as a session shows it.
fn pictures(exercise: &Exercise) -> anyhow::Result<Vec<Drawn>> {
    let phases = (0..exercise.timer.phases.len()).map(Motion::Phase);
    let films = std::iter::once(Motion::Round).chain(phases).map(|motion| {
        let frames = picture::bodies(exercise, motion)?.0.len();
        let name = format!("{} {motion:?}", exercise.slug);
        let (ms, kb) = timed(|| Ok(picture::gif(exercise, motion, Side::Right)?))?;
        Ok(Drawn { name, frames, ms, kb })
    });
    let (ms, kb) = timed(|| Ok(picture::png(exercise, Side::Right)?))?;
    let still = Drawn { name: format!("{} still", exercise.slug), frames: 1, ms, kb };
    films.chain(std::iter::once(Ok(still))).collect()
}

/// Milliseconds and kilobytes of a picture.
fn timed(draw: impl Fn() -> anyhow::Result<Vec<u8>>) -> anyhow::Result<(f64, f64)> {
    let mut bytes = 0;
    let mut times: Vec<Duration> = Vec::new();
    for _ in 0..TIMES {
        let (begun, ran) = (Instant::now(), running());
        bytes = draw()?.len();
        times.push(running().zip(ran).map_or_else(|| begun.elapsed(), |(now, before)| now.saturating_sub(before)));
    }
    times.sort();
    let median = times.get(TIMES / 2).copied().unwrap_or_default();
    Ok((median.as_secs_f64() * 1_000.0, bytes as f64 / 1_000.0))
}

/// How long this thread has been on a core.
fn running() -> Option<Duration> {
    let line = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    line.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
