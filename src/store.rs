//! What must survive a restart, as verbs on one pool: SQLite by default, PostgreSQL by address, the same SQL for both.
//! Called by `app`; returns types of `core` and plain rows.

mod practice;
mod privacy;
mod replies;
mod sessions;
mod settings;

pub use practice::Practice;
pub use sessions::{Claimed, NewSession, Participant, Session};

use std::time::Duration;

use anyhow::{Context as _, anyhow};
use sqlx::any::{AnyPoolOptions, AnyRow, install_default_drivers};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyPool, Row as _, SqlSafeStr as _};

/// The migrations in order; one that was released is never changed.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (2, "gravity", include_str!("../migrations/0002_gravity.sql")),
    (3, "follow_ups", include_str!("../migrations/0003_follow_ups.sql")),
];

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    engine: Engine,
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file that this process alone writes.
    Sqlite,
    /// A server that several processes may share.
    Postgres,
}

impl Store {
    /// Opens `url` (`sqlite://file`, created when missing, or `postgres://…`) and brings its tables up to date.
    ///
    /// # Errors
    /// One line that names the database, what is wrong and what to do.
    pub async fn open(url: &str) -> anyhow::Result<Self> {
        let engine = engine_of(url)?;
        install_default_drivers();
        let pool = connect(url, engine).await.with_context(|| {
            format!("cannot open the database {} ({}; DATABASE_URL says which one to use)", shown(url), remedy(engine))
        })?;
        let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
            Migration::new(*version, (*name).into(), MigrationType::Simple, sql.into_sql_str(), false)
        });
        Migrator::with_migrations(migrations.collect()).run(&pool).await.with_context(|| {
            format!("cannot bring the tables of {} up to date (is it a newer Unhunch's database?)", shown(url))
        })?;
        Ok(Self { pool, engine })
    }

    /// Which database it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// Waits for what is under way and closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

async fn connect(url: &str, engine: Engine) -> sqlx::Result<AnyPool> {
    let pool = AnyPoolOptions::new().acquire_timeout(Duration::from_secs(6));
    match engine {
        // One connection: SQLite has one writer, and waiting here is fairer than its busy handler.
        Engine::Sqlite => pool.max_connections(1).after_connect(|connection, _| Box::pin(tune(connection))),
        Engine::Postgres => pool.max_connections(8),
    }
    .connect(&with_mode(url, engine))
    .await
}

async fn tune(connection: &mut sqlx::AnyConnection) -> sqlx::Result<()> {
    // NORMAL is safe under WAL: a power cut may lose the last cues' bookkeeping, never the file.
    for pragma in ["PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL", "PRAGMA busy_timeout = 5000"] {
        sqlx::query(pragma).execute(&mut *connection).await?;
    }
    Ok(())
}

fn engine_of(url: &str) -> anyhow::Result<Engine> {
    match url.split(':').next() {
        Some("sqlite") => Ok(Engine::Sqlite),
        Some("postgres" | "postgresql") => Ok(Engine::Postgres),
        _ => Err(anyhow!(
            "DATABASE_URL must begin with sqlite:// (a file) or postgres:// (a server); it begins with neither"
        )),
    }
}

fn with_mode(url: &str, engine: Engine) -> String {
    match engine {
        Engine::Sqlite if !url.contains("mode=") && !url.contains(":memory:") => {
            format!("{url}{}mode=rwc", if url.contains('?') { '&' } else { '?' })
        }
        _ => url.to_owned(),
    }
}

fn remedy(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "is the folder there, may this user write to it, and is the file a SQLite database?",
        Engine::Postgres => "is the server running, and are user, password and database name right?",
    }
}

/// The address without user and password.
fn shown(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, rest))) => format!("{scheme}://{rest}"),
        _ => url.to_owned(),
    }
}

/// A flag column.
fn flag(row: &AnyRow, column: &str) -> sqlx::Result<bool> {
    Ok(row.try_get::<i64, _>(column)? != 0)
}

/// A column in which 0 means none.
fn id(row: &AnyRow, column: &str) -> sqlx::Result<Option<i64>> {
    Ok(Some(row.try_get::<i64, _>(column)?).filter(|id| *id != 0))
}

/// A column in which '' means none.
fn text(row: &AnyRow, column: &str) -> sqlx::Result<Option<String>> {
    Ok(Some(row.try_get::<String, _>(column)?).filter(|text| !text.is_empty()))
}

/// A number column that holds a count.
fn count(row: &AnyRow, column: &str) -> sqlx::Result<u32> {
    Ok(u32::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(shown("postgres://me:secret@db.example/unhunch"), "postgres://db.example/unhunch");
        assert_eq!(shown("sqlite://unhunch.sqlite"), "sqlite://unhunch.sqlite");
    }

    #[test]
    fn an_address_of_another_kind_is_refused() {
        assert!(engine_of("mysql://x").expect_err("not ours").to_string().contains("sqlite://"));
    }

    #[test]
    fn a_missing_file_is_created() {
        assert_eq!(with_mode("sqlite://a.db", Engine::Sqlite), "sqlite://a.db?mode=rwc");
        assert_eq!(with_mode("sqlite://a.db?mode=ro", Engine::Sqlite), "sqlite://a.db?mode=ro");
    }
}
