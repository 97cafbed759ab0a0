//! A word as it is typed → the words the rules know: elongation, masking and misspellings undone.

use std::collections::HashMap;

use super::super::lexicon::{Lexicon, WordId};

/// Misspelling → the word meant, both normalised.
pub type Spelling = HashMap<Box<str>, Box<str>>;

/// What the rules know of `word`: as it stands, else without elongation, masking or misspelling.
pub fn resolve(word: &str, lexicon: &Lexicon, spelling: &Spelling, hits: &mut Vec<WordId>) {
    if let Some(meant) = spelling.get(word) {
        lexicon.resolve(meant, hits);
        return;
    }
    let before = hits.len();
    lexicon.resolve(word, hits);
    if hits.len() > before {
        return;
    }
    for squeezed in [squeeze(word, 2), squeeze(word, 1)].into_iter().flatten() {
        let meant = spelling.get(squeezed.as_str()).map_or(squeezed.as_str(), |m| m);
        lexicon.resolve(meant, hits);
        if hits.len() > before {
            return;
        }
    }
    if let Some(plain) = unmask(word)
        && lexicon.knows(&plain)
    {
        lexicon.resolve(&plain, hits);
    }
}

/// `word` with runs of three letters or more cut to `keep`; `None` without such a run.
fn squeeze(word: &str, keep: usize) -> Option<String> {
    let mut out = String::with_capacity(word.len());
    let (mut last, mut run, mut changed) = ('\0', 0, false);
    let long_run = {
        let chars: Vec<char> = word.chars().collect();
        chars.windows(3).any(|w| w[0] == w[1] && w[1] == w[2] && w[0].is_alphabetic())
    };
    if !long_run {
        return None;
    }
    for c in word.chars() {
        run = if c == last { run + 1 } else { 1 };
        last = c;
        if run <= keep {
            out.push(c);
        } else {
            changed = true;
        }
    }
    changed.then_some(out)
}

/// `su1c1de` → `suicide`; `None` where nothing is masked.
fn unmask(word: &str) -> Option<String> {
    let has_letter = word.bytes().any(|b| b.is_ascii_lowercase());
    let plain: String = word
        .chars()
        .map(|c| match c {
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' => 't',
            '*' => 'i',
            '©' => 'c',
            other => other,
        })
        .collect();
    (has_letter && plain != word).then_some(plain)
}
