import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dealOf } from '../testing/finding-of.ts';
import { seatClient } from '../testing/literal.ts';
import { crowdOf } from '../testing/model/crowd.ts';
import { play } from '../testing/model/play.ts';
import { checkers } from './checkers.ts';
import { examine } from './examination.ts';
import { Examiner } from './examiner.ts';

const crowd = crowdOf({
  buyers: ['ann', 'bob', 'cy', 'dee'],
  seats: ['A1', 'A2', 'A3', 'A4', 'A5'],
  mostJourneys: 12,
});
const whole = { whole: true, said: 'whole' };
const circumstances = {
  sale: { client: seatClient, prices: null, foundBefore: new Set<string>() },
  wholeness: { history: whole, ledger: whole },
};

test('two threads find what one finds, of a ledger that lacks rows too', { timeout: 60_000 }, async () => {
  await using examiner = new Examiner();
  const verdicts = new Set<string>();
  await fc.assert(
    fc.asyncProperty(crowd.map(play), fc.nat({ max: 3 }), async (played, lost) => {
      const evidence = { operations: played.operations, rows: played.rows.slice(lost) };
      using one = dealOf(checkers, evidence);
      using other = dealOf(checkers, evidence);
      const alone = examine(checkers, one.deal, circumstances);
      expect(await examiner.examine(checkers, other.deal, circumstances)).toEqual(alone);
      for (const { verdict } of alone) verdicts.add(verdict);
    }),
    { numRuns: 15 },
  );
  expect([...verdicts].sort()).toEqual(['fail', 'pass', 'unknown']);
});

test('what the second thread throws is thrown, not waited for', async () => {
  await using examiner = new Examiner();
  const stranger = { ...checkers[0], id: 'of-nobody' } as (typeof checkers)[number];
  using dealt = dealOf([stranger], {});
  await expect(examiner.examine([stranger], dealt.deal, circumstances)).rejects.toThrow(
    'no checker of-nobody',
  );
});
