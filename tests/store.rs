//! The store on both engines, verb by verb. SQLite always runs. PostgreSQL runs with `--include-ignored` and a server in
//! `UNHUNCH_TEST_POSTGRES`, as `.ci/run` does; without them `cargo test` lists those tests as ignored.

use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::AssertSqlSafe;
use unhunch::core::settings::{GuildSettings, MemberSettings, Pings, ReplyMode};
use unhunch::core::timeline::{Ended, Item, NEVER, State, Status};
use unhunch::core::token::Token;
use unhunch::store::{NewSession, Session, Store};

const NOW: i64 = 1_800_000_000_000;
const LEASE: i64 = 10_000;

/// A scenario becomes one test an engine.
macro_rules! on_both_engines {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                let dir = tempfile::tempdir().expect("a temporary folder");
                let url = format!("sqlite://{}", dir.path().join("test.sqlite").display());
                let store = unhunch::store::Store::open(&url).await.expect("a new SQLite file");
                super::$name(store).await;
            })*
        }
        mod postgres {
            $(#[tokio::test]
            #[ignore = "needs a PostgreSQL server: UNHUNCH_TEST_POSTGRES=postgres://user@host/postgres"]
            async fn $name() {
                let database = super::Database::create().await;
                let store = unhunch::store::Store::open(&database.url).await.expect("a new PostgreSQL database");
                super::$name(store.clone()).await;
                store.close().await;
                database.drop().await;
            })*
        }
    };
}

on_both_engines!(
    a_session_comes_back_as_it_was_saved,
    a_person_has_one_running_session,
    what_is_due_is_claimed_once,
    the_most_overdue_is_claimed_first,
    a_claim_runs_out_and_is_known_as_a_repeat,
    a_write_on_an_old_version_is_refused,
    ending_a_session_frees_its_people,
    releasing_gives_back_what_a_dead_process_had,
    what_was_seen_in_the_future_is_woken,
    others_join_leave_and_come_back,
    an_old_thread_is_found_again,
    putting_off_counts_and_keeps_the_mark,
    a_message_is_claimed_by_one,
    only_something_graver_is_claimed_again,
    what_was_answered_stays_answered_when_something_graver_could_not_be,
    an_edit_into_something_graver_is_claimed_by_one,
    a_cool_down_is_released_only_by_who_started_it,
    a_cool_down_starts_once,
    wrong_verdicts_are_counted,
    a_token_is_renewed_and_goes_with_the_end,
    a_server_keeps_its_settings,
    a_person_keeps_their_settings,
    practice_is_kept_once_a_session,
    a_person_sees_and_deletes_everything,
    a_server_that_leaves_takes_its_rows_along,
    only_what_is_old_is_pruned,
    many_at_once_claim_nothing_twice,
);

fn item() -> Item {
    Item { exercise: "foam-roll".to_owned(), hold: Some(30), rounds: 2, sets: 1 }
}

fn new(owner: i64) -> NewSession {
    NewSession {
        guild: 7,
        parent: 70,
        owner,
        title: "Foam roll “ü” 🙂".to_owned(),
        items: vec![item()],
        locale: "en-GB".to_owned(),
        pings: Pings::Spoken,
        together: true,
        private: false,
        token: Token::default(),
        now_ms: NOW,
    }
}

/// A session of `owner` that is due at `due_ms`.
async fn placed(store: &Store, owner: i64, due_ms: i64) -> Session {
    let session = store.insert_session(&new(owner)).await.expect("inserts").expect("has no other");
    assert!(store.place_session(session.id, 700 + owner, true, 9_000 + owner, due_ms).await.expect("places"));
    store.session(session.id).await.expect("reads").expect("is there")
}

async fn a_session_comes_back_as_it_was_saved(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let state = State {
        status: Status::Hurt,
        ended: None,
        origin_ms: -5,
        held_ms: 12_345,
        since_ms: NOW + 1,
        next_cue: 17,
        turn: 3,
        announce: true,
        seen_ms: NOW + 2,
        pressed_ms: NOW + 3,
    };
    assert!(store.save_state(session.id, session.version, &state, NOW + 9).await.expect("saves"));
    let back = store.session(session.id).await.expect("reads").expect("is there");
    assert_eq!(back, Session { state, version: session.version + 1, ..session });
}

