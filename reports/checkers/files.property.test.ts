import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingOf } from '../testing/finding-of.ts';
import { crowdOf } from '../testing/model/crowd.ts';
import { play } from '../testing/model/play.ts';
import { fixtureOf } from '../testing/model/played-run.ts';
import { writeRun } from '../testing/run-fixture.ts';
import { judge } from '../verdict/judge.ts';
import { checkers } from './checkers.ts';

const crowd = crowdOf({ buyers: ['ann', 'bob', 'cy'], seats: ['A1', 'A2'], mostJourneys: 8 });

test('a run on disk is judged as its evidence is in memory, with a row missing too', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(crowd.map(play), fc.boolean(), async (played, loses) => {
      const run = loses ? { ...played, rows: played.rows.slice(1) } : played;
      const dir = await mkdtemp(join(tmpdir(), 'onsale-property-'));
      try {
        await writeRun(dir, fixtureOf(run));
        const { findings } = await judge(dir);
        const applying = checkers.filter((checker) => checker.applies(run.client));
        const expected = applying.map((checker) => findingOf(checker, run));
        const word = ({ id, verdict, observed }: (typeof findings)[number]) => ({
          id,
          verdict,
          // In no order of theirs: what was looked at is counted as it comes along.
          observed: (observed.match(/[1-9]\d* [a-z ]+/g) ?? []).sort(),
        });
        expect(findings.slice(0, applying.length).map(word)).toEqual(expected.map(word));
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});
