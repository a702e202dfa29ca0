import { describe, expect, test } from 'vitest';
import type { HoldRequest } from './domain/holding.ts';
import { Contended, OutcomeUnknown, Unavailable, UnknownUser, UnstorableText } from './domain/outages.ts';
import { openApp } from './testing/parts.ts';

const lock = { method: 'POST', url: '/api/seats/lock' } as const;
const selection = { eventId: '1', seatIds: ['2', '10'] };

describe('bad input gets a problem document that names the field', () => {
  const register = { method: 'POST', url: '/api/auth/register' } as const;
  const confirm = { method: 'POST', url: '/api/reservations/1/confirm' } as const;
  const cases = [
    { name: 'no body', request: lock, payload: undefined, field: 'body' },
    { name: 'a list for a body', request: lock, payload: [], field: 'body' },
    { name: 'no event', request: lock, payload: { seatIds: ['1'] }, field: 'eventId' },
    { name: 'a number for an id', request: lock, payload: { ...selection, eventId: 1 }, field: 'eventId' },
    { name: 'no seats', request: lock, payload: { ...selection, seatIds: [] }, field: 'seatIds' },
    {
      name: 'five seats',
      request: lock,
      payload: { eventId: '1', seatIds: ['1', '2', '3', '4', '5'] },
      field: 'seatIds',
    },
    { name: 'a seat twice', request: lock, payload: { eventId: '1', seatIds: ['1', '1'] }, field: 'seatIds' },
    {
      name: 'a negative seat',
      request: lock,
      payload: { eventId: '1', seatIds: ['-1'] },
      field: 'seatIds.0',
    },
    {
      name: 'an id beyond 64 bits',
      request: lock,
      payload: { ...selection, eventId: '9'.repeat(19) },
      field: 'eventId',
    },
    { name: 'a field too many', request: lock, payload: { ...selection, price: 0 }, field: 'price' },
    {
      name: 'no address',
      request: register,
      payload: { email: 'x', password: 'long enough' },
      field: 'email',
    },
    {
      name: 'a short password',
      request: register,
      payload: { email: 'a@b.test', password: 'x' },
      field: 'password',
    },
    {
      name: 'U+0000 in an address',
      request: register,
      payload: { email: 'a\0@b.test', password: 'long enough' },
      field: 'email',
    },
    {
      name: 'U+0000 in a password',
      request: register,
      payload: { email: 'a@b.test', password: 'long\0enough' },
      field: 'password',
    },
    {
      name: 'U+0000 in a name',
      request: register,
      payload: { email: 'a@b.test', password: 'long enough', name: 'A\0' },
      field: 'name',
    },
    {
      name: 'U+0000 in a password to log in with',
      request: { method: 'POST', url: '/api/auth/login' } as const,
      payload: { email: 'a@b.test', password: '\0' },
      field: 'password',
    },
    { name: 'U+0000 in a method', request: confirm, payload: { method: 'ca\0rd' }, field: 'method' },
    {
      name: 'U+0000 in an id',
      request: { method: 'GET', url: '/api/events/1%00' } as const,
      payload: undefined,
      field: 'eventId',
    },
    {
      name: 'a URL that cannot be decoded',
      request: { method: 'GET', url: '/api/events/%' } as const,
      payload: undefined,
      field: 'url',
    },
    { name: 'a method that is none', request: confirm, payload: { method: '' }, field: 'method' },
    {
      name: 'an event that is none',
      request: { method: 'GET', url: '/api/events/abc' } as const,
      payload: undefined,
      field: 'eventId',
    },
    {
      name: 'a page of none',
      request: { method: 'GET', url: '/api/events?limit=0' } as const,
      payload: undefined,
      field: 'limit',
    },
  ];
  test.each(cases)('$name', async ({ request, payload, field }) => {
    const { app, authorization } = await openApp();
    const answer = await app.inject({
      ...request,
      headers: { authorization },
      ...(payload === undefined ? {} : { payload }),
    });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request', field });
    expect(answer.statusCode).toBe(400);
  });

  test('JSON that is none, a body that is not JSON, one that is too large', async () => {
    const { app, authorization } = await openApp();
    const send = (type: string, payload: string) =>
      app.inject({ ...lock, headers: { authorization, 'content-type': type }, payload });
    expect((await send('application/json', '{"eventId')).json()).toMatchObject({
      status: 400,
      field: 'body',
    });
    expect((await send('text/plain', 'hello')).json()).toMatchObject({
      status: 415,
      code: 'unsupported_media_type',
    });
    const large = JSON.stringify({ ...selection, more: 'x'.repeat(20_000) });
    expect((await send('application/json', large)).json()).toMatchObject({
      status: 413,
      code: 'body_too_large',
    });
  });

  test('an idempotency key that is empty, has a space in it or is too long', async () => {
    const { app, authorization } = await openApp();
    for (const key of ['', 'two words', 'x'.repeat(201)]) {
      const headers = { authorization, 'idempotency-key': key };
      const answer = await app.inject({ ...lock, headers, payload: selection });
      expect(answer.json()).toMatchObject({ status: 400, field: 'idempotency-key' });
    }
  });

  test.each([
    ['an id of 300 digits', `/api/events/${'9'.repeat(300)}`],
    ['an order of 300 digits', `/api/reservations/${'9'.repeat(300)}/confirm`],
  ])('%s', async (_name, url) => {
    const { app, authorization } = await openApp();
    const method = url.endsWith('confirm') ? 'POST' : 'GET';
    const answer = await app.inject({ method, url, headers: { authorization } });
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.statusCode).toBe(414);
    expect(answer.json()).toMatchObject({ status: 414, code: 'url_too_long' });
  });

  test('a URL longer than all headers may be', async () => {
    const { app } = await openApp();
    try {
      const base = await app.listen({ host: '127.0.0.1', port: 0 });
      const answer = await fetch(`${base}/api/events/${'9'.repeat(20_000)}`);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.status).toBe(431);
      expect(await answer.json()).toMatchObject({ status: 431, code: 'headers_too_large' });
    } finally {
      await app.close();
    }
  });

  test('a route that is none', async () => {
    const { app } = await openApp();
    expect((await app.inject('/api/nothing')).json()).toMatchObject({ status: 404, code: 'route_not_found' });
    expect((await app.inject('/api/events/9')).json()).toMatchObject({
      status: 404,
      code: 'event_not_found',
    });
    expect((await app.inject('/api/events/9/seats')).json()).toMatchObject({ code: 'event_not_found' });
  });
});

