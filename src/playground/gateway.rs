//! The WebSocket gateway: hello, identify or resume, events out of `hub`, heartbeats back.

use std::time::{Duration, Instant};

use axum::extract::ws::{CloseFrame, Message, WebSocket};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::Shared;
use super::hub::Out;
use super::world::World;

pub const GUILDS: u64 = 1;
pub const GUILD_MEMBERS: u64 = 1 << 1;
pub const GUILD_MESSAGES: u64 = 1 << 9;
pub const GUILD_MESSAGE_REACTIONS: u64 = 1 << 10;
pub const GUILD_MESSAGE_TYPING: u64 = 1 << 11;
pub const DIRECT_MESSAGES: u64 = 1 << 12;
pub const DIRECT_MESSAGE_REACTIONS: u64 = 1 << 13;
pub const DIRECT_MESSAGE_TYPING: u64 = 1 << 14;
pub const MESSAGE_CONTENT: u64 = 1 << 15;

pub const AUTO_MODERATION_CONFIGURATION: u64 = 1 << 20;
pub const AUTO_MODERATION_EXECUTION: u64 = 1 << 21;

const HEARTBEAT: Duration = Duration::from_millis(41_250);
/// How long a new connection has to identify.
const IDENTIFY_WITHIN: Duration = Duration::from_secs(30);
/// Payloads that a bot may send in 60 s.
const SENDS: usize = 120;
const PAYLOAD: usize = 4096;
/// Why Discord hangs up.
const UNKNOWN_OPCODE: (u16, &str) = (4001, "Unknown opcode.");
const DECODE_ERROR: (u16, &str) = (4002, "Error while decoding payload.");
const NOT_AUTHENTICATED: (u16, &str) = (4003, "Not authenticated.");
const AUTHENTICATION_FAILED: (u16, &str) = (4004, "Authentication failed.");
const ALREADY_AUTHENTICATED: (u16, &str) = (4005, "Already authenticated.");
const RATE_LIMITED: (u16, &str) = (4008, "Rate limited.");
const SESSION_TIMED_OUT: (u16, &str) = (4009, "Session timed out.");
const INVALID_SHARD: (u16, &str) = (4010, "Invalid shard.");
const INVALID_INTENTS: (u16, &str) = (4013, "Invalid intent(s).");
const DISALLOWED_INTENTS: (u16, &str) = (4014, "Disallowed intent(s).");

