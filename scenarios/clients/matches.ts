import type { Answer, Available, Booked, Cancelled, Client, ClientIo, Held, Visit, Wish } from './client.ts';
import { ask, cancelledOf, logIn, meaningOf, number, type State, text } from './reference-api.ts';

/** Registers buyers and finds the seats of a system of this dialect that we did not seed. */
export const hooksFile = './matches.hooks.ts';

/** The reference target's dialect B (docs/dialects.md): seats of a match, held, and booked at once. */
export const client = {
  name: 'matches',
  sells: 'seat',
  idempotent: ['hold', 'book'],
  newState: (): State => ({ token: '' }),
  enter: logIn,

  async hold(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Held>> {
    const body = { matchId: visit.event, seatIds: wish.resources };
    const answer = await ask(io, visit, wish, { method: 'POST', path: '/api/tickets/hold', body });
    return meaningOf(answer, ({ ttlMs }: { ttlMs: number }) => ({ ttlMs: number(ttlMs) }));
  },

  async available(io: ClientIo, visit: Visit<State>): Promise<Answer<Available>> {
    const path = `/api/matches/${visit.event}/seats`;
    const answer = await io.http.request({ method: 'GET', path, route: 'GET /api/matches/:id/seats' });
    return meaningOf(answer, ({ seats }: { seats: { id: string; status: string }[] }) => ({
      resources: seats.filter(({ status }) => status === 'available').map(({ id }) => text(id)),
    }));
  },

  async book(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Booked>> {
    const body = { matchId: visit.event, seatIds: wish.resources };
    const answer = await ask(io, visit, wish, { method: 'POST', path: '/api/tickets/book', body });
    return meaningOf(answer, ({ bookingId, amount }: { bookingId: string; amount: number }) => ({
      order: text(bookingId),
      amount: number(amount),
    }));
  },

  async cancel(io: ClientIo, visit: Visit<State>, wish: Wish, booked: Booked): Promise<Answer<Cancelled>> {
    const body = { bookingId: booked.order };
    const answer = await ask(io, visit, wish, { method: 'POST', path: '/api/tickets/cancel', body });
    return cancelledOf(answer, ({ bookingId }: { bookingId: string; refunded: number }) => bookingId);
  },
} satisfies Client<State>;
