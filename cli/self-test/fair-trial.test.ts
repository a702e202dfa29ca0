import { expect, it } from 'vitest';
import { type Tried, tryFairly } from './fair-trial.ts';

const judged = { expected: 'money', found: [], caught: false, undecided: false, says: '' };
const caught: Tried = {
  judged: { ...judged, caught: true },
  doubts: ['start-spread: 400 ms'],
  run: '/caught',
};
const missed: Tried = { judged, doubts: [], run: '/missed' };
const spoilt: Tried = { ...caught, judged: { ...judged, undecided: true }, run: '/spoilt' };

/** Tries in turn, and how often the machine was blamed. */
async function trying(...tries: Tried[]) {
  const left = [...tries];
  let blamed = 0;
  const tried = await tryFairly(
    async () => left.shift() ?? missed,
    () => {
      blamed++;
    },
  );
  return { run: tried.run, tries: tried.tries, blamed };
}

it.each([
  ['caught, on a busy machine as well', caught],
  ['missed, on a machine with time enough', missed],
  ['missed, for another reason beside a busy machine', { ...missed, doubts: spoilt.doubts, run: '/both' }],
])('what is %s is not tried again', async (_what, first) => {
  expect(await trying(first, caught)).toEqual({ run: first.run, tries: 1, blamed: 0 });
});

it('what the machine spoilt is tried once more, and the second counts', async () => {
  expect(await trying(spoilt, caught)).toEqual({ run: '/caught', tries: 2, blamed: 1 });
  expect(await trying(spoilt, missed)).toEqual({ run: '/missed', tries: 2, blamed: 1 });
});

it('what the machine spoils twice stays undecided', async () => {
  expect(await trying(spoilt, spoilt, caught)).toEqual({ run: '/spoilt', tries: 2, blamed: 1 });
});
