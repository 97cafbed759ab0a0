//! `unhunch automod`: the rules as Discord AutoMod rules, in JSON.

use std::io::{Write as _, stdout};
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;

use crate::app::automod::body;
use crate::config::AutoModArgs;
use crate::core::screening::automod::export;

/// Prints the bodies for `POST /guilds/{id}/auto-moderation/rules`, and the rules that AutoMod cannot have.
///
/// # Errors
/// Bad prompts, or standard output is gone.
pub fn automod(args: AutoModArgs) -> anyhow::Result<ExitCode> {
    let content = super::content(args.prompts.prompts.as_deref())?;
    let export = export(&content.screener);
    let rules: Vec<_> = export.rules.iter().map(|rule| body(&content.texts, rule, args.alerts)).collect();
    let all = json!({ "rules": rules, "not_expressed": export.left_out });
    writeln!(stdout(), "{all:#}").context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}
