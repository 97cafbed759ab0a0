//! `/help`: what the bot can do, privately.

use super::{Context, answer, who};
use crate::app;

/// Says what the bot can do.
#[poise::command(slash_command, install_context = "Guild|User", interaction_context = "Guild|BotDm|PrivateChannel")]
pub async fn help(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, async { app::help::show(&ctx.data().app, &who) }).await
}
