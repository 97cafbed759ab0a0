//! The names of a list of things, ready to be compared with what a person types: exact, by beginning, by part, by typo.
//! Knows nothing of exercises; `find.rs` builds one for exercises and one for routines.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest part of what is typed that is compared, in folded characters; no name is longer.
const LONGEST: usize = 48;

/// `text` without case, accents, spaces, hyphens and other marks: "Child's Pose" → "childspose".
pub fn fold(text: &str) -> String {
    words(text).concat()
}

fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        let Some(last) = words.last_mut() else { continue };
        if c.is_alphanumeric() {
            last.push(c);
        } else if !matches!(c, '\'' | '’') && !last.is_empty() {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The names of several things; a thing is known by its place in the list it was built from.
#[derive(Debug)]
pub(super) struct Names {
    entries: Vec<Vec<Key>>,
}

/// One name of one thing, folded.
#[derive(Debug)]
struct Key {
    joined: Word,
    words: Vec<Word>,
    /// 0 for the name itself, 1 for others: among equals the name wins.
    rank: u32,
}

/// What a person typed, folded.
struct Query {
    joined: Word,
    words: Vec<Word>,
}

/// Folded letters, with a count of each that tells most unlike words apart at once.
#[derive(Debug, PartialEq, Eq)]
struct Word {
    letters: Vec<char>,
    counts: [u8; 32],
}

impl Word {
    fn new(text: &str) -> Self {
        let letters: Vec<char> = text.chars().take(LONGEST).collect();
        let mut counts = [0; 32];
        letters.iter().for_each(|letter| counts[u32::from(*letter) as usize % 32] += 1);
        Self { letters, counts }
    }

    fn starts_with(&self, part: &Word) -> bool {
        self.letters.starts_with(&part.letters)
    }

    fn contains(&self, part: &Word) -> bool {
        part.letters.len() > 1 && self.letters.windows(part.letters.len()).any(|window| window == part.letters)
    }

    /// How many letters of `self`, as typed, are wrong, missing or swapped against the beginning of `name` or all of it;
    /// none beyond about a third.
    fn typos(&self, name: &Word) -> Option<u32> {
        let typed = self.letters.as_slice();
        let allowed = (typed.len() + 1) / 3;
        // Every letter that the name does not have costs at least one change.
        let strange = self.counts.iter().zip(name.counts).map(|(typed, known)| typed.saturating_sub(known));
        if strange.map(usize::from).sum::<usize>() > allowed {
            return None;
        }
        let ends = [typed.len(), typed.len() + 1, name.letters.len()];
        let parts = ends.into_iter().filter_map(|end| name.letters.get(..end));
        let near = parts.filter(|part| part.len().abs_diff(typed.len()) <= allowed);
        let fewest = near.map(|part| distance(typed, part)).min()?;
        (fewest <= allowed).then(|| u32::try_from(fewest).unwrap_or(u32::MAX))
    }
}

fn distance(a: &[char], b: &[char]) -> usize {
    strsim::osa_distance(&a.iter().collect::<String>(), &b.iter().collect::<String>())
}

impl Names {
    /// From (name, id, aliases) of each thing, in the order of the list.
    pub(super) fn new<'a>(things: impl Iterator<Item = (&'a String, &'a String, &'a [String])>) -> Self {
        let entries = things.map(|(name, slug, aliases)| {
            let others = std::iter::once(slug).chain(aliases).map(|other| Key::new(other, 1));
            std::iter::once(Key::new(name, 0)).chain(others).collect()
        });
        Self { entries: entries.collect() }
    }

    /// The thing that has exactly this name.
    pub(super) fn exact(&self, name: &str) -> Option<usize> {
        let wanted = Query::new(name);
        if wanted.joined.letters.is_empty() {
            return None;
        }
        self.entries.iter().position(|keys| keys.iter().any(|key| key.joined == wanted.joined))
    }

    /// Places of at most `limit` things, best first; all in list order when nothing was typed.
    pub(super) fn suggest(&self, typed: &str, limit: usize) -> Vec<usize> {
        let query = Query::new(typed);
        if query.joined.letters.is_empty() {
            return (0..self.entries.len().min(limit)).collect();
        }
        let direct = self.ranked(|key| key.direct(&query));
        let ranked = if direct.is_empty() { self.ranked(|key| key.fuzzy(&query)) } else { direct };
        ranked.into_iter().take(limit).collect()
    }

    fn ranked(&self, score: impl Fn(&Key) -> Option<u32>) -> Vec<usize> {
        let mut scored: Vec<(u32, usize)> = self
            .entries
            .iter()
            .enumerate()
            .filter_map(|(at, keys)| Some((keys.iter().filter_map(&score).min()?, at)))
            .collect();
        scored.sort_unstable();
        scored.into_iter().map(|(_, at)| at).collect()
    }
}

