//! Everything about one person or one server: shown, deleted; and what is too old to keep.

use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Column as _, Row as _, TypeInfo as _};

use super::Store;

/// Finished sessions are kept this long, so that their threads can be used again.
const KEEP_SESSIONS_MS: i64 = 30 * 24 * 3_600_000;
/// A message can be claimed once within this; Discord does not deliver older ones again.
const KEEP_CLAIMS_MS: i64 = 24 * 3_600_000;
/// The longest cool-down is far shorter.
const KEEP_COOL_DOWNS_MS: i64 = 7 * 24 * 3_600_000;

impl Store {
    /// All that is kept about `person`, table by table, for them to read.
    ///
    /// # Errors
    /// The database fails.
    pub async fn export_person(&self, person: i64) -> anyhow::Result<Value> {
        let tables = [
            ("settings", "SELECT country, replies, history, screened_ms FROM members WHERE person = $1"),
            ("practice", "SELECT done_ms, exercise, hold, rounds, sets, feel FROM practice WHERE person = $1"),
            ("cool_downs", "SELECT kind, last_ms FROM cool_downs WHERE person = $1"),
            (
                "sessions_started",
                "SELECT id, guild, channel, title, items, status, ended, created_ms FROM sessions WHERE owner = $1",
            ),
            ("sessions_joined", "SELECT session, active, feel, joined_ms FROM participants WHERE person = $1"),
        ];
        let mut all = Map::new();
        for (name, sql) in tables {
            let rows = sqlx::query(sql).bind(person).fetch_all(&self.pool).await?;
            all.insert(name.to_owned(), rows.iter().map(as_json).collect::<sqlx::Result<Value>>()?);
        }
        Ok(Value::Object(all))
    }

    /// Deletes all that is kept about `person`, also what still runs. Their wish not to be answered is a setting and goes
    /// too; the caller says so.
    ///
    /// # Errors
    /// The database fails; then nothing was deleted.
    pub async fn delete_person(&self, person: i64) -> anyhow::Result<()> {
        let statements = [
            "DELETE FROM participants WHERE session IN (SELECT id FROM sessions WHERE owner = $1)",
            "DELETE FROM participants WHERE person = $1",
            "DELETE FROM sessions WHERE owner = $1",
            "DELETE FROM practice WHERE person = $1",
            "DELETE FROM cool_downs WHERE person = $1",
            "DELETE FROM members WHERE person = $1",
        ];
        self.all_or_none(&statements, person).await
    }

    /// Deletes what is kept about a server that removed the bot. Never call it for an outage.
    ///
    /// # Errors
    /// The database fails; then nothing was deleted.
    pub async fn delete_guild(&self, guild: i64) -> anyhow::Result<()> {
        let statements = [
            "DELETE FROM participants WHERE session IN (SELECT id FROM sessions WHERE guild = $1)",
            "DELETE FROM sessions WHERE guild = $1",
            "DELETE FROM guilds WHERE guild = $1",
        ];
        self.all_or_none(&statements, guild).await
    }

    /// Deletes what is too old to be of use.
    ///
    /// # Errors
    /// The database fails.
    pub async fn prune(&self, now_ms: i64) -> anyhow::Result<()> {
        let old_sessions = [
            "DELETE FROM participants WHERE session IN \
             (SELECT id FROM sessions WHERE status = 'over' AND created_ms < $1)",
            "DELETE FROM sessions WHERE status = 'over' AND created_ms < $1",
        ];
        self.all_or_none(&old_sessions, now_ms - KEEP_SESSIONS_MS).await?;
        self.all_or_none(&["DELETE FROM reply_claims WHERE claimed_ms < $1"], now_ms - KEEP_CLAIMS_MS).await?;
        self.all_or_none(&["DELETE FROM cool_downs WHERE last_ms < $1"], now_ms - KEEP_COOL_DOWNS_MS).await
    }

    async fn all_or_none(&self, statements: &[&'static str], bound: i64) -> anyhow::Result<()> {
        let mut tx = self.pool.begin().await?;
        for sql in statements {
            sqlx::query(*sql).bind(bound).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

fn as_json(row: &AnyRow) -> sqlx::Result<Value> {
    let column = |column: &<sqlx::Any as sqlx::Database>::Column| {
        let name = column.name();
        let value = match column.type_info().name() {
            "TEXT" => Value::from(row.try_get::<String, _>(name)?),
            _ => Value::from(row.try_get::<i64, _>(name)?),
        };
        Ok((name.to_owned(), value))
    };
    row.columns().iter().map(column).collect::<sqlx::Result<Map<String, Value>>>().map(Value::Object)
}
