import { Type } from 'typebox';
import { Id, Instant } from './shared.ts';

/** A selection covers 1 to 4 seats of one event. */
export const Selection = Type.Object(
  { eventId: Id, seatIds: Type.Array(Id, { minItems: 1, maxItems: 4, uniqueItems: true }) },
  { additionalProperties: false },
);

export const Hold = Type.Object({
  eventId: Id,
  seatIds: Type.Array(Id),
  heldUntil: Instant,
  ttlMs: Type.Integer(),
});

export const Released = Type.Object({ eventId: Id, released: Type.Array(Id) });
