//! Screening side by side in one run: the gate, a bare Aho-Corasick pass over the same stems (the floor) and a `RegexSet` of
//! the same stems as word patterns; then the rules, and the worst cases. `cargo bench --bench screening [CHAT.jsonl]`.
//! Without a file of `{"text":…}` lines the chat is a built-in sample of ordinary messages.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex_automata::meta::Regex;
use unhunch::core::screening::{Screener, read, screen};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes on to the system allocator unchanged; only a counter is added.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's contract is that of the system allocator.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's contract is that of the system allocator.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const SAMPLE: &[&str] = &[
    "anyone up for ranked tonight",
    "lol that patch is wild, they nerfed everything",
    "good morning all, coffee first",
    "can someone paste the link to the wiki page again?",
    "just pushed the fix, please pull and try",
    "who won the match yesterday, i missed it",
    "my cat walked over the keyboard and sent that, sorry",
    "new chair arrives tuesday, can't wait",
    "what do you all listen to while working",
    "brb, pizza is here",
    "that episode was so good, no spoilers please",
    "the build fails on my machine but not in ci, of course",
];

fn main() {
    let files = rule_texts();
    let started = Instant::now();
    let screener =
        Screener::from_texts(files.iter().map(|(n, t)| (n.as_str(), t.as_str()))).expect("the rules are good");
    println!("rules compiled in {:?}", started.elapsed());
    let chat = chat();
    let bytes: usize = chat.iter().map(String::len).sum();
    println!("{} chat messages, {:.0} bytes each", chat.len(), bytes as f64 / chat.len() as f64);
    let (floor, set) = rivals(&files);
    report("gate", &chat, |text| screener.is_candidate(text));
    report("bare Aho-Corasick", &chat, |text| floor.find_overlapping_iter(text).count() > 0);
    // A set of that many patterns is slow: a tenth of the chat tells as much.
    report("RegexSet, 1,000 only", &chat[..chat.len() / 10], |text| set.is_match(text));
    allocations(&screener, &chat);
    rules(&screener, &chat);
    worst(&screener);
}

fn rule_texts() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("prompts/screening");
    let mut files: Vec<_> = std::fs::read_dir(dir).expect("prompts/screening").flatten().map(|e| e.path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let name = |p: &std::path::PathBuf| p.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    files.iter().map(|p| (name(p), std::fs::read_to_string(p).expect("a readable file"))).collect()
}

fn chat() -> Vec<String> {
    let Some(path) = std::env::args().skip(1).find(|a| !a.starts_with("--")) else {
        return (0..10_000).map(|n| SAMPLE[n % SAMPLE.len()].to_owned()).collect();
    };
    let text = std::fs::read_to_string(path).expect("a readable file");
    let message =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
    text.lines().take(50_000).filter_map(message).collect()
}

/// Patterns of the regex set: with all of the gate's some ten thousand it wants 27 GB.
const SET: usize = 1_000;

/// The floor and what keyword bots do: the stems of `gate.toml` in a plain automaton and in a regex set.
fn rivals(files: &[(String, String)]) -> (AhoCorasick, Regex) {
    let gate = &files.iter().find(|(name, _)| name == "gate.toml").expect("gate.toml").1;
    let table: toml::Table = gate.parse().expect("good TOML");
    let weights = table["gate"]["weights"].as_table().into_iter().flat_map(|weights| weights.values());
    let stems: Vec<&str> = std::iter::once(&table["gate"]["one"])
        .chain(weights)
        .flat_map(|list| list.as_array().into_iter().flatten())
        .filter_map(toml::Value::as_str)
        .flat_map(|entry| entry.split(['(', '|', ')']).map(str::trim).filter(|stem| !stem.is_empty()))
        .collect();
    let bodies: Vec<&str> = stems.iter().map(|s| s.trim_matches('*')).collect();
    let floor = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&bodies)
        .expect("a small automaton");
    let patterns: Vec<String> = stems.iter().take(SET).map(|s| pattern(s)).collect();
    let set =
        Regex::builder().configure(Regex::config().nfa_size_limit(None)).build_many(&patterns).expect("good patterns");
    (floor, set)
}

fn pattern(stem: &str) -> String {
    let body: String = stem
        .trim_matches('*')
        .chars()
        .map(|c| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{c}") })
        .collect();
    let start = if stem.starts_with('*') { "" } else { r"(?-u:\b)" };
    let end = if stem.ends_with('*') { "" } else { r"(?-u:\b)" };
    format!("(?i-u){start}{body}{end}").replace("(?i-u)(?-u:", "(?i)(?-u:")
}

fn report(name: &str, chat: &[String], passes: impl Fn(&str) -> bool) {
    let mut best = Duration::MAX;
    let mut passed = 0;
    for _ in 0..3 {
        let started = Instant::now();
        passed = chat.iter().filter(|text| passes(black_box(text))).count();
        best = best.min(started.elapsed());
    }
    let share = 100.0 * passed as f64 / chat.len() as f64;
    println!("{name:20} {:>8.0} ns a message   {share:6.2} % pass", best.as_nanos() as f64 / chat.len() as f64);
}

fn allocations(screener: &Screener, chat: &[String]) {
    let stopped: Vec<&String> = chat.iter().filter(|text| !screener.is_candidate(text)).collect();
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    for text in &stopped {
        black_box(screen(screener, black_box(text)));
    }
    let made = ALLOCATIONS.load(Ordering::Relaxed) - before;
    println!("allocations over {} messages that stop at the gate: {made}", stopped.len());
}

fn rules(screener: &Screener, chat: &[String]) {
    let passing: Vec<&String> = chat.iter().filter(|text| screener.is_candidate(text)).collect();
    if passing.is_empty() {
        println!("no message of this sample passes the gate");
        return;
    }
    let started = Instant::now();
    let answered = passing.iter().filter(|text| !read(screener, black_box(text)).labels.is_empty()).count();
    let each = started.elapsed().as_nanos() as f64 / passing.len() as f64 / 1000.0;
    println!("rules {each:.1} µs a passing message; {answered} of {} chat messages would get a reply", chat.len());
}

fn worst(screener: &Screener) {
    let cases = [
        ("one word again and again", "numb ".repeat(400)),
        ("every kind of word", "my back legs numb no not both pain can't feel when i pee since today ".repeat(29)),
        ("no spaces", "numb".repeat(500)),
        ("marks", "!?.,\"'`*>".repeat(222)),
        ("single letters", "n u m b ".repeat(250)),
    ];
    for (name, text) in cases {
        let text: String = text.chars().take(2_000).collect();
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let started = Instant::now();
            black_box(read(screener, black_box(&text)));
            best = best.min(started.elapsed());
        }
        println!("worst case, {} characters, {name}: {best:?}", text.chars().count());
    }
}
