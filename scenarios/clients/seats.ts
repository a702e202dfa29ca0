import type {
  Answer,
  Available,
  Booked,
  Cancelled,
  Client,
  ClientIo,
  Held,
  Ordered,
  Visit,
  Wish,
} from './client.ts';
import { ask, cancelledOf, logIn, meaningOf, number, type State, text } from './reference-api.ts';
import { queueing } from './seats.queue.ts';

/** Registers buyers and finds the seats of a system of this dialect that we did not seed. */
export const hooksFile = './seats.hooks.ts';

/** The reference target's dialect A (docs/dialects.md): seats, held, ordered and confirmed. */
export const client = {
  name: 'seats',
  sells: 'seat',
  idempotent: ['hold', 'order', 'book'],
  newState: (): State => ({ token: '' }),
  enter: logIn,
  ...queueing,

  async hold(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Held>> {
    const body = { eventId: visit.event, seatIds: wish.resources };
    const answer = await ask(io, visit, wish, { method: 'POST', path: '/api/seats/lock', body });
    return meaningOf(answer, ({ ttlMs }: { ttlMs: number }) => ({ ttlMs: number(ttlMs) }));
  },

  async available(io: ClientIo, visit: Visit<State>): Promise<Answer<Available>> {
    const path = `/api/events/${visit.event}/seats`;
    const answer = await io.http.request({ method: 'GET', path, route: 'GET /api/events/:id/seats' });
    return meaningOf(answer, ({ seats }: { seats: { id: string; status: string }[] }) => ({
      resources: seats.filter(({ status }) => status === 'available').map(({ id }) => text(id)),
    }));
  },

  async release(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<object>> {
    const body = { eventId: visit.event, seatIds: wish.resources };
    const answer = await ask(io, visit, wish, { method: 'DELETE', path: '/api/seats/lock', body });
    return meaningOf(answer, () => ({}));
  },

  async order(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Ordered>> {
    const body = { eventId: visit.event, seatIds: wish.resources };
    const answer = await ask(io, visit, wish, { method: 'POST', path: '/api/reservations', body });
    return meaningOf(answer, orderOf);
  },

  async book(
    io: ClientIo,
    visit: Visit<State>,
    wish: Wish,
    ordered: Ordered | null,
  ): Promise<Answer<Booked>> {
    if (ordered === null) return { outcome: 'client-bug', error: 'there is no order to confirm' };
    const answer = await ask(io, visit, wish, {
      method: 'POST',
      path: `/api/reservations/${ordered.order}/confirm`,
      route: 'POST /api/reservations/:id/confirm',
      body: {},
    });
    return meaningOf(answer, orderOf);
  },

  async cancel(io: ClientIo, visit: Visit<State>, wish: Wish, booked: Booked): Promise<Answer<Cancelled>> {
    const answer = await ask(io, visit, wish, {
      method: 'POST',
      path: `/api/reservations/${booked.order}/cancel`,
      route: 'POST /api/reservations/:id/cancel',
    });
    return cancelledOf(answer, ({ id }: { id: string; refunded: number }) => id);
  },
} satisfies Client<State>;

function orderOf(body: { id: string; amount: number }): Ordered {
  return { order: text(body.id), amount: number(body.amount) };
}
