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

/// Whether to answer; from `true` on the message is ours, and no other process answers it.
pub async fn may_reply(app: &App, said: &Said<'_>, settings: &GuildSettings, kind: ReplyKind) -> anyhow::Result<bool> {
    if !settings.screening || settings.exempt_channels.contains(&said.channel) {
        return Ok(false);
    }
    if !app.store.member_settings(said.author).await?.replies {
        return Ok(false);
    }
    let now = app.clock.now_ms();
    if !app.store.claim_reply(said.message, now).await? {
        return Ok(false);
    }
    Ok(kind.is_urgent() || app.store.start_cool_down(said.author, kind.name(), now, COOL_DOWN_MS).await?)
}
