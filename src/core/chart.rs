//! The picture of a member's practice: minutes a week, days practised, and the longest hold on the way to its goal.
//! `app` gathers it from the store's practice rows; gaps are empty, never marked as missed.

use crate::core::picture::PictureError;
use crate::core::picture::digits;
use crate::core::picture::palette as c;
use crate::core::picture::raster;
use crate::core::picture::shape::{Canvas, Color, P, Path, circle_points, p};
use crate::core::picture::{Card, rounded};
use crate::core::texts::Texts;

/// How many weeks the chart shows.
pub const WEEKS: usize = 8;
/// The hold that the source works up to, in seconds: five minutes on the foam roll (Dr Ken Nakamura's page).
pub const GOAL_SECONDS: u32 = 300;

const DAY_MS: i64 = 86_400_000;
const WIDTH: f32 = 800.0;
const HEIGHT: f32 = 600.0;
const LEFT: f32 = 100.0;
const RIGHT: f32 = 770.0;
const BARS_TOP: f32 = 70.0;
const BARS_FOOT: f32 = 250.0;
const DAYS_TOP: f32 = 300.0;
const DAY_STEP: f32 = 24.0;
const HOLD_LINE: f32 = 530.0;

/// One exercise done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// When, unix ms.
    pub at_ms: i64,
    /// How long it took, in seconds.
    pub seconds: u32,
    /// The hold, in seconds, where it has one.
    pub hold: Option<u32>,
}

/// One week, Monday first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Week {
    pub seconds: u32,
    pub days: [bool; 7],
}

/// What the chart shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Oldest first; the last is this week.
    pub weeks: [Week; WEEKS],
    /// The longest hold in these weeks, in seconds; 0 when none.
    pub longest_hold: u32,
}

impl Progress {
    /// Sorts what was done into the weeks before `now_ms`; `offset_minutes` is the member's distance from UTC.
    pub fn of(done: &[Done], now_ms: i64, offset_minutes: i32) -> Progress {
        let day = |ms: i64| (ms + i64::from(offset_minutes) * 60_000).div_euclid(DAY_MS);
        // Day 0 was a Thursday; three days on, weeks begin on Monday.
        let week = |ms: i64| (day(ms) + 3).div_euclid(7);
        let mut progress = Progress { weeks: [Week::default(); WEEKS], longest_hold: 0 };
        for one in done.iter().filter(|one| one.at_ms <= now_ms) {
            let ago = usize::try_from(week(now_ms) - week(one.at_ms)).unwrap_or(usize::MAX);
            let Some(slot) = (WEEKS - 1).checked_sub(ago).and_then(|i| progress.weeks.get_mut(i)) else { continue };
            slot.seconds = slot.seconds.saturating_add(one.seconds);
            if let Some(flag) = slot.days.get_mut((day(one.at_ms) + 3).rem_euclid(7) as usize) {
                *flag = true;
            }
            progress.longest_hold = progress.longest_hold.max(one.hold.unwrap_or(0));
        }
        progress
    }

    /// The chart in words, for screen readers and for the message.
    pub fn summary(&self, texts: &Texts, language: &str) -> String {
        let last = self.weeks[WEEKS - 1];
        let total: u32 = self.weeks.iter().map(|w| w.seconds).sum();
        let days: usize = self.weeks.iter().map(Week::days).sum();
        let hold_part = if self.longest_hold > 0 { "progress-hold" } else { "progress-no-hold" };
        let hold = texts.get(
            language,
            hold_part,
            &[("hold", clock(self.longest_hold).as_str().into()), ("goal", clock(GOAL_SECONDS).as_str().into())],
        );
        let weeks = texts.get(
            language,
            "progress-weeks",
            &[
                ("weeks", WEEKS.into()),
                ("minutes", minutes(total).into()),
                ("days", days.into()),
                ("week-minutes", minutes(last.seconds).into()),
                ("week-days", last.days().into()),
            ],
        );
        format!("{weeks} {hold}")
    }
}

impl Week {
    /// Days with practice.
    pub fn days(&self) -> usize {
        self.days.iter().filter(|d| **d).count()
    }
}

