//! Runs the bot until it is told to stop: registers the commands, keeps the gateway connection, ticks the sessions.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use serenity::all::{ActivityData, Client, GatewayError, GatewayIntents};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::app::state::App;
use crate::app::tick;
use crate::discord::commands::{self, Command};
use crate::discord::connect::{Connection, Pause};
use crate::discord::watchdog::Watchdog;
use crate::discord::{Bot, errors, events, intents, invite, limits, register};

/// Serves until `stop` is cancelled.
///
/// # Errors
/// Discord refuses the token or the commands, or a text of a command is missing.
pub async fn serve(connection: &Connection, app: Arc<App>, stop: &CancellationToken) -> anyhow::Result<()> {
    let registered = commands::all(&app.content.texts)?;
    if register::register(&connection.http, &commands::as_json(&registered)).await? {
        tracing::info!(commands = registered.len(), "registered the commands");
    }
    tracing::info!("invite the bot with {}", invite::link(connection.application.id.get()));
    let ticking = tokio::spawn(tick::run(Arc::clone(&app), stop.clone()));
    let result = stay_connected(connection, &app, stop).await;
    stop.cancel();
    ticking.await.context("the session timer ended badly")?;
    result
}

/// Connects, and connects again, until told to stop or refused for good.
async fn stay_connected(connection: &Connection, app: &Arc<App>, stop: &CancellationToken) -> anyhow::Result<()> {
    let mut wanted = intents::wanted(connection.application.flags);
    for line in intents::missing_lines(wanted) {
        tracing::warn!("{line}");
    }
    let mut pause = Pause::default();
    while !stop.is_cancelled() {
        let began = Instant::now();
        let ended = connect_once(connection, app, wanted, stop).await;
        pause.after(began.elapsed());
        match ended {
            Ok(()) => {}
            Err(serenity::Error::Gateway(GatewayError::DisallowedGatewayIntents))
                if wanted.intersects(GatewayIntents::privileged()) =>
            {
                wanted = intents::without_privileged(wanted);
                intents::missing_lines(wanted).iter().for_each(|line| tracing::warn!("{line}"));
            }
            Err(serenity::Error::Gateway(
                error @ (GatewayError::InvalidAuthentication | GatewayError::NoAuthentication),
            )) => {
                bail!("Discord's gateway does not accept this token: {error}")
            }
            Err(error) => {
                tokio::select! {
                    () = pause.wait("the gateway cannot be reached", &error) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
    Ok(())
}

async fn connect_once(
    connection: &Connection,
    app: &Arc<App>,
    intents: GatewayIntents,
    stop: &CancellationToken,
) -> Result<(), serenity::Error> {
    // serenity falls back to the real gateway when the address cannot be had; ask first and put in what was answered.
    let gateway = limits::gateway_url(&connection.funnel, &connection.token)
        .await
        .map_err(|error| serenity::Error::Io(std::io::Error::other(format!("{error:#}"))))?;
    let mut client = client(connection, app, intents).await?;
    *client.ws_url.lock().await = gateway;
    let shards = Arc::clone(&client.shard_manager);
    tokio::select! {
        ended = client.start_autosharded() => ended,
        () = stop.cancelled() => {
            shards.shutdown_all().await;
            Ok(())
        }
    }
}

async fn client(connection: &Connection, app: &Arc<App>, intents: GatewayIntents) -> Result<Client, serenity::Error> {
    let commands: Vec<Command> = commands::all(&app.content.texts)
        .map_err(|error| serenity::Error::Io(std::io::Error::other(error.to_string())))?;
    let bot_app = Arc::clone(app);
    let framework = poise::Framework::builder()
        .initialize_owners(false)
        .options(options(commands))
        .setup(move |ctx, _ready, framework| {
            Box::pin(async move {
                ctx.set_activity(Some(ActivityData::custom(bot_app.content.texts.get("en", "bot-status", &[]))));
                Ok(Bot { app: bot_app, watchdog: Watchdog::start(framework.shard_manager()) })
            })
        })
        .build();
    serenity::all::ClientBuilder::new_with_http(connection.new_http(), intents).framework(framework).await
}

fn options(commands: Vec<Command>) -> poise::FrameworkOptions<Bot, anyhow::Error> {
    poise::FrameworkOptions {
        commands,
        on_error: |error| Box::pin(errors::handle(error)),
        event_handler: |framework, event| {
            Box::pin(events::handle(framework.serenity_context, event, framework.user_data))
        },
        skip_checks_for_owners: false,
        ..Default::default()
    }
}
