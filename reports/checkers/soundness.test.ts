import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { requests, serve } from '../testing/sale-model.ts';
import { checkers } from './checkers.ts';

const laterNs = 500e6;

/** What succeeded is sent again long after, with its key, and answered as before: it happened once. */
function sentAgain({ operations, rows }: ReturnType<typeof serve>): ReturnType<typeof serve> {
  const again = operations
    .filter(({ f, outcome }) => outcome === 'ok' && (f === 'hold' || f === 'order' || f === 'book'))
    .map((each) => ({ ...each, invoked: each.invoked + laterNs, ended: (each.ended ?? 0) + laterNs }));
  return { operations: [...operations, ...again], rows };
}

test.each(checkers.map((checker) => [checker.id, checker] as const))(
  '%s never fails a correct shop, whatever is asked of it and however many answers are lost',
  (_, checker) => {
    let passed = 0;
    fc.assert(
      fc.property(requests, (asked) => {
        const served = serve(asked);
        for (const sale of [served, sentAgain(served)]) {
          const { verdict, evidence } = findingOf(checker, sale);
          if (verdict === 'pass') passed++;
          expect(verdict === 'fail' ? evidence : []).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(0);
  },
);
