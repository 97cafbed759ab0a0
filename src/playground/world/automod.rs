//! AutoMod: rules that the bot makes, and the alert that a matching message raises. The way to notice messages without the
//! message-content intent.

use std::collections::BTreeMap;

use regex_automata::meta::Regex;
use serde_json::{Value, json};

use super::World;
use super::messages::Draft;
use super::permissions::{ADMINISTRATOR, MANAGE_GUILD};
use crate::playground::check::id;
use crate::playground::clock::Id;
use crate::playground::gateway::{AUTO_MODERATION_CONFIGURATION, AUTO_MODERATION_EXECUTION};
use crate::playground::hub::Route;

/// The rules of the server by id.
pub type Rules = BTreeMap<Id, Value>;

/// "AutoMod has flagged a message".
const ALERT: u8 = 24;
/// A rule by words and patterns.
const KEYWORD: u64 = 1;
const BLOCK: u64 = 1;
const SEND_ALERT: u64 = 2;

/// What a rule found: the keyword as the rule has it, and the words it hit.
#[derive(Debug, PartialEq, Eq)]
struct Hit {
    keyword: String,
    words: String,
}

impl World {
    /// Keeps a rule (a checked body), new or in place of an old one, and tells of it.
    pub fn keep_rule(&mut self, rule: Option<Id>, body: &Value) -> Value {
        let id = rule.unwrap_or_else(|| self.clock.next_id());
        let mut json = json!({
            "id": id.to_string(), "guild_id": self.guild.id.to_string(), "creator_id": self.bot.to_string(),
            "name": "", "event_type": 1, "trigger_type": 1, "trigger_metadata": {}, "actions": [], "enabled": false,
            "exempt_roles": [], "exempt_channels": [],
        });
        for source in [self.automod.get(&id).cloned().unwrap_or_default(), body.clone()] {
            super::json::merge(&mut json, source);
        }
        if json.get("trigger_type").and_then(Value::as_u64) == Some(KEYWORD) {
            for key in ["keyword_filter", "regex_patterns", "allow_list"] {
                if json["trigger_metadata"].get(key).is_none() {
                    json["trigger_metadata"][key] = json!([]);
                }
            }
        }
        self.automod.insert(id, json.clone());
        let name = if rule.is_some() { "AUTO_MODERATION_RULE_UPDATE" } else { "AUTO_MODERATION_RULE_CREATE" };
        self.tell_moderation(AUTO_MODERATION_CONFIGURATION, name, &json, None);
        json
    }

    /// Removes a rule; false if there is none.
    pub fn drop_rule(&mut self, rule: Id) -> bool {
        let Some(json) = self.automod.remove(&rule) else { return false };
        self.tell_moderation(AUTO_MODERATION_CONFIGURATION, "AUTO_MODERATION_RULE_DELETE", &json, None);
        true
    }

    /// Is a person's text stopped by a rule? Tells of it if so.
    pub fn blocks(&mut self, author: Id, channel: Id, text: &str) -> bool {
        let hits = self.hits(author, channel, text, BLOCK);
        for (rule, action, hit) in &hits {
            self.executed(rule, action, hit, (author, channel, None), None, text);
        }
        !hits.is_empty()
    }

    /// Raises the alerts of a person's message.
    pub fn alert(&mut self, channel: Id, message: Id) {
        let Ok(found) = self.message(channel, message) else { return };
        let (author, text) = (found.author, found.content.clone());
        for (rule, action, hit) in self.hits(author, channel, &text, SEND_ALERT) {
            let Some(place) = id(action.pointer("/metadata/channel_id")) else { continue };
            let mut draft = Draft { kind: ALERT, ..Draft::plain(author, "") };
            draft.embeds = vec![alert_embed(&rule, &hit, channel, message, &text)];
            let alert = self.channels.contains_key(&place).then(|| self.post(place, draft));
            self.executed(&rule, &action, &hit, (author, channel, Some(message)), alert, &text);
        }
    }

    /// Rules with an action of this kind that a text sets off. Who manages the server is exempt, as in Discord.
    fn hits(&self, author: Id, channel: Id, text: &str, kind: u64) -> Vec<(Value, Value, Hit)> {
        let roles = self.members.get(&author).map(|member| member.roles.clone()).unwrap_or_default();
        let names = |list: Option<&Value>, wanted: Id| {
            list.and_then(Value::as_array).is_some_and(|list| list.iter().any(|one| id(Some(one)) == Some(wanted)))
        };
        let exempt = self.guild_permissions(author) & (MANAGE_GUILD | ADMINISTRATOR) != 0 || !self.in_guild(channel);
        let asks = |rule: &&Value| {
            !exempt
                && rule.get("enabled").and_then(Value::as_bool) == Some(true)
                && !names(rule.get("exempt_channels"), channel)
                && !roles.iter().any(|role| names(rule.get("exempt_roles"), *role))
        };
        let action = |rule: &Value| {
            let actions = rule.get("actions").and_then(Value::as_array)?;
            actions.iter().find(|action| action.get("type").and_then(Value::as_u64) == Some(kind)).cloned()
        };
        let rules = self.automod.values().filter(asks);
        rules.filter_map(|rule| Some((rule.clone(), action(rule)?, hit(rule, text)?))).collect()
    }

