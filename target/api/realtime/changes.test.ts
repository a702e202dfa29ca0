import { afterEach, expect, test } from 'vitest';
import { away } from '../redis/guard.ts';
import { Changes } from './changes.ts';
import type { SeatSeen, Telling } from './messages.ts';
import { MemoryRedis, memoryRealtime } from './testing/memory.ts';

const ends: Changes[] = [];
afterEach(() => {
  for (const changes of ends.splice(0)) changes[Symbol.dispose]();
});

/** Changes over seats that are as `seats` says when they are asked for; each telling waits to be let through. */
function made(seats: Map<string, SeatSeen>, { taken = true } = {}) {
  const asked: string[][] = [];
  const told: Telling[][] = [];
  const here: [Telling[], boolean][] = [];
  const errors: unknown[] = [];
  let fails = 0;
  const changes = new Changes({
    truth: {
      async changed(_eventId, ids) {
        asked.push([...ids]);
        if (fails-- > 0) throw new Error('PostgreSQL is away');
        return { available: 5, seats: ids.flatMap((id) => seats.get(id) ?? []) };
      },
    },
    line: {
      async tell(_eventId, tellings) {
        told.push([...tellings]);
        return taken ? undefined : away;
      },
    },
    metrics: memoryRealtime(new MemoryRedis()).metrics,
    ...{ gapMs: 20, retryMs: 1, onError: (error) => errors.push(error) },
  });
  const fail = (times: number) => {
    fails = times;
  };
  changes.tellHere = (_eventId, tellings, everybody) => here.push([[...tellings], everybody]);
  ends.push(changes);
  return { changes, asked, told, here, errors, fail };
}

const seat = (id: string, status: SeatSeen['status'], version: number) =>
  [id, { id, status, version }] as const;

test('the first at once, later ones together, as they are by then', async () => {
  const seats = new Map([seat('1', 'held', 1), seat('2', 'held', 1)]);
  const { changes, asked, told } = made(seats);
  changes.changed('1', [{ id: '1', status: 'held' }]);
  expect(asked).toEqual([['1']]);
  changes.changed('1', [{ id: '2', status: 'held' }]);
  changes.changed('1', [{ id: '1', status: 'booked' }]);
  changes.changed('1', [{ id: '2', status: 'available' }]);
  seats.set(...seat('1', 'booked', 2)).set(...seat('2', 'available', 2));
  await expect.poll(() => told.length).toBe(2);
  expect(asked).toEqual([['1'], ['2', '1']]);
  expect(told[1]).toEqual([
    { name: 'seat-updated', body: { seats: [seats.get('2'), seats.get('1')] } },
    { name: 'ticket-sold', body: { seatIds: ['1'], availableTickets: 5 } },
  ]);
});

test('how many are left is told when it is another number than was told last, by whomever', async () => {
  const { changes, told } = made(new Map([seat('1', 'held', 1)]));
  const names = () => told.map((tellings) => tellings.map(({ name }) => name));
  changes.changed('1', [{ id: '1', status: 'held' }]);
  await expect.poll(names).toEqual([['seat-updated', 'ticket-updated']]);
  changes.changed('1', [{ id: '1', status: 'held' }]);
  await expect.poll(() => names()[1]).toEqual(['seat-updated']);
  changes.heard('1', 6);
  changes.changed('1', [{ id: '1', status: 'held' }]);
  await expect.poll(() => names()[2]).toEqual(['seat-updated', 'ticket-updated']);
});

test('what is told again is no sale', async () => {
  const { changes, told } = made(new Map([seat('1', 'booked', 2)]));
  changes.tellAgain('1', ['1']);
  await expect.poll(() => told[0]?.map(({ name }) => name)).toEqual(['seat-updated', 'ticket-updated']);
});

test('many seats are told in several messages', async () => {
  const seats = new Map(Array.from({ length: 1_001 }, (_, at) => seat(String(at), 'held', 1)));
  const { changes, told } = made(seats);
  changes.tellAgain('1', [...seats.keys()]);
  await expect.poll(() => told[0]?.filter(({ name }) => name === 'seat-updated')).toHaveLength(3);
});

test('PostgreSQL away: what is to be told is kept, and told when it answers', async () => {
  const { changes, told, errors, fail } = made(new Map([seat('1', 'held', 1)]));
  fail(3);
  changes.changed('1', [{ id: '1', status: 'held' }]);
  await expect.poll(() => told.length).toBe(1);
  expect(errors).toHaveLength(3);
});

test('Redis away: the users here are told so', async () => {
  const { changes, here } = made(new Map([seat('1', 'held', 1)]), { taken: false });
  changes.changed('1', [{ id: '1', status: 'held' }]);
  await expect.poll(() => here.length).toBe(1);
  expect(here[0]?.[1]).toBe(false);
});

test('an event that is not there is nothing to tell of, nor is anything after the end', async () => {
  const { changes, asked, told } = made(new Map());
  changes.changed('1', [{ id: '9', status: 'held' }]);
  await expect.poll(() => told.flat().map(({ name }) => name)).toEqual(['ticket-updated']);
  changes[Symbol.dispose]();
  changes.changed('2', [{ id: '9', status: 'held' }]);
  expect(asked).toHaveLength(1);
});
