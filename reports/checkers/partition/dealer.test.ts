import { expect, test } from 'vitest';
import type { Operation } from '../../evidence/history.ts';
import { numbered, ok, order } from '../../testing/literal.ts';
import { noDoubleBooking } from '../no-double-booking.ts';
import { noPhantom } from '../no-phantom.ts';
import { everything, partitionsOf } from './deal.ts';
import { Dealer } from './dealer.ts';
import { KeptOperation } from './operation-record.ts';
import { Records } from './records.ts';
import { SpillFile } from './spill-file.ts';

const operations = numbered(
  Array.from({ length: 600 }, (_, at) => ok(`buyer-${at % 7}`, 'book', `seat-${at % 100}`, [at, at + 5])),
);

/** As it was, and kept as bytes meanwhile. */
function plain(operation: Operation): Operation {
  if (!(operation instanceof KeptOperation)) throw new TypeError('it was not kept');
  return operation.plain();
}

test('deals each operation and row to all its partitions, each in the order of its invokes', () => {
  using spill = new SpillFile();
  const dealer = new Dealer([noDoubleBooking, noPhantom], new Records(spill));
  for (const operation of operations.toReversed()) dealer.operation(operation);
  dealer.row(order({ id: '1', buyer: 'buyer-3', resources: ['seat-7', 'seat-7', 'é'] }));

  const partitions = [...partitionsOf(dealer.deal(), everything)];
  const shown = (checker: typeof noPhantom) =>
    new Map(
      partitions
        .filter(({ checkers }) => checkers.includes(checker.id))
        .map(({ partition }) => [partition.key, partition]),
    );
  const [seats, buyers] = [shown(noDoubleBooking), shown(noPhantom)];
  expect([seats.size, buyers.size, partitions.length]).toEqual([101, 7, 108]);
  expect(seats.get('seat-7')?.operations.map(plain)).toEqual(
    operations.filter(({ key }) => key[0] === 'seat-7'),
  );
  expect(buyers.get('buyer-3')?.operations.map(plain)).toEqual(
    operations.filter(({ process }) => process === 'buyer-3'),
  );
  expect([...seats.values()].filter(({ rows }) => rows.length > 0).map(({ key }) => key)).toEqual([
    'seat-7',
    'é',
  ]);
  expect(seats.get('seat-7')?.rows).toHaveLength(1);
  expect(buyers.get('buyer-3')?.rows).toHaveLength(1);
});
