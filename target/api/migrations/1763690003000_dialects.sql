-- Up Migration

-- Some call an event a match.
ALTER TABLE events
  ADD COLUMN home_team text NOT NULL DEFAULT '',
  ADD COLUMN away_team text NOT NULL DEFAULT '',
  ADD COLUMN stadium   text NOT NULL DEFAULT '';

-- Every sale out of a pool changes the same row: room for its versions beside it.
ALTER TABLE ticket_types SET (fillfactor = 50);
CREATE INDEX order_lines_ticket_type ON order_lines (ticket_type_id) WHERE ticket_type_id IS NOT NULL;

-- Down Migration

DROP INDEX order_lines_ticket_type;
ALTER TABLE ticket_types RESET (fillfactor);
ALTER TABLE events DROP COLUMN stadium, DROP COLUMN away_team, DROP COLUMN home_team;
