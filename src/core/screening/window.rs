//! What one person's last messages in a channel add up to: the parts that rules found in each, as numbers and never as words.
//! Fed with `screening::parts` and the time by `app/screening/window.rs`; forgotten after 30 minutes. In memory only.

use std::collections::HashMap;

/// How long a part is remembered, ms.
pub const REACH_MS: i64 = 30 * 60_000;
/// For how many people in channels parts are remembered at once; the longest silent goes first.
const PLACES: usize = 4_096;
/// How many messages with a part are remembered for each.
const EACH: usize = 8;

/// A set of parts, a bit for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts(u64);

impl Parts {
    /// How many different parts there can be.
    pub const MOST: usize = 64;

    /// The set of one part; empty from [`Self::MOST`] on.
    pub fn one(number: usize) -> Self {
        Self(u32::try_from(number).ok().and_then(|number| 1_u64.checked_shl(number)).unwrap_or(0))
    }

    /// Those in either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Whether some are in both.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether all of `other` are here.
    pub fn holds(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl FromIterator<Self> for Parts {
    fn from_iter<I: IntoIterator<Item = Self>>(all: I) -> Self {
        all.into_iter().fold(Self::default(), Self::or)
    }
}

/// One person in one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Place {
    /// The channel or thread.
    pub channel: i64,
    /// Who writes.
    pub person: i64,
}

#[derive(Debug, Clone, Copy)]
struct Seen {
    message: i64,
    at_ms: i64,
    parts: Parts,
}

/// The parts of everybody's last messages.
#[derive(Debug, Default)]
pub struct Window {
    seen: HashMap<Place, Vec<Seen>>,
}

impl Window {
    /// Remembers the parts of a message, in place of those it had before an edit, and gives the parts of the other messages
    /// of the last 30 minutes.
    pub fn add(&mut self, place: Place, message: i64, parts: Parts, now_ms: i64) -> Parts {
        self.retract(place, message);
        if !self.seen.contains_key(&place) && !parts.is_empty() {
            self.make_room(now_ms);
        }
        let others = self.seen.entry(place).or_default();
        others.retain(|seen| is_recent(seen, now_ms));
        let earlier = others.iter().map(|seen| seen.parts).collect();
        if !parts.is_empty() {
            others.push(Seen { message, at_ms: now_ms, parts });
            others.drain(..others.len().saturating_sub(EACH));
        }
        if others.is_empty() {
            self.seen.remove(&place);
        }
        earlier
    }

    /// Forgets a message that was edited into something else.
    pub fn retract(&mut self, place: Place, message: i64) {
        if let Some(others) = self.seen.get_mut(&place) {
            others.retain(|seen| seen.message != message);
        }
    }

    /// Forgets a message that was deleted, whoever wrote it.
    pub fn deleted(&mut self, channel: i64, message: i64) {
        for (_, others) in self.seen.iter_mut().filter(|(place, _)| place.channel == channel) {
            others.retain(|seen| seen.message != message);
        }
    }

    /// Forgets what someone wrote in one channel: it was answered.
    pub fn answered(&mut self, place: Place) {
        self.seen.remove(&place);
    }

    /// Forgets someone everywhere.
    pub fn forget(&mut self, person: i64) {
        self.seen.retain(|place, _| place.person != person);
    }

    fn make_room(&mut self, now_ms: i64) {
        if self.seen.len() < PLACES {
            return;
        }
        self.seen.retain(|_, others| others.iter().any(|seen| is_recent(seen, now_ms)));
        let last = |others: &[Seen]| others.iter().map(|seen| seen.at_ms).max();
        let silent = self.seen.iter().min_by_key(|(_, others)| last(others)).map(|(place, _)| *place);
        if let Some(silent) = silent.filter(|_| self.seen.len() >= PLACES) {
            self.seen.remove(&silent);
        }
    }
}

fn is_recent(seen: &Seen, now_ms: i64) -> bool {
    // A clock that was set back must not keep anything for longer.
    now_ms.saturating_sub(seen.at_ms).saturating_abs() < REACH_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_800_000_000_000;
    const ANA: Place = Place { channel: 1, person: 1 };

    fn legs() -> Parts {
        Parts::one(0)
    }

    fn toilet() -> Parts {
        Parts::one(1)
    }

    #[test]
    fn parts_of_the_last_half_hour_come_back() {
        let mut window = Window::default();
        assert_eq!(window.add(ANA, 10, legs(), NOW), Parts::default());
        assert_eq!(window.add(ANA, 11, toilet(), NOW + REACH_MS - 1), legs());
    }

    #[test]
    fn after_half_an_hour_a_part_is_forgotten() {
        let mut window = Window::default();
        window.add(ANA, 10, legs(), NOW);
        assert_eq!(window.add(ANA, 11, toilet(), NOW + REACH_MS), Parts::default());
    }

    #[test]
    fn what_others_write_or_write_elsewhere_is_not_added() {
        let mut window = Window::default();
        window.add(Place { person: 2, ..ANA }, 10, legs(), NOW);
        window.add(Place { channel: 2, ..ANA }, 11, legs(), NOW);
        assert_eq!(window.add(ANA, 12, toilet(), NOW), Parts::default());
    }

    #[test]
    fn an_edit_takes_the_place_of_what_stood_there() {
        let mut window = Window::default();
        window.add(ANA, 10, legs(), NOW);
        assert_eq!(window.add(ANA, 10, toilet(), NOW + 1), Parts::default());
        window.add(ANA, 10, Parts::default(), NOW + 2);
        assert_eq!(window.add(ANA, 11, legs(), NOW + 3), Parts::default(), "edited into nothing");
    }

    #[test]
    fn what_was_answered_and_who_opted_out_are_forgotten() {
        let mut window = Window::default();
        window.add(ANA, 10, legs(), NOW);
        window.answered(ANA);
        assert_eq!(window.add(ANA, 11, toilet(), NOW), Parts::default());
        window.forget(ANA.person);
        assert_eq!(window.add(ANA, 12, legs(), NOW), Parts::default());
    }

    #[test]
    fn memory_is_bounded_and_the_longest_silent_goes_first() {
        let mut window = Window::default();
        for person in 0..i64::try_from(PLACES).expect("fits") + 10 {
            window.add(Place { channel: 1, person }, person, legs(), NOW + person);
        }
        assert_eq!(window.seen.len(), PLACES);
        assert!(!window.seen.contains_key(&Place { channel: 1, person: 9 }));
        for message in 0..100 {
            window.add(ANA, message, legs(), NOW + 5_000);
        }
        assert_eq!(window.seen[&ANA].len(), EACH);
    }
}