async fn a_person_has_one_running_session(store: Store) {
    let first = placed(&store, 1, NOW).await;
    assert_eq!(store.insert_session(&new(1)).await.expect("answers"), None);
    assert_eq!(store.session_of(1).await.expect("answers").expect("the first").id, first.id);
    assert!(store.insert_session(&new(2)).await.expect("answers").is_some());
}

async fn what_is_due_is_claimed_once(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let claimed = store.claim_due("a", NOW, LEASE, 10).await.expect("claims");
    assert_eq!(claimed.iter().map(|c| (c.session.id, c.repeat)).collect::<Vec<_>>(), [(session.id, false)]);
    assert!(store.claim_due("b", NOW, LEASE, 10).await.expect("claims").is_empty());
    assert_eq!(store.next_due().await.expect("answers"), Some(NOW + LEASE));
}

async fn the_most_overdue_is_claimed_first(store: Store) {
    for (owner, due) in [(1, NOW - 10), (2, NOW - 30), (3, NOW - 20), (4, NOW + 1)] {
        placed(&store, owner, due).await;
    }
    let claimed = store.claim_due("a", NOW, LEASE, 2).await.expect("claims");
    let mut owners: Vec<i64> = claimed.iter().map(|c| c.session.owner).collect();
    owners.sort_unstable();
    assert_eq!(owners, [2, 3]);
}

async fn a_claim_runs_out_and_is_known_as_a_repeat(store: Store) {
    placed(&store, 1, NOW).await;
    store.claim_due("dies", NOW, LEASE, 10).await.expect("claims");
    assert!(store.claim_due("b", NOW + LEASE - 1, LEASE, 10).await.expect("claims").is_empty());
    let again = store.claim_due("b", NOW + LEASE, LEASE, 10).await.expect("claims");
    assert_eq!(again.iter().map(|c| c.repeat).collect::<Vec<_>>(), [true]);
}

async fn a_write_on_an_old_version_is_refused(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let mut state = session.state.clone();
    state.next_cue = 1;
    assert!(store.save_state(session.id, session.version, &state, NOW).await.expect("saves"));
    state.next_cue = 2;
    assert!(!store.save_state(session.id, session.version, &state, NOW).await.expect("answers"));
    assert_eq!(store.session(session.id).await.expect("reads").expect("is there").state.next_cue, 1);
}

async fn ending_a_session_frees_its_people(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let mut state = session.state.clone();
    state.end(Ended::Stopped, NOW);
    assert!(store.save_state(session.id, session.version, &state, NEVER).await.expect("saves"));
    assert_eq!(store.next_due().await.expect("answers"), None);
    assert!(store.insert_session(&new(1)).await.expect("answers").is_some());
}

async fn releasing_gives_back_what_a_dead_process_had(store: Store) {
    placed(&store, 1, NOW).await;
    store.claim_due("dies", NOW, LEASE, 10).await.expect("claims");
    assert_eq!(store.release_claims(NOW + 5).await.expect("releases"), 1);
    let again = store.claim_due("b", NOW + 5, LEASE, 10).await.expect("claims");
    assert_eq!(again.iter().map(|c| c.repeat).collect::<Vec<_>>(), [true]);
}

async fn what_was_seen_in_the_future_is_woken(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let hour_before = NOW - 3_600_000;
    assert!(store.claim_due("a", hour_before, LEASE, 10).await.expect("claims").is_empty());
    assert_eq!(store.wake_future(hour_before, hour_before + 60_000).await.expect("wakes"), 1);
    let claimed = store.claim_due("a", hour_before, LEASE, 10).await.expect("claims");
    assert_eq!(claimed.iter().map(|c| c.session.id).collect::<Vec<_>>(), [session.id]);
}

async fn others_join_leave_and_come_back(store: Store) {
    let session = placed(&store, 1, NOW).await;
    assert!(store.join_session(session.id, 2, NOW + 1).await.expect("joins"));
    assert!(!store.join_session(session.id, 2, NOW + 2).await.expect("answers"), "twice is once");
    store.leave_session(session.id, 2).await.expect("leaves");
    let active =
        |people: Vec<unhunch::store::Participant>| people.iter().map(|p| (p.person, p.active)).collect::<Vec<_>>();
    assert_eq!(active(store.participants(session.id).await.expect("lists")), [(1, true), (2, false)]);
    assert!(store.rejoin_session(session.id, 2).await.expect("rejoins"));
    assert_eq!(active(store.participants(session.id).await.expect("lists")), [(1, true), (2, true)]);
}

