import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { numbered } from '../testing/literal.ts';
import { crowdOf } from '../testing/model/crowd.ts';
import { type Played, play } from '../testing/model/play.ts';
import { recordOf } from '../testing/model/played-run.ts';
import { checkers as all } from './checkers.ts';
import { byQueue } from './partition/partitioning.ts';
import { SoldOut } from './sold-out.ts';

const narrow = crowdOf({ buyers: ['ann', 'bob', 'cy'], seats: ['A1', 'A2'], mostJourneys: 9 });
const wide = crowdOf({
  buyers: ['ann', 'bob', 'cy', 'dee'],
  seats: ['A1', 'A2', 'A3', 'A4', 'A5'],
  mostJourneys: 12,
});
const purchases = crowdOf({
  buyers: ['ann', 'bob', 'cy'],
  seats: ['A1', 'A2'],
  mostJourneys: 6,
  plain: true,
});
const played = fc.oneof(narrow, wide, purchases).map(play);
const playedOrSentAgain = fc.oneof(played, played.map(sentAgain));
const numRuns = 300;
/** Queues have a model of their own (queue.property.test.ts). */
const checkers = all.filter(({ partitioning }) => partitioning !== byQueue);

/** Of all runs, how many must give a checker something to pass; generators that starve would prove nothing. */
const mustPass = 40;

/** What succeeded is sent again long after, with its key, and answered as before: it happened once. */
function sentAgain(run: Played): Played {
  const laterNs = 500e6;
  const again = run.operations
    .filter(({ f, outcome }) => outcome === 'ok' && (f === 'hold' || f === 'order' || f === 'book'))
    .map((each) => ({ ...each, invoked: each.invoked + laterNs, ended: (each.ended ?? 0) + laterNs }));
  return { ...run, operations: [...run.operations, ...again] };
}

describe('a correct shop is never accused, whatever is asked of it and whatever is lost', {
  timeout: 60_000,
}, () => {
  test.each(checkers.map((checker) => [checker.id, checker] as const))('by %s', (_, checker) => {
    const verdicts = { pass: 0, unknown: 0, fail: 0 };
    fc.assert(
      fc.property(playedOrSentAgain, (run) => {
        if (!checker.applies(run.client)) return;
        const { verdict, evidence, observed } = findingOf(checker, run);
        verdicts[verdict]++;
        expect(verdict === 'fail' ? evidence : []).toEqual([]);
        if (verdict === 'unknown') expect(observed).toMatch(/nothing to examine|nothing was sent twice/);
      }),
      { numRuns },
    );
    expect(verdicts.pass).toBeGreaterThan(mustPass);
  });

  test('by sold-out-reached', () => {
    const verdicts = { pass: 0, unknown: 0, fail: 0 };
    fc.assert(
      fc.property(purchases.map(play), (run) => {
        const soldOut = new SoldOut(recordOf(run));
        for (const operation of numbered(run.operations)) soldOut.operation(operation);
        for (const row of run.rows) soldOut.row(row);
        const { verdict, evidence } = soldOut.finding(true);
        verdicts[verdict]++;
        expect(verdict === 'fail' ? evidence : []).toEqual([]);
      }),
      { numRuns },
    );
    expect(verdicts.pass).toBeGreaterThan(mustPass / 8);
  });
});
