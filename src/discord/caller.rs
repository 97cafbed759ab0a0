//! An interaction's person and place as `app::who::Who`. Discord sends all of it with the interaction, so no cache is needed.

use serenity::all::{
    AuthorizingIntegrationOwner, AuthorizingIntegrationOwners, ChannelId, ChannelType, CommandInteraction,
    ComponentInteraction, GuildId, InteractionContext, Member, PartialChannel, Permissions, UserId,
};

use crate::app::who::{Place, Who};
use crate::core::token::Token;
use crate::discord::invite::NEEDED;

/// What the kinds of interaction have in common.
struct Parts<'a> {
    user: UserId,
    guild: Option<GuildId>,
    channel: ChannelId,
    channel_kind: Option<ChannelType>,
    member: Option<&'a Member>,
    app_permissions: Option<Permissions>,
    owners: &'a AuthorizingIntegrationOwners,
    context: Option<InteractionContext>,
    locale: &'a str,
    token: &'a str,
}

fn kind(channel: Option<&PartialChannel>) -> Option<ChannelType> {
    channel.map(|channel| channel.kind)
}

/// The person and place of a slash command or a message menu.
pub fn of_command(from: &CommandInteraction) -> Who {
    who(&Parts {
        user: from.user.id,
        guild: from.guild_id,
        channel: from.channel_id,
        channel_kind: kind(from.channel.as_ref()),
        member: from.member.as_deref(),
        app_permissions: from.app_permissions,
        owners: &from.authorizing_integration_owners,
        context: from.context,
        locale: &from.locale,
        token: &from.token,
    })
}

/// The person and place of a button or menu.
pub fn of_component(from: &ComponentInteraction) -> Who {
    who(&Parts {
        user: from.user.id,
        guild: from.guild_id,
        channel: from.channel_id,
        channel_kind: kind(from.channel.as_ref()),
        member: from.member.as_ref(),
        app_permissions: from.app_permissions,
        owners: &from.authorizing_integration_owners,
        context: from.context,
        locale: &from.locale,
        token: &from.token,
    })
}

fn who(from: &Parts<'_>) -> Who {
    let may = from.member.and_then(|member| member.permissions).unwrap_or_default();
    let admin = may.contains(Permissions::ADMINISTRATOR);
    let moderates = Permissions::MANAGE_MESSAGES | Permissions::MANAGE_THREADS | Permissions::MODERATE_MEMBERS;
    Who {
        user: id(from.user.get()),
        guild: from.guild.map(|guild| id(guild.get())),
        channel: id(from.channel.get()),
        place: place(from),
        locale: from.locale.to_owned(),
        moderator: admin || may.intersects(moderates),
        manager: admin || may.contains(Permissions::MANAGE_GUILD),
        missing: missing(from.app_permissions),
        token: Token::new(from.token),
    }
}

fn place(from: &Parts<'_>) -> Place {
    if from.context == Some(InteractionContext::BotDm) {
        return Place::Direct;
    }
    // Absent on older payloads: then the bot is a member, as it was before user installs existed.
    let owners = &from.owners.0;
    let in_guild = |owner: &AuthorizingIntegrationOwner| matches!(owner, AuthorizingIntegrationOwner::GuildInstall(_));
    if from.guild.is_none() || !(owners.is_empty() || owners.iter().any(in_guild)) {
        return Place::Elsewhere;
    }
    match from.channel_kind {
        Some(ChannelType::PublicThread | ChannelType::PrivateThread | ChannelType::NewsThread) => Place::Thread,
        Some(ChannelType::Text | ChannelType::News) | None => Place::Text,
        Some(_) => Place::NoThreads,
    }
}

/// The names of [`NEEDED`] permissions the bot lacks in the channel, as Discord computed them for the interaction.
fn missing(has: Option<Permissions>) -> Vec<&'static str> {
    let Some(has) = has else { return Vec::new() };
    if has.contains(Permissions::ADMINISTRATOR) {
        return Vec::new();
    }
    NEEDED.iter().filter(|(permission, _)| !has.contains(*permission)).map(|(_, name)| *name).collect()
}

/// A snowflake as the store keeps it. Discord's ids stay below 2^63 until the year 2084.
pub fn id(snowflake: u64) -> i64 {
    i64::try_from(snowflake).unwrap_or(i64::MAX)
}
