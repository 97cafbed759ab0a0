//! The rule files → Discord AutoMod rules, within Discord's limits, for servers that do not hand out the words of messages.
//! AutoMod knows words and patterns but no context, so a phrase is only given to it if our own rules, reading it alone, say the
//! same. Pure; used by `unhunch automod` and `/settings automod`.

/// A pattern of a rule file as a tree, and its way into AutoMod's two languages.
mod expr;
/// Which of the patterns that fit are the best.
mod select;

use std::collections::BTreeSet;

use serde::Serialize;

use super::rules::{Rule, RuleFile};
use super::{Screener, read};
use crate::core::referral::ReplyKind;
use expr::{Classes, Weights};
use select::Candidate;

/// Longest keyword, in characters. This and the other limits: Discord's documentation, "Auto Moderation".
pub const KEYWORD: usize = 60;
/// Keywords of one rule.
pub const KEYWORDS: usize = 1_000;
/// Longest pattern, in characters.
pub const PATTERN: usize = 260;
/// Patterns of one rule.
pub const PATTERNS: usize = 10;
/// Allowed phrases of one rule.
pub const ALLOWED: usize = 100;

/// The replies that have an AutoMod rule, one each: five of the six that a server may have, so that one stays its own.
pub const KINDS: [ReplyKind; 5] = [
    ReplyKind::Crisis,
    ReplyKind::RedFlagEmergency,
    ReplyKind::RedFlagUrgent,
    ReplyKind::Precaution,
    ReplyKind::Catastrophizing,
];

/// Words that turn a keyword into its opposite.
const NOT: [&str; 3] = ["no", "not", "never"];

/// What one AutoMod rule listens for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trigger {
    /// Words and phrases; a `*` at an end means that the word may go on there.
    pub keyword_filter: Vec<String>,
    /// Regular expressions in Rust's syntax.
    pub regex_patterns: Vec<String>,
    /// Phrases that hold a keyword and mean its opposite.
    pub allow_list: Vec<String>,
}

/// One AutoMod rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoModRule {
    /// The reply that an alert of this rule calls for.
    pub kind: ReplyKind,
    /// What it listens for.
    pub trigger: Trigger,
}

/// A rule of ours that AutoMod cannot have, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// Its name, such as `cord/hands_and_legs`.
    pub rule: String,
    /// Why, for the person who runs the bot.
    pub why: &'static str,
}

/// All AutoMod rules, and what is not in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// One a kind, in the order of [`KINDS`].
    pub rules: Vec<AutoModRule>,
    /// Rules without a single keyword or pattern.
    pub left_out: Vec<LeftOut>,
}

/// Builds the AutoMod rules. Takes a moment: every phrase is read by our own rules first.
pub fn export(screener: &Screener) -> Export {
    let files = &screener.files;
    let source = Source {
        screener,
        classes: Classes::new(files),
        weights: Weights::new(files),
        harmless: harmless(screener, files),
    };
    let (mut rules, mut used) = (Vec::new(), BTreeSet::new());
    for kind in KINDS {
        let candidates = source.candidates(kind);
        let patterns = select::patterns(&candidates);
        let keywords = select::keywords(&candidates);
        used.extend(candidates.iter().filter(|c| c.is_in(&patterns, &keywords)).map(|c| c.rule.clone()));
        let trigger =
            Trigger { allow_list: source.allowed(&keywords), keyword_filter: keywords, regex_patterns: patterns };
        rules.push(AutoModRule { kind, trigger });
    }
    let left_out = files.iter().flat_map(RuleFile::rules).filter(|(name, _)| !used.contains(name));
    Export { rules, left_out: left_out.map(|(rule, content)| LeftOut { rule, why: why(content) }).collect() }
}

fn why(rule: &Rule) -> &'static str {
    match (rule.near.is_empty(), rule.with.is_empty()) {
        (false, _) => {
            "it needs several things near each other, and their words do not fit Discord's limits, or find too much"
        }
        (_, false) => "it needs something else anywhere in the message, which AutoMod cannot ask for",
        _ => "none of its phrases means by itself what the rule says, or fits Discord's limits",
    }
}

/// The sentences of all rules in which nothing may be found.
fn harmless<'a>(screener: &Screener, files: &'a [RuleFile]) -> Vec<&'a str> {
    let sentences = files.iter().flat_map(RuleFile::rules).flat_map(|(_, rule)| &rule.must_not_fire);
    sentences
        .map(|sentence| sentence.get_ref().as_str())
        .filter(|text| read(screener, text).labels.is_empty())
        .collect()
}

/// Everything that candidates are made from.
struct Source<'a> {
    screener: &'a Screener,
    classes: Classes<'a>,
    weights: Weights,
    harmless: Vec<&'a str>,
}

impl Source<'_> {
    /// Every rule whose reply is `kind`, with the patterns and phrases that may stand for it.
    fn candidates(&self, kind: ReplyKind) -> Vec<Candidate> {
        let rules = self.screener.files.iter().flat_map(RuleFile::rules).zip(&self.screener.compiled.rules);
        let ours = rules.filter(|(_, compiled)| ReplyKind::for_rule(compiled.label, compiled.urgency) == Some(kind));
        ours.map(|((name, rule), _)| self.candidate(kind, name, rule)).collect()
    }

    fn candidate(&self, kind: ReplyKind, name: String, rule: &Rule) -> Candidate {
        let examples: Vec<&str> = rule.must_fire.iter().map(|s| s.get_ref().as_str()).collect();
        let trees = rule.any.iter().filter_map(|pattern| self.classes.tree(pattern.get_ref()));
        let trees: Vec<_> = trees.flat_map(expr::Expr::options).collect();
        let says_it = |phrase: &String| ReplyKind::for_verdict(&read(self.screener, phrase)) == Some(kind);
        let phrases = trees.iter().flat_map(|tree| tree.phrases(&self.weights)).filter(says_it);
        let keywords = phrases.flat_map(|phrase| expr::as_typed(&phrase)).filter(|k| k.chars().count() <= KEYWORD);
        // What else the message must hold cannot be asked for, so a pattern alone would say too much.
        let alone = trees.iter().filter(|_| rule.with.is_empty()).map(|tree| tree.patterns(&self.weights));
        let mut patterns: Vec<Vec<String>> = alone.collect();
        patterns.extend(self.pairs(rule));
        Candidate::new(name, keywords.collect(), patterns, &examples, &self.harmless)
    }

    /// A rule of two parts near each other, as patterns for either order. What else the message must hold is not asked for:
    /// two parts together say enough, and what is harmless to the rules must stay so.
    fn pairs(&self, rule: &Rule) -> Vec<Vec<String>> {
        let [first, second] = &rule.near[..] else { return Vec::new() };
        let (Some(first), Some(second)) = (self.classes.tree(first.get_ref()), self.classes.tree(second.get_ref()))
        else {
            return Vec::new();
        };
        [first.then(&second), second.then(&first)].iter().map(|tree| tree.patterns(&self.weights)).collect()
    }

    /// Negated keywords in which our own rules see nothing.
    fn allowed(&self, keywords: &[String]) -> Vec<String> {
        let negated = keywords.iter().flat_map(|keyword| NOT.map(|not| format!("{not} {keyword}")));
        let harmless = |phrase: &String| {
            phrase.chars().count() <= KEYWORD && read(self.screener, phrase.trim_end_matches('*')).labels.is_empty()
        };
        negated.filter(harmless).take(ALLOWED).collect()
    }
}
