import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { nodeIo } from '../generator/node-io.ts';
import { SmallSeats } from '../testing/small-seats.ts';
import { client } from './seats.ts';

const { signal } = new AbortController();
const encode = (text: string | Buffer) => Buffer.from(text).toString('base64url');

/** As the API signs it: characters that base64 and base64url write differently are in it. */
function ticketOf(claims: object): string {
  const signed = `${encode('{"alg":"HS256","typ":"JWT"}')}.${encode(JSON.stringify(claims))}`;
  return `${signed}.${encode(createHmac('sha256', 'secret').update(signed).digest())}`;
}

const ticket = ticketOf({ aud: 'queue-ticket', event: 'e?>~', sub: '9', epoch: 2, sequence: 70_001, iat: 1 });
const waiting = { eventId: '1', state: 'waiting', position: 12, total: 40, etaSeconds: 1, ticket };
const admitted = { eventId: '1', state: 'admitted', pass: 'the-pass', expiresAt: 'soon', ttlMs: 9_000 };

/** A buyer of a server whose queue answers so, in turn. */
function buyerOf(small: SmallSeats, answers: { status: number; body: object }[]) {
  const asked: string[] = [];
  small.before = ({ method, path }) => {
    asked.push(`${method} ${path}`);
    return answers.shift() ?? null;
  };
  const buyer = { id: 'ann', credentials: { email: 'ann', password: 'secret' } };
  const visit = { buyer, event: 'event-1', state: client.newState() };
  return { io: nodeIo({ baseUrl: small.url, signal }), visit, asked };
}

test('who waits is told the place, keeps the ticket, and gets the pass in the end', async () => {
  await using small = await SmallSeats.start({ seats: 1 });
  const body = (of: object) => ({ status: 200, body: of });
  const { io, visit, asked } = buyerOf(small, [body(waiting), body(admitted), body({ left: true })]);
  expect(await client.queueJoin(io, visit)).toEqual({
    outcome: 'done',
    value: { position: 12, epoch: 2, sequence: 70_001 },
  });
  expect(visit.state).toEqual({ token: '', ticket });
  expect(await client.queueAdmit(io, visit)).toEqual({
    outcome: 'done',
    value: { position: 0, ttlMs: 9_000 },
  });
  expect(visit.state).toEqual({ token: '', pass: 'the-pass' });
  expect(await client.queueLeave(io, visit)).toEqual({ outcome: 'done', value: {} });
  expect(visit.state).toEqual({ token: '' });
  expect(asked).toEqual([
    'POST /api/queue/event-1/join',
    'GET /api/queue/event-1/status',
    'DELETE /api/queue/event-1',
  ]);
});

test.each([
  [404, 'not_in_queue', { outcome: 'refused', reason: 'expired' }],
  [409, 'ticket_spent', { outcome: 'refused', reason: 'expired' }],
  [403, 'ticket_refused', { outcome: 'refused', reason: 'other' }],
  [409, 'queue_off', { outcome: 'refused', reason: 'not-on-sale' }],
  [503, 'queue_paused', { outcome: 'busy', retryAfterMs: null }],
])('%i %s', async (status, code, answer) => {
  await using small = await SmallSeats.start({ seats: 1 });
  const { io, visit } = buyerOf(small, [{ status, body: { code } }]);
  expect(await client.queueAdmit(io, visit)).toEqual(answer);
});

test('a ticket that says no place is not understood', async () => {
  await using small = await SmallSeats.start({ seats: 1 });
  const { io, visit } = buyerOf(small, [
    { status: 200, body: { ...waiting, ticket: 'opaque' } },
    { status: 200, body: { ...waiting, ticket: ticketOf({ epoch: 1 }) } },
  ]);
  expect(await client.queueJoin(io, visit)).toMatchObject({ outcome: 'client-bug' });
  expect(await client.queueJoin(io, visit)).toMatchObject({ outcome: 'client-bug' });
});
