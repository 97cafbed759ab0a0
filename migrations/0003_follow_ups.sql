-- Where the bot is no member, a session speaks by follow-ups to an interaction of its owner: five at most, for 15 minutes.
-- `token` is what they take; it is emptied with the end of the session. `token_ms`: when that interaction was.
ALTER TABLE sessions ADD COLUMN token TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN token_ms BIGINT NOT NULL DEFAULT 0;
