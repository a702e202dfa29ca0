import { expect, it } from 'vitest';
import { variants } from '../../target/api/broken/variants.ts';
import { plantedBugs } from './bugs.ts';
import { attemptsOf, variantNames } from './course.ts';
import { requestOf } from './request.ts';
import { shapeNames } from './shapes.ts';

const size = { users: 300, seats: 30, seed: 7 };

it('every variant of the target is planted, once', () => {
  expect(plantedBugs.map(({ variant }) => variant).sort()).toEqual(variants.map(({ name }) => name).sort());
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
