-- Who may use the console, and what they did there. Passwords and tokens are hashes; no personal value of an employee.
CREATE TABLE account (
    id       INTEGER PRIMARY KEY,
    folded   TEXT    NOT NULL UNIQUE, -- the name in small letters
    name     TEXT    NOT NULL,
    role     TEXT    NOT NULL,
    password TEXT,                    -- Argon2id, PHC string; null: logs in elsewhere
    subject  TEXT    UNIQUE,          -- what another place that logs people in calls them
    enabled  INTEGER NOT NULL DEFAULT 1,
    created  TEXT    NOT NULL
) STRICT;
CREATE TABLE web_session (
    hash    BLOB    PRIMARY KEY,      -- SHA-256 of the cookie
    account INTEGER NOT NULL REFERENCES account (id),
    created INTEGER NOT NULL,         -- seconds
    seen    INTEGER NOT NULL
) STRICT;
CREATE INDEX web_session_account ON web_session (account);
CREATE TABLE api_token (
    id      INTEGER PRIMARY KEY,
    hash    BLOB    NOT NULL UNIQUE,  -- SHA-256 of the token
    label   TEXT    NOT NULL,
    role    TEXT    NOT NULL,
    made_by TEXT    NOT NULL,
    created TEXT    NOT NULL,
    expires INTEGER,                  -- seconds; null: never
    used    TEXT                      -- the last day
) STRICT;
CREATE TABLE first_start (id INTEGER PRIMARY KEY CHECK (id = 1), hash BLOB NOT NULL) STRICT;
CREATE TABLE audit (
    id         INTEGER PRIMARY KEY,
    at         TEXT NOT NULL,
    who        TEXT NOT NULL,
    what       TEXT NOT NULL,
    connection TEXT,
    details    TEXT NOT NULL          -- JSON: keys, field names, counts
) STRICT;