/// Whole minutes, begun ones counted, so that a single short hold shows.
fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60)
}

/// `4:30` for 270 seconds.
pub fn clock(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// The chart as PNG, 800 × 600.
///
/// # Errors
/// When the renderer refuses the drawing.
pub fn png(progress: &Progress) -> Result<Vec<u8>, PictureError> {
    raster::png(&svg(progress))
}

/// The chart as SVG.
pub fn svg(progress: &Progress) -> String {
    let mut body = Canvas::default();
    minutes_a_week(&mut body, progress);
    days_practised(&mut body, progress);
    hold_and_goal(&mut body, progress);
    raster::document(&Card { width: WIDTH, height: HEIGHT, body: body.svg() })
}

fn column(i: usize) -> f32 {
    let step = (RIGHT - LEFT) / WEEKS as f32;
    LEFT + step * (i as f32 + 0.5)
}

fn fill(canvas: &mut Canvas, points: &[P], color: Color) {
    let mut path = Path::default();
    path.polygon(points);
    canvas.fill(&path, color, None);
}

fn line(canvas: &mut Canvas, points: &[P], color: Color, width: f32) {
    let mut path = Path::default();
    path.line(points);
    canvas.stroke(&path, color, width, 1.0);
}

fn centred(canvas: &mut Canvas, text: &str, at: P, height: f32, color: Color) {
    digits::draw(canvas, text, p(at.x - digits::width(text, height) / 2.0, at.y), height, color);
}

fn minutes_a_week(canvas: &mut Canvas, progress: &Progress) {
    clock_face(canvas, p(50.0, 160.0), 24.0);
    line(canvas, &[p(LEFT, BARS_FOOT), p(RIGHT, BARS_FOOT)], c::WALL_EDGE, 2.0);
    let most = progress.weeks.iter().map(|w| minutes(w.seconds)).max().unwrap_or(0).max(10) as f32;
    for (i, week) in progress.weeks.iter().enumerate() {
        let (x, count) = (column(i), minutes(week.seconds));
        if count == 0 {
            continue;
        }
        let top = BARS_FOOT - (BARS_FOOT - BARS_TOP) * count as f32 / most;
        let this_week = i == WEEKS - 1;
        let color = if this_week { c::WARM } else { c::SHIRT };
        fill(canvas, &rounded(p(x - 23.0, top.min(BARS_FOOT - 10.0)), p(x + 23.0, BARS_FOOT), 5.0), color);
        centred(canvas, &count.to_string(), p(x, top.min(BARS_FOOT - 10.0) - 22.0), 22.0, c::INK);
    }
}

fn days_practised(canvas: &mut Canvas, progress: &Progress) {
    calendar(canvas, p(50.0, DAYS_TOP + DAY_STEP * 3.0), 24.0);
    for (i, week) in progress.weeks.iter().enumerate() {
        for (day, practised) in week.days.iter().enumerate() {
            let at = p(column(i), DAYS_TOP + day as f32 * DAY_STEP);
            let (radius, color) = if *practised { (9.0, c::ROLLER) } else { (4.0, c::WALL) };
            fill(canvas, &circle_points(at, radius), color);
        }
    }
}

fn hold_and_goal(canvas: &mut Canvas, progress: &Progress) {
    flag(canvas, p(50.0, HOLD_LINE), 24.0);
    let share = (progress.longest_hold as f32 / GOAL_SECONDS as f32).min(1.0);
    let (left, right) = (LEFT + 14.0, RIGHT - 14.0);
    let end = left + (right - left) * share;
    line(canvas, &[p(left, HOLD_LINE), p(right, HOLD_LINE)], c::WALL, 26.0);
    if progress.longest_hold > 0 {
        line(canvas, &[p(left, HOLD_LINE), p(end, HOLD_LINE)], c::WARM, 26.0);
        let text = clock(progress.longest_hold);
        let half = digits::width(&text, 22.0) / 2.0;
        centred(canvas, &text, p(end.clamp(left + half, right - half), HOLD_LINE - 38.0), 22.0, c::INK);
    }
    for minute in 0..=GOAL_SECONDS / 60 {
        let x = left + (right - left) * (minute * 60) as f32 / GOAL_SECONDS as f32;
        centred(canvas, &minute.to_string(), p(x, HOLD_LINE + 36.0), 18.0, c::INK.mix(c::CARD, 0.3));
    }
}

fn clock_face(canvas: &mut Canvas, at: P, r: f32) {
    fill(canvas, &circle_points(at, r), c::WHITE);
    let mut ring = circle_points(at, r);
    ring.extend(ring.first().copied());
    line(canvas, &ring, c::INK, 4.0);
    line(canvas, &[p(at.x, at.y - r * 0.6), at, p(at.x + r * 0.42, at.y + r * 0.24)], c::INK, 4.0);
}

fn calendar(canvas: &mut Canvas, at: P, r: f32) {
    fill(canvas, &rounded(p(at.x - r, at.y - r * 0.85), p(at.x + r, at.y + r), 6.0), c::INK);
    fill(canvas, &rounded(p(at.x - r + 4.0, at.y - r * 0.3), p(at.x + r - 4.0, at.y + r - 4.0), 3.0), c::WHITE);
    for side in [-0.45, 0.45] {
        line(canvas, &[p(at.x + r * side, at.y - r * 1.1), p(at.x + r * side, at.y - r * 0.65)], c::INK, 5.0);
    }
    line(canvas, &[p(at.x - 8.0, at.y + 8.0), p(at.x - 1.0, at.y + 14.0), p(at.x + 11.0, at.y)], c::ROLLER, 4.5);
}

fn flag(canvas: &mut Canvas, at: P, r: f32) {
    line(canvas, &[p(at.x - r * 0.6, at.y + r), p(at.x - r * 0.6, at.y - r)], c::INK, 5.0);
    fill(canvas, &[p(at.x - r * 0.5, at.y - r), p(at.x + r * 0.9, at.y - r * 0.5), p(at.x - r * 0.5, at.y)], c::WARM);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Wednesday 18 November 2026, noon UTC.
    const NOON: i64 = 1_795_003_200_000;

    fn done(days_ago: i64, seconds: u32, hold: Option<u32>) -> Done {
        Done { at_ms: NOON - days_ago * DAY_MS, seconds, hold }
    }

    #[test]
    fn practice_falls_into_its_week_and_weekday() {
        let progress = Progress::of(&[done(0, 60, None), done(2, 30, None), done(3, 90, None)], NOON, 0);
        assert_eq!(progress.weeks[7], Week { seconds: 90, days: [true, false, true, false, false, false, false] });
        assert_eq!(progress.weeks[6], Week { seconds: 90, days: [false, false, false, false, false, false, true] });
    }

    #[test]
    fn a_week_begins_at_the_members_own_midnight() {
        let sunday_evening_utc = Done { at_ms: NOON - 2 * DAY_MS - 13 * 3_600_000, seconds: 60, hold: None };
        assert!(Progress::of(&[sunday_evening_utc], NOON, 0).weeks[6].days[6]);
        assert!(Progress::of(&[sunday_evening_utc], NOON, 120).weeks[7].days[0]);
    }

    #[test]
    fn what_is_older_than_the_chart_or_in_the_future_is_left_out() {
        let progress = Progress::of(&[done(8 * 7, 60, Some(90)), done(-1, 60, Some(90))], NOON, 0);
        assert_eq!(progress, Progress { weeks: [Week::default(); WEEKS], longest_hold: 0 });
    }

    #[test]
    fn the_longest_hold_counts() {
        assert_eq!(
            Progress::of(&[done(1, 60, Some(30)), done(9, 90, Some(75)), done(2, 9, None)], NOON, 0).longest_hold,
            75
        );
    }

    #[test]
    fn an_empty_chart_is_drawn_too() {
        let drawn = png(&Progress::of(&[], NOON, 0)).expect("draws");
        assert!(drawn.starts_with(b"\x89PNG"));
    }
}
