import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { requests, serve } from '../testing/sale-model.ts';
import { checkers } from './checkers.ts';

test.each(checkers.map((checker) => [checker.id, checker] as const))(
  '%s never fails a correct shop, whatever is asked of it and however many answers are lost',
  (_, checker) => {
    let passed = 0;
    fc.assert(
      fc.property(requests, (asked) => {
        const { verdict, evidence } = findingOf(checker, serve(asked));
        if (verdict === 'pass') passed++;
        expect(verdict === 'fail' ? evidence : []).toEqual([]);
      }),
      { numRuns: 500 },
    );
    expect(passed).toBeGreaterThan(0);
  },
);
