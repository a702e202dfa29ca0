import { Type } from 'typebox';
import { type PaymentMethod, paymentMethods } from '../domain/ordering.ts';
import { Amount, Id, Instant, Limit, NullableInstant } from './shared.ts';

const reservation = {
  id: Id,
  eventId: Id,
  seatIds: Type.Array(Id),
  status: Type.Enum(['pending', 'confirmed', 'cancelled', 'expired']),
  amount: Amount,
  method: Type.Unsafe<PaymentMethod | null>({ enum: [...paymentMethods, null] }),
  expiresAt: NullableInstant,
  createdAt: Instant,
};

export const Reservation = Type.Object(reservation);
export const Cancellation = Type.Object({ ...reservation, refunded: Amount });
export const ReservationParams = Type.Object({ id: Id });
export const Confirm = Type.Object(
  { method: Type.Optional(Type.Enum([...paymentMethods])) },
  { additionalProperties: false },
);
export const MineQuery = Type.Object({ limit: Type.Optional(Limit) }, { additionalProperties: false });
export const Mine = Type.Object({ reservations: Type.Array(Reservation) });
