//! Whether a message that carries something is answered: the server's and the person's choices, the cool-down, the claim.

use crate::app::screening::Said;
use crate::app::state::App;
use crate::core::referral::ReplyKind;
use crate::core::settings::GuildSettings;

/// The same calmer reply goes to the same person at most once in this time. Source: clinical reference, section 8.
const COOL_DOWN_MS: i64 = 6 * 3_600_000;

/// What the server chose; in a direct message, the defaults.
pub async fn settings_of(app: &App, guild: Option<i64>) -> anyhow::Result<GuildSettings> {
    match guild {
        Some(guild) => app.store.guild_settings(guild).await,
        None => Ok(GuildSettings::default()),
    }
}

/// The right to answer one message, and the cool-down that began with it.
#[derive(Debug)]
pub struct Claim {
    author: i64,
    message: i64,
    kind: ReplyKind,
    at_ms: i64,
}

/// Whether the server and the person let the bot answer here at all.
pub async fn listens(app: &App, said: &Said<'_>, settings: &GuildSettings) -> anyhow::Result<bool> {
    if !settings.screening || settings.exempt_channels.contains(&said.channel) {
        return Ok(false);
    }
    Ok(app.store.member_settings(said.author).await?.replies)
}

/// Whether to answer what may be answered; with a claim the message is ours, and no other process answers it.
pub async fn claim(app: &App, said: &Said<'_>, kind: ReplyKind) -> anyhow::Result<Option<Claim>> {
    let at_ms = app.clock.now_ms();
    if !app.store.claim_reply(said.message, kind.gravity(), at_ms).await? {
        return Ok(None);
    }
    let cooled = kind.is_urgent() || app.store.start_cool_down(said.author, kind.name(), at_ms, COOL_DOWN_MS).await?;
    Ok(cooled.then_some(Claim { author: said.author, message: said.message, kind, at_ms }))
}

impl Claim {
    /// Gives back what an answer had taken that did not reach who it was for, so that an edit or a repeat can be answered.
    pub async fn release(self, app: &App) -> anyhow::Result<()> {
        if !self.kind.is_urgent() {
            app.store.release_cool_down(self.author, self.kind.name(), self.at_ms).await?;
        }
        app.store.unclaim_reply(self.message, self.kind.gravity()).await
    }
}
