//! `unhunch run`: the bot against Discord, or against `DISCORD_PROXY`.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use tokio_util::sync::CancellationToken;

use crate::app::clock::Clock;
use crate::app::state::App;
use crate::config::{DISCORD, RunArgs};
use crate::core::content::Content;
use crate::discord::connect::Connection;
use crate::discord::serve::serve;
use crate::store::Store;

/// Runs until Ctrl-C or SIGTERM.
///
/// # Errors
/// No token, bad prompts, an unreadable database, or Discord refuses the bot.
pub fn run(args: RunArgs) -> anyhow::Result<ExitCode> {
    let Some(token) = &args.token else {
        bail!(
            "no bot token. To try everything without one: cargo run --release -- playground. \
             To run on Discord: set DISCORD_TOKEN (or put it into .env) to the token from \
             https://discord.com/developers/applications → your application → Bot"
        );
    };
    let content = super::content(args.prompts.prompts.as_deref())?;
    let upstream = args.proxy.as_deref().unwrap_or(DISCORD);
    super::runtime()?.block_on(async {
        let stop = CancellationToken::new();
        let clock = args.fast_since.map_or_else(|| Clock::system(args.fast), |since| Clock::fast_since(since, args.fast));
        let bot = bot(content, token.reveal(), upstream, &args.database, clock, stop.clone());
        until_stopped(bot, stop).await
    })
}

/// Opens store and connection, and serves.
pub(super) async fn bot(
    content: Content,
    token: &str,
    upstream: &str,
    database: &str,
    clock: Clock,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let store = Store::open(database).await?;
    let connection = tokio::select! {
        connection = Connection::open(token, upstream) => connection?,
        () = stop.cancelled() => return Ok(()),
    };
    let app = Arc::new(App::new(content, store, connection.sender(), clock));
    let served = serve(&connection, Arc::clone(&app), &stop).await;
    app.store.close().await;
    served
}

/// Runs `bot`; on a stop signal lets it finish what it is doing.
pub(super) async fn until_stopped(
    bot: impl Future<Output = anyhow::Result<()>>,
    stop: CancellationToken,
) -> anyhow::Result<ExitCode> {
    tokio::pin!(bot);
    tokio::select! {
        ended = &mut bot => ended?,
        () = super::stop_signal() => {
            tracing::info!("stopping");
            stop.cancel();
            bot.await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
