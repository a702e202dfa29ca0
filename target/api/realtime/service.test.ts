import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { Unavailable } from '../domain/outages.ts';
import { noQueue } from './queue-view.ts';
import { MemoryRedis, memoryRealtime } from './testing/memory.ts';
import { closeInstances, instance, Sale } from './testing/memory-instance.ts';
import { client, connect, once } from './testing/user.ts';
import type { Truth } from './truth.ts';

afterEach(closeInstances);

describe('who may connect', () => {
  test.each([
    ['none', undefined],
    ['a text that is none', 'abc'],
    ['an object', { sub: '7' }],
    [
      'one that nobody signed',
      `${btoa('{"alg":"none"}')}.${btoa('{"sub":"7","role":"buyer","exp":9999999999}')}.`,
    ],
  ])('a token is needed: %s', async (_name, token) => {
    const { url } = await instance();
    await expect(connect(url, { token })).rejects.toMatchObject({ data: { code: 'unauthorized' } });
  });

  test('a token that is ours, but not a user’s, or that ran out', async () => {
    const { app, url } = await instance();
    const tokens = [
      app.jwt.sign({ sub: 'queue', role: 'buyer' }),
      app.jwt.sign({ sub: '7' } as never),
      app.jwt.sign({ sub: '7', role: 'buyer' }, { expiresIn: -1 }),
    ];
    for (const token of tokens) await expect(connect(url, { token })).rejects.toThrow('unauthorized');
  });

  test('a connection ends with its token', async () => {
    const { app, url } = await instance();
    const token = app.jwt.sign({ sub: '7', role: 'buyer' }, { expiresIn: '2s' });
    using user = await connect(url, { token });
    const reason = await once(user.socket, 'disconnect');
    expect(reason).toBe('io server disconnect');
    expect(user.heard).toEqual([{ name: 'connection-ended', body: { code: 'token_expired' } }]);
  });

  test.each(['websocket', 'polling'] as const)('a full instance says so, by %s', async (transport) => {
    const limits = { ...memoryRealtime(new MemoryRedis()).limits, mostConnections: 1 };
    const { url, user, tokenOf, app } = await instance(undefined, { limits });
    using first = await user();
    const socket = client(url, { token: tokenOf('8'), transports: [transport] });
    socket.connect();
    const error = await once(socket, 'connect_error');
    expect(error).toMatchObject({ message: transport === 'polling' ? 'xhr poll error' : 'websocket error' });
    const answer = await fetch(`${url}/socket.io/?EIO=4&transport=polling`);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(await answer.json()).toMatchObject({ code: 'too_many_connections' });
    first.socket.close();
    await expect.poll(async () => (await app.inject('/metrics')).body).toMatch(/websocket_connections\S* 0/);
    using second = await user('8');
    expect(second.socket.connected).toBe(true);
  });

  test('polling alone works', async () => {
    const { url, tokenOf } = await instance(undefined, { truth: new Sale() });
    using user = await connect(url, { token: tokenOf('7'), transports: ['polling'] });
    expect(await user.ask('join-event', { eventId: '1' })).toEqual({ ok: true });
    expect(await user.next('room-state')).toMatchObject({ eventId: '1', reason: 'joined', sequence: 0 });
  });

  test('a message too large ends the connection', async () => {
    const { user } = await instance();
    using large = await user();
    large.socket.emit('join-event', { eventId: '1', more: 'x'.repeat(10_000) });
    expect(await once(large.socket, 'disconnect')).toBe('transport close');
  });
});

describe('what asks to become another protocol', () => {
  async function raw(url: string, lines: string[]): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket = connectTcp(Number(port), hostname);
    socket.end(`${[...lines, 'Host: api', '', ''].join('\r\n')}`);
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) text += chunk;
    return text;
  }

  test('is served as HTTP where it is none of ours', async () => {
    const { url } = await instance();
    const asked = ['Connection: Upgrade, close', 'Upgrade: h2c'];
    expect(await raw(url, ['GET /health HTTP/1.1', ...asked])).toMatch(/^HTTP\/1.1 200 OK.*"status":"ok"/s);
    const elsewhere = ['Connection: Upgrade, close', 'Upgrade: websocket'];
    expect(await raw(url, ['GET /nowhere HTTP/1.1', ...elsewhere])).toMatch(
      /^HTTP\/1.1 404 .*route_not_found/s,
    );
  });

  test('is refused with a problem where there is no room', async () => {
    const limits = { ...memoryRealtime(new MemoryRedis()).limits, mostConnections: 0 };
    const { url } = await instance(undefined, { limits });
    const asked = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    const answer = await raw(url, ['GET /socket.io/?EIO=4&transport=websocket HTTP/1.1', ...asked]);
    expect(answer).toMatch(/^HTTP\/1.1 503 .*Retry-After: 1\r\n\r\n.*"code":"too_many_connections"/s);
  });
});

