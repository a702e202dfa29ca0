import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LedgerOrder, LedgerRow } from '../evidence/ledger.ts';
import { type AnyHistory, anyHistory } from '../testing/brute-force/any-history.ts';
import { canHaveBeenBooked, hasFleetingBooking } from '../testing/brute-force/bookings.ts';
import { canBeExplained, canBeFromKeys, keysSuffice } from '../testing/brute-force/explanations.ts';
import { settled } from '../testing/brute-force/payments.ts';
import { charge, numbered, order, payment, poolClient, seatClient, stock } from '../testing/literal.ts';
import type { Checker, Partition } from './checker.ts';
import { idempotent } from './idempotent.ts';
import { money } from './money.ts';
import { noOversell } from './no-oversell.ts';
import { noPhantom } from './no-phantom.ts';

const numRuns = 1_000;
const foundBefore = new Set<string>();

/** How many histories were sound, and how many violating; of neither may there be fewer than one in fifty. */
class Share {
  readonly #answers = { sound: 0, violating: 0 };

  count(isSound: boolean): void {
    this.#answers[isSound ? 'sound' : 'violating']++;
  }

  expectBoth(): void {
    expect(Math.min(this.#answers.sound, this.#answers.violating)).toBeGreaterThan(numRuns / 50);
  }
}

function accuses(checker: Checker, partition: Partition, client = seatClient): boolean {
  return checker.check(partition, { client, foundBefore }).violations.length > 0;
}

const ofBuyer = (rows: readonly LedgerRow[], buyer: string): LedgerOrder[] =>
  rows.filter((row) => row.kind === 'order').filter((row) => row.buyer === buyer);
const isLive = ({ state }: LedgerOrder) => state === 'confirmed' || state === 'pending';

/** What a checker is shown of a buyer. */
function shown(checker: Checker, { operations, rows }: AnyHistory, buyer: string): Partition {
  const own = numbered(operations).filter(
    ({ process, f, outcome }) => process === buyer && checker.reads.operations[f]?.includes(outcome),
  );
  return { key: buyer, operations: own.sort((a, b) => a.index - b.index), rows: ofBuyer(rows, buyer) };
}

describe.each([
  ['seat', 'A1', seatClient],
  ['pool', 'gate', poolClient],
] as const)('of a %s', { timeout: 60_000 }, (sells, resource, client) => {
  const histories = anyHistory(['order', 'book', 'book', 'cancel'], resource, 8);

  test('no-phantom accuses exactly what nothing explains, where one thing may explain several orders', () => {
    const share = new Share();
    fc.assert(
      fc.property(histories, (history) => {
        for (const buyer of ['ann', 'bob', 'cy']) {
          const partition = shown(noPhantom, history, buyer);
          const live = ofBuyer(history.rows, buyer).filter(isLive);
          const isAccused = accuses(noPhantom, partition, client);
          const isSound = canBeExplained(live, partition.operations, { sells, eachOnce: false });
          expect(isAccused).toBe(!isSound);
          if (canBeExplained(live, partition.operations, { sells, eachOnce: true }))
            expect(isAccused).toBe(false);
          if (live.length > 0) share.count(isSound);
        }
      }),
      { numRuns },
    );
    share.expectBoth();
  });

  test('idempotent accuses exactly keys with two effects, and else more live orders than keys', () => {
    const share = new Share();
    const takesOrders = {
      ...client,
      operations: ['order', 'book'],
      idempotent: ['order' as const, 'book' as const],
    };
    fc.assert(
      fc.property(anyHistory(['order', 'order', 'book'], resource, 12), (history) => {
        for (const buyer of ['ann', 'bob', 'cy']) {
          const partition = shown(idempotent, history, buyer);
          const rows = ofBuyer(history.rows, buyer);
          const sent = partition.operations.filter(({ f, outcome }) => f === 'order' && outcome !== 'fail');
          const isSound =
            canBeFromKeys([], partition.operations) && canBeFromKeys(rows, []) && keysSuffice(rows, sent);
          expect(accuses(idempotent, partition, takesOrders)).toBe(!isSound);
          if (partition.operations.length > 0) share.count(isSound);
        }
      }),
      { numRuns },
    );
    share.expectBoth();
  });
});

describe('no-oversell', { timeout: 60_000 }, () => {
  test('accuses exactly a pool of which more was booked at a time than there is, where no cancellation may precede an acknowledgement', () => {
    const share = new Share();
    fc.assert(
      fc.property(
        anyHistory(['book', 'book', 'cancel'], 'gate'),
        fc.integer({ min: 1, max: 6 }),
        (history, total) => {
          const operations = numbered(history.operations).sort((a, b) => a.index - b.index);
          if (hasFleetingBooking(operations)) return;
          const rows = [stock('gate', { total, available: total, sold: 0 })];
          const isSound = canHaveBeenBooked(operations, total);
          expect(accuses(noOversell, { key: 'gate', operations, rows }, poolClient)).toBe(!isSound);
          share.count(isSound);
        },
      ),
      { numRuns },
    );
    share.expectBoth();
  });
});

describe('money', { timeout: 60_000 }, () => {
  const ends = settled();

  test('accuses exactly the ends that no life of an order comes to', () => {
    const states = ['pending', 'confirmed', 'cancelled', 'expired'] as const;
    const moneys = ['charged', 'refunded'] as const;
    const accused: string[] = [];
    const all: string[] = [];
    for (const state of states) {
      for (const paid of [...moneys, 'unknown', null] as const) {
        for (const charged of [...moneys, null]) {
          const ours = order({ id: '1', buyer: 'ann', state });
          const payments = paid === null ? [] : [payment({ order: '1', state: paid })];
          const charges = charged === null ? [] : [charge({ key: 'pay-1', state: charged })];
          const name = [state, paid, charged].join(' ');
          all.push(name);
          const byOrder = { key: 'order 1', operations: [], rows: [ours, ...payments] };
          const byCharge = { key: 'charge pay-1', operations: [], rows: [...payments, ...charges] };
          if (accuses(money, byOrder) || accuses(money, byCharge)) accused.push(name);
        }
      }
    }
    expect(all.filter((name) => !accused.includes(name)).sort()).toEqual([...ends].sort());
    expect(accused.length).toBeGreaterThan(all.length / 4);
  });

  test('accuses any two amounts that differ: the order, the payment, the charge, what the buyer was told', () => {
    const amounts = fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(50, 50, 50, 60)));
    fc.assert(
      fc.property(amounts, ([ordered = 0, paid = 0, charged = 0, told = 0]) => {
        const rows = [
          order({ id: '1', buyer: 'ann', amount: ordered }),
          payment({ order: '1', amount: paid }),
        ];
        const value = { order: '1', amount: told };
        const operations = numbered([
          {
            process: 'ann',
            f: 'book',
            key: ['A1'],
            idempotencyKey: 'k',
            invoked: 0,
            ended: 1,
            outcome: 'ok',
            error: null,
            value,
          },
        ]);
        const byCharge = {
          key: 'charge pay-1',
          operations: [],
          rows: [...rows.slice(1), charge({ key: 'pay-1', amount: charged })],
        };
        const isAccused = accuses(money, { key: 'order 1', operations, rows }) || accuses(money, byCharge);
        expect(isAccused).toBe(new Set([ordered, paid, charged, told]).size > 1);
      }),
    );
  });
});
