//! What happens in Discord → calls of `app`: messages to screen, buttons pressed, threads and servers gone.

use serenity::all::automod::{Action, ActionExecution};
use serenity::all::{
    ComponentInteraction, ComponentInteractionDataKind, FullEvent, Interaction, Message, MessageUpdateEvent,
};

use crate::app;
use crate::app::automod::Alert;
use crate::app::screening::Said;
use crate::discord::Bot;
use crate::discord::answer::{self, Waiting};
use crate::discord::caller::{self, id};

/// Handles one event.
///
/// # Errors
/// Whatever the feature could not do; logged by the caller.
pub async fn handle(ctx: &serenity::all::Context, event: &FullEvent, bot: &Bot) -> anyhow::Result<()> {
    bot.watchdog.seen();
    match event {
        FullEvent::Ready { data_about_bot } => {
            tracing::info!(guilds = data_about_bot.guilds.len(), "connected to Discord");
            Ok(())
        }
        FullEvent::Message { new_message } => screened(new_message, bot).await,
        FullEvent::MessageUpdate { event, .. } => edited(event, bot).await,
        FullEvent::MessageDelete { channel_id, deleted_message_id, .. } => {
            app::screening::deleted(&bot.app, id(channel_id.get()), id(deleted_message_id.get()));
            Ok(())
        }
        FullEvent::AutoModActionExecution { execution } => flagged(execution, bot).await,
        FullEvent::InteractionCreate { interaction: Interaction::Component(pressed) } => press(ctx, pressed, bot).await,
        FullEvent::ThreadDelete { thread, .. } => app::session::thread_gone(&bot.app, id(thread.id.get())).await,
        FullEvent::GuildDelete { incomplete, .. } if !incomplete.unavailable => {
            app::privacy::guild_removed(&bot.app, id(incomplete.id.get())).await
        }
        _ => Ok(()),
    }
}

async fn screened(message: &Message, bot: &Bot) -> anyhow::Result<()> {
    let said = Said {
        message: id(message.id.get()),
        channel: id(message.channel_id.get()),
        guild: message.guild_id.map(|guild| id(guild.get())),
        author: id(message.author.id.get()),
        automatic: message.author.bot || message.author.system || message.webhook_id.is_some(),
        content: &message.content,
    };
    app::screening::said(&bot.app, &said).await
}

/// An edit carries only what changed; without author and content there is nothing to screen.
async fn edited(event: &MessageUpdateEvent, bot: &Bot) -> anyhow::Result<()> {
    let (Some(author), Some(content)) = (&event.author, &event.content) else { return Ok(()) };
    let said = Said {
        message: id(event.id.get()),
        channel: id(event.channel_id.get()),
        guild: event.guild_id.map(|guild| id(guild.get())),
        author: id(author.id.get()),
        automatic: author.bot || author.system || event.webhook_id.flatten().is_some(),
        content,
    };
    app::screening::said(&bot.app, &said).await
}

/// An alert of Discord's own filter. Where the bot sees the words, it reads the message itself.
async fn flagged(execution: &ActionExecution, bot: &Bot) -> anyhow::Result<()> {
    let (Some(channel), Some(message)) = (execution.channel_id, execution.message_id) else { return Ok(()) };
    if !execution.content.is_empty() || !matches!(execution.action, Action::Alert(_)) {
        return Ok(());
    }
    let alert = Alert {
        rule: id(execution.rule_id.get()),
        guild: id(execution.guild_id.get()),
        channel: id(channel.get()),
        message: id(message.get()),
        author: id(execution.user_id.get()),
    };
    app::automod::alerted(&bot.app, &alert).await
}

async fn press(ctx: &serenity::all::Context, pressed: &ComponentInteraction, bot: &Bot) -> anyhow::Result<()> {
    let waiting = Waiting {
        http: ctx.http.as_ref(),
        id: pressed.id,
        token: &pressed.token,
        locale: &pressed.locale,
        component: true,
    };
    let who = caller::of_component(pressed);
    let chosen = match &pressed.data.kind {
        ComponentInteractionDataKind::StringSelect { values } => values.first().map(String::as_str),
        _ => None,
    };
    let work = app::press::pressed(&bot.app, &who, &pressed.data.custom_id, chosen, id(pressed.message.id.get()));
    answer::with(&waiting, &bot.app, true, work).await
}
