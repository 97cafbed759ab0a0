//! Which messages were answered, who got which kind of reply when, and which rules were called wrong. Ids and times only.

use sqlx::Row as _;

use super::{Store, count};

impl Store {
    /// Takes the right to answer a message with something of this gravity (1 or more); `true` for the first who asks, in
    /// whatever process, and once more for each that is graver than all before. One statement, so two never both get it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn claim_reply(&self, message: i64, gravity: i64, now_ms: i64) -> anyhow::Result<bool> {
        let sql = "INSERT INTO reply_claims (message, claimed_ms, gravity, gravity_before) VALUES ($1, $2, $3, 0) \
                   ON CONFLICT (message) DO UPDATE SET claimed_ms = $2, gravity = $3, \
                   gravity_before = reply_claims.gravity WHERE reply_claims.gravity < $3";
        let done = sqlx::query(sql).bind(message).bind(now_ms).bind(gravity).execute(&self.pool).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives the right back, because the answer could not be sent. What was answered before stays answered, and so does what
    /// someone claimed for something graver meanwhile.
    ///
    /// # Errors
    /// The database fails.
    pub async fn unclaim_reply(&self, message: i64, gravity: i64) -> anyhow::Result<()> {
        let sql = "UPDATE reply_claims SET gravity = gravity_before WHERE message = $1 AND gravity = $2";
        sqlx::query(sql).bind(message).bind(gravity).execute(&self.pool).await?;
        Ok(())
    }

    /// Starts the cool-down of a kind of reply to a person unless one still runs; says whether it did. One statement, so two
    /// processes never both start it.
    ///
    /// # Errors
    /// The database fails.
    pub async fn start_cool_down(&self, person: i64, kind: &str, now_ms: i64, length_ms: i64) -> anyhow::Result<bool> {
        let sql = "INSERT INTO cool_downs (person, kind, last_ms) VALUES ($1, $2, $3) \
                   ON CONFLICT (person, kind) DO UPDATE SET last_ms = $3 WHERE cool_downs.last_ms <= $4";
        let query = sqlx::query(sql).bind(person).bind(kind).bind(now_ms).bind(now_ms.saturating_sub(length_ms));
        Ok(query.execute(&self.pool).await?.rows_affected() == 1)
    }

    /// Forgets a cool-down that was started at `started_ms`, because the reply could not be sent; one that someone started
    /// later goes on.
    ///
    /// # Errors
    /// The database fails.
    pub async fn release_cool_down(&self, person: i64, kind: &str, started_ms: i64) -> anyhow::Result<()> {
        let sql = "DELETE FROM cool_downs WHERE person = $1 AND kind = $2 AND last_ms = $3";
        sqlx::query(sql).bind(person).bind(kind).bind(started_ms).execute(&self.pool).await?;
        Ok(())
    }

    /// When a person last got this kind of reply, unix ms.
    ///
    /// # Errors
    /// The database fails.
    pub async fn last_reply(&self, person: i64, kind: &str) -> anyhow::Result<Option<i64>> {
        let sql = "SELECT last_ms FROM cool_downs WHERE person = $1 AND kind = $2";
        let row = sqlx::query(sql).bind(person).bind(kind).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("last_ms")).transpose()?)
    }

    /// Counts that someone called what a rule said wrong.
    ///
    /// # Errors
    /// The database fails.
    pub async fn count_wrong(&self, rule: &str, kind: &str) -> anyhow::Result<()> {
        let sql = "INSERT INTO rule_feedback (rule, kind, wrong) VALUES ($1, $2, 1) \
                   ON CONFLICT (rule, kind) DO UPDATE SET wrong = rule_feedback.wrong + 1";
        sqlx::query(sql).bind(rule).bind(kind).execute(&self.pool).await?;
        Ok(())
    }

    /// Rules called wrong, with the kind of verdict and how often, most often first.
    ///
    /// # Errors
    /// The database fails.
    pub async fn wrong_rules(&self) -> anyhow::Result<Vec<(String, String, u32)>> {
        let sql = "SELECT rule, kind, wrong FROM rule_feedback ORDER BY wrong DESC, rule";
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("rule")?, row.try_get("kind")?, count(row, "wrong")?))).collect()
    }
}
