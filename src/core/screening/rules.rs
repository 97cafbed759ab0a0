//! `prompts/screening/*.toml` → rule books. Every mistake names file, line and field; `compile` makes them fast.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::gate::Enough;
use super::verdict::{Label, Topic, Urgency};

/// One mistake in a file of `prompts/screening/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file's name as it was given.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The field, such as `rule.saddle_numb.any`.
    pub field: String,
    /// What is wrong, for the person who wrote it.
    pub what: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file, self.line, self.field, self.what)
    }
}

/// One file of `prompts/screening/`.
#[derive(Debug, Clone)]
pub struct RuleFile {
    /// Its name, for problems and evidence: `cauda_equina`.
    pub name: String,
    text: String,
    pub(super) content: Content,
}

/// What a file may hold. All parts are optional, so that classes, context, spelling and gate are files of the same kind.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Content {
    /// What the rules of this file say unless they say otherwise.
    #[serde(default)]
    pub family: Family,
    /// Name → patterns; known in every file.
    #[serde(default)]
    pub classes: BTreeMap<Spanned<String>, Vec<Spanned<String>>>,
    /// The rules.
    #[serde(default, rename = "rule")]
    pub rules: Vec<Rule>,
    /// What says little alone.
    #[serde(default, rename = "part")]
    pub parts: Vec<Rule>,
    /// What parts from several messages add up to.
    #[serde(default, rename = "sum")]
    pub sums: Vec<Sum>,
    /// Words that change what a finding means.
    #[serde(default, rename = "modifier")]
    pub modifiers: Vec<Modifier>,
    /// Misspelling → word meant.
    #[serde(default)]
    pub spelling: BTreeMap<Spanned<String>, String>,
    /// Words that let a message in.
    #[serde(default)]
    pub gate: Option<Gate>,
}

/// Defaults of a file's rules.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// The label its rules give.
    pub label: Option<Label>,
    /// How soon, for red flags.
    pub urgency: Option<Urgency>,
    /// What kind, for red flags.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// Kinds of modifiers that may silence its rules; absent means all.
    pub silenced_by: Option<Vec<Kind>>,
}

/// One rule: what must be found, where, and what it then says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Its name within the file.
    pub name: Spanned<String>,
    /// Label, if not the family's.
    pub label: Option<Label>,
    /// Urgency, if not the family's.
    pub urgency: Option<Urgency>,
    /// Topics, if not the family's.
    pub topics: Option<Vec<Topic>>,
    /// Which kinds of modifiers may silence it, if not the family's.
    pub silenced_by: Option<Vec<Kind>>,
    /// Patterns of which one is enough.
    #[serde(default)]
    pub any: Vec<Spanned<String>>,
    /// Patterns that must all be found near each other, in any order.
    #[serde(default)]
    pub near: Vec<Spanned<String>>,
    /// How many words the parts of `near` may span together.
    pub within: Option<Spanned<usize>>,
    /// Patterns that must each be found somewhere in the message.
    #[serde(default)]
    pub with: Vec<Spanned<String>>,
    /// Patterns of which none may be found in the message.
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    /// Sentences in which this rule must be found.
    #[serde(default)]
    pub must_fire: Vec<Spanned<String>>,
    /// Sentences in which it must not.
    #[serde(default)]
    pub must_not_fire: Vec<Spanned<String>>,
}

/// Parts that are a red flag together, once they have come in two messages or more.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// Its name within the file.
    pub name: Spanned<String>,
    /// Names of parts of the same file, two or more.
    pub parts: Vec<Spanned<String>>,
    /// How soon the sum needs a clinician.
    pub urgency: Urgency,
    /// What kind of red flag it is.
    pub topics: Vec<Topic>,
}

