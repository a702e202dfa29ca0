import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { getContainerRuntimeClient } from 'testcontainers';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { HistoryLine } from '../../reports/evidence/history.ts';
import { runFiles } from '../../reports/evidence/run-directory.ts';
import { TimelineLine } from '../../reports/evidence/timeline.ts';
import { imageTags } from '../../target/images/tags.mjs';
import { drawContention } from '../plan/contention.ts';
import { writePlan } from '../plan/plan.ts';
import { makeRunDirectory } from '../testing/run-directory.ts';
import { SmallSeats } from '../testing/small-seats.ts';
import { dialectFile } from './dialects.ts';
import { ClientUnfit } from './errors.ts';
import { loadClient } from './load-client.ts';
import { mergeParts } from './merge.ts';
import { checkInK6 } from './preflight.ts';
import { type GeneratorOptions, runGenerator } from './run.ts';

const root = resolve(import.meta.dirname, '../..');
const label = 'onsale.test';
const mark = randomUUID();
const labels = { [label]: mark };
const policy = { tries: 5, timeoutMs: 5_000, minPauseMs: 10, maxPauseMs: 50 };
let image: string;

beforeAll(() => {
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
  image = imageTags(root).k6;
});

afterEach(async () => {
  expect(await containers()).toEqual([]);
});

async function containers() {
  const { container } = await getContainerRuntimeClient();
  return await container.dockerode.listContainers({ all: true, filters: { label: [`${label}=${mark}`] } });
}

interface Load {
  users: number;
  seats?: number;
  file?: string;
  idempotent?: string[];
  prepare?(small: SmallSeats): void;
  options?: Partial<GeneratorOptions>;
}

/** Load a small shop, and read what came of it. */
async function load(of: Load) {
  const { users, seats = users, file = dialectFile('seats'), idempotent = [], prepare, options = {} } = of;
  await using run = await makeRunDirectory();
  await using small = await SmallSeats.start({ seats });
  prepare?.(small);
  const files = runFiles(run.dir);
  const sale = small.sale(users);
  const plan = drawContention({ sale, sells: 'seat', users, seed: 1, run: 'r', policy, idempotent });
  await writePlan(files.plan, plan);
  const result = await runGenerator({
    image,
    source: 'k6-0',
    script: 'contention.ts',
    client: await loadClient(file),
    dir: run.dir,
    logFile: join(files.logs, 'k6-0.log'),
    baseUrl: small.url,
    network: { kind: 'host' },
    labels,
    epochNs: process.hrtime.bigint(),
    buyers: users,
    signal: new AbortController().signal,
    ...options,
  });
  const merged = await mergeParts({ dir: run.dir });
  const history = (await linesOf(files.history)).map((line) => HistoryLine.parse(line));
  const timeline = (await linesOf(files.timeline)).map((line) => TimelineLine.parse(line));
  return { result, merged, history, timeline, requests: small.requests, orders: [...small.orders.values()] };
}

