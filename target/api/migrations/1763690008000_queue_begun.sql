-- Up Migration

-- Whether any epoch of the event's queue has begun, so that somebody may have a ticket to come back with.
ALTER TABLE queue_epochs ADD COLUMN begun boolean NOT NULL DEFAULT false;

-- Down Migration

ALTER TABLE queue_epochs DROP COLUMN begun;
