//! An error that a person can act on: names a text of `prompts/locales`, is shown privately and never logged as a fault.

use std::fmt;

/// A refusal or remedy for the person who asked. `key` is a message of `prompts/locales/<lang>/*.ftl`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserError {
    /// Fluent message key, for example `error-unknown-exercise`.
    pub key: &'static str,
    /// Values the message uses.
    pub args: Vec<(&'static str, String)>,
}

impl UserError {
    /// A refusal whose text needs no values.
    pub fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds a value the text uses.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

impl fmt::Display for UserError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key)
    }
}

impl std::error::Error for UserError {}