/// What a modifier does to a finding (NegEx, ConText).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It is not so.
    Negation,
    /// It is over.
    Past,
    /// It is about somebody not in the author's care.
    Experiencer,
    /// It is feared or imagined.
    Hypothetical,
    /// Somebody else's words.
    Quote,
    /// Teaching, asking in general, advising others.
    Educational,
    /// Joke, idiom, game, film.
    Joke,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] =
        [Self::Negation, Self::Past, Self::Experiencer, Self::Hypothetical, Self::Quote, Self::Educational, Self::Joke];

    /// The word of the verdict and of the rule files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Negation => "negation",
            Self::Past => "past",
            Self::Experiencer => "experiencer",
            Self::Hypothetical => "hypothetical",
            Self::Quote => "quote",
            Self::Educational => "educational",
            Self::Joke => "joke",
        }
    }
}

/// Where a modifier reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// The words after it.
    Forward,
    /// The words before it.
    Backward,
    /// Its whole sentence.
    Sentence,
    /// The whole message.
    Message,
}

/// One family of trigger words.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// Its name, for problems.
    pub name: Spanned<String>,
    /// What it does.
    pub kind: Kind,
    /// Where it reaches.
    pub reach: Reach,
    /// The labels whose rules it may silence; empty means all.
    #[serde(default)]
    pub labels: Vec<Label>,
    /// How many words it reaches forward or backward.
    #[serde(default = "default_scope")]
    pub scope: usize,
    /// Whether it goes on after the end of the sentence.
    #[serde(default)]
    pub crosses_sentences: bool,
    /// The triggers.
    pub words: Vec<Spanned<String>>,
    /// Phrases that look like a trigger and are none.
    #[serde(default)]
    pub not_in: Vec<Spanned<String>>,
    /// Words that end its reach.
    #[serde(default)]
    pub until: Vec<Spanned<String>>,
    /// It counts for nothing in a message with one of these.
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    /// It counts only in a message with one of these.
    #[serde(default)]
    pub only_with: Vec<Spanned<String>>,
}

fn default_scope() -> usize {
    6
}

/// The candidate test: a message is read if it holds one entry of `one`, or different entries whose weights are enough
/// together. How an entry is written: `stems`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// What weights must come to.
    pub enough: Enough,
    /// One is enough.
    pub one: Vec<Spanned<String>>,
    /// Weight → entries that bring it.
    #[serde(default)]
    pub weights: BTreeMap<String, Vec<String>>,
}

/// Reads one file. `name` is what problems call it.
pub fn parse(name: &str, text: &str) -> Result<RuleFile, Vec<Problem>> {
    let content: Content = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![Problem {
            file: name.to_owned(),
            line: line_of(text, at),
            field: field_at(text, at),
            what: error.message().to_owned(),
        }]
    })?;
    let stem = name.rsplit('/').next().unwrap_or(name).trim_end_matches(".toml").to_owned();
    let file = RuleFile { name: stem, text: text.to_owned(), content };
    let problems = file.check(name);
    if problems.is_empty() { Ok(file) } else { Err(problems) }
}

impl RuleFile {
    /// A problem at the byte `at` of this file.
    pub fn problem(&self, at: usize, field: impl Into<String>, what: impl Into<String>) -> Problem {
        Problem {
            file: format!("{}.toml", self.name),
            line: line_of(&self.text, at),
            field: field.into(),
            what: what.into(),
        }
    }

    /// The rules with their full names, for tests and listings.
    pub fn rules(&self) -> impl Iterator<Item = (String, &Rule)> {
        self.content.rules.iter().map(|rule| (self.full_name(rule), rule))
    }

    /// The parts with their full names, for tests and listings.
    pub fn parts(&self) -> impl Iterator<Item = (String, &Rule)> {
        self.content.parts.iter().map(|part| (self.full_name(part), part))
    }

    /// The sums, for tests and listings.
    pub fn sums(&self) -> &[Sum] {
        &self.content.sums
    }

    pub(super) fn full_name(&self, rule: &Rule) -> String {
        format!("{}/{}", self.name, rule.name.get_ref())
    }

