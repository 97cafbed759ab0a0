//! The playground by itself: does it answer, refuse and tell as Discord does? Driven over HTTP and WebSocket, once as the bot
//! and once as people.

#[path = "support/openapi.rs"]
mod openapi;
#[path = "support/play.rs"]
mod play;

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use openapi::OpenApi;
use play::{ANA, BEN, BOT, FORUM, GENERAL, GUILD, MID_BACK, MO, MODERATORS, Play, VENTING, VOICE};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message as Frame;
use unhunch::playground::{Options, Playground, RateLimits};

/// Intents without the privileged ones.
const UNPRIVILEGED: u64 = 1 | 1 << 9 | 1 << 12;
const MESSAGE_CONTENT: u64 = 1 << 15;

/// A playground, people in it, and a bot that does what a test says.
struct World {
    playground: Playground,
    play: Play,
}

impl World {
    async fn new() -> Self {
        Self::with(Options { limits: RateLimits::Off, ..Options::default() }).await
    }

    async fn with(options: Options) -> Self {
        let playground = Playground::start(options).await.expect("a free port");
        let play = Play::new(&playground.base_url());
        Self { playground, play }
    }

    /// The bot asks for something.
    async fn api(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let body = (!body.is_null()).then_some(&body);
        self.play.ask(method, &format!("/api/v10{path}"), Some(self.playground.token()), body).await
    }

    /// The bot asks for something that it gets.
    async fn done(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, json) = self.api(method, path, body).await;
        assert!(status < 300, "{method} {path}: {status} {json}");
        json
    }

    /// The code with which the bot is refused.
    async fn code(&self, method: &str, path: &str, body: Value) -> u64 {
        self.api(method, path, body).await.1["code"].as_u64().expect("a refusal has a code")
    }

    async fn bot_says(&self, channel: &str, body: Value) -> Value {
        self.done("POST", &format!("/channels/{channel}/messages"), body).await
    }

    async fn thread(&self, name: &str) -> String {
        let body = json!({ "name": name, "type": 11 });
        text(&self.done("POST", &format!("/channels/{MID_BACK}/threads"), body).await["id"])
    }

    async fn register(&self, commands: Value) -> Value {
        self.done("PUT", &format!("/applications/{BOT}/commands"), commands).await
    }

    /// Opens the gateway with these intents and goes on to READY.
    async fn bot(&self, intents: u64) -> Gateway {
        let mut gateway = Gateway::open(self).await;
        gateway.identify(self.playground.token(), intents).await;
        gateway
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}

/// One gateway connection.
struct Gateway {
    socket: tokio_tungstenite::WebSocketStream<tokio_tungstenite::MaybeTlsStream<tokio::net::TcpStream>>,
}

impl Gateway {
    async fn open(world: &World) -> Self {
        let url = text(&world.done("GET", "/gateway/bot", Value::Null).await["url"]);
        let (socket, _) = tokio_tungstenite::connect_async(format!("{url}?v=10")).await.expect("a gateway");
        Self { socket }
    }

    async fn say(&mut self, payload: Value) {
        self.socket.send(Frame::text(payload.to_string())).await.expect("an open line");
    }

    async fn identify(&mut self, token: &str, intents: u64) {
        self.say(json!({ "op": 2, "d": { "token": token, "intents": intents, "properties": {} } })).await;
    }

    /// The next payload with this opcode, or event of this name.
    async fn hear(&mut self, wanted: &str) -> Value {
        loop {
            let frame = tokio::time::timeout(Duration::from_secs(5), self.socket.next()).await;
            match frame.unwrap_or_else(|_| panic!("{wanted} does not come")) {
                Some(Ok(Frame::Text(payload))) => {
                    let payload: Value = serde_json::from_str(&payload).expect("JSON");
                    if payload["t"] == wanted || payload["op"].as_u64() == wanted.parse().ok() {
                        return payload;
                    }
                }
                other => panic!("the line ended before {wanted}: {other:?}"),
            }
        }
    }