type Hangup = (u16, &'static str);

/// One connection of the bot.
struct Connection {
    shared: Shared,
    out: mpsc::UnboundedSender<Out>,
    session: Option<String>,
    last_beat: Instant,
    sends: Vec<Instant>,
}

/// Serves one connection until either side hangs up.
pub async fn serve(mut socket: WebSocket, shared: Shared) {
    let (out, mut queue) = mpsc::unbounded_channel();
    let now = Instant::now();
    let mut connection = Connection { shared, out, session: None, last_beat: now, sends: Vec::new() };
    let interval = u64::try_from(HEARTBEAT.as_millis()).unwrap_or_default();
    connection.say(&json!({ "op": 10, "t": null, "s": null, "d": { "heartbeat_interval": interval, "_trace": [] } }));
    let mut check = tokio::time::interval(Duration::from_secs(5));
    let mut stop = connection.shared.stop.subscribe();
    // True while the bot may come back to the session.
    let resumable = loop {
        tokio::select! {
            biased;
            received = socket.recv() => match received {
                Some(Ok(message)) => match connection.received(message) {
                    Ok(true) => {}
                    Ok(false) => break false,
                    Err((code, reason)) => break hang_up(&mut socket, code, reason).await,
                },
                Some(Err(_)) | None => break true,
            },
            queued = queue.recv() => match queued {
                Some(Out::Text(text)) => if socket.send(Message::Text((*text).into())).await.is_err() { break true },
                Some(Out::Close(code, reason)) => break hang_up(&mut socket, code, reason).await,
                None => break true,
            },
            _ = check.tick() => if let Some((code, reason)) = connection.overdue() {
                break hang_up(&mut socket, code, reason).await;
            },
            _ = stop.changed() => break hang_up(&mut socket, 1001, "The playground ends.").await,
        }
    };
    if let Some(session) = &connection.session {
        let mut world = connection.shared.world();
        world.hub.leave(session, &connection.out, resumable);
        let online = world.hub.connected() > 0;
        world.tell_all_pages("BOT", &json!({ "online": online }));
    }
}

async fn hang_up(socket: &mut WebSocket, code: u16, reason: &'static str) -> bool {
    let frame = CloseFrame { code, reason: reason.into() };
    let _ = socket.send(Message::Close(Some(frame))).await;
    !matches!(code, 4004 | 4007 | 4009..=4014)
}

impl Connection {
    fn say(&self, payload: &Value) {
        let _ = self.out.send(Out::Text(payload.to_string().into()));
    }

    /// Ok(true) to go on, Ok(false) when the bot closed its session for good.
    fn received(&mut self, message: Message) -> Result<bool, Hangup> {
        let text = match message {
            Message::Text(text) => text,
            Message::Close(frame) => return closed(frame.as_ref().map(|frame| frame.code)),
            Message::Binary(_) => return Err(DECODE_ERROR),
            Message::Ping(_) | Message::Pong(_) => return Ok(true),
        };
        self.count_send()?;
        if text.len() > PAYLOAD {
            return Err(DECODE_ERROR);
        }
        let payload: Value = serde_json::from_str(&text).map_err(|_| DECODE_ERROR)?;
        let data = payload.get("d").unwrap_or(&Value::Null);
        match payload.get("op").and_then(Value::as_u64) {
            Some(1) => self.heartbeat(),
            Some(2) if self.session.is_some() => return Err(ALREADY_AUTHENTICATED),
            Some(2) => self.identify(data)?,
            Some(6) => self.resume(data)?,
            Some(3 | 4 | 8 | 31) if self.session.is_none() => return Err(NOT_AUTHENTICATED),
            Some(8) => self.request_members(data),
            Some(3 | 4 | 31) => {}
            _ => return Err(UNKNOWN_OPCODE),
        }
        Ok(true)
    }

    fn count_send(&mut self) -> Result<(), Hangup> {
        let now = Instant::now();
        self.sends.retain(|at| now - *at < Duration::from_secs(60));
        self.sends.push(now);
        if self.sends.len() > SENDS { Err(RATE_LIMITED) } else { Ok(()) }
    }

    fn heartbeat(&mut self) {
        self.last_beat = Instant::now();
        self.say(&json!({ "op": 11, "t": null, "s": null, "d": null }));
    }

    fn overdue(&self) -> Option<Hangup> {
        let silent = self.last_beat.elapsed();
        let (limit, reason) = match self.session {
            Some(_) => (HEARTBEAT * 2, SESSION_TIMED_OUT),
            None => (IDENTIFY_WITHIN, NOT_AUTHENTICATED),
        };
        (silent > limit).then_some(reason)
    }

    fn identify(&mut self, data: &Value) -> Result<(), Hangup> {
        let token = data.get("token").and_then(Value::as_str).unwrap_or_default();
        if token.trim_start_matches("Bot ") != self.shared.token() {
            return Err(AUTHENTICATION_FAILED);
        }
        let intents = data.get("intents").and_then(Value::as_u64).ok_or(INVALID_INTENTS)?;
        if intents >= 1 << 26 {
            return Err(INVALID_INTENTS);
        }
        let shard = shard(data.get("shard"))?;
        let shared = self.shared.clone();
        let mut world = shared.world();
        if intents & world.settings.refused_intents != 0 {
            return Err(DISALLOWED_INTENTS);
        }
        if world.settings.slow_identify && !self.shared.may_identify() {
            self.say(&json!({ "op": 9, "t": null, "s": null, "d": false }));
            return Ok(());
        }
        world.logins_left = world.logins_left.saturating_sub(1);
        let session = world.hub.open(intents, shard, self.out.clone());
        self.session = Some(session.clone());
        ready(&mut world, &session, shard, &self.shared.gateway_url());
        world.tell_all_pages("BOT", &json!({ "online": true }));
        Ok(())
    }

    fn resume(&mut self, data: &Value) -> Result<(), Hangup> {
        let word = |key: &str| data.get(key).and_then(Value::as_str).unwrap_or_default();
        if word("token").trim_start_matches("Bot ") != self.shared.token() {
            return Err(AUTHENTICATION_FAILED);
        }
        let seq = data.get("seq").and_then(Value::as_u64).unwrap_or(0);
        let shared = self.shared.clone();
        let mut world = shared.world();
        if world.hub.resume(word("session_id"), seq, &self.out) {
            self.session = Some(word("session_id").to_owned());
            world.tell_all_pages("BOT", &json!({ "online": true }));
            world.hub.dispatch_to(word("session_id"), "RESUMED", &json!({ "_trace": [] }));
        } else {
            self.say(&json!({ "op": 9, "t": null, "s": null, "d": false }));
        }
        Ok(())
    }

    fn request_members(&self, data: &Value) {
        let Some(session) = &self.session else { return };
        let mut world = self.shared.world();
        let members: Value = world.members.keys().map(|id| world.member_json(*id)).collect();
        let chunk = json!({ "guild_id": world.guild.id.to_string(), "members": members, "chunk_index": 0,
            "chunk_count": 1, "not_found": [], "nonce": data.get("nonce") });
        world.hub.dispatch_to(session, "GUILD_MEMBERS_CHUNK", &chunk);
    }
}

/// How a close frame from the bot ends its session: 1000 and 1001 for good, anything else can be resumed.
fn closed(code: Option<u16>) -> Result<bool, Hangup> {
    match code {
        Some(1000 | 1001) => Ok(false),
        _ => Err((1000, "")),
    }
}

fn shard(value: Option<&Value>) -> Result<(u64, u64), Hangup> {
    let Some(list) = value.and_then(Value::as_array) else { return Ok((0, 1)) };
    match list.iter().filter_map(Value::as_u64).collect::<Vec<_>>().as_slice() {
        [number, count] if number < count => Ok((*number, *count)),
        _ => Err(INVALID_SHARD),
    }
}

/// READY, then the server as this shard sees it.
fn ready(world: &mut World, session: &str, shard: (u64, u64), url: &str) {
    let here = (world.guild.id >> 22) % shard.1 == shard.0;
    let guilds = if here { json!([{ "id": world.guild.id.to_string(), "unavailable": true }]) } else { json!([]) };
    let mut user = world.user_json(world.bot);
    super::world::json::merge(&mut user, json!({ "mfa_enabled": true, "verified": true, "email": null }));
    let data = json!({
        "v": 10, "user": user, "guilds": guilds, "session_id": session, "resume_gateway_url": url,
        "shard": [shard.0, shard.1], "application": { "id": world.bot.to_string(), "flags": 1 << 19 },
        "session_type": "normal", "private_channels": [], "presences": [], "relationships": [], "user_settings": {},
        "geo_ordered_rtc_regions": [], "guild_join_requests": [], "auth": {}, "_trace": [],
    });
    world.hub.dispatch_to(session, "READY", &data);
    if here {
        let guild = world.guild_create_json();
        world.hub.dispatch_to(session, "GUILD_CREATE", &guild);
    }
}