async function linesOf(path: string): Promise<unknown[]> {
  const text = await readFile(path, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

test('1,000 buyers and 100 seats: each operation on record, once', async () => {
  const seen: string[] = [];
  const { result, merged, history, timeline, requests, orders } = await load({
    users: 1_000,
    seats: 100,
    options: { onProgress: ({ stage }) => seen.push(stage) },
  });
  expect(result).toMatchObject({ exitCode: 0, finished: 1_000, problem: null });
  expect(merged).toMatchObject({ problems: [], history: { lines: 2_400 } });
  expect(merged.clocks).toEqual([{ source: 'k6-0', resolutionNs: 1, offsetNs: 0 }]);
  const count = (f: string, type: string) =>
    history.filter((line) => line.f === f && line.type === type).length;
  expect([count('hold', 'invoke'), count('hold', 'ok'), count('hold', 'fail')]).toEqual([1_000, 100, 900]);
  expect([count('book', 'ok'), orders.length]).toEqual([100, 100]);
  expect(requests).toHaveLength(1_000 + 1_000 + 100 + 100);
  expect(new Set(seen)).toContain('starting');

  const times = history.map(({ time }) => time);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  const released = timeline.find((line) => line.kind === 'event' && line.name === 'barrier-released');
  expect(released).toMatchObject({ detail: { ready: 1_000, absent: 0, parties: 1_000 } });
  // Nobody acts before the last is there.
  expect(times[0]).toBeGreaterThanOrEqual(released?.kind === 'event' ? released.time - 5e6 : Number.NaN);
  const counted = new Map<string, number>();
  for (const line of timeline) {
    if (line.kind !== 'latency') continue;
    const series = `${line.of} ${line.phase} ${line.name}`;
    counted.set(series, (counted.get(series) ?? 0) + line.count);
    // What Go encodes is what JavaScript decodes.
    const { totalCount, maxValue } = decodeFromCompressedBase64(line.histogram);
    expect([totalCount, maxValue < 60_000_000]).toEqual([line.count, true]);
  }
  expect(Object.fromEntries(counted)).toEqual({
    'request enter POST /api/auth/login': 1_000,
    'request load POST /api/seats/lock': 1_000,
    'request load POST /api/reservations': 100,
    'request load POST /api/reservations/:id/confirm': 100,
    'operation load hold': 1_000,
    'operation load order': 100,
    'operation load book': 100,
  });
});

test('busy and lost answers are tried again, with the same key', async () => {
  let locks = 0;
  const { result, history } = await load({
    users: 1,
    prepare: (small) => {
      small.before = ({ path }) => {
        if (path !== '/api/seats/lock') return null;
        locks++;
        if (locks === 1) return { status: 409, body: { code: 'busy' }, headers: { 'retry-after': '1' } };
        return locks === 2 ? { status: 502, body: {} } : null;
      };
    },
  });
  expect(result.problem).toBeNull();
  const holds = history.filter(({ f }) => f === 'hold');
  expect(holds.map(({ type, error }) => [type, error])).toEqual([
    ['invoke', undefined],
    ['fail', 'busy'],
    ['invoke', undefined],
    ['info', expect.stringContaining('502')],
    ['invoke', undefined],
    ['ok', undefined],
  ]);
  expect(new Set(holds.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
  const [first, second] = holds.filter(({ type }) => type === 'invoke');
  expect((second?.time ?? 0) - (first?.time ?? 0)).toBeGreaterThanOrEqual(1e9);
});

const endings = (timeline: TimelineLine[]) =>
  timeline.flatMap((line) =>
    line.kind === 'event' && line.name === 'buyer-done' ? [line.detail.outcome] : [],
  );

test('of twenty winners, ten send the booking again with its key, and stays a winner', async () => {
  const { result, history, timeline, requests, orders } = await load({
    users: 20,
    idempotent: ['book'],
    prepare: (small) => {
      const seen = new Set<string>();
      small.before = ({ path }) => {
        if (!path.endsWith('/confirm')) return null;
        if (seen.has(path)) return { status: 409, body: { code: 'hold_expired' } };
        seen.add(path);
        return null;
      };
    },
  });
  expect(result.problem).toBeNull();
  const booked = history.filter(({ f }) => f === 'book');
  const tries = Map.groupBy(
    booked.filter(({ type }) => type === 'invoke'),
    ({ process, idempotencyKey }) => `${process} ${idempotencyKey}`,
  );
  expect([...tries.values()].map(({ length }) => length).sort()).toEqual([
    ...Array(10).fill(1),
    ...Array(10).fill(2),
  ]);
  expect(booked.filter(({ type }) => type === 'ok')).toHaveLength(20);
  expect(booked.filter(({ type }) => type === 'fail')).toHaveLength(10);
  expect(requests.filter(({ path }) => path.endsWith('/confirm'))).toHaveLength(30);
  expect(orders).toHaveLength(20);
  expect(endings(timeline)).toEqual(Array(20).fill('booked'));
});

test('a second answer that the client does not understand is its bug', async () => {
  const { timeline } = await load({
    users: 1,
    idempotent: ['book'],
    prepare: (small) => {
      let confirms = 0;
      small.before = ({ path }) =>
        path.endsWith('/confirm') && ++confirms === 2 ? { status: 418, body: {} } : null;
    },
  });
  expect(endings(timeline)).toEqual(['client-bug']);
});

test('kill -9 of k6 in the middle: every line that was begun is kept, and the result says so', async () => {
  const { result, merged, history, requests } = await load({
    users: 50,
    prepare: (small) => {
      let holds = 0;
      small.before = ({ path }) => {
        if (path !== '/api/seats/lock') return null;
        holds++;
        if (holds === 50) void killTheOne();
        return holds > 25 ? 'hang' : null;
      };
    },
  });
  expect(result).toMatchObject({ exitCode: 137, problem: expect.stringContaining('killed by signal 9') });
  expect(result.finished).toBeLessThan(50);
  expect(merged.problems).toEqual([expect.stringContaining('k6-0 did not come to the end of writing')]);
  const invoked = history.filter(({ f, type }) => f === 'hold' && type === 'invoke');
  expect(invoked).toHaveLength(requests.filter(({ path }) => path === '/api/seats/lock').length);
});

async function killTheOne() {
  const [one] = await containers();
  const { container } = await getContainerRuntimeClient();
  await container.getById(one?.Id ?? '').kill();
}

test('a client that throws is a bug on record, for every buyer', async () => {
  const { result, history, timeline } = await load({
    users: 5,
    file: join(root, 'scenarios/testing/clients/throws-in-book.ts'),
  });
  expect(result).toMatchObject({ exitCode: 0, finished: 5 });
  const bugs = timeline.filter((line) => line.kind === 'event' && line.name === 'client-bug');
  expect(bugs).toHaveLength(5);
  expect(bugs[0]).toMatchObject({ detail: { f: 'book', error: expect.stringContaining('no such thing') } });
  expect(history.filter(({ f, type }) => f === 'book' && type === 'info')).toHaveLength(5);
});

test('a buyer who cannot enter holds nobody up', async () => {
  const { result, timeline, history } = await load({
    users: 5,
    prepare: (small) => {
      let logins = 0;
      small.before = ({ path }) =>
        path === '/api/auth/login' && ++logins === 1
          ? { status: 401, body: { code: 'bad_credentials' } }
          : null;
    },
  });
  expect(result.problem).toBeNull();
  expect(timeline).toContainEqual(
    expect.objectContaining({ name: 'barrier-released', detail: { ready: 4, absent: 1, parties: 5 } }),
  );
  expect(timeline).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ outcome: 'not-entered' }) }),
  );
  expect(new Set(history.map(({ process }) => process)).size).toBe(4);
});

