//! `/referral [country]`: where to get help, privately.

use serenity::all::CreateAutocompleteResponse;

use super::{Context, answer, choices, who};
use crate::app;

/// Shows where to get help.
#[poise::command(slash_command, install_context = "Guild|User", interaction_context = "Guild|BotDm|PrivateChannel")]
pub async fn referral(ctx: Context<'_>, #[autocomplete = "countries"] country: Option<String>) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::referral::show(&ctx.data().app, &who, country.as_deref())).await
}

/// Countries whose name or code fits what was typed.
pub async fn countries(ctx: Context<'_>, partial: &str) -> CreateAutocompleteResponse {
    choices(app::referral::suggest(&ctx.data().app, partial))
}
