//! What a follow-up to an interaction takes: a secret for 15 minutes. Kept with a session that has no other way to speak.

use std::fmt;

/// The token of an interaction; empty where there is none. It is never shown, not even for debugging.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token that Discord sent.
    pub fn new(token: impl Into<String>) -> Self {
        Self(token.into())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For the request or the row that takes it.
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "none" } else { "***" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_not_shown() {
        assert_eq!(format!("{:?}", Token::new("aW50ZXJhY3Rpb24")), "***");
    }
}
