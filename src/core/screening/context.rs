//! What changes the meaning of a finding: negation, past, somebody else, fear, quotes, teaching, jokes (NegEx, ConText).
//! The triggers come from `prompts/screening/context.toml`; the answer is, for each word, which trigger reaches it.

use super::compile::{ClassId, Compiled, CompiledModifier, bit};
use super::find::{Found, Span};
use super::normalise::{Break, Reading};
use super::rules::{Kind, Reach};
use super::verdict::Label;

/// One trigger at work in a message.
#[derive(Debug, Clone, Copy)]
pub struct Trigger {
    pub kind: Kind,
    /// Its own words.
    pub words: Span,
    /// The words it changes.
    pub reach: Span,
    /// Whether it looks back, so that a finding must end, not begin, within its reach.
    backward: bool,
}

/// The triggers of one message.
#[derive(Debug)]
pub struct Context<'a> {
    triggers: Vec<(Trigger, &'a [Label])>,
}

/// Why a finding does not count.
#[derive(Debug, Clone, Copy)]
pub enum Why {
    Trigger(Trigger),
    Quoted,
}

impl Why {
    /// The word of the verdict.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trigger(trigger) => trigger.kind.name(),
            Self::Quoted => Kind::Quote.name(),
        }
    }
}

impl<'a> Context<'a> {
    /// Finds the triggers of `reading`.
    pub fn new(rules: &'a Compiled, reading: &Reading, found: &Found) -> Self {
        let mut triggers = Vec::new();
        for modifier in &rules.modifiers {
            if !found.has(modifier.words)
                || modifier.unless.is_some_and(|class| found.has(class))
                || modifier.only_with.is_some_and(|class| !found.has(class))
            {
                continue;
            }
            collect(modifier, reading, found, &mut triggers);
        }
        Self { triggers }
    }

    /// Why the finding `span` does not count for a rule of `label` that `kinds` may silence; `None` when it counts.
    pub fn silences(&self, reading: &Reading, span: Span, label: Label, kinds: u8) -> Option<Why> {
        if kinds & bit(Kind::Quote) != 0 && reading.tokens[span.start..span.end].iter().all(|t| t.quoted) {
            return Some(Why::Quoted);
        }
        let at = |t: &Trigger| if t.backward { span.end - 1 } else { span.start };
        let reached = |t: &Trigger| kinds & bit(t.kind) != 0 && t.reach.start <= at(t) && at(t) < t.reach.end;
        let concerned = |labels: &[Label]| labels.is_empty() || labels.contains(&label);
        self.triggers.iter().find(|(t, labels)| reached(t) && concerned(labels)).map(|(t, _)| Why::Trigger(*t))
    }
}

fn collect<'a>(
    modifier: &'a CompiledModifier,
    reading: &Reading,
    found: &Found,
    out: &mut Vec<(Trigger, &'a [Label])>,
) {
    for words in found.longest(modifier.words) {
        let pseudo = |class| found.longest(class).any(|p: Span| p.start <= words.start && words.start < p.end);
        if modifier.not_in.is_some_and(pseudo) {
            continue;
        }
        let reach = reach_of(modifier, words, reading, found);
        let trigger = Trigger { kind: modifier.kind, words, reach, backward: modifier.reach == Reach::Backward };
        out.push((trigger, &modifier.labels));
    }
}

fn reach_of(modifier: &CompiledModifier, words: Span, reading: &Reading, found: &Found) -> Span {
    let count = reading.tokens.len();
    let begins = |at: usize| reading.tokens.get(at).is_some_and(|t| t.before == Break::Sentence);
    match modifier.reach {
        Reach::Message => Span { start: 0, end: count },
        Reach::Sentence => {
            let start = (0..=words.start).rev().find(|at| begins(*at)).unwrap_or(0);
            let end = (words.end..count).find(|at| begins(*at)).unwrap_or(count);
            Span { start, end }
        }
        Reach::Forward => {
            let last = (words.end + modifier.scope).min(count);
            let stops =
                |at: &usize| !modifier.crosses_sentences && begins(*at) || ends_reach(modifier.until, found, *at);
            Span { start: words.end, end: (words.end..last).find(stops).unwrap_or(last) }
        }
        Reach::Backward => {
            let first = words.start.saturating_sub(modifier.scope);
            // Going back, the reach ends at a word that begins a sentence, or after one that ends it.
            let mut start = words.start;
            while start > first
                && (modifier.crosses_sentences || !begins(start))
                && !ends_reach(modifier.until, found, start - 1)
            {
                start -= 1;
            }
            Span { start, end: words.start }
        }
    }
}

fn ends_reach(until: Option<ClassId>, found: &Found, at: usize) -> bool {
    until.is_some_and(|class| found.spans(class).any(|span| span.start == at))
}