    /// The code with which the line is hung up.
    async fn hung_up(&mut self) -> u16 {
        loop {
            let frame = tokio::time::timeout(Duration::from_secs(5), self.socket.next()).await;
            match frame.expect("a close frame") {
                Some(Ok(Frame::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => {}
                other => panic!("no close frame: {other:?}"),
            }
        }
    }
}

fn command() -> Value {
    json!({ "name": "exercise", "description": "Show one", "options": [
        { "type": 3, "name": "name", "description": "Which", "required": true, "autocomplete": true },
        { "type": 4, "name": "hold", "description": "Seconds", "min_value": 5, "max_value": 300 }] })
}

/// Ana runs the command; the bot hears of it and answers with `answer`. What became of it, and the interaction.
async fn answered(world: &World, gateway: &mut Gateway, answer: Value) -> (Value, Value) {
    let play = world.play.clone();
    let slash = tokio::spawn(async move { play.slash(ANA, MID_BACK, "exercise", json!({ "name": "cat-cow" })).await });
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    world.done("POST", &callback(&interaction), answer).await;
    (slash.await.expect("an answer"), interaction)
}

fn callback(interaction: &Value) -> String {
    format!("/interactions/{}/{}/callback", text(&interaction["id"]), text(&interaction["token"]))
}

fn webhook(interaction: &Value) -> String {
    format!("/webhooks/{BOT}/{}", text(&interaction["token"]))
}

#[tokio::test]
async fn a_wrong_token_is_401() {
    let world = World::new().await;
    assert_eq!(world.play.ask("GET", "/api/v10/users/@me", Some("wrong"), None).await.0, 401);
}

#[tokio::test]
async fn an_unknown_route_is_404_and_a_wrong_method_405() {
    let world = World::new().await;
    assert_eq!(world.api("GET", "/nonsense", Value::Null).await.0, 404);
    assert_eq!(world.api("DELETE", "/users/@me", Value::Null).await.0, 405);
}

#[tokio::test]
async fn a_page_of_another_site_is_turned_away() {
    let world = World::new().await;
    let url = format!("{}/play/state", world.playground.base_url());
    for (name, value) in [("origin", "https://evil.example"), ("host", "evil.example")] {
        let response = reqwest::Client::new().get(&url).header(name, value).send().await.unwrap();
        assert_eq!(response.status(), 403, "{name}");
    }
}

#[tokio::test]
async fn the_page_and_its_files_are_served() {
    let world = World::new().await;
    let page = reqwest::get(world.playground.base_url()).await.unwrap().text().await.unwrap();
    let linked: Vec<&str> = page.split('"').filter(|part| part.starts_with("/page/")).collect();
    assert!(!linked.is_empty());
    for file in linked {
        let url = format!("{}{file}", world.playground.base_url());
        assert_eq!(reqwest::get(url).await.unwrap().status(), 200, "{file}");
    }
}

#[tokio::test]
async fn answers_have_the_shape_that_discord_describes() {
    let (world, api) = (World::new().await, OpenApi::load());
    let said = world.bot_says(MID_BACK, json!({ "content": "hello" })).await;
    let (message, thread) = (text(&said["id"]), world.thread("hold").await);
    world.register(json!([command()])).await;
    let embed = json!({ "title": "t", "fields": [{ "name": "n", "value": "v" }], "footer": { "text": "f" } });
    let row = json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "go", "custom_id": "go" }] });
    let asked = [
        ("GET", "/gateway".to_owned(), Value::Null),
        ("GET", "/gateway/bot".to_owned(), Value::Null),
        ("GET", "/users/@me".to_owned(), Value::Null),
        ("GET", "/users/@me/guilds".to_owned(), Value::Null),
        ("POST", "/users/@me/channels".to_owned(), json!({ "recipient_id": ANA })),
        ("GET", format!("/users/{ANA}"), Value::Null),
        ("GET", "/applications/@me".to_owned(), Value::Null),
        ("GET", "/oauth2/applications/@me".to_owned(), Value::Null),
        ("GET", format!("/applications/{BOT}/commands"), Value::Null),
        ("PUT", format!("/applications/{BOT}/commands"), json!([command()])),
        ("PUT", format!("/applications/{BOT}/guilds/{GUILD}/commands"), json!([command()])),
        ("GET", format!("/channels/{MID_BACK}"), Value::Null),
        ("GET", format!("/channels/{FORUM}"), Value::Null),
        ("GET", format!("/channels/{VOICE}"), Value::Null),
        ("GET", format!("/channels/{thread}"), Value::Null),
        ("PATCH", format!("/channels/{thread}"), json!({ "name": "held" })),
        ("POST", format!("/channels/{MID_BACK}/typing"), Value::Null),
        ("GET", format!("/channels/{MID_BACK}/messages"), Value::Null),
        ("POST", format!("/channels/{MID_BACK}/messages"), json!({ "embeds": [embed], "components": [row] })),
        (
            "POST",
            format!("/channels/{MID_BACK}/messages"),
            json!({ "content": "re", "message_reference": { "message_id": message } }),
        ),
        ("GET", format!("/channels/{MID_BACK}/messages/{message}"), Value::Null),
        ("PATCH", format!("/channels/{MID_BACK}/messages/{message}"), json!({ "content": "hello again" })),
        ("PUT", format!("/channels/{MID_BACK}/messages/{message}/reactions/%F0%9F%91%8D/@me"), Value::Null),
        ("POST", format!("/channels/{MID_BACK}/messages/{message}/threads"), json!({ "name": "on it" })),
        ("POST", format!("/channels/{FORUM}/threads"), json!({ "name": "post", "message": { "content": "first" } })),
        ("PUT", format!("/channels/{thread}/thread-members/{ANA}"), Value::Null),
        ("GET", format!("/channels/{thread}/thread-members"), Value::Null),
        ("GET", format!("/channels/{thread}/thread-members/{ANA}"), Value::Null),
        ("GET", format!("/channels/{MID_BACK}/threads/archived/public"), Value::Null),
        ("GET", format!("/guilds/{GUILD}"), Value::Null),
        ("GET", format!("/guilds/{GUILD}/channels"), Value::Null),
        ("GET", format!("/guilds/{GUILD}/roles"), Value::Null),
        ("GET", format!("/guilds/{GUILD}/threads/active"), Value::Null),
        ("GET", format!("/guilds/{GUILD}/members/{MO}"), Value::Null),
        ("GET", format!("/guilds/{GUILD}/members?limit=10"), Value::Null),
        ("DELETE", format!("/channels/{MID_BACK}/messages/{message}"), Value::Null),
    ];
    let mut faults = Vec::new();
    for (method, path, body) in asked {
        let (status, answer) = world.api(method, &path, body.clone()).await;
        let route = path.split('?').next().unwrap_or_default();
        faults.extend(api.request_faults(method, route, &body));
        faults.extend(api.answer_faults(method, route, status, &answer));
    }
    assert_eq!(faults, Vec::<String>::new());
}

