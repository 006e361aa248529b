-- What was made with the store and never changes: the hash key.
CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

-- This employee is that one. A row that was unlinked by hand stays, so that no rule makes the pair again.
CREATE TABLE link (
  id           INTEGER PRIMARY KEY,
  connection   TEXT NOT NULL,
  entity       TEXT NOT NULL,
  hr_key       TEXT NOT NULL,
  provider_key TEXT NOT NULL,
  since        TEXT NOT NULL,
  by           TEXT NOT NULL CHECK (by IN ('rule', 'hand', 'create', 'import')),
  unlinked     INTEGER NOT NULL CHECK (unlinked IN (0, 1)),
  UNIQUE (connection, entity, hr_key, provider_key)
) STRICT;
CREATE UNIQUE INDEX link_hr ON link (connection, entity, hr_key) WHERE unlinked = 0;
CREATE UNIQUE INDEX link_provider ON link (connection, entity, provider_key) WHERE unlinked = 0;

-- The last value of a field that both sides agreed on, as a keyed hash.
CREATE TABLE synced (
  connection TEXT NOT NULL,
  entity     TEXT NOT NULL,
  hr_key     TEXT NOT NULL,
  field      TEXT NOT NULL,
  hash       TEXT NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (connection, entity, hr_key, field)
) STRICT, WITHOUT ROWID;

-- One execution. `summary` is JSON that holds counts only.
CREATE TABLE run (
  number     INTEGER PRIMARY KEY,
  id         TEXT NOT NULL UNIQUE,
  connection TEXT NOT NULL,
  direction  TEXT NOT NULL CHECK (direction IN ('export', 'import')),
  started    TEXT NOT NULL,
  ended      TEXT,
  state      TEXT NOT NULL CHECK (state IN ('running', 'done', 'stopped', 'failed')),
  summary    TEXT
) STRICT;

-- What a run did or would not do about one record: keys, words, field names, issues.
CREATE TABLE change (
  run          TEXT NOT NULL REFERENCES run (id),
  seq          INTEGER NOT NULL,
  hr_key       TEXT,
  provider_key TEXT,
  situation    TEXT NOT NULL,
  action       TEXT NOT NULL,
  outcome      TEXT NOT NULL,
  fields       TEXT NOT NULL,
  issues       TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

-- The provider's keys of the complete read that a run's plan rests on.
CREATE TABLE known (
  run  TEXT PRIMARY KEY REFERENCES run (id),
  keys BLOB NOT NULL
) STRICT;

-- One request that changes something. `settle` is a sorted JSON list of [field, keyed hash].
CREATE TABLE step (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  run          TEXT NOT NULL REFERENCES run (id),
  connection   TEXT NOT NULL,
  entity       TEXT NOT NULL,
  hr_key       TEXT NOT NULL,
  provider_key TEXT,
  part         TEXT NOT NULL,
  slot         TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('create-person', 'create-part', 'update', 'retire', 'other')),
  repeatable   INTEGER NOT NULL CHECK (repeatable IN (0, 1)),
  retire       TEXT,
  settle       TEXT NOT NULL,
  started      TEXT NOT NULL,
  state        TEXT NOT NULL
    CHECK (state IN ('started', 'succeeded', 'failed', 'in-doubt', 'found', 'absent', 'unknown')),
  entry        TEXT,
  issue        TEXT
) STRICT;
CREATE INDEX step_run ON step (run);
CREATE INDEX step_open ON step (connection, entity, state) WHERE state IN ('started', 'in-doubt', 'unknown');
CREATE INDEX step_retire ON step (connection, retire) WHERE retire IS NOT NULL;
