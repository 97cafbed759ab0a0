//! `unhunch picture`: an exercise as PNG, GIF or SVG.

use std::process::ExitCode;

use crate::config::PictureArgs;
use crate::picture_cli;

/// Draws one exercise, or all.
///
/// # Errors
/// Unknown exercise, unknown file ending, or the file cannot be written.
pub fn picture(args: PictureArgs) -> anyhow::Result<ExitCode> {
    let loaded = crate::prompts::load_catalogue(args.prompts.prompts.as_deref());
    let catalogue = loaded.map_err(|problems| super::mistakes(&problems))?;
    picture_cli::run(&catalogue, args.name.as_deref(), args.out.as_deref(), args.all.as_deref())?;
    Ok(ExitCode::SUCCESS)
}
