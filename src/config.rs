//! What the operator sets: flags, each also an environment variable, and `.env`. Read once by `main`, passed on as values.

// clap shows these comments as help, where angle brackets around an address would only be in the way.
#![allow(rustdoc::bare_urls)]

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, Parser, Subcommand};

/// Where Discord's REST interface is when nothing else is set.
pub const DISCORD: &str = "https://discord.com";

/// Unhunch: shows mid-back exercises, guides timed holds, and points worrying messages to the right help.
#[derive(Debug, Parser)]
#[command(name = "unhunch", version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    /// What to do; without one, `run`.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Settings of `run`.
    #[command(flatten)]
    pub run: RunArgs,
}

/// The roles of the one binary.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Connect to Discord and serve (the default).
    Run(RunArgs),
    /// Try everything on this machine: a small Discord with a web page, no token needed.
    Playground(PlaygroundArgs),
    /// Read messages from standard input and print what screening finds, one JSON line each.
    Screen(ScreenArgs),
    /// Print the rules as Discord AutoMod rules in JSON, for servers without message content.
    #[command(name = "automod")]
    AutoMod(AutoModArgs),
    /// Check prompts, configuration and database, and say what was found.
    Check(CheckArgs),
    /// Draw an exercise to a PNG, GIF or SVG file, or all of them into a folder.
    Picture(PictureArgs),
}

/// Settings every role shares.
#[derive(Debug, Clone, Args)]
pub struct PromptArgs {
    /// A folder laid out like `prompts/`, used instead of the built-in one.
    #[arg(long, env = "UNHUNCH_PROMPTS", value_name = "DIR")]
    pub prompts: Option<PathBuf>,
}

/// Whether the language model reads along.
#[derive(Debug, Clone, Args)]
pub struct ModelArgs {
    /// Read messages by the rules alone, without the language model: less memory, fewer finds.
    #[arg(long)]
    pub no_model: bool,
}

/// Settings of `run`.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// The bot's token, from the Bot page of https://discord.com/developers/applications.
    #[arg(long, env = "DISCORD_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    pub token: Option<Token>,
    /// Base address that replaces https://discord.com for every request, for example http://127.0.0.1:4000.
    #[arg(long, env = "DISCORD_PROXY", value_name = "URL")]
    pub proxy: Option<String>,
    /// Database: a SQLite file (created when missing) or a PostgreSQL address.
    #[arg(
        long,
        env = "DATABASE_URL",
        value_name = "URL",
        default_value = "sqlite://unhunch.sqlite",
        hide_env_values = true
    )]
    pub database: String,
    /// Which readers to use.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Which prompts to use.
    #[command(flatten)]
    pub prompts: PromptArgs,
    /// How many times as fast the bot's clock runs; only for trying things out against a stand-in that runs as fast.
    #[arg(long, hide = true, default_value_t = 1)]
    pub fast: u32,
    /// Unix ms since when the stand-in's clock has been running fast.
    #[arg(long, hide = true, requires = "fast")]
    pub fast_since: Option<i64>,
}

/// Settings of `playground`.
#[derive(Debug, Clone, Args)]
pub struct PlaygroundArgs {
    /// Port of the page on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 8484)]
    pub port: u16,
    /// Run the clock this many times as fast, for trying.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=60))]
    pub fast: u32,
    /// Keep the bot's data in this database instead of a throw-away file.
    #[arg(long, value_name = "URL")]
    pub database: Option<String>,
    /// Which readers to use.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Which prompts to use.
    #[command(flatten)]
    pub prompts: PromptArgs,
}

/// Settings of `screen`.
#[derive(Debug, Clone, Args)]
pub struct ScreenArgs {
    /// Each input line is a message, not a JSON object with `text` and `id`.
    #[arg(long)]
    pub lines: bool,
    /// Say for a person which words fired, what silenced them, and why this reply.
    #[arg(long)]
    pub explain: bool,
    /// Which readers to use.
    #[command(flatten)]
    pub model: ModelArgs,
    /// Which prompts to use.
    #[command(flatten)]
    pub prompts: PromptArgs,
}

/// Settings of `automod`.
#[derive(Debug, Clone, Args)]
pub struct AutoModArgs {
    /// Id of the channel in which Discord is to raise the alerts.
    #[arg(long, value_name = "CHANNEL_ID")]
    pub alerts: i64,
    /// Which prompts to use.
    #[command(flatten)]
    pub prompts: PromptArgs,
}

/// Settings of `check`.
#[derive(Debug, Clone, Args)]
pub struct CheckArgs {
    /// Database to try; the one `run` would use.
    #[arg(long, env = "DATABASE_URL", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Which prompts to check.
    #[command(flatten)]
    pub prompts: PromptArgs,
}

/// Settings of `picture`.
#[derive(Debug, Clone, Args)]
pub struct PictureArgs {
    /// Exercise name, as in /exercise.
    #[arg(required_unless_present = "all")]
    pub name: Option<String>,
    /// File to write; its ending (.png, .gif or .svg) decides the kind.
    #[arg(required_unless_present = "all")]
    pub out: Option<PathBuf>,
    /// Draw every exercise into this folder, with a contact sheet.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["name", "out"])]
    pub all: Option<PathBuf>,
    /// Which prompts to use.
    #[command(flatten)]
    pub prompts: PromptArgs,
}

/// A bot token; its debug form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The token itself, for the request that needs it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl FromStr for Token {
    type Err = String;

    /// Takes the token with or without "Bot " before it.
    fn from_str(text: &str) -> Result<Self, String> {
        let token = text.trim().trim_start_matches("Bot ").trim();
        let fits = !token.is_empty() && token.chars().all(|c| c.is_ascii_graphic());
        fits.then(|| Self(token.to_owned()))
            .ok_or_else(|| "this is not a bot token: it is empty or has spaces".to_owned())
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_token_is_never_printed() {
        let cli = Cli::parse_from(["unhunch", "run", "--token", "abc.def"]);
        assert!(!format!("{cli:?}").contains("abc.def"));
    }

    #[test]
    fn without_a_subcommand_the_bot_runs() {
        let cli = Cli::parse_from(["unhunch", "--proxy", "http://127.0.0.1:1"]);
        assert!(cli.command.is_none());
        assert_eq!(cli.run.proxy.as_deref(), Some("http://127.0.0.1:1"));
    }
}
