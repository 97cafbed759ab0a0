//! Sessions and who takes part in them. A due session is claimed, worked on and saved, each in one statement.

use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::Context as _;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use super::{Store, count, flag};
use crate::core::settings::Pings;
use crate::core::timeline::{Ended, Item, NEVER, State, Status};
use crate::core::token::Token;

/// One guided session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Ours; also names its buttons and cues.
    pub id: i64,
    /// The server; 0 in direct messages.
    pub guild: i64,
    /// Where it speaks: its thread, or the channel it runs in.
    pub channel: i64,
    /// The channel it was started from.
    pub parent: i64,
    /// Whether `channel` is a thread opened for it.
    pub own_thread: bool,
    /// Who started it.
    pub owner: i64,
    /// What it is called, for people.
    pub title: String,
    /// Its exercises and doses.
    pub items: Vec<Item>,
    /// The language it speaks.
    pub locale: String,
    /// How it reaches people.
    pub pings: Pings,
    /// Whether others may join.
    pub together: bool,
    /// Whether its thread is private.
    pub private: bool,
    /// The message with the buttons; 0 before it is posted.
    pub card: i64,
    /// Where the bot is no member: what its follow-ups take, until it ends.
    pub token: Token,
    /// When the interaction of `token` was, unix ms.
    pub token_ms: i64,
    /// Where it stands.
    pub state: State,
    /// When it was started, unix ms.
    pub created_ms: i64,
    /// Changes with every write.
    pub version: i64,
    /// How often in a row Discord failed.
    pub tries: u32,
}

/// What a session is made from.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// The server; 0 in direct messages.
    pub guild: i64,
    /// The channel it is started from.
    pub parent: i64,
    /// Who starts it.
    pub owner: i64,
    /// What it is called.
    pub title: String,
    /// Its exercises and doses.
    pub items: Vec<Item>,
    /// The language it speaks.
    pub locale: String,
    /// How it reaches people.
    pub pings: Pings,
    /// Whether others may join.
    pub together: bool,
    /// Whether its thread is private.
    pub private: bool,
    /// Of the interaction that starts it, where it has no other way to speak.
    pub token: Token,
    /// When it is started, unix ms.
    pub now_ms: i64,
}

/// A session this process may work on until its lease ends.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The session, with the version it was claimed under.
    pub session: Session,
    /// Another worker had it and did not finish: what was due may have been said already.
    pub repeat: bool,
}

/// Someone in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub person: i64,
    /// Still taking part.
    pub active: bool,
    /// "easier", "same", "worse", or empty.
    pub feel: String,
}

const INSERT: &str = "INSERT INTO sessions (id, guild, channel, parent, own_thread, owner, title, items, locale, pings, \
    together, private, card, status, ended, origin_ms, held_ms, since_ms, next_cue, turn, announce, seen_ms, pressed_ms, \
    created_ms, due_ms, version, tries, worker, worker_before, token, token_ms) VALUES ($1, $2, $3, $3, 0, $4, $5, $6, $7, $8, $9, $10, 0, \
    'running', '', $11, 0, $11, 0, 0, 0, $11, 0, $11, $12, 1, 0, '', '', $13, $11)";

const CLAIM: &str = "UPDATE sessions SET due_ms = $1, worker_before = worker, worker = $2, version = version + 1 \
    WHERE due_ms <= $3 AND id IN (SELECT id FROM sessions WHERE due_ms <= $3 ORDER BY due_ms LIMIT $4) RETURNING *";

const SAVE: &str = "UPDATE sessions SET status = $1, ended = $2, origin_ms = $3, held_ms = $4, since_ms = $5, next_cue = $6, \
    turn = $7, announce = $8, seen_ms = $9, pressed_ms = $10, due_ms = $11, worker = '', tries = 0, version = version + 1 \
    WHERE id = $12 AND version = $13";

impl Store {
    /// Puts a new session with its owner into the store, not yet running: it becomes due when [`Store::place_session`] says
    /// where it speaks. `None` when the owner already takes part in one.
    ///
    /// # Errors
    /// The database fails.
    pub async fn insert_session(&self, new: &NewSession) -> anyhow::Result<Option<Session>> {
        let id = fresh_id(new.now_ms);
        let items = serde_json::to_string(&new.items)?;
        let mut tx = self.pool.begin().await?;
        if !insert_participant(&mut tx, id, new.owner, new.now_ms).await? {
            return Ok(None);
        }
        sqlx::query(INSERT)
            .bind(id)
            .bind(new.guild)
            .bind(new.parent)
            .bind(new.owner)
            .bind(&new.title)
            .bind(items)
            .bind(&new.locale)
            .bind(new.pings.name())
            .bind(i64::from(new.together))
            .bind(i64::from(new.private))
            .bind(new.now_ms)
            // Should this process die before the session has a place, the tick finds it soon after and ends it.
            .bind(new.now_ms + UNPLACED_MS)
            .bind(new.token.secret())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.session(id).await
    }

