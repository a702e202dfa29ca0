import { expect, test } from 'vitest';
import { Unavailable } from '../domain/outages.ts';
import { QueuedEvents, type QueueState } from './queued-events.ts';

/** PostgreSQL answers this state, or nothing; `asked` counts how often. */
function events() {
  const seen = { asked: 0, nowMs: 5_000, state: 'open' as QueueState | 'away' };
  const read = async <Row>() => {
    seen.asked += 1;
    if (seen.state === 'away') throw new Unavailable('gone');
    return (seen.state === 'unknown' ? [] : [{ state: seen.state }]) as Row[];
  };
  return { seen, queued: new QueuedEvents({ read }, () => seen.nowMs) };
}

test('what was read is believed for a second, and who asks meanwhile waits for the same answer', async () => {
  const { seen, queued } = events();
  const first = await Promise.all(Array.from({ length: 50 }, () => queued.find('1')));
  expect(new Set(first)).toEqual(new Set(['open']));
  seen.state = 'off';
  seen.nowMs += 999;
  expect([await queued.find('1'), seen.asked]).toEqual(['open', 1]);
  seen.nowMs += 1;
  expect([await queued.find('1'), seen.asked]).toEqual(['off', 2]);
});

test('while PostgreSQL is away what was known is believed; what was not is not made up', async () => {
  const { seen, queued } = events();
  await queued.find('1');
  seen.state = 'away';
  seen.nowMs += 60_000;
  expect(await queued.find('1')).toBe('open');
  await expect(queued.find('2')).rejects.toThrow(Unavailable);
  seen.state = 'early';
  expect(await queued.find('2')).toBe('early');
});

test('anybody may ask for any event, and still little is kept', async () => {
  const { seen, queued } = events();
  seen.state = 'unknown';
  for (let id = 1; id <= 1_001; id += 1) expect(await queued.find(String(id))).toBe('unknown');
  expect(seen.asked).toBe(1_001);
  await queued.find('1001');
  expect(seen.asked).toBe(1_001);
  await queued.find('1');
  expect(seen.asked).toBe(1_002);
});
