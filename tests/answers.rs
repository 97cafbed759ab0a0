//! `/referral`, `/privacy`, `/help` and `/exercise` as a person gets them, over a real store.

#[allow(dead_code, reason = "shared with other tests, which use the rest")]
mod memory;

use memory::{Bot, who};
use unhunch::app::message::{Answer, Message, Row};
use unhunch::app::{exercise, help, press, privacy, referral};
use unhunch::core::referral::ReplyKind;
use unhunch::core::user_error::UserError;

fn field(message: &Message, name: &str) -> String {
    let fields = message.cards.iter().flat_map(|card| &card.fields);
    fields.filter(|field| field.name.starts_with(name)).map(|field| field.value.clone()).collect()
}

fn refusal(error: &anyhow::Error) -> &'static str {
    error.downcast_ref::<UserError>().map_or("not a refusal", |error| error.key)
}

mod referrals {
    use super::*;

    #[tokio::test]
    async fn a_country_shows_its_numbers_privately() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        let shown = referral::show(&bot.app, &who(1), Some("new zealand")).await?;
        assert!(shown.private);
        assert_eq!(field(&shown, "Emergency"), "• 111");
        assert!(field(&shown, "Someone to talk to").starts_with("• 1737 (call or text)"));
        Ok(())
    }

    #[tokio::test]
    async fn the_country_is_remembered() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        referral::show(&bot.app, &who(1), Some("UK")).await?;
        let shown = referral::show(&bot.app, &who(1), None).await?;
        assert_eq!(shown.cards[0].title, "Where to get help: United Kingdom");
        Ok(())
    }

    #[tokio::test]
    async fn without_a_country_the_fall_back_is_shown_whatever_the_language() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        let shown = referral::show(&bot.app, &who(1), None).await?;
        assert_eq!(field(&shown, "Someone to talk to"), "• findahelpline.com");
        assert!(field(&shown, "Emergency").contains("your local emergency number"));
        Ok(())
    }

    #[tokio::test]
    async fn a_number_that_is_not_confirmed_has_the_fall_back_beside_it() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        let shown = referral::show(&bot.app, &who(1), Some("KE")).await?;
        let lines = field(&shown, "Someone to talk to");
        assert!(lines.contains("Befrienders +254 722 178 177, not confirmed"), "{lines}");
        assert!(lines.ends_with("• findahelpline.com"), "{lines}");
        Ok(())
    }

    #[tokio::test]
    async fn every_country_can_be_chosen_in_a_menu() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        let shown = referral::show(&bot.app, &who(1), None).await?;
        let menus: Vec<usize> = shown
            .rows
            .iter()
            .map(|row| match row {
                Row::Menu(menu) => menu.choices.len(),
                Row::Buttons(_) => 0,
            })
            .collect();
        assert_eq!(menus.iter().sum::<usize>(), bot.app.content.regions.all().count());
        assert!(menus.iter().all(|count| (1..=25).contains(count)), "{menus:?}");
        Ok(())
    }

    #[tokio::test]
    async fn choosing_in_the_menu_changes_the_card() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        let answer = press::pressed(&bot.app, &who(1), "country:0", Some("FR"), 5).await?;
        let Answer::Update(shown) = answer else { anyhow::bail!("the card stays") };
        assert_eq!(shown.cards[0].title, "Where to get help: France");
        Ok(())
    }

    #[tokio::test]
    async fn an_unknown_country_is_refused_with_a_next_step() {
        let bot = Bot::new().await;
        let error = referral::show(&bot.app, &who(1), Some("Atlantis @everyone")).await.expect_err("is refused");
        assert_eq!(refusal(&error), "error-unknown-country");
    }

    #[tokio::test]
    async fn the_private_card_has_the_numbers_of_the_country() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        referral::show(&bot.app, &who(1), Some("AU")).await?;
        let card = referral::card(&bot.app, &who(1), ReplyKind::Crisis).await?;
        assert!(card.private && card.cards[0].body.contains("Lifeline 13 11 14"), "{:?}", card.cards);
        Ok(())
    }

    #[tokio::test]
    async fn typing_part_of_a_country_offers_it() {
        let bot = Bot::new().await;
        let found: Vec<String> = referral::suggest(&bot.app, "united").into_iter().map(|choice| choice.value).collect();
        assert_eq!(found, ["GB", "US"]);
        assert_eq!(referral::suggest(&bot.app, "uk").first().map(|choice| choice.value.clone()), Some("GB".to_owned()));
    }
}

mod own_data {
    use super::*;

    #[tokio::test]
    async fn opting_out_and_in_is_kept_and_shown() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        privacy::opt_out(&bot.app, &who(1)).await?;
        assert!(field(&privacy::show(&bot.app, &who(1)).await?, "Your choices").contains("I don't reply"));
        privacy::opt_in(&bot.app, &who(1)).await?;
        assert!(field(&privacy::show(&bot.app, &who(1)).await?, "Your choices").contains("I may reply"));
        Ok(())
    }

    #[tokio::test]
    async fn an_export_holds_what_was_chosen() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        referral::show(&bot.app, &who(1), Some("IE")).await?;
        let shown = privacy::export(&bot.app, &who(1)).await?;
        let file: serde_json::Value = serde_json::from_slice(&shown.files[0].bytes)?;
        assert!(shown.private);
        assert_eq!(file["settings"][0]["country"], "IE");
        Ok(())
    }

    #[tokio::test]
    async fn after_deleting_nothing_is_left() -> anyhow::Result<()> {
        let bot = Bot::new().await;
        referral::show(&bot.app, &who(1), Some("IE")).await?;
        bot.started(1).await;
        privacy::delete(&bot.app, &who(1)).await?;
        let shown = privacy::export(&bot.app, &who(1)).await?;
        let file: serde_json::Value = serde_json::from_slice(&shown.files[0].bytes)?;
        let left: Vec<&String> = file
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(_, rows)| **rows != serde_json::json!([]))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(left, [] as [&str; 0]);
        Ok(())
    }
}

#[tokio::test]
async fn help_is_private_and_fits() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    let shown = help::show(&bot.app, &who(1))?;
    assert!(shown.private);
    assert!(shown.cards[0].fields.iter().all(|field| field.value.len() <= 1024));
    Ok(())
}

#[tokio::test]
async fn an_exercise_comes_with_its_picture_and_the_button() -> anyhow::Result<()> {
    let bot = Bot::new().await;
    let shown = exercise::show(&bot.app, &who(1), "Marjaryasana", true).await?;
    let Some(Row::Buttons(buttons)) = shown.rows.first() else { anyhow::bail!("no button") };
    assert_eq!((shown.private, buttons[0].id.as_str()), (true, "start:cat-cow"));
    assert!(shown.cards[0].picture.is_some());
    Ok(())
}

#[tokio::test]
async fn an_unknown_exercise_is_refused_with_the_nearest() {
    let bot = Bot::new().await;
    let error = exercise::show(&bot.app, &who(1), "wall", false).await.expect_err("is refused");
    assert_eq!(refusal(&error), "error-unknown-exercise-near");
}