describe('who may', () => {
  const routes = [
    ['GET', '/api/auth/me'],
    ['POST', '/api/seats/lock'],
    ['DELETE', '/api/seats/lock'],
    ['POST', '/api/queue/1/join'],
    ['GET', '/api/queue/1/status'],
    ['DELETE', '/api/queue/1'],
    ['POST', '/api/reservations'],
    ['POST', '/api/reservations/create'],
    ['POST', '/api/reservations/1/confirm'],
    ['POST', '/api/reservations/1/cancel'],
    ['GET', '/api/reservations/mine'],
  ] as const;
  test.each(routes)('%s %s needs a token', async (method, url) => {
    const { app, authorization } = await openApp();
    const unsigned = `Bearer ${btoa('{"alg":"none","typ":"JWT"}')}.${btoa('{"sub":"7"}')}.`;
    const forged = `${authorization.slice(0, -4)}AAAA`;
    for (const headers of [
      {},
      { authorization: 'Bearer x' },
      { authorization: unsigned },
      { authorization: forged },
    ]) {
      const answer = await app.inject({ method, url, headers });
      expect(answer.json()).toMatchObject({ status: 401, code: 'unauthorized' });
    }
  });

  test('register, log in, me', async () => {
    const { app } = await openApp();
    const payload = { email: 'ann@example.test', password: 'long enough', name: 'Ann' };
    const registered = await app.inject({ method: 'POST', url: '/api/auth/register', payload });
    expect(registered.statusCode).toBe(201);
    expect(registered.json().user).toEqual({ id: '1', email: payload.email, name: 'Ann', role: 'buyer' });
    const twice = await app.inject({ method: 'POST', url: '/api/auth/register', payload });
    expect(twice.json()).toMatchObject({ status: 409, code: 'email_taken', field: 'email' });
    const logIn = (email: string, password: string) =>
      app.inject({ method: 'POST', url: '/api/auth/login', payload: { email, password } });
    expect((await logIn(payload.email, 'wrong')).json()).toMatchObject({
      status: 401,
      code: 'bad_credentials',
    });
    expect((await logIn('bob@example.test', 'wrong')).json()).toMatchObject({ code: 'bad_credentials' });
    const { token } = (await logIn(payload.email, payload.password)).json();
    const me = await app.inject({ url: '/api/auth/me', headers: { authorization: `Bearer ${token}` } });
    expect(me.json()).toMatchObject({ id: '1', email: payload.email });
    expect(JSON.stringify(me.json())).not.toContain('scrypt');
  });
});

