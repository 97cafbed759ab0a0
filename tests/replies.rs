//! When a message is answered and when not: edits, cool-downs, posts that fail; on a Discord in memory whose clock moves by hand.

#[allow(dead_code, reason = "shared with other tests, which use the rest")]
mod memory;

use memory::Bot;
use unhunch::app::chat::ChatError;
use unhunch::app::screening::{self, Said};
use unhunch::core::settings::{GuildSettings, ReplyMode};

const CHANNEL: i64 = 70;
const MODERATORS: i64 = 71;
/// Longer than Discord recognises a nonce.
const MINUTES_5: i64 = 300_000;
const HOURS_6: i64 = 6 * 3_600_000;

const ORDINARY: &str = "good morning, did everyone sleep well?";
const PRECAUTION: &str = "i have osteoporosis, is the foam roller safe for me?";
const EMERGENCY: &str = "my crotch has been numb since sunday and my back hurts";

/// What person 1 wrote as message `id`, new or edited.
async fn writes(bot: &Bot, id: i64, content: &str) -> anyhow::Result<()> {
    let said = Said { message: id, channel: CHANNEL, guild: Some(7), author: 1, automatic: false, content };
    screening::said(&bot.app, &said).await
}

fn replies(bot: &Bot) -> usize {
    bot.discord.said_in(CHANNEL).len()
}

fn unavailable() -> ChatError {
    ChatError::Unavailable("503".to_owned())
}

mod edits {
    use super::*;

    #[tokio::test]
    async fn into_something_graver_is_answered_once_more() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        for content in [PRECAUTION, EMERGENCY, EMERGENCY] {
            writes(&bot, 5, content).await?;
        }
        assert_eq!(replies(&bot), 2);
        Ok(())
    }

    #[tokio::test]
    async fn into_something_calmer_or_the_same_is_silence() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        for content in [EMERGENCY, EMERGENCY, PRECAUTION, ORDINARY, EMERGENCY] {
            writes(&bot, 5, content).await?;
        }
        assert_eq!(replies(&bot), 1);
        Ok(())
    }

    #[tokio::test]
    async fn within_the_cool_down_a_graver_edit_is_answered_all_the_same() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        writes(&bot, 5, PRECAUTION).await?;
        writes(&bot, 6, PRECAUTION).await?;
        assert_eq!(replies(&bot), 1, "the cool-down runs");
        writes(&bot, 6, EMERGENCY).await?;
        assert_eq!(replies(&bot), 2);
        Ok(())
    }
}

mod failures {
    use super::*;

    #[tokio::test]
    async fn a_reply_that_could_not_be_posted_is_posted_at_the_next_message() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        bot.discord.refuse_all(unavailable());
        assert!(writes(&bot, 5, PRECAUTION).await.is_err());
        bot.discord.accept_all();
        writes(&bot, 6, PRECAUTION).await?;
        assert_eq!(replies(&bot), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_message_whose_reply_could_not_be_posted_is_answered_at_its_edit() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        bot.discord.refuse_all(ChatError::Forbidden("Send Messages".to_owned()));
        writes(&bot, 5, PRECAUTION).await?;
        bot.discord.accept_all();
        writes(&bot, 5, PRECAUTION).await?;
        assert_eq!(replies(&bot), 1);
        Ok(())
    }

    #[tokio::test]
    async fn a_graver_reply_that_failed_does_not_bring_the_calmer_one_again() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        writes(&bot, 5, PRECAUTION).await?;
        bot.discord.refuse_all(unavailable());
        assert!(writes(&bot, 5, EMERGENCY).await.is_err());
        bot.discord.accept_all();
        bot.run_for(HOURS_6).await;
        writes(&bot, 5, PRECAUTION).await?;
        assert_eq!(replies(&bot), 1);
        writes(&bot, 5, EMERGENCY).await?;
        assert_eq!(replies(&bot), 2);
        Ok(())
    }

    #[tokio::test]
    async fn a_reply_stands_though_the_moderators_could_not_be_told() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        moderators(&bot, ReplyMode::InChannel).await?;
        bot.discord.refuse_in(MODERATORS);
        assert!(writes(&bot, 5, EMERGENCY).await.is_err());
        bot.run_for(MINUTES_5).await;
        bot.discord.accept_all();
        writes(&bot, 5, EMERGENCY).await?;
        assert_eq!(replies(&bot), 1, "not answered twice");
        Ok(())
    }

    #[tokio::test]
    async fn where_only_moderators_are_told_the_cool_down_holds() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        moderators(&bot, ReplyMode::Moderators).await?;
        writes(&bot, 5, PRECAUTION).await?;
        writes(&bot, 6, PRECAUTION).await?;
        assert_eq!((replies(&bot), bot.discord.cards_in(MODERATORS).len()), (0, 1));
        Ok(())
    }

    #[tokio::test]
    async fn the_moderators_hear_of_a_message_whose_reply_failed() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        moderators(&bot, ReplyMode::InChannel).await?;
        bot.discord.refuse_in(CHANNEL);
        assert!(writes(&bot, 5, EMERGENCY).await.is_err());
        assert_eq!(bot.discord.cards_in(MODERATORS).len(), 1);
        bot.discord.accept_all();
        writes(&bot, 5, EMERGENCY).await?;
        assert_eq!(replies(&bot), 1, "and the person is answered at the edit");
        Ok(())
    }

    async fn moderators(bot: &Bot, reply_mode: ReplyMode) -> anyhow::Result<()> {
        let settings = GuildSettings { reply_mode, moderators_channel: Some(MODERATORS), ..GuildSettings::default() };
        bot.app.store.save_guild_settings(7, &settings).await
    }
}
