//! Reads a message: the rules at once, then the language model on a thread of its own, unless the rules settle the reply.

use std::sync::{OnceLock, mpsc};

use tokio::sync::oneshot;

use crate::app::state::App;
use crate::core::screening::second::{ModelFiles, SecondReader, leaves_open};
use crate::core::screening::{Part, Verdict, read, read_with_parts};

impl App {
    /// What screening finds in `text` that bears on the reply, and what may add up with other messages. Most chat ends at the
    /// candidate test.
    pub async fn read(&self, text: &str) -> (Verdict, Vec<Part>) {
        let (verdict, parts) = read_with_parts(&self.content.screener, text);
        let verdict = match verdict {
            Some(verdict) if leaves_open(&verdict) => self.model.add_to(verdict, text).await,
            settled => settled.unwrap_or_default(),
        };
        (verdict, parts)
    }

    /// All that screening finds in `text`, for a person who asks.
    pub async fn read_whole(&self, text: &str) -> Verdict {
        if !self.content.screener.is_candidate(text) {
            return Verdict::default();
        }
        self.model.add_to(read(&self.content.screener, text), text).await
    }
}

/// The language model's thread, started when it is first needed; one message after the other, so that a flood of chat costs
/// one core at most.
#[derive(Debug, Default)]
pub struct ModelThread {
    files: Option<ModelFiles>,
    queue: OnceLock<mpsc::Sender<Job>>,
}

#[derive(Debug)]
struct Job {
    text: String,
    verdict: Verdict,
    answer: oneshot::Sender<Verdict>,
}

impl ModelThread {
    /// Reads with these files; without any, the rules stand alone.
    pub fn new(files: Option<ModelFiles>) -> Self {
        Self { files, queue: OnceLock::new() }
    }

    /// Adds what the model sees to what the rules found; where it cannot, the rules stand alone.
    async fn add_to(&self, verdict: Verdict, text: &str) -> Verdict {
        let Some(files) = self.files else { return verdict };
        let (answer, read) = oneshot::channel();
        let job = Job { text: text.to_owned(), verdict: verdict.clone(), answer };
        if self.queue.get_or_init(|| start(files)).send(job).is_err() {
            return verdict;
        }
        read.await.unwrap_or(verdict)
    }
}

fn start(files: ModelFiles) -> mpsc::Sender<Job> {
    let (queue, jobs) = mpsc::channel();
    let started = std::thread::Builder::new().name("model".to_owned()).spawn(move || work(files, jobs));
    if let Err(error) = started {
        tracing::error!(%error, "no thread for the language model; the rules stand alone");
    }
    queue
}

/// Works until the bot is gone; a damaged model is said once.
fn work(files: ModelFiles, jobs: mpsc::Receiver<Job>) {
    let reader = match SecondReader::load(files) {
        Ok(reader) => reader,
        Err(error) => return tracing::error!(%error, "the language model cannot be used; the rules stand alone"),
    };
    for job in jobs {
        // Nobody waits any more: the message was deleted, or the bot is stopping.
        let _ = job.answer.send(reader.add_to(job.verdict, &job.text));
    }
}
