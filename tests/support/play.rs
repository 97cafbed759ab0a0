//! Drives a playground as people do, over HTTP: what the page does with the mouse, tests do with these.

#![allow(dead_code, reason = "each test file uses its own part of this")]

use serde_json::{Value, json};

/// The seeded people and places (`src/playground/world/seed.json`).
pub const GUILD: &str = "900000000000000001";
pub const BOT: &str = "900000000000000010";
pub const ANA: &str = "900000000000000011";
pub const BEN: &str = "900000000000000012";
/// A moderator: has Manage Server.
pub const MO: &str = "900000000000000013";
pub const MID_BACK: &str = "900000000000000031";
pub const GENERAL: &str = "900000000000000032";
pub const VENTING: &str = "900000000000000033";
pub const FORUM: &str = "900000000000000034";
pub const VOICE: &str = "900000000000000035";
pub const MODERATORS: &str = "900000000000000036";

/// A line to a playground's driver.
#[derive(Clone)]
pub struct Play {
    base: String,
    http: reqwest::Client,
}

impl Play {
    /// `base` is `Playground::base_url()`.
    pub fn new(base: &str) -> Self {
        Self { base: base.to_owned(), http: reqwest::Client::new() }
    }

    /// One request: status and JSON (null where there is none). `token` for the bot's side, under `/api/v10`.
    pub async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> (u16, Value) {
        let method = reqwest::Method::from_bytes(method.as_bytes()).expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(token) = token {
            request = request.header("authorization", format!("Bot {token}"));
        }
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let response = request.send().await.expect("the playground answers");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    async fn play(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let (status, json) = self.ask(method, &format!("/play{path}"), None, body).await;
        assert!(status < 300, "{method} {path} {body:?}: {status} {json}");
        json
    }

    /// Everything: people, channels, settings, counts.
    pub async fn state(&self) -> Value {
        self.play("GET", "/state", None).await
    }

    /// The messages of a channel as one person sees them, oldest first.
    pub async fn messages(&self, channel: &str, person: &str) -> Vec<Value> {
        let list = self.play("GET", &format!("/messages?channel={channel}&as={person}&limit=1000"), None).await;
        list.as_array().cloned().unwrap_or_default()
    }

    /// Says something and returns the message.
    pub async fn say(&self, person: &str, channel: &str, content: &str) -> Value {
        self.play("POST", "/messages", Some(&json!({ "as": person, "channel": channel, "content": content }))).await
    }

    /// Runs a slash command such as `session start` and waits for the bot's answer.
    pub async fn slash(&self, person: &str, channel: &str, command: &str, options: Value) -> Value {
        let body = json!({ "as": person, "channel": channel, "type": 2, "command": command, "options": options });
        self.play("POST", "/interactions", Some(&body)).await
    }

    /// Asks for suggestions for the option `focused`.
    pub async fn suggest(&self, person: &str, channel: &str, command: &str, options: Value, focused: &str) -> Value {
        let body = json!({ "as": person, "channel": channel, "type": 4, "command": command, "options": options, "focused": focused });
        self.play("POST", "/interactions", Some(&body)).await["choices"].clone()
    }

    /// Presses a button, or chooses `values` in a menu.
    pub async fn press(&self, person: &str, message: &Value, custom_id: &str, values: &[&str]) -> Value {
        let body = json!({ "as": person, "channel": message["channel_id"], "type": 3, "message": message["id"],
            "custom_id": custom_id, "values": values });
        self.play("POST", "/interactions", Some(&body)).await
    }

    /// Sends the form that an interaction opened.
    pub async fn submit(&self, person: &str, opened: &Value, fields: Value) -> Value {
        let body =
            json!({ "as": person, "channel": opened["channel"], "type": 5, "modal": opened["id"], "fields": fields });
        self.play("POST", "/interactions", Some(&body)).await
    }

    /// Uses a command of the message menu.
    pub async fn menu(&self, person: &str, message: &Value, command: &str) -> Value {
        let body = json!({ "as": person, "channel": message["channel_id"], "type": 2, "command": command, "target": message["id"] });
        self.play("POST", "/interactions", Some(&body)).await
    }

    /// Switches something of the world, as `PATCH /play/settings` takes it.
    pub async fn set(&self, settings: Value) {
        self.play("PATCH", "/settings", Some(&settings)).await;
    }

    /// Takes permissions from the bot in a channel.
    pub async fn deny(&self, channel: &str, bits: u64) {
        self.play("PATCH", &format!("/channels/{channel}"), Some(&json!({ "bot_denied": bits.to_string() }))).await;
    }

    /// Someone new joins the server; their id.
    pub async fn join(&self, name: &str) -> String {
        let person = self.play("POST", "/users", Some(&json!({ "name": name }))).await;
        person["id"].as_str().expect("an id").to_owned()
    }

    /// The next requests that fit `fault` fail as it says.
    pub async fn fault(&self, fault: Value) {
        self.play("POST", "/faults", Some(&fault)).await;
    }

    /// All goes well again.
    pub async fn no_faults(&self) {
        self.play("DELETE", "/faults", None).await;
    }

    /// `reconnect`, `drop` or `invalidate` the bot's gateway.
    pub async fn gateway(&self, action: &str) {
        self.play("POST", "/gateway", Some(&json!({ "action": action }))).await;
    }

    /// What the bot asked for after a number, oldest first.
    pub async fn requests(&self, after: u64) -> Vec<Value> {
        self.play("GET", &format!("/requests?after={after}"), None).await.as_array().cloned().unwrap_or_default()
    }

    /// Looks every 20 ms until `found` gives something; panics after 10 s, naming `what`.
    pub async fn until<T, F: AsyncFnMut(&Self) -> Option<T>>(&self, what: &str, mut found: F) -> T {
        for _ in 0..500 {
            if let Some(found) = found(self).await {
                return found;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("waited 10 s for {what}");
    }
}
