import { afterEach, describe, expect, test } from 'vitest';
import type { App } from '../app.ts';
import { openApp } from '../testing/parts.ts';
import { type DialectName, dialects } from './dialects.ts';

let app: App;
afterEach(() => app.close());

async function opened(dialect: DialectName) {
  const open = await openApp({}, dialect);
  ({ app } = open);
  return async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const { authorization } = open;
    const answer = await app.inject({
      ...{ method, url, headers: { authorization } },
      ...(payload ? { payload } : {}),
    });
    return { status: answer.statusCode, ...answer.json() };
  };
}

const everyones = ['GET /health', 'GET /ready', 'POST /api/auth/login', 'GET /api/auth/me'];
const own: Record<DialectName, string[]> = {
  seats: ['GET /api/events/{eventId}/seats', 'POST /api/seats/lock', 'POST /api/reservations'],
  matches: [
    ...['GET /api/matches', 'GET /api/matches/{matchId}', 'GET /api/matches/{matchId}/seats'],
    ...['POST /api/tickets/hold', 'POST /api/tickets/book', 'POST /api/tickets/cancel'],
  ],
  quantity: [
    ...['GET /api/events', 'POST /api/events', 'GET /api/events/{id}', 'PUT /api/events/{id}'],
    'POST /api/events/{id}/reservations',
    ...['GET /api/reservations/{id}', 'DELETE /api/reservations/{id}'],
  ],
};
const names = Object.keys(dialects) as DialectName[];

test.each(names)('%s: its own routes and everyone’s, and none of the others’', async (dialect) => {
  const call = await opened(dialect);
  const { paths } = (await call('GET', '/openapi.json')) as unknown as { paths: Record<string, object> };
  const served = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(served).toEqual(expect.arrayContaining([...everyones, ...own[dialect]]));
  const others = names.filter((name) => name !== dialect).flatMap((name) => own[name]);
  const foreign = others.filter((route) => !own[dialect].includes(route) && route !== 'GET /api/events');
  expect(served.filter((route) => foreign.includes(route))).toEqual([]);
});

test.each(names)('%s: what is rehearsed with can be asked for', async (dialect) => {
  const call = await opened(dialect);
  const { path, body } = dialects[dialect].rehearsal({ event: '1', resource: '2' });
  expect(await call('POST', path, body)).toMatchObject({ status: 500, code: 'internal' });
});

describe('bad input gets a problem document that names the field', () => {
  const seats = { matchId: '1', seatIds: ['2'] };
  test.each<[DialectName, string, object, string]>([
    ['matches', '/api/tickets/hold', { ...seats, matchId: 1 }, 'matchId'],
    ['matches', '/api/tickets/hold', { ...seats, seatIds: [] }, 'seatIds'],
    ['matches', '/api/tickets/hold', { ...seats, method: 'card' }, 'method'],
    ['matches', '/api/tickets/book', { ...seats, seatIds: ['1', '1'] }, 'seatIds'],
    ['matches', '/api/tickets/book', { ...seats, method: 'cowries' }, 'method'],
    ['matches', '/api/tickets/cancel', {}, 'bookingId'],
    ['quantity', '/api/events/1/reservations', { quantity: 0 }, 'quantity'],
    ['quantity', '/api/events/1/reservations', { quantity: 1, method: 'cowries' }, 'method'],
    ['quantity', '/api/events/0/reservations', { quantity: 1 }, 'id'],
  ])('%s %s %j: %s', async (dialect, url, body, field) => {
    const call = await opened(dialect);
    expect(await call('POST', url, body)).toMatchObject({ status: 400, code: 'invalid_request', field });
  });
});

test('who is no administrator makes no events', async () => {
  const call = await opened('quantity');
  expect(await call('POST', '/api/events', {})).toMatchObject({ status: 403, code: 'forbidden' });
  expect(await call('PUT', '/api/events/1', {})).toMatchObject({ status: 403, code: 'forbidden' });
});
