//! Who listens: the bot's gateway sessions (with what they missed, for resume) and the pages. Fed by `world`, drained by
//! `gateway` and `play`.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio::sync::{broadcast, mpsc};

use super::clock::Id;

/// How many events a session keeps for a resume.
const REPLAY: usize = 5000;
/// How long a session without a connection can be resumed.
const RESUMABLE: Duration = Duration::from_secs(300);

/// What goes out on a gateway connection.
#[derive(Debug, Clone)]
pub enum Out {
    Text(Arc<str>),
    Close(u16, &'static str),
}

/// One gateway session of the bot.
#[derive(Debug)]
pub struct Session {
    pub intents: u64,
    /// Number and count of shards.
    pub shard: (u64, u64),
    pub seq: u64,
    missed: VecDeque<(u64, Arc<str>)>,
    out: Option<mpsc::UnboundedSender<Out>>,
    gone_since: Option<Instant>,
}

/// Who may see an event on the page.
#[derive(Debug, Clone)]
pub enum Viewers {
    Everyone,
    Only(Vec<Id>),
}

/// An event for the pages.
#[derive(Debug)]
pub struct PageEvent {
    pub viewers: Viewers,
    pub text: String,
}

/// Which gateway sessions get an event.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The guild the event belongs to; none for direct messages.
    pub guild: Option<Id>,
    /// Bits of which at least one must be in the session's intents; 0 means everyone.
    pub intents: u64,
}

/// All listeners.
#[derive(Debug)]
pub struct Hub {
    sessions: HashMap<String, Session>,
    pages: broadcast::Sender<Arc<PageEvent>>,
    made: u64,
}

impl Default for Hub {
    fn default() -> Self {
        Self { sessions: HashMap::new(), pages: broadcast::channel(4096).0, made: 0 }
    }
}

impl Hub {
    /// Opens a session and returns its id.
    pub fn open(&mut self, intents: u64, shard: (u64, u64), out: mpsc::UnboundedSender<Out>) -> String {
        self.forget_old();
        self.made += 1;
        let id = format!("{:032x}", u128::from(self.made) | (u128::from(intents) << 64));
        let session = Session { intents, shard, seq: 0, missed: VecDeque::new(), out: Some(out), gone_since: None };
        self.sessions.insert(id.clone(), session);
        id
    }

    /// Takes up a session again: queues everything after `seq` on the new connection. False if that cannot be done.
    pub fn resume(&mut self, id: &str, seq: u64, out: &mpsc::UnboundedSender<Out>) -> bool {
        self.forget_old();
        let Some(session) = self.sessions.get_mut(id) else { return false };
        let reaches_back = session.missed.front().is_none_or(|(first, _)| *first <= seq + 1);
        if seq > session.seq || !reaches_back {
            self.sessions.remove(id);
            return false;
        }
        for (_, text) in session.missed.iter().filter(|(number, _)| *number > seq) {
            let _ = out.send(Out::Text(Arc::clone(text)));
        }
        session.out = Some(out.clone());
        session.gone_since = None;
        true
    }

    /// The connection of a session ended; `resumable` unless the bot closed it for good.
    pub fn leave(&mut self, id: &str, out: &mpsc::UnboundedSender<Out>, resumable: bool) {
        let Some(session) = self.sessions.get_mut(id) else { return };
        if !session.out.as_ref().is_some_and(|current| current.same_channel(out)) {
            return;
        }
        session.out = None;
        session.gone_since = Some(Instant::now());
        if !resumable {
            self.sessions.remove(id);
        }
    }

    /// Sends an event to every session that asked for its kind. `plain` replaces `data` for sessions without the
    /// message-content intent.
    pub fn dispatch(&mut self, route: Route, name: &str, data: &Value, plain: Option<&Value>) {
        if !self.sessions.values().any(|session| session.wants(route)) {
            return;
        }
        let full = data.to_string();
        let plain = plain.map(ToString::to_string);
        for session in self.sessions.values_mut().filter(|session| session.wants(route)) {
            let reads = session.intents & super::gateway::MESSAGE_CONTENT != 0;
            let data = if reads { &full } else { plain.as_ref().unwrap_or(&full) };
            session.push(name, data);
        }
    }

