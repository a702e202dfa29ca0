import type { Operation } from '../../evidence/history.ts';
import type { LedgerRow } from '../../evidence/ledger.ts';

/** How evidence is dealt into partitions: each operation and row goes to every key named for it. */
export interface Partitioning {
  name: string;
  keysOfOperation(operation: Operation): readonly string[];
  keysOfRow(row: LedgerRow): readonly string[];
}

/** A seat or a pool, with every operation on it. Payments and charges know none. */
export const byResource: Partitioning = {
  name: 'resource',
  keysOfOperation: (operation) => operation.key,
  keysOfRow(row) {
    if (row.kind === 'order') return row.resources;
    return row.kind === 'stock' ? [row.resource] : [];
  },
};

/** An order; operations that name none are kept together by their buyer. */
export const byOrder: Partitioning = {
  name: 'order',
  keysOfOperation: ({ value, process }) => [value.order ?? `of ${process}, without an id`],
  keysOfRow: (row) => (row.kind === 'order' ? [row.id] : []),
};

/** Everything that one buyer did and has. */
export const byBuyer: Partitioning = {
  name: 'buyer',
  keysOfOperation: (operation) => [operation.process],
  keysOfRow: (row) => (row.kind === 'order' ? [row.buyer] : []),
};

/**
 * Money is compared twice: per order (what was booked and what was paid) and per charge (what we and the
 * provider say of it). A payment takes part in both.
 */
export const byOrderOrCharge: Partitioning = {
  name: 'order or charge',
  keysOfOperation: ({ value }) => (value.order === undefined ? [] : [orderKey(value.order)]),
  keysOfRow(row) {
    switch (row.kind) {
      case 'order':
        return [orderKey(row.id)];
      case 'payment':
        return row.reference === null
          ? [orderKey(row.order)]
          : [orderKey(row.order), chargeKey(row.reference)];
      case 'charge':
        return [chargeKey(row.key)];
      case 'stock':
        return [];
    }
  },
};

const orderKey = (id: string) => `order ${id}`;
const chargeKey = (key: string) => `charge ${key}`;

/**
 * All queues, with all that was bought: a purchase ends its buyer's turn, and does not say in which queue. The
 * line of an event is one thing anyway, of which no part can be judged alone.
 */
export const byQueue: Partitioning = {
  name: 'queue',
  keysOfOperation: () => ['queues'],
  keysOfRow: () => [],
};
