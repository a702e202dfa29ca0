import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { migrate } from '../target/api/migrations/migrate.ts';
import { type Seeded, seed } from '../target/api/seeding/seed.ts';
import { imageTags } from '../target/images/tags.mjs';
import { singleTopology } from '../target/topology/single.ts';
import { startTopology } from '../target/topology/starter.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import { BareServer } from './realtime/bare-server.ts';
import { Crowd } from './realtime/crowd.ts';
import { type Change, Pushes } from './realtime/pushes.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import type { Usage } from './watch/usage.ts';
import { describeBound } from './watch/wording.ts';

export interface RealtimeSize {
  /** Connections that only wait. */
  idle: number;
  /** Members of the room that is told. */
  room: number;
  changesPerSecond: number;
  seconds: number;
  /** For how long memory is looked at while nothing happens. */
  restSeconds: number;
}

const usualSize = { idle: 3_000, room: 1_000, changesPerSecond: 100, seconds: 10, restSeconds: 12 };

/** What a connection takes of memory, and how soon a change is heard. */
export const bench: Bench = {
  name: 'realtime',
  summary: 'memory of 3,000 connections that wait; 100 changes a second told to a room of 1,000',
  usualRounds: 3,
  run: (context) => benchRealtime(context, usualSize),
};

const mostMegabytes = 25;
const mostMs = 70;
const password = 'correct horse';
const megabyte = 1024 * 1024;

/** Something that is connected to, changed, and asked how much memory it has, in bytes. */
interface Subject {
  url: string;
  change: Change;
  memory: () => Promise<number>;
}

interface Sale {
  token: string;
  eventId: string;
  seats: string[];
}

/** What one subject showed in one round. */
interface Shown {
  megabytes: number;
  p95Ms: number;
}

/** Baseline: Socket.IO by itself, which tells the same number of messages from memory. */
export async function benchRealtime(context: BenchContext, size: RealtimeSize): Promise<Figure[]> {
  const { root, rounds, signal, say } = context;
  let seeded: Seeded | null = null;
  await using topology = await startTopology(singleTopology({ instances: 1 }), {
    run: `bench-${randomUUID().slice(0, 8)}`,
    images: imageTags(root),
    signal,
    prepareDatabase: async (databaseUrl) => {
      await migrate(databaseUrl);
      const events = [{ title: 'A night out', seats: size.changesPerSecond * 2, priceMinor: 5_000 }];
      seeded = await seed(databaseUrl, { users: 1, events, password });
    },
  });
  await using bare = await BareServer.start({ root, signal });
  await using watch = MachineWatch.start();
  const url = topology.endpoints[0]?.url ?? '';
  const sale = await saleOf(url, seeded);
  const shown: { ours: Shown[]; bare: Shown[] } = { ours: [], bare: [] };
  const usages: (Usage | null)[] = [];
  for (let round = 1; round <= rounds; round++) {
    const fromNs = process.hrtime.bigint();
    shown.ours.push(await measure(oursAt(url, sale), { size, sale, signal }));
    usages.push(watch.since(fromNs));
    shown.bare.push(await measure(bare, { size, sale, signal }));
    say(`  round ${round}: ${inWords(shown.ours)}; Socket.IO by itself ${inWords(shown.bare)}`);
  }
  return figuresOf(shown, describeBound(usages));
}

interface Measure {
  size: RealtimeSize;
  sale: Sale;
  signal: AbortSignal;
}

async function measure(subject: Subject, { size, sale, signal }: Measure): Promise<Shown> {
  const pushes = new Pushes();
  const { token, eventId, seats } = sale;
  const heard = (text: string, atMs: number) => pushes.heard(text, atMs);
  using crowd = new Crowd({ url: subject.url, token, eventId, heard, signal });
  // What the first ones bring into memory (code, buffers) is not theirs.
  await crowd.become(Math.ceil(size.idle / 10));
  const before = await memoryAtRest(subject, size.restSeconds);
  await crowd.become(Math.ceil(size.idle / 10) + size.idle);
  const bytes = (await memoryAtRest(subject, size.restSeconds)) - before;
  await crowd.become(size.room);
  const p95Ms = await pushes.run(subject.change, {
    ...{ seats, listeners: size.room, signal },
    perSecond: size.changesPerSecond,
    seconds: size.seconds,
  });
  return { megabytes: (bytes / megabyte / size.idle) * 1_000, p95Ms };
}

/** The least of one reading a second: V8 collects what connecting left behind only when it has had rest. */
async function memoryAtRest({ memory }: Subject, seconds: number): Promise<number> {
  let least = await memory();
  for (let second = 0; second < seconds; second++) {
    await pause(1_000);
    least = Math.min(least, await memory());
  }
  return least;
}

function oursAt(url: string, { token, eventId }: Sale): Subject {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return {
    url,
    async change(id, to) {
      const method = to === 'held' ? 'POST' : 'DELETE';
      const body = JSON.stringify({ eventId, seatIds: [id] });
      const answer = await fetch(`${url}/api/seats/lock`, { method, headers, body });
      if (!answer.ok) throw new Error(`a seat was not ${to}: ${answer.status} ${await answer.text()}`);
      await answer.arrayBuffer();
    },
    async memory() {
      const text = await (await fetch(`${url}/metrics`)).text();
      const [, bytes] = /^process_resident_memory_bytes\S* (\S+)$/m.exec(text) ?? [];
      if (bytes === undefined) throw new Error('/metrics does not say how much memory the API has');
      return Number(bytes);
    },
  };
}

async function saleOf(url: string, seeded: Seeded | null): Promise<Sale> {
  const [event] = seeded?.events ?? [];
  const answer = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: seeded?.buyers[0]?.email, password }),
  });
  const { token } = (await answer.json()) as { token: string };
  return { token, eventId: event?.id ?? '', seats: event?.seats.map(({ id }) => id) ?? [] };
}

function figuresOf(shown: { ours: Shown[]; bare: Shown[] }, boundBy: string): Figure[] {
  const figure = (name: string, unit: string, key: keyof Shown) => ({
    ...{ name, unit, boundBy },
    values: shown.ours.map((each) => each[key]),
    baseline: { name: 'Socket.IO by itself, in one process', values: shown.bare.map((each) => each[key]) },
  });
  return [
    {
      ...figure('realtime memory, 1,000 connections', 'MB', 'megabytes'),
      bar: { of: 'median', max: mostMegabytes },
    },
    { ...figure('realtime push, 95th percentile', 'ms', 'p95Ms'), bar: { of: 'median', max: mostMs } },
  ];
}

function inWords(shown: readonly Shown[]): string {
  const last = shown.at(-1);
  return `${last?.megabytes.toFixed(1)} MB a thousand, ${last?.p95Ms.toFixed(0)} ms`;
}
