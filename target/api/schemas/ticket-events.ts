import { Type } from 'typebox';
import { Event } from './events.ts';
import { Amount, Id, storable } from './shared.ts';

const closed = { additionalProperties: false };

export const TicketType = Type.Object({
  id: Id,
  name: Type.String(),
  price: Amount,
  quantity: Type.Integer(),
  available: Type.Integer({ description: 'not taken by any order that is confirmed or being paid for' }),
});

export const TicketEvent = Type.Object({ ...Event.properties, ticketTypes: Type.Array(TicketType) });
export const TicketEventParams = Type.Object({ id: Id });

/** What ISO 8601 allows and PostgreSQL takes: years of four digits, offsets below 15 hours. */
const when = Type.String({
  format: 'date-time',
  pattern:
    '^(19|20|21)\\d\\d-\\d\\d-\\d\\dT\\d\\d:\\d\\d:[0-5]\\d(\\.\\d{1,6})?(Z|[+-](0\\d|1[0-4]):[0-5]\\d)$',
});

const text = (maxLength: number) => Type.String({ maxLength, ...storable });

const typeWanted = {
  name: Type.String({ minLength: 1, maxLength: 100, ...storable }),
  // With the most tickets of one order it is still an amount that PostgreSQL's integer holds.
  price: Type.Integer({ minimum: 0, maximum: 100_000_000 }),
  quantity: Type.Integer({ minimum: 0, maximum: 1_000_000 }),
};

const eventWanted = {
  title: Type.String({ minLength: 1, maxLength: 200, ...storable }),
  description: Type.Optional(text(4_000)),
  startsAt: when,
  venue: Type.Optional(text(200)),
  artist: Type.Optional(text(200)),
  imageUrl: Type.Optional(Type.String({ format: 'uri', pattern: '^https?://', maxLength: 2_000 })),
  onSaleAt: when,
  status: Type.Optional(Type.Enum(['scheduled', 'on_sale', 'ended'])),
};
const mostTypes = { minItems: 1, maxItems: 20 };

export const NewTicketEvent = Type.Object(
  { ...eventWanted, ticketTypes: Type.Array(Type.Object(typeWanted, closed), mostTypes) },
  closed,
);

/** All of the event as it is to be. Types with an id are changed, those without are added, the rest go. */
export const EditedTicketEvent = Type.Object(
  {
    ...eventWanted,
    ticketTypes: Type.Array(Type.Object({ id: Type.Optional(Id), ...typeWanted }, closed), mostTypes),
  },
  closed,
);
