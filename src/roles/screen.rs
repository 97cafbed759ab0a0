//! `unhunch screen`: messages in, verdicts out.

use std::io::{stderr, stdin, stdout};
use std::process::ExitCode;

use anyhow::Context as _;

use crate::config::ScreenArgs;
use crate::core::screening::second::SecondReader;
use crate::screen_cli::{self, Options};

/// Reads standard input to its end.
///
/// # Errors
/// Bad prompts, or standard output is gone.
pub fn screen(args: ScreenArgs) -> anyhow::Result<ExitCode> {
    let content = super::content(args.prompts.prompts.as_deref())?;
    let options = Options { lines: args.lines, explain: args.explain };
    let second = super::model(&args.model)
        .map(SecondReader::load)
        .transpose()
        .context("the language model cannot be loaded (--no-model reads without it)")?;
    screen_cli::run(&content, second.as_ref(), stdin().lock(), stdout().lock(), stderr().lock(), options)
}
