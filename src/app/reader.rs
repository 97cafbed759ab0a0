//! Reads a message off the threads that answer Discord: the rules at once, the rest where it may take its time.

use crate::app::state::App;
use crate::core::screening::screen;
use crate::core::screening::verdict::Verdict;

impl App {
    /// What screening finds in `text`.
    pub async fn read(&self, text: &str) -> Verdict {
        screen(&self.content.screener, text)
    }
}