test('aborted in the middle: k6 ends, the reason is thrown, and no container stays', async () => {
  const stop = new AbortController();
  const reason = new Error('interrupted by SIGINT');
  const loading = load({
    users: 10,
    prepare: (small) => {
      small.before = ({ path }) => {
        if (path !== '/api/seats/lock') return null;
        stop.abort(reason);
        return 'hang';
      };
    },
    options: { signal: stop.signal },
  });
  await expect(loading).rejects.toBe(reason);
});

test('an image that is not there is the harness’s failure, and named', async () => {
  const loading = load({ users: 1, options: { image: 'onsale/k6:none' } });
  await expect(loading).rejects.toMatchObject({
    name: 'GeneratorFailed',
    message: expect.stringContaining('onsale/k6:none'),
  });
});

test.each([
  ['uses-using.ts', 'still reading'],
  ['imports-node.ts', 'node:crypto'],
])('%s is found out before anything boots', async (name, words) => {
  const client = await loadClient(join(root, 'scenarios/testing/clients', name));
  const check = checkInK6({ image, client, labels, signal: new AbortController().signal, timeoutMs: 5_000 });
  await expect(check).rejects.toThrow(ClientUnfit);
  await expect(check).rejects.toThrow(words);
  await expect(check).rejects.toThrow(name);
});

test('the dialect’s own client is fit', async () => {
  const client = await loadClient(dialectFile('seats'));
  await checkInK6({ image, client, labels, signal: new AbortController().signal });
});

test('a client that was never checked does not hold up a run for ever', async () => {
  const loading = load({
    users: 1,
    file: join(root, 'scenarios/testing/clients/uses-using.ts'),
    options: { startTimeoutMs: 4_000 },
  });
  await expect(loading).rejects.toThrow(ClientUnfit);
});