/// A path with its variable parts filled in.
fn filled(path: &str, message: &str, token: &str) -> String {
    let fill = |part: &str| match part {
        "{application_id}" | "{webhook_id}" => BOT.to_owned(),
        "{guild_id}" => GUILD.to_owned(),
        "{channel_id}" => MID_BACK.to_owned(),
        "{user_id}" => ANA.to_owned(),
        "{message_id}" => message.to_owned(),
        "{interaction_token}" | "{webhook_token}" => token.to_owned(),
        part if part.starts_with('{') => "5".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[tokio::test]
async fn no_body_breaks_it() {
    let (world, api) = (World::new().await, OpenApi::load());
    let message = text(&world.bot_says(MID_BACK, json!({ "content": "x" })).await["id"]);
    let odd = [
        json!(null),
        json!([]),
        json!("text"),
        json!(-1),
        json!([null, 3, "x", [], {}]),
        json!({ "embeds": [null, 1, "x", {}, { "image": "x", "fields": [1], "footer": 2, "author": [] }] }),
        json!({ "embeds": [{ "title": "t", "image": { "url": 5 }, "fields": [{ "name": [], "value": {} }] }] }),
        json!({ "components": [1, null, { "type": 1 }, { "type": 1, "components": "x" }, { "type": 1, "components": [1, {}] }] }),
        json!({ "content": "x", "attachments": [1, { "id": "x" }], "allowed_mentions": 5, "message_reference": 7, "nonce": [] }),
        json!({ "type": 1e300, "data": [], "name": 5, "options": 7, "flags": "x", "auto_archive_duration": -1 }),
        json!({ "type": 9, "data": { "title": [], "components": [1, { "type": 18 }, { "type": 1, "components": [9] }] } }),
        json!([{ "name": "x", "description": 5, "options": [1, { "type": 1, "options": "x" }], "name_localizations": [1] }]),
    ];
    for (method, path) in api.routes() {
        // What is deleted is gone for the routes after it.
        if method == "DELETE" {
            continue;
        }
        let path = format!("/api/v10{}", filled(&path, &message, "x"));
        for body in &odd {
            let (status, answer) = world.play.ask(&method, &path, Some(world.playground.token()), Some(body)).await;
            assert!(status < 500, "{method} {path} {body}: {status} {answer}");
        }
    }
}

#[tokio::test]
async fn a_message_of_2001_characters_is_a_bad_form() {
    let world = World::new().await;
    let (status, error) =
        world.api("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "x".repeat(2001) })).await;
    assert_eq!((status, &error["code"]), (400, &json!(50035)));
    assert_eq!(error["errors"]["content"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
}

#[tokio::test]
async fn things_that_are_not_there_have_their_own_codes() {
    let world = World::new().await;
    assert_eq!(world.code("GET", "/channels/5", Value::Null).await, 10003);
    assert_eq!(world.code("GET", "/guilds/5", Value::Null).await, 10004);
    assert_eq!(world.code("GET", &format!("/channels/{MID_BACK}/messages/5"), Value::Null).await, 10008);
    assert_eq!(world.code("POST", "/interactions/5/x/callback", json!({ "type": 6 })).await, 10062);
    assert_eq!(world.code("POST", &format!("/webhooks/{BOT}/x"), json!({ "content": "x" })).await, 10015);
}

#[tokio::test]
async fn a_message_with_nothing_in_it_is_refused() {
    let world = World::new().await;
    assert_eq!(world.code("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "" })).await, 50006);
}

#[tokio::test]
async fn the_same_enforced_nonce_gives_the_first_message() {
    let world = World::new().await;
    let body = json!({ "content": "go", "nonce": "s1:3", "enforce_nonce": true });
    let first = world.bot_says(MID_BACK, body.clone()).await;
    assert_eq!(world.bot_says(MID_BACK, body).await["id"], first["id"]);
}

#[tokio::test]
async fn without_a_permission_the_bot_is_refused_and_without_sight_has_no_access() {
    let world = World::new().await;
    world.play.deny(MID_BACK, 1 << 11).await;
    assert_eq!(world.code("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "x" })).await, 50013);
    world.play.deny(MID_BACK, 1 << 10).await;
    assert_eq!(world.code("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "x" })).await, 50001);
}

#[tokio::test]
async fn a_person_who_takes_no_messages_is_50007() {
    let world = World::new().await;
    let channel = text(&world.done("POST", "/users/@me/channels", json!({ "recipient_id": BEN })).await["id"]);
    let switch = json!({ "takes_messages": false });
    world.play.ask("PATCH", &format!("/play/users/{BEN}"), None, Some(&switch)).await;
    assert_eq!(world.code("POST", &format!("/channels/{channel}/messages"), json!({ "content": "x" })).await, 50007);
}

#[tokio::test]
async fn only_those_are_rung_whom_the_sender_allows() {
    let world = World::new().await;
    let content = format!("<@{ANA}> and <@{BEN}>");
    world.bot_says(MID_BACK, json!({ "content": content, "allowed_mentions": { "users": [BEN] } })).await;
    world.bot_says(MID_BACK, json!({ "content": content, "allowed_mentions": { "parse": [] } })).await;
    world.bot_says(MID_BACK, json!({ "content": content })).await;
    let seen = world.play.messages(MID_BACK, ANA).await;
    let rung: Vec<&Value> = seen.iter().rev().take(3).map(|message| &message["play"]["rings"]).collect();
    assert_eq!(rung, [&json!([ANA, BEN]), &json!([]), &json!([BEN])]);
}

#[tokio::test]
async fn a_picture_comes_back_with_its_description_and_size() {
    let world = World::new().await;
    let payload = json!({ "embeds": [{ "title": "Cat-cow", "image": { "url": "attachment://cat.gif" } }],
        "attachments": [{ "id": 0, "filename": "cat.gif", "description": "On hands and knees" }] });
    let body = format!(
        "--b\r\ncontent-disposition: form-data; name=\"payload_json\"\r\n\r\n{payload}\r\n--b\r\ncontent-disposition: \
         form-data; name=\"files[0]\"; filename=\"cat.gif\"\r\n\r\nGIF89a\x40\x01\x70\x00rest\r\n--b--\r\n"
    );
    let request = reqwest::Client::new()
        .post(format!("{}/api/v10/channels/{MID_BACK}/messages", world.playground.base_url()))
        .header("authorization", format!("Bot {}", world.playground.token()))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(body);
    let answer = request.send().await.unwrap().text().await.unwrap();
    let image = serde_json::from_str::<Value>(&answer).unwrap()["embeds"][0]["image"].clone();
    assert_eq!((&image["width"], &image["height"]), (&json!(320), &json!(112)));
    assert_eq!(image["description"], "On hands and knees");
    let file = reqwest::get(image["url"].as_str().unwrap()).await.unwrap();
    assert_eq!(file.headers()["content-type"], "image/gif");
    assert!(file.bytes().await.unwrap().ends_with(b"rest"));
}

#[tokio::test]
async fn a_reply_to_a_message_that_is_gone_is_refused_unless_that_is_fine() {
    let world = World::new().await;
    let reply =
        |fine: bool| json!({ "content": "x", "message_reference": { "message_id": "5", "fail_if_not_exists": !fine } });
    assert_eq!(world.code("POST", &format!("/channels/{MID_BACK}/messages"), reply(false)).await, 50035);
    world.bot_says(MID_BACK, reply(true)).await;
}

#[tokio::test]
async fn others_messages_cannot_be_edited() {
    let world = World::new().await;
    let message = world.play.say(ANA, MID_BACK, "mine").await;
    let path = format!("/channels/{MID_BACK}/messages/{}", text(&message["id"]));
    assert_eq!(world.code("PATCH", &path, json!({ "content": "yours" })).await, 50005);
}

#[tokio::test]
async fn a_message_has_at_most_one_thread() {
    let world = World::new().await;
    let message = text(&world.bot_says(MID_BACK, json!({ "content": "x" })).await["id"]);
    let path = format!("/channels/{MID_BACK}/messages/{message}/threads");
    world.done("POST", &path, json!({ "name": "one" })).await;
    assert_eq!(world.code("POST", &path, json!({ "name": "two" })).await, 160_004);
}

#[tokio::test]
async fn threads_open_in_text_channels_only() {
    let world = World::new().await;
    let body = json!({ "name": "x", "type": 11 });
    assert_eq!(world.code("POST", &format!("/channels/{VOICE}/threads"), body.clone()).await, 50024);
    let thread = world.thread("x").await;
    assert_eq!(world.code("POST", &format!("/channels/{thread}/threads"), body).await, 50024);
}

#[tokio::test]
async fn when_the_server_is_full_of_threads_there_is_no_more() {
    let world = World::new().await;
    world.play.set(json!({ "max_active_threads": 1 })).await;
    world.thread("one").await;
    let body = json!({ "name": "two", "type": 11 });
    assert_eq!(world.code("POST", &format!("/channels/{MID_BACK}/threads"), body).await, 160_006);
}

#[tokio::test]
async fn an_archived_thread_takes_no_edits_and_wakes_at_a_message() {
    let world = World::new().await;
    let thread = world.thread("hold").await;
    let message = text(&world.bot_says(&thread, json!({ "content": "x" })).await["id"]);
    world.done("PATCH", &format!("/channels/{thread}"), json!({ "archived": true })).await;
    let edit = format!("/channels/{thread}/messages/{message}");
    assert_eq!(world.code("PATCH", &edit, json!({ "content": "y" })).await, 50083);
    world.play.say(ANA, &thread, "me again").await;
    world.done("PATCH", &edit, json!({ "content": "y" })).await;
}

#[tokio::test]
async fn a_locked_thread_stays_closed_to_the_bot() {
    let world = World::new().await;
    let thread = world.thread("hold").await;
    let close = json!({ "as": MO, "archived": true, "locked": true });
    world.play.ask("PATCH", &format!("/play/threads/{thread}"), None, Some(&close)).await;
    assert_eq!(world.code("POST", &format!("/channels/{thread}/messages"), json!({ "content": "x" })).await, 160_005);
}

#[tokio::test]
async fn who_is_mentioned_in_a_thread_becomes_its_member() {
    let world = World::new().await;
    let thread = world.thread("hold").await;
    world
        .bot_says(
            &thread,
            json!({ "content": format!("<@{ANA}> and <@{BEN}>"), "allowed_mentions": { "users": [ANA] } }),
        )
        .await;
    let members = world.done("GET", &format!("/channels/{thread}/thread-members"), Value::Null).await;
    let ids: Vec<&Value> = members.as_array().unwrap().iter().map(|member| &member["user_id"]).collect();
    assert_eq!(ids, [&json!(BOT), &json!(ANA)]);
}

#[tokio::test]
async fn a_silent_thread_is_archived_when_its_time_is_over() {
    // An hour of the playground's clock is 36 ms here.
    let world = World::with(Options { fast: 100_000, limits: RateLimits::Off, ..Options::default() }).await;
    let body = json!({ "name": "x", "type": 11, "auto_archive_duration": 60 });
    let thread = text(&world.done("POST", &format!("/channels/{MID_BACK}/threads"), body).await["id"]);
    let path = format!("/channels/{thread}");
    world
        .play
        .until("the thread is archived", async |_| {
            let archived = world.done("GET", &path, Value::Null).await["thread_metadata"]["archived"].as_bool();
            archived.filter(|archived| *archived)
        })
        .await;
}

#[tokio::test]
async fn the_sixth_message_in_five_seconds_meets_the_limit() {
    let world = World::with(Options::default()).await;
    let mut statuses = Vec::new();
    let mut last = Value::Null;
    for _ in 0..6 {
        let (status, answer) =
            world.api("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "x" })).await;
        statuses.push(status);
        last = answer;
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    assert!(last["retry_after"].as_f64().is_some_and(|wait| wait > 0.0 && wait <= 5.0), "{last}");
    assert_eq!(last["global"], false);
}

#[tokio::test]
async fn limits_are_told_in_headers() {
    let world = World::with(Options::default()).await;
    let request = reqwest::Client::new()
        .post(format!("{}/api/v10/channels/{MID_BACK}/messages", world.playground.base_url()))
        .header("authorization", format!("Bot {}", world.playground.token()))
        .body(r#"{"content":"x"}"#);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["x-ratelimit-remaining"], "4");
    assert!(answer.headers().contains_key("x-ratelimit-bucket"));
}

#[tokio::test]
async fn a_fault_made_on_purpose_hits_the_next_request_only() {
    let world = World::new().await;
    world.play.fault(json!({ "path": "/messages", "status": 502 })).await;
    assert_eq!(world.api("GET", &format!("/channels/{MID_BACK}/messages"), Value::Null).await.0, 502);
    assert_eq!(world.api("GET", &format!("/channels/{MID_BACK}/messages"), Value::Null).await.0, 200);
}

#[tokio::test]
async fn a_fault_can_lose_the_answer_of_a_request_that_had_its_effect() {
    let world = World::new().await;
    world.play.fault(json!({ "path": "/messages", "status": 502, "carried_out": true })).await;
    let (status, _) = world.api("POST", &format!("/channels/{MID_BACK}/messages"), json!({ "content": "heard" })).await;
    let seen = world.play.messages(MID_BACK, ANA).await;
    assert_eq!((status, &seen.last().unwrap()["content"]), (502, &json!("heard")));
}

#[tokio::test]
async fn someone_new_can_join_and_write() {
    let world = World::new().await;
    let kim = world.play.join("Kim").await;
    let said = world.play.say(&kim, MID_BACK, "hello").await;
    assert_eq!(said["author"]["global_name"], "Kim");
}

#[tokio::test]
async fn the_gateway_refuses_a_wrong_token() {
    let world = World::new().await;
    let mut gateway = Gateway::open(&world).await;
    gateway.identify("wrong", UNPRIVILEGED).await;
    assert_eq!(gateway.hung_up().await, 4004);
}

#[tokio::test]
async fn the_gateway_refuses_an_intent_that_is_not_enabled() {
    let world = World::new().await;
    world.play.set(json!({ "refused_intents": MESSAGE_CONTENT })).await;
    let mut gateway = world.bot(UNPRIVILEGED | MESSAGE_CONTENT).await;
    assert_eq!(gateway.hung_up().await, 4014);
}

#[tokio::test]
async fn the_gateway_tells_of_the_server() {
    let world = World::new().await;
    let guild = world.bot(UNPRIVILEGED).await.hear("GUILD_CREATE").await["d"].clone();
    assert_eq!((&guild["id"], &guild["stage_instances"]), (&json!(GUILD), &json!([])));
}

#[tokio::test]
async fn a_heartbeat_is_answered() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    gateway.say(json!({ "op": 1, "d": null })).await;
    gateway.hear("11").await;
}

#[tokio::test]
async fn without_the_content_intent_a_text_is_empty_unless_it_is_for_the_bot() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    world.play.say(ANA, GENERAL, "between us").await;
    assert_eq!(gateway.hear("MESSAGE_CREATE").await["d"]["content"], "");
    let called = format!("<@{BOT}> hello");
    world.play.say(ANA, GENERAL, &called).await;
    assert_eq!(gateway.hear("MESSAGE_CREATE").await["d"]["content"], called.as_str());
}

#[tokio::test]
async fn with_the_content_intent_every_text_comes() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED | MESSAGE_CONTENT).await;
    world.play.say(ANA, VENTING, "all of it").await;
    assert_eq!(gateway.hear("MESSAGE_CREATE").await["d"]["content"], "all of it");
}

#[tokio::test]
async fn a_resumed_session_hears_what_it_missed() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED | MESSAGE_CONTENT).await;
    let session = gateway.hear("READY").await["d"]["session_id"].clone();
    let seq = gateway.hear("GUILD_CREATE").await["s"].clone();
    world.play.gateway("drop").await;
    assert_eq!(gateway.hung_up().await, 4000);
    world.play.say(ANA, GENERAL, "while you were away").await;
    let mut gateway = Gateway::open(&world).await;
    gateway
        .say(json!({ "op": 6, "d": { "token": world.playground.token(), "session_id": session, "seq": seq } }))
        .await;
    assert_eq!(gateway.hear("MESSAGE_CREATE").await["d"]["content"], "while you were away");
    gateway.hear("RESUMED").await;
}

#[tokio::test]
async fn an_ended_session_cannot_be_resumed() {
    let world = World::new().await;
    let mut gateway = Gateway::open(&world).await;
    gateway.say(json!({ "op": 6, "d": { "token": world.playground.token(), "session_id": "gone", "seq": 1 } })).await;
    assert_eq!(gateway.hear("9").await["d"], false);
}

#[tokio::test]
async fn registered_commands_have_ids_and_keep_them() {
    let world = World::new().await;
    let first = world.register(json!([command()])).await;
    assert!(first[0]["id"].is_string());
    assert_eq!(world.register(json!([command()])).await[0]["id"], first[0]["id"]);
}

#[tokio::test]
async fn a_command_for_moderators_is_not_offered_to_members() {
    let world = World::new().await;
    world.register(json!([{ "name": "settings", "description": "d", "default_member_permissions": "32" }])).await;
    let offered = async |person: &str| {
        let path = format!("/play/commands?channel={MID_BACK}&as={person}");
        world.play.ask("GET", &path, None, None).await.1.as_array().map(Vec::len)
    };
    assert_eq!((offered(ANA).await, offered(MO).await), (Some(0), Some(1)));
}

#[tokio::test]
async fn a_closed_channel_is_seen_by_moderators_only() {
    let world = World::new().await;
    let sees = async |person: &str| {
        world.play.ask("GET", &format!("/play/messages?channel={MODERATORS}&as={person}"), None, None).await.0
    };
    assert_eq!((sees(ANA).await, sees(MO).await), (404, 200));
}

#[tokio::test]
async fn an_option_out_of_range_never_reaches_the_bot() {
    let world = World::new().await;
    world.register(json!([command()])).await;
    let body =
        json!({ "as": ANA, "channel": MID_BACK, "command": "exercise", "options": { "name": "x", "hold": 301 } });
    let (status, error) = world.play.ask("POST", "/play/interactions", None, Some(&body)).await;
    assert_eq!((status, error["errors"]["options"]["hold"].is_object()), (400, true));
}

#[tokio::test]
async fn suggestions_come_back_to_the_one_who_types() {
    let world = World::new().await;
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let play = world.play.clone();
    let typing =
        tokio::spawn(async move { play.suggest(ANA, MID_BACK, "exercise", json!({ "name": "cat" }), "name").await });
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(
        interaction["data"]["options"][0],
        json!({ "name": "name", "type": 3, "value": "cat", "focused": true })
    );
    let choices = json!([{ "name": "Cat-cow", "value": "cat-cow" }]);
    world.done("POST", &callback(&interaction), json!({ "type": 8, "data": { "choices": choices } })).await;
    assert_eq!(typing.await.unwrap(), choices);
}

#[tokio::test]
async fn an_interaction_is_answered_once() {
    let world = World::new().await;
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let answer = json!({ "type": 4, "data": { "content": "here" } });
    let (done, interaction) = answered(&world, &mut gateway, answer.clone()).await;
    assert_eq!(done["message"]["content"], "here");
    assert_eq!(world.code("POST", &callback(&interaction), answer).await, 40060);
}

#[tokio::test]
async fn a_late_answer_finds_no_interaction() {
    let within = Duration::from_millis(50);
    let world = World::with(Options { answer_within: within, limits: RateLimits::Off, ..Options::default() }).await;
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let done = world.play.slash(ANA, MID_BACK, "exercise", json!({ "name": "x" })).await;
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(done["state"], "failed");
    assert_eq!(world.code("POST", &callback(&interaction), json!({ "type": 5 })).await, 10062);
}

#[tokio::test]
async fn a_private_answer_is_seen_by_one_person_only() {
    let world = World::new().await;
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let (done, _) =
        answered(&world, &mut gateway, json!({ "type": 4, "data": { "content": "psst", "flags": 64 } })).await;
    let sees = async |person: &str| {
        world.play.messages(MID_BACK, person).await.iter().any(|message| message["content"] == "psst")
    };
    assert_eq!((sees(ANA).await, sees(BEN).await), (true, false));
    let path = format!("/channels/{MID_BACK}/messages/{}", text(&done["message"]["id"]));
    assert_eq!(world.code("GET", &path, Value::Null).await, 10008);
}

#[tokio::test]
async fn a_deferred_answer_is_filled_in_later() {
    let (world, api) = (World::new().await, OpenApi::load());
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let (done, interaction) = answered(&world, &mut gateway, json!({ "type": 5 })).await;
    let path = format!("{}/messages/@original", webhook(&interaction));
    let edited = world.done("PATCH", &path, json!({ "content": "at last" })).await;
    assert_eq!((&edited["id"], &edited["content"]), (&done["message"]["id"], &json!("at last")));
    assert_eq!(api.answer_faults("PATCH", &path, 200, &edited), Vec::<String>::new());
}

#[tokio::test]
async fn a_token_works_for_a_quarter_of_an_hour() {
    // 15 minutes of the playground's clock are 225 ms here.
    let world = World::with(Options { fast: 4000, limits: RateLimits::Off, ..Options::default() }).await;
    world.register(json!([command()])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let (_, interaction) = answered(&world, &mut gateway, json!({ "type": 5 })).await;
    let path = webhook(&interaction);
    let code = world.play.until("the token is too old", async |_| {
        let (status, answer) = world.api("POST", &path, json!({ "content": "x" })).await;
        (status >= 400).then(|| answer["code"].clone())
    });
    assert_eq!(code.await, 50027);
}

#[tokio::test]
async fn between_people_without_the_bot_there_are_five_follow_ups() {
    let world = World::new().await;
    let anywhere = json!({ "name": "help", "description": "d", "integration_types": [0, 1], "contexts": [0, 1, 2] });
    world.register(json!([anywhere])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let state = world.play.state().await;
    let between = |channel: &&Value| channel["recipients"] == json!([ANA, BEN]);
    let channel = text(&state["channels"].as_array().unwrap().iter().find(between).unwrap()["id"]);
    let play = world.play.clone();
    let slash = tokio::spawn(async move { play.slash(ANA, &channel, "help", json!({})).await });
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(interaction["context"], 2);
    world.done("POST", &callback(&interaction), json!({ "type": 4, "data": { "content": "x" } })).await;
    slash.await.unwrap();
    for _ in 0..5 {
        world.done("POST", &webhook(&interaction), json!({ "content": "more" })).await;
    }
    assert_eq!(world.code("POST", &webhook(&interaction), json!({ "content": "sixth" })).await, 40094);
}

#[tokio::test]
async fn a_button_brings_its_message_and_a_form_brings_what_was_entered() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let row = json!({ "type": 1, "components": [{ "type": 2, "style": 1, "label": "go", "custom_id": "go" }] });
    let message = world.bot_says(MID_BACK, json!({ "content": "press", "components": [row] })).await;
    let (play, pressed) = (world.play.clone(), message.clone());
    let press = tokio::spawn(async move { play.press(BEN, &pressed, "go", &[]).await });
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(interaction["message"]["id"], message["id"]);
    let form = json!({ "title": "Form", "custom_id": "f", "components": [{ "type": 1, "components": [
        { "type": 4, "custom_id": "t", "style": 1, "label": "Text" }] }] });
    world.done("POST", &callback(&interaction), json!({ "type": 9, "data": form })).await;
    let opened = press.await.unwrap();
    let play = world.play.clone();
    let submit = tokio::spawn(async move { play.submit(BEN, &opened, json!({ "t": "entered" })).await });
    let interaction = gateway.hear("INTERACTION_CREATE").await["d"].clone();
    assert_eq!(interaction["data"]["components"][0]["components"][0]["value"], "entered");
    world
        .done("POST", &callback(&interaction), json!({ "type": 7, "data": { "content": "thanks", "components": [] } }))
        .await;
    assert_eq!(submit.await.unwrap()["message"]["content"], "thanks");
}

#[tokio::test]
async fn the_message_menu_brings_the_whole_message_without_the_content_intent() {
    let world = World::new().await;
    world.register(json!([{ "name": "Check this message", "type": 3 }])).await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    let message = world.play.say(BEN, GENERAL, "my legs are numb").await;
    let play = world.play.clone();
    let menu = tokio::spawn(async move { play.menu(ANA, &message, "Check this message").await });
    let data = gateway.hear("INTERACTION_CREATE").await["d"]["data"].clone();
    let target = text(&data["target_id"]);
    assert_eq!(data["resolved"]["messages"][&target]["content"], "my legs are numb");
    menu.abort();
}

#[tokio::test]
async fn automod_tells_of_a_keyword_without_the_content_intent() {
    let (world, api) = (World::new().await, OpenApi::load());
    let path = format!("/guilds/{GUILD}/auto-moderation/rules");
    let rule = json!({ "name": "Red flags", "event_type": 1, "trigger_type": 1, "enabled": true,
        "trigger_metadata": { "keyword_filter": ["legs are numb"] },
        "actions": [{ "type": 2, "metadata": { "channel_id": MODERATORS } }] });
    assert_eq!(world.code("POST", &path, rule.clone()).await, 50013);
    world.play.set(json!({ "bot_permissions": (1_u64 << 5 | 1 << 10 | 1 << 11).to_string() })).await;
    let made = world.done("POST", &path, rule).await;
    assert_eq!(api.answer_faults("POST", &path, 200, &made), Vec::<String>::new());
    let mut gateway = world.bot(UNPRIVILEGED | 1 << 21).await;
    let message = world.play.say(ANA, GENERAL, "my legs are numb since today").await;
    let told = gateway.hear("AUTO_MODERATION_ACTION_EXECUTION").await["d"].clone();
    assert_eq!((&told["message_id"], &told["matched_keyword"]), (&message["id"], &json!("legs are numb")));
    assert_eq!(told["content"], "");
    assert_eq!(world.play.messages(MODERATORS, MO).await.len(), 1);
}

#[tokio::test]
async fn what_the_bot_asked_for_is_written_down() {
    let world = World::new().await;
    world.bot_says(MID_BACK, json!({ "content": "x" })).await;
    let last = world.play.requests(0).await.pop().unwrap();
    assert_eq!(
        (&last["method"], &last["status"], &last["body"]),
        (&json!("POST"), &json!(200), &json!({ "content": "x" }))
    );
}

#[tokio::test]
async fn stopping_ends_the_line_and_frees_the_port() {
    let world = World::new().await;
    let mut gateway = world.bot(UNPRIVILEGED).await;
    gateway.hear("READY").await;
    let addr = world.playground.addr();
    world.playground.stop().await;
    assert_eq!(gateway.hung_up().await, 1001);
    assert!(tokio::net::TcpStream::connect(addr).await.is_err());
}