    fn check(&self, file: &str) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut seen = std::collections::BTreeSet::new();
        let parts = self.content.parts.iter().map(|part| ("part", part));
        for (table, rule) in self.content.rules.iter().map(|rule| ("rule", rule)).chain(parts) {
            let at = rule.name.span().start;
            let field = format!("{table}.{}", rule.name.get_ref());
            let mut say = |part: &str, what: &str| {
                problems.push(Problem { file: file.to_owned(), ..self.problem(at, format!("{field}{part}"), what) });
            };
            if !super::pattern::name_is_good(rule.name.get_ref()) {
                say(".name", "use small letters, digits and _");
            }
            if !seen.insert(rule.name.get_ref()) {
                say(".name", "another rule of this file has this name");
            }
            if rule.any.is_empty() == rule.near.is_empty() {
                say("", "needs either `any` or `near`");
            }
            if rule.near.len() == 1 {
                say(".near", "needs two patterns or more; for one there is `any`");
            }
            if rule.within.is_some() && rule.near.is_empty() {
                say(".within", "only means something beside `near`");
            }
            if rule.must_fire.is_empty() {
                say(".must_fire", "give at least one sentence in which the rule must be found");
            }
            match table {
                "part" if rule.label.is_some() || rule.urgency.is_some() || rule.topics.is_some() => {
                    say("", "a part has no label, urgency or topics; its sums have");
                }
                "part" => {}
                _ => self.check_label(rule, &mut say),
            }
        }
        problems
    }

    fn check_label(&self, rule: &Rule, say: &mut impl FnMut(&str, &str)) {
        let family = &self.content.family;
        let label = rule.label.or(family.label);
        let topics = rule.topics.as_ref().unwrap_or(&family.topics);
        let urgency = rule.urgency.or(family.urgency);
        match label {
            None => say(".label", "neither the rule nor the family has a label"),
            Some(Label::RedFlag) if urgency.is_none() => say(".urgency", "a red flag needs `urgent` or `emergency`"),
            Some(Label::RedFlag) if topics.is_empty() => say(".topics", "a red flag needs at least one topic"),
            Some(Label::RedFlag) => {}
            Some(_) if rule.urgency.is_some() || rule.topics.is_some() => {
                say("", "urgency and topics belong to red flags only");
            }
            Some(_) => {}
        }
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|b| *b == b'\n').count() + 1
}

/// The key on the line of byte `at`, for mistakes that the TOML reader finds itself.
fn field_at(text: &str, at: usize) -> String {
    let line = text.lines().nth(line_of(text, at) - 1).unwrap_or("");
    line.split_once('=').map_or_else(|| line.trim().to_owned(), |(key, _)| key.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
[family]
label = "red_flag"
urgency = "emergency"
topics = ["cauda_equina"]
[classes]
numb = ["numb"]
[[rule]]
name = "saddle"
any = ["@numb ~4 crotch"]
must_fire = ["my crotch is numb"]
"#;

    #[test]
    fn a_good_file_is_read() {
        let file = parse("cauda_equina.toml", GOOD).unwrap();
        assert_eq!(file.rules().map(|r| r.0).collect::<Vec<_>>(), ["cauda_equina/saddle"]);
    }

    #[test]
    fn mistakes_name_file_line_and_field() {
        let problem =
            |from: &str, to: &str| parse("a.toml", &GOOD.replace(from, to)).unwrap_err().remove(0).to_string();
        assert_eq!(
            problem("must_fire = [\"my crotch is numb\"]", ""),
            "a.toml:9: rule.saddle.must_fire: give at least one sentence in which the rule must be found"
        );
        assert!(problem("any =", "anyy =").starts_with("a.toml:10: anyy: unknown field"));
        assert!(
            problem("topics = [\"cauda_equina\"]", "topics = [\"tail\"]")
                .starts_with("a.toml:5: topics: unknown variant")
        );
    }
}