describe('messages', () => {
  test('each is acknowledged, or refused with a code', async () => {
    const { user } = await instance(undefined, { truth: new Sale() });
    using one = await user();
    expect(await one.ask('join-event', { eventId: '1' })).toEqual({ ok: true });
    expect(await one.ask('join-event', { eventId: '2' })).toEqual({ ok: false, code: 'event_not_found' });
    expect(await one.ask('join-event')).toEqual({ ok: false, code: 'invalid_message', field: 'eventId' });
    expect(await one.ask('nonsense', {})).toEqual({ ok: false, code: 'invalid_message', field: 'event' });
    expect(await one.ask('check-queue-status', { eventId: '1' })).toEqual({ ok: true, waiting: false });
    expect(await one.ask('leave-event', { eventId: '1' })).toEqual({ ok: true });
    one.socket.emit('join-event', { eventId: 1 });
    const refused = { event: 'join-event', code: 'invalid_message', field: 'eventId' };
    expect(await one.next('message-refused')).toEqual(refused);
  });

  test('too many are refused, and too many rooms', async () => {
    const sale = new Sale();
    const everywhere: Truth = {
      ...{ changed: () => sale.changed('1', []), all: () => sale.all('1'), heldBy: () => sale.heldBy() },
      phases: async (ids) => new Map(ids.map((id) => [id, 'on_sale'])),
    };
    const { user } = await instance(undefined, { truth: everywhere });
    using one = await user();
    const join = (at: number) => one.ask('join-event', { eventId: String(at + 1) });
    const joined = await Promise.all(Array.from({ length: 9 }, (_, at) => join(at)));
    expect(joined.filter(({ ok }) => ok)).toHaveLength(8);
    expect(joined.at(-1)).toEqual({ ok: false, code: 'too_many_rooms' });
    const more = await Promise.all(
      Array.from({ length: 20 }, () => one.ask('leave-event', { eventId: '1' })),
    );
    expect(more.at(-1)).toEqual({ ok: false, code: 'too_many_messages' });
  });

  test('who goes on regardless is disconnected', async () => {
    const { app, user } = await instance();
    using one = await user();
    const ended = once(one.socket, 'disconnect');
    for (let sent = 0; sent < 200; sent += 1) one.socket.emit('restore-session', {});
    expect(await ended).toBe('io server disconnect');
    const { body } = await app.inject('/metrics');
    expect(body).toMatch(/realtime_ended_total\{[^}]*reason="too_many_messages"[^}]*\} 1/);
  });

  test.each([
    ...[
      '4',
      '40',
      '40null',
      '40[]',
      '40{"token":{}}',
      '40/admin,',
      '41',
      '42',
      '42[]',
      '42{}',
      '43',
      '43[]',
      '44',
      '45',
    ],
    ...[
      '46',
      '49',
      '51-["a"]',
      '451-["join-event",{"_placeholder":true,"num":0}]',
      'b4',
      '7',
      '',
      'x',
      '2probe',
      '5',
    ],
    ...['42["error",{}]', '42["disconnect"]', '42["newListener",{}]', '42[1,{}]', '420["join-event",null]'],
    ...['42["join-event",{"__proto__":{"eventId":"1"}}]', '429999999999999999999["join-event",{}]'],
  ])('whatever comes, the instance goes on: %s', async (packet) => {
    const { app, url, tokenOf } = await instance(undefined, { truth: new Sale() });
    const poll = `${url}/socket.io/?EIO=4&transport=polling`;
    const send = (at: string, body: string) =>
      fetch(at, { method: 'POST', body, headers: { 'content-type': 'text/plain' } }).then((answer) =>
        answer.text(),
      );
    const { sid } = JSON.parse((await (await fetch(poll)).text()).slice(1));
    const { sid: other } = JSON.parse((await (await fetch(poll)).text()).slice(1));
    await send(`${poll}&sid=${sid}`, packet);
    await send(`${poll}&sid=${other}`, `40${JSON.stringify({ token: tokenOf('7') })}`);
    await send(`${poll}&sid=${other}`, packet);
    expect((await app.inject('/health')).statusCode).toBe(200);
    using user = await connect(url, { token: tokenOf('8') });
    expect(await user.ask('join-event', { eventId: '1' })).toEqual({ ok: true });
  });

  test('PostgreSQL away is said, and is no end', async () => {
    const truth = new Sale();
    const { user } = await instance(undefined, { truth });
    using one = await user();
    truth.all = async () => {
      throw new Unavailable('nobody there');
    };
    expect(await one.ask('join-event', { eventId: '1' })).toEqual({ ok: false, code: 'unavailable' });
  });

  test('a session is restored: rooms, seats, and the place in the queue', async () => {
    const truth = new Sale();
    truth.held = ['2', '3'];
    const queue = { ...noQueue, position: async () => ({ position: 4, total: 9, etaSeconds: 2 }) };
    const { user } = await instance(undefined, { truth, queue });
    using before = await user();
    await before.ask('join-event', { eventId: '1' });
    before.socket.close();
    using after = await user();
    expect(await after.ask('restore-session')).toEqual({ ok: true });
    expect(await after.next('session-restored')).toEqual({
      eventIds: ['1'],
      queuePosition: 4,
      selectedSeats: ['2', '3'],
      reservationExpiry: '2030-01-01T00:00:00Z',
    });
    expect(await after.next('queue-restored')).toEqual({
      eventId: '1',
      position: 4,
      total: 9,
      etaSeconds: 2,
    });
    expect(await after.next('room-state')).toMatchObject({ eventId: '1', reason: 'joined' });
    using stranger = await user('8');
    await stranger.ask('restore-session');
    expect(await stranger.next('session-restored')).toMatchObject({ eventIds: [] });
  });
});

