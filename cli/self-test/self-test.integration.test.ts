import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { onsale } from '../testing/onsale.ts';
import { plantedBugs } from './bugs.ts';
import { shapeNames } from './shapes.ts';

const Trials = z.array(
  z.object({
    variant: z.string(),
    expected: z.string(),
    found: z.array(z.string()),
    caught: z.boolean(),
    seconds: z.number(),
  }),
);

it('catches every planted bug by the right finding, and passes the sound target', async () => {
  const runsDir = await mkdtemp(join(tmpdir(), 'onsale-self-test-'));
  try {
    const { exitCode, stdout, stderr } = await onsale([
      'self-test',
      '--json',
      '--users',
      '200',
      '--seats',
      '20',
      '--runs-dir',
      runsDir,
    ]);
    expect(stdout, stderr).toMatch(/^\[/);
    const trials = Trials.parse(JSON.parse(stdout));
    expect(trials.map(({ variant }) => variant)).toEqual([
      ...shapeNames.map(() => 'sound'),
      ...plantedBugs.map(({ variant }) => variant),
    ]);
    expect(trials.filter(({ caught }) => !caught)).toEqual([]);
    expect(exitCode).toBe(0);
  } finally {
    await rm(runsDir, { recursive: true });
  }
}, 900_000);

it('refuses a bug that it does not know, and names the nearest', async () => {
  const { exitCode, stderr } = await onsale(['self-test', '--only', 'sound,charge-kep']);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--only charge-kep');
  expect(stderr).toContain('Did you mean charge-kept?');
});

it('lists the sound target too, as it may be asked for', async () => {
  const { exitCode, stdout } = await onsale(['self-test', '--list', '--only', 'sound']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('the target without a bug, which must pass');
});

it('refuses a size that proves nothing before it starts anything', async () => {
  const { exitCode, stderr } = await onsale(['self-test', '--users', '10', '--seats', '50']);
  expect(exitCode).toBe(64);
  expect(stderr).toContain('--users 10 --seats 50');
  expect(stderr).toContain('--seats 2 or fewer, or --users 250 or more');
  expect(stderr).not.toContain('boot');
});

it('lists what it plants, and starts nothing', async () => {
  const { exitCode, stdout } = await onsale(['self-test', '--list', '--json']);
  expect(exitCode).toBe(0);
  const [sound, ...bugs] = JSON.parse(stdout);
  expect(sound).toMatchObject({ variant: 'sound', expected: 'none' });
  expect(bugs).toEqual(
    plantedBugs.map(({ variant, finding, shape, summary }) => ({
      variant,
      expected: finding,
      shape,
      summary,
    })),
  );
});
