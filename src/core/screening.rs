//! Reads one message and says what it carries: normalise → concepts → context → model → verdict.
//! Rules come from `prompts/screening/`; the verdict goes to `referral`, to `unhunch screen` and to the reply policy.

pub mod verdict;
