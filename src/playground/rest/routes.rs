//! The routes: method, path, who may call it, how often, and what it does.

use axum::http::Method;

use super::{Call, Reply, applications as apps, automod, channels, guilds, interactions, messages, threads, users};
use crate::playground::limits::Rate;
use crate::playground::world::World;

/// One route of Discord's API.
pub struct Route {
    pub method: Method,
    /// `{}` stands for a variable part.
    pub path: &'static str,
    /// Needs the bot's token and counts towards the global limit.
    pub auth: bool,
    pub rate: Option<Rate>,
    pub handler: fn(&mut World, &Call) -> Reply,
}

/// A route and the variable parts of the path.
pub struct Found {
    pub route: &'static Route,
    pub params: Vec<String>,
    /// What its bucket is about: the first variable part, or interaction and token.
    pub major: String,
}

const fn rate(requests: u32, per_ms: u64) -> Option<Rate> {
    Some(Rate { requests, per_ms })
}

const fn route(
    method: Method,
    path: &'static str,
    rate: Option<Rate>,
    handler: fn(&mut World, &Call) -> Reply,
) -> Route {
    Route { method, path, auth: true, rate, handler }
}

const fn open(
    method: Method,
    path: &'static str,
    rate: Option<Rate>,
    handler: fn(&mut World, &Call) -> Reply,
) -> Route {
    Route { method, path, auth: false, rate, handler }
}

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PUT: Method = Method::PUT;
const PATCH: Method = Method::PATCH;
const DELETE: Method = Method::DELETE;

/// Discord does not publish its numbers; these are the ones its headers have shown.
static ROUTES: &[Route] = &[
    open(GET, "gateway", None, users::gateway),
    route(GET, "gateway/bot", rate(2, 5000), users::gateway_bot),
    route(GET, "users/@me", rate(10, 10_000), users::me),
    route(GET, "users/@me/guilds", rate(1, 1000), users::my_guilds),
    route(POST, "users/@me/channels", rate(10, 10_000), users::open_direct),
    route(GET, "users/{}", rate(10, 10_000), users::get),
    route(GET, "applications/@me", rate(5, 5000), apps::me),
    route(GET, "oauth2/applications/@me", rate(5, 5000), apps::me),
    route(GET, "applications/{}/commands", rate(5, 20_000), apps::list),
    route(PUT, "applications/{}/commands", rate(5, 20_000), apps::overwrite),
    route(POST, "applications/{}/commands", rate(5, 20_000), apps::create),
    route(GET, "applications/{}/commands/{}", rate(5, 20_000), apps::get),
    route(PATCH, "applications/{}/commands/{}", rate(5, 20_000), apps::change),
    route(DELETE, "applications/{}/commands/{}", rate(5, 20_000), apps::delete),
    route(GET, "applications/{}/guilds/{}/commands", rate(5, 20_000), apps::list_in_guild),
    route(PUT, "applications/{}/guilds/{}/commands", rate(5, 20_000), apps::overwrite_in_guild),
    route(POST, "applications/{}/guilds/{}/commands", rate(5, 20_000), apps::create_in_guild),
    route(GET, "applications/{}/guilds/{}/commands/{}", rate(5, 20_000), apps::get_in_guild),
    route(PATCH, "applications/{}/guilds/{}/commands/{}", rate(5, 20_000), apps::change_in_guild),
    route(DELETE, "applications/{}/guilds/{}/commands/{}", rate(5, 20_000), apps::delete_in_guild),
    route(GET, "channels/{}", rate(10, 10_000), channels::get),
    route(PATCH, "channels/{}", rate(10, 15_000), channels::change),
    route(DELETE, "channels/{}", rate(10, 15_000), channels::delete),
    route(POST, "channels/{}/typing", rate(5, 5000), channels::typing),
    route(GET, "channels/{}/messages", rate(5, 5000), messages::list),
    route(POST, "channels/{}/messages", rate(5, 5000), messages::create),
    route(POST, "channels/{}/messages/bulk-delete", rate(1, 1000), messages::bulk_delete),
    route(GET, "channels/{}/messages/pins", rate(5, 5000), messages::pins),
    route(PUT, "channels/{}/messages/pins/{}", rate(5, 5000), messages::pin),
    route(DELETE, "channels/{}/messages/pins/{}", rate(5, 5000), messages::unpin),
    route(PUT, "channels/{}/pins/{}", rate(5, 5000), messages::pin),
    route(DELETE, "channels/{}/pins/{}", rate(5, 5000), messages::unpin),
    route(GET, "channels/{}/messages/{}", rate(5, 5000), messages::get),
    route(PATCH, "channels/{}/messages/{}", rate(5, 5000), messages::edit),
    route(DELETE, "channels/{}/messages/{}", rate(5, 1000), messages::delete),
    route(PUT, "channels/{}/messages/{}/reactions/{}/@me", rate(1, 250), messages::react),
    route(DELETE, "channels/{}/messages/{}/reactions/{}/@me", rate(1, 250), messages::unreact),
    route(POST, "channels/{}/messages/{}/threads", rate(50, 300_000), threads::from_message),
    route(POST, "channels/{}/threads", rate(50, 300_000), threads::create),
    route(GET, "channels/{}/threads/archived/public", rate(5, 5000), threads::archived_public),
    route(GET, "channels/{}/threads/archived/private", rate(5, 5000), threads::archived_private),
    route(GET, "channels/{}/users/@me/threads/archived/private", rate(5, 5000), threads::archived_private),
    route(GET, "channels/{}/thread-members", rate(5, 5000), threads::members),
    route(PUT, "channels/{}/thread-members/@me", rate(5, 5000), threads::join),
    route(DELETE, "channels/{}/thread-members/@me", rate(5, 5000), threads::leave),
    route(GET, "channels/{}/thread-members/{}", rate(5, 5000), threads::member),
    route(PUT, "channels/{}/thread-members/{}", rate(5, 5000), threads::add),
    route(DELETE, "channels/{}/thread-members/{}", rate(5, 5000), threads::remove),
    route(GET, "guilds/{}", rate(10, 10_000), guilds::get),
    route(GET, "guilds/{}/channels", rate(10, 10_000), guilds::channels),
    route(GET, "guilds/{}/roles", rate(10, 10_000), guilds::roles),
    route(GET, "guilds/{}/threads/active", rate(10, 10_000), threads::active),
    route(GET, "guilds/{}/members", rate(10, 10_000), guilds::members),
    route(PATCH, "guilds/{}/members/@me", rate(10, 10_000), guilds::rename_me),
    route(GET, "guilds/{}/members/{}", rate(5, 1000), guilds::member),
    route(PUT, "guilds/{}/members/{}/roles/{}", rate(10, 10_000), guilds::add_role),
    route(DELETE, "guilds/{}/members/{}/roles/{}", rate(10, 10_000), guilds::remove_role),
    route(GET, "guilds/{}/auto-moderation/rules", rate(10, 10_000), automod::list),
    route(POST, "guilds/{}/auto-moderation/rules", rate(10, 10_000), automod::create),
    route(GET, "guilds/{}/auto-moderation/rules/{}", rate(10, 10_000), automod::get),
    route(PATCH, "guilds/{}/auto-moderation/rules/{}", rate(10, 10_000), automod::change),
    route(DELETE, "guilds/{}/auto-moderation/rules/{}", rate(10, 10_000), automod::delete),
    open(POST, "interactions/{}/{}/callback", None, interactions::callback),
    open(POST, "webhooks/{}/{}", rate(5, 2000), interactions::follow_up),
    open(GET, "webhooks/{}/{}/messages/{}", rate(5, 2000), interactions::get),
    open(PATCH, "webhooks/{}/{}/messages/{}", rate(5, 2000), interactions::edit),
    open(DELETE, "webhooks/{}/{}/messages/{}", rate(5, 2000), interactions::delete),
];

