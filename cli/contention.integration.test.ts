import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../reports/evidence/history.ts';
import { readOperations } from '../reports/evidence/operations.ts';
import { runFiles } from '../reports/evidence/run-directory.ts';
import { Verdict } from '../reports/verdict/verdict.ts';
import { onsale } from './testing/onsale.ts';

let runsDir: string;
beforeAll(async () => {
  runsDir = await mkdtemp(join(tmpdir(), 'onsale-contention-'));
});
afterAll(async () => {
  await rm(runsDir, { recursive: true });
});

const contention = async (...options: string[]) => {
  const { exitCode, stdout, stderr } = await onsale([
    ...['run', 'contention', '--json', '--runs-dir', runsDir],
    ...options,
  ]);
  expect(stdout, stderr).toMatch(/^\{/);
  return { exitCode, document: JSON.parse(stdout) as unknown };
};

/** On a busy machine buyers may not start together; nothing else may be in doubt. */
const notHeld = ({ findings }: Verdict) =>
  findings
    .filter(({ id, verdict }) => verdict !== 'pass' && id !== 'start-spread')
    .map(({ id, observed }) => `${id}: ${observed}`);

/** An operation as it is kept: what streams by is not. */
type Kept = Pick<Operation, 'f' | 'process' | 'outcome' | 'error' | 'value' | 'idempotencyKey'>;

async function operationsOf(dir: string): Promise<Kept[]> {
  const operations: Kept[] = [];
  await readOperations(runFiles(dir).history, ({ f, process, outcome, error, value, idempotencyKey }) => {
    operations.push({ f, process, outcome, error, value: { ...value }, idempotencyKey });
  });
  return operations;
}

describe('buyers who go on, let holds run out and meddle, on the sound target', () => {
  let verdict: Verdict;
  let operations: Kept[];
  beforeAll(async () => {
    const { document } = await contention(
      ...['--users', '200', '--seats', '20', '--persistent', '--dawdle', '0.3', '--intruders', '0.2'],
      ...['--selection', '1-4', '--hold-seconds', '2'],
    );
    verdict = Verdict.parse(document);
    operations = await operationsOf(verdict.run.dir);
  });

  it('passes, and PostgreSQL found no deadlock', () => {
    expect(notHeld(verdict)).toEqual([]);
    expect(verdict.measurements['database.deadlocks']).toEqual({ value: 0, unit: 'count', samples: 1 });
  });

  it('refuses who comes after their hold ran out, and whoever cancels what is not theirs', () => {
    const late = operations.filter(({ error }) => error === 'expired');
    expect(late.length).toBeGreaterThan(0);
    const cancels = operations.filter(({ f }) => f === 'cancel');
    expect(cancels.length).toBeGreaterThan(10);
    expect(new Set(cancels.map(({ outcome }) => outcome))).toEqual(new Set(['fail']));
    const bookers = new Map(
      operations.flatMap(({ f, value, process }) => (f === 'book' ? [[value.order, process]] : [])),
    );
    for (const { value, process } of cancels) expect(bookers.get(value.order)).not.toBe(process);
  });

  it('gives each attempt a key of its own', () => {
    const keys = Map.groupBy(operations, ({ idempotencyKey }) => idempotencyKey);
    for (const [key, tries] of keys) {
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(new Set(tries.map(({ process, f }) => `${process} ${f}`)).size).toBe(1);
    }
    const holds = operations.filter(({ f }) => f === 'hold');
    const attempts = new Set(holds.map(({ idempotencyKey }) => idempotencyKey)).size;
    expect(attempts).toBeGreaterThan(200);
  });
});

describe('several runs on one target', () => {
  const Runs = z.object({
    schemaVersion: z.literal(1),
    runs: z.array(Verdict),
    worst: z.string(),
    verdict: z.enum(['pass', 'fail', 'unknown']),
  });

  it('are each judged, by the same seed, and told together', async () => {
    const { exitCode, document } = await contention(
      ...['--users', '100', '--seats', '10', '--skew', '1', '--selection', '1-2', '--runs', '2'],
    );
    const { runs, worst, verdict } = Runs.parse(document);
    expect(exitCode).toBe({ pass: 0, fail: 1, unknown: 2 }[verdict]);
    expect(runs.flatMap(notHeld)).toEqual([]);
    expect(runs.map(({ run }) => run.id)).toContain(worst);
    expect(new Set(runs.map(({ run }) => run.seed))).toEqual(new Set([1]));
    const stored = await readdir(runsDir);
    expect(runs.filter(({ run }) => stored.includes(run.id))).toHaveLength(2);
  });
});

describe('a thousand buyers for one seat', () => {
  it('leave one of them with it', async () => {
    const { document } = await contention('--users', '1000', '--seats', '1');
    const verdict = Verdict.parse(document);
    expect(notHeld(verdict)).toEqual([]);
    expect(verdict.measurements['contention.granted']?.value).toBe(1);
    expect(verdict.measurements['contention.refused']?.value).toBe(999);
  });
});

describe('what cannot be asked', () => {
  it.each([
    [['--dawdle', '0.1'], 64, '--hold-seconds 2'],
    [['--skew', '5'], 64, '--skew 5'],
    [['--hot', '2'], 64, '--hot 2'],
    [['--selection', '1-9'], 64, '--selection 1-9'],
    [['--target', 'examples/shop/shop.client.ts', '--intruders', '0.1'], 64, '--intruders'],
    [['--target', 'examples/shop/shop.client.ts', '--hold-seconds', '2'], 64, '--hold-seconds'],
  ] as const)('%j', async (options, code, words) => {
    const { exitCode, stderr } = await onsale(['run', 'contention', ...options, '--runs-dir', runsDir]);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(words)]);
  });
});
