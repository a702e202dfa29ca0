import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeSyntheticRun } from '../../bench/evidence/synthetic-run.ts';
import { Verdict } from '../../reports/verdict/verdict.ts';
import { connectEngine } from '../../target/topology/engine.ts';
import { disturbed } from '../testing/disturbed.ts';
import { containerOf, leftoversOf } from '../testing/leftovers.ts';
import { starve } from '../testing/memory.ts';
import { onsale } from '../testing/onsale.ts';

let docker: Docker;
let runsDir: string;
beforeAll(async () => {
  docker = await connectEngine();
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-memory-short-'));
});
afterAll(() => rm(runsDir, { recursive: true }));

/** A run one of whose containers gets no more memory than it has when the users come in. */
async function starved(called: { image: string } | { node: string }, users: number) {
  const sale = ['run', 'contention', '--users', String(users), '--seats', '20'];
  const end = await disturbed({
    args: [...sale, '--json', '--runs-dir', runsDir],
    says: /load: entering/,
    disturb: async (processId) => {
      const container = await containerOf(docker, processId, called);
      if (container !== null) await starve(docker, container);
    },
  });
  expect(await leftoversOf(docker, end.processId)).toEqual([]);
  expect(end.exitCode, end.stderr).toBe(2);
  return Verdict.parse(JSON.parse(end.stdout));
}

it('k6 without memory: unknown, and it says why', async () => {
  const { findings } = await starved({ image: 'onsale/k6' }, 1_000);
  expect(findings.find(({ id }) => id === 'generators-sound')).toMatchObject({
    verdict: 'unknown',
    observed: expect.stringContaining('k6 was killed: out of memory'),
  });
});

it('an API without memory: unknown, and it says which', async () => {
  const { findings } = await starved({ node: 'api-a-2' }, 300);
  expect(findings.find(({ id }) => id === 'target-whole')).toMatchObject({
    verdict: 'unknown',
    observed: expect.stringContaining('api-a-2 was killed for want of memory'),
  });
});

it('judging without memory: 70, the evidence stays, and can be judged with more', async () => {
  const dir = join(runsDir, 'large');
  // A pool is examined as one, so that its bookings are in memory together.
  await writeSyntheticRun({ dir, operations: 60_000, shape: 'pool', seed: 1 });
  const short = await onsale(['check', dir], { env: { NODE_OPTIONS: '--max-old-space-size=36' } });
  expect(short.stderr).toMatch(/judging ran out of memory/);
  expect(short.stderr).toMatch(/→ .*--max-old-space-size/);
  expect(short.exitCode).toBe(70);
  expect(await readdir(dir)).not.toContain('verdict.json');
  const enough = await onsale(['check', dir, '--json']);
  expect(Verdict.parse(JSON.parse(enough.stdout)).findings).toContainEqual(
    expect.objectContaining({ id: 'history-whole', verdict: 'pass' }),
  );
});
