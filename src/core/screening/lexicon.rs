//! The words the rules know: a word of a message → the numbers of the patterns' words it matches.

use std::collections::HashMap;

/// Number of one word, beginning or number range that some pattern uses.
pub type WordId = u32;

/// Every word that a pattern uses. Filled while compiling, then only read.
#[derive(Debug, Default, Clone)]
pub struct Lexicon {
    words: HashMap<Box<str>, WordId>,
    prefixes: HashMap<Box<str>, WordId>,
    ranges: Vec<(f32, f32, WordId)>,
    longest_prefix: usize,
    count: WordId,
}

impl Lexicon {
    /// The number of `word`, new if need be.
    pub fn word(&mut self, word: &str) -> WordId {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let id = self.next();
        self.words.insert(word.into(), id);
        id
    }

    /// The number of the words that begin with `stem`.
    pub fn prefix(&mut self, stem: &str) -> WordId {
        if let Some(id) = self.prefixes.get(stem) {
            return *id;
        }
        let id = self.next();
        self.longest_prefix = self.longest_prefix.max(stem.len());
        self.prefixes.insert(stem.into(), id);
        id
    }

    /// The number of the numbers from `low` to `high`.
    pub fn range(&mut self, low: f32, high: f32) -> WordId {
        if let Some(known) = self.ranges.iter().find(|r| r.0 == low && r.1 == high) {
            return known.2;
        }
        let id = self.next();
        self.ranges.push((low, high, id));
        id
    }

    fn next(&mut self) -> WordId {
        self.count += 1;
        self.count - 1
    }

    /// How many numbers are in use.
    pub fn len(&self) -> usize {
        self.count as usize
    }

    /// Whether no pattern uses any word.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Appends the numbers that `word` (normalised) matches.
    pub fn resolve(&self, word: &str, hits: &mut Vec<WordId>) {
        hits.extend(self.words.get(word));
        let longest = self.longest_prefix.min(word.len());
        for end in 2..=longest {
            if let Some(stem) = word.get(..end) {
                hits.extend(self.prefixes.get(stem));
            }
        }
        if word.as_bytes().first().is_some_and(u8::is_ascii_digit)
            && let Ok(number) = word.parse::<f32>()
        {
            hits.extend(self.ranges.iter().filter(|r| r.0 <= number && number <= r.1).map(|r| r.2));
        }
    }

    /// Whether a pattern names exactly this word or a beginning of it of four letters or more.
    pub fn knows(&self, word: &str) -> bool {
        self.words.contains_key(word)
            || (4..=self.longest_prefix.min(word.len()))
                .any(|end| word.get(..end).is_some_and(|stem| self.prefixes.contains_key(stem)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_matches_itself_its_beginnings_and_its_range() {
        let mut lexicon = Lexicon::default();
        let (numb, tingl, old) = (lexicon.word("numb"), lexicon.prefix("tingl"), lexicon.range(70.0, 110.0));
        let hits = |word: &str| {
            let mut hits = Vec::new();
            lexicon.resolve(word, &mut hits);
            hits
        };
        assert_eq!(hits("numb"), [numb]);
        assert_eq!(hits("tingling"), [tingl]);
        assert_eq!(hits("80"), [old]);
        assert!(hits("number").is_empty() && hits("69").is_empty());
    }
}
