-- Up Migration

ALTER TABLE events ADD COLUMN queue_on boolean NOT NULL DEFAULT false;
CREATE INDEX events_queued ON events (id) WHERE queue_on;

-- How often the queue of an event has begun: it outlives Redis, so that a new beginning is behind all old ones.
CREATE TABLE queue_epochs (
  event_id bigint PRIMARY KEY REFERENCES events,
  epoch    integer NOT NULL DEFAULT 1 CHECK (epoch BETWEEN 1 AND 1048575)
);

-- The last place of a user that came to its end or to its turn. Places are numbers that grow: epoch, then
-- sequence (target/api/queue/place.ts). Tickets of this user up to spent are void. expires_at: until when the
-- user is in; null when that ended before, or never was.
CREATE TABLE queue_places (
  event_id   bigint NOT NULL REFERENCES events,
  user_id    bigint NOT NULL REFERENCES users,
  place      bigint NOT NULL,
  spent      bigint NOT NULL,
  expires_at timestamptz,
  PRIMARY KEY (event_id, user_id)
);
CREATE INDEX queue_places_active ON queue_places (event_id, expires_at) WHERE expires_at IS NOT NULL;

-- Down Migration

DROP TABLE queue_places, queue_epochs;
DROP INDEX events_queued;
ALTER TABLE events DROP COLUMN queue_on;