    /// Where a new session speaks and its card; from now on it runs, with session time 0 at `begin_ms`. `false` when it was
    /// given up meanwhile, because finding its place took too long.
    ///
    /// # Errors
    /// The database fails.
    pub async fn place_session(
        &self,
        id: i64,
        channel: i64,
        own_thread: bool,
        card: i64,
        begin_ms: i64,
    ) -> anyhow::Result<bool> {
        let sql = "UPDATE sessions SET channel = $1, own_thread = $2, card = $3, origin_ms = $4, since_ms = $4, seen_ms = $4, \
                   due_ms = $4, worker = '', version = version + 1 WHERE id = $5 AND status = 'running' AND card = 0";
        let query = sqlx::query(sql).bind(channel).bind(i64::from(own_thread)).bind(card).bind(begin_ms).bind(id);
        Ok(query.execute(&self.pool).await.context("cannot place a session")?.rows_affected() == 1)
    }

    /// The session with this id.
    ///
    /// # Errors
    /// The database fails.
    pub async fn session(&self, id: i64) -> anyhow::Result<Option<Session>> {
        let row = sqlx::query("SELECT * FROM sessions WHERE id = $1").bind(id).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// The session in which `person` takes part.
    ///
    /// # Errors
    /// The database fails.
    pub async fn session_of(&self, person: i64) -> anyhow::Result<Option<Session>> {
        let sql =
            "SELECT s.* FROM sessions s JOIN participants p ON p.session = s.id WHERE p.person = $1 AND p.active = 1";
        let row = sqlx::query(sql).bind(person).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// The latest session that speaks in `channel` and is not over.
    ///
    /// # Errors
    /// The database fails.
    pub async fn session_in(&self, channel: i64) -> anyhow::Result<Option<Session>> {
        let sql = "SELECT * FROM sessions WHERE channel = $1 AND status <> 'over' ORDER BY created_ms DESC LIMIT 1";
        let row = sqlx::query(sql).bind(channel).fetch_optional(&self.pool).await?;
        row.as_ref().map(read).transpose()
    }

    /// The owner's latest own thread below `parent` in which nothing runs any more, to be used again.
    ///
    /// # Errors
    /// The database fails.
    pub async fn old_thread(&self, owner: i64, parent: i64, private: bool) -> anyhow::Result<Option<i64>> {
        let sql = "SELECT channel FROM sessions WHERE owner = $1 AND parent = $2 AND private = $3 AND own_thread = 1 \
                   AND status = 'over' AND ended <> 'gone' AND ended <> 'forbidden' ORDER BY created_ms DESC LIMIT 1";
        let query = sqlx::query(sql).bind(owner).bind(parent).bind(i64::from(private));
        let row = query.fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("channel")).transpose()?)
    }

    /// Claims at most `limit` sessions due at `now_ms` for `worker`, the most overdue first. Whoever else asks does not get
    /// them until `lease_ms` later.
    ///
    /// # Errors
    /// The database fails.
    pub async fn claim_due(
        &self,
        worker: &str,
        now_ms: i64,
        lease_ms: i64,
        limit: i64,
    ) -> anyhow::Result<Vec<Claimed>> {
        let query = sqlx::query(CLAIM).bind(now_ms.saturating_add(lease_ms)).bind(worker).bind(now_ms).bind(limit);
        let rows = query.fetch_all(&self.pool).await.context("cannot claim due sessions")?;
        let claimed = |row: &AnyRow| {
            let repeat = !row.try_get::<String, _>("worker_before")?.is_empty();
            Ok(Claimed { session: read(row)?, repeat })
        };
        rows.iter().map(claimed).collect()
    }

    /// When the next session is due; `None` when none ever is.
    ///
    /// # Errors
    /// The database fails.
    pub async fn next_due(&self) -> anyhow::Result<Option<i64>> {
        let sql = "SELECT due_ms FROM sessions ORDER BY due_ms LIMIT 1";
        let row = sqlx::query(sql).fetch_optional(&self.pool).await?;
        let due: Option<i64> = row.map(|row| row.try_get("due_ms")).transpose()?;
        Ok(due.filter(|due| *due < NEVER))
    }

