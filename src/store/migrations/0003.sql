-- A run is about one kind of record.
ALTER TABLE run ADD COLUMN entity TEXT NOT NULL DEFAULT 'employee';
CREATE INDEX step_made ON step (connection, entity, target) WHERE entry IS NOT NULL;
