//! The page's live line: server-sent events of everything one person may see.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::Stream;
use tokio::sync::broadcast::error::RecvError;

use crate::playground::Shared;
use crate::playground::clock::Id;
use crate::playground::hub::Viewers;

/// `GET /play/events?as=ID`: `{"t": name, "d": data}` a line. `LAGGED` means: look at everything anew.
pub async fn events(
    State(shared): State<Shared>,
    Query(query): Query<HashMap<String, String>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let viewer: Option<Id> = query.get("as").and_then(|id| id.parse().ok());
    let receiver = shared.world().hub.listen();
    let stop = shared.stop.subscribe();
    let stream = futures_util::stream::unfold((receiver, stop), move |(mut receiver, mut stop)| async move {
        loop {
            let received = tokio::select! {
                received = receiver.recv() => received,
                _ = stop.changed() => return None,
            };
            let text = match received {
                Ok(event) => match (&event.viewers, viewer) {
                    (Viewers::Only(people), Some(viewer)) if !people.contains(&viewer) => continue,
                    _ => event.text.clone(),
                },
                Err(RecvError::Lagged(_)) => r#"{"t":"LAGGED","d":{}}"#.to_owned(),
                Err(RecvError::Closed) => return None,
            };
            return Some((Ok(Event::default().data(text)), (receiver, stop)));
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}
