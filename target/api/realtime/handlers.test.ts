import { afterEach, describe, expect, test } from 'vitest';
import { Unavailable } from '../domain/outages.ts';
import { noQueue } from './queue-view.ts';
import { closeInstances, instance, Sale } from './testing/memory-instance.ts';
import { connect, once } from './testing/user.ts';
import type { Truth } from './truth.ts';

afterEach(closeInstances);

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
