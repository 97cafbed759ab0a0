//! `/referral`: where to get help in a country, privately; and the private card under a reply, with the same numbers.
//! From `discord/commands/referral.rs`, the button under a reply and the country menu.

use crate::app::message::{Answer, Card, Choice, Field, Menu, Message, Row, Tone};
use crate::app::press::Press;
use crate::app::state::App;
use crate::app::who::Who;
use crate::core::catalogue::fold;
use crate::core::referral::{Form, Line, Region, ReplyKind, Trust, Words, best_first, render};
use crate::core::text;
use crate::core::texts::Arg;
use crate::core::user_error::UserError;

/// How many entries a menu and an autocomplete list have.
const CHOICES: usize = 25;
/// How many menus a message has.
const MENUS: usize = 5;
/// How much of an unknown country is repeated.
const REPEATED: usize = 60;

/// The numbers of `wanted`, which is kept as the person's country; without it those of the country they chose before, else
/// of the server's; else the fall-back. Menus offer the other countries.
///
/// # Errors
/// `UserError` for a country we have no numbers for, or the store failed.
pub async fn show(app: &App, who: &Who, wanted: Option<&str>) -> anyhow::Result<Message> {
    let chosen = match wanted {
        Some(wanted) => Some(keep(app, who, country(app, wanted)?).await?),
        None => app.country(who.user, who.guild).await?,
    };
    Ok(numbers(app, who, chosen.as_deref()))
}

/// A country was chosen in a menu: the card changes, and the country is kept.
///
/// # Errors
/// `UserError` for a country we have no numbers for, or the store failed.
pub async fn chosen(app: &App, who: &Who, wanted: &str) -> anyhow::Result<Answer> {
    let code = keep(app, who, country(app, wanted)?).await?;
    Ok(Answer::Update(numbers(app, who, Some(&code))))
}

/// The private card of a reply: its whole text with the numbers of the person's country.
///
/// # Errors
/// The store failed.
pub async fn card(app: &App, who: &Who, kind: ReplyKind) -> anyhow::Result<Message> {
    let country = app.country(who.user, who.guild).await?;
    let country = country.as_deref().filter(|code| app.content.regions.get(code).is_some());
    let reply = render(&app.content.replies, &app.content.regions, country, kind, Form::Private);
    let tone = if kind.is_urgent() { Tone::Urgent } else { Tone::Care };
    let mut card = Card { title: reply.title, body: reply.body, tone, ..Card::default() };
    if country.is_none() {
        card.body = format!("{}\n\n{}", card.body, app.content.regions.fallback().note);
    }
    Ok(Message { cards: vec![card], rows: menus(app, who, country), private: true, ..Message::default() })
}

/// The code of the country that `wanted` means: a code or a name, in any case.
///
/// # Errors
/// `UserError` when we have no numbers for it.
pub fn country(app: &App, wanted: &str) -> Result<String, UserError> {
    let folded = fold(wanted);
    let fits = |code: &str, region: &Region| {
        code.eq_ignore_ascii_case(wanted.trim())
            || fold(&region.name) == folded
            || region.also.iter().any(|other| fold(other) == folded)
    };
    let found = app.content.regions.all().find(|(code, region)| fits(code, region));
    found.map(|(code, _)| code.to_owned()).ok_or_else(|| {
        UserError::new("error-unknown-country").with("country", text::plain(&text::cut(wanted.trim(), REPEATED)))
    })
}

/// Countries whose name or code begins with, or holds, what was typed.
pub fn suggest(app: &App, typed: &str) -> Vec<Choice> {
    let typed = fold(typed);
    let rank = |code: &str, region: &Region| {
        let name = fold(&region.name);
        let exact = fold(code) == typed || region.also.iter().any(|other| fold(other) == typed);
        match (exact, name.starts_with(&typed), name.contains(&typed)) {
            (true, _, _) => Some(0),
            (_, true, _) => Some(1),
            (_, _, true) => Some(2),
            _ => None,
        }
    };
    let mut found: Vec<(u8, &str, &str)> = app
        .content
        .regions
        .all()
        .filter_map(|(code, region)| Some((rank(code, region)?, region.name.as_str(), code)))
        .collect();
    found.sort_unstable();
    found.into_iter().take(CHOICES).map(|(_, name, code)| choice(code, name)).collect()
}

