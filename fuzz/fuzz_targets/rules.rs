//! Any text as a file of `prompts/screening/`: refused with a line, or it reads a message. Run by `cargo +nightly fuzz run rules`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use unhunch::core::screening::{Screener, read};

/// What a rule file of a server may stand beside.
const GATE: &str = "[gate]\none = [\"numb\"]\nenough = { short = 60, short_needs = 10, long = 250, long_needs = 20 }\n";

fuzz_target!(|text: &str| {
    if let Ok(screener) = Screener::from_texts([("any.toml", text), ("gate.toml", GATE)]) {
        let _ = read(&screener, "my back hurts, both legs are numb and I am 70");
    }
});
