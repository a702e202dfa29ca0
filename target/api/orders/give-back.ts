/**
 * CTEs that put back what lines had taken out of pools, after a CTE `dead(ticket_type_id, quantity)` of lines
 * that live no more. Lines of seats among them are passed over: a seat says itself whether it is free.
 *
 * Everyone who changes pools locks in this order: the order, then its pools by id, then their events by id.
 */
export const giveBack = `
  returned AS (
    SELECT ticket_type_id AS id, sum(quantity)::integer AS units FROM dead
     WHERE ticket_type_id IS NOT NULL GROUP BY ticket_type_id),
  pools AS (
    SELECT id, event_id FROM ticket_types WHERE id IN (SELECT id FROM returned)
     ORDER BY id FOR NO KEY UPDATE),
  sales AS (
    SELECT id FROM events WHERE id IN (SELECT event_id FROM pools) ORDER BY id FOR NO KEY UPDATE),
  refilled AS (
    UPDATE ticket_types t SET available = t.available + r.units FROM returned r
     WHERE t.id = r.id AND (SELECT count(*) FROM sales) >= 0
    RETURNING t.event_id, r.units),
  recounted AS (
    UPDATE events e SET available = e.available + r.units
      FROM (SELECT event_id, sum(units)::integer AS units FROM refilled GROUP BY event_id) r
     WHERE e.id = r.event_id)`;
