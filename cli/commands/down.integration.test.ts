import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Verdict } from '../../reports/verdict/verdict.ts';
import { connectEngine } from '../../target/topology/engine.ts';
import { listKept } from '../../target/topology/kept.ts';
import { disturbed } from '../testing/disturbed.ts';
import { type Finished, onsale } from '../testing/onsale.ts';

const docker = await connectEngine();
let runsDir: string;
beforeEach(async () => {
  const others = await listKept(docker);
  if (others.length > 0)
    throw new Error('a target is up already, and this test would remove it: onsale down first');
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-down-'));
});
afterEach(async () => {
  await onsale(['down', '--quiet']);
  await rm(runsDir, { recursive: true });
});

it('beside a run that keeps its target: refused while it lasts, and the run does not notice', async () => {
  let beside: Finished | null = null;
  const end = await disturbed({
    args: ['run', 'contention', '--users', '200', '--seats', '20', '--keep', '--json', '--runs-dir', runsDir],
    says: /load: entering/,
    disturb: async () => {
      beside = await onsale(['down']);
    },
  });
  expect(beside).toMatchObject({ exitCode: 64, stderr: expect.stringContaining('a target is in use') });
  const { findings, measurements } = Verdict.parse(JSON.parse(end.stdout));
  expect(findings.find(({ id }) => id === 'target-whole')).toMatchObject({ verdict: 'pass' });
  expect(findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
  expect(measurements['contention.granted']?.value).toBe(20);
  const after = await onsale(['down', '--json']);
  expect(after.exitCode).toBe(0);
  expect(JSON.parse(after.stdout).removed.length).toBeGreaterThan(7);
  expect(await listKept(docker)).toEqual([]);
});
