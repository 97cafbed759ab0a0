//! Which keywords and patterns go into an AutoMod rule, where there are more than fit: patterns by how many of the rules' own
//! examples they find, keywords in turn from every rule.

use std::collections::BTreeSet;

use regex_automata::meta::{Config, Regex};
use regex_automata::util::syntax;

use super::{KEYWORDS, PATTERNS};

/// One of our rules, with what may stand for it.
pub struct Candidate {
    /// Its full name.
    pub rule: String,
    keywords: Vec<String>,
    patterns: Vec<(String, BTreeSet<String>)>,
}

impl Candidate {
    /// Keeps of each list of `patterns` the first that finds an example of the rule and nothing harmless.
    pub fn new(
        rule: String,
        keywords: Vec<String>,
        patterns: Vec<Vec<String>>,
        examples: &[&str],
        harmless: &[&str],
    ) -> Self {
        let good = |pattern: String| {
            let regex = quick(&pattern)?;
            let found: BTreeSet<String> =
                examples.iter().filter(|text| regex.is_match(**text)).map(|text| (*text).to_owned()).collect();
            (!found.is_empty() && !harmless.iter().any(|text| regex.is_match(*text))).then_some((pattern, found))
        };
        let patterns = patterns.into_iter().filter_map(|list| list.into_iter().find_map(good)).collect();
        Self { rule, keywords, patterns }
    }

    /// Whether something of it was taken.
    pub fn is_in(&self, patterns: &[String], keywords: &[String]) -> bool {
        let keywords: BTreeSet<&String> = keywords.iter().collect();
        self.patterns.iter().any(|(pattern, _)| patterns.contains(pattern))
            || self.keywords.iter().any(|keyword| keywords.contains(keyword))
    }
}

/// A pattern for a try on our own sentences: plain Latin is enough for these, and ten times as quick to make.
fn quick(pattern: &str) -> Option<Regex> {
    let plain = syntax::Config::new().unicode(false).utf8(false);
    let config = Config::new().utf8_empty(false).onepass(false).dfa(false);
    Regex::builder().syntax(plain).configure(config).build(pattern).ok()
}

/// The patterns that together find most examples.
pub fn patterns(candidates: &[Candidate]) -> Vec<String> {
    let all: Vec<&(String, BTreeSet<String>)> = candidates.iter().flat_map(|candidate| &candidate.patterns).collect();
    let (mut taken, mut found) = (Vec::new(), BTreeSet::new());
    while taken.len() < PATTERNS {
        let news = |(_, examples): &&&(String, BTreeSet<String>)| examples.difference(&found).count();
        // Of equals the first, which `max_by_key` would pass over.
        let Some(best) = all.iter().rev().max_by_key(news).filter(|best| news(best) > 0) else { break };
        found.extend(best.1.iter().cloned());
        taken.push(best.0.clone());
    }
    taken
}

/// Keywords in turn from every rule, each once.
pub fn keywords(candidates: &[Candidate]) -> Vec<String> {
    let longest = candidates.iter().map(|candidate| candidate.keywords.len()).max().unwrap_or(0);
    let (mut taken, mut seen) = (Vec::new(), BTreeSet::new());
    for turn in 0..longest {
        for keyword in candidates.iter().filter_map(|candidate| candidate.keywords.get(turn)) {
            if taken.len() < KEYWORDS && seen.insert(keyword) {
                taken.push(keyword.clone());
            }
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(rule: &str, keywords: &[&str], patterns: &[&str], examples: &[&str]) -> Candidate {
        let keywords = keywords.iter().map(|text| (*text).to_owned()).collect();
        let patterns = patterns.iter().map(|text| vec![(*text).to_owned()]).collect();
        Candidate::new(rule.to_owned(), keywords, patterns, examples, &["my leg is asleep"])
    }

    #[test]
    fn a_pattern_that_finds_something_harmless_is_not_taken() {
        let leg = candidate("a", &[], &["leg", "numb leg"], &["numb leg"]);
        assert_eq!(patterns(&[leg]), ["numb leg"]);
    }

    #[test]
    fn patterns_that_find_more_go_first_and_none_is_taken_for_nothing_new() {
        let wide = candidate("a", &[], &["numb (?:arm|toe)", "numb toe"], &["numb arm", "numb toe"]);
        assert_eq!(patterns(&[wide]), ["numb (?:arm|toe)"]);
    }

    #[test]
    fn every_rule_has_its_turn() {
        let all = [candidate("a", &["one", "two"], &[], &[]), candidate("b", &["three", "one"], &[], &[])];
        assert_eq!(keywords(&all), ["one", "three", "two"]);
    }
}
