/**
 * Every refusal the API can give, by its stable code. `retryAfterSeconds` is sent as `Retry-After`: the
 * request may be repeated, with the same idempotency key.
 */
export const problems = {
  invalid_request: { status: 400, title: 'The request is not valid' },
  unauthorized: { status: 401, title: 'A valid bearer token is needed' },
  bad_credentials: { status: 401, title: 'Unknown e-mail address or wrong password' },
  forbidden: { status: 403, title: 'You are not allowed to do that' },
  ticket_type_needed: { status: 400, title: 'The event has several ticket types; say which' },
  payment_refused: { status: 402, title: 'The payment was refused; nothing was charged' },
  not_admitted: { status: 403, title: 'It is not, or no longer, your turn: join the queue first' },
  ticket_refused: { status: 403, title: 'The queue ticket is not yours, or not of this event' },
  route_not_found: { status: 404, title: 'There is no such route' },
  event_not_found: { status: 404, title: 'There is no such event' },
  seat_not_found: { status: 404, title: 'The event has no such seat' },
  ticket_type_not_found: { status: 404, title: 'The event has no such ticket type' },
  order_not_found: { status: 404, title: 'You have no such reservation' },
  not_in_queue: { status: 404, title: 'You have no place in the queue' },
  queue_off: { status: 409, title: 'The event has no queue' },
  ticket_spent: { status: 409, title: 'The queue ticket was used; join without it' },
  payment_not_found: { status: 404, title: 'There is no such payment' },
  seat_taken: { status: 409, title: 'A seat is held or booked by someone else' },
  sold_out: { status: 409, title: 'The event is sold out' },
  not_enough_left: { status: 409, title: 'Fewer tickets are left than you want' },
  already_sold: { status: 409, title: 'What was sold, or once ordered, cannot be taken away' },
  hold_expired: { status: 409, title: 'You do not, or no longer, hold what you want to buy' },
  not_in_sale: { status: 409, title: 'The event is not on sale' },
  order_cancelled: { status: 409, title: 'The reservation was cancelled' },
  email_taken: { status: 409, title: 'The e-mail address is already registered' },
  busy: { status: 409, title: 'Many buyers want this at once; nothing was changed', retryAfterSeconds: 1 },
  body_too_large: { status: 413, title: 'The body is too large' },
  url_too_long: { status: 414, title: 'The URL, or an id in it, is too long' },
  unsupported_media_type: { status: 415, title: 'The body must be JSON' },
  request_timeout: { status: 408, title: 'The request did not arrive in time' },
  headers_too_large: { status: 431, title: 'The URL and the headers are too large together' },
  idempotency_key_reused: { status: 422, title: 'The idempotency key belongs to another request' },
  /** Of real-time connections; the load balancer sends the next try elsewhere. */
  too_many_connections: {
    status: 503,
    title: 'This instance has as many connections as it takes',
    retryAfterSeconds: 1,
  },
  closing: { status: 503, title: 'This instance is ending', retryAfterSeconds: 1 },
  /** Certain: nothing was done. */
  overloaded: {
    status: 503,
    title: 'This instance has more to do than it could in time; nothing was changed',
    retryAfterSeconds: 1,
  },
  internal: { status: 500, title: 'An unexpected error' },
  /** Certain: nothing happened. */
  unavailable: {
    status: 503,
    title: 'A dependency does not answer; nothing was changed',
    retryAfterSeconds: 1,
  },
  queue_paused: {
    status: 503,
    title: 'The queue is paused; nobody loses a place by it',
    retryAfterSeconds: 2,
  },
  /** Uncertain: the connection was lost while committing. Repeating with the same key settles it. */
  outcome_unknown: { status: 503, title: 'It is not known whether this took effect', retryAfterSeconds: 1 },
  /** Uncertain: the provider may have charged. Repeating settles it; else the charge is given back. */
  payment_unknown: {
    status: 503,
    title: 'The payment provider did not answer; repeat to settle it',
    retryAfterSeconds: 1,
  },
} as const satisfies Record<string, { status: number; title: string; retryAfterSeconds?: number }>;

export type ProblemCode = keyof typeof problems;

/** What a problem document may say beside its code. */
export interface ProblemExtras {
  detail?: string;
  field?: string;
}

/** The RFC 9457 problem document of a refusal. */
export function problemOf(code: ProblemCode, { detail, field }: ProblemExtras = {}) {
  const { status, title } = problems[code];
  return {
    type: `urn:onsale:problem:${code}`,
    title,
    status,
    detail: detail ?? title,
    code,
    ...(field === undefined ? {} : { field }),
  };
}
