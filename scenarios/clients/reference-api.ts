import type { Answer, Cancelled, ClientIo, HttpAnswer, HttpRequest, Visit, Wish } from './client.ts';

/** What every dialect's client keeps of a buyer. */
export interface State {
  token: string;
  /** What the queue gave: it brings the place back, and opens the sale. */
  ticket?: string;
  pass?: string;
}

type Asked = Pick<HttpRequest, 'method' | 'path' | 'body'> & { route?: string };

/** Log in, which is one for all dialects. */
export async function logIn(io: ClientIo, visit: Visit<State>): Promise<Answer<object>> {
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
}

/** A mutation, in the buyer's name and under the wish's key. */
export function ask(io: ClientIo, visit: Visit<State>, wish: Wish, asked: Asked): Promise<HttpAnswer> {
  const { token, pass } = visit.state;
  return io.http.request({
    route: `${asked.method} ${asked.path}`,
    ...asked,
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': wish.idempotencyKey,
      ...(pass === undefined ? {} : { 'queue-pass': pass }),
    },
  });
}

/** What the API says, by status and by the stable `code` of its problem documents (RFC 9457). */
export function meaningOf<Body, Value extends object>(
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

/** What the answer to a cancellation means; `idOf` finds the order's id in it. */
export function cancelledOf<Body extends { refunded: number }>(
  answer: HttpAnswer,
  idOf: (body: Body) => string,
): Answer<Cancelled> {
  // Whose it is not is told no more than that they have none such. The order's own buyer hears that of no
  // order that there is.
  if (answer.answered && answer.status === 404 && codeOf(answer.text) === 'order_not_found') {
    return { outcome: 'refused', reason: 'other', detail: 'not theirs' };
  }
  return meaningOf(answer, (body: Body) => ({ order: text(idOf(body)), refunded: number(body.refunded) }));
}

function problemOf(status: number, code: string, retryAfter: string | undefined): Answer<never> {
  const refusal = refusals[code];
  if (refusal !== undefined) return { outcome: 'refused', reason: refusal };
  if (status === 429 || comeBack.includes(code)) {
    const seconds = Number(retryAfter);
    return { outcome: 'busy', retryAfterMs: seconds > 0 ? seconds * 1_000 : null };
  }
  // A balancer's 502 and 504 carry no code: the API may have done what it was asked.
  if (status >= 500)
    return { outcome: 'unknown', error: `${status} ${code || 'without a problem document'}` };
  return { outcome: 'client-bug', error: `${status} ${code}` };
}

/** `no_instance` is the balancer's word for: not handed on. */
const comeBack: readonly string[] = ['busy', 'unavailable', 'overloaded', 'no_instance', 'queue_paused'];

const refusals: Record<string, (Answer<never> & { outcome: 'refused' })['reason']> = {
  seat_taken: 'taken',
  not_enough_left: 'taken',
  sold_out: 'sold-out',
  hold_expired: 'expired',
  not_in_sale: 'not-on-sale',
  not_admitted: 'not-on-sale',
  queue_off: 'not-on-sale',
  not_in_queue: 'expired',
  ticket_spent: 'expired',
  ticket_refused: 'other',
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

/** Throws a TypeError, which makes an answer a client bug. */
export function text(value: unknown): string {
  if (typeof value === 'string' && value !== '') return value;
  throw new TypeError(`expected text, got ${JSON.stringify(value)}`);
}

/** Throws a TypeError, which makes an answer a client bug. */
export function number(value: unknown): number {
  if (typeof value === 'number') return value;
  throw new TypeError(`expected a number, got ${JSON.stringify(value)}`);
}
