//! Any text as a message: gate, rules and window parts of the embedded prompts. Run by `cargo +nightly fuzz run message`.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use unhunch::core::screening::{Evidence, Label, Screener, parts, read, read_with_parts, screen};

static SCREENER: LazyLock<Screener> = LazyLock::new(|| unhunch::prompts::load(None).expect("embedded prompts").screener);

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let verdict = read(&SCREENER, &text);
    for found in &verdict.evidence {
        if let Evidence::Rule { start, end, .. } = found {
            assert!(text.get(*start..*end).is_some());
        }
    }
    for found in &verdict.silenced {
        assert!(text.get(found.start..found.end).is_some());
    }
    assert_eq!(verdict.urgency.is_some(), verdict.has(Label::RedFlag));
    let candidate = SCREENER.is_candidate(&text);
    if candidate {
        assert_eq!(screen(&SCREENER, &text), verdict);
    }
    let at_once = read_with_parts(&SCREENER, &text);
    assert_eq!(at_once, (candidate.then_some(verdict), parts(&SCREENER, &text)));
});
