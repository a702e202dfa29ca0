import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { disturbed } from '../testing/disturbed.ts';

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-interrupted-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
});

const interrupted = async (says: RegExp, args: readonly string[]) =>
  await disturbed({
    args: [...args, '--users', '200', '--seats', '20', '--runs-dir', runsDir],
    says,
    disturb: (processId) => {
      process.kill(processId, 'SIGINT');
    },
  });

it('a self-test shows what was judged before an interrupt, and what it comes to', async () => {
  const { exitCode, stdout } = await interrupted(/2 of 2\)/, [
    'self-test',
    '--only',
    'charge-off-price,charge-kept',
  ]);
  expect(exitCode).toBe(130);
  expect(stdout).toContain('charge-off-price');
  expect(stdout).toMatch(/planted bugs caught: \d of 1/);
  expect(stdout).toContain('ended early: 1 of 2 trials were judged');
}, 180_000);

it('so do several runs, and with --json standard output stays the one document', async () => {
  const { exitCode, stdout, stderr } = await interrupted(/1 of 3: /, [
    'run',
    'contention',
    '--runs',
    '3',
    '--json',
  ]);
  expect(exitCode).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'interrupted' } });
  expect(stderr).toContain('median');
  expect(stderr).toContain('ended early: 1 of 3 runs were judged');
}, 180_000);
