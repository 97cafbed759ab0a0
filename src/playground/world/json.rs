//! The world in Discord's JSON shapes, as REST answers and gateway events carry them.

use serde_json::{Value, json};

use super::{Channel, DIRECT, Message, Role, User, World, files};
use crate::playground::clock::{Id, iso};

/// The message has a thread.
const HAS_THREAD: u64 = 1 << 5;

impl World {
    pub fn user_json(&self, id: Id) -> Value {
        let known = self.users.get(&id);
        let mut json = json!({
            "id": id.to_string(), "username": known.map_or("deleted", |user| &user.username), "discriminator": "0",
            "global_name": known.map(|user| &user.global_name), "avatar": null, "avatar_decoration_data": null,
            "banner": null, "accent_color": null, "clan": null, "collectibles": null, "primary_guild": null,
            "public_flags": 0, "flags": 0,
        });
        if known.is_some_and(|user| user.bot) {
            json["bot"] = json!(true);
        }
        json
    }

    /// A member with its user.
    pub fn member_json(&self, id: Id) -> Value {
        let mut json = self.partial_member_json(id);
        json["user"] = self.user_json(id);
        json
    }

    /// A member without its user, as messages carry it.
    pub fn partial_member_json(&self, id: Id) -> Value {
        let (nick, roles, joined) = match self.members.get(&id) {
            Some(member) => (member.nick.clone(), ids(&member.roles), member.joined_ms),
            None => (None, json!([]), 0),
        };
        json!({
            "nick": nick, "avatar": null, "banner": null, "avatar_decoration_data": null, "collectibles": null,
            "roles": roles, "joined_at": iso(joined), "premium_since": null, "deaf": false, "mute": false,
            "pending": false, "flags": 0, "communication_disabled_until": null, "unusual_dm_activity_until": null,
        })
    }

    pub fn role_json(&self, role: &Role) -> Value {
        let mut json = json!({
            "id": role.id.to_string(), "name": role.name, "description": null, "color": role.color,
            "colors": { "primary_color": role.color, "secondary_color": null, "tertiary_color": null },
            "hoist": role.color != 0, "managed": role.bot.is_some(), "mentionable": role.bot.is_none(),
            "permissions": role.permissions.to_string(), "position": role.position, "icon": null,
            "unicode_emoji": null, "flags": 0,
        });
        if let Some(bot) = role.bot {
            json["tags"] = json!({ "bot_id": bot.to_string() });
        }
        json
    }

    pub fn roles_json(&self) -> Value {
        self.roles.values().map(|role| self.role_json(role)).collect()
    }

    /// The server as `GET /guilds/{id}` gives it.
    pub fn guild_json(&self) -> Value {
        let mut json = json!({
            "id": self.guild.id.to_string(), "name": self.guild.name, "icon": null, "icon_hash": null,
            "description": null, "home_header": null, "splash": null, "discovery_splash": null, "features": [],
            "banner": null, "owner_id": self.guild.owner.to_string(), "application_id": null, "region": "eu-central",
            "afk_channel_id": null, "afk_timeout": 300, "system_channel_id": null, "system_channel_flags": 0,
            "widget_enabled": false, "widget_channel_id": null, "verification_level": 1, "roles": self.roles_json(),
        });
        let rest = json!({
            "default_message_notifications": 1, "mfa_level": 0, "explicit_content_filter": 0, "max_presences": null,
            "max_members": 500_000, "max_stage_video_channel_users": 50, "max_video_channel_users": 25,
            "vanity_url_code": null, "premium_tier": 0, "premium_subscription_count": 0,
            "preferred_locale": self.guild.locale, "rules_channel_id": null, "safety_alerts_channel_id": null,
            "public_updates_channel_id": null, "premium_progress_bar_enabled": false, "nsfw": false, "nsfw_level": 0,
            "emojis": [], "stickers": [], "incidents_data": null, "inventory_settings": null,
            "premium_progress_bar_enabled_user_updated_at": null,
        });
        merge(&mut json, rest);
        json
    }

