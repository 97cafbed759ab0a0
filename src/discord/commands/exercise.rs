//! `/exercise name [private]`: how to do an exercise, with a picture and a button that starts the guided hold.

use serenity::all::CreateAutocompleteResponse;

use super::{Context, answer, choices, who};
use crate::app;

/// Shows how to do an exercise.
#[poise::command(slash_command, install_context = "Guild|User", interaction_context = "Guild|BotDm|PrivateChannel")]
pub async fn exercise(
    ctx: Context<'_>,
    #[autocomplete = "names"] name: String,
    private: Option<bool>,
) -> anyhow::Result<()> {
    let private = private.unwrap_or(false);
    let who = who(ctx);
    answer(ctx, private, app::exercise::show(&ctx.data().app, &who, &name, private)).await
}

async fn names(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    choices(app::exercise::suggest(&ctx.data().app, partial))
}
