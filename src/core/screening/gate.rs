//! The candidate test: one pass over the raw bytes of a message, no allocation. Most chat ends here.
//! The stems come from `prompts/screening/gate.toml`; what passes goes to the rules and to the model.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// A compiled candidate test.
#[derive(Debug, Clone)]
pub struct Gate {
    automaton: AhoCorasick,
    stems: Vec<Stem>,
    /// From this many bytes on, half of [`ENOUGH`] is enough: chat is short, stories are long.
    long: usize,
}

#[derive(Debug, Clone, Copy)]
struct Stem {
    /// No letter or digit may stand before it.
    starts: bool,
    /// None may follow it.
    ends: bool,
    /// Part of [`ENOUGH`] that it brings.
    weight: u32,
}

/// One stem of the first list, two of the second or four of the third let a message in.
const ENOUGH: u32 = 4;
/// Stems at most, so that those already counted fit on the stack.
const MAX_STEMS: usize = 4096;

impl Gate {
    /// Compiles stems written `word`, `beginning*`, `*ending` or `*anywhere*`, by how many different ones are enough.
    /// The error names the stem and what is wrong.
    pub fn new(one: &[&str], two: &[&str], four: &[&str], long: usize) -> Result<Self, String> {
        let mut stems = Vec::new();
        let mut texts = Vec::new();
        let lists = [(one, ENOUGH), (two, ENOUGH / 2), (four, ENOUGH / 4)];
        for (text, weight) in lists.iter().flat_map(|(list, weight)| list.iter().map(move |text| (text, *weight))) {
            let body = text.trim_matches('*');
            if body.len() < 2 {
                return Err(format!("“{text}”: a stem needs two letters or more"));
            }
            if body.chars().any(char::is_uppercase) {
                return Err(format!("“{text}”: write stems in small letters"));
            }
            stems.push(Stem { starts: !text.starts_with('*'), ends: !text.ends_with('*'), weight });
            texts.push(body.to_owned());
        }
        if stems.len() > MAX_STEMS {
            return Err(format!("{} stems are more than the {MAX_STEMS} that fit", stems.len()));
        }
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(&texts)
            .map_err(|e| e.to_string())?;
        Ok(Self { automaton, stems, long })
    }

    /// Whether `text` may hold anything. Allocates nothing.
    pub fn passes(&self, text: &str) -> bool {
        self.weighs(text, ENOUGH)
    }

    /// Whether `text` may hold half of something: half as much lets it in.
    pub fn half_passes(&self, text: &str) -> bool {
        self.weighs(text, ENOUGH / 2)
    }

    fn weighs(&self, text: &str, enough: u32) -> bool {
        let bytes = text.as_bytes();
        let mut counted = [0_u64; MAX_STEMS / 64];
        let enough = if bytes.len() >= self.long { enough / 2 } else { enough };
        let mut sum = 0;
        for found in self.automaton.find_overlapping_iter(text) {
            let number = found.pattern().as_usize();
            let stem = self.stems[number];
            if stem.starts && found.start().checked_sub(1).is_some_and(|at| is_word(bytes[at])) {
                continue;
            }
            if stem.ends && bytes.get(found.end()).is_some_and(|b| is_word(*b)) {
                continue;
            }
            let (slot, bit) = (number / 64, 1 << (number % 64));
            if counted[slot] & bit == 0 {
                counted[slot] |= bit;
                sum += stem.weight;
                if sum >= enough {
                    return true;
                }
            }
        }
        is_disguised(bytes)
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

    #[test]
    fn one_stem_or_two_different_ones_pass() {
        let gate = Gate::new(&["numb", "tingl*"], &["back", "leg*"], &[], 250).unwrap();
        for text in ["NUMB", "so tingly", "my back and legs"] {
            assert!(gate.passes(text), "{text}");
        }
        for text in ["", "number", "back back back", "legs", "outback, blackleg", "💀💀💀"] {
            assert!(!gate.passes(text), "{text}");
        }
    }

    #[test]
    fn disguised_letters_pass_to_be_read_with_care() {
        let gate = Gate::new(&["suicide"], &[], &[], 250).unwrap();
        for text in ["ѕuicide", "su\u{200b}icide", "ｓｕｉｃｉｄｅ"] {
            assert!(gate.passes(text), "{text}");
        }
        for text in ["привет всем", "καλημέρα", "👨\u{200d}👩\u{200d}👧 hello", "naïve café"]
        {
            assert!(!gate.passes(text), "{text}");
        }
    }
}
