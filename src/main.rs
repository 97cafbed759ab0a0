//! Arguments → run | playground | screen | automod | check | picture. Only reads what the operator set and calls the role.

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;
use unhunch::config::{Cli, Command};
use unhunch::roles;

fn main() -> ExitCode {
    // A missing .env is normal; a broken one must not pass silently.
    if let Err(error) = dotenvy::dotenv()
        && !error.not_found()
    {
        eprintln!("unhunch: .env cannot be read: {error}");
        return ExitCode::FAILURE;
    }
    let cli = Cli::parse();
    start_logging();
    match dispatch(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("unhunch: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<ExitCode> {
    match cli.command.unwrap_or(Command::Run(cli.run)) {
        Command::Run(args) => roles::run(args),
        Command::Playground(args) => roles::playground(args),
        Command::Screen(args) => roles::screen(args),
        Command::AutoMod(args) => roles::automod(args),
        Command::Check(args) => roles::check(args),
        Command::Picture(args) => roles::picture(args),
    }
}

/// Logs go to standard error, so that `screen` and `picture` keep standard output for their results.
fn start_logging() {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new(format!("info,sqlx=warn,hyper=warn,{}", unhunch::discord::LOG_LEVELS)));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_target(false)
        .with_ansi(colours)
        .with_writer(std::io::stderr)
        .init();
}
