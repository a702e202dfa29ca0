-- Up Migration

-- What the sweeper looks for. Conditions on a seat's status elsewhere stand in (…) IS TRUE, away from it.
CREATE INDEX seats_held_until ON seats (held_until) WHERE status = 'held';

ALTER TABLE payments ADD CONSTRAINT payments_method_known CHECK (method IN ('card', 'transfer', 'wallet'));

-- notice is what a receiver knows a notice by, should it come twice. What is delivered is deleted.
ALTER TABLE outbox ADD COLUMN notice uuid NOT NULL DEFAULT gen_random_uuid(), ADD COLUMN last_error text;

CREATE INDEX idempotency_created_at ON idempotency (created_at);

-- Down Migration

DROP INDEX idempotency_created_at;
ALTER TABLE outbox DROP COLUMN last_error, DROP COLUMN notice;
ALTER TABLE payments DROP CONSTRAINT payments_method_known;
DROP INDEX seats_held_until;
