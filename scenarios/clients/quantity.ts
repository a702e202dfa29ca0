import type { Answer, Booked, Cancelled, Client, ClientIo, Visit, Wish } from './client.ts';
import { ask, cancelledOf, logIn, meaningOf, number, type State, text } from './reference-api.ts';

/** Registers buyers and finds the tickets of a system of this dialect that we did not seed. */
export const hooksFile = './quantity.hooks.ts';

/** The reference target's dialect C (docs/dialects.md): tickets by number, taken and paid for at once. */
export const client = {
  name: 'quantity',
  sells: 'pool',
  idempotent: ['book'],
  newState: (): State => ({ token: '' }),
  enter: logIn,

  async book(io: ClientIo, visit: Visit<State>, wish: Wish): Promise<Answer<Booked>> {
    const answer = await ask(io, visit, wish, {
      method: 'POST',
      path: `/api/events/${visit.event}/reservations`,
      route: 'POST /api/events/:id/reservations',
      body: { quantity: wish.quantity, ticketTypeId: wish.resources[0] },
    });
    return meaningOf(answer, ({ id, amount }: { id: string; amount: number }) => ({
      order: text(id),
      amount: number(amount),
    }));
  },

  async cancel(io: ClientIo, visit: Visit<State>, wish: Wish, booked: Booked): Promise<Answer<Cancelled>> {
    const answer = await ask(io, visit, wish, {
      method: 'DELETE',
      path: `/api/reservations/${booked.order}`,
      route: 'DELETE /api/reservations/:id',
    });
    return cancelledOf(answer, ({ id }: { id: string; refunded: number }) => id);
  },
} satisfies Client<State>;
