//! The slash commands, one file a feature: each parses its options, calls `app` and answers. The list below registers them all.

mod check_message;
mod exercise;
mod help;
mod privacy;
mod progress;
mod referral;
mod session;
mod settings;

use anyhow::anyhow;
use serenity::all::CreateCommand;

use crate::app::message::{Answer, Choice};
use crate::core::text;
use crate::core::texts::{FALLBACK, Texts};
use crate::discord::answer::{self, Waiting};
use crate::discord::{Bot, caller};

/// What poise hands to a command.
pub type Context<'a> = poise::ApplicationContext<'a, Bot, anyhow::Error>;

/// A command of this bot.
pub type Command = poise::Command<Bot, anyhow::Error>;

/// How many entries Discord shows in an autocomplete list.
const MAX_CHOICES: usize = 25;

/// Every command, with the words of `prompts/locales` on it.
///
/// # Errors
/// The text key that a command or option lacks.
pub fn all(texts: &Texts) -> anyhow::Result<Vec<Command>> {
    let mut commands = vec![
        exercise::exercise(),
        session::session(),
        progress::progress(),
        referral::referral(),
        help::help(),
        privacy::privacy(),
        settings::settings(),
        check_message::check_message(),
    ];
    for command in &mut commands {
        put_words(command, "command", texts)?;
    }
    Ok(commands)
}

/// The commands as Discord takes them.
pub fn as_json(commands: &[Command]) -> Vec<CreateCommand> {
    poise::builtins::create_application_commands(commands)
}

/// Descriptions are `command-<name>`, `command-<name>-<subcommand>` and `command-…-<option>` in `prompts/locales`.
fn put_words(command: &mut Command, prefix: &str, texts: &Texts) -> anyhow::Result<()> {
    let key = format!("{prefix}-{}", command.name);
    if command.slash_action.is_some() || !command.subcommands.is_empty() {
        command.description = Some(word(texts, &key)?.into());
    }
    if command.context_menu_action.is_some() {
        command.context_menu_name = Some(word(texts, &key)?.into());
    }
    // A message menu shows no words for its message.
    for parameter in command.parameters.iter_mut().filter(|_| command.slash_action.is_some()) {
        parameter.description = Some(word(texts, &format!("{key}-{}", parameter.name))?.into());
    }
    command.subcommands.iter_mut().try_for_each(|sub| put_words(sub, &key, texts))
}

fn word(texts: &Texts, key: &str) -> anyhow::Result<String> {
    if !texts.has(key) {
        return Err(anyhow!("prompts/locales/{FALLBACK}: the text {key} is missing"));
    }
    Ok(texts.get(FALLBACK, key, &[]))
}

/// Runs a feature and answers with what it gives; `private` says how a late answer is shown.
async fn answer<M: Into<Answer>>(
    ctx: Context<'_>,
    private: bool,
    work: impl Future<Output = anyhow::Result<M>>,
) -> anyhow::Result<()> {
    let waiting = Waiting {
        http: ctx.serenity_context().http.as_ref(),
        id: ctx.interaction.id,
        token: &ctx.interaction.token,
        locale: &ctx.interaction.locale,
        component: false,
    };
    answer::with(&waiting, &ctx.data().app, private, async { work.await.map(Into::into) }).await
}

fn who(ctx: Context<'_>) -> crate::app::who::Who {
    caller::of_command(ctx.interaction)
}

/// Choices as Discord takes them: at most 25, labels and values at most 100 characters.
fn choices(found: Vec<Choice>) -> serenity::all::CreateAutocompleteResponse {
    let mut response = serenity::all::CreateAutocompleteResponse::new();
    for choice in found.into_iter().take(MAX_CHOICES) {
        response = response.add_string_choice(text::cut(&choice.label, 100), choice.value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_option_has_its_words() {
        let content = crate::prompts::load(None).unwrap_or_else(|problems| panic!("{problems:?}"));
        let commands = all(&content.texts).unwrap();
        assert!(as_json(&commands).len() >= 7);
    }
}
