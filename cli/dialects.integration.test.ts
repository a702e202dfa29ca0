import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Verdict } from '../reports/verdict/verdict.ts';
import { parseOptions } from '../scenarios/catalog.ts';
import { runCourse } from './run/course.ts';
import { reapLeftovers } from './run/prepare.ts';
import { bootReference, type ReferenceSettings, type ReferenceTarget } from './run/reference-target.ts';
import { quietContext } from './testing/context.ts';

const usual: ReferenceSettings = {
  ...{ api: 'matches', strategy: 'row-lock', fastLayer: true, instances: 2, holdSeconds: 300, broken: null },
};
const size = { users: 100, seats: 20 };

let runsDir: string;
let target: ReferenceTarget;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-dialects-'));
  const context = quietContext(runsDir);
  const { root, signal } = context;
  await reapLeftovers(context);
  target = await bootReference({ settings: usual, root, signal, keep: false, say: () => {} });
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await rm(runsDir, { recursive: true });
});

/** Judges a contention on the target as it was started. */
async function contention(asked: object): Promise<Verdict> {
  const options = parseOptions('contention', { ...size, ...asked });
  const scenario = { name: 'contention', users: size.users, inventory: size.seats, options };
  const budgets = { source: null, entries: [] };
  const request = { name: 'dialects', scenario, seed: 1, budgets, command: ['run', 'contention'] };
  return (await runCourse(target, request, quietContext(runsDir))).verdict;
}

/** On a busy machine buyers may not start together; nothing else may be in doubt. */
const notHeld = ({ findings }: Verdict) =>
  findings
    .filter(({ id, verdict }) => verdict !== 'pass' && id !== 'start-spread')
    .map(({ id, observed }) => `${id}: ${observed}`);

it('matches: held, and booked at once, each seat once', async () => {
  const verdict = await contention({ selection: { min: 1, max: 2 }, persistent: true, intruders: 0.1 });
  expect(notHeld(verdict)).toEqual([]);
  expect(verdict.measurements['bookings.units']?.value).toBe(20);
  expect(verdict.measurements['database.deadlocks']?.value).toBe(0);
});

it('quantity: wanted 1 to 4 at a time, and exactly as many sold as there are', async () => {
  await target.restart({ ...usual, api: 'quantity', strategy: 'atomic-update' });
  const verdict = await contention({ selection: { min: 1, max: 4 }, intruders: 0.1 });
  expect(notHeld(verdict)).toEqual([]);
  expect(verdict.measurements['bookings.units']?.value).toBe(20);
  expect(verdict.measurements['database.deadlocks']?.value).toBe(0);
});

it('quantity, its lock given back too early: more is sold than there is', async () => {
  await target.restart({ ...usual, api: 'quantity', broken: 'tickets-lock-released-early' });
  const verdict = await contention({});
  const found = verdict.findings.find(({ id }) => id === 'no-oversell');
  expect(found).toMatchObject({ verdict: 'fail', evidence: [{ ledger: expect.any(Array) }] });
  expect(found?.evidence[0]?.what).toMatch(/sold more than there is|does not add up/);
});
