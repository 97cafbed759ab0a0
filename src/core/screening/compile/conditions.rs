//! Rules, window parts with their sums, and modifiers → what is looked for in a message.

use super::super::rules::{Family, Kind, Modifier, Reach, Rule, RuleFile, Sum};
use super::super::verdict::{Label, Topic, Urgency};
use super::super::window::Parts;
use super::{ClassId, Compiler};

/// One rule, ready to be looked for.
#[derive(Debug, Clone)]
pub struct CompiledRule {
    pub name: String,
    pub label: Label,
    pub urgency: Option<Urgency>,
    pub topics: Vec<Topic>,
    /// Bit per [`Kind`]: which may silence it.
    pub silenced_by: u8,
    /// All must be found within `within` words; one part for a rule with `any`.
    pub parts: Vec<ClassId>,
    pub within: usize,
    pub with: Vec<ClassId>,
    pub unless: Option<ClassId>,
}

/// One sum, ready to be reckoned.
#[derive(Debug, Clone)]
pub struct CompiledSum {
    pub name: String,
    pub parts: Parts,
    pub urgency: Urgency,
    pub topics: Vec<Topic>,
}

/// One modifier, ready to be looked for.
#[derive(Debug, Clone)]
pub struct CompiledModifier {
    pub kind: Kind,
    /// Empty means all.
    pub labels: Vec<Label>,
    pub reach: Reach,
    pub scope: usize,
    pub crosses_sentences: bool,
    pub words: ClassId,
    pub not_in: Option<ClassId>,
    pub until: Option<ClassId>,
    pub unless: Option<ClassId>,
    pub only_with: Option<ClassId>,
}

/// How far the parts of `near` may be apart when a rule does not say.
const DEFAULT_WITHIN: usize = 12;
/// The farthest that makes sense: a whole long message.
const MAX_WITHIN: usize = 400;

impl<'a> Compiler<'a> {
    pub(super) fn rules(&mut self) -> Vec<CompiledRule> {
        let files = self.files;
        let mut out = Vec::new();
        for file in files {
            for rule in &file.content.rules {
                out.extend(self.rule(file, rule));
            }
        }
        out
    }

    /// Parts and sums; the names of a sum's parts are those of its file.
    pub(super) fn window(&mut self) -> (Vec<CompiledRule>, Vec<CompiledSum>) {
        let (mut parts, mut sums) = (Vec::new(), Vec::new());
        for file in self.files {
            let first = parts.len();
            for part in &file.content.parts {
                parts.push(self.conditions(file, "part", part, Label::RedFlag));
            }
            for sum in &file.content.sums {
                sums.extend(self.sum(file, sum, first));
            }
            if parts.len() > Parts::MOST
                && let Some(last) = file.content.parts.last()
            {
                let what = format!("there are {} parts, and room for {}", parts.len(), Parts::MOST);
                self.problems.push(file.problem(last.name.span().start, "part", what));
            }
        }
        (parts, sums)
    }

    fn sum(&mut self, file: &'a RuleFile, sum: &'a Sum, first: usize) -> Option<CompiledSum> {
        let name = sum.name.get_ref();
        let at = sum.name.span().start;
        if sum.parts.len() < 2 || sum.topics.is_empty() {
            let what = "needs two parts or more, and a topic";
            self.problems.push(file.problem(at, format!("sum.{name}"), what));
            return None;
        }
        let mut all = Parts::default();
        for part in &sum.parts {
            let number = file.content.parts.iter().position(|known| known.name.get_ref() == part.get_ref());
            let Some(number) = number else {
                let what = format!("no part of this file is called {}", part.get_ref());
                self.problems.push(file.problem(part.span().start, format!("sum.{name}.parts"), what));
                return None;
            };
            all = all.or(Parts::one(first + number));
        }
        let name = format!("{}/{name}", file.name);
        Some(CompiledSum { name, parts: all, urgency: sum.urgency, topics: sum.topics.clone() })
    }

    fn rule(&mut self, file: &'a RuleFile, rule: &'a Rule) -> Option<CompiledRule> {
        Some(self.conditions(file, "rule", rule, rule.label.or(file.content.family.label)?))
    }

    fn conditions(&mut self, file: &'a RuleFile, table: &str, rule: &'a Rule, label: Label) -> CompiledRule {
        let family: &Family = &file.content.family;
        let field = |part: &str| format!("{table}.{}.{part}", rule.name.get_ref());
        let parts = if rule.near.is_empty() {
            vec![self.list(file, &field("any"), &rule.any)]
        } else {
            rule.near.iter().map(|p| self.list(file, &field("near"), std::slice::from_ref(p))).collect()
        };
        let with = rule.with.iter().map(|p| self.list(file, &field("with"), std::slice::from_ref(p))).collect();
        let unless = self.optional_list(file, &field("unless"), &rule.unless);
        let within = rule.within.as_ref().map_or(DEFAULT_WITHIN, |w| *w.get_ref());
        if !(1..=MAX_WITHIN).contains(&within) {
            let at = rule.within.as_ref().map_or(0, |w| w.span().start);
            self.problems.push(file.problem(at, field("within"), format!("must be 1 to {MAX_WITHIN} words")));
        }
        let kinds = rule.silenced_by.as_deref().or(family.silenced_by.as_deref()).unwrap_or(&Kind::ALL);
        CompiledRule {
            name: file.full_name(rule),
            label,
            urgency: rule.urgency.or(family.urgency),
            topics: rule.topics.clone().unwrap_or_else(|| family.topics.clone()),
            silenced_by: kinds.iter().fold(0, |bits, kind| bits | bit(*kind)),
            parts,
            within,
            with,
            unless,
        }
    }

    pub(super) fn modifiers(&mut self) -> Vec<CompiledModifier> {
        let files = self.files;
        let mut out = Vec::new();
        for file in files {
            for modifier in &file.content.modifiers {
                out.push(self.modifier(file, modifier));
            }
        }
        out
    }

    fn modifier(&mut self, file: &'a RuleFile, modifier: &'a Modifier) -> CompiledModifier {
        let field = |part: &str| format!("modifier.{}.{part}", modifier.name.get_ref());
        if modifier.words.is_empty() {
            let at = modifier.name.span().start;
            self.problems.push(file.problem(at, field("words"), "give at least one trigger"));
        }
        CompiledModifier {
            kind: modifier.kind,
            labels: modifier.labels.clone(),
            reach: modifier.reach,
            scope: modifier.scope,
            crosses_sentences: modifier.crosses_sentences,
            words: self.list(file, &field("words"), &modifier.words),
            not_in: self.optional_list(file, &field("not_in"), &modifier.not_in),
            until: self.optional_list(file, &field("until"), &modifier.until),
            unless: self.optional_list(file, &field("unless"), &modifier.unless),
            only_with: self.optional_list(file, &field("only_with"), &modifier.only_with),
        }
    }
}

/// The bit of a kind in `silenced_by`.
pub fn bit(kind: Kind) -> u8 {
    1 << (kind as u8)
}