describe('what fails below', () => {
  const cases = [
    { error: new Unavailable('x'), status: 503, code: 'unavailable', retry: '1' },
    { error: new OutcomeUnknown('x'), status: 503, code: 'outcome_unknown', retry: '1' },
    { error: new Contended('x'), status: 409, code: 'busy', retry: '1' },
    { error: new UnstorableText('x'), status: 400, code: 'invalid_request', retry: undefined },
    { error: new UnknownUser('x'), status: 401, code: 'unauthorized', retry: undefined },
    { error: new TypeError('secret detail'), status: 500, code: 'internal', retry: undefined },
  ];
  test.each(cases)('$error.name is $code', async ({ error, status, code, retry }) => {
    const hold = async () => {
      throw error;
    };
    const { app, authorization } = await openApp({ strategy: { name: 'failing', hold } });
    const answer = await app.inject({ ...lock, headers: { authorization }, payload: selection });
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.headers['retry-after']).toBe(retry);
    expect(answer.body).not.toContain('secret');
  });

  test('not ready says what is missing; health does not care', async () => {
    const { app } = await openApp({ notReady: async () => 'the schema is not there yet' });
    const answer = await app.inject('/ready');
    expect(answer.json()).toMatchObject({ status: 503, detail: 'the schema is not there yet' });
    expect((await app.inject('/health')).json()).toEqual({ status: 'ok', instance: 'api-test' });
    expect((await app.inject('/api/health')).statusCode).toBe(200);
  });
});

test('seats are asked for in id order, and the fingerprint does not depend on how it was written', async () => {
  const seen: HoldRequest[] = [];
  const hold = async (request: HoldRequest) => {
    seen.push(request);
    return { kind: 'refused' as const, code: 'seat_taken' as const };
  };
  const { app, authorization } = await openApp({ strategy: { name: 'seeing', hold } });
  const headers = { authorization, 'idempotency-key': 'k', 'content-type': 'application/json' };
  await app.inject({ ...lock, headers, payload: '{"eventId":"1","seatIds":["10","9"]}' });
  await app.inject({ ...lock, headers, payload: '{ "seatIds": ["9", "10"], "eventId": "1" }' });
  const remember = { key: 'k', fingerprint: 'hold 1 9 10' };
  const expected = { userId: '7', eventId: '1', seatIds: ['9', '10'], remember };
  expect(seen).toEqual([expected, expected]);
});

test('OpenAPI describes every route, and metrics count what happened', async () => {
  const { app, authorization } = await openApp();
  const { paths } = (await app.inject('/openapi.json')).json();
  expect(Object.keys(paths).toSorted()).toEqual(
    [
      ...['/api/auth/login', '/api/auth/me', '/api/auth/register', '/api/events/', '/api/events/{eventId}'],
      ...['/api/events/{eventId}/seats', '/api/health', '/api/queue/{eventId}'],
      ...['/api/queue/{eventId}/join', '/api/queue/{eventId}/status'],
      ...['/api/reservations', '/api/reservations/create'],
      ...['/api/reservations/mine', '/api/reservations/{id}/cancel', '/api/reservations/{id}/confirm'],
      ...['/api/seats/lock', '/health', '/ready'],
    ].map((path) => path.replace(/\/$/, '')),
  );
  await app.inject({ ...lock, headers: { authorization }, payload: { eventId: 'x' } });
  const { body } = await app.inject('/metrics');
  expect(body).toMatch(
    /http_request_duration_seconds_count\{.*route="\/api\/seats\/lock",status="400".*\} 1/,
  );
});
