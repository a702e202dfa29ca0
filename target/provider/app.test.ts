import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildProvider } from './app.ts';
import { Ledger, LedgerCorrupt } from './ledger.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provider-'));
  file = join(folder, 'ledger.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

async function open(operator = true) {
  const ledger = await Ledger.open(file);
  const app = buildProvider({ ledger, operator, logLevel: 'silent' });
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  const charges = async () => (await app.inject('/ledger')).json().charges;
  return { app, post, charges, [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose]() };
}

describe('by key', () => {
  test('charged and refunded once, however often it is asked', async () => {
    await using provider = await open();
    const charge = { key: 'k', amount: 500 };
    const answers = await Promise.all([1, 2, 3].map(() => provider.post('/charges', charge)));
    for (const { status, body } of answers) expect([status, body.state]).toEqual([200, 'charged']);
    expect(await provider.charges()).toEqual([{ ...charge, state: 'charged' }]);
    expect((await provider.post('/refunds', { key: 'k' })).body.state).toBe('refunded');
    expect((await provider.post('/refunds', { key: 'k' })).body.state).toBe('refunded');
    expect(await provider.charges()).toEqual([{ ...charge, state: 'refunded' }]);
    expect((await provider.post('/charges', charge)).status).toBe(409);
    expect((await provider.app.inject('/charges/k')).json()).toEqual({ ...charge, state: 'refunded' });
  });

  test('another amount under a key is refused', async () => {
    await using provider = await open();
    await provider.post('/charges', { key: 'k', amount: 500 });
    expect(await provider.post('/charges', { key: 'k', amount: 1 })).toMatchObject({ status: 422 });
  });

  test('a refund that comes before its charge keeps the charge from happening', async () => {
    await using provider = await open();
    expect((await provider.post('/refunds', { key: 'k' })).body.state).toBe('void');
    expect(await provider.post('/charges', { key: 'k', amount: 1 })).toMatchObject({ status: 409 });
    expect(await provider.charges()).toEqual([]);
  });

  test('refused stays refused, and is no charge', async () => {
    await using provider = await open();
    await provider.app.inject({ method: 'PUT', url: '/behaviour', payload: { refuse: true } });
    expect((await provider.post('/charges', { key: 'k', amount: 1 })).status).toBe(402);
    await provider.app.inject({ method: 'PUT', url: '/behaviour', payload: {} });
    expect(await provider.post('/charges', { key: 'k', amount: 1 })).toMatchObject({
      status: 402,
      body: { code: 'refused' },
    });
    expect(await provider.charges()).toEqual([]);
  });
});

test('the ledger outlives the process, a torn last line too; what is not ours is refused', async () => {
  {
    await using provider = await open();
    await provider.post('/charges', { key: 'a', amount: 1 });
    await provider.post('/charges', { key: 'b', amount: 2 });
    await provider.post('/refunds', { key: 'a' });
  }
  await appendFile(file, '{"key":"c","amo');
  {
    await using provider = await open();
    expect(await provider.charges()).toEqual([
      { key: 'a', amount: 1, state: 'refunded' },
      { key: 'b', amount: 2, state: 'charged' },
    ]);
    await provider.post('/charges', { key: 'd', amount: 4 });
    expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(5);
    await provider.app.inject({ method: 'DELETE', url: '/ledger' });
    expect(await provider.charges()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('');
  }
  await appendFile(file, 'hello\n');
  await expect(Ledger.open(file)).rejects.toThrow(LedgerCorrupt);
});

test('bad input, and what only an operator may', async () => {
  await using provider = await open(false);
  for (const payload of [
    {},
    { key: 'k' },
    { key: 'k', amount: -1 },
    { key: 'k', amount: '1' },
    { key: '', amount: 1 },
  ]) {
    expect(await provider.post('/charges', payload)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  }
  expect((await provider.app.inject({ method: 'DELETE', url: '/ledger' })).statusCode).toBe(403);
  expect((await provider.app.inject({ method: 'PUT', url: '/behaviour', payload: {} })).statusCode).toBe(403);
  expect((await provider.app.inject('/charges/none')).statusCode).toBe(404);
  expect((await provider.app.inject('/nothing')).json()).toMatchObject({ code: 'route_not_found' });
});
