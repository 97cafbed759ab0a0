//! `unhunch playground`: a small Discord on this machine with a web page, and the ordinary bot against it.

use std::process::ExitCode;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use crate::app::clock::Clock;
use crate::config::PlaygroundArgs;
use crate::playground::{Options, Playground};
use crate::roles::run::Parts;

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// The port is taken, the prompts are bad, or the database cannot be opened.
pub fn playground(args: PlaygroundArgs) -> anyhow::Result<ExitCode> {
    let content = super::content(args.prompts.prompts.as_deref())?;
    super::runtime()?.block_on(async {
        let stop = CancellationToken::new();
        let options = Options { port: Some(args.port), fast: args.fast, ..Options::default() };
        let playground = Playground::start(options).await?;
        let address = playground.base_url();
        println!("Open {address} in a browser. Ctrl-C ends it.");
        let scratch = Scratch::new(args.database.is_none())?;
        let database = args.database.unwrap_or_else(|| scratch.url());
        let token = playground.token();
        let clock = Clock::fast_since(playground.origin_ms(), args.fast);
        let parts = Parts { content, clock, model: super::model(&args.model) };
        let bot = super::run::bot(parts, token, &address, &database, stop.clone());
        let ended = super::run::until_stopped(bot, stop).await;
        playground.stop().await;
        ended
    })
}

/// A database that lives as long as the playground: its world starts afresh every time, and so must the bot's memory.
struct Scratch(std::path::PathBuf);

impl Scratch {
    fn new(used: bool) -> anyhow::Result<Self> {
        let dir = std::env::temp_dir().join(format!("unhunch-playground-{}", std::process::id()));
        if used {
            std::fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
        }
        Ok(Self(dir))
    }

    fn url(&self) -> String {
        format!("sqlite://{}", self.0.join("unhunch.sqlite").display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing is lost when it stays behind: it is a temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
