import type pg from 'pg';
import { expect, test } from 'vitest';
import { noContention } from '../domain/contention.ts';
import { Contended } from '../domain/outages.ts';
import { Database } from './database.ts';

const anything = { name: 'anything', text: 'SELECT 1' };
const sqlState = (code: string) => Object.assign(new Error(code), { code });

/** A database whose statements end with these errors, one after the other, and then go well. */
function failing(...codes: string[]): Database {
  const client = {
    async query(asked: unknown) {
      const code = typeof asked === 'string' ? undefined : codes.shift();
      if (code !== undefined) throw sqlState(code);
      return { rows: [{ well: true }] };
    },
    release() {},
  };
  return new Database({ connect: async () => client } as unknown as pg.Pool);
}

test('a deadlock is a conflict, and its victim is tried again', async () => {
  const database = failing('40P01', '40P01');
  expect(await database.write(anything, [])).toEqual([{ well: true }]);
  expect(database.contention).toEqual({ conflicts: 2, retries: 2, lockTimeouts: 0 });
});

test('the last deadlock is told, and nothing is asked again', async () => {
  const database = failing('40P01', '40P01', '40P01', '40P01');
  await expect(database.write(anything, [])).rejects.toThrow(Contended);
  expect(database.contention).toEqual({ conflicts: 3, retries: 2, lockTimeouts: 0 });
});

test('a lock not had in time is counted, alone and in a transaction', async () => {
  const database = failing('55P03', '57014');
  await expect(database.write(anything, [])).rejects.toThrow(Contended);
  const kept = database.transaction(async (run) => ({ result: await run(anything, []), keep: true }));
  await expect(kept).rejects.toThrow(Contended);
  expect(database.contention).toEqual({ conflicts: 0, retries: 0, lockTimeouts: 2 });
});

test('what no rival has to do with is not counted', async () => {
  const database = failing('23505');
  await expect(database.write(anything, [])).rejects.toThrow('23505');
  expect(database.contention).toEqual(noContention());
});
