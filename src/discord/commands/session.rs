//! `/session start | pause | resume | skip | stop`: the guided hold. The same verbs are buttons in its thread.

use serenity::all::CreateAutocompleteResponse;

use super::{Context, answer, choices, who};
use crate::app;
use crate::app::session::{Start, Verb};

/// Guides a timed session.
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel",
    subcommands("start", "pause", "resume", "skip", "back", "stop"),
    subcommand_required
)]
#[allow(clippy::unused_async, reason = "poise wants an async function for the parent of subcommands")]
pub async fn session(_: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Starts a guided hold in a thread.
#[poise::command(slash_command)]
async fn start(
    ctx: Context<'_>,
    #[autocomplete = "names"] exercise: String,
    hold: Option<i64>,
    rounds: Option<i64>,
    private: Option<bool>,
    together: Option<bool>,
    spoken: Option<bool>,
) -> anyhow::Result<()> {
    let who = who(ctx);
    let start = Start {
        what: exercise,
        hold,
        rounds,
        private: private.unwrap_or(false),
        together: together.unwrap_or(false),
        spoken: spoken.unwrap_or(false),
    };
    answer(ctx, true, app::session::start(&ctx.data().app, &who, start)).await
}

async fn names(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    choices(app::session::suggest(&ctx.data().app, partial))
}

async fn steer(ctx: Context<'_>, verb: Verb) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::session::steer(&ctx.data().app, &who, verb)).await
}

/// Holds the clock of the session.
#[poise::command(slash_command)]
async fn pause(ctx: Context<'_>) -> anyhow::Result<()> {
    steer(ctx, Verb::Pause).await
}

/// Goes on after a pause.
#[poise::command(slash_command)]
async fn resume(ctx: Context<'_>) -> anyhow::Result<()> {
    steer(ctx, Verb::Resume).await
}

/// Goes to the next step.
#[poise::command(slash_command)]
async fn skip(ctx: Context<'_>) -> anyhow::Result<()> {
    steer(ctx, Verb::Skip).await
}

/// Goes to the start of the step, or to the one before.
#[poise::command(slash_command)]
async fn back(ctx: Context<'_>) -> anyhow::Result<()> {
    steer(ctx, Verb::Back).await
}

/// Ends the session.
#[poise::command(slash_command)]
async fn stop(ctx: Context<'_>) -> anyhow::Result<()> {
    steer(ctx, Verb::Stop).await
}
