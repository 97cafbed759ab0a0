//! Answers an interaction in time: within Discord's 3 s, else deferred and filled in later. Commands, buttons and menus all
//! end here, and so do their errors: a `UserError` is shown privately, all else is logged once.

use std::future::Future;
use std::time::Duration;

use anyhow::Context as _;
use serenity::all::{
    Builder as _, CreateInteractionResponse as Response, CreateInteractionResponseMessage, Http, InteractionId,
};

use crate::app::message::{Answer, Message};
use crate::app::state::App;
use crate::core::user_error::UserError;
use crate::discord::render;

/// Discord forgets an interaction after 3 s; this leaves time for the request that defers it.
const DEFER_AFTER: Duration = Duration::from_millis(1_500);

/// An interaction waiting for its answer.
pub struct Waiting<'a> {
    /// Sends the answer.
    pub http: &'a Http,
    /// Its id.
    pub id: InteractionId,
    /// Its token, good for 15 minutes.
    pub token: &'a str,
    /// The person's language.
    pub locale: &'a str,
    /// A button or menu, which can change the message it stands on.
    pub component: bool,
}

/// Runs `work` and answers with what it gives; `private` says how a late answer is shown.
///
/// # Errors
/// Discord did not take the answer.
pub async fn with(
    waiting: &Waiting<'_>,
    app: &App,
    private: bool,
    work: impl Future<Output = anyhow::Result<Answer>>,
) -> anyhow::Result<()> {
    tokio::pin!(work);
    if let Ok(result) = tokio::time::timeout(DEFER_AFTER, &mut work).await {
        return waiting.first(settle(app, waiting.locale, result)).await;
    }
    waiting.defer(private).await?;
    waiting.late(settle(app, waiting.locale, work.await)).await
}

/// Errors become private messages; a fault of ours is logged here and nowhere else.
fn settle(app: &App, locale: &str, result: anyhow::Result<Answer>) -> Answer {
    let error = match result {
        Ok(answer) => return answer,
        Err(error) => error,
    };
    let content = match error.downcast_ref::<UserError>() {
        Some(refusal) => app.content.texts.error(locale, refusal),
        None => {
            tracing::error!(error = format!("{error:#}"), "an interaction failed");
            app.content.texts.get(locale, "error-internal", &[])
        }
    };
    Answer::Reply(Message { content, private: true, ..Message::default() })
}

impl Waiting<'_> {
    async fn first(&self, answer: Answer) -> anyhow::Result<()> {
        let response = match &answer {
            Answer::Update(message) if self.component => Response::UpdateMessage(render::response(message)),
            Answer::Reply(message) | Answer::Update(message) => Response::Message(render::response(message)),
            Answer::Quiet => Response::Acknowledge,
        };
        self.respond(response).await.context("cannot answer an interaction")
    }

    async fn defer(&self, private: bool) -> anyhow::Result<()> {
        let response = match self.component {
            true => Response::Acknowledge,
            false => Response::Defer(CreateInteractionResponseMessage::new().ephemeral(private)),
        };
        self.respond(response).await.context("cannot defer an interaction")
    }

    async fn respond(&self, response: Response) -> serenity::Result<()> {
        response.execute(self.http, (self.id, self.token)).await
    }

    async fn late(&self, answer: Answer) -> anyhow::Result<()> {
        let sent = match answer {
            Answer::Reply(message) if self.component => {
                render::follow_up(&message).execute(self.http, (None, self.token)).await.map(drop)
            }
            Answer::Reply(message) | Answer::Update(message) => {
                render::edit_response(&message).execute(self.http, self.token).await.map(drop)
            }
            Answer::Quiet if self.component => Ok(()),
            Answer::Quiet => self.http.delete_original_interaction_response(self.token).await,
        };
        sent.context("cannot fill in a deferred answer")
    }
}
