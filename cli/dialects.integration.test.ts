import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client as Database } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TimelineLine } from '../reports/evidence/timeline.ts';
import type { Verdict } from '../reports/verdict/verdict.ts';
import { parseOptions } from '../scenarios/catalog.ts';
import { runCourse } from './run/course.ts';
import { reapLeftovers } from './run/prepare.ts';
import { bootReference, type ReferenceSettings, type ReferenceTarget } from './run/reference-target.ts';
import { Sampler } from './run/sampler.ts';
import { withDatabase } from './run/with-database.ts';
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
  const scenario = { name: 'contention', users: options.users, inventory: options.seats, options };
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

it('seats behind a queue: let in by and by, in order, and no more at once than there is room for', async () => {
  const queue = { limit: 20, ratePerSecond: 40, placeSeconds: 300, graceSeconds: 30 };
  await target.restart({ ...usual, api: 'seats', queue });
  const verdict = await contention({ queue: queue.limit, queueRate: queue.ratePerSecond });
  expect(notHeld(verdict)).toEqual([]);
  const judged = verdict.findings.filter(({ id }) => id.startsWith('queue-'));
  expect(judged.map(({ verdict: each }) => each)).toEqual(['pass', 'pass', 'pass']);
  expect(verdict.measurements['bookings.units']?.value).toBe(20);
});

it('a deadlock is counted by PostgreSQL, and known as soon as its victim has heard of it; instances tell theirs', async () => {
  const { databaseUrl } = target.topologyHandle.operator;
  const file = join(runsDir, 'node.timeline.ndjson');
  const { counters } = target;
  const sampler = await Sampler.start({ file, now: () => 0, nodeStats: null, counters, intervalMs: 60_000 });
  await withDatabase(databaseUrl, (one) => withDatabase(databaseUrl, (other) => deadlocked(one, other)));
  await sampler.stop();
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  const counted = lines
    .map((line) => TimelineLine.parse(JSON.parse(line)))
    .filter(({ kind }) => kind === 'counter');
  expect(counted).toMatchObject([
    { name: 'database.deadlocks', value: 1 },
    { name: 'target.conflicts', value: 0 },
    { name: 'target.retries', value: 0 },
    { name: 'target.lock-timeouts', value: 0 },
  ]);
});

/** Each locks one number, and then wants the other's. */
async function deadlocked(one: Database, other: Database): Promise<void> {
  const lock = (database: Database, number: number) =>
    database.query('SELECT pg_advisory_xact_lock($1)', [number]);
  for (const [database, number] of [
    [one, 1],
    [other, 2],
  ] as const) {
    await database.query('BEGIN');
    await lock(database, number);
  }
  const wanted = await Promise.allSettled([lock(one, 2), lock(other, 1)]);
  expect(wanted.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await Promise.all([one.query('ROLLBACK'), other.query('ROLLBACK')]);
}
