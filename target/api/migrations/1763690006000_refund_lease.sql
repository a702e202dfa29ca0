-- Up Migration

-- Until then the instance that asked for the refund is waited for; no connection is held meanwhile.
ALTER TABLE payments ADD COLUMN refund_lease timestamptz;

-- Down Migration

ALTER TABLE payments DROP COLUMN refund_lease;