/// The route for a path below `/api/`, with or without a version. Err(true): the path exists, but not with this method.
pub fn find(method: &Method, path: &str) -> Result<Found, bool> {
    let path = path.strip_prefix("v10/").unwrap_or(path);
    let parts: Vec<&str> = path.split('/').collect();
    let mut known = false;
    for route in ROUTES {
        let Some(params) = fit(route.path, &parts) else { continue };
        if route.method == *method {
            let major = match route.auth {
                true => params.first().cloned().unwrap_or_default(),
                false => params.iter().take(2).cloned().collect::<Vec<_>>().join("/"),
            };
            return Ok(Found { route, params, major });
        }
        known = true;
    }
    Err(known)
}

fn fit(pattern: &str, parts: &[&str]) -> Option<Vec<String>> {
    let mut params = Vec::new();
    let mut wanted = pattern.split('/');
    for part in parts {
        match wanted.next()? {
            "{}" if !part.is_empty() => params.push(super::body::decode(part)),
            fixed if fixed == *part => {}
            _ => return None,
        }
    }
    wanted.next().is_none().then_some(params)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_found_with_its_variable_parts() {
        let found = find(&PATCH, "v10/channels/12/messages/34").ok().unwrap();
        assert_eq!(found.params, ["12", "34"]);
        assert_eq!(found.major, "12");
    }

    #[test]
    fn me_comes_before_an_id() {
        assert_eq!(find(&GET, "v10/users/@me").ok().unwrap().route.path, "users/@me");
    }

    #[test]
    fn an_unknown_path_and_a_wrong_method_are_told_apart() {
        assert_eq!(find(&GET, "v10/nonsense").err(), Some(false));
        assert_eq!(find(&DELETE, "v10/users/@me").err(), Some(true));
    }
}