impl Query {
    fn new(typed: &str) -> Self {
        let words = words(typed);
        Self { joined: Word::new(&words.concat()), words: words.iter().map(|word| Word::new(word)).collect() }
    }
}

impl Key {
    fn new(name: &str, rank: u32) -> Self {
        let words = words(name);
        Self { joined: Word::new(&words.concat()), words: words.iter().map(|word| Word::new(word)).collect(), rank }
    }

    /// Lower is better; none when the letters typed are not in this name.
    fn direct(&self, query: &Query) -> Option<u32> {
        let tier = if self.joined == query.joined {
            0
        } else if self.joined.starts_with(&query.joined) {
            1
        } else if query.words.iter().all(|typed| self.words.iter().any(|word| word.starts_with(typed))) {
            2
        } else if self.joined.contains(&query.joined) {
            3
        } else {
            return None;
        };
        Some(tier * 2 + self.rank)
    }

    /// Lower is better; none when too many letters differ. A name may go on after what was typed.
    fn fuzzy(&self, query: &Query) -> Option<u32> {
        let whole = query.joined.typos(&self.joined);
        let by_word = query.words.iter().map(|typed| self.words.iter().filter_map(|word| typed.typos(word)).min());
        let by_word = by_word.sum::<Option<u32>>().map(|sum| sum + 1);
        let fewest = [whole, by_word].into_iter().flatten().min()?;
        Some(fewest * 2 + self.rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: &[(&str, &[&str])]) -> Names {
        let owned: Vec<(String, String, Vec<String>)> = of
            .iter()
            .map(|(name, aliases)| {
                (
                    (*name).to_owned(),
                    name.to_lowercase().replace(' ', "-"),
                    aliases.iter().map(ToString::to_string).collect(),
                )
            })
            .collect();
        Names::new(owned.iter().map(|(name, slug, aliases)| (name, slug, aliases.as_slice())))
    }

    fn few() -> Names {
        names(&[
            ("Cat-cow", &["marjaryasana"]),
            ("Wall stretch", &["wall lean"]),
            ("Wall angels", &[]),
            ("Sphinx", &[]),
        ])
    }

    #[test]
    fn folding_drops_case_accents_and_marks() {
        assert_eq!(fold("Child's  Pose – Bālāsana"), "childsposebalasana");
    }

    #[test]
    fn a_name_is_exact_whatever_its_case_and_spaces() {
        assert_eq!(few().exact(" CAT cow "), Some(0));
    }

    #[test]
    fn nothing_typed_is_no_exact_name() {
        assert_eq!(few().exact(" -- "), None);
    }

    #[test]
    fn nothing_typed_gives_the_whole_list_in_order() {
        assert_eq!(few().suggest("", 25), [0, 1, 2, 3]);
    }

    #[test]
    fn a_beginning_goes_before_a_part() {
        assert_eq!(names(&[("Big wall", &[]), ("Wallet", &[])]).suggest("wall", 25), [1, 0]);
    }

    #[test]
    fn words_may_come_in_any_order() {
        assert_eq!(few().suggest("stretch wall", 25), [1]);
    }

    #[test]
    fn a_typo_finds_the_name_even_half_typed() {
        assert_eq!(few().suggest("marjria", 25), [0]);
        assert_eq!(few().suggest("sfinx", 25), [3]);
    }

    #[test]
    fn letters_that_fit_nothing_find_nothing() {
        assert_eq!(few().suggest("qqqqqq", 25), [] as [usize; 0]);
    }

    #[test]
    fn only_marks_or_very_long_input_does_no_harm() {
        assert_eq!(few().suggest("💀💀", 2), [0, 1]);
        assert_eq!(few().suggest(&"a".repeat(5000), 25), [] as [usize; 0]);
    }
}
