import { once } from 'node:events';
import { quantile } from 'simple-statistics';
import { Line } from '../../target/api/queue/line.ts';
import type { createRedis } from '../../target/api/redis/connection.ts';
import type { QueueSize } from '../queue.ts';

type Redis = ReturnType<typeof createRedis>;

/** The line of one event, and the Redis it is in. */
export interface HeldLine extends AsyncDisposable {
  redis: Redis;
  line: Line;
}

const event = '1';
/** The API's users are ids of the database: as long as these. */
const userAt = (index: number) => String(1_000_000 + index);
const bareKey = 'bare';
const keyOf = { line: `queue:{${event}}:line`, seen: `queue:{${event}}:seen`, bare: bareKey };
const newcomer = { open: true, ticket: null };
const inFlight = 200;
const patienceMs = 60_000;

/** One place, and that taken: all others wait. */
const rules = { instance: 'bench', limit: 1, ratePerSecond: 50, placeSeconds: 86_400, graceSeconds: 3_600 };

/** Over a connection like this one, which is ended; but one that waits for answers as long as they take. */
export async function lineOn(impatient: Redis): Promise<HeldLine> {
  impatient.disconnect();
  const redis = impatient.duplicate({ commandTimeout: patienceMs });
  await once(redis, 'ready');
  return {
    redis,
    line: new Line(redis, rules),
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

/** Joins a second, into an empty line. Throws when somebody does not wait in the end. */
export async function joins({ redis, line }: HeldLine, users: number): Promise<number> {
  await redis.flushall();
  await line.begin(event, { epoch: 1, returning: false, inside: [] });
  await line.join(event, 'the one who is in', newcomer);
  const rate = await aSecond(users, (index) => line.join(event, userAt(index), newcomer));
  const waiting = await redis.zcard(keyOf.line);
  if (waiting !== users) throw new TypeError(`expected ${users} to wait, found ${waiting}`);
  return rate;
}

export async function bareJoins({ redis }: HeldLine, users: number): Promise<number> {
  await redis.flushall();
  return aSecond(users, (index) => redis.zadd(bareKey, index, userAt(index)));
}

const fillChunk = `
for i = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  for _, key in ipairs(KEYS) do redis.call('ZADD', key, 4294967297 + i, tostring(1000000 + i)) end
end
return 0`;
const chunk = 5_000;

/** Puts as many users into these sets as a crowd would, only sooner. Answers the bytes that one takes. */
export async function fill(
  { redis, line }: HeldLine,
  users: number,
  sets: (keyof typeof keyOf)[],
): Promise<number> {
  const keys = sets.map((set) => keyOf[set]);
  const used = async () => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  await redis.del(...keys);
  await line.begin(event, { epoch: 1, returning: false, inside: [] });
  const before = await used();
  for (let from = 0; from < users; from += chunk) {
    await redis.eval(fillChunk, keys.length, ...keys, from, Math.min(users, from + chunk));
  }
  return ((await used()) - before) / users;
}

/** Milliseconds within which 99 of 100 were told where they stand. */
export function statuses({ line }: HeldLine, size: QueueSize): Promise<number> {
  return slowest(size, async (userId) => {
    const found = await line.status(event, userId);
    if (typeof found === 'symbol' || found.kind !== 'waiting') throw new TypeError(`${userId} does not wait`);
  });
}

export function bareAsks({ redis }: HeldLine, size: QueueSize): Promise<number> {
  return slowest(size, async (userId) => {
    await redis.zrank(bareKey, userId);
  });
}

/** Asks spread evenly over the line, one after another. */
async function slowest(
  { asks, waiting }: QueueSize,
  ask: (userId: string) => Promise<void>,
): Promise<number> {
  const tookMs: number[] = [];
  for (let index = 0; index < asks; index += 1) {
    const started = performance.now();
    await ask(userAt(Math.floor((index * waiting) / asks)));
    tookMs.push(performance.now() - started);
  }
  return quantile(tookMs, 0.99);
}

async function aSecond(count: number, work: (index: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  const worker = async () => {
    for (let index = next++; index < count; index = next++) await work(index);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return count / ((performance.now() - started) / 1_000);
}
