import { createRedis } from '../target/api/redis/connection.ts';
import { startStores } from '../target/api/testing/stores.ts';
import { imageTags } from '../target/images/tags.mjs';
import { ownLabels } from '../target/topology/ownership.ts';
import type { Bench, BenchContext, Figure } from './figure.ts';
import { bareAsks, bareJoins, fill, joins, lineOn, statuses } from './queue/line-work.ts';
import { MachineWatch } from './watch/machine-watch.ts';
import type { Usage } from './watch/usage.ts';
import { describeBound } from './watch/wording.ts';

export interface QueueSize {
  /** Who join in a round, all of whom wait. */
  joining: number;
  /** Who wait when positions are asked for. */
  waiting: number;
  /** Positions asked for in a round, one after another. */
  asks: number;
}

/** The waiting line in Redis: joining it, asking for a position in it, and what it takes of memory. */
export const bench: Bench = {
  name: 'queue',
  summary: '100,000 users join the waiting queue; positions among 1,000,000 who wait',
  usualRounds: 3,
  run: (context) => benchQueue(context, { joining: 100_000, waiting: 1_000_000, asks: 2_000 }),
};

const mostMs = 5;

/** Baseline: the least that Redis can do for it, a bare ZADD and ZRANK from the same process. */
export async function benchQueue(context: BenchContext, size: QueueSize): Promise<Figure[]> {
  const { root, rounds, signal, say } = context;
  await using stores = await startStores({
    image: imageTags(root).testbed,
    labels: ownLabels('bench-queue'),
  });
  await using watch = MachineWatch.start();
  await using held = await lineOn(createRedis(stores.redisUrl, () => {}));
  const seen = {
    ...{ joined: [] as number[], added: [] as number[], asked: [] as number[], ranked: [] as number[] },
    ...{ joining: [] as (Usage | null)[], asking: [] as (Usage | null)[] },
  };
  const used = async (work: () => Promise<number>, into: (Usage | null)[]) => {
    signal.throwIfAborted();
    const fromNs = process.hrtime.bigint();
    const value = await work();
    into.push(watch.since(fromNs));
    return value;
  };
  for (let round = 1; round <= rounds; round++) {
    seen.joined.push(await used(() => joins(held, size.joining), seen.joining));
    seen.added.push(await bareJoins(held, size.joining));
    say(`  round ${round}: ${perSecond(seen.joined)} joins/s; ${perSecond(seen.added)} by a bare ZADD`);
  }
  const bytes = await fill(held, size.waiting, ['line', 'seen']);
  const bare = await fill(held, size.waiting, ['bare']);
  for (let round = 1; round <= rounds; round++) {
    seen.asked.push(await used(() => statuses(held, size), seen.asking));
    seen.ranked.push(await bareAsks(held, size));
    say(`  round ${round}: position ${last(seen.asked)} ms (p99); by a bare ZRANK ${last(seen.ranked)} ms`);
  }
  return figuresOf(seen, { bytes, bare }, size);
}

type Seen = Record<'joined' | 'added' | 'asked' | 'ranked', number[]> &
  Record<'joining' | 'asking', (Usage | null)[]>;

function figuresOf(seen: Seen, memory: { bytes: number; bare: number }, size: QueueSize): Figure[] {
  const among = size.waiting.toLocaleString('en');
  return [
    {
      name: `queue joins, ${size.joining.toLocaleString('en')} users`,
      unit: '/s',
      values: seen.joined,
      baseline: { name: 'a bare ZADD each, same Redis', values: seen.added },
      bar: null,
      boundBy: describeBound(seen.joining),
    },
    {
      name: `queue position among ${among}, p99`,
      unit: 'ms',
      values: seen.asked,
      baseline: { name: 'a bare ZRANK each, same Redis', values: seen.ranked },
      bar: { of: 'median', max: mostMs },
      boundBy: describeBound(seen.asking),
    },
    {
      name: `queue memory of one who waits, among ${among}`,
      unit: 'B',
      values: [memory.bytes],
      baseline: { name: 'a bare sorted set of as many', values: [memory.bare] },
      bar: null,
      boundBy: 'two sorted sets: who stands where, and who was seen when',
    },
  ];
}

function perSecond(values: readonly number[]): string {
  return Math.round(values.at(-1) ?? 0).toLocaleString('en');
}

function last(values: readonly number[]): string {
  return (values.at(-1) ?? 0).toFixed(2);
}
