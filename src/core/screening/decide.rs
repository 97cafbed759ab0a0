//! Findings → verdict: which rules hold, what silenced the others, and what they say together. `combine.rs` adds the model.

use super::compile::{Compiled, CompiledRule, CompiledSum};
use super::context::{Context, Why};
use super::find::{Found, Span};
use super::normalise::Reading;
use super::verdict::{Evidence, Label, Silenced, Verdict};
use super::window::Parts;

/// One rule as it came out.
enum Outcome {
    Holds(Span),
    Silenced(Span, Silencer),
}

enum Silencer {
    Context(Why),
    /// One of the rule's own `unless` words, here.
    Unless(Span),
}

/// What the rules alone say.
pub fn by_rules(rules: &Compiled, text: &str, reading: &Reading, found: &Found) -> Verdict {
    let context = Context::new(rules, reading, found);
    let mut verdict = Verdict::default();
    for rule in &rules.rules {
        let Some(outcome) = outcome(rule, reading, found, &context) else { continue };
        match outcome {
            Outcome::Holds(span) => hold(&mut verdict, rule, reading, span),
            Outcome::Silenced(span, by) => verdict.silenced.push(silenced(rule, text, reading, span, &by)),
        }
    }
    settle(&mut verdict);
    verdict
}

/// A part found in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its full name, such as `window/legs`.
    pub name: String,
    /// It alone, as a set.
    pub set: Parts,
    /// Byte offset into the given text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

/// The parts in a message that context lets stand.
pub fn parts(rules: &Compiled, reading: &Reading, found: &Found) -> Vec<Part> {
    let context = Context::new(rules, reading, found);
    let parts = rules.parts.iter().enumerate();
    parts
        .filter_map(|(number, part)| match outcome(part, reading, found, &context)? {
            Outcome::Holds(span) => {
                let (start, end) = bytes(reading, span);
                Some(Part { name: part.name.clone(), set: Parts::one(number), start, end })
            }
            Outcome::Silenced(..) => None,
        })
        .collect()
}

/// Adds the sums that the parts of this message complete. Parts that all stand in this message are left to the rules.
pub fn with_sums(rules: &Compiled, mut verdict: Verdict, now: &[Part], earlier: Parts) -> Verdict {
    let here: Parts = now.iter().map(|part| part.set).collect();
    let complete = |sum: &&CompiledSum| here.or(earlier).holds(sum.parts) && !here.holds(sum.parts);
    for sum in rules.sums.iter().filter(complete) {
        let Some(part) = now.iter().find(|part| sum.parts.meets(part.set)) else { continue };
        // First, because it is what makes this message more than it says.
        verdict.evidence.insert(0, Evidence::rule(Label::RedFlag, &sum.name, part.start, part.end));
        if !verdict.has(Label::RedFlag) {
            verdict.labels.push(Label::RedFlag);
        }
        verdict.urgency = verdict.urgency.max(Some(sum.urgency));
        verdict.topics.extend(&sum.topics);
    }
    settle(&mut verdict);
    verdict
}

fn outcome(rule: &CompiledRule, reading: &Reading, found: &Found, context: &Context<'_>) -> Option<Outcome> {
    if !rule.parts.iter().chain(&rule.with).all(|class| found.has(*class)) {
        return None;
    }
    let live = |span: &Span| context.silences(reading, *span, rule.label, rule.silenced_by).is_none();
    let whole = together(rule, found, |_| true)?;
    let unless = rule.unless.and_then(|class| found.spans(class).next());
    if let Some(span) = unless {
        return Some(Outcome::Silenced(whole, Silencer::Unless(span)));
    }
    if let Some(span) = together(rule, found, live) {
        let missing = rule.with.iter().find(|class| !found.spans(**class).any(|s| live(&s)));
        let Some(missing) = missing else { return Some(Outcome::Holds(span)) };
        let why = found.spans(*missing).find_map(|s| context.silences(reading, s, rule.label, rule.silenced_by))?;
        return Some(Outcome::Silenced(span, Silencer::Context(why)));
    }
    let silent = rule.parts.iter().flat_map(|class| found.spans(*class));
    let why = silent.filter_map(|s| context.silences(reading, s, rule.label, rule.silenced_by)).next()?;
    Some(Outcome::Silenced(whole, Silencer::Context(why)))
}

/// The first place where all parts of `rule` stand near each other, each of them accepted by `good`.
fn together(rule: &CompiledRule, found: &Found, good: impl Fn(&Span) -> bool) -> Option<Span> {
    let (first, others) = rule.parts.split_first()?;
    found.spans(*first).filter(|s| good(s)).find_map(|anchor| {
        let mut whole = anchor;
        let mut taken = vec![anchor];
        for class in others {
            // Whatever lies farther off cannot be within reach: in a long message this is most of it.
            let (from, to) = (whole.end.saturating_sub(rule.within), whole.start + rule.within);
            let near = found
                .spans_within(*class, from, to)
                .filter(|s| !taken.iter().any(|t| same_words(*s, *t)))
                .filter(|s| s.end.max(whole.end) - s.start.min(whole.start) <= rule.within)
                .filter(|s| good(s))
                .min_by_key(|s| s.start.abs_diff(anchor.start))?;
            whole = Span { start: whole.start.min(near.start), end: whole.end.max(near.end) };
            taken.push(near);
        }
        Some(whole)
    })
}

/// Whether two parts claim the same words. One that lies inside a gap of the other does not.
fn same_words(a: Span, b: Span) -> bool {
    let inside = |a: Span, b: Span| b.start < a.start && a.end < b.end;
    a.start < b.end && b.start < a.end && !inside(a, b) && !inside(b, a)
}

fn hold(verdict: &mut Verdict, rule: &CompiledRule, reading: &Reading, span: Span) {
    let (start, end) = bytes(reading, span);
    verdict.evidence.push(Evidence::rule(rule.label, &rule.name, start, end));
    if !verdict.has(rule.label) {
        verdict.labels.push(rule.label);
    }
    if rule.label == Label::RedFlag {
        verdict.urgency = verdict.urgency.max(rule.urgency);
        verdict.topics.extend(rule.topics.iter().filter(|t| !verdict.topics.contains(t)).copied().collect::<Vec<_>>());
    }
}

fn silenced(rule: &CompiledRule, text: &str, reading: &Reading, span: Span, by: &Silencer) -> Silenced {
    let (start, end) = bytes(reading, span);
    let words = |span: Span| {
        let (from, to) = bytes(reading, span);
        text.get(from..to).map(str::to_owned)
    };
    let (by, words) = match by {
        Silencer::Context(Why::Trigger(trigger)) => (trigger.kind.name(), words(trigger.words)),
        Silencer::Context(why) => (why.name(), None),
        Silencer::Unless(span) => ("exception", words(*span)),
    };
    Silenced { rule: rule.name.clone(), start, end, by: by.to_owned(), words }
}

fn bytes(reading: &Reading, span: Span) -> (usize, usize) {
    let start = reading.tokens.get(span.start).map_or(0, |t| t.start);
    let end = reading.tokens.get(span.end.saturating_sub(1)).map_or(start, |t| t.end);
    (start, end)
}

/// Labels and topics in their order; a precaution says “no red flag, but”, so it gives way to one.
pub fn settle(verdict: &mut Verdict) {
    if verdict.has(Label::RedFlag) {
        verdict.labels.retain(|l| *l != Label::Precaution);
    }
    verdict.labels.sort_unstable();
    verdict.topics.sort_unstable();
    verdict.topics.dedup();
}
