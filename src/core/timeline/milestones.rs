//! Which cues are said where only a few can be: the bot is no member, and Discord takes five follow-ups within 15 minutes.

use super::{CueKind, Timeline};

/// How many follow-ups Discord takes where the bot is no member.
pub const FOLLOW_UPS: usize = 5;
/// For how long after the interaction they are sent, in ms: Discord's 15 minutes, less what a late cue may need.
pub const FOLLOW_UPS_MS: i64 = 14 * 60_000 + 30_000;

impl Timeline {
    /// The cues to say where only [`FOLLOW_UPS`] can be, in order: start and end, out of the last position, then what would
    /// be missed most. What is due after [`FOLLOW_UPS_MS`] is not among them.
    pub fn milestones(&self) -> Vec<u32> {
        let mut chosen: Vec<u32> = Vec::new();
        for rank in 0..=LAST_RANK {
            let of_rank: Vec<u32> = (0u32..)
                .zip(&self.cues)
                .filter(|(_, cue)| cue.at_ms <= FOLLOW_UPS_MS)
                .map(|(index, _)| index)
                .filter(|index| !chosen.contains(index) && self.rank(*index) == Some(rank))
                .collect();
            chosen.extend(spread(&of_rank, FOLLOW_UPS - chosen.len()));
        }
        chosen.sort_unstable();
        chosen
    }

    /// How soon a cue is chosen, 0 first; never for the first "get ready", which the card says, and for what is inside steps.
    fn rank(&self, index: u32) -> Option<u32> {
        let is = |kinds: &[CueKind], at: u32| self.cue(at).is_some_and(|cue| kinds.contains(&cue.kind));
        let count = u32::try_from(self.cues.len()).unwrap_or(u32::MAX);
        let start = [CueKind::Go, CueKind::Paced];
        match self.cue(index)?.kind {
            CueKind::Done => Some(0),
            CueKind::Go | CueKind::Paced if !(0..index).any(|before| is(&start, before)) => Some(0),
            CueKind::Release if !(index + 1..count).any(|after| is(&[CueKind::Release], after)) => Some(1),
            CueKind::Switch => Some(2),
            CueKind::GetReady if index > 0 => Some(3),
            CueKind::SetRest => Some(4),
            CueKind::Rest => Some(5),
            CueKind::Go | CueKind::Paced | CueKind::Release => Some(LAST_RANK),
            CueKind::GetReady | CueKind::Inside => None,
        }
    }
}

const LAST_RANK: u32 = 6;

/// At most `most` of these, evenly spread.
fn spread(all: &[u32], most: usize) -> Vec<u32> {
    let take = most.min(all.len());
    (0..take).filter_map(|i| all.get((2 * i + 1) * all.len() / (2 * take)).copied()).collect()
}