    /// Saves where a session stands if nobody wrote it since `version`; says whether it did. Ends the claim.
    ///
    /// # Errors
    /// The database fails.
    pub async fn save_state(&self, id: i64, version: i64, state: &State, due_ms: i64) -> anyhow::Result<bool> {
        let query = sqlx::query(SAVE)
            .bind(state.status.name())
            .bind(state.ended.map_or("", Ended::name))
            .bind(state.origin_ms)
            .bind(state.held_ms)
            .bind(state.since_ms)
            .bind(i64::from(state.next_cue))
            .bind(i64::from(state.turn))
            .bind(i64::from(state.announce))
            .bind(state.seen_ms)
            .bind(state.pressed_ms)
            .bind(due_ms)
            .bind(id)
            .bind(version);
        if state.is_open() || state.status == Status::Hurt {
            return Ok(query.execute(&self.pool).await.context("cannot save a session")?.rows_affected() == 1);
        }
        // Who has nothing more to do here may start another, even while "how did it feel?" is open.
        let mut tx = self.pool.begin().await?;
        let saved = query.execute(&mut *tx).await.context("cannot save a session")?.rows_affected() == 1;
        if saved {
            let sql = "UPDATE participants SET active = 0 WHERE session = $1 AND active = 1";
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
            // It has nothing more to say.
            let sql = "UPDATE sessions SET token = '' WHERE id = $1 AND token <> ''";
            sqlx::query(sql).bind(id).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(saved)
    }

    /// Lets a session that is not over speak by follow-ups to another interaction, of `now_ms`.
    ///
    /// # Errors
    /// The database fails.
    pub async fn renew_token(&self, id: i64, token: &Token, now_ms: i64) -> anyhow::Result<()> {
        let sql = "UPDATE sessions SET token = $1, token_ms = $2 WHERE id = $3 AND token <> ''";
        sqlx::query(sql).bind(token.secret()).bind(now_ms).bind(id).execute(&self.pool).await?;
        Ok(())
    }

    /// Puts a claimed session off because Discord failed; it stays marked as begun.
    ///
    /// # Errors
    /// The database fails.
    pub async fn postpone(&self, id: i64, version: i64, due_ms: i64) -> anyhow::Result<()> {
        let sql =
            "UPDATE sessions SET due_ms = $1, tries = tries + 1, version = version + 1 WHERE id = $2 AND version = $3";
        sqlx::query(sql).bind(due_ms).bind(id).bind(version).execute(&self.pool).await?;
        Ok(())
    }

    /// Gives back what a process that is no more had claimed; those sessions are due at `now_ms`. For a database that only
    /// one process uses.
    ///
    /// # Errors
    /// The database fails.
    pub async fn release_claims(&self, now_ms: i64) -> anyhow::Result<u64> {
        let sql = "UPDATE sessions SET due_ms = $1, version = version + 1 WHERE worker <> '' AND due_ms < $2";
        Ok(sqlx::query(sql).bind(now_ms).bind(NEVER).execute(&self.pool).await?.rows_affected())
    }

    /// After the clock was set back: makes due at `now_ms` what was last worked on after `seen_after_ms`, in the future.
    ///
    /// # Errors
    /// The database fails.
    pub async fn wake_future(&self, now_ms: i64, seen_after_ms: i64) -> anyhow::Result<u64> {
        let sql =
            "UPDATE sessions SET due_ms = $1, version = version + 1 WHERE seen_ms > $2 AND due_ms > $1 AND due_ms < $3";
        let query = sqlx::query(sql).bind(now_ms).bind(seen_after_ms).bind(NEVER);
        Ok(query.execute(&self.pool).await?.rows_affected())
    }

    /// Lets `person` join; `false` when they already take part in a running session, this one or another.
    ///
    /// # Errors
    /// The database fails.
    pub async fn join_session(&self, id: i64, person: i64, now_ms: i64) -> anyhow::Result<bool> {
        let mut connection = self.pool.acquire().await?;
        insert_participant(&mut connection, id, person, now_ms).await
    }

    /// Lets someone who stopped take part again; `false` when they take part in another session meanwhile.
    ///
    /// # Errors
    /// The database fails.
    pub async fn rejoin_session(&self, id: i64, person: i64) -> anyhow::Result<bool> {
        let sql = "UPDATE participants SET active = 1 WHERE session = $1 AND person = $2 AND NOT EXISTS \
                   (SELECT 1 FROM participants p WHERE p.person = $2 AND p.active = 1)";
        Ok(sqlx::query(sql).bind(id).bind(person).execute(&self.pool).await?.rows_affected() == 1)
    }

    /// `person` stops taking part; the rest goes on.
    ///
    /// # Errors
    /// The database fails.
    pub async fn leave_session(&self, id: i64, person: i64) -> anyhow::Result<()> {
        let sql = "UPDATE participants SET active = 0 WHERE session = $1 AND person = $2";
        sqlx::query(sql).bind(id).bind(person).execute(&self.pool).await?;
        Ok(())
    }

    /// Everyone who took part, in the order of joining.
    ///
    /// # Errors
    /// The database fails.
    pub async fn participants(&self, id: i64) -> anyhow::Result<Vec<Participant>> {
        let sql = "SELECT person, active, feel FROM participants WHERE session = $1 ORDER BY joined_ms, person";
        let rows = sqlx::query(sql).bind(id).fetch_all(&self.pool).await?;
        let participant = |row: &AnyRow| {
            Ok(Participant { person: row.try_get("person")?, active: flag(row, "active")?, feel: row.try_get("feel")? })
        };
        rows.iter().map(participant).collect()
    }

    /// How it felt for `person`: "easier", "same" or "worse".
    ///
    /// # Errors
    /// The database fails.
    pub async fn set_feel(&self, id: i64, person: i64, feel: &str) -> anyhow::Result<()> {
        let sql = "UPDATE participants SET feel = $1 WHERE session = $2 AND person = $3";
        sqlx::query(sql).bind(feel).bind(id).bind(person).execute(&self.pool).await?;
        Ok(())
    }
}

/// A session that was never placed is ended after this.
const UNPLACED_MS: i64 = 60_000;

async fn insert_participant(
    connection: &mut sqlx::AnyConnection,
    id: i64,
    person: i64,
    now_ms: i64,
) -> anyhow::Result<bool> {
    // Without a named target the clause covers the key and the "one running" index alike.
    let sql = "INSERT INTO participants (session, person, active, feel, joined_ms) VALUES ($1, $2, 1, '', $3) \
               ON CONFLICT DO NOTHING";
    let done = sqlx::query(sql).bind(id).bind(person).bind(now_ms).execute(connection).await?;
    Ok(done.rows_affected() == 1)
}

/// An id by time, so that it is never used again, with room for 1,024 a millisecond.
fn fresh_id(now_ms: i64) -> i64 {
    static COUNTER: AtomicI64 = AtomicI64::new(0);
    // Processes that start in the same millisecond differ by their number.
    let salt = i64::from(std::process::id()) * 37;
    (now_ms << 10) | ((COUNTER.fetch_add(1, Ordering::Relaxed) + salt) & 1_023)
}

fn read(row: &AnyRow) -> anyhow::Result<Session> {
    let items: String = row.try_get("items")?;
    let pings: String = row.try_get("pings")?;
    Ok(Session {
        id: row.try_get("id")?,
        guild: row.try_get("guild")?,
        channel: row.try_get("channel")?,
        parent: row.try_get("parent")?,
        own_thread: flag(row, "own_thread")?,
        owner: row.try_get("owner")?,
        title: row.try_get("title")?,
        items: serde_json::from_str(&items).context("a session's items cannot be read")?,
        locale: row.try_get("locale")?,
        pings: Pings::from_name(&pings).unwrap_or_default(),
        together: flag(row, "together")?,
        private: flag(row, "private")?,
        card: row.try_get("card")?,
        token: Token::new(row.try_get::<String, _>("token")?),
        token_ms: row.try_get("token_ms")?,
        state: read_state(row)?,
        created_ms: row.try_get("created_ms")?,
        version: row.try_get("version")?,
        tries: count(row, "tries")?,
    })
}

fn read_state(row: &AnyRow) -> anyhow::Result<State> {
    let status: String = row.try_get("status")?;
    let ended: String = row.try_get("ended")?;
    Ok(State {
        status: Status::from_name(&status).with_context(|| format!("unknown status {status:?} of a session"))?,
        ended: Ended::from_name(&ended),
        origin_ms: row.try_get("origin_ms")?,
        held_ms: row.try_get("held_ms")?,
        since_ms: row.try_get("since_ms")?,
        next_cue: count(row, "next_cue")?,
        turn: count(row, "turn")?,
        announce: flag(row, "announce")?,
        seen_ms: row.try_get("seen_ms")?,
        pressed_ms: row.try_get("pressed_ms")?,
    })
}
