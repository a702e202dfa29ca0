import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSound } from '../testing/brute-force/judgement.ts';
import { findingOf } from '../testing/finding-of.ts';
import { crowdOf } from '../testing/model/crowd.ts';
import { play } from '../testing/model/play.ts';
import { historyMutations } from '../testing/mutations/history-mutations.ts';
import { ledgerMutations } from '../testing/mutations/ledger-mutations.ts';
import { checkers } from './checkers.ts';

const wayward = crowdOf({ buyers: ['ann', 'bob'], seats: ['A1', 'A2'], mostJourneys: 3 });
const plain = crowdOf({ buyers: ['ann', 'bob', 'cy'], seats: ['A1', 'A2'], mostJourneys: 5, plain: true });
const runs = fc.oneof(wayward, plain).map(play);
const mutations = [...ledgerMutations, ...historyMutations];
const numRuns = 60;

/** Where a checker deliberately says less than trying everything does (docs/judgement.md). */
const saysLess = ['hold-exclusive'];

describe('what is made wrong in a sound run', { timeout: 60_000 }, () => {
  test.each(mutations.map((mutation) => [mutation.what, mutation.finding, mutation] as const))(
    '%s: %s catches it, or it is harmless',
    (_, finding, mutation) => {
      let caught = 0;
      const open = runs.filter((run) => mutation.of(run).length > 0);
      fc.assert(
        fc.property(open, fc.nat(), (run, pick) => {
          const mutated = mutation.of(run);
          const one = mutated[pick % mutated.length];
          if (one === undefined) return;
          for (const checker of checkers.filter((each) => each.applies(one.client))) {
            const { verdict } = findingOf(checker, one);
            const sound = isSound(checker.id, one);
            if (verdict === 'fail') expect([checker.id, sound]).toEqual([checker.id, false]);
            else if (!saysLess.includes(checker.id)) expect([checker.id, sound]).toEqual([checker.id, true]);
            if (checker.id !== finding) continue;
            if (mutation.always) expect(verdict).toBe('fail');
            if (verdict === 'fail') caught++;
          }
        }),
        { numRuns },
      );
      expect(caught).toBeGreaterThan(0);
    },
  );
});
