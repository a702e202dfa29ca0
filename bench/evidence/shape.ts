import type { RunRecord } from '../../reports/evidence/run.ts';

/**
 * What a synthetic sale looks like. `seats`: ten rivals a seat, one of whom holds, orders and books it.
 * `bookings`: every buyer gets a seat of their own. `pool`: every buyer books one ticket of the one pool there
 * is. Every fourth booking is sent again with its key.
 */
export const shapes = ['seats', 'bookings', 'pool'] as const;
export type Shape = (typeof shapes)[number];

/** One operation that succeeded or was refused, with what its lines say. Times in ns. */
export interface Act {
  buyer: string;
  f: 'hold' | 'order' | 'book';
  resource: string;
  idempotencyKey: string;
  invoked: number;
  ended: number;
  /** What was asked and what was answered, as JSON; `refused` is a refusal's reason. */
  asked: string;
  answer: string;
  refused: string | null;
}

/** One unit sold: a seat, or a ticket of the pool. */
export interface Sold {
  order: string;
  buyer: string;
  resource: string;
  orderKey: string;
  chargeKey: string;
}

export const price = 9900;
export const pool = 'gate';

/** What a run's record says of a sale of that shape. */
export function clientOf(shape: Shape): RunRecord['client'] {
  const isPool = shape === 'pool';
  return {
    name: `synthetic ${shape}`,
    file: 'synthetic.ts',
    sells: isPool ? 'pool' : 'seat',
    operations: isPool
      ? ['enter', 'book', 'cancel']
      : ['enter', 'hold', 'release', 'order', 'book', 'cancel'],
    idempotent: isPool ? ['book'] : ['hold', 'order', 'book'],
    ledger: ['order', 'stock', 'payment', 'charge'],
  };
}
