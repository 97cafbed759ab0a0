"""Cuts Discord's OpenAPI description down to the routes that the playground serves.

    python3 trim.py path/to/openapi.json > discord.json

The description is published by Discord under the MIT licence (see LICENSE beside this file) at
https://github.com/discord/discord-api-spec (specs/openapi.json).
"""

import json
import re
import sys

ROUTES = """
GET /gateway
GET /gateway/bot
GET /users/@me
GET /users/@me/guilds
POST /users/@me/channels
GET /users/{user_id}
GET /applications/@me
GET /oauth2/applications/@me
GET PUT POST /applications/{application_id}/commands
GET PATCH DELETE /applications/{application_id}/commands/{command_id}
GET PUT POST /applications/{application_id}/guilds/{guild_id}/commands
GET PATCH DELETE /applications/{application_id}/guilds/{guild_id}/commands/{command_id}
GET PATCH DELETE /channels/{channel_id}
POST /channels/{channel_id}/typing
GET POST /channels/{channel_id}/messages
POST /channels/{channel_id}/messages/bulk-delete
GET /channels/{channel_id}/messages/pins
PUT DELETE /channels/{channel_id}/messages/pins/{message_id}
PUT DELETE /channels/{channel_id}/pins/{message_id}
GET PATCH DELETE /channels/{channel_id}/messages/{message_id}
PUT DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me
POST /channels/{channel_id}/messages/{message_id}/threads
POST /channels/{channel_id}/threads
GET /channels/{channel_id}/threads/archived/public
GET /channels/{channel_id}/threads/archived/private
GET /channels/{channel_id}/users/@me/threads/archived/private
GET /channels/{channel_id}/thread-members
PUT DELETE /channels/{channel_id}/thread-members/@me
GET PUT DELETE /channels/{channel_id}/thread-members/{user_id}
GET /guilds/{guild_id}
GET /guilds/{guild_id}/channels
GET /guilds/{guild_id}/roles
GET /guilds/{guild_id}/threads/active
GET /guilds/{guild_id}/members
PATCH /guilds/{guild_id}/members/@me
GET /guilds/{guild_id}/members/{user_id}
PUT DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}
GET POST /guilds/{guild_id}/auto-moderation/rules
GET PATCH DELETE /guilds/{guild_id}/auto-moderation/rules/{rule_id}
POST /interactions/{interaction_id}/{interaction_token}/callback
POST /webhooks/{webhook_id}/{webhook_token}
GET PATCH DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original
GET PATCH DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}
"""


def wanted():
    for line in ROUTES.strip().splitlines():
        *methods, path = line.split()
        yield path, [method.lower() for method in methods]


def references(node):
    return set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(node)))


def operation(full):
    """Only what a test compares: the JSON that goes in and the JSON that comes out."""
    short = {"operationId": full["operationId"]}
    body = full.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        short["requestBody"] = {"content": {"application/json": body}}
    answers = {}
    for status, answer in full.get("responses", {}).items():
        if status.startswith("2"):
            content = answer.get("content", {}).get("application/json")
            answers[status] = {"content": {"application/json": content}} if content else {}
    short["responses"] = answers
    return short


def main():
    full = json.load(open(sys.argv[1]))
    paths = {path: {method: operation(full["paths"][path][method]) for method in methods} for path, methods in wanted()}
    schemas, todo = {}, references(paths)
    while todo:
        name = todo.pop()
        schemas[name] = full["components"]["schemas"][name]
        todo |= references(schemas[name]) - schemas.keys()
    trimmed = {"openapi": full["openapi"], "info": full["info"], "paths": paths, "components": {"schemas": dict(sorted(schemas.items()))}}
    json.dump(trimmed, sys.stdout, separators=(",", ":"), ensure_ascii=False)


main()
