import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LedgerPart, LedgerSource } from '../clients/client.ts';
import { LedgerError } from './errors.ts';
import { readLedgerSource } from './read.ts';
import { ledgerRowOf } from './rows.ts';

const from = { path: '/' };

describe('rows', () => {
  test('of the shop’s own words become the ledger’s', () => {
    const part: LedgerPart = {
      kind: 'order',
      from,
      fields: {
        id: 'number',
        buyer: 'customer.login',
        resources: 'event',
        idempotencyKey: 'ref',
        created: 'at',
      },
      states: { PAID: 'confirmed', VOID: 'cancelled' },
    };
    const row = {
      number: 7,
      customer: { login: 'b1' },
      event: 'pool-1',
      quantity: '2',
      state: 'PAID',
      ref: 'k',
      at: new Date(0),
    };
    expect(ledgerRowOf(part, row)).toEqual({
      kind: 'order',
      id: '7',
      buyer: 'b1',
      resources: ['pool-1'],
      quantity: 2,
      state: 'confirmed',
      amount: null,
      idempotencyKey: 'k',
      created: '1970-01-01T00:00:00.000Z',
    });
  });

  test('bigints and numerics of PostgreSQL come as text', () => {
    const row = { key: 'k', amount: '5000', state: 'charged' };
    expect(ledgerRowOf({ kind: 'charge', from }, row)).toMatchObject({ amount: 5_000 });
  });

  test('constants hold for every row', () => {
    const part: LedgerPart = { kind: 'stock', from, constants: { total: 1, held: 0 } };
    const row = { resource: 's1', available: 0, sold: 1 };
    expect(ledgerRowOf(part, row)).toEqual({
      kind: 'stock',
      resource: 's1',
      total: 1,
      available: 0,
      held: 0,
      sold: 1,
    });
  });

  test.each<[string, LedgerPart, Record<string, unknown>, string]>([
    [
      'a state that is not mapped',
      { kind: 'charge', from, states: { OK: 'charged' } },
      { key: 'k', amount: 1, state: 'HM' },
      '"HM" is not mapped',
    ],
    ['a state of nobody’s', { kind: 'charge', from }, { key: 'k', amount: 1, state: 'HM' }, 'state'],
    [
      'a missing column',
      { kind: 'stock', from },
      { resource: 's1', total: 1, available: 1, held: 0 },
      'sold',
    ],
    [
      'an amount in fractions',
      { kind: 'charge', from },
      { key: 'k', amount: 9.9, state: 'charged' },
      'amount',
    ],
    [
      'an amount beyond exactness',
      { kind: 'charge', from },
      { key: 'k', amount: '9007199254740993', state: 'charged' },
      'amount',
    ],
  ])('%s makes the ledger incomplete', (_, part, row, words) => {
    expect(() => ledgerRowOf(part, row)).toThrow(LedgerError);
    expect(() => ledgerRowOf(part, row)).toThrow(words);
  });
});

describe('over HTTP', () => {
  let server: Server;
  let baseUrl: string;
  const pages: Record<string, [number, string]> = {
    '/charges': [
      200,
      '{"data":{"charges":[{"key":"a","amount":1,"state":"charged"},{"key":"b","amount":2,"state":"refunded"}]}}',
    ],
    '/broken': [200, '<html>'],
    '/away': [503, 'later'],
    '/bare': [200, '{"charges":{}}'],
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      const [status, body] = pages[request.url ?? ''] ?? [404, ''];
      response.writeHead(status).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  async function read(source: LedgerSource, base: string | undefined = baseUrl) {
    const rows = [];
    const reading = {
      signal: new AbortController().signal,
      ...(base === undefined ? {} : { baseUrl: base }),
    };
    for await (const row of readLedgerSource(source, reading)) rows.push(row);
    return rows;
  }
  const charges = (path: string, rows = 'charges'): LedgerSource => ({
    parts: [{ kind: 'charge', from: { path, rows } }],
  });

  test('rows are found where they are said to be', async () => {
    const rows = await read(charges('/charges', 'data.charges'));
    expect(rows.map((row) => row.kind === 'charge' && row.key)).toEqual(['a', 'b']);
  });

  test.each([
    ['/broken', 'no JSON'],
    ['/away', 'answered 503'],
    ['/bare', 'no list of rows'],
    ['/gone', 'answered 404'],
  ])('%s makes it incomplete', async (path, words) => {
    await expect(read(charges(path))).rejects.toThrow(LedgerError);
    await expect(read(charges(path))).rejects.toThrow(words);
  });

  test('nobody there makes it incomplete', async () => {
    await expect(read(charges('/charges'), 'http://127.0.0.1:9')).rejects.toThrow('did not answer');
  });

  test('a database that is not there makes it incomplete', async () => {
    const source: LedgerSource = {
      parts: [{ kind: 'order', from: { sql: 'SELECT 1', database: 'postgres://x:y@127.0.0.1:9/z' } }],
    };
    await expect(read(source)).rejects.toMatchObject({
      ledger: true,
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
