//! What reaches Discord when `app` speaks, and what `app` hears back, over a stand-in on a loopback port.

use std::net::Ipv4Addr;
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{Response, StatusCode};
use serde_json::Value;
use serenity::all::HttpBuilder;

use super::*;
use crate::app::message::{Card, Picture};

/// Method and path, and the body as text.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

struct Stage {
    sender: Sender,
    seen: Seen,
}

/// A sender before a Discord that answers each request by `answer(method and path)`.
async fn stage(budget: f64, answer: impl Fn(&str) -> (u16, Value) + Clone + Send + Sync + 'static) -> Stage {
    let seen: Seen = Arc::default();
    let log = Arc::clone(&seen);
    let app = Router::new().fallback(move |request: Request| async move {
        let called = format!("{} {}", request.method(), request.uri().path().trim_start_matches("/api/v10"));
        let body = to_bytes(request.into_body(), 1 << 20).await.unwrap_or_default();
        log.lock().expect("log").push((called.clone(), String::from_utf8_lossy(&body).into_owned()));
        let (status, body) = answer(&called);
        let mut answer = Response::new(Body::from(body.to_string()));
        *answer.status_mut() = StatusCode::from_u16(status).expect("a status");
        answer
    });
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let proxy = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Stage { sender: Sender::with_budget(http(&proxy), move || budget), seen }
}

fn http(proxy: &str) -> Arc<Http> {
    let client = serenity_client();
    Arc::new(HttpBuilder::new("token").client(client).proxy(proxy).ratelimiter_disabled(true).build())
}

fn serenity_client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

impl Stage {
    fn called(&self) -> Vec<String> {
        self.seen.lock().expect("log").iter().map(|(called, _)| called.clone()).collect()
    }

    fn body(&self) -> Value {
        let seen = self.seen.lock().expect("log");
        serde_json::from_str(&seen.first().expect("a request").1).expect("JSON")
    }
}

fn posted(_: &str) -> (u16, Value) {
    let author = json!({ "id": "1", "username": "unhunch", "discriminator": "0000", "avatar": null, "bot": true });
    let message = json!({
        "id": "77", "channel_id": "5", "author": author, "content": "", "timestamp": "2026-01-01T00:00:00Z",
        "edited_timestamp": null, "tts": false, "mention_everyone": false, "mentions": [], "mention_roles": [],
        "attachments": [], "embeds": [], "pinned": false, "type": 0
    });
    (200, message)
}

fn says(text: &str) -> Message {
    Message { content: text.to_owned(), ..Message::default() }
}

fn post(message: &Message) -> Post<'_> {
    Post { channel: 5, reply_to: None, message, nonce: None, priority: Priority::Normal }
}

#[tokio::test]
async fn a_cue_carries_its_enforced_nonce_and_its_id_comes_back() {
    let stage = stage(1.0, posted).await;
    let message = says("Go");
    let cue = Post { nonce: Some("12:3".to_owned()), priority: Priority::Cue(1), ..post(&message) };
    assert_eq!(stage.sender.post(cue).await.expect("posted"), 77);
    assert_eq!(stage.called(), ["POST /channels/5/messages"]);
    let body = stage.body();
    assert_eq!((&body["nonce"], &body["enforce_nonce"]), (&json!("12:3"), &json!(true)));
}

#[tokio::test]
async fn a_reply_survives_that_its_message_is_gone_and_pings_nobody() {
    let stage = stage(1.0, posted).await;
    stage.sender.post(Post { reply_to: Some(9), ..post(&says("hello")) }).await.expect("posted");
    let body = stage.body();
    assert_eq!(body["message_reference"]["message_id"], "9");
    assert_eq!(body["message_reference"]["fail_if_not_exists"], false);
    assert_eq!(body["allowed_mentions"], json!({ "parse": [], "users": [], "roles": [], "replied_user": false }));
}

#[tokio::test]
async fn a_picture_goes_as_a_file_with_its_alt_text() {
    let stage = stage(1.0, posted).await;
    let picture =
        Picture { name: "cat-cow.gif".to_owned(), bytes: Arc::from(&b"GIF89a"[..]), alt: "On all fours".to_owned() };
    let card = Card { title: "Cat-cow".to_owned(), picture: Some(picture), ..Card::default() };
    stage.sender.post(post(&Message { cards: vec![card], ..Message::default() })).await.expect("posted");
    let seen = stage.seen.lock().expect("log");
    let form = &seen.first().expect("a request").1;
    for wanted in ["name=\"files[0]\"", "image/gif", "GIF89a", r#""description":"On all fours""#] {
        assert!(form.contains(wanted), "{wanted} is missing");
    }
}

#[tokio::test]
async fn an_edit_replaces_everything() {
    let stage = stage(1.0, posted).await;
    stage.sender.edit(5, 77, &says("Done"), Priority::Normal).await.expect("edited");
    assert_eq!(stage.called(), ["PATCH /channels/5/messages/77"]);
    let body = stage.body();
    assert_eq!((&body["embeds"], &body["components"], &body["attachments"]), (&json!([]), &json!([]), &json!([])));
}

#[tokio::test]
async fn a_luxury_is_dropped_while_the_budget_is_tight_and_a_cue_is_not() {
    let stage = stage(0.09, posted).await;
    let dropped = stage.sender.edit(5, 77, &says("29"), Priority::Luxury).await;
    assert!(matches!(dropped, Err(ChatError::Dropped)));
    assert!(stage.called().is_empty());
    stage.sender.edit(5, 77, &says("Go"), Priority::Cue(1)).await.expect("edited");
}

