import type { Statement } from '../database/database.ts';

/** $1 notices at most, $2 seconds an attempt has, $3 attempts at most.
 *
 * An attempt is counted before it is made, so that one that takes its instance down with it counts as well;
 * what was given up that way is found dead here. */
export const claimNotices: Statement = {
  name: 'claim-notices',
  text: `
WITH due AS (
    SELECT id, attempts FROM outbox WHERE NOT dead AND next_try <= now()
     ORDER BY next_try LIMIT $1 FOR UPDATE SKIP LOCKED),
  buried AS (UPDATE outbox SET dead = true WHERE id IN (SELECT id FROM due WHERE attempts >= $3)),
  claimed AS (
    UPDATE outbox o SET attempts = o.attempts + 1, next_try = now() + make_interval(secs => $2)
      FROM due WHERE o.id = due.id AND due.attempts < $3
    RETURNING o.*)
SELECT id::text AS row, attempts AS attempt, notice::text AS id, topic, body, to_json(created_at) AS "createdAt"
  FROM claimed ORDER BY claimed.id`,
};

export const forgetDelivered: Statement = {
  name: 'forget-delivered',
  text: 'DELETE FROM outbox WHERE id = $1',
};

/** $1 row, $2 attempt, $3 why, $4 attempts at most. 1 s after the first attempt, twice as long after each other,
 * half of it to one and a half times as much by lot; dead after the last. An attempt that was overtaken by the
 * next one decides nothing. */
export const failedNotice: Statement = {
  name: 'failed-notice',
  text: `
UPDATE outbox
   SET dead = attempts >= $4, last_error = left($3, 500),
       next_try = now() + make_interval(secs => power(2, attempts - 1) * (0.5 + random()))
 WHERE id = $1 AND attempts = $2`,
};

export const countNotices: Statement = {
  name: 'count-notices',
  text: 'SELECT count(*) FILTER (WHERE NOT dead)::integer AS pending, count(*) FILTER (WHERE dead)::integer AS dead FROM outbox',
};
