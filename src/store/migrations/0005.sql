-- How a field was read when both sides agreed: another reading says nothing of who changed the value. Null: not noted.
ALTER TABLE synced ADD COLUMN reading TEXT CHECK (length(reading) = 32);
