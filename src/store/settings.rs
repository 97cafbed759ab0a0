//! What servers and people chose. A row appears with the first choice; without one the defaults of `core/settings.rs` hold.

use anyhow::Context as _;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, flag, id, text};
use crate::core::settings::{GuildSettings, MemberSettings, Pings, ReplyMode};

const SAVE_GUILD: &str = "INSERT INTO guilds (guild, country, language, reply_mode, moderators_channel, duty_role, \
    ping_author, screening, session_pings, exempt_channels) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
    ON CONFLICT (guild) DO UPDATE SET country = $2, language = $3, reply_mode = $4, moderators_channel = $5, \
    duty_role = $6, ping_author = $7, screening = $8, session_pings = $9, exempt_channels = $10";

const SAVE_MEMBER: &str = "INSERT INTO members (person, country, replies, history, screened_ms) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (person) DO UPDATE SET country = $2, replies = $3, history = $4, screened_ms = $5";

impl Store {
    /// What a server chose, or the defaults.
    ///
    /// # Errors
    /// The database fails.
    pub async fn guild_settings(&self, guild: i64) -> anyhow::Result<GuildSettings> {
        let row = sqlx::query("SELECT * FROM guilds WHERE guild = $1").bind(guild).fetch_optional(&self.pool).await?;
        row.as_ref().map_or_else(|| Ok(GuildSettings::default()), read_guild)
    }

    /// Keeps what a server chose.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_guild_settings(&self, guild: i64, settings: &GuildSettings) -> anyhow::Result<()> {
        sqlx::query(SAVE_GUILD)
            .bind(guild)
            .bind(settings.country.clone().unwrap_or_default())
            .bind(settings.language.clone().unwrap_or_default())
            .bind(settings.reply_mode.name())
            .bind(settings.moderators_channel.unwrap_or_default())
            .bind(settings.duty_role.unwrap_or_default())
            .bind(i64::from(settings.ping_author))
            .bind(i64::from(settings.screening))
            .bind(settings.session_pings.name())
            .bind(serde_json::to_string(&settings.exempt_channels)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What a person chose, or the defaults.
    ///
    /// # Errors
    /// The database fails.
    pub async fn member_settings(&self, person: i64) -> anyhow::Result<MemberSettings> {
        let row =
            sqlx::query("SELECT * FROM members WHERE person = $1").bind(person).fetch_optional(&self.pool).await?;
        row.as_ref().map_or_else(|| Ok(MemberSettings::default()), read_member)
    }

    /// Keeps what a person chose.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_member_settings(&self, person: i64, settings: &MemberSettings) -> anyhow::Result<()> {
        sqlx::query(SAVE_MEMBER)
            .bind(person)
            .bind(settings.country.clone().unwrap_or_default())
            .bind(i64::from(settings.replies))
            .bind(i64::from(settings.history))
            .bind(settings.screened_ms.unwrap_or_default())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

fn read_guild(row: &AnyRow) -> anyhow::Result<GuildSettings> {
    let (mode, pings): (String, String) = (row.try_get("reply_mode")?, row.try_get("session_pings")?);
    let exempt: String = row.try_get("exempt_channels")?;
    Ok(GuildSettings {
        country: text(row, "country")?,
        language: text(row, "language")?,
        reply_mode: ReplyMode::from_name(&mode).unwrap_or_default(),
        moderators_channel: id(row, "moderators_channel")?,
        duty_role: id(row, "duty_role")?,
        ping_author: flag(row, "ping_author")?,
        screening: flag(row, "screening")?,
        session_pings: Pings::from_name(&pings).unwrap_or_default(),
        exempt_channels: serde_json::from_str(&exempt).context("a server's exempt channels cannot be read")?,
    })
}

fn read_member(row: &AnyRow) -> anyhow::Result<MemberSettings> {
    Ok(MemberSettings {
        country: text(row, "country")?,
        replies: flag(row, "replies")?,
        history: flag(row, "history")?,
        screened_ms: id(row, "screened_ms")?,
    })
}
