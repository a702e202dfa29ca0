import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Unavailable } from '../domain/outages.ts';
import { type Found, LayeredCache, type Wanted } from './cache.ts';
import { MemoryStore } from './testing/memory-store.ts';

let store: MemoryStore;
let nowMs: number;
let leases = 0;

beforeEach(() => {
  store = new MemoryStore(() => nowMs);
  nowMs = 1_000;
});

function instance(): LayeredCache {
  const cache = new LayeredCache({ store, nowMs: () => nowMs, random: () => `lease-${leases++}` });
  onTestFinished(() => cache[Symbol.dispose]());
  return cache;
}

/** A page whose loads are ended by hand, in order. */
function source() {
  const loads: PromiseWithResolvers<string | null>[] = [];
  const wanted: Wanted = {
    key: 'k',
    freshMs: 60_000,
    load() {
      const load = Promise.withResolvers<string | null>();
      loads.push(load);
      return load.promise;
    },
  };
  return { wanted, loads };
}

const says = (found: Found | null) => found && [found.page.body.toString(), found.result];
const loaded = (text: string): Wanted => ({ key: 'k', freshMs: 60_000, load: async () => text });
const failing: Wanted = {
  ...loaded(''),
  async load() {
    throw new Unavailable('away');
  },
};

it('loads once, however many ask, of however many instances', async () => {
  const { wanted, loads } = source();
  const [a, b] = [instance(), instance()];
  const asked = [...Array.from({ length: 20 }, () => a.get(wanted)), b.get(wanted), b.get(wanted)];
  await vi.waitUntil(() => loads.length > 0);
  loads[0]?.resolve('page');
  const found = await Promise.all(asked);
  expect(new Set(found.map((one) => one?.page.body.toString()))).toEqual(new Set(['page']));
  expect(found.filter((one) => one?.result === 'miss')).toHaveLength(1);
  expect(loads).toHaveLength(1);
});

it('asks the store again after a moment, and says how old the page is', async () => {
  const [a, b] = [instance(), instance()];
  await a.get(loaded('first'));
  b.drop(['k']);
  await vi.waitUntil(() => store.pages.get('k')?.isFresh === false);
  expect(says(await a.get(loaded('second')))).toEqual(['first', 'hit']);
  nowMs += 100;
  expect(says(await a.get(loaded('second')))).toEqual(['second', 'miss']);
  nowMs += 7_000;
  expect(await b.get(loaded('third'))).toMatchObject({ ageMs: 7_000, result: 'hit' });
});

it('gives nobody after a change what was read before it, and keeps it nowhere', async () => {
  const { wanted, loads } = source();
  const cache = instance();
  const before = cache.get(wanted);
  await vi.waitUntil(() => loads.length === 1);
  cache.drop(['k']);
  const after = cache.get(wanted);
  await vi.waitUntil(() => loads.length === 2);
  loads[1]?.resolve('new');
  expect(says(await after)).toEqual(['new', 'miss']);
  loads[0]?.resolve('old');
  expect(says(await before)).toEqual(['old', 'miss']);
  nowMs += 100;
  expect(says(await instance().get(wanted))).toEqual(['new', 'hit']);
});

it('loads by itself while the store is away, for no longer than a moment', async () => {
  store.isAway = true;
  const cache = instance();
  expect(says(await cache.get(loaded('first')))).toEqual(['first', 'miss']);
  expect(says(await cache.get(loaded('second')))).toEqual(['first', 'hit']);
  nowMs += 100;
  expect(says(await cache.get(loaded('second')))).toEqual(['second', 'miss']);
});

it('drops what the store could not be told of, before it believes the store again', async () => {
  const cache = instance();
  await cache.get(loaded('old'));
  store.isAway = true;
  cache.drop(['k']);
  await cache.get(loaded('newer'));
  store.isAway = false;
  nowMs += 100;
  expect(says(await cache.get(loaded('newest')))).toEqual(['newest', 'miss']);
  await vi.waitUntil(() => store.pages.get('k')?.isFresh === false);
});

it('gives an old page when PostgreSQL is away, and asks again after a second', async () => {
  const [a, b] = [instance(), instance()];
  await a.get(loaded('page'));
  a.drop(['k']);
  await vi.waitUntil(() => store.pages.get('k')?.isFresh === false);
  nowMs += 5_000;
  expect(await a.get(failing)).toMatchObject({ result: 'stale', ageMs: 5_000 });
  expect(says(await b.get(failing))).toEqual(['page', 'stale']);
  nowMs += 999;
  expect(says(await a.get(loaded('back')))).toEqual(['page', 'stale']);
  nowMs += 1;
  expect(says(await a.get(loaded('back')))).toEqual(['back', 'miss']);
});

it('gives the page it had itself when PostgreSQL and the store are away', async () => {
  const cache = instance();
  await cache.get(loaded('page'));
  store.isAway = true;
  nowMs += 100;
  expect(says(await cache.get(failing))).toEqual(['page', 'stale']);
});

it('throws what the load throws when there is no old page, and keeps nothing of what is not there', async () => {
  const cache = instance();
  await expect(cache.get(failing)).rejects.toThrow(Unavailable);
  expect(await cache.get({ ...failing, load: async () => null })).toBeNull();
  expect(says(await instance().get(loaded('made')))).toEqual(['made', 'miss']);
});

it('does not take a mistake for an outage', async () => {
  const cache = instance();
  await cache.get(loaded('page'));
  nowMs += 60_000;
  store.pages.clear();
  const mistaken = { ...failing, load: () => Promise.reject(new TypeError('ours')) };
  await expect(cache.get(mistaken)).rejects.toThrow(TypeError);
});