#[tokio::test]
async fn a_luxury_with_budget_is_sent() {
    let stage = stage(0.5, posted).await;
    stage.sender.edit(5, 77, &says("29"), Priority::Luxury).await.expect("edited");
    assert_eq!(stage.called().len(), 1);
}

async fn thread_request(thread: NewThread<'_>) -> (String, Value) {
    let stage = stage(1.0, |_| (201, json!({ "id": "8" }))).await;
    assert_eq!(stage.sender.open_thread(thread).await.expect("opened"), 8);
    (stage.called().concat(), stage.body())
}

#[tokio::test]
async fn threads_are_opened_in_the_channel_or_on_a_message() {
    let thread = NewThread { channel: 5, from_message: None, name: "Cat-cow", private: false };
    let expected = json!({ "name": "Cat-cow", "auto_archive_duration": 60, "type": 11 });
    assert_eq!(thread_request(thread.clone()).await, ("POST /channels/5/threads".to_owned(), expected));

    let expected = json!({ "name": "Cat-cow", "auto_archive_duration": 60, "type": 12, "invitable": false });
    let private = NewThread { private: true, ..thread.clone() };
    assert_eq!(thread_request(private).await, ("POST /channels/5/threads".to_owned(), expected));

    let expected = json!({ "name": "Cat-cow", "auto_archive_duration": 60 });
    let on_message = NewThread { from_message: Some(9), ..thread };
    assert_eq!(thread_request(on_message).await, ("POST /channels/5/messages/9/threads".to_owned(), expected));
}

#[tokio::test]
async fn people_are_added_and_threads_archived() {
    let stage =
        stage(1.0, |called| if called.starts_with("PUT") { (204, Value::Null) } else { (200, json!({})) }).await;
    stage.sender.add_to_thread(8, 3).await.expect("added");
    stage.sender.archive_thread(8, true).await.expect("archived");
    assert_eq!(stage.called(), ["PUT /channels/8/thread-members/3", "PATCH /channels/8"]);
    assert_eq!(stage.seen.lock().expect("log")[1].1, r#"{"archived":true}"#);
}

async fn refused(status: u16, code: i64) -> ChatError {
    let answer = move |_: &str| (status, json!({ "code": code, "message": "said so" }));
    stage(1.0, answer).await.sender.post(post(&says("hello"))).await.expect_err("refused")
}

#[tokio::test]
async fn discords_codes_become_what_app_can_act_on() {
    for code in [10_003, 10_008] {
        assert!(matches!(refused(404, code).await, ChatError::Gone), "{code}");
    }
    for code in [160_004, 160_005, 160_006, 50_024, 50_083] {
        assert!(matches!(refused(400, code).await, ChatError::ThreadLimit(_)), "{code}");
    }
    for (status, code) in [(429, 0), (500, 0), (502, 0), (504, 0)] {
        assert!(matches!(refused(status, code).await, ChatError::Unavailable(_)), "{status}");
    }
    let other = refused(400, 50_035).await;
    assert!(matches!(&other, ChatError::Refused(said) if said.contains("50035")), "{other}");
}

/// The permission named when Discord answers 50013 in a channel of this type.
async fn missing(channel_type: u8, ask: impl AsyncFnOnce(&Sender) -> Result<(), ChatError>) -> String {
    let answer = move |called: &str| match called {
        "GET /channels/5" => (200, json!({ "id": "5", "type": channel_type })),
        _ => (403, json!({ "code": 50_013, "message": "Missing Permissions" })),
    };
    match ask(&stage(1.0, answer).await.sender).await {
        Err(ChatError::Forbidden(permission)) => permission,
        other => format!("{other:?}"),
    }
}

#[tokio::test]
async fn the_permission_that_is_missing_is_named() {
    let message = says("hello");
    let say = async |sender: &Sender| sender.post(post(&message)).await.map(drop);
    assert_eq!(missing(0, say).await, "Send Messages");
    assert_eq!(missing(11, say).await, "Send Messages in Threads");
    let thread = |private| NewThread { channel: 5, from_message: None, name: "Cat-cow", private };
    assert_eq!(
        missing(0, async |s: &Sender| s.open_thread(thread(false)).await.map(drop)).await,
        "Create Public Threads"
    );
    assert_eq!(
        missing(0, async |s: &Sender| s.open_thread(thread(true)).await.map(drop)).await,
        "Create Private Threads"
    );
    assert_eq!(missing(11, async |s: &Sender| s.archive_thread(5, true).await).await, "Manage Threads");
}

#[tokio::test]
async fn without_access_the_permission_is_to_see_the_channel() {
    assert!(matches!(refused(403, 50_001).await, ChatError::Forbidden(name) if name == "View Channel"));
}

#[tokio::test]
async fn no_connection_is_not_now_and_tells_no_address() {
    let sender = Sender::with_budget(http("http://127.0.0.1:1/secret"), || 1.0);
    let error = sender.post(post(&says("hello"))).await.expect_err("nobody there");
    assert!(matches!(&error, ChatError::Unavailable(said) if !said.contains("secret")), "{error}");
}

#[tokio::test]
async fn an_id_that_cannot_be_one_is_gone_and_nothing_panics() {
    let stage = stage(1.0, posted).await;
    for channel in [0, -1, i64::MIN] {
        let message = says("hello");
        let result = stage.sender.post(Post { channel, ..post(&message) }).await;
        assert!(matches!(result, Err(ChatError::Gone)), "{channel}");
        assert!(stage.sender.edit(5, channel, &message, Priority::Normal).await.is_err());
    }
    assert!(stage.called().is_empty());
}
