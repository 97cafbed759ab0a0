//! Which events the bot asks Discord for, and what to say when Discord will not send some. Used when connecting.

use serenity::all::{ApplicationFlags, GatewayIntents};

/// What works without any privileged intent.
const PLAIN: GatewayIntents = GatewayIntents::GUILDS
    .union(GatewayIntents::GUILD_MESSAGES)
    .union(GatewayIntents::DIRECT_MESSAGES)
    .union(GatewayIntents::AUTO_MODERATION_EXECUTION);

/// The intents to ask for: message content only where the application has it switched on.
pub fn wanted(flags: Option<ApplicationFlags>) -> GatewayIntents {
    let content = ApplicationFlags::GATEWAY_MESSAGE_CONTENT | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
    match flags {
        Some(flags) if !flags.intersects(content) => PLAIN,
        _ => PLAIN | GatewayIntents::MESSAGE_CONTENT,
    }
}

/// The same without the intents Discord can refuse.
pub fn without_privileged(intents: GatewayIntents) -> GatewayIntents {
    intents - GatewayIntents::privileged()
}

/// One line for each intent the bot would use and does not have.
pub fn missing_lines(intents: GatewayIntents) -> Vec<&'static str> {
    let mut lines = Vec::new();
    if !intents.contains(GatewayIntents::MESSAGE_CONTENT) {
        lines.push(
            "the Message Content intent is off: the bot reads only direct messages, mentions and messages it is asked to check. \
             In a server, /settings automod lets Discord's own filter help out. \
             Switch it on at https://discord.com/developers/applications → your application → Bot → Message Content Intent",
        );
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_asked_for_where_the_application_has_it() {
        let flags = Some(ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED);
        assert!(wanted(flags).contains(GatewayIntents::MESSAGE_CONTENT));
        assert!(missing_lines(wanted(flags)).is_empty());
    }

    #[test]
    fn an_application_without_content_still_connects_and_is_told() {
        let intents = wanted(Some(ApplicationFlags::empty()));
        assert!(!intents.intersects(GatewayIntents::privileged()));
        assert_eq!(missing_lines(intents).len(), 1);
    }
}
