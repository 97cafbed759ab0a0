//! `unhunch run`: the bot against Discord, or against `DISCORD_PROXY`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use tokio_util::sync::CancellationToken;

use crate::app::clock::Clock;
use crate::app::reader::ModelThread;
use crate::app::state::App;
use crate::config::{DISCORD, RunArgs};
use crate::core::content::Content;
use crate::core::screening::second::ModelFiles;
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
        let clock =
            args.fast_since.map_or_else(|| Clock::system(args.fast), |since| Clock::fast_since(since, args.fast));
        let parts = Parts { content, clock, model: super::model(&args.model) };
        let bot = bot(parts, token.reveal(), upstream, &args.database, stop.clone());
        until_stopped(bot, stop).await
    })
}

/// What the bot is made of besides its store and its connection.
pub(super) struct Parts {
    pub content: Content,
    pub clock: Clock,
    pub model: Option<ModelFiles>,
}

/// Opens store and connection, and serves.
pub(super) async fn bot(
    parts: Parts,
    token: &str,
    upstream: &str,
    database: &str,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let store = Store::open(database).await?;
    let connection = tokio::select! {
        connection = Connection::open(token, upstream) => connection?,
        () = stop.cancelled() => return Ok(()),
    };
    let app = App::new(parts.content, store, connection.sender(), parts.clock)
        .with_model(ModelThread::new(parts.model))
        .with_picture_cache(cache());
    let app = Arc::new(app);
    let served = serve(&connection, Arc::clone(&app), &stop).await;
    app.store.close().await;
    connection.funnel.stop().await;
    served
}

/// Where this user's programs keep what they can make again; nowhere, if the system names no such place.
fn cache() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let caches = named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache")))?;
    Some(caches.join("unhunch"))
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
