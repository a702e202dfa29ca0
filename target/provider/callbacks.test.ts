import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Callbacks } from './callbacks.ts';
import type { Entry } from './ledger.ts';

const secret = 'between the two';
const entry: Entry = { key: 'k', amount: 500, state: 'charged' };

let server: Server;
let url: string;
let answers: number[];
let heard: { body: string; signature: unknown }[];
beforeEach(async () => {
  answers = [];
  heard = [];
  server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request);
    heard.push({ body: chunks.join(''), signature: request.headers['x-signature'] });
    response.writeHead(answers.shift() ?? 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('is sent as often as asked, signed, until somebody says that it was heard', async () => {
  answers = [503, 404];
  const givenUp: string[] = [];
  await using callbacks = new Callbacks({
    urls: [url, 'http://127.0.0.1:9/'],
    secret,
    onGivenUp: (key) => givenUp.push(key),
  });
  callbacks.tell(entry, 2);
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(4);
  const signature = `sha256=${createHmac('sha256', secret).update(JSON.stringify(entry)).digest('hex')}`;
  expect(heard).toEqual(Array(4).fill({ body: JSON.stringify(entry), signature }));
  expect(givenUp).toEqual([]);
});

test('nobody to call: it is given up and said so; asked for nothing, nothing is sent', async () => {
  const givenUp: string[] = [];
  await using callbacks = new Callbacks({ urls: [], secret, onGivenUp: (key) => givenUp.push(key) });
  callbacks.tell(entry, 0);
  expect(givenUp).toEqual([]);
  callbacks.tell(entry, 1);
  expect(givenUp).toEqual(['k']);
});

test('the end does not wait for those whom nobody hears', async () => {
  answers = Array(20).fill(500);
  const callbacks = new Callbacks({ urls: [url], secret, onGivenUp: () => {} });
  callbacks.tell(entry, 3);
  await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(3);
  await callbacks[Symbol.asyncDispose]();
  expect(heard.length).toBeLessThan(20);
});
