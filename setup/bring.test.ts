import { expect, test } from 'vitest';
import { bring, findLacks } from './bring.mjs';
import type { Step } from './context.mjs';
import { fakeCommands, fakeContext } from './testing/fakes.mjs';

const context = fakeContext(fakeCommands(() => undefined).commands);

/** A step that is missing until it is brought, and writes down what happens to it. */
function step(name: string, needs: string[], events: string[], fails = false): Step {
  let here = false;
  return {
    name,
    needs,
    how: () => name,
    check: async () => (here ? null : `${name} is missing`),
    async bring() {
      events.push(`${name} begins`);
      await Promise.resolve();
      if (fails) throw new Error(`${name} broke`);
      here = true;
      events.push(`${name} ends`);
      return `at ${name}`;
    },
  };
}

function watch() {
  const failed: string[] = [];
  return {
    failed,
    onStart: () => {},
    onDone: () => {},
    onFail: (broken: Step) => void failed.push(broken.name),
    now: () => 0,
  };
}

test('a step begins when those it needs have ended', async () => {
  const events: string[] = [];
  const steps = [step('a', [], events), step('b', ['a'], events), step('c', ['b'], events)];
  const brought = await bring(await findLacks(steps, context), context, watch());
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(brought).toEqual(['a', 'b', 'c'].map((name) => ({ name, seconds: 0, where: `at ${name}` })));
  expect(await findLacks(steps, context)).toEqual([]);
});

test('steps that need nothing of each other are brought side by side', async () => {
  const events: string[] = [];
  const steps = [step('a', [], events), step('b', [], events)];
  await bring(await findLacks(steps, context), context, watch());
  expect(events.slice(0, 2)).toEqual(['a begins', 'b begins']);
});

test('what turned out to be there when its turn came is not brought', async () => {
  const events: string[] = [];
  const docker = step('docker', [], events);
  const image = {
    ...step('image', ['docker'], events),
    check: async () => (events.includes('docker ends') ? null : 'unknown'),
  };
  const brought = await bring(await findLacks([docker, image], context), context, watch());
  expect(brought.map(({ name }) => name)).toEqual(['docker']);
});

test('a failure is thrown once the others have ended, and nothing that needs it begins', async () => {
  const events: string[] = [];
  const watching = watch();
  const steps = [step('a', [], events, true), step('b', [], events), step('c', ['a'], events)];
  await expect(bring(await findLacks(steps, context), context, watching)).rejects.toThrow('a broke');
  expect(events).toEqual(['a begins', 'b begins', 'b ends']);
  expect(watching.failed).toEqual(['a']);
});
