//! The message menu **Check this message**: what screening makes of a message, for the one who asks. Needs no privileged
//! intent, because Discord hands over the message with the interaction.

use serenity::all::Message;

use super::{Context, answer, who};
use crate::app;

/// Shows privately what the bot sees in a message, and why.
#[poise::command(
    context_menu_command = "Check this message",
    rename = "check-message",
    install_context = "Guild|User",
    interaction_context = "Guild|BotDm|PrivateChannel"
)]
pub async fn check_message(ctx: Context<'_>, message: Message) -> anyhow::Result<()> {
    let who = who(ctx);
    answer(ctx, true, app::screening::explain(&ctx.data().app, &who, &message.content)).await
}
