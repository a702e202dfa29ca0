import { connect as connectTcp } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { MemoryRedis, memoryRealtime } from './testing/memory.ts';
import { closeInstances, instance, Sale } from './testing/memory-instance.ts';
import { client, connect, once } from './testing/user.ts';

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

test('an instance that ends lets nobody in, and tells who is there', async () => {
  const { app, user } = await instance();
  using one = await user();
  const ended = once(one.socket, 'disconnect');
  await app.close();
  expect(await ended).toBe('io server disconnect');
  expect(await one.next('connection-ended')).toEqual({ code: 'closing' });
});