describe('rooms', () => {
  test('of two instances hear the same, in one line', async () => {
    const redis = new MemoryRedis();
    const truth = new Sale();
    const [first, second] = [await instance(redis, { truth }), await instance(redis, { truth })];
    using one = await first.user('7');
    using two = await second.user('8');
    for (const user of [one, two]) await user.ask('join-event', { eventId: '1' });
    truth.set('1', 'held');
    first.realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    const held = { eventId: '1', sequence: 1, seats: [{ id: '1', status: 'held', version: 1 }] };
    for (const user of [one, two]) expect(await user.next('seat-updated')).toMatchObject(held);
    truth.set('1', 'booked');
    second.realtime.changes.changed('1', [{ id: '1', status: 'booked' }]);
    for (const user of [one, two]) {
      expect(await user.next('ticket-sold')).toMatchObject({ seatIds: ['1'], availableTickets: 2 });
      expect(await user.next('ticket-updated', (body) => body.availableTickets === 2)).toBeDefined();
      const numbers = user.heard.map(({ body }) => body.sequence);
      expect(numbers).toEqual([0, 1, 2, 3, 4, 5].slice(0, numbers.length));
    }
  });

  test('are left: nothing is heard any more', async () => {
    const truth = new Sale();
    const { realtime, user } = await instance(undefined, { truth });
    using one = await user();
    using two = await user('8');
    for (const each of [one, two]) await each.ask('join-event', { eventId: '1' });
    await one.ask('leave-event', { eventId: '1' });
    realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    await two.next('seat-updated');
    expect(one.heard.map(({ name }) => name)).toEqual(['room-state']);
  });

  test('say when Redis is away, tell what is sold here, and begin anew when it is back', async () => {
    const redis = new MemoryRedis();
    const { realtime, user } = await instance(redis, { truth: new Sale() });
    using one = await user();
    await one.ask('join-event', { eventId: '1' });
    redis.turn(false);
    const away = { degraded: true, epoch: null, sequence: null, pollMs: 5_000 };
    expect(await one.next('room-state', ({ reason }) => reason === 'redis-away')).toMatchObject(away);
    realtime.changes.changed('1', [{ id: '1', status: 'held' }]);
    expect(await one.next('seat-updated')).toMatchObject({ epoch: null, sequence: null });
    redis.flush();
    redis.turn(true);
    const back = { degraded: false, epoch: '0000000000000002', sequence: 0 };
    expect(await one.next('room-state', ({ reason }) => reason === 'redis-back')).toMatchObject(back);
  });
});

describe('who does not read', () => {
  test('is left out, has to take a snapshot, and is let go in the end', async () => {
    const truth = new Sale();
    const base = memoryRealtime(new MemoryRedis()).limits;
    const limits = { ...base, mostWaiting: 2, mostBehindMs: 400 };
    const { app, realtime, user } = await instance(undefined, { truth, limits });
    using slow = await user();
    using quick = await user('8');
    for (const each of [slow, quick]) await each.ask('join-event', { eventId: '1' });
    const { ws } = (slow.socket.io.engine as unknown as { transport: { ws: { _socket: Socket } } }).transport;
    ws._socket.pause();
    truth.seats = Array.from({ length: 2_000 }, (_, id) => ({ id: `${id + 1}`, status: 'held', version: 1 }));
    const ids = truth.seats.map(({ id, status }) => ({ id, status }));
    const counted = (series: RegExp) =>
      expect
        .poll(
          async () => {
            realtime.changes.changed('1', ids);
            return (await app.inject('/metrics')).body;
          },
          { timeout: 20_000, interval: 5 },
        )
        .toMatch(series);
    await counted(/realtime_left_out_total\S* [1-9]/);
    const before = quick.heard.length;
    realtime.changes.changed('1', ids);
    await expect.poll(() => quick.heard.length).toBeGreaterThan(before);
    ws._socket.resume();
    await slow.next('room-state', ({ reason }) => reason === 'too-slow');
    ws._socket.pause();
    await counted(/realtime_ended_total\{[^}]*reason="too_slow"[^}]*\} 1/);
    ws._socket.resume();
    await expect.poll(() => slow.socket.connected).toBe(false);
    expect(quick.socket.connected).toBe(true);
  }, 60_000);
});

test('an instance that ends lets nobody in, and tells who is there', async () => {
  const { app, user } = await instance();
  using one = await user();
  const ended = once(one.socket, 'disconnect');
  await app.close();
  expect(await ended).toBe('io server disconnect');
  expect(await one.next('connection-ended')).toEqual({ code: 'closing' });
});
