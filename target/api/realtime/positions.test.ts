import { describe, expect, test } from 'vitest';
import type { QueuePlace } from '../domain/queueing.ts';
import type { Connection } from './io.ts';
import { Positions } from './positions.ts';
import type { QueueView } from './queue-view.ts';

/** Connections that remember what they were sent. */
function waiter(id: string) {
  const sent: [string, unknown][] = [];
  const emit = (name: string, body: unknown) => sent.push([name, body]);
  const connection = { id, data: { userId: id }, emit } as unknown as Connection;
  return { connection, sent };
}

function positions(
  position: (eventId: string, userId: string) => Promise<number | null>,
  state = 'admitted',
) {
  const errors: unknown[] = [];
  const queue: QueueView = {
    status: async () => ({ kind: 'done', status: 200, replayed: false, answer: { state } as QueuePlace }),
    async position(eventId: string, userId: string) {
      const at = await position(eventId, userId);
      return at === null ? null : { position: at, total: 9, etaSeconds: 1 };
    },
  };
  return { errors, all: new Positions({ queue, everyMs: 5_000, onError: (error) => errors.push(error) }) };
}

describe('positions', () => {
  test('are spread evenly over the phases, one phase for each client', () => {
    const { all } = positions(async () => 1);
    for (let id = 0; id < 1_000; id += 1) all.follow(waiter(String(id)).connection, '1');
    expect(new Set(all.sizes)).toEqual(new Set([50]));
    const again = waiter('7').connection;
    all.follow(again, '2');
    expect(new Set(all.sizes)).toEqual(new Set([50]));
    all.leave(again, '1');
    expect(all.sizes.reduce((sum, size) => sum + size)).toBe(1_000);
    all.leave(again, null);
    expect(all.sizes.reduce((sum, size) => sum + size)).toBe(999);
  });

  test('are told until the turn comes', async () => {
    let at: number | null = 2;
    const { all } = positions(async () => at);
    const { connection, sent } = waiter('7');
    all.follow(connection, '1');
    await all.tell(0);
    at = null;
    await all.tell(0);
    await all.tell(0);
    expect(sent).toEqual([
      ['queue-position', { eventId: '1', position: 2, total: 9, etaSeconds: 1 }],
      ['queue-enter', { eventId: '1' }],
    ]);
  });

  test('end for who gave up, without a turn', async () => {
    const { all } = positions(async () => null, 'gone');
    const { connection, sent } = waiter('7');
    all.follow(connection, '1');
    await all.tell(0);
    expect(sent).toEqual([]);
    expect(all.sizes.reduce((sum, size) => sum + size)).toBe(0);
  });

  test('that nobody knows are told the next time', async () => {
    let fails = true;
    const { all, errors } = positions(async () => {
      if (fails) throw new Error('Redis is away');
      return 3;
    });
    const { connection, sent } = waiter('7');
    all.follow(connection, '1');
    await all.tell(0);
    expect(errors).toHaveLength(1);
    fails = false;
    await all.tell(0);
    expect(sent).toHaveLength(1);
  });
});
