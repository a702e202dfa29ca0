import { Type } from 'typebox';
import { Confirm, Reservation } from './reservations.ts';
import { Amount, Id } from './shared.ts';

const mostTickets = 10;

export const TicketOrder = Type.Object(
  {
    quantity: Type.Integer({ minimum: 1, maximum: mostTickets }),
    ticketTypeId: Type.Optional(Id),
    ...Confirm.properties,
  },
  { additionalProperties: false },
);

const { seatIds: _, ...order } = Reservation.properties;
const reservation = { ...order, ticketTypeId: Id, quantity: Type.Integer() };

export const TicketReservation = Type.Object(reservation);
export const TicketCancellation = Type.Object({ ...reservation, refunded: Amount });