    /// Sends an event to one session only.
    pub fn dispatch_to(&mut self, id: &str, name: &str, data: &Value) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.push(name, &data.to_string());
        }
    }

    /// Sends something that is not an event to every connection, such as "reconnect" or a close.
    pub fn broadcast(&mut self, out: &Out) {
        for session in self.sessions.values() {
            if let Some(sender) = &session.out {
                let _ = sender.send(out.clone());
            }
        }
    }

    /// Ends every session, so that no resume works.
    pub fn forget_all(&mut self) {
        self.sessions.clear();
    }

    /// How many connections are open.
    pub fn connected(&self) -> usize {
        self.sessions.values().filter(|session| session.out.is_some()).count()
    }

    /// The intents of the open connections together.
    pub fn intents(&self) -> u64 {
        self.sessions.values().filter(|session| session.out.is_some()).fold(0, |all, session| all | session.intents)
    }

    /// Does any page look on? Where none does, nothing needs to be put together for it.
    pub fn has_pages(&self) -> bool {
        self.pages.receiver_count() > 0
    }

    /// Tells the pages.
    pub fn tell_pages(&self, viewers: Viewers, name: &str, data: &Value) {
        if !self.has_pages() {
            return;
        }
        let text = format!("{{\"t\":\"{name}\",\"d\":{data}}}");
        let _ = self.pages.send(Arc::new(PageEvent { viewers, text }));
    }

    /// A new page listens.
    pub fn listen(&self) -> broadcast::Receiver<Arc<PageEvent>> {
        self.pages.subscribe()
    }

    fn forget_old(&mut self) {
        self.sessions.retain(|_, session| session.gone_since.is_none_or(|since| since.elapsed() < RESUMABLE));
    }
}

impl Session {
    fn wants(&self, route: Route) -> bool {
        let (number, count) = self.shard;
        let here = match route.guild {
            Some(guild) => (guild >> 22) % count.max(1) == number,
            None => number == 0,
        };
        here && (route.intents == 0 || self.intents & route.intents != 0)
    }

    fn push(&mut self, name: &str, data: &str) {
        self.seq += 1;
        let text: Arc<str> = format!("{{\"t\":\"{name}\",\"s\":{},\"op\":0,\"d\":{data}}}", self.seq).into();
        if self.missed.len() == REPLAY {
            self.missed.pop_front();
        }
        self.missed.push_back((self.seq, Arc::clone(&text)));
        if let Some(out) = &self.out {
            let _ = out.send(Out::Text(text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const ALL: Route = Route { guild: None, intents: 0 };

    fn texts(receiver: &mut mpsc::UnboundedReceiver<Out>) -> Vec<String> {
        let mut texts = Vec::new();
        while let Ok(Out::Text(text)) = receiver.try_recv() {
            texts.push(text.to_string());
        }
        texts
    }

    #[test]
    fn a_resumed_session_gets_what_it_missed() {
        let mut hub = Hub::default();
        let (first, _kept) = mpsc::unbounded_channel();
        let id = hub.open(0, (0, 1), first.clone());
        hub.dispatch(ALL, "A", &json!(1), None);
        hub.leave(&id, &first, true);
        hub.dispatch(ALL, "B", &json!(2), None);
        let (second, mut receiver) = mpsc::unbounded_channel();
        assert!(hub.resume(&id, 1, &second));
        assert_eq!(texts(&mut receiver), [r#"{"t":"B","s":2,"op":0,"d":2}"#]);
    }

    #[test]
    fn a_session_closed_for_good_cannot_be_resumed() {
        let mut hub = Hub::default();
        let (out, _kept) = mpsc::unbounded_channel();
        let id = hub.open(0, (0, 1), out.clone());
        hub.leave(&id, &out, false);
        assert!(!hub.resume(&id, 0, &out));
    }

    #[test]
    fn without_the_intent_an_event_stays_away() {
        let mut hub = Hub::default();
        let (out, mut receiver) = mpsc::unbounded_channel();
        hub.open(1, (0, 1), out);
        hub.dispatch(Route { guild: None, intents: 2 }, "A", &json!(1), None);
        assert!(texts(&mut receiver).is_empty());
    }

    #[test]
    fn without_message_content_the_plain_form_is_sent() {
        let mut hub = Hub::default();
        let (out, mut receiver) = mpsc::unbounded_channel();
        hub.open(1, (0, 1), out);
        hub.dispatch(ALL, "A", &json!("secret"), Some(&json!("")));
        assert_eq!(texts(&mut receiver), [r#"{"t":"A","s":1,"op":0,"d":""}"#]);
    }
}
