import type { HoldRequest } from '../domain/holding.ts';
import type { Reservation } from '../domain/ordering.ts';
import type { Attempt, Remember } from '../domain/outcome.ts';
import type { Answers } from '../repositories/answers.ts';
import type { Booking } from './booking.ts';
import type { Orders } from './orders.ts';

export interface BookAtOnceParts {
  orders: Pick<Orders, 'create'>;
  booking: Pick<Booking, 'confirm'>;
  answers: Pick<Answers, 'settle'>;
}

/** Orders and pays in one. Throws Unavailable, OutcomeUnknown or Contended. */
export type BookAtOnce = (
  request: HoldRequest,
  method: Parameters<Booking['confirm']>[1],
) => Promise<Attempt<Reservation>>;

/**
 * A booking in one request: its order first, under a key of its own made from the buyer's, then its payment
 * under the buyer's. Sent again, it finds the order and goes on where the first came to. An order that ran
 * out meanwhile stays so: who begins anew takes a new key.
 */
export function createBookAtOnce({ orders, booking, answers }: BookAtOnceParts): BookAtOnce {
  return async ({ remember, ...wanted }, method) => {
    const ofOrder = orderPart(remember);
    const ordered = await answers.settle({ userId: wanted.userId, remember: ofOrder, status: 201 }, () =>
      orders.create({ ...wanted, remember: ofOrder }),
    );
    if (ordered.kind === 'refused') return ordered;
    return booking.confirm({ userId: wanted.userId, orderId: ordered.answer.id, remember }, method);
  };
}

/** No buyer's key has a space in it, so that this one is nobody else's. */
function orderPart(remember: Remember | null): Remember | null {
  return remember === null ? null : { ...remember, key: `order ${remember.key}` };
}