fn choice(code: &str, name: &str) -> Choice {
    Choice { value: code.to_owned(), label: name.to_owned() }
}

async fn keep(app: &App, who: &Who, code: String) -> anyhow::Result<String> {
    let mut settings = app.store.member_settings(who.user).await?;
    if settings.country.as_deref() != Some(&code) {
        settings.country = Some(code.clone());
        app.store.save_member_settings(who.user, &settings).await?;
    }
    Ok(code)
}

fn numbers(app: &App, who: &Who, country: Option<&str>) -> Message {
    let region = country.and_then(|code| app.content.regions.get(code));
    let said = |key: &str, args: &[(&str, Arg<'_>)]| app.content.texts.get(&who.locale, key, args);
    let fallback = app.content.regions.fallback();
    let lines = |of: fn(&Region) -> &Vec<Line>| region.map_or(&[] as &[Line], |region| of(region).as_slice());
    let field = |key, words: &Words, lines| Field {
        name: said(key, &[]),
        value: text::cut(&list(app, who, words, lines), 1_024),
        inline: false,
    };
    let fields = vec![
        field("referral-emergency", &fallback.emergency, lines(|region| &region.emergency)),
        field("referral-crisis", &fallback.crisis, lines(|region| &region.crisis)),
        field("referral-advice", &fallback.advice, lines(|region| &region.advice)),
    ];
    let (title, footer) = match region {
        Some(region) => {
            let date = region.checked.to_string();
            let title = said("referral-title", &[("country", (&region.name).into())]);
            (title, said("referral-checked", &[("date", (&date).into())]))
        }
        None => (said("referral-title-unknown", &[]), said("referral-choose-first", &[])),
    };
    let body = format!("{}\n\n{}", said("referral-body", &[]), fallback.note);
    let card = Card { title, body, fields, tone: Tone::Care, footer, ..Card::default() };
    Message { cards: vec![card], rows: menus(app, who, country), private: true, ..Message::default() }
}

/// Each number on its own line; what is not confirmed says so, and then the fall-back stands beside it.
fn list(app: &App, who: &Who, words: &Words, lines: &[Line]) -> String {
    let mut shown: Vec<String> = best_first(lines)
        .into_iter()
        .map(|line| match line.trust {
            Trust::Confirmed => format!("• {}", line.shown()),
            Trust::Listed | Trust::Unconfirmed => {
                let line = line.shown();
                format!(
                    "• {}",
                    app.content.texts.get(&who.locale, "referral-not-confirmed", &[("line", (&line).into())])
                )
            }
        })
        .collect();
    if lines.is_empty() || lines.iter().any(|line| line.trust != Trust::Confirmed) {
        shown.push(format!("• {}", words.none));
    }
    shown.join("\n")
}

/// Menus of all countries by name, 25 in each.
fn menus(app: &App, who: &Who, present: Option<&str>) -> Vec<Row> {
    let mut all: Vec<(&str, &str)> =
        app.content.regions.all().map(|(code, region)| (region.name.as_str(), code)).collect();
    all.sort_unstable();
    let pages = (0_u32..).zip(all.chunks(CHOICES).take(MENUS));
    pages
        .map(|(page, countries)| {
            let name = |at: Option<&(&str, &str)>| at.map_or("", |(name, _)| name).to_owned();
            let (first, last) = (name(countries.first()), name(countries.last()));
            let args = [("first", (&first).into()), ("last", (&last).into())];
            let placeholder = app.content.texts.get(&who.locale, "referral-menu", &args);
            let others = countries.iter().filter(|(_, code)| Some(*code) != present);
            let choices = others.map(|(name, code)| choice(code, name)).collect();
            Row::Menu(Menu { id: Press::Country { page }.id(), placeholder, choices })
        })
        .collect()
}
