import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Verdict } from '../../reports/verdict/verdict.ts';
import { connectEngine } from '../../target/topology/engine.ts';
import { disturbed } from '../testing/disturbed.ts';
import { containerOf, leftoversOf } from '../testing/leftovers.ts';

let docker: Docker;
let runsDir: string;
beforeAll(async () => {
  docker = await connectEngine();
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-stores-killed-'));
});
afterAll(() => rm(runsDir, { recursive: true }));

// In this topology there is no other to take over: what the sale would have been, nobody knows. Most of it is
// waiting, for answers that never come: both at once.
it.concurrent.each(['redis-a', 'pg-a'])('%s killed under load: unknown, and it says which', async (node) => {
  const end = await disturbed({
    args: ['run', 'contention', '--users', '200', '--seats', '20', '--json', '--runs-dir', runsDir],
    says: /load: entering/,
    disturb: async (processId) => {
      const container = await containerOf(docker, processId, { node });
      if (container !== null) await docker.getContainer(container).kill();
    },
  });
  expect(end.exitCode, end.stderr).toBe(2);
  const { findings } = Verdict.parse(JSON.parse(end.stdout));
  expect(findings.find(({ id }) => id === 'target-whole')).toMatchObject({
    verdict: 'unknown',
    observed: `${node} ended with exit code 137`,
  });
  expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(await leftoversOf(docker, end.processId)).toEqual([]);
});
