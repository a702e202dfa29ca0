import { afterEach, describe, expect, test } from 'vitest';
import { openApp } from '../testing/parts.ts';
import type { Realtime } from './compose.ts';
import type { SeatSeen } from './messages.ts';
import { MemoryRedis, memoryRealtime } from './testing/memory.ts';
import { client, connect, once } from './testing/user.ts';
import type { EventSeen, Truth } from './truth.ts';

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

/** What PostgreSQL would say: event 1 with seats, and user 7 holding some. */
class Sale implements Truth {
  seats: SeatSeen[] = ['1', '2', '3'].map((id) => ({ id, status: 'available', version: 0 }));
  phase: 'scheduled' | 'on_sale' | 'ended' = 'on_sale';
  held: string[] = [];
  available = 3;

  set(id: string, status: SeatSeen['status']): void {
    this.seats = this.seats.map((seat) =>
      seat.id === id ? { id, status, version: seat.version + 1 } : seat,
    );
    this.available = this.seats.filter((seat) => seat.status !== 'booked').length;
  }

  async changed(eventId: string, seatIds: readonly string[]): Promise<EventSeen | null> {
    const all = await this.all(eventId);
    return all && { ...all, seats: all.seats.filter(({ id }) => seatIds.includes(id)) };
  }

  async all(eventId: string): Promise<EventSeen | null> {
    return eventId === '1' ? { available: this.available, seats: this.seats } : null;
  }

  async phases(eventIds: readonly string[]) {
    return new Map(eventIds.filter((id) => id === '1').map((id) => [id, this.phase] as const));
  }

  async heldBy() {
    return { seats: this.held, until: this.held.length > 0 ? '2030-01-01T00:00:00Z' : null };
  }
}

async function instance(redis = new MemoryRedis(), parts: Partial<Realtime> = {}) {
  const realtime = memoryRealtime(redis, parts);
  const { app } = await openApp({ realtime });
  open.push(() => app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const tokenOf = (sub: string) => app.jwt.sign({ sub, role: 'buyer' });
  return { app, url, realtime, tokenOf, user: (sub = '7') => connect(url, { token: tokenOf(sub) }) };
}

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

  test('an upgrade to something else is served as plain HTTP', async () => {
    const { url } = await instance();
    const answer = await fetch(`${url}/health`, { headers: { upgrade: 'h2c', connection: 'Upgrade' } }).catch(
      (error) => error,
    );
    // fetch refuses to send such headers itself in some versions; then there is nothing to serve.
    if (answer instanceof Response) expect(answer.status).toBe(200);
  });
});
