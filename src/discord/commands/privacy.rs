//! `/privacy show | export | delete | opt-out | opt-in`: a person's own data and whether the bot may reply to their messages.

use super::{Context, answer, who};
use crate::app;

/// Shows and changes what the bot keeps about you.
#[poise::command(
    slash_command,
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel",
    subcommands("show", "export", "delete", "opt_out", "opt_in"),
    subcommand_required
)]
#[allow(clippy::unused_async, reason = "poise wants an async function for the parent of subcommands")]
pub async fn privacy(_: Context<'_>) -> anyhow::Result<()> {
    Ok(())
}

/// Says what is kept and for how long.
#[poise::command(slash_command)]
async fn show(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::privacy::show(&ctx.data().app, &who)).await
}

/// Hands out everything kept about the person as a file.
#[poise::command(slash_command)]
async fn export(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::privacy::export(&ctx.data().app, &who)).await
}

/// Deletes everything kept about the person.
#[poise::command(slash_command)]
async fn delete(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::privacy::delete(&ctx.data().app, &who)).await
}

/// Stops replies to the person's messages.
#[poise::command(slash_command, rename = "opt-out")]
async fn opt_out(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::privacy::opt_out(&ctx.data().app, &who)).await
}

/// Allows replies again.
#[poise::command(slash_command, rename = "opt-in")]
async fn opt_in(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::privacy::opt_in(&ctx.data().app, &who)).await
}