    /// The server as the gateway tells it after READY.
    pub fn guild_create_json(&self) -> Value {
        let visible = |channel: &&Channel| !channel.is_direct() && self.sees(self.bot, channel);
        let of = |threads: bool| -> Value {
            let is_active = |channel: &&Channel| match &channel.thread {
                Some(thread) => threads && !thread.archived,
                None => !threads,
            };
            self.channels.values().filter(visible).filter(is_active).map(|channel| self.channel_json(channel)).collect()
        };
        let members: Value = self.members.keys().map(|id| self.member_json(*id)).collect();
        let mut json = self.guild_json();
        let extra = json!({
            "joined_at": iso(self.guild.created_ms), "large": false, "unavailable": false,
            "member_count": self.members.len(), "members": members, "channels": of(false), "threads": of(true),
            "voice_states": [], "presences": [], "stage_instances": [], "guild_scheduled_events": [],
            "soundboard_sounds": [], "embedded_activities": [],
        });
        merge(&mut json, extra);
        json
    }

    pub fn channel_json(&self, channel: &Channel) -> Value {
        let last = channel.last_message.map(|id| id.to_string());
        if channel.kind == DIRECT {
            let others = channel.recipients.iter().filter(|id| **id != self.bot);
            let recipients: Value = others.map(|id| self.user_json(*id)).collect();
            return json!({ "id": channel.id.to_string(), "type": DIRECT, "last_message_id": last, "flags": 0,
                "recipients": recipients });
        }
        let mut json = json!({
            "id": channel.id.to_string(), "type": channel.kind, "guild_id": self.guild.id.to_string(),
            "name": channel.name, "parent_id": channel.parent.map(|id| id.to_string()), "last_message_id": last,
            "rate_limit_per_user": 0, "flags": 0, "last_pin_timestamp": null,
        });
        let extra = match &channel.thread {
            Some(_) => self.thread_fields(channel),
            None => channel_fields(channel),
        };
        merge(&mut json, extra);
        json
    }

    fn thread_fields(&self, channel: &Channel) -> Value {
        let Some(thread) = &channel.thread else { return json!({}) };
        let mut json = json!({
            "owner_id": thread.owner.to_string(), "message_count": thread.message_count,
            "member_count": thread.members.len().min(50), "total_message_sent": thread.total_sent,
            "thread_metadata": {
                "archived": thread.archived, "locked": thread.locked, "auto_archive_duration": thread.auto_archive,
                "archive_timestamp": iso(thread.archive_ms), "create_timestamp": iso(thread.created_ms),
                "invitable": thread.invitable,
            },
        });
        if !thread.tags.is_empty() {
            json["applied_tags"] = ids(&thread.tags);
        }
        if let Some(joined) = thread.members.get(&self.bot) {
            json["member"] = json!({ "id": channel.id.to_string(), "user_id": self.bot.to_string(), "flags": 1,
                "join_timestamp": iso(*joined) });
        }
        json
    }

    /// A message as REST gives it.
    pub fn message_json(&self, message: &Message) -> Value {
        let mut json = self.message_body(message);
        if let Some((channel, id)) = message.reference {
            let mut reference = json!({ "type": 0, "channel_id": channel.to_string(), "message_id": id.to_string() });
            if self.in_guild(channel) {
                reference["guild_id"] = json!(self.guild.id.to_string());
            }
            json["message_reference"] = reference;
            if matches!(message.kind, 19 | 21) {
                let original = self.message(channel, id).ok().filter(|original| original.ephemeral_for.is_none());
                json["referenced_message"] = original.map_or(Value::Null, |original| self.message_body(original));
            }
        }
        json
    }

    fn message_body(&self, message: &Message) -> Value {
        let listed = message.attachments.iter().filter(|file| !file.in_embed);
        let flags = message.flags | if message.thread.is_some() { HAS_THREAD } else { 0 };
        let mentions: Value = message.pings.users.iter().map(|user| self.user_json(*user)).collect();
        let mut json = json!({
            "id": message.id.to_string(), "channel_id": message.channel.to_string(), "type": message.kind,
            "author": self.user_json(message.author), "content": message.content, "timestamp": iso(message.sent_ms),
            "edited_timestamp": message.edited_ms.map(iso), "tts": message.tts, "flags": flags,
            "mention_everyone": message.pings.everyone, "mentions": mentions,
            "mention_roles": ids(&message.pings.roles), "pinned": message.pinned, "embeds": message.embeds,
            "attachments": listed.map(|file| self.attachment_json(message.channel, file)).collect::<Value>(),
            "components": message.components,
        });
        if !message.reactions.is_empty() {
            json["reactions"] = message.reactions.iter().map(|reaction| reaction.json(self.bot)).collect();
        }
        if let Some(interaction) = &message.interaction {
            json["interaction_metadata"] = interaction.clone();
            json["application_id"] = json!(self.bot.to_string());
            json["webhook_id"] = json!(self.bot.to_string());
        }
        if let Some(nonce) = &message.nonce {
            json["nonce"] = nonce.clone();
        }
        if let Some(thread) = message.thread.and_then(|thread| self.channels.get(&thread)) {
            json["thread"] = self.channel_json(thread);
        }
        json
    }

