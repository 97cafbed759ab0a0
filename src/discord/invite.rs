//! What the bot needs to be allowed, and the link that asks for exactly that. Printed at start; names are used in refusals.

use serenity::all::Permissions;

/// Every permission the bot uses, with the name that Discord's settings show and what it is for.
pub const NEEDED: [(Permissions, &str); 9] = [
    (Permissions::VIEW_CHANNEL, "View Channels"),
    (Permissions::SEND_MESSAGES, "Send Messages"),
    (Permissions::SEND_MESSAGES_IN_THREADS, "Send Messages in Threads"),
    (Permissions::CREATE_PUBLIC_THREADS, "Create Public Threads"),
    (Permissions::CREATE_PRIVATE_THREADS, "Create Private Threads"),
    (Permissions::EMBED_LINKS, "Embed Links"),
    (Permissions::ATTACH_FILES, "Attach Files"),
    (Permissions::READ_MESSAGE_HISTORY, "Read Message History"),
    (Permissions::SEND_TTS_MESSAGES, "Send Text-to-Speech Messages"),
];

/// All of [`NEEDED`] as one set.
pub fn permissions() -> Permissions {
    NEEDED.iter().fold(Permissions::empty(), |all, (permission, _)| all | *permission)
}

/// The address that adds the bot to a server with [`permissions`] and its slash commands.
pub fn link(application_id: u64) -> String {
    let permissions = permissions().bits();
    format!(
        "https://discord.com/oauth2/authorize?client_id={application_id}&permissions={permissions}&scope=bot+applications.commands"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_link_asks_for_no_more_than_is_used() {
        assert!(
            !permissions()
                .intersects(Permissions::ADMINISTRATOR | Permissions::MANAGE_GUILD | Permissions::MANAGE_MESSAGES)
        );
    }

    #[test]
    fn the_link_names_the_application_and_both_scopes() {
        let link = link(42);
        assert!(link.contains("client_id=42&") && link.ends_with("scope=bot+applications.commands"));
    }
}
