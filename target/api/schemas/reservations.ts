import { Type } from 'typebox';
import { Amount, Id, Instant, Limit, NullableInstant, storable } from './shared.ts';

const reservation = {
  id: Id,
  eventId: Id,
  seatIds: Type.Array(Id),
  status: Type.Enum(['pending', 'confirmed', 'cancelled', 'expired']),
  amount: Amount,
  expiresAt: NullableInstant,
  createdAt: Instant,
};

export const Reservation = Type.Object(reservation);
export const Cancellation = Type.Object({ ...reservation, refunded: Amount });
export const ReservationParams = Type.Object({ id: Id });
export const Confirm = Type.Object(
  { method: Type.Optional(Type.String({ minLength: 1, maxLength: 40, ...storable })) },
  { additionalProperties: false },
);
export const MineQuery = Type.Object({ limit: Type.Optional(Limit) }, { additionalProperties: false });
export const Mine = Type.Object({ reservations: Type.Array(Reservation) });
