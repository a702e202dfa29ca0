import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildProvider } from './app.ts';
import { Conduct } from './behaviour.ts';
import { type Entry, Ledger, LedgerCorrupt } from './ledger.ts';
import { buildOperator } from './operator.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provider-'));
  file = join(folder, 'ledger.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

async function open() {
  const ledger = await Ledger.open(file);
  const conduct = new Conduct();
  const told: [Entry, number][] = [];
  const callbacks = { tell: (entry: Entry, times: number) => told.push([entry, times]) };
  const app = buildProvider({ ledger, conduct, callbacks, logLevel: 'silent' });
  const operator = buildOperator({ ledger, conduct, logLevel: 'silent' });
  const post = async (url: string, payload: object) => {
    const answer = await app.inject({ method: 'POST', url, payload });
    return { status: answer.statusCode, body: answer.json() };
  };
  const charges = async () => (await operator.inject('/ledger')).json().charges;
  const behave = (payload: object) => operator.inject({ method: 'PUT', url: '/behaviour', payload });
  return {
    app,
    operator,
    post,
    charges,
    behave,
    told,
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  };
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
    await provider.behave({ refuse: true });
    expect((await provider.post('/charges', { key: 'k', amount: 1 })).status).toBe(402);
    await provider.behave({});
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
    await provider.operator.inject({ method: 'DELETE', url: '/ledger' });
    expect(await provider.charges()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('');
  }
  await appendFile(file, 'hello\n');
  await expect(Ledger.open(file)).rejects.toThrow(LedgerCorrupt);
});

test('a method is refused by its name, and what was refused under a key stays refused', async () => {
  await using provider = await open();
  await provider.behave({ refuseMethods: ['wallet'] });
  const wallet = { key: 'k', amount: 1, method: 'wallet' };
  expect((await provider.post('/charges', wallet)).status).toBe(402);
  expect((await provider.post('/charges', { ...wallet, key: 'l', method: 'card' })).status).toBe(200);
  expect((await provider.post('/charges', { ...wallet, method: 'card' })).status).toBe(402);
  expect(await provider.charges()).toEqual([{ key: 'l', amount: 1, state: 'charged' }]);
});

test('new charges are told of as often as is set, refused ones too; what is known is not told again', async () => {
  await using provider = await open();
  await provider.behave({ callBacks: 2 });
  await provider.post('/charges', { key: 'a', amount: 1 });
  await provider.post('/charges', { key: 'a', amount: 1 });
  await provider.behave({ callBacks: 1, refuse: true });
  await provider.post('/charges', { key: 'b', amount: 2 });
  expect(provider.told).toEqual([
    [{ key: 'a', amount: 1, state: 'charged' }, 2],
    [{ key: 'b', amount: 2, state: 'refused' }, 1],
  ]);
});

test('bad input, and what only an operator is served', async () => {
  await using provider = await open();
  for (const payload of [
    {},
    { key: 'k' },
    { key: 'k', amount: -1 },
    { key: 'k', amount: '1' },
    { key: '', amount: 1 },
    { key: 'k', amount: 1, method: '' },
  ]) {
    expect(await provider.post('/charges', payload)).toMatchObject({
      status: 400,
      body: { code: 'invalid_request' },
    });
  }
  for (const payload of [{ delayMs: 60_001 }, { refuse: 'yes' }, { callBacks: 6 }, { other: true }]) {
    expect((await provider.behave(payload)).statusCode).toBe(400);
  }
  const good = { delayMs: 0, refuse: false, refuseMethods: [], silent: false, callBacks: 0 };
  expect((await provider.operator.inject('/behaviour')).json()).toEqual(good);
  for (const url of ['/ledger', '/behaviour', '/nothing']) {
    expect((await provider.app.inject(url)).json()).toMatchObject({ code: 'route_not_found' });
  }
  expect((await provider.app.inject('/charges/none')).statusCode).toBe(404);
});
