import type { BoxOffice, Wish } from './box-office.ts';
import type { CardProcessor } from './processor.ts';

/** How a checkout ends, in the words of the shop's API. */
export type Outcome =
  | { status: 'DONE'; order: string; totalCents: number }
  | { status: 'SOLD_OUT' }
  | { status: 'FAILED'; reason: 'CARD_DECLINED' | 'ERROR' };

export interface Counter {
  boxOffice: BoxOffice;
  processor: CardProcessor;
}

export type Sell = (counter: Counter, wish: Wish) => Promise<Outcome>;

/** Names a wish to the processor, so that it is charged once. */
export function chargeKey({ customer, reference }: Wish): string {
  return `${customer}/${reference}`;
}

/**
 * Sell, or say that there is nothing left. The check and the taking stand together, with no await between
 * them: while the card is being charged, the tickets are nobody else's.
 */
export const sell: Sell = async ({ boxOffice, processor }, wish) => {
  if (!boxOffice.has(wish.event, wish.tickets)) return { status: 'SOLD_OUT' };
  const order = boxOffice.open(wish);
  const key = chargeKey(wish);
  if ((await processor.charge(key, order.totalCents, wish.card)) === 'declined') {
    boxOffice.void(order);
    return { status: 'FAILED', reason: 'CARD_DECLINED' };
  }
  boxOffice.paid(order, key);
  return { status: 'DONE', order: order.number, totalCents: order.totalCents };
};
