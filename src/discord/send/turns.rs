//! Whose turn it is to ask Discord for something: few at a time, the most urgent first, one at a time for each kind of request
//! in a channel. What waits here can still be overtaken by something more urgent; what waits in the funnel cannot.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::app::chat::Priority;

/// Requests under way at once, [`Priority::Urgent`] ones apart. Enough for Discord's 50 a second at 400 ms each, and few
/// enough that what stands in the funnel is sent within half a second.
const SLOTS: usize = 20;

/// What Discord counts apart, so that waiting for one does not hold up the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    Post,
    Edit,
    Thread,
}

/// Requests of one lane go one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Lane {
    pub channel: i64,
    pub kind: Kind,
}

/// Who is under way and who waits.
#[derive(Debug, Default)]
pub struct Turns(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    running: usize,
    busy: HashSet<Lane>,
    waiting: BTreeMap<(Priority, u64), (Lane, oneshot::Sender<Turn>)>,
    asked: u64,
}

/// The right to send one request; over when dropped.
#[derive(Debug)]
pub struct Turn {
    turns: Arc<Turns>,
    lane: Lane,
}

impl Turns {
    /// Waits for a turn: by priority, then first come first served.
    pub async fn wait(self: &Arc<Self>, lane: Lane, priority: Priority) -> Turn {
        loop {
            let receiver = {
                let mut state = self.state();
                if state.is_free(lane, priority) {
                    return self.begin(&mut state, lane);
                }
                let (sender, receiver) = oneshot::channel();
                state.asked += 1;
                let place = (priority, state.asked);
                state.waiting.insert(place, (lane, sender));
                receiver
            };
            if let Ok(turn) = receiver.await {
                return turn;
            }
        }
    }

    /// A turn now or never.
    pub fn now(self: &Arc<Self>, lane: Lane) -> Option<Turn> {
        let mut state = self.state();
        state.is_free(lane, Priority::Luxury).then(|| self.begin(&mut state, lane))
    }

    fn begin(self: &Arc<Self>, state: &mut State, lane: Lane) -> Turn {
        state.running += 1;
        state.busy.insert(lane);
        Turn { turns: Arc::clone(self), lane }
    }

    /// Hands out what became free. Turns that nobody takes any more are returned, to be dropped outside the lock.
    fn hand_out(self: &Arc<Self>, state: &mut State) -> Vec<Turn> {
        let mut unclaimed = Vec::new();
        while let Some(place) = state.next() {
            let Some((lane, waiting)) = state.waiting.remove(&place) else { break };
            if waiting.is_closed() {
                continue;
            }
            let turn = self.begin(state, lane);
            if let Err(turn) = waiting.send(turn) {
                unclaimed.push(turn);
            }
        }
        unclaimed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn is_free(&self, lane: Lane, priority: Priority) -> bool {
        !self.busy.contains(&lane) && (self.running < SLOTS || priority == Priority::Urgent)
    }

    /// The most urgent of those who can go.
    fn next(&self) -> Option<(Priority, u64)> {
        let can_go = |((priority, _), (lane, _)): &(&(Priority, u64), &(Lane, oneshot::Sender<Turn>))| {
            self.is_free(*lane, *priority)
        };
        let candidates = self.waiting.iter();
        // Without a free slot only the urgent ones can go, and they stand at the front.
        let is_full = self.running >= SLOTS;
        candidates
            .take_while(|((priority, _), _)| !is_full || *priority == Priority::Urgent)
            .find(can_go)
            .map(|(place, _)| *place)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let unclaimed = {
            let mut state = self.turns.state();
            state.running -= 1;
            state.busy.remove(&self.lane);
            self.turns.hand_out(&mut state)
        };
        drop(unclaimed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lane(channel: i64) -> Lane {
        Lane { channel, kind: Kind::Post }
    }

    /// Takes every slot with channels that are in nobody's way.
    fn fill(turns: &Arc<Turns>) -> Vec<Turn> {
        let slots = i64::try_from(SLOTS).unwrap_or_default();
        (0..slots).filter_map(|n| turns.now(lane(-1 - n))).collect()
    }

    /// Asks for turns in this order while nothing is free, then frees one slot and lists who went when.
    async fn order(asked: &[(i64, Priority)]) -> Vec<(i64, Priority)> {
        let turns = Arc::new(Turns::default());
        let mut filled = fill(&turns);
        let went = Arc::new(Mutex::new(Vec::new()));
        let mut running = Vec::new();
        for (channel, priority) in asked.iter().copied() {
            let (turns, went) = (Arc::clone(&turns), Arc::clone(&went));
            running.push(tokio::spawn(async move {
                let _turn = turns.wait(lane(channel), priority).await;
                went.lock().expect("went").push((channel, priority));
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }));
            tokio::task::yield_now().await;
        }
        filled.pop();
        for one in running {
            one.await.expect("no panic");
        }
        went.lock().expect("went").clone()
    }

    #[tokio::test(start_paused = true)]
    async fn when_scarce_the_urgent_go_first_then_cues_by_due_time_then_the_rest() {
        let asked = [(1, Priority::Normal), (2, Priority::Cue(900)), (3, Priority::Cue(100)), (4, Priority::Urgent)];
        let expected = [(4, Priority::Urgent), (3, Priority::Cue(100)), (2, Priority::Cue(900)), (1, Priority::Normal)];
        assert_eq!(order(&asked).await, expected);
    }

    #[tokio::test(start_paused = true)]
    async fn of_equal_priority_the_first_goes_first() {
        let asked: Vec<(i64, Priority)> = (1..10).map(|n| (n, Priority::Normal)).collect();
        assert_eq!(order(&asked).await, asked);
    }

    #[tokio::test]
    async fn an_urgent_one_goes_although_every_slot_is_taken() {
        let turns = Arc::new(Turns::default());
        let _filled = fill(&turns);
        assert!(turns.now(lane(1)).is_none());
        turns.wait(lane(1), Priority::Urgent).await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_channel_that_is_slow_holds_up_itself_only() {
        let turns = Arc::new(Turns::default());
        let slow = turns.wait(lane(1), Priority::Normal).await;
        let (waiting, channel) = (Arc::clone(&turns), lane(1));
        let behind = tokio::spawn(async move { drop(waiting.wait(channel, Priority::Cue(1)).await) });
        tokio::task::yield_now().await;
        drop(turns.wait(lane(2), Priority::Normal).await);
        drop(turns.wait(Lane { channel: 1, kind: Kind::Edit }, Priority::Normal).await);
        assert!(!behind.is_finished());
        drop(slow);
        behind.await.expect("its turn came");
    }

    #[tokio::test(start_paused = true)]
    async fn one_who_gives_up_holds_up_nobody() {
        let turns = Arc::new(Turns::default());
        let mut filled = fill(&turns);
        let given_up =
            tokio::time::timeout(std::time::Duration::from_millis(1), turns.wait(lane(1), Priority::Cue(1))).await;
        assert!(given_up.is_err());
        filled.clear();
        drop(turns.wait(lane(1), Priority::Normal).await);
        let state = turns.state();
        assert_eq!((state.running, state.busy.len(), state.waiting.len()), (0, 0, 0));
    }
}
