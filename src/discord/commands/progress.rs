//! `/progress`: a private picture of practice.

use super::{Context, answer, who};
use crate::app;

/// Shows the person's practice.
#[poise::command(slash_command, install_context = "Guild|User", interaction_context = "Guild|BotDm|PrivateChannel")]
pub async fn progress(ctx: Context<'_>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::progress::show(&ctx.data().app, &who)).await
}
