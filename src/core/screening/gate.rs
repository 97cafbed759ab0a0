//! The candidate test: one pass over the raw bytes of a message, no allocation. Most chat ends here.
//! The entries come from `prompts/screening/gate.toml`; what passes goes to the rules and to the model.

use std::collections::HashMap;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use serde::Deserialize;

use super::stems::{self, Entry, Stem};

/// A compiled candidate test.
#[derive(Debug, Clone)]
pub struct Gate {
    automaton: AhoCorasick,
    /// What each string that is looked for is part of.
    roles: Vec<Vec<Role>>,
    enough: Enough,
}

/// What one string does in one entry.
#[derive(Debug, Clone, Copy)]
struct Role {
    /// No letter or digit may stand before it.
    starts: bool,
    /// None may follow it.
    ends: bool,
    part: Part,
}

#[derive(Debug, Clone, Copy)]
enum Part {
    /// The whole of an entry.
    Whole { entry: u16, weight: u8 },
    /// The first half of a pair.
    First { pair: u16 },
    /// The second half; counts when the first half stands before it.
    Second { pair: u16, entry: u16, weight: u8 },
}

/// Entries at most, so that those already counted fit on the stack.
const MAX_ENTRIES: usize = 8192;
/// Entries of two halves at most.
const MAX_PAIRS: usize = 256;
/// The weight of an entry that lets a message in by itself.
const ALWAYS: u8 = u8::MAX;

/// What together lets a message in. Chat is mostly short: in a long message some of the words stand by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enough {
    /// Bytes up to which a message is short.
    pub short: u16,
    /// Weights that a short message needs.
    pub short_needs: u8,
    /// Bytes from which it is long; in between the need grows evenly.
    pub long: u16,
    /// Weights that a long message needs.
    pub long_needs: u8,
}

impl Enough {
    fn check(self) -> Result<(), String> {
        let grows = self.short < self.long && 0 < self.short_needs && self.short_needs <= self.long_needs;
        if grows && self.long_needs < ALWAYS { Ok(()) } else { Err("`enough` must grow from short to long".to_owned()) }
    }

    /// Weights that a message of so many bytes needs.
    fn needs(self, bytes: usize) -> u32 {
        let (short, long) = (usize::from(self.short), usize::from(self.long));
        let over = bytes.clamp(short, long) - short;
        let more = over * usize::from(self.long_needs - self.short_needs) / (long - short);
        u32::from(self.short_needs) + more as u32
    }
}

/// The entries of `gate.toml`.
#[derive(Debug, Clone)]
pub struct Lists<'a> {
    /// Those of which one is enough.
    pub one: Vec<&'a str>,
    /// The others, each with its weight.
    pub weighted: Vec<(&'a str, u8)>,
    /// What the weights must come to.
    pub enough: Enough,
}

/// Entries as they are gathered.
#[derive(Default)]
struct Builder {
    roles: HashMap<String, Vec<Role>>,
    entries: usize,
    pairs: usize,
}

impl Builder {
    fn add(&mut self, entry: &Entry, weight: u8) {
        let number = self.entries as u16;
        self.entries += 1;
        if entry.first.is_empty() {
            self.put(&entry.last, Part::Whole { entry: number, weight });
        } else {
            let pair = self.pairs as u16;
            self.pairs += 1;
            self.put(&entry.first, Part::First { pair });
            self.put(&entry.last, Part::Second { pair, entry: number, weight });
        }
    }

    fn put(&mut self, stems: &[Stem], part: Part) {
        for stem in stems {
            let role = Role { starts: stem.starts, ends: stem.ends, part };
            self.roles.entry(stem.body.clone()).or_default().push(role);
        }
    }
}

impl Gate {
    /// Compiles `lists`. The error names the entry and what is wrong.
    pub fn new(lists: &Lists<'_>) -> Result<Self, String> {
        lists.enough.check()?;
        let mut builder = Builder::default();
        let one = lists.one.iter().map(|text| (*text, ALWAYS));
        for (text, weight) in one.chain(lists.weighted.iter().copied()) {
            let entry = stems::parse(text).map_err(|what| format!("“{text}”: {what}"))?;
            if entry.first.is_empty() && entry.last.iter().any(|stem| stem.body.len() < 2) {
                return Err(format!("“{text}”: a stem needs two letters or more"));
            }
            builder.add(&entry, weight);
        }
        if builder.entries > MAX_ENTRIES || builder.pairs > MAX_PAIRS {
            return Err(format!("more than {MAX_ENTRIES} entries, or than {MAX_PAIRS} of two parts, do not fit"));
        }
        let mut strings: Vec<_> = builder.roles.into_iter().collect();
        strings.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(strings.iter().map(|(body, _)| body))
            .map_err(|e| e.to_string())?;
        let roles = strings.into_iter().map(|(_, roles)| roles).collect();
        Ok(Self { automaton, roles, enough: lists.enough })
    }

    /// Whether `text` may hold anything. Allocates nothing.
    pub fn passes(&self, text: &str) -> bool {
        self.weighs(text, |enough| enough)
    }

    /// Whether `text` may hold half of something: half as much lets it in.
    pub fn half_passes(&self, text: &str) -> bool {
        self.weighs(text, |enough| enough.div_ceil(2))
    }

