//! The roles of the one binary, each a function that `main` calls with its arguments: reads prompts, opens the store, starts
//! the parts and waits for the end.

mod automod;
mod check;
mod picture;
mod playground;
mod run;
mod screen;

pub use automod::automod;
pub use check::check;
pub use picture::picture;
pub use playground::playground;
pub use run::run;
pub use screen::screen;

use std::path::Path;

use anyhow::anyhow;

use crate::config::ModelArgs;
use crate::core::content::Content;
use crate::core::screening::second::ModelFiles;
use crate::prompts::Problem;

/// The language model, inside the binary.
const MODEL: ModelFiles = ModelFiles {
    network: include_bytes!("../models/screening/reader.onnx"),
    tokenizer: include_str!("../models/screening/tokenizer.json"),
    config: include_bytes!("../models/screening/reader.json"),
};

/// Loads the prompts, or says on standard error everything that is wrong with them.
fn content(prompts: Option<&Path>) -> anyhow::Result<Content> {
    crate::prompts::load(prompts).map_err(|problems| mistakes(&problems))
}

/// Says on standard error everything that is wrong with the prompts.
fn mistakes(problems: &[Problem]) -> anyhow::Error {
    for problem in problems {
        eprintln!("{problem}");
    }
    anyhow!("the prompts have {} mistakes (above); nothing was started", problems.len())
}

/// The language model's files, unless it was switched off, which is said once.
fn model(args: &ModelArgs) -> Option<ModelFiles> {
    if args.no_model {
        tracing::warn!("the language model is off (--no-model): messages are read by the rules alone");
    }
    (!args.no_model).then_some(MODEL)
}

/// A runtime for the roles that talk to the network.
fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

/// Done when the process is asked to stop: Ctrl-C, or SIGTERM where there is one.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