async fn an_old_thread_is_found_again(store: Store) {
    let session = placed(&store, 1, NOW).await;
    assert_eq!(store.old_thread(1, 70, false).await.expect("answers"), None, "still in use");
    let mut state = session.state.clone();
    state.end(Ended::Stopped, NOW);
    store.save_state(session.id, session.version, &state, NEVER).await.expect("saves");
    assert_eq!(store.old_thread(1, 70, false).await.expect("answers"), Some(701));
    assert_eq!(store.old_thread(1, 70, true).await.expect("answers"), None, "a private session needs a private one");
}

async fn putting_off_counts_and_keeps_the_mark(store: Store) {
    placed(&store, 1, NOW).await;
    let claimed = store.claim_due("a", NOW, LEASE, 1).await.expect("claims").remove(0).session;
    store.postpone(claimed.id, claimed.version, NOW + 1_000).await.expect("puts off");
    let again = store.claim_due("a", NOW + 1_000, LEASE, 1).await.expect("claims").remove(0);
    assert_eq!((again.repeat, again.session.tries), (true, 1));
}

async fn a_message_is_claimed_by_one(store: Store) {
    assert!(store.claim_reply(5, 2, NOW).await.expect("claims"));
    assert!(!store.claim_reply(5, 2, NOW).await.expect("answers"));
    store.unclaim_reply(5, 2).await.expect("gives back");
    assert!(store.claim_reply(5, 2, NOW).await.expect("claims again"));
}

async fn only_something_graver_is_claimed_again(store: Store) {
    for (gravity, claimed) in [(2, true), (1, false), (2, false), (4, true), (4, false), (2, false)] {
        assert_eq!(store.claim_reply(5, gravity, NOW).await.expect("answers"), claimed, "gravity {gravity}");
    }
}

async fn what_was_answered_stays_answered_when_something_graver_could_not_be(store: Store) {
    store.claim_reply(5, 2, NOW).await.expect("claims");
    store.claim_reply(5, 4, NOW).await.expect("claims");
    store.unclaim_reply(5, 2).await.expect("is not there any more");
    assert!(!store.claim_reply(5, 4, NOW).await.expect("answers"), "the graver claim is another's");
    store.unclaim_reply(5, 4).await.expect("gives back");
    assert!(!store.claim_reply(5, 2, NOW).await.expect("answers"), "that was answered");
    assert!(store.claim_reply(5, 4, NOW).await.expect("claims"));
}

async fn an_edit_into_something_graver_is_claimed_by_one(store: Store) {
    store.claim_reply(5, 2, NOW).await.expect("claims");
    let tries = (0..8).map(|_| {
        let store = store.clone();
        tokio::spawn(async move { store.claim_reply(5, 4, NOW).await.expect("answers") })
    });
    let mut claimed = 0;
    for one in tries.collect::<Vec<_>>() {
        claimed += usize::from(one.await.expect("a worker"));
    }
    assert_eq!(claimed, 1);
}

async fn a_cool_down_is_released_only_by_who_started_it(store: Store) {
    let hour = 3_600_000;
    store.start_cool_down(1, "precaution", NOW, hour).await.expect("starts");
    store.release_cool_down(1, "precaution", NOW - 1).await.expect("was another");
    assert!(!store.start_cool_down(1, "precaution", NOW + 1, hour).await.expect("still runs"));
    store.release_cool_down(1, "precaution", NOW).await.expect("releases");
    assert!(store.start_cool_down(1, "precaution", NOW + 1, hour).await.expect("starts again"));
}

async fn a_cool_down_starts_once(store: Store) {
    let hour = 3_600_000;
    assert!(store.start_cool_down(1, "precaution", NOW, hour).await.expect("starts"));
    assert!(!store.start_cool_down(1, "precaution", NOW + hour - 1, hour).await.expect("still runs"));
    assert_eq!(store.last_reply(1, "precaution").await.expect("answers"), Some(NOW));
    assert!(store.start_cool_down(1, "precaution", NOW + hour, hour).await.expect("starts again"));
    assert!(store.start_cool_down(2, "precaution", NOW + hour, hour).await.expect("another person"));
}

async fn wrong_verdicts_are_counted(store: Store) {
    for rule in ["a/b", "c/d", "c/d"] {
        store.count_wrong(rule, "precaution").await.expect("counts");
    }
    let expected = [("c/d".to_owned(), "precaution".to_owned(), 2), ("a/b".to_owned(), "precaution".to_owned(), 1)];
    assert_eq!(store.wrong_rules().await.expect("lists"), expected);
}

