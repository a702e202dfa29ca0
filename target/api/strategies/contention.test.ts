import type { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import type { Database } from '../database/database.ts';
import { noContention } from '../domain/contention.ts';
import { Contended } from '../domain/outages.ts';
import { openApp } from '../testing/parts.ts';
import { createEventLock } from './event-lock.ts';
import { optimistic } from './optimistic.ts';

const request = { userId: '7', eventId: '1', seatIds: ['9'], remember: null };

test('a version that is always gone: so many conflicts, a retry between two, and then enough', async () => {
  const contention = noContention();
  const database = {
    contention,
    read: async () => [{ refusal: 'seat_taken', first: null, versions: [1] }],
    write: async () => [],
  } as unknown as Database;
  await expect(optimistic(database, 300).hold(request)).rejects.toThrow(Contended);
  expect(contention).toEqual({ conflicts: 5, retries: 4, lockTimeouts: 1 });
});

test('a lock that is another’s is one conflict, however often it is asked for', async () => {
  const contention = noContention();
  const answers = [null, null, 'OK'];
  const redis = { set: async () => answers.shift(), eval: async () => 1 } as unknown as Redis;
  const lock = createEventLock(redis, (command) => command(), contention);
  await lock('1', async () => ({ kind: 'refused', code: 'seat_taken' }));
  expect(contention).toEqual({ conflicts: 1, retries: 2, lockTimeouts: 0 });
});

test('/metrics shows what was counted, and no more of it when asked twice', async () => {
  const contention = { conflicts: 3, retries: 2, lockTimeouts: 1 };
  const { app } = await openApp({ database: { load: { open: 0, idle: 0, waiting: 0 }, contention } });
  await app.inject('/metrics');
  const { body } = await app.inject('/metrics');
  expect(body).toContain('contention_total{kind="conflict",instance="api-test"} 3');
  expect(body).toContain('contention_total{kind="retry",instance="api-test"} 2');
  expect(body).toContain('contention_total{kind="lock-timeout",instance="api-test"} 1');
});
