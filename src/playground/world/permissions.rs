//! Who may do what where, as Discord reckons it: roles, then overwrites of the channel; a thread asks its parent.

use super::{Channel, World};
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_CHANNEL};

pub const ADMINISTRATOR: u64 = 1 << 3;
pub const MANAGE_CHANNELS: u64 = 1 << 4;
pub const MANAGE_GUILD: u64 = 1 << 5;
pub const ADD_REACTIONS: u64 = 1 << 6;
pub const VIEW_CHANNEL: u64 = 1 << 10;
pub const SEND_MESSAGES: u64 = 1 << 11;
pub const SEND_TTS_MESSAGES: u64 = 1 << 12;
pub const MANAGE_MESSAGES: u64 = 1 << 13;
pub const EMBED_LINKS: u64 = 1 << 14;
pub const ATTACH_FILES: u64 = 1 << 15;
pub const READ_MESSAGE_HISTORY: u64 = 1 << 16;
pub const MENTION_EVERYONE: u64 = 1 << 17;
pub const CHANGE_NICKNAME: u64 = 1 << 26;
pub const MANAGE_ROLES: u64 = 1 << 28;
pub const USE_APPLICATION_COMMANDS: u64 = 1 << 31;
pub const MANAGE_THREADS: u64 = 1 << 34;
pub const CREATE_PUBLIC_THREADS: u64 = 1 << 35;
pub const CREATE_PRIVATE_THREADS: u64 = 1 << 36;
pub const SEND_MESSAGES_IN_THREADS: u64 = 1 << 38;
pub const PIN_MESSAGES: u64 = 1 << 51;

/// Every bit that Discord knows today.
pub const ALL: u64 = (1 << 53) - 1;
/// What @everyone may do in the playground's server.
pub const EVERYONE: u64 = ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_TTS_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | CHANGE_NICKNAME
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | SEND_MESSAGES_IN_THREADS;
/// What both sides may do in a direct message.
const DIRECT: u64 = ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_TTS_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_APPLICATION_COMMANDS;

impl World {
    /// The permissions of a user in a channel or thread; 0 where they are no member.
    pub fn permissions(&self, user: Id, channel: &Channel) -> u64 {
        if channel.is_direct() {
            return if channel.recipients.contains(&user) { DIRECT } else { 0 };
        }
        if user == self.guild.owner {
            return ALL;
        }
        let place = channel.thread.as_ref().and(channel.parent).and_then(|parent| self.channels.get(&parent));
        let of_channel = self.permissions_in(user, place.unwrap_or(channel));
        if self.sees_thread(user, channel, of_channel) { of_channel } else { 0 }
    }

    fn permissions_in(&self, user: Id, channel: &Channel) -> u64 {
        let base = self.guild_permissions(user);
        if base & ADMINISTRATOR != 0 {
            return self.without_denied(user, ALL);
        }
        let roles = self.members.get(&user).map(|member| member.roles.as_slice()).unwrap_or_default();
        let mut all = base;
        for overwrite in channel.overwrites.iter().filter(|overwrite| overwrite.id == self.guild.id) {
            all = all & !overwrite.deny | overwrite.allow;
        }
        let of_roles = || channel.overwrites.iter().filter(|overwrite| roles.contains(&overwrite.id));
        let (allow, deny) = of_roles().fold((0, 0), |(allow, deny), over| (allow | over.allow, deny | over.deny));
        all = all & !deny | allow;
        for overwrite in channel.overwrites.iter().filter(|overwrite| overwrite.id == user) {
            all = all & !overwrite.deny | overwrite.allow;
        }
        all = self.without_denied(user, all);
        if all & VIEW_CHANNEL == 0 { 0 } else { all }
    }

    /// The permissions of a member before any channel has its say.
    pub fn guild_permissions(&self, user: Id) -> u64 {
        let Some(member) = self.members.get(&user) else { return 0 };
        let everyone = self.roles.get(&self.guild.id).map_or(0, |role| role.permissions);
        member.roles.iter().filter_map(|role| self.roles.get(role)).fold(everyone, |all, role| all | role.permissions)
    }

    /// What the person at the playground took away from the bot, so that missing permissions can be tried.
    fn without_denied(&self, user: Id, permissions: u64) -> u64 {
        if user == self.bot { permissions & !self.settings.bot_denied } else { permissions }
    }

    /// Private threads show only to their members and to those who manage threads.
    fn sees_thread(&self, user: Id, channel: &Channel, permissions: u64) -> bool {
        match &channel.thread {
            Some(thread) if channel.kind == super::PRIVATE_THREAD => {
                thread.members.contains_key(&user) || permissions & MANAGE_THREADS != 0
            }
            _ => true,
        }
    }

    /// May this user see this channel?
    pub fn sees(&self, user: Id, channel: &Channel) -> bool {
        self.permissions(user, channel) & VIEW_CHANNEL != 0
    }

    /// A channel as the bot may see it: 10003 where there is none, 50001 where it has no access.
    pub fn bot_channel(&self, id: Id) -> Result<&Channel, ApiError> {
        let channel = self.channels.get(&id).ok_or(UNKNOWN_CHANNEL)?;
        if self.sees(self.bot, channel) { Ok(channel) } else { Err(MISSING_ACCESS.into()) }
    }

    /// Refuses with 50013 unless the bot has all of `bits` there.
    pub fn bot_needs(&self, channel: &Channel, bits: u64) -> Result<(), ApiError> {
        if self.permissions(self.bot, channel) & bits == bits { Ok(()) } else { Err(MISSING_PERMISSIONS.into()) }
    }
}
