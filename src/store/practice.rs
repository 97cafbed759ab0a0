//! Practice of those who asked to have it kept: what they did, how long, and how it felt. Feeds the next dose.

use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, count};
use crate::core::timeline::Item;

/// One exercise once done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Practice {
    /// When, unix ms.
    pub done_ms: i64,
    /// Which exercise, with the dose.
    pub item: Item,
    /// "easier", "same", "worse", or empty.
    pub feel: String,
}

impl Store {
    /// Keeps that `person` did `item`. Call only for those who opted in. Once a session and exercise: a repeat only changes
    /// how it felt.
    ///
    /// # Errors
    /// The database fails.
    pub async fn keep_practice(&self, person: i64, done_ms: i64, item: &Item, feel: &str) -> anyhow::Result<()> {
        let sql = "INSERT INTO practice (person, done_ms, exercise, hold, rounds, sets, feel) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (person, done_ms, exercise) DO UPDATE SET feel = $7";
        sqlx::query(sql)
            .bind(person)
            .bind(done_ms)
            .bind(&item.exercise)
            .bind(i64::from(item.hold.unwrap_or_default()))
            .bind(i64::from(item.rounds))
            .bind(i64::from(item.sets))
            .bind(feel)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// The person's practice since `since_ms`, latest first; of one exercise where it is named.
    ///
    /// # Errors
    /// The database fails.
    pub async fn practice(&self, person: i64, exercise: Option<&str>, since_ms: i64) -> anyhow::Result<Vec<Practice>> {
        let sql = "SELECT * FROM practice WHERE person = $1 AND done_ms >= $2 AND (exercise = $3 OR $3 = '') \
                   ORDER BY done_ms DESC, exercise LIMIT 5000";
        let query = sqlx::query(sql).bind(person).bind(since_ms).bind(exercise.unwrap_or_default());
        query.fetch_all(&self.pool).await?.iter().map(read).collect()
    }
}

fn read(row: &AnyRow) -> anyhow::Result<Practice> {
    let item = Item {
        exercise: row.try_get("exercise")?,
        hold: Some(count(row, "hold")?).filter(|hold| *hold > 0),
        rounds: count(row, "rounds")?,
        sets: count(row, "sets")?,
    };
    Ok(Practice { done_ms: row.try_get("done_ms")?, item, feel: row.try_get("feel")? })
}
