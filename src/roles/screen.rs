//! `unhunch screen`: messages in, verdicts out.

use std::io::{stderr, stdin, stdout};
use std::process::ExitCode;

use crate::config::ScreenArgs;
use crate::screen_cli::{self, Options};

/// Reads standard input to its end.
///
/// # Errors
/// Bad prompts, or standard output is gone.
pub fn screen(args: ScreenArgs) -> anyhow::Result<ExitCode> {
    let content = super::content(args.prompts.prompts.as_deref())?;
    let options = Options { lines: args.lines, explain: args.explain };
    screen_cli::run(&content, stdin().lock(), stdout().lock(), stderr().lock(), options)
}