async fn a_token_is_renewed_and_goes_with_the_end(store: Store) {
    let new = NewSession { token: Token::new("first"), ..new(1) };
    let session = store.insert_session(&new).await.expect("inserts").expect("has no other");
    assert_eq!((session.token.secret(), session.token_ms), ("first", NOW));
    store.renew_token(session.id, &Token::new("second"), NOW + 5).await.expect("renews");
    let renewed = store.session(session.id).await.expect("reads").expect("is there");
    assert_eq!((renewed.token.secret(), renewed.token_ms), ("second", NOW + 5));
    let mut state = renewed.state.clone();
    state.end(Ended::Stopped, NOW + 6);
    assert!(store.save_state(session.id, renewed.version, &state, NEVER).await.expect("saves"));
    store.renew_token(session.id, &Token::new("third"), NOW + 7).await.expect("has nothing to renew");
    assert!(store.session(session.id).await.expect("reads").expect("is there").token.is_empty());
}

async fn a_server_keeps_its_settings(store: Store) {
    assert_eq!(store.guild_settings(7).await.expect("reads"), GuildSettings::default());
    let chosen = GuildSettings {
        country: Some("CA".to_owned()),
        language: Some("fr".to_owned()),
        reply_mode: ReplyMode::Moderators,
        moderators_channel: Some(71),
        duty_role: Some(72),
        ping_author: false,
        screening: false,
        session_pings: Pings::Silent,
        exempt_channels: vec![73, 74],
    };
    for settings in [GuildSettings::default(), chosen] {
        store.save_guild_settings(7, &settings).await.expect("saves");
        assert_eq!(store.guild_settings(7).await.expect("reads"), settings);
    }
}

async fn a_person_keeps_their_settings(store: Store) {
    assert_eq!(store.member_settings(1).await.expect("reads"), MemberSettings::default());
    let chosen =
        MemberSettings { country: Some("IN".to_owned()), replies: false, history: true, screened_ms: Some(NOW) };
    for settings in [MemberSettings::default(), chosen] {
        store.save_member_settings(1, &settings).await.expect("saves");
        assert_eq!(store.member_settings(1).await.expect("reads"), settings);
    }
}

async fn practice_is_kept_once_a_session(store: Store) {
    store.keep_practice(1, NOW, &item(), "").await.expect("keeps");
    store.keep_practice(1, NOW, &item(), "easier").await.expect("keeps");
    store.keep_practice(1, NOW + 1, &item(), "").await.expect("keeps");
    let kept = store.practice(1, Some("foam-roll"), NOW).await.expect("lists");
    assert_eq!(kept.iter().map(|p| p.feel.as_str()).collect::<Vec<_>>(), ["", "easier"]);
    assert_eq!(kept.first().map(|p| p.item.clone()), Some(item()));
    assert!(store.practice(1, Some("cat-cow"), NOW).await.expect("lists").is_empty());
    assert_eq!(store.practice(1, None, NOW + 1).await.expect("lists").len(), 1);
}

async fn a_person_sees_and_deletes_everything(store: Store) {
    let session = placed(&store, 1, NOW).await;
    let other = placed(&store, 2, NOW).await;
    store.join_session(session.id, 3, NOW).await.expect("joins");
    store.keep_practice(1, NOW, &item(), "same").await.expect("keeps");
    store.start_cool_down(1, "precaution", NOW, 1).await.expect("starts");
    store.save_member_settings(1, &MemberSettings::default()).await.expect("saves");
    let export = store.export_person(1).await.expect("exports");
    let filled = ["settings", "practice", "cool_downs", "sessions_started", "sessions_joined"];
    for table in filled {
        assert_eq!(export[table].as_array().map(Vec::len), Some(1), "{table}: {export}");
    }
    store.delete_person(1).await.expect("deletes");
    let export = store.export_person(1).await.expect("exports");
    for table in filled {
        assert_eq!(export[table].as_array().map(Vec::len), Some(0), "{table}: {export}");
    }
    assert!(store.session(other.id).await.expect("reads").is_some());
    assert!(store.session_of(3).await.expect("reads").is_none(), "nobody stays in a session that is gone");
}

