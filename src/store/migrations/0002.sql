-- Steps go both ways: keys are named by the way they travel, and the way is said.
ALTER TABLE step RENAME COLUMN hr_key TO source;
ALTER TABLE step RENAME COLUMN provider_key TO target;
ALTER TABLE step ADD COLUMN direction TEXT NOT NULL DEFAULT 'export' CHECK (direction IN ('export', 'import'));
