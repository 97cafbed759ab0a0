//! What poise reports when a command goes wrong before or after its feature ran. Every kind is named, so that a new one is noticed.

use poise::FrameworkError;

use crate::app::message::Answer;
use crate::core::user_error::UserError;
use crate::discord::Bot;
use crate::discord::answer::{self, Waiting};

/// Logs a fault once, or tells the person what they can do.
pub async fn handle(error: FrameworkError<'_, Bot, anyhow::Error>) {
    let (ctx, refusal) = match error {
        FrameworkError::Setup { error, .. } => return tracing::error!(error = format!("{error:#}"), "setup failed"),
        FrameworkError::EventHandler { error, event, .. } => {
            return tracing::error!(event = event.snake_case_name(), error = format!("{error:#}"), "an event failed");
        }
        FrameworkError::Command { error, ctx, .. } => {
            return tracing::error!(
                command = ctx.command().name.as_ref(),
                error = format!("{error:#}"),
                "an answer failed"
            );
        }
        FrameworkError::CommandPanic { ctx, payload, .. } => {
            tracing::error!(command = ctx.command().name.as_ref(), ?payload, "a command panicked");
            (ctx, "error-internal")
        }
        FrameworkError::CommandStructureMismatch { ctx, description, .. } => {
            tracing::warn!(description, "a command came in an old form");
            (poise::Context::Application(ctx), "error-command-outdated")
        }
        FrameworkError::SubcommandRequired { ctx, .. } => (ctx, "error-command-outdated"),
        FrameworkError::ArgumentParse { ctx, .. } => (ctx, "error-bad-option"),
        FrameworkError::MissingUserPermissions { ctx, .. } => (ctx, "error-manager-only"),
        FrameworkError::GuildOnly { ctx, .. } => (ctx, "error-server-only"),
        FrameworkError::CooldownHit { ctx, .. }
        | FrameworkError::MissingBotPermissions { ctx, .. }
        | FrameworkError::PermissionFetchFailed { ctx, .. }
        | FrameworkError::NotAnOwner { ctx, .. }
        | FrameworkError::DmOnly { ctx, .. }
        | FrameworkError::NsfwOnly { ctx, .. }
        | FrameworkError::CommandCheckFailed { ctx, .. } => (ctx, "error-not-here"),
        FrameworkError::UnknownCommand { .. }
        | FrameworkError::NonCommandMessage { .. }
        | FrameworkError::DynamicPrefix { .. } => return,
        FrameworkError::UnknownInteraction { interaction, .. } => {
            return tracing::warn!(command = interaction.data.name, "an unknown command came in");
        }
        FrameworkError::__NonExhaustive(never) => match never {},
    };
    tell(ctx, UserError::new(refusal)).await;
}

async fn tell(ctx: poise::Context<'_, Bot, anyhow::Error>, refusal: UserError) {
    let poise::Context::Application(ctx) = ctx else { return };
    let waiting = Waiting {
        http: ctx.serenity_context().http.as_ref(),
        id: ctx.interaction.id,
        token: &ctx.interaction.token,
        locale: &ctx.interaction.locale,
        component: false,
    };
    let refused = async { Err::<Answer, _>(refusal.into()) };
    if let Err(error) = answer::with(&waiting, &ctx.data().app, true, refused).await {
        tracing::error!(error = format!("{error:#}"), "a refusal could not be shown");
    }
}
