import { expect, it } from 'vitest';
import { singleTopology } from '../single.ts';
import { withApiSettings } from './api.ts';

const sound = singleTopology({ instances: 1 }).nodes.find(({ role }) => role === 'api');
if (sound === undefined) throw new Error('no API');

it('starts the sound server with what is asked for', () => {
  expect(sound.command).toEqual(['/usr/local/bin/node', '/srv/onsale/target/api/server.ts']);
  expect(sound.environment).toMatchObject({
    SEAT_STRATEGY: 'atomic-update',
    FAST_LAYER: 'on',
    PROFILE: 'test',
    HOLD_SECONDS: '300',
  });
  expect(sound.environment).not.toHaveProperty('BROKEN');
});

it('starts a planted fault from its own folder', () => {
  const broken = withApiSettings(sound, { broken: 'seat-check-without-lock', fastLayer: false });
  expect(broken.command.at(-1)).toBe('/srv/onsale/target/api/broken/server.ts');
  expect(broken.environment).toMatchObject({
    BROKEN: 'seat-check-without-lock',
    FAST_LAYER: 'off',
    SEAT_STRATEGY: 'atomic-update',
  });
});

it('leaves to the API what of the queue is not asked for', () => {
  const queued = withApiSettings(sound, { queue: { limit: 5, graceSeconds: 2 } });
  expect(queued.environment).toEqual({ ...sound.environment, QUEUE_LIMIT: '5', QUEUE_GRACE_SECONDS: '2' });
});

it('is as described again when nothing, or no fault, is named', () => {
  const broken = withApiSettings(sound, { broken: 'hold-in-redis-only' });
  expect(withApiSettings(broken, { broken: null })).toEqual(sound);
  expect(withApiSettings(sound, {})).toEqual(sound);
});

it("sets one instance's wall clock wrong, and keeps it so when its settings change", () => {
  const nodes = singleTopology({ instances: 2, clockAheadSeconds: { 'api-a-2': -3_600 } }).nodes;
  const [right, wrong] = nodes.filter(({ role }) => role === 'api');
  if (right === undefined || wrong === undefined) throw new Error('two APIs were described');
  expect(right.environment).not.toHaveProperty('LD_PRELOAD');
  const clock = { FAKETIME: '-3600s', FAKETIME_DONT_FAKE_MONOTONIC: '1' };
  expect(wrong.environment).toMatchObject(clock);
  expect(withApiSettings(wrong, { fastLayer: false }).environment).toMatchObject(clock);
});
