import { chargeKey, type Sell } from '../sell.ts';

/**
 * Planted fault: looks whether tickets are left, waits for the card, and only then takes them out of stock. All
 * that were being charged meanwhile saw the same last ticket.
 */
export const sellLate: Sell = async ({ boxOffice, processor }, wish) => {
  if (!boxOffice.has(wish.event, wish.tickets)) return { status: 'SOLD_OUT' };
  const key = chargeKey(wish);
  if ((await processor.charge(key, boxOffice.price(wish), wish.card)) === 'declined') {
    return { status: 'FAILED', reason: 'CARD_DECLINED' };
  }
  const order = boxOffice.open(wish);
  boxOffice.paid(order, key);
  return { status: 'DONE', order: order.number, totalCents: order.totalCents };
};
