import { Type } from 'typebox';
import { Amount, Id, Instant, Limit, NullableString } from './shared.ts';

export const Event = Type.Object({
  id: Id,
  title: Type.String(),
  description: Type.String(),
  startsAt: Instant,
  venue: Type.String(),
  artist: Type.String(),
  imageUrl: NullableString,
  onSaleAt: Instant,
  status: Type.Enum(['scheduled', 'on_sale', 'ended']),
  total: Type.Integer(),
  available: Type.Integer({ description: 'seats that are not booked' }),
});

export const EventList = Type.Object({ events: Type.Array(Event), next: NullableString });
export const EventListQuery = Type.Object(
  { limit: Type.Optional(Limit), after: Type.Optional(Id) },
  { additionalProperties: false },
);
export const EventParams = Type.Object({ eventId: Id });

export const Seat = Type.Object({
  id: Id,
  section: Type.String(),
  row: Type.String(),
  number: Type.Integer(),
  price: Amount,
  status: Type.Enum(['available', 'held', 'booked']),
  version: Type.Integer({ description: 'of two states of a seat, the one of the later version is newer' }),
});
export const SeatMap = Type.Object({
  eventId: Id,
  epoch: NullableString,
  sequence: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description:
      'whatever was told of the event up to this number of the epoch is in it; see docs/realtime.md',
  }),
  seats: Type.Array(Seat),
});