    fn executed(
        &mut self,
        rule: &Value,
        action: &Value,
        hit: &Hit,
        (author, channel, message): (Id, Id, Option<Id>),
        alert: Option<Id>,
        text: &str,
    ) {
        let mut data = json!({
            "guild_id": self.guild.id.to_string(), "action": action, "rule_id": rule.get("id"),
            "rule_trigger_type": rule.get("trigger_type"), "user_id": author.to_string(),
            "channel_id": channel.to_string(), "content": text, "matched_keyword": hit.keyword,
            "matched_content": hit.words,
        });
        for (key, value) in [("message_id", message), ("alert_system_message_id", alert)] {
            if let Some(value) = value {
                data[key] = json!(value.to_string());
            }
        }
        let mut plain = data.clone();
        plain["content"] = json!("");
        plain["matched_content"] = json!("");
        self.tell_moderation(AUTO_MODERATION_EXECUTION, "AUTO_MODERATION_ACTION_EXECUTION", &data, Some(&plain));
    }

    /// Only for a bot that may manage the server.
    fn tell_moderation(&mut self, intents: u64, name: &str, data: &Value, plain: Option<&Value>) {
        if self.guild_permissions(self.bot) & (MANAGE_GUILD | ADMINISTRATOR) != 0 {
            self.hub.dispatch(Route { guild: Some(self.guild.id), intents }, name, data, plain);
        }
    }
}

fn alert_embed(rule: &Value, hit: &Hit, channel: Id, message: Id, text: &str) -> Value {
    let field = |name: &str, value: &str| json!({ "name": name, "value": value, "inline": false });
    let rule_name = rule.get("name").and_then(Value::as_str).unwrap_or_default();
    json!({ "type": "auto_moderation_message", "description": text, "fields": [
        field("rule_name", rule_name), field("channel_id", &channel.to_string()), field("keyword", &hit.keyword),
        field("keyword_matched_content", &hit.words), field("flagged_message_id", &message.to_string()),
    ] })
}

/// What a keyword rule finds in a text, unless its allow list names just that.
fn hit(rule: &Value, text: &str) -> Option<Hit> {
    let words = |key: &str| {
        let list = rule.pointer(&format!("/trigger_metadata/{key}")).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    let lower = text.to_lowercase();
    let allowed = words("allow_list");
    let passes = |words: &str| !allowed.iter().any(|allowed| find_keyword(allowed, words).is_some());
    let by_keyword = words("keyword_filter").into_iter().find_map(|keyword| {
        let words = find_keyword(&keyword, &lower)?;
        Some(Hit { keyword, words })
    });
    let by_pattern = || {
        words("regex_patterns").into_iter().find_map(|pattern| {
            let words =
                Regex::new(&pattern).ok()?.find(lower.as_str()).map(|found| lower.get(found.range()))??.to_owned();
            Some(Hit { keyword: pattern, words })
        })
    };
    by_keyword.or_else(by_pattern).filter(|hit| passes(&hit.words))
}

/// Where a keyword stands in a lower-case text: `*` at an end means that the word may go on there.
fn find_keyword(keyword: &str, lower: &str) -> Option<String> {
    let wanted = keyword.trim_matches('*').to_lowercase();
    if wanted.is_empty() {
        return None;
    }
    let (open_start, open_end) = (keyword.starts_with('*'), keyword.ends_with('*'));
    let is_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let fits = |(at, found): &(usize, &str)| {
        let before = lower.get(..*at).and_then(|text| text.chars().next_back());
        let after = lower.get(at + found.len()..).and_then(|text| text.chars().next());
        (open_start || !is_word(before)) && (open_end || !is_word(after))
    };
    lower.match_indices(&wanted).find(fits).map(|(_, found)| found.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_is_a_whole_word_unless_it_has_a_star() {
        assert_eq!(find_keyword("numb", "numbers"), None);
        assert_eq!(find_keyword("numb*", "numbers"), Some("numb".to_owned()));
        assert_eq!(find_keyword("*legs", "my both-legs"), Some("legs".to_owned()));
        assert_eq!(find_keyword("both legs", "both legs."), Some("both legs".to_owned()));
    }

    #[test]
    fn patterns_and_the_allow_list_count() {
        let rule =
            json!({ "trigger_metadata": { "regex_patterns": ["legs? (is|are) numb"], "allow_list": ["leg is numb"] } });
        assert_eq!(hit(&rule, "My LEGS ARE numb").map(|hit| hit.words).as_deref(), Some("legs are numb"));
        assert_eq!(hit(&rule, "my leg is numb"), None);
    }
}
