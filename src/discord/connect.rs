//! The way to Discord: the request funnel, the HTTP client behind it, and who the bot is. From `roles`, once a start.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serenity::all::{CurrentApplicationInfo, Http, HttpBuilder, HttpError};

use crate::discord::limits::Funnel;
use crate::discord::send::Sender;

/// The longest pause between two tries to reach Discord.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A connection that held for so long was a good one; longer than any try to get one takes.
const GOOD: Duration = Duration::from_secs(300);

/// The funnel tries for a minute; whoever watches the start should hear sooner that nobody answers.
const SILENCE: Duration = Duration::from_secs(5);

/// A tested way to Discord.
pub struct Connection {
    /// Every request passes through here.
    pub funnel: Arc<Funnel>,
    /// serenity's HTTP client, pointed at the funnel.
    pub http: Arc<Http>,
    /// The application the token belongs to.
    pub application: CurrentApplicationInfo,
    /// The bot's token.
    pub token: String,
}

impl Connection {
    /// Starts the funnel to `upstream` (a base address such as `https://discord.com`) and asks who the bot is. While Discord
    /// cannot be reached it tries again with growing pauses, and says so once.
    ///
    /// # Errors
    /// The token is refused, or no local port could be opened.
    pub async fn open(token: &str, upstream: &str) -> anyhow::Result<Self> {
        let funnel = Arc::new(Funnel::start(upstream).await.context("cannot open the request funnel")?);
        let http = through(&funnel, token);
        let application = identify(&http, upstream).await?;
        http.set_application_id(application.id);
        Ok(Self { funnel, http: Arc::new(http), application, token: token.to_owned() })
    }

    /// Another client on the same way; serenity's gateway client wants one of its own.
    pub fn new_http(&self) -> Http {
        let http = through(&self.funnel, &self.token);
        http.set_application_id(self.application.id);
        http
    }

    /// The way `app` speaks on its own.
    pub fn sender(&self) -> Arc<Sender> {
        Arc::new(Sender::new(Arc::clone(&self.http), Arc::clone(&self.funnel)))
    }
}

fn through(funnel: &Funnel, token: &str) -> Http {
    // serenity's own limiter ignores the proxy; the funnel keeps Discord's limits instead.
    HttpBuilder::new(token).client(funnel.client()).proxy(funnel.base_url()).ratelimiter_disabled(true).build()
}

async fn identify(http: &Http, upstream: &str) -> anyhow::Result<CurrentApplicationInfo> {
    let mut pause = Pause::default();
    loop {
        let error = match tokio::time::timeout(SILENCE, http.get_current_application_info()).await {
            Ok(Ok(application)) => return Ok(application),
            Ok(Err(error)) => error,
            Err(_) => serenity::Error::Other("no answer"),
        };
        if let serenity::Error::Http(HttpError::UnsuccessfulRequest(refused)) = &error
            && refused.status_code.is_client_error()
        {
            match refused.status_code.as_u16() {
                401 => bail!(
                    "Discord does not accept this token. Make a new one at https://discord.com/developers/applications → \
                     your application → Bot → Reset Token, and set DISCORD_TOKEN"
                ),
                status => bail!("{upstream} answered {status} when asked who the bot is"),
            }
        }
        pause.wait(&format!("{upstream} cannot be reached"), &error).await;
    }
}

/// Pauses that grow from one try to the next; the first is announced, the others only with `RUST_LOG=debug`.
#[derive(Debug, Default)]
pub struct Pause {
    tries: u32,
}

impl Pause {
    /// Waits 1 s, 2 s, 4 s … at most a minute.
    pub async fn wait(&mut self, what: &str, error: &(impl std::fmt::Display + ?Sized)) {
        if self.tries == 0 {
            tracing::warn!("{what} ({error}); trying again with growing pauses");
        } else {
            tracing::debug!(tries = self.tries, "{what} ({error})");
        }
        tokio::time::sleep(self.next()).await;
    }

    /// A connection held for so long: after a good one the pauses begin anew, and the next failure is announced again.
    pub fn after(&mut self, held: Duration) {
        if held >= GOOD {
            self.tries = 0;
        }
    }

    fn next(&mut self) -> Duration {
        let pause = Duration::from_secs(1 << self.tries.min(6)).min(LONGEST_PAUSE);
        self.tries += 1;
        pause
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_minute() {
        let mut pause = Pause::default();
        let pauses: Vec<u64> = (0..8).map(|_| pause.next().as_secs()).collect();
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
    }

    #[test]
    fn after_a_good_connection_pauses_are_short_again() {
        let mut pause = Pause { tries: 8 };
        pause.after(Duration::from_secs(299));
        assert_eq!(pause.next().as_secs(), 60, "a connection that soon broke is no good one");
        pause.after(Duration::from_secs(300));
        assert_eq!(pause.next().as_secs(), 1);
    }
}
