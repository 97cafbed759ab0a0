-- Only BIGINT and TEXT, so that SQLite and PostgreSQL both take it. Ids are Discord's, times unix milliseconds, flags 0 or 1.
-- "None" is 0 or '' throughout: nothing here is ever NULL. Nothing of any message is kept.

-- One guided session. `due_ms` is when it next needs work; claiming it moves `due_ms` to the end of the lease, so a worker
-- that dies gives it back by doing nothing. `version` changes with every write.
CREATE TABLE sessions (
    id BIGINT PRIMARY KEY,
    guild BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    parent BIGINT NOT NULL,
    own_thread BIGINT NOT NULL,
    owner BIGINT NOT NULL,
    title TEXT NOT NULL,
    items TEXT NOT NULL,
    locale TEXT NOT NULL,
    pings TEXT NOT NULL,
    together BIGINT NOT NULL,
    private BIGINT NOT NULL,
    card BIGINT NOT NULL,
    status TEXT NOT NULL,
    ended TEXT NOT NULL,
    origin_ms BIGINT NOT NULL,
    held_ms BIGINT NOT NULL,
    since_ms BIGINT NOT NULL,
    next_cue BIGINT NOT NULL,
    turn BIGINT NOT NULL,
    announce BIGINT NOT NULL,
    seen_ms BIGINT NOT NULL,
    pressed_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    due_ms BIGINT NOT NULL,
    version BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    worker TEXT NOT NULL,
    worker_before TEXT NOT NULL
);
CREATE INDEX sessions_due ON sessions (due_ms);
CREATE INDEX sessions_channel ON sessions (channel);
CREATE INDEX sessions_owner ON sessions (owner);

-- Who takes part. `active` until the person stops or the session ends; one active session a person.
CREATE TABLE participants (
    session BIGINT NOT NULL,
    person BIGINT NOT NULL,
    active BIGINT NOT NULL,
    feel TEXT NOT NULL,
    joined_ms BIGINT NOT NULL,
    PRIMARY KEY (session, person)
);
CREATE UNIQUE INDEX participants_one_running ON participants (person) WHERE active = 1;

-- What a server chose.
CREATE TABLE guilds (
    guild BIGINT PRIMARY KEY,
    country TEXT NOT NULL,
    language TEXT NOT NULL,
    reply_mode TEXT NOT NULL,
    moderators_channel BIGINT NOT NULL,
    duty_role BIGINT NOT NULL,
    ping_author BIGINT NOT NULL,
    screening BIGINT NOT NULL,
    session_pings TEXT NOT NULL,
    exempt_channels TEXT NOT NULL
);

-- What a person chose. `screened_ms`: when the self-check was last asked; its answers are not kept.
CREATE TABLE members (
    person BIGINT PRIMARY KEY,
    country TEXT NOT NULL,
    replies BIGINT NOT NULL,
    history BIGINT NOT NULL,
    screened_ms BIGINT NOT NULL
);

-- A message is answered by whoever puts its id here first.
CREATE TABLE reply_claims (
    message BIGINT PRIMARY KEY,
    claimed_ms BIGINT NOT NULL
);
CREATE INDEX reply_claims_claimed ON reply_claims (claimed_ms);

-- When a person last got a kind of reply.
CREATE TABLE cool_downs (
    person BIGINT NOT NULL,
    kind TEXT NOT NULL,
    last_ms BIGINT NOT NULL,
    PRIMARY KEY (person, kind)
);

-- How often a rule was called wrong. No person, no message.
CREATE TABLE rule_feedback (
    rule TEXT NOT NULL,
    kind TEXT NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (rule, kind)
);

-- Practice of those who asked to have it kept.
CREATE TABLE practice (
    person BIGINT NOT NULL,
    done_ms BIGINT NOT NULL,
    exercise TEXT NOT NULL,
    hold BIGINT NOT NULL,
    rounds BIGINT NOT NULL,
    sets BIGINT NOT NULL,
    feel TEXT NOT NULL,
    PRIMARY KEY (person, done_ms, exercise)
);