async fn a_server_that_leaves_takes_its_rows_along(store: Store) {
    let session = placed(&store, 1, NOW).await;
    store.save_guild_settings(7, &GuildSettings { screening: false, ..GuildSettings::default() }).await.expect("saves");
    store.delete_guild(7).await.expect("deletes");
    assert!(store.session(session.id).await.expect("reads").is_none());
    assert_eq!(store.guild_settings(7).await.expect("reads"), GuildSettings::default());
    assert!(store.insert_session(&new(1)).await.expect("answers").is_some(), "its people are free");
}

async fn only_what_is_old_is_pruned(store: Store) {
    let running = placed(&store, 1, NOW).await;
    let ended = placed(&store, 2, NOW).await;
    let mut state = ended.state.clone();
    state.end(Ended::Stopped, NOW);
    store.save_state(ended.id, ended.version, &state, NEVER).await.expect("saves");
    store.claim_reply(5, 2, NOW).await.expect("claims");
    store.prune(NOW + 1).await.expect("prunes");
    assert!(store.session(ended.id).await.expect("reads").is_some(), "not old enough");
    store.prune(NOW + 31 * 24 * 3_600_000).await.expect("prunes");
    assert!(store.session(ended.id).await.expect("reads").is_none());
    assert!(store.session(running.id).await.expect("reads").is_some(), "still running");
    assert!(store.claim_reply(5, 2, NOW).await.expect("claims"), "the old claim is gone");
}

async fn many_at_once_claim_nothing_twice(store: Store) {
    for owner in 1..=60 {
        placed(&store, owner, NOW - owner).await;
    }
    let workers = (0..6).map(|worker| {
        let store = store.clone();
        tokio::spawn(async move {
            let mut mine = Vec::new();
            for _ in 0..20 {
                let claimed = store.claim_due(&format!("w{worker}"), NOW, LEASE, 3).await.expect("claims");
                mine.extend(claimed.into_iter().map(|claimed| claimed.session.id));
            }
            mine
        })
    });
    let mut all = Vec::new();
    for worker in workers.collect::<Vec<_>>() {
        all.extend(worker.await.expect("a worker"));
    }
    let claimed = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!((claimed, all.len()), (60, 60));
}

/// A database of its own on the test server.
struct Database {
    admin: String,
    name: String,
    url: String,
}

impl Database {
    async fn create() -> Self {
        static COUNTER: AtomicU32 = AtomicU32::new(0);
        let admin = std::env::var("UNHUNCH_TEST_POSTGRES").expect("UNHUNCH_TEST_POSTGRES names a PostgreSQL server");
        let name = format!("unhunch_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed));
        let (server, _) = admin.rsplit_once('/').expect("an address with a database name");
        let database = Self { url: format!("{server}/{name}"), admin, name };
        database.run("CREATE DATABASE").await;
        database
    }

    async fn drop(self) {
        self.run("DROP DATABASE").await;
    }

    async fn run(&self, verb: &str) {
        use sqlx::{Connection as _, Executor as _};
        sqlx::any::install_default_drivers();
        let mut connection = sqlx::AnyConnection::connect(&self.admin).await.expect("the test server answers");
        // The name is made above of letters and digits.
        let sql = AssertSqlSafe(format!("{verb} {}", self.name));
        connection.execute(sqlx::raw_sql(sql)).await.expect("may create and drop databases");
    }
}

#[tokio::test]
async fn an_unreadable_database_is_one_line_with_a_remedy() {
    for url in ["sqlite:///no/such/folder/x.sqlite", "mysql://x", "postgres://u:secret@127.0.0.1:1/x"] {
        let error = format!("{:#}", Store::open(url).await.expect_err("cannot be opened"));
        assert!(!error.contains('\n') && error.contains("DATABASE_URL") && !error.contains("secret"), "{error}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("notes.txt");
    std::fs::write(&path, "this is not a database, it is a text of some length").expect("writes");
    let error = format!("{:#}", Store::open(&format!("sqlite://{}", path.display())).await.expect_err("no database"));
    assert!(error.contains("notes.txt") && !error.contains('\n'), "{error}");
}

#[tokio::test]
async fn what_was_kept_is_there_after_opening_again() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", dir.path().join("test.sqlite").display());
    let store = Store::open(&url).await.expect("opens");
    let session = placed(&store, 1, NOW).await;
    store.close().await;
    let store = Store::open(&url).await.expect("opens again");
    assert_eq!(store.session(session.id).await.expect("reads"), Some(session));
}
