//! The playground's own time: unix milliseconds that may run faster than the wall, ids made from them, and Discord's way of
//! writing them down.

use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

/// A Discord id.
pub type Id = u64;

/// Unix ms at which Discord's ids begin (2015-01-01).
const DISCORD_EPOCH_MS: i64 = 1_420_070_400_000;

/// Time that runs `fast` times as fast as the wall clock since `origin_ms`.
#[derive(Debug)]
pub struct PlayClock {
    origin_ms: i64,
    fast: u32,
    last_id: Mutex<Id>,
}

impl PlayClock {
    /// A clock that agrees with the wall at `origin_ms` (now, if not given); `fast` 0 counts as 1.
    pub fn new(origin_ms: Option<i64>, fast: u32) -> Self {
        Self { origin_ms: origin_ms.unwrap_or_else(wall_ms), fast: fast.max(1), last_id: Mutex::new(0) }
    }

    /// Unix ms at which this clock and the wall agreed.
    pub fn origin_ms(&self) -> i64 {
        self.origin_ms
    }

    /// How many of its seconds pass in a real one.
    pub fn fast(&self) -> u32 {
        self.fast
    }

    /// Unix ms, speeded up.
    pub fn now_ms(&self) -> i64 {
        self.origin_ms + (wall_ms() - self.origin_ms) * i64::from(self.fast)
    }

    /// A new id, greater than every id before it.
    pub fn next_id(&self) -> Id {
        let since = u64::try_from(self.now_ms() - DISCORD_EPOCH_MS).unwrap_or(1);
        let mut last = self.last_id.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *last = (since << 22).max(*last + 1);
        *last
    }
}

/// Unix ms of the wall clock.
pub fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Unix ms as Discord writes a time: `2026-01-31T18:05:00.250000+00:00`.
pub fn iso(unix_ms: i64) -> String {
    let (days, in_day) = (unix_ms.div_euclid(86_400_000), unix_ms.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (seconds, ms) = (in_day / 1000, in_day % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}000+00:00")
}

/// Days since 1970-01-01 → year, month, day (proleptic Gregorian; years counted from March so that leap days come last).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_discord_writes_them() {
        assert_eq!(iso(0), "1970-01-01T00:00:00.000000+00:00");
        assert_eq!(iso(1_709_208_000_250), "2024-02-29T12:00:00.250000+00:00");
        assert_eq!(iso(1_798_761_599_999), "2026-12-31T23:59:59.999000+00:00");
    }

    #[test]
    fn ids_only_grow() {
        let clock = PlayClock::new(None, 1);
        let ids: Vec<Id> = (0..1000).map(|_| clock.next_id()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn a_fast_clock_runs_ahead_of_the_wall() {
        let clock = PlayClock::new(Some(wall_ms() - 1000), 60);
        assert!(clock.now_ms() - wall_ms() >= 59_000);
    }
}
