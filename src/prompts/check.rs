//! The checks that files of `prompts/` share: a text that is there and fits, a number within its range.

use std::ops::RangeInclusive;

use super::document::Document;
use super::problem::Report;
use crate::core::text;

/// A name, label or title in a list.
pub(super) const NAME: usize = 100;
/// A field of a card (Discord's limit).
pub(super) const FIELD: usize = 1024;

/// Says what is wrong with the values of one document.
pub(super) struct Check<'a, 't> {
    document: &'a Document<'t>,
    report: &'a mut Report,
}

impl<'a, 't> Check<'a, 't> {
    pub(super) fn new(document: &'a Document<'t>, report: &'a mut Report) -> Self {
        Self { document, report }
    }

    /// `what` is wrong with `field`.
    pub(super) fn fault(&mut self, field: &str, what: impl Into<String>) {
        self.report.problem(self.document.fault(field, what));
    }

    /// A text must not be empty, and have at most `max` characters as Discord counts.
    pub(super) fn text(&mut self, field: &str, value: &str, max: usize) {
        let length = text::len(value);
        if value.trim().is_empty() {
            self.fault(field, "is empty");
        } else if length > max {
            self.fault(field, format!("has {length} characters, {max} are allowed"));
        }
    }

    /// Like [`Check::text`] where the key is there.
    pub(super) fn optional(&mut self, field: &str, value: Option<&str>, max: usize) {
        if let Some(value) = value {
            self.text(field, value, max);
        }
    }

    /// Each of a list must be a text, and all of them as bullet points must fit into `max`.
    pub(super) fn list<'v>(&mut self, field: &str, values: impl Iterator<Item = &'v str>, max: usize) {
        let mut sum = 0;
        for (at, value) in values.enumerate() {
            self.text(&format!("{field}[{at}]"), value, max);
            sum += text::len(value) + 4;
        }
        if sum > max {
            self.fault(field, format!("has {sum} characters as a list, {max} are allowed"));
        }
    }

    /// A number must be within `range`.
    pub(super) fn range(&mut self, field: &str, value: u32, range: RangeInclusive<u32>) {
        if !range.contains(&value) {
            let (low, high) = (range.start(), range.end());
            self.fault(field, format!("{value} is out of range {low}–{high}"));
        }
    }
}
