import { expect, it } from 'vitest';
import { conclusionOf, exitCodeOfTrials, rowsOf } from './summary.ts';
import type { Trial } from './trial.ts';

function trial(given: Partial<Trial>): Trial {
  return {
    variant: 'v',
    shape: 'rush',
    pass: 1,
    expected: 'money',
    found: ['money'],
    caught: true,
    undecided: false,
    tries: 1,
    seconds: 10,
    run: '/r',
    says: 'caught',
    command: ['run', 'contention'],
    ...given,
  };
}

const sound = { variant: 'sound', expected: 'none', found: [] };

it('trials of one variant and shape are one row, which tells of one that was not caught', () => {
  const rows = rowsOf([
    trial({ found: ['money', 'no-phantom'] }),
    trial({ ...sound }),
    trial({ pass: 2, caught: false, says: 'money says pass', found: [], tries: 2, seconds: 12 }),
    trial({ ...sound, shape: 'late' }),
  ]);
  expect(rows.map(({ variant, shape, caught, trials }) => [variant, shape, caught, trials])).toEqual([
    ['v', 'rush', 1, 2],
    ['sound', 'rush', 1, 1],
    ['sound', 'late', 1, 1],
  ]);
  expect(rows[0]).toMatchObject({
    says: 'money says pass',
    besides: ['no-phantom'],
    repeated: 1,
    seconds: 12,
  });
});

it('says how many were caught, how many sound trials passed, and how long each pass took', () => {
  const lines = conclusionOf([
    trial({}),
    trial({ ...sound }),
    trial({ pass: 2 }),
    trial({ ...sound, pass: 2 }),
  ]);
  expect(lines).toEqual(['planted bugs caught: 2 of 2', 'sound passes: 2 of 2', 'seconds a pass: 20, 20']);
});

it('names what was missed and what was not decided, and how to repeat them', () => {
  const lines = conclusionOf([
    trial({ caught: false }),
    trial({ ...sound, shape: 'late', caught: false, undecided: true }),
  ]);
  expect(lines).toContain('missed: v (rush, pass 1)');
  expect(lines).toContain('not decided: sound (late, pass 1)');
  expect(lines.filter((line) => line === 'repeat: onsale run contention')).toHaveLength(2);
});

it.each([
  ['all caught', [trial({})], 0],
  ['one missed', [trial({}), trial({ caught: false })], 1],
  ['one not decided', [trial({}), trial({ caught: false, undecided: true })], 2],
  ['one of each', [trial({ caught: false }), trial({ caught: false, undecided: true })], 1],
])('%s: exit code', (_what, trials, code) => {
  expect(exitCodeOfTrials(trials)).toBe(code);
});
