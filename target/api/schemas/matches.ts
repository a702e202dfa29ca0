import { Type } from 'typebox';
import { Seat } from './events.ts';
import { Confirm } from './reservations.ts';
import { Amount, Id, Instant, Limit, NullableString } from './shared.ts';

export const Match = Type.Object({
  id: Id,
  homeTeam: Type.String(),
  awayTeam: Type.String(),
  stadium: Type.String(),
  kickoffAt: Instant,
  onSaleAt: Instant,
  status: Type.Enum(['scheduled', 'on_sale', 'ended']),
  total: Type.Integer(),
  available: Type.Integer({ description: 'seats that are not booked' }),
});

export const MatchList = Type.Object({ matches: Type.Array(Match), next: NullableString });
export const MatchListQuery = Type.Object(
  { limit: Type.Optional(Limit), after: Type.Optional(Id) },
  { additionalProperties: false },
);
export const MatchParams = Type.Object({ matchId: Id });
export const MatchSeatMap = Type.Object({ matchId: Id, seats: Type.Array(Seat) });

const wanted = {
  matchId: Id,
  seatIds: Type.Array(Id, { minItems: 1, maxItems: 4, uniqueItems: true }),
};
const closed = { additionalProperties: false };

/** 1 to 4 seats of one match. */
export const MatchSelection = Type.Object(wanted, closed);
/** The same, and how it is paid for. */
export const MatchPurchase = Type.Object({ ...wanted, ...Confirm.properties }, closed);
export const BookingChosen = Type.Object({ bookingId: Id }, closed);

export const MatchHold = Type.Object({
  matchId: Id,
  seatIds: Type.Array(Id),
  heldUntil: Instant,
  ttlMs: Type.Integer(),
});

const booking = {
  bookingId: Id,
  matchId: Id,
  seatIds: Type.Array(Id),
  status: Type.Enum(['pending', 'confirmed', 'cancelled', 'expired']),
  amount: Amount,
  createdAt: Instant,
};
export const MatchBooking = Type.Object(booking);
export const MatchCancellation = Type.Object({ ...booking, refunded: Amount });
