//! What the bot asked for, request by request: for the page's "Requests" view and for tests that hold each against Discord's
//! OpenAPI description.

use std::collections::VecDeque;

use axum::http::Method;
use serde_json::{Value, json};

use super::Reply;

/// One request.
#[derive(Debug)]
pub struct Entry {
    seq: u64,
    at_ms: i64,
    method: String,
    path: String,
    query: String,
    /// The pattern of the route that answered.
    pub route: Option<&'static str>,
    pub status: u16,
    /// The JSON body, or `payload_json`.
    pub json: Value,
    /// Names and sizes of the files.
    pub files: Vec<(String, usize)>,
    /// What went wrong, as the bot was told.
    error: Value,
}

impl Entry {
    pub fn new(method: &Method, path: &str, query: Option<&str>, at_ms: i64) -> Self {
        Self {
            seq: 0,
            at_ms,
            method: method.to_string(),
            path: path.to_owned(),
            query: query.unwrap_or_default().to_owned(),
            route: None,
            status: 0,
            json: Value::Null,
            files: Vec::new(),
            error: Value::Null,
        }
    }

    /// Notes how it ended.
    pub fn finish(&mut self, reply: &Reply) {
        (self.status, self.error) = match reply {
            Ok((status, body)) if *status >= 400 => (*status, body.clone().unwrap_or_default()),
            Ok((status, _)) => (*status, Value::Null),
            Err(error) => (error.status, error.body()),
        };
    }

    /// For the driver.
    pub fn json(&self) -> Value {
        let files: Value = self.files.iter().map(|(name, size)| json!({ "name": name, "size": size })).collect();
        json!({ "seq": self.seq, "at_ms": self.at_ms, "method": self.method, "path": self.path, "query": self.query,
            "route": self.route, "status": self.status, "body": self.json, "files": files, "error": self.error })
    }
}

/// The last requests.
#[derive(Debug)]
pub struct Log {
    entries: VecDeque<Entry>,
    keep: usize,
    count: u64,
}

impl Log {
    /// A log that keeps the last `keep` requests.
    pub fn new(keep: usize) -> Self {
        Self { entries: VecDeque::new(), keep, count: 0 }
    }

    /// Writes one down.
    pub fn push(&mut self, mut entry: Entry) {
        self.count += 1;
        entry.seq = self.count;
        self.entries.push_back(entry);
        while self.entries.len() > self.keep {
            self.entries.pop_front();
        }
    }

    /// Requests so far, kept or not.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// At most `limit` of those after a number, oldest first.
    pub fn after(&self, seq: u64, limit: usize) -> Value {
        self.entries.iter().filter(|entry| entry.seq > seq).take(limit).map(Entry::json).collect()
    }
}
