//! Whom a message calls: the mentions in its text, as far as `allowed_mentions` lets them through.

use serde_json::Value;

use super::World;
use super::permissions::MENTION_EVERYONE;
use crate::playground::check::id;
use crate::playground::clock::Id;

/// Who is called by a message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pings {
    pub users: Vec<Id>,
    pub roles: Vec<Id>,
    pub everyone: bool,
}

/// What a text names, before anything is forbidden.
fn named(text: &str) -> (Vec<Id>, Vec<Id>) {
    let (mut users, mut roles) = (Vec::new(), Vec::new());
    for part in text.split("<@").skip(1) {
        let Some((inside, _)) = part.split_once('>') else { continue };
        let (list, digits) = match inside.strip_prefix('&') {
            Some(role) => (&mut roles, role),
            None => (&mut users, inside.strip_prefix('!').unwrap_or(inside)),
        };
        if let Ok(id) = digits.parse()
            && !list.contains(&id)
        {
            list.push(id);
        }
    }
    (users, roles)
}

impl World {
    /// Whom a text calls; `replied` is the author of the message it answers.
    pub fn pings(&self, author: Id, may: u64, text: &str, allowed: Option<&Value>, replied: Option<Id>) -> Pings {
        let allowed = allowed.filter(|allowed| !allowed.is_null());
        let parses = |kind: &str| {
            allowed.is_none_or(|allowed| {
                let parse = allowed.get("parse").and_then(Value::as_array);
                parse.is_some_and(|parse| parse.iter().any(|entry| entry.as_str() == Some(kind)))
            })
        };
        let listed = |kind: &str, wanted: Id| {
            let list = allowed.and_then(|allowed| allowed.get(kind)).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|entry| id(Some(entry)) == Some(wanted)))
        };
        let (mut users, mut roles) = named(text);
        users.retain(|user| self.users.contains_key(user) && (parses("users") || listed("users", *user)));
        roles.retain(|role| self.roles.contains_key(role) && (parses("roles") || listed("roles", *role)));
        let replies =
            allowed.is_none_or(|allowed| allowed.get("replied_user").and_then(Value::as_bool).unwrap_or(false));
        if let Some(replied) = replied.filter(|replied| replies && *replied != author && !users.contains(replied)) {
            users.push(replied);
        }
        let names_all = text.contains("@everyone") || text.contains("@here");
        Pings { users, roles, everyone: names_all && parses("everyone") && may & MENTION_EVERYONE != 0 }
    }

    /// The people on whom these mentions ring, the author excepted.
    pub fn rung(&self, pings: &Pings, author: Id) -> Vec<Id> {
        let by_role = |user: &Id| {
            let roles = self.members.get(user).map(|member| member.roles.as_slice()).unwrap_or_default();
            roles.iter().any(|role| pings.roles.contains(role))
        };
        let called = |user: &Id| pings.everyone || pings.users.contains(user) || by_role(user);
        self.users.keys().copied().filter(|user| *user != author && called(user)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_and_roles_are_read_from_the_text() {
        assert_eq!(named("hi <@1>, <@!2> and <@&3>, <@1> again, <@x>, <@4"), (vec![1, 2], vec![3]));
    }
}
