import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../app.ts';
import type { ChargeReport } from '../domain/ordering.ts';
import { openApp } from '../testing/parts.ts';

const secret = 'between the two';
const report: ChargeReport = { key: '3b241101-e2bb-4255-8caf-4136c566a962', amount: 5_000, state: 'charged' };

let app: App;
let heard: ChargeReport[];
let answer: 'heard' | 'unknown';
beforeEach(async () => {
  heard = [];
  answer = 'heard';
  const callbacks = {
    async heard(one: ChargeReport) {
      heard.push(one);
      return answer;
    },
  };
  ({ app } = await openApp({ paymentCallbacks: { callbacks, secret } }));
});
afterEach(() => app.close());

const sign = (body: string, by = secret) => `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;

async function call(body: string, signature?: string) {
  const headers = {
    'content-type': 'application/json',
    ...(signature === undefined ? {} : { 'x-signature': signature }),
  };
  const said = await app.inject({
    method: 'POST',
    url: '/internal/payments/callback',
    headers,
    payload: body,
  });
  return { status: said.statusCode, body: said.json() };
}
const callSigned = (body: string) => call(body, sign(body));

test('what the provider signed is heard', async () => {
  expect(await callSigned(JSON.stringify(report))).toEqual({ status: 200, body: { status: 'heard' } });
  expect(heard).toEqual([report]);
});

test('a payment that is not there', async () => {
  answer = 'unknown';
  expect(await callSigned(JSON.stringify(report))).toMatchObject({
    status: 404,
    body: { code: 'payment_not_found' },
  });
});

describe('nothing is heard', () => {
  const body = JSON.stringify(report);
  test.each([
    ['without a signature', undefined],
    ['with an empty one', ''],
    ['with one of another secret', sign(body, 'guessed')],
    ['with one of another body', sign(`${body} `)],
    ['without its beginning', sign(body).slice('sha256='.length)],
    ['with more behind it', `${sign(body)}0`],
    ['in capitals', sign(body).toUpperCase()],
  ])('%s', async (_, signature) => {
    expect(await call(body, signature)).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
    expect(heard).toEqual([]);
  });

  test.each([
    ['{', 'body'],
    ['[]', 'body'],
    ['{"key":"x","amount":1,"state":"charged"}', 'key'],
    [JSON.stringify({ ...report, amount: -1 }), 'amount'],
    [JSON.stringify({ ...report, amount: '5000' }), 'amount'],
    [JSON.stringify({ ...report, state: 'refunded' }), 'state'],
    [JSON.stringify({ ...report, more: 1 }), 'more'],
    [JSON.stringify({ key: report.key, amount: 1 }), 'state'],
  ])('of %s, though it is signed', async (bad, field) => {
    expect(await callSigned(bad)).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
    expect(heard).toEqual([]);
  });

  test('of anything but JSON', async () => {
    const said = await app.inject({
      method: 'POST',
      url: '/internal/payments/callback',
      headers: { 'content-type': 'text/plain', 'x-signature': sign('a') },
      payload: 'a',
    });
    expect(said.statusCode).toBe(415);
  });
});

test('without a secret there is no such route', async () => {
  const { app: deaf } = await openApp();
  const said = await deaf.inject({ method: 'POST', url: '/internal/payments/callback', payload: report });
  expect(said.statusCode).toBe(404);
  await deaf.close();
});