    /// `needs`: how much of what is enough must be there.
    fn weighs(&self, text: &str, needs: impl Fn(u32) -> u32) -> bool {
        let bytes = text.as_bytes();
        let mut tally = Tally::new(needs(self.enough.needs(bytes.len())));
        for found in self.automaton.find_overlapping_iter(text) {
            let starts = found.start().checked_sub(1).is_none_or(|at| !is_word(bytes[at]));
            let ends = bytes.get(found.end()).is_none_or(|b| !is_word(*b));
            let roles = self.roles[found.pattern().as_usize()].iter();
            for role in roles.filter(|role| (starts || !role.starts) && (ends || !role.ends)) {
                if tally.add(role.part, found.start(), found.end(), bytes) {
                    return true;
                }
            }
        }
        is_disguised(bytes)
    }
}

/// What was found of one message so far.
struct Tally {
    counted: [u64; MAX_ENTRIES / 64],
    /// One past the end of the last first half of each pair; 0: none yet.
    firsts: [usize; MAX_PAIRS],
    /// Weights still needed.
    missing: u32,
}

impl Tally {
    fn new(needs: u32) -> Self {
        Self { counted: [0; MAX_ENTRIES / 64], firsts: [0; MAX_PAIRS], missing: needs }
    }

    /// Counts `part`, found at `start..end`; whether it is enough now.
    fn add(&mut self, part: Part, start: usize, end: usize, bytes: &[u8]) -> bool {
        let (entry, weight) = match part {
            Part::Whole { entry, weight } => (entry, weight),
            Part::First { pair } => {
                self.firsts[usize::from(pair)] = end + 1;
                return false;
            }
            Part::Second { pair, entry, weight } => {
                let follows = start > 0 && self.firsts[usize::from(pair)] == start && bytes[start - 1] == b' ';
                if !follows {
                    return false;
                }
                (entry, weight)
            }
        };
        let (slot, bit) = (usize::from(entry) / 64, 1 << (entry % 64));
        if self.counted[slot] & bit == 0 {
            self.counted[slot] |= bit;
            self.missing = self.missing.saturating_sub(u32::from(weight));
        }
        self.missing == 0
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// Letters of another alphabet, or invisible ones, between Latin letters, and full-width letters: the stems cannot see through them.
fn is_disguised(bytes: &[u8]) -> bool {
    // Nothing below 0xC2 starts such a character, so plain ASCII is done in one vectorised look.
    if bytes.is_ascii() {
        return false;
    }
    bytes.windows(3).enumerate().any(|(at, w)| match w {
        // Zero-width characters inside a word.
        [0xe2, 0x80, 0x8b..=0x8f] | [0xe2, 0x81, 0xa0..=0xa4] | [0xef, 0xbb, 0xbf] => {
            at > 0 && is_letter(bytes[at - 1]) && bytes.get(at + 3).is_some_and(|b| is_letter(*b))
        }
        // Full-width letters.
        [0xef, 0xbc, 0xa1..=0xba] | [0xef, 0xbd, 0x81..=0x9a] => true,
        // A Greek or Cyrillic letter beside a Latin one.
        [0xce..=0xd2, 0x80..=0xbf, next] => is_letter(*next) || at > 0 && is_letter(bytes[at - 1]),
        _ => false,
    })
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENOUGH: Enough = Enough { short: 40, short_needs: 2, long: 100, long_needs: 4 };

    fn gate(one: &[&str], weighing_one: &[&str]) -> Gate {
        let weighted = weighing_one.iter().map(|text| (*text, 1)).collect();
        Gate::new(&Lists { one: one.to_vec(), weighted, enough: ENOUGH }).unwrap()
    }

    #[test]
    fn a_longer_message_needs_more() {
        let gate = gate(&["numb"], &["back", "leg", "arm", "hip"]);
        let padding = "and so on ".repeat(10);
        assert!(gate.passes("back leg"));
        assert!(!gate.passes(&format!("back leg {padding}")));
        assert!(gate.passes(&format!("back leg arm hip {padding}")));
        assert!(gate.passes(&format!("numb {padding}")));
    }

    #[test]
    fn one_stem_or_two_different_ones_pass() {
        let gate = gate(&["numb", "tingl*"], &["back", "leg*"]);
        for text in ["NUMB", "so tingly", "my back and legs"] {
            assert!(gate.passes(text), "{text}");
        }
        for text in ["", "number", "back back back", "legs", "outback, blackleg", "💀💀💀"] {
            assert!(!gate.passes(text), "{text}");
        }
    }

    #[test]
    fn a_pair_passes_only_side_by_side_and_in_order() {
        let gate = gate(&["(can't | no longer) (go on | live)"], &[]);
        for text in ["i can't go on", "i can’t live", "No longer live"] {
            assert!(gate.passes(text), "{text}");
        }
        for text in ["can't", "go on", "go on can't", "can't just go on", "can't. go on", "i can't lives"] {
            assert!(!gate.passes(text), "{text}");
        }
    }

    #[test]
    fn an_entry_counts_once_however_it_is_written() {
        let gate = gate(&[], &["(leg | legs)", "back"]);
        assert!(!gate.passes("leg, legs, leg"));
        assert!(gate.passes("leg and back"));
    }

    #[test]
    fn disguised_letters_pass_to_be_read_with_care() {
        let gate = gate(&["suicide"], &[]);
        for text in ["ѕuicide", "su\u{200b}icide", "ｓｕｉｃｉｄｅ"] {
            assert!(gate.passes(text), "{text}");
        }
        for text in ["привет всем", "καλημέρα", "👨\u{200d}👩\u{200d}👧 hello", "naïve café"]
        {
            assert!(!gate.passes(text), "{text}");
        }
    }
}
