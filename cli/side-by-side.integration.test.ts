import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Verdict } from '../reports/verdict/verdict.ts';
import { onsale } from './testing/onsale.ts';

it('two runs at once do not touch each other: each sells its own seats, all of them, once', async () => {
  const runsDir = await mkdtemp(join(tmpdir(), 'onsale-side-by-side-'));
  try {
    const run = async (seats: number) =>
      await onsale([
        'run',
        'contention',
        '--users',
        '100',
        '--seats',
        String(seats),
        '--json',
        '--runs-dir',
        runsDir,
      ]);
    const ended = await Promise.all([run(10), run(20)]);
    const verdicts = ended.map(({ stdout, stderr }) => {
      expect(stdout, stderr).toMatch(/^\{/);
      return Verdict.parse(JSON.parse(stdout));
    });
    expect(verdicts.map(({ measurements }) => measurements['contention.granted']?.value)).toEqual([10, 20]);
    // Whether the start was at one instant is the machine's affair with two loads on it; what was sold is not.
    for (const { findings } of verdicts) {
      const invariants = findings.filter(({ kind }) => kind === 'invariant');
      expect(invariants.filter(({ verdict }) => verdict !== 'pass')).toEqual([]);
      expect(invariants.length).toBeGreaterThan(5);
    }
  } finally {
    await rm(runsDir, { recursive: true });
  }
});
