import { expect, it } from 'vitest';
import { scenarioOf } from '../../scenarios/catalog.ts';
import { variants } from '../../target/api/broken/variants.ts';
import { plantedBugs } from './bugs.ts';
import { attemptsOf, variantNames } from './course.ts';
import { fewestRivals } from './crowd.ts';
import { requestOf } from './request.ts';
import { shapeNames } from './shapes.ts';

const size = { users: 300, seats: 30, seed: 7 };

/** One attempt, whichever. */
function anyAttempt() {
  const [attempt] = attemptsOf(1, null);
  if (attempt === undefined) throw new TypeError('expected an attempt');
  return attempt;
}

it('a size at which runs are not believed is refused, and the message says which would do', () => {
  const crowd = { users: 10 * fewestRivals, seats: 10, seed: 1 };
  expect(requestOf(anyAttempt(), crowd).scenario.inventory).toBe(10);
  expect(() => requestOf(anyAttempt(), { ...crowd, seats: 11 })).toThrow(
    expect.objectContaining({
      name: 'UsageError',
      message: `--users 50 --seats 11: with fewer than ${fewestRivals} buyers a seat a trial proves nothing`,
      hint: 'Take --seats 10 or fewer, or --users 55 or more.',
    }),
  );
  expect(() => requestOf(anyAttempt(), { users: 10, seats: 50, seed: 1 })).toThrow('--users 10 --seats 50');
});

it('trials are judged by the profile that their size is held to', () => {
  const profiles = attemptsOf(1, null).map((attempt) =>
    scenarioOf('contention').validity(requestOf(attempt, size).scenario.options),
  );
  expect(new Set(profiles)).toEqual(new Set(['burst']));
});

/** No run drives the waiting queue or listens to real time yet; that these break it is shown in target/api/broken. */
const unseenByRuns = [
  'queue-popped-in-two-steps',
  'queue-scored-by-clock',
  'queue-places-never-run-out',
  'queue-reset-by-flush',
  'realtime-drops-updates',
  'realtime-instance-cut',
  'realtime-alone',
  'session-loses-seats',
];

it('every variant of the target that a run can see is planted, once', () => {
  const tried = [...plantedBugs.map(({ variant }) => variant), ...unseenByRuns];
  expect(tried.sort()).toEqual(variants.map(({ name }) => name).sort());
  expect(new Set(variantNames).size).toBe(variantNames.length);
});

it('a pass tries the sound target in every shape that a bug needs, and every bug', () => {
  const attempts = attemptsOf(1, null);
  const sound = attempts.filter(({ bug }) => bug === null);
  expect(sound.map(({ shape }) => shape)).toEqual(shapeNames);
  expect(new Set(plantedBugs.map(({ shape }) => shape))).toEqual(new Set(shapeNames));
  expect(attempts.filter(({ bug }) => bug !== null).map(({ bug }) => bug)).toEqual([...plantedBugs]);
});

it('over passes the sound target stands in every shape with more than one strategy', () => {
  const passes = [1, 2, 3].flatMap((pass) => attemptsOf(pass, ['sound']));
  const tried = Map.groupBy(passes, ({ shape }) => shape);
  for (const attempts of tried.values()) {
    expect(new Set(attempts.map(({ settings }) => settings.strategy)).size).toBe(3);
  }
});

it('only what is named is tried', () => {
  const [first = ''] = plantedBugs.map(({ variant }) => variant);
  expect(attemptsOf(2, [first]).map(({ bug, pass }) => [bug?.variant, pass])).toEqual([[first, 2]]);
});

it('a bug of another dialect is tried in it', () => {
  const [attempt] = attemptsOf(1, ['tickets-lock-released-early']);
  if (attempt === undefined) throw new TypeError('expected an attempt');
  expect(requestOf(attempt, size).command.join(' ')).toBe(
    'run contention --users 300 --seats 30 --seed 7 --broken tickets-lock-released-early --api quantity' +
      ' --strategy redis-lock --no-fast-layer',
  );
});

it('a trial is the run that its command repeats', () => {
  const [attempt] = attemptsOf(3, ['sweeper-frees-booked']);
  if (attempt === undefined) throw new TypeError('expected an attempt');
  const { seed, scenario, command } = requestOf(attempt, size);
  expect(seed).toBe(9);
  expect(scenario.options).toMatchObject({ users: 300, seats: 30, persistent: true, skew: 0 });
  expect(command.join(' ')).toBe(
    'run contention --users 300 --seats 30 --seed 9 --broken sweeper-frees-booked --strategy atomic-update' +
      ' --no-fast-layer --hold-seconds 2 --persistent --dawdle 0.4',
  );
});
