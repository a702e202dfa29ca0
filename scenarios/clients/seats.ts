import type {
  Answer,
  Available,
  Booked,
  Cancelled,
  Client,
  ClientIo,
  Held,
  HttpAnswer,
  HttpRequest,
  Ordered,
  Visit,
  Wish,
} from './client.ts';

/** Registers buyers and finds the seats of a system of this dialect that we did not seed. */
export const hooksFile = './seats.hooks.ts';

interface State {
  token: string;
}

/** The reference target's dialect A (docs/architecture.md): seats, held, ordered and confirmed. */
export const client = {
  name: 'seats',
  sells: 'seat',
  idempotent: ['hold', 'order', 'book'],

  newState: (): State => ({ token: '' }),

  async enter(io: ClientIo, visit: Visit<State>): Promise<Answer<object>> {
    const answer = await io.http.request({
      method: 'POST',
      path: '/api/auth/login',
      route: 'POST /api/auth/login',
      body: visit.buyer.credentials,
    });
    return meaningOf(answer, (body: { token: string }) => {
      visit.state.token = text(body.token);
      return {};
    });
  },

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
    // Whose it is not is told no more than that they have none such. The order's own buyer hears that of no
    // order that there is.
    if (answer.answered && answer.status === 404 && codeOf(answer.text) === 'order_not_found') {
      return { outcome: 'refused', reason: 'other', detail: 'not theirs' };
    }
    return meaningOf(answer, (body: { id: string; refunded: number }) => ({
      order: text(body.id),
      refunded: number(body.refunded),
    }));
  },
} satisfies Client<State>;

type Asked = Pick<HttpRequest, 'method' | 'path' | 'body'> & { route?: string };

function ask(io: ClientIo, visit: Visit<State>, wish: Wish, asked: Asked): Promise<HttpAnswer> {
  return io.http.request({
    route: `${asked.method} ${asked.path}`,
    ...asked,
    headers: { authorization: `Bearer ${visit.state.token}`, 'idempotency-key': wish.idempotencyKey },
  });
}

/** What the API says, by status and by the stable `code` of its problem documents (RFC 9457). */
function meaningOf<Body, Value extends object>(
  answer: HttpAnswer,
  read: (body: Body) => Value,
): Answer<Value> {
  if (!answer.answered) {
    if (answer.sent) return { outcome: 'unknown', error: answer.error };
    return { outcome: 'busy', retryAfterMs: null };
  }
  if (answer.status === 200 || answer.status === 201) {
    try {
      return { outcome: 'done', value: read(answer.json() as Body) };
    } catch (error) {
      return { outcome: 'client-bug', error: `${error}: ${answer.text.slice(0, 200)}` };
    }
  }
  return problemOf(answer.status, codeOf(answer.text), answer.headers['retry-after']);
}

function problemOf(status: number, code: string, retryAfter: string | undefined): Answer<never> {
  const refusal = refusals[code];
  if (refusal !== undefined) return { outcome: 'refused', reason: refusal };
  // `no_instance` is the balancer's word for: not handed on.
  if (status === 429 || code === 'busy' || code === 'unavailable' || code === 'no_instance') {
    const seconds = Number(retryAfter);
    return { outcome: 'busy', retryAfterMs: seconds > 0 ? seconds * 1_000 : null };
  }
  // A balancer's 502 and 504 carry no code: the API may have done what it was asked.
  if (status >= 500)
    return { outcome: 'unknown', error: `${status} ${code || 'without a problem document'}` };
  return { outcome: 'client-bug', error: `${status} ${code}` };
}

const refusals: Record<string, (Answer<never> & { outcome: 'refused' })['reason']> = {
  seat_taken: 'taken',
  sold_out: 'sold-out',
  hold_expired: 'expired',
  not_in_sale: 'not-on-sale',
  order_cancelled: 'other',
  payment_refused: 'payment-refused',
  bad_credentials: 'other',
};

function codeOf(body: string): string {
  try {
    const problem = JSON.parse(body) as { code?: unknown };
    return typeof problem.code === 'string' ? problem.code : '';
  } catch {
    // Whatever stands between us and the API answers in HTML.
    return '';
  }
}

function orderOf(body: { id: string; amount: number }): Ordered {
  return { order: text(body.id), amount: number(body.amount) };
}

function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`expected text, got ${JSON.stringify(value)}`);
}

function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`expected a number, got ${JSON.stringify(value)}`);
}
