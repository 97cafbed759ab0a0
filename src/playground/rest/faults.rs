//! Faults made on purpose: a status, a delay or silence for the next requests that fit, to see how the bot takes it.

use axum::http::Method;
use serde_json::Value;

/// One kind of fault.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Empty: any method.
    pub method: String,
    /// A part of the path, such as `/messages`; empty: any.
    pub path: String,
    /// HTTP status of the answer; 0 = no answer at all.
    pub status: u16,
    /// Real milliseconds before the answer.
    pub delay_ms: u64,
    /// The request is carried out first, and only its answer is another: as when a line breaks on the way back.
    pub carried_out: bool,
    /// How many more requests it hits.
    pub times: u64,
}

/// The faults that wait.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault from the driver's JSON.
    pub fn add(&mut self, json: &Value) {
        let word = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |key: &str, other: u64| json.get(key).and_then(Value::as_u64).unwrap_or(other);
        self.0.push(Fault {
            method: word("method"),
            path: word("path"),
            status: u16::try_from(number("status", 500)).unwrap_or(500),
            delay_ms: number("delay_ms", 0),
            carried_out: json.get("carried_out").and_then(Value::as_bool).unwrap_or(false),
            times: number("times", 1),
        });
    }

    /// Removes all.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The fault for a request, if one fits.
    pub fn take(&mut self, method: &Method, path: &str) -> Option<Fault> {
        let fits = |fault: &&mut Fault| {
            fault.times > 0
                && (fault.method.is_empty() || method == fault.method.as_str())
                && path.contains(&fault.path)
        };
        let fault = self.0.iter_mut().find(fits)?;
        fault.times -= 1;
        let taken = fault.clone();
        self.0.retain(|fault| fault.times > 0);
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_fault_hits_as_often_as_told() {
        let mut faults = Faults::default();
        faults.add(&json!({ "method": "POST", "path": "/messages", "status": 502, "times": 2 }));
        let hits = (0..3).filter_map(|_| faults.take(&Method::POST, "channels/1/messages"));
        assert_eq!(hits.map(|fault| fault.status).collect::<Vec<_>>(), [502, 502]);
    }
}