    /// A message as the gateway tells it: with server and member.
    pub fn message_event(&self, message: &Message) -> Value {
        let mut json = self.message_json(message);
        if self.in_guild(message.channel) {
            json["guild_id"] = json!(self.guild.id.to_string());
            json["member"] = self.partial_member_json(message.author);
        }
        json
    }

    pub fn attachment_json(&self, channel: Id, file: &files::Attachment) -> Value {
        let url = self.attachment_url(channel, file);
        let mut json = json!({
            "id": file.id.to_string(), "filename": file.name, "size": file.bytes.len(), "url": url, "proxy_url": url,
            "content_type": file.content_type,
        });
        if let Some(description) = &file.description {
            json["description"] = json!(description);
        }
        if let Some((width, height)) = files::picture_size(&file.bytes) {
            json["width"] = json!(width);
            json["height"] = json!(height);
        }
        json
    }

    /// Where a file can be fetched.
    pub fn attachment_url(&self, channel: Id, file: &files::Attachment) -> String {
        format!("{}/attachments/{channel}/{}/{}", self.base_url, file.id, file.name)
    }

    /// The bot's application.
    pub fn application_json(&self) -> Value {
        let name = self.users.get(&self.bot).map(|user| user.global_name.clone()).unwrap_or_default();
        json!({
            "id": self.bot.to_string(), "name": name, "icon": null, "description": "", "type": null,
            "bot_public": true, "bot_require_code_grant": false, "verify_key": "0".repeat(64), "flags": 1 << 19,
            "team": null, "owner": self.user_json(self.guild.owner), "summary": "", "hook": true,
            "rpc_origins": [], "tags": [], "redirect_uris": [], "interactions_endpoint_url": null,
            "role_connections_verification_url": null, "approximate_guild_count": 1,
            "approximate_user_install_count": 0, "bot": self.user_json(self.bot),
            "integration_types_config": { "0": {}, "1": {} }, "event_webhooks_url": null,
            "event_webhooks_status": 1, "explicit_content_filter": 0, "flags_new": (1 << 19).to_string(),
            "approximate_user_authorization_count": 0, "eligible_oauth2_scopes": [],
        })
    }

    /// Does the channel belong to the server?
    pub fn in_guild(&self, channel: Id) -> bool {
        self.channels.get(&channel).is_some_and(|channel| !channel.is_direct())
    }
}

impl User {
    /// What the page needs of a person.
    pub fn page_json(&self, roles: &[Id], color: u64) -> Value {
        json!({ "id": self.id.to_string(), "username": self.username, "global_name": self.global_name,
            "bot": self.bot, "locale": self.locale, "takes_messages": self.takes_messages, "roles": ids(roles),
            "color": color })
    }
}

fn channel_fields(channel: &Channel) -> Value {
    let overwrites: Value = channel
        .overwrites
        .iter()
        .map(|over| {
            json!({ "id": over.id.to_string(), "type": u8::from(over.of_member), "allow": over.allow.to_string(),
                "deny": over.deny.to_string() })
        })
        .collect();
    let mut json = json!({ "position": channel.position, "permission_overwrites": overwrites, "nsfw": false,
        "topic": channel.topic });
    match channel.kind {
        super::VOICE => merge(&mut json, json!({ "bitrate": 64_000, "user_limit": 0, "rtc_region": null })),
        super::FORUM => merge(
            &mut json,
            json!({ "available_tags": [], "default_reaction_emoji": null, "default_sort_order": null,
                "default_forum_layout": 0, "template": "" }),
        ),
        _ => {}
    }
    json
}

/// Ids as Discord writes them: strings.
pub fn ids(list: &[Id]) -> Value {
    list.iter().map(ToString::to_string).collect()
}

/// Adds the fields of `extra` to an object.
pub fn merge(json: &mut Value, extra: Value) {
    if let (Value::Object(into), Value::Object(from)) = (json, extra) {
        into.extend(from);
    }
}
